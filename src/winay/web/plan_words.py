"""What a plan of nuclei says in words: its sizes, its state, its groups and communities, what a move would do."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from winay.accounts.queries import names_of
from winay.nuclei.queries.costs import Costs, GroupCost, Option
from winay.nuclei.queries.plans import Plan, history_of
from winay.nuclei.rules import Sizes, grouping_of
from winay.nuclei.terms import FormationState
from winay.nuclei.wording import EDITS, STATES
from winay.web.plan_forms import GroupForm
from winay.web.plan_picture import HUES

BADGES = {
    FormationState.APPROVED: "approved", FormationState.DISCARDED: "rejected", FormationState.FAILED: "rejected",
    FormationState.SUBMITTED: "neutral",
}  # fmt: skip


def gap_of(cost: int, bound: int | None) -> str:
    """How much a plan may be above the best there is, in percent with one decimal; "" where nothing is proven."""
    if not bound:
        return ""
    tenths = -(-1000 * max(0, cost - bound) // bound)
    return f"{tenths // 10},{tenths % 10}"


def size_words(sizes: Sizes) -> str:
    """The arithmetic of sizes, as a sentence."""
    facts = {
        "n": sizes.households, "least": sizes.least, "most": sizes.most, "fewest": sizes.fewest,
        "missing": sizes.missing, "last": sizes.fitting[-1] if sizes.possible else 0,
    }  # fmt: skip
    if sizes.possible and len(sizes.fitting) == 1:
        return (
            ngettext(
                "%(n)s hogares alcanzan para un núcleo de %(least)s a %(most)s.",
                "%(n)s hogares alcanzan para %(fewest)s núcleos de %(least)s a %(most)s.",
                sizes.fewest,
            )
            % facts
        )
    if sizes.possible:
        return _("%(n)s hogares alcanzan para %(fewest)s a %(last)s núcleos de %(least)s a %(most)s.") % facts
    if sizes.households < sizes.least:
        return (
            ngettext(
                "Un hogar no llega al mínimo de %(least)s: puede entrar a un núcleo que tenga lugar.",
                "%(n)s hogares no llegan al mínimo de %(least)s: pueden entrar a núcleos que tengan lugar, o formar "
                "uno más pequeño, con su razón.",
                sizes.households,
            )
            % facts
        )
    return (
        _(
            "%(n)s hogares no se pueden partir en núcleos de %(least)s a %(most)s: hacen falta %(fewest)s para que "
            "nadie quede fuera, y para llenarlos faltan %(missing)s hogares. Alguno será más pequeño, con su razón."
        )
        % facts
    )


def proof_words(formation: Any, *, small: int, torn: int) -> list[str]:
    """What of a plan's `small` households in small groups, and of its `torn` groups, is proven to have no remedy."""
    found = []
    if small and formation.least_small:
        found.append(
            ngettext(
                "Está probado: con estas comunidades, ningún plan deja menos de %(n)s hogar bajo el mínimo.",
                "Está probado: con estas comunidades, ningún plan deja menos de %(n)s hogares bajo el mínimo.",
                formation.least_small,
            )
            % {"n": formation.least_small}
        )
    if torn and formation.least_torn:
        found.append(
            ngettext(
                "Está probado: sin dejar más hogares bajo el mínimo, siempre hay un núcleo, por lo menos, cuyas "
                "comunidades no son todas vecinas.",
                "Está probado: sin dejar más hogares bajo el mínimo, siempre hay %(n)s núcleos, por lo menos, cuyas "
                "comunidades no son todas vecinas.",
                formation.least_torn,
            )
            % {"n": formation.least_torn}
        )
    return found


def shown_state(formation: Any) -> dict[str, Any]:
    """A plan's state in words, and its badge."""
    state = FormationState(formation.state)
    return {"words": STATES[state], "badge": BADGES.get(state, "draft"), "busy": state in {"wanted", "computing"}}


def named(found: Plan, reasons: Any) -> list[Any]:
    """Reasons that name places as people call them."""
    names = {unit.place.code: unit.place.name for unit in found.units.values()}
    return [
        type(one)(one.code, {key: names.get(str(value), value) for key, value in one.params.items()}) for one in reasons
    ]


def group_row(found: Plan, pk: int, cost: GroupCost) -> dict[str, Any]:
    group, formation = found.groups[pk], found.formation
    seat = found.units.get(group.seat_id or 0)
    best = found.units.get(cost.best_seat)
    own = [found.units[share.unit_id] for share in found.shares if share.group_id == pk]
    return {
        "group": group,
        "hue": group.number % HUES,
        "cost": cost,
        "mean": round(cost.cost / cost.households) if cost.households else 0,
        "seat": seat,
        "best": best if best and seat and best.pk != seat.pk and cost.best_cost < cost.cost else None,
        "saves": cost.cost - cost.best_cost,
        "units": own,
        "small": cost.households < formation.least,
        "large": cost.households > formation.most,
        "width": min(100, round(100 * cost.households / formation.most)),
        "least_at": round(100 * formation.least / formation.most),
        "form": GroupForm(initial={"name": group.name, "exception_why": group.exception_why}),
    }


def community_row(found: Plan, costs: Costs, pk: int, unheard: set[str]) -> dict[str, Any]:
    unit, said = found.units[pk], found.said.get(pk)
    groups = found.groups_of(unit)
    return {
        "unit": unit,
        "groups": groups,
        "hue": groups[0].number % HUES if groups else 0,
        "minutes": max((minutes for one in groups if (minutes := costs.minutes(pk, one.pk)) is not None), default=None),
        "accepted": unit.place.code not in unheard,
        "said": said,
        "other": said is not None
        and said.grouping != grouping_of(unit.place.code, list(found.facts_by_group.values())),
    }


def moves_of(found: Plan, costs: Costs, unit: int) -> list[dict[str, Any]]:
    """For each group that the chosen community is in: where its households could go, and what that would do."""
    one = found.units[unit]
    return [
        {
            "origin": origin,
            "households": next(s.households for s in found.shares if (s.unit_id, s.group_id) == (unit, origin.pk)),
            "splits": one.households > found.formation.most,
            "options": [_option(found, option) for option in costs.options(one, origin.pk)],
        }
        for origin in found.groups_of(one)
    ]


def _option(found: Plan, option: Option) -> dict[str, Any]:
    return {
        "option": option,
        "group": found.groups.get(option.group),
        "hue": found.groups[option.group].number % HUES if option.group else 0,
        "small": 0 < option.left < found.formation.least or option.after < found.formation.least,
        "more": option.change > 0,
        "change": abs(option.change),
    }


def edit_rows(found: Plan) -> list[dict[str, Any]]:
    rows = history_of(found.formation)
    people = names_of(row.by for row in rows)
    return [{"edit": row, "kind": EDITS[row.kind], "by": people.get(row.by, "")} for row in rows]
