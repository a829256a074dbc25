"""A program of whole numbers, row by row and column by column, and what HiGHS answers. HiGHS is imported late."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from winay.nuclei.solvers.parts import PROBING, Floats, Stopped, quiet

ANY = 1e30
"""No limit."""
Entries = Iterable[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Answer:
    """The values of the columns, None where none were found that keep every row; what is proven of all that do: none is
    below `bound`, and that there are none at all where it is infinite."""

    values: Floats | None
    bound: float

    @property
    def least(self) -> int:
        """No whole value is below this."""
        return math.ceil(self.bound - 1e-6)

    @property
    def impossible(self) -> bool:
        return self.bound == math.inf


@dataclass(eq=False)
class Program:
    """Rows have limits; columns a cost, a highest value (the lowest is 0), and so many of each row."""

    limits: list[tuple[float, float]] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def row(self, low: float, high: float) -> int:
        """A row more, by its number."""
        self.limits.append((low, high))
        return len(self.limits) - 1

    def column(self, cost: float, high: float, entries: Entries, *, whole: bool = True) -> int:
        """A column more, by its number; every row of it is there already, and named once."""
        self.starts.append(len(self.rows))
        for row, value in entries:
            self.rows.append(row)
            self.values.append(value)
        self.costs.append(cost)
        self.highs.append(high)
        self.whole.append(whole)
        return len(self.costs) - 1

    def weigh(self, weights: dict[int, int]) -> None:
        """Let columns cost so much for what they have of these rows, and nothing else."""
        self.costs = [0.0] * len(self.costs)
        ends = [*self.starts[1:], len(self.rows)]
        for column, (start, end) in enumerate(zip(self.starts, ends, strict=True)):
            for at in range(start, end):
                self.costs[column] += weights.get(self.rows[at], 0) * self.values[at]

    def solve(self, nodes: int, seconds: float, near: float = 0.0) -> Answer:
        """What costs least, as far as some nodes of a search tree tell, or no more than such a part above it. `Stopped`
        by the clock, in an emergency."""
        import highspy

        solver, low_high = quiet(), np.array(self.limits, np.float64)
        none = np.empty(0, np.int32)
        solver.addRows(len(low_high), low_high[:, 0].copy(), low_high[:, 1].copy(), 0, none, none, np.empty(0))
        count = len(self.costs)
        solver.addCols(
            count, np.array(self.costs, np.float64), np.zeros(count), np.array(self.highs, np.float64), len(self.rows),
            np.array(self.starts, np.int32), np.array(self.rows, np.int32), np.array(self.values, np.float64),
        )  # fmt: skip
        whole = np.flatnonzero(self.whole).astype(np.int32)
        solver.changeColsIntegrality(len(whole), whole, np.full(len(whole), highspy.HighsVarType.kInteger))
        for name, value in (
            ("mip_max_nodes", nodes),
            ("time_limit", seconds),
            ("mip_rel_gap", near),
            ("mip_abs_gap", 0.9),
            ("presolve_rule_off", PROBING),
        ):
            solver.setOptionValue(name, value)
        solver.run()
        status, info = solver.getModelStatus(), solver.getInfo()
        if status == highspy.HighsModelStatus.kTimeLimit:
            raise Stopped
        if status == highspy.HighsModelStatus.kInfeasible:
            return Answer(None, math.inf)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = np.array(solver.getSolution().col_value, np.float64) if found else None
        return Answer(values, max(0.0, float(info.mip_dual_bound)))
