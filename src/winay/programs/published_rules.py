"""Whether published numbers agree with each other: sums, gaps, years of which nobody said anything. Plain Python."""

import operator
import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
SUM = r"\d+(\.\d+)?( [-+*/] \d+(\.\d+)?)+ = \d+(\.\d+)?"


def span_of(as_of: str) -> tuple[date, date]:
    """The first and last day of `2024-08-31`, `2012-06`, `2013` or `2012/2018`. `ValueError` for anything else."""
    first, _, last = as_of.partition("/")
    return _days(first)[0], _days(last or first)[1]


def _days(text: str) -> tuple[date, date]:
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text)
    if found is None:
        raise ValueError(f"{text!r} is no day, month or year")
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def holds(written: str) -> bool:
    """Whether a line of arithmetic is true, rounded as its result is written. Left to right: there are no brackets, and
    products stand alone."""
    left, _, right = written.partition(" = ")
    words = left.split()
    found = Decimal(words[0])
    for sign, number in zip(words[1::2], words[2::2], strict=True):
        found = SIGNS[sign](found, Decimal(number))
    return found.quantize(Decimal(right), rounding=ROUND_HALF_UP) == Decimal(right)


@dataclass(frozen=True, slots=True)
class Spot:
    """A statement for the arithmetic: households and thousands of soles of days from `since` to `until`."""

    kind: str
    since: date
    until: date
    households: int | None
    thousand_pen: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """From one sum to the next: `gained` between them; `said` by statements of whole years between (`years`);
    `unsaid` is the rest, negative where more was said than came."""

    first: Spot
    last: Spot
    before: int
    after: int
    gained: int
    said: int
    years: tuple[int, ...]

    @property
    def unsaid(self) -> int:
        return self.gained - self.said


def steps(spots: Iterable[Spot], of: str = "households") -> list[Step]:
    """How the published sums follow one another, and how much of each step statements of single years explain. `of`:
    `households` or `thousand_pen`. A year counts where it lies whole after the first sum and not after the last; what
    was planned counts only where nobody said what came of it."""
    told = [one for one in spots if getattr(one, of) is not None]
    sums = sorted((one for one in told if one.kind == "cumulative"), key=lambda one: one.until)
    found = []
    for first, last in pairwise(sums):
        between = _years(told, first, last)
        before, after = getattr(first, of), getattr(last, of)
        said = sum(getattr(one, of) for one in between.values())
        found.append(Step(first, last, before, after, after - before, said, tuple(sorted(between))))
    return found


def _years(told: Sequence[Spot], first: Spot, last: Spot) -> dict[int, Spot]:
    found: dict[int, Spot] = {}
    for kind in ("planned", "new"):  # what came takes the place of what was meant
        for one in told:
            if one.kind == kind and one.since > first.until and one.until <= last.until:
                found[one.since.year] = one
    return found


def silent_years(spots: Iterable[Spot], kinds: Sequence[str], first: int, last: int) -> list[int]:
    """Years of which no statement of these kinds speaks."""
    told = {one.until.year for one in spots if one.kind in kinds}
    return [year for year in range(first, last + 1) if year not in told]
