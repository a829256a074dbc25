"""Names of people, and how two of one name are told apart: by household, and by age."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from winay.places.rules import name_key
from winay.registry.models import Member
from winay.registry.rules import age_on, household_code
from winay.registry.terms import BirthPrecision


def name_of(member: Member) -> str:
    """Somebody's name; said to be erased where it is."""
    names = " ".join(part for part in (member.given_names, member.surname_1, member.surname_2) if part)
    return names or _("persona cuyos datos se borraron")


def apart(people: Sequence[Member], on: date, *, one_home: bool = False) -> list[str]:
    """The names of some people, in their order. Whoever shares theirs with another of them is written with the code of
    their household and their age on a day; with their age alone where all are of `one_home`."""
    counts = Counter(name_key(name_of(one)) for one in people)
    return [
        name_of(one)
        if counts[name_key(name_of(one))] == 1 or one.erased_at is not None
        else f"{name_of(one)} ({', '.join(_told(one, on, one_home))})"
        for one in people
    ]


def age_of(member: Member, on: date) -> str:
    """`34 años`; `unos 34 años` where the year alone is known."""
    if member.born_on is None:
        return _("edad no sabida")
    words = _("%(n)s años") % {"n": age_on(member.born_on, on)}
    return _("unos %(age)s") % {"age": words} if member.birth_precision == BirthPrecision.YEAR else words


def _told(member: Member, on: date, one_home: bool) -> list[str]:
    code = [] if one_home else [household_code(member.household.public_id)]
    return [*code, age_of(member, on)]
