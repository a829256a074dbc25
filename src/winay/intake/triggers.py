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
