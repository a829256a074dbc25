"""A plan made better part by part: some neighbouring groups at a time, solved anew and to the end. numba and HiGHS."""

from collections.abc import Callable, Sequence

import numpy as np

from winay.nuclei.solvers.assembling import best_of
from winay.nuclei.solvers.branching import Leaf
from winay.nuclei.solvers.judging import COST
from winay.nuclei.solvers.listing import near
from winay.nuclei.solvers.parts import Known, joined, known_of
from winay.nuclei.solvers.pricing import PARTS
from winay.nuclei.solvers.problem import Ints
from winay.nuclei.solvers.standing import Standing, sound

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
        over = _above(standing, leaf)
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
            known = joined(standing.own(around), _of_part(standing, leaf, around, margin))
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


def _of_part(standing: Standing, leaf: Leaf, around: Sequence[int], margin: int) -> Known:
    """Nuclei of the pieces of some groups alone, those that cost the least more than their prices."""
    inside = np.flatnonzero(np.isin(standing.labels, np.array(around)))
    first = standing.ground.first_seat
    seats = np.concatenate([np.arange(first[piece], first[piece + 1]) for piece in inside.tolist()])
    ground, prices = standing.ground.part(inside), leaf.proven.of(inside, seats)
    found = known_of([], [])
    for _ in range(6):
        found, whole = near(ground, prices, margin, 6_000, 6_000_000)
        if whole:
            break
        margin = margin * 2 // 3
    return found.renamed(inside)


def _above(standing: Standing, leaf: Leaf) -> Ints:
    """What each group costs more than its prices and the price of a nucleus, in parts; below zero for those that are
    left as they are: small ones and those that do not hang together."""
    found = np.full(standing.groups, -1, np.int64)
    for group in range(standing.groups):
        inside = np.flatnonzero(standing.labels == group).astype(np.int64)
        out = standing.judged(inside)
        if sound(out[None])[0]:
            paid = int(leaf.proven.prices[inside].sum()) + leaf.proven.nucleus
            found[group] = max(0, PARTS * int(out[COST]) - paid)
    return found
