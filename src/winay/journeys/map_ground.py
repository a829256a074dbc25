"""What maps are drawn on: the true limits of the pack in force, or the schematic cells, and what lies in each part."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from winay.core.remembered import Remembered
from winay.journeys.installation import map_path
from winay.places.ground.boundaries import boundaries
from winay.places.ground.cells import on_plane
from winay.places.ground.limits import write_limits
from winay.places.queries import pack_in_force
from winay.places.terms import CODE_LENGTH, Level
from winay.targeting.queries.area_shapes import (
    AreaMark,
    LocalityMark,
    Run,
    area_runs,
    area_shapes,
    areas_of,
    areas_revision,
    localities_of,
    localities_reach,
)

memory = Remembered(most=6)
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class MapFile:
    """The file of district shapes in use. `mark` changes with what is drawn; `true` is false for schematic cells."""

    path: Path
    mark: str
    true: bool


@dataclass(frozen=True)
class Ground:
    """District polygons on the plane by code, a tree of how far each district and its localities reach, and which
    positions the areas of each have."""

    polygons: dict[str, Any]
    codes: tuple[str, ...]
    tree: Any
    runs: dict[str, Run]


@dataclass(frozen=True, slots=True)
class MapPart:
    """What lies in a part of the map. `shapes` and `seats` go with `areas`: an area's shape on the plane (empty where
    it has none) and where its label stands (not a number where nowhere)."""

    areas: list[AreaMark]
    shapes: Any
    seats: Any
    localities: list[LocalityMark]
    spots: Any


def map_file() -> MapFile | None:
    """The file of shapes in use, drawn first where a pack brought other limits. None before any set-up. One query."""
    pack = pack_in_force()
    schematic = map_path()
    if pack is None or not pack.boundaries_sha256:
        return MapFile(schematic, f"s{schematic.stat().st_mtime_ns:x}", False) if schematic.exists() else None
    mark = f"{pack.boundaries_sha256[:12]}-{pack.pk}"
    limits = Path(settings.WINAY_VAR) / "maps" / f"limits-{mark}.json"
    if not limits.exists():
        write_limits(limits, _district_polygons())
        for other in limits.parent.glob("limits-*.json"):
            if other != limits:
                other.unlink(missing_ok=True)
    return MapFile(limits, mark, True)


def map_revision() -> str | None:
    """Changes with the limits, the localities and the areas: part of the address of every tile. Two queries."""
    file = map_file()
    return None if file is None else f"{areas_revision()}-{file.mark}"


def map_part(bounds: Bounds, revision: str, *, localities: bool) -> MapPart:
    """Areas, and localities if wanted, that may reach into bounds on the plane of `places.cells`, at the revision in
    force. Nothing is read beyond the districts that do."""
    import numpy as np
    import shapely

    ground, mark = _ground(revision), revision.partition("-")[2]
    codes = [ground.codes[at] for at in sorted(ground.tree.query(shapely.box(*bounds)))]
    if not codes:
        return MapPart([], np.array([], dtype=object), np.empty((0, 2)), [], np.empty((0, 2)))
    areas = areas_of(codes, ground.runs)
    by_id = area_shapes({code: ground.polygons[code] for code in codes}, ground.runs, mark)
    shapes = np.array([by_id.get(area.area_id, shapely.Polygon()) for area in areas], dtype=object)
    found = localities_of(codes, areas) if localities else []
    spots = np.array([(one.longitude, one.latitude) for one in found]).reshape(-1, 2)
    return MapPart(areas, shapes, _seats(areas, shapes), found, on_plane(spots))


def warm_map() -> None:
    """Read what every tile needs, before the first visitor asks for one."""
    revision = map_revision()
    if revision is not None:
        _ground(revision)


def _seats(areas: Collection[AreaMark], shapes: Any) -> Any:
    """Where people would meet; the middle of the shape where no seat has a position."""
    import numpy as np
    import shapely

    seats = on_plane(np.array([area.seat or (np.nan, np.nan) for area in areas], dtype=float).reshape(-1, 2))
    unseated = np.isnan(seats[:, 0])
    middles = shapely.point_on_surface(shapes[unseated])
    seats[unseated] = np.column_stack([shapely.get_x(middles), shapely.get_y(middles)])
    return seats


def _ground(revision: str) -> Ground:
    """Polygons are kept by the limits they are; how far localities reach, and positions, by the revision."""
    mark = revision.partition("-")[2]
    polygons: dict[str, Any] = memory.get(("polygons", mark), _on_plane)
    kept: Ground = memory.get(("ground", revision), lambda: _read_ground(polygons))
    return kept


def _on_plane() -> dict[str, Any]:
    import shapely

    return {code: shapely.transform(shape, on_plane) for code, shape in sorted(_district_polygons().items())}


def _read_ground(polygons: dict[str, Any]) -> Ground:
    import numpy as np
    import shapely

    codes = tuple(polygons)
    boxes = shapely.bounds(np.array(list(polygons.values()), dtype=object)).reshape(-1, 4)
    reach = localities_reach()
    further = [at for at, code in enumerate(codes) if code in reach]
    if further:
        edges = np.array([reach[codes[at]] for at in further])
        corners = np.hstack([on_plane(edges[:, :2]), on_plane(edges[:, 2:])])
        boxes[further, :2] = np.minimum(boxes[further, :2], corners[:, :2])
        boxes[further, 2:] = np.maximum(boxes[further, 2:], corners[:, 2:])
    return Ground(polygons, codes, shapely.STRtree(shapely.box(*boxes.T)), area_runs())


def _district_polygons() -> dict[str, Any]:
    """True limits, and the schematic cell of each district that has none, in degrees."""
    from shapely.geometry import shape

    digits = CODE_LENGTH[Level.DISTRICT]
    features = json.loads(map_path().read_text(encoding="utf-8"))["features"] if map_path().exists() else []
    cells = {f["properties"]["code"]: f for f in features if len(f["properties"]["code"]) == digits}
    true = boundaries()
    return {code: shape(f["geometry"]) for code, f in cells.items() if code not in true} | dict(true)
