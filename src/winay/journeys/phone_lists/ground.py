"""What a phone's lists are made of: the contracts that its trainer has on a day, and the households of the nuclei that
they serve."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from winay.accounts.phones.queries import ActingPhone
from winay.enrolment.models import CycleMove
from winay.nuclei.models import Membership
from winay.nuclei.queries.board_phones import nucleus_behind
from winay.nuclei.queries.members import inside
from winay.trainers.queries.phones import Served, served_by, served_with


@dataclass(frozen=True, slots=True)
class Home:
    """A household in a nucleus on the day: primary keys of membership, cycle, household and nucleus; the public ids of
    household and nucleus."""

    membership: int
    enrolment: int
    household: int
    nucleus: int
    public_id: UUID
    nucleus_id: UUID


@dataclass(frozen=True)
class Ground:
    """Contracts of a trainer, and the households of the nuclei that they serve; of a board's phone, the households of
    its nucleus alone. Neither where the phone is of nobody, or no contract holds the day. `seen`: the cycles (primary
    keys) with which a contract has to do; None for all. `kept`: what several lists ask alike of these, as it was
    found."""

    on: date
    contracts: Sequence[Served]
    homes: Sequence[Home]
    seen: Mapping[int, Collection[int]] | None = None
    kept: dict[object, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    @property
    def nothing(self) -> bool:
        return not self.contracts and not self.homes

    @cached_property
    def by_cycle(self) -> Mapping[int, Home]:
        return {one.enrolment: one for one in self.homes}

    def asked(self, what: object, ask: Callable[[], Any]) -> Any:
        """What is kept under a name, or what asking gives."""
        if what not in self.kept:
            self.kept[what] = ask()
        return self.kept[what]

    def anew(self) -> "Ground":
        """The same, of which nothing was asked."""
        return replace(self)

    def sees(self, contract: int, cycle: int) -> bool:
        """Whether a contract has to do with a cycle (primary keys)."""
        return self.seen is None or cycle in self.seen.get(contract, ())

    def around(self, households: Collection[UUID]) -> "Ground":
        """The same of some households alone."""
        return replace(self, homes=[one for one in self.homes if one.public_id in households])


def ground_of(phone: ActingPhone, on: date) -> Ground:
    """What a phone's lists are made of on a day. Two queries; three for a board's phone, two for one of nobody."""
    return grounds_of([phone], on)[phone.public_id]


def grounds_of(
    phones: Iterable[ActingPhone], on: date, *, households: Collection[UUID] | None = None
) -> dict[UUID, Ground]:
    """The same of several phones (public ids of their credentials); of some households alone, where they are given."""
    served = served_by(phones, on)
    nuclei = {phone: {pk for one in contracts for pk, _ in one.nuclei} for phone, contracts in served.items()}
    for phone, contracts in served.items():
        if not contracts and (theirs := nucleus_behind(phone)) is not None:
            nuclei[phone] = {theirs.pk}
    homes: list[Home] = []
    if any(nuclei.values()):
        rows = Membership.objects.filter(inside(on), nucleus__in=set().union(*nuclei.values())).order_by("pk")
        if households is not None:
            rows = rows.filter(enrolment__household__public_id__in=households)
        homes = _homes(rows)
    return {
        phone: Ground(on, contracts, [one for one in homes if one.nucleus in nuclei[phone]])
        if nuclei[phone]
        else Ground(on, (), ())
        for phone, contracts in served.items()
    }


def ground_about(household: UUID, on: date) -> Ground:
    """What lists say of one household, whosever phone has it: the contracts in whose caseload it is, and it alone; of
    one whose cycle went on in another (its person left, it was united with it), that one. Two queries, one where it is
    in no nucleus."""
    moved = CycleMove.objects.filter(origin__public_id=household).values("enrolment")
    here = Q(enrolment__household__public_id=household) | Q(enrolment__in=moved)
    homes = _homes(Membership.objects.filter(inside(on)).filter(here).order_by("pk"))
    return Ground(on, served_with([one.enrolment for one in homes], on) if homes else (), homes)


def _homes(rows: "QuerySet[Membership]") -> list[Home]:
    told = rows.values_list(
        "pk", "enrolment", "enrolment__household", "nucleus", "enrolment__household__public_id", "nucleus__public_id"
    )
    return [Home(*row) for row in told]


def united(grounds: Sequence[Ground]) -> Ground:
    """Several as one, in which each contract has to do with the households of its own phones alone."""
    contracts = {one.pk: one for ground in grounds for one in ground.contracts}
    homes = {one.membership: one for ground in grounds for one in ground.homes}
    seen: dict[int, set[int]] = {}
    for ground in grounds:
        for one in ground.contracts:
            seen.setdefault(one.pk, set()).update(home.enrolment for home in ground.homes)
    return Ground(grounds[0].on, list(contracts.values()), list(homes.values()), seen)
