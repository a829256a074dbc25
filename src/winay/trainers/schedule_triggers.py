"""What the database itself refuses of absences and months: two absences of somebody on one day, days outside the
contract, a visit outside its month or while the trainer is away, rewriting what was told."""

from winay.journal.triggers import frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import meets, outside, refused_where

LOCK = "PERFORM 1 FROM trainers_contract WHERE id = NEW.contract_id FOR NO KEY UPDATE;"
register(
    refused_where(
        "trainers_absences_apart",
        "trainers_absence",
        "NEW.taken_back_at IS NULL AND "
        + meets(
            "trainers_absence",
            "kept.contract_id = NEW.contract_id AND kept.taken_back_at IS NULL",
            "from_on",
            "until_on",
        ),
        "an absence meets another",
        lock=LOCK,
    )
)
for _table in ("trainers_absence", "trainers_schedule"):
    _days = (
        "NEW.from_on < c.began_on OR NEW.until_on > c.over_on"
        if _table == "trainers_absence"
        else "NEW.until_on <= c.began_on OR NEW.from_on >= c.over_on"
    )
    register(
        refused_where(
            f"{_table}_within",
            _table,
            outside("trainers_contract", "c", f"c.id = NEW.contract_id AND ({_days})"),
            "it lies within its contract",
            events=("INSERT",),
        )
    )
register(
    refused_where(
        "trainers_planned_within",
        "trainers_planned_visit",
        outside(
            "trainers_schedule",
            "s JOIN trainers_contract c ON c.id = s.contract_id",
            "s.id = NEW.schedule_id AND (s.taken_back_at IS NOT NULL OR NEW.visit_on < s.from_on "
            "OR NEW.visit_on >= s.until_on OR NEW.visit_on < c.began_on OR NEW.visit_on >= c.over_on)",
        ),
        "a visit lies within its month and its contract",
        events=("INSERT",),
    )
)
register(
    refused_where(
        "trainers_planned_present",
        "trainers_planned_visit",
        outside(
            "trainers_schedule",
            "s JOIN trainers_absence a ON a.contract_id = s.contract_id",
            "s.id = NEW.schedule_id AND a.taken_back_at IS NULL AND a.from_on <= NEW.visit_on "
            "AND a.until_on > NEW.visit_on",
        ),
        "nobody is visited while the trainer is away",
        events=("INSERT",),
    )
)
register(
    kept_columns(
        "trainers_absence",
        ("public_id", "contract_id", "from_on", "until_on", "why", "note", "told_by", "told_at"),
        unique=("public_id",),
    )
)
register(frozen_when("trainers_absence", "OLD.taken_back_at IS NOT NULL", unique=("public_id",)))
register(
    kept_columns(
        "trainers_schedule",
        ("public_id", "contract_id", "from_on", "until_on", "base_id", "each", "planned_by", "planned_at"),
        unique=("public_id",),
        while_open=((("contract_id", "from_on"), "taken_back_at IS NULL"),),
    )
)
register(frozen_when("trainers_schedule", "OLD.taken_back_at IS NOT NULL", unique=("public_id",)))
register(
    kept_columns(
        "trainers_planned_visit",
        ("schedule_id", "enrolment_id", "visit_on", "position", "way_minutes", "back_minutes"),
        while_open=(
            (("schedule_id", "enrolment_id", "visit_on"), "dropped_at IS NULL"),
            (("schedule_id", "visit_on", "position"), "dropped_at IS NULL"),
        ),
    )
)
register(frozen_when("trainers_planned_visit", "OLD.dropped_at IS NOT NULL"))
register(
    kept_columns(
        "trainers_shortfall",
        ("schedule_id", "enrolment_id", "visits", "why"),
        while_open=((("schedule_id", "enrolment_id"), "dropped_at IS NULL"),),
    )
)
register(frozen_when("trainers_shortfall", "OLD.dropped_at IS NOT NULL"))
