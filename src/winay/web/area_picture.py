"""The picture of a district's localities, drawn by the server: dots, lines to their seats, letters. SVG units."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from winay.journeys.pages.areas import AreaRow, LocalityRow

WIDTH = 1000
MARGIN = 36
TALLEST, FLATTEST = 1.25, 0.5
"""The picture is never higher, or lower, than this times its width: what lies far off would make all the rest small."""
KM_PER_DEGREE = 111.195


@dataclass(frozen=True, slots=True)
class Dot:
    """A locality: its place in the picture, and that of its area's seat."""

    row: LocalityRow
    x: str
    y: str
    seat_x: str
    seat_y: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """An area's dots; its letter stands beside the seat."""

    area: AreaRow
    dots: list[Dot]
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class AreaPicture:
    """Everything the template draws. `bar` is the length of `bar_km` kilometres; `missing` localities have no
    position."""

    height: int
    foot: int
    radius: str
    seat: str
    letter: str
    clusters: list[Cluster]
    bar: str
    bar_km: int
    missing: int


def area_picture(areas: Sequence[AreaRow], close_up: str = "") -> AreaPicture | None:
    """The picture of all areas, or of the surroundings of one (by code); None where nothing has a position."""
    placed = [(area, row) for area in areas for row in area.localities if row.latitude is not None]
    inside = [row for area, row in placed if not close_up or area.area.code == close_up] or [row for _, row in placed]
    if not inside:
        return None
    frame = framed(inside, close=bool(close_up))
    shown = {row.code for _, row in placed if frame.holds(row)}
    clusters = []
    for area in areas:
        rows = [row for row in area.localities if row.code in shown]
        if rows:
            clusters.append(_cluster(area, rows, frame))
    many = len(shown)
    radius = max(5.0, min(13.0, 150 / math.sqrt(many)))
    bar_km = round_km(frame)
    return AreaPicture(
        frame.height,
        frame.height - 20,
        written(radius),
        written(2 * radius),
        written(max(28.0, radius * 2.2)),
        clusters,
        written(bar_km / frame.km_per_unit),
        bar_km,
        sum(row.latitude is None for area in areas for row in area.localities),
    )


class Placed(Protocol):
    """Something with a position, in degrees; None where it is not known."""

    @property
    def latitude(self) -> float | None: ...

    @property
    def longitude(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Frame:
    """What part of the world a picture shows, and how large."""

    west: float
    north: float
    across: float
    down: float
    height: int

    @property
    def km_per_unit(self) -> float:
        """The scale."""
        return KM_PER_DEGREE / self.down

    def at(self, row: Placed) -> tuple[float, float]:
        """Where something lies in the picture."""
        x = MARGIN + ((row.longitude or 0.0) - self.west) * self.across
        return x, MARGIN + (self.north - (row.latitude or 0.0)) * self.down

    def holds(self, row: Placed) -> bool:
        """Whether it lies inside."""
        x, y = self.at(row)
        return 0 <= x <= WIDTH and 0 <= y <= self.height


def framed(rows: Sequence[Placed], *, close: bool) -> Frame:
    """North up, true to scale at the middle latitude. A close-up has some room around."""
    south, north = (pick(row.latitude or 0.0 for row in rows) for pick in (min, max))
    west, east = (pick(row.longitude or 0.0 for row in rows) for pick in (min, max))
    narrow = math.cos(math.radians((south + north) / 2))
    least = 0.01  # about a kilometre: one locality alone is not blown up to fill the picture
    tall, wide = max(north - south, least), max((east - west) * narrow, least)
    if close:
        tall, wide = tall * 1.8 + 2 * least, wide * 1.8 + 2 * least
    wide = max(wide, tall / TALLEST)
    tall = max(tall, wide * FLATTEST)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    down = (WIDTH - 2 * MARGIN) / wide
    return Frame(
        middle_x - wide / narrow / 2, middle_y + tall / 2, down * narrow, down, round(tall * down) + 2 * MARGIN
    )


def _cluster(area: AreaRow, rows: Sequence[LocalityRow], frame: Frame) -> Cluster:
    placed = [(row, *frame.at(row)) for row in rows]
    seat = next(((x, y) for row, x, y in placed if row.seat), placed[0][1:])
    sx, sy = written(seat[0]), written(seat[1])
    return Cluster(area, [Dot(row, written(x), written(y), sx, sy) for row, x, y in placed], sx, sy)


def round_km(frame: Frame) -> int:
    """A round length of about a sixth of the picture."""
    about = frame.km_per_unit * WIDTH / 6
    return next((km for km in (100, 50, 20, 10, 5, 2) if km <= about), 1)


def written(number: float) -> str:
    """A number as SVG has it."""
    return f"{number:.1f}".removesuffix(".0")
