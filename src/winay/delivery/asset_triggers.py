"""What the database itself refuses of deliveries: what no plan in force gave, more than was ordered, rewriting what was
told, and taking back what other acts stand on."""

from winay.journal.triggers import frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import refused_where

STANDING = "reversed_at IS NULL"
PLANNED = (
    "EXISTS (SELECT 1 FROM delivery_technology t JOIN plans_household_plan h ON h.membership_id = t.membership_id "
    "JOIN plans_plan p ON p.id = h.plan_id WHERE t.id = NEW.technology_id AND t.nucleus_id = NEW.nucleus_id "
    "AND p.id = NEW.plan_id AND p.nucleus_id = NEW.nucleus_id AND p.state = 'approved' "
    "AND p.decided_on <= NEW.delivered_on AND NEW.modules = CASE WHEN h.varied "
    "THEN (SELECT i.modules FROM plans_household_item i WHERE i.household_id = h.id AND i.item = t.item) "
    "ELSE (SELECT i.modules FROM plans_plan_item i WHERE i.plan_id = p.id AND i.item = t.item) END)"
)
ORDERED = (
    "EXISTS (SELECT 1 FROM delivery_delivery d JOIN delivery_technology t ON t.id = d.technology_id "
    "JOIN plans_order_line o ON o.plan_id = d.plan_id AND o.item = t.item AND o.position = NEW.position "
    "WHERE d.id = NEW.delivery_id AND NEW.due = o.per_module * d.modules)"
)
TAKEN = (
    "(SELECT COALESCE(SUM(l.accepted), 0) FROM delivery_delivery_line l "
    "JOIN delivery_delivery d ON d.id = l.delivery_id "
    "JOIN delivery_delivery mine ON mine.technology_id = d.technology_id "
    "WHERE mine.id = NEW.delivery_id AND d.reversed_at IS NULL AND l.position = NEW.position)"
)
FIRST_OTHER = (
    "(SELECT MIN(d.delivered_on) FROM delivery_delivery d WHERE d.technology_id = NEW.technology_id "
    "AND d.reversed_at IS NULL AND d.id <> NEW.id)"
)

register(
    kept_columns(
        "delivery_technology",
        ("public_id", "nucleus_id", "membership_id", "item", "synthetic"),
        unique=("public_id", ("membership_id", "item")),
    )
)
register(
    refused_where(
        "delivery_technology_of_nucleus",
        "delivery_technology",
        "NOT EXISTS (SELECT 1 FROM nuclei_membership m WHERE m.id = NEW.membership_id "
        "AND m.nucleus_id = NEW.nucleus_id)",
        "a technology belongs to the nucleus of its household",
        events=("INSERT",),
    )
)
register(
    kept_columns(
        "delivery_delivery",
        (
            *("public_id", "technology_id", "nucleus_id", "plan_id", "modules", "delivered_on", "trainer_id"),
            *("receiver_id", "receiver_name", "receiver_kin", "receiver_sex", "first_witness", "first_role"),
            *("second_witness", "second_role", "explained", "supplier", "voucher", "note", "photo_sha256"),
            *("mark_sha256", "submission", "recorded_by", "recorded_at", "synthetic"),
        ),
        unique=("public_id", ("submission", "technology_id")),
    )
)
register(
    frozen_when(
        "delivery_delivery", "OLD.reversed_at IS NOT NULL", unique=("public_id", ("submission", "technology_id"))
    )
)
register(
    refused_where(
        "delivery_delivery_planned",
        "delivery_delivery",
        f"NOT {PLANNED}",
        "nothing is delivered that the plan in force does not give",
        events=("INSERT",),
    )
)
register(
    refused_where(
        "delivery_delivery_leaned_on",
        "delivery_delivery",
        "NEW.reversed_at IS NOT NULL AND OLD.reversed_at IS NULL AND ("
        "EXISTS (SELECT 1 FROM delivery_installation i WHERE i.technology_id = NEW.technology_id "
        f"AND i.reversed_at IS NULL AND ({FIRST_OTHER} IS NULL OR i.installed_on < {FIRST_OTHER})) OR "
        "EXISTS (SELECT 1 FROM delivery_check c WHERE c.technology_id = NEW.technology_id "
        f"AND c.reversed_at IS NULL AND ({FIRST_OTHER} IS NULL OR c.checked_on < {FIRST_OTHER})))",
        "a delivery on which installations or checks stand is not taken back",
        events=("UPDATE",),
    )
)
register(
    kept_columns(
        "delivery_delivery_line",
        (
            *("delivery_id", "position", "words", "unit", "due", "counted", "accepted", "rejected", "reject_why"),
            *("lot", "expires_on"),
        ),
        unique=(("delivery_id", "position"),),
    )
)
register(
    refused_where(
        "delivery_line_ordered",
        "delivery_delivery_line",
        f"NOT {ORDERED} OR {TAKEN} + NEW.accepted > NEW.due",
        "nothing is taken beyond what the plan gives the household",
        events=("INSERT",),
    )
)
register(
    kept_columns(
        "delivery_complaint",
        ("public_id", "line_id", "nucleus_id", "said", "cure_by"),
        unique=("public_id", "line_id"),
    )
)
register(
    refused_where(
        "delivery_complaint_cured",
        "delivery_complaint",
        "NOT EXISTS (SELECT 1 FROM delivery_delivery_line l JOIN delivery_delivery d ON d.id = l.delivery_id "
        "WHERE l.id = NEW.line_id AND d.nucleus_id = NEW.nucleus_id AND NEW.cure_by > d.delivered_on "
        "AND (NEW.ended_on IS NULL OR NEW.ended_on >= d.delivered_on) AND (NEW.ended_with_id IS NULL OR EXISTS ("
        "SELECT 1 FROM delivery_delivery b JOIN delivery_delivery_line bl ON bl.delivery_id = b.id "
        "WHERE b.id = NEW.ended_with_id AND b.id <> d.id AND b.technology_id = d.technology_id "
        "AND b.reversed_at IS NULL AND bl.position = l.position AND bl.accepted > 0)))",
        "a complaint belongs to its delivery, and what cured it came by another",
    )
)
