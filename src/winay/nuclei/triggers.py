"""What the database itself refuses: a household in two nuclei, a post held twice, acts before the nucleus existed, and
rewriting what was recorded.

An overlap is looked for by a trigger on both databases. On PostgreSQL the row that both would touch is the lock, for
two transactions could otherwise each write what the other does not see yet.
"""

from winay.journal.triggers import Trigger, append_only, frozen_when, kept_columns, register


def _meets(table: str, same: str, begin: str, end: str) -> str:
    """SQL: whether another row of the same kind holds one of the new row's days. A mistake holds none."""
    return (
        f"EXISTS (SELECT 1 FROM {table} kept WHERE {same} AND kept.id <> COALESCE(NEW.id, -1) "
        f"AND (kept.{end} IS NULL OR (kept.{end} > kept.{begin} AND kept.{end} > NEW.{begin})) "
        f"AND (NEW.{end} IS NULL OR (NEW.{end} > NEW.{begin} AND NEW.{end} > kept.{begin})))"
    )


def _refused(name: str, table: str, wrong: str, why: str, *, lock: str = "") -> Trigger:
    """Refuse a row, new or changed, for which SQL says that it is wrong."""
    return Trigger(
        name,
        table,
        sqlite=tuple(
            f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table} "
            f"WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{why}'); END"
            for event in ("INSERT", "UPDATE")
        ),
        postgres=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"SET enable_seqscan TO off AS $$BEGIN {lock} "
            f"IF {wrong} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END$$",
            f"CREATE TRIGGER {name}_row BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    )


def _outside(table: str, alias: str, condition: str) -> str:
    """SQL: whether the row that the new one belongs to speaks against it."""
    return f"EXISTS (SELECT 1 FROM {table} {alias} WHERE {condition})"


register(
    _refused(
        "nuclei_memberships_apart",
        "nuclei_membership",
        _meets("nuclei_membership", "kept.enrolment_id = NEW.enrolment_id", "joined_on", "left_on"),
        "the household is in another nucleus on those days",
        lock="PERFORM 1 FROM enrolment_enrolment WHERE id = NEW.enrolment_id FOR NO KEY UPDATE;",
    )
)
register(
    _refused(
        "nuclei_membership_within",
        "nuclei_membership",
        _outside(
            "enrolment_enrolment", "e", "e.id = NEW.enrolment_id AND (NEW.joined_on < e.enrolled_on "
            "OR (e.ended_on IS NOT NULL AND NEW.joined_on >= e.ended_on AND NEW.joined_on <> COALESCE(NEW.left_on, "
            "'9999-12-31')))",
        ) + " OR " + _outside("nuclei_nucleus", "n", "n.id = NEW.nucleus_id AND NEW.joined_on < n.formed_on"),
        "a household is in a nucleus from its own days in the program on, and not before the nucleus was formed",
    )
)  # fmt: skip
register(
    _refused(
        "nuclei_posts_apart",
        "nuclei_mandate",
        _meets("nuclei_mandate", "kept.nucleus_id = NEW.nucleus_id AND kept.post = NEW.post", "began_on", "ended_on"),
        "somebody else holds the post on those days",
        lock="PERFORM 1 FROM nuclei_nucleus WHERE id = NEW.nucleus_id FOR NO KEY UPDATE;",
    )
)
register(
    _refused(
        "nuclei_mandates_apart",
        "nuclei_mandate",
        _meets("nuclei_mandate", "kept.member_id = NEW.member_id", "began_on", "ended_on"),
        "one person holds one post at a time",
        lock="PERFORM 1 FROM registry_member WHERE id = NEW.member_id FOR NO KEY UPDATE;",
    )
)
register(
    _refused(
        "nuclei_mandate_of_member",
        "nuclei_mandate",
        "NEW.origin = 'elected' AND NOT EXISTS (SELECT 1 FROM nuclei_membership m "
        "JOIN enrolment_enrolment e ON e.id = m.enrolment_id "
        "JOIN registry_member p ON p.household_id = e.household_id "
        "WHERE m.nucleus_id = NEW.nucleus_id AND p.id = NEW.member_id AND m.joined_on <= NEW.began_on "
        "AND (m.left_on IS NULL OR m.left_on > NEW.began_on) "
        "AND (e.ended_on IS NULL OR e.ended_on > NEW.began_on))",
        "a board member belongs to a household of the nucleus on the day the mandate begins",
    )
)
register(
    _refused(
        "nuclei_assembly_after",
        "nuclei_assembly",
        _outside(
            "nuclei_nucleus", "n", "n.id = NEW.nucleus_id AND (NEW.held_on < n.formed_on "
            "OR (n.closed_on IS NOT NULL AND NEW.held_on > n.closed_on))",
        ),
        "an assembly is held while the nucleus exists",
    )
)  # fmt: skip
register(
    _refused(
        "nuclei_centrals_apart",
        "nuclei_central_membership",
        _meets("nuclei_central_membership", "kept.nucleus_id = NEW.nucleus_id", "from_on", "until_on"),
        "the nucleus is in another central nucleus on those days",
        lock="PERFORM 1 FROM nuclei_nucleus WHERE id = NEW.nucleus_id FOR NO KEY UPDATE;",
    )
)

