"""What visiting asks of a trainer's month: a time budget in whole minutes. Plain Python.

A load comes from time, never from a number of households: sixty close together are less work than thirty a day's walk
apart. A trainer lives in one community, goes out to another in the morning and comes back at night; where the way there
and back would take more than half of the day, they sleep there until every household has had its visit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WHOLE = 10_000
"""A hundred percent, in hundredths."""


@dataclass(frozen=True, slots=True)
class Budget:
    """A trainer's time. `reserve` of every day, in hundredths of a percent, goes to reports, rain and waiting;
    `visit_minutes` is one visit, `between_minutes` the way from one home to the next in a community."""

    days: int
    day_minutes: int
    reserve: int
    visit_minutes: int
    between_minutes: int

    @property
    def useful(self) -> int:
        """Minutes of a day for walking and visiting."""
        return self.day_minutes * (WHOLE - self.reserve) // WHOLE

    @property
    def month(self) -> int:
        """Minutes of a month for walking and visiting."""
        return self.days * self.useful


@dataclass(frozen=True, slots=True)
class Round:
    """One visit to every household of a community: how often somebody goes there, minutes of visits and of walking,
    nights away from home."""

    households: int
    away: int
    trips: int
    visiting: int
    walking: int
    nights: int

    @property
    def minutes(self) -> int:
        return self.visiting + self.walking


@dataclass(frozen=True, slots=True)
class Load:
    """One visit to every household of a nucleus, of a trainer who lives in community `base` (its position)."""

    base: int
    rounds: tuple[Round, ...]

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.rounds)

    @property
    def walking(self) -> int:
        return sum(one.walking for one in self.rounds)

    @property
    def households(self) -> int:
        return sum(one.households for one in self.rounds)

    @property
    def nights(self) -> int:
        return sum(one.nights for one in self.rounds)

    @property
    def walking_percent(self) -> int:
        """Part of the time that goes into walking, the nearest whole percent."""
        return (200 * self.walking + self.minutes) // (2 * self.minutes) if self.minutes else 0


def round_of(households: int, away: int, budget: Budget) -> Round:
    """One visit to each of `households` (at least one) that live `away` minutes, one way, from where the trainer
    sleeps."""
    visiting, way = households * budget.visit_minutes, 2 * away
    if 2 * way > budget.useful:
        walking = way + (households - 1) * budget.between_minutes
        return Round(households, away, 1, visiting, walking, -(-(visiting + walking) // budget.useful) - 1)
    each = budget.visit_minutes + budget.between_minutes
    a_day = max(1, (budget.useful - way + budget.between_minutes) // each)
    trips = -(-households // a_day)
    return Round(households, away, trips, visiting, trips * way + (households - trips) * budget.between_minutes, 0)


def load_of(households: Sequence[int], minutes: Sequence[Sequence[int]], budget: Budget) -> Load:
    """The load of a nucleus whose trainer lives where that costs least time. `minutes` are those between each two
    communities, one way. ValueError for a nucleus without households."""
    if not households:
        raise ValueError("a nucleus without households asks nothing of anybody")
    loads = (
        Load(base, tuple(round_of(count, minutes[base][at], budget) for at, count in enumerate(households)))
        for base in range(len(households))
    )
    return min(loads, key=lambda one: (one.minutes, one.base))


def trainers_tenths(load: Load, visits: int, budget: Budget) -> int:
    """How many trainers `visits` a month to every household take, in tenths, rounded up."""
    return -(-10 * visits * load.minutes // budget.month)


def trainers(load: Load, visits: int, budget: Budget) -> int:
    """The same in whole people."""
    return -(-visits * load.minutes // budget.month)


def visits_tenths(minutes: int, people: int, budget: Budget) -> int:
    """How many visits a month every household gets of so many trainers, in tenths, rounded down.

    `minutes`: those of one visit to each, the walking included."""
    return 10 * people * budget.month // minutes


def trainers_by_ratio(households: int, each: int) -> int:
    """How many trainers a rule of so many households for each gives."""
    return -(-households // each)
