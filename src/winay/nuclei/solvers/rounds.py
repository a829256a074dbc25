"""The rounds of a search: annealing, the bound, the set partition, and again. Imports numba and HiGHS."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from winay.nuclei.solvers.bounding import Bounding, first_prices, things_of
from winay.nuclei.solvers.compiled import COST, MARKS, OVER, SCATTERED, SMALL, Ground, anneal, begin, judge
from winay.nuclei.solvers.counting import numbers
from winay.nuclei.solvers.ground import LUCK, ground_of, hashes_of, pool_of
from winay.nuclei.solvers.parts import Known, Stopped, chosen, known_of
from winay.nuclei.solvers.pieces import Pieces
from winay.nuclei.solvers.pricing import PARTS
from winay.nuclei.solvers.problem import Ints, Plan
from winay.nuclei.solvers.tightening import WORK, Tight, listing, tightened

SPEED = 40_000_000
"""Steps of work that a second of annealing stands for."""
MENDS, FEW = 2.0, 6
"""How many times a second some groups are solved anew, and how many groups at first."""
NEAR_WORK = 20_000_000
"""How far one listing goes."""
RUNS = 8
"""How many times annealing begins anew."""


@dataclass(eq=False)
class Search:
    """One search. `best` is the best plan so far."""

    pieces: Pieces
    best: Plan
    seed: int
    seconds: float
    told: Callable[[int, Plan], None]
    ground: Ground = field(init=False)
    labels: Ints | None = None
    """The groups of the pieces in the best plan that the search itself made."""
    groups: int = 0
    tight: Tight | None = None
    listed: Known | None = None
    whole: bool = False
    """Whether what is listed is all that a better plan can be made of."""
    percent: int = 0

    def __post_init__(self) -> None:
        problem = self.pieces.problem
        households = int(problem.households.sum())
        self.ground = ground_of(self.pieces, max(1, self.best.cost // households))
        self.step = max(1, self.best.cost // len(self.pieces.pieces))
        self.hashes = hashes_of(len(self.pieces.pieces))
        self.pool = pool_of(len(self.pieces.pieces), max(4_000, min(200_000, int(5_000 * self.seconds))))
        self.late = time.monotonic() + 4 * self.seconds + 60
        self.work = int(SPEED * self.seconds * 0.45)

    def run(self) -> Plan:
        """Everything, in order."""
        self._first()
        self._anneal_all(1.0, 5, 40)
        self._bound()
        self._say(50)
        self._partition()
        self._say(60)
        self._mend()
        self._finish()
        return self.best

    # --- the number of groups

    def _first(self) -> None:
        """How many groups: the first number with which nobody more than arithmetic asks is in a small group."""
        pieces, problem = self.pieces, self.pieces.problem
        full = sum(pieces.full.values())
        spare = int(self.ground.spare.sum())
        wanted = numbers(int(pieces.weight.sum()), spare, full, problem.least, problem.most)
        fewest = self.best.fewest_undersized
        self._offer(self._labels_of_best())
        begun = self.best.goals(problem)[0] <= fewest and len(self.best.seats) == wanted[0] + full
        for number in [] if begun else wanted[:6]:
            if number > int((pieces.weight > 0).sum()):
                continue
            labels, total = self._annealed(self._spread(number), number, self.seed, self.work // 12, 1.0)
            if total[OVER] + total[MARKS]:
                continue
            self._offer(labels)
            if total[SMALL] <= fewest:
                break
        if self.labels is None:
            self.labels = self._labels_of_best()
        self.groups = int(self.labels.max()) + 1
        self._say(5)

    def _labels_of_best(self) -> Ints:
        """The best plan's groups, as labels of the pieces: full nuclei of a community are left aside."""
        labels = np.full(len(self.pieces.pieces), -1, np.int64)
        groups = self.best.groups
        held = {(unit, group): count for unit, group, count in self.best.shares}
        for at, piece in enumerate(self.pieces.pieces):
            fits = [group for group, units in enumerate(groups) if set(piece.units) <= set(units)]
            fits.sort(key=lambda group: (len(groups[group]) == 1, held[piece.units[0], group], group))
            labels[at] = fits[0] if fits else -1
        labels[labels < 0] = labels.max() + 1 + np.arange(int((labels < 0).sum()))
        return np.unique(labels, return_inverse=True)[1].astype(np.int64)

    def _spread(self, number: int) -> Ints:
        """So many groups to begin with: those of the best plan, the largest halved, or the smallest given to others."""
        labels = self._labels_of_best()
        near, weight = self.ground.near, self.pieces.weight
        while (count := int(labels.max()) + 1) < number:
            # By the number of pieces that are somebody: each group needs one.
            sizes = np.bincount(labels, weights=(weight > 0), minlength=count)
            inside = np.flatnonzero((labels == int(sizes.argmax())) & (weight > 0))
            labels[inside[::2]] = count
        while (count := int(labels.max()) + 1) > number:
            loads = np.bincount(labels, weights=weight, minlength=count)
            gone = int(loads.argmin())
            for piece in np.flatnonzero(labels == gone).tolist():
                others = [int(labels[other]) for other in near[piece] if labels[other] != gone]
                labels[piece] = others[0] if others else (gone + 1) % count
            labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
        return labels

    # --- annealing

    def _annealed(self, labels: Ints, groups: int, seed: int, work: int, heat: float) -> tuple[Ints, Ints]:
        """The best labels of one run, and what they are."""
        state = begin(self.ground, labels, groups)
        best, total = labels.copy(), state.total.copy()
        hot, cold = max(2, int(self.step * heat)), max(1, int(self.step * 0.08))
        anneal(self.ground, state, best, total, seed % 2**31, work, hot, cold, LUCK, self.pool, self.hashes,
               max(1, int(self.step * 0.25)))  # fmt: skip
        return best, total

    def _anneal_all(self, share: float, start: int, end: int) -> None:
        """Some runs from the best labels, hot ones first; each may find a better plan."""
        if self._over():
            return
        # A long run finds more than two short ones, up to a length that grows with the pieces.
        work = int(self.work * share)
        runs = max(1, min(RUNS, work // (350_000 * len(self.pieces.pieces))))
        work //= runs
        for at in range(runs):
            assert self.labels is not None
            heat = 1.0 if (at % 2 == 0) == (start < 50) else 0.4
            labels, total = self._annealed(self.labels, self.groups, self.seed * 7919 + at + start * 131, work, heat)
            if total[OVER] + total[MARKS] == 0:
                self._offer(labels)
            self._say(start + (end - start) * (at + 1) // runs)
            if self._over():
                break

    def _offer(self, labels: Ints) -> None:
        """Take a plan if it is better."""
        groups = int(labels.max()) + 1
        plan = self.pieces.plan([np.flatnonzero(labels == group).tolist() for group in range(groups)])
        plan = replace(plan, fewest_undersized=self.best.fewest_undersized)
        problem = self.pieces.problem
        less = all(
            one <= other for one, other in zip(plan.goals(problem)[:3:2], self.best.goals(problem)[:3:2], strict=True)
        )
        if less and len(plan.seats) == len(self.best.seats):
            # Of fewer plans now, but none of them new: what was proven of all holds.
            plan = replace(plan, bound=self.best.bound)
        if self.labels is None or plan.goals(problem) <= self.best.goals(problem):
            self.labels = labels.copy()
        if plan.goals(problem) < self.best.goals(problem):
            self.best = plan

    # --- the bound

    def _bound(self) -> None:
        """What cannot be undercut, and the nuclei that cost little more than their prices."""
        problem, best = self.pieces.problem, self.best
        small, _, scattered, cost, _ = best.goals(problem)
        if self.labels is None or len(best.seats) != self.groups + sum(self.pieces.full.values()):
            return
        things, own = things_of(self.pieces, self.ground), self._own()
        bounding = Bounding(things, self.groups, small)
        walked = np.zeros(len(things.weight), np.int64)
        for at in range(len(own.costs)):
            group = own.group(at)
            walked[group] = own.costs[at] * things.weight[group] // max(1, int(things.weight[group].sum()))
        households = int(things.weight.sum())
        met = bounding.climb(first_prices(things, cost // households, walked), 60, cost)
        proven = bounding.run(met, 90, cost)
        if proven is None:
            return
        self.best = replace(best, bound=max(0, proven.bound))
        if proven.bound >= cost:
            return
        bounding.evaluate(proven.prices, proven.small_price)
        rates = np.sort(bounding.rates)
        self.tight = Tight(proven.parts, proven.prices, int(rates[min(self.groups, len(rates)) - 1]))
        if small == 0 and scattered == 0 and not self.pieces.full:
            begun, _ = self._near(600 + int(60 * self.seconds))
            work = int(min(WORK, 4_000_000 * self.seconds))
            self.tight = tightened(self.ground, self.groups, self.tight, joined(own, begun), 40, work, cost)
            self.best = replace(self.best, bound=self.tight.bound)

    def _near(self, room: int) -> tuple[Known, bool]:
        """The nuclei that cost the least more than their prices, up to `room`; whether these are all that a better plan
        can be made of."""
        assert self.tight is not None
        gap = max(0, self.best.cost * PARTS - self.tight.parts)
        found, low, high = known_of([], []), 0, gap
        margin = min(gap, PARTS * self.step // 8)
        for _ in range(12):
            some, complete = listing(self.ground, self.tight.prices, self.tight.limit + margin, room, NEAR_WORK)
            if complete:
                found, low = some, margin
                if margin >= gap:
                    return some, True
                if len(some.costs) > room * 3 // 4:
                    break
                margin = min(gap, 2 * margin) if high == gap else (low + high) // 2
            else:
                high = margin
                margin = (low + high) // 2
            if high - low < PARTS:
                break
        return found, False

    # --- the set partition

    def _own(self) -> Known:
        """The groups of the best labels, pieces of nobody left out."""
        assert self.labels is not None
        groups, costs = [], []
        stack, out = np.zeros(len(self.labels) + 2, np.int64), np.zeros(7, np.int64)
        for group in range(self.groups):
            inside = np.flatnonzero(self.labels == group).astype(np.int64)
            judge(self.ground, inside, len(inside), stack, out)
            groups.append([int(piece) for piece in inside if self.pieces.weight[piece]])
            costs.append(int(out[COST]))
        return known_of(groups, costs)

    def _partition(self) -> None:
        """The best plan of all nuclei that are worth it: those listed, those met, and the plan's own."""
        if self.tight is None or self.labels is None or self._over() or self.best.cost == self.best.bound:
            return
        room = min(9_000, int(600 + 700 * self.seconds))
        near, self.whole = self._near(room)
        pool = self._met(room // 8)
        everything = joined(self._own(), joined(near, pool))
        somebody = np.flatnonzero(self.pieces.weight > 0)
        back = np.full(len(self.labels), -1, np.int64)
        back[somebody] = np.arange(len(somebody))
        known = Known(everything.first, back[everything.members], everything.costs)
        found, proven = self._chosen(len(somebody), self.groups, known, min(150, int(20 + 8 * self.seconds)))
        if found is None:
            return
        labels = self.labels.copy()
        for group, members in enumerate(found):
            labels[somebody[members]] = group
        # Pieces of nobody stay where they are lent, or go anywhere.
        for piece in np.flatnonzero(self.pieces.weight == 0).tolist():
            mates = np.flatnonzero((self.labels == self.labels[piece]) & (self.pieces.weight > 0))
            labels[piece] = labels[mates[0]] if len(mates) else 0
        self._offer(labels)
        # What is listed hangs together, is large enough, and parts larger communities in one way only.
        if proven and self.whole and not self.pieces.full and not any(self.best.goals(self.pieces.problem)[:3:2]):
            self.best = replace(self.best, exact=True)

    def _chosen(self, pieces: int, groups: int, known: Known, nodes: int) -> tuple[list[list[int]] | None, bool]:
        """A set partition; none where the clock stops it, and then the plan says so."""
        try:
            return chosen(pieces, groups, known, nodes, max(30.0, self.late - time.monotonic()))
        except Stopped:
            self.best = replace(self.best, hurried=True)
            return None, False

    def _met(self, room: int) -> Known:
        """The nuclei that annealing met and that cost the least more than their prices."""
        assert self.tight is not None
        count = int(self.pool.held[0])
        if not count:
            return known_of([], [])
        known = Known(self.pool.first[: count + 1], self.pool.members[: self.pool.first[count]],
                      np.zeros(count, np.int64))  # fmt: skip
        stack, out = np.zeros(len(self.pieces.pieces) + 2, np.int64), np.zeros(7, np.int64)
        kept = []
        for at in range(count):
            group = known.members[known.first[at] : known.first[at + 1]]
            judge(self.ground, group, len(group), stack, out)
            good = not out[SMALL] and not out[SCATTERED] and not self.ground.spare[group].any()
            if good and (self.pieces.weight[group] > 0).all():
                known.costs[at] = out[COST]
                kept.append(at)
        above = known.above(self.tight.prices, PARTS)
        best = sorted(kept, key=lambda at: (int(above[at]), at))[:room]
        return known.some(np.array(best, np.int64))

    # --- neighbouring groups, solved anew

    def _mend(self) -> None:
        """Solve some neighbouring groups at a time anew and to the end, the ones that cost most above their prices
        first, until no such few can be bettered; then more of them at a time."""
        if self.tight is None or self.labels is None:
            return
        rounds, at, few = max(1, int(MENDS * self.seconds)), 0, FEW
        tried: set[int] = set()
        while at < rounds and few <= min(2 * FEW, self.groups) and not self._over():
            above = self._above()
            waiting = [group for group in np.argsort(-above, kind="stable").tolist() if group not in tried]
            if not waiting or self.best.cost == self.best.bound:
                few, tried = few + 2, set()
                if self.best.cost == self.best.bound or self.groups <= few - 2:
                    break
                continue
            centre = waiting[0]
            around = self._around(centre, few)
            tried.add(centre)
            if self._anew(around, above):
                tried -= set(around)
            at += 1
            self._say(60 + 39 * at // rounds)

    def _above(self) -> Ints:
        """What each group costs more than its prices and the price of a group, in parts. Groups that are small, are
        lent to, or do not hang together count for nothing: they are left as they are."""
        assert self.labels is not None and self.tight is not None
        stack, out = np.zeros(len(self.labels) + 2, np.int64), np.zeros(7, np.int64)
        found = np.full(self.groups, -1, np.int64)
        for group in range(self.groups):
            inside = np.flatnonzero(self.labels == group).astype(np.int64)
            judge(self.ground, inside, len(inside), stack, out)
            lent = self.pieces.weight[inside].sum() < self.ground.least
            if not (out[SMALL] or out[SCATTERED] or lent):
                paid = int(self.tight.prices[inside[self.pieces.weight[inside] > 0]].sum())
                found[group] = max(0, PARTS * int(out[COST]) - paid - self.tight.limit)
        return found

    def _around(self, centre: int, few: int) -> list[int]:
        """A group and those nearest to it."""
        assert self.labels is not None
        minutes, ground = self.pieces.problem.minutes, self.ground
        ends = np.array([piece.units[0] for piece in self.pieces.pieces])
        own = ends[self.labels == centre]
        away = minutes[np.ix_(own, ends)].sum(axis=0)
        mean = np.bincount(self.labels, weights=away * ground.weight, minlength=self.groups)
        loads = np.maximum(1, np.bincount(self.labels, weights=ground.weight, minlength=self.groups))
        nearest = [group for group in np.argsort(mean / loads, kind="stable").tolist() if group != centre]
        return [centre, *nearest[: few - 1]]

    def _anew(self, around: Sequence[int], above: Ints) -> bool:
        """Solve these groups anew; whether that was better."""
        assert self.labels is not None and self.tight is not None
        around = [group for group in around if above[group] >= 0]
        margin = int(above[list(around)].sum())
        if len(around) < 2 or margin < PARTS:
            return False
        inside = np.flatnonzero(np.isin(self.labels, around) & (self.pieces.weight > 0))
        small = self._part(inside)
        prices, known = self.tight.prices[inside], known_of([], [])
        for _ in range(6):
            known, complete = listing(small, prices, self.tight.limit + margin, 6_000, 6_000_000)
            if complete:
                break
            margin = margin * 2 // 3
        back = np.full(len(self.labels), -1, np.int64)
        back[inside] = np.arange(len(inside))
        own = [back[(self.labels == group) & (self.pieces.weight > 0)].tolist() for group in around]
        stack, out = np.zeros(len(inside) + 2, np.int64), np.zeros(7, np.int64)
        costs = []
        for group in own:
            judge(small, np.array(group, np.int64), len(group), stack, out)
            costs.append(int(out[COST]))
        found, _ = self._chosen(len(inside), len(around), joined(known_of(own, costs), known), 30)
        if found is None:
            return False
        labels, before = self.labels.copy(), self.best.cost
        for group, members in zip(around, found, strict=True):
            labels[inside[members]] = group
        self._offer(labels)
        return self.best.cost < before

    def _part(self, inside: Ints) -> Ground:
        """The ground of some pieces alone."""
        ground, first = self.ground, self.ground.first_seat
        seats = [ground.seats[first[piece] : first[piece + 1]] for piece in inside.tolist()]
        square = np.ix_(inside, inside)
        return ground._replace(
            weight=ground.weight[inside], cost=ground.cost[inside], spare=ground.spare[inside] * 0,
            giver=ground.giver[inside], first_seat=np.cumsum([0, *map(len, seats)]).astype(np.int64),
            seats=np.concatenate(seats), apart=np.ascontiguousarray(ground.apart[square]),
            beside=np.ascontiguousarray(ground.beside[square]), alone=ground.alone[inside],
        )  # fmt: skip

    # --- the end

    def _over(self) -> bool:
        """Whether the clock stops the search: it took several times what it was given."""
        if time.monotonic() > self.late and not self.best.hurried:
            self.best = replace(self.best, hurried=True)
        return self.best.hurried

    def _finish(self) -> None:
        if self.best.bound is None and not self._over():
            self._bound()
        small, _, scattered, cost, _ = self.best.goals(self.pieces.problem)
        if (
            self.best.bound is not None
            and cost == self.best.bound
            and small == self.best.fewest_undersized
            and not scattered
        ):
            self.best = replace(self.best, exact=True)

    def _say(self, percent: int) -> None:
        self.percent = percent
        self.told(percent, self.best)


def joined(one: Known, other: Known) -> Known:
    """Both, each group once."""
    groups, costs, seen = [], [], set()
    for known in (one, other):
        for at in range(len(known.costs)):
            group = known.group(at)
            key = tuple(sorted(group))
            if group and key not in seen:
                seen.add(key)
                groups.append(group)
                costs.append(int(known.costs[at]))
    return known_of(groups, costs)
