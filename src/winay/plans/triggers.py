"""What the database itself refuses of prices, workshops and plans: rewriting what was told, and a plan that is approved
without what a plan needs."""

from winay.journal.triggers import frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import refused_where

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

# ---- workshops ------------------------------------------------------------------------------------------------------

DECIDED = "EXISTS (SELECT 1 FROM plans_workshop w WHERE w.id = OLD.workshop_id AND w.state IN ('approved', 'reversed'))"
TOLD = ("facilitator", "mode", "present", "notes", "told_by", "told_at", "returned_why", "decided_by", "decided_at")
register(
    refused_where(
        "plans_workshop_of_assembly",
        "plans_workshop",
        "NOT EXISTS (SELECT 1 FROM nuclei_assembly a WHERE a.id = NEW.assembly_id AND a.nucleus_id = NEW.nucleus_id "
        "AND a.kind = 'diagnostic' AND a.state = 'held' AND a.reversed_at IS NULL)",
        "a workshop is told of a diagnostic assembly that was held",
        events=("INSERT",),
    )
)
register(
    kept_columns(
        "plans_workshop",
        ("public_id", "nucleus_id", "assembly_id", "synthetic"),
        unique=("public_id",),
        while_open=((("assembly_id",), "state <> 'reversed'"),),
    )
)
register(frozen_when("plans_workshop", "OLD.state = 'reversed'", unique=("public_id",)))
register(
    refused_where(
        "plans_workshop_approved",
        "plans_workshop",
        "OLD.state = 'approved' AND (NEW.state NOT IN ('approved', 'reversed') OR "
        + " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in TOLD)
        + ")",
        "an approved workshop is not rewritten",
        events=("UPDATE",),
    )
)
register(frozen_when("plans_answer", DECIDED, additions=True, unique=(("workshop_id", "position"),)))
register(frozen_when("plans_choice", DECIDED, additions=True))

# ---- plans ----------------------------------------------------------------------------------------------------------

NOT_DRAFT = "NOT EXISTS (SELECT 1 FROM plans_plan p WHERE p.id = OLD.plan_id AND p.state = 'draft')"
FROM_MENU = (
    "(SELECT COUNT(DISTINCT c.code) FROM plans_plan_item i "
    "JOIN nuclei_nucleus n ON n.id = NEW.nucleus_id "
    "JOIN programs_menu_item m ON m.version_id = n.version_id AND m.key = i.item "
    "JOIN programs_item_code c ON c.item_id = m.id AND c.kind = 'component' AND c.code IN ('1', '2') "
    "WHERE i.plan_id = NEW.id)"
)
OFF_MENU = (
    "EXISTS (SELECT 1 FROM plans_plan_item i JOIN nuclei_nucleus n ON n.id = NEW.nucleus_id WHERE i.plan_id = NEW.id "
    "AND NOT EXISTS (SELECT 1 FROM programs_menu_item m WHERE m.version_id = n.version_id AND m.key = i.item))"
)
register(
    kept_columns(
        "plans_plan",
        (
            *("public_id", "nucleus_id", "workshop_id", "number", "replaces_id", "drafted_by", "drafted_at"),
            "synthetic",
        ),
        unique=("public_id",),
        while_open=(
            (("nucleus_id", "number"), "state <> 'withdrawn'"),
            (("nucleus_id",), "state IN ('draft', 'submitted')"),
        ),
    )
)
register(frozen_when("plans_plan", "OLD.state IN ('approved', 'withdrawn')", unique=("public_id",)))
register(
    refused_where(
        "plans_plan_begins", "plans_plan", "NEW.state <> 'draft'", "a plan begins as a draft", events=("INSERT",)
    )
)
register(
    refused_where(
        "plans_plan_of_workshop",
        "plans_plan",
        "NEW.state IN ('submitted', 'approved') AND NOT EXISTS (SELECT 1 FROM plans_workshop w "
        "WHERE w.id = NEW.workshop_id AND w.nucleus_id = NEW.nucleus_id AND w.state = 'approved')",
        "a plan stands on an approved workshop of its nucleus",
        events=("UPDATE",),
    )
)
register(
    refused_where(
        "plans_plan_both_menus",
        "plans_plan",
        f"NEW.state IN ('submitted', 'approved') AND ({FROM_MENU} <> 2 OR {OFF_MENU})",
        "a plan takes something of both menus, and nothing else",
        events=("UPDATE",),
    )
)
register(
    refused_where(
        "plans_plan_costed",
        "plans_plan",
        "NEW.state IN ('submitted', 'approved') AND (NOT EXISTS (SELECT 1 FROM plans_household_plan h "
        "WHERE h.plan_id = NEW.id) OR EXISTS (SELECT 1 FROM plans_household_plan h WHERE h.plan_id = NEW.id "
        "AND (h.cost IS NULL OR h.cap_soles <> NEW.cap_soles)) OR "
        "(SELECT SUM(h.cost) FROM plans_household_plan h WHERE h.plan_id = NEW.id) <> NEW.total OR "
        "(SELECT COALESCE(SUM(o.amount), 0) FROM plans_order_line o WHERE o.plan_id = NEW.id) <> NEW.total)",
        "a plan that is sent knows what every household costs, and its orders add up to it",
        events=("UPDATE",),
    )
)
register(
    refused_where(
        "plans_plan_approved_after_sent",
        "plans_plan",
        "NEW.state = 'approved' AND OLD.state <> 'submitted'",
        "only a plan that was sent is approved",
        events=("UPDATE",),
    )
)
register(frozen_when("plans_plan_item", NOT_DRAFT, additions=True, unique=(("plan_id", "item"),)))
register(frozen_when("plans_need_met", NOT_DRAFT, additions=True, unique=(("plan_id", "item", "position"),)))
register(frozen_when("plans_contribution", NOT_DRAFT, additions=True, unique=("public_id",)))
register(frozen_when("plans_household_plan", NOT_DRAFT, additions=True, unique=(("plan_id", "membership_id"),)))
register(
    frozen_when(
        "plans_household_item",
        "NOT EXISTS (SELECT 1 FROM plans_household_plan h JOIN plans_plan p ON p.id = h.plan_id "
        "WHERE h.id = OLD.household_id AND p.state = 'draft')",
        additions=True,
        unique=(("household_id", "item"),),
    )
)
register(frozen_when("plans_order_line", NOT_DRAFT, additions=True, unique=(("plan_id", "item", "position"),)))
register(
    refused_where(
        "plans_household_of_nucleus",
        "plans_household_plan",
        "NOT EXISTS (SELECT 1 FROM plans_plan p JOIN nuclei_membership m ON m.nucleus_id = p.nucleus_id "
        "WHERE p.id = NEW.plan_id AND m.id = NEW.membership_id)",
        "the plan of a household belongs to its nucleus",
        events=("INSERT",),
    )
)
