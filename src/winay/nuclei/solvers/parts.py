"""A set partition: of nuclei that are known, those that serve everybody once with the fewest household-minutes. HiGHS,
imported late."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from winay.nuclei.solvers.problem import Ints

if TYPE_CHECKING:
    import highspy

Floats = NDArray[np.float64]
PROBING = 2**15
"""A rule of simplifying that takes minutes where groups overlap much."""


@dataclass(frozen=True, eq=False)
class Known:
    """Nuclei that are known: members of group k at `members[first[k]:first[k + 1]]`, and what each costs."""

    first: Ints
    members: Ints
    costs: Ints

    def group(self, at: int) -> list[int]:
        return [int(piece) for piece in self.members[self.first[at] : self.first[at + 1]]]

    def above(self, prices: Ints, parts: int) -> Ints:
        """What each costs more than the prices of its pieces, in parts."""
        return parts * self.costs - np.add.reduceat(prices[self.members], self.first[:-1])

    def renamed(self, names: Ints) -> "Known":
        """The same groups of other numbers."""
        return Known(self.first, names[self.members], self.costs)

    def some(self, which: Ints) -> "Known":
        """These of them, in this order."""
        sizes = np.diff(self.first)[which]
        inside = [self.members[self.first[at] : self.first[at + 1]] for at in which.tolist()]
        members = np.concatenate(inside) if inside else np.empty(0, np.int64)
        return Known(np.cumsum([0, *sizes.tolist()]).astype(np.int64), members, self.costs[which])


def solver_of(pieces: int, groups: tuple[int, int], known: Known, small: Ints, most_small: int) -> "highspy.Highs":
    """The program: every piece in one group, from so many to so many groups, no more than so many households in
    undersized ones, of which each group has `small`."""
    solver = quiet()
    low = np.append(np.ones(pieces), [groups[0], 0]).astype(np.float64)
    high = np.append(np.ones(pieces), [groups[1], most_small]).astype(np.float64)
    empty = np.empty(0, np.int32)
    solver.addRows(pieces + 2, low, high, 0, empty, empty, np.empty(0))
    count = len(known.costs)
    # The last two rows of each group: it is one, and it has so many households in an undersized one.
    ends = np.repeat(known.first[1:], 2)
    rows = np.insert(known.members, ends, np.tile([pieces, pieces + 1], count)).astype(np.int32)
    values = np.insert(np.ones(len(known.members)), ends, np.column_stack([np.ones(count), small]).reshape(-1))
    starts = (known.first[:-1] + 2 * np.arange(count)).astype(np.int32)
    costs, free = known.costs.astype(np.float64), (np.zeros(count), np.ones(count))
    solver.addCols(count, costs, *free, len(rows), starts, rows, values)
    return solver


class Stopped(Exception):
    """The clock stopped the solver: it took many times what was meant."""


def joined(*some: Known) -> Known:
    """All of these, each group once."""
    groups, costs, seen = [], [], set()
    for known in some:
        for at in range(len(known.costs)):
            group = known.group(at)
            key = tuple(sorted(group))
            if key not in seen:
                seen.add(key)
                groups.append(group)
                costs.append(int(known.costs[at]))
    return known_of(groups, costs)


def chosen(
    pieces: int, groups: tuple[int, int], known: Known, small: Ints, most_small: int, nodes: int, seconds: float
) -> tuple[list[int] | None, bool]:
    """Which groups serve every piece once at the least cost, within the limits of `solver_of`, as far as some nodes of
    a search tree tell, and whether that is proven. None where none were found. `Stopped` by the clock, in an emergency.

    No plan is handed over to begin with: this solver counts wrongly when it simplifies a program that has one."""
    import highspy

    solver = solver_of(pieces, groups, known, small, most_small)
    count = len(known.costs)
    each = np.arange(count, dtype=np.int32)
    solver.changeColsIntegrality(count, each, np.full(count, highspy.HighsVarType.kInteger))
    for name, value in (
        ("mip_max_nodes", nodes),
        ("time_limit", seconds),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.9),
        ("presolve_rule_off", PROBING),
    ):
        solver.setOptionValue(name, value)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kTimeLimit:
        raise Stopped
    values = np.array(solver.getSolution().col_value, np.float64)
    proven = status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)
    picked = np.flatnonzero(values > 0.5).tolist() if len(values) == count else []
    # What a solver of decimals says is looked at again: everybody once.
    if sorted(piece for at in picked for piece in known.group(at)) != list(range(pieces)):
        return None, proven
    return picked, proven


def quiet() -> "highspy.Highs":
    """A solver with one thread and no words, so that the same question has the same answer."""
    import highspy

    solver: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 1), ("parallel", "off")):
        solver.setOptionValue(name, value)
    return solver


def known_of(groups: Sequence[Sequence[int]], costs: Sequence[int]) -> Known:
    """Nuclei from lists."""
    first = np.cumsum([0, *map(len, groups)]).astype(np.int64)
    return Known(first, np.array([piece for group in groups for piece in group], np.int64), np.array(costs, np.int64))
