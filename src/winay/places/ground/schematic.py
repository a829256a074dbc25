"""The schematic map: one cell per district around its centroid, clipped to the country's outline.

It shows where districts lie and who their neighbours are. It is no boundary, and says so wherever it is shown.
"""

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from winay.places.models import MICRODEGREES, Place
from winay.places.terms import CODE_LENGTH, Level

DECIMALS = 4
"""About 11 metres: finer would only make the file larger."""
COARSENESS = 0.015
"""Degrees: about a kilometre of the coast may be cut off. The cells are no truer than that."""
NUDGE = 1e-4
DOT = 0.02

Points = Sequence[tuple[str, float, float]]


def write_schematic_map(path: Path) -> int:
    """Write the map as GeoJSON and return its size in bytes.

    Features have one property, `code`: six digits for a district's cell, two for a department dissolved from its
    cells (for thicker lines).
    """
    outline = json.loads((settings.WINAY_COUNTRY / "outline.geojson").read_text(encoding="utf-8"))
    text = json.dumps(schematic_map(district_points(), outline), separators=(",", ":"))
    write_whole(path, text)
    return len(text)


def write_whole(path: Path, text: str) -> None:
    """Replace a file whole, so that no reader meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def district_points() -> list[tuple[str, float, float]]:
    """Code, longitude and latitude of each real district that has a position."""
    rows = Place.objects.filter(level=Level.DISTRICT.value, synthetic=False, latitude_e6__isnull=False)
    found = rows.order_by("code").values_list("code", "longitude_e6", "latitude_e6")
    return [(code, x / MICRODEGREES, y / MICRODEGREES) for code, x, y in found]


def schematic_map(points: Points, outline: dict[str, Any]) -> dict[str, Any]:
    """The map as a GeoJSON object. Every point keeps a cell, also where two share a position or lie off the coast."""
    import shapely
    from shapely.geometry import shape

    country = shapely.union_all([shape(feature["geometry"]) for feature in outline["features"]]).simplify(COARSENESS)
    cells = _cells(points, country)
    digits = CODE_LENGTH[Level.DEPARTMENT]
    departments = {
        code: shapely.union_all([cell for district, cell in cells.items() if district.startswith(code)], grid_size=1e-7)
        for code in sorted({district[:digits] for district in cells})
    }
    features = [feature(code, geometry) for code, geometry in [*cells.items(), *departments.items()]]
    return {"type": "FeatureCollection", "features": features}


def _cells(points: Points, country: Any) -> dict[str, Any]:
    import shapely

    spots = shapely.points(_apart(points))
    corners = shapely.box(*country.buffer(1).bounds)
    polygons = list(shapely.voronoi_polygons(shapely.multipoints(spots), extend_to=corners).geoms)
    where = shapely.STRtree(polygons).query(spots, predicate="intersects")
    of_spot = dict(zip(where[0].tolist(), where[1].tolist(), strict=True))
    shapely.prepare(country)
    cells = {}
    for at, (code, _, _) in enumerate(points):
        polygon = polygons[of_spot[at]]
        cell = polygon if country.contains(polygon) else _surfaces(polygon.intersection(country))
        # A centroid off the coast whose cell holds no land keeps a dot where it stands.
        cells[code] = spots[at].buffer(DOT, quad_segs=2) if cell.is_empty else cell
    return cells


def _apart(points: Points) -> list[tuple[float, float]]:
    """The positions, with those that coincide moved about ten metres apart."""
    seen: set[tuple[float, float]] = set()
    moved = []
    for _, x, y in points:
        while (x, y) in seen:
            x += NUDGE
        seen.add((x, y))
        moved.append((x, y))
    return moved


def _surfaces(geometry: Any) -> Any:
    """Only what has an area: where a cell touches the outline, lines and points come along."""
    import shapely

    parts: Iterable[Any] = getattr(geometry, "geoms", [geometry])
    return shapely.union_all([part for part in parts if part.geom_type in {"Polygon", "MultiPolygon"}])


def feature(code: str, geometry: Any) -> dict[str, Any]:
    """A GeoJSON feature with its code, coordinates rounded; what rounding leaves without an area is dropped."""
    polygons = [part for part in getattr(geometry, "geoms", [geometry]) if not part.is_empty]
    coordinates = [rings for polygon in polygons if (rings := _rings(polygon))]
    shape = (
        {"type": "Polygon", "coordinates": coordinates[0]}
        if len(coordinates) == 1
        else {"type": "MultiPolygon", "coordinates": coordinates}
    )
    return {"type": "Feature", "properties": {"code": code}, "geometry": shape}


def _rings(polygon: Any) -> list[list[list[float]]]:
    """Rounded rings; those that rounding leaves without an area are dropped."""
    rings = []
    for ring in [polygon.exterior, *polygon.interiors]:
        rounded: list[list[float]] = []
        for x, y in ring.coords:
            spot = [round(x, DECIMALS), round(y, DECIMALS)]
            if not rounded or rounded[-1] != spot:
                rounded.append(spot)
        if len(rounded) >= 4:
            rings.append(rounded)
        elif ring is polygon.exterior:
            return []
    return rings
