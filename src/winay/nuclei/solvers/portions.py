"""A problem of which some communities may be parted at will: its pieces, and the groups that they could make. numba."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from winay.nuclei.solvers.compiled import Flags, Ground
from winay.nuclei.solvers.gathering import gathered
from winay.nuclei.solvers.ground import ground_of
from winay.nuclei.solvers.judging import MARKS, OVER, SCATTERED, judge_all
from winay.nuclei.solvers.pieces import Pieces, pieces_whole_of
from winay.nuclei.solvers.problem import Ints, Problem

WORK = 60_000_000
"""How far groups are looked for."""


@dataclass(frozen=True, slots=True)
class Group:
    """Pieces that stay whole, `households` of them, and somebody of the communities `parted`, by number among these.
    `cost`: what the whole pieces walk to where they meet; `minutes`: what a household of each of the others does."""

    whole: tuple[int, ...]
    parted: tuple[int, ...]
    households: int
    cost: int
    minutes: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Portions:
    """The first `whole` pieces stay whole. Of each of the others, the units `parted`, any number of groups may have at
    least `share` households."""

    pieces: Pieces
    ground: Ground
    whole: int
    parted: tuple[int, ...]
    share: int

    @property
    def problem(self) -> Problem:
        return self.pieces.problem

    @property
    def households(self) -> list[int]:
        """Of each community that is parted."""
        return [int(self.problem.households[unit]) for unit in self.parted]

    @cached_property
    def weight(self) -> list[int]:
        """Of each piece that stays whole."""
        return [int(weight) for weight in self.pieces.weight[: self.whole]]

    def groups(self, most_parted: int, room: int, watched: Ints | None = None) -> list[Group] | None:
        """All groups that hang together and have somebody of no more than so many parted communities, small ones also
        but not those of one parted community alone; only those with somebody `watched`, if any are. None where they are
        too many, or somebody neighbours nobody and so hangs together with everybody."""
        ground = self.ground
        if ground.alone.any() and len(ground.alone) > 1:
            return None
        loose = np.arange(len(ground.weight)) >= self.whole
        known = gathered(ground.beside, ground.weight, ground.most, room, WORK, loose, most_parted, watched)
        if known is None:
            return None
        judged = np.zeros((len(known.costs), 7), np.int64)
        judge_all(ground, known.first, known.members, np.zeros(len(ground.weight) + 2, np.int64), judged)
        found = []
        for at in np.flatnonzero(judged[:, [OVER, MARKS, SCATTERED]].sum(axis=1) == 0).tolist():
            pieces = known.group(at)
            if len(pieces) > 1 or pieces[0] < self.whole:
                found += self._seated(pieces)
        return found

    @cached_property
    def clusters(self) -> list[list[int]]:
        """The communities that are parted, by number among these: those together that hang together over each other."""
        beside = self.ground.beside[self.whole :, self.whole :]
        waiting, found = set(range(len(self.parted))), []
        while waiting:
            some = [waiting.pop()]
            for at in some:
                near = sorted(waiting & set(np.flatnonzero(beside[at]).tolist()))
                waiting -= set(near)
                some += near
            found.append(sorted(some))
        return sorted(found)

    def mixed(self, parted: int, room: int) -> list[tuple[tuple[int, ...], int]] | None:
        """The pieces that stay whole (with their households) of all groups with somebody of so many parted communities,
        and of some groups more: as if all communities of a cluster were next to each other. None where they are too
        many."""
        count, beside = self.whole, self.ground.beside
        touching = np.zeros((count, len(self.clusters)), np.bool_)
        for at, cluster in enumerate(self.clusters):
            touching[:, at] = beside[:count, [count + one for one in cluster]].any(axis=1)
        over: Flags = beside[:count, :count] | (touching.astype(np.int64) @ touching.T.astype(np.int64) > 0)
        np.fill_diagonal(over, False)
        weight = self.ground.weight[:count].copy()
        known = gathered(np.ascontiguousarray(over), weight, self.ground.most - parted * self.share, room, WORK)
        if known is None:
            return None
        sizes = np.array([len(cluster) for cluster in self.clusters])
        some = [known.group(at) for at in range(len(known.costs))]
        return [
            (tuple(group), int(weight[group].sum()))
            for group in some
            if int(sizes[touching[group].any(axis=0)].sum()) >= parted
        ]

    def _seated(self, pieces: Sequence[int]) -> list[Group]:
        """A group where it walks the least with as few households of parted communities as it may have, and where it
        does with as many."""
        ground, problem = self.ground, self.problem
        whole = tuple(sorted(piece for piece in pieces if piece < self.whole))
        parted = tuple(sorted(piece - self.whole for piece in pieces if piece >= self.whole))
        units = [self.parted[at] for at in parted]
        seats = np.array([unit for piece in pieces for unit in self.pieces.pieces[piece].units])
        cost = ground.cost[list(whole)][:, seats].sum(axis=0)
        minutes = problem.minutes[units][:, seats]
        households = sum(self.weight[piece] for piece in whole)
        found = {}
        for total in (problem.least, problem.most) if parted else (0,):
            more = max(total - households, self.share * len(parted)) if parted else 0
            # Evenly from each: which of them comes is not known yet.
            at = int((len(parted) * cost + more * minutes.sum(axis=0) if parted else cost).argmin())
            found[int(seats[at])] = Group(whole, parted, households, int(cost[at]), tuple(minutes[:, at].tolist()))
        return list(found.values())


def portions_of(problem: Problem, loose: Sequence[int], share: int) -> Portions | None:
    """The portions of a problem of which these units may be parted, at least so many households in a group with others;
    None where an office marked that somebody must be with one of them."""
    pieces = pieces_whole_of(problem, loose, share)
    if pieces is None:
        return None
    whole, ground = len(pieces.pieces) - len(loose), ground_of(pieces, 1)
    return Portions(pieces, ground, whole, tuple(loose), share)
