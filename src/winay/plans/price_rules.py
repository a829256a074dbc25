"""Which price and which exchange rate hold on a day, and what may be written down of them. Plain Python."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from winay.core.decision import Decision, Reason, allow_unless
from winay.plans.terms import PriceSource
from winay.targeting.decision_rules import text_fault, words_fault

MOST_MINOR = 100_000_000
"""A unit of a kit line costs less than a million soles: more is a slip of the finger."""
RATE_SCALE = 4
"""Soles for a dollar, in ten-thousandths."""
MOST_RATE = 100 * 10**RATE_SCALE
OLD_AFTER_MONTHS = 6
EARLIEST = date(2012, 1, 1)
"""The program began in that year."""


@dataclass(frozen=True, slots=True)
class Good:
    """What a price is of: a line of an item's kit, by its words and unit. The same words in another version of the
    program are the same good."""

    item: str
    line: str
    unit: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A price that stands: where (the code of a place), when, how much for a unit. `key` grows with each row."""

    key: int
    place: str
    quoted_on: date
    minor: int


def price_in_force(quotes: Iterable[Quote], *, district: str, on: date) -> Quote | None:
    """The price for a district on a day: of the nearest place around it that has one by then, the last day's, and of
    one day the row written last. None: nobody asked, and nobody knows."""
    standing = [one for one in quotes if district.startswith(one.place) and one.quoted_on <= on]
    return max(standing, key=lambda one: (len(one.place), one.quoted_on, one.key), default=None)


def is_old(quoted_on: date, on: date) -> bool:
    """Whether a price is older than six months on a day."""
    months = (on.year - quoted_on.year) * 12 + on.month - quoted_on.month - (on.day < quoted_on.day)
    return months >= OLD_AFTER_MONTHS and (months, on.day) != (OLD_AFTER_MONTHS, quoted_on.day)


@dataclass(frozen=True, slots=True)
class Spread:
    """Several prices of one good: the lowest, the middle one that somebody really said, the highest."""

    least: int
    median: int
    most: int
    count: int


def spread_of(minors: Sequence[int]) -> Spread | None:
    """Of prices in minor units; None of none."""
    return Spread(min(minors), median_low(minors), max(minors), len(minors)) if minors else None


@dataclass(frozen=True, slots=True)
class PriceSaid:
    """A price as somebody heard it."""

    good: Good
    place: str
    minor: int
    quoted_on: date | None
    source_kind: PriceSource | None
    source: str
    note: str = ""


def may_record_price(said: PriceSaid, *, known: bool, again: bool, today: date) -> Decision:
    """A price of something on a menu, above zero, with its day and its source. `again`: the same was written down
    already."""
    day = said.quoted_on
    return allow_unless(
        None if known else Reason("plans.not_on_menu"),
        Reason("plans.price_without_day") if day is None else None,
        Reason("plans.price_in_future") if day is not None and day > today else None,
        Reason("plans.price_before_program", {"year": EARLIEST.year}) if day is not None and day < EARLIEST else None,
        Reason("plans.price_amount") if not 0 < said.minor <= MOST_MINOR else None,
        Reason("plans.price_source_kind") if said.source_kind is None else None,
        words_fault(said.source, fault="plans.price_without_source"),
        text_fault(said.note, most=300),
        Reason("plans.price_again") if again else None,
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """Soles for a dollar from a day on, in ten-thousandths. `confirmed`: a source gives it for that day; an average of
    years is none."""

    from_on: date
    number: int
    source: str
    confirmed: bool
    key: int = 0


def rate_in_force(rates: Iterable[Rate], on: date) -> Rate | None:
    """The rate of a day: of the last day by then, the row written last. None before the first."""
    standing = [one for one in rates if one.from_on <= on]
    return max(standing, key=lambda one: (one.from_on, one.key), default=None)


@dataclass(frozen=True, slots=True)
class RateSaid:
    """An exchange rate as a source gives it."""

    from_on: date | None
    number: int
    source: str


def may_record_rate(said: RateSaid, *, again: bool, today: date) -> Decision:
    """A rate with its day and source. `again`: that day has a rate, which is withdrawn before another is written."""
    day = said.from_on
    return allow_unless(
        Reason("plans.rate_without_day") if day is None else None,
        Reason("plans.rate_in_future") if day is not None and day > today else None,
        Reason("plans.price_before_program", {"year": EARLIEST.year}) if day is not None and day < EARLIEST else None,
        Reason("plans.rate_number") if not 0 < said.number <= MOST_RATE else None,
        words_fault(said.source, fault="plans.rate_without_source"),
        Reason("plans.rate_again") if again else None,
    )
