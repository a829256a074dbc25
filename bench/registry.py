"""The registry at national size: households registered in bulk and from a file, entered in bulk, found and listed.

usage: python bench/registry.py [--members 2000000] [--found 1500000] [--sqlite]    (makes a throw-away demonstration)

Claims: validated households in bulk at 10,000 persons a second or more up to `--members`, the last fifth as fast as the
first within a quarter, memory that does not grow; on the way, at `--found` members, a file checked and loaded at 2,500
persons a second, 100,000 households entered within 15 s, and every search and every list of households within 100 ms at
the 95th percentile. The exit code is 1 when one does not hold.

The alternatives of the same run: the verb, household by household; Django's `bulk_create` of the same rows, with no
rule asked; `enrol_many`, 500 households an act. PostgreSQL has a server of its own that keeps every promise of
durability (fsync, waited commits). With `--sqlite` the same on SQLite, for which nothing is claimed but that lists and
searches stay as fast. Each part runs in a process of its own, the synthetic facts are made beforehand and not counted.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
from tests.running import below  # noqa: E402

SETTINGS = ["shared_buffers=1GB", "max_wal_size=4GB", "max_connections=60"]
PERSONS_A_HOUSEHOLD = 3.55
ROWS, OBJECTS, ENTER, ENTER_VERB, IN_FILE, CHUNKS = 400, 4_000, 100_000, 5_000, 10_000, 26
WITH_IDS = 430_000
"""Households of which everybody has an id of their own: there are no more numbers that nobody has."""
CLAIMS = {"rate": 10_000, "file": 2_500, "flat": 0.75, "megabytes": 100, "enter": 15.0, "p95": 100.0}
OTHERS = 145_000
"""People whom the other parts and the demonstration register, about."""


def main() -> int:
    from tests import throwaway_postgres
    from tests.running import WINAY, House

    wanted = argparse.ArgumentParser()
    wanted.add_argument("--members", type=int, default=2_000_000)
    wanted.add_argument("--found", type=int, default=1_500_000)
    wanted.add_argument("--sqlite", action="store_true")
    asked = wanted.parse_args()
    households = str(round(asked.members / PERSONS_A_HOUSEHOLD))
    first = str(round(max(asked.found - OTHERS, 0) / PERSONS_A_HOUSEHOLD))
    throwaway_postgres.FAST[:] = SETTINGS
    server = None if asked.sqlite else throwaway_postgres.start()
    try:
        with tempfile.TemporaryDirectory(prefix="winay-bench-") as folder:
            house = House(Path(folder) / "var", server.url("postgres") if server else None)
            command = [*WINAY, "setup", "--demo"]
            made = subprocess.run(command, env=house.environment, capture_output=True, text=True, check=False)
            if made.returncode:
                print(made.stdout + made.stderr)
                return 1
            said = {name: _part(house, name, households) for name in ("verbs", "objects")}
            begun = _part(house, "bulk", households, "0", first)
            said |= {name: _part(house, name, households) for name in ("file", "enter", "find")}
            said["bulk"] = _both(begun, _part(house, "bulk", households, first, households))
            return _verdict(said, claimed=server is not None)
    finally:
        if server is not None:
            server.stop()


def _part(house: Any, *words: str) -> dict[str, Any]:
    """Run one part of this file in a process of its own; what it says."""
    environment = house.environment | {"DJANGO_SETTINGS_MODULE": "winay.config.settings"}
    done = subprocess.run(
        [sys.executable, __file__, "--part", *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    said: dict[str, Any] = json.loads(done.stdout)
    print(words[0], {name: one for name, one in said.items() if name != "parts"}, flush=True)
    return said


def _both(first: dict[str, Any], rest: dict[str, Any]) -> dict[str, Any]:
    """Two stretches of the bulk path as one, in fifths of as many persons each as its parts allow."""
    count, seconds = first["count"] + rest["count"], first["seconds"] + rest["seconds"]
    micro = {name: (first[name] * first["count"] + rest[name] * rest["count"]) / count for name in ("cpu", "server")}
    parts = [*first["parts"], *rest["parts"]]
    ends = [round(len(parts) * fifth / 5) for fifth in range(6)]
    fifths = [
        sum(members for members, _ in some) / sum(took for _, took in some)
        for some in (parts[begin:end] for begin, end in pairwise(ends))
        if some
    ]
    return micro | {
        "count": count, "seconds": seconds, "rate": count / seconds, "fifths": fifths, "flat": fifths[-1] / fifths[0],
        "megabytes": max(first["megabytes"], rest["megabytes"]),
    }  # fmt: skip


def _verdict(said: dict[str, dict[str, Any]], *, claimed: bool) -> int:
    bulk, enter, file, find = said["bulk"], said["enter"], said["file"], said["find"]
    print(f"{'':48} {'a second':>9} {'CPU µs':>8} {'server µs':>10}")
    for title, run in (
        ("persons, bulk path, validated", bulk), ("persons of a file, checked and loaded", file),
        ("  checked", file["check"]), ("  loaded", file["load"]),
        ("persons, the verb one household at a time", said["verbs"]),
        ("persons, bulk_create of the same rows, no rules", said["objects"]), ("households entered, bulk path", enter),
        ("households entered, enrol_many of 500", enter["verb"]),
    ):  # fmt: skip
        print(f"{title:48} {run['rate']:9.0f} {run['cpu']:8.0f} {run['server']:10.0f}")
    fifths = ", ".join(f"{rate:,.0f}" for rate in bulk["fifths"])
    print(f"bulk, {bulk['count']:,} persons by fifths: {fifths}; memory {bulk['megabytes']:.0f} MB above the start")
    print(f"\n{find['members']:,} members of {find['households']:,} households, milliseconds {'p50':>8} {'p95':>8}")
    for name, (middle, late) in find["questions"].items():
        print(f"{name:48} {middle:8.1f} {late:8.1f}")
    asked = [name for name in find["questions"] if not name.startswith("numbers by place")]
    slowest = max(asked, key=lambda name: find["questions"][name][1])
    late = find["questions"][slowest][1]
    checks = [("every search and list within 100 ms", late <= CLAIMS["p95"], f"{late:.0f} ms: {slowest}")]
    if claimed:
        hundred = enter["hundred_thousand"]
        checks += [
            ("bulk, persons a second", bulk["rate"] >= CLAIMS["rate"], f"{bulk['rate']:.0f}"),
            ("bulk, as fast at the end", bulk["flat"] >= CLAIMS["flat"], f"{bulk['flat']:.2f}"),
            ("bulk, memory", bulk["megabytes"] <= CLAIMS["megabytes"], f"{bulk['megabytes']:.0f} MB more"),
            ("a file, persons a second", file["rate"] >= CLAIMS["file"], f"{file['rate']:.0f}"),
            ("100,000 entered within 15 s", hundred <= CLAIMS["enter"], f"{hundred:.1f} s"),
        ]
    for claim, held, found in checks:
        print(f"claim: {claim}: {'held' if held else 'NOT HELD'} ({found})")
    return 0 if all(held for _, held, _ in checks) else 1


# ---- the parts, each in a process of its own -----------------------------------------------------------------------


class Meter:
    """Seconds, CPU seconds of this process and of its database server, with everything that runs there."""

    def __init__(self) -> None:
        from django.db import connection

        connection.ensure_connection()
        mine = connection.connection.info.backend_pid if connection.vendor == "postgresql" else 0
        self._server = int(_stat(mine)[1]) if mine else 0
        self.seconds = self.cpu = self.server = 0.0

    @contextmanager
    def on(self) -> Iterator[None]:
        began, spent, worked = time.perf_counter(), time.process_time(), self._worked()
        yield
        self.seconds += time.perf_counter() - began
        self.cpu += time.process_time() - spent
        self.server += self._worked() - worked

    def __add__(self, other: "Meter") -> "Meter":
        both = Meter()
        for name in ("seconds", "cpu", "server"):
            setattr(both, name, getattr(self, name) + getattr(other, name))
        return both

    def _worked(self) -> float:
        """Of the server's processes, those that have ended too."""
        if not self._server:
            return 0.0
        return sum(_ticks(pid, ended=pid == self._server) for pid in [self._server, *below(self._server)])

    def said(self, count: int) -> dict[str, Any]:
        micro = 1e6 / max(1, count)
        return {
            "rate": count / self.seconds, "cpu": self.cpu * micro, "server": self.server * micro, "count": count,
            "seconds": self.seconds,
        }  # fmt: skip


