"""A plan made better part by part: some neighbouring groups at a time, solved anew and to the end. numba and HiGHS."""

from collections.abc import Callable

import numpy as np

from winay.nuclei.solvers.assembling import above, best_of, of_part
from winay.nuclei.solvers.branching import Leaf
from winay.nuclei.solvers.parts import joined
from winay.nuclei.solvers.pricing import PARTS
from winay.nuclei.solvers.standing import Standing

FEW, NODES = 6, 30
"""How many groups at first, and how far a part is searched."""


def mended(standing: Standing, leaf: Leaf, rounds: int, seconds: float, told: Callable[[float], bool]) -> None:
    """Solve groups anew with those around them, the ones that cost most above their prices first, until no such few can
    be bettered; then more of them at a time. `told` hears what part is done, and says whether to stop."""
    few = FEW
    tried: set[int] = set()
    for at in range(rounds):
        if standing.best.cost == standing.best.bound:
            break
        over = above(standing, leaf)
        waiting = [group for group in np.argsort(-over, kind="stable").tolist() if group not in tried]
        if not waiting:
            if few >= min(2 * FEW, standing.groups):
                break
            few, tried = few + 2, set()
            continue
        around = [group for group in _around(standing, waiting[0], few) if over[group] >= 0]
        tried.add(waiting[0])
        margin = int(over[around].sum()) if around else 0
        before = standing.best
        if len(around) > 1 and margin >= PARTS:
            known = joined(standing.own(around), of_part(standing, leaf, around, margin))
            best_of(standing, around, known, NODES, seconds)
        if standing.best is not before and standing.best.cost < before.cost:
            tried -= set(around)
        if told((at + 1) / rounds):
            break


def _around(standing: Standing, centre: int, few: int) -> list[int]:
    """A group and those nearest to it."""
    ground, labels, count = standing.ground, standing.labels, standing.groups
    ends = np.array([piece.units[0] for piece in standing.pieces.pieces])
    away = ground.minutes[np.ix_(ends[labels == centre], ends)].sum(axis=0)
    mean = np.bincount(labels, weights=away * ground.weight, minlength=count)
    loads = np.maximum(1, np.bincount(labels, weights=ground.weight, minlength=count))
    nearest = [group for group in np.argsort(mean / loads, kind="stable").tolist() if group != centre]
    return [centre, *nearest[: few - 1]]
