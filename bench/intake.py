"""How many submissions a house on PostgreSQL acknowledges, durably, from eight phones at once, with and without a
photograph of 200 kB; what one costs in processor time; and how much the worker reads. Beside it, in the same run, an
ordinary Django view on the same server and database (intake_plain.py).

usage: bench/intake.py [--seconds 20] [--rows 0]     --rows fills the table first
"""

import argparse
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
CLIENTS, PHOTO = 8, 200_000
FIELDS = "".join(f"<q{n}>Respuesta {n} ñandú quechua</q{n}>" for n in range(40))
BOUNDARY = "----bench"
READ = """
import django, time; django.setup()
from winay.core import clock
from winay.journeys.ingest import ingest_some
began, spent, count = time.perf_counter(), time.process_time(), 0
while time.perf_counter() - began < 10 and (some := ingest_some(seconds=1, clock=clock)): count += some
print(count, time.perf_counter() - began, time.process_time() - spent)
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
"""


def sends(
    address: str, path: str, photo: int, stop: float, found: "multiprocessing.Queue[tuple[list[float], int]]"
) -> None:
    import uuid

    line, times, wrong = HTTPConnection(address, timeout=60), [], 0
    picture = os.urandom(photo)
    while time.time() < stop:
        named = "<photo>1.jpg</photo>" if photo else ""
        xml = (f'<data id="visita_prueba" version="2026-11">{FIELDS}{named}<meta><instanceID>uuid:{uuid.uuid4()}'
               "</instanceID></meta></data>").encode()  # fmt: skip
        parts = [(b'name="xml_submission_file"; filename="s.xml"\r\nContent-Type: text/xml', xml)]
        if photo:
            parts.append((b'name="1.jpg"; filename="1.jpg"\r\nContent-Type: image/jpeg', os.urandom(16) + picture[16:]))
        body = (
            b"".join(
                b"--"
                + BOUNDARY.encode()
                + b"\r\nContent-Disposition: form-data; "
                + head
                + b"\r\n\r\n"
                + content
                + b"\r\n"
                for head, content in parts
            )
            + b"--"
            + BOUNDARY.encode()
            + b"--\r\n"
        )
        began = time.perf_counter()
        line.request("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})
        answer = line.getresponse()
        answer.read()
        times.append(time.perf_counter() - began)
        wrong += answer.status != 201
    found.put((times, wrong))


def measure(what: str, address: str, path: str, photo: int, seconds: float, groups: dict[str, list[int]]) -> float:
    from bench.pages import cpu_of

    spent = {name: cpu_of(pids) for name, pids in groups.items()}
    found: multiprocessing.Queue[tuple[list[float], int]] = multiprocessing.Queue()
    began = time.time()
    phones = [
        multiprocessing.Process(target=sends, args=(address, path, photo, began + seconds, found))
        for _ in range(CLIENTS)
    ]
    for phone in phones:
        phone.start()
    told = [found.get() for _ in phones]
    for phone in phones:
        phone.join()
    took = time.time() - began
    times = sorted(one for some, _ in told for one in some)
    cost = "  ".join(f"{name} {1000 * (cpu_of(pids) - spent[name]) / len(times):.2f}" for name, pids in groups.items())
    p95 = 1000 * statistics.quantiles(times, n=100)[94]
    wrong = sum(number for _, number in told)
    print(f"{what:34} {len(times) / took:6.0f}/s   p50 {1000 * times[len(times) // 2]:5.0f} ms   p95 {p95:5.0f} ms   "
          f"CPU ms each: {cost}{f'   !! {wrong} refused' if wrong else ''}", flush=True)  # fmt: skip
    return len(times) / took


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


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--rows", type=int, default=0)
    given = asked.parse_args()
    from tests import throwaway_postgres
    from tests.field.house import LET_IN, script
    from tests.running import House, a_port, below

    throwaway_postgres.FAST = ["max_connections=60", "shared_buffers=256MB", "max_wal_size=2GB"]  # durable: fsync is on
    server = throwaway_postgres.start()
    try:
        with tempfile.TemporaryDirectory(prefix="winay-bench-") as folder:
            house = House(Path(folder) / "var", server.url("postgres"))
            made = house.winay("setup")
            if made.returncode:
                print(made.stderr)
                return 1
            token = script(house, LET_IN)
            # The worker seals and reads only now and then here: it is measured by itself, below.
            os.environ["WINAY_WORKER_SECONDS"] = "3600"
            house.start()
            time.sleep(6)
            load = os.getloadavg()[0]
            print(f"{CLIENTS} phones; {os.cpu_count()} cores shared with them; load before: {load:.1f}"
                  f"{' (TOO BUSY for times; CPU stands)' if load > 1 else ''}")  # fmt: skip
            address = house.url.removeprefix("http://")
            assert house.process is not None and server.process is not None
            pids = {"web": below(house.process.pid), "postgres": [server.process.pid, *below(server.process.pid)]}
            path = f"/campo/{token}/submission"
            good = measure("answers alone", address, path, 0, given.seconds, pids)
            pids["postgres"] = [server.process.pid, *below(server.process.pid)]
            measure("with a photograph of 200 kB", address, path, PHOTO, given.seconds, pids)
            if given.rows:
                script(house, FILL, str(given.rows))
                pids["postgres"] = [server.process.pid, *below(server.process.pid)]
                measure(f"answers alone, over {given.rows} rows", address, path, 0, given.seconds, pids)
            house.stop()
            port = a_port()
            environment = {**house.environment, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
            other = subprocess.Popen(
                [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2",
                 "--blocking-threads", "4", "--log-level", "warning", "bench.intake_plain:application"],
                cwd=ROOT, env=environment,
            )  # fmt: skip
            try:
                _answers(port)
                pids = {"web": below(other.pid), "postgres": [server.process.pid, *below(server.process.pid)]}
                plain = f"/plain/{token}/submission"
                theirs = measure("an ordinary view, answers alone", f"127.0.0.1:{port}", plain, 0, given.seconds, pids)
                measure("an ordinary view, photograph", f"127.0.0.1:{port}", plain, PHOTO, given.seconds, pids)
            finally:
                other.terminate()
                other.wait(20)
            count, took, spent = script(house, READ).split()
            print(
                f"the worker takes {float(count) / float(took):.0f}/s, "
                f"{1000 * float(spent) / float(count):.2f} CPU ms each"
            )
            print(f"\n{good / theirs:.1f} times the ordinary view")
            return 0
    finally:
        server.stop()


if __name__ == "__main__":
    raise SystemExit(main())
