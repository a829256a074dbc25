"""What the database itself refuses of contracts: a productive and a financial one of somebody on one day, rewriting
what was signed, days outside a nucleus."""

from winay.journal.triggers import append_only, frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import meets, outside, refused_where

register(
    refused_where(
        "trainers_contracts_apart",
        "trainers_contract",
        meets(
            "trainers_contract",
            "kept.applicant_id = NEW.applicant_id AND kept.kind <> NEW.kind "
            "AND kept.kind IN ('productive', 'financial') AND NEW.kind IN ('productive', 'financial')",
            "began_on",
            "over_on",
        ),
        "nobody is productive and financial trainer on one day",
        lock="PERFORM 1 FROM trainers_applicant WHERE id = NEW.applicant_id FOR NO KEY UPDATE;",
    )
)
register(
    refused_where(
        "trainers_contract_within",
        "trainers_contract",
        outside(
            "nuclei_nucleus",
            "n",
            "n.id = NEW.hired_by_id AND (NEW.began_on < n.formed_on OR (n.closed_on IS NOT NULL "
            "AND NEW.began_on >= n.closed_on))",
        ),
        "a nucleus hires from its own days on",
        events=("INSERT",),
    )
)
register(
    kept_columns(
        "trainers_contract",
        (
            *("public_id", "applicant_id", "application_id", "version_id", "kind", "selected_by", "hired_by_id"),
            *("assembly_id", "began_on", "fee_minor", "currency", "fee_per", "beside_id", "board_kin", "kin_declared"),
            *("recorded_by", "recorded_at", "synthetic"),
        ),
        unique=("public_id",),
    )
)
register(frozen_when("trainers_contract", "OLD.ended_at IS NOT NULL", unique=("public_id",)))
register(append_only("trainers_contract_nucleus", unique=(("contract_id", "nucleus_id"),)))
register(append_only("trainers_addendum", unique=(("contract_id", "number"),)))
register(
    kept_columns(
        "trainers_post_refusal",
        ("application_id", "refused_on", "why", "recorded_by", "recorded_at"),
        while_open=((("application_id",), "withdrawn_at IS NULL"),),
    )
)
register(frozen_when("trainers_post_refusal", "OLD.withdrawn_at IS NOT NULL"))
