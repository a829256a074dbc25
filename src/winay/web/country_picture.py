"""A small picture of the country: one circle for each department, drawn by the server. Positions in SVG units."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

WIDTH = 300
MARGIN = 6
LARGEST_RADIUS = 15.0
SIMPLIFIED = 0.06  # degrees: finer than a pixel of this picture would show
STEPS = (20, 40, 60, 80)
"""Where the five classes of a share are cut, in percent."""


@dataclass(frozen=True, slots=True)
class Circle:
    """One department: its centre, a radius whose area stands for `size`, a class 1–5 of `share` (0: unknown)."""

    code: str
    name: str
    x: str
    y: str
    radius: str
    step: int
    size: int | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Picture:
    """The outline as an SVG path, the circles, largest first so that small ones stay on top, and the frame."""

    width: int
    height: int
    outline: str
    circles: list[Circle]


@dataclass(frozen=True, slots=True)
class Spot:
    """What is drawn of one department: where its capital stands, how large, what share in percent."""

    code: str
    name: str
    latitude: float | None
    longitude: float | None
    size: int | None
    share: Decimal | None


def picture(file: Path, spots: Iterable[Spot]) -> Picture:
    """Circles on the outline in `file` (GeoJSON). Departments without a position are left out of the picture."""
    frame = _frame(file)
    drawn = [spot for spot in spots if spot.latitude is not None and spot.longitude is not None]
    largest = max((spot.size or 0 for spot in drawn), default=0) or 1
    circles = []
    for spot in sorted(drawn, key=lambda spot: -(spot.size or 0)):
        x, y = frame.at(spot.longitude or 0.0, spot.latitude or 0.0)
        radius = max(2.0, LARGEST_RADIUS * math.sqrt((spot.size or 0) / largest))
        circles.append(
            Circle(
                spot.code,
                spot.name,
                _written(x),
                _written(y),
                _written(radius),
                step(spot.share),
                spot.size,
                spot.share,
            )
        )
    return Picture(WIDTH, frame.height, frame.outline, circles)


def step(share: Decimal | None) -> int:
    """The class 1–5 of a share in percent; 0 for an unknown one."""
    return 0 if share is None else 1 + sum(share >= cut for cut in STEPS)


@dataclass(frozen=True, slots=True)
class _Frame:
    west: float
    north: float
    across: float
    down: float
    height: int
    outline: str

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        return MARGIN + (longitude - self.west) * self.across, MARGIN + (self.north - latitude) * self.down


@cache
def _frame(file: Path) -> _Frame:
    """The outline, read once: equirectangular, true to scale at the country's middle latitude."""
    from shapely.geometry import shape

    features = json.loads(file.read_text("utf-8"))["features"]
    shapes = [shape(feature["geometry"]).simplify(SIMPLIFIED) for feature in features]
    west = min(one.bounds[0] for one in shapes)
    south = min(one.bounds[1] for one in shapes)
    east = max(one.bounds[2] for one in shapes)
    north = max(one.bounds[3] for one in shapes)
    across = (WIDTH - 2 * MARGIN) / (east - west)
    down = across / math.cos(math.radians((south + north) / 2))
    empty = _Frame(west, north, across, down, round((north - south) * down) + 2 * MARGIN, "")
    rings = [
        part.exterior.coords for one in shapes for part in getattr(one, "geoms", [one]) if len(part.exterior.coords) > 6
    ]
    outline = "".join(_ring(empty, list(ring)) for ring in rings)
    return _Frame(west, north, across, down, empty.height, outline)


def _ring(frame: _Frame, points: Sequence[tuple[float, ...]]) -> str:
    placed = (frame.at(point[0], point[1]) for point in points[:-1])
    return "M" + "L".join(f"{_written(x)} {_written(y)}" for x, y in placed) + "Z"


def _written(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
