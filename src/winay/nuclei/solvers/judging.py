"""What some pieces are as a nucleus. Imports numba."""

from winay.nuclei.solvers.compiled import Ground, compiled
from winay.nuclei.solvers.problem import Ints

VALUE, COST, OVER, MARKS, SMALL, SCATTERED, WORK = range(7)


@compiled
def judge(ground: Ground, group: Ints, size: int, stack: Ints, out: Ints) -> None:
    """What the first `size` pieces of `group` are as a nucleus, into `out` by the names above."""
    load = marks = 0
    for at in range(size):
        piece = group[at]
        load += ground.weight[piece]
        for other in range(at):
            marks += ground.apart[piece, group[other]]
    out[OVER] = max(0, load - ground.most)
    out[WORK] = 8 + size * size
    short = ground.least - load
    out[SMALL] = load if short > 0 else 0
    out[MARKS] = marks
    best = -1
    for at in range(size):
        host = group[at]
        for seat_at in range(ground.first_seat[host], ground.first_seat[host + 1]):
            seat = ground.seats[seat_at]
            total = 0
            for other in range(size):
                total += ground.cost[group[other], seat]
            if best < 0 or total < best:
                best = total
    out[COST] = best
    out[SCATTERED] = _scattered(ground, group, size, stack)
    out[VALUE] = (
        best
        + out[OVER] * ground.weigh_over
        + marks * ground.weigh_mark
        + (short * ground.weigh_short + load * ground.weigh_small if short > 0 else 0)
        + out[SCATTERED] * ground.weigh_scattered
    )


@compiled
def judge_all(ground: Ground, first: Ints, members: Ints, stack: Ints, out: Ints) -> None:
    """`judge` of each group, the members of group k at `members[first[k]:first[k + 1]]`."""
    for at in range(len(first) - 1):
        judge(ground, members[first[at] :], first[at + 1] - first[at], stack, out[at])


@compiled
def _scattered(ground: Ground, group: Ints, size: int, stack: Ints) -> int:
    """1 where the pieces do not hang together. Those that neighbour nobody are left aside."""
    waiting = 0
    for at in range(size):
        if not ground.alone[group[at]]:
            stack[waiting] = group[at]
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
