"""A number that no plan can be below: proven in whole numbers, whatever prices a solver of linear programs proposes.

Every household pays a price for being served, and a nucleus collects the prices of whom it serves. The sum of all
prices plus the cheapest nuclei at these prices, as many as the plan has, is at most what any plan costs: this holds for
all prices, and the best prices are those of the linear program over nuclei, which grows by the cheapest (column
generation). The solver works with decimals; what it proposes is rounded and proven again with whole numbers.

Where only plans with so many nuclei in a region are asked about (see `branching`), meeting there has a price too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from winay.nuclei.solvers.compiled import Flags
from winay.nuclei.solvers.master import Limit, Master, Met, Offered
from winay.nuclei.solvers.parts import Floats
from winay.nuclei.solvers.pricing import NEVER, PARTS, Things, cheapest
from winay.nuclei.solvers.problem import Ints

SMOOTH = 0.6
"""How much of the best prices so far stays in those that are tried next: without it they swing."""


@dataclass(frozen=True, eq=False)
class Proven:
    """What is proven, in parts of a household-minute, with the prices that prove it: of each thing, of a nucleus, of a
    household in an undersized one, of each region that is limited, and so of meeting in each seat."""

    parts: int
    prices: Ints
    nucleus: int
    small_price: int
    regions: dict[int, int]
    seats: Ints

    @property
    def bound(self) -> int:
        """In whole household-minutes: what a plan costs is a whole number."""
        return -(-self.parts // PARTS)

    def of(self, things: Ints, seats: Ints) -> "Proven":
        """The prices of some things and seats alone."""
        return replace(self, prices=self.prices[things], seats=self.seats[seats])


def first_prices(things: Things, household_minutes: int, walked: Ints) -> Ints:
    """Prices to begin with: what a piece walks in a plan, and as much again as a middling household walks."""
    return PARTS * (walked + things.weight * household_minutes)


@dataclass(eq=False)
class Bounding:
    """The bound of plans with so many `groups` and at most `small` households in undersized ones. `inside[region,
    seat]` are regions that may be limited; `rounds` counts how often everything was priced."""

    things: Things
    groups: int
    small: int
    inside: Flags

    def __post_init__(self) -> None:
        seats = len(self.things.host)
        self.rates = np.empty(seats, np.int64)
        self._taken = np.zeros((seats, len(self.things.weight)), np.int64)
        self.master = Master(self.things, self.groups, self.small, self.inside)
        self.rounds = 0

    def evaluate(self, prices: Ints, small_price: int, regions: dict[int, int], limits: Sequence[Limit]) -> Proven:
        """What these prices prove of plans within the limits."""
        things = self.things
        self.rounds += 1
        cheapest(things, prices, small_price if self.small else -1, self.rates, self._taken)
        total, seats = int(prices.sum()) - small_price * self.small, np.zeros(len(self.rates), np.int64)
        for limit in limits:
            price = regions[limit.region]
            total += price * (limit.low if price > 0 else limit.high)
            seats[self.inside[limit.region]] += price
        # At a seat of a piece meets one nucleus, since the piece is in it.
        lowest = np.sort(np.where(self.rates < NEVER, self.rates - seats, NEVER))[: self.groups]
        if len(lowest) < self.groups or lowest[-1] == NEVER:
            return Proven(-NEVER, prices, 0, small_price, regions, seats)
        return Proven(total + int(lowest.sum()), prices, int(lowest[-1]), small_price, regions, seats)

    def climb(self, prices: Ints, steps: int, known: int) -> Proven | None:
        """Prices that prove more, step by step against what is served too often or too little (subgradient); the
        nuclei met on the way are kept for the linear program."""
        stride, waited, best = 1.0, 0, None
        for _ in range(steps):
            found = self.evaluate(prices, 0, {}, ())
            if found.parts == -NEVER:
                break
            chosen = np.argsort(self.rates, kind="stable")[: self.groups]
            self.master.add([(self._taken[seat].copy(), seat) for seat in chosen.tolist() if self.rates[seat] < NEVER])
            missing = 1 - (self._taken[chosen] > 0).sum(axis=0)
            waited = 0 if best is None or found.parts > best.parts else waited + 1
            best = found if best is None or found.parts > best.parts else best
            if waited == 5:
                stride, waited, prices = stride / 2, 0, best.prices
                continue
            length = float((missing**2 * self.things.weight).sum())
            if not length:
                break
            step = stride * max(known * PARTS * 1.01 - found.parts, PARTS) / length
            prices = prices + np.rint(step * missing * self.things.weight).astype(np.int64)
        return best

    def run(self, best: Proven | None, limits: Sequence[Limit], rounds: int, known: int) -> tuple[Proven, Floats]:
        """Look for the best prices in so many rounds, beginning with the nuclei known; stop when `known`
        household-minutes are proven least, or the bound is as good as it gets. Also how many nuclei of the program meet
        in each seat."""
        self.master.limited(limits)
        named = [limit.region for limit in limits]
        offer = self.master.offered()
        best = best or self.evaluate(*_between(None, offer, named), limits)
        for at in range(rounds):
            offer = self.master.offered() if at else offer
            found = self.evaluate(*_between(best, offer, named), limits)
            best = found if found.parts > best.parts else best
            added = self.master.add(self._worth(offer))
            if best.bound >= known or best.parts >= offer.value - max(PARTS / 2, 2e-5 * abs(offer.value)):
                break
            if not added:
                found = self.evaluate(*_between(None, offer, named), limits)
                best = found if found.parts > best.parts else best
                if not self.master.add(self._worth(offer)):
                    break
        return best, offer.meeting

    def _worth(self, offer: Offered) -> list[Met]:
        """The nuclei of the last pricing that the program would use at its own prices."""
        there = self._taken > 0
        loads = self._taken.sum(axis=1)
        rates = PARTS * (there * self.things.cost.T).sum(axis=1) - there @ offer.prices - offer.nucleus
        rates += np.where(loads < self.things.least, offer.small_price * loads, 0)
        for region, price in offer.regions.items():
            rates -= np.where(self.inside[region], price, 0)
        worth = np.flatnonzero((self.rates < NEVER) & (rates < -1e-3))
        return [(self._taken[seat].copy(), seat) for seat in worth.tolist()]


def _between(best: Proven | None, offer: Offered, named: Sequence[int]) -> tuple[Ints, int, dict[int, int]]:
    """Part of the way from the best prices so far to what is offered."""
    if best is None:
        regions = {at: round(offer.regions[at]) for at in named}
        return np.rint(offer.prices).astype(np.int64), round(offer.small_price), regions
    less = 1 - SMOOTH
    regions = {at: round(SMOOTH * best.regions.get(at, 0) + less * offer.regions[at]) for at in named}
    prices = np.rint(SMOOTH * best.prices + less * offer.prices).astype(np.int64)
    return prices, round(SMOOTH * best.small_price + less * offer.small_price), regions
