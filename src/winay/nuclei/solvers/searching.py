"""Looks for a good grouping of communities into nuclei, and proves how good it is.

Annealing over pieces finds good nuclei and remembers those it met; prices prove a bound and name the nuclei that cost
little more; a set partition puts the best plan together from all of these; what time is left goes round again.
"""

from collections.abc import Callable
from dataclasses import replace

from winay.nuclei.solvers.counting import fewest_small, left_small
from winay.nuclei.solvers.greedy import by_hand
from winay.nuclei.solvers.pieces import pieces_of
from winay.nuclei.solvers.problem import Plan, Problem, faults


def _nobody(_percent: int, _plan: Plan) -> None:
    """Nobody wants to know."""


def solve(
    problem: Problem,
    *,
    seed: int,
    seconds: float,
    told: Callable[[int, Plan], None] = _nobody,
    begun: Plan | None = None,
) -> Plan:
    """The best plan found. `seconds` is what the search may take on an ordinary machine, counted in steps: the same
    problem, seed, seconds and `begun` give the same plan. `told` hears how many percent are done, with the best plan so
    far; what it raises ends the search. `begun` is a plan from which to go on: what comes out is never worse.
    `Contradicted` where the marks cannot be kept."""
    pieces = pieces_of(problem)
    best = pieces.plan(by_hand(pieces))
    if begun is not None and not faults(problem, begun):
        best = min(best, begun, key=lambda plan: plan.goals(problem))
    # A community that is parted can be parted otherwise: then only arithmetic is sure.
    whole = int(problem.households.max()) <= problem.most
    fewest = fewest_small(pieces.weight.tolist(), problem.least, problem.most) if whole else left_small(problem.sizes)
    best = replace(best, bound=None, exact=False, hurried=False, fewest_undersized=fewest, fewest_scattered=0)
    told(0, best)
    if len(pieces.pieces) > 1:
        from winay.nuclei.solvers.rounds import Search

        best = Search(pieces, best, seed, seconds, told).run()
    elif best.goals(problem)[0] == best.fewest_undersized:
        best = replace(best, bound=best.cost, exact=True)
    told(100, best)
    return best


def by_rule(problem: Problem) -> Plan:
    """The plan with which a search begins: the simple rule alone, in no time. Nothing is known of how good it is.
    `Contradicted` where the marks cannot be kept."""
    pieces = pieces_of(problem)
    return replace(pieces.plan(by_hand(pieces)), bound=None, exact=False, fewest_undersized=0, fewest_scattered=0)
