"""Travel times against values worked out by hand, and a file of parameters that is refused."""

import math
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from winay.core.errors import BadInputs
from winay.places.travel.profiles import read_travel
from winay.places.travel.rules import (
    furthest_km,
    minutes_of,
    points,
    river_seconds,
    scaled,
    seconds_between,
    speed_kmh,
    straight_km,
    walking_seconds,
)

FILE = Path(__file__).resolve().parents[2] / "src/winay/countries/peru/travel.yaml"
RULES = read_travel(FILE).rules()
DEGREE = math.radians(1) * 6371.0088
"""Kilometres of a degree along a meridian."""

HERE = points([-13_000_000], [-74_000_000])


def north(km: float, metres: int | None = None):
    return points([-13_000_000 + round(km / DEGREE * 1e6)], [-74_000_000], [metres])


def test_a_degree_along_a_meridian() -> None:
    assert straight_km(HERE, points([-12_000_000], [-74_000_000]))[0] == pytest.approx(111.195, abs=0.001)


def test_a_kilometre_on_the_flat_takes_twenty_five_minutes() -> None:
    # 6·exp(−3.5·0.05)·0.6 = 3.0220 km/h; 1.25 km at that speed: 24.82 minutes.
    assert walking_seconds(HERE, north(1), RULES.walking)[0] == pytest.approx(1.25 / 3.02202 * 3600, abs=1)
    assert minutes_of(int(walking_seconds(HERE, north(1), RULES.walking)[0])) == 25


def test_a_slope_of_a_tenth_is_the_mean_of_up_and_down() -> None:
    # Over 1.25 km a climb of 125 m. Up: 6·exp(−0.525)·0.6 = 2.1296 km/h, down: 6·exp(−0.175)·0.6 = 3.0220 km/h.
    start = points([-13_000_000], [-74_000_000], [3_000])
    expected = (1.25 / 2.12960 + 1.25 / 3.02202) / 2 * 3600
    assert walking_seconds(start, north(1, 3_125), RULES.walking)[0] == pytest.approx(expected, abs=2)


def test_one_unknown_altitude_is_taken_as_flat() -> None:
    start = points([-13_000_000], [-74_000_000], [3_000])
    assert walking_seconds(start, north(1), RULES.walking)[0] == walking_seconds(HERE, north(1), RULES.walking)[0]


def test_nobody_is_slower_than_the_floor_and_no_slope_is_steeper_than_the_cap() -> None:
    speeds = speed_kmh(np.array([0.0, 0.5, 5.0, -5.0, -0.05]), RULES.walking)
    assert speeds[4] == pytest.approx(3.6) and speeds[1] == speeds[2] == 0.9
    assert speeds[3] == speed_kmh(np.array([-0.5]), RULES.walking)[0]


def test_a_way_of_no_length_takes_no_time_even_up_a_cliff() -> None:
    start, end = points([-13_000_000], [-74_000_000], [0]), points([-13_000_000], [-74_000_000], [4_000])
    with np.errstate(all="raise"):
        assert walking_seconds(start, end, RULES.walking)[0] == 0


def test_by_river_people_wait_and_walk_where_that_is_quicker() -> None:
    # 20 km: 32 km of river at 9 km/h is 3 h 33 min 20 s, and an hour of waiting; on foot it would be 8 h 16 min.
    assert river_seconds(HERE, north(20), RULES.river)[0] == pytest.approx(16_400, abs=1)
    assert seconds_between(HERE, north(20), True, RULES)[0] == pytest.approx(16_400, abs=1)
    assert seconds_between(HERE, north(20), False, RULES)[0] > 29_000
    assert seconds_between(HERE, north(1), True, RULES)[0] == walking_seconds(HERE, north(1), RULES.walking)[0]


def test_the_band_is_of_whole_seconds() -> None:
    assert scaled(np.array([1_000, 1]), 70).tolist() == [700, 1]
    assert scaled(np.array([1_000, 1]), 130).tolist() == [1_300, 1]


spots = st.tuples(st.integers(-18_000_000, 0), st.integers(-81_000_000, -69_000_000), st.integers(0, 5_500) | st.none())


@given(spots, spots)
def test_both_directions_take_the_same_and_nothing_overflows(one, other) -> None:
    start, end = (points([lat], [lon], [alt]) for lat, lon, alt in (one, other))
    with np.errstate(all="raise"):
        there, back = (seconds_between(*way, True, RULES)[0] for way in ((start, end), (end, start)))
    assert there == back >= 0


@given(spots, st.integers(60, 20_000))
def test_nothing_further_than_the_furthest_is_within_reach(one, seconds) -> None:
    km = furthest_km(seconds, RULES.walking) * 1.01
    start = points([one[0]], [one[1]])
    end = points([one[0] + math.ceil(km / DEGREE * 1e6)], [one[1]])
    assert walking_seconds(start, end, RULES.walking)[0] > seconds


@pytest.mark.parametrize(
    ("where", "change"),
    [
        (("walking", "detour"), {"value": 0.5}),
        (("walking", "detour"), {"value": "mucho"}),
        (("walking", "top_speed"), {"unit": "minutes"}),
        (("walking", "top_speed"), {"source": ""}),
        (("walking", "detour"), {"source": "Tobler"}),
        (("walking", "slowest_speed"), {"value": 0}),
        (("walking", "top_speed"), {"value": float("nan")}),
        (("river", "waiting_time"), {"value": -1}),
        (("neighbours", "reach"), {"value": 12.5}),
        (("neighbours", "band"), {"value": 100}),
        (("neighbours", "nonsense"), {"value": 1}),
    ],
)
def test_a_file_that_cannot_be_is_refused(tmp_path: Path, where: tuple[str, str], change: dict[str, object]) -> None:
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    told[where[0]].setdefault(where[1], {"unit": "minutes", "assumed": True}).update(change)
    file = tmp_path / "travel.yaml"
    file.write_text(yaml.safe_dump(told), encoding="utf-8")
    with pytest.raises(BadInputs):
        read_travel(file)


def test_a_missing_or_broken_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputs):
        read_travel(tmp_path / "none.yaml")
    (tmp_path / "broken.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(BadInputs):
        read_travel(tmp_path / "broken.yaml")
