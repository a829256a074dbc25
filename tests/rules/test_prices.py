"""Which price and which rate hold on a day, without a database."""

from datetime import date

import pytest

from winay.plans.price_rules import (
    Quote,
    Rate,
    is_old,
    price_in_force,
    rate_in_force,
    spread_of,
)

MARCH, MAY, JULY = date(2026, 3, 2), date(2026, 5, 4), date(2026, 7, 6)


def test_the_nearest_place_decides_then_the_newest_day_then_the_last_row() -> None:
    far, near = Quote(1, "05", MAY, 100), Quote(2, "0501", MARCH, 90)
    assert price_in_force([far, near], district="050110", on=JULY) == near
    newer, again = Quote(3, "0501", MAY, 95), Quote(4, "0501", MAY, 96)
    assert price_in_force([far, near, newer, again], district="050110", on=JULY) == again
    assert price_in_force([far, near, newer, again], district="050110", on=MAY) == again
    assert price_in_force([far, near, newer, again], district="050110", on=MARCH) == near


def test_another_place_and_a_later_day_say_nothing() -> None:
    quotes = [Quote(1, "06", MARCH, 100), Quote(2, "050111", MARCH, 100), Quote(3, "05", JULY, 100)]
    assert price_in_force(quotes, district="050110", on=MAY) is None
    assert price_in_force([], district="050110", on=MAY) is None


@pytest.mark.parametrize(
    ("quoted", "on", "old"),
    [
        (date(2026, 1, 15), date(2026, 7, 15), False),
        (date(2026, 1, 15), date(2026, 7, 16), True),
        (date(2026, 1, 15), date(2026, 7, 14), False),
        (date(2025, 12, 31), date(2026, 6, 30), False),
        (date(2025, 12, 31), date(2026, 7, 1), True),
        (date(2026, 7, 1), date(2026, 7, 1), False),
        (date(2024, 7, 1), date(2026, 7, 1), True),
    ],
)
def test_a_price_is_old_after_six_months(quoted: date, on: date, old: bool) -> None:
    assert is_old(quoted, on) is old


def test_the_median_is_a_price_that_somebody_said() -> None:
    found = spread_of([500, 100, 200, 900])
    assert found is not None and (found.least, found.median, found.most, found.count) == (100, 200, 900, 4)
    assert spread_of([]) is None


def test_a_rate_holds_from_its_day_on() -> None:
    shipped, first, last = (
        Rate(date(2012, 1, 1), 33_300, "promedio", False), Rate(MARCH, 37_000, "SBS", True, 1),
        Rate(MAY, 38_000, "SBS", True, 2),
    )  # fmt: skip
    rates = [last, shipped, first]
    assert rate_in_force(rates, date(2011, 12, 31)) is None
    assert rate_in_force(rates, date(2018, 6, 1)) == shipped
    assert rate_in_force(rates, MARCH) == first
    assert rate_in_force(rates, JULY) == last
