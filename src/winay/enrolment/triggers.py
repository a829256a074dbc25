"""What the database itself refuses: two cycles of a household at one time, and rewriting what was recorded."""

from winay.journal.triggers import Trigger, append_only, frozen_when, kept_columns, register

NAME = "enrolment_cycles_apart"
WHY = "the household is in another cycle on those days"

# One entered by mistake ends on its first day and holds no day, so it meets none.
MEETS = (
    "EXISTS (SELECT 1 FROM enrolment_enrolment kept WHERE kept.household_id = NEW.household_id "
    "AND kept.id <> COALESCE(NEW.id, -1) "
    "AND (kept.ended_on IS NULL OR (kept.ended_on > kept.enrolled_on AND kept.ended_on > NEW.enrolled_on)) "
    "AND (NEW.ended_on IS NULL OR (NEW.ended_on > NEW.enrolled_on AND NEW.ended_on > kept.enrolled_on)))"
)

register(
    Trigger(
        NAME,
        "enrolment_enrolment",
        sqlite=tuple(
            f"CREATE TRIGGER {NAME}_{event.lower()} BEFORE {event} ON enrolment_enrolment "
            f"WHEN {MEETS} BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
            for event in ("INSERT", "UPDATE")
        ),
        # One at a time for each household: two transactions could otherwise each write a cycle that the other does
        # not see yet. The row is the lock, for a hundred thousand locks of another kind do not fit in memory. A
        # function's plan is made once a session: made while the table is small it would read the whole of it each time.
        postgres=(
            f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql "
            "SET enable_seqscan TO off AS $$BEGIN "
            "PERFORM 1 FROM registry_household WHERE id = NEW.household_id FOR NO KEY UPDATE; "
            f"IF {MEETS} THEN RAISE EXCEPTION '{WHY}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END$$",
            f"CREATE TRIGGER {NAME}_row BEFORE INSERT OR UPDATE ON enrolment_enrolment "
            f"FOR EACH ROW EXECUTE FUNCTION {NAME}()",
        ),
    )
)

register(
    kept_columns(
        "enrolment_call",
        ("public_id", "selection_id", "area_id", "version_id", "opened_on", "opened_by", "opened_at", "synthetic"),
        unique=("public_id", ("selection_id", "area_id")),
        while_open=((("area_id", "version_id"), "closed_on IS NULL"),),
    )
)
register(
    kept_columns(
        "enrolment_assembly",
        (
            *("public_id", "call_id", "locality_id", "held_on", "place", "led_by", "households_reached"),
            *("households_attended", "women", "men", "message", "notes", "recorded_by", "recorded_at"),
        ),
        unique=("public_id",),
        while_open=((("call_id", "locality_id", "held_on"), "reversed_at IS NULL"),),
    )
)
register(frozen_when("enrolment_assembly", "OLD.reversed_at IS NOT NULL", unique=("public_id",)))
register(append_only("enrolment_assembly_language", unique=(("assembly_id", "language"),)))
register(append_only("enrolment_cycle_move"))
register(
    kept_columns(
        "enrolment_enrolment",
        ("public_id", "call_id", "source", "submission", "synthetic", "recorded_by", "recorded_at"),
        unique=("public_id", "submission"),
        while_open=((("household_id",), "ended_on IS NULL"),),
    )
)
register(
    kept_columns(
        "enrolment_refusal",
        (
            *("public_id", "call_id", "locality_id", "household_id", "households", "refused_on", "reason", "note"),
            *("source", "submission", "synthetic", "recorded_by", "recorded_at"),
        ),
        unique=("public_id", "submission"),
        while_open=((("call_id", "household_id"), "withdrawn_at IS NULL"),),
    )
)
register(frozen_when("enrolment_refusal", "OLD.withdrawn_at IS NOT NULL", unique=("public_id",)))
