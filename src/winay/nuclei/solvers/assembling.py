"""The best plan that nuclei make which are known, and what it proves where these are all that matter. HiGHS, numba."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from winay.nuclei.solvers.branching import Leaf
from winay.nuclei.solvers.judging import COST, SCATTERED, SMALL
from winay.nuclei.solvers.listing import near
from winay.nuclei.solvers.parts import Known, chosen, joined, known_of
from winay.nuclei.solvers.pricing import PARTS
from winay.nuclei.solvers.standing import Standing, sound

WORK = 20_000_000
"""How far one listing goes."""
LEAST_ROOM = 300
"""Nuclei of a leaf that are listed at least, however many leaves there are."""


def put_together(standing: Standing, leaves: Sequence[Leaf], met: Known, room: int, nodes: int, seconds: float) -> None:
    """Take the best plan of all nuclei that are worth it. Where all nuclei of a better plan are among them, or all up
    to a margin, the bound is raised to what that proves."""
    some, bound = [standing.own(), met], standing.best.cost
    for at, leaf in enumerate(leaves):
        found, margin = _listed(standing, leaf, max(LEAST_ROOM, room // (at + 2)))
        some.append(found)
        bound = min(bound, -(-(leaf.proven.parts + margin) // PARTS))
    if leaves:
        some.append(_pooled(standing, leaves[0], room // 8))
    some_small = standing.small > 0
    whole = best_of(standing, range(standing.groups), joined(*some), nodes, seconds)
    # Small nuclei are in no list.
    if whole and not some_small:
        bound = max(standing.best.bound or 0, min(bound, standing.best.cost))
        standing.best = replace(standing.best, bound=bound)


def best_of(standing: Standing, around: Sequence[int], known: Known, nodes: int, seconds: float) -> bool:
    """Put these groups of the plan together anew from known nuclei of their pieces (the groups themselves are among
    them), the fewest that do not hang together first; whether nothing better can be made of these."""
    inside = np.flatnonzero(np.isin(standing.labels, np.array(around)))
    names = np.full(len(standing.labels), -1, np.int64)
    names[inside] = np.arange(len(inside))
    judged = standing.judged_all(known)
    small = judged[:, SMALL]
    weighed = replace(known, costs=judged[:, COST] + judged[:, SCATTERED] * standing.best.cost)
    number, most_small = len(around), int(standing.judged_all(standing.own(around))[:, SMALL].sum())
    picked, whole = chosen(len(inside), (number, number), weighed.renamed(names), small, most_small, nodes, seconds)
    if picked is None:
        return False
    labels = standing.labels.copy()
    for group, at in zip(around, picked, strict=True):
        labels[known.group(at)] = group
    standing.offer(labels)
    return whole


def _pooled(standing: Standing, leaf: Leaf, room: int) -> Known:
    """The nuclei that annealing met and that cost the least more than their prices."""
    pool, count = standing.pool, int(standing.pool.held[0])
    if not count:
        return known_of([], [])
    known = Known(pool.first[: count + 1], pool.members[: pool.first[count]], np.zeros(count, np.int64))
    judged = standing.judged_all(known)
    known.costs[:] = judged[:, COST]
    above = known.above(leaf.proven.prices, PARTS)
    kept = np.flatnonzero(sound(judged))
    return known.some(kept[np.argsort(above[kept], kind="stable")[:room]])


def _listed(standing: Standing, leaf: Leaf, room: int) -> tuple[Known, int]:
    """As many nuclei as there is room for of those that cost the least more than their prices, and up to how many parts
    more these are all."""
    gap = max(1, standing.best.cost * PARTS - leaf.proven.parts)
    found, low, high = known_of([], []), 0, gap
    margin = min(gap, PARTS * standing.step // 8)
    for _ in range(12):
        some, whole = near(standing.ground, leaf.proven, margin, room, WORK, torn=standing.scattered > 0)
        if whole:
            found, low = some, margin
            if margin >= gap or len(some.costs) > room * 3 // 4:
                break
            margin = min(gap, 2 * margin) if high == gap else (low + high) // 2
        else:
            high = margin
            margin = (low + high) // 2
        if high - low < PARTS:
            break
    return found, low
