"""The one registry of the project's database triggers.

Each room has a `triggers.py`, imported by its `AppConfig.ready`, that registers what its tables need:

    register(append_only("journal_line", unique=("public_id",)))
    register(frozen_when("targeting_selection", "OLD.approved_at IS NOT NULL"))

`install` re-creates all of them after every migration. A trigger refuses with `IntegrityError` on both databases.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction

_CREATE = re.compile(r"CREATE (TRIGGER|OR REPLACE FUNCTION) ([a-z0-9_]+)\b")
_OLD = re.compile(r"\bOLD\.")
_FOREIGN_KEYS = (
    "SELECT k.conname FROM pg_constraint k "
    "JOIN pg_attribute a ON a.attrelid = k.conrelid AND k.conkey = ARRAY[a.attnum] "
    "WHERE k.contype = 'f' AND k.conrelid = to_regclass(%s) AND a.attname = %s"
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """Statements that guard one table, for each database.

    Each statement is one `CREATE TRIGGER <name>…` (or, on PostgreSQL, `CREATE OR REPLACE FUNCTION <name>…`) whose
    name starts with this trigger's. One statement may stand alone or in a tuple. `instead_of` names a foreign key, its
    column and table, that PostgreSQL need not check any more (`set_keys`).
    """

    name: str
    table: str
    sqlite: str | tuple[str, ...]
    postgres: str | tuple[str, ...]
    instead_of: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        for vendor in ("sqlite", "postgresql"):
            for statement in self.statements(vendor):
                found = _CREATE.match(statement)
                if not found or not found[2].startswith(self.name) or len(found[2]) > 63:
                    raise ValueError(f"a statement of {self.name} must create something named {self.name}…")

    def statements(self, vendor: str) -> tuple[str, ...]:
        """The statements for `sqlite` or `postgresql`."""
        wanted = {"sqlite": self.sqlite, "postgresql": self.postgres}[vendor]
        return (wanted,) if isinstance(wanted, str) else wanted


_registry: dict[str, Trigger] = {}


def register(trigger: Trigger) -> None:
    """Add to what `install` creates. ValueError for two different triggers of one name."""
    if _registry.setdefault(trigger.name, trigger) != trigger:
        raise ValueError(f"trigger {trigger.name} is registered twice")


def registered() -> tuple[Trigger, ...]:
    """All triggers of the project."""
    return tuple(_registry.values())


def append_only(table: str, *, unique: tuple[str | tuple[str, ...], ...] = ()) -> Trigger:
    """Rows are written once: no UPDATE, DELETE or TRUNCATE.

    `unique` names the unique columns, or tuples of them, besides `id`: on SQLite an `INSERT OR REPLACE` that meets
    one removes the old row without any DELETE trigger, so the insert itself is refused.
    """
    name, why = f"{table}_append_only", f"{table} is append-only"
    taken = _taken("", unique)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
    return Trigger(
        name,
        table,
        sqlite=(
            f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {name}_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) {refuse}",
        ),
        postgres=(
            _function(name, f"BEGIN {_raise(why)} END"),
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ),
    )


def frozen_when(
    table: str,
    condition: str,
    *,
    name: str = "frozen",
    additions: bool = False,
    unique: tuple[str | tuple[str, ...], ...] = (),
) -> Trigger:
    """Rows for which `condition` holds can be neither changed nor removed.

    `condition` is SQL that both databases read, on the row as `OLD.<column>`; for the rows of a parent, a subquery:
    `EXISTS (SELECT 1 FROM targeting_selection s WHERE s.id = OLD.selection_id AND s.approved_at IS NOT NULL)`.
    With `additions`, rows that would be frozen at once cannot be added or moved in either (parts of a frozen parent).
    A table with several freezes gives each its `name`. `unique` names what is unique besides `id`, as in `append_only`:
    on SQLite `OR REPLACE` pushes the row that holds such a key out without any DELETE trigger.
    """
    full, why = f"{table}_{name}", f"{table} is {name}: this row can no longer change"
    new, kept = _OLD.sub("NEW.", condition), _OLD.sub("kept.", condition)
    changed = f"({condition}) OR ({new})" if additions else condition
    replaced = f"EXISTS (SELECT 1 FROM {table} AS kept WHERE ({_taken('kept.', unique)}) AND ({kept}))"
    inserted = f"({replaced}) OR ({new})" if additions else replaced
    refuse = f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
    body = (
        f"BEGIN IF TG_OP = 'TRUNCATE' THEN IF EXISTS (SELECT 1 FROM {table} AS kept WHERE {kept}) THEN {_raise(why)} "
        f"END IF; RETURN NULL; END IF; "
        f"IF TG_OP = 'DELETE' THEN IF {condition} THEN {_raise(why)} END IF; RETURN OLD; END IF; "
        f"IF TG_OP = 'INSERT' THEN IF {new} THEN {_raise(why)} END IF; RETURN NEW; END IF; "
        f"IF {changed} THEN {_raise(why)} END IF; RETURN NEW; END"
    )
    events = "INSERT OR UPDATE OR DELETE" if additions else "UPDATE OR DELETE"
    return Trigger(
        full,
        table,
        sqlite=(
            f"CREATE TRIGGER {full}_update BEFORE UPDATE ON {table} WHEN ({changed}) OR {replaced} {refuse}",
            f"CREATE TRIGGER {full}_delete BEFORE DELETE ON {table} WHEN {condition} {refuse}",
            f"CREATE TRIGGER {full}_insert BEFORE INSERT ON {table} WHEN {inserted} {refuse}",
        ),
        postgres=(
            _function(full, body),
            f"CREATE TRIGGER {full}_row BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {full}()",
            f"CREATE TRIGGER {full}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {full}()",
        ),
    )


def kept_columns(
    table: str,
    columns: tuple[str, ...],
    *,
    unique: tuple[str | tuple[str, ...], ...] = (),
    while_open: tuple[tuple[tuple[str, ...], str], ...] = (),
    emptied: tuple[tuple[str, ...], str] | None = None,
) -> Trigger:
    """Rows are never removed, and these columns of theirs (and `id`) never change; the others may.

    `unique` is as in `append_only`. `while_open` names columns that are unique only among rows for which a condition
    on the row's columns holds, such as `(("code",), "retired_by_id IS NULL")`. `emptied` names columns that may change
    in one way alone: an SQL condition on `OLD` and `NEW` that both databases read.
    """
    name, why = f"{table}_kept", f"{table} is kept: this may no longer change"
    refuse = f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
    fixed = ("id", *columns)
    moved = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in fixed)
    distinct = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in fixed)
    if emptied is not None:
        once, only = emptied
        moved += f" OR (({' OR '.join(f'OLD.{one} IS NOT NEW.{one}' for one in once)}) AND NOT ({only}))"
        distinct += f" OR (({' OR '.join(f'OLD.{one} IS DISTINCT FROM NEW.{one}' for one in once)}) AND NOT ({only}))"
    # An index answers each of these; joined by OR in one query, the planner would read the whole table.
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {one})"
        for one in (
            *_keys("", unique),
            *(f"{_keys('', (key,))[1]} AND {condition}" for key, condition in while_open),
        )
    )
    body = (
        f"BEGIN IF TG_OP = 'UPDATE' THEN IF {distinct} THEN {_raise(why)} END IF; RETURN NEW; END IF; {_raise(why)} END"
    )
    return Trigger(
        name,
        table,
        sqlite=(
            f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} WHEN {moved} {refuse}",
            f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {name}_replace BEFORE INSERT ON {table} WHEN {taken} {refuse}",
        ),
        postgres=(
            _function(name, body),
            f"CREATE TRIGGER {name}_row BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
            f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ),
    )


def _taken(row: str, unique: tuple[str | tuple[str, ...], ...]) -> str:
    """SQL: whether a row (its prefix, or "") holds the id or another unique key of the new one."""
    return " OR ".join(f"({key})" for key in _keys(row, unique))


def _keys(row: str, unique: tuple[str | tuple[str, ...], ...]) -> list[str]:
    """SQL of `_taken`, for the id and then each key."""
    keys = [("id",), *((key,) if isinstance(key, str) else key for key in unique)]
    return [" AND ".join(f"{row}{column} = NEW.{column}" for column in key) for key in keys]


def install(connection: Any) -> None:
    """(Re-)create every registered trigger whose table exists. Safe to repeat."""
    tables = set(connection.introspection.table_names())
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for trigger in registered():
            if trigger.table not in tables:
                continue
            for kind, name, statement in _parts(trigger, connection.vendor):
                if kind == "TRIGGER":
                    on_table = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
                cursor.execute(statement)
            if trigger.instead_of and connection.vendor == "postgresql":
                cursor.execute(_FOREIGN_KEYS, [trigger.table, trigger.instead_of[0]])
                for (name,) in cursor.fetchall():
                    cursor.execute(f'ALTER TABLE {trigger.table} DROP CONSTRAINT "{name}"')


def remove(connection: Any) -> None:
    """Take every trigger off a SQLite database, before a migration.

    SQLite alters a table by dropping it and renaming a copy, and refuses the renaming while a trigger of any other
    table asks the dropped one ("error in trigger …: no such table"). PostgreSQL alters in place and keeps its triggers.
    """
    if connection.vendor != "sqlite":
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for _, name in _found_in_sqlite(connection):
            cursor.execute(f'DROP TRIGGER "{name}"')


def missing(connection: Any) -> list[str]:
    """Names of registered triggers that are absent, switched off or not as registered in the database."""
    read = {"sqlite": _found_in_sqlite, "postgresql": _found_in_postgres}[connection.vendor]
    found = read(connection)
    gone = (
        name
        for trigger in registered()
        for kind, name, statement in _parts(trigger, connection.vendor)
        if found.get((trigger.table, name) if kind == "TRIGGER" else ("", name)) not in _as_kept(kind, statement)
    )
    return list(dict.fromkeys(gone))


def remove_before_migrate(sender: object, using: str, plan: object = (), **_: object) -> None:
    """The receiver of `pre_migrate`: only when something will be migrated are the tables without guard meanwhile."""
    if plan:
        remove(connections[using])


def install_after_migrate(sender: object, using: str, **_: object) -> None:
    """The receiver of `post_migrate`."""
    install(connections[using])


def _parts(trigger: Trigger, vendor: str) -> Iterator[tuple[str, str, str]]:
    for statement in trigger.statements(vendor):
        found = _CREATE.match(statement)
        assert found is not None  # Trigger refuses anything else
        yield found[1], found[2], statement


def _as_kept(kind: str, statement: str) -> tuple[str, ...]:
    """How a database shows a statement: SQLite its text, PostgreSQL a function's body and that a trigger is on."""
    return (statement, "on") if kind == "TRIGGER" else (statement.split("$$")[1],)


def _found_in_sqlite(connection: Any) -> dict[tuple[str, str], str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {(table, name): sql for table, name, sql in cursor.fetchall()}


def _found_in_postgres(connection: Any) -> dict[tuple[str, str], str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, 'on' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid) "
            "UNION ALL SELECT '', p.proname, p.prosrc FROM pg_proc p "
            "WHERE p.prorettype = 'trigger'::regtype AND pg_function_is_visible(p.oid)"
        )
        return {(table, name): text for table, name, text in cursor.fetchall()}


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"


def _raise(why: str) -> str:
    return f"RAISE EXCEPTION '{why}' USING ERRCODE = 'integrity_constraint_violation';"


register(append_only("journal_line", unique=("public_id",)))
register(append_only("journal_subject", unique=(("line_id", "kind", "key"),)))
register(append_only("journal_seal_batch", unique=("number",)))
register(append_only("journal_sealed_line", unique=("line_key", ("batch_id", "position"))))
