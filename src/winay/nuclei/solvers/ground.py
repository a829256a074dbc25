"""Pieces as the arrays that the compiled search reads. numpy and numba."""

import numpy as np

from winay.nuclei.rules import Sizes
from winay.nuclei.solvers.compiled import Flags, Ground, Pool
from winay.nuclei.solvers.counting import left_small
from winay.nuclei.solvers.pieces import Pieces
from winay.nuclei.solvers.problem import Ints

NEAR = 14
"""How many near pieces the search looks at from each."""
LUCK = np.rint(-1024 * np.log((np.arange(4096) + 0.5) / 4096)).astype(np.int64)
"""How far chance lets a step be worse, in 1024ths of the temperature: what makes annealing anneal."""


def ground_of(pieces: Pieces, household_minutes: int) -> Ground:
    """The arrays of some pieces. `household_minutes` is what a middling household walks: what breaks a promise is
    weighed by it."""
    problem, count = pieces.problem, len(pieces.pieces)
    seats = [[unit for unit, held in piece.parts if held] for piece in pieces.pieces]
    ends = np.array([piece.units[0] for piece in pieces.pieces])
    both = problem.minutes[np.ix_(ends, ends)]
    both = both + both.T
    np.fill_diagonal(both, np.iinfo(np.int64).max)
    beside = np.zeros((len(problem.households),) * 2, np.bool_)
    if problem.neighbours.size:
        beside[problem.neighbours[:, 0], problem.neighbours[:, 1]] = True
    beside |= beside.T
    touch = np.zeros((count, count), np.bool_)
    for at, piece in enumerate(pieces.pieces):
        around: Flags = np.asarray(beside[list(piece.units)].any(axis=0))
        touch[at] = [bool(around[list(other.units)].any()) for other in pieces.pieces]
    np.fill_diagonal(touch, False)
    # Where some group must be small, it had better be as small as can be.
    unavoidable = left_small(Sizes(int(pieces.weight.sum()), problem.least, problem.most)) > 0
    group = household_minutes * (problem.least + problem.most) // 2
    return Ground(
        weight=pieces.weight,
        cost=np.ascontiguousarray(pieces.cost),
        first_seat=np.cumsum([0, *map(len, seats)]).astype(np.int64),
        seats=np.array([unit for some in seats for unit in some], np.int64),
        minutes=np.ascontiguousarray(problem.minutes),
        apart=pieces.apart,
        beside=touch,
        alone=~np.array([beside[list(piece.units)].any() for piece in pieces.pieces], np.bool_),
        near=np.ascontiguousarray(np.argsort(both, axis=1, kind="stable")[:, : min(NEAR, count - 1)]),
        least=problem.least,
        most=problem.most,
        weigh_over=20 * household_minutes,
        weigh_mark=2 * group,
        weigh_short=0 if unavoidable else 10 * household_minutes,
        weigh_small=(13 if unavoidable else 3) * household_minutes,
        weigh_scattered=2 * group,
    )


def pool_of(pieces: int, most: int) -> Pool:
    """An empty pool for so many groups."""
    return Pool(
        members=np.zeros(most * 12 + pieces, np.int64),
        first=np.zeros(most + 1, np.int64),
        hashes=np.zeros(most, np.int64),
        table=np.full(4 * most, -1, np.int64),
        held=np.zeros(1, np.int64),
    )


def hashes_of(pieces: int) -> Ints:
    """A number for each piece; a group is known by all of its own together."""
    return np.random.default_rng(20).integers(1, 2**62, pieces, np.int64)
