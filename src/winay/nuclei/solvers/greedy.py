"""Groups as an office would draw them on a map: begin at the edge, add the nearest until the nucleus is full. numpy."""

import numpy as np
from numpy.typing import NDArray

from winay.nuclei.solvers.pieces import Pieces
from winay.nuclei.solvers.problem import Ints

Flags = NDArray[np.bool_]


def by_hand(pieces: Pieces) -> list[list[int]]:
    """Groups of pieces. Each begins with the free piece that is furthest from all that are free, and takes the nearest
    that still fits, neighbours before others, until the middle of the bounds is reached or nothing fits."""
    problem, count = pieces.problem, len(pieces.pieces)
    ends = [piece.units[0] for piece in pieces.pieces]
    minutes = problem.minutes[np.ix_(ends, ends)]
    minutes = minutes + minutes.T
    beside = np.zeros((count, count), np.bool_)
    at: dict[int, list[int]] = {}
    for number, piece in enumerate(pieces.pieces):
        for unit in piece.units:
            at.setdefault(unit, []).append(number)
    for one, other in problem.neighbours.tolist():
        for first in at.get(one, ()):
            beside[first, at.get(other, [])] = True
    beside |= beside.T
    free = np.ones(count, np.bool_)
    groups: list[list[int]] = []
    while free.any():
        start = int(np.where(free, minutes[:, free].sum(axis=1), -1).argmax())
        groups.append(_grown(start, free, pieces, minutes, beside))
    return groups


def _grown(start: int, free: Flags, pieces: Pieces, minutes: Ints, beside: Flags) -> list[int]:
    problem, far = pieces.problem, int(minutes.max()) + 1
    group, load = [start], int(pieces.weight[start])
    free[start] = False
    while 2 * load < problem.least + problem.most:
        fits = free & (pieces.weight + load <= problem.most) & ~pieces.apart[group].any(axis=0)
        if not fits.any():
            break
        away = minutes[start] + np.where(beside[group].any(axis=0), 0, far)
        chosen = int(np.where(fits, away, 4 * far).argmin())
        group.append(chosen)
        load += int(pieces.weight[chosen])
        free[chosen] = False
    return group
