"""What parts two versions, for people: names instead of keys, words instead of codes."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from winay.journeys.pages.programs import DifferencePage
from winay.programs.rules import Difference, Group
from winay.programs.terms import Deliverer
from winay.programs.version_terms import CriterionTerms, ItemTerms, VersionTerms
from winay.programs.vocabulary import DELIVERERS, GROUPS, HOUSEHOLD_RULES, KINDS, LANGUAGES, MENU_STATES, TRAINER_KINDS
from winay.programs.wording import difference_in_words, quantity_text
from winay.web import menu_words
from winay.web.version_words import Source, said

VERSION_FIELDS: dict[str, str | Promise] = {
    "program": gettext_lazy("Programa"),
    "title": gettext_lazy("Título"),
    "valid_from": gettext_lazy("Desde"),
    "status": gettext_lazy("Estado"),
    "territory": gettext_lazy("Territorio"),
    "departments": gettext_lazy("Departamentos (ubigeo)"),
    "alternatives": gettext_lazy("Alternativos que deben cumplirse"),
}
FIELDS: dict[str, str | Promise] = {
    "note": gettext_lazy("nota"),
    "mode": gettext_lazy("modo"),
    "price_year": gettext_lazy("año del precio"),
    "name": gettext_lazy("nombre"),
    "native": gettext_lazy("nombre nativo"),
    "components": gettext_lazy("componentes"),
    "delivered_by": gettext_lazy("quién lo entrega"),
    "description": gettext_lazy("descripción"),
    "required": gettext_lazy("regla"),
    "maximum": gettext_lazy("puntos"),
    "tie_break": gettext_lazy("desempate"),
    "menu_state": gettext_lazy("estado en el menú"),
    "zones": gettext_lazy("zonas"),
    "altitude": gettext_lazy("altitud"),
    "fits": gettext_lazy("dónde se da"),
    "needs": gettext_lazy("qué hace falta antes"),
    "kit": gettext_lazy("kit"),
    "work": gettext_lazy("trabajo"),
    "judge": gettext_lazy("cuándo se juzga"),
    "window": gettext_lazy("qué es «en uso»"),
    "season": gettext_lazy("temporada"),
    "follow_up": gettext_lazy("seguimiento"),
    "live_animals": gettext_lazy("animales vivos"),
    "share_or_reduce": gettext_lazy("se comparte o reduce"),
    "checks": gettext_lazy("qué se comprueba"),
    "abandon": gettext_lazy("por qué se abandona"),
    "risks": gettext_lazy("riesgos"),
    "visits": gettext_lazy("visitas"),
    "cost": gettext_lazy("costo"),
    "basis": gettext_lazy("fuentes"),
    "value": gettext_lazy("valor"),
    "places": gettext_lazy("lugares"),
    "within": gettext_lazy("dentro de"),
    "as_of": gettext_lazy("fecha"),
    "list_key": gettext_lazy("lista"),
    "indicator": gettext_lazy("indicador"),
    "kind": gettext_lazy("clase"),
    "limited_sales": gettext_lazy("ventas"),
    "labour_share_at_least": gettext_lazy("parte del trabajo"),
    "property_share_at_least": gettext_lazy("parte de la propiedad"),
}
PLAIN = {"", "value", "label"}
"""Fields that need no name beside the thing's own."""


@dataclass(frozen=True, slots=True)
class Row:
    """A difference, written. None: that version says nothing of it."""

    name: str
    field: str
    before: str | None
    after: str | None
    source: Source
    key: str
    lines: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The differences about one sort of thing."""

    key: str
    title: str
    rows: list[Row]


def sections(page: DifferencePage) -> list[Section]:
    """All differences in the order of pages."""
    return [
        Section(kind, str(GROUPS[kind]), [row(difference, page) for difference in members])
        for kind, members in groupby(page.differences, key=lambda difference: difference.kind)
    ]


def row(difference: Difference, page: DifferencePage) -> Row:
    """One difference in words."""
    a, b = page.before, page.after
    name, *sides = difference_in_words(difference, a, b)
    before, after = (None if side == "—" else side for side in sides)
    kind, key, field = difference.kind, difference.key, difference.field
    if kind is Group.VERSION:
        name = str(VERSION_FIELDS[key])
    elif kind is Group.ITEM_CHANGED:
        before, after = (_item_side(version, key, field, text) for version, text in ((a, before), (b, after)))
    elif kind is Group.CRITERION and field in _CRITERION_FIELDS:
        before, after = (_criterion_side(version, key, field) for version in (a, b))
    elif kind is Group.CONTEST:
        name, before, after = _contest(difference, a, b)
    elif kind in _CODED:
        name, before, after = _coded(difference, a, b)
    shown = "" if field in PLAIN else str(FIELDS.get(field, _native_field(field)))
    return Row(name, shown, before, after, _source(difference, a, b), key, field in _LISTS)


_CODED = {Group.HOUSEHOLD_RULE, Group.STAGE, Group.COMPONENT}
_LISTS = {"kit", "visits", "checks", "needs"}


def _native_field(field: str) -> str:
    return next((str(words) for tag, words in LANGUAGES.items() if tag == field), field)


def _source(difference: Difference, a: VersionTerms, b: VersionTerms) -> Source:
    """The difference tells the source's text; which kind of source it is stands in the version."""
    phrase = difference.source
    for version in (b, a):
        if phrase in version.sources:
            listed = version.sources[phrase]
            return Source(difference.confirmed, listed.address, "", listed.address)
    if not phrase:
        return Source(difference.confirmed, _("Ninguna fuente leída"), "", "")
    return Source(difference.confirmed, _("Fuente"), phrase, "")


