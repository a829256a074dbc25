"""What no plan can do without: households in small groups, and groups that do not hang together. HiGHS.

Communities larger than a nucleus may be parted at will, and more is allowed than a plan may do: groups that do not hang
together are counted, but share out their households as if there were one pot of them, and so do groups with households
of several parted communities. What not even that can do without, no plan can.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from winay.nuclei.solvers.freeing import Freed
from winay.nuclei.solvers.portions import Portions, portions_of
from winay.nuclei.solvers.problem import Ints, Problem
from winay.nuclei.solvers.program import ANY, Program


def least_small(problem: Problem, small: int, room: int, nodes: int, seconds: float) -> int:
    """The fewest households in small groups, as far as is proven; some plan has no more than `small`. Who is next to
    whom does not matter, since groups may be torn, nor which of the larger communities somebody is of."""
    whole = problem.households <= problem.most
    parted = int(problem.households[~whole].sum())
    names = np.full(len(whole), -1, np.int64)
    names[whole] = np.arange(int(whole.sum()))
    together = names[problem.together.reshape(-1, 2)]
    households = np.append(problem.households[whole], [parted] if parted else []).astype(np.int64)
    count, none = len(households), np.empty((0, 2), np.int64)
    every = np.argwhere(np.triu(np.ones((count, count), np.bool_), 1)).astype(np.int64)
    sizes = Problem(
        households, 1 - np.eye(count, dtype=np.int64), every, together[(together >= 0).all(axis=1)], none,
        problem.least, problem.most,
    )  # fmt: skip
    portions = portions_of(sizes, [count - 1] if parted else [], 1)
    groups = portions.groups(1, room) if portions else None
    if portions is None or groups is None:
        return 0
    freed = Freed(portions, small, 0)
    for group in {(group.whole, group.parted): group for group in groups}.values():
        freed.add(group)
    freed.program.weigh({freed.few: 1})
    answer = freed.best((0, ANY), nodes, seconds)
    return 0 if answer.impossible else min(answer.least, small)


def least_torn(
    portions: Portions, small: int, room: int, nodes: int, seconds: float, watched: Ints | None = None
) -> int | None:
    """Of the plans with at most so many households in small groups, the fewest groups that do not hang together, as far
    as is proven. Where some pieces are `watched`, only groups with somebody of these are looked at, and nobody else
    need be in any. None where groups are too many to look."""
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
    freed.program.weigh({freed.scattered: 1})
    answer = freed.best((0, ANY), nodes, seconds)
    return 0 if answer.impossible else min(answer.least, portions.whole + 1)


def impossible(portions: Portions, torn: int, room: int, nodes: int, seconds: float) -> bool:
    """Whether it is proven that of the plans with nobody in small groups none has so many groups that do not hang
    together, or fewer. Nothing more is allowed than a plan may do: of groups of the same communities only the sums are
    known, and these can be shared out among them. False where groups are too many to look."""
    groups, problem, whole = portions.groups(len(portions.parted), room), portions.problem, portions.whole
    if groups is None:
        return False
    program = Program()
    row, column = program.row, program.column
    rows = [row(1, 1) for _ in range(whole)] + [row(count, count) for count in portions.households]
    fitting = problem.sizes.fitting
    number = row(fitting.start - torn, fitting.stop - 1 - torn)
    alone = {((), (at,)): 0 for at in range(len(portions.parted))}
    for (inside, parted), households in ({(one.whole, one.parted): one.households for one in groups} | alone).items():
        low, high = max(problem.least - households, portions.share * len(parted)), problem.most - households
        if low > high or (not parted and low > 0):
            continue
        times = 1 if inside else min(portions.households[at] for at in parted)
        less, more, each = row(0, ANY), row(-ANY, 0), [row(0, ANY) for _ in parted]
        limits = [(less, -low), (more, -high), *((one, -portions.share) for one in each)] if parted else []
        column(0, times, [*((rows[piece], 1) for piece in inside), (number, 1), *limits])
        for at, one in zip(parted, each, strict=True):
            column(0, portions.households[at], [(rows[whole + at], 1), (less, 1), (more, 1), (one, 1)])
    for _ in range(torn):
        size = row(problem.least, problem.most)
        for piece, weight in enumerate(portions.weight):
            column(0, 1, [(rows[piece], 1), (size, weight)])
        for at in range(len(portions.parted)):
            column(0, problem.most, [(rows[whole + at], 1), (size, 1)])
    return program.solve(nodes, seconds).impossible


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
