"""What visiting asks of trainers: the arithmetic of a day and of a month, against days counted out one by one."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from winay.trainers.load_rules import (
    Budget,
    load_of,
    round_of,
    trainers,
    trainers_by_ratio,
    trainers_tenths,
    visits_tenths,
)

USUAL = Budget(days=20, day_minutes=480, reserve=1_000, visit_minutes=60, between_minutes=10)
"""432 useful minutes a day, 8,640 a month."""

budgets = st.tuples(
    st.integers(1, 26), st.integers(240, 600), st.integers(0, 3_000), st.integers(10, 120), st.integers(0, 30)
).map(lambda numbers: Budget(*numbers))
patient = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
nuclei = st.integers(1, 6).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(1, 60), min_size=n, max_size=n),
        st.lists(st.lists(st.integers(1, 700), min_size=n, max_size=n), min_size=n, max_size=n),
    )
)


@pytest.mark.parametrize(
    ("households", "away", "trips", "walking", "nights"),
    [
        # At home: six visits and the ways between them take 410 of 432 minutes; a seventh would not fit.
        (6, 0, 1, 50, 0),
        (7, 0, 2, 50, 0),
        # An hour away: 120 minutes on the way, 312 left: four visits a day.
        (4, 60, 1, 150, 0),
        (5, 60, 2, 270, 0),
        # 108 minutes away: there and back is just half of the day. Three visits, home in the evening.
        (3, 108, 1, 236, 0),
        # A minute more, and the trainer stays: once there and back; 8 visits and 70 minutes between are two days.
        (8, 109, 1, 288, 1),
        # Six hours by river for two households: 720 + 130 minutes, two days.
        (2, 360, 1, 730, 1),
    ],
)  # fmt: skip
def test_a_day_there_and_back_or_a_night_there(households, away, trips, walking, nights):
    found = round_of(households, away, USUAL)
    assert (found.trips, found.walking, found.nights) == (trips, walking, nights)
    assert found.visiting == 60 * households


@patient
@given(st.integers(1, 80), st.integers(0, 700), budgets)
def test_no_day_is_longer_than_a_day(households, away, budget):
    """Days are counted out visit by visit, as a trainer lives them."""
    found = round_of(households, away, budget)
    if 4 * away > budget.useful:
        assert found.trips == 1
        assert found.minutes <= (found.nights + 1) * budget.useful
        return
    if 2 * away + budget.visit_minutes > budget.useful:
        return  # not even one visit fits a day; such a day is counted as long as it is
    left, days, spent = households, 0, 0
    while left:
        days += 1
        clock = 2 * away + budget.visit_minutes
        left -= 1
        while left and clock + budget.between_minutes + budget.visit_minutes <= budget.useful:
            clock += budget.between_minutes + budget.visit_minutes
            left -= 1
        assert clock <= budget.useful
        spent += clock
    assert (found.trips, found.minutes, found.nights) == (days, spent, 0)


@patient
@given(nuclei, budgets)
def test_the_trainer_lives_where_that_costs_least(nucleus, budget):
    households, minutes = nucleus
    for at in range(len(minutes)):
        minutes[at][at] = 0
    found = load_of(households, minutes, budget)
    every = [
        sum(round_of(count, minutes[base][at], budget).minutes for at, count in enumerate(households))
        for base in range(len(households))
    ]
    assert found.minutes == min(every)
    assert found.base == every.index(min(every))
    assert found.households == sum(households)
    assert 0 <= found.walking_percent <= 100


@patient
@given(nuclei, budgets, st.integers(1, 8))
def test_as_many_trainers_as_are_needed_and_no_more(nucleus, budget, visits):
    load = load_of(*nucleus, budget)
    people = trainers(load, visits, budget)
    assert visits_tenths(load.minutes, people, budget) >= 10 * visits
    assert people == 1 or visits_tenths(load.minutes, people - 1, budget) < 10 * visits
    assert 10 * (people - 1) < trainers_tenths(load, visits, budget) <= 10 * people


def test_close_together_is_less_work_than_far_apart():
    near = load_of([40, 40], [[0, 10], [10, 0]], USUAL)
    far = load_of([40, 40], [[0, 200], [200, 0]], USUAL)
    scattered = load_of([10] * 8, [[0 if a == b else 90 for a in range(8)] for b in range(8)], USUAL)
    assert near.minutes < far.minutes < scattered.minutes
    assert trainers(near, 2, USUAL) == 2 == trainers_by_ratio(80, 40)
    assert trainers(scattered, 2, USUAL) == 3


def test_a_nucleus_without_households_is_no_question():
    with pytest.raises(ValueError, match="without households"):
        load_of([], [], USUAL)
