"""What goes wrong when people are written down: letters changed about, surnames exchanged, days and months too, a digit
of the id, a household that was registered twice, a daughter who is in her parents' household and in her husband's."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from winay.registry.facts import HouseholdFacts, MemberFacts
from winay.registry.rules import age_on
from winay.registry.terms import BirthPrecision, IdMissing, Kin, Sex
from winay.synthetic.chance import Chance
from winay.synthetic.kinds import People
from winay.synthetic.names import typed_wrong
from winay.synthetic.people import FIRST_ID, Written

TYPED, BY_EAR, EXCHANGED, DAY_FOR_MONTH, DIGIT = 0.013, 0.05, 0.005, 0.004, 0.003
TWICE, IN_TWO = 0.004, 0.05
"""Shares of households that are their neighbour's again, and whose wife may be in her parents' list next door still:
few neighbours have a daughter of that age."""


def slip(written: Written, people: People, by_ear: Mapping[str, str]) -> None:
    """Put slips into what was written, in place."""
    chance = people.chance
    letters = chance.bits("which letter")
    for at in _some(chance, "typed wrong", TYPED):
        bits = int(letters[at])
        column = (written.given, written.surname_1, written.surname_2)[bits % 3]
        column[at] = typed_wrong(column[at], bits // 3 % 1_000_003)
    for at in _some(chance, "by ear", BY_EAR):
        written.surname_1[at] = by_ear.get(written.surname_1[at], written.surname_1[at])
        written.surname_2[at] = by_ear.get(written.surname_2[at], written.surname_2[at])
    for at in _some(chance, "exchanged", EXCHANGED):
        if written.surname_2[at]:
            written.surname_1[at], written.surname_2[at] = written.surname_2[at], written.surname_1[at]
    for at in _some(chance, "day for month", DAY_FOR_MONTH):
        written.born[at] = exchanged(written.born[at], written.precision[at])
    for at in _some(chance, "wrong digit", DIGIT):
        written.national_id[at] = wrong_digit(written.national_id[at])


def _some(chance: Chance, question: str, share: float) -> list[int]:
    return np.nonzero(chance.below(question, share))[0].tolist()


def exchanged(born: date | None, precision: BirthPrecision) -> date | None:
    """Day and month changed about, where that is another day of the past."""
    if born is None or precision is not BirthPrecision.DAY or born.day > 12:
        return born
    other = born.replace(month=born.day, day=born.month)
    return min(born, other)


def wrong_digit(national_id: str) -> str:
    """The id with its second digit another: one that no other synthetic person has."""
    return national_id and f"{national_id[0]}{int(national_id[1]) - FIRST_ID // 1_000_000 % 10}{national_id[2:]}"


def again(household: HouseholdFacts, bits: int, instead: HouseholdFacts) -> HouseholdFacts:
    """The same people, registered once more `instead` of others by somebody who did not know: no ids shown, one name
    heard differently, and the youngest forgotten."""
    members = [
        replace(member, national_id="", id_missing=IdMissing.NOT_SHOWN, public_id=_another(member.public_id))
        for member in household.members
    ]
    if len(members) > 2:
        youngest = max(range(1, len(members)), key=lambda at: members[at].born_on or date.min)
        del members[youngest]
    at = bits % len(members)
    members[at] = replace(members[at], given_names=typed_wrong(members[at].given_names, bits // 7 % 1_000_003))
    return replace(household, members=tuple(members), external_key=instead.external_key, public_id=instead.public_id)


def _another(public_id: UUID | None) -> UUID | None:
    """An id of its own for whoever is registered a second time."""
    return None if public_id is None else UUID(int=public_id.int ^ 0xFFFF)


def grown_daughter(household: HouseholdFacts, on: date) -> MemberFacts | None:
    """A daughter of about twenty, who may have married next door."""
    for member in household.members:
        grown = member.born_on is not None and 19 <= age_on(member.born_on, on) <= 30
        if member.kin is Kin.CHILD and member.sex is Sex.WOMAN and grown:
            return member
    return None


def married(household: HouseholdFacts, daughter: MemberFacts, bits: int) -> HouseholdFacts:
    """The household with the daughter as the wife; her id was not shown, her name may be written otherwise."""
    members = list(household.members)
    for at, member in enumerate(members):
        if member.kin is Kin.PARTNER and member.sex is Sex.WOMAN:
            given = typed_wrong(daughter.given_names, bits // 3) if bits % 3 == 0 else daughter.given_names
            told: dict[str, Any] = {"given_names": given, "born_on": daughter.born_on}
            told |= {"surname_1": daughter.surname_1, "surname_2": daughter.surname_2}
            told |= {"birth_precision": daughter.birth_precision}
            members[at] = replace(member, national_id="", id_missing=IdMissing.NOT_SHOWN, **told)
    return replace(household, members=tuple(members))
