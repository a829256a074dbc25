"""Maps: what tiles hold against the database, addresses that change with the areas, and the page of the territory."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from django.test import Client
from django.urls import reverse

from tests.targeting.areas_scene import DISTRICT, HOMES, valley
from winay.journeys.installation import map_path
from winay.journeys.map_ground import map_file, map_revision
from winay.places.ground.cells import HALF_WORLD, on_plane
from winay.places.ground.limits import write_limits
from winay.places.ground.schematic import write_schematic_map
from winay.places.models import Pack, Place
from winay.targeting.models import Area
from winay.web.maps import tiles_url
from winay.web.tiles import NEAREST

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground() -> None:
    if not map_path().exists():
        write_schematic_map(map_path())


def address(z: int, x: int, y: int, revision: str | None = None) -> str:
    return reverse("web:map_tile", args=[revision or map_revision(), z, x, y])


def tile_at(z: int, longitude: float, latitude: float) -> tuple[int, int]:
    [(x, y)] = on_plane(np.array([(longitude, latitude)]))
    side = 2 * HALF_WORLD / 2**z
    return int((x + HALF_WORLD) // side), int((HALF_WORLD - y) // side)


def around(z: int, places: list[Place]) -> list[tuple[int, int]]:
    """All tiles of a zoom that places lie in."""
    found = [tile_at(z, place.longitude or 0, place.latitude or 0) for place in places]
    columns, rows = zip(*found, strict=True)
    return [(x, y) for x in range(min(columns), max(columns) + 1) for y in range(min(rows), max(rows) + 1)]


def layers(client: Client, z: int, x: int, y: int) -> dict[str, list[dict[str, Any]]]:
    answer = client.get(address(z, x, y), headers={"Accept-Encoding": "gzip"})
    if answer.status_code == 204:
        assert not answer.content and not answer.headers.get("Content-Encoding")
        return {}
    assert answer.status_code == 200 and answer["Content-Encoding"] == "gzip"
    raw = gzip.decompress(answer.content)
    assert len(raw) <= 150_000
    return {name: layer["features"] for name, layer in mapbox_vector_tile.decode(raw).items()}


def test_every_locality_is_in_one_tile_with_what_the_database_says(client: Client) -> None:
    places = valley()
    order = list(Area.objects.filter(retired_by=None).order_by("code").values_list("code", flat=True))
    seen: dict[str, dict[str, Any]] = {}
    for x, y in around(12, places):
        for one in layers(client, 12, x, y).get("localities", []):
            said = one["properties"]
            assert said["code"] not in seen
            seen[said["code"]] = said
    assert {code for code in seen if code.startswith(DISTRICT)} == {place.code for place in places}
    for place, homes in zip(places, HOMES, strict=True):
        said = seen[place.code]
        assert (said["name"], said["households"], said["counted"], said["rural"]) == (place.name, homes, True, True)
        area = Area.objects.get(localities__locality=place, localities__current=True)
        assert order[said["area"]] == area.code


def test_areas_are_drawn_with_their_position_and_households(client: Client) -> None:
    places = valley()
    order = list(Area.objects.filter(retired_by=None).order_by("code"))
    seen = {}
    for x, y in around(9, places):
        for one in layers(client, 9, x, y).get("areas", []):
            seen[one["id"]] = one["properties"]
    mine = [at for at, area in enumerate(order) if area.code.startswith(DISTRICT)]
    assert len(mine) > 3 and set(mine) <= set(seen)
    for at, said in seen.items():
        area = order[at]
        expected = {"code": area.code, "name": area.name}
        if area.households is not None:
            expected |= {"households": area.households} | ({"counted": True} if area.counted else {})
        assert said == expected


def test_from_afar_localities_are_dots_and_further_away_nothing(client: Client) -> None:
    places = valley()
    [tile] = {tile_at(9, place.longitude or 0, place.latitude or 0) for place in places[:2]}
    dots = layers(client, 9, *tile)["localities"]
    assert [one["properties"] for one in dots] == [{"rural": True}]
    assert dots[0]["geometry"]["type"] in {"MultiPoint", "Point"}
    assert "localities" not in layers(client, 8, *tile_at(8, places[0].longitude or 0, places[0].latitude or 0))


def test_a_tile_says_nothing_personal(client: Client) -> None:
    places = valley()
    words = Counter[str]()
    for x, y in around(11, places):
        for features in layers(client, 11, x, y).values():
            words.update(key for one in features for key in one["properties"])
    assert set(words) <= {"code", "name", "households", "counted", "rural", "synthetic", "area"}


def test_the_address_changes_with_the_areas_and_is_kept_for_ever(client: Client) -> None:
    places = valley()
    spot = tile_at(10, places[0].longitude or 0, places[0].latitude or 0)
    old = address(10, *spot)
    answer = client.get(old)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert answer.content == gzip.decompress(client.get(old, headers={"Accept-Encoding": "gzip"}).content)
    valley((50, 60), first=70)
    assert client.get(old).status_code == 404
    assert address(10, *spot) != old and client.get(address(10, *spot)).status_code == 200


@pytest.mark.parametrize(("z", "x", "y"), [(7, 36, 67), (NEAREST + 1, 0, 0), (8, 256, 0), (8, 0, 256), (12, 9999, 1)])
def test_what_is_no_tile_is_not_found(client: Client, z: int, x: int, y: int) -> None:
    assert client.get(address(z, x, y)).status_code == 404


def test_the_sea_is_empty(client: Client) -> None:
    answer = client.get(address(8, 60, 140))
    assert answer.status_code == 204 and answer.content == b""


@pytest.mark.parametrize("hamlets", [2, 3])
def test_a_tile_costs_a_literal_number_of_queries(client: Client, hamlets: int, django_assert_num_queries) -> None:
    places = valley((60,) * hamlets)
    far, near = (tile_at(z, places[0].longitude or 0, places[0].latitude or 0) for z in (8, 12))
    client.get(address(8, *far))  # limits, positions and reach are read once
    revision = map_revision()
    with django_assert_num_queries(2):  # the revision: nothing else for a tile that is kept
        client.get(address(8, *far, revision))
    with django_assert_num_queries(2 + 1 + 2):  # areas, localities; the shapes are kept
        client.get(address(12, *near, revision))
    map_ground_forget()
    with django_assert_num_queries(2 + 3 + 1 + 1 + 2):  # limits, reach, positions; shapes are divided anew
        client.get(address(11, *(one // 2 for one in near), revision))


def map_ground_forget() -> None:
    from winay.journeys import map_ground
    from winay.targeting.queries import area_shapes

    map_ground.memory.forget()
    area_shapes.memory.forget()


def test_the_schematic_map_is_said_and_true_limits_take_its_place(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    page = client.get(reverse("web:territory")).content.decode()
    assert "Mapa esquemático" in page and "winay pack install" in page
    schematic = map_file()
    assert schematic is not None and not schematic.true
    code, other = "050101", "050102"
    box = shapely.box(-74.40001, -13.3, -74.2, -13.12345678)
    text = {"features": [{"properties": {"code": code}, "geometry": shapely.geometry.mapping(box)}]}
    digest = settings.WINAY_BLOBS.put(json.dumps(text).encode())
    Pack.objects.create(
        country="PE", key="peru", title="Perú", version="1", digest="0" * 64, localities=0,
        boundaries_sha256=digest, at="2026-11-24T00:00:00Z",
    )  # fmt: skip
    assert map_revision() != schematic.mark
    file = map_file()
    assert file is not None and file.true and file.path.exists()
    address_now = client.get(reverse("web:territory")).context["cells"]
    answer = client.get(address_now)
    assert answer["Cache-Control"].endswith("immutable")
    drawn = {one["properties"]["code"]: one["geometry"] for one in answer.json()["features"]}
    assert len(drawn) == 1891 and other in drawn  # the others keep their cells
    assert drawn[code]["coordinates"][0][0] == [-74.2, -13.3]
    assert {
        len(str(x).partition(".")[2]) <= 4 for ring in drawn[code]["coordinates"] for spot in ring for x in spot
    } == {True}
    page = client.get(reverse("web:territory")).content.decode()
    assert "Mapa real: límites del INEI (2023)" in page and "winay pack install" not in page
    [left] = map_path().parent.glob("limits-*.json")
    left.unlink()
    assert client.get(address_now).status_code == 200  # what was derived is derived again


def test_departments_are_dissolved_from_their_districts(tmp_path: Path) -> None:
    west, east = shapely.box(0, 0, 1, 1), shapely.box(1.0000004, 0, 2, 1)
    write_limits(tmp_path / "limits.json", {"010101": west, "010102": east, "020101": shapely.box(3, 0, 4, 1)})
    features = json.loads((tmp_path / "limits.json").read_text())["features"]
    shapes = {one["properties"]["code"]: shapely.geometry.shape(one["geometry"]) for one in features}
    assert set(shapes) == {"01", "02", "010101", "010102", "020101"}
    assert shapes["01"].geom_type == "Polygon" and shapes["01"].area == pytest.approx(2, rel=1e-5)
    assert [one.name for one in tmp_path.glob("*limits*")] == ["limits.json"]


def test_the_states_of_the_territory_speak_of_every_area(client: Client) -> None:
    valley()
    said = client.get(reverse("web:territory_states")).json()
    areas = list(Area.objects.filter(retired_by=None).order_by("code"))
    assert len(said["areas"]) == len(areas)
    assert said["tiles"] == tiles_url(map_revision())
    meant = {str(one["digit"]): one["label"] for one in said["legend"]}
    assert set(said["areas"]) == set(meant)
    for digit, area in zip(said["areas"], areas, strict=True):
        assert (area.origin == "whole") == ("todo el distrito" in meant[digit])
    assert all(one["pattern"] or one["color"] for one in said["legend"])
    patterned = [one for one in said["legend"] if one["pattern"]]
    assert len({one["pattern"] for one in patterned}) == len(patterned)


@pytest.mark.parametrize("hamlets", [1, 3])
def test_the_page_and_its_cards_cost_a_literal_number_of_queries(
    client: Client, hamlets: int, django_assert_num_queries
) -> None:
    valley((60,) * hamlets)
    client.get(reverse("web:territory"))
    fragment = {"headers": {"HX-Request": "true"}}
    area = Area.objects.filter(retired_by=None, district__code=DISTRICT).order_by("code").first()
    assert area is not None
    frame = 1  # whether this is a demonstration
    with django_assert_num_queries(frame + 3):
        client.get(reverse("web:territory_card", args=[DISTRICT]), **fragment)
    with django_assert_num_queries(frame + (2 if "-" in area.code else 3)):
        client.get(reverse("web:territory_card", args=[area.code]), **fragment)


def test_cards_name_localities_and_what_is_estimated(client: Client) -> None:
    valley((60, 70, 80))
    district = client.get(reverse("web:territory_card", args=[DISTRICT])).content.decode()
    assert "3 centros poblados rurales" in district
    area = Area.objects.filter(district__code=DISTRICT, retired_by=None).order_by("code").first()
    assert area is not None and f'data-go="{area.code}"' in district
    card = client.get(reverse("web:territory_card", args=[area.code])).content.decode()
    assert "Hamlet" in card
    assert client.get(reverse("web:territory_card", args=["050101-9999"])).status_code == 404


def test_a_map_is_told_where_an_area_is(client: Client) -> None:
    places = valley()
    area = Area.objects.filter(district__code=DISTRICT, retired_by=None).order_by("code").first()
    assert area is not None and area.seat is not None
    said = client.get(reverse("web:map_where", args=[area.code])).json()
    assert said == {"longitude": area.seat.longitude, "latitude": area.seat.latitude}
    Place.objects.filter(code=places[0].code).update(latitude_e6=None, longitude_e6=None)
    district = Place.objects.get(code=DISTRICT)
    said = client.get(reverse("web:map_where", args=[places[0].code])).json()
    assert said == {"longitude": district.longitude, "latitude": district.latitude}
    assert client.get(reverse("web:map_where", args=["050101-9999"])).status_code == 404


def test_the_search_finds_localities_and_says_where_they_are(client: Client) -> None:
    places = valley()
    page = client.get(reverse("web:territory") + "?q=hamlet 3").content.decode()
    assert f'data-go="{places[2].code}"' in page
    assert f'data-go-at="{places[2].longitude},{places[2].latitude}"' in page
    assert "Ningún lugar" in client.get(reverse("web:territory") + "?q=zzzz").content.decode()


@pytest.mark.full
@pytest.mark.once
def test_the_whole_country_fits_in_tiles(client: Client) -> None:
    """Every locality with a position is in one tile of zoom 10, and no dense tile is too large."""
    codes = Counter[str]()
    west, north = tile_at(10, -81.5, 0.1)
    east, south = tile_at(10, -68.5, -18.5)
    wanted = {
        tile_at(10, p.longitude or 0, p.latitude or 0)
        for p in Place.objects.filter(code__startswith="05", level="locality")
    }
    for x, y in wanted:
        assert west <= x <= east and north <= y <= south
        codes.update(one["properties"]["code"] for one in layers(client, 10, x, y).get("localities", []))
    here = set(Place.objects.filter(code__startswith="05", level="locality").values_list("code", flat=True))
    assert here <= set(codes) and max(codes.values()) == 1
    for x in range(68, 80):
        for y in range(126, 142):
            layers(client, 8, x, y)
