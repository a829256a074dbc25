"""Writing vector tiles (Mapbox Vector Tile 2.1), a whole layer at a time.

The library that writes them feature by feature takes ten times as long (docs/adr/0016). It reads ours in the tests.
Geometries come in the metres of web maps, as numpy arrays of shapely polygons or of pairs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from winay.places.ground.cells import HALF_WORLD, surfaces

Value = str | int | bool
EXTENT = 4096
"""Steps across a tile, drawn 512 pixels wide: an eighth of a pixel."""
BUFFER = 1 / 64
"""Part of a tile by which polygons reach over the edge, so that no edge of a tile is drawn as an outline."""
POINT, POLYGON = 1, 3


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a tile lies: its corner in the north-west and its side, in metres of the plane; in how many steps."""

    west: float
    north: float
    side: float
    extent: int = EXTENT

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return self.west, self.north - self.side, self.west + self.side, self.north

    @property
    def reach(self) -> tuple[float, float, float, float]:
        """The bounds with the buffer around them."""
        more = self.side * BUFFER
        west, south, east, north = self.bounds
        return west - more, south - more, east + more, north + more

    def steps(self, metres: Any) -> Any:
        """Pairs in metres to whole steps from the corner, y downwards."""
        scale = self.extent / self.side
        placed = np.empty((len(metres), 2), dtype=np.int64)
        placed[:, 0] = np.rint((metres[:, 0] - self.west) * scale)
        placed[:, 1] = np.rint((self.north - metres[:, 1]) * scale)
        return placed


def frame(z: int, x: int, y: int, extent: int = EXTENT) -> Frame:
    """The frame of a tile by its address."""
    side = 2 * HALF_WORLD / 2**z
    return Frame(-HALF_WORLD + x * side, HALF_WORLD - y * side, side, extent)


@dataclass(frozen=True, slots=True)
class Feature:
    """What is said of one geometry. `number` is the feature's id."""

    properties: Mapping[str, Value]
    number: int | None = None


@dataclass(slots=True)
class _Layer:
    """A layer being written: words and values are written once and referred to by number."""

    name: str
    extent: int
    body: list[bytes] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    values: dict[tuple[type, Value], int] = field(default_factory=dict)

    def add(self, feature: Feature, kind: int, geometry: bytes) -> None:
        tags = bytearray()
        for key, value in feature.properties.items():
            tags += _varint(self.keys.setdefault(key, len(self.keys)))
            tags += _varint(self.values.setdefault((type(value), value), len(self.values)))
        number = b"" if feature.number is None else b"\x08" + _varint(feature.number)
        said = _part(2, bytes(tags)) if tags else b""
        self.body.append(_part(2, number + said + bytes((0x18, kind)) + _part(4, geometry)))

    def whole(self) -> bytes:
        """The layer as a field of the tile; nothing at all when it has no feature."""
        if not self.body:
            return b""
        keys = [_part(3, key.encode()) for key in self.keys]
        values = [_part(4, _value(value)) for _, value in self.values]
        parts = [b"\x78\x02", _part(1, self.name.encode()), *self.body, *keys, *values, b"\x28" + _varint(self.extent)]
        return _part(3, b"".join(parts))


def polygons(name: str, features: Sequence[Feature], geometries: Any, at: Frame) -> bytes:
    """A layer of polygons, cut at the tile's reach and set to its steps. What shrinks to nothing is left out."""
    layer = _Layer(name, at.extent)
    for one, geometry in zip(*_drawn(_cut(geometries, at), at), strict=True):
        layer.add(features[one], POLYGON, geometry)
    return layer.whole()


def points(name: str, features: Sequence[Feature], metres: Any, at: Frame, owner: Any = None) -> bytes:
    """A layer of points inside the tile: a point on an edge is in one tile only. `owner` numbers the feature of each
    point, ascending; without it each feature has one point."""
    west, south, east, north = at.bounds
    of = np.arange(len(metres)) if owner is None else np.asarray(owner)
    inside = (metres[:, 0] >= west) & (metres[:, 0] < east) & (metres[:, 1] > south) & (metres[:, 1] <= north)
    layer = _Layer(name, at.extent)
    if inside.any():
        of, steps = of[inside], at.steps(metres[inside])
        first, count = _runs(of)
        numbers = np.empty(len(first) + 2 * len(steps), dtype=np.uint64)
        heads = 2 * first + np.arange(len(first))
        numbers[heads] = (count << 3) | 1
        places = 2 * np.arange(len(steps)) + np.repeat(np.arange(len(first)), count) + 1
        moves = _zigzag(_moves(steps, first))
        numbers[places], numbers[places + 1] = moves[:, 0], moves[:, 1]
        for one, geometry in zip(of[first].tolist(), _packed(numbers, heads), strict=True):
            layer.add(features[one], POINT, geometry)
    return layer.whole()


def _cut(geometries: Any, at: Frame) -> Any:
    import shapely

    west, south, east, north = at.reach
    boxes = shapely.bounds(geometries)
    cut = np.array(geometries, dtype=object)
    away = (boxes[:, 0] > east) | (boxes[:, 2] < west) | (boxes[:, 1] > north) | (boxes[:, 3] < south)
    whole = (boxes[:, 0] >= west) & (boxes[:, 2] <= east) & (boxes[:, 1] >= south) & (boxes[:, 3] <= north)
    cut[away] = shapely.Polygon()
    crossing = ~away & ~whole
    if crossing.any():
        cut[crossing] = surfaces(shapely.clip_by_rect(cut[crossing], west, south, east, north))
    return cut


