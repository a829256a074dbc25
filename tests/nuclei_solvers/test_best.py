"""How good plans are: against every possible grouping where these can be counted, and against the bound."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nuclei_solvers.problems import problem, problems
from winay.nuclei.solvers import dividing
from winay.nuclei.solvers.counting import EXACT_GROUPS, fewest_small
from winay.nuclei.solvers.gathering import gathered
from winay.nuclei.solvers.problem import Contradicted, Plan, Problem, faults, plan_of
from winay.nuclei.solvers.searching import solve
from winay.targeting.solvers.neighbours import neighbours

SOME = settings(max_examples=40, deadline=None)


def groupings(units: list[int]) -> Iterator[list[list[int]]]:
    """Every way to group some units."""
    if not units:
        yield []
        return
    first, rest = units[0], units[1:]
    for some in groupings(rest):
        yield [[first], *some]
        for at in range(len(some)):
            yield [*some[:at], [first, *some[at]], *some[at + 1 :]]


def every_plan(asked: Problem) -> Iterator[Plan]:
    """Every plan of communities that fit into a nucleus."""
    for groups in groupings(list(range(len(asked.households)))):
        plan = plan_of(asked, [{unit: int(asked.households[unit]) for unit in group} for group in groups])
        if not faults(asked, plan):
            yield plan


@given(problems(most_units=6, large=False))
@settings(max_examples=30, deadline=None)
def test_of_few_communities_the_plan_is_the_best_of_all(asked: Problem) -> None:
    try:
        plan = solve(asked, seed=3, seconds=0.2)
    except Contradicted:
        assert not list(every_plan(asked))
        return
    best = min(one.goals(asked) for one in every_plan(asked))
    assert plan.goals(asked) == best
    if len(asked.households) > 1:
        assert plan.exact and plan.bound == plan.cost
        assert (plan.fewest_undersized, plan.fewest_scattered) == best[:2]


@given(problems(most_units=10))
@SOME
def test_the_bound_is_below_the_plan(asked: Problem) -> None:
    try:
        plan = solve(asked, seed=5, seconds=0.1)
    except Contradicted:
        return
    assert plan.bound is None or 0 <= plan.bound <= plan.cost
    assert plan.fewest_undersized <= plan.goals(asked)[0]


def district(units: int, seed: int) -> Problem:
    """Communities scattered over hills, of about 18 households."""
    chance = np.random.default_rng(seed)
    places = [(int(x), int(y)) for x, y in chance.integers(0, 120, (units, 2))]
    x, y = (np.array(column, np.int64) * 10_000 for column in zip(*places, strict=True))
    return problem(
        chance.integers(5, 31, units).tolist(), places, neighbours=list(map(tuple, neighbours(x, y).tolist()))
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_a_small_district_is_proven_or_close(seed: int) -> None:
    asked = district(24, seed)
    plan = solve(asked, seed=1, seconds=1)
    assert faults(asked, plan) == [] and not plan.undersized(asked) and not plan.scattered(asked)
    assert plan.bound is not None and plan.cost <= 1.06 * plan.bound
    assert plan.exact


def test_the_same_seed_gives_the_same_plan_and_progress() -> None:
    asked, heard = district(30, 4), []
    first = solve(asked, seed=9, seconds=0.5, told=lambda percent, plan: heard.append((percent, plan)))
    assert solve(asked, seed=9, seconds=0.5) == first
    percents = [percent for percent, _ in heard]
    assert percents[0] == 0 and percents[-1] == 100 and percents == sorted(percents)
    goals = [plan.goals(asked) for _, plan in heard]
    assert goals == sorted(goals, reverse=True) and heard[-1][1] == first


def test_a_search_goes_on_from_a_plan_and_never_gets_worse() -> None:
    asked = district(40, 6)
    good = solve(asked, seed=2, seconds=2)
    for seed in range(3):
        again = solve(asked, seed=seed, seconds=0.05, begun=good)
        assert again.goals(asked) <= good.goals(asked)


def test_a_plan_of_another_problem_is_no_beginning() -> None:
    asked = district(20, 7)
    other = solve(district(22, 7), seed=0, seconds=0.05)
    assert solve(asked, seed=0, seconds=0.05, begun=other) == solve(asked, seed=0, seconds=0.05)


def test_sizes_that_do_not_work_out_leave_as_few_as_can_be() -> None:
    asked = problem([30, 40, 40], [(0, 0), (5, 0), (9, 0)])
    plan = solve(asked, seed=0, seconds=0.2)
    assert not asked.sizes.possible and plan.fewest_undersized == 30
    assert plan.goals(asked)[0] == 30 and sorted(plan.sizes) == [30, 80]


def test_that_some_group_must_be_torn_is_proven_where_there_are_many() -> None:
    """Nuclei of 90 in a row, and half a nucleus at either end; in a ring the halves are neighbours."""
    sizes, places = [50, *[90] * 17, 50], [(5 * at, 0) for at in range(19)]
    row = [(at, at + 1) for at in range(18)]
    assert len(sizes) > dividing.MOST
    for pairs, torn in ((row, 1), ([*row, (0, 18)], 0)):
        asked = problem(sizes, places, least=90, neighbours=pairs)
        plan = solve(asked, seed=0, seconds=0.2)
        assert plan.goals(asked)[:2] == (0, torn) and plan.fewest_scattered == torn and plan.exact
        assert plan.unavoidable(asked) == (0, torn)


def test_a_larger_community_is_parted_as_its_neighbours_need() -> None:
    """Beside its own nucleus of 100 it would have 90 in another, and two of 50 would not be next to each other."""
    asked = problem([190, 50, 50], [(0, 0), (5, 0), (9, 0)], least=90, neighbours=[(0, 1), (0, 2)])
    plan = solve(asked, seed=0, seconds=0.2)
    assert faults(asked, plan) == [] and plan.goals(asked)[:2] == (0, 0) and plan.exact
    assert min(plan.sizes) >= 90 and plan.goals(asked)[4] == 2


def test_what_no_parting_can_help_is_called_unavoidable() -> None:
    """45 have no neighbour but 90 that stay whole: they go with some of the 240 beyond, however these are parted."""
    asked = problem([240, 45, 90], [(0, 0), (9, 0), (5, 0)], least=90, neighbours=[(0, 2), (1, 2)])
    plan = solve(asked, seed=0, seconds=0.2)
    assert faults(asked, plan) == [] and plan.goals(asked)[:2] == (0, 1)
    assert plan.unavoidable(asked) == (0, 1)


def test_full_nuclei_lend_to_those_next_door() -> None:
    """190 households fill one nucleus and almost another; 75 and 78 beside them lack five and two."""
    asked = problem([190, 75, 78], [(0, 0), (5, 0), (0, 6)], neighbours=[(0, 1), (0, 2)])
    plan = solve(asked, seed=0, seconds=0.2)
    assert faults(asked, plan) == [] and not plan.undersized(asked) and not plan.scattered(asked)
    assert len(plan.sizes) == 4 and plan.exact


def test_where_sizes_do_not_work_out_the_fewest_are_in_a_small_group() -> None:
    """318 households make three nuclei of 100, and 18 are left, although 78 are then not next to who joins them."""
    asked = problem([190, 50, 78], [(0, 0), (5, 0), (9, 0)], neighbours=[(0, 1), (1, 2)])
    plan = solve(asked, seed=0, seconds=0.2)
    assert faults(asked, plan) == [] and plan.goals(asked)[0] == plan.fewest_undersized == 18


def test_somebody_who_hears_may_end_the_search() -> None:
    class Enough(Exception):
        pass

    def told(percent: int, _plan: Plan) -> None:
        if percent > 30:
            raise Enough

    with pytest.raises(Enough):
        solve(district(30, 1), seed=0, seconds=0.5, told=told)


def test_a_mark_changes_the_plan() -> None:
    asked = district(24, 3)
    free = solve(asked, seed=1, seconds=0.1)
    one, other = free.groups[0][:2]
    marked = replace(asked, apart=np.array([sorted((one, other))], np.int64))
    held = solve(marked, seed=1, seconds=0.1)
    assert faults(marked, held) == [] and faults(marked, free) != []


@given(st.lists(st.integers(1, 14), min_size=1, max_size=8), st.integers(4, 10), st.integers(0, 4))
@settings(max_examples=80, deadline=None)
def test_the_fewest_in_small_groups_are_counted_to_the_end(weights: list[int], least: int, more: int) -> None:
    most = least + more
    groupings_of = groupings(list(range(len(weights))))
    loads = [[sum(weights[unit] for unit in group) for group in some] for some in groupings_of]
    left = [sum(load for load in some if load < least) for some in loads if max(some) <= most]
    if left:
        found = fewest_small(weights, least, most)
        assert found == min(left) if 1 <= sum(weights) // least <= EXACT_GROUPS else found <= min(left)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_every_group_of_neighbours_is_gathered_once(seed: int) -> None:
    chance = np.random.default_rng(seed)
    beside = np.triu(chance.random((7, 7)) < 0.3, 1)
    beside = beside | beside.T
    weight = chance.integers(5, 40, 7)
    known = gathered(beside, weight, 80, 500, 1_000_000)
    assert known is not None
    pairs = [(one, other) for one, other in np.argwhere(np.triu(beside)).tolist()]
    asked = problem(weight.tolist(), [(at, 0) for at in range(7)], neighbours=pairs)
    every = [units for size in range(1, 8) for units in combinations(range(7), size)]
    one = [units for units in every if weight[list(units)].sum() <= 80 and hangs(asked, units)]
    assert sorted(tuple(sorted(known.group(at))) for at in range(len(known.costs))) == sorted(one)
    assert gathered(beside, weight, 80, len(one) - 1, 1_000_000) is None


def hangs(asked: Problem, units: tuple[int, ...]) -> bool:
    """Over neighbours alone, from the first of them."""
    reached, waiting = [units[0]], set(units[1:])
    while reached:
        near = asked.beside[reached.pop()] & waiting
        waiting -= near
        reached += near
    return not waiting


def test_asking_how_many_meet_in_a_region_proves_more() -> None:
    """Two valleys, each with households for one nucleus and a half: in fractions nobody walks over."""
    chance = np.random.default_rng(0)
    places = [(int(x), int(y)) for x, y in chance.integers(0, 12, (12, 2))]
    places += [(int(x) + 200, int(y)) for x, y in chance.integers(0, 12, (12, 2))]
    sizes = [11] * 11 + [9] + [12] * 11 + [8]
    asked = problem(sizes, places, neighbours=[(a, b) for a in range(24) for b in range(a + 1, 24)])
    plan = solve(asked, seed=1, seconds=2)
    assert faults(asked, plan) == [] and plan.bound is not None
    assert len(plan.seats) == 3 and plan.cost <= 1.01 * plan.bound
