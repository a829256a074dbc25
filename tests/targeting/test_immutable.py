"""A closed selection attacked behind the application's back, on whichever database this run uses."""

import uuid
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models.signals import post_migrate, pre_migrate

from tests import people
from tests.targeting import scene
from winay.core.clock import now
from winay.journal.triggers import missing
from winay.targeting.models import (
    Annulment,
    AreaFinding,
    FarmCount,
    Override,
    Selection,
    SelectionArea,
    SelectionCriterion,
)
from winay.targeting.services.decisions import annul_selection
from winay.targeting.services.drafts import submit_selection, withdraw_selection

TABLES = (
    "targeting_selection",
    "targeting_selection_area",
    "targeting_selection_criterion",
    "targeting_area_finding",
    "targeting_override",
)


class Ground:
    """An approved selection with a confirmed exception, and a draft of another province with one."""

    def __init__(self) -> None:
        ana, wilder, rosa = (
            people.acting_as(p) for p in (people.specialist(), people.specialist(name="Wilder Ccori"), people.head())
        )
        self.rosa, self.ana = rosa, ana
        made = scene.draft(ana)
        self.closed_override = scene.confirm(scene.propose(scene.an_area(made), ana), wilder)
        self.closed = scene.approve(submit_selection(selection=made, by=ana, at=now()), rosa)
        self.open = scene.draft(ana, "0503")
        self.open_override = scene.confirm(scene.propose(scene.an_area(self.open), ana), wilder)
        self.area, self.open_area = scene.an_area(self.closed), scene.an_area(self.open)


@pytest.fixture
def ground(db: None) -> Iterator[Ground]:
    yield Ground()


def refused(statement: str, *params: object) -> None:
    why = pytest.raises((IntegrityError, DatabaseError), match=r"no longer change|append-only")
    with why, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def key_of(ground: Ground, table: str) -> int:
    return {
        "targeting_selection": ground.closed.pk,
        "targeting_selection_area": ground.area.pk,
        "targeting_selection_criterion": ground.closed.criteria.first().pk,
        "targeting_area_finding": ground.area.findings.first().pk,
        "targeting_override": ground.closed_override.pk,
    }[table]


COLUMN = {
    "targeting_selection": "note = 'otra'",
    "targeting_selection_area": "chosen = false",
    "targeting_selection_criterion": "threshold = 1",
    "targeting_area_finding": "answer = 4",
    "targeting_override": "reason = 'otra'",
}


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_rows_of_an_approved_selection_are_neither_changed_nor_removed(ground, table):
    pk = key_of(ground, table)
    refused(f"UPDATE {table} SET {COLUMN[table]} WHERE id = %s", pk)
    refused(f"UPDATE {table} SET id = id WHERE id = %s", pk)  # even a change of nothing
    refused(f"UPDATE {table} SET {COLUMN[table]}")  # hidden among all rows
    refused(f"DELETE FROM {table} WHERE id = %s", pk)


@pytest.mark.django_db
def test_an_approval_is_not_undone_by_hand(ground):
    for change in (
        "state = 'draft'",
        "state = 'withdrawn'",
        "decided_on = '2020-01-01'",
        "act_sha256 = 'x'",
        "cohort = 2030",
    ):
        refused(f"UPDATE targeting_selection SET {change} WHERE id = %s", ground.closed.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES[1:])
def test_nothing_is_added_to_an_approved_selection_nor_moved_in_or_out(ground, table):
    column, closed, free, own = {
        "targeting_selection_area": ("selection_id", ground.closed.pk, ground.open.pk, ground.open_area.pk),
        "targeting_selection_criterion": (
            "selection_id", ground.closed.pk, ground.open.pk, ground.open.criteria.first().pk,
        ),
        "targeting_area_finding": (
            "selection_area_id", ground.area.pk, ground.open_area.pk, ground.open_area.findings.first().pk,
        ),
        "targeting_override": ("selection_area_id", ground.area.pk, ground.open_area.pk, ground.open_override.pk),
    }[table]  # fmt: skip
    refused(f"UPDATE {table} SET {column} = %s WHERE id = %s", closed, own)  # in
    refused(f"UPDATE {table} SET {column} = %s WHERE id = %s", free, key_of(ground, table))  # out
    names = [f.column for f in _model(table)._meta.concrete_fields if f.column != "id"]
    new = {column: "%s"} | ({"public_id": "%s"} if "public_id" in names else {})
    params = [closed] + ([_uuid()] if "public_id" in names else [])
    picked = ", ".join(new.get(name, name) for name in names)
    ordered = [p for name in names if name in new for p in (params[list(new).index(name)],)]
    refused(f"INSERT INTO {table} ({', '.join(names)}) SELECT {picked} FROM {table} WHERE id = %s", *ordered, own)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
