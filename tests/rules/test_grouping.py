"""Grouping localities: what holds for any district, and what hand-made districts give."""

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winay.places.travel.rules import points
from winay.targeting.solvers.drawing import Part, draw, grouped, grouped_rest, pieces, sensitivity
from winay.targeting.solvers.ground import District, Ground, RulesInForce
from winay.targeting.solvers.grouping import Links, Localities, group, leftover
from winay.targeting.solvers.neighbours import neighbours
from winay.targeting.terms import AreaOrigin, Leftover

from .test_travel import RULES

LEAST = 40
Place = tuple[int, int, int | None]
"""Latitude and longitude in steps of a hundredth of a degree, about a kilometre; households."""


def ground_of(
    places: Sequence[Place | None], times: dict[tuple[int, int], int] | None = None, *, names: Sequence[str] = (),
    river: tuple[str, ...] = (), homes: Sequence[int] = (), least: int = LEAST,
) -> Ground:  # fmt: skip
    """One district. A place of None has no position (its households are in `homes`)."""
    count = len(places)
    located = np.array([place is not None for place in places], bool)
    spots = [place or (0, 0, homes[at] if homes else 10) for at, place in enumerate(places)]
    where = points([s[0] * 10_000 - 13_000_000 for s in spots], [s[1] * 10_000 - 74_000_000 for s in spots])
    inside = np.flatnonzero(located)
    pairs = inside[neighbours(where.latitude_e6[inside], where.longitude_e6[inside])].reshape(-1, 2)
    times = times or {}
    if times:
        pairs = np.unique(np.concatenate([pairs, np.array(sorted(times), np.int64)]), axis=0)
    codes = [f"050101{at:04}" for at in range(count)]
    rules = RulesInForce(least, river, RULES)
    ground = Ground(
        rules=rules, ids=[1000 + at for at in range(count)], codes=codes,
        names=names or [f"Lugar {at}" for at in range(count)], communities=[""] * count, synthetic=[False] * count,
        doubtful=[False] * count, households=[s[2] for s in spots], counted=[False] * count, located=located,
        points=where, river=np.array([rules.by_river(code) for code in codes], bool), times=times, pairs=pairs,
        seconds=np.zeros(len(pairs), np.int64),
        recorded=np.array([(one, other) in times for one, other in pairs.tolist()], bool),
        districts={"050101": District("050101", 1, 0, count, 0, len(pairs))},
    )  # fmt: skip
    ground.__dict__["seconds"] = ground.between(pairs[:, 0], pairs[:, 1])
    return ground


def groups_of(ground: Ground) -> list[list[int]]:
    return [list(part.members) for part in grouped(ground, ground.districts["050101"])]


def drawn(ground: Ground):
    district = ground.districts["050101"]
    return draw(ground, [(district, part) for part in grouped(ground, district)])


# ---- neighbours ---------------------------------------------------------------------------------------------------


def pairs(*spots: tuple[int, int]) -> list[list[int]]:
    return neighbours(np.array([s[0] for s in spots], np.int64), np.array([s[1] for s in spots], np.int64)).tolist()


def test_one_and_none_have_no_neighbours() -> None:
    assert pairs() == pairs((1, 1)) == []


def test_two_are_neighbours() -> None:
    assert pairs((1, 1), (5, 9)) == [[0, 1]]


def test_three_on_a_line_are_a_chain() -> None:
    assert pairs((0, 0), (20, 20), (10, 10)) == [[0, 2], [1, 2]]


def test_those_of_one_position_hang_on_the_first() -> None:
    assert pairs((3, 3), (3, 3), (3, 3)) == [[0, 1], [0, 2]]
    assert pairs((3, 3), (9, 9), (3, 3)) == [[0, 1], [0, 2]]


def test_a_square_has_four_sides_and_one_diagonal() -> None:
    assert len(pairs((0, 0), (0, 10_000), (10_000, 0), (10_000, 10_000))) == 5


@given(st.lists(st.tuples(st.integers(-30, 30), st.integers(-30, 30)), max_size=40))
def test_neighbours_join_everybody(spots: list[tuple[int, int]]) -> None:
    near: dict[int, set[int]] = {at: set() for at in range(len(spots))}
    for one, other in pairs(*spots):
        assert one < other
        near[one].add(other)
        near[other].add(one)
    reached, waiting = {0}, [0]
    while waiting:
        for at in near.get(waiting.pop(), set()) - reached:
            reached.add(at)
            waiting.append(at)
    assert not spots or len(reached) == len(spots)


@pytest.mark.parametrize("seed", range(20))
def test_almost_on_a_line_nobody_is_lost(seed: int) -> None:
    chance = Random(seed)
    spots = [(at * 1000 + chance.randint(-1, 1), at * 700 + chance.randint(-1, 1)) for at in range(60)]
    assert {at for pair in pairs(*spots) for at in pair} == set(range(60))


# ---- groups -------------------------------------------------------------------------------------------------------


