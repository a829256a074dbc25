"""Months of visits: of a trainer, household by day; of a nucleus, how many households got as many visits as its version
asks for. A household counts in a month in which it was there from the first day to the last."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, F, Min
from django.db.models.functions import TruncMonth

from winay.delivery.queries.visits import last_visits_of, month_after
from winay.delivery.visit_models import STANDS, Visit
from winay.enrolment.models import Enrolment
from winay.nuclei.membership_rules import first_of
from winay.nuclei.models import Membership, Nucleus
from winay.trainers.caseload_models import Case
from winay.trainers.contract_models import Contract, ContractNucleus
from winay.trainers.queries.caseloads import in_force
from winay.trainers.queries.need import norms_of
from winay.trainers.terms import ContractKind

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Home:
    """A household of a trainer's month: the public id of each visit by its day. `whole`: in the caseload from the
    month's first day to its last, or to today. `last` is the last visit ever, of any trainer of the kind."""

    enrolment: Enrolment
    days: Mapping[date, UUID]
    whole: bool
    held: bool
    last: Visit | None


@dataclass(frozen=True, slots=True)
class TrainerMonth:
    """The visits of a contract in a month, and the households it had. `least`: visits a month that the version asks
    for, None where it does not say; `until`: the last day that is over or today's."""

    contract: Contract
    first: date
    until: date
    running: bool
    least: int | None
    homes: Sequence[Home]

    @property
    def visits(self) -> int:
        return sum(len(one.days) for one in self.homes)

    @property
    def whole(self) -> list[Home]:
        return [one for one in self.homes if one.whole]

    @property
    def short(self) -> list[Home]:
        """Who got fewer than the least, having been there all month."""
        return [one for one in self.whole if self.least is not None and len(one.days) < self.least]

    @property
    def never(self) -> list[Home]:
        """Who is in the caseload and was never visited by any trainer of the kind."""
        return [one for one in self.homes if one.held and one.last is None]


def trainer_month(contract: Contract, first: date, today: date) -> TrainerMonth:
    """A month of a contract, household by household, by community and surname. Six queries."""
    after = month_after(first)
    until = min(after - DAY, today, contract.over_on - DAY)
    since = max(first, contract.began_on)
    at_first, at_last = _held(contract, since), _held(contract, until)
    visits: dict[int, dict[date, UUID]] = {}
    rows = Visit.objects.filter(STANDS, contract=contract, visited_on__gte=first, visited_on__lt=after)
    for cycle, on, key in rows.order_by("visited_on").values_list("enrolment", "visited_on", "public_id"):
        visits.setdefault(cycle, {})[on] = key
    cycles = at_first | at_last | visits.keys()
    last = last_visits_of(cycles, ContractKind(contract.kind))
    homes = Enrolment.objects.filter(pk__in=cycles).select_related("household__participant", "household__place")
    whole = at_first & at_last if since == first and contract.over_on >= min(after, today + DAY) else set()
    norm = norms_of([contract.version_id])[contract.version_id]
    found = [Home(one, visits.get(one.pk, {}), one.pk in whole, one.pk in at_last, last.get(one.pk)) for one in homes]
    found.sort(key=lambda one: _order(one.enrolment))
    return TrainerMonth(contract, first, until, after > today, norm.least, found)


def _held(contract: Contract, on: date) -> set[int]:
    if not contract.began_on <= on < contract.over_on:
        return set()
    return set(in_force(on).filter(contract=contract).values_list("enrolment", flat=True))


def _order(one: Enrolment) -> tuple[str, str, int]:
    home = one.household
    return home.place.name_key, home.participant.sort_key if home.participant else "", one.pk


@dataclass(frozen=True, slots=True)
class Cover:
    """A month of a nucleus. `households` were in it all month; `enough` got the least or more, `none` no visit at all.
    `visits` counts every visit of the month, also to who came or left."""

    first: date
    households: int
    enough: int
    none: int
    visits: int
    running: bool

    @property
    def few(self) -> int:
        return self.households - self.enough - self.none


