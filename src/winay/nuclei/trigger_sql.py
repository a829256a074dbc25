"""The SQL that this room's triggers are made of."""

from winay.journal.triggers import Trigger


def meets(table: str, same: str, begin: str, end: str) -> str:
    """SQL: whether another row of the same kind holds one of the new row's days. A mistake holds none."""
    return (
        f"EXISTS (SELECT 1 FROM {table} kept WHERE {same} AND kept.id <> COALESCE(NEW.id, -1) "
        f"AND (kept.{end} IS NULL OR (kept.{end} > kept.{begin} AND kept.{end} > NEW.{begin})) "
        f"AND (NEW.{end} IS NULL OR (NEW.{end} > NEW.{begin} AND NEW.{end} > kept.{begin})))"
    )


def refused_where(
    name: str, table: str, wrong: str, why: str, *, lock: str = "", events: tuple[str, ...] = ("INSERT", "UPDATE")
) -> Trigger:
    """Refuse a row, new or changed, for which SQL says that it is wrong."""
    return Trigger(
        name,
        table,
        sqlite=tuple(
            f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table} "
            f"WHEN {wrong.replace('IS DISTINCT FROM', 'IS NOT')} BEGIN SELECT RAISE(ABORT, '{why}'); END"
            for event in events
        ),
        postgres=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"SET enable_seqscan TO off AS $$BEGIN {lock} "
            f"IF {wrong} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END$$",
            f"CREATE TRIGGER {name}_row BEFORE {' OR '.join(events)} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    )


def refused_in_set(
    name: str, table: str, wrong: tuple[str, ...], why: str, *, lock: str = "", together: str = ""
) -> Trigger:
    """Refuse new rows for which one of some SQL conditions holds: PostgreSQL asks once for all rows of a statement,
    which stand by then, so that a condition on the same table must leave out the row itself. `lock` is a query of keys
    to be taken first, with the new rows as `fresh`. `together` is a condition over all of `fresh` that PostgreSQL asks
    instead, where it says the same in less than a look for each row."""
    asked = together or " OR ".join(
        f"EXISTS (SELECT 1 FROM fresh AS one WHERE {condition.replace('NEW.', 'one.')})" for condition in wrong
    )
    return Trigger(
        name,
        table,
        sqlite=f"CREATE TRIGGER {name}_insert BEFORE INSERT ON {table} WHEN {' OR '.join(f'({one})' for one in wrong)} "
        f"BEGIN SELECT RAISE(ABORT, '{why}'); END",
        postgres=(
            # Row by row through indexes: a plan must not read a whole table, however many rows are new.
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off "
            "SET enable_hashjoin TO off SET enable_mergejoin TO off SET enable_material TO off SET jit TO off "
            f"AS $$BEGIN {lock} IF {asked} THEN RAISE EXCEPTION '{why}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NULL; END$$",
            f"CREATE TRIGGER {name}_new AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ),
    )


def outside(table: str, alias: str, condition: str) -> str:
    """SQL: whether the row that the new one belongs to speaks against it."""
    return f"EXISTS (SELECT 1 FROM {table} {alias} WHERE {condition})"
