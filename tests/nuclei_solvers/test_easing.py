"""Larger communities parted as their neighbours need: against every parting there is, counted out."""

from functools import cache
from itertools import product
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nuclei_solvers.problems import problem
from winay.nuclei.solvers import easing
from winay.nuclei.solvers.counting import left_small
from winay.nuclei.solvers.easing import around, eased, proven_least
from winay.nuclei.solvers.greedy import by_hand
from winay.nuclei.solvers.least import impossible, least_small, least_torn
from winay.nuclei.solvers.pieces import pieces_of
from winay.nuclei.solvers.portions import portions_of
from winay.nuclei.solvers.problem import Plan, Problem, faults, plan_of
from winay.nuclei.solvers.searching import solve
from winay.nuclei.solvers.standing import Standing
from winay.targeting.solvers.neighbours import neighbours


def fewest(asked: Problem) -> tuple[int, int]:
    """Households in small groups, then torn groups, of the best of all plans, whatever parts larger communities."""
    sizes = asked.households.tolist()
    large = [size > asked.most for size in sizes]

    @cache
    def torn(units: tuple[int, ...]) -> int:
        return int(not asked.joined(units))

    @cache
    def of(left: tuple[int, ...]) -> tuple[int, int]:
        if not any(left):
            return 0, 0
        first = next(unit for unit, count in enumerate(left) if count)
        ways = [
            range(unit == first, min(count, asked.most) + 1) if large[unit] else {0, count}
            for unit, count in enumerate(left)
        ]
        ways[first] = ways[first] if large[first] else {left[first]}
        best = (10**6, 0)
        for group in product(*ways):
            total = sum(group)
            if total <= asked.most:
                rest = of(tuple(count - taken for count, taken in zip(left, group, strict=True)))
                units = tuple(unit for unit, taken in enumerate(group) if taken)
                small = total if total < asked.least else 0
                best = min(best, (small + rest[0], torn(units) + rest[1]))
        return best

    return of(tuple(sizes))


@st.composite
def parted(draw: st.DrawFn) -> Problem:
    """Up to five communities, two of them larger than a nucleus at most, and who is next to whom."""
    least_ = draw(st.integers(3, 5))
    most = draw(st.integers(least_, least_ + 1))
    whole = draw(st.lists(st.integers(1, most), max_size=3))
    large = draw(st.lists(st.integers(most + 1, 2 * most + 1), min_size=1, max_size=2))
    sizes = draw(st.permutations([*whole, *large]))
    pairs = [(one, other) for one in range(len(sizes)) for other in range(one + 1, len(sizes))]
    # A path, so that everybody has a neighbour, and some more.
    links = {(at, at + 1) for at in range(len(sizes) - 1)} | draw(st.sets(st.sampled_from(pairs), max_size=2) if pairs else st.just(set()))  # fmt: skip  # noqa: E501
    spots = [(draw(st.integers(0, 20)), draw(st.integers(0, 20))) for _ in sizes]
    return problem(list(sizes), spots, least=least_, most=most, neighbours=sorted(links))


@given(parted())
@settings(max_examples=60, deadline=None)
def test_what_is_proven_of_every_plan_is_true_however_communities_are_parted(asked: Problem) -> None:
    best = fewest(asked)
    plan = solve(asked, seed=1, seconds=0.05)
    assert faults(asked, plan) == []
    assert plan.goals(asked)[:2] >= best
    assert plan.fewest_undersized <= best[0]
    assert plan.fewest_undersized < best[0] or plan.fewest_scattered <= best[1]
    assert plan.unavoidable(asked) <= best