def _coded(difference: Difference, a: VersionTerms, b: VersionTerms) -> tuple[str, str | None, str | None]:
    """Rules for households, stages and components: the thing's own name, codes put into words."""
    before, after = difference.before, difference.after
    if difference.kind is Group.HOUSEHOLD_RULE:
        return _household_rule(difference, a, b)
    name = difference.key
    for version in (a, b):
        parts = version.stages if difference.kind is Group.STAGE else version.components
        for part in parts:
            if str(getattr(part, "key", getattr(part, "number", ""))) == difference.key:
                name = said(part.name)
    if difference.field == "delivered_by":
        before, after = (_deliverers(text) for text in (before, after))
    return name, before, after


def _contest(difference: Difference, a: VersionTerms, b: VersionTerms) -> tuple[str, str | None, str | None]:
    """What scorers of a contest look at: its name and for which trainers; points and turns in words."""
    sides = [
        next((one for one in version.contest_criteria if f"{one.kind}.{one.key}" == difference.key), None)
        for version in (a, b)
    ]
    known = next(one for one in reversed(sides) if one is not None)
    name = f"{said(known.label)} ({TRAINER_KINDS[known.kind]})"
    if difference.field in ("", "maximum"):
        return name, *(None if one is None else _points(one.maximum) for one in sides)
    if difference.field == "tie_break":
        return name, *(None if one is None or one.tie_break is None else _turn(one.tie_break) for one in sides)
    return name, difference.before, difference.after


def _points(number: int) -> str:
    return ngettext("hasta %(n)s punto", "hasta %(n)s puntos", number) % {"n": number}


def _turn(number: int) -> str:
    return _("el %(n)s.º que desempata") % {"n": number}


def _deliverers(text: str | None) -> str | None:
    return None if text is None else ", ".join(str(DELIVERERS[Deliverer(code)]) for code in text.split(", "))


def _household_rule(difference: Difference, a: VersionTerms, b: VersionTerms) -> tuple[str, str | None, str | None]:
    names = {"juntos_member": _("Juntos"), "lives_in_area": _("Dónde vive el hogar")}
    name = names.get(difference.key, difference.key)
    if difference.field == "note":
        return name, difference.before, difference.after
    rules = [next((rule for rule in v.household_rules if rule.key == difference.key), None) for v in (a, b)]
    sides = [None if rule is None else str(HOUSEHOLD_RULES[rule.key, rule.required]) for rule in rules]
    return name, sides[0], sides[1]


_CRITERION_FIELDS: dict[str, Callable[[CriterionTerms], str]] = {
    "kind": lambda criterion: str(KINDS[criterion.kind]),
    "labour_share_at_least": lambda c: quantity_text(c.labour_share_at_least) if c.labour_share_at_least else "",
    "property_share_at_least": lambda c: quantity_text(c.property_share_at_least) if c.property_share_at_least else "",
    "limited_sales": lambda criterion: _("pocas, sin número en la fuente") if criterion.limited_sales else "",
}


def _criterion_side(version: VersionTerms, key: str, field: str) -> str | None:
    found = next((criterion for criterion in version.criteria if criterion.key == key), None)
    return (_CRITERION_FIELDS[field](found) or None) if found else None


def _item_side(version: VersionTerms, key: str, field: str, text: str | None) -> str | None:
    item = version.item(key)
    if item is None:
        return text
    told = _ITEM_FIELDS.get(field)
    return (told(item, version) or None) if told else text


def _yes(value: bool) -> str:
    return _("sí") if value else _("no")


_ITEM_FIELDS: dict[str, Callable[[ItemTerms, VersionTerms], str]] = {
    "menu_state": lambda item, _v: str(MENU_STATES[item.menu_state]),
    "zones": lambda item, _v: menu_words.zones(item),
    "altitude": lambda item, _v: menu_words.altitude(item),
    "needs": lambda item, v: "\n".join(menu_words.need(one, v) for one in item.needs),
    "kit": lambda item, _v: "\n".join(
        f"{line.what}: {line.quantity} {line.unit} ({line.giver})" for line in map(menu_words.kit_line, item.kit)
    ),
    "work": lambda item, _v: _("%(install)s para instalar; %(month)s al mes") % {
        "install": menu_words.days_of_work(item.work_install), "month": menu_words.days_of_work(item.work_month),
    },
    "judge": lambda item, _v: f"{menu_words.months(item.judge_months)}. {said(item.judge)}".strip(),
    "window": lambda item, _v: said(item.window),
    "season": lambda item, _v: f"{menu_words.month_names(item.season_months)}. {said(item.season)}".strip(),
    "follow_up": lambda item, _v: menu_words.follow_up(item),
    "live_animals": lambda item, _v: _yes(item.live_animals),
    "share_or_reduce": lambda item, _v: _yes(item.share_or_reduce),
    "checks": lambda item, _v: "\n".join(said(words) for words in item.checks.values()),
    "abandon": lambda item, _v: said(item.abandon),
    "visits": lambda item, _v: "\n".join(said(visit) for visit in item.visits),
    "cost": lambda item, _v: menu_words.cost(item) or "",
    "basis": lambda item, v: "\n".join(f"{address} ({what})" for _k, address, _u, what in menu_words.basis(item, v)),
}  # fmt: skip
