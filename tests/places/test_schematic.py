"""The schematic map: every district has a cell, the cells fill the country, the file stays light."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from winay.places.ground.schematic import schematic_map, write_schematic_map
from winay.places.models import Place

SQUARE: dict[str, Any] = {
    "features": [{"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]]}}]
}


def shapes(collection: dict[str, Any]) -> dict[str, Any]:
    return {feature["properties"]["code"]: shape(feature["geometry"]) for feature in collection["features"]}


@pytest.mark.django_db
def test_the_country_is_drawn_whole_and_light(tmp_path: Path) -> None:
    path = tmp_path / "maps" / "schematic.json"
    size = write_schematic_map(path)
    content = path.read_bytes()
    assert len(content) == size <= 500_000
    assert len(gzip.compress(content)) <= 90_000
    assert [other.name for other in path.parent.iterdir()] == ["schematic.json"]
    drawn = shapes(json.loads(content))
    districts = {code: cell for code, cell in drawn.items() if len(code) == 6}
    departments = {code: cell for code, cell in drawn.items() if len(code) == 2}
    assert districts.keys() == set(Place.objects.filter(level="district").values_list("code", flat=True))
    assert len(departments) == 25
    assert all(cell.is_valid and cell.area > 0 for cell in drawn.values())
    # Cells do not overlap: together they are as large as their union, and as large as the departments.
    union = shapely.union_all([*districts.values()]).area
    assert sum(cell.area for cell in districts.values()) == pytest.approx(union, rel=1e-4)
    assert sum(area.area for area in departments.values()) == pytest.approx(union, rel=1e-3)


@pytest.mark.django_db
def test_no_cell_is_nearer_to_a_centroid_than_its_own(tmp_path: Path) -> None:
    """Three centroids lie in lake Titicaca or the sea, off the simplified shore: even they are next to their cell."""
    write_schematic_map(tmp_path / "map.json")
    drawn = {
        code: cell for code, cell in shapes(json.loads((tmp_path / "map.json").read_bytes())).items() if len(code) == 6
    }
    tree = shapely.STRtree([*drawn.values()])
    for place in Place.objects.filter(level="district"):
        spot = shapely.Point(place.longitude, place.latitude)
        nearest = tree.geometries[tree.nearest(spot)]
        assert drawn[place.code].distance(spot) <= nearest.distance(spot) + 1e-3, place.code


def test_districts_at_one_spot_keep_a_cell_each() -> None:
    points = [("010101", 1.0, 1.0), ("010102", 1.0, 1.0), ("010103", 1.0, 1.0), ("020101", 3.0, 3.0)]
    drawn = shapes(schematic_map(points, SQUARE))
    assert set(drawn) == {"010101", "010102", "010103", "020101", "01", "02"}
    assert all(not cell.is_empty for cell in drawn.values())
    assert drawn["01"].area + drawn["02"].area == pytest.approx(16, rel=1e-2)


def test_a_centroid_off_the_coast_keeps_a_dot() -> None:
    points = [("010101", 1.0, 2.0), ("010102", 3.0, 2.0), ("020101", 30.0, 2.0)]
    drawn = shapes(schematic_map(points, SQUARE))
    assert drawn["020101"].contains(shapely.Point(30, 2))
    assert 0 < drawn["020101"].area < 0.01
