"""Figures of a country: how long a snapshot takes the first time and again, how soon every indicator is there, and how
long pages of indicators take while eight people turn them.

usage: python bench/figures.py [HOUSEHOLDS]   (420,000: a national seed on a PostgreSQL of its own; WINAY_PACK)
       python bench/figures.py there          (the demonstration at WINAY_VAR and WINAY_DATABASE as it is)

Claims: a first snapshot within 300 s, the next within 30 s; every indicator within 30 s; any page within 200 ms at the
95th percentile, with eight people who turn a page about once a second and the worker running. The alternative of the
same run: visits by month asked of the daily database itself.
"""

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
FIRST_S, NEXT_S, ALL_S, PAGE_MS = 300, 30, 30, 200
PEOPLE = ("Carmen", "Carmen", "Hugo", "Elena", "Elena", "Rosa", "Julián", "Hugo")
TURNS, PAUSE = 60, 1.0
VALUES = """
import django, time; django.setup()
from django.db import connection
from winay.analytics.indicators.documents import indicators
from winay.analytics.queries import present, value_of
began = time.perf_counter()
for one in indicators().values():
    value_of(present(), one)
whole = time.perf_counter() - began
for one in indicators().values():
    for by in one.by:
        value_of(present(), one, (by,))
every = time.perf_counter() - began
began = time.perf_counter()
rows = value_of(present(), indicators()["visits_told"], ("month",))
ours = time.perf_counter() - began
began = time.perf_counter()
month = "date_trunc('month', visited_on)" if connection.vendor == "postgresql" else "strftime('%%Y-%%m', visited_on)"
with connection.cursor() as cursor:
    cursor.execute(f"SELECT {month}, count(*) FROM delivery_visit WHERE ended_how = '' GROUP BY 1")
    assert sum(count for _month, count in cursor.fetchall()) == sum(row.numerator for row in rows)
print(whole, every, ours, time.perf_counter() - began)
"""


def main(words: list[str]) -> int:
    """Take or make the demonstration, count it twice, ask for everything, open its pages."""
    from bench.nuclei_pages import house_of
    from bench.pages import load, pace, percentile, table
    from tests.field.house import script

    missed = []
    with house_of(words) as house:
        print(f"others' work before: load {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores; pace {pace():.0f} ms")
        for title, more, claim in (("a first snapshot", ("--whole",), FIRST_S), ("the next", (), NEXT_S)):
            began = time.perf_counter()
            taken = house.winay("snapshot", *more)
            took = time.perf_counter() - began
            assert taken.returncode == 0, taken.stdout + taken.stderr
            print(f"{title:24} {took:6.1f} s   claim {claim}\n{taken.stdout.strip()}", flush=True)
            if took > claim:
                missed.append(title)
        whole, every, ours, theirs = (float(one) for one in script(house, VALUES).split())
        print(f"every indicator {whole:.2f} s, each by everything that tells it apart {every:.2f} s   claim {ALL_S}")
        print(f"visits by month {1000 * ours:.0f} ms, of the daily database {1000 * theirs:.0f} ms: "
              f"{theirs / ours:.0f} times")  # fmt: skip
        if every > ALL_S:
            missed.append("every indicator")
        house.start()
        try:
            time.sleep(5)  # what a web process makes ready by itself
            assert house.process is not None
            port, pids = int(house.url.rsplit(":", 1)[1]), [house.process.pid, *house.family()]
            together = load(port, pids, PAUSE, TURNS, [(name, _pages()) for name in PEOPLE])
        finally:
            house.stop()
    table(together, "eight people")
    missed += [kind for kind, took in together.by_page.items() if percentile(took, 95) * 1000 > PAGE_MS]
    print(f"\nclaims: {'NOT HELD by ' + ', '.join(missed) if missed else 'held'}")
    return 1 if missed or together.wrong else 0


def _pages() -> dict[str, tuple[str, ...]]:
    """Pages of indicators, by kind."""
    here = "/indicadores/"
    some = ("households_in", "months_with_enough_visits", "technologies_in_use", "visits_told", "households_left")
    return {
        "every indicator": (here, f"{here}?lugar=05", f"{here}?lugar=25"),
        "by month": tuple(f"{here}{key}/?por=month" for key in ("visits_told", "months_with_enough_visits")),
        "by department": tuple(f"{here}{key}/?por=department" for key in some),
        "by district": tuple(f"{here}{key}/?lugar=05&por=district" for key in some),
        "by office": tuple(f"{here}{key}/?por=office" for key in some),
        "by sex": tuple(f"{here}{key}/?por=sex" for key in ("households_in", "technologies_in_use")),
        "by technology": (f"{here}technologies_in_use/?por=item",),
        "by reason": (f"{here}households_left/?por=exit_reason", f"{here}technologies_abandoned/?por=why"),
        "as a file": (f"{here}visits_told/lista.csv?por=month",),
    }


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
