"""The best plan where some communities are parted as their neighbours need, as a program of whole numbers. HiGHS.

A group is pieces that stay whole and, of communities that are parted, from so many to so many households. Where it has
somebody of one of these only, the program knows the sums of these limits: so many of the community are in its groups at
least, so many more fit into groups that meet there, and so many into others, where they walk as far as to the nearest
neighbour or further. A group with somebody of several says how many of each. Of groups that do not hang together it is
said where they meet, and who is in them is free.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from winay.nuclei.solvers.portions import Group, Portions
from winay.nuclei.solvers.problem import Ints
from winay.nuclei.solvers.program import ANY, Answer, Program

Held = dict[int, int]
"""Households by unit."""
Slot = tuple[int, int, int, int]
"""Of a parted community, by its number among these, from so many to so many households, each of which walks so long."""

ANY_MINUTES = 10**6
"""Further than anybody walks."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that says how many such groups there are: the pieces in them, their slots, and columns that say of a
    piece whether it is in it, or (by its piece) with how many households a parted community is."""

    column: int
    whole: tuple[int, ...] = ()
    slots: tuple[Slot, ...] = ()
    columns: tuple[tuple[int, int], ...] = ()


@dataclass(eq=False)
class Freed:
    """The program: at most `small` households in groups below the minimum, `torn` groups that do not hang together."""

    portions: Portions
    small: int
    torn: int
    program: Program = field(default_factory=Program)
    choices: list[Choice] = field(default_factory=list)

    def __post_init__(self) -> None:
        row, households, problem = self.program.row, self.portions.households, self.portions.problem
        for _ in range(self.portions.whole):
            row(1, 1)
        self.total = [row(count, count) for count in households]
        self.number, self.few, self.scattered = row(0, ANY), row(0, self.small), row(0, self.torn)
        # Who fits in beyond the least: into groups that meet there, into others, into small ones.
        self.more = [(row(-ANY, 0), row(-ANY, 0), row(-ANY, 0)) for _ in households]
        for at, count in enumerate(households):
            near = np.delete(problem.minutes[self.portions.parted[at]], self.portions.parted[at])
            walks = (0, int(near.min(initial=ANY_MINUTES)), 0)
            for fits, minutes in zip(self.more[at], walks, strict=True):
                few = [(self.few, 1)] if fits == self.more[at][2] else []
                self.program.column(minutes, count, [(self.total[at], 1), (fits, 1), *few], whole=False)
            alone = Group((), (at,), 0, 0, (0,))
            self._choose(alone, problem.least, problem.most, count // problem.least)
            if self.small:
                self._choose(alone, 1, problem.least - 1, 1)

    def add(self, group: Group) -> None:
        """A group that may be in the plan, within the bounds or small."""
        problem = self.portions.problem
        self._choose(group, problem.least, problem.most)
        if self.small:
            self._choose(group, 1, problem.least - 1)

    def _choose(self, group: Group, least: int, most: int, times: int = 1) -> None:
        """A group of so many households, so many times at most."""
        some, parted = group.households, group.parted
        low, high = max(least - some, self.portions.share * len(parted)), most - some
        if low > high or (not parted and low > 0):
            return
        few = most < self.portions.problem.least
        base = [*((piece, 1) for piece in group.whole), (self.number, 1)]
        if len(parted) > 1:
            if not few:
                self._several(group, base, low, high)
            return
        entries, slots, cost = [*base, *([(self.few, some + low * len(parted))] if few else [])], [], group.cost
        for at, minutes in zip(parted, group.minutes, strict=True):
            entries += [(self.total[at], low), (self.more[at][2 if few else int(minutes > 0)], low - high)]
            slots.append((at, low, high, ANY_MINUTES if few else minutes))
            cost += low * minutes
        self.choices.append(Choice(self.program.column(cost, times, entries), group.whole, tuple(slots)))

    def _several(self, group: Group, base: Sequence[tuple[int, int]], low: int, high: int) -> None:
        """A group with somebody of several parted communities: how many of each."""
        row, column, whole = self.program.row, self.program.column, self.portions.whole
        less, more, each = row(0, ANY), row(-ANY, 0), [row(0, ANY) for _ in group.parted]
        least = [(one, -self.portions.share) for one in each]
        chosen = column(group.cost, 1, [*base, (less, -low), (more, -high), *least])
        parts = [
            (column(minutes, high, [(self.total[at], 1), (less, 1), (more, 1), (one, 1)]), whole + at)
            for at, one, minutes in zip(group.parted, each, group.minutes, strict=True)
        ]
        self.choices.append(Choice(chosen, group.whole, columns=tuple(parts)))

    def tear(self) -> None:
        """Groups that do not hang together, within the bounds: one may meet at each piece."""
        portions, row, column = self.portions, self.program.row, self.program.column
        problem, cost = portions.problem, portions.pieces.cost
        for host, seat in enumerate(piece.units[0] for piece in portions.pieces.pieces):
            less, more, own = row(0, ANY), row(-ANY, 0), row(0, ANY)
            # Whoever is of the place where it meets is in it.
            limits = [(less, -problem.least), (more, -problem.most), (own, -1)]
            chosen = column(0, 1, [*limits, (self.number, 1), (self.scattered, 1)])
            parts = []
            for piece, weight in enumerate(portions.weight):
                entries = [(piece, 1), (less, weight), (more, weight), *([(own, 1)] if piece == host else [])]
                parts.append((column(int(cost[piece, seat]), 1, entries), piece))
            for at, unit in enumerate(portions.parted):
                piece, minutes = portions.whole + at, int(problem.minutes[unit, seat])
                entries = [(self.total[at], 1), (less, 1), (more, 1), *([(own, 1)] if piece == host else [])]
                parts.append((column(minutes, problem.most, entries), piece))
            self.choices.append(Choice(chosen, columns=tuple(parts)))

    def best(self, groups: tuple[float, float], nodes: int, seconds: float, near: float = 0.0) -> Answer:
        """The best plan of so many groups, or one that is so near to it."""
        self.program.limits[self.number] = groups
        return self.program.solve(nodes, seconds, near)

    def read(self, answer: Answer) -> list[Held]:
        """The groups of a plan that was found."""
        assert answer.values is not None
        values: Ints = np.rint(answer.values).astype(np.int64)
        held: list[Held] = []
        open_: list[list[tuple[int, int, int]]] = [[] for _ in self.portions.parted]
        for choice in self.choices:
            for _ in range(int(values[choice.column])):
                for at, low, high, minutes in choice.slots:
                    open_[at].append((minutes, len(held), high - low))
                held.append(self._held(choice, values))
        for at, unit in enumerate(self.portions.parted):
            left = int(self.portions.problem.households[unit]) - sum(some.get(unit, 0) for some in held)
            for _, group, room in sorted(open_[at]):
                held[group][unit] += min(left, room)
                left -= min(left, room)
        return held

    def labels(self, answer: Answer) -> Ints:
        """The group of each piece of a plan that was found, where all stay whole."""
        assert answer.values is not None
        values: Ints = np.rint(answer.values).astype(np.int64)
        labels = np.zeros(self.portions.whole, np.int64)
        for group, choice in enumerate(choice for choice in self.choices if values[choice.column]):
            labels[_members(choice, values)] = group
        return labels

    def _held(self, choice: Choice, values: Ints) -> Held:
        """A group with as few households of its slots as can be."""
        pieces, portions, held = self.portions.pieces.pieces, self.portions, Held()
        for piece in _members(choice, values):
            held |= dict(pieces[piece].parts)
        for column, piece in choice.columns:
            if piece >= portions.whole and values[column]:
                held[pieces[piece].units[0]] = int(values[column])
        for at, low, _, _ in choice.slots:
            held[portions.parted[at]] = low
        return held


def _members(choice: Choice, values: Ints) -> list[int]:
    """The pieces of which somebody is in a group."""
    return [*choice.whole, *(piece for column, piece in choice.columns if values[column])]
