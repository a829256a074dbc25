"""Small groups, and groups that do not hang together, eased: communities larger than a nucleus are parted as their
neighbours need, in the whole district where all groups can be written down, else around one such group at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from winay.nuclei.solvers.freeing import Freed, Held
from winay.nuclei.solvers.least import impossible, least_small, least_torn
from winay.nuclei.solvers.portions import Group, Portions, portions_of
from winay.nuclei.solvers.problem import Ints, Plan, Problem, faults, plan_of
from winay.nuclei.solvers.program import ANY
from winay.nuclei.solvers.standing import Standing

WAYS = ((10, 1), (1, 1), (1, 2))
"""Ways to part communities: nobody goes into a nucleus of others with fewer of their own, and a group has somebody of
so many that are parted. First the way that leaves nobody alone among others."""
ROOM, FEW, MANY = 3_000, 4_000, 12_000
"""How many groups may be written down: of a district, of a part, and for a proof."""
SEATS = 75
"""With more pieces no group that does not hang together is looked for: it could meet at any of them."""
NODES, NEAR = 60, 0.01
SURE = 1_000
"""Nodes of a search tree for a proof that there is no plan: most need none, some a few hundred."""
MORE = 2
"""Torn groups beyond those that are proven, for fewer households in small ones."""
FIRST, LAST = (8, 4), (2, 1)
"""From what parts of the communities something is proven before a better plan is looked for, and after that."""
SIZES = (3, 5, 7, 9, 12, 16, 21, 27)
"""How many groups a part has."""

Numbers = Sequence[tuple[float, float]]


def larger(problem: Problem) -> list[int]:
    """The communities that may be parted."""
    return [int(unit) for unit in np.flatnonzero(problem.households > problem.most)]


def more_than_proven(problem: Problem, plan: Plan) -> bool:
    """Whether more is small or torn than is proven that must be."""
    return plan.goals(problem)[:2] > (plan.fewest_undersized, plan.fewest_scattered)


def proven_least(problem: Problem, plan: Plan, parts: Sequence[int], seconds: float) -> Plan:
    """The plan, with what is proven of every plan whatever, however larger communities are parted: from these parts of
    the communities (8 is an eighth), the heaviest, which fit into few groups; as long as there is room."""
    small = plan.goals(problem)[0]
    if small > plan.fewest_undersized:
        fewest = least_small(problem, small, MANY, NODES, seconds)
        if fewest > plan.fewest_undersized:
            plan = replace(plan, fewest_undersized=fewest, fewest_scattered=0)
    portions = portions_of(problem, larger(problem), 1)
    if portions is None:
        return plan
    heavy = np.argsort(-np.array(portions.weight), kind="stable")
    for part in parts:
        if not more_than_proven(problem, plan):
            break
        watched = np.sort(heavy[: -(-len(heavy) // part)]) if part > 1 else None
        torn = least_torn(portions, plan.fewest_undersized, MANY, NODES, seconds, watched)
        if torn is None:
            break
        plan = replace(plan, fewest_scattered=max(plan.fewest_scattered, torn))
    return plan


def proven_torn(problem: Problem, plan: Plan, seconds: float) -> Plan:
    """The plan, with one more torn group proven of every plan after the other, where nobody is in a small one."""
    portions = portions_of(problem, larger(problem), 1)
    while (
        portions is not None
        and not plan.fewest_undersized
        and more_than_proven(problem, plan)
        and impossible(portions, plan.fewest_scattered, MANY, SURE, seconds)
    ):
        plan = replace(plan, fewest_scattered=plan.fewest_scattered + 1)
    return plan


def eased(problem: Problem, plan: Plan, seconds: float) -> Plan | None:
    """A better plan with larger communities parted otherwise, if one is met."""
    numbers = sorted(problem.sizes.fitting, key=lambda number: (problem.off(number), number))[:3]
    tries: Numbers = [*((number, number) for number in numbers), (0, ANY)]
    held = _freed(problem, plan, larger(problem), tries, ROOM, seconds)
    found = _like(plan, plan_of(problem, held)) if held else plan
    return found if found.goals(problem) < plan.goals(problem) else None


def around(problem: Problem, plan: Plan, seconds: float) -> Plan:
    """The plan made better around one group that is small or torn at a time, until nothing helps."""
    tried: set[tuple[int, ...]] = set()
    for size in SIZES:
        waiting = True
        while waiting:
            waiting = False
            for centre in sorted({*plan.undersized(problem), *plan.scattered(problem)}):
                some = _nearest(problem, plan, centre, size)
                units = tuple(sorted({unit for group in some for unit in plan.groups[group]}))
                if units in tried:
                    continue
                tried.add(units)
                found = _part(problem, plan, some, seconds)
                if found is not None and found.goals(problem) < plan.goals(problem):
                    plan, waiting = found, True
                    break
    return plan


def _nearest(problem: Problem, plan: Plan, centre: int, size: int) -> list[int]:
    """A group and those that meet nearest to any of its communities."""
    seats = np.array(plan.seats)
    away = problem.minutes[list(plan.groups[centre])][:, seats].min(axis=0)
    away[centre] = -1
    return [int(group) for group in np.argsort(away, kind="stable")[:size]]


def _part(problem: Problem, plan: Plan, some: list[int], seconds: float) -> Plan | None:
    """The plan with some of its groups made anew of the same households."""
    count = np.zeros(len(problem.households), np.int64)
    groups: list[Held] = [{} for _ in plan.seats]
    for unit, group, households in plan.shares:
        groups[group][unit] = households
        if group in some:
            count[unit] += households
    units = np.flatnonzero(count)
    names = np.full(len(count), -1, np.int64)
    names[units] = np.arange(len(units))
    part = Problem(
        count[units], np.ascontiguousarray(problem.minutes[np.ix_(units, units)]), _inside(problem.neighbours, names),
        _inside(problem.together, names), _inside(problem.apart, names), problem.least, problem.most,
    )  # fmt: skip
    own = plan_of(part, [{int(names[unit]): held for unit, held in groups[group].items()} for group in some])
    fewest = 0 if part.sizes.possible else own.goals(part)[0]
    loose = [int(names[unit]) for unit in larger(problem) if count[unit]]
    tries: Numbers = ((len(some), len(some)), (0, ANY))
    held = _freed(part, replace(own, fewest_undersized=fewest, fewest_scattered=0), loose, tries, FEW, seconds)
    if held is None:
        return None
    others = [group for at, group in enumerate(groups) if at not in some]
    found = plan_of(problem, others + [{int(units[unit]): count for unit, count in group.items()} for group in held])
    return _like(plan, found)


def _like(plan: Plan, found: Plan) -> Plan:
    """A plan with what is proven of all."""
    return replace(found, fewest_undersized=plan.fewest_undersized, fewest_scattered=plan.fewest_scattered)


def _inside(pairs: Ints, names: Ints) -> Ints:
    """The pairs of units that all have a name, by these."""
    named = names[pairs.reshape(-1, 2)]
    return np.ascontiguousarray(named[(named >= 0).all(axis=1)])


def _freed(
    problem: Problem, plan: Plan, loose: Sequence[int], numbers: Numbers, room: int, seconds: float
) -> list[Held] | None:
    """The groups of a plan with these communities parted at will that has as few households in small groups as this one
    (as few as is proven, if it can be), and the fewest torn groups, no more than this one. None where there is none, or
    groups are too many."""
    small, torn = plan.goals(problem)[:2]
    known = [(portions, portions.groups(parted, room)) for portions, parted in _ways(problem, loose)]
    for few in dict.fromkeys((plan.fewest_undersized, small)):
        first = plan.fewest_scattered if few == plan.fewest_undersized else 0
        # Fewer in small groups come before hanging together: then some more may be torn. Where
        # nobody may be parted, a plan with as many torn is no better.
        last = max(torn, first + MORE) if few < small else torn if loose else torn - 1
        for most in range(first, last + 1):
            for portions, groups in known:
                if groups is None or (most and len(portions.pieces.pieces) > SEATS):
                    continue
                held = _numbered(_program(portions, groups, few, most), numbers, seconds)
                if held is not None:
                    return held
    return None


def _ways(problem: Problem, loose: Sequence[int]) -> Iterable[tuple[Portions, int]]:
    for share, parted in WAYS if len(loose) > 1 else WAYS[:2] if loose else WAYS[:1]:
        portions = portions_of(problem, loose, share)
        if portions is not None:
            yield portions, parted


def _program(portions: Portions, groups: Iterable[Group], small: int, torn: int) -> Freed:
    freed = Freed(portions, small, torn)
    for group in groups:
        freed.add(group)
    if torn:
        freed.tear()
    return freed


def _numbered(freed: Freed, numbers: Numbers, seconds: float) -> list[Held] | None:
    """The groups of a plan with the first of these numbers with which there is one. Who is never together is only kept
    apart by groups that hang together: else it is no plan."""
    problem = freed.portions.problem
    fitting = problem.sizes.fitting
    for low, high in numbers:
        number = (low, high)
        if not freed.small:  # other numbers leave somebody in a small group
            number = (max(low, fitting.start), min(high, fitting.stop - 1))
            if number[0] > number[1] or ((low, high) not in numbers[:1] and number in numbers[:1]):
                continue
        answer = freed.best(number, NODES, seconds, NEAR)
        held = freed.read(answer) if answer.values is not None else []
        if held and not faults(problem, plan_of(problem, held)):
            return held
    return None


def torn_best(standing: Standing, seconds: float) -> bool:
    """Take the best plan of the pieces as they are with as few torn groups as the best has, and raise the bound to what
    that proves; whether it is proven best. Not where groups are too many, or some are small."""
    pieces = standing.pieces
    if standing.small or len(pieces.pieces) > SEATS or not larger(pieces.problem):
        return False
    portions = Portions(pieces, standing.ground, len(pieces.pieces), (), 1)
    groups = portions.groups(0, ROOM)
    if groups is None:
        return False
    freed = _program(portions, groups, 0, standing.scattered)
    answer = freed.best((standing.groups, standing.groups), NODES, seconds)
    if answer.impossible:
        return False
    labels = None if answer.values is None else freed.labels(answer)
    if labels is not None and not faults(pieces.problem, standing.plan(labels)):
        standing.offer(labels)
    standing.best = replace(standing.best, bound=max(standing.best.bound or 0, min(answer.least, standing.best.cost)))
    return standing.best.bound == standing.best.cost
