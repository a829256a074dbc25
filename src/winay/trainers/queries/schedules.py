"""A trainer's month as it stands, and as it could be planned: computed here, written by the verbs."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from winay.nuclei.queries.problems import minutes_between
from winay.places.models import Place
from winay.places.terms import CODE_LENGTH, Level
from winay.registry.models import Household, Member
from winay.targeting.queries.ground import read_ways
from winay.trainers.caseload_models import Case
from winay.trainers.contract_models import Contract
from winay.trainers.queries.absences import absences_of
from winay.trainers.queries.caseloads import cases_of
from winay.trainers.queries.need import Norm, known_from, norms_of
from winay.trainers.schedule_models import Absence, PlannedVisit, Schedule, Shortfall
from winay.trainers.schedule_rules import Change, PlanFacts, changes, days_left, month_of, working_days
from winay.trainers.solvers.routes import Asked, Route, mended, planned
from winay.trainers.terms import ContractKind, ShortWhy

LEAST_VISITS = 1
"""Visits a month where a version does not say how many."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit of a day: to which cycle (primary key), minutes to get there, minutes from there back to sleep."""

    enrolment: int
    way: int
    back: int


@dataclass(frozen=True, slots=True)
class Short:
    """Visits to a cycle that find no place."""

    enrolment: int
    visits: int
    why: ShortWhy


