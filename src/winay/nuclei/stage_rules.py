"""When a nucleus comes to a stage, how long its months are, and when it may be closed. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.enrolment.rules import add_months
from winay.nuclei.rules import LONGEST_NAME
from winay.programs.terms import StageKey
from winay.targeting.decision_rules import reason_fault, text_fault

ORDER = tuple(StageKey)
"""Stages in the order in which a nucleus goes through them."""
LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class StageFacts:
    """Where a nucleus is. `begun` are its standing stages with their days, in order."""

    formed_on: date
    closed_on: date | None
    begun: Sequence[tuple[StageKey, date]]
    today: date


def next_stage(begun: Sequence[tuple[StageKey, date]]) -> StageKey | None:
    """The stage that comes next; None after the last."""
    return ORDER[len(begun)] if len(begun) < len(ORDER) else None


def may_begin(facts: StageFacts, *, stage: StageKey, on: date, note: str) -> Decision:
    """Stages follow one another, each on a later day than the one before, while the nucleus exists."""
    last = facts.begun[-1][1] if facts.begun else None
    return allow_unless(
        Reason("nuclei.stage_order") if stage is not next_stage(facts.begun) else None,
        Reason("nuclei.in_future") if on > facts.today else None,
        Reason("nuclei.before_formed", {"on": facts.formed_on.isoformat()}) if on < facts.formed_on else None,
        Reason("nuclei.stage_before", {"on": str(last)}) if last is not None and on <= last else None,
        Reason("nuclei.after_closing", {"on": str(facts.closed_on)})
        if facts.closed_on is not None and on >= facts.closed_on
        else None,
        text_fault(note, most=LONGEST_NOTE),
    )


def may_reverse(facts: StageFacts, *, stage: StageKey, reversed_already: bool, why: str) -> Decision:
    """The newest stage is taken back; those before it after it."""
    newest = bool(facts.begun) and facts.begun[-1][0] is stage
    return allow_unless(
        Reason("nuclei.reversed_already") if reversed_already else None,
        Reason("nuclei.stage_not_newest") if not newest and not reversed_already else None,
        reason_fault(why, short="nuclei.reason_short", most=LONGEST_NOTE),
    )


@dataclass(frozen=True, slots=True)
class Clock:
    """The months of a nucleus: from the first day of its first stage. `month` is the running one, from 0; `ends_on`
    the first day after its time. None before it began."""

    months: int
    began_on: date | None

    @property
    def ends_on(self) -> date | None:
        return add_months(self.began_on, self.months) if self.began_on else None

    def month_on(self, day: date) -> int | None:
        """Whole months since it began; None before."""
        if self.began_on is None or day < self.began_on:
            return None
        count = (day.year - self.began_on.year) * 12 + day.month - self.began_on.month
        return count if add_months(self.began_on, count) <= day else count - 1

    def day_of(self, month: int) -> date | None:
        """The day on which a month is full: 0 is the day on which work began."""
        return add_months(self.began_on, min(max(month, 0), self.months)) if self.began_on else None


@dataclass(frozen=True, slots=True)
class CloseFacts:
    """What closing is judged on. `last_on` is the last dated thing that was told of the nucleus: who joined, a stage,
    an assembly; nothing of it may lie after the end."""

    formed_on: date
    closed_on: date | None
    last_on: date | None
    today: date


def may_close(facts: CloseFacts, *, on: date, why: str) -> Decision:
    """`on` is the first day on which the nucleus is no more. It may be earlier than its months, with the reason."""
    return allow_unless(
        Reason("nuclei.closed_already") if facts.closed_on is not None else None,
        Reason("nuclei.in_future") if on > facts.today else None,
        Reason("nuclei.before_formed", {"on": facts.formed_on.isoformat()}) if on <= facts.formed_on else None,
        Reason("nuclei.told_since", {"on": str(facts.last_on)})
        if facts.last_on is not None and facts.last_on >= on
        else None,
        reason_fault(why, short="nuclei.reason_short"),
    )


def may_reopen(*, closed: bool, name_taken: bool, why: str) -> Decision:
    """A nucleus that was closed by mistake is as it was, but for households that are in another by now."""
    return allow_unless(
        Reason("nuclei.not_closed") if not closed else None,
        Reason("nuclei.nucleus_name_taken") if name_taken else None,
        reason_fault(why, short="nuclei.reason_short"),
    )


def may_rename(*, before: str, name: str, taken: bool, closed: bool) -> Decision:
    """Another name, which no other open nucleus of the district and version has."""
    return allow_unless(
        Reason("nuclei.closed_already") if closed else None,
        name_fault(name),
        Reason("nuclei.nothing_changed") if name.strip() == before else None,
        Reason("nuclei.nucleus_name_taken") if taken else None,
    )


def name_fault(name: str) -> Reason | None:
    """What is wrong with the name of a nucleus."""
    fine = 2 <= len(name.strip()) <= LONGEST_NAME and name.strip().isprintable()
    return None if fine else Reason("nuclei.name", {"most": LONGEST_NAME})
