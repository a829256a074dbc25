"""What the database itself refuses of technologies: a check before the delivery, use before the installation, an
installation that checks stand on taken back, rewriting what was told."""

from winay.journal.triggers import frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import refused_where

DELIVERED = (
    "EXISTS (SELECT 1 FROM delivery_delivery d WHERE d.technology_id = NEW.technology_id "
    "AND d.reversed_at IS NULL AND d.delivered_on <= NEW.{day})"
)
NEEDING = "('installed', 'in_use', 'paused', 'replicated')"

register(
    kept_columns(
        "delivery_installation",
        (
            *("public_id", "technology_id", "installed_on", "owed", "women", "men", "trainer_id", "seen_by"),
            *("in_charge_id", "note", "submission", "recorded_by", "recorded_at"),
        ),
        unique=("public_id", "submission"),
        while_open=((("technology_id",), "reversed_at IS NULL"),),
    )
)
register(frozen_when("delivery_installation", "OLD.reversed_at IS NOT NULL", unique=("public_id", "submission")))
register(
    refused_where(
        "delivery_installation_after",
        "delivery_installation",
        f"NOT {DELIVERED.format(day='installed_on')}",
        "nothing is installed before it was delivered",
        events=("INSERT",),
    )
)
register(
    refused_where(
        "delivery_installation_leaned",
        "delivery_installation",
        "NEW.reversed_at IS NOT NULL AND OLD.reversed_at IS NULL AND EXISTS (SELECT 1 FROM delivery_check c "
        f"WHERE c.technology_id = NEW.technology_id AND c.reversed_at IS NULL AND c.state IN {NEEDING})",
        "an installation on which checks stand is not taken back",
        events=("UPDATE",),
    )
)
register(
    kept_columns(
        "delivery_check",
        (
            *("public_id", "technology_id", "checked_on", "state", "evidence", "words", "checked_by", "checker"),
            *(
                "trainer_id",
                "visit_id",
                "used_on",
                "again_on",
                "own_means",
                "why",
                "photo_sha256",
                "submission",
                "recorded_by",
                "recorded_at",
            ),
        ),
        unique=("public_id", "submission"),
    )
)
register(frozen_when("delivery_check", "OLD.reversed_at IS NOT NULL", unique=("public_id", "submission")))
register(
    refused_where(
        "delivery_check_after",
        "delivery_check",
        f"NOT {DELIVERED.format(day='checked_on')} OR (NEW.state IN {NEEDING} AND NOT EXISTS ("
        "SELECT 1 FROM delivery_installation i WHERE i.technology_id = NEW.technology_id AND i.reversed_at IS NULL "
        "AND i.installed_on <= NEW.checked_on))",
        "a check comes after the delivery, and use after the installation",
        events=("INSERT",),
    )
)
register(
    refused_where(
        "delivery_check_of_visit",
        "delivery_check",
        "NEW.visit_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM delivery_visit v "
        "JOIN delivery_technology t ON t.id = NEW.technology_id JOIN nuclei_membership m ON m.id = t.membership_id "
        "WHERE v.id = NEW.visit_id AND v.enrolment_id = m.enrolment_id AND v.visited_on = NEW.checked_on)",
        "a check made on a visit is of the same household and day",
        events=("INSERT",),
    )
)
