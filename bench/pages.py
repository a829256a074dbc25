"""Pages under load: eight people at once on one house, and the same house without its memory of screenings.

usage: python bench/pages.py     (makes a throw-away demonstration; `make bench` runs it)
       python bench/pages.py --nuclei [HOUSEHOLDS | there]   (nuclei at national size: see bench/nuclei_pages.py)
       python bench/pages.py --field [HOUSEHOLDS | there]    (trainers, plans, visits: see bench/field_pages.py)

Claim: any page at the 95th percentile within 150 ms, with eight people who turn a page about three times a second
and the worker running. Loopback only. CPU is the server's own, read from /proc.
"""

import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
CLAIM_MS = 150
PEOPLE = ("", "", "", "Rosa", "Julián", "Elena", "Carmen", "Hugo")
TURNS = 60
PAUSE = 0.33
SCREENING = "/focalizacion/haku-winay/2020.1/"
PAGES = {
    "first page": ("/",),
    "search": ("/lugares/?q=huamanga", "/lugares/?q=san+juan", "/lugares/?q=2501"),
    "place": ("/lugares/050101/", "/lugares/250101/", "/lugares/05/"),
    "program version": ("/programas/haku-winay/2020.1/", "/programas/noa-jayatai/2017.1/"),
    "menu": ("/programas/haku-winay/2020.1/menu/",),
    "screening": (SCREENING, f"{SCREENING}?after=050800", f"{SCREENING}?show=near"),
    "what-if": tuple(f"{SCREENING}?set_poverty={n}&mode_poverty=required" for n in range(30, 60)),
    "reasons": (f"{SCREENING}razones/050101/", f"{SCREENING}razones/250201/"),
    "one district, all rules": ("/focalizacion/comparar/050101/", "/focalizacion/comparar/250201/"),
    "map states": (f"{SCREENING}estados.json",),
    "selections": ("/selecciones/",),
    "case study": ("/estudio-de-caso/",),
    "seals": ("/bitacora/sellos/",),
}
OF_STAFF = {"journal": ("/bitacora/",), "people": ("/personas/",), "farm tables": ("/predios/",)}
HARD = {"Carmen", "Hugo"}
"""Who may open the pages of staff."""
Pages = Mapping[str, Sequence[str]]


class Person(threading.Thread):
    """One visitor: opens pages in an order of their own, and notes how long each took."""

    def __init__(self, port: int, name: str, number: int, pause: float, turns: int, pages: Pages | None = None) -> None:
        super().__init__()
        self.port, self.person, self.pause, self.turns = port, name, pause, turns
        self.pages = PAGES | (OF_STAFF if name in HARD else {}) if pages is None else pages
        self.chance = random.Random(f"{name}{number}")
        self.took: list[tuple[str, float]] = []
        self.wrong: list[str] = []
        self.cookies: dict[str, str] = {}
        self.line = HTTPConnection("127.0.0.1", port, timeout=60)

    def enter(self) -> None:
        page = self.ask("GET", "/")
        if self.person:
            found = re.search(rf'<option value="([0-9a-f-]+)"[^>]*>{self.person}', page)
            assert found is not None
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            assert token is not None
            self.ask("POST", "/ver-como/", f"person={found[1]}&next=/&csrfmiddlewaretoken={token[1]}")

    def run(self) -> None:
        for _ in range(self.turns):
            name = self.chance.choice(list(self.pages))
            began = time.perf_counter()
            self.ask("GET", self.chance.choice(self.pages[name]))
            self.took.append((name, time.perf_counter() - began))
            time.sleep(self.pause * self.chance.uniform(0.5, 1.5))

    def ask(self, method: str, path: str, body: str = "") -> str:
        head = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Encoding": "gzip"}
        if body:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        if not self.took and method == "GET":
            del head["Accept-Encoding"]  # the first page is read for its form
        self.line.request(method, path, body or None, head)
        answer = self.line.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        if answer.status not in {200, 302}:
            self.wrong.append(f"{answer.status} {path}")
        return "" if answer.getheader("Content-Encoding") else content.decode(errors="replace")


