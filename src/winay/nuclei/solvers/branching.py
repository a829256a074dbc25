"""How a bound becomes better: by asking how many nuclei meet in a region. Imports numba and HiGHS.

A valley of 130 households is one nucleus and 30 who walk out of it, or two nuclei with 30 who walk in; the linear
program takes 1.3 nuclei and nobody walks. Asked for one at most, or two at least, it says what either costs, and the
lower of both is a bound. Regions are the branches of a tree of communities joined by nearness, down to single ones.
"""

import heapq
from dataclasses import dataclass

import numpy as np

from winay.nuclei.solvers.bounding import Bounding, Proven
from winay.nuclei.solvers.compiled import Flags
from winay.nuclei.solvers.master import Limit
from winay.nuclei.solvers.parts import Floats
from winay.nuclei.solvers.problem import Ints

ROUNDS = 25
"""How often a part is priced at most."""
NEAR_WHOLE = 0.05
"""What is nearer than that to a whole number is taken for one: half a question proves little."""


@dataclass(frozen=True, eq=False)
class Leaf:
    """The plans within some limits, and what is proven of them; `meeting` nuclei in each seat in the linear program."""

    limits: tuple[Limit, ...]
    proven: Proven
    meeting: Floats


def regions_of(minutes: Ints) -> tuple[Flags, Floats]:
    """Groups of places that are near to each other, as `inside[region, place]`, and how far each is from what it is
    joined with next: the nearest two are joined, again and again, by their mean distance."""
    count = len(minutes)
    away = (minutes + minutes.T) / 2.0
    np.fill_diagonal(away, np.inf)
    member = np.eye(count, dtype=np.bool_)
    sizes = np.ones(count)
    inside, apart = [], []
    for _ in range(count - 1):
        one, other = divmod(int(away.argmin()), count)
        inside += [member[one].copy(), member[other].copy()]
        apart += [away[one, other]] * 2
        joined = (sizes[one] * away[one] + sizes[other] * away[other]) / (sizes[one] + sizes[other])
        away[one], away[:, one] = joined, joined
        away[other], away[:, other] = np.inf, np.inf
        away[one, one] = np.inf
        sizes[one] += sizes[other]
        member[one] |= member[other]
    if not inside:
        return np.zeros((0, count), np.bool_), np.zeros(0)
    return np.array(inside), np.array(apart)


def branched(bounding: Bounding, apart: Floats, first: Leaf, rounds: int, known: int) -> list[Leaf]:
    """The leaves that are left after so many rounds of pricing, the least proven first: a plan below `known`
    household-minutes is in one of them. None: there is no such plan."""
    leaves = [(first.proven.parts, 0, first)]
    closed: list[Leaf] = []
    number, end = 0, bounding.rounds + rounds
    while leaves and bounding.rounds < end:
        leaf = heapq.heappop(leaves)[2]
        if leaf.proven.bound >= known:
            continue
        split = _split(leaf, bounding.inside, apart, bounding.groups)
        if not split:
            closed.append(leaf)
        for limits in split:
            proven, meeting = bounding.run(leaf.proven, limits, ROUNDS, known)
            if proven.bound < known:
                number += 1
                heapq.heappush(leaves, (proven.parts, number, Leaf(limits, proven, meeting)))
        if closed and closed[0].proven.parts <= (leaves[0][0] if leaves else leaf.proven.parts):
            break
    left = closed + [leaf for _, _, leaf in leaves if leaf.proven.bound < known]
    return sorted(left, key=lambda leaf: leaf.proven.parts)


def _split(leaf: Leaf, inside: Flags, apart: Floats, groups: int) -> list[tuple[Limit, ...]]:
    """The two halves of a leaf: by the region in which the number of nuclei is furthest from whole, those first that
    lie apart. None where all numbers are whole."""
    asked = {limit.region: limit for limit in leaf.limits}
    meeting = inside @ leaf.meeting
    off = np.minimum(meeting - np.floor(meeting), np.ceil(meeting) - meeting)
    score = np.where(off > NEAR_WHOLE, off * apart, 0.0)
    if not len(score) or score.max() <= 0:
        return []
    region = int(score.argmax())
    others = tuple(limit for limit in leaf.limits if limit.region != region)
    now = asked.get(region, Limit(region, 0, groups))
    middle = int(np.floor(meeting[region]))
    halves = ((now.low, middle), (middle + 1, now.high))
    return [(*others, Limit(region, low, high)) for low, high in halves if low <= high]
