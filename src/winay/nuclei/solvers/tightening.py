"""A better bound where nuclei must hang together: only such nuclei are priced. Imports numba and HiGHS.

What is cheapest then is no knapsack any more. But all nuclei below a limit can be listed, and the listing leaves out
those that do not hang together: where it is complete, whatever it does not name costs at least the limit.
"""

from dataclasses import dataclass

import numpy as np

from winay.nuclei.solvers.compiled import Ground
from winay.nuclei.solvers.listing import listed
from winay.nuclei.solvers.parts import Floats, Known, add_to, solver_of
from winay.nuclei.solvers.pricing import PARTS
from winay.nuclei.solvers.problem import Ints

WORK, ROOM = 60_000_000, 60_000
"""How far a listing goes before it is given up: a second or so, or so many nuclei."""


@dataclass(frozen=True, eq=False)
class Tight:
    """Prices of the pieces, in parts, and what they prove with the price `limit` of a nucleus, in parts."""

    parts: int
    prices: Ints
    limit: int

    @property
    def bound(self) -> int:
        """In whole household-minutes."""
        return -(-self.parts // PARTS)


def listing(ground: Ground, prices: Ints, limit: int, room: int, work: int = WORK) -> tuple[Known, bool]:
    """The nuclei that hang together and cost at most `limit` more than their pieces' prices; whether that is all."""
    first, costs = np.zeros(room + 2, np.int64), np.zeros(room + 2, np.int64)
    members = np.zeros(room * 16 + len(prices), np.int64)
    count, complete = listed(ground, prices, int(limit), work, first, members, costs)
    return Known(first[: count + 1], members[: first[count]], costs[:count]), bool(complete)


def tightened(ground: Ground, groups: int, begin: Tight, first: Known, rounds: int, work: int, known: int) -> Tight:
    """The best bound over nuclei that hang together, from prices that are good where they need not, and nuclei to begin
    with that serve everybody."""
    count = len(ground.weight)
    solver = solver_of(count, groups, first)
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("simplex_strategy", 4)
    best, stride = begin, 0.25
    seen = {tuple(sorted(first.group(at))) for at in range(len(first.costs))}
    for _ in range(rounds):
        solver.run()
        dual: Floats = np.array(solver.getSolution().row_dual, np.float64) * PARTS
        value = float(solver.getInfo().objective_function_value) * PARTS
        # Part of the way from the best so far: the program's own prices swing while it knows few nuclei.
        tried = np.rint(best.prices + stride * (dual[:count] - best.prices)).astype(np.int64)
        limit = round(best.limit + stride * (float(dual[count]) - best.limit))
        found, complete = listing(ground, tried, limit - 1, ROOM, work)
        if complete:
            best = _proven(groups, tried, limit, found, best)
        fresh = [at for at in range(len(found.costs)) if tuple(sorted(found.group(at))) not in seen]
        if best.bound >= known or best.parts >= value * (1 - 2e-5) - PARTS / 2 or stride < 0.01:
            break
        stride = min(1.0, stride * 2) if complete and not fresh else stride if complete else stride / 2
        seen |= {tuple(sorted(found.group(at))) for at in fresh}
        add_to(solver, count, found.some(np.array(fresh, np.int64)))
    return best


def _proven(groups: int, prices: Ints, limit: int, found: Known, best: Tight) -> Tight:
    """What some prices prove: every piece's, and for each nucleus the least of those listed, or the limit. A piece is
    in one nucleus, so that the least of a nucleus counts once for its first piece only."""
    total = int(prices.sum()) + groups * limit
    if len(found.costs):
        above = found.above(prices, PARTS)
        hosts = np.minimum.reduceat(found.members, found.first[:-1])
        least: dict[int, int] = {}
        for host, rate in zip(hosts.tolist(), above.tolist(), strict=True):
            least[host] = min(least.get(host, limit), rate)
        total += sum(sorted(rate - limit for rate in least.values())[:groups])
    return best if best.parts >= total else Tight(total, prices, limit)
