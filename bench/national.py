"""A demonstration the size of the country: how long it takes, and how much room, from a part of it.

usage: python bench/national.py [HOUSEHOLDS]     (21,000: a twentieth; 420,000: the whole; WINAY_PACK for localities)

A throw-away demonstration on a PostgreSQL of its own that keeps every promise of durability. Claims, counted up from
the part to 420,000 households and 30 million visits: the whole in 45 minutes by the clock, where nobody else works, and
in 15 GB. The exit code is 1 when one does not hold. The alternative of the same run: the verb, visit by visit.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
SETTINGS = ["shared_buffers=1GB", "max_wal_size=8GB", "max_connections=60"]
PART, WHOLE, ONE_BY_ONE = 21_000, 420_000, 200
VISITS = 30_000_000
COUNTED = ("registry_household", "delivery_visit")
MINUTES, GIGABYTES = 45, 15
ALIKE = ("farms", "draft")
"""Steps that take the same however many households there are."""


def main(words: list[str]) -> int:
    """Make a part of the country, and say what all of it would take."""
    from tests import throwaway_postgres
    from tests.running import WINAY, House

    households = int(words[0]) if words else PART
    throwaway_postgres.FAST[:] = SETTINGS
    server = throwaway_postgres.start()
    try:
        with tempfile.TemporaryDirectory(prefix="winay-bench-") as folder:
            house = House(Path(folder) / "var", server.url("postgres"))
            orders = [["setup", "--demo"]]
            if pack := os.environ.get("WINAY_PACK"):
                orders.append(["pack", "install", pack])
            for order in orders:
                subprocess.run([*WINAY, *order], env=house.environment, check=True, stdout=subprocess.DEVNULL)
            before = _part(house, "sizes")
            print(f"others' work before: load {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores")
            steps = _part(house, "seed", str(households))
            return _verdict(steps, before, _part(house, "sizes"), _part(house, "verb"))
    finally:
        server.stop()


def _part(house: Any, *words: str) -> Any:
    """Run one part of this file in a process of its own; what it says."""
    environment = house.environment | {"DJANGO_SETTINGS_MODULE": "winay.config.settings"}
    done = subprocess.run(
        [sys.executable, __file__, "--part", *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def _verdict(steps: Any, before: Any, after: Any, verb: Any) -> int:
    households, many = (after["rows"][one] - before["rows"][one] for one in COUNTED)
    if not households or not many:
        print("nobody is visited in so small a part")
        return 1
    times, times_visits = WHOLE / households, VISITS / many
    print(f"{'step':12} {'seconds':>9} {'CPU s':>8} {'server s':>9} {'whole, min':>11}")
    minutes = 0.0
    for name, run in steps.items():
        whole = run["seconds"] / 60
        whole *= 1 if name in ALIKE else times_visits if name == "visits" else times
        minutes += whole
        print(f"{name:12} {run['seconds']:9.0f} {run['cpu']:8.1f} {run['server']:9.1f} {whole:11.1f}")
    told = steps["visits"]
    each = (told["cpu"] + told["server"]) / many * 1e6
    one = (verb["cpu"] + verb["server"]) / verb["count"] * 1e6
    pace = many / told["seconds"]
    print(f"{households:,} households; {many:,} visits, {pace:,.0f} a second")
    print(f"a visit {each:.0f} µs of processor, by the verb {one:,.0f}")
    print(f"\n{'table':32} {'MB':>9} {'whole, MB':>10}")
    size = sum(before["bytes"].values()) / 1e6
    for table, held in sorted(after["bytes"].items(), key=lambda told: -told[1]):
        grew = (held - before["bytes"].get(table, 0)) / 1e6
        grows = 1 if table.startswith(("targeting_", "places_")) else times
        grows = times_visits if table.startswith("delivery_") else grows
        size += grew * grows
        if held > 5e6:
            print(f"{table:32} {held / 1e6:9.1f} {grew * grows:10.0f}")
    held_both = minutes <= MINUTES and size <= GIGABYTES * 1000
    print(f"\nthe whole, counted up: {minutes:.0f} minutes, {size / 1000:.1f} GB")
    print(f"claim: {MINUTES} minutes, {GIGABYTES} GB: {'held' if held_both else 'NOT HELD'}")
    return 0 if held_both else 1


def _sizes() -> dict[str, Any]:
    """Bytes of every table with its indexes, and how many households and visits there are."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace"
        )
        sizes = dict(cursor.fetchall())
        rows = {}
        for table in COUNTED:
            cursor.execute(f"SELECT count(*) FROM {table}")
            rows[table] = cursor.fetchone()[0]
        return {"bytes": sizes, "rows": rows}


def _seed(households: int) -> dict[str, Any]:
    """What each step took of this process and of the server."""
    from bench.registry import Meter

    from winay.synthetic.national import seed_national

    steps: dict[str, Any] = {}
    with ExitStack() as last:

        def tell(step: str) -> None:
            last.close()
            meter = Meter()
            last.enter_context(_kept(steps, step, meter))
            last.enter_context(meter.on())

        seed_national(tell=tell, households=households)
    return steps


@contextmanager
def _kept(steps: dict[str, Any], step: str, meter: Any) -> Iterator[None]:
    yield
    steps[step] = {"seconds": meter.seconds, "cpu": meter.cpu, "server": meter.server}


def _verb() -> dict[str, Any]:
    """Visits told one by one, each of another trainer."""
    from dataclasses import replace
    from datetime import time as hour

    from bench.registry import Meter

    from winay.accounts.models import Person
    from winay.accounts.queries import acting
    from winay.core.clock import now
    from winay.delivery.queries.visit_ground import ground_of
    from winay.delivery.services.visits import record_visit
    from winay.delivery.visit_rules import PresentSaid
    from winay.enrolment.models import Enrolment
    from winay.registry.terms import Origin
    from winay.synthetic.national_staff import UNTIL
    from winay.synthetic.national_visits import said_ways
    from winay.trainers.caseload_models import Case

    by = acting(Person.objects.get(email="carmen@demo.invalid"), on=UNTIL)
    on = UNTIL + timedelta(days=1)
    cases = Case.objects.filter(kind="productive", until_on=None, contract__over_on__gt=on, contract__began_on__lt=on)
    firsts = cases.exclude(enrolment__household__origin="").order_by("contract", "pk").distinct("contract")
    some = list(firsts.select_related("contract__applicant", "contract__version__program")[:ONE_BY_ONE])
    words = said_ways(ground_of([some[0].contract_id]))[0]
    cycles = Enrolment.objects.select_related("household__participant").in_bulk([one.enrolment_id for one in some])
    meter, count = Meter(), 0
    for one in some:
        cycle = cycles[one.enrolment_id]
        said = replace(
            words, on=on, began=hour(20), minutes=30, present=(PresentSaid(cycle.household.participant.public_id),)
        )
        with meter.on():
            record_visit(contract=one.contract, enrolment=cycle, said=said, by=by, at=now(), source=Origin.SEED,
                         synthetic=True)  # fmt: skip
        count += 1
    return {"count": count, "cpu": meter.cpu, "server": meter.server}


def part(name: str, words: list[str]) -> int:
    """One part, in a process of its own."""
    import django

    django.setup()
    parts = {"sizes": _sizes, "seed": lambda: _seed(int(words[0])), "verb": _verb}
    print(json.dumps(parts[name]()))
    return 0


if __name__ == "__main__":
    asked = sys.argv[1:]
    raise SystemExit(part(asked[1], asked[2:]) if asked[:1] == ["--part"] else main(asked))
