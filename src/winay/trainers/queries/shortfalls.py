"""Households of a nucleus that have fewer visits planned in a month than their version asks for, and why."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from winay.nuclei.models import Nucleus
from winay.nuclei.queries.members import Living, members_on
from winay.trainers.caseload_models import Case
from winay.trainers.queries.caseloads import cases_on
from winay.trainers.queries.need import Norm, norms_of
from winay.trainers.queries.schedules import LEAST_VISITS
from winay.trainers.schedule_models import PlannedVisit, Schedule, Shortfall
from winay.trainers.schedule_rules import month_of
from winay.trainers.terms import BelowWhy, ContractKind


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


def coverage_of(nucleus: Nucleus, kind: ContractKind, month: date, today: date) -> Coverage:
    """The month of a day, as it was planned: of households that are in the nucleus today, or on the month's nearest
    day. Some eight queries."""
    first, until = month_of(month)
    on = min(max(first, today, nucleus.formed_on), until - timedelta(days=1))
    norm = norms_of([nucleus.version_id])[nucleus.version_id]
    living = members_on(nucleus, on)
    cycles = [one.membership.enrolment_id for one in living]
    cases = cases_on(cycles, kind, on)
    schedules = Schedule.objects.filter(from_on=first, taken_back_at=None, contract__kind=kind)
    rows = PlannedVisit.objects.filter(schedule__in=schedules, enrolment__in=cycles, dropped_at=None)
    visits = Counter(rows.values_list("enrolment", flat=True))
    short = Shortfall.objects.filter(schedule__in=schedules, enrolment__in=cycles, dropped_at=None)
    whys = dict(short.values_list("enrolment", "why"))
    planned = set(
        schedules.filter(contract__in={one.contract_id for one in cases.values()}).values_list("contract", flat=True)
    )
    least = norm.least or LEAST_VISITS

    def why(cycle: int) -> BelowWhy:
        if cycle in whys:
            return BelowWhy(whys[cycle])
        if cycle not in cases:
            return BelowWhy.NOBODY
        return BelowWhy.LATER if cases[cycle].contract_id in planned else BelowWhy.UNPLANNED

    below = tuple(
        Below(one, visits[cycle], cases.get(cycle), why(cycle))
        for one, cycle in zip(living, cycles, strict=True)
        if visits[cycle] < least
    )
    trainers = {one.contract_id: one for one in cases.values()}
    return Coverage(first, on, norm, least, len(living), below, tuple(trainers.values()))