def _drawn(geometries: Any, at: Frame) -> tuple[list[int], list[bytes]]:
    """The numbers of the geometries that leave something in the tile, and their commands."""
    import shapely

    parts, of_part = shapely.get_parts(geometries, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    metres, of_point = shapely.get_coordinates(rings, return_index=True)
    if not len(metres):
        return [], []
    steps, ring = _thinned(at.steps(metres), of_point)
    if not len(steps):
        return [], []
    first, count = _runs(ring)
    outer = np.r_[True, of_ring[1:] != of_ring[:-1]][ring[first]]
    area = _twice_area(steps, first, count)
    good = (count >= 3) & (area != 0)
    part = of_ring[ring[first]]
    good &= np.isin(part, part[good & outer])  # a hole falls with what it was in
    if not good.any():
        return [], []
    turned = np.where(outer, area < 0, area > 0)  # outer rings run clockwise on the screen, holes against it
    steps, count = _turned(steps, first, count, turned, good)
    owner = of_part[part[good]]
    return _commands(steps, count, owner)


def _thinned(steps: Any, ring: Any) -> tuple[Any, Any]:
    """Without points that fall on the one before, and without the closing point of each ring."""
    again = np.r_[False, (ring[1:] == ring[:-1]) & (steps[1:] == steps[:-1]).all(axis=1)]
    steps, ring = steps[~again], ring[~again]
    closing = np.r_[ring[1:] != ring[:-1], True]
    return steps[~closing], ring[~closing]


def _twice_area(steps: Any, first: Any, count: Any) -> Any:
    following = np.arange(1, len(steps) + 1)
    following[first + count - 1] = first
    x, y = steps[:, 0], steps[:, 1]
    return np.add.reduceat(x * y[following] - x[following] * y, first)


def _turned(steps: Any, first: Any, count: Any, turned: Any, good: Any) -> tuple[Any, Any]:
    """The points of the good rings, those of the turned ones backwards, and how many each has."""
    first, count, turned = first[good], count[good], turned[good]
    starts = np.cumsum(count) - count
    within = np.arange(count.sum()) - np.repeat(starts, count)
    backwards = np.repeat(count, count) - 1 - within
    return steps[np.repeat(first, count) + np.where(np.repeat(turned, count), backwards, within)], count


def _commands(steps: Any, count: Any, owner: Any) -> tuple[list[int], list[bytes]]:
    """Rings as move, line and close, gathered by owner."""
    starts = np.cumsum(count) - count
    first_ring, _ = _runs(owner)
    moves = _zigzag(_moves(steps, starts[first_ring]))
    heads = 2 * starts + 3 * np.arange(len(count))
    numbers = np.empty(2 * len(steps) + 3 * len(count), dtype=np.uint64)
    numbers[heads] = 9
    numbers[heads + 3] = ((count - 1) << 3) | 2
    numbers[heads + 2 * count + 2] = 15
    within = np.arange(len(steps)) - np.repeat(starts, count)
    places = np.repeat(heads, count) + 1 + 2 * within + (within > 0)
    numbers[places], numbers[places + 1] = moves[:, 0], moves[:, 1]
    return owner[first_ring].tolist(), _packed(numbers, heads[first_ring])


def _runs(numbers: Any) -> tuple[Any, Any]:
    """Where each run of equal numbers begins, and how long it is."""
    first = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]])
    return first, np.diff(np.r_[first, len(numbers)])


def _moves(steps: Any, starts: Any) -> Any:
    """From each point to the next, and from the corner to where each feature starts."""
    moves = steps.copy()
    moves[1:] -= steps[:-1]
    moves[starts] = steps[starts]
    return moves


def _zigzag(numbers: Any) -> Any:
    return ((numbers << 1) ^ (numbers >> 63)).astype(np.uint64)


def _packed(numbers: Any, heads: Any) -> list[bytes]:
    """All numbers as variable-length integers, cut at the heads."""
    size = np.ones(len(numbers), dtype=np.int64)
    for bits in (7, 14, 21, 28):
        size += numbers >= (1 << bits)
    ends = np.cumsum(size)
    starts = ends - size
    out = np.zeros(int(ends[-1]), dtype=np.uint8)
    for at in range(int(size.max())):
        has = size > at
        byte = (numbers[has] >> np.uint64(7 * at)) & np.uint64(0x7F)
        out[starts[has] + at] = byte | ((size[has] > at + 1) * np.uint64(0x80))
    raw = out.tobytes()
    cuts = [*starts[heads].tolist(), len(raw)]
    return [raw[begin:end] for begin, end in pairwise(cuts)]


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _part(tag: int, content: bytes) -> bytes:
    return bytes((tag << 3 | 2,)) + _varint(len(content)) + content


def _value(value: Value) -> bytes:
    if isinstance(value, bool):
        return bytes((0x38, value))
    if isinstance(value, int):
        return b"\x28" + _varint(value)
    return _part(1, value.encode())