@given(parted(), st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_the_least_is_never_above_what_a_plan_has(asked: Problem, room: int) -> None:
    """Also where groups with several parted communities are too many, and counted in one pot."""
    best, large = fewest(asked), easing.larger(asked)
    portions = portions_of(asked, large, 1)
    assert portions is not None
    heavy = np.array(sorted(range(portions.whole), key=lambda piece: -portions.weight[piece])[:2], np.int64)
    for many, watched in ((room, None), (1_000, heavy), (1_000, None)):
        found = least_torn(portions, best[0], many, 100, 60.0, watched)
        assert found is None or found <= best[1]
    assert found is not None
    if best[0] == 0 and best[1] < 2:
        assert found == best[1]
    assert least_small(asked, int(asked.households.sum()), 1_000, 200, 60.0) == best[0]
    assert least_small(asked, best[0], 1_000, 200, 60.0) == best[0]


@given(parted())
@settings(max_examples=60, deadline=None)
def test_so_many_torn_groups_are_impossible_when_every_plan_has_more_and_never_else(asked: Problem) -> None:
    small, torn = fewest(asked)
    if small == 0:
        portions = portions_of(asked, easing.larger(asked), 1)
        assert portions is not None
        assert [impossible(portions, count, 1_000, 1_000, 60.0) for count in range(3)] == [
            count < torn for count in range(3)
        ]
        assert not impossible(portions, 0, 0, 1_000, 60.0)  # groups are too many to look


@given(parted())
@settings(max_examples=40, deadline=None)
def test_a_plan_that_is_eased_is_as_good_as_can_be(asked: Problem) -> None:
    best, pieces = fewest(asked), pieces_of(asked)
    begun = pieces.plan(by_hand(pieces))
    plan = proven_least(asked, begun, (1,), 60.0)
    found = eased(asked, plan, 60.0) or plan
    assert faults(asked, found) == []
    if best[0] == 0 and best[1] - plan.fewest_scattered < 2:
        assert found.goals(asked)[:2] == best


def towns(seed: int) -> Problem:
    """Sixty communities of about 45, every eighth larger than a nucleus."""
    chance = np.random.default_rng(seed)
    places = chance.integers(0, 200, (60, 2))
    sizes = np.where(np.arange(60) % 8 == 0, chance.integers(101, 260, 60), chance.integers(20, 70, 60))
    pairs = neighbours(places[:, 0] * 10_000, places[:, 1] * 10_000)
    return problem(sizes.tolist(), [(int(x), int(y)) for x, y in places], neighbours=list(map(tuple, pairs.tolist())))


def bad(asked: Problem, plan: Plan) -> tuple[int, int]:
    return plan.goals(asked)[:2]


def test_around_a_group_that_is_small_or_torn_others_are_made_anew() -> None:
    asked = towns(1)
    pieces = pieces_of(asked)
    begun = pieces.plan(by_hand(pieces))
    found = around(asked, begun, 60.0)
    assert faults(asked, found) == []
    assert bad(asked, begun)[0] > 100 and bad(asked, begun)[1] > 3
    assert bad(asked, found) <= (0, 2)


def test_towns_are_parted_until_nothing_is_small_or_torn_beyond_what_must_be() -> None:
    asked = towns(2)
    plan = solve(asked, seed=1, seconds=0.3)
    assert faults(asked, plan) == [] and bad(asked, plan) == plan.unavoidable(asked)
    assert solve(asked, seed=1, seconds=0.3) == plan


def test_nobody_goes_among_strangers_with_a_few_if_more_can_go() -> None:
    """Either of two groups of 75 lacks five; the larger community sends ten to each."""
    asked = problem([190, 75, 78], [(0, 0), (5, 0), (0, 6)], neighbours=[(0, 1), (0, 2)])
    plan = solve(asked, seed=0, seconds=0.2)
    assert min(count for _, _, count in plan.shares) >= easing.WAYS[0][0]


def test_pieces_like_a_plan_are_its_shares() -> None:
    asked = problem([230, 60, 50, 40], [(0, 0), (1, 0), (2, 0), (3, 0)])
    plan = plan_of(asked, [{0: 95}, {0: 25, 1: 60}, {0: 50, 2: 50}, {0: 60, 3: 40}])
    pieces = pieces_of(asked, plan)
    assert pieces.own == {0: (95,)}
    assert [piece.parts for piece in pieces.pieces] == [((0, 25),), ((0, 50),), ((0, 60),), ((1, 60),), ((2, 50),), ((3, 40),)]  # fmt: skip  # noqa: E501
    standing = Standing(pieces, plan, 10)
    assert standing.plan(standing.labels).shares == plan.shares


def test_where_somebody_must_be_with_a_larger_community_it_is_not_parted_at_will() -> None:
    asked = problem([190, 50, 50], [(0, 0), (5, 0), (9, 0)], least=90, neighbours=[(0, 1), (0, 2)], together=[(0, 1)])
    assert portions_of(asked, [0], 1) is None
    assert faults(asked, solve(asked, seed=0, seconds=0.1)) == []


def test_who_is_never_together_is_kept_apart_in_a_torn_group_too() -> None:
    asked = problem([1, 3], [(0, 0), (1, 0)], least=2, most=2, neighbours=[(0, 1)], apart=[(0, 1)])
    assert faults(asked, solve(asked, seed=1, seconds=0.05)) == []


def test_who_neighbours_nobody_is_left_aside() -> None:
    """Nothing is proven from groups that hang together, since anybody hangs together with those."""
    asked = problem([130, 50, 60], [(0, 0), (5, 0), (9, 0)], neighbours=[(0, 1)])
    portions = portions_of(asked, [0], 1)
    assert portions is not None and portions.groups(1, 1_000) is None
    assert least_torn(portions, 100, 1_000, 50, 60.0) is None


@pytest.mark.parametrize("households", [115, 190])
def test_of_one_community_alone_the_arithmetic_is_what_is_proven(households: int) -> None:
    asked = problem([households], [(0, 0)])
    plan = solve(asked, seed=0, seconds=0.05)
    assert plan.goals(asked)[0] == left_small(asked.sizes) == plan.fewest_undersized


def test_a_program_that_is_cut_short_proves_no_more_than_it_may() -> None:
    asked = towns(3)
    pieces = pieces_of(asked)
    begun = pieces.plan(by_hand(pieces))
    with patch.object(easing, "NODES", 0):
        short = proven_least(asked, begun, (1,), 60.0)
    full = proven_least(asked, begun, (1,), 60.0)
    assert (short.fewest_undersized, short.fewest_scattered) <= (full.fewest_undersized, full.fewest_scattered)
