"""Groups neighbouring localities of a district until each group has enough households. numpy, no database.

The cheapest connection first: two groups are joined when at least one of them is still too small. What chance left
larger than needed is then parted again along its longest connections, as long as both parts keep the least number.
Equal times are decided by codes, so the answer depends on nothing but the facts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from winay.targeting.terms import Leftover

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Localities:
    """The localities of one district in the order of their codes. `households` counts unknown ones as none, `known`
    says which are known; `located` which have a position."""

    codes: Sequence[str]
    households: Sequence[int]
    known: Sequence[bool]
    located: Sequence[bool]


@dataclass(frozen=True, slots=True)
class Links:
    """Connections between localities: `pairs` of positions with the seconds each takes."""

    pairs: Sequence[tuple[int, int]]
    seconds: Sequence[int]


def group(localities: Localities, links: Links, *, least: int, reach: int) -> list[list[int]]:
    """The groups, each a list of positions in order, by their first. `reach` in seconds: longer connections never
    join. Every locality is in one group; every group is joined by connections; every group has `least` households
    unless none of its connections to others is within reach."""
    order = sorted(range(len(links.pairs)), key=lambda at: (links.seconds[at], *sorted(links.pairs[at])))
    parent = list(range(len(localities.codes)))
    sums = list(localities.households)

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    tree: dict[int, list[tuple[int, int, int]]] = {}
    for at in order:
        if links.seconds[at] > reach:
            break
        first, second = links.pairs[at]
        one, other = root(first), root(second)
        if one != other and (sums[one] < least or sums[other] < least):
            one, other = min(one, other), max(one, other)
            parent[other] = one
            sums[one] += sums[other]
            mine = tree.setdefault(one, [])
            mine += tree.pop(other, [])
            mine.append((links.seconds[at], first, second))
    members: dict[int, list[int]] = {}
    for at in range(len(parent)):
        members.setdefault(root(at), []).append(at)
    groups: list[list[int]] = []
    for top, group_of in members.items():
        if len(group_of) > 1 and sums[top] >= 2 * least:
            groups += _parted(group_of, sorted(tree[top]), localities.households, least)
        else:
            groups.append(group_of)
    return sorted(groups)


def _parted(
    group_of: list[int], tree: list[tuple[int, int, int]], households: Sequence[int], least: int
) -> list[list[int]]:
    """Cut a group's tree, the longest connection first, wherever both parts keep the least number."""
    near: dict[int, set[int]] = {at: set() for at in group_of}
    for _, first, second in tree:
        near[first].add(second)
        near[second].add(first)
    for _, first, second in reversed(tree):
        near[first].discard(second)
        near[second].discard(first)
        if any(_sum(side, near, households, least) < least for side in (first, second)):
            near[first].add(second)
            near[second].add(first)
    parts, seen = [], set[int]()
    for at in group_of:
        if at not in seen:
            part = reached(at, near)
            seen |= part
            parts.append(sorted(part))
    return parts


def _sum(start: int, near: dict[int, set[int]], households: Sequence[int], enough: int) -> int:
    """Households of the part that holds `start`; counting stops once there are enough."""
    seen, waiting, total = {start}, [start], 0
    while waiting and total < enough:
        at = waiting.pop()
        total += households[at]
        fresh = near[at] - seen
        seen |= fresh
        waiting += fresh
    return total


def reached(start: int, near: dict[int, set[int]]) -> set[int]:
    """Everything that can be reached from `start`, itself included."""
    seen, waiting = {start}, [start]
    while waiting:
        fresh = near[waiting.pop()] - seen
        seen |= fresh
        waiting += fresh
    return seen


def leftover(members: Sequence[int], localities: Localities, *, least: int) -> Leftover | None:
    """Why a group has fewer households than the least number; None where it has enough, or nobody knows."""
    if sum(localities.households[at] for at in members) >= least or not all(localities.known[at] for at in members):
        return None
    if all(localities.known) and sum(localities.households) < least:
        return Leftover.SMALL_DISTRICT
    if not any(localities.located[at] for at in members):
        return Leftover.NO_POSITION
    return Leftover.TOO_FAR
