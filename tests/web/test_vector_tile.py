"""Tiles written here, read back by the library that writes them slowly."""

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from winay.web.vector_tile import EXTENT, Feature, frame, points, polygons

AT = frame(9, 148, 273)
WEST, SOUTH, EAST, NORTH = AT.bounds
STEP = AT.side / EXTENT
spots = st.tuples(st.integers(-3000, 7000), st.integers(-3000, 7000))
values = st.one_of(st.text(max_size=12), st.integers(0, 2**40), st.booleans())


def metres(steps: tuple[int, int]) -> tuple[float, float]:
    return WEST + steps[0] * STEP, NORTH - steps[1] * STEP


def read(raw: bytes) -> dict:
    return mapbox_vector_tile.decode(raw, default_options={"y_coord_down": True})


def shape_of(feature: dict) -> shapely.Geometry:
    return shapely.geometry.shape(feature["geometry"])


def test_a_polygon_with_a_hole_and_a_part_comes_back():
    ring = [metres(one) for one in ((100, 100), (900, 100), (900, 900), (100, 900))]
    hole = [metres(one) for one in ((300, 300), (300, 500), (500, 500))]
    other = [metres(one) for one in ((2000, 2000), (2100, 2000), (2000, 2100))]
    drawn = shapely.MultiPolygon([(ring, [hole]), (other, [])])
    raw = polygons("areas", [Feature({"name": "Ñahui", "n": 3, "yes": True}, 41)], np.array([drawn], dtype=object), AT)
    [found] = read(raw)["areas"]["features"]
    assert found["id"] == 41 and found["properties"] == {"name": "Ñahui", "n": 3, "yes": True}
    expected = shapely.MultiPolygon(
        [
            ([(100, 100), (900, 100), (900, 900), (100, 900)], [[(300, 300), (300, 500), (500, 500)]]),
            ([(2000, 2000), (2100, 2000), (2000, 2100)], []),
        ]
    )
    assert shape_of(found).equals(expected)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(spots, min_size=3, max_size=9), st.dictionaries(st.text(max_size=6), values)), max_size=6
    )
)
def test_any_polygon_is_what_lies_in_the_tile(drawn):
    shapes = [shapely.convex_hull(shapely.multipoints([metres(one) for one in ring])) for ring, _ in drawn]
    shapes = [one if one.geom_type == "Polygon" else shapely.Polygon() for one in shapes]
    features = [Feature(said, number) for number, (_, said) in enumerate(drawn)]
    raw = polygons("areas", features, np.array(shapes, dtype=object), AT)
    read_back = {one["id"]: one for one in read(raw)["areas"]["features"]} if raw else {}
    reach = shapely.box(*AT.reach)
    for number, (shape, (_, said)) in enumerate(zip(shapes, drawn, strict=True)):
        inside = shape.intersection(reach).area / STEP**2
        if number not in read_back:
            assert inside < 2 * (shape.length / STEP + 4)  # thinner than a step
            continue
        found = read_back[number]
        assert found["properties"] == said
        edge = shape.intersection(reach).length / STEP
        assert abs(shape_of(found).area - inside) <= edge + 4  # half a step along every edge
        west, south, east, north = shape_of(found).bounds
        assert min(west, south) >= -65 and max(east, north) <= EXTENT + 65


@settings(max_examples=100, deadline=None)
@given(st.lists(spots, max_size=20))
def test_every_point_is_in_one_tile(drawn):
    placed = np.array([metres(one) for one in drawn]).reshape(-1, 2)
    features = [Feature({"n": number}) for number in range(len(drawn))]
    seen = []
    for x in range(147, 151):
        for y in range(272, 276):
            raw = points("localities", features, placed, frame(9, x, y))
            if raw:
                seen += [one["properties"]["n"] for one in read(raw)["localities"]["features"]]
    assert sorted(seen) == list(range(len(drawn)))


def test_points_of_one_owner_are_one_feature():
    placed = np.array([metres(one) for one in ((1, 1), (9, 9), (5000, 5), (3, 2))])
    raw = points("localities", [Feature({"rural": False}), Feature({"rural": True})], placed, AT, owner=[0, 0, 0, 1])
    one, other = read(raw)["localities"]["features"]
    assert one["properties"] == {"rural": False} and one["geometry"]["coordinates"] == [[1, 1], [9, 9]]
    assert other["geometry"] == {"type": "Point", "coordinates": [3, 2]}


@pytest.mark.parametrize("shape", [shapely.Polygon(), shapely.box(WEST - 9e6, SOUTH, WEST - 8e6, NORTH)])
def test_what_is_not_there_leaves_nothing(shape):
    assert polygons("areas", [Feature({})], np.array([shape], dtype=object), AT) == b""


def test_neighbours_share_their_edge():
    """Both sides of an edge fall on the same steps, so that no ground shows between areas."""
    left = shapely.Polygon([(WEST, SOUTH), (WEST + 1234.5, SOUTH), (WEST + 999.9, NORTH), (WEST, NORTH)])
    right = shapely.Polygon([(WEST + 1234.5, SOUTH), (EAST, SOUTH), (EAST, NORTH), (WEST + 999.9, NORTH)])
    raw = polygons("areas", [Feature({}), Feature({})], np.array([left, right], dtype=object), AT)
    one, other = [shape_of(found) for found in read(raw)["areas"]["features"]]
    assert one.intersection(other).area == 0 and one.union(other).area == EXTENT**2
