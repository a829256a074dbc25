"""Foreign keys that PostgreSQL checks a statement at a time instead of row by row.

Its own check asks for every row in turn, and locks the row that it finds so that nobody removes it meanwhile: a quarter
of what writing many costs. Where a row that is pointed at can never go nor change its key, because a trigger of this
registry refuses both to everybody, there is nothing to lock, and one question answers for all rows of a statement.

    register(checked_by_set("registry_member", "household_id", "registry_household"))

SQLite keeps the foreign key of the model. On PostgreSQL `triggers.install` takes it off once the trigger stands.
"""

from typing import Any

from winay.journal.triggers import Trigger, register, registered


def checked_by_set(table: str, column: str, target: str) -> Trigger:
    """The key of a table to the `id` of another, whose rows must be kept (`append_only`, `kept_columns`). Refused with
    the `IntegrityError` of a foreign key, when the statement ends: what is pointed at is written first."""
    name = f"{table}_{column}_set"
    asked = f"(SELECT kept.id FROM {target} AS kept WHERE kept.id = {{}}.{column})"
    refuse = (
        f"RAISE EXCEPTION 'a row of {table} points at no row of {target}' "
        f"USING ERRCODE = 'foreign_key_violation', TABLE = '{table}', COLUMN = '{column}', CONSTRAINT = '{name}';"
    )
    body = (
        f"BEGIN IF TG_LEVEL = 'ROW' THEN IF NEW.{column} IS NOT NULL AND {asked.format('NEW')} IS NULL THEN {refuse} "
        f"END IF; ELSIF EXISTS (SELECT 1 FROM (SELECT DISTINCT {column} FROM fresh) AS each "
        f"WHERE each.{column} IS NOT NULL AND {asked.format('each')} IS NULL) THEN {refuse} END IF; RETURN NULL; END"
    )
    return Trigger(
        name,
        table,
        sqlite=(),
        postgres=(
            # A plan made while the table was small must not read the whole of it later.
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off "
            f"AS $${body}$$",
            f"CREATE TRIGGER {name}_new AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
            f"CREATE TRIGGER {name}_row AFTER UPDATE OF {column} ON {table} FOR EACH ROW "
            f"WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION {name}()",
        ),
        instead_of=(column, target),
    )


def dangling(connection: Any) -> list[str]:
    """Keys of this kind that some row breaks, as `table.column`: for whoever wrote rows while the triggers were off.
    Reads each table once. Nothing on SQLite, whose own keys are checked."""
    if connection.vendor != "postgresql":
        return []
    broken = []
    with connection.cursor() as cursor:
        for trigger in registered():
            if trigger.instead_of is None:
                continue
            column, target = trigger.instead_of
            cursor.execute(
                f"SELECT EXISTS (SELECT 1 FROM {trigger.table} AS here LEFT JOIN {target} AS kept "
                f"ON kept.id = here.{column} WHERE here.{column} IS NOT NULL AND kept.id IS NULL)"
            )
            if cursor.fetchone()[0]:
                broken.append(f"{trigger.table}.{column}")
    return broken


register(checked_by_set("journal_subject", "line_id", "journal_line"))