def _stat(pid: int) -> list[str]:
    """What the kernel says of a process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _ticks(pid: int, *, ended: bool) -> float:
    """CPU seconds of a process; with those of its children that have ended."""
    try:
        return sum(map(int, _stat(pid)[11 : 15 if ended else 13])) / os.sysconf("SC_CLK_TCK")
    except FileNotFoundError:
        return 0.0


def bulk(households: int, begin: str = "0", end: str = "") -> dict[str, Any]:
    """Some chunks' facts are made, then registered, and so on: making them is not counted. Without ids, two of a
    household may be alike; they are refused, as they should be, and may be one of ten thousand."""
    from dataclasses import replace

    from django.db import connection

    from winay.registry.bulk import TOGETHER, register_households

    people, act, meter = _population(households), _act(), Meter()
    size = TOGETHER[connection.vendor] * CHUNKS
    parts: list[tuple[int, float]] = []
    idle = alike = 0
    last = min(int(end or len(people)), len(people))
    facts: list[Any] = []
    for start in range(int(begin), last, size):
        facts.clear()  # the old ones are gone before there are new ones: memory is measured
        facts = list(people.households(start, min(start + size, last)))
        if start + size > WITH_IDS:
            facts = [replace(one, members=tuple(replace(m, national_id="") for m in one.members)) for one in facts]
        before, members = meter.seconds, 0
        with meter.on():
            for done in register_households(facts, act):
                assert {why[0].code for why in done.refused.values()} <= {"registry.member_twice"}, done.refused
                alike += len(done.refused)
                members += done.members
        parts.append((members, meter.seconds - before))
        idle = idle or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle) / 1024
    assert alike <= len(people) / 10_000, f"{alike} of {len(people)} refused"
    count = sum(members for members, _ in parts)
    return meter.said(count) | {"megabytes": grown, "parts": parts}


def verbs(households: int) -> dict[str, Any]:
    from winay.registry.services.households import register_household

    act, meter = _act(), Meter()
    facts = list(_unkeyed(_population(ROWS, first=5_000, seed=1)))
    with meter.on():
        for one in facts:
            register_household(facts=one, on=act.on, origin=act.origin, by=act.by, at=act.at, synthetic=True)
    return meter.said(sum(len(one.members) for one in facts))


def objects(households: int) -> dict[str, Any]:
    """The rows of some households, made beforehand, through Django's objects; taken back afterwards."""
    from django.db import transaction

    from winay.registry import rows
    from winay.registry.bulk import register_chunk

    act, meter = _act(), Meter()
    facts = list(_unkeyed(_population(OBJECTS, first=6_000, seed=2)))
    kept: list[tuple[Any, Any, list[Any]]] = []
    insert = rows.insert_columns
    rows.insert_columns = lambda model, given: kept.append(
        (model, list(given), list(zip(*given.values(), strict=True)))
    )
    with transaction.atomic():
        register_chunk(facts, act)
        transaction.set_rollback(True)
    rows.insert_columns = insert
    with meter.on(), transaction.atomic():
        for model, columns, given in kept:
            names = [next(f.attname for f in model._meta.fields if f.column == column) for column in columns]
            model.objects.bulk_create(
                (model(**dict(zip(names, row, strict=True))) for row in given), batch_size=1_000
            )  # fmt: skip
        transaction.set_rollback(True)
    return meter.said(sum(len(one.members) for one in facts))


