"""What every plan keeps, whatever the district looks like."""

import numpy as np
import pytest
from hypothesis import given, settings

from tests.nuclei_solvers.problems import problem, problems
from winay.nuclei.solvers.problem import Contradicted, Plan, Problem, faults
from winay.nuclei.solvers.searching import solve

SOME = settings(max_examples=60, deadline=None)


def priced(asked: Problem, plan: Plan) -> int:
    """The household-minutes again, household by household."""
    return sum(count * int(asked.minutes[unit, plan.seats[group]]) for unit, group, count in plan.shares)


@given(problems())
@SOME
def test_a_plan_keeps_every_promise(asked: Problem) -> None:
    try:
        plan = solve(asked, seed=1, seconds=0.05)
    except Contradicted as why:
        assert why.reasons
        return
    assert faults(asked, plan) == []
    assert plan.cost == priced(asked, plan)
    assert plan.shares == tuple(sorted(plan.shares)) and len({share[:2] for share in plan.shares}) == len(plan.shares)
    assert min(count for _, _, count in plan.shares) >= 1
    assert [units[0] for units in plan.groups] == sorted(units[0] for units in plan.groups)


def test_a_community_larger_than_a_nucleus_fills_its_own_first() -> None:
    plan = solve(problem([230, 60], [(0, 0), (9, 0)]), seed=0, seconds=0.05)
    assert sorted(plan.sizes) == [90, 100, 100]
    assert plan.shares == ((0, 0, 100), (0, 1, 100), (0, 2, 30), (1, 2, 60))


def test_full_nuclei_spare_households_for_one_that_would_be_too_small() -> None:
    asked = problem([1350], [(0, 0)])
    plan = solve(asked, seed=0, seconds=0.05)
    assert len(plan.sizes) == 14 and min(plan.sizes) >= 80
    assert plan.undersized(asked) == () and plan.cost == 0


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (problem([60, 60], [(0, 0), (1, 0)], together=[(0, 1)]), "together_too_large"),
        (problem([10, 10], [(0, 0), (1, 0)], together=[(0, 1)], apart=[(0, 1)]), "together_and_apart"),
        (
            problem([10, 10, 10], [(0, 0), (1, 0), (2, 0)], together=[(0, 1), (1, 2)], apart=[(0, 2)]),
            "together_and_apart",
        ),
    ],
)
def test_marks_that_contradict_each_other_are_said(asked: Problem, kind: str) -> None:
    with pytest.raises(Contradicted) as why:
        solve(asked, seed=0, seconds=0.05)
    assert [reason.kind for reason in why.value.reasons] == [kind]


def test_a_larger_community_shares_a_nucleus_with_everybody_it_must_be_with() -> None:
    asked = problem([250, 60, 70, 130], [(0, 0), (1, 0), (2, 0), (3, 0)], together=[(0, 1), (0, 2), (0, 3)])
    plan = solve(asked, seed=0, seconds=0.05)
    assert faults(asked, plan) == []


def test_what_cannot_be_a_problem_is_refused() -> None:
    good = problem([10, 20], [(0, 0), (1, 1)])
    with pytest.raises(ValueError, match="bounds"):
        Problem(good.households, good.minutes, good.neighbours, good.together, good.apart, 100, 80)
    with pytest.raises(ValueError, match="two units"):
        Problem(good.households, good.minutes, np.array([[0, 2]]), good.together, good.apart, 80, 100)
