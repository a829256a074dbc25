"""What no plan can do without: households in small groups, and groups that do not hang together. HiGHS.

Communities larger than a nucleus may be parted at will, and more is allowed than a plan may do: groups that do not hang
together are counted, but share out their households as if there were one pot of them, and so do groups with households
of several parted communities. What not even that can do without, no plan can.
"""

from collections.abc import Iterable, Sequence

from winay.nuclei.solvers.freeing import Freed
from winay.nuclei.solvers.portions import Portions
from winay.nuclei.solvers.problem import Ints
from winay.nuclei.solvers.program import ANY


def least(
    portions: Portions, small: int, room: int, nodes: int, seconds: float, watched: Ints | None = None
) -> tuple[int, int] | None:
    """Of all plans with at most so many households in small groups (some plan has no more): the fewest of these, and
    then the fewest groups that do not hang together, as far as is proven. Where some pieces are `watched`, only groups
    with somebody of these are looked at, and nobody else need be in any. None where groups are too many to look."""
    known = len(portions.parted)
    groups = portions.groups(known, room, watched)
    if groups is None:
        known = 1
        groups = portions.groups(known, room, watched)
    mixed = portions.mixed(known + 1, room) if known < len(portions.parted) else []
    if groups is None or mixed is None:
        return None
    freed = Freed(portions, small, len(portions.pieces.pieces))
    if watched is not None:
        others = {*range(portions.whole), *freed.total} - {*watched.tolist()}
        for row in sorted(others):
            freed.program.limits[row] = (0, freed.program.limits[row][1])
    for group in {(group.whole, group.parted): group for group in groups}.values():
        if group.whole:
            freed.add(group)
    bounds, below = (portions.problem.least, portions.problem.most), (1, portions.problem.least - 1)
    every, each = range(len(portions.parted)), [((piece,), weight) for piece, weight in enumerate(portions.weight)]
    for cluster in portions.clusters:
        if len(cluster) > 1:
            pot(freed, bounds, [], cluster, 2)
    if mixed:
        pot(freed, bounds, mixed, every, known + 1)
    pot(freed, bounds, each, every, 0, torn=True)
    if small:
        some = [(group.whole, group.households) for group in groups if len(group.parted) > 1]
        pot(freed, below, some + mixed, every, 2)
        pot(freed, below, each, every, 0, torn=True)
    # One household more in small groups weighs more than all groups that do not hang together.
    weighs = int(portions.problem.households.sum()) + 1
    freed.program.weigh({freed.few: weighs, freed.scattered: 1})
    answer = freed.best((0, ANY), nodes, seconds)
    found = 0 if answer.impossible else min(answer.least, small * weighs + weighs - 1)
    return found // weighs, found % weighs


def pot(
    freed: Freed, bounds: tuple[int, int], some: Sequence[tuple[tuple[int, ...], int]], parted: Iterable[int],
    share: int, *, torn: bool = False,
) -> None:  # fmt: skip
    """Groups within some bounds that share out their households among each other as they like: of these pieces (with
    their households) each is a group, or a part of one where `torn`; and at least `share` in a group are of these
    communities that are parted."""
    portions, row, column = freed.portions, freed.program.row, freed.program.column
    low, high, enough, fits = row(0, ANY), row(-ANY, 0), row(0, ANY), row(0, ANY)
    counts = [(low, 1), (high, 1), *([(freed.few, 1)] if bounds[1] < portions.problem.least else [])]
    group = [(low, -bounds[0]), (high, -bounds[1]), (freed.number, 1), (enough, -share), (fits, 1)]
    column(
        0, len(portions.pieces.pieces) + sum(portions.households), [*group, *([(freed.scattered, 1)] if torn else [])]
    )
    for pieces, weight in some:
        if weight + share <= bounds[1]:
            entries = [(at, weight * value) for at, value in counts]
            column(0, 1, [*((piece, 1) for piece in pieces), *entries, *([] if torn else [(fits, -1)])])
    for at in parted:
        column(0, portions.households[at], [(freed.total[at], 1), (enough, 1), *counts], whole=False)