register(
    kept_columns(
        "nuclei_nucleus",
        (
            *("public_id", "version_id", "district_id", "formation_id", "least", "most", "exception_why"),
            *("formed_on", "formed_by", "formed_at", "synthetic"),
        ),
        unique=("public_id",),
        while_open=((("version_id", "district_id", "name"), "closed_on IS NULL"),),
    )
)
register(
    kept_columns(
        "nuclei_membership",
        ("nucleus_id", "enrolment_id", "joined_on", "recorded_by", "recorded_at"),
        while_open=((("enrolment_id",), "left_on IS NULL"),),
    )
)
register(
    kept_columns(
        "nuclei_stage_move",
        ("public_id", "nucleus_id", "stage", "began_on", "note", "recorded_by", "recorded_at"),
        unique=("public_id",),
        while_open=((("nucleus_id", "stage"), "reversed_at IS NULL"),),
    )
)
register(frozen_when("nuclei_stage_move", "OLD.reversed_at IS NOT NULL", unique=("public_id",)))
register(
    kept_columns(
        "nuclei_central",
        ("public_id", "version_id", "place_id", "formed_on", "formed_by", "formed_at", "synthetic"),
        unique=("public_id",),
        while_open=((("version_id", "place_id", "name"), "closed_on IS NULL"),),
    )
)
register(
    kept_columns(
        "nuclei_central_membership",
        ("central_id", "nucleus_id", "from_on", "recorded_by", "recorded_at"),
        while_open=((("nucleus_id",), "until_on IS NULL"),),
    )
)
register(
    kept_columns(
        "nuclei_formation",
        ("public_id", "version_id", "district_id", "least", "most", "drafted_by", "drafted_at", "synthetic"),
        unique=("public_id",),
        while_open=((("version_id", "district_id"), "state IN ('wanted', 'computing', 'draft', 'submitted')"),),
    )
)
OVER = "('approved', 'discarded')"
ENDED = f"EXISTS (SELECT 1 FROM nuclei_formation f WHERE f.id = OLD.formation_id AND f.state IN {OVER})"
register(frozen_when("nuclei_formation", f"OLD.state IN {OVER}", unique=("public_id",)))
register(frozen_when("nuclei_unit", ENDED, unique=(("formation_id", "place_id"),)))
register(frozen_when("nuclei_group", ENDED, unique=(("formation_id", "number"),)))
register(append_only("nuclei_edit", unique=("undoes_id",)))
register(
    kept_columns(
        "nuclei_mark",
        ("public_id", "district_id", "first_id", "second_id", "kind", "why", "marked_by", "marked_at"),
        unique=("public_id",),
        while_open=((("first_id", "second_id"), "withdrawn_at IS NULL"),),
    )
)
register(frozen_when("nuclei_mark", "OLD.withdrawn_at IS NOT NULL", unique=("public_id",)))
register(
    kept_columns(
        "nuclei_acceptance",
        (
            *("public_id", "unit_id", "grouping", "accepted", "held_on", "meeting_place", "led_by", "women", "men"),
            *("households", "notes", "scan_sha256", "recorded_by", "recorded_at"),
        ),
        unique=("public_id",),
        while_open=((("unit_id", "held_on"), "reversed_at IS NULL"),),
    )
)
register(frozen_when("nuclei_acceptance", "OLD.reversed_at IS NOT NULL", unique=("public_id",)))

register(
    kept_columns(
        "nuclei_assembly",
        ("public_id", "nucleus_id", "kind", "called_on", "recorded_by", "recorded_at", "synthetic"),
        unique=("public_id",),
    )
)
register(append_only("nuclei_attendance", unique=(("assembly_id", "member_id"),)))
register(append_only("nuclei_motion", unique=(("assembly_id", "position"),)))
register(append_only("nuclei_ballot", unique=(("assembly_id", "post", "round"),)))
register(append_only("nuclei_candidate", unique=(("ballot_id", "member_id"),)))
register(
    kept_columns(
        "nuclei_mandate",
        (
            *("public_id", "nucleus_id", "member_id", "post", "origin", "origin_note", "assembly_id", "began_on"),
            *("recorded_by", "recorded_at"),
        ),
        unique=("public_id",),
        while_open=((("nucleus_id", "post"), "ended_on IS NULL"), (("member_id",), "ended_on IS NULL")),
    )
)
register(
    kept_columns(
        "nuclei_certification",
        ("public_id", "assembly_id", "kind", "certifier", "certified_on", "note", "recorded_by", "recorded_at"),
        unique=("public_id",),
        while_open=((("assembly_id",), "reversed_at IS NULL"),),
    )
)
register(frozen_when("nuclei_certification", "OLD.reversed_at IS NOT NULL", unique=("public_id",)))
