"""A trainer's month on foot: which households on which day, in which order. PyVRP, no database and no clock.

PyVRP knows no visits that come back. So one round is solved, every household once with days as vehicles, and repeated:
the same households come together each time, on the same day of the week where the calendar allows it. Nobody has a
second visit before everybody has a first. What finds no place is given back with its reason, never left out in silence.
Households are numbers from 0; in the table of minutes 0 is where the trainer sleeps and household n is n + 1.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from winay.trainers.load_rules import Budget
from winay.trainers.terms import ShortWhy

if TYPE_CHECKING:
    import pyvrp

Route = tuple[int, ...]
ITERATIONS, IDLE, TRIAL = 400, 150, 60
"""How far a round is searched, how long without finding better, and after how many steps one that leaves many
households out is given up."""
EACH = 30
"""Households for which that is far enough; for more of them it goes on longer in proportion."""
NEARLY = 2
"""Households that a trial may leave out and still be searched on."""
SEED = 1
MISSED = 1_000_000
"""Minutes that one visit less is worth, so that walking never decides who is visited."""
OTHER_WEEKDAY = 3
"""Days of uneven spacing that keeping the day of the week is worth."""
CLOSE = 5
"""Minutes of walking that each day is worth by which two visits to a household come too near each other."""
EXACT = 8
"""Most visits of a day of which every order is compared."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A month to be planned. `minutes` from each stop to each; `days` on which the trainer works, in their order;
    between `least` and `most` visits for every household; `owed`: visits that each missed before, who come first
    where not all fit; to the `unknown` nobody knows the way, and they are not planned."""

    minutes: Sequence[Sequence[int]]
    days: Sequence[date]
    budget: Budget
    least: int
    most: int
    owed: Sequence[int] = ()
    unknown: frozenset[int] = frozenset()

    @property
    def households(self) -> int:
        return len(self.minutes) - 1

    def walking(self, stops: Sequence[int]) -> int:
        """Minutes on the way of a day, from where the trainer sleeps and back."""
        path = [0, *(one + 1 for one in stops), 0]
        return sum(self.minutes[here][there] for here, there in pairwise(path)) if stops else 0

    def takes(self, stops: Sequence[int]) -> int:
        """Minutes of a day, the visits included."""
        return self.walking(stops) + len(stops) * self.budget.visit_minutes

    def near(self, household: int) -> bool:
        """Whether one can go there, visit and be back on the same day."""
        return household not in self.unknown and self.takes((household,)) <= self.budget.useful

    def why_not(self, household: int) -> ShortWhy:
        """Why a household has fewer visits than were asked for it."""
        if household in self.unknown:
            return ShortWhy.UNKNOWN
        return ShortWhy.TIME if self.near(household) else ShortWhy.FAR


@dataclass(frozen=True, slots=True)
class Missing:
    """Visits of a household that find no place."""

    household: int
    visits: int
    why: ShortWhy


@dataclass(frozen=True, slots=True)
class Month:
    """`each` visits were asked for every household; `days` with visits, each in walking order; `missing` the rest."""

    each: int
    days: Mapping[date, Route]
    missing: tuple[Missing, ...]

    def walking(self, asked: Asked) -> int:
        """Minutes on the way in the whole month."""
        return sum(asked.walking(stops) for stops in self.days.values())

    def visits(self) -> Counter[int]:
        """How many visits each household has."""
        return Counter(one for stops in self.days.values() for one in stops)


def planned(asked: Asked) -> Month:
    """As many visits for everybody as all can have; where not even the least fits, as many as fit."""
    near = [one for one in range(asked.households) if asked.near(one)]
    for each in range(asked.most, asked.least - 1, -1) if near else ():
        routes = _whole_round(asked, near, len(asked.days) // each)
        if routes:
            return _told(asked, each, _repeated(asked, routes, each))
    return _told(asked, asked.least, _filled(asked, near))


def mended(asked: Asked, each: int, kept: Mapping[date, Route], other: Mapping[int, Sequence[date]]) -> Month:
    """What is planned already, `kept` on those of the month's days that are left, and what is wanting up to `each` put
    where there is time: nothing that is kept changes its day, but for what no longer fits there. `other`: visits of a
    household on days that are not for planning, such as those that have passed; they count, and spacing heeds them."""
    days = {on: list(kept.get(on, ())) for on in asked.days}
    for stops in days.values():
        while asked.takes(stops) > asked.budget.useful:
            stops.pop()
    have = Counter(one for stops in days.values() for one in stops)
    want = {one: each - have[one] - len(other.get(one, ())) for one in range(asked.households) if asked.near(one)}
    _insert(asked, days, want, other, each)
    return _told(asked, each, {on: tuple(stops) for on, stops in days.items() if stops}, other)


def _told(
    asked: Asked, each: int, days: Mapping[date, Route], other: Mapping[int, Sequence[date]] | None = None
) -> Month:
    have = Counter(one for stops in days.values() for one in stops)
    missing = []
    for one in range(asked.households):
        short = each - have[one] - len((other or {}).get(one, ()))
        if short > 0:
            missing.append(Missing(one, short, asked.why_not(one)))
    return Month(each, dict(sorted(days.items())), tuple(missing))


def _whole_round(asked: Asked, near: Sequence[int], days: int) -> list[Route]:
    """One visit to everybody in so many days with the least walking; nothing where somebody finds no place."""
    if days < 1 or len(near) * asked.budget.visit_minutes + _least_way(asked, near) > days * asked.budget.useful:
        return []
    found = _solved(asked, near, days, TRIAL)
    if len(near) - sum(map(len, found)) > NEARLY:
        return []
    found = _solved(asked, near, days, ITERATIONS, start=found)
    return found if sum(map(len, found)) == len(near) else []


def _least_way(asked: Asked, near: Sequence[int]) -> int:
    """A bound of the walking of a round: everybody is reached from somewhere."""
    stops = [0, *(one + 1 for one in near)]
    return sum(min(asked.minutes[here][one + 1] for here in stops if here != one + 1) for one in near)


def _filled(asked: Asked, near: Sequence[int]) -> dict[date, Route]:
    """Round after round in as few days as each takes, and what is left of time filled up."""
    left, found = list(asked.days), dict[date, list[int]]()
    for _ in range(asked.least if near else 0):
        routes = _solved(asked, near, len(left), ITERATIONS, a_day=asked.budget.useful) if left else []
        for route in routes:
            found[left.pop(0)] = list(route)
    days = {on: found.get(on, []) for on in asked.days}
    have = Counter(one for stops in days.values() for one in stops)
    _insert(asked, days, {one: asked.least - have[one] for one in near}, {}, asked.least)
    return {on: tuple(stops) for on, stops in days.items() if stops}


def _solved(
    asked: Asked, near: Sequence[int], days: int, iterations: int, *, start: Sequence[Route] = (), a_day: int = 0
) -> list[Route]:
    """One round over some households by PyVRP: as many as fit, those that are owed visits first, then the least
    walking. `a_day`: minutes that one day less is worth. The routes in the order of their first households."""
    from pyvrp import Model, Solution
    from pyvrp.stop import MaxIterations, MultipleCriteria, NoImprovement

    model, owed = Model(), asked.owed or [0] * asked.households
    stops = [0, *(one + 1 for one in near)]
    spots = [model.add_location(0, 0) for _ in stops]
    base = model.add_depot(spots[0])
    for spot, one in zip(spots[1:], near, strict=True):
        prize = MISSED * (1 + owed[one])
        model.add_client(spot, service_duration=asked.budget.visit_minutes, prize=prize, required=False)
    model.add_vehicle_type(days, start_depot=base, end_depot=base, shift_duration=asked.budget.useful, fixed_cost=a_day)
    for here, spot in zip(stops, spots, strict=True):
        for there, target in zip(stops, spots, strict=True):
            if here != there:
                way = asked.minutes[here][there]
                model.add_edge(spot, target, way, way)
    at = {one: number for number, one in enumerate(near)}
    begun = Solution(model.data(), [[at[one] for one in route] for route in start]) if start else None
    size = max(EACH, len(near))
    until = MultipleCriteria([MaxIterations(iterations * size // EACH), NoImprovement(IDLE * size // EACH)])
    result = model.solve(until, seed=SEED, collect_stats=False, display=False, initial_solution=begun)
    return _routes(result.best, near) if result.is_feasible() else []


def _routes(solution: "pyvrp.Solution", near: Sequence[int]) -> list[Route]:
    found = [tuple(near[one.idx] for one in route if one.is_client()) for route in solution.routes()]
    return sorted((route for route in found if route), key=min)


def _repeated(asked: Asked, routes: Sequence[Route], each: int) -> dict[date, Route]:
    """The same routes once in each part of the month, as evenly spaced and on the same weekdays as the days allow."""
    count = len(asked.days)
    parts = [asked.days[number * count // each : (number + 1) * count // each] for number in range(each)]
    before = list(parts[0][: len(routes)])
    found = dict(zip(before, routes, strict=True))
    apart = ((asked.days[-1] - asked.days[0]).days + 1) // each
    for part in parts[1:]:
        before = _again(before, part, apart)
        found |= dict(zip(before, routes, strict=True))
    return found


def _again(before: Sequence[date], part: Sequence[date], apart: int) -> list[date]:
    """A day of the next part of the month for each route, as near to `apart` days after the last time as exchanging
    days brings it."""

    def uneven(route: int, on: date) -> int:
        last = before[route]
        return (abs((on - last).days - apart) + OTHER_WEEKDAY * (on.weekday() != last.weekday())) ** 2

    given = list(part)
    better = True
    while better:
        better = False
        for route in range(len(before)):
            for other in range(route + 1, len(given)):
                now, then = uneven(route, given[route]), uneven(route, given[other])
                if other < len(before):
                    now, then = now + uneven(other, given[other]), then + uneven(other, given[route])
                if then < now:
                    given[route], given[other], better = given[other], given[route], True
    return given[: len(before)]


def _insert(
    asked: Asked, days: dict[date, list[int]], want: Mapping[int, int], other: Mapping[int, Sequence[date]], each: int
) -> None:
    """Put what is wanting where there is time: whoever has fewest visits first, then whoever fits on fewest days."""
    short = {one: count for one, count in want.items() if count > 0}
    have = {one: [on for on, stops in days.items() if one in stops] + list(other.get(one, ())) for one in short}
    owed = asked.owed or [0] * asked.households
    regular = (max(asked.days) - min(asked.days)).days // max(1, each) if asked.days else 0
    changed: set[date] = set()
    while short:
        ways = {one: _ways(asked, days, one, have[one], regular) for one in short}
        short = {one: count for one, count in short.items() if ways[one]}
        if not short:
            break
        one = min(short, key=lambda one: (len(have[one]), -owed[one], len(ways[one]), min(ways[one]), one))
        _, on, place = min(ways[one])
        days[on].insert(place, one)
        have[one].append(on)
        changed.add(on)
        short[one] -= 1
        if not short[one]:
            del short[one]
    for on in changed:
        days[on] = list(in_order(asked, days[on]))


def _ways(
    asked: Asked, days: Mapping[date, list[int]], one: int, have: Iterable[date], regular: int
) -> list[tuple[int, date, int]]:
    """Where a visit fits: what it costs in walking and in being too near another, the day, the place in its order."""
    found, had = [], list(have)
    for on, stops in days.items():
        if on in had:
            continue
        near = min((abs((on - other).days) for other in had), default=regular)
        close = CLOSE * max(0, regular - near)
        room, now = asked.budget.useful - asked.takes(stops) - asked.budget.visit_minutes, asked.walking(stops)
        more, place = min((asked.walking([*stops[:at], one, *stops[at:]]) - now, at) for at in range(len(stops) + 1))
        if more <= room:
            found.append((more + close, on, place))
    return found


def in_order(asked: Asked, stops: Sequence[int]) -> Route:
    """The visits of a day in the order with the least walking; long days keep theirs."""
    count = len(stops)
    if not 1 < count <= EXACT:
        return tuple(stops)
    minutes, at = asked.minutes, [one + 1 for one in stops]
    best: dict[tuple[int, int], tuple[int, Route]]
    best = {(1 << here, here): (minutes[0][at[here]], (here,)) for here in range(count)}
    for _ in range(count - 1):
        longer: dict[tuple[int, int], tuple[int, Route]] = {}
        for (seen, here), (way, path) in best.items():
            for there in range(count):
                if not seen >> there & 1:
                    key, told = (seen | 1 << there, there), (way + minutes[at[here]][at[there]], (*path, there))
                    longer[key] = min(longer.get(key, told), told)
        best = longer
    _, path = min((way + minutes[at[here]][0], path) for (_, here), (way, path) in best.items())
    return tuple(stops[here] for here in path)
