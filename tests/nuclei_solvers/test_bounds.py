"""Bounds and exact plans against the best of all plans, counted out over every subset of ten communities."""

from copy import copy
from functools import cache
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nuclei_solvers.problems import problem
from winay.nuclei.solvers import assembling, dividing, proving, settling
from winay.nuclei.solvers.bounding import Bounding, first_prices
from winay.nuclei.solvers.branching import Leaf, branched, regions_of
from winay.nuclei.solvers.counting import numbers
from winay.nuclei.solvers.greedy import by_hand
from winay.nuclei.solvers.ground import ground_of
from winay.nuclei.solvers.listing import near
from winay.nuclei.solvers.parts import chosen, known_of
from winay.nuclei.solvers.pieces import pieces_of
from winay.nuclei.solvers.pricing import PARTS, things_of
from winay.nuclei.solvers.problem import Problem, seat_of
from winay.nuclei.solvers.proving import proven
from winay.nuclei.solvers.searching import solve
from winay.nuclei.solvers.standing import Standing

NEVER = 10**9


class Counted:
    """Every subset of the communities of a problem, by bits: what each costs as a nucleus within the bounds, and
    whether it hangs together."""

    def __init__(self, asked: Problem) -> None:
        self.units = len(asked.households)
        self.every = (1 << self.units) - 1
        self.cost, self.torn = [NEVER] * (self.every + 1), [0] * (self.every + 1)
        for bits in range(1, self.every + 1):
            units = [unit for unit in range(self.units) if bits >> unit & 1]
            load = int(asked.households[units].sum())
            if asked.least <= load <= asked.most:
                self.cost[bits] = seat_of(asked, [(unit, int(asked.households[unit])) for unit in units])[1]
                self.torn[bits] = int(not asked.joined(units))

    def best(self, groups: int, torn: int) -> int:
        """The least of so many nuclei that serve everybody, so many of which need not hang together; NEVER where there
        is no such plan."""

        @cache
        def of(left: int, number: int, torn: int) -> int:
            if torn < 0 or not left or not number:
                return NEVER if torn < 0 or left or number else 0
            first, rest, found = left & -left, left & (left - 1), NEVER
            some = rest
            while True:
                cost = self.cost[some | first]
                if cost < found:
                    found = min(found, cost + of(rest & ~some, number - 1, torn - self.torn[some | first]))
                if not some:
                    return found
                some = (some - 1) & rest

        return of(self.every, groups, torn)


def valleys(seed: int) -> Problem:
    """Ten communities in two or three valleys."""
    chance = np.random.default_rng(seed)
    middle = chance.integers(0, 90, (3, 2))
    places = (middle[chance.integers(0, 3, 10)] + chance.integers(0, 12, (10, 2))).tolist()
    return problem(chance.integers(8, 40, 10).tolist(), places, least=60, most=85)


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_no_plan_is_below_the_bound_and_what_is_exact_is_the_best(seed: int) -> None:
    asked = valleys(seed)
    with patch.object(dividing, "MOST", 0):  # as if there were many
        plan = solve(asked, seed=1, seconds=0.3)
    if plan.undersized(asked):
        return
    best = Counted(asked).best(len(plan.seats), len(plan.scattered(asked)))
    assert plan.bound is not None and plan.bound <= best <= plan.cost
    assert not plan.exact or plan.cost == best


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_prices_that_only_climbed_prove_no_more_than_they_may(seed: int) -> None:
    asked = valleys(seed)
    with patch.object(dividing, "MOST", 0), patch.object(proving, "MANY", 0):
        plan = solve(asked, seed=1, seconds=0.3)
    if plan.undersized(asked):
        return
    best = Counted(asked).best(len(plan.seats), len(plan.scattered(asked)))
    assert plan.bound is not None and plan.bound <= best <= plan.cost


