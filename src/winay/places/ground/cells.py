"""Who is nearest: the part of a polygon that lies nearer to one point than to any other of a set.

Everything here is on the plane of web maps (Mercator, metres at the equator): true to angles, so that what is nearest
on the ground is nearest on the plane as far as a district reaches, and straight lines are drawn straight.
"""

import math
from typing import Any

EARTH_RADIUS = 6_378_137.0
HALF_WORLD = math.pi * EARTH_RADIUS
"""Metres from the middle of the plane to its edge, in both directions."""
NUDGE = 0.5
"""Metres on the plane by which a point is moved that stands where another does."""


def on_plane(degrees: Any) -> Any:
    """Longitude and latitude in degrees (an array of pairs) to metres on the plane."""
    import numpy as np

    placed = np.empty((len(degrees), 2))
    placed[:, 0] = np.radians(degrees[:, 0]) * EARTH_RADIUS
    placed[:, 1] = np.arcsinh(np.tan(np.radians(degrees[:, 1]))) * EARTH_RADIUS
    return placed


def cells(points: Any, polygon: Any) -> list[Any]:
    """For each point (an array of pairs) its cell, reaching over the polygon's whole frame and not yet cut by it.

    Neighbouring cells share their edge exactly, so that they may be united with `coverage_union_all`.
    """
    import shapely

    spots = _apart(points)
    if len(spots) == 1:
        return [shapely.box(*shapely.union(polygon, shapely.points(spots[0])).envelope.buffer(1).bounds)]
    drawn = shapely.voronoi_polygons(shapely.multipoints(spots), extend_to=polygon, ordered=True)
    return list(shapely.get_parts(drawn))


def united(points: Any, groups: Any, polygon: Any) -> dict[int, Any]:
    """The polygon divided among groups of points (a number for each): to each the cells of its points.

    Together they cover the polygon once. A group whose cells all lie outside keeps what of its `disc` is outside.
    """
    import numpy as np
    import shapely

    of_point = np.asarray(groups)
    order = np.argsort(of_point, kind="stable")
    numbers, starts = np.unique(of_point[order], return_index=True)
    parts = np.split(np.array(cells(points, polygon), dtype=object)[order], starts[1:])
    whole = np.array([shapely.coverage_union_all(one) if len(one) > 1 else one[0] for one in parts], dtype=object)
    shapely.prepare(polygon)
    crossing = ~shapely.contains_properly(polygon, whole)
    whole[crossing] = surfaces(shapely.intersection(whole[crossing], polygon))
    for at in np.flatnonzero(shapely.is_empty(whole)):
        whole[at] = shapely.difference(disc(points[of_point == numbers[at]]), polygon)
    return dict(zip(numbers.tolist(), whole.tolist(), strict=True))


def disc(points: Any, metres: float = 700.0) -> Any:
    """A mark around points that lie outside their polygon: districts have been split since the points were listed."""
    import shapely

    return shapely.union_all(shapely.buffer(shapely.points(points), metres, quad_segs=3))


def surfaces(geometries: Any) -> Any:
    """Only what has an area: where a cell touches an outline, lines and points come along."""
    import numpy as np
    import shapely

    found = np.array(geometries, dtype=object)
    for at in np.flatnonzero(shapely.get_type_id(found) == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = shapely.get_parts(found[at])
        found[at] = shapely.union_all(parts[np.isin(shapely.get_type_id(parts), (3, 6))])
    found[shapely.get_dimensions(found) < 2] = shapely.Polygon()
    return found


def _apart(points: Any) -> Any:
    """The points, those that coincide moved a little: every one keeps a cell."""
    import numpy as np

    if len(np.unique(points, axis=0)) == len(points):
        return points
    moved = points.copy()
    seen: set[tuple[float, float]] = set()
    for at, spot in enumerate(moved):
        while (here := (float(spot[0]), float(spot[1]))) in seen:
            spot[0] += NUDGE
        seen.add(here)
        moved[at] = spot
    return moved
