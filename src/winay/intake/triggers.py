"""What the database itself refuses about forms and what arrived."""

from winay.journal.triggers import append_only, kept_columns, register

register(
    kept_columns(
        "intake_form_version",
        (
            *("public_id", "form_id", "version", "title", "xml", "xml_md5", "xml_sha256", "source_sha256"),
            *("published_by", "published_at"),
        ),
        unique=("public_id", ("form_id", "version")),
    )
)
register(append_only("intake_form_media", unique=(("form_id", "filename"),)))
register(
    kept_columns(
        "intake_submission",
        (
            *("public_id", "form_id", "version", "form_version_id", "instance_id", "deprecated_id"),
            *("body", "key_id", "body_sha256", "body_size", "credential_id", "device_id", "place_code", "program"),
            *("received_at", "began_at", "ended_at", "offset_minutes", "unknown_version", "retired_version"),
            *("late", "clock_off", "encrypted", "entities", "synthetic"),
        ),
        unique=("public_id", ("form_id", "instance_id")),
    )
)
register(append_only("intake_attachment", unique=(("submission_id", "filename"),)))
register(append_only("intake_step"))
register(append_only("intake_correction"))
register(
    kept_columns(
        "intake_quarantined",
        (
            *("public_id", "kind", "form_id", "instance_id", "filename", "sha256", "size", "body", "key_id", "code"),
            *("credential_id", "device_id", "place_code", "received_at"),
        ),
        unique=("public_id", ("credential_id", "kind", "form_id", "instance_id", "filename", "sha256")),
    )
)
register(append_only("intake_quarantined_file", unique=(("quarantined_id", "filename", "sha256"),)))
