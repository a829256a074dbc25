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

    def some(self, which: Ints) -> "Known":
        """These of them, in this order."""
        sizes = np.diff(self.first)[which]
        inside = [self.members[self.first[at] : self.first[at + 1]] for at in which.tolist()]
        members = np.concatenate(inside) if inside else np.empty(0, np.int64)
        return Known(np.cumsum([0, *sizes.tolist()]).astype(np.int64), members, self.costs[which])


def solver_of(pieces: int, groups: int, known: Known) -> "highspy.Highs":
    """The program: every piece in one group, so many groups. Pieces that nobody has are left out."""
    solver = quiet()
    sides = np.append(np.ones(pieces), groups).astype(np.float64)
    empty = np.empty(0, np.int32)
    solver.addRows(pieces + 1, sides, sides, 0, empty, empty, np.empty(0))
    add_to(solver, pieces, known)
    return solver


def add_to(solver: "highspy.Highs", pieces: int, known: Known) -> None:
    """More nuclei for the program."""
    count = len(known.costs)
    if not count:
        return
    # Each nucleus is one of the number of groups too: the row after those of the pieces.
    rows = np.insert(known.members, known.first[1:], pieces).astype(np.int32)
    starts = (known.first[:-1] + np.arange(count)).astype(np.int32)
    costs, free = known.costs.astype(np.float64), (np.zeros(count), np.full(count, 1e30))
    solver.addCols(count, costs, *free, len(rows), starts, rows, np.ones(len(rows)))


class Stopped(Exception):
    """The clock stopped the solver: it took many times what was meant."""


def chosen(pieces: int, groups: int, known: Known, nodes: int, seconds: float) -> tuple[list[list[int]] | None, bool]:
    """The groups that serve every piece once with the fewest household-minutes, as far as some nodes of a search tree
    tell, and whether that is proven. None where none were found. `Stopped` by the clock, in an emergency.

    No plan is handed over to begin with: this solver counts wrongly when it simplifies a program that has one."""
    import highspy

    solver = solver_of(pieces, groups, known)
    count = len(known.costs)
    each = np.arange(count, dtype=np.int32)
    solver.changeColsIntegrality(count, each, np.full(count, highspy.HighsVarType.kInteger))
    for name, value in (("mip_max_nodes", nodes), ("time_limit", seconds), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.9)):
        solver.setOptionValue(name, value)
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
        raise Stopped
    values = np.array(solver.getSolution().col_value, np.float64)
    proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    picked = np.flatnonzero(values > 0.5).tolist() if len(values) == count else []
    found = [known.group(at) for at in picked]
    # What a solver of decimals says is looked at again: everybody once.
    if sorted(piece for group in found for piece in group) != list(range(pieces)) or len(found) != groups:
        return None, False
    return found, proven


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
