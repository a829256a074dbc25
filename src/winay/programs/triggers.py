"""A published version is never edited: once sealed, none of its rows can be added, changed or removed."""

from winay.journal.triggers import append_only, frozen_when, register

PARTS = (
    "source_file",
    "public_source",
    "stage",
    "component",
    "code",
    "setting",
    "household_rule",
    "contest_criterion",
    "criterion",
    "criterion_number",
    "criterion_place",
    "language",
    "word",
    "departure",
    "menu_item",
    "item_code",
    "kit_line",
    "need",
    "needed_item",
    "cost",
    "basis",
    "label",
)
"""Tables of the parts of a version, without the room's prefix."""

register(append_only("programs_program", unique=("key", "public_id")))
register(append_only("programs_seal", unique=("version_id",)))
register(
    frozen_when(
        "programs_version",
        "EXISTS (SELECT 1 FROM programs_seal s WHERE s.version_id = OLD.id)",
        name="published",
        unique=("public_id", ("program_id", "key")),
    )
)
for part in PARTS:
    register(
        frozen_when(
            f"programs_{part}",
            "EXISTS (SELECT 1 FROM programs_seal s WHERE s.version_id = OLD.version_id)",
            name="published",
            additions=True,
        )
    )
