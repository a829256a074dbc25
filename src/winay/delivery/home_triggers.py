"""What the database itself refuses of healthy homes, support and commitments: rewriting what was told, and actions
about what was no no."""

from winay.journal.triggers import append_only, frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import refused_where

register(
    kept_columns(
        "delivery_home_check",
        (
            *("public_id", "nucleus_id", "membership_id", "checked_on", "checker", "health_worker", "note"),
            *("submission", "recorded_by", "recorded_at"),
        ),
        unique=("public_id", "submission"),
        while_open=((("membership_id", "checked_on"), "reversed_at IS NULL"),),
    )
)
register(frozen_when("delivery_home_check", "OLD.reversed_at IS NOT NULL", unique=("public_id", "submission")))
register(append_only("delivery_home_answer", unique=(("check_of_id", "item"),)))
register(
    kept_columns(
        "delivery_home_action", ("public_id", "answer_id", "what", "due_on"), unique=("public_id", "answer_id")
    )
)
register(
    refused_where(
        "delivery_home_action_of_no",
        "delivery_home_action",
        "NOT EXISTS (SELECT 1 FROM delivery_home_answer a JOIN delivery_home_check c ON c.id = a.check_of_id "
        "WHERE a.id = NEW.answer_id AND a.answer = 'no' AND NEW.due_on > c.checked_on "
        "AND (NEW.done_on IS NULL OR NEW.done_on >= c.checked_on))",
        "an action is about a no, and is due after its check",
    )
)
register(
    kept_columns(
        "delivery_support",
        (
            *(
                "public_id",
                "nucleus_id",
                "membership_id",
                "institution",
                "kind",
                "what",
                "minor",
                "from_on",
                "until_on",
            ),
            *("recorded_by", "recorded_at"),
        ),
        unique=("public_id",),
    )
)
register(frozen_when("delivery_support", "OLD.withdrawn_at IS NOT NULL", unique=("public_id",)))
register(
    kept_columns(
        "delivery_commitment",
        (
            *("public_id", "membership_id", "signed_on", "signer_id", "how", "witness", "said", "scan_sha256"),
            *("recorded_by", "recorded_at"),
        ),
        unique=("public_id",),
        while_open=((("membership_id",), "reversed_at IS NULL"),),
    )
)
register(frozen_when("delivery_commitment", "OLD.reversed_at IS NOT NULL", unique=("public_id",)))
