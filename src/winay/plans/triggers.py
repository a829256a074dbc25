"""What the database itself refuses of prices, workshops and plans: rewriting what was told, and a plan that is approved
without what a plan needs."""

from winay.journal.triggers import append_only, frozen_when, kept_columns, register
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

# ---- workshops while they are held -----------------------------------------------------------------------------------

register(
    kept_columns(
        "plans_live_workshop",
        ("public_id", "nucleus_id", "assembly_id", "opened_by", "opened_at", "synthetic"),
        unique=("public_id", "assembly_id"),
    )
)
register(
    refused_where(
        "plans_live_of_assembly",
        "plans_live_workshop",
        "NOT EXISTS (SELECT 1 FROM nuclei_assembly a WHERE a.id = NEW.assembly_id AND a.nucleus_id = NEW.nucleus_id "
        "AND a.kind = 'diagnostic' AND a.state IN ('called', 'held') AND a.reversed_at IS NULL)",
        "a workshop is held in a diagnostic assembly that stands",
        events=("INSERT",),
    )
)
register(
    refused_where(
        "plans_live_mode_kept",
        "plans_live_workshop",
        "NEW.mode <> OLD.mode AND EXISTS (SELECT 1 FROM plans_live_mark m WHERE m.live_id = NEW.id "
        "AND m.kind IN ('wants', 'ballot') GROUP BY m.kind, m.key HAVING SUM(m.number) > 0)",
        "how a workshop chooses stays once something was counted",
        events=("UPDATE",),
    )
)
register(append_only("plans_live_mark", unique=("public_id", "takes_back_id")))
OF_LIVE = "SELECT COALESCE(SUM(m.number), 0) FROM plans_live_mark m WHERE m.live_id = NEW.live_id AND m.kind = "
HOMES = f"({OF_LIVE}'came' AND m.key IN ('woman', 'man'))"
BALLOTS = f"({OF_LIVE}'ballot')"
WANTED = f"({OF_LIVE}'wants' AND m.key = NEW.key)"
LIVE = "(SELECT l.mode FROM plans_live_workshop l WHERE l.id = NEW.live_id)"
ANY_OVER = (
    "EXISTS (SELECT 1 FROM plans_live_mark w WHERE w.live_id = NEW.live_id AND w.kind = 'wants' "
    "GROUP BY w.key HAVING SUM(w.number) > {most})"
)
LOCK = "PERFORM 1 FROM plans_live_workshop l WHERE l.id = NEW.live_id FOR UPDATE;"
for _name, _wrong, _why in (
    (
        "plans_live_mark_open",
        "NOT EXISTS (SELECT 1 FROM plans_live_workshop l JOIN nuclei_assembly a ON a.id = l.assembly_id "
        "WHERE l.id = NEW.live_id AND l.closed_at IS NULL AND a.state IN ('called', 'held') AND a.reversed_at IS NULL)",
        "nothing is counted in a workshop that is closed",
    ),
    (
        "plans_live_mark_ballots",
        f"NEW.kind = 'ballot' AND ({LIVE} <> 'secret' OR NEW.number > 0 AND {BALLOTS} + NEW.number > {HOMES} "
        f"OR NEW.number < 0 AND {ANY_OVER.format(most=f'{BALLOTS} + NEW.number')})",
        "no more ballots than households, and no fewer than votes",
    ),
    (
        "plans_live_mark_votes",
        f"NEW.kind = 'wants' AND NEW.number > 0 AND ({LIVE} = 'secret' AND {WANTED} + NEW.number > {BALLOTS} "
        f"OR {LIVE} <> 'secret' AND {WANTED} + NEW.number > {HOMES})",
        "no more votes than ballots or households",
    ),
    (
        "plans_live_mark_leans",
        "NEW.kind = 'came' AND NEW.number < 0 AND NEW.key IN ('woman', 'man') AND "
        f"({BALLOTS} > {HOMES} + NEW.number OR {ANY_OVER.format(most=f'{HOMES} + NEW.number')})",
        "households whose votes were counted came",
    ),
    (
        "plans_live_mark_whose",
        f"NEW.kind = 'wants' AND ((NEW.membership_id IS NOT NULL) <> ({LIVE} = 'each') "
        "OR NEW.membership_id IS NOT NULL AND (NOT EXISTS (SELECT 1 FROM plans_live_workshop l "
        "JOIN nuclei_membership s ON s.nucleus_id = l.nucleus_id "
        "WHERE l.id = NEW.live_id AND s.id = NEW.membership_id) OR NEW.number > 0 AND "
        f"({OF_LIVE}'wants' AND m.key = NEW.key AND m.membership_id = NEW.membership_id) > 0))",
        "only where each says its own is a household named, of the nucleus, once for each item",
    ),
    (
        "plans_live_mark_back",
        "NEW.takes_back_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM plans_live_mark t WHERE t.id = NEW.takes_back_id "
        "AND t.live_id = NEW.live_id AND t.kind = NEW.kind AND t.key = NEW.key AND t.question = NEW.question "
        "AND t.words = NEW.words AND t.number = -NEW.number AND t.takes_back_id IS NULL "
        "AND NOT t.membership_id IS DISTINCT FROM NEW.membership_id)",
        "what takes a mark back is its negative",
    ),
):
    register(refused_where(_name, "plans_live_mark", _wrong, _why, lock=LOCK, events=("INSERT",)))

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
