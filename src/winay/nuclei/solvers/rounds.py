"""The rounds of a search: annealing, the bound, putting together, mending, and again. Imports numba and HiGHS."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from winay.nuclei.solvers.annealing import cooled, numbered
from winay.nuclei.solvers.assembling import put_together
from winay.nuclei.solvers.branching import Leaf
from winay.nuclei.solvers.dividing import divided
from winay.nuclei.solvers.easing import (
    FIRST,
    LAST,
    around,
    eased,
    more_than_proven,
    proven_least,
    proven_torn,
    torn_best,
)  # fmt: skip
from winay.nuclei.solvers.mending import mended
from winay.nuclei.solvers.parts import Known, Stopped
from winay.nuclei.solvers.pieces import Pieces, pieces_of
from winay.nuclei.solvers.problem import Plan
from winay.nuclei.solvers.proving import proven
from winay.nuclei.solvers.settling import settled
from winay.nuclei.solvers.standing import Standing

SPEED = 100_000_000
"""Steps of work that a second of annealing stands for."""
ENOUGH = 3_000_000
"""Steps for each piece beyond which annealing finds nothing more."""


@dataclass(eq=False)
class Search:
    """One search. `seconds` is turned into steps, rounds and nodes; the clock only stops what takes several times as
    long."""

    pieces: Pieces
    begin: Plan
    seed: int
    seconds: float
    told: Callable[[int, Plan], None]
    standing: Standing = field(init=False)

    def __post_init__(self) -> None:
        room = max(4_000, min(200_000, int(5_000 * self.seconds)))
        self.standing = Standing(self.pieces, self.begin, room)
        self.late = time.monotonic() + 4 * self.seconds + 120
        self.work = min(int(SPEED * self.seconds * 0.25), ENOUGH * len(self.pieces.pieces))

    def run(self) -> Plan:
        """Everything, in order."""
        standing = self.standing
        try:
            exact = self._settled(anew=True)
            self._say(5)
            if self._torn() and not (exact and not self.pieces.own):
                exact = self._ease()
                standing = self.standing
            if exact:
                standing.best = replace(standing.best, bound=standing.best.cost)
            else:
                cooled(standing, self.seed, self.work, self._part(5, 35))
                if not self._late():
                    self._prove()
        except Stopped:
            self.standing.best = replace(self.standing.best, hurried=True)
            standing = self.standing
        best = standing.best
        good = best.bound == best.cost and standing.small == best.fewest_undersized
        return replace(best, exact=good)

    def _settled(self, *, anew: bool) -> bool:
        """Whether the best plan of all, or of all that hang together, was found and proven. `anew`: how many groups
        there are is looked for too."""
        standing = self.standing
        if divided(standing):
            return True
        if anew:
            numbered(standing, self.seed, self.work // 3)
        return settled(standing, self._left())

    def _torn(self) -> bool:
        """Whether households are in small nuclei that need not be, or some nucleus does not hang together."""
        standing = self.standing
        return standing.scattered > 0 or standing.small > standing.best.fewest_undersized

    def _ease(self) -> bool:
        """Prove what no plan can do without, and part larger communities so that no more than that is small or torn, if
        it can be. Whether the best plan with these parted so was found and proven."""
        problem = self.pieces.problem
        best = self.standing.best = proven_least(problem, self.standing.best, FIRST, self._left())
        found = eased(problem, best, self._left()) or best
        if more_than_proven(problem, found):
            found = proven_least(problem, found, LAST, self._left())
        if more_than_proven(problem, found):
            found = proven_torn(problem, around(problem, found, self._left()), self._left())
        exact = self._adopted(found)
        return exact or (self.standing.scattered > 0 and torn_best(self.standing, self._left()))

    def _adopted(self, plan: Plan) -> bool:
        """Go on from a plan, with larger communities parted so; whether the best of these was found and proven."""
        standing = self.standing
        if plan.shares == standing.best.shares:
            standing.best = replace(
                standing.best, fewest_undersized=plan.fewest_undersized, fewest_scattered=plan.fewest_scattered
            )
        else:
            self.pieces = pieces_of(self.pieces.problem, plan)
            if not self.pieces.pieces:  # communities alone, where they live
                standing.best = replace(plan, bound=plan.cost)
                return True
            self.standing = Standing(self.pieces, plan, len(standing.pool.first) - 1)
        return self._settled(anew=False)

    def _prove(self) -> None:
        standing, seconds = self.standing, self.seconds
        # A round takes the longer, the more pieces there are.
        rounds = int(40 * seconds * min(1.0, 90 / len(standing.labels)))
        leaves, met = proven(standing, rounds)
        self._say(60)
        if leaves:
            self._together(leaves, met)
            self._say(75)
            mended(standing, leaves[0], max(1, int(2 * seconds)), self._left(), self._part(75, 90))
            leaves = [leaf for leaf in leaves if leaf.proven.bound < standing.best.cost]
            if leaves and standing.best.bound != standing.best.cost:
                self._together(leaves, met)

    def _together(self, leaves: list[Leaf], met: Known) -> None:
        room = min(9_000, int(600 + 700 * self.seconds))
        put_together(self.standing, leaves, met, room, min(150, int(20 + 8 * self.seconds)), self._left())

    def _part(self, start: int, end: int) -> Callable[[float], bool]:
        """What hears how far a step is, from one percentage to another, and stops it where it is late."""

        def told(share: float) -> bool:
            self._say(start + int((end - start) * share))
            return self._late()

        return told

    def _left(self) -> float:
        return max(30.0, self.late - time.monotonic())

    def _late(self) -> bool:
        """Whether the clock stops the search: it took several times what it was given."""
        best = self.standing.best
        if time.monotonic() > self.late and not best.hurried:
            self.standing.best = replace(best, hurried=True)
        return self.standing.best.hurried

    def _say(self, percent: int) -> None:
        self.told(percent, self.standing.best)
