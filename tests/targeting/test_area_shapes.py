"""Where areas lie: every current area has a position and a shape, and an edit recomputes one district."""

import numpy as np
import pytest
import shapely

from tests.targeting.areas_scene import DISTRICT, valley
from winay.places.ground.cells import on_plane
from winay.places.models import Place
from winay.targeting.models import Area
from winay.targeting.queries import area_shapes as queries
from winay.targeting.queries.area_shapes import area_runs, area_shapes, areas_of, localities_of, localities_reach

pytestmark = pytest.mark.django_db
OTHER = "050103"


def around(place: Place, degrees: float = 0.2) -> shapely.Geometry:
    assert place.longitude is not None and place.latitude is not None
    box = shapely.box(
        place.longitude - degrees, place.latitude - degrees, place.longitude + degrees, place.latitude + degrees
    )
    return shapely.transform(box, on_plane)


def polygons() -> dict[str, shapely.Geometry]:
    return {place.code: around(place) for place in Place.objects.filter(code__in=[DISTRICT, OTHER])}


def test_positions_are_places_in_the_order_of_codes() -> None:
    valley()
    codes = list(Area.objects.filter(retired_by=None).order_by("code").values_list("code", flat=True))
    marks = areas_of([DISTRICT, OTHER], area_runs())
    assert len(marks) > 3
    assert [codes[mark.position] for mark in marks] == [mark.code for mark in marks]
    assert sum(run.count for run in area_runs().values()) == len(codes)


def test_areas_cover_their_district_once() -> None:
    places = valley()
    drawn, runs = polygons(), area_runs()
    shapes = area_shapes(drawn, runs, "mark")
    mine = areas_of([DISTRICT], runs)
    assert {mark.area_id for mark in mine} <= set(shapes)
    found = [shapes[mark.area_id] for mark in mine]
    assert sum(shape.area for shape in found) == pytest.approx(drawn[DISTRICT].area, rel=0.01)
    assert shapely.union_all(found).equals_exact(drawn[DISTRICT], 1) or shapely.union_all(found).area == pytest.approx(
        drawn[DISTRICT].area
    )
    spots = on_plane(np.array([(place.longitude, place.latitude) for place in places]))
    position = {mark.position: mark for mark in mine}
    for locality, spot in zip(localities_of([DISTRICT], mine), spots, strict=True):
        assert locality.area is not None
        assert shapes[position[locality.area].area_id].distance(shapely.Point(spot)) < 1, locality


def test_a_district_that_is_one_area_is_its_polygon() -> None:
    valley()
    drawn = polygons()
    [mark] = areas_of([OTHER], area_runs())
    assert mark.code == OTHER
    assert area_shapes(drawn, area_runs(), "mark")[mark.area_id] is drawn[OTHER]


def test_an_edit_costs_one_district(django_assert_num_queries) -> None:
    valley()
    valley(district=OTHER)
    drawn, runs = polygons(), area_runs()
    with django_assert_num_queries(1):
        before = area_shapes(drawn, runs, "mark")
    with django_assert_num_queries(0):
        area_shapes(drawn, runs, "mark")
    valley((60, 70), first=50)  # the district is grouped anew
    asked: list[str] = []
    divided = queries._divided
    queries._divided = lambda polygons, runs: asked.extend(polygons) or divided(polygons, runs)  # type: ignore
    try:
        after = area_shapes(drawn, area_runs(), "mark")
    finally:
        queries._divided = divided
    assert asked == [DISTRICT]
    [kept] = [mark.area_id for mark in areas_of([OTHER], area_runs())[:1]]
    assert after[kept] is before[kept]


def test_localities_without_a_position_are_on_no_map() -> None:
    valley()
    Place.objects.filter(code=f"{DISTRICT}0001").update(latitude_e6=None, longitude_e6=None)
    marks = areas_of([DISTRICT], area_runs())
    assert f"{DISTRICT}0001" not in [one.code for one in localities_of([DISTRICT], marks)]
    area_shapes(polygons(), area_runs(), "mark")


def test_an_area_nobody_of_which_has_a_position_has_no_shape() -> None:
    valley()
    Place.objects.filter(parent__code=DISTRICT).update(latitude_e6=None, longitude_e6=None)
    shapes = area_shapes(polygons(), area_runs(), "mark")
    assert not {mark.area_id for mark in areas_of([DISTRICT], area_runs())} & set(shapes)


@pytest.mark.parametrize("hamlets", [1, 3])
def test_queries_do_not_grow(hamlets: int, django_assert_num_queries) -> None:
    valley((60,) * hamlets)
    with django_assert_num_queries(1):
        runs = area_runs()
    with django_assert_num_queries(1):
        marks = areas_of([DISTRICT], runs)
    with django_assert_num_queries(2):
        assert len(localities_of([DISTRICT], marks)) == hamlets
    with django_assert_num_queries(1):
        reach = localities_reach()
    assert set(reach) == {DISTRICT}


@pytest.mark.full
@pytest.mark.once
def test_every_area_of_the_country_has_a_shape_and_covers_its_district() -> None:
    from winay.places.ground.boundaries import boundaries

    drawn = {code: shapely.transform(shape, on_plane) for code, shape in boundaries().items()}
    assert len(drawn) == 1891
    runs = area_runs()
    shapes = area_shapes(drawn, runs, "full")
    placed = set(Area.objects.filter(retired_by=None).values_list("id", flat=True))
    assert placed == set(shapes)
    by_district: dict[str, list[int]] = {}
    for area, district in Area.objects.filter(retired_by=None).values_list("id", "district__code"):
        by_district.setdefault(district, []).append(area)
    wrong = {}
    for district, areas in by_district.items():
        inside = [shapes[area] for area in areas if shapes[area].intersects(drawn[district])]
        share = sum(shape.intersection(drawn[district]).area for shape in inside) / drawn[district].area
        if abs(share - 1) > 0.01:
            wrong[district] = share
    assert not wrong
