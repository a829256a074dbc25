"""The best of all plans where there are few pieces: every way to divide them is looked at. Imports numba."""

from dataclasses import replace

import numpy as np

from winay.nuclei.solvers.compiled import Ground, compiled
from winay.nuclei.solvers.judging import COST, MARKS, OVER, SCATTERED, SMALL, judge
from winay.nuclei.solvers.problem import Ints
from winay.nuclei.solvers.standing import Standing

MOST = 17
"""Pieces: three to the power of these are looked at, for each number of groups."""
NEVER = np.int64(1) << 62
SMALL_BITS, TORN_BITS = 40, 34
"""What a group is in one number, so that the least is the best: households in small groups, whether it is torn, then
household-minutes."""


def divided(standing: Standing) -> bool:
    """Take the best plan of all, whatever its number of groups, where the pieces are few; whether there were few. What
    is left in small groups, or torn, is proven then where no community is parted."""
    count = len(standing.labels)
    if count > MOST:
        return False
    value = np.full(1 << count, NEVER, np.int64)
    _value(standing.ground, count, value)
    best = np.full((count + 1, 1 << count), NEVER, np.int64)
    _divide(value, best)
    plans = []
    for number in np.flatnonzero(best[:, -1] < NEVER).tolist():
        labels = np.zeros(count, np.int64)
        _labels(value, best, number, labels)
        plans.append((standing.plan(labels), labels))
    if not plans:
        return False
    problem = standing.pieces.problem
    plan, labels = min(plans, key=lambda one: one[0].goals(problem))
    small, torn = plan.goals(problem)[:2]
    if not standing.pieces.own:
        standing.best = replace(standing.best, fewest_undersized=small, fewest_scattered=torn)
    standing.offer(labels)
    return True


@compiled
def _value(ground: Ground, count: int, value: Ints) -> None:
    """What every set of pieces is as a group, by its bits; those that may not be are left at never."""
    group, stack, out = np.zeros(count, np.int64), np.zeros(count + 2, np.int64), np.zeros(7, np.int64)
    for bits in range(1, 1 << count):
        size = 0
        for piece in range(count):
            if bits >> piece & 1:
                group[size] = piece
                size += 1
        judge(ground, group, size, stack, out)
        if out[OVER] == 0 and out[MARKS] == 0:
            value[bits] = (out[SMALL] << SMALL_BITS) + (out[SCATTERED] << TORN_BITS) + out[COST]


@compiled
def _divide(value: Ints, best: Ints) -> None:
    """The least of every set of pieces in so many groups: the group of its lowest piece, and the rest in one less."""
    best[0, 0] = 0
    for bits in range(1, len(value)):
        low = bits & -bits
        rest = bits ^ low
        some = rest
        while True:
            one = value[some | low]
            if one < NEVER:
                for number in range(1, len(best)):
                    if one + best[number - 1, rest ^ some] < best[number, bits]:
                        best[number, bits] = one + best[number - 1, rest ^ some]
            if some == 0:
                break
            some = (some - 1) & rest


@compiled
def _labels(value: Ints, best: Ints, number: int, labels: Ints) -> None:
    """The groups that make the best of all pieces in so many groups."""
    bits = len(value) - 1
    for group in range(number):
        low = bits & -bits
        rest = bits ^ low
        some = rest
        while (
            value[some | low] >= NEVER
            or value[some | low] + best[number - group - 1, rest ^ some] != best[number - group, bits]
        ):
            some = (some - 1) & rest
        for piece in range(len(labels)):
            if (some | low) >> piece & 1:
                labels[piece] = group
        bits = rest ^ some
