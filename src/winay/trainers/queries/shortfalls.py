"""Households of a nucleus that have fewer visits planned in a month than their version asks for, and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.members import Living, inside, members_on
from winay.trainers.caseload_models import Case
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import cases_on
from winay.trainers.queries.need import Norm, norms_of
from winay.trainers.queries.schedules import LEAST_VISITS
from winay.trainers.schedule_models import Absence, PlannedVisit, Schedule, Shortfall
from winay.trainers.schedule_rules import month_of
from winay.trainers.terms import BelowWhy, ContractKind, ShortWhy


@dataclass(frozen=True, slots=True)
class Below:
    """A household with too few visits: how many it has, who visits it, why not more."""

    living: Living
    visits: int
    case: Case | None
    why: BelowWhy


@dataclass(frozen=True, slots=True)
class Coverage:
    """A month of a nucleus: households in it on day `on`, and those `below` the `least` visits."""

    from_on: date
    on: date
    norm: Norm
    least: int
    households: int
    below: tuple[Below, ...]
    trainers: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class _Planned:
    """A month of some households (cycles by primary key) as it was planned: who visits each on a day, how often, why
    not more where the planner said so. `away`: contracts whose month is planned, and whether they have days away in
    it."""

    cases: Mapping[int, Case]
    visits: Counter[int]
    short: Mapping[int, str]
    away: Mapping[int, bool]

    def why(self, cycle: int) -> BelowWhy:
        """Why a household has too few. What days away took is told apart from what no month has time for."""
        case = self.cases.get(cycle)
        if case is None:
            return BelowWhy.NOBODY
        if self.short.get(cycle) == ShortWhy.TIME and self.away.get(case.contract_id):
            return BelowWhy.AWAY
        if cycle in self.short:
            return BelowWhy(self.short[cycle])
        return BelowWhy.LATER if case.contract_id in self.away else BelowWhy.UNPLANNED


def _planned_for(cycles: Sequence[int], kind: ContractKind, first: date, on: date) -> _Planned:
    """Four queries."""
    until, cases = month_of(first)[1], cases_on(cycles, kind, on)
    contracts = {one.contract_id for one in cases.values()}
    planned = Schedule.objects.filter(from_on=first, taken_back_at=None, contract__kind=kind)
    told = PlannedVisit.objects.filter(schedule__in=planned, enrolment__in=cycles, dropped_at=None)
    short = Shortfall.objects.filter(schedule__in=planned, enrolment__in=cycles, dropped_at=None)
    gone = Absence.objects.filter(
        contract=OuterRef("contract"), from_on__lt=until, until_on__gt=first, taken_back_at=None
    )
    months = planned.filter(contract__in=contracts).annotate(away=Exists(gone))
    away = dict(months.values_list("contract", "away"))
    return _Planned(
        cases,
        Counter(told.values_list("enrolment", flat=True)),
        dict(short.values_list("enrolment", "why")),
        away,
    )


def coverage_of(nucleus: Nucleus, kind: ContractKind, month: date, today: date) -> Coverage:
    """The month of a day, as it was planned: of households that are in the nucleus today, or on the month's nearest
    day. Some eight queries."""
    first, until = month_of(month)
    on = min(max(first, today, nucleus.formed_on), until - timedelta(days=1))
    norm = norms_of([nucleus.version_id])[nucleus.version_id]
    living = members_on(nucleus, on)
    cycles = [one.membership.enrolment_id for one in living]
    plan, least = _planned_for(cycles, kind, first, on), norm.least or LEAST_VISITS
    below = tuple(
        Below(one, plan.visits[cycle], plan.cases.get(cycle), plan.why(cycle))
        for one, cycle in zip(living, cycles, strict=True)
        if plan.visits[cycle] < least
    )
    trainers = {one.contract_id: one for one in plan.cases.values()}
    return Coverage(first, on, norm, least, len(living), below, tuple(trainers.values()))


@dataclass(frozen=True, slots=True)
class Lacking:
    """Households of a nucleus that lack visits for one reason, of one trainer (None: of nobody), and how many visits
    they lack together."""

    contract: Contract | None
    why: BelowWhy
    households: int
    visits: int


@dataclass(frozen=True, slots=True)
class NucleusLacking:
    """A month of a nucleus as it was planned: its households on a day, and who of them gets less than `least`."""

    nucleus: Nucleus
    least: int
    unconfirmed: bool
    households: int
    lacking: tuple[Lacking, ...]

    @property
    def below(self) -> int:
        """Households that get less."""
        return sum(one.households for one in self.lacking)

    @property
    def visits(self) -> int:
        """Visits that they lack."""
        return sum(one.visits for one in self.lacking)


def lacking_in(nuclei: Sequence[Nucleus], kind: ContractKind, month: date, today: date) -> list[NucleusLacking]:
    """The same for many nuclei: how many households lack how many visits, whose they are, and why. Six queries,
    however many nuclei."""
    first, until = month_of(month)
    on = min(max(first, today), until - timedelta(days=1))
    norms = norms_of({one.version_id for one in nuclei})
    rows = Membership.objects.filter(inside(on), nucleus__in=[one.pk for one in nuclei]).order_by("pk")
    homes: dict[int, list[int]] = {}
    for nucleus, cycle in rows.values_list("nucleus", "enrolment"):
        homes.setdefault(nucleus, []).append(cycle)
    cycles = [cycle for some in homes.values() for cycle in some]
    plan = _planned_for(cycles, kind, first, on)
    found = []
    for nucleus in nuclei:
        norm = norms[nucleus.version_id]
        least = norm.least or LEAST_VISITS
        groups: dict[tuple[int, BelowWhy], list[int]] = {}
        for cycle in homes.get(nucleus.pk, ()):
            if plan.visits[cycle] < least:
                case = plan.cases.get(cycle)
                groups.setdefault((case.contract_id if case else 0, plan.why(cycle)), []).append(cycle)
        lacking = [
            Lacking(
                plan.cases[some[0]].contract if contract else None,
                reason,
                len(some),
                sum(least - plan.visits[one] for one in some),
            )
            for (contract, reason), some in groups.items()
        ]
        lacking.sort(key=lambda one: (-one.visits, one.contract.applicant.sort_key if one.contract else ""))
        unconfirmed = "visits_per_month_min" in norm.unconfirmed
        found.append(
            NucleusLacking(nucleus, least, unconfirmed, len(homes.get(nucleus.pk, ())), tuple(lacking))
        )  # fmt: skip
    return found
