"""When a trainer may be told absent, and when a month may be planned, planned again or taken back. Plain Python."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from winay.core.decision import Decision, Reason, allow_unless
from winay.targeting.decision_rules import reason_fault, text_fault
from winay.trainers.terms import AbsenceWhy, ContractKind

LONGEST_ABSENCE, MOST_NOTE = 184, 300
FRIDAY = 4
Days = tuple[date, date]
"""A half-open period."""


@dataclass(frozen=True, slots=True)
class AbsenceSaid:
    """From a day up to the day before `until_on`, as somebody tells it."""

    from_on: date
    until_on: date
    why: AbsenceWhy
    note: str = ""


def may_tell_absence(said: AbsenceSaid, *, began_on: date, over_on: date, others: Collection[Days]) -> Decision:
    """Within the contract, apart from other absences, however late it is told. A reason of its own is said."""
    met = sorted(one for one in others if one[0] < said.until_on and said.from_on < one[1])
    days = (said.until_on - said.from_on).days
    outside = said.from_on < began_on or said.until_on > over_on
    return allow_unless(
        Reason("trainers.absence_backwards") if days < 1 else None,
        Reason("trainers.absence_long", {"days": LONGEST_ABSENCE}) if days > LONGEST_ABSENCE else None,
        Reason("trainers.absence_outside", {"since": began_on.isoformat(), "until": _last(over_on)})
        if days >= 1 and outside
        else None,
        Reason("trainers.absence_met", {"since": met[0][0].isoformat(), "until": _last(met[0][1])}) if met else None,
        reason_fault(said.note, short="trainers.reason_short", most=MOST_NOTE)
        if said.why is AbsenceWhy.OTHER
        else text_fault(said.note, most=MOST_NOTE),
    )


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """Of planning a month of a contract. `days` on which the trainer can still work; `households` they have then;
    `budget`: whether the version says how long visits take; `home`: whether anybody knows where they sleep;
    `standing`: whether the month is planned already."""

    kind: ContractKind
    from_on: date
    until_on: date
    began_on: date
    over_on: date
    today: date
    days: int
    households: int
    budget: bool
    home: bool
    standing: bool


def may_plan(facts: PlanFacts) -> Decision:
    """A month of the contract that is not over yet, for whoever has households; also after it began."""
    outside = facts.until_on <= facts.began_on or facts.from_on >= facts.over_on
    over = facts.today >= min(facts.until_on, facts.over_on)
    return allow_unless(
        Reason("trainers.no_caseload") if facts.kind is ContractKind.PROFESSIONAL else None,
        Reason("trainers.month_outside", {"since": facts.began_on.isoformat(), "until": _last(facts.over_on)})
        if outside
        else None,
        Reason("trainers.month_over") if over and not outside else None,
        Reason("trainers.planned_already") if facts.standing else None,
        None if facts.households else Reason("trainers.visits_nobody"),
        None if facts.budget else Reason("trainers.no_budget"),
        None if facts.home else Reason("trainers.no_home"),
        None if facts.days or over or outside else Reason("trainers.no_days"),
    )


def may_replan(*, changed: bool, until_on: date, today: date) -> Decision:
    """While the month lasts, and where something would be different."""
    return allow_unless(
        Reason("trainers.month_over") if today >= until_on else None,
        None if changed or today >= until_on else Reason("trainers.same_month"),
    )


def may_take_back_month(*, first_on: date | None, today: date) -> Decision:
    """Before its first day of visits; afterwards it is only planned again."""
    return allow_unless(
        Reason("trainers.month_begun", {"on": first_on.isoformat()})
        if first_on is not None and first_on < today
        else None
    )


def month_of(on: date) -> Days:
    """The month of a day."""
    first = on.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def working_days(days: Days, *, within: Days, absent: Collection[Days]) -> list[date]:
    """Mondays to Fridays of a period that lie within another, without those of an absence."""
    since, until = max(days[0], within[0]), min(days[1], within[1])
    every = (since + timedelta(days=number) for number in range(max(0, (until - since).days)))
    return [on for on in every if on.weekday() <= FRIDAY and not any(one[0] <= on < one[1] for one in absent)]


def days_left(open_days: Sequence[date], *, most: int, passed: int, kept: Collection[date]) -> list[date]:
    """Days of a month for planning: at most so many with those that have passed, and those with visits in any case."""
    free = [on for on in open_days if on not in kept]
    room = max(0, most - passed - len(kept))
    return sorted([*kept, *free[:room]])


def _last(over_on: date) -> str:
    return (over_on - timedelta(days=1)).isoformat()


@dataclass(frozen=True, slots=True)
class Change:
    """A visit to a household that changes day, that falls away (`to_on` None) or that is new (`was_on` None)."""

    enrolment: int
    was_on: date | None
    to_on: date | None


def changes(before: Collection[tuple[int, date]], after: Collection[tuple[int, date]]) -> list[Change]:
    """What becomes of the visits (cycle, day) of a month planned again: those of a household paired in their order."""
    gone, come = set(before) - set(after), set(after) - set(before)
    found = []
    for cycle in sorted({cycle for cycle, _ in gone | come}):
        was = sorted(on for one, on in gone if one == cycle)
        will = sorted(on for one, on in come if one == cycle)
        count = max(len(was), len(will))
        found += [
            Change(cycle, was[at] if at < len(was) else None, will[at] if at < len(will) else None)
            for at in range(count)
        ]
    return found