@pytest.mark.parametrize("table", ("targeting_selection", "targeting_override"))
def test_a_closed_row_is_not_pushed_out_by_replacing_its_key(ground, table):
    """INSERT OR REPLACE and UPDATE OR REPLACE remove the row that holds the key without any DELETE trigger."""
    model, closed, own = {
        "targeting_selection": (Selection, ground.closed, ground.open.pk),
        "targeting_override": (Override, ground.closed_override, ground.open_override.pk),
    }[table]
    names = [f.column for f in model._meta.concrete_fields if f.column != "id"]
    picked = ", ".join("%s" if name == "public_id" else name for name in names)
    refused(
        f"INSERT OR REPLACE INTO {table} ({', '.join(names)}) SELECT {picked} FROM {table} WHERE id = %s",
        closed.public_id.hex, own,
    )  # fmt: skip
    refused(f"UPDATE OR REPLACE {table} SET public_id = %s WHERE id = %s", closed.public_id.hex, own)
    refused(f"UPDATE OR REPLACE {table} SET id = %s WHERE id = %s", closed.pk, own)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", [*TABLES, "targeting_annulment", "targeting_farm_count"])
def test_nothing_is_truncated(ground, table):
    annul_selection(selection=ground.closed, reason=scene.REASON, by=ground.rosa, at=now())
    scene.farm_table(ground.ana)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing pending: what refuses is the trigger alone
    refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db
def test_the_application_itself_cannot_either(ground):
    ground.area.chosen = False
    for attempt in (
        lambda: SelectionArea.objects.bulk_update([ground.area], ["chosen"]),
        lambda: ground.area.save(),
        lambda: SelectionArea.objects.filter(selection=ground.closed).update(households=1),
        lambda: AreaFinding.objects.filter(selection_area=ground.area).delete(),
        lambda: Override.objects.filter(pk=ground.closed_override.pk).update(reason="otra"),
        lambda: SelectionCriterion.objects.filter(selection=ground.closed).update(changed=True),
        lambda: Selection.objects.filter(pk=ground.closed.pk).update(act_sha256=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


@pytest.mark.django_db
def test_a_withdrawn_selection_is_closed_too(ground):
    withdraw_selection(selection=ground.open, reason=scene.REASON, by=ground.ana, at=now())
    refused("UPDATE targeting_selection SET state = 'draft' WHERE id = %s", ground.open.pk)
    refused("UPDATE targeting_selection_area SET chosen = true WHERE selection_id = %s", ground.open.pk)
    refused("UPDATE targeting_override SET reason = '' WHERE id = %s", ground.open_override.pk)


@pytest.mark.django_db
def test_annulments_and_farm_counts_are_written_once(ground):
    annul_selection(selection=ground.closed, reason=scene.REASON, by=ground.rosa, at=now())
    scene.farm_table(ground.ana)
    for table, model, change in (
        ("targeting_annulment", Annulment, "reason = 'otra'"),
        ("targeting_farm_count", FarmCount, "under_cut = 0"),
    ):
        assert model.objects.exists()
        refused(f"UPDATE {table} SET {change}")
        refused(f"DELETE FROM {table}")


@pytest.mark.django_db
def test_one_person_never_fills_two_seats_even_by_hand(ground):
    """The database's own constraints, where the rules are passed by."""
    for statement, pk in (
        ("UPDATE targeting_selection SET decided_by_id = drafted_by_id WHERE id = %s", ground.open.pk),
        ("UPDATE targeting_selection SET state = 'approved' WHERE id = %s", ground.open.pk),
        ("UPDATE targeting_override SET confirmed_by_id = proposed_by_id WHERE id = %s", ground.open_override.pk),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [pk])


def test_the_guard_survives_an_altered_column(fresh_db):
    """SQLite rewrites a table to alter it; what follows a migration puts every guard back."""
    ground = Ground()
    config = apps.get_app_config("journal")
    said = {"sender": config, "app_config": config, "using": "default", "plan": [("a migration", False)]}
    pre_migrate.send(**said)
    for model, name, new in (
        (Selection, "note", models.CharField(max_length=700, blank=True)),
        (Override, "reason", models.CharField(max_length=700)),
    ):
        new.set_attributes_from_name(name)
        new.model = model
        with connection.schema_editor() as editor:
            editor.alter_field(model, model._meta.get_field(name), new)
    post_migrate.send(**said)
    assert missing(connection) == []
    for table in TABLES:
        refused(f"UPDATE {table} SET {COLUMN[table]} WHERE id = %s", key_of(ground, table))
        refused(f"DELETE FROM {table} WHERE id = %s", key_of(ground, table))


def _model(table):
    return {m._meta.db_table: m for m in (SelectionArea, SelectionCriterion, AreaFinding, Override)}[table]


def _uuid():
    new = uuid.uuid4()
    return new.hex if connection.vendor == "sqlite" else new
