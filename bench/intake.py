"""How many submissions a house on PostgreSQL acknowledges, durably, from eight phones at once, with and without a
photograph of 200 kB, and over a million rows; how soon what phones send is a household; how fast a backlog is read
(of what trainers tell: intake_visits.py). Beside it, in the same run, an ordinary Django view on the same server and
database (intake_plain.py).

usage: bench/intake.py [--seconds 60] [--rows 1000000] [--backlog 1500]

Claims: 250 a second for a minute with 95 of 100 within 100 ms; 120 a second with a photograph; over a million rows what
one costs grows by a quarter at most, held against what the phones cost; at 50 a second a household is there within 2 s;
a backlog is read at 60 a second.

The server keeps every promise of durability (fsync, waited commits). The worker reads while phones send, as in life;
its processor time is told by itself, and so is that of the phones, which share the machine.
"""

import argparse
import base64
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
from bench.intake_phones import Run, body_of, household, send, send_at  # noqa: E402

PHONES, PHOTO, PACE = 8, 200_000, 50
CENTRAL = "ODK Central v2026.2.2 on such a machine: 49/s with one phone, 85/s with eight, p95 135 ms"
HOUSEHOLDS = "SELECT count(*) FROM registry_household"
WAITING = "SELECT EXISTS (SELECT 1 FROM intake_submission WHERE state = 'received')"
GROUND = """
import base64, django; django.setup()
from datetime import timedelta
from tests.enrolment import scene
from tests.field.filling import PERSON, registration
from tests.field.phones import phone
from tests.field.scene import published
published()
ground = scene.ground()
child = PERSON | {"kin": "child", "born_day": "2014-05-06"}
members = [PERSON, PERSON | {"kin": "partner", "sex": "m"}, child, child]
on = (ground.on + timedelta(days=5)).isoformat()
xml = registration(scene.place(1).code, on, members=members, instance="uuid:bench")
print(phone("0501").token, base64.b64encode(xml).decode())
"""
FILL = """
import django, sys; django.setup()
from django.db import connection
from winay.intake.models import Submission
row = Submission.objects.order_by("id").first()
own = ("id", "public_id", "instance_id", "state")
names = [f.column for f in Submission._meta.concrete_fields if f.column not in own]
with connection.cursor() as cursor:
    cursor.execute(f"INSERT INTO intake_submission (public_id, instance_id, state, {', '.join(names)}) "
                   f"SELECT gen_random_uuid(), 'uuid:' || gen_random_uuid(), 'processed', {', '.join(names)} "
                   f"FROM intake_submission, generate_series(1, %s) WHERE id = %s", [int(sys.argv[1]), row.pk])
    cursor.execute("ANALYZE intake_submission")
    cursor.execute("CHECKPOINT")
print("filled")
"""


class Bench:
    """A house that serves, its database, and what their processes spend."""

    def __init__(self, house: Any, server: Any) -> None:
        self.house, self.server = house, server
        self.held: list[tuple[str, bool, str]] = []

    def groups(self) -> dict[str, list[int]]:
        """Processes by what they do. PostgreSQL's are asked for each time: there is one for every connection."""
        from tests.running import below

        mine = below(self.house.process.pid)
        worker = [pid for pid in mine if b"worker" in (Path("/proc") / str(pid) / "cmdline").read_bytes()]
        database = [self.server.process.pid, *below(self.server.process.pid)]
        return {"web": [pid for pid in mine if pid not in worker], "worker": worker, "postgres": database}

    def measure(
        self, what: str, path: str, *, photo: int = 0, seconds: float, groups: Any = None, address: str = ""
    ) -> tuple[Run, float]:
        """Let phones send; how they fared, and what web and PostgreSQL cost for each, in what the phone itself did: the
        same work every time, however busy the machine."""
        from bench.pages import cpu_of

        address = address or self.house.url.removeprefix("http://")
        asked = groups or self.groups
        send(address, path, phones=PHONES, photo=photo, seconds=3)  # every connection is open, every plan made
        before, phones = {name: cpu_of(pids) for name, pids in asked().items()}, _children()
        run = send(address, path, phones=PHONES, photo=photo, seconds=seconds)
        spent = {name: 1000 * (cpu_of(pids) - before[name]) / run.count for name, pids in asked().items()}
        spent["phones"] = 1000 * (_children() - phones) / run.count
        told = "  ".join(f"{name} {cost:.2f}" for name, cost in spent.items())
        print(f"{what:36} {run.rate:5.0f}/s  p50 {run.p50:4.0f} ms  p95 {run.p95:4.0f} ms  CPU ms each: {told}"
              f"{f'  !! {run.wrong} refused' if run.wrong else ''}", flush=True)  # fmt: skip
        return run, (spent["web"] + spent["postgres"]) / spent["phones"]

    def claim(self, what: str, held: bool, found: str) -> None:
        self.held.append((what, held, found))

    def told(self) -> int:
        """Say which claims hold; what the program ends with."""
        for what, held, found in self.held:
            print(f"claim: {what}: {'held' if held else 'NOT HELD'} ({found})")
        return 0 if all(held for _, held, _ in self.held) else 1


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--backlog", type=int, default=1_500)
    given = asked.parse_args()
    with a_house(GROUND) as (bench, printed):
        token, template = printed.split()
        return _all(bench, given, token, base64.b64decode(template).decode())


