"""A pair of entries as pages read it: side by side, what differs marked by a word and a sign, never by colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from winay.core.actors import Actor, Permission
from winay.registry.access import may_read_household
from winay.registry.duplicates.settings import COMPARED
from winay.registry.duplicates.terms import Agreement, Nearness
from winay.registry.duplicates.wording import AGREEMENTS, FAR_AWAY, THINGS
from winay.registry.national_ids import NationalIds
from winay.registry.rules import household_code
from winay.registry.terms import BirthPrecision
from winay.registry.wording import IDS_MISSING, SEXES
from winay.web.household_words import born_words, name_of, place_words

SURE, LIKELY = 1_000, 400
"""Hundredths of a bit from which a pair is called almost sure, very likely."""
ALIKE = {Agreement.SAME, Nearness.HOUSEHOLD, Nearness.LOCALITY, Nearness.DISTRICT}
APART = {Agreement.OTHER, Agreement.FAR, Nearness.DEPARTMENT}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: whether the reader may see all of it, its values by thing, and who and where it is."""

    member: Any
    seen: bool
    values: dict[str, str]
    name: str
    code: str


def chance_words(weight: int) -> str:
    """How likely it is one person, in words: a number would seem to decide."""
    if weight >= SURE:
        return _("casi seguro")
    return _("muy probable") if weight >= LIKELY else _("probable")


def side_of(member: Any, by: Actor | None, ids: NationalIds) -> Side:
    """A member for the reader: whole where they may read the household, otherwise initials, year and district."""
    home = member.household
    if not may_read_household(by, home.place.code):
        return Side(member, False, _hidden(member), _initials(f"{member.given_names} {member.surname_1}"), "")
    number = _("termina en %(digits)s") % {"digits": ids.decrypt(member.national_id)[-3:]} if member.national_id else ""
    values = {
        "s1": member.surname_1,
        "s2": member.surname_2 or "—",
        "given": member.given_names,
        "birth": born_words(member),
        "national_id": number or str(IDS_MISSING.get(member.id_missing, "—")),
        "sex": str(SEXES.get(member.sex, "—")),
        "place": place_words(home.place),
    }
    return Side(member, True, values, name_of(member), household_code(home.public_id))


def _hidden(member: Any) -> dict[str, str]:
    place = member.household.place
    district = place if len(place.code) == 6 else place.parent
    year = member.born_on.year if member.birth_precision != BirthPrecision.UNKNOWN and member.born_on else None
    return {
        "s1": _initials(member.surname_1),
        "s2": _initials(member.surname_2),
        "given": _initials(member.given_names),
        "birth": str(year) if year else _("no se sabe"),
        "national_id": _("no se muestra"),
        "sex": str(SEXES.get(member.sex, "—")),
        "place": place_words(district),
    }


def _initials(text: str) -> str:
    return " ".join(f"{word[0]}." for word in text.split()) or "—"


def compared_rows(pair: Any, left: Side, right: Side) -> Sequence[dict[str, str]]:
    """A row for each thing: its name, both values, how they agree in words, the sign and the class of the row."""
    said = dict(word.split("=", 1) for word in pair.agreement.split())
    rows = []
    for compared in COMPARED:
        how = said.get(compared.name, Agreement.UNKNOWN.value)
        far = compared.name == "place" and how == Nearness.FAR
        kind = "alike" if how in ALIKE else "apart" if how in APART or far else "near"
        kind = "unknown" if how == Agreement.UNKNOWN else kind
        rows.append(
            {
                "thing": str(THINGS[compared.name]),
                "left": left.values[compared.name],
                "right": right.values[compared.name],
                "how": str(FAR_AWAY if far else AGREEMENTS.get(how, how)),
                "kind": kind,
                "icon": {"alike": "check", "near": "arrows-diff", "apart": "x", "unknown": "help-circle"}[kind],
            }
        )
    return rows


def may_decide(by: Actor | None, pair: Any) -> bool:
    """Whether somebody writes where both live."""
    places = (pair.left.household.place.code, pair.right.household.place.code)
    return by is not None and all(by.may_at(Permission.REGISTER_HOUSEHOLD, place) for place in places)


def may_pass_on(by: Actor | None, pair: Any) -> bool:
    """Whether somebody writes where one of them lives."""
    places = (pair.left.household.place.code, pair.right.household.place.code)
    return by is not None and any(by.may_at(Permission.REGISTER_HOUSEHOLD, place) for place in places)
