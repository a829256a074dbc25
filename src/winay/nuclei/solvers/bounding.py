"""A number that no plan can be below: proven in whole numbers, whatever prices a solver of linear programs proposes.

Every household pays a price for being served, and a nucleus collects the prices of whom it serves. The sum of all
prices plus the cheapest nuclei at these prices, as many as the plan has, is at most what any plan costs: this holds for
all prices, and the best prices are those of the linear program over nuclei, which grows by the cheapest (column
generation). The solver works with decimals; what it proposes is rounded and proven again with whole numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from winay.nuclei.solvers.compiled import Ground
from winay.nuclei.solvers.parts import Floats, quiet
from winay.nuclei.solvers.pieces import Pieces
from winay.nuclei.solvers.pricing import NEVER, PARTS, Things, cheapest
from winay.nuclei.solvers.problem import Ints

SMOOTH = 0.6
"""How much of the best prices so far stays in those that are tried next: without it they swing."""


@dataclass(frozen=True, eq=False)
class Proven:
    """What is proven, in parts of a household-minute, with the prices that prove it, by thing."""

    parts: int
    prices: Ints
    small_price: int

    @property
    def bound(self) -> int:
        """In whole household-minutes: what a plan costs is a whole number."""
        return -(-self.parts // PARTS)


def first_prices(things: Things, household_minutes: int, walked: Ints) -> Ints:
    """Prices to begin with: what a piece walks in a plan, and as much again as a middling household walks."""
    return PARTS * (walked + things.weight * household_minutes)


def things_of(pieces: Pieces, ground: Ground) -> Things:
    """What is priced: the pieces, and each seat of each. A seat without a host is where full nuclei may lend and meet;
    what they could lend lets groups be smaller by that."""
    problem = pieces.problem
    hosts = np.repeat(np.arange(len(pieces.pieces)), np.diff(ground.first_seat))
    free = [unit for piece in pieces.pieces if not piece.households for unit in piece.units]
    seats = np.append(ground.seats, np.array(free, np.int64))
    host = np.append(hosts, np.full(len(free), -1)).astype(np.int64)
    least = max(1, problem.least - int(ground.spare.sum()))
    return Things(pieces.weight, np.ascontiguousarray(pieces.cost[:, seats]), host, least, problem.most)


class Master:
    """The linear program over the nuclei known so far, by HiGHS."""

    def __init__(self, things: Things, groups: int, small: int) -> None:
        self.things, self.small, self.rows = things, small, len(things.weight)
        self.known: set[bytes] = set()
        self.solver = solver = quiet()
        # The basis of the last round serves the next: no simplifying in between, and the primal simplex.
        solver.setOptionValue("presolve", "off")
        solver.setOptionValue("simplex_strategy", 4)
        amounts = (things.weight > 0).astype(np.float64)
        sides = np.append(amounts, [groups, small]).astype(np.float64)
        below = np.append(sides[:-1], -1e30)
        none = np.empty(0, np.int32)
        solver.addRows(len(sides), below, sides, 0, none, none, np.empty(0))
        # Nobody is left out while the nuclei known do not serve all: at a price beyond any.
        beyond = np.full(self.rows, 4.0 * float(things.cost.max() + 1))
        each = np.arange(self.rows, dtype=np.int32)
        solver.addCols(self.rows, beyond, np.zeros(self.rows), amounts, self.rows, each, each, np.ones(self.rows))
        few = np.array([self.rows], np.int32)
        solver.addCols(1, np.array([beyond.max()]), np.zeros(1), np.full(1, float(groups)), 1, np.zeros(1, np.int32),
                       few, np.ones(1))  # fmt: skip

    def add(self, members: Iterable[tuple[Ints, int]]) -> int:
        """Nuclei, as the households taken from each thing and where they meet; those known already are left out."""
        things = self.things
        costs: list[float] = []
        starts: list[int] = []
        rows: list[int] = []
        values: list[float] = []
        for taken, seat in members:
            inside = np.flatnonzero(taken)
            key = np.concatenate([inside, taken[inside], [seat]]).tobytes()
            if key in self.known or not len(inside):
                continue
            self.known.add(key)
            load = int(taken[inside].sum())
            costs.append(float(things.cost[inside, seat].sum()))
            starts.append(len(rows))
            rows += [*inside.tolist(), self.rows]
            values += [1] * (len(inside) + 1)
            if load < things.least:
                rows.append(self.rows + 1)
                values.append(load)
        if costs:
            free = np.zeros(len(costs)), np.full(len(costs), 1e30)
            self.solver.addCols(len(costs), np.array(costs), *free, len(rows), np.array(starts, np.int32),
                                np.array(rows, np.int32), np.array(values, np.float64))  # fmt: skip
        return len(costs)

    def prices(self) -> tuple[Floats, float, float, float]:
        """The prices of the things, of a nucleus, of a household in a small one, and the value, in parts."""
        self.solver.run()
        dual = np.array(self.solver.getSolution().row_dual, np.float64) * PARTS
        value = self.solver.getInfo().objective_function_value * PARTS
        return dual[: self.rows], float(dual[self.rows]), max(0.0, -float(dual[self.rows + 1])), float(value)


@dataclass(eq=False)
class Bounding:
    """The bound of plans with so many `groups` and at most `small` households in undersized ones."""

    things: Things
    groups: int
    small: int
    best: Proven | None = None

    def __post_init__(self) -> None:
        seats = len(self.things.host)
        self.rates = np.empty(seats, np.int64)
        self._taken = np.zeros((seats, len(self.things.weight)), np.int64)

    def evaluate(self, prices: Ints, small_price: int) -> int:
        """What these prices prove, in parts; the best so far is kept."""
        things, rates = self.things, self.rates
        cheapest(things, prices, small_price if self.small else -1, rates, self._taken)
        total = int(prices[things.weight > 0].sum()) - small_price * self.small
        # At a seat of a piece meets one nucleus, since the piece is in it; elsewhere there may be many.
        many = [int(rate) for rate in rates[things.host < 0] if rate < NEVER]
        once = [int(rate) for rate in rates[things.host >= 0] if rate < NEVER]
        lowest = sorted(once + [rate for rate in many for _ in range(self.groups)])[: self.groups]
        if len(lowest) < self.groups:
            return -NEVER
        found = total + sum(lowest)
        if self.best is None or found > self.best.parts:
            self.best = Proven(found, prices.copy(), small_price)
        return found

    def climb(self, prices: Ints, steps: int, known: int) -> list[tuple[Ints, int]]:
        """Prices that prove more, step by step against what is served too often or too little (subgradient); gives the
        nuclei met on the way."""
        things, stride, waited = self.things, 1.0, 0
        met: list[tuple[Ints, int]] = []
        small_price = 0
        for _ in range(steps):
            before = -NEVER if self.best is None else self.best.parts
            found = self.evaluate(prices, small_price)
            chosen = np.argsort(self.rates, kind="stable")[: self.groups]
            if found == -NEVER:
                break
            met += [(self._taken[seat].copy(), seat) for seat in chosen.tolist() if self.rates[seat] < NEVER]
            missing = (things.weight > 0) - (self._taken[chosen] > 0).sum(axis=0)
            scale = things.weight
            waited = 0 if found > before else waited + 1
            if waited == 5:
                stride, waited = stride / 2, 0
                if self.best is not None:
                    prices = self.best.prices
                    continue
            length = float((missing**2 * scale).sum())
            if not length:
                break
            step = stride * max(known * PARTS * 1.01 - found, PARTS) / length
            prices = prices + np.rint(step * missing * scale).astype(np.int64)
        return met

    def run(self, members: Iterable[tuple[Ints, int]], rounds: int, known: int) -> Proven | None:
        """Look for the best prices in so many rounds, beginning with the nuclei in `members`; stop when `known`
        household-minutes are proven least, or the bound is as good as it gets."""
        master = Master(self.things, self.groups, self.small)
        master.add(members)
        for _ in range(rounds):
            prices, count_price, small_price, value = master.prices()
            tried, tried_small = prices, small_price
            if self.best is not None:
                tried = SMOOTH * self.best.prices + (1 - SMOOTH) * prices
                tried_small = SMOOTH * self.best.small_price + (1 - SMOOTH) * small_price
            self.evaluate(np.rint(tried).astype(np.int64), round(tried_small))
            added = master.add(self._worth(prices, count_price, small_price))
            if self.best is not None:
                proven = self.best.parts
                if self.best.bound >= known or proven >= value - max(PARTS / 2, 2e-5 * abs(value)):
                    break
            if not added:
                self.evaluate(np.rint(prices).astype(np.int64), round(small_price))
                if not master.add(self._worth(prices, count_price, small_price)):
                    break
        return self.best

    def _worth(self, prices: Floats, count_price: float, small_price: float) -> list[tuple[Ints, int]]:
        """The nuclei of the last pricing that the program would use at its own prices."""
        things, found = self.things, []
        for seat in np.flatnonzero(self.rates < NEVER).tolist():
            taken = self._taken[seat]
            inside = np.flatnonzero(taken)
            rate = float((PARTS * things.cost[inside, seat] - prices[inside]).sum()) - count_price
            load = int(taken[inside].sum())
            rate += small_price * load if load < things.least else 0
            if rate < -1e-3:
                found.append((taken.copy(), seat))
        return found
