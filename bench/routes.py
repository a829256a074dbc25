"""A trainer's month: how long it takes to plan, and what it walks, against a long search and against the nearest next.

usage: python bench/routes.py [SECONDS] [MONTHS]   (30 seconds for each long search; 4 months)

Claim: a month of 30 households with 3 visits of 60 minutes within 0.5 s, walking at most 1 % more than the same round
after SECONDS of search, and less than whoever always goes to the nearest home that still fits. Households are
synthetic: six communities around the trainer's, on paths of hills at 3.3 km/h. What is planned does not hang on the
clock; wall and processor time are what it took. PyVRP is loaded before the first.
"""

import sys
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
from winay.trainers.load_rules import Budget  # noqa: E402
from winay.trainers.solvers import routes  # noqa: E402
from winay.trainers.solvers.routes import Asked, Route, planned  # noqa: E402

CLAIM_SECONDS, CLAIM_GAP = 0.5, 1.0
HOUSEHOLDS, VISITS = 30, 3
BUDGET = Budget(days=20, day_minutes=480, reserve=1_000, visit_minutes=60, between_minutes=10)
KM_MINUTES = 1.25 * 60 / 3.3
"""Minutes of a straight kilometre, on paths of hills."""


def month(seed: int) -> Asked:
    """Thirty households in six communities, some kilometres around where the trainer lives."""
    chance = np.random.default_rng(seed)
    villages = chance.normal(0, 1.2, (6, 2))
    homes = villages[chance.integers(0, 6, HOUSEHOLDS)] + chance.normal(0, 0.4, (HOUSEHOLDS, 2))
    points = np.vstack([[0, 0], homes])
    minutes = np.maximum(1, np.rint(np.hypot(*(points[:, None] - points).transpose(2, 0, 1)) * KM_MINUTES)).astype(int)
    np.fill_diagonal(minutes, 0)
    first = date(2026, 6, 1)
    days = [first + timedelta(days=week * 7 + day) for week in range(4) for day in range(5)]
    return Asked(minutes.tolist(), days, BUDGET, 2, 4)


def nearest(asked: Asked) -> list[Route]:
    """A round as one walks it without a plan: always to the nearest home from which there is time to come back."""
    left, days = set(range(asked.households)), list[Route]()
    while left:
        day: Route = ()
        while fitting := [one for one in left if asked.takes((*day, one)) <= asked.budget.useful]:
            here = day[-1] + 1 if day else 0
            day = (*day, min(fitting, key=lambda one: (asked.minutes[here][one + 1], one)))
            left -= {day[-1]}
        days.append(day)
    return days


def searched(asked: Asked, seconds: float) -> int:
    """Minutes on the way of the round that PyVRP has after so many seconds."""
    from pyvrp import stop

    usual = stop.MultipleCriteria
    stop.MultipleCriteria = lambda _: stop.MaxRuntime(seconds)  # type: ignore[assignment, misc, return-value]
    try:
        found = routes._solved(asked, range(asked.households), len(asked.days) // VISITS, 0)
    finally:
        stop.MultipleCriteria = usual  # type: ignore[misc]
    return sum(asked.walking(route) for route in found)


def main(words: list[str]) -> int:
    seconds = float(words[0]) if words else 30.0
    count = int(words[1]) if len(words) > 1 else 4
    planned(Asked([[0, 9], [9, 0]], month(0).days, BUDGET, 2, 4))
    print(
        f"{'month':>5} {'wall s':>7} {'CPU ms':>7} {'walking':>8} {f'{seconds:.0f} s':>8} {'gap %':>6} {'nearest':>16}"
    )
    slowest, gaps, saved, seed, done = 0.0, [], [], 0, 0
    while done < count:
        seed += 1
        asked = month(seed)
        began, cpu = time.perf_counter(), time.process_time()
        plan = planned(asked)
        wall, cpu = time.perf_counter() - began, time.process_time() - cpu
        if plan.each != VISITS or plan.missing:
            continue
        walking, long, greedy = plan.walking(asked), VISITS * searched(asked, seconds), nearest(asked)
        way = VISITS * sum(map(asked.walking, greedy))
        gaps.append(100 * (walking / long - 1))
        saved.append(100 * (1 - walking / way))
        slowest, done = max(slowest, wall), done + 1
        print(
            f"{seed:5} {wall:7.2f} {1000 * cpu:7.0f} {walking:8} {long:8} {gaps[-1]:6.2f} {way:8} {len(greedy):2} days"
        )
    print(f"{sum(saved) / len(saved):.0f} % less walking than by the nearest next, at least {min(saved):.0f} %")
    held = slowest <= CLAIM_SECONDS and max(gaps) <= CLAIM_GAP and min(saved) > 0
    print(f"claim: {CLAIM_SECONDS} s, within {CLAIM_GAP} % of {seconds:.0f} s: {'held' if held else 'NOT HELD'}")
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
