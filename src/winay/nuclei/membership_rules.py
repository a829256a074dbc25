"""When a household may enter a nucleus, leave it, or go to another, and when that may be taken back. Plain Python.

Somebody is in a nucleus on day D where they joined by D and neither left nor ended their cycle by D. A membership thus
ends with its cycle, and one that holds no day never was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.nuclei.terms import LeaveWhy
from winay.targeting.decision_rules import reason_fault, text_fault

LONGEST_NOTE = 300
MAY_LEAVE = (LeaveWhy.MOVED_HOME, LeaveWhy.OTHER_NUCLEUS)
"""Why a household leaves a nucleus by itself. The other reasons belong to verbs of their own."""


@dataclass(frozen=True, slots=True)
class Stay:
    """The days of a household in a nucleus: half open, `until` None while nothing ends them. `nucleus` by name."""

    since: date
    until: date | None
    nucleus: str = ""

    @property
    def empty(self) -> bool:
        """Whether it holds no day."""
        return self.until is not None and self.until <= self.since

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or self.until > day)

    def meets(self, since: date, until: date | None) -> bool:
        """Whether it shares a day with the days from `since` until before `until`."""
        if self.empty or (until is not None and until <= since):
            return False
        return (self.until is None or self.until > since) and (until is None or until > self.since)


def first_of(*days: date | None) -> date | None:
    """The earliest of some days out; None where there is none."""
    return min((day for day in days if day is not None), default=None)


def peak(stays: Iterable[Stay], since: date, until: date | None = None) -> int:
    """The most households that are in on any day from `since` until before `until`. It is reached on the first of
    them, or on a day on which somebody joins."""
    inside = [one for one in stays if one.meets(since, until)]
    days = {since, *(one.since for one in inside if one.since > since)}
    return max((sum(one.holds(day) for one in inside) for day in days), default=0)


@dataclass(frozen=True, slots=True)
class JoinFacts:
    """What entering a nucleus is judged on. `members` are the days of everybody in the nucleus. `others` are those that
    were told of this cycle, in whatever nucleus, also past its end: an end may be taken back. `cycle_ended_on` is the
    first day out of the program."""

    same_version: bool
    lives_in_district: bool
    closed: bool
    formed_on: date
    enrolled_on: date
    cycle_ended_on: date | None
    most: int
    members: Sequence[Stay]
    others: Sequence[Stay]
    on: date
    today: date


def may_join(facts: JoinFacts) -> Decision:
    """A household of the program that lives in the district enters a nucleus that has room, from a day on. Late
    arrival is no objection; only a day on which it could not have been in is."""
    over = facts.cycle_ended_on is not None and facts.on >= facts.cycle_ended_on
    return allow_unless(
        Reason("nuclei.closed_already") if facts.closed else None,
        Reason("nuclei.other_version") if not facts.same_version else None,
        Reason("nuclei.lives_elsewhere") if not facts.lives_in_district else None,
        Reason("nuclei.in_future") if facts.on > facts.today else None,
        Reason("nuclei.before_formed", {"on": facts.formed_on.isoformat()}) if facts.on < facts.formed_on else None,
        Reason("nuclei.before_cycle", {"on": facts.enrolled_on.isoformat()}) if facts.on < facts.enrolled_on else None,
        Reason("nuclei.cycle_over", {"on": str(facts.cycle_ended_on)}) if over else None,
        _elsewhere(facts.others, facts.on),
        _full(facts.members, facts.most, facts.on, facts.cycle_ended_on),
    )


def _elsewhere(others: Sequence[Stay], since: date) -> Reason | None:
    meets = next((one for one in others if one.meets(since, None)), None)
    if meets is None:
        return None
    return Reason("nuclei.in_another", {"name": meets.nucleus, "since": meets.since.isoformat()})


def _full(members: Sequence[Stay], most: int, since: date, until: date | None) -> Reason | None:
    full = peak(members, since, until) >= most
    return Reason("nuclei.full", {"most": most}) if full else None


@dataclass(frozen=True, slots=True)
class LeaveFacts:
    """What leaving is judged on. `until` is the first day out that stands already, by whatever ended it; `seen_on` the
    last day on which somebody of the household came to an assembly of the nucleus; `holds_post`: or is on its board."""

    joined_on: date
    left_on: date | None
    until: date | None
    seen_on: date | None
    holds_post: bool
    on: date
    today: date


def may_leave(facts: LeaveFacts, *, why: LeaveWhy, note: str) -> Decision:
    """`on` is the first day out. Who leaves the program has left the nucleus with it."""
    return allow_unless(
        Reason("nuclei.left_already") if facts.left_on is not None else None,
        Reason("nuclei.cycle_over", {"on": str(facts.until)}) if _over(facts) else None,
        Reason("nuclei.in_future") if facts.on > facts.today else None,
        Reason("nuclei.left_before_joined", {"on": str(facts.joined_on)}) if facts.on <= facts.joined_on else None,
        Reason("nuclei.leave_why") if why not in MAY_LEAVE else None,
        Reason("nuclei.holds_post") if facts.holds_post else None,
        Reason("nuclei.seen_since", {"on": str(facts.seen_on)})
        if facts.seen_on is not None and facts.seen_on >= facts.on
        else None,
        text_fault(note, most=LONGEST_NOTE),
    )  # fmt: skip


def _over(facts: LeaveFacts) -> bool:
    return facts.left_on is None and facts.until is not None and facts.until <= facts.on


@dataclass(frozen=True, slots=True)
class TakeBackFacts:
    """What is judged before it is said that a household never was in a nucleus. `acted`: somebody of it came to an
    assembly, or was elected."""

    left_on: date | None
    acted: bool


def may_take_back(facts: TakeBackFacts, *, why: str) -> Decision:
    """A membership that was a mistake ends on its first day: it never was. One with a life of its own is left."""
    return allow_unless(
        Reason("nuclei.left_already") if facts.left_on is not None else None,
        Reason("nuclei.acted_there") if facts.acted else None,
        reason_fault(why, short="nuclei.reason_short", most=LONGEST_NOTE),
    )


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """What is judged before a leaving is taken back. `others` are the other days told of the cycle, `members` those of
    everybody else in this nucleus."""

    closed: bool
    joined_on: date
    left_on: date | None
    left_why: LeaveWhy | None
    cycle_ended_on: date | None
    most: int
    members: Sequence[Stay]
    others: Sequence[Stay]


def may_undo_leave(facts: ReturnFacts, *, why: str) -> Decision:
    """A leaving told by mistake is as if it had not been, where nobody took the place and the household is nowhere
    else."""
    if facts.left_on is None:
        return allow_unless(Reason("nuclei.not_left"))
    return allow_unless(
        Reason("nuclei.closed_already") if facts.closed else None,
        Reason("nuclei.never_there") if facts.left_why is LeaveWhy.MISTAKE else None,
        _elsewhere(facts.others, facts.left_on),
        _full(facts.members, facts.most, facts.left_on, facts.cycle_ended_on),
        reason_fault(why, short="nuclei.reason_short", most=LONGEST_NOTE),
    )
