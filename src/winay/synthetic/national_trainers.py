"""The trainers of the national seed, district by district: hired for the nuclei whose work has begun, with households
to visit; a year later the financial ones. Some leave early, and nobody has taken over yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Min

from winay.core.money import Money
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.members import inside
from winay.registry.terms import Sex
from winay.synthetic.chance import Chance, key_of
from winay.synthetic.names import Names
from winay.synthetic.national_nuclei import story_of
from winay.synthetic.national_staff import UNTIL, DistrictOffice, Staff, at_day
from winay.synthetic.population import SEED
from winay.synthetic.spots import country_names
from winay.targeting.models import Selection
from winay.trainers.application_rules import PersonSaid
from winay.trainers.bulk import Act, Giving, Hiring, give_households, hire_people
from winay.trainers.contract_models import ContractNucleus
from winay.trainers.contract_rules import ContractSaid
from winay.trainers.terms import ContractKind, FeePer, SelectedBy

EACH, NUCLEI_EACH = 42, 2
"""Households of a productive trainer; nuclei of a financial one."""
AFTER, A_YEAR, OVER = 5, 365, 40
"""Days from a nucleus's first stage to its productive trainers, and from these to the financial ones; days after the
last visit on which contracts are over."""
LEAVE = 0.06
"""The share of productive trainers who leave after some months."""
FIRST_ID, A_NUCLEUS = 94_000_000, 10
"""Ids of trainers: below those of households, some for each nucleus."""
FEE = {ContractKind.PRODUCTIVE: Money(120_000), ContractKind.FINANCIAL: Money(110_000)}


@dataclass(frozen=True, slots=True)
class Served:
    """A nucleus at work, and its households (cycles by primary key), neighbours beside each other."""

    nucleus: Nucleus
    begun: date
    cycles: tuple[int, ...]


@transaction.atomic
def hire_district(selection: Selection, code: str, people: Staff) -> None:
    """The trainers of a district and their households, whole or not at all. A nucleus that has some is left alone."""
    served = _served(selection, code)
    if not served:
        return
    office = people.office(selection, code, "es")
    office.start = at_day(story_of(code)[1])
    _hire(office, served, ContractKind.PRODUCTIVE, [[one] for one in served], _shares)
    groups = [served[at : at + NUCLEI_EACH] for at in range(0, len(served), NUCLEI_EACH)]
    _hire(office, served, ContractKind.FINANCIAL, groups, lambda some: [[each for one in some for each in one.cycles]])


def _served(selection: Selection, code: str) -> list[Served]:
    """Four queries."""
    rows = Nucleus.objects.filter(
        version=selection.version_id, district__code=code, formation__synthetic=True, closed_on=None
    )
    found = list(rows.annotate(begun=Min("stages__began_on")).exclude(begun=None).order_by("pk"))
    have = set(ContractNucleus.objects.filter(nucleus__in=found).values_list("nucleus", flat=True))
    cycles: dict[int, list[int]] = {}
    living = Membership.objects.filter(inside(UNTIL), nucleus__in=found).order_by("enrolment__household__place", "pk")
    for nucleus, cycle in living.values_list("nucleus", "enrolment"):
        cycles.setdefault(nucleus, []).append(cycle)
    return [
        Served(one, one.begun, tuple(cycles[one.pk])) for one in found if one.pk not in have and one.pk in cycles
    ]  # fmt: skip


def _shares(some: Sequence[Served]) -> list[list[int]]:
    cycles = some[0].cycles
    many = max(1, -(-len(cycles) // EACH))
    return [list(part) for part in np.array_split(np.array(cycles), many)]


def _hire(
    office: DistrictOffice, served: Sequence[Served], kind: ContractKind, groups: Sequence[Sequence[Served]], cut: Any
) -> None:
    """One contract for each share of each group's households."""
    hirings, shares, since = [], [], []
    late = AFTER + (A_YEAR if kind is ContractKind.FINANCIAL else 0)
    began = max(one.begun for one in served) + timedelta(days=late)
    if began >= UNTIL:
        return
    for group in groups:
        for number, share in enumerate(cut(group)):
            person = _person(group[0].nucleus.pk * A_NUCLEUS + number + (9 if kind is ContractKind.FINANCIAL else 0))
            hirings.append(Hiring(person, _contract(person, kind, began), group[0].nucleus.pk,
                                  tuple(one.nucleus.pk for one in group)))  # fmt: skip
            shares.append(share)
            since.append({cycle: one.nucleus.pk for one in group for cycle in one.cycles})
    days = (began - office.on(0)).days
    act = Act(office.by(days), office.at(days + 0.1))
    hired = hire_people(hirings, act)
    givings = [
        Giving(since[number][int(cycle)], int(cycle), contract, began)
        for number, contract in hired.contracts.items()
        for cycle in shares[number]
    ]
    give_households(givings, act)


def _contract(person: PersonSaid, kind: ContractKind, began: date) -> ContractSaid:
    luck = Random(f"{SEED}/contract/{person.national_id}")
    over = UNTIL + timedelta(days=OVER)
    if kind is ContractKind.PRODUCTIVE and luck.random() < LEAVE:
        over = min(over, began + timedelta(days=luck.randint(240, 600)))
    return ContractSaid(kind, SelectedBy.COMMUNITY, began, over, FEE[kind], FeePer.MONTH)


def _person(number: int) -> PersonSaid:
    names = _names()
    chance = Chance.numbered(np.array([key_of(f"{SEED}/trainers")]), np.array([number]))
    group, age = np.array([names.groups.index("common")]), chance.between("age", 24, 55)
    man = chance.below("man", 0.6).astype(np.int64)
    given = str(names.given[names.given_names(chance, "given", group, man, age)[0]])
    one, two = (str(names.surnames[names.a_surname(chance, f"surname {each}", group)[0]]) for each in (1, 2))
    born = date(2024 - int(age[0]), 1 + number % 12, 1 + number % 28)
    sex = Sex.MAN if man[0] else Sex.WOMAN
    return PersonSaid(given, one, two, sex, born, f"{FIRST_ID + number}", ("es",), "")


@cache
def _names() -> Names:
    return Names(country_names())
