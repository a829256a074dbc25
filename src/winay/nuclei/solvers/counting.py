"""How many nuclei to look for, and how few households arithmetic leaves in small ones. numpy."""

from collections.abc import Sequence

import numpy as np

from winay.nuclei.rules import Sizes

EXACT_GROUPS = 3
"""Up to so many loads are counted out together: a million ways."""


def left_small(sizes: Sizes) -> int:
    """The fewest households that any plan leaves in groups below the minimum, if households could be shared out at
    will: those beyond what whole groups can take."""
    return 0 if sizes.possible else sizes.households - (sizes.fewest - 1) * sizes.most


def numbers(households: int, least: int, most: int) -> Sequence[int]:
    """How many groups to look for, the best first: those that can all be within the bounds, the nearest to groups of
    middle size first, the larger among equals. Then those that hold everybody, upwards."""
    sizes = Sizes(households, least, most)
    fitting = sorted(sizes.fitting, key=lambda number: (abs(2 * households - number * (least + most)), -number))
    return [*fitting, *(number for number in range(sizes.fewest, sizes.fewest + 3) if number not in fitting)]


def fewest_small(weights: Sequence[int], least: int, most: int) -> int:
    """The fewest households that any grouping of things that stay whole leaves in groups below the minimum: counted to
    the end where three groups or fewer could be within the bounds, else what arithmetic leaves."""
    total = sum(weights)
    groups = total // least
    if not 1 <= groups <= EXACT_GROUPS:
        return left_small(Sizes(total, least, most))
    reached = np.zeros((most + 1,) * groups, np.bool_)
    reached[(0,) * groups] = True
    for weight in weights:
        if weight <= most:
            before = reached.copy()
            for axis in range(groups):
                later, earlier = [slice(None)] * groups, [slice(None)] * groups
                later[axis], earlier[axis] = slice(weight, None), slice(None, most + 1 - weight)
                reached[tuple(later)] |= before[tuple(earlier)]
    loads = np.argwhere(reached)
    within = ((loads == 0) | (loads >= least)).all(axis=1)
    return total - int(loads[within].sum(axis=1).max())
