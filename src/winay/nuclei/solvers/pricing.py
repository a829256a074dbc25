"""The cheapest nucleus around each seat at given prices: a knapsack, solved exactly, in whole numbers. Imports numba.

Numbers are in parts of a household-minute (`PARTS`).
"""

from typing import NamedTuple

import numpy as np

from winay.nuclei.solvers.compiled import compiled
from winay.nuclei.solvers.problem import Ints

PARTS = 1000
NEVER = 2**62


class Things(NamedTuple):
    """`weight` of a piece; `cost[piece, seat]`; `host[seat]` the piece that holds a seat, -1 where none has to."""

    weight: Ints
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
    for seat in range(seats):
        for load in range(most + 1):
            value[load] = NEVER
        host = things.host[seat]
        if host < 0:
            value[0] = 0
        else:
            value[things.weight[host]] = PARTS * things.cost[host, seat] - prices[host]
        for thing in range(count):
            if thing != host and things.weight[thing] > 0:
                each = PARTS * things.cost[thing, seat] - prices[thing]
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
            if thing != host and load_best > 0 and things.weight[thing] > 0:
                taken[seat, thing] = chosen[thing, load_best]
                load_best -= chosen[thing, load_best]
        if host >= 0:
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
