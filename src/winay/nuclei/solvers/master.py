"""The linear program over the nuclei known so far, by HiGHS: it proposes prices and grows by what is worth more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from winay.nuclei.solvers.compiled import Flags
from winay.nuclei.solvers.parts import Floats, quiet
from winay.nuclei.solvers.pricing import PARTS, Things
from winay.nuclei.solvers.problem import Ints

Met = tuple[Ints, int]
"""A nucleus, as the households taken from each thing and where they meet."""


@dataclass(frozen=True, slots=True)
class Limit:
    """From `low` to `high` nuclei meet in a region, by its number."""

    region: int
    low: int
    high: int


@dataclass(frozen=True, eq=False)
class Offered:
    """What the linear program proposes, in parts: prices of the things, a nucleus, a household in a small one and each
    region that is limited; its value; and how many nuclei meet in each seat."""

    prices: Floats
    nucleus: float
    small_price: float
    regions: dict[int, float]
    value: float
    meeting: Floats


class Master:
    """The linear program over the nuclei known so far, by HiGHS. `inside[region, seat]`."""

    def __init__(self, things: Things, groups: int, small: int, inside: Flags) -> None:
        self.things, self.inside, self.rows = things, inside, len(things.weight)
        self.known: set[bytes] = set()
        self.at: list[int] = []
        self.row: dict[int, int] = {}
        self.solver = solver = quiet()
        # The basis of the last round serves the next: no simplifying in between, and the primal simplex.
        solver.setOptionValue("presolve", "off")
        solver.setOptionValue("simplex_strategy", 4)
        sides = np.append(np.ones(self.rows), [groups, small]).astype(np.float64)
        below = np.append(sides[:-1], -1e30)
        none = np.empty(0, np.int32)
        solver.addRows(len(sides), below, sides, 0, none, none, np.empty(0))
        # Nobody is left out while the nuclei known do not serve all: at a price beyond any.
        self.beyond = 4.0 * float(things.cost.max() + 1)
        each = np.arange(self.rows, dtype=np.int32)
        every = np.ones(self.rows)
        solver.addCols(self.rows, self.beyond * every, 0 * every, every, self.rows, each, each, every)
        self._free(self.rows, float(groups))

    def _free(self, row: int, most: float, sign: float = 1.0) -> None:
        """What a row lacks or has too much, at a price beyond any."""
        self.solver.addCols(1, np.array([self.beyond]), np.zeros(1), np.full(1, most), 1, np.zeros(1, np.int32),
                            np.array([row], np.int32), np.full(1, sign))  # fmt: skip
        self.at.append(-1)

    def limited(self, limits: Sequence[Limit]) -> None:
        """Ask for so many nuclei in these regions, and for nothing in all others."""
        for region in {limit.region for limit in limits} - set(self.row):
            there = np.flatnonzero([seat >= 0 and self.inside[region, seat] for seat in self.at])
            columns = (there + self.rows).astype(np.int32)
            self.row[region] = self.rows + 2 + len(self.row)
            self.solver.addRows(1, np.array([-1e30]), np.array([1e30]), len(columns), np.zeros(1, np.int32), columns,
                                np.ones(len(columns)))  # fmt: skip
            self._free(self.row[region], 1e30)
            self._free(self.row[region], 1e30, -1.0)
        asked = {limit.region: limit for limit in limits}
        for region, row in self.row.items():
            sides = (asked[region].low, asked[region].high) if region in asked else (-1e30, 1e30)
            self.solver.changeRowBounds(row, float(sides[0]), float(sides[1]))
        self.solver.setOptionValue("simplex_strategy", 1)

    def add(self, members: Iterable[Met]) -> int:
        """Nuclei more; those known already are left out. How many were new."""
        things = self.things
        costs: list[float] = []
        starts: list[int] = []
        rows: list[int] = []
        values: list[float] = []
        for taken, seat in members:
            inside = np.flatnonzero(taken)
            key = np.append(inside, seat).tobytes()
            if key in self.known:
                continue
            self.known.add(key)
            load = int(taken[inside].sum())
            costs.append(float(things.cost[inside, seat].sum()))
            starts.append(len(rows))
            here = [row for region, row in self.row.items() if self.inside[region, seat]]
            rows += [*inside.tolist(), self.rows, *here]
            values += [1] * (len(inside) + 1 + len(here))
            self.at.append(seat)
            if load < things.least:
                rows.append(self.rows + 1)
                values.append(load)
        if costs:
            free = np.zeros(len(costs)), np.full(len(costs), 1e30)
            self.solver.addCols(len(costs), np.array(costs), *free, len(rows), np.array(starts, np.int32),
                                np.array(rows, np.int32), np.array(values, np.float64))  # fmt: skip
        return len(costs)

    def met(self) -> list[Ints]:
        """The nuclei known, as the things in each."""
        sets = {key[:-8] for key in self.known}
        return [np.frombuffer(key, np.int64) for key in sorted(sets)]

    def offered(self) -> Offered:
        """Solve it."""
        self.solver.run()
        self.solver.setOptionValue("simplex_strategy", 4)
        found = self.solver.getSolution()
        dual = np.array(found.row_dual, np.float64) * PARTS
        used = np.array(found.col_value, np.float64)[self.rows :]
        at = np.array(self.at)
        meeting = np.bincount(at[at >= 0], weights=used[at >= 0], minlength=len(self.things.host))
        regions = {region: float(dual[row]) for region, row in self.row.items()}
        value = self.solver.getInfo().objective_function_value * PARTS
        small_price = max(0.0, -float(dual[self.rows + 1]))
        return Offered(
            dual[: self.rows], float(dual[self.rows]), small_price, regions, float(value), meeting.astype(np.float64)
        )