def test_small_neighbours_become_one_and_a_large_one_stays_alone() -> None:
    ground = ground_of([(0, 0, 20), (0, 1, 25), (0, 8, 60)])
    assert groups_of(ground) == [[0, 1], [2]]


def test_the_nearest_is_joined_first() -> None:
    assert groups_of(ground_of([(0, 0, 45), (0, 3, 10), (0, 4, 45)])) == [[0], [1, 2]]


def test_equal_times_are_decided_by_codes() -> None:
    assert groups_of(ground_of([(0, 0, 45), (0, 2, 10), (0, 4, 45)])) == [[0, 1], [2]]


def test_what_became_larger_than_needed_is_parted_along_its_longest_connection() -> None:
    # 0-1 and 2-3 are close, 1-2 is a little further: a chain of small ones that needs two groups, not one.
    ground = ground_of([(0, 0, 30), (0, 2, 5), (0, 5, 5), (0, 3, 36), (0, 6, 40)])
    for members in groups_of(ground):
        assert sum(ground.households[at] or 0 for at in members) >= LEAST
    assert len(groups_of(ground)) == 2


def test_out_of_reach_stays_alone_and_says_so() -> None:
    areas = drawn(ground_of([(0, 0, 50), (0, 40, 10)]))
    assert [(area.households, area.leftover) for area in areas] == [(50, None), (10, Leftover.TOO_FAR)]


def test_a_recorded_time_brings_the_far_near() -> None:
    assert groups_of(ground_of([(0, 0, 50), (0, 40, 10)], {(0, 1): 3600})) == [[0, 1]]


def test_a_recorded_time_drives_the_near_apart() -> None:
    areas = drawn(ground_of([(0, 0, 50), (0, 1, 10)], {(0, 1): 4 * 3600}))
    assert [area.leftover for area in areas] == [None, Leftover.TOO_FAR]


def test_a_district_that_is_too_small_says_so_wherever_its_people_live() -> None:
    areas = drawn(ground_of([(0, 0, 5), (0, 40, 10)]))
    assert {area.leftover for area in areas} == {Leftover.SMALL_DISTRICT}


def test_without_a_position_one_is_alone_unless_a_time_was_recorded() -> None:
    places = [(0, 0, 30), (0, 1, 30), None]
    assert [area.leftover for area in drawn(ground_of(places))] == [None, Leftover.NO_POSITION]
    assert groups_of(ground_of([(0, 0, 30), (0, 1, 5), None], {(1, 2): 1800})) == [[0, 1, 2]]


def test_unknown_households_are_unknown_and_never_explained_as_too_few() -> None:
    area = drawn(ground_of([(0, 0, None), (0, 1, 12)]))[0]
    assert (area.households, area.leftover, len(area.members)) == (None, None, 2)


def test_by_river_those_a_day_apart_on_foot_are_neighbours() -> None:
    far = [(0, 0, 30), (0, 10, 30)]
    assert len(groups_of(ground_of(far))) == 2
    assert len(groups_of(ground_of(far, river=("05",)))) == 1
    assert len(groups_of(ground_of(far, river=("25",)))) == 2


# ---- seats and names ----------------------------------------------------------------------------------------------


def test_the_seat_costs_the_households_the_least_walking() -> None:
    area = drawn(ground_of([(0, 0, 30), (0, 1, 2), (0, 2, 3)]))[0]
    assert (area.code, area.name, area.members[0].minutes) == ("050101-0000", "Lugar 0", 0)
    assert [member.minutes for member in area.members] == [0, 27, 54]  # 1.1 and 2.2 km


def test_of_equal_costs_the_one_with_more_households_then_the_first_code() -> None:
    assert drawn(ground_of([(0, 0, 10), (0, 1, 10)]))[0].code == "050101-0000"
    assert drawn(ground_of([(0, 0, 0), (0, 1, 0), (0, 2, 0)]))[0].code == "050101-0001"


def test_areas_of_one_name_are_told_apart() -> None:
    areas = drawn(ground_of([(0, 0, 50), (0, 2, 50), (0, 4, 50)], names=["San Juan", "San Juan", "Toqto"]))
    assert [area.name for area in areas] == ["San Juan (0000)", "San Juan (0001)", "Toqto"]


def test_counted_only_where_every_locality_was() -> None:
    ground = ground_of([(0, 0, 20), (0, 1, 20), (0, 3, 50)])
    ground.counted[:] = [True, False, True]
    assert [area.counted for area in drawn(ground)] == [False, True]


# ---- by hand ------------------------------------------------------------------------------------------------------


def test_what_a_hand_left_small_beside_a_neighbour_says_so() -> None:
    ground = ground_of([(0, 0, 50), (0, 1, 10)])
    district = ground.districts["050101"]
    parts = [(district, Part((at,), AreaOrigin.EDITED)) for at in range(2)]
    assert [area.leftover for area in draw(ground, parts)] == [None, Leftover.BY_HAND]
    parts = [(district, Part((at,), AreaOrigin.GROUPED)) for at in range(2)]
    assert [area.leftover for area in draw(ground, parts)] == [None, Leftover.BY_HAND]


