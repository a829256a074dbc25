"""Dividing a polygon among groups of points."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from winay.places.ground.cells import HALF_WORLD, disc, on_plane, united

SQUARE = shapely.box(0, 0, 10_000, 10_000)
spot = st.tuples(st.integers(-4_000, 14_000), st.integers(-4_000, 14_000))


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(spot, st.integers(1, 5)), min_size=1, max_size=25))
def test_groups_cover_the_polygon_once(drawn):
    points = np.array([one for one, _ in drawn], dtype=float)
    groups = [group for _, group in drawn]
    found = united(points, groups, SQUARE)
    assert set(found) == set(groups)
    inside = [shape.intersection(SQUARE) for shape in found.values()]
    assert sum(one.area for one in inside) == pytest.approx(SQUARE.area, rel=1e-6)
    assert shapely.union_all(inside).area == pytest.approx(SQUARE.area, rel=1e-6)
    assert all(shape.area > 0 and shape.is_valid for shape in found.values())
    for (x, y), group in drawn:
        if SQUARE.contains(shapely.Point(x, y)) and [one for one, _ in drawn].count((x, y)) == 1:
            assert found[group].distance(shapely.Point(x, y)) < 1


def test_what_is_nearest_belongs():
    found = united(np.array([[2_500.0, 5_000.0], [7_500.0, 5_000.0]]), [7, 8], SQUARE)
    assert found[7].equals(shapely.box(0, 0, 5_000, 10_000)) and found[8].equals(shapely.box(5_000, 0, 10_000, 10_000))


def test_a_single_point_has_everything_and_one_far_outside_a_disc():
    assert united(np.array([[99_000.0, 0.0]]), [3], SQUARE)[3].equals(SQUARE)
    found = united(np.array([[5_000.0, 5_000.0], [60_000.0, 5_000.0]]), [1, 2], SQUARE)
    assert found[1].equals(SQUARE)
    assert found[2].equals(disc(np.array([[60_000.0, 5_000.0]])))


def test_points_at_one_spot_keep_a_cell_each():
    found = united(np.array([[5_000.0, 5_000.0]] * 3), [1, 2, 3], SQUARE)
    assert len(found) == 3 and all(shape.area > 0 for shape in found.values())
    assert sum(shape.area for shape in found.values()) == pytest.approx(SQUARE.area)


def test_the_plane_is_that_of_web_maps():
    placed = on_plane(np.array([[180.0, 0.0], [0.0, 85.0511287798066], [-77.0, -12.0]]))
    assert placed[0] == pytest.approx([HALF_WORLD, 0]) and placed[1] == pytest.approx([0, HALF_WORLD])
    assert placed[2] == pytest.approx([-8_571_600.8, -1_345_708.4], abs=1)
