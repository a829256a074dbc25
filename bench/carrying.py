"""Backup, restore and move of a large installation: how long, how much processor, and whether memory stays flat.

usage: python bench/carrying.py [LINES]     (250,000 lines; makes throw-away installations and a PostgreSQL)

A journal of so many lines, each with two subjects and a seal, beside Peru's places and figures, and 300 MB of files.
Claims: memory grows by at most 40 MB from a tenth of the lines to all of them; a move, which verifies the journal on
both sides, does at least 10,000 rows a second once the tables are made. The alternative is `pg_dump -Fc` of the moved
database, which compares nothing and cannot be read into SQLite.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
LINES = int(sys.argv[1]) if len(sys.argv) > 1 else 250_000
MOST_MB, LEAST_ROWS = 40, 10_000
FILES, FILE_MB = 60, 5

FILL = """
import os, sys
from datetime import UTC, datetime
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "winay.config.settings"
django.setup()
from django.conf import settings
from django.db import transaction
from winay.core.actors import SYSTEM
from winay.core.ids import new_id
from winay.journal.models import Line, Subject
from winay.journal.rules import Entry, body_mac, canonical_body, normal_subjects
from winay.journal.tasks import seal
from winay.journal.terms import LINE_PURPOSE
ring = settings.WINAY_KEYRING()
key, at = ring.derive(LINE_PURPOSE), datetime(2026, 11, 27, tzinfo=UTC)
for start in range(0, int(sys.argv[1]), 5_000):
    lines, subjects = [], []
    for number in range(start, start + 5_000):
        things = normal_subjects([("place", f"{number % 250_000:06d}"), ("selection", f"s{number}")])
        told = {"number": number}
        entry = Entry(new_id(), "targeting.draft_selection", SYSTEM.public_id, "system", at, things, None, told)
        body = canonical_body(entry)
        line = Line(
            public_id=entry.public_id, verb=entry.verb, actor=entry.actor, actor_role=entry.role, at=at,
            format=entry.format, body=body, mac=f"{ring.current}.{body_mac(key, body)}",
        )
        lines.append(line)
        subjects += [(line, kind, thing) for kind, thing in things]
    with transaction.atomic():
        Line.objects.bulk_create(lines)
        Subject.objects.bulk_create(Subject(line=line, kind=kind, key=thing) for line, kind, thing in subjects)
    seal()
for number in range(int(sys.argv[2])):
    settings.WINAY_BLOBS.put(os.urandom(int(sys.argv[3]) << 20))
"""


@dataclass(frozen=True)
class Cost:
    """What a command cost."""

    seconds: float
    cpu_ms: float
    mb: float


def run(house: "House", *words: str, code: str = "from winay.cli.main import run; run()") -> Cost:
    """One command in a process of its own."""
    began = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-c", code, *words], env=house.environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{words} ended with {child.returncode}")
    return Cost(time.perf_counter() - began, 1000 * (used.ru_utime + used.ru_stime), used.ru_maxrss / 1024)


def carried(house: "House", server: "Server", home: Path, name: str) -> dict[str, Cost]:
    """Every way of an installation once."""
    subprocess.run([server.binaries / "createdb", "-h", server.folder, "-U", server.user, name], check=True)
    url, backup, other = server.url(name), home / f"{name}.tar", House(home / f"{name}-restored")
    found = {"backup of SQLite": run(house, "backup", str(backup))}
    other.var.mkdir()
    shutil.copy2(house.var / "keys.json", other.var)
    found["restore to SQLite"] = run(other, "restore", str(backup))
    shutil.rmtree(other.var)
    found["move to PostgreSQL"] = run(house, "move", "--to", url)
    found["backup of PostgreSQL"] = run(House(house.var, url), "backup", str(home / f"{name}-pg.tar"))
    began = time.perf_counter()
    dump = [server.binaries / "pg_dump", "-Fc", "-f", home / f"{name}.dump", url]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(dump, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found["pg_dump -Fc, without files"] = Cost(time.perf_counter() - began, 1000 * cpu, 0)
    sizes = (backup, home / f"{name}.dump")
    print(f"{name}: backup {sizes[0].stat().st_size >> 20} MB, pg_dump {sizes[1].stat().st_size >> 20} MB")
    for path in (*sizes, home / f"{name}-pg.tar"):
        path.unlink()
    (house.var / "moved-to-postgresql").unlink()
    return found


def main() -> int:
    home = Path(tempfile.mkdtemp(prefix="winay-bench-"))
    server = throwaway_postgres.start()
    try:
        house = House(home / "var")
        empty = run(house, "setup")
        print(f"an installation: {empty.seconds:.0f} s")
        tables_only = run(house, "check")
        run(house, str(LINES // 10), str(FILES), str(FILE_MB), code=FILL)
        small = carried(house, server, home, "small")
        run(house, str(LINES - LINES // 10), "0", "0", code=FILL)
        large = carried(house, server, home, "large")
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
    rows = LINES * 9 // 10 * 4
    print(f"\nwinay check of an installation without a journal: {tables_only.mb:.0f} MB")
    print(f"{'':28} seconds  CPU ms   MB  MB at a tenth  rows/s of the difference")
    good = True
    for what, cost in large.items():
        less = small[what]
        speed = rows / (cost.seconds - less.seconds) if cost.seconds > less.seconds else float("inf")
        print(f"{what:28} {cost.seconds:7.1f} {cost.cpu_ms:7.0f} {cost.mb:4.0f} {less.mb:14.0f} {speed:12,.0f}")
        good &= cost.mb - less.mb <= MOST_MB
        good &= what != "move to PostgreSQL" or speed >= LEAST_ROWS
    print("held" if good else "NOT HELD")
    return 0 if good else 1


if __name__ == "__main__":
    from tests import throwaway_postgres
    from tests.running import House
    from tests.throwaway_postgres import Server

    raise SystemExit(main())
