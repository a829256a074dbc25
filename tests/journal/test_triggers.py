"""What stands in the database whatever the application does: attacked with raw SQL."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models.signals import post_migrate, pre_migrate

from tests.journal.conftest import AT, run, write
from winay.journal import triggers
from winay.journal.models import Line
from winay.journal.services import seal_lines
from winay.journal.triggers import Trigger, append_only, frozen_when, install, missing

pytestmark = pytest.mark.bare
TABLES = ["journal_line", "journal_subject", "journal_seal_batch", "journal_sealed_line"]
COLUMN = {
    "journal_line": "verb", "journal_subject": "key", "journal_seal_batch": "seal", "journal_sealed_line": "leaf",
}  # fmt: skip


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return cursor.fetchall()


def attack(table: str) -> None:
    """Every way to change or remove rows is refused and nothing moved."""
    before = rows(table)
    assert before
    connection.check_constraints()  # else PostgreSQL refuses to truncate for another reason: pending checks
    statements = [
        f"UPDATE {table} SET {COLUMN[table]} = 'x'",
        f"UPDATE {table} SET id = id + 1",
        f"DELETE FROM {table}",
    ]
    if connection.vendor == "postgresql":
        statements += [
            f"TRUNCATE {table} CASCADE",
            f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET {COLUMN[table]} = 'x'",
        ]
    else:
        every = f"SELECT * FROM {table}"
        statements += [
            f"UPDATE OR REPLACE {table} SET {COLUMN[table]} = 'x'",
            f"INSERT OR REPLACE INTO {table} {every}",
            f"REPLACE INTO {table} {every}",
            f"INSERT INTO {table} {every} WHERE true ON CONFLICT DO UPDATE SET {COLUMN[table]} = 'x'",
        ]
    for statement in statements:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            run(statement)
        assert rows(table) == before, statement


@pytest.fixture
def filled(var: object, seal_at_once: None) -> None:
    write()
    seal_lines(at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_journal_tables_are_append_only_after_all_migrations(filled: None, table: str) -> None:
    assert missing(connection) == []
    attack(table)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_the_attack_succeeds_without_the_triggers(
    filled: None, unguarded: Callable[[], AbstractContextManager[None]], table: str
) -> None:
    with unguarded():
        run(f"UPDATE {table} SET {COLUMN[table]} = 'x'")
    attack(table)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO journal_line (id, public_id, verb, actor, actor_role, at, format, body, mac) "
        "SELECT 99, public_id, 'x.y', actor, actor_role, at, format, body, mac FROM journal_line",
        "INSERT OR REPLACE INTO journal_subject (id, line_id, kind, key) "
        "SELECT id + 99, line_id, kind, key FROM journal_subject",
        "INSERT OR REPLACE INTO journal_seal_batch SELECT 99, number, at, count, first_line, last_line, merkle_root, "
        "previous_root, floor, source, format, key_id, seal FROM journal_seal_batch",
        "INSERT OR REPLACE INTO journal_sealed_line (id, position, line_key, leaf, batch_id) "
        "SELECT 99, position, 1234, leaf, batch_id FROM journal_sealed_line",
        "INSERT OR REPLACE INTO journal_sealed_line (id, position, line_key, leaf, batch_id) "
        "SELECT 99, 77, line_key, leaf, batch_id FROM journal_sealed_line",
    ],
)
def test_a_replace_through_another_unique_column_is_refused(filled: None, statement: str) -> None:
    refusal = IntegrityError if connection.vendor == "sqlite" else DatabaseError  # PostgreSQL has no such statement
    with pytest.raises(refusal), transaction.atomic():
        run(statement)


def test_an_altered_column_loses_no_guard_for_longer_than_the_migration(fresh_db: str, var: object) -> None:
    write()
    seal_lines(at=AT)
    old = Line._meta.get_field("verb")
    new = models.CharField(max_length=90)
    new.set_attributes_from_name("verb")
    new.model = Line
    with connection.schema_editor() as editor:
        editor.alter_field(Line, old, new, strict=True)
    if connection.vendor == "sqlite":  # the table was rebuilt and its triggers are gone: this is why `install` exists
        assert [name for name in missing(connection) if name.startswith("journal_line")] != []
        with transaction.atomic():
            run("UPDATE journal_line SET verb = 'x.y'")
            transaction.set_rollback(True)
    call_command("migrate", verbosity=0, interactive=False)
    assert missing(connection) == []
    for table in TABLES:
        attack(table)


def test_a_table_that_other_guards_ask_can_be_altered_by_a_migration(
    fresh_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite refuses to rename the rebuilt `act` while the trigger of `part` asks it, unless triggers are off."""
    monkeypatch.setattr(triggers, "_registry", {})
    run("CREATE TABLE act (id integer PRIMARY KEY, approved integer)")
    run("CREATE TABLE part (id integer PRIMARY KEY, act_id integer)")
    asked = "EXISTS (SELECT 1 FROM act WHERE act.id = OLD.act_id AND act.approved IS NOT NULL)"
    triggers.register(frozen_when("part", asked, additions=True))
    install(connection)
    run("INSERT INTO act VALUES (1, 5)")
    rebuild = ["CREATE TABLE new_act (id integer, approved integer)", "INSERT INTO new_act SELECT * FROM act"]
    rebuild += ["DROP TABLE act", "ALTER TABLE new_act RENAME TO act"]
    if connection.vendor == "sqlite":
        with pytest.raises(DatabaseError, match="no such table"), transaction.atomic():
            for statement in rebuild:
                run(statement)
    config = apps.get_app_config("journal")
    pre_migrate.send(sender=config, app_config=config, using="default", plan=[("a migration", False)])
    for statement in rebuild:
        run(statement)
    post_migrate.send(sender=config, app_config=config, using="default", plan=[("a migration", False)])
    assert missing(connection) == []
    with pytest.raises(IntegrityError, match="can no longer change"), transaction.atomic():
        run("INSERT INTO part VALUES (1, 1)")


