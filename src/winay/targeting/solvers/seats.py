"""Where the people of a group would meet: the locality that costs all its households the least walking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
UNKNOWN = 30 * 24 * 3600
"""What stands for a time that nobody knows while seats are compared: a month."""
CHUNK = 400_000
"""Pairs looked at together: enough to be quick, few enough to stay small in memory."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A group's seat, and the seconds from each member to it in the group's order (None: unknown)."""

    at: int
    seconds: tuple[int | None, ...]


def seats(
    groups: Sequence[Sequence[int]],
    households: Sequence[int],
    between: Callable[[Ints, Ints], Ints],
    fixed: Sequence[int | None] = (),
) -> list[Seat]:
    """The seat of each group: the member with the least household-seconds from all; ties by more households, then by
    position, which is the order of codes. `between` gives the seconds of pairs, negative where unknown. `fixed` names
    the seats of groups that keep theirs."""
    found: list[Seat] = []
    batch: list[Sequence[int]] = []
    pairs = 0
    for group in groups:
        batch.append(group)
        pairs += len(group) ** 2
        if pairs > CHUNK:
            found += _seats(batch, households, between, fixed[len(found) :] if fixed else ())
            batch, pairs = [], 0
    return found + (_seats(batch, households, between, fixed[len(found) :] if fixed else ()) if batch else [])


def _seats(
    groups: Sequence[Sequence[int]],
    households: Sequence[int],
    between: Callable[[Ints, Ints], Ints],
    fixed: Sequence[int | None],
) -> list[Seat]:
    members = [np.asarray(group, np.int64) for group in groups]
    sizes = np.array([len(group) for group in members], np.int64)
    starts = np.repeat(np.concatenate(members), np.repeat(sizes, sizes))
    ends = np.concatenate([np.tile(group, len(group)) for group in members])
    seconds = np.where(starts == ends, 0, between(starts, ends))
    weight = np.asarray(households, np.int64)
    cost = np.where(seconds < 0, UNKNOWN, seconds) * np.maximum(weight[ends], 0)
    found, begin = [], 0
    for at, group in enumerate(members):
        size = len(group)
        block = slice(begin, begin + size * size)
        begin += size * size
        kept = fixed[at] if at < len(fixed) else None
        place = 0
        if kept is not None:
            place = int(np.flatnonzero(group == kept)[0])
        elif size > 1:
            costs = cost[block].reshape(size, size).sum(axis=1)
            if not weight[group].any():  # nobody lives there as far as is known: each locality counts alike
                times = seconds[block].reshape(size, size)
                costs = np.where(times < 0, UNKNOWN, times).sum(axis=1)
            place = int(np.lexsort((group, -weight[group], costs))[0])
        said = seconds[block].reshape(size, size)[place]
        found.append(Seat(int(group[place]), tuple(None if one < 0 else int(one) for one in said)))
    return found
