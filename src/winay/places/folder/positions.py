"""Holding localities against the polygons of the country: is this in the country at all, and in its own district?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from winay.places.folder.localities import DISTRICT, MICRO, ListedLocality
from winay.places.tables import Table

BEYOND_KM = 15
"""A position farther than this from every polygon is refused; nearer, it may be an island or a coarse boundary."""
EARTH_KM = 6_371.0088


@dataclass(frozen=True, slots=True)
class Positions:
    """Localities whose position is kept but doubtful: in no district at all, or in one that is not theirs."""

    doubtful: frozenset[str]
    outside_country: int
    outside_district: int


def check_positions(
    table: Table,
    listed: Sequence[ListedLocality],
    shapes: Mapping[str, Any],
    *,
    tolerance_m: int,
    older: Mapping[str, str],
) -> Positions:
    """Refuse positions far from the country, recognising swapped ones; mark those outside their own district.

    `shapes` are the country's polygons, under the district's code where they are districts. `older` names, for a
    district parted from another since the census, that older one, under which its localities are still listed.
    Within `tolerance_m` of its district a position counts as inside: boundaries are simplified for drawing.
    """
    import shapely

    if not listed or not shapes:
        return Positions(frozenset(), 0, 0)
    codes, polygons = list(shapes), np.array(list(shapes.values()), dtype=object)
    points = _points(listed)
    around = _around(points, polygons, codes)
    tree = shapely.STRtree(polygons)
    lost = np.array([at for at in range(len(listed)) if at not in around], dtype=np.int64)
    refused = set(lost[_to_nearest(points[lost], tree, polygons) > BEYOND_KM].tolist())
    _refuse(table, [listed[at] for at in sorted(refused)], tree, polygons)
    astray = [at for at, one in enumerate(listed) if at not in refused and _astray(one, around.get(at, set()), older)]
    homes = [shapes.get(listed[at].code[:DISTRICT]) for at in astray]
    # In a country of which only the outline is known there is no district to be outside of.
    away = _kilometres(points[astray], np.array([home or shapely.Point() for home in homes], dtype=object)) * 1_000
    whole = [home is None and at in around for at, home in zip(astray, homes, strict=True)]
    doubtful = [at for at, metres, fine in zip(astray, away, whole, strict=True) if not (fine or metres <= tolerance_m)]
    beyond = sum(1 for at in doubtful if at not in around)
    return Positions(frozenset(listed[at].code for at in doubtful), beyond, len(doubtful) - beyond)


def _points(listed: Sequence[ListedLocality]) -> Any:
    import shapely

    return shapely.points([one.longitude_e6 / MICRO for one in listed], [one.latitude_e6 / MICRO for one in listed])


def _around(points: Any, polygons: Any, codes: Sequence[str]) -> dict[int, set[str]]:
    """The codes of the polygons that hold each point."""
    import shapely

    found: dict[int, set[str]] = defaultdict(set)
    # Polygons are asked for their points and not the other way round: they are prepared once each.
    which, what = shapely.STRtree(points).query(polygons, predicate="intersects")
    for polygon, point in zip(which.tolist(), what.tolist(), strict=True):
        found[point].add(codes[polygon])
    return dict(found)


def _astray(one: ListedLocality, inside: set[str], older: Mapping[str, str]) -> bool:
    home = one.code[:DISTRICT]
    return home not in inside and not any(older.get(code) == home for code in inside)


def _to_nearest(points: Any, tree: Any, polygons: Any) -> Any:
    """Kilometres from each point to the nearest polygon."""
    if not len(points):
        return np.zeros(0)
    _, nearest = tree.query_nearest(points, all_matches=False)
    return _kilometres(points, polygons[nearest])


def _kilometres(points: Any, polygons: Any) -> Any:
    """Great-circle kilometres from each point to its polygon; nan where there is no polygon."""
    import shapely

    if not len(points):
        return np.zeros(0)
    lines = shapely.shortest_line(points, polygons)
    start, end = shapely.get_point(lines, 0), shapely.get_point(lines, 1)
    x1, y1, x2, y2 = (np.radians(of(at)) for at in (start, end) for of in (shapely.get_x, shapely.get_y))
    h = np.sin((y2 - y1) / 2) ** 2 + np.cos(y1) * np.cos(y2) * np.sin((x2 - x1) / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(h))


def _refuse(table: Table, lost: Sequence[ListedLocality], tree: Any, polygons: Any) -> None:
    import shapely

    if not lost:
        return
    turned = shapely.points([one.latitude_e6 / MICRO for one in lost], [one.longitude_e6 / MICRO for one in lost])
    would_fit = _to_nearest(turned, tree, polygons) <= BEYOND_KM
    for one, swapped in zip(lost, would_fit.tolist(), strict=True):
        written = f"{one.row.cells['latitude']}, {one.row.cells['longitude']}"
        table.problems.add(
            table.file,
            "position_swapped" if swapped else "position_outside",
            {"km": BEYOND_KM},
            row=one.row.number,
            column="latitude, longitude",
            value=written,
        )
