"""What the database itself refuses of caseloads: two trainers of a kind on one day, days outside the contract, a
household of a nucleus that the contract does not serve, rewriting what was told."""

from winay.journal.triggers import frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import meets, outside, refused_where

register(
    refused_where(
        "trainers_cases_apart",
        "trainers_case",
        meets("trainers_case", "kept.enrolment_id = NEW.enrolment_id AND kept.kind = NEW.kind", "from_on", "until_on"),
        "a household has one trainer of a kind on one day",
    )
)
register(
    refused_where(
        "trainers_case_within",
        "trainers_case",
        outside(
            "trainers_contract",
            "c",
            "c.id = NEW.contract_id AND (c.kind <> NEW.kind OR NEW.from_on < c.began_on OR NEW.from_on >= c.over_on)",
        ),
        "a caseload lies within its contract",
        events=("INSERT",),
    )
)
register(
    refused_where(
        "trainers_case_served",
        "trainers_case",
        "NOT "
        + outside(
            "nuclei_membership",
            "m JOIN trainers_contract_nucleus s ON s.nucleus_id = m.nucleus_id",
            "m.enrolment_id = NEW.enrolment_id AND s.contract_id = NEW.contract_id AND m.joined_on <= NEW.from_on "
            "AND (m.left_on IS NULL OR m.left_on > NEW.from_on)",
        ),
        "a trainer visits households of the nuclei that the contract serves",
        events=("INSERT",),
    )
)
register(
    kept_columns(
        "trainers_case",
        ("public_id", "contract_id", "enrolment_id", "kind", "from_on", "given_by", "given_at"),
        unique=("public_id",),
        while_open=((("enrolment_id", "kind"), "until_on IS NULL"),),
    )
)
register(frozen_when("trainers_case", "OLD.until_on IS NOT NULL", unique=("public_id",)))
