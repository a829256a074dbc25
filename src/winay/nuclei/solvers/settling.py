"""How many groups, of how many households, where sizes hardly work out: from all groups of neighbours there are.

Communities of 40 households make nuclei in few ways, and annealing finds none that is within the bounds; but all groups
of neighbours can be written down then, and a set partition says which of them make the best plan. numba and HiGHS.
"""

from dataclasses import replace

import numpy as np

from winay.nuclei.solvers.counting import numbers
from winay.nuclei.solvers.gathering import gathered
from winay.nuclei.solvers.judging import COST, MARKS, OVER, SCATTERED, SMALL
from winay.nuclei.solvers.parts import Known, Stopped, chosen
from winay.nuclei.solvers.problem import Ints
from winay.nuclei.solvers.standing import Standing

ROOM, WORK, NODES = 28_000, 60_000_000, 60
FEW = 4_000
"""How many groups may be there where annealing did well already."""
SMALL_WEIGHS = 30
"""What a household in a small group weighs as, where some must be: as so many that walk as a middling one does."""


def settled(standing: Standing, seconds: float) -> bool:
    """Take the best plan of all groups of neighbours, if these can be written down. Whether a plan was found that is
    proven best of all that hang together. Where there is none and no community is parted, that is noted: some group has
    to be torn."""
    problem, fewest = standing.pieces.problem, standing.best.fewest_undersized
    done = standing.small <= fewest
    known = _known(standing, FEW if done and not standing.scattered else ROOM)
    if known is None:
        return False
    sure = True
    for number in numbers(int(standing.pieces.weight.sum()), problem.least, problem.most)[:3]:
        found, proven = _best(standing, known, (number, number), fewest, 0, seconds)
        sure = sure and proven
        if found:
            return sure and not standing.scattered and standing.small <= fewest
    found, proven = _best(standing, known, (1, len(standing.labels)), fewest, 0, seconds)
    if found:
        return proven and standing.small <= fewest
    if proven and not standing.pieces.own:
        standing.best = replace(standing.best, fewest_scattered=max(1, standing.best.fewest_scattered))
    if not done and fewest:
        _best(standing, known, (1, len(standing.labels)), int(standing.pieces.weight.sum()), SMALL_WEIGHS, seconds)
    return False


def _known(standing: Standing, room: int) -> Known | None:
    """All groups of neighbours that a plan may have."""
    ground = standing.ground
    if ground.alone.any() and len(ground.alone) > 1:
        return None
    known = gathered(ground.beside, ground.weight, ground.most, room, WORK)
    if known is None:
        return None
    return known.some(np.flatnonzero(~standing.judged_all(known)[:, [OVER, MARKS]].any(axis=1)))


def _best(
    standing: Standing, known: Known, groups: tuple[int, int], most_small: int, weigh: int, seconds: float
) -> tuple[bool, bool]:
    """Take the best plan of these groups: hanging together first, then minutes, where a household in a small group
    weighs as much as so many; whether there is one, and whether that is proven."""
    judged, count = standing.judged_all(known), len(standing.labels)
    small = judged[:, SMALL]
    worst = standing.best.cost
    each = max(1, worst // int(standing.pieces.weight.sum()))
    costs = judged[:, COST] + judged[:, SCATTERED] * worst + small * (each * weigh)
    try:
        picked, sure = chosen(count, groups, replace(known, costs=costs), small, most_small, NODES, seconds)
    except Stopped:
        standing.best = replace(standing.best, hurried=True)
        return False, False
    if picked is not None:
        standing.offer(_labels(known, picked, count))
    return picked is not None, sure


def _labels(known: Known, picked: list[int], count: int) -> Ints:
    labels = np.zeros(count, np.int64)
    for group, at in enumerate(picked):
        labels[known.group(at)] = group
    return labels
