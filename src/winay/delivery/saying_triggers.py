"""What the database itself refuses of what households say: rewriting it, saying it of somebody else's visit or before
it, and a trainer who collects what is said of their own work."""

from winay.journal.triggers import frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import outside, refused_where

TRAINER = (
    "((NEW.helper_key <> '' AND ' ' || a.sort_key || ' ' || a.sort_key || ' ' LIKE '% ' || NEW.helper_key || ' %') "
    "OR EXISTS (SELECT 1 FROM registry_member m WHERE m.id = NEW.speaker_id AND m.national_id_hash <> '' "
    "AND m.national_id_hash = a.national_id_hash))"
)
"""Whether the collector's name, or the speaker, is that of applicant `a`: names in either order, whole or in part."""
CONTRACT = "c JOIN trainers_applicant a ON a.id = c.applicant_id"

register(
    refused_where(
        "delivery_saying_theirs",
        "delivery_saying",
        "(NEW.visit_id IS NOT NULL AND NOT "
        + outside(
            "delivery_visit",
            "v",
            "v.id = NEW.visit_id AND v.nucleus_id = NEW.nucleus_id AND v.enrolment_id = NEW.enrolment_id "
            "AND v.visited_on <= NEW.said_on AND v.ended_how = ''",
        )
        + ") OR (NEW.delivery_id IS NOT NULL AND NOT "
        + outside(
            "delivery_delivery",
            "d JOIN delivery_technology t ON t.id = d.technology_id JOIN nuclei_membership m ON m.id = t.membership_id",
            "d.id = NEW.delivery_id AND d.nucleus_id = NEW.nucleus_id AND m.enrolment_id = NEW.enrolment_id "
            "AND d.delivered_on <= NEW.said_on AND d.reversed_at IS NULL",
        )
        + ")",
        "a household speaks of its own visits and deliveries, once they were",
        events=("INSERT",),
    )
)
register(
    refused_where(
        "delivery_saying_by_trainer",
        "delivery_saying",
        outside(
            "trainers_contract",
            CONTRACT,
            f"c.id = (SELECT v.contract_id FROM delivery_visit v WHERE v.id = NEW.visit_id) AND {TRAINER}",
        )
        + " OR "
        + outside(
            "trainers_contract",
            CONTRACT,
            f"c.id = (SELECT d.trainer_id FROM delivery_delivery d WHERE d.id = NEW.delivery_id) AND {TRAINER}",
        ),
        "no trainer collects what a household says of their own work",
        events=("INSERT",),
    )
)
register(
    refused_where(
        "delivery_saying_assembly",
        "delivery_saying",
        "NEW.assembly_id IS NOT NULL AND NOT "
        + outside(
            "nuclei_assembly",
            "a",
            "a.id = NEW.assembly_id AND a.nucleus_id = NEW.nucleus_id AND a.held_on = NEW.said_on AND a.state = 'held'",
        ),
        "what was said in an assembly was said on its day",
        events=("INSERT",),
    )
)
register(
    refused_where(
        "delivery_saying_replaces",
        "delivery_saying",
        "NEW.replaces_id IS NOT NULL AND NOT "
        + outside(
            "delivery_saying",
            "k",
            "k.id = NEW.replaces_id AND k.ended_how = 'replaced' AND k.enrolment_id = NEW.enrolment_id "
            "AND (k.visit_id IS NULL) = (NEW.visit_id IS NULL) "
            "AND COALESCE(k.delivery_id, 0) = COALESCE(NEW.delivery_id, 0)",
        ),
        "a household changes what it said of the same",
        events=("INSERT",),
    )
)
register(
    kept_columns(
        "delivery_saying",
        (
            *("public_id", "nucleus_id", "enrolment_id", "visit_id", "delivery_id", "answer", "note", "speaker_id"),
            *("speaker_name", "speaker_kin", "said_on", "how", "helper", "helper_key", "assembly_id", "replaces_id"),
            *("recorded_by", "recorded_at", "synthetic"),
        ),
        unique=("public_id", "replaces_id"),
        while_open=((("visit_id",), "ended_how = ''"), (("delivery_id",), "ended_how = ''")),
    )
)
register(frozen_when("delivery_saying", "OLD.ended_how <> ''", unique=("public_id",)))
