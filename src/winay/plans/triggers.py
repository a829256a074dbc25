"""What the database itself refuses of prices, workshops and plans: rewriting what was told, and a plan that is approved
without what a plan needs."""

from winay.journal.triggers import frozen_when, kept_columns, register

register(
    kept_columns(
        "plans_price",
        (
            *("public_id", "place_id", "item", "line", "words", "unit", "minor", "currency", "quoted_on"),
            *("source_kind", "source", "note", "recorded_by", "recorded_at", "synthetic"),
        ),
        unique=("public_id",),
    )
)
register(frozen_when("plans_price", "OLD.withdrawn_at IS NOT NULL", unique=("public_id",)))
register(
    kept_columns(
        "plans_exchange_rate",
        ("public_id", "from_on", "number", "source", "recorded_by", "recorded_at", "synthetic"),
        unique=("public_id",),
        while_open=((("from_on",), "withdrawn_at IS NULL"),),
    )
)
register(frozen_when("plans_exchange_rate", "OLD.withdrawn_at IS NOT NULL", unique=("public_id",)))
