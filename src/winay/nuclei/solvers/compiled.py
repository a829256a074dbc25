"""The inner loops, compiled when they are first called. Imports numba: whoever searches imports this late.

Whole numbers only, and chance from one seeded sequence, so that every machine goes the same way.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from winay.nuclei.solvers.problem import Ints

Flags = NDArray[np.bool_]
F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compiled, and kept on disk for the next process where a folder for that can be written."""
    try:
        made: Any = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # nowhere to keep it
        made = numba.njit(nogil=True)(function)
    return cast(F, made)


class Ground(NamedTuple):
    """Pieces as arrays: `weight`; `cost[piece, unit]`; the units in which a piece could be host, those of piece k at
    `seats[first_seat[k]:first_seat[k + 1]]`; `minutes`; `apart`, `beside` between pieces, `alone` those that
    neighbour nobody; `near[piece]` others by nearness; the bounds; what a household above the maximum, a broken mark, a
    household short of the minimum, one in a group below it, and a group that does not hang together weigh."""

    weight: Ints
    cost: Ints
    first_seat: Ints
    seats: Ints
    minutes: Ints
    apart: Flags
    beside: Flags
    alone: Flags
    near: Ints
    least: int
    most: int
    weigh_over: int
    weigh_mark: int
    weigh_short: int
    weigh_small: int
    weigh_scattered: int

    def part(self, inside: Ints) -> "Ground":
        """The ground of some pieces alone, with as many near each as there are."""
        seats = [self.seats[self.first_seat[piece] : self.first_seat[piece + 1]] for piece in inside.tolist()]
        square = np.ix_(inside, inside)
        return self._replace(
            weight=self.weight[inside], cost=self.cost[inside],
            first_seat=np.cumsum([0, *map(len, seats)]).astype(np.int64), seats=np.concatenate(seats),
            apart=np.ascontiguousarray(self.apart[square]), beside=np.ascontiguousarray(self.beside[square]),
            alone=self.alone[inside],
        )  # fmt: skip


class Pool(NamedTuple):
    """Groups met on the way: the members of group k at `members[first[k]:first[k + 1]]`; `table` finds them by
    `hashes`; `held[0]` is how many there are."""

    members: Ints
    first: Ints
    hashes: Ints
    table: Ints
    held: Ints