@dataclass(frozen=True, slots=True)
class Visitee:
    """A household that is or was to be visited, and its participant."""

    household: Household
    participant: Member | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A month as it would be from today on. `days` in walking order; `changes` against what stands; `people` by cycle;
    `facts` say whether it may be planned; `unchanged` are days whose rows stay as they are."""

    contract: Contract
    norm: Norm
    facts: PlanFacts
    standing: Schedule | None
    base: Place | None
    each: int
    days: Mapping[date, Sequence[Stop]]
    short: Sequence[Short]
    changes: Sequence[Change]
    people: Mapping[int, Visitee]
    absences: Sequence[Absence]
    rows: Sequence[PlannedVisit]
    shorts: Sequence[Shortfall]

    @property
    def moved(self) -> int:
        """Visits that would be on another day."""
        return sum(one.was_on is not None and one.to_on is not None for one in self.changes)

    @property
    def changed(self) -> bool:
        """Whether anything would be different from what stands."""
        was = {(one.enrolment_id, one.visits, one.why) for one in self.shorts}
        return bool(self.changes) or was != {(one.enrolment, one.visits, str(one.why)) for one in self.short}

    @property
    def visits(self) -> int:
        return sum(map(len, self.days.values()))

    @property
    def walking(self) -> int:
        """Minutes on the way."""
        return sum(sum(one.way for one in stops) + stops[-1].back for stops in self.days.values())

    @property
    def seal(self) -> str:
        """Changes with what would be written."""
        told = [f"{self.base.pk if self.base else 0}:{self.each}"]
        told += [f"{on}:{one.enrolment}" for on, stops in sorted(self.days.items()) for one in stops]
        told += [f"{one.enrolment}:{one.visits}:{one.why}" for one in self.short]
        return hashlib.sha256(";".join(told).encode()).hexdigest()[:16]


def schedule_of(contract: Contract, first: date) -> Schedule | None:
    """The month of a contract that begins on a day, as it stands. One query."""
    rows = Schedule.objects.filter(contract=contract, from_on=first, taken_back_at=None)
    return rows.select_related("base").first()


def visits_of(schedule: Schedule) -> list[PlannedVisit]:
    """The visits of a month in their order, with household and participant. One query."""
    rows = PlannedVisit.objects.filter(schedule=schedule, dropped_at=None).order_by("visit_on", "position")
    return list(rows.select_related("enrolment__household__place", "enrolment__household__participant"))


def shortfalls_of(schedule: Schedule) -> list[Shortfall]:
    """What found no place in a month. One query."""
    rows = Shortfall.objects.filter(schedule=schedule, dropped_at=None).order_by("pk")
    return list(rows.select_related("enrolment__household__place", "enrolment__household__participant"))


@dataclass(frozen=True, slots=True)
class StandingMonth:
    """A month of a contract as it stands: `schedule` None where nobody planned it. `days` in walking order,
    `short` what found no place, `people` by cycle."""

    from_on: date
    until_on: date
    norm: Norm
    schedule: Schedule | None
    days: Mapping[date, Sequence[Stop]]
    short: Sequence[Short]
    people: Mapping[int, Visitee]
    absences: Sequence[Absence]

    @property
    def each(self) -> int:
        """Visits that were asked for every household."""
        return self.schedule.each if self.schedule else 0


def standing_month(contract: Contract, first: date) -> StandingMonth:
    """The month of a contract that begins on a day. Five queries, three where nobody planned it."""
    since, until = month_of(first)
    schedule = schedule_of(contract, since)
    rows, shorts = (visits_of(schedule), shortfalls_of(schedule)) if schedule else ([], [])
    days = dict[date, list[Stop]]()
    for row in rows:
        days.setdefault(row.visit_on, []).append(Stop(row.enrolment_id, row.way_minutes, row.back_minutes))
    return StandingMonth(
        since, until, norms_of([contract.version_id])[contract.version_id], schedule, days,
        [Short(one.enrolment_id, one.visits, ShortWhy(one.why)) for one in shorts], _people(rows, shorts),
        absences_of([contract.pk], since=since, until=until),
    )  # fmt: skip


def _people(*rows: Sequence[Any]) -> dict[int, Visitee]:
    """Who is meant by rows that have a cycle."""
    cycles = {one.enrolment_id: one.enrolment for some in rows for one in some}
    return {cycle: Visitee(one.household, one.household.participant) for cycle, one in cycles.items()}


def proposal_of(contract: Contract, month: date, today: date, *, base: str = "") -> Proposal:
    """The month of a day from today on: planned anew, or as what stands would be mended. `base`: the code
    of where the trainer sleeps, if not where they applied from; a month that stands keeps its own. Some twenty
    queries."""
    days = month_of(month)
    standing = schedule_of(contract, days[0])
    rows, shorts = (visits_of(standing), shortfalls_of(standing)) if standing else ([], [])
    norm = norms_of([contract.version_id])[contract.version_id]
    absences = absences_of([contract.pk], since=days[0], until=days[1])
    day = min(max(days[0], today, contract.began_on), days[1])
    cases = list(cases_of(contract, day).select_related(*_WHOLE).order_by("enrolment"))
    left = (max(days[0], today), days[1])
    open_days = working_days(
        left, within=(contract.began_on, contract.over_on), absent=[(one.from_on, one.until_on) for one in absences]
    )
    home = standing.base if standing else _home(contract, base)
    facts = PlanFacts(
        kind=ContractKind(contract.kind), from_on=days[0], until_on=days[1], began_on=contract.began_on,
        over_on=contract.over_on, today=today, days=len(open_days), households=len(cases),
        budget=norm.budget is not None, home=home is not None, standing=standing is not None,
    )  # fmt: skip
    found = _found(contract, norm, home, standing, rows, cases, open_days, today) if norm.budget and home else None
    each, told, short = found or (standing.each if standing else norm.least or LEAST_VISITS, {}, ())
    before = [(one.enrolment_id, one.visit_on) for one in rows if one.visit_on >= today]
    after = [(stop.enrolment, on) for on, stops in told.items() for stop in stops]
    return Proposal(
        contract=contract, norm=norm, facts=facts, standing=standing, base=home, each=each, days=told, short=short,
        changes=changes(before, after) if standing else (),
        people=_people(cases, rows, shorts), absences=absences, rows=rows, shorts=shorts,
    )  # fmt: skip


def _home(contract: Contract, base: str) -> Place | None:
    if base:
        return Place.objects.filter(code=base, level=Level.LOCALITY).first()
    return contract.application.place if contract.application else None


_WHOLE = ("enrolment__household__place", "enrolment__household__participant")
Found = tuple[int, Mapping[date, Sequence[Stop]], Sequence[Short]]


def _found(
    contract: Contract, norm: Norm, home: Place, standing: Schedule | None, rows: Sequence[PlannedVisit],
    cases: Sequence[Case], open_days: Sequence[date], today: date,
) -> Found:  # fmt: skip
    """What the solver makes of it, in cycles."""
    assert norm.budget is not None
    cycles = [one.enrolment_id for one in cases]
    at = {cycle: number for number, cycle in enumerate(cycles)}
    kept, passed = dict[date, Route](), dict[int, list[date]]()
    for row in rows:
        if row.enrolment_id in at and row.visit_on < today:
            passed.setdefault(at[row.enrolment_id], []).append(row.visit_on)
        elif row.enrolment_id in at and row.visit_on in open_days:
            kept[row.visit_on] = (*kept.get(row.visit_on, ()), at[row.enrolment_id])
    worked = len({row.visit_on for row in rows if row.visit_on < today})
    days = days_left(open_days, most=norm.budget.days, passed=worked, kept=kept)
    table, unknown = _table(norm, home, [one.enrolment.household.place for one in cases], open_days or [today])
    least = norm.least or LEAST_VISITS
    owed = _owed(cycles, contract, days)
    asked = Asked(table, days, norm.budget, least, max(least, norm.most or least), owed, unknown)
    month = mended(asked, standing.each, kept, passed) if standing else planned(asked)
    return (
        month.each,
        {on: _stops(asked, stops, cycles) for on, stops in month.days.items()},
        [Short(cycles[one.household], one.visits, one.why) for one in month.missing],
    )


def _stops(asked: Asked, stops: Route, cycles: Sequence[int]) -> list[Stop]:
    path = [0, *(one + 1 for one in stops)]
    ways = [asked.minutes[here][there] for here, there in pairwise(path)]
    return [Stop(cycles[one], way, asked.minutes[one + 1][0]) for one, way in zip(stops, ways, strict=True)]


def _table(
    norm: Norm, home: Place, places: Sequence[Place], days: Sequence[date]
) -> tuple[list[list[int]], frozenset[int]]:
    """Minutes from where the trainer sleeps and from each household to each, as from one community to another; within
    one, what the version says. And to which households nobody knows the way."""
    assert norm.budget is not None
    every = list({place.pk: place for place in (home, *places)}.values())
    ground = read_ways({one.code[: CODE_LENGTH[Level.DISTRICT]] for one in every}, days[0])
    between, known = minutes_between(every, ground), known_from(every, 0, ground)
    number = {place.pk: at for at, place in enumerate(every)}
    stops = [0, *(number[place.pk] for place in places)]
    inside = norm.budget.between_minutes
    table = [
        [inside if here == there else int(between[here, there]) for there in stops] for here in stops
    ]  # fmt: skip
    for one in range(len(stops)):
        table[one][one] = 0
    return table, frozenset(at for at, spot in enumerate(stops[1:]) if not known[spot])


def _owed(cycles: Sequence[int], contract: Contract, days: Sequence[date]) -> list[int]:
    """Visits that each missed for want of time in the month before, whoever's month it was. One query."""
    if not days:
        return [0] * len(cycles)
    first, _ = month_of(days[0])
    rows = Shortfall.objects.filter(
        enrolment__in=cycles, dropped_at=None, why=ShortWhy.TIME, schedule__until_on=first,
        schedule__taken_back_at=None, schedule__contract__kind=contract.kind,
    )  # fmt: skip
    told = dict(rows.values_list("enrolment", "visits"))
    return [told.get(cycle, 0) for cycle in cycles]
