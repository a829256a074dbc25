"""What the database itself refuses of nuclei and their plans: a household in two nuclei, acts before the nucleus
existed, and rewriting what was recorded. Assemblies and boards are in `governance_triggers`.

An overlap is looked for by a trigger on both databases. On PostgreSQL the row that both would touch is the lock, for
two transactions could otherwise each write what the other does not see yet.
"""

from winay.journal.triggers import append_only, frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import meets, outside, refused_where

register(
    refused_where(
        "nuclei_memberships_apart",
        "nuclei_membership",
        meets("nuclei_membership", "kept.enrolment_id = NEW.enrolment_id", "joined_on", "left_on"),
        "the household is in another nucleus on those days",
        lock="PERFORM 1 FROM enrolment_enrolment WHERE id = NEW.enrolment_id FOR NO KEY UPDATE;",
    )
)
register(
    refused_where(
        "nuclei_membership_within",
        "nuclei_membership",
        outside(
            "enrolment_enrolment", "e", "e.id = NEW.enrolment_id AND (NEW.joined_on < e.enrolled_on "
            "OR (e.ended_on IS NOT NULL AND NEW.joined_on >= e.ended_on AND NEW.joined_on <> COALESCE(NEW.left_on, "
            "'9999-12-31')))",
        ) + " OR " + outside("nuclei_nucleus", "n", "n.id = NEW.nucleus_id AND NEW.joined_on < n.formed_on"),
        "a household is in a nucleus from its own days in the program on, and not before the nucleus was formed",
    )
)  # fmt: skip
register(
    refused_where(
        "nuclei_centrals_apart",
        "nuclei_central_membership",
        meets("nuclei_central_membership", "kept.nucleus_id = NEW.nucleus_id", "from_on", "until_on"),
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
OF_GROUP = (
    "EXISTS (SELECT 1 FROM nuclei_group g JOIN nuclei_formation f ON f.id = g.formation_id "
    f"WHERE g.id = OLD.group_id AND f.state IN {OVER})"
)
register(frozen_when("nuclei_share", OF_GROUP, unique=(("unit_id", "group_id"),)))
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
