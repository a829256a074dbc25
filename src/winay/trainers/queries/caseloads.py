"""Who visits whom on a day, what that takes of each trainer, and how it could be shared out."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.members import Living, inside, members_on
from winay.nuclei.queries.problems import UNKNOWN_MINUTES, minutes_between
from winay.places.models import Place
from winay.places.rows import lean
from winay.places.terms import CODE_LENGTH, Level
from winay.registry.models import Household, Member
from winay.targeting.queries.ground import read_ways
from winay.trainers.caseload_models import Case
from winay.trainers.contract_models import Contract, ContractNucleus
from winay.trainers.load_rules import Budget, Round, round_of, visits_tenths
from winay.trainers.queries.contracts import CALLED, whole_contracts
from winay.trainers.queries.need import Norm, norms_of
from winay.trainers.solvers.sharing import Block, shared
from winay.trainers.terms import ContractKind


@dataclass(frozen=True, slots=True)
class Visited:
    """A household of a nucleus on a day, and who visits it then."""

    living: Living
    case: Case | None


@dataclass(frozen=True, slots=True)
class Burden:
    """What a trainer has of a nucleus: households by community (primary key), and one visit to each of them.
    `elsewhere`: minutes of one visit to each household that they have in other nuclei. `visits`: what all of it leaves
    for every household a month, in tenths; None for nobody to visit."""

    contract: Contract
    home: Place | None
    communities: Mapping[int, Round]
    elsewhere: int
    visits: int | None

    @property
    def households(self) -> int:
        return sum(one.households for one in self.communities.values())

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.communities.values())

    @property
    def walking(self) -> int:
        return sum(one.walking for one in self.communities.values())


@dataclass(frozen=True, slots=True)
class Sharing:
    """Households of a nucleus on a day: who has whom now, and who could. `wanted`: the trainer's contract (primary key)
    of each cycle that the proposal gives to somebody. `seal` changes with it."""

    on: date
    norm: Norm
    places: Mapping[int, Place]
    trainers: Sequence[Contract]
    visited: Sequence[Visited]
    now: Sequence[Burden]
    proposed: Sequence[Burden]
    wanted: Mapping[int, int]

    @property
    def changed(self) -> int:
        """How many households would have another trainer than now, or one where they have none."""
        held = {one.living.membership.enrolment_id: one.case.contract_id for one in self.visited if one.case}
        return sum(held.get(cycle) != contract for cycle, contract in self.wanted.items())

    @property
    def seal(self) -> str:
        told = ";".join(f"{cycle}:{contract}" for cycle, contract in sorted(self.wanted.items()))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def in_force(on: date) -> "QuerySet[Case]":
    """Cases that hold a day: their contract does, and the household is that day in a nucleus which it serves."""
    here = Membership.objects.filter(
        inside(on), enrolment=OuterRef("enrolment"), nucleus__in=_served(OuterRef(OuterRef("contract")))
    )
    rows = Case.objects.filter(from_on__lte=on, contract__began_on__lte=on, contract__over_on__gt=on)
    return rows.filter(Q(until_on=None) | Q(until_on__gt=on)).filter(Exists(here))


def _served(contract: Any) -> Any:
    return ContractNucleus.objects.filter(contract=contract).values("nucleus")


def serving(nucleus: Nucleus, kind: ContractKind, on: date) -> list[Contract]:
    """Trainers of a kind whose contract serves a nucleus on a day, by surname; not those who learn beside another. Two
    queries."""
    served = ContractNucleus.objects.filter(nucleus=nucleus).values("contract")
    rows = whole_contracts().filter(pk__in=served, kind=kind, began_on__lte=on, over_on__gt=on, beside=None)
    return list(rows.select_related("application__place__parent").order_by("applicant__sort_key", "pk"))


class Serving:
    """Which of some trainers, by their contracts, serve which of some nuclei (primary keys); not those who learn beside
    another. One query, when it is first asked for."""

    def __init__(self, contracts: Collection[int], nuclei: Collection[int]) -> None:
        self._contracts, self._nuclei = contracts, nuclei

    def on(self, contract: int, nucleus: int, on: date) -> bool:
        """Whether one serves another on a day."""
        held = self._held.get((contract, nucleus))
        return held is not None and held[0] <= on < held[1]

    @cached_property
    def _held(self) -> Mapping[tuple[int, int], tuple[date, date]]:
        rows = ContractNucleus.objects.filter(
            contract__in=list(self._contracts), nucleus__in=list(self._nuclei), contract__beside=None
        )
        told = rows.values_list("contract", "nucleus", "contract__began_on", "contract__over_on")
        return {(contract, nucleus): (since, until) for contract, nucleus, since, until in told}


def cases_on(enrolments: Collection[int], kind: ContractKind, on: date) -> dict[int, Case]:
    """Who visits these cycles (primary keys) on a day. One query."""
    rows = in_force(on).filter(enrolment__in=enrolments, kind=kind).select_related("contract__applicant")
    rows = lean(rows, contract=("public_id", "kind", "began_on", "over_on", "synthetic"), contract__applicant=CALLED)
    return {one.enrolment_id: one for one in rows}


def cases_of(contract: Contract, on: date) -> "QuerySet[Case]":
    """The caseload of a contract on a day."""
    return in_force(on).filter(contract=contract)


def open_cases(enrolments: Collection[int], kind: ContractKind) -> dict[int, Case]:
    """The last thing told of each cycle, whenever it holds. One query."""
    return {one.enrolment_id: one for one in Case.objects.filter(enrolment__in=enrolments, kind=kind, until_on=None)}


def sharing_of(nucleus: Nucleus, kind: ContractKind, on: date) -> Sharing:
    """Who visits whom in a nucleus on a day, and a proposal. Some twenty queries."""
    living, trainers = members_on(nucleus, on), serving(nucleus, kind, on)
    cycles = [one.membership.enrolment_id for one in living]
    cases = cases_on(cycles, kind, on)
    visited = [Visited(one, cases.get(one.membership.enrolment_id)) for one in living]
    norm = norms_of([nucleus.version_id])[nucleus.version_id]
    places = {one.place.pk: one.place for one in living}
    held = {one.living.membership.enrolment_id: one.case.contract_id for one in visited if one.case is not None}
    ways = _Ways(nucleus, places, trainers, cycles, on, norm.budget)
    wanted = _wanted(living, trainers, held, ways) if norm.budget and trainers and living else {}
    return Sharing(
        on, norm, places, trainers, visited, ways.burdens(living, held), ways.burdens(living, wanted), wanted
    )  # fmt: skip


class _Ways:
    """How far trainers live from where they visit: here, and in the other nuclei that they have."""

    def __init__(
        self, nucleus: Nucleus, places: Mapping[int, Place], trainers: Sequence[Contract], cycles: Collection[int],
        on: date, budget: Budget | None,
    ) -> None:  # fmt: skip
        self.trainers, self.budget = trainers, budget
        rows = in_force(on).filter(contract__in=trainers).exclude(enrolment__in=cycles).order_by()
        counted = rows.values_list("contract", "enrolment__household__place").annotate(n=Count("pk"))
        others = [(contract, place, count) for contract, place, count in counted]
        known = {**places, **{one.pk: one for one in Place.objects.filter(pk__in={place for _, place, _ in others})}}
        homes = {one.pk: one.application.place for one in trainers if one.application is not None}
        every = list({place.pk: place for place in (*known.values(), *homes.values())}.values())
        minutes = minutes_between(every, read_ways({nucleus.district.code} | {_district(one) for one in every}, on))
        at = {place.pk: number for number, place in enumerate(every)}
        self.away = {
            one.pk: {
                place: int(minutes[at[homes[one.pk].pk], at[place]]) if one.pk in homes else UNKNOWN_MINUTES
                for place in known
            }
            for one in trainers
        }
        """Minutes, one way; half a day from everywhere for somebody of whom nobody knows where they live."""
        self.elsewhere: dict[int, int] = {one.pk: 0 for one in trainers}
        for contract, place, count in others if budget else []:
            self.elsewhere[contract] += round_of(count, self.away[contract][place], budget).minutes

    def burdens(self, living: Iterable[Living], given: Mapping[int, int]) -> list[Burden]:
        """What each trainer has where cycles are given so."""
        counts: dict[int, Counter[int]] = {one.pk: Counter() for one in self.trainers}
        for one in living:
            contract = given.get(one.membership.enrolment_id)
            if contract in counts:
                counts[contract][one.place.pk] += 1
        return [self._burden(one, counts[one.pk]) for one in self.trainers]

    def _burden(self, one: Contract, counts: Mapping[int, int]) -> Burden:
        budget, home = self.budget, one.application.place if one.application else None
        if budget is None:
            return Burden(one, home, {}, 0, None)
        rounds = {place: round_of(count, self.away[one.pk][place], budget) for place, count in counts.items()}
        minutes = sum(told.minutes for told in rounds.values()) + self.elsewhere[one.pk]
        visits = visits_tenths(minutes, 1, budget) if minutes else None
        return Burden(one, home, rounds, self.elsewhere[one.pk], visits)


def _district(place: Place) -> str:
    return place.code[: CODE_LENGTH[Level.DISTRICT]]


def _wanted(
    living: Sequence[Living], trainers: Sequence[Contract], held: Mapping[int, int], ways: _Ways
) -> dict[int, int]:
    """A trainer for each cycle: blocks of one community, trainer and language, cut from west to east."""
    number = {one.pk: at for at, one in enumerate(trainers)}
    blocks: dict[tuple[int, int, str], list[Living]] = {}
    for one in sorted(living, key=_west_to_east):
        now = number.get(held.get(one.membership.enrolment_id, 0), -1)
        blocks.setdefault((one.place.pk, now, one.household.language), []).append(one)
    spoken = [set(one.applicant.languages.split()) for one in trainers]
    asked = [
        Block(
            place, len(some), now if now >= 0 else None, tuple(ways.away[one.pk][place] for one in trainers),
            tuple(not language or language in tongues for tongues in spoken),
        )
        for (place, now, language), some in sorted(blocks.items(), key=lambda told: told[0])
    ]  # fmt: skip
    assert ways.budget is not None
    taken = [ways.elsewhere[one.pk] for one in trainers]
    found: dict[int, int] = {}
    counts = shared(asked, len(trainers), ways.budget, taken=taken)
    for row, key in zip(counts, sorted(blocks), strict=True):
        waiting = iter(blocks[key])
        for trainer, count in zip(trainers, row, strict=True):
            found |= {next(waiting).membership.enrolment_id: trainer.pk for _ in range(count)}
    return found


def _west_to_east(one: Living) -> tuple[bool, int, int]:
    home = one.household
    return home.longitude_e6 is None, home.longitude_e6 or 0, one.membership.pk


@dataclass(frozen=True, slots=True)
class Told:
    """A household of a trainer's list, with its participant and since when they visit it."""

    household: Household
    participant: Member | None
    since: date


def caseload_of(contract: Contract, on: date) -> list[Told]:
    """The households that a trainer visits on a day, by community and surname. One query."""
    rows = cases_of(contract, on).select_related("enrolment__household__place", "enrolment__household__participant")
    homes = [(one.enrolment.household, one.from_on) for one in rows]
    found = [Told(home, home.participant, since) for home, since in homes]
    return sorted(found, key=lambda one: (one.household.place.name_key, _surname(one.participant)))


def _surname(member: Member | None) -> str:
    return member.sort_key if member else ""
