"""What the database itself refuses of visits and sessions: days and households outside contract and caseload, two
things of a trainer at the same minutes, people added later, rewriting what was told."""

from winay.journal.set_keys import checked_by_set
from winay.journal.triggers import append_only, frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import outside, refused_in_set, refused_where

# Visits are 30 million: on PostgreSQL their keys and days are asked for all rows of a statement at once.

MINE = (
    "mine.id = NEW.contract_id AND k.ended_how = '' "
    "AND k.start_minute < NEW.start_minute + NEW.minutes AND NEW.start_minute < k.start_minute + k.minutes"
)
BUT_ITSELF = "AND k.id <> COALESCE(NEW.id, -1) AND k.id <> COALESCE(NEW.replaces_id, -1)"
ONE_PLACE = "a trainer is in one place at a time"
CORRECTS = "a correction is of one that it replaces"


def taken(table: str, held: str, day: str, but: str = "") -> str:
    """SQL: whether the trainer was elsewhere in the same minutes."""
    contracts = (
        f"mine JOIN trainers_contract c ON c.applicant_id = mine.applicant_id JOIN {table} k ON k.contract_id = c.id"
    )
    return outside("trainers_contract", contracts, f"{MINE} AND k.{held} = NEW.{day} {but}")


def meeting() -> str:
    """SQL: whether two things of one trainer meet on a day of the new visits: of those in their order, one begins
    before the last is over. Each day is read once, however many visits it has. Contract and day are asked as a pair, so
    that no plan, however old, goes through everybody's visits of the day."""
    days = (
        "SELECT DISTINCT c.applicant_id, mine.id AS contract_id, one.visited_on FROM fresh one "
        "JOIN trainers_contract c ON c.id = one.contract_id JOIN trainers_contract mine "
        "ON mine.applicant_id = c.applicant_id"
    )
    held = " UNION ALL ".join(
        "SELECT day.applicant_id, day.visited_on, k.start_minute, k.minutes FROM day "
        f"CROSS JOIN LATERAL (SELECT start_minute, minutes FROM {table} WHERE (contract_id, {on}) "
        "BETWEEN (day.contract_id, day.visited_on) AND (day.contract_id, day.visited_on) AND ended_how = '' OFFSET 0) k"
        for table, on in (("delivery_visit", "visited_on"), ("delivery_session", "held_on"))
    )
    early = (
        "SELECT start_minute < lag(start_minute + minutes) OVER "
        "(PARTITION BY applicant_id, visited_on ORDER BY start_minute) AS early"
    )
    return f"EXISTS (WITH day AS MATERIALIZED ({days}) SELECT 1 FROM ({early} FROM ({held}) held) told WHERE early)"


def corrects_nothing(table: str) -> str:
    """SQL: whether it says that it corrects a row, and that row was not replaced or is of somebody else."""
    return "NEW.replaces_id IS NOT NULL AND NOT " + outside(
        table, "k", "k.id = NEW.replaces_id AND k.ended_how = 'replaced' AND k.contract_id = NEW.contract_id "
        "AND k.nucleus_id = NEW.nucleus_id"
    )  # fmt: skip


register(
    refused_in_set(
        "delivery_visit_apart",
        "delivery_visit",
        (
            taken("delivery_visit", "visited_on", "visited_on", BUT_ITSELF),
            taken("delivery_session", "held_on", "visited_on"),
        ),
        ONE_PLACE,
        together=meeting(),
        lock="PERFORM 1 FROM trainers_applicant a WHERE a.id IN (SELECT c.applicant_id FROM trainers_contract c "
        "WHERE c.id IN (SELECT contract_id FROM fresh)) ORDER BY a.id FOR NO KEY UPDATE;",
    )
)
register(
    refused_where(
        "delivery_session_apart",
        "delivery_session",
        f"{taken('delivery_visit', 'visited_on', 'held_on')} OR "
        f"{taken('delivery_session', 'held_on', 'held_on', BUT_ITSELF)}",
        ONE_PLACE,
        lock="PERFORM 1 FROM trainers_applicant a WHERE a.id = (SELECT c.applicant_id FROM trainers_contract c "
        "WHERE c.id = NEW.contract_id) FOR NO KEY UPDATE;",
        events=("INSERT",),
    )
)
register(
    refused_in_set("delivery_visit_replaces", "delivery_visit", (corrects_nothing("delivery_visit"),), CORRECTS)
)  # fmt: skip
register(
    refused_where(
        "delivery_session_replaces",
        "delivery_session",
        corrects_nothing("delivery_session"),
        CORRECTS,
        events=("INSERT",),
    )
)
register(frozen_when("delivery_visit", "OLD.ended_how <> ''", unique=("public_id",)))
register(frozen_when("delivery_session", "OLD.ended_how <> ''", unique=("public_id",)))
for column, target in (
    ("contract_id", "trainers_contract"),
    ("enrolment_id", "enrolment_enrolment"),
    ("nucleus_id", "nuclei_nucleus"),
    ("receiver_id", "registry_member"),
    ("replaces_id", "delivery_visit"),
):
    register(checked_by_set("delivery_visit", column, target))
