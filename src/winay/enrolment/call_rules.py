"""When a call may be opened, closed, opened again, and what an orientation assembly must be to count. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.enrolment.terms import SPOKEN
from winay.targeting.decision_rules import reason_fault, text_fault, words_fault

MOST_PEOPLE = 20_000


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What opening a call is judged on. `running`: an open call of the same area and version; `known`: a call of this
    selection and area, open or closed."""

    approved: bool
    annulled: bool
    chosen: bool
    approved_on: date | None
    running: bool
    known: bool
    on: date
    today: date


def may_open(facts: CallFacts) -> Decision:
    """A call is for an area that an approved selection chose, once for each selection, from the approval on."""
    early = facts.approved_on is not None and facts.on < facts.approved_on
    return allow_unless(
        Reason("enrolment.not_approved") if not facts.approved else None,
        Reason("enrolment.annulled") if facts.annulled else None,
        Reason("enrolment.not_chosen") if facts.approved and not facts.chosen else None,
        Reason("enrolment.call_known") if facts.known else None,
        Reason("enrolment.call_running") if facts.running and not facts.known else None,
        Reason("enrolment.in_future") if facts.on > facts.today else None,
        Reason("enrolment.before_approval", {"on": str(facts.approved_on)}) if early else None,
    )


def may_close(*, opened_on: date, closed_on: date | None, on: date, today: date, why: str) -> Decision:
    """`on` is the first day on which nobody enters any more."""
    return allow_unless(
        Reason("enrolment.closed_already") if closed_on is not None else None,
        Reason("enrolment.in_future") if on > today else None,
        Reason("enrolment.close_before_open", {"on": opened_on.isoformat()}) if on < opened_on else None,
        reason_fault(why, short="enrolment.note_short"),
    )


def may_reopen(*, closed: bool, running: bool, annulled: bool, why: str) -> Decision:
    """A closed call is opened again while its selection is in force and no other of the area runs."""
    return allow_unless(
        Reason("enrolment.not_closed") if not closed else None,
        Reason("enrolment.call_running") if running else None,
        Reason("enrolment.annulled") if annulled else None,
        reason_fault(why, short="enrolment.note_short"),
    )


@dataclass(frozen=True, slots=True)
class AssemblySaid:
    """What is told of an orientation assembly. `reached`: households that were told of it, there or at home;
    `attended`: households with somebody there."""

    held_on: date
    place: str
    led_by: str
    reached: int
    attended: int
    women: int
    men: int
    languages: tuple[str, ...]
    message: str
    notes: str = ""


def may_record(
    said: AssemblySaid, *, in_area: bool, approved_on: date, known: bool, annulled: bool, today: date
) -> Decision:
    """An assembly that was held in a place of the area, with numbers that can be."""
    return allow_unless(
        Reason("enrolment.annulled") if annulled else None,
        Reason("enrolment.place_outside") if not in_area else None,
        Reason("enrolment.in_future") if said.held_on > today else None,
        Reason("enrolment.before_approval", {"on": approved_on.isoformat()}) if said.held_on < approved_on else None,
        Reason("enrolment.assembly_known", {"on": said.held_on.isoformat()}) if known else None,
        words_fault(said.place, said.led_by, fault="enrolment.assembly_words"),
        _numbers_fault(said),
        _language_fault(said.languages),
        text_fault(said.notes),
    )


def _numbers_fault(said: AssemblySaid) -> Reason | None:
    numbers = (said.reached, said.attended, said.women, said.men)
    if any(not 0 <= number <= MOST_PEOPLE for number in numbers):
        return Reason("enrolment.assembly_numbers", {"most": MOST_PEOPLE})
    if said.attended > said.reached:
        return Reason("enrolment.attended_over_reached")
    return Reason("enrolment.people_under_households") if said.women + said.men < said.attended else None


def _language_fault(languages: Sequence[str]) -> Reason | None:
    known = languages and set(languages) <= set(SPOKEN) and len(set(languages)) == len(languages)
    return None if known else Reason("enrolment.assembly_language")


def may_reverse(*, reversed_already: bool, why: str) -> Decision:
    """An assembly told wrongly is taken back with its reason and told anew; it is never rewritten."""
    return allow_unless(
        Reason("enrolment.reversed_already") if reversed_already else None,
        reason_fault(why, short="enrolment.note_short"),
    )
