"""Which localities are neighbours: those that a Delaunay triangulation joins. numpy and shapely, no database."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
MICRODEGREES = 1_000_000


def neighbours(latitude_e6: Ints, longitude_e6: Ints) -> Ints:
    """Pairs of positions (first < second) that are neighbours, in order. Together they join all localities.

    Localities of one position are neighbours of each other, and the first of them stands for all. Where all lie on
    one line, or are fewer than three, each is the neighbour of the next one along it.
    """
    count = len(latitude_e6)
    if count < 2:
        return np.empty((0, 2), np.int64)
    spots, first, which = np.unique(
        np.column_stack([latitude_e6, longitude_e6]), axis=0, return_index=True, return_inverse=True
    )
    which = which.reshape(-1)
    pairs = [np.column_stack([first[which], np.arange(count)])[first[which] != np.arange(count)]]
    if len(spots) > 1:
        joined = _triangulated(spots) if len(spots) > 2 else None
        pairs.append(first[_along_a_line(spots) if joined is None else joined])
    both = np.sort(np.concatenate(pairs).astype(np.int64), axis=1)
    return np.unique(both, axis=0)


def _along_a_line(spots: Ints) -> Ints:
    """The spots are in order of latitude and longitude already: each goes with the next."""
    at = np.arange(len(spots) - 1)
    return np.column_stack([at, at + 1])


def _triangulated(spots: Ints) -> Ints | None:
    """The sides of the triangles between different spots; None where there is no triangle that joins them all."""
    import shapely  # type: ignore[import-untyped]

    # A plane at the middle of the district: degrees of longitude are shorter than those of latitude.
    narrow = np.cos(np.radians(spots[:, 0].mean() / MICRODEGREES))
    plane = np.column_stack([spots[:, 1] * narrow, spots[:, 0]]).astype(np.float64)
    drawn = shapely.delaunay_triangles(shapely.multipoints(plane), only_edges=True)
    ends = shapely.get_coordinates(shapely.get_parts(drawn))
    if not len(ends):
        return None
    there = {(x, y): at for at, (x, y) in enumerate(plane.tolist())}
    found = np.array([there[x, y] for x, y in ends.tolist()], np.int64).reshape(-1, 2)
    # Spots almost on one line can be lost to rounding: a triangulation without them would tear the district apart.
    return found if len(np.unique(found)) == len(spots) else None
