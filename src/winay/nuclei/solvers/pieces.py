"""A problem in pieces that are not parted further: what must be together is one piece, what is larger than a nucleus
is full nuclei and a remainder. numpy, no database.

A community larger than the maximum fills nuclei of its own first, and its remainder is a piece that goes to neighbours.
Where all remainders together make no nuclei within the bounds, full nuclei give households up to them, down to the
minimum each; and where a remainder ends in a group that is too small, they fill that group up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from winay.nuclei.rules import Sizes
from winay.nuclei.solvers.problem import Contradicted, Contradiction, Ints, Plan, Problem, plan_of


@dataclass(frozen=True, slots=True)
class Piece:
    """Households by unit that stay in one group. `giver` is the larger community whose remainder it is, or -1."""

    parts: tuple[tuple[int, int], ...]
    giver: int = -1

    @property
    def households(self) -> int:
        return sum(count for _, count in self.parts)

    @property
    def units(self) -> tuple[int, ...]:
        return tuple(unit for unit, _ in self.parts)


@dataclass(frozen=True, eq=False)
class Pieces:
    """`own[unit]`: the sizes of the nuclei that a community fills alone. `cost[k, j]`: household-minutes of piece k to
    a meeting in j. `apart[k, l]`: never in one group."""

    problem: Problem
    pieces: tuple[Piece, ...]
    own: dict[int, tuple[int, ...]]
    weight: Ints
    cost: Ints
    apart: NDArray[np.bool_]

    @property
    def full(self) -> int:
        """How many nuclei communities fill alone."""
        return sum(map(len, self.own.values()))

    @property
    def spares(self) -> bool:
        """Whether any full nucleus could lend households."""
        return any(map(self.spare, self.own))

    def spare(self, unit: int) -> int:
        """How many households the full nuclei of a community could lend."""
        return sum(size - self.problem.least for size in self.own.get(unit, ()))

    @cached_property
    def lenders(self) -> Ints:
        """For each piece the community whose full nuclei could lend its group households: the one it is the remainder
        of, else the nearest next to it; -1 where there is none."""
        found, problem = np.full(len(self.pieces), -1, np.int64), self.problem
        lending = [unit for unit in self.own if self.spare(unit)]
        for at, piece in enumerate(self.pieces):
            near = [unit for unit in lending if any(unit in problem.beside[own] for own in piece.units)]
            near.sort(key=lambda unit: int(problem.minutes[unit, piece.units[0]]))
            found[at] = piece.giver if piece.giver in lending else next(iter(near), -1)
        return found

    def plan(self, groups: Sequence[Sequence[int]], lending: bool = False) -> Plan:
        """The plan of these groups of pieces and of the full nuclei; where `lending`, these fill up small ones."""
        own = {unit: list(sizes) for unit, sizes in self.own.items()}
        held = [self._filled(group, own if lending else {}) for group in groups]
        return plan_of(self.problem, held + [{unit: size} for unit, sizes in own.items() for size in sizes])

    def _filled(self, group: Sequence[int], own: dict[int, list[int]]) -> dict[int, int]:
        """The households of a group by unit; what it lacks of the minimum comes from the full nuclei in `own` of a
        community that could lend them, where they can spare that much still."""
        least = self.problem.least
        held: dict[int, int] = {}
        for at in group:
            for unit, count in self.pieces[at].parts:
                held[unit] = held.get(unit, 0) + count
        short = least - sum(held.values())
        lenders = {int(self.lenders[at]) for at in group} & own.keys()
        for unit in sorted(lenders, key=lambda unit: (-self.spare(unit), unit))[:1]:
            if 0 < short <= sum(size - least for size in own[unit]):
                held[unit] = held.get(unit, 0) + short
                for _ in range(short):
                    own[unit][own[unit].index(max(own[unit]))] -= 1
        return held


def pieces_of(problem: Problem, like: Plan | None = None) -> Pieces:
    """The pieces of a problem, by their lowest unit, parting larger communities as a plan does, or as few households as
    can be. `Contradicted` where its marks cannot be kept."""
    sizes = problem.households.tolist()
    small = [size <= problem.most for size in sizes]
    members = _components(problem, small)
    guests = _guests(problem, small, members)
    _check(problem, members, guests)
    pieces, own = _parted(problem, members, guests, like)
    weight = np.array([piece.households for piece in pieces], np.int64)
    cost = np.zeros((len(pieces), len(sizes)), np.int64)
    for at, piece in enumerate(pieces):
        for unit, count in piece.parts:
            cost[at] += count * problem.minutes[unit]
    return Pieces(problem, tuple(pieces), own, weight, cost, _never(problem, pieces))


def _components(problem: Problem, small: Sequence[bool]) -> list[list[int]]:
    """The communities that fit into a nucleus, joined by marks of always together."""
    label = list(range(len(small)))

    def root(at: int) -> int:
        while label[at] != at:
            at = label[at]
        return at

    for one, other in problem.together.tolist():
        if small[one] and small[other]:
            low, high = sorted((root(one), root(other)))
            label[high] = low
    found: dict[int, list[int]] = {}
    for unit, fits in enumerate(small):
        if fits:
            found.setdefault(root(unit), []).append(unit)
    return list(found.values())


def _guests(problem: Problem, small: Sequence[bool], members: list[list[int]]) -> list[set[int]]:
    """For each component the larger communities of which somebody must be with it. Two large ones that must share a
    nucleus, and meet in none yet, get a component of their own."""
    which = {unit: at for at, units in enumerate(members) for unit in units}
    guests: list[set[int]] = [set() for _ in members]
    large = []
    for one, other in problem.together.tolist():
        if small[one] != small[other]:
            fits, above = (one, other) if small[one] else (other, one)
            guests[which[fits]].add(above)
        elif not small[one] and one != other:
            large.append({one, other})
    for pair in large:
        if not any(pair <= there for there in guests):
            members.append([])
            guests.append(pair)
    return guests


def _check(problem: Problem, members: list[list[int]], guests: list[set[int]]) -> None:
    reasons = []
    apart = {tuple(sorted(pair)) for pair in problem.apart.tolist()}
    for units, larger in zip(members, guests, strict=True):
        least = int(problem.households[units].sum()) + len(larger)
        everybody = tuple(sorted({*units, *larger}))
        if least > problem.most:
            reasons.append(Contradiction("together_too_large", everybody, least))
        inside = [pair for pair in sorted(apart) if set(pair) <= set(everybody) and pair[0] != pair[1]]
        reasons += [Contradiction("together_and_apart", (one, other)) for one, other in inside]
    if reasons:
        raise Contradicted(reasons)


def _parted(
    problem: Problem, members: list[list[int]], guests: list[set[int]], like: Plan | None
) -> tuple[list[Piece], dict[int, tuple[int, ...]]]:
    """The pieces, and the sizes of the full nuclei of each larger community. One household of it goes wherever it must
    be; the remainder joins the first of these that has room, and is a piece of its own where none has."""
    parts = [{unit: int(problem.households[unit]) for unit in units} for units in members]
    giver: dict[int, int] = {}
    for at, larger in enumerate(guests):
        parts[at] |= dict.fromkeys(sorted(larger), 1)
    hosts = {unit: [at for at, larger in enumerate(guests) if unit in larger]
             for unit in np.flatnonzero(problem.households > problem.most).tolist()}  # fmt: skip
    free = {unit: int(problem.households[unit]) - len(some) for unit, some in hosts.items()}
    if like is None:
        rests = _remainders(problem, free, sum(sum(held.values()) for held in parts))
    else:
        rests = {unit: count - _alone(like, unit, count // problem.most) for unit, count in free.items()}
    own = {}
    for unit, rest in rests.items():
        number, each = divmod(free[unit] - rest, free[unit] // problem.most or 1)
        own[unit] = tuple(number + (at < each) for at in range(free[unit] // problem.most))
        for share in _lent(like, unit, rest) if like is not None and not hosts[unit] else ():
            parts.append({unit: share})
            rest -= share
        for at in hosts[unit]:
            moved = min(rest, problem.most - sum(parts[at].values()))
            parts[at][unit] += moved
            rest -= moved
        if rest:
            hosts[unit].insert(0, len(parts))
            parts.append({unit: rest})
        for at in hosts[unit][:1]:
            giver.setdefault(at, unit)
    pieces = [Piece(tuple(sorted(held.items())), giver.get(at, -1)) for at, held in enumerate(parts)]
    return sorted(pieces, key=lambda piece: (piece.parts[0], piece.parts)), own


def _alone(plan: Plan, unit: int, number: int) -> int:
    """The households in the largest nuclei, so many, that a community fills alone."""
    sizes = (size for size, units in zip(plan.sizes, plan.groups, strict=True) if units == (unit,))
    return sum(sorted(sizes)[-number:]) if number else 0


def _lent(plan: Plan, unit: int, rest: int) -> list[int]:
    """What of a larger community is in nuclei of others, but for the first of these: so many households less than
    `rest` are left for that one, or for none."""
    groups = plan.groups
    held = [count for one, group, count in plan.shares if one == unit and groups[group] != (unit,)]
    return held[1:] if sum(held) == rest else held


def _remainders(problem: Problem, free: dict[int, int], others: int) -> dict[int, int]:
    """What of each larger community is in no full nucleus: what is left over, and more where `others` and all that is
    left over make no nuclei within the bounds."""
    least, most = problem.least, problem.most
    rests = {unit: count % most for unit, count in free.items()}
    short = Sizes(others + sum(rests.values()), least, most).missing
    spare = {unit: min(count // most * (most - least), most - rests[unit]) for unit, count in free.items()}
    if short <= sum(spare.values()):
        for unit in sorted(spare, key=lambda unit: (-spare[unit], unit)):
            lent = min(short, spare[unit])
            rests[unit] += lent
            short -= lent
    return rests


def _never(problem: Problem, pieces: list[Piece]) -> NDArray[np.bool_]:
    """A community that an office keeps apart is kept apart with every piece that has anybody of it."""
    found = np.zeros((len(pieces), len(pieces)), np.bool_)
    of: dict[int, list[int]] = {}
    for at, piece in enumerate(pieces):
        for unit in piece.units:
            of.setdefault(unit, []).append(at)
    for one, other in problem.apart.tolist():
        for first in of.get(one, ()):
            for second in of.get(other, ()):
                if first != second:
                    found[first, second] = found[second, first] = True
    return found
