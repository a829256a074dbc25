"""What telling many visits is judged on, read once: whom each trainer may visit on which days, and who lives there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winay.delivery.session_models import Session
from winay.delivery.visit_columns import Whole, number_of
from winay.delivery.visit_models import STANDS, Visit
from winay.enrolment.models import CycleMove
from winay.journal.bulk import among
from winay.nuclei.models import Membership, Nucleus
from winay.registry.models import Member
from winay.trainers.caseload_models import Case
from winay.trainers.contract_models import Contract, ContractNucleus

NEVER = 1 << 19
"""Later than every day."""
TOGETHER = 20_000


@dataclass(frozen=True, slots=True)
class Stays:
    """Days on which a trainer may visit a household, one row for each unbroken time: contract, cycle and nucleus by
    primary keys, from `since` up to the day before `until`; `home` is the household (primary key), 0 where the cycle
    ever went from one to another. In the order of contract, cycle and `since`."""

    contract: Whole
    enrolment: Whole
    nucleus: Whole
    home: Whole
    since: Whole
    until: Whole
    _pairs: Whole = field(default_factory=lambda: np.empty(0, np.int64))

    def of(self, contract: Whole, enrolment: Whole, on: Whole) -> Whole:
        """The row that holds each day, -1 for none."""
        if not len(self._pairs):
            return np.full(len(on), -1)
        pair = pair_of(contract, enrolment)
        rank = np.minimum(np.searchsorted(self._pairs, pair), len(self._pairs) - 1)
        known = self._pairs[rank] == pair
        mine = np.searchsorted(self._pairs, pair_of(self.contract, self.enrolment)) * NEVER * 2 + self.since
        row = np.searchsorted(mine, rank * NEVER * 2 + on, side="right") - 1
        fits = known & (row >= 0)
        safe = np.where(fits, row, 0)
        fits &= (pair_of(self.contract[safe], self.enrolment[safe]) == pair) & (on < self.until[safe])
        return np.where(fits, safe, -1)


def pair_of(contract: Whole, enrolment: Whole) -> Whole:
    """One number for both."""
    return (contract << 32) | enrolment


def stays_of(contracts: Sequence[int]) -> Stays:
    """Of some contracts (primary keys). Three queries."""
    cases = list(
        Case.objects.filter(among("trainers_case.contract_id", contracts), kind__in=("productive", "financial"))
        .values_list("contract", "enrolment", "from_on", "until_on", "contract__began_on", "contract__over_on",
                     "enrolment__enrolled_on", "enrolment__ended_on", "enrolment__household")
    )  # fmt: skip
    served: dict[int, set[int]] = {}
    for contract, nucleus in ContractNucleus.objects.filter(contract__in=contracts).values_list("contract", "nucleus"):
        served.setdefault(contract, set()).add(nucleus)
    held = {one for some in served.values() for one in some}
    living: dict[int, list[tuple[int, date, date | None]]] = {}
    rows = Membership.objects.filter(among("nuclei_membership.nucleus_id", held))
    for enrolment, nucleus, joined, left in rows.values_list("enrolment", "nucleus", "joined_on", "left_on"):
        living.setdefault(enrolment, []).append((nucleus, joined, left))
    moved = set(CycleMove.objects.values_list("enrolment", flat=True))
    found = []
    for contract, enrolment, since, until, began, over, enrolled, ended, home in cases:
        for nucleus, joined, left in living.get(enrolment, ()):
            begin, end = max(since, began, enrolled, joined), min(one for one in (until, over, ended, left) if one)
            if nucleus in served.get(contract, ()) and begin < end:
                place = 0 if enrolment in moved else home
                found.append((contract, enrolment, nucleus, place, number_of(begin), number_of(end)))
    found.sort(key=lambda one: (one[0], one[1], one[4]))
    table = np.array(found, dtype=np.int64).reshape(-1, 6).T
    pairs = np.unique(pair_of(table[0], table[1]))
    return Stays(*table, _pairs=pairs)


@dataclass(frozen=True, slots=True)
class People:
    """Members by primary key, in that order: their household, kin and sex, and from when up to when they belong to it;
    nobody who was erased."""

    pk: Whole
    home: Whole
    since: Whole
    until: Whole
    kin: NDArray[Any]
    sex: NDArray[Any]

    def of(self, members: Whole) -> Whole:
        """The row of each, -1 for nobody."""
        if not len(self.pk):
            return np.full(len(members), -1)
        row = np.minimum(np.searchsorted(self.pk, members), len(self.pk) - 1)
        return np.where(self.pk[row] == members, row, -1)


def people_of(members: Iterable[int]) -> People:
    """Of primary keys. A query for each twenty thousand."""
    waiting = iter(sorted(set(members)))
    rows: list[tuple[Any, ...]] = []
    while chunk := list(islice(waiting, TOGETHER)):
        some = Member.objects.filter(among("registry_member.id", chunk), erased_at=None).order_by("pk")
        rows += some.values_list("pk", "household", "joined_on", "left_on", "kin", "sex")
    return People(
        _whole(one[0] for one in rows), _whole(one[1] for one in rows), _whole(number_of(one[2]) for one in rows),
        _whole(number_of(one[3]) if one[3] else NEVER for one in rows),
        np.array([one[4] for one in rows], dtype=object), np.array([one[5] for one in rows], dtype=object),
    )  # fmt: skip


def _whole(numbers: Iterator[int]) -> Whole:
    return np.fromiter(numbers, dtype=np.int64)


@dataclass(slots=True)
class Ground:
    """Everything that many visits of some contracts are judged on. Who was asked of once is kept. What changes after it
    was read, the database refuses."""

    contracts: dict[int, Contract]
    stays: Stays
    nuclei: dict[int, Nucleus]
    people: People = field(default_factory=lambda: people_of(()))
    _asked: set[int] = field(default_factory=set)

    def know(self, members: Whole) -> People:
        """Everybody who was asked for so far, among them these."""
        new = set(np.unique(members).tolist()) - self._asked
        if new:
            self._asked |= new
            self.people = people_of(self._asked)
        return self.people


def ground_of(contracts: Iterable[int]) -> Ground:
    """Read what visits of these contracts (primary keys) need. Five queries."""
    keys = sorted(set(contracts))
    rows = Contract.objects.filter(among("trainers_contract.id", keys))
    found = rows.select_related("applicant", "version__program", "hired_by__district", "hired_by__version__program")
    stays = stays_of(keys)
    nuclei = Nucleus.objects.filter(among("nuclei_nucleus.id", np.unique(stays.nucleus).tolist()))
    return Ground(
        {one.pk: one for one in found},
        stays,
        {one.pk: one for one in nuclei.select_related("district", "version__program")},
    )


def busy_between(applicants: Sequence[int], first: date, last: date) -> Whole:
    """What some applicants did on some days already, as columns: applicant, day, start, minutes, cycle (0: a session).
    Two queries."""
    theirs = dict(
        Contract.objects.filter(among("trainers_contract.applicant_id", applicants)).values_list("pk", "applicant")
    )
    asked = list(theirs)
    visits = Visit.objects.filter(STANDS, among("contract_id", asked), visited_on__gte=first, visited_on__lte=last)
    held = Session.objects.filter(STANDS, among("contract_id", asked), held_on__gte=first, held_on__lte=last)
    rows = [
        (theirs[contract], number_of(on), start, minutes, cycle)
        for contract, on, start, minutes, cycle in visits.values_list(
            "contract", "visited_on", "start_minute", "minutes", "enrolment"
        )
    ]
    rows += [
        (theirs[contract], number_of(on), start, minutes, 0)
        for contract, on, start, minutes in held.values_list("contract", "held_on", "start_minute", "minutes")
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 5).T
