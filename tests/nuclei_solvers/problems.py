"""Small problems for tests, by hand and at random."""

import numpy as np
from hypothesis import strategies as st

from winay.nuclei.solvers.problem import Problem

NONE = np.empty((0, 2), np.int64)


def problem(
    households: list[int],
    places: list[tuple[int, int]],
    *,
    least: int = 80,
    most: int = 100,
    neighbours: list[tuple[int, int]] | None = None,
    together: list[tuple[int, int]] | None = None,
    apart: list[tuple[int, int]] | None = None,
) -> Problem:
    """Units on a grid, a minute a step; neighbours are those within 30 minutes unless said."""
    at = np.array(places, np.int64).reshape(-1, 2)
    minutes = np.abs(at[:, None] - at[None]).sum(axis=2)
    np.fill_diagonal(minutes, 1)
    minutes = np.maximum(minutes, 1)
    np.fill_diagonal(minutes, 0)
    if neighbours is None:
        near = np.argwhere(np.triu(minutes <= 30, 1))
    else:
        near = np.array(sorted(neighbours), np.int64).reshape(-1, 2)
    pairs = [np.array(sorted(some), np.int64).reshape(-1, 2) if some else NONE for some in (together, apart)]
    return Problem(np.array(households, np.int64), minutes, near, pairs[0], pairs[1], least, most)


@st.composite
def problems(draw: st.DrawFn, most_units: int = 12, large: bool = True, marks: bool = True) -> Problem:
    """Anything that may come: communities up to three nuclei large, neighbours at random, marks."""
    count = draw(st.integers(1, most_units))
    least = draw(st.integers(1, 12))
    most = draw(st.integers(least, least + 6))
    size = st.integers(1, 3 * most if large else most)
    spot = st.tuples(st.integers(0, 60), st.integers(0, 60))
    one = st.integers(0, count - 1)
    pair = st.tuples(one, one).filter(lambda both: both[0] < both[1])
    some = st.lists(pair, max_size=2, unique=True) if marks and count > 1 else st.just([])
    links = st.none() | (st.lists(pair, max_size=2 * count, unique=True) if count > 1 else st.just([]))
    return problem(
        draw(st.lists(size, min_size=count, max_size=count)),
        draw(st.lists(spot, min_size=count, max_size=count)),
        least=least,
        most=most,
        neighbours=draw(links),
        together=draw(some),
        apart=draw(some),
    )