@contextmanager
def a_house(ground: str, *words: str) -> Iterator[tuple[Bench, str]]:
    """A house that serves from a durable PostgreSQL of its own, and what a script printed that furnished it."""
    from tests import throwaway_postgres
    from tests.field.house import script
    from tests.running import House

    throwaway_postgres.FAST = ["max_connections=60", "shared_buffers=512MB", "max_wal_size=4GB"]  # durable: fsync is on
    server = throwaway_postgres.start()
    try:
        with tempfile.TemporaryDirectory(prefix="winay-bench-") as folder:
            house = House(Path(folder) / "var", server.url("postgres"))
            made = house.winay("setup")
            assert made.returncode == 0, made.stderr
            printed = script(house, ground, *words)
            house.start()
            try:
                time.sleep(8)
                yield Bench(house, server), printed
            finally:
                if house.process and house.process.poll() is None:
                    house.kill()
    finally:
        server.stop()


def the_load() -> str:
    """How busy the machine is before anything is measured."""
    load = os.getloadavg()[0]
    return f"load before: {load:.1f}{' (TOO BUSY for times; CPU stands)' if load > 1 else ''}"


def _all(bench: Bench, given: argparse.Namespace, token: str, template: str) -> int:
    """Every measurement, and which claims hold."""
    print(f"{PHONES} phones; {os.cpu_count()} cores shared with them; {the_load()}\n{CENTRAL}")
    ours = _door(bench, f"/campo/{token}/submission", given.seconds, given.rows)
    _households(bench, token, template, given.backlog)
    bench.house.stop()
    theirs = _ordinary_view(bench, token, min(given.seconds, 15))
    print(f"\n{ours / theirs:.1f} times the ordinary view")
    return bench.told()


def _door(bench: Bench, path: str, seconds: float, rows: int) -> float:
    """Acknowledgements: alone, with a photograph, over many rows. How many a second, alone."""
    from tests.field.house import script

    run, cost = bench.measure("answers alone", path, seconds=seconds)
    bench.claim("250 a second", run.rate >= 250, f"{run.rate:.0f}")
    bench.claim("95 of 100 within 100 ms", run.p95 <= 100, f"{run.p95:.0f} ms")
    photo, _ = bench.measure("with a photograph of 200 kB", path, photo=PHOTO, seconds=seconds / 2)
    bench.claim("120 a second with a photograph", photo.rate >= 120, f"{photo.rate:.0f}")
    if rows:
        read_all(bench)
        script(bench.house, FILL, str(rows))
        _, later = bench.measure(f"answers alone, over {rows:,} rows", path, seconds=seconds / 2)
        bench.claim(f"over {rows:,} rows it costs the same", later <= 1.25 * cost, f"{later / cost:.2f} times")
    return run.rate