@dataclass(frozen=True, slots=True)
class Coverage:
    """The months of a nucleus since a trainer of a kind served it, the newest last. `never`: cycles (primary keys) that
    are in it today and that nobody of the kind ever visited there."""

    least: int | None
    months: Sequence[Cover]
    never: Sequence[int]
    households: int


def coverage_of(nucleus: Nucleus, kind: ContractKind, today: date) -> Coverage:
    """How the households of a nucleus were visited, month by month. Six queries at most."""
    least = norms_of([nucleus.version_id])[nucleus.version_id].least
    served = ContractNucleus.objects.filter(nucleus=nucleus, contract__kind=kind)
    served = served.filter(contract__over_on__gt=F("contract__began_on"), contract__began_on__lte=today)
    began: date | None = served.aggregate(on=Min("contract__began_on"))["on"]
    there = list(
        Membership.objects.filter(nucleus=nucleus).values_list(
            "enrolment", "joined_on", "left_on", "enrolment__ended_on"
        )
    )
    counts = _counts(nucleus, kind, {cycle for cycle, *_ in there})
    stays = [(cycle, since, first_of(left, ended)) for cycle, since, left, ended in there]
    now = {cycle for cycle, since, until in stays if since <= today and (until is None or until > today)}
    visited = {cycle for month in counts.values() for cycle in month}
    months = _months(began, nucleus.closed_on, today)
    found = [_cover(first, today, stays, counts.get(first, {}), least) for first in months]
    return Coverage(least, found, sorted(now - visited), len(now))


def _counts(nucleus: Nucleus, kind: ContractKind, cycles: Collection[int]) -> Mapping[date, Mapping[int, int]]:
    """How many visits each cycle got there in each month. The visits of those that were in no other nucleus are counted
    in the index of a household's visits, which knows the contract: a nucleus has thousands. Four queries at most."""
    elsewhere = Membership.objects.filter(enrolment__in=cycles).exclude(nucleus=nucleus)
    moved = set(elsewhere.values_list("enrolment", flat=True))
    serving = ContractNucleus.objects.filter(nucleus=nucleus, contract__kind=kind)
    contracts = set(serving.values_list("contract", flat=True))
    visits = Visit.objects.filter(STANDS).order_by().annotate(month=TruncMonth("visited_on"))
    sources = [visits.filter(enrolment__in=set(cycles) - moved)]
    if moved:
        sources.append(visits.filter(nucleus=nucleus, enrolment__in=moved))
    counts: dict[date, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for rows in sources:
        told = rows.values_list("month", "enrolment", "contract").annotate(n=Count("visited_on"))
        for month, cycle, contract, n in told:
            if contract in contracts:
                counts[month][cycle] += n
    return counts


def _months(began: date | None, closed: date | None, today: date) -> list[date]:
    """First days of the months from the one in which somebody began, up to today's or the one of the end."""
    if began is None:
        return []
    last = today if closed is None else min(today, closed)
    found, first = [], began.replace(day=1)
    while first <= last:
        found.append(first)
        first = month_after(first)
    return found


def _cover(
    first: date, today: date, stays: Collection[tuple[int, date, date | None]], counts: Mapping[int, int],
    least: int | None,
) -> Cover:  # fmt: skip
    after = month_after(first)
    end = min(after, today + DAY)
    whole = {cycle for cycle, since, until in stays if since <= first and (until is None or until >= end)}
    told = [counts.get(cycle, 0) for cycle in whole]
    return Cover(
        first, len(whole), sum(n >= (least or 1) for n in told), sum(n == 0 for n in told), sum(counts.values()),
        after > today,
    )  # fmt: skip


def cases_of_household(cycles: Collection[int], on: date) -> list[Case]:
    """Who visits a household, by its cycles, on a day: one of each kind at most. One query."""
    rows = in_force(on).filter(enrolment__in=cycles)
    return list(rows.select_related("contract__applicant", "contract__version__program", "enrolment").order_by("kind"))


def ever_held(contract: Contract, enrolment: Enrolment) -> bool:
    """Whether a household ever was in a trainer's caseload. One query."""
    return Case.objects.filter(contract=contract, enrolment=enrolment).exists()