def enter(households: int) -> dict[str, Any]:
    """As many households in one place of an open call as are to be entered."""
    from winay.enrolment.bulk import Entering, enrol_households
    from winay.enrolment.models import Call
    from winay.enrolment.services.entering import enrol_many
    from winay.registry.bulk import register_households
    from winay.registry.models import Household

    act = _act()
    call = Call.objects.filter(closed_on=None).select_related("area").order_by("id").first()
    assert call is not None
    place = Household.objects.filter(
        pk__in=call.enrolments.values("household"), closed_on=None
    ).values_list("place__code", flat=True)[0]  # fmt: skip
    wanted = min(ENTER, households) + ENTER_VERB
    for _ in register_households(_in_one_place(place, wanted), act):
        pass
    keys = list(Household.objects.filter(external_key__startswith="bench:").order_by("id").values_list("id", flat=True))
    keys, rest = keys[:-ENTER_VERB], keys[-ENTER_VERB:]
    meter, count = Meter(), 0
    with meter.on():
        for done in enrol_households(keys, Entering(call, act.on, act.by, act.at)):
            count += len(done.cycles)
    other, singly = Meter(), 0
    objects = list(Household.objects.filter(pk__in=rest).order_by("id"))
    with other.on():
        for start in range(0, len(objects), 500):
            some = objects[start : start + 500]
            singly += len(enrol_many(call=call, households=some, on=act.on, by=act.by, at=act.at).enrolments)
    said = meter.said(count)
    return said | {"hundred_thousand": 100_000 / said["rate"], "verb": other.said(singly)}


