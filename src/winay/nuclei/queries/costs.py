"""What a plan as it stands asks of people, in household-minutes to the assembly place, and what a change would."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from winay.nuclei.formation_models import Unit
from winay.nuclei.queries.plans import Plan
from winay.nuclei.queries.problems import minutes_between, neighbours_of
from winay.targeting.queries.ground import read_ground

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class GroupCost:
    """Of one group: households, household-minutes of all, minutes of the furthest community, whether its communities
    hang together, and the community where meeting would cost least, with those household-minutes."""

    households: int
    cost: int
    furthest: int
    joined: bool
    best_seat: int
    best_cost: int


@dataclass(frozen=True, slots=True)
class Option:
    """What moving a community's households to a group (0: a new one) would do: households of both afterwards, and the
    change of household-minutes of the whole plan."""

    group: int
    before: int
    after: int
    left: int
    change: int
    fits: bool
    nearby: bool


class Costs:
    """The costs of a plan. Reads the ground of its district once: some ten queries, however large the plan."""

    def __init__(self, plan: Plan, *, on: date) -> None:
        self._plan = plan
        ground = read_ground([plan.formation.district.code], on)
        places = [unit.place for unit in plan.units.values()]
        self._at = {unit: number for number, unit in enumerate(plan.units)}
        self._minutes = minutes_between(places, ground)
        self._beside: dict[int, set[int]] = {number: set() for number in range(len(places))}
        for one, other in neighbours_of(places, ground).tolist():
            self._beside[one].add(other)
            self._beside[other].add(one)
        self._held: dict[int, dict[int, int]] = {}
        for share in plan.shares:
            self._held.setdefault(share.group_id, {})[share.unit_id] = share.households
        self.positions = {
            unit.pk: (unit.place.latitude_e6, unit.place.longitude_e6) for unit in plan.units.values()
        }  # fmt: skip

    @property
    def by_group(self) -> dict[int, GroupCost]:
        """By the group's primary key, those that hold anybody."""
        return {pk: self._cost(held, self._plan.groups[pk].seat_id) for pk, held in self._held.items()}

    @property
    def total(self) -> int:
        """Household-minutes of the whole plan."""
        return sum(one.cost for one in self.by_group.values())

    def minutes(self, unit: int, group: int) -> int | None:
        """Minutes of one household of a unit to where a group meets (primary keys); None where it does not say."""
        seat = self._plan.groups[group].seat_id
        return None if seat is None else int(self._minutes[self._at[unit], self._at[seat]])

    def options(self, unit: Unit, origin: int) -> list[Option]:
        """Where the households that a group has of a community could go: every other group, the best first, and last a
        new one."""
        held = self._held.get(origin, {}).get(unit.pk, 0)
        rest = {pk: count for pk, count in self._held.get(origin, {}).items() if pk != unit.pk}
        seat = self._plan.groups[origin].seat_id
        freed = self._cost(rest, seat).cost - self._cost(self._held.get(origin, {}), seat).cost
        left = sum(rest.values())
        found = []
        for pk, there in self._held.items():
            if pk == origin:
                continue
            joined = there | {unit.pk: there.get(unit.pk, 0) + held}
            own = self._plan.groups[pk].seat_id
            change = freed + self._cost(joined, own).cost - self._cost(there, own).cost
            before = sum(there.values())
            fits = before + held <= self._plan.formation.most
            found.append(Option(pk, before, before + held, left, change, fits, self._touches(unit.pk, there)))
        found.sort(key=lambda one: (not one.fits, one.change, one.group))
        if left:
            found.append(Option(0, 0, held, left, freed, held <= self._plan.formation.most, nearby=True))
        return found

    def _touches(self, unit: int, held: Mapping[int, int]) -> bool:
        """Whether a community neighbours one of a group; where nobody knows its position, it does not."""
        return bool(self._beside[self._at[unit]] & {self._at[pk] for pk in held})

    def _cost(self, held: Mapping[int, int], seat: int | None) -> GroupCost:
        if not held:
            return GroupCost(0, 0, 0, True, 0, 0)
        if seat not in held:  # a group that lost it meets in its largest community, as the verb has it
            seat = min(held, key=lambda pk: (-held[pk], self._plan.units[pk].place.code))
        units = np.array([self._at[pk] for pk in held], np.int64)
        counts = np.array(list(held.values()), np.int64)
        costs = counts @ self._minutes[np.ix_(units, units)]
        best = int(costs.argmin())
        to_seat = self._minutes[units, self._at[seat]]
        return GroupCost(
            int(counts.sum()), int(counts @ to_seat), int(to_seat.max()), self._joined(units.tolist()),
            list(held)[best], int(costs[best]),
        )  # fmt: skip

    def _joined(self, units: list[int]) -> bool:
        """As `solvers.problem.Problem.joined`, of the communities of a plan."""
        waiting = {unit for unit in units if self._beside[unit]}
        reached = [waiting.pop()] if waiting else []
        while reached:
            near = self._beside[reached.pop()] & waiting
            waiting -= near
            reached += near
        return not waiting