@given(st.integers(0, 10_000), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_each_question_about_a_region_keeps_the_best_plan_in_a_leaf(seed: int, more: int) -> None:
    """Asked as if a plan were known that costs a little more than the best: the best is in one of the leaves, none of
    which proves more than it costs, and all its nuclei are among those near that leaf's prices."""
    asked = valleys(seed)
    counted, groups = Counted(asked), round(int(asked.households.sum()) / 72)
    best = counted.best(groups, groups)
    if best == NEVER:
        return
    known = best + 1 + more * best // 20
    pieces = pieces_of(asked)
    ground = ground_of(pieces, 10)
    things = things_of(ground)
    inside, apart = regions_of(asked.minutes)
    bounding = Bounding(things, groups, 0, np.ascontiguousarray(inside[:, things.host]))
    begun = bounding.climb(first_prices(things, 10, np.zeros(10, np.int64)), 20, known)
    root, meeting = bounding.run(begun, (), 60, known)
    leaves = branched(bounding, apart, Leaf((), root, meeting), 200, known)
    assert leaves and leaves[0].proven.bound <= best
    margins = [known * PARTS - leaf.proven.parts for leaf in leaves]
    listed = [near(ground, leaf.proven, margin, 4_000, 10**8, torn=True) for leaf, margin in zip(leaves, margins, strict=True)]  # fmt: skip  # noqa: E501
    assert all(whole for _, whole in listed)
    within = []
    for some, _ in listed:
        only = copy(counted)
        only.cost = [NEVER] * (counted.every + 1)
        for at in range(len(some.costs)):
            only.cost[sum(1 << piece for piece in some.group(at))] = int(some.costs[at])
        within.append(only.best(groups, groups))
    assert min(within) == best


@given(st.integers(0, 10_000), st.integers(0, 40))
@settings(max_examples=40, deadline=None)
def test_a_list_that_is_not_whole_proves_no_more_than_it_may(seed: int, room: int) -> None:
    """The bound is raised by what is listed: with room for a few nuclei only, up to a margin and no further."""
    asked = valleys(seed)
    pieces = pieces_of(asked)
    standing = Standing(pieces, pieces.plan(by_hand(pieces)), 100)
    if standing.small:
        return
    leaves, met = proven(standing, 0)
    for leaf in leaves[:1]:
        with patch.object(assembling, "LEAST_ROOM", room):
            assembling.put_together(standing, leaves, met.some(np.empty(0, np.int64)), room, 50, 60.0)
        best = Counted(asked).best(standing.groups, standing.scattered)
        assert standing.best.bound is not None and leaf.proven.bound <= standing.best.bound <= best


def test_a_set_partition_says_what_it_proved() -> None:
    known = known_of([[0], [1], [0, 1], [2]], [5, 5, 9, 1])
    none = np.zeros(4, np.int64)
    assert chosen(3, (2, 2), known, none, 0, 50, 60.0) == ([2, 3], True)
    assert chosen(3, (1, 3), known, none, 0, 50, 60.0) == ([2, 3], True)
    assert chosen(3, (3, 3), known, none, 0, 50, 60.0) == ([0, 1, 3], True)
    assert chosen(3, (1, 1), known, none, 0, 50, 60.0) == (None, True)
    small = np.array([0, 0, 2, 0])
    assert chosen(3, (1, 3), known, small, 1, 50, 60.0) == ([0, 1, 3], True)


def test_a_number_that_is_not_ruled_out_leaves_the_next_unproven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three nuclei would be nearer to the middle; whether they can be was not found out, so two are not called best."""
    asked = problem([50, 50, 50, 50], [(0, 0), (1, 0), (2, 0), (3, 0)], least=50, most=100)
    wanted = numbers(200, 50, 100)

    def settles(ruled_out: bool) -> bool:
        def some(pieces: int, groups: tuple[int, int], *rest: Any) -> tuple[list[int] | None, bool]:
            return (None, ruled_out) if groups[0] == wanted[0] else chosen(pieces, groups, *rest)

        monkeypatch.setattr(settling, "chosen", some)
        pieces = pieces_of(asked)
        return settling.settled(Standing(pieces, pieces.plan([[0], [1], [2], [3]]), 100), 60.0)

    assert settles(True) and not settles(False)
