"""How numbers, money and dates are written, in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winay.core import numbers
from winay.core.money import Money


@pytest.mark.parametrize(
    ("value", "decimals", "es", "en"),
    [
        (0, None, "0", "0"),
        (713, None, "713", "713"),
        (1874, None, "1\u202f874", "1,874"),
        (947_994, None, "947\u202f994", "947,994"),
        (Decimal("36.50"), None, "36,50", "36.50"),
        (Decimal("36.45"), 1, "36,5", "36.5"),
        (Decimal("-1234.5"), None, "\u22121\u202f234,5", "\u22121,234.5"),
        (Decimal("1E+3"), None, "1\u202f000", "1,000"),
        (40.0, 0, "40", "40"),
    ],
)
def test_numbers(value, decimals, es, en):
    assert numbers.number(value, "es", decimals) == es
    assert numbers.number(value, "en", decimals) == en


@given(st.integers(-(10**15), 10**15), st.integers(0, 4))
def test_no_digit_is_lost(n, scale):
    exact = Decimal(n).scaleb(-scale)
    text = numbers.number(exact, "es")
    assert Decimal(text.replace("\u202f", "").replace(",", ".").replace("\u2212", "-")) == exact


def test_percent_money_and_dates():
    assert numbers.percent(Decimal("36.5"), "es") == "36,5\u202f%"
    assert numbers.percent(Decimal("36.5"), "en-us") == "36.5%"
    assert numbers.money(Money(123450), "es") == "S/\u00a01\u202f234,50"
    assert numbers.money(Money(123450), "en") == "S/\u00a01,234.50"
    assert numbers.money(Money(170000, "USD"), "es", short=True) == "US$\u00a01\u202f700"
    assert numbers.money(Money(170050, "USD"), "es", short=True) == "US$\u00a01\u202f700,50"
    assert numbers.money(Money(-5), "es") == "\u2212S/\u00a00,05"
    assert numbers.day(date(2026, 9, 1), "es") == "1\u00a0set\u00a02026"
    assert numbers.day(date(2026, 9, 1), "en") == "1\u00a0Sep\u00a02026"
    assert numbers.month(date(2018, 1, 1), "es") == "ene\u00a02018"
    assert numbers.moment(datetime(2026, 3, 12, 14, 5, tzinfo=UTC), "es") == "12\u00a0mar\u00a02026, 14:05"
