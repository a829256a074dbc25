"""A problem in pieces that are not parted further: what must be together is one piece, what is larger than a nucleus
is full nuclei and a remainder. numpy, no database.

A community larger than the maximum fills nuclei of its own first. Its remainder is a piece that goes to neighbours, and
may be nobody. Where it joins a group that is too small, the full nuclei can spare households for that group, down to
the minimum each (`spare`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from winay.nuclei.solvers.problem import Contradicted, Contradiction, Ints, Plan, Problem, plan_of


@dataclass(frozen=True, slots=True)
class Piece:
    """Households by unit that stay in one group, and how many more the full nuclei of `giver` could spare for it."""

    parts: tuple[tuple[int, int], ...]
    giver: int = -1
    spare: int = 0

    @property
    def households(self) -> int:
        return sum(count for _, count in self.parts)

    @property
    def units(self) -> tuple[int, ...]:
        return tuple(unit for unit, _ in self.parts)


@dataclass(frozen=True, eq=False)
class Pieces:
    """`full[unit]`: how many nuclei of the maximum a community fills alone. `cost[k, j]`: household-minutes of piece k
    to a meeting in j. `apart[k, l]`: never in one group."""

    problem: Problem
    pieces: tuple[Piece, ...]
    full: dict[int, int]
    weight: Ints
    cost: Ints
    apart: NDArray[np.bool_]

    def plan(self, groups: Sequence[Sequence[int]]) -> Plan:
        """The plan of these groups of pieces, with what full nuclei spare for those that would be too small."""
        problem = self.problem
        own = {unit: [problem.most] * count for unit, count in self.full.items()}
        held = [self._filled(group, own) for group in groups]
        return plan_of(problem, held + [{unit: size} for unit, sizes in own.items() for size in sizes])

    def _filled(self, group: Sequence[int], own: dict[int, list[int]]) -> dict[int, int]:
        """The households of a group by unit; what it lacks of the minimum is taken from `own`, from the nearest to its
        seat first, where there is enough."""
        problem = self.problem
        held: dict[int, int] = {}
        for at in group:
            for unit, count in self.pieces[at].parts:
                held[unit] = held.get(unit, 0) + count
        short = problem.least - sum(held.values())
        givers = [self.pieces[at] for at in group if self.pieces[at].spare]
        if not givers or not 0 < short <= sum(piece.spare for piece in givers) or short == problem.least:
            return held
        settled = [unit for unit, count in held.items() if count]
        weights = np.array([held[unit] for unit in settled], np.int64)
        seat = settled[int((weights @ problem.minutes[np.ix_(settled, settled)]).argmin())]
        for piece in sorted(givers, key=lambda piece: (int(problem.minutes[piece.giver, seat]), piece.giver)):
            sizes = own[piece.giver]
            for _ in range(min(short, piece.spare)):
                sizes[sizes.index(max(sizes))] -= 1
                held[piece.giver] = held.get(piece.giver, 0) + 1
                short -= 1
        return held


def pieces_of(problem: Problem) -> Pieces:
    """The pieces of a problem, by their lowest unit. `Contradicted` where its marks cannot be kept."""
    sizes = problem.households.tolist()
    small = [size <= problem.most for size in sizes]
    members = _components(problem, small)
    guests = _guests(problem, small, members)
    _check(problem, members, guests)
    pieces, full = _parted(problem, members, guests)
    weight = np.array([piece.households for piece in pieces], np.int64)
    cost = np.zeros((len(pieces), len(sizes)), np.int64)
    for at, piece in enumerate(pieces):
        for unit, count in piece.parts:
            cost[at] += count * problem.minutes[unit]
    return Pieces(problem, tuple(pieces), full, weight, cost, _never(problem, pieces))


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


def _parted(problem: Problem, members: list[list[int]], guests: list[set[int]]) -> tuple[list[Piece], dict[int, int]]:
    """The pieces, and the full nuclei of each larger community. One household of it goes wherever it must be; the
    remainder joins the first of these that has room, and is a piece of its own where none has."""
    parts = [{unit: int(problem.households[unit]) for unit in units} for units in members]
    spare: dict[int, tuple[int, int]] = {}
    full: dict[int, int] = {}
    for at, larger in enumerate(guests):
        parts[at] |= dict.fromkeys(sorted(larger), 1)
    for unit in np.flatnonzero(problem.households > problem.most).tolist():
        hosts = [at for at, larger in enumerate(guests) if unit in larger]
        full[unit], rest = divmod(int(problem.households[unit]) - len(hosts), problem.most)
        for at in hosts:
            moved = min(rest, problem.most - sum(parts[at].values()))
            parts[at][unit] += moved
            rest -= moved
        if rest or not hosts:
            hosts.insert(0, len(parts))
            parts.append({unit: rest})
        spare.setdefault(hosts[0], (unit, full[unit] * (problem.most - problem.least)))
    pieces = [Piece(tuple(sorted(held.items())), *spare.get(at, (-1, 0))) for at, held in enumerate(parts)]
    return sorted(pieces, key=lambda piece: (piece.parts[0], piece.parts)), full


def _never(problem: Problem, pieces: list[Piece]) -> NDArray[np.bool_]:
    """A community that an office keeps apart is kept apart with every piece that has anybody of it."""
    found = np.zeros((len(pieces), len(pieces)), np.bool_)
    of: dict[int, list[int]] = {}
    for at, piece in enumerate(pieces):
        for unit in piece.units:
            of.setdefault(unit, []).append(at)
    for one, other in problem.apart.tolist():
        for first in of[one]:
            for second in of[other]:
                if first != second:
                    found[first, second] = found[second, first] = True
    return found