def test_a_migration_of_nothing_takes_no_guard_off(fresh_db: str) -> None:
    config = apps.get_app_config("journal")
    pre_migrate.send(sender=config, app_config=config, using="default", plan=[])
    assert missing(connection) == []


@pytest.mark.django_db
def test_missing_names_what_is_gone_switched_off_or_replaced() -> None:
    name = "journal_line_append_only"
    if connection.vendor == "sqlite":
        run(f"DROP TRIGGER {name}_delete")
        run(f"DROP TRIGGER {name}_update")
        run(f"CREATE TRIGGER {name}_update BEFORE UPDATE ON journal_line BEGIN SELECT 1; END")
        assert missing(connection) == [f"{name}_update", f"{name}_delete"]
    else:
        run("DROP TRIGGER journal_subject_append_only ON journal_subject")
        run(f"ALTER TABLE journal_line DISABLE TRIGGER {name}")
        run(
            "CREATE OR REPLACE FUNCTION journal_seal_batch_append_only() RETURNS trigger LANGUAGE plpgsql "
            "AS $$BEGIN RETURN NULL; END$$"
        )
        assert missing(connection) == [name, "journal_subject_append_only", "journal_seal_batch_append_only"]
    install(connection)
    install(connection)
    assert missing(connection) == []


def test_a_trigger_must_create_what_it_is_named() -> None:
    with pytest.raises(ValueError, match="named guard"):
        Trigger("guard", "t", sqlite="CREATE TRIGGER other BEFORE UPDATE ON t BEGIN SELECT 1; END", postgres=())
    with pytest.raises(ValueError, match="named guard"):
        Trigger("guard", "t", sqlite=(), postgres="DROP TABLE t")


def test_two_triggers_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers, "_registry", {})
    triggers.register(append_only("t"))
    triggers.register(append_only("t"))
    with pytest.raises(ValueError, match="twice"):
        triggers.register(append_only("t", unique=("code",)))


@pytest.fixture
def parent_and_parts(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two tables of this test's own: an act freezes when approved, and its parts with it."""
    monkeypatch.setattr(triggers, "_registry", {})
    serial = "serial PRIMARY KEY" if connection.vendor == "postgresql" else "integer PRIMARY KEY AUTOINCREMENT"
    run(f"CREATE TABLE act (id {serial}, approved integer, note text)")
    run(f"CREATE TABLE part (id {serial}, act_id integer, note text, UNIQUE (act_id, note))")
    triggers.register(frozen_when("act", "OLD.approved IS NOT NULL"))
    parent = "EXISTS (SELECT 1 FROM act WHERE act.id = OLD.act_id AND act.approved IS NOT NULL)"
    triggers.register(frozen_when("part", parent, additions=True))
    triggers.register(append_only("nowhere"))
    install(connection)
    run("INSERT INTO act (id, approved, note) VALUES (1, NULL, 'draft'), (2, 5, 'approved')")
    run("INSERT INTO act (id, approved, note) VALUES (3, NULL, 'to approve')")
    run("INSERT INTO part (id, act_id, note) VALUES (1, 1, 'a'), (3, 3, 'c')")
    yield


def test_what_is_not_frozen_can_change(parent_and_parts: None) -> None:
    assert {name.rpartition("_only")[0] for name in missing(connection)} == {"nowhere_append"}
    run("UPDATE act SET note = 'x' WHERE id = 1")
    run("UPDATE part SET note = 'x' WHERE act_id = 1")
    run("INSERT INTO part (id, act_id, note) VALUES (9, 1, 'b')")
    run("DELETE FROM part WHERE act_id = 1")
    run("DELETE FROM act WHERE id = 1")
    run("UPDATE act SET approved = 9 WHERE id = 3")
    assert len(rows("act")) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE act SET note = 'x' WHERE id = 2",
        "UPDATE act SET approved = NULL WHERE id = 2",
        "UPDATE act SET approved = NULL",
        "DELETE FROM act",
        "DELETE FROM act WHERE id = 3",
        "UPDATE part SET note = 'x' WHERE id = 3",
        "UPDATE part SET act_id = 1 WHERE id = 3",
        "UPDATE part SET act_id = 3 WHERE id = 1",
        "DELETE FROM part WHERE id = 3",
        "INSERT INTO part (act_id, note) VALUES (3, 'd')",
        "INSERT INTO part (act_id, note) VALUES (2, 'd')",
        "TRUNCATE act",
        "TRUNCATE part",
        "INSERT OR REPLACE INTO act (id, approved, note) VALUES (2, NULL, 'x')",
        "INSERT OR REPLACE INTO part (id, act_id, note) VALUES (3, 1, 'x')",
    ],
)
def test_what_is_frozen_cannot_change(parent_and_parts: None, statement: str) -> None:
    run("UPDATE act SET approved = 9 WHERE id = 3")
    before = rows("act"), rows("part")
    if ("TRUNCATE" in statement and connection.vendor == "sqlite") or (
        "REPLACE" in statement and connection.vendor == "postgresql"
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            run(statement)
    else:
        with pytest.raises(IntegrityError, match="can no longer change"), transaction.atomic():
            run(statement)
    assert (rows("act"), rows("part")) == before