def test_new_localities_are_grouped_among_themselves() -> None:
    ground = ground_of([(0, 0, 50), (0, 1, 10), (0, 2, 35), (0, 60, 3)])
    found = grouped_rest(ground, ground.districts["050101"], {1, 2, 3})
    assert [part.members for part in found] == [(1, 2), (3,)]


def test_an_area_in_pieces_is_cut_where_its_connections_end() -> None:
    ground = ground_of([(0, 0, 9), (0, 1, 9), (0, 2, 9)])
    assert pieces(ground, ground.districts["050101"], [0, 2]) == [(0,), (2,)]
    assert pieces(ground, ground.districts["050101"], [0, 1, 2]) == [(0, 1, 2)]


# ---- what holds for any district ----------------------------------------------------------------------------------

any_place = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 60) | st.none())
any_district = st.lists(any_place | st.none(), min_size=1, max_size=25)


@st.composite
def any_times(pick: st.DrawFn, count: int) -> dict[tuple[int, int], int]:
    if count < 2:
        return {}
    two = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] < pair[1])
    return pick(st.dictionaries(two, st.integers(1, 4320).map(lambda minutes: minutes * 60), max_size=4))


@given(st.data(), any_district, st.sampled_from([(), ("05",)]))
@settings(max_examples=300, deadline=None)
def test_every_locality_once_whole_and_large_enough_unless_explained(data, places, river) -> None:
    ground = ground_of(places, data.draw(any_times(len(places))), river=river)
    district = ground.districts["050101"]
    areas, groups = drawn(ground), groups_of(ground)
    assert sorted(at for members in groups for at in members) == list(range(len(places)))
    assert len({area.code for area in areas}) == len({area.name for area in areas}) == len(areas)
    reach = RULES.reach_seconds
    owner = {at: number for number, members in enumerate(groups) for at in members}
    for area, members in zip(areas, groups, strict=True):
        assert len(pieces(ground, district, members)) == 1
        homes = [ground.households[at] for at in members]
        known = sum(number or 0 for number in homes)
        if known >= LEAST:
            assert area.leftover is None
            continue
        assert area.leftover is not None or None in homes
        for (one, other), seconds in zip(ground.pairs.tolist(), ground.seconds.tolist(), strict=True):
            if (owner[one] == owner[members[0]]) != (owner[other] == owner[members[0]]):
                assert seconds > reach  # nobody who could have been joined was left


@given(st.lists(any_place, min_size=2, max_size=20), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_in_which_links_come_does_not_matter(places, chance) -> None:
    ground = ground_of(places)
    district = ground.districts["050101"]
    facts, links = ground.localities(district), ground.links(district)
    mixed = list(zip(links.pairs, links.seconds, strict=True))
    chance.shuffle(mixed)
    turned = [((two, one) if chance.random() < 0.5 else (one, two), seconds) for (one, two), seconds in mixed]
    other = Links([pair for pair, _ in turned], [seconds for _, seconds in turned])
    assert group(facts, links, least=LEAST, reach=10_800) == group(facts, other, least=LEAST, reach=10_800)


@given(st.lists(any_place, min_size=2, max_size=20))
@settings(max_examples=150, deadline=None)
def test_parting_makes_no_area_longer_and_none_too_small(places) -> None:
    """Against the same rule without the parting: groups are never larger, and as many are large enough or more."""
    ground = ground_of(places)
    district = ground.districts["050101"]
    facts, links = ground.localities(district), ground.links(district)
    with_it = group(facts, links, least=LEAST, reach=10_800)
    heap = _joined_only(facts, links, LEAST, 10_800)
    for members in with_it:
        assert any(set(members) <= whole for whole in heap)
    small = sum(leftover(members, facts, least=LEAST) is not None for members in with_it)
    assert small <= sum(leftover(sorted(whole), facts, least=LEAST) is not None for whole in heap)
    assert len(with_it) >= len(heap)


def _joined_only(facts: Localities, links: Links, least: int, reach: int) -> list[set[int]]:
    """The first half of the rule written as plainly as possible."""
    groups = [{at} for at in range(len(facts.codes))]
    for seconds, pair in sorted(zip(links.seconds, (tuple(sorted(p)) for p in links.pairs), strict=True)):
        one, other = (next(g for g in groups if at in g) for at in pair)
        size = [sum(facts.households[at] for at in g) for g in (one, other)]
        if seconds <= reach and one is not other and min(size) < least:
            groups = [g for g in groups if g is not one and g is not other] + [one | other]
    return groups


def test_the_band_counts_what_would_be_different() -> None:
    # 8.7 km, 215 minutes: within reach only if people are a fifth quicker.
    ground = ground_of([(0, 0, 50), (0, 8, 10)])
    low, high = sensitivity(ground, ground.districts.values())
    assert (low.percent, low.areas, low.leftovers, low.different) == (70, 1, 0, 2)
    assert (high.percent, high.areas, high.leftovers, high.different) == (130, 2, 1, 0)
