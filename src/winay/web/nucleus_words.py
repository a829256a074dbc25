"""How pages write nuclei: stages, members, what a state says in one sentence."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from winay.enrolment.wording import EXITS
from winay.journeys.pages.nucleus import NucleusState
from winay.nuclei.queries.members import Living, last_day_of
from winay.nuclei.wording import LEAVES, POSTS
from winay.programs.terms import StageKey
from winay.registry.rules import household_code
from winay.web.enrolment_words import person_name

STAGES = {
    StageKey.IMPLEMENTATION: gettext_lazy("implementación"),
    StageKey.APPROPRIATION: gettext_lazy("apropiación"),
    StageKey.CONSOLIDATION: gettext_lazy("consolidación"),
}


def stage_words(stage: str | None) -> str:
    """A stage in words."""
    return str(STAGES[StageKey(stage)]) if stage else _("por empezar")


def shown_member(one: Living) -> dict[str, Any]:
    """A household of a nucleus as lists show it."""
    return {
        "cycle": one.membership.enrolment,
        "household": one.household,
        "name": person_name(one.participant),
        "woman": one.participant is not None and one.participant.sex == "f",
        "code": household_code(one.household.public_id),
        "place": one.place.name,
        "since": one.membership.joined_on,
        "due": one.membership.enrolment.must_end_by,
        "synthetic": one.household.synthetic,
    }


def shown_gone(one: Any) -> dict[str, Any]:
    """A membership that is over, or never was, with what ended it."""
    cycle, until = one.enrolment, last_day_of(one)
    by_cycle = cycle.ended_on is not None and (one.left_on is None or cycle.ended_on <= one.left_on)
    why = EXITS[cycle.exit_reason] if by_cycle else LEAVES[one.left_why]
    return {
        "membership": one,
        "cycle": cycle,
        "household": cycle.household,
        "name": person_name(cycle.household.participant),
        "code": household_code(cycle.household.public_id),
        "place": cycle.household.place.name,
        "since": one.joined_on,
        "until": until,
        "never_was": until == one.joined_on,
        "by_cycle": by_cycle,
        "why": str(why),
        "note": one.left_note,
        "synthetic": cycle.household.synthetic,
    }


def seats_of(state: NucleusState) -> list[dict[str, Any]]:
    """The board with its posts in words; `outside`: the household of whoever holds it is no longer in the nucleus."""
    homes = {one.household for one in state.homes}
    return [
        {
            "post": str(POSTS[seat.post]),
            "mandate": seat.mandate,
            "name": person_name(seat.mandate.member) if seat.mandate else "",
            "outside": seat.mandate is not None and seat.mandate.member.household_id not in homes,
        }
        for seat in state.board.seats
    ]


def answer_of(state: NucleusState) -> str:
    """What the state says, in sentences."""
    nucleus, count = state.nucleus, len(state.homes)
    if not state.exists:
        if nucleus.formed_on > state.moment.day:
            return _("Ese día el núcleo todavía no se había formado.")
        return _("El núcleo ya cerró.")
    places = len(state.communities)
    words = [
        ngettext(
            "Un hogar de una comunidad forma este núcleo.",
            "%(households)s hogares de %(places)s comunidades forman este núcleo.",
            count,
        )
        % {"households": count, "places": places}
        if count
        else _("Ningún hogar está en este núcleo."),
    ]
    if state.stage is not None:
        month = state.moment.shown
        words.append(
            _("Está en %(stage)s, en el mes %(month)s de %(months)s.")
            % {"stage": stage_words(state.stage.stage), "month": month, "months": state.clock.months}
        )
    else:
        words.append(_("Su trabajo no había empezado."))
    held, seats = state.board.held, len(state.board.seats)
    if held == seats:
        words.append(_("Su junta está completa."))
    elif held:
        words.append(_("Su junta tiene %(held)s de %(seats)s cargos ocupados.") % {"held": held, "seats": seats})
    else:
        words.append(_("No tiene junta elegida."))
    if count < nucleus.least:
        words.append(_("Es más pequeño que el mínimo de %(least)s.") % {"least": nucleus.least})
    return " ".join(words)


def by_place(rows: Iterable[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Households in the order they come, under the name of each community."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["place"], []).append(row)
    return list(found.items())
