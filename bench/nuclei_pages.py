"""Pages of nuclei at the size of a country: what `bench/pages.py --nuclei` opens, one after another, and for whom.

usage: python bench/pages.py --nuclei [HOUSEHOLDS]   (420,000: a national seed on a PostgreSQL of its own; WINAY_PACK)
       python bench/pages.py --nuclei there          (the demonstration at WINAY_VAR and WINAY_DATABASE as it is)

Claim: every list, and the page of a nucleus, within 100 ms at the 95th percentile, for the central office and for the
head of a regional one. Twenty pages of each kind, each another one where there are others. Files are told, not claimed.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CLAIM_MS, EACH = 100, 20
WHO = {"central": "Carmen", "region": "Elena"}
WORDS = ("san", "pampa", "alto", "bajo", "cruz", "rio", "nueva", "santa")
FILES = {"the list as CSV": "/nucleos/lista.csv"}
LISTS = {
    "nuclei": ("/nucleos/",),
    "nuclei called so": tuple(f"/nucleos/?q={word}" for word in WORDS),
    "nuclei with room": ("/nucleos/?estado=room",),
    "nuclei not begun": ("/nucleos/?etapa=none",),
    "closed nuclei": ("/nucleos/?estado=closed",),
    "where households wait": ("/nucleos/planes/",),
    "plans to decide": ("/nucleos/planes/por-decidir/",),
    "plans that came back": ("/nucleos/planes/por-decidir/?estado=returned",),
    "central nuclei": ("/nucleos/centrales/",),
    "districts under two rules": ("/nucleos/comparar/",),
    "what waits for me": ("/escritorio/",),
}
ID = "([0-9a-f]{8}-[0-9a-f-]{27})"
OF_ONE = {
    "a nucleus": "/nucleos/{}/", "its households": "/nucleos/{}/hogares/", "its board": "/nucleos/{}/junta/",
    "its assemblies": "/nucleos/{}/asambleas/", "who may come": "/nucleos/{}/recibir/",
    "its folder": "/nucleos/{}/carpeta/",
}  # fmt: skip


def main(words: list[str]) -> int:
    """Make or take the demonstration, open its pages, say what took too long."""
    slow: list[str] = []
    with house_of(words) as house:
        house.start()
        time.sleep(5)  # what a web process makes ready by itself
        print(f"others' work before: load {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores")
        try:
            for office, name in WHO.items():
                slow += _measured(house, office, name)
        finally:
            house.stop()
    print(
        f"\nclaim: lists and pages within {CLAIM_MS} ms at p95: {'NOT HELD by ' + ', '.join(slow) if slow else 'held'}"
    )
    return 1 if slow else 0


def _measured(house: Any, office: str, name: str) -> list[str]:
    """Every kind of page for one person; those that took too long."""
    from bench.pages import Person, cpu_of, percentile

    visitor = Person(int(house.url.rsplit(":", 1)[1]), name, 0, 0, 0)
    visitor.enter()
    pids = [house.process.pid, *house.family()]
    print(f"\n{office}, {name}\n{'milliseconds':30} {'pages':>6} {'p50':>6} {'p95':>6} {'CPU':>6} {'kB':>6}")
    slow = []
    for kind, addresses in {**LISTS, **_ones(visitor), **{key: (one,) for key, one in FILES.items()}}.items():
        asked = [addresses[number % len(addresses)] for number in range(3 if kind in FILES else EACH)]
        _open(visitor, asked[0])
        spent, took, size = cpu_of(pids), [], 0
        for address in asked:
            began = time.perf_counter()
            size = max(size, _open(visitor, address))
            took.append(time.perf_counter() - began)
        cpu = (cpu_of(pids) - spent) / len(took) * 1000
        p50, p95 = (percentile(took, part) * 1000 for part in (50, 95))
        print(f"{kind:30} {len(took):6} {p50:6.0f} {p95:6.0f} {cpu:6.0f} {size / 1000:6.0f}")
        slow += [f"{kind} ({office})"] if p95 > CLAIM_MS and kind not in FILES else []
    for wrong in sorted(set(visitor.wrong)):
        print(f"!! {wrong}")
    return slow + visitor.wrong


def _ones(visitor: Any) -> dict[str, tuple[str, ...]]:
    """Pages of single nuclei and plans, found on the lists."""
    nuclei = _links(visitor, "/nucleos/", f"/nucleos/{ID}/")
    plans = _links(visitor, "/nucleos/planes/por-decidir/", f"/nucleos/planes/{ID}/")
    found = {kind: tuple(address.format(one) for one in nuclei) for kind, address in OF_ONE.items()}
    found["a plan"] = tuple(f"/nucleos/planes/{one}/" for one in plans)
    return {kind: addresses for kind, addresses in found.items() if addresses}


def _links(visitor: Any, address: str, wanted: str) -> list[str]:
    kept, visitor.took = visitor.took, []  # a page that is read for its links is not compressed
    text = visitor.ask("GET", address)
    visitor.took = kept
    return list(dict.fromkeys(re.findall(f'href="{wanted}', text)))[:EACH]


def _open(visitor: Any, address: str) -> int:
    """Open a page as a browser does; how many characters it has."""
    kept, visitor.took = visitor.took, []
    size = len(visitor.ask("GET", address))
    visitor.took = kept
    return size


@contextmanager
def house_of(words: list[str]) -> Iterator[Any]:
    """The demonstration that is there, or one of a national seed on a PostgreSQL of its own."""
    from tests import throwaway_postgres
    from tests.running import WINAY, House

    if words == ["there"]:
        yield House(Path(os.environ["WINAY_VAR"]), os.environ.get("WINAY_DATABASE"))
        return
    throwaway_postgres.FAST = ["shared_buffers=512MB", "max_wal_size=4GB", "max_connections=60"]
    server = throwaway_postgres.start()
    try:
        subprocess.run([server.binaries / "createdb", "-h", server.folder, "-U", server.user, "bench"], check=True)
        with tempfile.TemporaryDirectory(prefix="winay-bench-") as folder:
            house = House(Path(folder) / "var", server.url("bench"))
            number = words[0] if words else "420000"
            orders = [["setup", "--demo"], ["demo", "seed", "--national", "--households", number]]
            if pack := os.environ.get("WINAY_PACK"):
                orders.insert(1, ["pack", "install", pack])
            for order in orders:
                began = time.perf_counter()
                if subprocess.run([*WINAY, *order], env=house.environment, check=False).returncode:
                    sys.exit(1)
                print(f"winay {' '.join(order)}: {time.perf_counter() - began:.0f} s")
            psql = [server.binaries / "psql", "-h", server.folder, "-U", server.user, "-qc", "VACUUM ANALYZE", "bench"]
            subprocess.run(psql, check=True)
            yield house
    finally:
        server.stop()
