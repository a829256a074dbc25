"""The registry at national size: households registered in bulk, entered in bulk, found and listed.

usage: python bench/registry.py [--members 1500000]     (makes a throw-away demonstration on a PostgreSQL of its own)

Claims: validated households in bulk at 10,000 persons a second or more, the last fifth as fast as the first within a
quarter, memory that does not grow; 100,000 households entered within 15 s; search by name and lists of households
within 100 ms at the 95th percentile.

The alternatives of the same run: the verb, household by household; Django's `bulk_create` of the same rows, with no
rule asked; `enrol_many`, 500 households an act. The server keeps every promise of durability (fsync, waited commits).
Each part runs in a process of its own, the synthetic facts are made beforehand and not counted.
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
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
SETTINGS = ["shared_buffers=1GB", "max_wal_size=4GB", "max_connections=60"]
PERSONS_A_HOUSEHOLD = 3.55
ROWS, OBJECTS, ENTER, ENTER_VERB, ASKED = 400, 4_000, 100_000, 5_000, 200
CLAIMS = {"rate": 10_000, "flat": 0.75, "enter": 15.0, "p95": 0.1}


def main() -> int:
    from tests import throwaway_postgres
    from tests.running import WINAY, House

    wanted = argparse.ArgumentParser()
    wanted.add_argument("--members", type=int, default=1_500_000)
    members = wanted.parse_args().members
    throwaway_postgres.FAST[:] = SETTINGS
    server = throwaway_postgres.start()
    try:
        with tempfile.TemporaryDirectory(prefix="winay-bench-") as folder:
            house = House(Path(folder) / "var", server.url("postgres"))
            command = [*WINAY, "setup", "--demo"]
            made = subprocess.run(command, env=house.environment, capture_output=True, text=True, check=False)
            if made.returncode:
                print(made.stdout + made.stderr)
                return 1
            households = round(members / PERSONS_A_HOUSEHOLD)
            said = {name: _part(house, name, str(households)) for name in ("verbs", "objects", "bulk")}
            said |= {name: _part(house, name, str(households)) for name in ("enter", "find")}
            return _verdict(said)
    finally:
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
    print(words[0], said, flush=True)
    return said


def _verdict(said: dict[str, dict[str, Any]]) -> int:
    bulk, enter, find = said["bulk"], said["enter"], said["find"]
    print(f"{'':44} {'a second':>9} {'CPU µs':>8} {'server µs':>10}")
    for title, run in (
        ("persons, bulk path, validated", bulk), ("persons, the verb one household at a time", said["verbs"]),
        ("persons, bulk_create of the same rows, no rules", said["objects"]), ("households entered, bulk path", enter),
        ("households entered, enrol_many of 500", enter["verb"]),
    ):  # fmt: skip
        print(f"{title:44} {run['rate']:9.0f} {run['cpu']:8.0f} {run['server']:10.0f}")
    print(f"bulk, last fifth against first: {bulk['flat']:.2f}; memory {bulk['megabytes']:.0f} MB above the start")
    search, lists = find["search"] * 1000, find["lists"] * 1000
    print(f"search p95 {search:.0f} ms, lists p95 {lists:.0f} ms at {find['members']:,} members")
    checks = [
        ("bulk, persons a second", bulk["rate"] >= CLAIMS["rate"], f"{bulk['rate']:.0f}"),
        ("bulk, as fast at the end", bulk["flat"] >= CLAIMS["flat"], f"{bulk['flat']:.2f}"),
        (
            "100,000 entered within 15 s",
            enter["hundred_thousand"] <= CLAIMS["enter"],
            f"{enter['hundred_thousand']:.1f} s",
        ),
        ("search within 100 ms", find["search"] <= CLAIMS["p95"], f"{find['search'] * 1000:.0f} ms"),
        ("lists within 100 ms", find["lists"] <= CLAIMS["p95"], f"{find['lists'] * 1000:.0f} ms"),
    ]
    for claim, held, found in checks:
        print(f"claim: {claim}: {'held' if held else 'NOT HELD'} ({found})")
    return 0 if all(held for _, held, _ in checks) else 1


# ---- the parts, each in a process of its own -----------------------------------------------------------------------


class Meter:
    """Seconds, CPU seconds of this process and of its database connection."""

    def __init__(self) -> None:
        from django.db import connection

        connection.ensure_connection()
        self._server = connection.connection.info.backend_pid
        self.seconds = self.cpu = self.server = 0.0

    @contextmanager
    def on(self) -> Iterator[None]:
        began, spent, worked = time.perf_counter(), time.process_time(), self._worked()
        yield
        self.seconds += time.perf_counter() - began
        self.cpu += time.process_time() - spent
        self.server += self._worked() - worked

    def _worked(self) -> float:
        fields = Path(f"/proc/{self._server}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def said(self, count: int) -> dict[str, Any]:
        micro = 1e6 / max(1, count)
        return {
            "rate": count / self.seconds, "cpu": self.cpu * micro, "server": self.server * micro, "count": count,
            "seconds": self.seconds,
        }  # fmt: skip


def bulk(households: int) -> dict[str, Any]:
    from winay.registry.bulk import TOGETHER, register_chunk

    people, act, meter, size = _population(households), _act(), Meter(), TOGETHER["postgresql"]
    members, fifths, idle = 0, [0.0] * 5, 0
    counted = [0] * 5
    for start in range(0, len(people), size):
        facts = list(people.households(start, start + size))
        before = meter.seconds
        with meter.on():
            done = register_chunk(facts, act)
        assert not done.refused, next(iter(done.refused.values()))
        fifth = min(4, start * 5 // len(people))
        members += done.members
        fifths[fifth] += meter.seconds - before
        counted[fifth] += done.members
        idle = idle or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rates = [count / seconds for count, seconds in zip(counted, fifths, strict=True) if seconds]
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle) / 1024
    return meter.said(members) | {"flat": rates[-1] / rates[0], "megabytes": grown, "fifths": [round(r) for r in rates]}


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
    insert = rows.insert_rows
    rows.insert_rows = lambda model, columns, given: kept.append((model, columns, list(given)))
    with transaction.atomic():
        register_chunk(facts, act)
        transaction.set_rollback(True)
    rows.insert_rows = insert
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


def find(households: int) -> dict[str, Any]:
    """Names and districts as they come, for an office and for the whole country."""
    from django.db import connection

    from winay.registry.models import Household, Member
    from winay.registry.queries.lists import Filters, list_households
    from winay.registry.queries.scope import Scope
    from winay.registry.queries.search import people_named

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    step = max(1, Member.objects.count() // ASKED)
    named = Member.objects.filter(pk__in=range(1, Member.objects.order_by("-pk")[0].pk, step))
    words = [f"{a} {b}" for a, b in named.values_list("surname_1", "given_names")[:ASKED]]
    scopes = [Scope.of([None]), Scope.of(["05"])]
    searches = [_timed(lambda text=text, at=at: people_named(text, scopes[at % 2])) for at, text in enumerate(words)]
    lists = [_timed(lambda at=at: list_households(scopes[at % 2], Filters())) for at in range(ASKED)]
    return {
        "search": _p95(searches), "lists": _p95(lists), "members": Member.objects.count(),
        "households": Household.objects.count(),
    }  # fmt: skip


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[round(len(seconds) * 0.95) - 1]


def _unkeyed(people: Any) -> Iterator[Any]:
    """Without the keys that the same places give others."""
    from dataclasses import replace

    return (replace(one, external_key="") for one in people.households())


def _population(households: int, *, first: int = 12_000, seed: int = 0) -> Any:
    """Households over all districts, as many each as its own number asks."""
    from winay.registry.consent_texts import consent_text
    from winay.synthetic.demo import HIGHLAND_DISTRICT, JUNGLE_DISTRICT
    from winay.synthetic.population import Population
    from winay.synthetic.spots import country_names, districts_of, spots_of
    from winay.targeting.models import Area

    begun = (HIGHLAND_DISTRICT, JUNGLE_DISTRICT)
    areas = Area.objects.filter(retired_by=None).exclude(district__code__in=begun).order_by("code")
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
    from winay.registry.bulk import Registering
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
        parts: dict[str, Callable[[int], dict[str, Any]]] = {
            "bulk": bulk, "verbs": verbs, "objects": objects, "enter": enter, "find": find
        }  # fmt: skip
        print(json.dumps(parts[sys.argv[2]](int(sys.argv[3]))))
    else:
        raise SystemExit(main())
