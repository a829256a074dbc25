"""Who may enter, when, and how a cycle ends. Plain Python.

Whoever lives in a chosen area and wants to may enter. `EnrolFacts` therefore holds nothing that describes a household:
what is not in it cannot refuse anybody. Only a version that is not open to every household may ask more, and what it
asks is built by `conditions` alone.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.enrolment.terms import ExitReason, RefusalReason
from winay.programs.terms import HouseholdRuleKey
from winay.targeting.decision_rules import reason_fault, text_fault

MOST_AT_ONCE = 500
"""Households enrolled in one act, or counted in one refusal of families that are not registered."""


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month: 31 Aug + 6 is 28 or 29 Feb."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def must_end_by(enrolled_on: date, months: int) -> date:
    """The first day on which a household is no longer in the program, when it stays as long as it may."""
    return add_months(enrolled_on, months)


@dataclass(frozen=True, slots=True)
class Cycle:
    """Another cycle of the same household: half open, `until` None while it runs. `same_program` decides re-entry."""

    since: date
    until: date | None
    same_program: bool

    @property
    def empty(self) -> bool:
        """Whether it was entered by mistake and never was."""
        return self.until is not None and self.until <= self.since

    def reaches(self, on: date) -> bool:
        """Whether a cycle that runs from a day on would meet this one."""
        return not self.empty and (self.until is None or self.until > on)


@dataclass(frozen=True, slots=True)
class EnrolFacts:
    """What entering is judged on. Of the household only that it exists, where it lives, and what it agreed to.

    `approved_on`: the day the selection was decided, which is in force unless `annulled`. `reentry`: the version's
    setting, None where it says nothing.
    """

    annulled: bool
    approved_on: date
    call_closed_on: date | None
    lives_in_area: bool
    household_closed: bool
    consents: bool
    cycles: tuple[Cycle, ...]
    reentry: bool | None
    on: date
    today: date


@dataclass(frozen=True, slots=True)
class Asked:
    """What a version that is not open to every household asks of one. `holds` None: nobody said."""

    key: HouseholdRuleKey
    holds: bool | None


def conditions(
    *, open_to_every_household: bool | None, required: Iterable[HouseholdRuleKey], in_juntos: bool | None
) -> tuple[Asked, ...]:
    """What is asked of a household beyond living in the area; nothing, whatever it is like, where the version is open
    to every household or does not say that it is not."""
    if open_to_every_household is not False:
        return ()
    known = {HouseholdRuleKey.JUNTOS_MEMBER: in_juntos}
    return tuple(Asked(key, known[key]) for key in required if key in known)


def may_enrol(facts: EnrolFacts, asked: Sequence[Asked] = ()) -> Decision:
    """Whether a household may enter on a day. Late arrival is no objection; only a day that was not open is."""
    return allow_unless(
        Reason("enrolment.annulled") if facts.annulled else None,
        Reason("enrolment.household_closed") if facts.household_closed else None,
        Reason("enrolment.outside_area") if not facts.lives_in_area else None,
        Reason("enrolment.no_consent") if not facts.consents else None,
        _day_fault(facts.on, facts.today, facts.approved_on),
        _after_close(facts.on, facts.call_closed_on),
        _cycle_fault(facts),
        *map(_asked_fault, asked),
    )


def _cycle_fault(facts: EnrolFacts) -> Reason | None:
    running = next((c for c in facts.cycles if c.until is None), None)
    if running is not None:
        return Reason("enrolment.open_cycle", {"since": running.since.isoformat()})
    meets = next((c for c in facts.cycles if c.reaches(facts.on)), None)
    if meets is not None:
        return Reason("enrolment.overlap", {"since": meets.since.isoformat(), "until": str(meets.until)})
    before = [c for c in facts.cycles if c.same_program and not c.empty]
    if before and not facts.reentry:
        return Reason("enrolment.no_reentry", {"until": str(max(c.until or c.since for c in before))})
    return None


def _asked_fault(asked: Asked) -> Reason | None:
    if asked.holds is None:
        return Reason(f"enrolment.unknown_{asked.key}")
    return None if asked.holds else Reason(f"enrolment.not_{asked.key}")


def _day_fault(on: date, today: date, approved_on: date) -> Reason | None:
    if on > today:
        return Reason("enrolment.in_future")
    return Reason("enrolment.before_approval", {"on": approved_on.isoformat()}) if on < approved_on else None


def _after_close(on: date, closed_on: date | None) -> Reason | None:
    late = closed_on is not None and on >= closed_on
    return Reason("enrolment.call_closed", {"on": str(closed_on)}) if late else None


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """A cycle as it stands, for what may be done with it."""

    enrolled_on: date
    must_end_by: date
    ended_on: date | None


def may_end(cycle: CycleFacts, *, reason: ExitReason, on: date, today: date, note: str) -> Decision:
    """`on` is the first day out. No cycle lasts longer than its version gives; one entered by mistake has no day."""
    mistake, completed = reason is ExitReason.MISTAKE, reason is ExitReason.COMPLETED
    say = {"on": cycle.enrolled_on.isoformat(), "until": cycle.must_end_by.isoformat()}
    return allow_unless(
        Reason("enrolment.ended_already") if cycle.ended_on is not None else None,
        Reason("enrolment.in_future") if on > today else None,
        Reason("enrolment.end_before_start", say) if not mistake and on <= cycle.enrolled_on else None,
        Reason("enrolment.end_too_late", say) if on > cycle.must_end_by else None,
        Reason("enrolment.not_completed", say) if completed and on != cycle.must_end_by else None,
        _note_fault(note, reason in {ExitReason.OTHER, ExitReason.MISTAKE}),
    )


def may_undo_end(cycle: CycleFacts, others: Sequence[Cycle], *, why: str) -> Decision:
    """An end is taken back where no other cycle began since."""
    later = next((c for c in others if c.reaches(cycle.enrolled_on)), None)
    return allow_unless(
        Reason("enrolment.not_ended") if cycle.ended_on is None else None,
        Reason("enrolment.overlap", {"since": later.since.isoformat(), "until": str(later.until or "…")})
        if later
        else None,
        _note_fault(why, True),
    )


def may_correct_date(
    cycle: CycleFacts, others: Sequence[Cycle], *, on: date, today: date, approved_on: date,
    closed_on: date | None, months: int, why: str,
) -> Decision:  # fmt: skip
    """A day entered wrongly is put right; the last day moves with it, and an end already written must still fit."""
    same = on == cycle.enrolled_on
    ended, last = cycle.ended_on, must_end_by(on, months)
    meets = next((c for c in others if _meet(on, ended, c)), None)
    return allow_unless(
        Reason("enrolment.date_same") if same else None,
        Reason("enrolment.never_was") if ended == cycle.enrolled_on else None,
        _day_fault(on, today, approved_on),
        _after_close(on, closed_on),
        Reason("enrolment.end_before_start", {"on": on.isoformat()}) if ended is not None and on >= ended else None,
        Reason("enrolment.end_too_late", {"until": last.isoformat()}) if ended is not None and ended > last else None,
        Reason("enrolment.overlap", {"since": meets.since.isoformat(), "until": str(meets.until or "…")})
        if meets
        else None,
        _note_fault(why, True),
    )


def _meet(since: date, until: date | None, other: Cycle) -> bool:
    return other.reaches(since) and (until is None or other.since < until)


def _note_fault(note: str, needed: bool) -> Reason | None:
    return reason_fault(note, short="enrolment.note_short") if needed else text_fault(note)


@dataclass(frozen=True, slots=True)
class RefusalFacts:
    """What a refusal is judged on. `households`: one, or several that are not registered."""

    approved_on: date
    in_area: bool
    enrolled: bool
    refused_already: bool
    registered: bool
    households: int
    on: date
    today: date


def may_refuse(facts: RefusalFacts, *, reason: RefusalReason, note: str) -> Decision:
    """A household may say no, registered or not; it may say yes later."""
    few = 1 <= facts.households <= MOST_AT_ONCE and (not facts.registered or facts.households == 1)
    return allow_unless(
        Reason("enrolment.place_outside") if not facts.in_area else None,
        _day_fault(facts.on, facts.today, facts.approved_on),
        Reason("enrolment.refuses_enrolled") if facts.enrolled else None,
        Reason("enrolment.refused_already") if facts.refused_already else None,
        Reason("enrolment.households_count", {"most": MOST_AT_ONCE}) if not few else None,
        _note_fault(note, reason is RefusalReason.OTHER),
    )