def main() -> int:
    if sys.argv[1:2] == ["--nuclei"]:
        from bench.nuclei_pages import main as nuclei

        return nuclei(sys.argv[2:])
    if sys.argv[1:2] == ["--field"]:
        from bench.field_pages import main as field

        return field(sys.argv[2:])
    from tests.running import House, a_port, below

    with tempfile.TemporaryDirectory(prefix="winay-bench-") as folder:
        house = House(Path(folder) / "var")
        made = house.winay("setup", "--demo")
        if made.returncode:
            print(made.stderr)
            return 1
        house.start()
        assert house.process is not None
        time.sleep(5)  # what a web process makes ready by itself
        busy = os.getloadavg()[0]
        print(f"{len(PEOPLE)} people, {TURNS} pages each, a page about every {PAUSE} s; {os.cpu_count()} cores")
        print(f"others' work before: load {busy:.1f}{' (TOO BUSY to measure times; CPU stands)' if busy > 1 else ''}")
        ours = load(int(house.url.rsplit(":", 1)[1]), [house.process.pid, *house.family()], PAUSE)
        table(ours, "winay serve")
        full = load(int(house.url.rsplit(":", 1)[1]), [house.process.pid, *house.family()], 0)
        house.stop()

        port = a_port()
        other = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--blocking-threads", "2",
             "--log-level", "warning", "bench.without_memory:application"],
            cwd=ROOT, env={**house.environment, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        )  # fmt: skip
        try:
            time.sleep(6)
            theirs = load(port, [other.pid, *below(other.pid)], PAUSE, TURNS // 4)
        finally:
            other.terminate()
            other.wait(20)
        table(theirs, "the same without its memory of screenings")
    print(f"\nwithout pauses: {full.rate:.0f} pages/s, {full.cpu_ms:.1f} CPU ms a page, p95 {full.p95:.0f} ms")
    print(f"CPU a page: {ours.cpu_ms:.1f} ms against {theirs.cpu_ms:.1f} ms, {theirs.cpu_ms / ours.cpu_ms:.1f} times")
    slow = [name for name, times in ours.by_page.items() if percentile(times, 95) * 1000 > CLAIM_MS]
    print(f"claim: any page within {CLAIM_MS} ms at p95: {'NOT HELD by ' + ', '.join(slow) if slow else 'held'}")
    return 1 if slow or ours.wrong else 0


class Load:
    """What one load measured."""

    def __init__(self, people: list[Person], seconds: float, cpu: float) -> None:
        self.by_page: dict[str, list[float]] = {}
        for person in people:
            for name, took in person.took:
                self.by_page.setdefault(name, []).append(took)
        self.all = [took for times in self.by_page.values() for took in times]
        self.wrong = [one for person in people for one in person.wrong]
        self.rate = len(self.all) / seconds
        self.cpu_ms = cpu / len(self.all) * 1000
        self.p95 = percentile(self.all, 95) * 1000


def load(
    port: int, pids: list[int], pause: float, turns: int = TURNS,
    who: Sequence[tuple[str, Pages | None]] = tuple((name, None) for name in PEOPLE),
) -> Load:  # fmt: skip
    """Some people, each with the pages that they open (None: everybody's), at the same time."""
    people = [Person(port, name, number, pause, turns, pages) for number, (name, pages) in enumerate(who)]
    for person in people:
        person.enter()
    spent, began = cpu_of(pids), time.perf_counter()
    for person in people:
        person.start()
    for person in people:
        person.join()
    return Load(people, time.perf_counter() - began, cpu_of(pids) - spent)


def table(seen: Load, title: str) -> None:
    print(f"\n{title}: {len(seen.all)} pages, {seen.rate:.1f}/s, {seen.cpu_ms:.1f} CPU ms a page")
    print(f"{'milliseconds':26} {'pages':>6} {'p50':>6} {'p95':>6} {'p99':>6}")
    for name, times in [*sorted(seen.by_page.items()), ("all", seen.all)]:
        numbers = " ".join(f"{percentile(times, p) * 1000:6.0f}" for p in (50, 95, 99))
        print(f"{name:26} {len(times):6} {numbers}")
    for one in sorted(set(seen.wrong)):
        print(f"!! {one}")


def pace() -> float:
    """Milliseconds of processor that a fixed piece of Python takes now: a machine that is shared changes its speed."""
    began = time.process_time()
    sum(number * number for number in range(1_000_000))
    return (time.process_time() - began) * 1000


def percentile(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1] if len(times) > 1 else times[0]


def cpu_of(pids: list[int]) -> float:
    """Seconds of processor time that these processes have used."""
    ticks = 0
    for pid in pids:
        try:
            fields = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    raise SystemExit(main())
