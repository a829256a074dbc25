"""How technologies take root over the months since their delivery: shares by state. Plain Python."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from winay.delivery.technology_rules import Seen, months_after, state_on
from winay.delivery.technology_terms import TechState

MONTHS = tuple(range(25))
"""Months since the delivery that the curves show."""
USED = (TechState.IN_USE, TechState.REPLICATED)


@dataclass(frozen=True, slots=True)
class Grown:
    """A technology for counting: the days of its acts that stand."""

    delivered_on: date
    installed_on: date | None
    checks: Sequence[Seen]


@dataclass(frozen=True, slots=True)
class Point:
    """So many months after their deliveries: how many technologies had that long, and how many of them were then
    installed (whatever came of it), in use (also replicated), replicated, paused, abandoned."""

    month: int
    known: int
    installed: int
    used: int
    replicated: int
    paused: int
    abandoned: int


def curve(rows: Iterable[Grown], today: date) -> list[Point]:
    """A point for each month that somebody reached. Whoever was delivered to less long ago is in no later point, so
    that a late delivery never counts as a failure."""
    some = list(rows)
    found = []
    for month in MONTHS:
        states = [(one, day) for one in some if (day := months_after(one.delivered_on, month)) <= today]
        if not states:
            break
        told = [
            state_on(day, delivered_on=one.delivered_on, installed_on=one.installed_on, checks=one.checks)
            for one, day in states
        ]
        installed = sum(one.installed_on is not None and one.installed_on <= day for one, day in states)
        found.append(
            Point(
                month, len(states), installed, sum(one in USED for one in told), told.count(TechState.REPLICATED),
                told.count(TechState.PAUSED), told.count(TechState.ABANDONED),
            )
        )  # fmt: skip
    return found
