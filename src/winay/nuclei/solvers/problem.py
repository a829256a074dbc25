"""What is asked of a grouping of communities into nuclei, and what a grouping answers. numpy, no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from winay.nuclei.rules import Sizes

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Marks that no plan can keep: `kind` is "together_too_large" (these units must share a nucleus that would hold at
    least `households`, more than the maximum) or "together_and_apart" (these units must share one and must not)."""

    kind: str
    units: tuple[int, ...]
    households: int = 0


class Contradicted(Exception):
    """The marks contradict each other or the maximum. Nothing was looked for."""

    def __init__(self, reasons: Sequence[Contradiction]) -> None:
        super().__init__("; ".join(f"{reason.kind} {reason.units}" for reason in reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, eq=False)
class Problem:
    """Communities (units) by number. `households` of each, at least 1; `minutes[i, j]` that one household of i needs to
    a meeting in j, 0 on the diagonal and at least 1 elsewhere, large where nobody knows; `neighbours` pairs that touch,
    first < second; `together` and `apart` pairs that an office marked; a nucleus has `least` to `most` households."""

    households: Ints
    minutes: Ints
    neighbours: Ints
    together: Ints
    apart: Ints
    least: int
    most: int

    def __post_init__(self) -> None:
        count = len(self.households)
        if not count or self.minutes.shape != (count, count) or not 1 <= self.least <= self.most:
            raise ValueError("a problem has units, minutes between all of them, and bounds in order")
        if self.households.min() < 1 or np.diagonal(self.minutes).any() or self.minutes.min() < 0:
            raise ValueError("a unit has a household, and meeting at home takes no time")
        for pairs in (self.neighbours, self.together, self.apart):
            if pairs.size and (pairs.shape[1:] != (2,) or pairs.min() < 0 or pairs.max() >= count):
                raise ValueError("a pair names two units")

    @property
    def sizes(self) -> Sizes:
        """The arithmetic of the district as a whole."""
        return Sizes(int(self.households.sum()), self.least, self.most)

    def off(self, groups: int) -> int:
        """How far so many groups are from groups of middle size, those aside that communities can fill alone."""
        full = int((self.households[self.households > self.most] // self.most).sum())
        rest = int(self.households.sum()) - full * self.most
        return abs(2 * rest - (groups - full) * (self.least + self.most))

    @cached_property
    def beside(self) -> tuple[frozenset[int], ...]:
        """The neighbours of each unit."""
        found: list[set[int]] = [set() for _ in self.households]
        for one, other in self.neighbours.tolist():
            if one != other:
                found[one].add(other)
                found[other].add(one)
        return tuple(map(frozenset, found))

    def joined(self, units: Iterable[int]) -> bool:
        """Whether these units hang together over neighbours. Those that neighbour nobody at all are left aside."""
        waiting = {unit for unit in units if self.beside[unit]}
        reached = [waiting.pop()] if waiting else []
        while reached:
            near = self.beside[reached.pop()] & waiting
            waiting -= near
            reached += near
        return not waiting


Shares = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Groups numbered from 0 by their lowest unit. `shares` are (unit, group, households) in order; `seats` the unit
    where each group meets, one of its own; `cost` the household-minutes of all to their seats.

    `bound` is proven in whole numbers: no plan with as many groups, none above the maximum, no more households in
    undersized groups and no more groups that do not hang together than here costs less, parting communities larger than
    a nucleus as here. "Never together" is not used. None: not proven. `fewest_undersized` is proven too: no plan
    whatever, however it parts larger communities, has fewer households in groups below the minimum; and
    `fewest_scattered`: of the plans with no more of these, none has fewer groups that do not hang together. `exact`:
    no plan that is as good in what comes before (see `goals`) costs less, parting larger communities as here.
    `hurried`: the clock stopped the search, another machine may find another plan.
    """

    shares: Shares
    seats: tuple[int, ...]
    cost: int
    bound: int | None = None
    exact: bool = False
    fewest_undersized: int = 0
    fewest_scattered: int = 0
    hurried: bool = False

    @property
    def sizes(self) -> tuple[int, ...]:
        """The households of each group."""
        found = [0] * len(self.seats)
        for _, group, households in self.shares:
            found[group] += households
        return tuple(found)

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The units of each group."""
        found: list[list[int]] = [[] for _ in self.seats]
        for unit, group, _ in self.shares:
            found[group].append(unit)
        return tuple(map(tuple, found))

    def undersized(self, problem: Problem) -> tuple[int, ...]:
        """The groups below the minimum."""
        return tuple(at for at, size in enumerate(self.sizes) if size < problem.least)

    def scattered(self, problem: Problem) -> tuple[int, ...]:
        """The groups whose units do not hang together."""
        return tuple(at for at, units in enumerate(self.groups) if not problem.joined(units))

    def unavoidable(self, problem: Problem) -> tuple[int, int]:
        """What is proven of every plan whatever, 0 where nothing is: households in groups below the minimum at least;
        and where there are no more than these, groups that do not hang together."""
        least = self.goals(problem)[0] <= self.fewest_undersized
        return self.fewest_undersized, self.fewest_scattered if least else 0

    def goals(self, problem: Problem) -> tuple[int, int, int, int, int]:
        """What a plan is judged by, the first first, less is better: households in groups below the minimum; groups
        that do not hang together; how far the number of groups is from groups of middle size, those aside that
        communities can fill alone; household-minutes; shares beyond one a unit. Hanging together goes before minutes,
        since minutes alone scatter one group of six."""
        small = sum(size for size in self.sizes if size < problem.least)
        off = problem.off(len(self.seats))
        return small, len(self.scattered(problem)), off, self.cost, len(self.shares) - len(problem.households)


def seat_of(problem: Problem, shares: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Where these (unit, households) meet with the fewest household-minutes, the lowest unit among equals, and those
    minutes."""
    units, households = (np.array(column, np.int64) for column in zip(*sorted(shares), strict=True))
    cost = households @ problem.minutes[np.ix_(units, units)]
    best = int(cost.argmin())
    return int(units[best]), int(cost[best])


def plan_of(problem: Problem, groups: Iterable[dict[int, int]]) -> Plan:
    """The plan of these groups (households by unit): numbered, seated, priced; nothing proven yet."""
    held = [tuple(sorted((unit, count) for unit, count in group.items() if count)) for group in groups]
    ordered = sorted((group for group in held if group), key=lambda group: (group[0][0], -group[0][1], group))
    seated = [seat_of(problem, group) for group in ordered]
    shares = sorted((unit, at, count) for at, group in enumerate(ordered) for unit, count in group)
    return Plan(tuple(shares), tuple(seat for seat, _ in seated), sum(cost for _, cost in seated))


def faults(problem: Problem, plan: Plan) -> list[str]:
    """What makes it no plan of this problem at all, in plain words for whoever looks for the mistake; none is good."""
    placed = np.zeros(len(problem.households), np.int64)
    if any(not 0 <= unit < len(placed) for unit, _, _ in plan.shares):
        return ["it names units that the problem does not have"]
    for unit, _, households in plan.shares:
        placed[unit] += households
    found = [f"unit {unit} is not served" for unit in np.flatnonzero(placed != problem.households).tolist()]
    found += [f"group {at} is above the maximum" for at, size in enumerate(plan.sizes) if size > problem.most]
    groups = plan.groups
    where = [{at for at, units in enumerate(groups) if unit in units} for unit in range(len(placed))]
    found += [
        f"unit {unit} is split without need"
        for unit, at in enumerate(where)
        if len(at) > 1 and problem.households[unit] <= problem.most
    ]
    found += [f"{one} and {other} share no group" for one, other in problem.together.tolist()
              if not where[one] & where[other]]  # fmt: skip
    found += [f"{one} and {other} share a group" for one, other in problem.apart.tolist()
              if where[one] & where[other]]  # fmt: skip
    return found + [f"group {at} meets elsewhere" for at, seat in enumerate(plan.seats) if seat not in groups[at]]
