"""How soon visits that phones send are visits, with the list of the phone changed by them and the next visit on it; how
fast a backlog of them, of deliveries, of checks of what was delivered and of group sessions is read beside the web
process. Beside it, in the same run, the same visits read one by one.

usage: bench/intake_visits.py [--seconds 20] [--backlog 1500] [--alone 150]

Claims: at 50 a second a visit is there, and on its phone's lists, within 2 s; a backlog is read at 60 a second; read
together a visit costs half of what it costs one by one, at most; a delivery, a check and a session, its people by the
list or by description, cost 25 ms of processor each, at most.

Eight trainers with 24 households each have been without signal for a month: their visits come in the order in which
they were made, of all phones at once, each changing its household on the phone's list. PostgreSQL keeps every promise
of durability, the web process serves, and the phones share the machine. Deliveries and sessions are of a nucleus of 80
households, whose plan was approved more than a year ago: two deliveries to each, a check of each, and sessions to which
everybody came.
"""

import argparse
import base64
import csv
import io
import json
import os
import sys
import threading
import time
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
from bench.intake import Bench, a_house, read_all, read_backlog, the_load, watch  # noqa: E402
from bench.intake_phones import body_of, send_at  # noqa: E402

PACE, PHONES, HOMES, DAYS, A_DAY = 50, 8, 24, 36, 12
CROWD, SESSIONS = 80, 120
ALL_VISITS = "SELECT count(*) FROM delivery_visit"
ALL_TOLD = "SELECT count(*) FROM intake_entity_said WHERE state = 'applied'"
GROUND = """
import base64, django, json, sys; django.setup()
from tests.delivery.visits_scene import shares
from tests.journeys import phoned
from tests.journeys.lists_scene import Trainer, let_in
from tests.nuclei import scene
from tests.trainers.scene import ago
from tests.trainers.test_caseloads import hires
phones, homes, days, crowd, sessions = map(int, sys.argv[1:])
found = phoned.ground(crowd)
told, nuclei = [], []
for number in range(phones):
    made = scene.formed(homes, found.of.made.ground, name=f"Núcleo {number}", least=1, most=homes)
    made.trainer = hires(made, number + 1, began_on=ago(days + 2))
    shares(made, days + 2)
    nuclei.append(made)
    told.append({"token": let_in(made).phone.token, "homes": [str(one.household.public_id) for one in made.cycles]})
first = nuclei[0]
xml = Trainer(first, None).visit(0, 5, base=987654, trunk=1, branch="00000000-0000-4000-8000-00000000beef",
    began="23:59", advice="@advice@", next_on="@next@", instance="uuid:bench").decode()
xml = xml.replace(str(first.cycles[0].household.public_id), "@home@").replace(ago(5).isoformat(), "@on@")
seen = {"found__state": "delivered", "found__evidence": "parts", "found__used_on": "", "found__photo": ""}
plain = {"papers__photo": "", "received__mark": "print", "received__signature": ""}
came = " ".join(str(found.home(number).enrolment.household.participant.public_id) for number in range(crowd))
listed = {"came": [], "who__nucleus": str(found.of.made.nucleus.public_id), "people__came": came}
others = {
    "deliveries": [phoned.delivery(found, number, things=[{"item": item, "thing": "whole"}], **plain)
                   for item in (phoned.GARDEN, phoned.STOVE) for number in range(crowd)],
    "checks": [phoned.check(found, number, what__item=item, **seen)
               for item in (phoned.GARDEN, phoned.STOVE) for number in range(crowd)],
    "sessions by the list": [phoned.session(found, after=20 + number, **listed) for number in range(sessions)],
    "sessions by description": [phoned.session(found, after=200 + number) for number in range(sessions)],
}
others = {what: [base64.b64encode(one).decode() for one in some] for what, some in others.items()}
print(base64.b64encode(json.dumps({"phones": told, "xml": xml, "today": ago(0).isoformat(), "others": others,
                                   "token": found.token.token}).encode()).decode())
"""
ALONE = """
import django, json, time; django.setup()
from django.db import connection
from bench.pages import cpu_of
from winay.core import clock
from winay.intake.processing import claims
from winay.journeys.ingest import ingest_some
claims.TOGETHER = dict.fromkeys(claims.TOGETHER, 1)
began, spent = time.monotonic(), time.process_time()
taken = 0
while some := ingest_some(seconds=5, clock=clock).taken:
    taken += some
took, spent = time.monotonic() - began, time.process_time() - spent
with connection.cursor() as cursor:
    cursor.execute("SELECT pg_backend_pid()")
    print(json.dumps([taken, took, spent, cpu_of(cursor.fetchone())]))
"""


