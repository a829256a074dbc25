"""What the database itself refuses about entities: a version is written once and only ever emptied, at a person's wish;
numbers only grow; what was decided stays."""

from winay.journal.triggers import Trigger, append_only, kept_columns, register

_SHRINKS = "a version of an entity only grows"

register(
    kept_columns(
        "intake_entity",
        ("public_id", "dataset", "name", "scope", "made_at"),
        unique=("public_id", ("dataset", "name", "scope")),
    )
)
register(
    Trigger(
        "intake_entity_grows",
        "intake_entity",
        sqlite="CREATE TRIGGER intake_entity_grows BEFORE UPDATE ON intake_entity WHEN NEW.version < OLD.version "
        f"BEGIN SELECT RAISE(ABORT, '{_SHRINKS}'); END",
        postgres=(
            "CREATE OR REPLACE FUNCTION intake_entity_grows() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
            f"IF NEW.version < OLD.version THEN RAISE EXCEPTION '{_SHRINKS}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END$$",
            "CREATE TRIGGER intake_entity_grows_row BEFORE UPDATE ON intake_entity FOR EACH ROW "
            "EXECUTE FUNCTION intake_entity_grows()",
        ),
    )
)
register(
    kept_columns(
        "intake_entity_version",
        (
            *("entity_id", "number", "source", "changed", "base_version", "trunk_version", "branch_id", "forced"),
            *("submission_id", '"by"', "by_name", "at"),
        ),
        unique=(("entity_id", "number"),),
        emptied=(("held",), "NEW.held = ''"),
    )
)
register(
    kept_columns(
        "intake_entity_said",
        ("submission_id", "position"),
        unique=(("submission_id", "position"),),
    )
)
register(
    kept_columns(
        "intake_entity_conflict",
        ("public_id", "version_id", "base_id", "against_id", "entity_id", "kind", "disputed", "place_code", "at"),
        unique=("public_id", "version_id"),
    )
)
register(append_only("intake_conflict_decision", unique=("version_id",)))
