"""Warnings of discord: who is left out close by, and which communities a choice splits."""

from typing import Any

import pytest

from tests import people
from tests.targeting import areas_scene
from tests.targeting.areas_scene import area_with, code, valley
from winay.core.clock import now
from winay.places.models import Place
from winay.places.travel.services import record_travel_time
from winay.targeting.discord import discord
from winay.targeting.models import Area

pytestmark = pytest.mark.django_db


def found(chosen: list[int], others: list[int], **how: Any) -> list[tuple[int, int, int]]:
    """Who is left out, near whom, in how many minutes."""
    said = discord({area_with(n).pk for n in chosen}, {area_with(n).pk for n in others}, **how)
    return [(int(one.code[-4:]), int(one.near_code[-4:]), one.minutes) for one in said.near]


def test_a_neighbour_who_is_left_out_is_named_with_the_nearest_who_is_not() -> None:
    valley()  # a kilometre apart: 24 minutes
    assert found([1, 8], [3, 5, 6]) == [(3, 2, 24), (7, 8, 24)]
    assert found([3], [1, 5, 6, 8]) == [(2, 3, 24), (5, 4, 24)]


def test_the_ends_of_the_band() -> None:
    valley()
    one = discord({area_with(5).pk}, {area_with(6).pk}).near[0]
    assert (one.minutes, one.low, one.high, one.recorded) == (24, 17, 31, False)
    assert (one.area_id, one.near_area_id) == (area_with(6).pk, area_with(5).pk)


def test_further_is_no_discord_unless_one_asks_for_it() -> None:
    valley(step=20_000)
    assert found([1], [3, 5]) == []
    assert found([1], [3, 5], within_seconds=3 * 3600) != []


def test_across_the_limit_of_a_district_too() -> None:
    valley()
    made = valley([50], district="050102")
    last = Place.objects.get(code=code(8))
    Place.objects.filter(pk=made[0].pk).update(
        latitude_e6=last.latitude_e6, longitude_e6=(last.longitude_e6 or 0) + areas_scene.STEP
    )
    said = discord({area_with(8).pk}, {area_with(1, "050102").pk})
    assert [(one.code, one.near_code) for one in said.near] == [(made[0].code, code(8))]


def test_a_recorded_time_beats_the_estimate_near_and_far() -> None:
    valley()
    ana = people.acting_as(people.specialist())
    for one, other, minutes in ((2, 3, 90), (1, 8, 15)):
        record_travel_time(said=areas_scene.said(one, other, minutes), today=people.today(), by=ana, at=now())
    assert found([1], [3, 8]) == [(8, 1, 15)]
    assert discord({area_with(1).pk}, {area_with(8).pk}).near[0].recorded


def test_a_community_that_is_split() -> None:
    valley()
    Place.objects.filter(code__in=[code(2), code(3)]).update(community="Comunidad Ñuñunwayqo")
    Place.objects.filter(code=code(4)).update(community="comunidad  nununwayqo")
    Place.objects.filter(code__in=[code(6), code(7)]).update(community="Entera")
    split = discord({area_with(1).pk}, {area_with(3).pk, area_with(6).pk}).split
    assert [(one.district_code, one.chosen, one.left_out) for one in split] == [
        ("050101", (code(2),), (code(3), code(4)))
    ]


def test_communities_of_one_name_in_two_districts_are_two() -> None:
    valley()
    valley([50], district="050102")
    Place.objects.filter(code__in=[code(8), code(1, "050102")]).update(community="San Juan")
    assert discord({area_with(8).pk}, {area_with(1, "050102").pk}).split == ()


def test_nobody_without_a_position_and_nothing_of_nothing() -> None:
    valley()
    Place.objects.filter(code=code(3)).update(latitude_e6=None, longitude_e6=None)
    assert [out for out, _, _ in found([1], [3, 5])] == []
    assert discord((), ()).near == discord((), {area_with(5).pk}).near == discord({area_with(5).pk}, ()).near == ()


def test_a_district_that_is_one_area_has_no_localities_to_compare() -> None:
    ids = list(Area.objects.filter(retired_by=None).values_list("id", flat=True)[:50])
    assert discord(ids[:25], ids[25:]).near == ()


def test_two_queries_for_one_and_for_many(django_assert_num_queries: Any) -> None:
    valley()
    one, others = {area_with(1).pk}, {area_with(n).pk for n in (3, 5, 6, 8)}
    with django_assert_num_queries(2):
        discord(one, {min(others)})
    with django_assert_num_queries(2):
        discord(one, others)