@dataclass(frozen=True)
class Visit:
    """One as its phone sends it, and what its household's row on the phone's list says from then on."""

    token: str
    body: bytes
    row: dict[str, str]


@dataclass
class Notebook:
    """A trainer's phone and what was filled in on it so far."""

    token: str
    homes: list[str]
    xml: str
    today: date
    run: str
    filled: int = 0

    def next_visit(self) -> "Visit":
        """The next visit of the month."""
        turn, home = divmod(self.filled, len(self.homes))
        day, hour = divmod(self.filled, A_DAY)
        assert day < DAYS, "the month is over"
        on = self.today - timedelta(days=DAYS - day)
        row = {"name": self.homes[home], "last_on": on.isoformat(), "last_advice": f"Consejo {self.filled}",
               "next_on": (on + timedelta(days=12)).isoformat()}  # fmt: skip
        xml = self.xml
        for mark, text in (
            ("@home@", row["name"]), ("@on@", row["last_on"]), ("@advice@", row["last_advice"]),
            ("@next@", row["next_on"]), ("uuid:bench", f"uuid:{uuid.uuid4()}"), ("987654", str(turn + 1)),
            ("00000000-0000-4000-8000-00000000beef", self.run), ("23:59", f"{6 + hour:02}:00"),
        ):  # fmt: skip
            xml = xml.replace(mark, text)
        self.filled += 1
        return Visit(self.token, body_of(xml.encode()), row)


class Trip:
    """Phones that come into signal together."""

    def __init__(self, bench: Bench, phones: list[Notebook]) -> None:
        self.bench, self.phones = bench, phones
        self.address = bench.house.url.removeprefix("http://")

    def rows(self, token: str, dataset: str) -> list[dict[str, str]]:
        """A list as a phone gets it now."""
        line = HTTPConnection(self.address, timeout=30)
        line.request("GET", f"/campo/{token}/lists/{dataset}.csv")
        answer = line.getresponse()
        assert answer.status == 200, answer.status
        return list(csv.DictReader(io.StringIO(answer.read().decode())))

    def send(self, visits: list[Visit], a_second: float, heard: list[float] | None = None) -> list[float]:
        """Send these at a pace; when each was acknowledged."""
        paths = [f"/campo/{one.token}/submission" for one in visits]
        return send_at(self.address, paths, [one.body for one in visits], a_second, heard)

    def next_visits(self, count: int) -> list[Visit]:
        """So many, of the phones in turn."""
        return [self.phones[number % len(self.phones)].next_visit() for number in range(count)]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=int, default=20)
    asked.add_argument("--backlog", type=int, default=1_500)
    asked.add_argument("--alone", type=int, default=150)
    given = asked.parse_args()
    with a_house(GROUND, *map(str, (PHONES, HOMES, DAYS, CROWD, SESSIONS))) as (bench, printed):
        ground = json.loads(base64.b64decode(printed))
        today = date.fromisoformat(ground["today"])
        trip = Trip(bench, [
            Notebook(one["token"], one["homes"], ground["xml"], today, str(uuid.uuid4())) for one in ground["phones"]
        ])  # fmt: skip
        for phone in trip.phones:
            assert len(trip.rows(phone.token, "households")) == HOMES
        print(the_load())
        _at_a_pace(trip, given.seconds)
        together = read_backlog(
            bench, "visits", lambda: trip.send(trip.next_visits(given.backlog), 10_000)
        )  # fmt: skip
        for what, bodies in ground["others"].items():
            path, sent = f"/campo/{ground['token']}/submission", [base64.b64decode(one) for one in bodies]
            each = read_backlog(bench, what, lambda path=path, sent=sent: send_at(
                trip.address, [path], [body_of(one) for one in sent], 10_000
            ), claimed=20)  # fmt: skip
            bench.claim(f"of {what} each costs 25 ms of processor at most", each <= 25, f"{each:.1f} ms")
        alone = _one_by_one(trip, given.alone)
        bench.claim("together a visit costs half of one by one, at most", together <= alone / 2,
                    f"{alone / together:.1f} times less")  # fmt: skip
        _all_there(trip)
        return bench.told()


