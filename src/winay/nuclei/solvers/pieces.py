"""A problem in pieces that are not parted further: what must be together is one piece, what is larger than a nucleus
is full nuclei and a remainder. numpy, no database.

A community larger than the maximum fills nuclei of its own first, and its remainder is a piece that goes to neighbours.
Where all remainders together make no nuclei within the bounds, full nuclei give households up to them, down to the
minimum each. A plan may part them in any other way (see `easing`): its shares are pieces then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from winay.nuclei.rules import Sizes
from winay.nuclei.solvers.problem import Contradicted, Contradiction, Ints, Plan, Problem, plan_of


@dataclass(frozen=True, slots=True)
class Piece:
    """Households by unit that stay in one group."""

    parts: tuple[tuple[int, int], ...]

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

    def plan(self, groups: Sequence[Sequence[int]]) -> Plan:
        """The plan of these groups of pieces and of the full nuclei."""
        held: list[dict[int, int]] = [{unit: size} for unit, sizes in self.own.items() for size in sizes]
        for group in groups:
            some: dict[int, int] = {}
            for at in group:
                for unit, count in self.pieces[at].parts:
                    some[unit] = some.get(unit, 0) + count
            held.append(some)
        return plan_of(self.problem, held)


def pieces_of(problem: Problem, like: Plan | None = None) -> Pieces:
    """The pieces of a problem, by their lowest unit, parting larger communities as a plan does, or as few households as
    can be. `Contradicted` where its marks cannot be kept."""
    sizes = problem.households.tolist()
    small = [size <= problem.most for size in sizes]
    members = _components(problem, small)
    guests = _guests(problem, small, members)
    _check(problem, members, guests)
    pieces, own = _parted(problem, members, guests, like)
    return _made(problem, pieces, own)


def pieces_whole_of(problem: Problem, loose: Sequence[int], share: int) -> Pieces | None:
    """The pieces of a problem that stay whole, and then one of so many households for each of these units, which may be
    parted at will; None where somebody must be with one of them."""
    small = [unit not in loose for unit in range(len(problem.households))]
    members = _components(problem, small)
    guests = _guests(problem, small, members)
    if any(guests):
        return None
    _check(problem, members, guests)
    whole = [Piece(tuple((unit, int(problem.households[unit])) for unit in units)) for units in members]
    parts = [Piece(((unit, min(share, int(problem.households[unit]))),)) for unit in loose]
    return _made(problem, [*whole, *parts], {})


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
    for at, larger in enumerate(guests):
        parts[at] |= dict.fromkeys(sorted(larger), 1)
    hosts = {unit: [at for at, larger in enumerate(guests) if unit in larger]
             for unit in np.flatnonzero(problem.households > problem.most).tolist()}  # fmt: skip
    own = {}
    if like is not None:
        for unit in [unit for unit, some in hosts.items() if not some]:
            own[unit], others = _shares(problem, like, unit)
            parts += [{unit: share} for share in others]
            del hosts[unit]
    free = {unit: int(problem.households[unit]) - len(some) for unit, some in hosts.items()}
    for unit, rest in _remainders(problem, free, sum(sum(held.values()) for held in parts)).items():
        number, each = divmod(free[unit] - rest, free[unit] // problem.most or 1)
        own[unit] = tuple(number + (at < each) for at in range(free[unit] // problem.most))
        for at in hosts[unit]:
            moved = min(rest, problem.most - sum(parts[at].values()))
            parts[at][unit] += moved
            rest -= moved
        if rest:
            parts.append({unit: rest})
    pieces = [Piece(tuple(sorted(held.items()))) for held in parts]
    return sorted(pieces, key=lambda piece: (piece.parts[0], piece.parts)), own


def _shares(problem: Problem, plan: Plan, unit: int) -> tuple[tuple[int, ...], list[int]]:
    """The nuclei within the bounds that a community has alone in a plan, and its shares in other groups."""
    sizes, groups = plan.sizes, plan.groups
    held = [(group, count) for one, group, count in plan.shares if one == unit]
    alone = [groups[group] == (unit,) and sizes[group] >= problem.least for group, _ in held]
    full = tuple(count for (_, count), fills in zip(held, alone, strict=True) if fills)
    return full, [count for (_, count), fills in zip(held, alone, strict=True) if not fills]


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


def _made(problem: Problem, pieces: list[Piece], own: dict[int, tuple[int, ...]]) -> Pieces:
    weight = np.array([piece.households for piece in pieces], np.int64)
    cost = np.zeros((len(pieces), len(problem.households)), np.int64)
    for at, piece in enumerate(pieces):
        for unit, count in piece.parts:
            cost[at] += count * problem.minutes[unit]
    return Pieces(problem, tuple(pieces), own, weight, cost, _never(problem, pieces))


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