def _households(bench: Bench, token: str, template: str, backlog: int) -> None:
    """How soon what is sent at a pace is a household, and how fast what lay for a while is read."""
    address, path = bench.house.url.removeprefix("http://"), f"/campo/{token}/submission"
    read_all(bench)
    settled: list[tuple[float, int]] = []
    over = threading.Event()
    watcher = threading.Thread(target=watch, args=(bench.server.url("postgres"), HOUSEHOLDS, settled, over))
    watcher.start()
    while not settled:
        time.sleep(0.02)
    heard = send_at(address, [path], [body_of(household(template)) for _ in range(20 * PACE)], PACE)
    read_all(bench)
    over.set()
    watcher.join()
    first = settled[0][1]
    waited = sorted(next(at for at, count in settled if count - first > n) - acked for n, acked in enumerate(heard))
    print(f"{f'households at {PACE} a second':36} there after: "
          f"p50 {waited[len(waited) // 2]:.2f} s  most {waited[-1]:.2f} s")  # fmt: skip
    bench.claim(f"at {PACE} a second a household is there within 2 s", waited[-1] <= 2, f"{waited[-1]:.2f} s")
    read_backlog(bench, "households", lambda: send_at(
        address, [path], [body_of(household(template)) for _ in range(backlog)], 10_000
    ))  # fmt: skip


def read_backlog(bench: Bench, what: str, send: Callable[[], Sized], claimed: int = 60) -> float:
    """What lay for a while is read beside the web process, told in a row. Milliseconds of worker and PostgreSQL for
    each of what was sent."""
    from bench.pages import cpu_of

    worker = bench.groups()["worker"][-1]
    os.kill(worker, 19)  # it lies still while phones send
    count = len(send())
    groups = bench.groups()
    before, began = {name: cpu_of(pids) for name, pids in groups.items()}, time.time()
    os.kill(worker, 18)
    read_all(bench)
    took = time.time() - began
    spent = {name: 1000 * (cpu_of(pids) - before[name]) / count for name, pids in groups.items()}
    print(f"{f'a backlog of {count:,} {what}':36} {count / took:5.0f}/s  CPU ms each: worker {spent['worker']:.2f}  "
          f"postgres {spent['postgres']:.2f}", flush=True)  # fmt: skip
    bench.claim(f"a backlog of {what} is read at {claimed} a second", count / took >= claimed, f"{count / took:.0f}")
    return spent["worker"] + spent["postgres"]


def watch(url: str, counted: str, settled: list[tuple[float, int]], over: threading.Event) -> None:
    """When how many of what is counted were there."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as line:
        while True:
            last = over.is_set()
            row = line.execute(counted).fetchone()
            settled.append((time.time(), row[0] if row else 0))
            if last:
                return
            time.sleep(0.05)


def read_all(bench: Bench) -> None:
    """Wait until nothing waits for its turn."""
    import psycopg

    deadline = time.monotonic() + 600
    with psycopg.connect(bench.server.url("postgres"), autocommit=True) as line:
        while line.execute(WAITING).fetchone() != (False,):
            assert time.monotonic() < deadline, "the worker does not come to an end"
            time.sleep(0.05)


def _ordinary_view(bench: Bench, token: str, seconds: float) -> float:
    from tests.running import a_port, below

    port = a_port()
    environment = {**bench.house.environment, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    other = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2",
         "--blocking-threads", "4", "--log-level", "warning", "bench.intake_plain:application"],
        cwd=ROOT, env=environment,
    )  # fmt: skip

    def groups() -> dict[str, list[int]]:
        server = bench.server.process.pid
        return {"web": below(other.pid), "postgres": [server, *below(server)]}

    try:
        _answers(port)
        told = {"seconds": seconds, "groups": groups, "address": f"127.0.0.1:{port}"}
        theirs, _ = bench.measure("an ordinary view, answers alone", f"/plain/{token}/submission", **told)
        bench.measure("an ordinary view, photograph", f"/plain/{token}/submission", photo=PHOTO, **told)
        return theirs.rate
    finally:
        other.terminate()
        other.wait(20)


def _answers(port: int) -> None:
    """Wait until a server listens."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            time.sleep(2)
            return
        except OSError:
            time.sleep(0.3)


def _children() -> float:
    """Processor seconds of the phones that have ended."""
    spent = os.times()
    return spent.children_user + spent.children_system


if __name__ == "__main__":
    raise SystemExit(main())