def _at_a_pace(trip: Trip, seconds: int) -> None:
    """How soon what is sent at a pace is a visit; and how soon, of one after the other, the phone's lists say so over
    HTTP."""
    settled: list[tuple[float, int]] = []
    heard: list[float] = []
    looked: list[float] = []
    over = threading.Event()
    visits = trip.next_visits(seconds * PACE)
    threads = [
        threading.Thread(target=watch, args=(trip.bench.server.url("postgres"), ALL_TOLD, settled, over)),
        threading.Thread(target=_look, args=(trip, visits, heard, looked, over)),
    ]
    for one in threads:
        one.start()
    while not settled:
        time.sleep(0.02)
    trip.send(visits, PACE, heard)
    read_all(trip.bench)
    over.set()
    for one in threads:
        one.join()
    assert settled[-1][1] == len(heard), "not every visit was taken, or not every change of a list"
    waited = sorted(next(at for at, count in settled if count > n) - acked for n, acked in enumerate(heard))
    rate = (len(heard) - 1) / (heard[-1] - heard[0])
    print(f"{f'visits at {PACE} a second':36} {rate:5.0f}/s  there after: p50 {waited[len(waited) // 2]:.2f} s  "
          f"most {waited[-1]:.2f} s  on lists: most {max(looked):.2f} s ({len(looked)})", flush=True)  # fmt: skip
    trip.bench.claim(f"visits come at {PACE} a second", rate >= 0.98 * PACE, f"{rate:.1f}")
    trip.bench.claim("each is there within 2 s", waited[-1] <= 2, f"{waited[-1]:.2f} s")
    trip.bench.claim("and on its phone's lists, with the next visit", max(looked) <= 2, f"{max(looked):.2f} s")


def _look(trip: Trip, visits: list[Visit], heard: list[float], looked: list[float], over: threading.Event) -> None:
    """Follow the newest visit until its phone's lists say what it changed, then the newest again."""
    while not over.is_set():
        if not heard:
            time.sleep(0.02)
            continue
        number = len(heard) - 1
        looked.append(_on_the_list(trip, visits[number]) - heard[number])
        time.sleep(0.3)


def _on_the_list(trip: Trip, visit: Visit) -> float:
    """When the phone's lists say of the household what this visit, or a later one, changed."""
    deadline = time.time() + 60
    while time.time() < deadline:
        here = next(one for one in trip.rows(visit.token, "households") if one["name"] == visit.row["name"])
        if here["last_on"] >= visit.row["last_on"]:
            coming = {(one["household"], one["visit_on"]) for one in trip.rows(visit.token, "next_visits")}
            assert any(home == here["name"] and on >= here["next_on"] for home, on in coming)
            return time.time()
        time.sleep(0.05)
    raise AssertionError(f"not on the list: {visit.row}")


def _one_by_one(trip: Trip, count: int) -> float:
    """The same, each in a transaction of its own."""
    from tests.field.house import script

    bench = trip.bench
    worker = bench.groups()["worker"][-1]
    os.kill(worker, 19)
    trip.send(trip.next_visits(count), 10_000)
    taken, took, cpu, server = json.loads(script(bench.house, ALONE))
    os.kill(worker, 18)
    assert taken == count, taken
    print(f"{f'{count:,} visits one by one':36} {count / took:5.0f}/s  CPU ms each: worker {1000 * cpu / count:.2f}  "
          f"postgres {1000 * server / count:.2f}", flush=True)  # fmt: skip
    return float(1000 * (cpu + server) / count)


def _all_there(trip: Trip) -> None:
    """Every visit that was acknowledged is one, and every phone's list says the last of each household."""
    import psycopg

    with psycopg.connect(trip.bench.server.url("postgres"), autocommit=True) as line:
        found = [line.execute(one).fetchone() for one in (ALL_VISITS, ALL_TOLD)]
    sent = sum(one.filled for one in trip.phones)
    assert found == [(sent,), (sent,)], (sent, found)
    for phone in trip.phones:
        last = {phone.homes[number % HOMES]: f"Consejo {number}" for number in range(phone.filled)}
        assert {one["name"]: one["last_advice"] for one in trip.rows(phone.token, "households")} == last


if __name__ == "__main__":
    raise SystemExit(main())
