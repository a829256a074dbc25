"""Areas of the whole country: what holds for 91,175 rural localities, and how long it takes."""

from collections import Counter
from typing import Any

import pytest

from tests import people
from tests.targeting.areas_scene import REASON
from winay.core.clock import now
from winay.places.models import Place
from winay.targeting.discord import discord
from winay.targeting.models import Area, AreaLocality
from winay.targeting.queries.ground import read_ground
from winay.targeting.services.area_edits import move_localities, undo_area_act
from winay.targeting.solvers.drawing import draw, grouped, pieces
from winay.targeting.terms import AreaOrigin, Leftover

pytestmark = [pytest.mark.django_db, pytest.mark.full]

LARGEST = "210705"


@pytest.fixture
def current(db: None) -> dict[int, list[str]]:
    """The codes of each grouped area's localities."""
    found: dict[int, list[str]] = {}
    rows = AreaLocality.objects.filter(current=True, area__origin=AreaOrigin.GROUPED, area__retired_by=None)
    for area, locality in rows.values_list("area_id", "locality__code"):
        found.setdefault(area, []).append(locality)
    return found


def test_every_rural_locality_is_in_one_area_of_its_district(current: dict[int, list[str]]) -> None:
    inside = [locality for area in current.values() for locality in area]
    assert len(inside) == len(set(inside)) == 91_175
    assert set(inside) == set(Place.objects.filter(rural=True).values_list("code", flat=True))
    assert all(len({locality[:6] for locality in area}) == 1 for area in current.values())
    areas = Area.objects.filter(retired_by=None).select_related("district")
    assert all(area.code.startswith(area.district.code) for area in areas)


def test_how_many_there_are_and_why_some_are_small() -> None:
    areas = list(Area.objects.filter(retired_by=None).values_list("origin", "leftover", "households"))
    origins = Counter(origin for origin, _, _ in areas)
    assert origins == {AreaOrigin.GROUPED: 30_709, AreaOrigin.WHOLE: 19}
    grouped_ones = [(left, homes) for origin, left, homes in areas if origin == AreaOrigin.GROUPED]
    assert Counter(left for left, _ in grouped_ones) == {
        "": 30_296, Leftover.TOO_FAR: 356, Leftover.SMALL_DISTRICT: 57
    }  # fmt: skip
    assert all((homes < 40) == bool(left) for left, homes in grouped_ones)


@pytest.mark.once
def test_every_area_is_one_piece() -> None:
    ground = read_ground(None, people.today())
    parts = [(district, part) for district in ground.districts.values() for part in grouped(ground, district)]
    areas = draw(ground, parts)
    assert len(ground.districts) == 1_806 and len(areas) == 30_709
    assert all(len(pieces(ground, district, part.members)) == 1 for district, part in parts)


def test_discord_over_the_country_and_a_department() -> None:
    for within in ("", "05"):
        areas = Area.objects.filter(retired_by=None, code__startswith=within).order_by("code")
        ids = list(areas.values_list("id", flat=True))
        assert discord(ids[::2], ids[1::2]).near


def test_an_edit_in_the_largest_district() -> None:
    assert Place.objects.filter(parent__code=LARGEST, rural=True).count() == 627
    rosa = people.acting_as(people.head("21"))
    ground = read_ground([LARGEST], people.today())
    area_of = dict(
        AreaLocality.objects.filter(current=True, locality__code__startswith=LARGEST).values_list(
            "locality__code", "area__code"
        )
    )
    start, end = next(
        (one, other)
        for one, other in ground.pairs.tolist()
        if area_of[ground.codes[one]] != area_of[ground.codes[other]]
        and len(pieces(ground, ground.districts[LARGEST], _rest(ground, area_of, one))) == 1
    )
    move_localities(
        district_code=LARGEST, localities=[ground.codes[start]], to=area_of[ground.codes[end]], reason=REASON, by=rosa,
        at=now(),
    )  # fmt: skip
    undo_area_act(district_code=LARGEST, reason=REASON, by=rosa, at=now())
    again = dict(
        AreaLocality.objects.filter(current=True, locality__code__startswith=LARGEST).values_list(
            "locality__code", "area__code"
        )
    )
    assert again == area_of


def _rest(ground: Any, area_of: dict[str, str], at: int) -> list[int]:
    """The other localities of one's area, by position."""
    mine = area_of[ground.codes[at]]
    return [other for other, there in enumerate(ground.codes) if area_of[there] == mine and other != at]
