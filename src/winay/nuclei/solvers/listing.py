"""Every nucleus that costs little more than its prices: all that a plan better than a known one can be made of, or as
many as there is room for. Imports numba.

Pieces are put to each seat one by one; what is left open can be completed at best at what the knapsack says, so only
ways that end in a nucleus within the limit are gone.
"""

import numpy as np

from winay.nuclei.solvers.bounding import Proven
from winay.nuclei.solvers.compiled import Ground, compiled
from winay.nuclei.solvers.judging import COST, SCATTERED, judge
from winay.nuclei.solvers.parts import Known
from winay.nuclei.solvers.pricing import NEVER, PARTS
from winay.nuclei.solvers.problem import Ints


def near(ground: Ground, proven: Proven, margin: int, room: int, work: int, torn: bool = False) -> tuple[Known, bool]:
    """The nuclei that cost at most `margin` parts more than their prices, and whether that is all: not where they are
    more than there is room for, or than so much work finds. `torn`: also those that do not hang together."""
    first, costs = np.zeros(room + 2, np.int64), np.zeros(room + 2, np.int64)
    members = np.zeros(room * 16 + len(proven.prices), np.int64)
    limit = proven.nucleus + margin
    count, whole = listed(ground, proven.prices, proven.seats, limit, work, torn, first, members, costs)
    return Known(first[: count + 1], members[: first[count]], costs[:count]), bool(whole)


@compiled
def listed(
    ground: Ground, prices: Ints, seat_prices: Ints, limit: int, work: int, torn: bool, first: Ints, members: Ints,
    costs: Ints,
) -> tuple[int, bool]:  # fmt: skip
    """The groups of pieces, none above the maximum or below the minimum, none with a broken mark, that cost at most
    `limit` parts more than the `prices` of their pieces and of their seat: the members of group k at
    `members[first[k]:first[k + 1]]`, with its household-minutes in `costs`. Gives how many, and whether these are all:
    not where they are more than there is room for, or than so much `work` finds. Only those that hang together, unless
    `torn`."""
    count, most, found, done = len(ground.weight), ground.most, 0, 0
    reach = np.empty((count + 1, most + 1), np.int64)
    rate = np.empty(count, np.int64)
    group, stack, out = np.zeros(count + 2, np.int64), np.zeros(count + 2, np.int64), np.zeros(7, np.int64)
    # The way so far: how many households are open at each depth, what it cost, how many pieces are in, what was tried.
    left, spent = np.zeros(count + 2, np.int64), np.zeros(count + 2, np.int64)
    size, tried = np.zeros(count + 2, np.int64), np.zeros(count + 2, np.int64)
    for host in range(count):
        for where in range(ground.first_seat[host], ground.first_seat[host + 1]):
            seat = ground.seats[where]
            for piece in range(count):
                rate[piece] = PARTS * ground.cost[piece, seat] - prices[piece]
            rate[host] -= seat_prices[where]
            _reach(ground, rate, host, reach)
            for total in range(ground.least, most + 1):
                if reach[count, total] > limit:
                    continue
                depth = 0
                left[0], spent[0], size[0], tried[0] = total, 0, 0, 0
                while depth >= 0:
                    done += 1
                    if done > work:
                        return found, False
                    piece = count - 1 - depth
                    if piece < 0:
                        group[size[depth]] = host
                        number = size[depth] + 1
                        done += 4 * number * number
                        if _kept(ground, group, number, seat, torn, stack, out):
                            if found + 1 >= len(costs) or first[found] + number > len(members):
                                return found, False
                            for at in range(number):
                                members[first[found] + at] = group[at]
                            first[found + 1] = first[found] + number
                            costs[found] = out[COST]
                            found += 1
                        depth -= 1
                        continue
                    tried[depth] += 1
                    step = -1
                    if tried[depth] == 1:
                        step = 0
                    elif tried[depth] == 2:
                        weight = ground.weight[piece]
                        if piece != host and weight <= left[depth]:
                            step = weight
                    else:
                        depth -= 1
                        continue
                    if step < 0 or reach[piece, left[depth] - step] >= NEVER:
                        continue
                    cost = spent[depth] + (rate[piece] if step > 0 else 0)
                    if cost + reach[piece, left[depth] - step] > limit:
                        continue
                    if step > 0:
                        group[size[depth]] = piece
                    left[depth + 1], spent[depth + 1] = left[depth] - step, cost
                    size[depth + 1], tried[depth + 1] = size[depth] + (1 if step > 0 else 0), 0
                    depth += 1
    return found, True


@compiled
def _reach(ground: Ground, rate: Ints, host: int, reach: Ints) -> None:
    """`reach[k, load]`: the least that the host with some of the first k pieces can make of a load."""
    for load in range(ground.most + 1):
        reach[0, load] = NEVER
    reach[0, ground.weight[host]] = rate[host]
    for piece in range(len(rate)):
        weight = ground.weight[piece]
        for load in range(ground.most + 1):
            value = reach[piece, load]
            if piece != host and weight <= load and reach[piece, load - weight] < NEVER:
                value = min(value, reach[piece, load - weight] + rate[piece])
            reach[piece + 1, load] = value


@compiled
def _kept(ground: Ground, group: Ints, size: int, seat: int, torn: bool, stack: Ints, out: Ints) -> bool:
    """Whether a group hangs together (or need not), keeps the marks, and has no better seat, nor one as good before
    this: so that it is listed once."""
    own = 0
    for at in range(size):
        own += ground.cost[group[at], seat]
    for at in range(size):
        for where in range(ground.first_seat[group[at]], ground.first_seat[group[at] + 1]):
            other, total = ground.seats[where], 0
            for member in range(size):
                total += ground.cost[group[member], other]
            if total < own or (total == own and other < seat):
                return False
        for other in range(at):
            if ground.apart[group[at], group[other]]:
                return False
    judge(ground, group, size, stack, out)
    return bool(torn or out[SCATTERED] == 0)
