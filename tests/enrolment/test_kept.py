"""Cycles, calls and assemblies attacked behind the application's back, on whichever database this run uses."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests import people
from tests.enrolment import scene
from tests.worlds import world
from winay.core.clock import now
from winay.enrolment.models import Assembly, AssemblyLanguage, Call, CycleMove, Enrolment, Refusal
from winay.enrolment.rules import must_end_by
from winay.enrolment.services.assemblies import reverse_assembly
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.services.refusals import withdraw_refusal
from winay.enrolment.services.upkeep import move_cycle
from winay.enrolment.terms import CycleMoveWhy, ExitReason

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


found = world(scene.ground)


def refused(statement: str, *params: object) -> None:
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def a_cycle(found: scene.Ground, like: Enrolment, **change: Any) -> Enrolment:
    """Another row, written without asking any rule."""
    told = {
        "household": like.household, "call": like.call, "enrolled_on": like.enrolled_on, "source": "web",
        "must_end_by": must_end_by(change.get("enrolled_on", like.enrolled_on), 36), "recorded_by": like.recorded_by,
        "recorded_at": now(),
    }  # fmt: skip
    with transaction.atomic():
        return Enrolment.objects.create(**(told | change))


def test_two_cycles_of_a_household_never_share_a_day(found):
    """Every way in which two periods can meet, written by hand; then those in which they do not."""
    first = end_enrolment(
        enrolment=scene.enrolled(found), reason=ExitReason.NO_TIME, on=found.on + 30 * DAY, by=found.ana, at=now()
    )
    on = found.on

    def period(since: int, until: int | None) -> dict[str, Any]:
        ended = {} if until is None else {"ended_on": on + until * DAY, "exit_reason": "no_time"}
        return {"enrolled_on": on + since * DAY, **ended}

    for since, until in ((-5, None), (-5, 1), (-5, 60), (0, 30), (0, None), (5, 10), (5, 60), (29, 30), (29, None)):
        with pytest.raises(IntegrityError):
            a_cycle(found, first, **period(since, until))
    later = a_cycle(found, first, **period(30, 40))
    earlier = a_cycle(found, first, **period(-5, 0))
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=later.pk).update(enrolled_on=on + 29 * DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=earlier.pk).update(ended_on=None, exit_reason="")
    open_one = a_cycle(found, first, **period(40, None))
    with pytest.raises(IntegrityError):
        a_cycle(found, first, **period(50, None))
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=open_one.pk).update(enrolled_on=on + 39 * DAY)


def test_a_cycle_entered_by_mistake_holds_no_day(found):
    wrong = end_enrolment(
        enrolment=scene.enrolled(found), reason=ExitReason.MISTAKE, on=found.on, note=scene.WHY, by=found.ana, at=now()
    )
    right = a_cycle(found, wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=wrong.pk).update(ended_on=None, exit_reason="", exit_note="")
    assert right.ended_on is None


@pytest.mark.parametrize(
    "change",
    [
        "ended_on = enrolled_on, exit_reason = 'no_time'",
        "exit_reason = 'no_time'",
        "ended_on = must_end_by",
        "ended_on = must_end_by, exit_reason = 'bored'",
        "ended_on = enrolled_on, exit_reason = 'mistake'",  # without a word
        "must_end_by = enrolled_on",
        "source = 'rumour'",
        "source = 'file'",
        "call_id = call_id + 1",
        "recorded_at = '2020-01-01 00:00:00+00'",
        "synthetic = true",
    ],
)
def test_a_cycle_is_whole_and_what_was_recorded_stays(found, change):
    cycle = scene.enrolled(found)
    refused(f"UPDATE enrolment_enrolment SET {change} WHERE id = %s", cycle.pk)
    refused("DELETE FROM enrolment_enrolment WHERE id = %s", cycle.pk)


def test_no_cycle_lasts_longer_than_its_version_gives(found):
    cycle = scene.enrolled(found)
    refused(
        "UPDATE enrolment_enrolment SET ended_on = %s, exit_reason = 'no_time' WHERE id = %s",
        cycle.must_end_by + DAY, cycle.pk,
    )  # fmt: skip
    refused(
        "UPDATE enrolment_enrolment SET ended_on = %s, exit_reason = 'completed' WHERE id = %s",
        cycle.must_end_by - DAY, cycle.pk,
    )  # fmt: skip


def test_one_submission_enters_one_household(found):
    cycle = scene.enrolled(found, source="phone", submission=found.call.public_id)
    with pytest.raises(IntegrityError):
        a_cycle(found, cycle, household=scene.household(found.ana), submission=found.call.public_id)


@pytest.mark.parametrize("change", ["opened_on = '2020-01-01'", "area_id = area_id + 1", "closed_on = opened_on"])
def test_a_call_is_not_rewritten(found, change):
    refused(f"UPDATE enrolment_call SET {change} WHERE id = %s", found.call.pk)
    refused("DELETE FROM enrolment_call WHERE id = %s", found.call.pk)
    twin = {"selection": found.selection, "area": found.call.area, "version": found.call.version}
    who = {"opened_on": found.on, "opened_by": found.ana.public_id, "opened_at": now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.create(**twin, **who)


def test_an_assembly_is_not_rewritten_and_a_reversed_one_not_at_all(found):
    held = scene.assembly(found)
    for change in ("women = 99", "held_on = '2020-01-01'", "led_by = 'otra'", "reversed_at = recorded_at"):
        refused(f"UPDATE enrolment_assembly SET {change} WHERE id = %s", held.pk)
    refused("DELETE FROM enrolment_assembly WHERE id = %s", held.pk)
    refused("UPDATE enrolment_assembly_language SET language = 'ayr'")
    refused("DELETE FROM enrolment_assembly_language")
    twin = Assembly.objects.values(
        "call_id", "held_on", "place", "led_by", "households_reached", "households_attended", "women", "men", "message",
        "recorded_by", "recorded_at", "locality_id",
    ).get()  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Assembly.objects.create(**twin)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssemblyLanguage.objects.create(assembly=held, language="xx")
    for more in ({"women": 2, "men": 2}, {"households_attended": 99, "women": 99}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assembly.objects.create(**(twin | {"held_on": people.today()} | more))
    reverse_assembly(assembly=held, why=scene.WHY, by=found.ana, at=now())
    refused("UPDATE enrolment_assembly SET reversed_why = 'otra' WHERE id = %s", held.pk)
    refused(
        "UPDATE enrolment_assembly SET reversed_at = NULL, reversed_by = NULL, reversed_why = '' WHERE id = %s", held.pk
    )


def test_a_no_is_not_rewritten(found):
    one = scene.household(found.ana)
    no = scene.refused(found, one)
    for change in ("reason = 'rumour'", "refused_on = '2020-01-01'", "households = 2", "withdrawn_at = recorded_at"):
        refused(f"UPDATE enrolment_refusal SET {change} WHERE id = %s", no.pk)
    refused("DELETE FROM enrolment_refusal WHERE id = %s", no.pk)
    twin = Refusal.objects.values(
        "call_id", "household_id", "refused_on", "reason", "source", "recorded_by", "recorded_at"
    ).get()
    for more in ({}, {"household_id": None, "households": 0}, {"reason": "other"}, {"source": "split"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Refusal.objects.create(**(twin | more))
    withdraw_refusal(refusal=no, on=people.today(), by=found.ana, at=now())
    refused("UPDATE enrolment_refusal SET withdrawn_why = 'otra' WHERE id = %s", no.pk)


def test_what_moved_a_cycle_stays_on_record(found):
    origin, target = scene.household(found.ana), scene.household(found.ana)
    scene.enrolled(found, origin)
    move_cycle(origin=origin, target=target, why=CycleMoveWhy.SPLIT, by=found.ana, at=now())
    refused("UPDATE enrolment_cycle_move SET why = 'merge'")
    refused("DELETE FROM enrolment_cycle_move")
    assert CycleMove.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
def test_an_open_cycle_is_not_pushed_out_by_replacing_it(found):
    cycle = scene.enrolled(found)
    names = [f.column for f in Enrolment._meta.concrete_fields if f.column != "id"]
    for column, params in (("public_id", ["a" * 32]), ("household_id", [cycle.household_id])):
        picked = ", ".join("%s" if name == column else name for name in names)
        refused(
            f"INSERT OR REPLACE INTO enrolment_enrolment ({', '.join(names)}) "
            f"SELECT {picked} FROM enrolment_enrolment WHERE id = {cycle.pk}",
            *params,
        )
    assert Enrolment.objects.get() == cycle


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize(
    "table",
    ["enrolment_call", "enrolment_enrolment", "enrolment_assembly", "enrolment_refusal", "enrolment_cycle_move"],
)
def test_nothing_is_truncated(found, table):
    scene.enrolled(found)
    scene.assembly(found)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans each statement anew")
def test_the_guard_of_cycles_never_reads_the_whole_table():
    """Planned once a session on a small table, it would: 20,000 entries took four minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'enrolment_cycles_apart'")
        assert cursor.fetchall() == [(["enable_seqscan=off"],)]
