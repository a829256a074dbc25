"""The districts' true limits as a file for maps: light enough to be sent once, and departments dissolved from them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from winay.places.ground.schematic import feature, write_whole
from winay.places.terms import CODE_LENGTH, Level

SLIVER = 1e-5
"""Square degrees (0.1 km²): smaller gaps between neighbours are no lakes but where their lines do not quite meet."""


def write_limits(path: Path, polygons: Mapping[str, Any]) -> int:
    """Write polygons of districts as GeoJSON like the schematic map's, and return its size in bytes."""
    import shapely

    digits = CODE_LENGTH[Level.DEPARTMENT]
    inside: dict[str, list[Any]] = {}
    for code, polygon in sorted(polygons.items()):
        inside.setdefault(code[:digits], []).append(polygon)
    departments = {code: _without_slivers(shapely.union_all(parts, grid_size=1e-6)) for code, parts in inside.items()}
    features = [feature(code, shape) for code, shape in [*sorted(polygons.items()), *departments.items()]]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    write_whole(path, text)
    return len(text)


def _without_slivers(geometry: Any) -> Any:
    import shapely

    whole = []
    for part in shapely.get_parts(geometry):
        holes = [ring for ring in part.interiors if shapely.Polygon(ring).area >= SLIVER]
        whole.append(shapely.Polygon(part.exterior, holes))
    return shapely.multipolygons(whole)
