"""What was published of a program, drawn by the server: sums as points that nothing joins, single years as columns.
Positions in percent. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from winay.programs.published import Point, PointKind
from winay.web.pictures import position

FIRST, LAST = 2012, 2026
"""The years of the axis: from the first day of one to the first day of the other."""
SUMS = (PointKind.PILOT, PointKind.CUMULATIVE)
YEARLY = (PointKind.NEW, PointKind.PLANNED, PointKind.UNCLEAR)


@dataclass(frozen=True, slots=True)
class Dot:
    """A sum. `x`, `y`: in percent of the picture, y from above; `hang`: whether its label starts or ends at it."""

    one: Point
    x: str
    y: str
    hang: str
    labelled: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A year. `value` None: nobody said. `kind` of what was said; `height` and `y` in percent."""

    year: int
    value: int | None
    kind: str
    x: str
    middle: str
    width: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale."""

    value: int
    y: str


def dots(points: Sequence[Point], top: int) -> list[Dot]:
    """The pilot, and the sums of households, at the last day they speak of. Those that stand apart are labelled."""
    sums = sorted((one for one in points if one.kind in SUMS), key=lambda one: one.span[1])
    found: list[Dot] = []
    for one in sums:
        assert one.households is not None
        at = _days(one.span[1])
        hang = "start" if at < _whole() * 0.2 else "end"
        near = any(dot.labelled and at - _days(dot.one.span[1]) < 500 for dot in found)
        found.append(Dot(one, position(at, _whole()), _from_above(one.households, top), hang, not near))
    return found


def columns(points: Sequence[Point], of: str, top: int) -> list[Column]:
    """A column for each year: what came (`of`: households or thousand_pen), or else what was planned or is unclear."""
    said: dict[int, Point] = {}
    for one in points:
        if one.kind in YEARLY and getattr(one, of) is not None:
            year = one.span[1].year
            if year not in said or said[year].kind is PointKind.PLANNED:
                said[year] = one
    found = []
    for year in range(FIRST, LAST):
        told = said.get(year)
        value = getattr(told, of) if told else None
        height = position(value or 0, top)
        left = float(position(_days(date(year, 1, 1)), _whole()))
        width = 100 / (LAST - FIRST)
        found.append(
            Column(
                year, value, str(told.kind) if told else "none", f"{left + width * 0.12:.3f}",
                f"{left + width / 2:.3f}", f"{width * 0.76:.3f}", _from_above(value or 0, top), height,
            )
        )  # fmt: skip
    return found


def scale(top: int, step: int) -> list[Line]:
    """The lines of a scale from nothing to `top`."""
    return [Line(value, _from_above(value, top)) for value in range(0, top + 1, step)]


def years(every: int = 2) -> list[tuple[int, str]]:
    """Years written under the axis, and where each begins."""
    return [(year, position(_days(date(year, 1, 1)), _whole())) for year in range(FIRST, LAST, every)]


def silent_bands(silent: Sequence[int]) -> list[tuple[str, str]]:
    """Where a year lies of which nobody said a sum: its left and its width."""
    width = 100 / (LAST - FIRST)
    return [(position(_days(date(year, 1, 1)), _whole()), f"{width:.3f}") for year in silent]


def _from_above(value: int, top: int) -> str:
    return f"{100 - float(position(value, top)):.3f}"


def _days(on: date) -> int:
    return (on - date(FIRST, 1, 1)).days


def _whole() -> int:
    return _days(date(LAST, 1, 1))
