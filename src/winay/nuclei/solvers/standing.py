"""Where a search stands: the best plan so far, and what it is made of. Imports numba."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from winay.nuclei.solvers.ground import ground_of, pool_of
from winay.nuclei.solvers.judging import COST, MARKS, OVER, SCATTERED, SMALL, judge, judge_all
from winay.nuclei.solvers.parts import Known, known_of
from winay.nuclei.solvers.pieces import Pieces
from winay.nuclei.solvers.problem import Ints, Plan


@dataclass(eq=False)
class Standing:
    """`labels` are the groups of the pieces in the best plan that the search itself made."""

    pieces: Pieces
    best: Plan
    pool_room: int
    labels: Ints = field(init=False)

    def __post_init__(self) -> None:
        problem = self.pieces.problem
        self.ground = ground_of(self.pieces, max(1, self.best.cost // int(problem.households.sum())))
        self.step = max(1, self.best.cost // len(self.pieces.pieces))
        self.pool = pool_of(len(self.pieces.pieces), self.pool_room)
        self.labels = self._labels_of_best()

    @property
    def groups(self) -> int:
        """How many groups of pieces there are."""
        return int(self.labels.max()) + 1

    @property
    def small(self) -> int:
        return self.best.goals(self.pieces.problem)[0]

    @property
    def scattered(self) -> int:
        return self.best.goals(self.pieces.problem)[1]

    def offer(self, labels: Ints) -> bool:
        """Take the plan that labels of the pieces make if it is as good; whether it is better."""
        problem, plan = self.pieces.problem, self.plan(labels)
        plan = replace(
            plan, fewest_undersized=self.best.fewest_undersized, fewest_scattered=self.best.fewest_scattered,
            hurried=self.best.hurried,
        )  # fmt: skip
        before, after = self.best.goals(problem), plan.goals(problem)
        # A bound of plans with more of what should not be is one of these too.
        if after[0] <= before[0] and after[1] <= before[1] and len(plan.seats) == len(self.best.seats):
            plan = replace(plan, bound=self.best.bound)
        if after <= before:
            self.labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
            self.best = plan
        return after < before

    def plan(self, labels: Ints) -> Plan:
        """The plan that labels of the pieces make."""
        groups = range(int(labels.max()) + 1)
        return self.pieces.plan([np.flatnonzero(labels == group).tolist() for group in groups])

    def own(self, groups: Sequence[int] | None = None) -> Known:
        """The groups of the best labels, or these of them."""
        found, costs = [], []
        for group in range(self.groups) if groups is None else groups:
            inside = np.flatnonzero(self.labels == group).astype(np.int64)
            found.append(inside.tolist())
            costs.append(int(self.judged(inside)[COST]))
        return known_of(found, costs)

    def judged(self, group: Ints) -> Ints:
        """What some pieces are as a nucleus, by the names in `judging`."""
        stack, out = np.zeros(len(self.labels) + 2, np.int64), np.zeros(7, np.int64)
        judge(self.ground, np.ascontiguousarray(group), len(group), stack, out)
        return out

    def judged_all(self, known: Known) -> Ints:
        """What each of some groups is, as `judged`."""
        out, stack = np.zeros((len(known.costs), 7), np.int64), np.zeros(len(self.labels) + 2, np.int64)
        judge_all(self.ground, known.first, known.members, stack, out)
        return out

    def _labels_of_best(self) -> Ints:
        """The best plan's groups, as labels of the pieces: full nuclei of a community are left aside."""
        labels = np.full(len(self.pieces.pieces), -1, np.int64)
        groups = self.best.groups
        held = {(unit, group): count for unit, group, count in self.best.shares}
        for at, piece in enumerate(self.pieces.pieces):
            fits = [group for group, units in enumerate(groups) if set(piece.units) <= set(units)]
            # Of a community that is parted, each piece is in a group of its own.
            unit, count = piece.parts[0]
            fits.sort(key=lambda group: (held[unit, group] != count, len(groups[group]) == 1, held[unit, group], group))
            labels[at] = fits[0] if fits else -1
            if fits and len(piece.parts) == 1:
                held[unit, fits[0]] = -1
        labels[labels < 0] = labels.max() + 1 + np.arange(int((labels < 0).sum()))
        return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def sound(judged: Ints) -> NDArray[np.bool_]:
    """Which nuclei are within the bounds, keep the marks and hang together."""
    return np.asarray(judged[:, [OVER, MARKS, SMALL, SCATTERED]].sum(axis=1) == 0)
