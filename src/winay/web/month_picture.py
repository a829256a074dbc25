"""Where a trainer walks, drawn by the server: a dot for each community, a line for each walk of a day in its order, and
the days that take it. Households have no position of their own: a line goes from community to community. SVG units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin
from typing import Any

from winay.places.travel.rules import points, straight_km
from winay.web.area_picture import framed, round_km, written
from winay.web.plan_picture import HUES, MICRO, apart

RADIUS, BESIDE, FOOT = 24.0, 5.0, 40
"""Of a dot; how far the lines of walks that share a way lie beside each other; room for the scale."""


@dataclass(frozen=True, slots=True)
class _Spot:
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Stopping:
    """A community, or where the trainer sleeps (`base`). `visits` of the days that are drawn; `number`: which stop of
    the day it is, where one day alone is drawn."""

    name: str
    visits: int
    number: int
    base: bool
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Trail:
    """A walk and the days that take it. `km` in a straight line from place to place, in tenths, there and back, of one
    day; None where a place of it has no position. `minutes` of one day, the visits included, and `visits` of all of
    its days."""

    number: int
    hue: int
    dash: int
    points: str
    x: str
    y: str
    places: tuple[str, ...]
    days: tuple[date, ...]
    visits: int
    km: int | None
    minutes: int
    walking: int

    @property
    def hours(self) -> tuple[int, int]:
        """Hours and minutes of one day."""
        return divmod(self.minutes, 60)


@dataclass(frozen=True, slots=True)
class MonthPicture:
    """Everything the template draws, and the totals of its table. `missing` communities have no position."""

    height: int
    foot: int
    stops: list[Stopping]
    trails: list[Trail]
    bar: str
    bar_km: int
    missing: int
    days: int
    visits: int
    km: int | None
    minutes: int
    walking: int


def month_picture(
    days: Mapping[date, Sequence[Any]], people: Mapping[int, Any], base: Any, visit_minutes: int
) -> MonthPicture | None:
    """The picture of some days (`enrolment`, `way`, `back` in walking order); None where nothing is planned or nothing
    has a position."""
    places = {base.pk: base} if base is not None else {}
    for stops in days.values():
        places |= {people[one.enrolment].household.place_id: people[one.enrolment].household.place for one in stops}
    spots = {
        pk: _Spot(one.latitude_e6 / MICRO, one.longitude_e6 / MICRO)
        for pk, one in places.items()
        if one.latitude_e6 is not None and one.longitude_e6 is not None
    }
    if not spots or not days:
        return None
    frame = framed(list(spots.values()), close=False)
    at = apart({pk: frame.at(spot) for pk, spot in spots.items()}, RADIUS, frame.height)
    home = base.pk if base is not None else None
    walks: dict[tuple[int, ...], list[date]] = {}
    for on in sorted(days):
        walks.setdefault(_walk(days[on], people), []).append(on)
    drawn = list(enumerate(walks.items(), 1))
    trails = [
        _trail(number, len(drawn), walk, some, days, home, places, spots, at, visit_minutes)
        for number, (walk, some) in drawn
    ]
    visits: dict[int, int] = {}
    for stops in days.values():
        for one in stops:
            place = people[one.enrolment].household.place_id
            visits[place] = visits.get(place, 0) + 1
    order = next(iter(walks)) if len(days) == 1 else ()
    bar_km = round_km(frame)
    return MonthPicture(
        height=frame.height + FOOT,
        foot=frame.height + FOOT - 20,
        stops=[
            Stopping(
                places[pk].name, visits.get(pk, 0), order.index(pk) + 1 if pk in order else 0, pk == home,
                written(x), written(y),
            )
            for pk, (x, y) in at.items()
        ],
        trails=trails,
        bar=written(bar_km / frame.km_per_unit),
        bar_km=bar_km,
        missing=len(places) - len(spots),
        days=len(days),
        visits=sum(one.visits for one in trails),
        km=None if any(one.km is None for one in trails) else sum((one.km or 0) * len(one.days) for one in trails),
        minutes=sum(_minutes(stops, visit_minutes) for stops in days.values()),
        walking=sum(_walking(stops) for stops in days.values()),
    )  # fmt: skip


def _walk(stops: Sequence[Any], people: Mapping[int, Any]) -> tuple[int, ...]:
    """The communities of a day in their order, each as often as it is come to."""
    found: list[int] = []
    for one in stops:
        place = people[one.enrolment].household.place_id
        if not found or found[-1] != place:
            found.append(place)
    return tuple(found)


def _walking(stops: Sequence[Any]) -> int:
    return int(sum(one.way for one in stops) + stops[-1].back)


def _minutes(stops: Sequence[Any], visit_minutes: int) -> int:
    return _walking(stops) + len(stops) * visit_minutes


def _trail(
    number: int, many: int, walk: tuple[int, ...], some: Sequence[date], days: Mapping[date, Sequence[Any]],
    home: int | None, places: Mapping[int, Any], spots: Mapping[int, _Spot], at: Mapping[int, tuple[float, float]],
    visit_minutes: int,
) -> Trail:  # fmt: skip
    ends = () if home is None else (home,)
    path = [*ends, *walk, *ends]
    turn = 2 * pi * number / max(many, 1)
    aside = (BESIDE * cos(turn), BESIDE * sin(turn)) if many > 1 else (0.0, 0.0)
    line = [(at[pk][0] + aside[0], at[pk][1] + aside[1]) for pk in path if pk in at]
    known = all(pk in spots for pk in path)
    km = _km([spots[pk] for pk in path]) if known else None
    last = at.get(walk[-1], line[-1] if line else (0.0, 0.0))
    first = days[some[0]]
    again = (number - 1) // HUES
    return Trail(
        number, (number - 1) % HUES, (number - 1 + 3 * again) % HUES,
        " ".join(f"{written(x)},{written(y)}" for x, y in line),
        written(last[0]), written(last[1]), tuple(dict.fromkeys(places[pk].name for pk in walk)), tuple(some),
        sum(len(days[on]) for on in some), km, _minutes(first, visit_minutes),
        _walking(first),
    )  # fmt: skip


def _km(path: Sequence[_Spot]) -> int:
    """Tenths of kilometres from place to place in a straight line."""
    at = [[round(one.latitude * MICRO) for one in path], [round(one.longitude * MICRO) for one in path]]
    start, end = points(at[0][:-1], at[1][:-1], None), points(at[0][1:], at[1][1:], None)
    return round(10 * float(straight_km(start, end).sum()))
