"""Two offices never cover the same ground: neither the same place nor one inside the other's. A place stays, with its
code, whatever else is learned of it. What was counted, and which pack was installed, is not rewritten."""

from winay.journal.triggers import Trigger, append_only, frozen_when, kept_columns, register

NAME = "places_office_place_apart"
WHY = "another office already covers this place, a part of it or a place around it"

# The codes tell who lies in whom: a code starts with its parent's.
TAKEN = (
    "EXISTS (SELECT 1 FROM places_office_place kept "
    "JOIN places_place theirs ON theirs.id = kept.place_id "
    "JOIN places_place ours ON ours.id = NEW.place_id "
    "WHERE kept.office_id <> NEW.office_id AND kept.id <> COALESCE(NEW.id, -1) "
    "AND (substr(ours.code, 1, length(theirs.code)) = theirs.code "
    "OR substr(theirs.code, 1, length(ours.code)) = ours.code))"
)

register(
    Trigger(
        NAME,
        "places_office_place",
        sqlite=tuple(
            f"CREATE TRIGGER {NAME}_{event.lower()} BEFORE {event} ON places_office_place "
            f"WHEN {TAKEN} BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
            for event in ("INSERT", "UPDATE")
        ),
        # One at a time: two transactions could otherwise each cover a part that the other does not see yet.
        postgres=(
            f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
            f"PERFORM pg_advisory_xact_lock(hashtext('{NAME}')); "
            f"IF {TAKEN} THEN RAISE EXCEPTION '{WHY}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END$$",
            f"CREATE TRIGGER {NAME}_row BEFORE INSERT OR UPDATE ON places_office_place "
            f"FOR EACH ROW EXECUTE FUNCTION {NAME}()",
        ),
    )
)

register(kept_columns("places_place", ("code",), unique=("code",)))
register(append_only("places_household_count", unique=(("load_id", "place_id"),)))
register(frozen_when("places_count_load", "OLD.withdrawn_at IS NOT NULL", unique=("public_id",)))
register(append_only("places_pack"))
register(frozen_when("places_travel_time", "OLD.ended_at IS NOT NULL", unique=("public_id",)))
register(
    kept_columns(
        "places_count_load",
        ("public_id", "name", "counted_on", "synthetic", "file_name", "file_sha256", "loaded_by", "loaded_at"),
        unique=("public_id",),
        while_open=((("file_sha256",), "withdrawn_at IS NULL"),),
    )
)
register(
    kept_columns(
        "places_travel_time",
        (
            *("public_id", "origin_id", "target_id", "mode", "minutes", "measured_on", "reason"),
            *("recorded_by", "recorded_at"),
        ),
        unique=("public_id",),
        while_open=((("origin_id", "target_id"), "ended_at IS NULL"),),
    )
)
