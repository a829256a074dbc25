"""Sharing the households of a nucleus out among its trainers: a small integer program, in minutes of a round.

Everybody gets about as much work, whole communities go to whoever lives near them, and who has a trainer keeps them
where that costs little. Plain Python and HiGHS, no database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from winay.nuclei.solvers.parts import quiet
from winay.trainers.load_rules import Budget

MOVED, PARTED, SPEECHLESS = 100, 30, 240
"""Minutes of a round that are worth as much as keeping a household with its trainer, not parting a community, and
sparing a household a trainer who does not speak its language."""
NODES, NEAR = 2_000, 0.002
"""How far is searched: so many nodes, or so near to the best. No clock ends it: the same question has one answer."""


@dataclass(frozen=True, slots=True)
class Block:
    """Households of one community that have the same trainer (position, or None) and speak one language.

    `away`: minutes from each trainer's home, one way; `speaks`: whether each speaks their language."""

    community: int
    households: int
    held_by: int | None
    away: tuple[int, ...]
    speaks: tuple[bool, ...]


def per_household(away: int, budget: Budget) -> int:
    """What one visit takes of a trainer who goes there and back in a day, the way shared by the visits of the day."""
    way, each = 2 * away, budget.visit_minutes + budget.between_minutes
    a_day = max(1, (budget.useful - way + budget.between_minutes) // each)
    return each + way // a_day


def shared(blocks: Sequence[Block], trainers: int, budget: Budget, *, taken: Sequence[int] = ()) -> list[list[int]]:
    """How many households of each block go to each trainer. `taken`: minutes of a round that each has elsewhere.

    ValueError without trainers."""
    if trainers < 1:
        raise ValueError("nobody to share out among")
    if trainers == 1 or not blocks:
        return [[one.households] + [0] * (trainers - 1) for one in blocks]
    model: Any = quiet()
    model.setOptionValue("mip_max_nodes", NODES)
    model.setOptionValue("mip_rel_gap", NEAR)
    most = model.addVariable(lb=0, obj=float(trainers))
    given = [[_given(model, one, trainer, budget) for trainer in range(trainers)] for one in blocks]
    for one, row in zip(blocks, given, strict=True):
        model.addConstr(sum(row) == one.households)
    for trainer in range(trainers):
        load = sum(
            per_household(one.away[trainer], budget) * row[trainer] for one, row in zip(blocks, given, strict=True)
        )
        model.addConstr(load + (taken[trainer] if taken else 0) <= most)
    _hold_together(model, blocks, given, trainers)
    model.minimize()
    values = model.getSolution().col_value
    return [[round(values[one.index]) for one in row] for row in given]


def _given(model: Any, one: Block, trainer: int, budget: Budget) -> Any:
    """Households of a block that a trainer gets, at what each of them costs."""
    cost = per_household(one.away[trainer], budget)
    cost += 0 if one.held_by in (None, trainer) else MOVED
    cost += 0 if one.speaks[trainer] else SPEECHLESS
    return model.addIntegral(lb=0, ub=one.households, obj=float(cost))


def _hold_together(model: Any, blocks: Sequence[Block], given: list[list[Any]], trainers: int) -> None:
    """Each trainer who comes to a community costs something: so few come to each."""
    homes: dict[int, list[int]] = {}
    for at, one in enumerate(blocks):
        homes.setdefault(one.community, []).append(at)
    for members in homes.values():
        households = sum(blocks[at].households for at in members)
        for trainer in range(trainers):
            comes = model.addBinary(obj=float(PARTED))
            model.addConstr(sum(given[at][trainer] for at in members) <= households * comes)
