"""A trainer's month on foot: no day above its minutes, nobody twice a day, nothing lost, as good as every way counted
out; and what is mended after an absence moves nothing that it need not move."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winay.trainers.load_rules import Budget
from winay.trainers.solvers.routes import Asked, Month, Route, in_order, mended, planned
from winay.trainers.terms import ShortWhy

USUAL = Budget(days=20, day_minutes=480, reserve=1_000, visit_minutes=60, between_minutes=10)
"""432 useful minutes a day."""
MONDAY = date(2026, 6, 1)


def weekdays(count: int, first: date = MONDAY) -> tuple[date, ...]:
    days = (first + timedelta(days=number) for number in range(2 * count + 7))
    return tuple(one for one in days if one.weekday() < 5)[:count]


def ground(seed: int, households: int, size: float = 60) -> list[list[int]]:
    """Minutes between points of a square, the trainer in its middle."""
    chance = np.random.default_rng(seed)
    points = np.vstack([[size / 2, size / 2], chance.uniform(0, size, (households, 2))])
    away = np.hypot(*(points[:, None] - points).transpose(2, 0, 1))
    minutes = np.maximum(1, np.ceil(away)).astype(int)
    np.fill_diagonal(minutes, 0)
    return minutes.tolist()  # type: ignore[no-any-return]


def asked(seed: int, households: int, days: int, *, size: float = 60, least: int = 2, most: int = 4) -> Asked:
    return Asked(ground(seed, households, size), weekdays(days), USUAL, least, most)


def whole(ask: Asked, month: Month) -> None:
    """What holds of every month."""
    assert set(month.days) <= set(ask.days)
    for stops in month.days.values():
        assert stops and len(set(stops)) == len(stops)
        assert ask.takes(stops) <= ask.budget.useful
    missing = {one.household: one.visits for one in month.missing}
    assert len(missing) == len(month.missing)
    for one in range(ask.households):
        assert month.visits()[one] + missing.get(one, 0) == month.each
    for told in month.missing:
        assert told.why == ask.why_not(told.household)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 999), st.integers(0, 14), st.integers(0, 21), st.sampled_from([40, 120, 300]))
def test_every_month_is_whole_and_has_one_answer(seed, households, days, size):
    ask = asked(seed, households, days, size=size)
    month = planned(ask)
    whole(ask, month)
    assert month == planned(ask)
    assert ask.least <= month.each <= ask.most
    if month.each > ask.least:
        assert all(one.why is not ShortWhy.TIME for one in month.missing)


def best_way(ask: Asked, stops: tuple[int, ...]) -> int:
    return min(ask.takes(order) for order in permutations(stops))


def days_that_fit(ask: Asked) -> list[tuple[int, ...]]:
    """Every set of households that fits in one day."""
    every = range(ask.households)
    sets = [one for count in range(len(every) + 1) for one in combinations(every, count)]
    return [one for one in sets if best_way(ask, one) <= ask.budget.useful]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 9_999), st.integers(1, 4), st.integers(1, 4), st.sampled_from([60, 150, 260]))
def test_as_many_visits_as_the_best_of_every_way(seed, households, days, size):
    ask = asked(seed, households, days, size=size, most=2)
    fitting = days_that_fit(ask)
    month = planned(ask)
    placed = month.visits()

    def worth(way: tuple[tuple[int, ...], ...]) -> tuple[int, int]:
        """Households with one visit, then visits up to the second."""
        count = Counter(one for day in way for one in day)
        return len(count), sum(min(2, n) for n in count.values())

    best = max(map(worth, product(fitting, repeat=days)))
    assert (len(placed), sum(placed.values())) == best


def rounds(ask: Asked, days: int) -> int:
    """The least walking of one visit to each in so many days, of every way."""
    cost = {one: best_way(ask, one) for one in days_that_fit(ask)}
    everybody = set(range(ask.households))
    ways = [way for way in product(cost, repeat=days) if sum(map(len, way)) == len(everybody)]
    return min(sum(map(cost.__getitem__, way)) for way in ways if set().union(*map(set, way)) == everybody)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 9_999), st.integers(1, 5))
def test_a_round_walks_as_little_as_the_best_of_every_way(seed, households):
    ask = asked(seed, households, 6, size=150, least=2, most=2)
    month = planned(ask)
    if not month.missing:
        visits = 2 * households * ask.budget.visit_minutes
        assert month.walking(ask) + visits == 2 * rounds(ask, 3)


def test_four_visits_come_on_the_same_weekday_a_week_apart():
    ask = asked(1, 20, 20)
    month = planned(ask)
    assert month.each == 4 and not month.missing
    for one in range(20):
        days = [on for on, stops in month.days.items() if one in stops]
        assert [(later - on).days for on, later in pairwise(days)] == [7, 7, 7]


def test_two_visits_come_a_fortnight_apart_and_three_evenly():
    two = planned(asked(1, 36, 20, size=140))
    assert two.each == 2 and not two.missing
    three = planned(asked(3, 29, 20, size=90))
    assert three.each == 3 and not three.missing
    for month, gaps in ((two, {14}), (three, set(range(7, 15)))):
        for one in month.visits():
            days = [on for on, stops in month.days.items() if one in stops]
            assert {(later - on).days for on, later in pairwise(days)} <= gaps


def test_where_not_all_fit_everybody_has_one_before_anybody_has_two():
    ask = asked(2, 60, 18, size=90)
    month = planned(ask)
    whole(ask, month)
    assert month.each == 2 and set(month.visits().values()) == {1, 2}
    assert {one.why for one in month.missing} == {ShortWhy.TIME}
    short = {one.household for one in month.missing}
    first = planned(replace(ask, owed=[one in short for one in range(60)]))
    assert len(short & {one.household for one in first.missing}) < len(short) // 2


def test_who_is_too_far_or_whose_way_nobody_knows_is_told():
    minutes = [[0, 30, 190, 30], [30, 0, 200, 30], [190, 200, 0, 190], [30, 30, 190, 0]]
    month = planned(Asked(minutes, weekdays(20), USUAL, 2, 4, unknown=frozenset({2})))
    assert [(one.household, one.visits, one.why) for one in month.missing] == [
        (1, 4, ShortWhy.FAR), (2, 4, ShortWhy.UNKNOWN),
    ]  # fmt: skip
    assert month.visits() == {0: 4}
    lodged = [[0, 200, 10, 200], *minutes[1:]]
    assert planned(Asked([list(one) for one in lodged], weekdays(20), USUAL, 2, 4)).visits()[1] == 4


def test_nobody_and_no_day_are_months_too():
    assert planned(Asked([[0]], weekdays(20), USUAL, 2, 4)) == Month(2, {}, ())
    assert [one.visits for one in planned(asked(1, 3, 0)).missing] == [2, 2, 2]


def without(ask: Asked, month: Month, gone: set[date]) -> tuple[Asked, dict[date, Route]]:
    """The same month with days on which nobody works."""
    left = replace(ask, days=tuple(on for on in ask.days if on not in gone))
    return left, {on: stops for on, stops in month.days.items() if on not in gone}


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 999), st.integers(1, 24), st.integers(0, 19), st.integers(1, 8))
def test_after_an_absence_only_what_lost_its_day_moves(seed, households, first, length):
    ask = asked(seed, households, 20, size=100)
    month = planned(ask)
    left, kept = without(ask, month, set(ask.days[first : first + length]))
    after = mended(left, month.each, kept, {})
    whole(left, after)
    for on, stops in kept.items():
        assert set(stops) <= set(after.days[on])
    lost = sum(map(len, month.days.values())) - sum(map(len, kept.values()))
    again = sum(map(len, after.days.values())) - sum(map(len, kept.values()))
    assert again <= lost + sum(one.visits for one in month.missing)
    assert after == mended(left, month.each, kept, {})


def test_a_visit_that_passed_counts_and_its_household_is_not_visited_next_day():
    ask = Asked(ground(1, 1), weekdays(9), USUAL, 2, 4)
    after = mended(ask, 2, {}, {0: [MONDAY - timedelta(days=1)]})
    assert after.visits() == {0: 1} and not after.missing
    assert min(after.days) > MONDAY + timedelta(days=1)


def test_a_day_that_grew_too_long_gives_up_its_last_visits():
    ask = asked(1, 6, 20)
    longer = replace(ask, budget=replace(USUAL, visit_minutes=100))
    kept = {ask.days[0]: in_order(ask, range(6))}
    after = mended(longer, 1, kept, {})
    whole(longer, after)
    assert set(after.days[ask.days[0]]) < set(range(6)) and not after.missing


def test_nothing_is_mended_where_nothing_is_wrong():
    ask = asked(5, 20, 20)
    month = planned(ask)
    assert mended(ask, month.each, month.days, {}) == month


@pytest.mark.parametrize("seed", range(6))
def test_a_day_is_walked_in_the_best_order_of_all(seed):
    ask = asked(seed, 6, 1)
    stops = tuple(range(6))
    assert ask.takes(in_order(ask, stops)) == best_way(ask, stops)
    assert in_order(ask, tuple(range(1))) == (0,)