def _in_one_place(place: str, count: int) -> Iterator[Any]:
    """Participants alone, with their consent: what entering reads."""
    from dataclasses import replace

    consent = next(c.consent for c in _population(50, seed=3).households() if c.consent)
    for number, one in enumerate(_population(count, first=0, seed=3).households()):
        head = next(member for member in one.members if member.kin == "participant")
        yield replace(
            one, place_code=place, members=(replace(head, national_id="", public_id=None),), public_id=None,
            consent=consent, external_key=f"bench:{number}",
        )  # fmt: skip


def file(households: int) -> dict[str, Any]:
    """A file with every column, sent, checked, and what is good in it loaded, as the worker does; after the database
    has cleaned up behind the bulk part, which it would otherwise do meanwhile."""
    from django.conf import settings
    from finding import clean_up
    from household_file import write_file

    from winay.core.clock import now
    from winay.registry.files.running import run
    from winay.registry.files.services import load_file, send_file

    act = _act()
    clean_up()
    with tempfile.TemporaryDirectory(prefix="winay-bench-") as folder:
        path = Path(folder) / "hogares.csv"
        people = write_file(path, _without_ids(_population(IN_FILE, seed=4), "F"))
        digest = settings.WINAY_BLOBS.put_file(path)
    sent = send_file(
        name="hogares.csv", digest=digest, on=act.on, language="es", by=act.by, at=now(), synthetic=True
    )  # fmt: skip
    check, load = Meter(), Meter()
    with check.on():
        sent = run(sent)
    assert sent.people_new == people and not sent.households_bad, f"{sent.people_new} new, {sent.rows_bad} bad"
    sent = load_file(sent=sent, by=act.by, at=now())
    with load.on():
        sent = run(sent)
    assert sent.people_new == people, f"{sent.people_new} of {people} loaded"
    both = check + load
    return both.said(people) | {"check": check.said(people), "load": load.said(people)}


def find(households: int) -> dict[str, Any]:
    """Names, ids and lists as they come, for an office and for the whole country."""
    from finding import find as ask

    meter = Meter()
    return ask(meter) | {"cpu": meter.cpu, "server": meter.server, "seconds": meter.seconds}


def _without_ids(people: Any, mark: str) -> Iterator[Any]:
    """With other keys than the same places give others, and other ids."""
    from dataclasses import replace

    number = 0
    for one in people.households():
        members = []
        for member in one.members:
            number += 1
            members.append(replace(member, national_id=member.national_id and f"{number:08}", public_id=None))
        yield replace(one, external_key=f"{mark}{one.external_key}", public_id=None, members=tuple(members))


def _unkeyed(people: Any) -> Iterator[Any]:
    """Without the keys that the same places give others."""
    from dataclasses import replace

    return (replace(one, external_key="") for one in people.households())


def _population(households: int, *, first: int = 12_000, seed: int = 0) -> Any:
    """Households over all districts, as many each as its own number asks."""
    from winay.registry.consent_texts import consent_text
    from winay.synthetic.cast import DISTRICTS
    from winay.synthetic.population import Population
    from winay.synthetic.spots import country_names, districts_of, spots_of
    from winay.targeting.models import Area

    areas = Area.objects.filter(retired_by=None).exclude(district__code__in=DISTRICTS).order_by("code")
    spots = spots_of(areas)
    share = households / sum(spot.households for spot in spots)
    fewer, owed = [], 0.0
    for spot in spots:
        owed += spot.households * share
        if int(owed):
            fewer.append(type(spot)(spot.code, int(owed), spot.latitude_e6, spot.longitude_e6))
            owed -= int(owed)
    on = _act().on
    codes = {spot.code[:6] for spot in fewer}
    return Population(
        fewer, districts_of(codes), country_names(), on=on, consent_text=consent_text(on).key, first=first, seed=seed
    )  # fmt: skip


def _act() -> Any:
    from django.conf import settings

    from winay.core.clock import local_date, now
    from winay.registry.services.registering import Registering
    from winay.registry.terms import Origin

    at = now()
    return Registering(local_date(at, settings.TIME_ZONE), Origin.FILE, _person("carmen"), at, synthetic=True)


def _person(name: str) -> Any:
    from winay.accounts.models import Person
    from winay.accounts.queries import acting
    from winay.core.clock import now

    return acting(Person.objects.get(email=f"{name}@demo.invalid"), on=now().date())


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] == "--part":
        import django

        django.setup()
        parts: dict[str, Callable[..., dict[str, Any]]] = {
            "bulk": bulk, "verbs": verbs, "objects": objects, "file": file, "enter": enter, "find": find
        }  # fmt: skip
        print(json.dumps(parts[sys.argv[2]](int(sys.argv[3]), *sys.argv[4:])))
    else:
        raise SystemExit(main())
