"""What holds for codes, names, dates and coverage. Plain Python."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from winay.places.terms import CODE_LENGTH, Level

_LEVEL_OF_LENGTH = {length: level for level, length in CODE_LENGTH.items()}
_YEAR = re.compile(r"(19|20)\d\d")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def name_key(name: str) -> str:
    """The form in which names are compared: lower case, no accents, ñ as n, words parted by one space."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", letters).strip()


def level_of(code: str) -> Level | None:
    """The level a code belongs to by its length; None when no level has that many digits."""
    return _LEVEL_OF_LENGTH.get(len(code)) if code.isascii() and code.isdigit() else None


def parent_code(code: str) -> str | None:
    """The code of the place around this one; None for a department. ValueError for what is no code."""
    level = level_of(code)
    if level is None:
        raise ValueError(f"{code!r} is no place code")
    shorter = [length for length in CODE_LENGTH.values() if length < len(code)]
    return code[: max(shorter)] if shorter else None


def ancestor_codes(code: str) -> tuple[str, ...]:
    """The codes of the places around this one, the department first."""
    return tuple(code[:length] for length in CODE_LENGTH.values() if length < len(code))


def code_problem(text: str, levels: Iterable[Level]) -> str | None:
    """Why `text` is no code of these levels: `not_digits`, `lost_zero` or `length`; None when it is one.

    A spreadsheet that reads codes as numbers drops the leading zero: 050101 becomes 50101, one digit short.
    """
    lengths = {CODE_LENGTH[level] for level in levels}
    if not (text.isascii() and text.isdigit()):
        return "not_digits"
    if len(text) in lengths:
        return None
    return "lost_zero" if len(text) + 1 in lengths else "length"


def parse_as_of(text: str) -> date:
    """The day a figure is dated: a day as written, or 31 December of a year known alone. ValueError otherwise."""
    if _YEAR.fullmatch(text):
        return date(int(text), 12, 31)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError(f"{text!r} is neither a year nor a day")
    return date.fromisoformat(text)


def looks_like_share(values: Iterable[int], scale: int) -> bool:
    """Whether a column of percentages was written as shares: something above zero and nothing above 1."""
    one: int = 10**scale
    return 0 < max(values, default=0) <= one


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two offices on the same ground: `place` of one lies in, around or at `other_place` of the other."""

    place: str
    office: str
    other_place: str
    other_office: str


def overlaps(wanted: Mapping[str, str], kept: Mapping[str, str]) -> list[Overlap]:
    """Where the coverage asked for (place code → office code) meets another office, within itself or in `kept`."""
    found = []
    everything = {**kept, **wanted}
    below: dict[str, list[str]] = {}
    for place in everything:
        for around in ancestor_codes(place):
            below.setdefault(around, []).append(place)
    for place, office in wanted.items():
        near = [place, *ancestor_codes(place), *below.get(place, ())]
        for other in near:
            for held in (everything, kept):
                if other in held and held[other] != office:
                    found.append(Overlap(place, office, other, held[other]))
                    break
    return found


def spread(total: int, codes: Iterable[str]) -> dict[str, int]:
    """`total` parted evenly over places: whole numbers that differ by at most one, the larger ones first by code.

    A place listed twice counts once. ValueError for a negative total; nothing where there are no places.
    """
    if total < 0:
        raise ValueError(f"{total} cannot be spread")
    ordered = sorted(set(codes))
    if not ordered:
        return {}
    each, over = divmod(total, len(ordered))
    return {code: each + (position < over) for position, code in enumerate(ordered)}


MANY_TIMES = 10
"""A number of households this many times the district's published estimate is a mistake: people instead of
households, or another district's total."""


def too_many_households(number: int, estimate: int | None) -> bool:
    """Whether a number is beyond belief beside the district's estimate. Without one, or at zero, nobody can tell."""
    return estimate is not None and estimate > 0 and number >= MANY_TIMES * estimate
