"""The inner loops, compiled when they are first called. Imports numba: whoever searches imports this late.

Whole numbers only, and chance from one seeded sequence, so that every machine goes the same way.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from winay.nuclei.solvers.problem import Ints

Flags = NDArray[np.bool_]
F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compiled, and kept on disk for the next process where a folder for that can be written."""
    try:
        made: Any = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # nowhere to keep it
        made = numba.njit(nogil=True)(function)
    return cast(F, made)


class Ground(NamedTuple):
    """Pieces as arrays: `weight`; `cost[piece, unit]`; the units in which a piece could be host, those of piece k at
    `seats[first_seat[k]:first_seat[k + 1]]`; `spare` households that the full nuclei of unit `giver` could lend;
    `minutes`; `apart`, `beside` between pieces, `alone` those that neighbour nobody; `near[piece]` others by nearness;
    the bounds; what a household above the maximum, a broken mark, a household short of the minimum, one in a group
    below it, and a group that does not hang together weigh in the search."""

    weight: Ints
    cost: Ints
    first_seat: Ints
    seats: Ints
    spare: Ints
    giver: Ints
    minutes: Ints
    apart: Flags
    beside: Flags
    alone: Flags
    near: Ints
    least: int
    most: int
    weigh_over: int
    weigh_mark: int
    weigh_short: int
    weigh_small: int
    weigh_scattered: int


class Pool(NamedTuple):
    """Groups met on the way: the members of group k at `members[first[k]:first[k + 1]]`; `table` finds them by
    `hashes`; `held[0]` is how many there are."""

    members: Ints
    first: Ints
    hashes: Ints
    table: Ints
    held: Ints


VALUE, COST, OVER, MARKS, SMALL, SCATTERED, WORK = range(7)


@compiled
def judge(ground: Ground, group: Ints, size: int, stack: Ints, out: Ints) -> None:
    """What the first `size` pieces of `group` are as a nucleus, into `out` by the names above."""
    load = spare = marks = held = 0
    for at in range(size):
        piece = group[at]
        load += ground.weight[piece]
        spare += ground.spare[piece]
        held += ground.weight[piece] > 0
        for other in range(at):
            marks += ground.apart[piece, group[other]]
    out[OVER] = max(0, load - ground.most)
    out[WORK] = 8 + size * held
    short = ground.least - load
    lent = 0 < short <= spare and load > 0
    out[SMALL] = load if short > 0 and not lent else 0
    out[MARKS] = marks + (load == 0)
    best = -1
    for at in range(size):
        host = group[at]
        if ground.weight[host] == 0:
            continue
        for seat_at in range(ground.first_seat[host], ground.first_seat[host + 1]):
            seat = ground.seats[seat_at]
            total = 0
            for other in range(size):
                total += ground.cost[group[other], seat]
            if lent:
                total += _lending(ground, group, size, seat, short)
            if best < 0 or total < best:
                best = total
    out[COST] = max(best, 0)
    out[SCATTERED] = _scattered(ground, group, size, lent, stack)
    out[VALUE] = (
        out[COST]
        + out[OVER] * ground.weigh_over
        + out[MARKS] * ground.weigh_mark
        + (short * ground.weigh_short + load * ground.weigh_small if out[SMALL] else 0)
        + out[SCATTERED] * ground.weigh_scattered
    )


@compiled
def _lending(ground: Ground, group: Ints, size: int, seat: int, short: int) -> int:
    """Household-minutes of what full nuclei lend to a group, the nearest first."""
    total, done = 0, -1
    while short > 0:
        nearest = -1
        for at in range(size):
            if ground.spare[group[at]] > 0:
                key = ground.minutes[ground.giver[group[at]], seat] * 4096 + at
                if key > done and (nearest < 0 or key < nearest):
                    nearest = key
        if nearest < 0:
            break
        lent = min(short, ground.spare[group[nearest % 4096]])
        total += lent * (nearest // 4096)
        short -= lent
        done = nearest
    return total


@compiled
def _scattered(ground: Ground, group: Ints, size: int, lent: bool, stack: Ints) -> int:
    """1 where the pieces do not hang together. Those that neighbour nobody, and those of nobody, are left aside."""
    waiting = 0
    for at in range(size):
        piece = group[at]
        if not ground.alone[piece] and (ground.weight[piece] > 0 or (lent and ground.spare[piece] > 0)):
            stack[waiting] = piece
            waiting += 1
    # Pieces before `done` are reached and looked at, those before `reached` are reached.
    done, reached = 0, 1
    while done < reached and reached < waiting:
        piece = stack[done]
        done += 1
        for at in range(reached, waiting):
            if ground.beside[piece, stack[at]]:
                stack[at], stack[reached] = stack[reached], stack[at]
                reached += 1
    return 1 if reached < waiting else 0


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
