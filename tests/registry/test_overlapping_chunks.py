"""Chunks of which two are in work at once leave behind what they leave one after the other. Each test has a database
of its own, where commits are real."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from tests import databases, people
from tests.registry import left_behind, scene
from tests.registry.file_scene import household, loaded, person, report, sent, written
from tests.targeting.test_at_once import at_once
from winay.accounts.queries import ActingPerson
from winay.core.clock import now
from winay.journal.models import Line
from winay.registry import bulk
from winay.registry.bulk import Registered, register_households
from winay.registry.facts import HouseholdFacts
from winay.registry.files import running
from winay.registry.files.running import run
from winay.registry.files.services import load_file
from winay.registry.models import Household, Import, Member
from winay.registry.services.registering import Registering
from winay.registry.terms import ImportState, Kin, Origin


@pytest.fixture
def ana(fresh_db: str) -> ActingPerson:
    scene.a_hamlet()
    return people.acting_as(people.specialist())


@pytest.fixture
def by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (bulk, running):
        monkeypatch.setattr(module, "TOGETHER", dict.fromkeys(bulk.TOGETHER, 2))


def head(national_id: str) -> Any:
    return scene.member(Kin.PARTICIPANT, national_id=national_id)


def clashing() -> list[HouseholdFacts]:
    """Each of some chunks holds what the one before it holds: an id, a key, a public id."""
    first = scene.household(members=(head("40000001"),), external_key="lista:1", public_id=bulk.new_id())
    return [
        first,
        scene.household(members=(head("40000002"),)),
        scene.household(members=(head("40000001"),)),  # the id of the chunk before
        scene.household(external_key="lista:1"),
        scene.household(public_id=first.public_id),  # of the one before that
        scene.household(members=(head("40000003"),)),
        scene.household(place_code="999999"),
        scene.household(members=(head("40000003"),)),
        scene.household(members=(head("40000002"),), external_key="lista:1"),
        scene.household(),
        scene.household(members=(scene.member(Kin.PARTICIPANT, national_id="123"),)),
        scene.household(),
    ]


def outcome(facts: list[HouseholdFacts], act: Registering) -> dict[str, Any]:
    before = left_behind.newest()
    done = Registered()
    for chunk in register_households(facts, act):
        assert Household.objects.filter(public_id__in=chunk.households.values()).count() == len(chunk.households)
        done.households |= chunk.households
        done.refused |= chunk.refused
    names = left_behind.Names(after=before[:2])
    return {
        "registered": {at: names.keys[("household", str(one))] for at, one in done.households.items()},
        "refused": {at: names.reasons(reasons) for at, reasons in done.refused.items()},
        "rows": left_behind.written(names, after=before),
        "subjects": left_behind.told(names, after=before[2]),
    }


def test_a_chunk_is_judged_against_the_one_that_is_not_written_yet(ana: ActingPerson, by_two: None) -> None:
    facts, act = clashing(), Registering(people.today(), Origin.FILE, ana, now())
    one_by_one = left_behind.undone(lambda: outcome(facts, act))
    assert set(one_by_one["registered"]) == {0, 1, 5, 9, 11}
    assert outcome(facts, act) == one_by_one
    assert Household.objects.count() == 5
    homes = dict(Household.objects.values_list("public_id", "pk"))
    lines = Line.objects.filter(verb="registry.register_households").order_by("pk")
    told = [sorted(homes[UUID(key)] for key in line.subjects.filter(kind="household").values_list("key", flat=True))
            for line in lines]  # fmt: skip
    assert [key for keys in told for key in keys] == sorted(homes.values()), "the journal tells of them in their order"


def test_what_goes_wrong_in_a_chunk_ends_those_after_it(ana: ActingPerson, by_two: None, monkeypatch: Any) -> None:
    real = bulk.Rows.write

    def write(self: Any) -> None:
        unlucky = has_key(self, "unlucky")
        real(self)
        if unlucky:
            raise OSError("the disk")

    monkeypatch.setattr(bulk.Rows, "write", write)
    facts = [scene.household(external_key="unlucky" if number == 3 else "") for number in range(20)]
    with pytest.raises(OSError, match="the disk"):
        list(register_households(facts, Registering(people.today(), Origin.FILE, ana, now())))
    assert Household.objects.count() == 2, "the first chunk stands, none after it"


def has_key(rows: Any, key: str) -> bool:
    """Whether a household of this key is about to be written."""
    return any(home.facts.external_key == key for home in rows.homes)


def rows_of_a_file() -> list[dict[str, str]]:
    """New ones, one that is here and changes, one that is here and does not, twins of other chunks, and bad ones."""
    twin = person("T1", national_id="41000001")
    return [
        *household("N1"), twin,
        person("C1", given_names="Rosaura", national_id="42000001"), *household("N2"),
        person("T2", national_id="41000001"), person("S1", national_id="42000002"),
        *household("N3"), person("B1", born="2999-01-01"),
        person("B2", national_id="12"), *household("N4"),
        *household("N1"), person("C2", phone="966123456", national_id="42000003"),
        person("N5"),
    ]  # fmt: skip


def here_already() -> list[dict[str, str]]:
    return [person(key, national_id=f"4200000{number}") for number, key in enumerate(("C1", "S1", "C2"), start=1)]


def told(one: Import) -> dict[str, Any]:
    counts = {name: getattr(one, name) for name in running.COUNTS}
    members = Member.objects.order_by("household__external_key", "surname_1", "given_names", "sort_key", "born_on")
    return {
        "state": one.state, "counts": counts, "report": report(one),
        "members": list(members.values("household__external_key", "given_names", "phone", "left_on")),
    }  # fmt: skip


def test_a_file_loads_alike_however_its_chunks_are_written(ana: ActingPerson, by_two: None) -> None:
    loaded(here_already(), by=ana)
    checked = run(sent(written(rows_of_a_file()), by=ana))
    ready = load_file(sent=checked, by=ana, at=now())
    one_by_one = left_behind.undone(lambda: told(run(ready)))
    ready.refresh_from_db()
    assert ready.state != ImportState.DONE
    assert told(run(ready)) == one_by_one
    counts = one_by_one["counts"]
    assert counts["households_new"] == 6 and counts["households_changed"] == 2 and counts["households_same"] == 1
    assert counts["households_bad"] == 4 and len(one_by_one["report"]) >= 4


def test_a_file_that_is_stopped_between_chunks_goes_on_from_there(ana: ActingPerson, by_two: None) -> None:
    rows = [row for number in range(11) for row in household(f"H{number:02}")]
    ready = load_file(sent=run(sent(written(rows), by=ana)), by=ana, at=now())
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 3

    half = run(ready, stop=stop)
    assert half.state == ImportState.WANTED and 0 < half.rows_done < len(rows)
    assert half.households_new == Household.objects.count() == half.rows_done // 2
    whole = run(half)
    assert whole.state == ImportState.DONE and whole.households_new == Household.objects.count() == 11
    assert connection.in_atomic_block is False


@pytest.mark.skipif(not databases.POSTGRES, reason="on SQLite nobody writes between judging and writing")
def test_an_id_that_somebody_else_takes_meanwhile_is_theirs(ana: ActingPerson, by_two: None, monkeypatch: Any) -> None:
    """Between judging and writing another office registers the same id: the database refuses the chunk, and judged once
    more it says whose the id is. All others go in."""
    rows = [*household("A"), *household("B"), person("C", national_id="43000001"), person("D"), person("E")]
    ready = load_file(sent=run(sent(written(rows), by=ana)), by=ana, at=now())
    real = bulk.Rows.write

    def write(self: Any) -> None:
        if has_key(self, "C"):
            monkeypatch.setattr(bulk.Rows, "write", real)
            at_once(lambda: scene.registered(scene.household(members=(head("43000001"),)), by=ana))
        real(self)

    monkeypatch.setattr(bulk.Rows, "write", write)
    done = run(ready)
    assert (done.state, done.households_new, done.households_bad) == (ImportState.DONE, 4, 1)
    assert set(Household.objects.values_list("external_key", flat=True)) == {"", "A", "B", "D", "E"}
    (fault,) = report(done)
    assert fault["national_id"] == "43000001"
