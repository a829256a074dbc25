"""What the database itself refuses: rewriting who was registered when, and anything that held before."""

from winay.journal.set_keys import checked_by_set
from winay.journal.triggers import append_only, frozen_when, kept_columns, register

register(
    kept_columns(
        "registry_household",
        ("public_id", "origin", "split_from_id", "registered_by", "registered_at", "synthetic"),
        unique=("public_id",),
        while_open=((("external_key",), "NOT (external_key = '')"),),
    )
)
register(
    kept_columns(
        "registry_member",
        ("public_id",),
        unique=("public_id",),
        while_open=(
            (("national_id_hash",), "NOT (national_id_hash = '') AND left_on IS NULL AND NEW.left_on IS NULL"),
        ),
    )
)
for table in ("member", "description", "juntos_record", "class_record", "consent"):
    register(checked_by_set(f"registry_{table}", "household_id", "registry_household"))
register(checked_by_set("registry_consent", "member_id", "registry_member"))
register(checked_by_set("registry_household", "place_id", "places_place"))
for table in ("past_dwelling", "past_membership", "past_participant", "past_representation", "past_stay"):
    register(append_only(f"registry_{table}"))
for table in ("description", "juntos_record", "class_record"):
    register(append_only(f"registry_{table}"))
register(
    kept_columns(
        "registry_consent",
        (
            *("public_id", "household_id", "member_id", "text_key", "text_sha256", "language", "how", "given_on"),
            *("evidence_sha256", "recorded_by", "recorded_at"),
        ),
        unique=("public_id",),
        while_open=((("household_id", "member_id"), "withdrawn_on IS NULL AND NEW.withdrawn_on IS NULL"),),
    )
)
register(frozen_when("registry_consent", "OLD.withdrawn_on IS NOT NULL", unique=("public_id",)))
register(
    kept_columns(
        "registry_duplicate_search", ("public_id", "kind", "place_id", "asked_by", "asked_at"), unique=("public_id",)
    )
)
register(
    kept_columns(
        "registry_duplicate_pair",
        ("public_id", "left_id", "right_id"),
        unique=("public_id", ("left_id", "right_id")),
    )
)
register(
    kept_columns(
        "registry_merge",
        ("public_id", "kept_household_id", "merged_household_id", "merged_on", "why", "merged_by", "merged_at"),
        unique=("public_id",),
    )
)
register(frozen_when("registry_merge", "OLD.undone_at IS NOT NULL", unique=("public_id",)))
register(append_only("registry_merge_part", unique=(("merge_id", "member_id"),)))
