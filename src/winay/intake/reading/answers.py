"""The answers of a submission: read by path, by group, by repeat; corrected beside the original.

A path names elements below the root by their local names, `household/members[2]/given_names`; `[1]` is never written.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from winay.intake.reading.envelope import Said, moment
from winay.intake.reading.xml import Element

_STEP = re.compile(r"([^\[\]/\s]+)(?:\[([1-9][0-9]{0,5})\])?")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{0,18})?(?:[eE]-?[0-9]{1,2})?")
"""Phones write small numbers as 1.0E-5."""


class BadAnswer(Exception):
    """An answer that is not what its question asks for. `expected` is the code of a kind, as `Expected` has them."""

    def __init__(self, path: str, value: str, expected: str) -> None:
        super().__init__(f"{path}: expected {expected}")
        self.path, self.value, self.expected = path, value, expected


FIRST_YEAR, LAST_YEAR = 1850, 2199


@dataclass(frozen=True, slots=True)
class Point:
    """A position as a phone sends it: degrees, metres above the sea, metres of doubt."""

    latitude: Decimal
    longitude: Decimal
    altitude: Decimal | None
    accuracy: Decimal | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it stands: its path, its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers below one element. What is not there, and what was left empty, is ""."""

    root: Element
    base: str = ""

    def text(self, path: str) -> str:
        """An answer without the space around it."""
        found = self._at(path)
        return "" if found is None or found.children else found.text.strip()

    def choices(self, path: str) -> tuple[str, ...]:
        """The values chosen where several may be."""
        return tuple(self.text(path).split())

    def integer(self, path: str) -> int | None:
        """A whole number; `BadAnswer` for anything else that was written."""
        text = self.text(path)
        if text and not re.fullmatch(r"[+-]?[0-9]{1,12}", text):
            raise self.bad(path, "integer")
        return int(text) if text else None

    def decimal(self, path: str) -> Decimal | None:
        """A number with a point; `BadAnswer` for anything else that was written."""
        text = self.text(path)
        return self._decimal(path, text, "decimal") if text else None

    def day(self, path: str) -> date | None:
        """A date; what stands behind the day of a moment is left out. `BadAnswer` for one that nobody lives to see: a
        slip of the pen that no calendar should be asked about."""
        text = self.text(path)
        try:
            found = date.fromisoformat(text[:10]) if text else None
        except ValueError:
            raise self.bad(path, "day") from None
        if found is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise self.bad(path, "day")
        return found

    def instant(self, path: str) -> Said | None:
        """A moment, with the offset of the phone's clock."""
        text = self.text(path)
        if not text:
            return None
        found = moment(text)
        if found is None:
            raise self.bad(path, "instant")
        return found

    def point(self, path: str) -> Point | None:
        """A position; `BadAnswer` for one that is not on the earth."""
        parts = self.text(path).split()
        if not parts:
            return None
        numbers = [self._decimal(path, part, "point") for part in parts[:4]]
        if len(numbers) < 2 or abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
            raise self.bad(path, "point")
        more = [*numbers[2:], None, None]
        return Point(numbers[0], numbers[1], more[0], more[1])

    def repeats(self, path: str) -> list["Answers"]:
        """What was answered for each round of a repeat, in order."""
        before, _, name = path.rpartition("/")
        group = self._at(before) if before else self.root
        start = self.full(before)
        return [] if group is None else [Answers(one, at) for at, one in _children(group, start) if one.name == name]

    def full(self, path: str) -> str:
        """The path from the root, as a correction names it."""
        return "/".join(part for part in (self.base, path) if part)

    def bad(self, path: str, expected: str) -> BadAnswer:
        """The error for an answer of this group, to be raised."""
        return BadAnswer(self.full(path), self.text(path), expected)

    def every(self) -> Iterator[Answer]:
        """Every answer below, in the order of the document; empty ones too."""
        yield from _leaves(self.root, self.base)

    def _at(self, path: str) -> Element | None:
        return find(self.root, path)

    def _decimal(self, path: str, text: str, expected: str) -> Decimal:
        if not _NUMBER.fullmatch(text):
            raise self.bad(path, expected)
        return Decimal(text)


def find(root: Element, path: str) -> Element | None:
    """The element at a path below the root, or None."""
    here: Element | None = root
    for name, place in steps(path):
        same = here.all(name) if here is not None else []
        here = same[place - 1] if len(same) >= place else None
    return here


def steps(path: str) -> list[tuple[str, int]]:
    """A path as names and places; ValueError for what is none."""
    found = []
    for part in path.split("/"):
        match = _STEP.fullmatch(part)
        if match is None:
            raise ValueError(f"{path!r} is no path")
        found.append((match[1], int(match[2] or 1)))
    return found


def without_places(path: str) -> str:
    """The path of the question behind an answer."""
    return re.sub(r"\[[0-9]+\]", "", path)


def corrected(root: Element, values: Mapping[str, str]) -> Element:
    """A copy in which some answers are others; the original stays. ValueError where an answer's group does not exist,
    or the path is a group's: a correction changes an answer, it invents no round of a repeat."""
    copy = _copy(root)
    for path, value in values.items():
        _set(copy, path, value)
    return copy


def _set(root: Element, path: str, value: str) -> None:
    before, _, last = path.rpartition("/")
    group = find(root, before) if before else root
    ((name, place),) = steps(last)
    if group is None:
        raise ValueError(f"there is no {before!r}")
    same = group.all(name)
    if len(same) >= place:
        target = same[place - 1]
        if target.children:
            raise ValueError(f"{path!r} is a group")
        target.text = value
    elif place == 1:
        group.children.append(Element(name, text=value))
    else:
        raise ValueError(f"there is no {path!r}")


def _copy(root: Element) -> Element:
    return Element(root.name, root.namespace, dict(root.attributes), [_copy(one) for one in root.children], root.text)


def _children(group: Element, base: str) -> Iterator[tuple[str, Element]]:
    seen: dict[str, int] = {}
    for one in group.children:
        place = seen[one.name] = seen.get(one.name, 0) + 1
        step = one.name if place == 1 else f"{one.name}[{place}]"
        yield (f"{base}/{step}" if base else step), one


def _leaves(group: Element, base: str) -> Iterator[Answer]:
    for path, one in _children(group, base):
        if one.children:
            yield from _leaves(one, path)
        else:
            yield Answer(path, one.text.strip())
