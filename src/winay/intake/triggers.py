"""What the database itself refuses about forms and what arrived. What arrived can be emptied at a person's wish, once,
and in no other way be changed."""

from winay.journal.triggers import append_only, frozen_when, kept_columns, register

_ERASED = "OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL"
_OF_ERASED = "EXISTS (SELECT 1 FROM intake_submission s WHERE s.id = OLD.submission_id AND s.erased_at IS NOT NULL)"
_OF_ERASED_APART = (
    "EXISTS (SELECT 1 FROM intake_quarantined q WHERE q.id = OLD.quarantined_id AND q.erased_at IS NOT NULL)"
)
_NAMELESS = "NEW.filename = '#' || OLD.id"

register(
    kept_columns(
        "intake_form_version",
        (
            *("public_id", "form_id", "version", "title", "office_id", "xml", "xml_md5", "xml_sha256", "source_sha256"),
            *("published_by", "published_at"),
        ),
        unique=("public_id", ("form_id", "version")),
        while_open=((("office_id", "form_id"), "office_id IS NOT NULL AND retired_at IS NULL"),),
    )
)
register(append_only("intake_form_media", unique=(("form_id", "filename"),)))
register(
    kept_columns(
        "intake_recording",
        (
            *("public_id", "office_id", "form_id", "path", "language", "words", "speaker", "consent", "recorded_on"),
            *("filename", "sha256", "content_type", "size", "kept_by", "kept_at"),
        ),
        unique=("public_id",),
        while_open=(
            (("form_id", "path", "language", "office_id"), "withdrawn_at IS NULL AND office_id IS NOT NULL"),
            (("form_id", "path", "language"), "withdrawn_at IS NULL AND office_id IS NULL AND NEW.office_id IS NULL"),
        ),
    )
)
register(
    kept_columns(
        "intake_submission",
        (
            *("public_id", "form_id", "version", "form_version_id", "instance_id", "deprecated_id"),
            *("body_sha256", "body_size", "credential_id", "transcribed_by", "sheet"),
            *("device_id", "place_code", "program"),
            *("received_at", "began_at", "ended_at", "offset_minutes", "unknown_version", "retired_version"),
            *("late", "clock_off", "encrypted", "entities", "synthetic"),
        ),
        unique=("public_id", ("form_id", "instance_id")),
        while_open=((("sheet",), "sheet <> ''"),),
        emptied=(("body", "key_id", "erased_at"), f"{_ERASED} AND length(NEW.body) = 0 AND NEW.key_id = ''"),
    )
)
register(frozen_when("intake_sheet", "OLD.submission_id IS NOT NULL", unique=("public_id", "number")))
register(
    kept_columns(
        "intake_attachment",
        ("submission_id", "sha256", "size", "content_type", "lies", "named", "received_at"),
        unique=(("submission_id", "filename"),),
        emptied=(("filename",), f"{_OF_ERASED} AND {_NAMELESS}"),
    )
)
register(
    kept_columns(
        "intake_step",
        ("submission_id", "kind", "code", "why", '"by"', "by_name", "at"),
        emptied=(("told",), f"{_OF_ERASED} AND NEW.told = ''"),
    )
)
register(
    kept_columns(
        "intake_correction",
        ("submission_id", "path", "why", '"by"', "by_name", "at"),
        emptied=(("old", "new"), f"{_OF_ERASED} AND NEW.old = '' AND NEW.new = ''"),
    )
)
register(
    kept_columns(
        "intake_quarantined",
        (
            *("public_id", "kind", "form_id", "instance_id", "sha256", "size", "code"),
            *("credential_id", "device_id", "place_code", "received_at"),
        ),
        unique=("public_id", ("credential_id", "kind", "form_id", "instance_id", "filename", "sha256")),
        emptied=(
            ("body", "key_id", "filename", "erased_at"),
            f"{_ERASED} AND NEW.body IS NULL AND NEW.key_id = '' AND (NEW.filename = OLD.filename OR {_NAMELESS})",
        ),
    )
)
register(
    kept_columns(
        "intake_quarantined_file",
        ("quarantined_id", "sha256", "size", "content_type"),
        unique=(("quarantined_id", "filename", "sha256"),),
        emptied=(("filename",), f"{_OF_ERASED_APART} AND {_NAMELESS}"),
    )
)
