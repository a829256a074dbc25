"""All groups of neighbours that are no larger than a nucleus, where there is room for all of them. Imports numba."""

import numpy as np

from winay.nuclei.solvers.compiled import Flags, compiled
from winay.nuclei.solvers.parts import Known
from winay.nuclei.solvers.problem import Ints


def gathered(
    beside: Flags, weight: Ints, most: int, room: int, work: int, loose: Flags | None = None, parted: int = 0,
    watched: Ints | None = None,
) -> Known | None:  # fmt: skip
    """Every set of pieces that hang together over `beside` and have no more than `most` households, costs left at 0; no
    more than `parted` of the pieces that are `loose`; only sets with somebody `watched`, if any are. None where there
    is no room for so many, or so much work does not find them all."""
    count = len(weight)
    first, members = np.zeros(room + 2, np.int64), np.zeros(room * 12, np.int64)
    order = np.arange(count)
    if watched is not None:
        order = np.concatenate([watched, np.setdiff1d(order, watched)])
    some = np.zeros(count, np.bool_) if loose is None else loose[order]
    found = _gather(
        np.ascontiguousarray(beside[np.ix_(order, order)]), weight[order], most, some, parted,
        count if watched is None else len(watched), work, first, members,
    )  # fmt: skip
    if found < 0:
        return None
    return Known(first[: found + 1], order[members[: first[found]]], np.zeros(found, np.int64))


@compiled
def _gather(
    beside: Flags, weight: Ints, most: int, loose: Flags, parted: int, starts: int, work: int, first: Ints,
    members: Ints,
) -> int:  # fmt: skip
    """Sets by their lowest piece; each grows by what is next to it and was next to nothing in it before, so that it is
    found once. How many; below zero where they are too many."""
    count = len(weight)
    found = done = 0
    group, seen = np.zeros(count + 1, np.int64), np.zeros(count, np.int64)
    open_, number, at = (
        np.zeros((count + 1, count), np.int64),
        np.zeros(count + 1, np.int64),
        np.zeros(count + 1, np.int64),
    )
    for lowest in range(starts):
        depth, load, others, fresh = -1, 0, 0, lowest
        for piece in range(count):
            seen[piece] = 0
        while True:
            if fresh >= 0:
                # One piece more: what was open stays open, and what is next to it opens.
                left = 0
                if depth >= 0:
                    for other in range(at[depth], number[depth]):
                        open_[depth + 1, left] = open_[depth, other]
                        left += 1
                depth += 1
                group[depth], at[depth] = fresh, 0
                load += weight[fresh]
                others += loose[fresh]
                if depth == 0:
                    seen[fresh] = 1
                for piece in range(lowest + 1, count):
                    if seen[piece] == 0 and beside[fresh, piece]:
                        seen[piece] = depth + 1
                        open_[depth, left] = piece
                        left += 1
                number[depth] = left
                done += count
                if found + 1 >= len(first) - 1 or first[found] + depth + 1 > len(members) or done > work:
                    return -1
                for member in range(depth + 1):
                    members[first[found] + member] = group[member]
                first[found + 1] = first[found] + depth + 1
                found += 1
            if at[depth] < number[depth]:
                fresh = open_[depth, at[depth]]
                at[depth] += 1
                if load + weight[fresh] > most or (loose[fresh] and others == parted):
                    fresh = -1
            elif depth == 0:
                break
            else:
                for piece in range(lowest + 1, count):
                    if seen[piece] == depth + 1:
                        seen[piece] = 0
                load -= weight[group[depth]]
                others -= loose[group[depth]]
                depth -= 1
                fresh = -1
    return found
