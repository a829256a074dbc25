"""Groups by annealing: how many there are, and good ones to go on from. Imports numba."""

from collections.abc import Callable

import numpy as np

from winay.nuclei.solvers.counting import numbers
from winay.nuclei.solvers.ground import LUCK, hashes_of
from winay.nuclei.solvers.judging import MARKS, OVER, SMALL
from winay.nuclei.solvers.moving import anneal, begin
from winay.nuclei.solvers.problem import Ints
from winay.nuclei.solvers.standing import Standing

RUNS = 8
"""How many times annealing begins anew."""
HEATS = (15.0, 1.0, 50.0, 5.0)
"""How hot runs begin, as so many times what a piece walks. A household too many weighs more than that, and what is
colder only changes pieces of one size for each other."""
HEAVIER = 8
"""Where ways are long, somebody far off walks into a good group only if a bad one weighs a lot more."""


def annealed(
    standing: Standing, labels: Ints, seed: int, work: int, heat: float, heavier: int = 1
) -> tuple[Ints, Ints]:
    """The best labels of one run, and what they are. What should not be weighs so many times as much as it does."""
    step, ground = standing.step, standing.ground
    ground = ground._replace(
        weigh_small=heavier * ground.weigh_small,
        weigh_short=heavier * ground.weigh_short,
        weigh_scattered=heavier * ground.weigh_scattered,
    )
    state = begin(ground, labels, int(labels.max()) + 1)
    best, total = labels.copy(), state.total.copy()
    hot, cold = max(2, int(step * heat)), max(1, int(step * 0.08))
    anneal(ground, state, best, total, seed % 2**31, work, hot, cold, LUCK, standing.pool,
           hashes_of(len(labels)), max(1, int(step * 0.25)))  # fmt: skip
    return best, total


def numbered(standing: Standing, seed: int, work: int) -> None:
    """Settle how many groups there are: the first number with which nobody more than must be is in a small group."""
    problem, pieces = standing.pieces.problem, standing.pieces
    wanted = numbers(int(pieces.weight.sum()), problem.least, problem.most)
    fewest = standing.best.fewest_undersized
    if standing.small <= fewest and standing.groups == wanted[0]:
        return
    for number in wanted[:6]:
        if number > len(pieces.pieces):
            continue
        for heavier in (1, HEAVIER):
            labels, total = annealed(standing, spread(standing, number), seed, work, HEATS[0], heavier)
            if total[OVER] + total[MARKS] == 0:
                standing.offer(labels)
                if total[SMALL] <= fewest:
                    return


def spread(standing: Standing, number: int) -> Ints:
    """So many groups to begin with: those of the best plan, the largest halved, or the smallest given to others."""
    labels, near, weight = standing.labels.copy(), standing.ground.near, standing.pieces.weight
    while (count := int(labels.max()) + 1) < number:
        sizes = np.bincount(labels, minlength=count)
        inside = np.flatnonzero(labels == int(sizes.argmax()))
        labels[inside[::2]] = count
    while (count := int(labels.max()) + 1) > number:
        loads = np.bincount(labels, weights=weight, minlength=count)
        gone = int(loads.argmin())
        for piece in np.flatnonzero(labels == gone).tolist():
            others = [int(labels[other]) for other in near[piece] if labels[other] != gone]
            labels[piece] = others[0] if others else (gone + 1) % count
        labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    return labels


def cooled(standing: Standing, seed: int, work: int, told: Callable[[float], bool]) -> None:
    """Some runs from the best labels, hot and mild ones in turn; each may find a better plan. `told` hears what part is
    done, and says whether to stop."""
    # A long run finds more than two short ones, up to a length that grows with the pieces.
    runs = max(2, min(RUNS, work // (100_000 * len(standing.labels))))
    for at in range(runs):
        heat, heavier = HEATS[at % len(HEATS)], HEAVIER if standing.scattered else 1
        labels, total = annealed(standing, standing.labels, seed * 7919 + at, work // runs, heat, heavier)
        if total[OVER] + total[MARKS] == 0:
            standing.offer(labels)
        if told((at + 1) / runs):
            break
