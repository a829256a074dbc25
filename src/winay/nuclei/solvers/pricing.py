"""The cheapest nucleus around each seat at given prices: a knapsack, solved exactly, in whole numbers. Imports numba.

What is priced are things: a community that fits into a nucleus (or several that must be together) goes whole; one that
is larger lends any number of its households. Numbers are in parts of a household-minute (`PARTS`).
"""

from typing import NamedTuple

import numpy as np

from winay.nuclei.solvers.compiled import compiled
from winay.nuclei.solvers.problem import Ints

PARTS = 1000
NEVER = 2**62


class Things(NamedTuple):
    """`weight` of a thing that goes whole, 0 where it is larger than a nucleus; `amount` its households;
    `cost[thing, seat]`, of the whole or of one household of a larger one; `host[seat]` the thing that holds a seat."""

    weight: Ints
    amount: Ints
    cost: Ints
    host: Ints
    least: int
    most: int


@compiled
def cheapest(things: Things, prices: Ints, small_price: int, best: Ints, taken: Ints) -> None:
    """For each seat: the least of cost less prices over all nuclei that meet there, into `best`; who is in the nucleus
    and with how many households into `taken[seat]`. A household in a nucleus below the minimum costs `small_price`
    more; below zero, there are none."""
    count, seats, most = len(things.weight), len(things.host), things.most
    value = np.empty(most + 1, np.int64)
    chosen = np.zeros((count, most + 1), np.int64)
    queue = np.zeros(most + 1, np.int64)
    before = np.empty(most + 1, np.int64)
    for seat in range(seats):
        for load in range(most + 1):
            value[load] = NEVER
        host = things.host[seat]
        own = things.weight[host]
        each = PARTS * things.cost[host, seat] - prices[host]
        if own > 0:
            value[own] = each
        else:
            for load in range(1, min(most, things.amount[host]) + 1):
                value[load] = each * load
        for thing in range(count):
            if thing == host:
                continue
            each = PARTS * things.cost[thing, seat] - prices[thing]
            if things.weight[thing] > 0:
                _whole(value, chosen[thing], things.weight[thing], each, most)
            else:
                _some(value, chosen[thing], min(most, things.amount[thing]), each, most, before, queue)
        best[seat] = NEVER
        load_best = 0
        for load in range(1, most + 1):
            if value[load] >= NEVER or (load < things.least and small_price < 0):
                continue
            total = value[load] + (load * small_price if load < things.least else 0)
            if total < best[seat]:
                best[seat] = total
                load_best = load
        for thing in range(count - 1, -1, -1):
            taken[seat, thing] = 0
            if thing != host and load_best > 0:
                taken[seat, thing] = chosen[thing, load_best]
                load_best -= chosen[thing, load_best]
        taken[seat, host] = load_best


@compiled
def _whole(value: Ints, chosen: Ints, weight: int, each: int, most: int) -> None:
    """One thing more, whole or not at all."""
    for load in range(most, weight - 1, -1):
        with_it = value[load - weight] + each if value[load - weight] < NEVER else NEVER
        if with_it < value[load]:
            value[load] = with_it
            chosen[load] = weight
        else:
            chosen[load] = 0
    for load in range(min(weight, most + 1)):
        chosen[load] = 0


@compiled
def _some(value: Ints, chosen: Ints, amount: int, each: int, most: int, before: Ints, queue: Ints) -> None:
    """Up to `amount` households of a larger thing: the least over a window, kept in a queue."""
    for load in range(most + 1):
        before[load] = value[load]
    head = tail = 0
    for load in range(most + 1):
        if before[load] < NEVER:
            while tail > head and before[queue[tail - 1]] - each * queue[tail - 1] >= before[load] - each * load:
                tail -= 1
            queue[tail] = load
            tail += 1
        while head < tail and queue[head] < load - amount:
            head += 1
        if head < tail:
            value[load] = before[queue[head]] + each * (load - queue[head])
            chosen[load] = load - queue[head]
        else:
            chosen[load] = 0
