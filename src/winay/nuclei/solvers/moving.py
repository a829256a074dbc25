"""The inner loop of annealing: pieces move between groups, and groups are remembered. Imports numba.

Whole numbers only, and chance from one seeded sequence, so that every machine goes the same way.
"""

from typing import NamedTuple

import numpy as np

from winay.nuclei.solvers.compiled import Ground, Pool, compiled
from winay.nuclei.solvers.judging import COST, MARKS, OVER, SCATTERED, SMALL, VALUE, WORK, judge
from winay.nuclei.solvers.problem import Ints


@compiled
def keep(pool: Pool, hashes: Ints, group: Ints, size: int) -> None:
    """Remember a group unless it is known, or there is no more room."""
    known, count = 0, pool.held[0]
    for at in range(size):
        known ^= hashes[group[at]]
    if count + 1 >= len(pool.first) or pool.first[count] + size > len(pool.members):
        return
    slot = known % len(pool.table)
    while pool.table[slot] >= 0:
        if pool.hashes[pool.table[slot]] == known:
            return
        slot = (slot + 1) % len(pool.table)
    pool.table[slot] = count
    pool.hashes[count] = known
    for at in range(size):
        pool.members[pool.first[count] + at] = group[at]
    pool.first[count + 1] = pool.first[count] + size
    pool.held[0] = count + 1


@compiled
def copied(one: Ints, into: Ints, size: int) -> None:
    """The first so many. A loop, since slices take seconds to compile."""
    for at in range(size):
        into[at] = one[at]


class State(NamedTuple):
    """A grouping on the move: the group of each piece, the members of each group with their number, what each group is,
    and the sums."""

    label: Ints
    members: Ints
    sizes: Ints
    judged: Ints
    total: Ints


@compiled
def begin(ground: Ground, label: Ints, groups: int) -> State:
    """The state of these labels."""
    count = len(label)
    members = np.zeros((groups, count + 2), np.int64)
    sizes = np.zeros(groups, np.int64)
    judged = np.zeros((groups, 7), np.int64)
    total = np.zeros(7, np.int64)
    stack = np.zeros(count + 2, np.int64)
    for piece in range(count):
        at = label[piece]
        members[at, sizes[at]] = piece
        sizes[at] += 1
    for at in range(groups):
        judge(ground, members[at], sizes[at], stack, judged[at])
        for what in range(7):
            total[what] += judged[at, what]
    own = np.zeros(count, np.int64)
    copied(label, own, count)
    return State(own, members, sizes, judged, total)


@compiled
def better(one: Ints, other: Ints) -> bool:
    """Whether one plan comes before another: what must hold, households in small groups, hanging together, minutes."""
    first, second = one[OVER] + one[MARKS], other[OVER] + other[MARKS]
    if first != second:
        return bool(first < second)
    if one[SMALL] != other[SMALL]:
        return bool(one[SMALL] < other[SMALL])
    if one[SCATTERED] != other[SCATTERED]:
        return bool(one[SCATTERED] < other[SCATTERED])
    return bool(one[COST] < other[COST])


@compiled
def anneal(
    ground: Ground, state: State, best: Ints, best_total: Ints, seed: int, work: int, hot: int, cold: int,
    luck: Ints, pool: Pool, hashes: Ints, keep_below: int,
) -> int:  # fmt: skip
    """Moves pieces between groups, at first also where that is worse by up to some `hot`, in the end `cold`, until so
    much `work` is done. The best labels met go into `best`, with their sums; groups met below the temperature
    `keep_below` into the pool. `luck` is how far chance lets a step be worse, in 1024ths of the temperature."""
    np.random.seed(seed)
    count, near = len(state.label), ground.near.shape[1]
    changed = np.zeros(3, np.int64)
    trial = np.zeros((3, count + 2), np.int64)
    trial_sizes = np.zeros(3, np.int64)
    out = np.zeros((3, 7), np.int64)
    stack = np.zeros(count + 2, np.int64)
    done, steps, temperature = 0, 0, hot
    cooling = (cold / hot) if hot > 0 else 1.0
    if better(state.total, best_total):
        copied(state.label, best, count)
        copied(state.total, best_total, 7)
    while done < work:
        if steps % 512 == 0:
            temperature = int(hot * cooling ** (done / work))
        steps += 1
        done += 8
        piece = np.random.randint(count)
        home = state.label[piece]
        other = ground.near[piece, np.random.randint(near)]
        away = state.label[other]
        if away == home:
            continue
        kind = np.random.randint(16)
        back, third = -1, -1
        if kind >= 7:
            # Somebody comes back, or goes on to a third group.
            back = other if kind >= 11 else state.members[away, np.random.randint(state.sizes[away])]
            if kind >= 14:
                onward = state.label[ground.near[back, np.random.randint(near)]]
                if onward != home and onward != away:
                    third = onward
        elif state.sizes[home] == 1:
            continue
        groups = 3 if third >= 0 else 2
        changed[0], changed[1], changed[2] = home, away, third
        _without(state.members[home], state.sizes[home], piece, trial[0])
        trial_sizes[0] = state.sizes[home] - 1
        if back >= 0:
            _without(state.members[away], state.sizes[away], back, trial[1])
            trial_sizes[1] = state.sizes[away] - 1
            to = 0
            if third >= 0:
                to = 2
                copied(state.members[third], trial[2], state.sizes[third])
                trial_sizes[2] = state.sizes[third]
            trial[to, trial_sizes[to]] = back
            trial_sizes[to] += 1
        else:
            copied(state.members[away], trial[1], state.sizes[away])
            trial_sizes[1] = state.sizes[away]
        if trial_sizes[0] == 0:
            continue
        trial[1, trial_sizes[1]] = piece
        trial_sizes[1] += 1
        limit = (temperature * luck[np.random.randint(len(luck))]) >> 10
        change = 0
        for at in range(groups):
            change -= state.judged[changed[at], VALUE]
        for at in range(groups):
            judge(ground, trial[at], trial_sizes[at], stack, out[at])
            done += out[at, WORK]
            change += out[at, VALUE]
        if change > limit:
            continue
        for at in range(groups):
            group = changed[at]
            copied(trial[at], state.members[group], trial_sizes[at])
            state.sizes[group] = trial_sizes[at]
            for what in range(7):
                state.total[what] += out[at, what] - state.judged[group, what]
            copied(out[at], state.judged[group], 7)
            if temperature <= keep_below and out[at, OVER] + out[at, MARKS] == 0:
                keep(pool, hashes, trial[at], trial_sizes[at])
        state.label[piece] = away
        if back >= 0:
            state.label[back] = third if third >= 0 else home
        if better(state.total, best_total):
            copied(state.label, best, count)
            copied(state.total, best_total, 7)
    return steps


@compiled
def _without(group: Ints, size: int, piece: int, into: Ints) -> None:
    """A group less one piece."""
    at = 0
    for member in range(size):
        if group[member] != piece:
            into[at] = group[member]
            at += 1
