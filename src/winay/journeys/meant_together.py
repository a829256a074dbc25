"""Whom many forms mean, read together: contracts and households, by what a phone's list gave or by what was typed.
Where it is not plain, it is asked for each by itself, as `meant` does."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from winay.delivery.queries.households_then import HouseholdsThen
from winay.enrolment.models import Enrolment
from winay.journeys.meant import (
    Home,
    contract_meant,
    enrolment_meant,
    holding,
    membership_meant,
    people_meant,
    uuid_of,
)
from winay.nuclei.models import Membership
from winay.registry.models import Member
from winay.registry.rules import code_range, household_code
from winay.trainers.contract_models import Contract

Ends = tuple[UUID, UUID]
MOST_AT_ONCE = 200
"""Codes that one question asks for: SQLite takes no longer ones."""


class Meant:
    """The contracts and households that some forms name. Plain is a code that means one alone, and a household of a
    list that was never merged. Three queries at most for two hundred of each, and four for where they were."""

    def __init__(self, homes: Collection[Home], codes: Collection[str]) -> None:
        self._contracts = _contracts(set(codes) - {""})
        self._typed = _cycles({one.typed for one in homes if not one.listed} - {""})
        listed = {found for one in homes if (found := uuid_of(one.listed)) is not None}
        self._listed: dict[UUID, list[Enrolment]] = {}
        for one in _whole(Q(household__public_id__in=listed, household__merged_into=None)) if listed else ():
            self._listed.setdefault(one.household.public_id, []).append(one)
        known = (one for some in (*self._typed.values(), *self._listed.values()) for one in some)
        self._then = HouseholdsThen(list(known))

    def plain_contract(self, code: str) -> Contract | None:
        """The contract of a code; None where it is not plain."""
        return self._contracts.get(code)

    def contract(self, code: str) -> Contract:
        """The contract of a code. `Refused` where there is none, or two."""
        return self._contracts.get(code) or contract_meant(code)

    def plain_enrolment(self, home: Home, on: date) -> Enrolment | None:
        """The household's cycle that holds the day, or its newest one; None where it is not plain."""
        listed = uuid_of(home.listed)
        cycles = self._typed.get(home.typed) if not home.listed else self._listed.get(listed) if listed else None
        return holding(cycles, on) if cycles else None

    def enrolment(self, home: Home, on: date) -> Enrolment:
        """The same. `Refused` where nobody of that code is enrolled, or two are."""
        return self.plain_enrolment(home, on) or enrolment_meant(home, on)

    def membership(self, home: Home, on: date) -> Membership:
        """The household's time in a nucleus that holds the day, or its newest one. `Refused` where it never was in
        one."""
        cycle = self.plain_enrolment(home, on)
        return (self._then.membership(cycle.pk, on) if cycle else None) or membership_meant(home, on)

    def people(self, membership: Membership, on: date) -> list[Member]:
        """Who belonged to the household on the day, the participant first."""
        if not self._then.has(membership.enrolment_id):
            return people_meant(membership, on)
        where = self._then.lived(membership.enrolment_id, on)
        return list(self._then.people(where.household if where else membership.enrolment.household_id, on).values())


def _contracts(codes: Collection[str]) -> Mapping[str, Contract]:
    """By code, where it means one alone."""
    ends = {code: found for code in codes if (found := code_range(code))}
    held = [one for some in _parts(ends.values()) for one in _whole_contracts(some)]
    meant = {code: [one for one in held if first <= one.public_id <= last] for code, (first, last) in ends.items()}
    return {code: some[0] for code, some in meant.items() if len(some) == 1}


def _whole_contracts(some: Sequence[Ends]) -> "QuerySet[Contract]":
    return Contract.objects.filter(_any("public_id", some)).select_related(
        "applicant", "version__program", "hired_by__district", "hired_by__version__program"
    )


def _cycles(codes: Collection[str]) -> Mapping[str, Sequence[Enrolment]]:
    """The cycles of one household by its code, the newest first, where it means one alone."""
    ends = {code: found for code in codes if (found := code_range(code))}
    held: dict[str, list[Enrolment]] = {}
    for some in _parts(ends.values()):
        for one in _whole(_any("household__public_id", some)):
            held.setdefault(household_code(one.household.public_id), []).append(one)
    meant = {code: held.get(household_code(first), []) for code, (first, _) in ends.items()}
    return {code: some for code, some in meant.items() if len({one.household_id for one in some}) == 1}


def _whole(which: Q) -> "QuerySet[Enrolment]":
    """Cycles with their households, the newest first."""
    return Enrolment.objects.filter(which).select_related("household__participant").order_by("-enrolled_on", "-id")


def _parts(ends: Iterable[Ends]) -> Iterator[list[Ends]]:
    some = sorted(set(ends))
    return (some[start : start + MOST_AT_ONCE] for start in range(0, len(some), MOST_AT_ONCE))


def _any(column: str, ends: Collection[Ends]) -> Q:
    return reduce(or_, (Q(**{f"{column}__gte": first, f"{column}__lte": last}) for first, last in ends), Q())