register(
    refused_in_set(
        "delivery_visit_within",
        "delivery_visit",
        (
            "NOT "
            + outside(
                "trainers_case",
                "t JOIN trainers_contract c ON c.id = t.contract_id "
                "JOIN enrolment_enrolment e ON e.id = t.enrolment_id "
                "JOIN nuclei_membership m ON m.enrolment_id = e.id "
                "JOIN trainers_contract_nucleus s ON s.contract_id = c.id AND s.nucleus_id = m.nucleus_id",
                "t.enrolment_id = NEW.enrolment_id AND t.contract_id = NEW.contract_id AND c.kind = NEW.kind "
                "AND m.nucleus_id = NEW.nucleus_id AND c.began_on <= NEW.visited_on AND c.over_on > NEW.visited_on "
                "AND t.from_on <= NEW.visited_on AND (t.until_on IS NULL OR t.until_on > NEW.visited_on) "
                "AND e.enrolled_on <= NEW.visited_on AND (e.ended_on IS NULL OR e.ended_on > NEW.visited_on) "
                "AND m.joined_on <= NEW.visited_on AND (m.left_on IS NULL OR m.left_on > NEW.visited_on)",
            ),
        ),
        "a trainer visits households of their caseload while their contract lasts",
    )
)
register(
    refused_where(
        "delivery_session_within",
        "delivery_session",
        "NOT "
        + outside(
            "trainers_contract",
            "c JOIN trainers_contract_nucleus s ON s.contract_id = c.id",
            "c.id = NEW.contract_id AND c.kind = NEW.kind AND s.nucleus_id = NEW.nucleus_id "
            "AND c.began_on <= NEW.held_on AND c.over_on > NEW.held_on",
        ),
        "a session is of a nucleus that the contract serves, while it lasts",
        events=("INSERT",),
    )
)
register(
    refused_where(
        "delivery_attendance_within",
        "delivery_session_attendance",
        "NOT "
        + outside(
            "delivery_session",
            "d JOIN nuclei_membership m ON m.nucleus_id = d.nucleus_id JOIN enrolment_enrolment e "
            "ON e.id = m.enrolment_id",
            "d.id = NEW.session_id AND m.enrolment_id = NEW.enrolment_id AND m.joined_on <= d.held_on "
            "AND (m.left_on IS NULL OR m.left_on > d.held_on) AND (e.ended_on IS NULL OR e.ended_on > d.held_on)",
        ),
        "who comes to a session belongs to a household of the nucleus",
        events=("INSERT",),
    )
)
register(
    refused_where(
        "delivery_presence_told",
        "delivery_presence",
        outside(
            "delivery_visit",
            "v",
            "v.id = NEW.visit_id AND (NEW.position > v.present OR NEW.member_id = v.receiver_id)",
        ),
        "nobody is added to a visit later, nor is there twice",
        events=("INSERT",),
    )
)
register(
    kept_columns(
        "delivery_visit",
        (
            *(
                "public_id",
                "contract_id",
                "enrolment_id",
                "nucleus_id",
                "kind",
                "visited_on",
                "start_minute",
                "minutes",
            ),
            *("receiver_id", "receiver_relation", "receiver_sex", "receiver_name", "items", "topics"),
            *("language", "present", "last_time", "last_why", "advice", "demonstration", "initiative"),
            *("initiative_what", "doubts", "witness", "next_on", "latitude_e6", "longitude_e6", "accuracy_m"),
            *("water_source", "water_flow", "water_turn", "feed", "weather", "agrarian_report", "withdrawal_told"),
            *("safety", "safety_what", "source", "submission", "recorded_by", "recorded_at", "replaces_id"),
            "synthetic",
        ),
        unique=("public_id", "submission", "replaces_id"),
        while_open=((("enrolment_id", "visited_on", "contract_id"), "ended_how = ''"),),
    )
)
register(
    kept_columns(
        "delivery_session",
        (
            *("public_id", "contract_id", "nucleus_id", "kind", "held_on", "start_minute", "minutes", "venue"),
            *("language", "guest_women", "guest_men", "notes", "source", "recorded_by", "recorded_at", "replaces_id"),
            *("submission", "synthetic"),
        ),
        unique=("public_id", "submission", "replaces_id"),
        while_open=((("contract_id", "held_on", "start_minute"), "ended_how = ''"),),
    )
)
register(append_only("delivery_presence", unique=(("visit_id", "position"), ("visit_id", "member_id"))))
register(append_only("delivery_agreement", unique=(("visit_id", "position"),)))
register(append_only("delivery_production", unique=(("visit_id", "item"),)))
register(append_only("delivery_session_topic", unique=(("session_id", "item", "topic"),)))
register(append_only("delivery_session_attendance", unique=(("session_id", "member_id"),)))
