"""Sharing households out among trainers: nobody left out, about as much work for each, as good as every way tried."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from winay.trainers.load_rules import Budget
from winay.trainers.solvers.sharing import MOVED, PARTED, SPEECHLESS, Block, per_household, shared

USUAL = Budget(days=20, day_minutes=480, reserve=1_000, visit_minutes=60, between_minutes=10)


def block(community: int, households: int, *away: int, held_by: int | None = None, speaks=None) -> Block:
    return Block(community, households, held_by, away, speaks or (True,) * len(away))


def worth(blocks, rows, taken) -> int:
    """What a sharing costs, as the model has it: written anew, from the rule."""
    loads, cost = list(taken), 0
    for one, row in zip(blocks, rows, strict=True):
        for trainer, count in enumerate(row):
            loads[trainer] += count * per_household(one.away[trainer], USUAL)
            cost += count * per_household(one.away[trainer], USUAL)
            cost += count * MOVED * (one.held_by not in (None, trainer))
            cost += count * SPEECHLESS * (not one.speaks[trainer])
    for community in {one.community for one in blocks}:
        for trainer in range(len(taken)):
            here = sum(row[trainer] for one, row in zip(blocks, rows, strict=True) if one.community == community)
            cost += PARTED * (here > 0)
    return cost + len(taken) * max(loads)


small = st.lists(
    st.builds(
        block, st.integers(0, 2), st.integers(1, 4), st.integers(0, 200), st.integers(0, 200),
        held_by=st.sampled_from([None, 0, 1]), speaks=st.sampled_from([(True, True), (True, False), (False, True)]),
    ),
    min_size=1, max_size=3,
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(small, st.tuples(st.integers(0, 500), st.integers(0, 500)))
def test_as_good_as_the_best_of_every_way(blocks, taken):
    found = shared(blocks, 2, USUAL, taken=taken)
    assert [sum(row) for row in found] == [one.households for one in blocks]
    every = product(*([(count, one.households - count) for count in range(one.households + 1)] for one in blocks))
    best = min(worth(blocks, rows, taken) for rows in every)
    assert worth(blocks, found, taken) <= best * 1.003
    assert found == shared(blocks, 2, USUAL, taken=taken)


def test_whoever_lives_near_goes_there_and_all_have_about_as_much():
    blocks = [block(0, 20, 0, 90), block(1, 20, 90, 0)]
    assert shared(blocks, 2, USUAL) == [[20, 0], [0, 20]]
    uneven = [block(0, 30, 0, 30), block(1, 10, 30, 0)]
    (near, over), (_, far) = shared(uneven, 2, USUAL)
    assert far == 10 and 5 <= over <= 10 and near + over == 30


def test_who_has_a_trainer_keeps_them_where_that_costs_little():
    kept = [block(0, 10, 30, 30, held_by=0), block(1, 10, 30, 30, held_by=1)]
    assert shared(kept, 2, USUAL) == [[10, 0], [0, 10]]
    turned = [block(0, 10, 30, 30, held_by=1), block(1, 10, 30, 30, held_by=0)]
    assert shared(turned, 2, USUAL) == [[0, 10], [10, 0]]


def test_a_household_gets_somebody_who_speaks_its_language():
    blocks = [block(0, 10, 0, 60, speaks=(False, True)), block(1, 10, 0, 60, speaks=(True, True))]
    assert shared(blocks, 2, USUAL) == [[0, 10], [10, 0]]


def test_one_trainer_has_everybody_and_nobody_is_an_error():
    assert shared([block(0, 7, 5)], 1, USUAL) == [[7]]
    try:
        shared([block(0, 7)], 0, USUAL)
    except ValueError as said:
        assert "nobody" in str(said)
    else:
        raise AssertionError
