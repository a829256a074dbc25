"""Menu items as a trainer reads them: kit, work, checks, visits, and who says so. Reference values, not rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from winay.core.fixed import from_fixed
from winay.core.numbers import MONTHS
from winay.programs.terms import AbandonReason, CheckState, Giver, KitUnit, MenuState, Zone
from winay.programs.version_terms import ItemTerms, KitTerms, NeedTerms, VersionTerms
from winay.programs.vocabulary import CHECKS, CONDITIONS, KIT_UNITS, MENU_STATES, SUPPORTS, ZONES
from winay.programs.wording import money_text, number_text
from winay.web.version_words import Source, native_words, said, source_of, unbroken

PLURALS: dict[KitUnit, str | Promise] = {
    KitUnit.PIECE: gettext_lazy("unidades"),
    KitUnit.SET: gettext_lazy("juegos"),
    KitUnit.BAG: gettext_lazy("bolsas"),
}
GIVERS: dict[Giver, str | Promise] = {
    Giver.PROGRAM: gettext_lazy("programa"),
    Giver.HOUSEHOLD: gettext_lazy("hogar"),
    Giver.SHARED: gettext_lazy("compartido"),
}
ABANDON_REASONS: dict[AbandonReason, str | Promise] = {
    AbandonReason.NO_WATER: gettext_lazy("faltó agua"),
    AbandonReason.FROST_HAIL: gettext_lazy("helada o granizo"),
    AbandonReason.FLOOD_FIRE: gettext_lazy("inundación o incendio"),
    AbandonReason.DISEASE_DEATH: gettext_lazy("enfermedad o muerte"),
    AbandonReason.THEFT_PREDATOR: gettext_lazy("robo o depredador"),
    AbandonReason.BROKEN_NO_SPARE: gettext_lazy("se rompió y no hubo repuesto"),
    AbandonReason.NO_TIME_MIGRATION: gettext_lazy("falta de tiempo o migración"),
    AbandonReason.NO_MARKET: gettext_lazy("no hubo mercado"),
    AbandonReason.INPUTS_COST: gettext_lazy("insumos caros"),
    AbandonReason.DID_NOT_LIKE: gettext_lazy("no les gustó"),
    AbandonReason.CONFLICT_NEIGHBOURS: gettext_lazy("conflicto con vecinos"),
    AbandonReason.MOVED: gettext_lazy("se mudaron"),
    AbandonReason.SOLD: gettext_lazy("lo vendieron"),
    AbandonReason.BAD_QUALITY_DELIVERED: gettext_lazy("se entregó de mala calidad"),
    AbandonReason.OTHER: gettext_lazy("otro motivo"),
}


@dataclass(frozen=True, slots=True)
class KitLine:
    """A line of the kit, written."""

    what: str
    quantity: str
    unit: str
    giver: str
    by_household: bool


@dataclass(frozen=True, slots=True)
class ItemCard:
    """An item in the list of a menu."""

    key: str
    name: str
    icon: str
    components: tuple[int, ...]
    zones: str
    fits: str
    install: str
    judged: str
    cost: str | None
    state: str
    state_words: str
    confirmed: bool


def card(item: ItemTerms) -> ItemCard:
    """An item in few words."""
    return ItemCard(
        key=item.key,
        name=said(item.name),
        icon=icon_of(item),
        components=item.components,
        zones=zones(item),
        fits=said(item.fits),
        install=days_of_work(item.work_install),
        judged=months(item.judge_months),
        cost=cost(item),
        state=item.menu_state,
        state_words=str(MENU_STATES[item.menu_state]),
        confirmed=item.menu_state is MenuState.CONFIRMED,
    )


def icon_of(item: ItemTerms) -> str:
    """What the item is, drawn: animals, the house, a trade, or things that grow."""
    if item.live_animals:
        return "paw"
    return {2: "home", 3: "building-community"}.get(item.components[0], "seedling")


def zones(item: ItemTerms) -> str:
    """`sierra, selva alta`."""
    return ", ".join(str(ZONES[zone]) for zone in Zone if zone in item.zones)


def altitude(item: ItemTerms) -> str:
    """`de 1 500 a 4 200 m`; empty where the item has no bounds."""
    if item.altitude is None:
        return ""
    low, high = (number_text(from_fixed(metres, 0)) for metres in item.altitude)
    return unbroken(_("de %(low)s a %(high)s m de altitud") % {"low": low, "high": high})


def between(bounds: tuple[int, int]) -> str:
    """`6 a 10` or `2`, from tenths."""
    low, high = (number_text(from_fixed(bound, 1)) for bound in bounds)
    return low if low == high else _("%(low)s a %(high)s") % {"low": low, "high": high}


def days_of_work(bounds: tuple[int, int]) -> str:
    """Person-days: `6 a 10 jornadas`."""
    return ngettext("%(n)s jornada", "%(n)s jornadas", 1 if bounds == (10, 10) else 2) % {"n": between(bounds)}


def months(bounds: tuple[int, int]) -> str:
    """`3 meses`."""
    return ngettext("%(n)s mes", "%(n)s meses", 1 if bounds == (10, 10) else 2) % {"n": between(bounds)}


def month_names(numbers: Iterable[int]) -> str:
    """`abr a set`, `nov a ene, mar`, or all the year. The year is a ring: December is followed by January."""
    inside = set(numbers)
    if len(inside) == 12:
        return _("todo el año")
    names = MONTHS["en" if (get_language() or "es").startswith("en") else "es"]
    runs = []
    for first in sorted(month for month in inside if (month - 2) % 12 + 1 not in inside):
        last = first
        while last % 12 + 1 in inside:
            last = last % 12 + 1
        run = {"low": names[first - 1], "high": names[last - 1]}
        runs.append(names[first - 1] if first == last else _("%(low)s a %(high)s") % run)
    return ", ".join(runs)


def follow_up(item: ItemTerms) -> str:
    """When somebody looks again."""
    return _("La primera vez a los %(first)s días; después, cada %(every)s días.") % {
        "first": item.follow_up_first,
        "every": item.follow_up_every,
    }


def cost(item: ItemTerms) -> str | None:
    """The prices found, or None."""
    return "; ".join(money_text(line.minor, line.currency) for line in item.cost) or None


def kit_line(line: KitTerms) -> KitLine:
    """A line of the kit in words. A part of a thing that several households share: one for so many."""
    by_household = line.giver is Giver.HOUSEHOLD
    if line.giver is Giver.SHARED and 0 < line.quantity < 1000 and 1000 % line.quantity == 0:
        unit = _("cada %(n)s hogares") % {"n": 1000 // line.quantity}
        return KitLine(said(line.words), "1", unit, str(GIVERS[line.giver]), by_household)
    one = line.quantity == 1000
    unit = KIT_UNITS[line.unit] if one else PLURALS.get(line.unit, KIT_UNITS[line.unit])
    quantity = number_text(from_fixed(line.quantity, 3))
    return KitLine(said(line.words), quantity, str(unit), str(GIVERS[line.giver]), by_household)


def need(need: NeedTerms, version: VersionTerms) -> str:
    """One prerequisite: the text, or the condition, or the items of which one must be in use."""
    if text := said(need.words):
        return text
    if need.condition:
        return str(CONDITIONS[need.condition])
    names = [said(found.name) if (found := version.item(key)) else key for key in need.items]
    return _("Antes, en uso: %(items)s") % {"items": _(" o ").join(names)}


def basis(item: ItemTerms, version: VersionTerms) -> list[tuple[str, str, str, str]]:
    """(key, address, address to open or "", what it supports)."""
    found = []
    for key, supports in item.basis.items():
        address = version.sources[key].address if key in version.sources else key
        url = address if address.startswith("http") else ""
        found.append((key, address, url, ", ".join(str(SUPPORTS[support]) for support in supports)))
    return found


def sheet(item: ItemTerms, version: VersionTerms) -> dict[str, Any]:
    """Everything on an item's page."""
    source: Source = source_of(item.backing, version.sources)
    return {
        "card": card(item),
        "native": native_words(item.name),
        "altitude": altitude(item),
        "needs": [need(one, version) for one in item.needs],
        "kit": [kit_line(line) for line in item.kit],
        "work_month": days_of_work(item.work_month),
        "judge_note": said(item.judge),
        "window": said(item.window),
        "window_days": item.window_days,
        "season": said(item.season),
        "season_months": month_names(item.season_months),
        "follow_up": follow_up(item),
        "checks": [(state, str(CHECKS[state]), said(item.checks[state])) for state in CheckState],
        "abandon": said(item.abandon),
        "abandon_reasons": ", ".join(str(ABANDON_REASONS[reason]) for reason in item.abandon_reasons),
        "risks": said(item.risks),
        "visits": [said(visit) for visit in item.visits],
        "live_animals": item.live_animals,
        "share_or_reduce": item.share_or_reduce,
        "costs": [
            {
                "amount": money_text(line.minor, line.currency),
                "year": line.year,
                "words": said(line.words),
                "derived": line.derived,
                "address": version.sources[line.source].address if line.source in version.sources else line.source,
            }
            for line in item.cost
        ],
        "basis": basis(item, version),
        "source": source,
    }
