"""How far the households of a district would walk to their assembly under a version: nuclei of those whom it lets in,
drawn as an office would draw them on a map, the same way for every version. No plan, and nobody's nucleus."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from winay.journeys.pages.two_rules import TwoRules, Under
from winay.nuclei.queries.problems import minutes_between, neighbours_of
from winay.places.models import Place
from winay.targeting.queries.ground import read_ground
from winay.targeting.solvers.ground import Ground


@dataclass(frozen=True, slots=True)
class WalkGroup:
    """Communities that would share a nucleus: with the households that enter, and where they would meet."""

    number: int
    seat: Place
    places: tuple[Place, ...]
    households: int


@dataclass(frozen=True, slots=True)
class Walk:
    """The nuclei under one version. `minutes` of all households to their assemblies, one way; `furthest` those of the
    furthest community; `small` nuclei below the minimum, `scattered` those whose communities are not all neighbours."""

    groups: tuple[WalkGroup, ...]
    households: int
    minutes: int
    furthest: int
    small: int
    scattered: int

    @property
    def mean(self) -> int:
        """Minutes of a household."""
        return round(self.minutes / self.households) if self.households else 0


def walks_of(found: TwoRules, *, on: date) -> tuple[Walk | None, Walk | None]:
    """Of both versions; None where nobody enters, or the version gives no bounds. Some ten queries."""
    ground = read_ground([found.district.code], on)
    return _walk(found.strict, found.places, ground), _walk(found.open, found.places, ground)


def _walk(under: Under, everywhere: Sequence[Place], ground: Ground) -> Walk | None:
    from winay.nuclei.solvers.greedy import by_hand
    from winay.nuclei.solvers.pieces import pieces_of
    from winay.nuclei.solvers.problem import Problem

    places = [place for place in everywhere if under.places[place.pk].entering]
    if under.bounds is None or not places:
        return None
    nobody = np.empty((0, 2), np.int64)
    problem = Problem(
        households=np.array([under.places[place.pk].entering for place in places], np.int64),
        minutes=minutes_between(places, ground), neighbours=neighbours_of(places, ground), together=nobody,
        apart=nobody, least=under.bounds.least, most=under.bounds.most,
    )  # fmt: skip
    pieces = pieces_of(problem)
    plan = pieces.plan(by_hand(pieces))
    members: list[list[int]] = [[] for _ in plan.seats]
    furthest = 0
    for unit, group, _ in plan.shares:
        members[group].append(unit)
        furthest = max(furthest, int(problem.minutes[unit, plan.seats[group]]))
    groups = tuple(
        WalkGroup(number + 1, places[seat], tuple(places[unit] for unit in units), size)
        for number, (seat, units, size) in enumerate(zip(plan.seats, members, plan.sizes, strict=True))
    )
    return Walk(
        groups, int(problem.households.sum()), plan.cost, furthest,
        sum(size < problem.least for size in plan.sizes), sum(not problem.joined(units) for units in members),
    )  # fmt: skip
