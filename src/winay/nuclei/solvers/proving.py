"""What cannot be undercut: the bound of the best plan, and the leaves in which a better one would be. numba, HiGHS."""

from dataclasses import replace

import numpy as np

from winay.nuclei.solvers.bounding import Bounding, first_prices
from winay.nuclei.solvers.branching import Leaf, branched, regions_of
from winay.nuclei.solvers.judging import COST
from winay.nuclei.solvers.parts import Known, known_of
from winay.nuclei.solvers.pricing import things_of
from winay.nuclei.solvers.problem import Ints
from winay.nuclei.solvers.standing import Standing, sound

CLIMB, ROOT = 60, 90
"""Steps of the first prices, and rounds of pricing before regions are asked about."""
MANY, LONG_CLIMB = 20, 200
"""With more pieces to a nucleus than that, linear programs take minutes: then the first prices climb that far, and
are left at that."""


def proven(standing: Standing, rounds: int) -> tuple[list[Leaf], Known]:
    """Prove a bound of the best plan, with so many rounds of pricing beyond the first ones. The leaves in which a
    better plan of this kind would be, and the nuclei met on the way that hang together and keep the marks."""
    ground, cost = standing.ground, standing.best.cost
    things = things_of(ground)
    ends = np.array([piece.units[0] for piece in standing.pieces.pieces])
    inside, apart = regions_of(standing.pieces.problem.minutes[np.ix_(ends, ends)])
    bounding = Bounding(things, standing.groups, standing.small, np.ascontiguousarray(inside[:, things.host]))
    many = len(ends) > MANY * standing.groups
    first = first_prices(things, cost // int(things.weight.sum()), _walked(standing))
    best = bounding.climb(first, LONG_CLIMB if many else CLIMB, cost)
    if many and best is not None:
        standing.best = replace(standing.best, bound=max(standing.best.bound or 0, min(best.bound, cost)))
        return [], known_of([], [])
    best, meeting = bounding.run(best, (), ROOT, cost)
    root = Leaf((), best, meeting)
    leaves = branched(bounding, apart, root, rounds, cost) if best.bound < cost else []
    bound = leaves[0].proven.bound if leaves else cost
    standing.best = replace(standing.best, bound=max(standing.best.bound or 0, bound))
    return leaves, _good(standing, bounding.master.met())


def _walked(standing: Standing) -> Ints:
    """What each piece walks in the best plan, shared out by households."""
    own, weight = standing.own(), standing.pieces.weight
    walked = np.zeros(len(weight), np.int64)
    for at in range(len(own.costs)):
        group = own.group(at)
        walked[group] = own.costs[at] * weight[group] // max(1, int(weight[group].sum()))
    return walked


def _good(standing: Standing, groups: list[Ints]) -> Known:
    """Those of them that a plan may have."""
    known = known_of([group.tolist() for group in groups], [0] * len(groups))
    judged = standing.judged_all(known)
    known.costs[:] = judged[:, COST]
    return known.some(np.flatnonzero(sound(judged)))
