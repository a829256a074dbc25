"""A trainer's month as pages show it: a calendar of working days, and each day with its hours. Plain Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from winay.trainers.load_rules import Budget
from winay.trainers.schedule_wording import ABSENCES
from winay.trainers.terms import AbsenceWhy
from winay.web.enrolment_words import person_name
from winay.web.pictures import position

LEAVES = time(8)
"""When a day begins, unless somebody says otherwise."""
DAYS_OF_WEEK = 5


@dataclass(frozen=True, slots=True)
class Hour:
    """A visit of a day: when one arrives, after how many minutes on the way, to whom."""

    at: time
    way: int
    household: Any
    name: str
    cycle: int


@dataclass(frozen=True, slots=True)
class Workday:
    """A day with visits. `minutes` from leaving to coming back, of which `walking` on the way."""

    on: date
    leaves: time
    back: time
    hours: tuple[Hour, ...]
    minutes: int
    walking: int

    @property
    def communities(self) -> str:
        """Where it goes, in walking order."""
        return ", ".join(dict.fromkeys(one.household.place.name for one in self.hours))


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar. `full`: its minutes in percent of a working day; `away`: why nobody works."""

    on: date
    inside: bool
    today: bool
    visits: int
    full: str
    walking: str
    away: str


def workday(
    on: date, stops: Sequence[Any], people: Mapping[int, Any], budget: Budget, leaves: time = LEAVES
) -> Workday:
    """A day from its stops (`enrolment`, `way`, `back`) in their order."""
    clock = datetime.combine(on, leaves)
    hours = []
    for stop in stops:
        clock += timedelta(minutes=stop.way)
        told = people[stop.enrolment]
        hours.append(Hour(clock.time(), stop.way, told.household, person_name(told.participant), stop.enrolment))
        clock += timedelta(minutes=budget.visit_minutes)
    clock += timedelta(minutes=stops[-1].back)
    minutes = int((clock - datetime.combine(on, leaves)).total_seconds()) // 60
    walking = sum(stop.way for stop in stops) + stops[-1].back
    return Workday(on, leaves, clock.time(), tuple(hours), minutes, walking)


def calendar(month: Any, workdays: Iterable[Workday], within: tuple[date, date], today: date) -> list[list[Cell]]:
    """The Mondays to Fridays of a month, week by week; days of other months and outside `within` are not `inside`."""
    told = {one.on: one for one in workdays}
    monday = month.from_on - timedelta(days=month.from_on.weekday())
    weeks = []
    while monday < month.until_on:
        days = [monday + timedelta(days=number) for number in range(DAYS_OF_WEEK)]
        if any(month.from_on <= on < month.until_on for on in days):
            weeks.append([_cell(month, on, told.get(on), within, today) for on in days])
        monday += timedelta(days=7)
    return weeks


def _cell(month: Any, on: date, told: Workday | None, within: tuple[date, date], today: date) -> Cell:
    useful = month.norm.budget.useful if month.norm.budget else 1
    why = next((ABSENCES[AbsenceWhy(one.why)] for one in month.absences if one.from_on <= on < one.until_on), "")
    return Cell(
        on=on, inside=month.from_on <= on < month.until_on and within[0] <= on < within[1], today=on == today,
        visits=len(told.hours) if told else 0, full=position(told.minutes, useful) if told else "0",
        walking=position(told.walking, useful) if told else "0", away=str(why),
    )  # fmt: skip


def leaving(text: str) -> time:
    """An hour of an address, such as 07:30; the usual one where something else stands there."""
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return LEAVES


def in_hours(minutes: int) -> tuple[int, int]:
    """Hours and minutes."""
    return divmod(minutes, 60)
