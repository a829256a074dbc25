"""A hamlet of Vinchos with people who work in its office, and households as somebody would register them."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from tests import people
from tests.targeting.areas_scene import valley
from winay.accounts.queries import ActingPerson
from winay.core.clock import now
from winay.registry.facts import (
    AwayFacts,
    ClassFacts,
    ConsentFacts,
    DescriptionFacts,
    HouseholdFacts,
    JuntosFacts,
    MemberFacts,
)
from winay.registry.models import Household
from winay.registry.queries.facts import national_ids
from winay.registry.services.households import register_household
from winay.registry.terms import (
    AwayReason,
    BirthPrecision,
    Classification,
    ConsentHow,
    Kin,
    Origin,
    Sex,
    Whereabouts,
)

DISTRICT = "050110"
HAMLET, OTHER_HAMLET, OUTSIDE = "0501100001", "0501100002", "210101"
_ids = count(40_000_001)


def a_hamlet() -> None:
    """Localities of one district of Ayacucho."""
    valley(district=DISTRICT)


def member(kin: Kin = Kin.CHILD, **more: Any) -> MemberFacts:
    """Somebody whose names, birth and id nobody else has."""
    number = next(_ids)
    facts = MemberFacts(
        given_names=more.pop("given_names", f"Rosa {_letters(number)}"),
        surname_1=more.pop("surname_1", "Quispe"),
        surname_2=more.pop("surname_2", "Ccori"),
        sex=more.pop("sex", Sex.WOMAN),
        born_on=date(1985, 3, 12) if kin is not Kin.CHILD else date(2015, 6, 1),
        birth_precision=BirthPrecision.DAY,
        kin=kin,
        national_id=more.pop("national_id", str(number)),
        languages=("quy", "es"),
    )
    return replace(facts, **more)


def household(*others: MemberFacts, **more: Any) -> HouseholdFacts:
    """A participant, a child and whoever else is given."""
    members = more.pop("members", (member(Kin.PARTICIPANT, phone="966123456"), member(Kin.CHILD), *others))
    return replace(HouseholdFacts(place_code=HAMLET, members=members, language="quy"), **more)


def everything() -> HouseholdFacts:
    """A household of which everything is said."""
    away = AwayFacts(date(2026, 1, 10), Whereabouts.CITY, AwayReason.WORK, "15")
    partner = member(
        Kin.PARTNER, given_names="Félix", surname_1="Huamán", surname_2="", sex=Sex.MAN, represents=True, away=away
    )
    return replace(
        household(partner),
        reference="Detrás de la escuela, casa de techo rojo",
        latitude_e6=-13_240_000,
        longitude_e6=-74_360_000,
        description=DescriptionFacts(8_500, 8_000, 9_000, 2_000, "papa y cuyes"),
        juntos=JuntosFacts(True, date(2019, 5, 1)),
        classification=ClassFacts(Classification.EXTREMELY_POOR, date(2027, 12, 31)),
        consent=a_consent(),
        external_key="lista-2026:7",
    )


def a_consent(**more: Any) -> ConsentFacts:
    return replace(ConsentFacts("2026.1", "quy", ConsentHow.FINGERPRINT, people.today()), **more)


def registered(facts: HouseholdFacts | None = None, by: ActingPerson | None = None, **more: Any) -> Household:
    """Registered today by a specialist of the office, unless something else is said."""
    by = by or people.acting_as(people.specialist())
    said = {"on": people.today(), "origin": Origin.WEB, "at": now()} | more
    return register_household(facts=facts or household(), by=by, **said)


def _letters(number: int) -> str:
    """A number as letters, for a name has no digits and sounds like no other."""
    return "".join("bdfgklmnrt"[int(digit)] + "aiu"[int(digit) % 3] for digit in str(number)[-5:])


def national_id_of(member: Any) -> str:
    """The id that rests encrypted in a member's row."""
    return national_ids().decrypt(member.national_id)
