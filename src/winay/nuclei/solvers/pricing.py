"""The cheapest nucleus around each seat at given prices: a knapsack, solved exactly, in whole numbers. Imports numba.

Numbers are in parts of a household-minute (`PARTS`).
"""

from typing import NamedTuple

import numpy as np

from winay.nuclei.solvers.compiled import Ground, compiled
from winay.nuclei.solvers.problem import Ints

PARTS = 1000
NEVER = 2**62


class Things(NamedTuple):
    """`weight` of a piece; `cost[piece, seat]`; `host[seat]` the piece that holds a seat; the bounds."""

    weight: Ints
    cost: Ints
    host: Ints
    least: int
    most: int


def things_of(ground: Ground) -> Things:
    """What is priced: the pieces, and each seat of each."""
    host = np.repeat(np.arange(len(ground.weight)), np.diff(ground.first_seat)).astype(np.int64)
    cost = np.ascontiguousarray(ground.cost[:, ground.seats])
    return Things(ground.weight, cost, host, ground.least, ground.most)


@compiled
def cheapest(things: Things, prices: Ints, small_price: int, best: Ints, taken: Ints) -> None:
    """For each seat: the least of cost less prices over all nuclei that meet there, into `best`; who is in the nucleus
    and with how many households into `taken[seat]`. A household in a nucleus below the minimum costs `small_price`
    more; below zero, there are none."""
    count, seats, most = len(things.weight), len(things.host), things.most
    value = np.empty(most + 1, np.int64)
    chosen = np.zeros((count, most + 1), np.bool_)
    for seat in range(seats):
        for load in range(most + 1):
            value[load] = NEVER
        host = things.host[seat]
        value[things.weight[host]] = PARTS * things.cost[host, seat] - prices[host]
        for thing in range(count):
            each = PARTS * things.cost[thing, seat] - prices[thing]
            # Somebody whose price does not pay the way is in no cheapest nucleus, unless it fills one up.
            if thing != host:
                _whole(value, chosen[thing], things.weight[thing], each, most)
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
            if thing != host and load_best > 0 and chosen[thing, load_best]:
                taken[seat, thing] = things.weight[thing]
                load_best -= things.weight[thing]
        taken[seat, host] = load_best


@compiled
def _whole(value: Ints, chosen: Ints, weight: int, each: int, most: int) -> None:
    """One thing more, whole or not at all."""
    for load in range(most, weight - 1, -1):
        with_it = value[load - weight] + each if value[load - weight] < NEVER else NEVER
        chosen[load] = with_it < value[load]
        if with_it < value[load]:
            value[load] = with_it
    for load in range(min(weight, most + 1)):
        chosen[load] = False
