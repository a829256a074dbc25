"""What the database itself refuses of voices: handling by somebody whom a grievance is about, rewriting what was
said or decided, bringing back what was forgotten."""

from winay.journal.triggers import append_only, frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import refused_where

# ---- grievances -----------------------------------------------------------------------------------------------------

SAID = ("kind", "channel", "about", "heard_on", "language", "contract_id", "of_staff")
ENDED = ("answered_on", "answered_by", "outcome", "closed_on", "closed_by", "closed_at", "assigned_to", "due_on")


def _changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


register(
    kept_columns(
        "voices_grievance",
        ("public_id", "version_id", "place_id", "nucleus_id", "received_by", "received_at", "synthetic"),
        unique=("public_id",),
    )
)
register(
    refused_where(
        "voices_grievance_accused",
        "voices_grievance",
        "EXISTS (SELECT 1 FROM voices_accused a WHERE a.grievance_id = NEW.id AND a.person IN "
        "(NEW.received_by, NEW.assigned_to, NEW.answered_by, NEW.closed_by))",
        "nobody handles what is about themselves",
        events=("UPDATE",),
    )
)
register(
    refused_where(
        "voices_accused_handles",
        "voices_accused",
        "EXISTS (SELECT 1 FROM voices_grievance g WHERE g.id = NEW.grievance_id AND NEW.person IN "
        "(g.received_by, g.assigned_to, g.answered_by, g.closed_by))",
        "nobody handles what is about themselves",
    )
)
register(
    frozen_when(
        "voices_accused",
        "NOT EXISTS (SELECT 1 FROM voices_grievance g WHERE g.id = OLD.grievance_id AND g.state = 'received')",
        additions=True,
        unique=(("grievance_id", "person"),),
    )
)
register(
    refused_where(
        "voices_grievance_said",
        "voices_grievance",
        f"OLD.state <> 'received' AND ({_changed(SAID)} OR (NEW.forgotten_at IS NULL AND "
        f"({_changed(('words', 'about_whom'))})))",
        "what was answered is not rewritten",
        events=("UPDATE",),
    )
)
register(
    refused_where(
        "voices_grievance_over",
        "voices_grievance",
        f"OLD.state = 'closed' AND (NEW.state = 'answered' OR (NEW.state = 'closed' AND ({_changed(ENDED)})))",
        "what is closed is opened again before it changes",
        events=("UPDATE",),
    )
)
register(
    refused_where(
        "voices_grievance_forgotten",
        "voices_grievance",
        "OLD.forgotten_at IS NOT NULL AND OLD.forgotten_at IS DISTINCT FROM NEW.forgotten_at",
        "what was forgotten stays forgotten",
        events=("UPDATE",),
    )
)
register(
    kept_columns(
        "voices_step",
        ("grievance_id", "kind", "told_on", "told_how", "outcome", "person", "done_by", "done_at"),
        emptied=(
            ("words",),
            "NEW.words = '' AND EXISTS (SELECT 1 FROM voices_grievance g WHERE g.id = NEW.grievance_id "
            "AND g.forgotten_at IS NOT NULL)",
        ),
    )
)

# ---- rumours --------------------------------------------------------------------------------------------------------

register(
    kept_columns(
        "voices_rumour",
        ("public_id", "place_id", "topic", "words", "heard_on", "recorded_by", "recorded_at", "synthetic"),
        unique=("public_id",),
    )
)
register(frozen_when("voices_rumour", "OLD.withdrawn_at IS NOT NULL", unique=("public_id",)))
register(append_only("voices_heard_again", unique=(("rumour_id", "told_on"),)))
register(
    kept_columns(
        "voices_rumour_answer",
        ("public_id", "rumour_id", "told_on", "how", "words", "recorded_by", "recorded_at"),
        unique=("public_id",),
    )
)
register(frozen_when("voices_rumour_answer", "OLD.withdrawn_at IS NOT NULL", unique=("public_id",)))
register(
    refused_where(
        "voices_rumour_answer_after",
        "voices_rumour_answer",
        "EXISTS (SELECT 1 FROM voices_rumour r WHERE r.id = NEW.rumour_id AND (r.heard_on > NEW.told_on "
        "OR r.withdrawn_at IS NOT NULL))",
        "an answer comes after what was heard",
        events=("INSERT",),
    )
)

# ---- conflicts ------------------------------------------------------------------------------------------------------

register(
    kept_columns(
        "voices_conflict",
        (
            *("public_id", "place_id", "about", "words", "since_year", "heard_on", "recorded_by", "recorded_at"),
            "synthetic",
        ),
        unique=("public_id",),
    )
)
register(append_only("voices_party", unique=(("conflict_id", "place_id"),)))
register(
    kept_columns(
        "voices_conflict_step",
        ("public_id", "conflict_id", "kind", "told_on", "words", "recorded_by", "recorded_at"),
        unique=("public_id",),
    )
)
register(frozen_when("voices_conflict_step", "OLD.withdrawn_at IS NOT NULL", unique=("public_id",)))

# ---- microstrategies ------------------------------------------------------------------------------------------------

register(
    kept_columns(
        "voices_strategy",
        ("public_id", "place_id", "shipped", "described_on", "described_by", "described_at", "synthetic"),
        unique=("public_id",),
    )
)
register(frozen_when("voices_strategy", "OLD.withdrawn_at IS NOT NULL", unique=("public_id",)))
register(
    kept_columns(
        "voices_trial",
        (
            *("public_id", "strategy_id", "nucleus_id", "from_on", "zone", "travel", "access_minutes"),
            *("altitude_m", "language", "recorded_by", "recorded_at"),
        ),
        unique=("public_id",),
        while_open=((("strategy_id", "nucleus_id"), "until_on IS NULL AND withdrawn_at IS NULL"),),
    )
)
register(frozen_when("voices_trial", "OLD.withdrawn_at IS NOT NULL", unique=("public_id",)))
register(
    refused_where(
        "voices_trial_ended",
        "voices_trial",
        "OLD.until_on IS NOT NULL AND (" + _changed(("until_on", "result", "evidence", "ended_by", "ended_at")) + ")",
        "a result is not rewritten",
        events=("UPDATE",),
    )
)
register(
    kept_columns(
        "voices_adoption",
        ("public_id", "strategy_id", "nucleus_id", "told_on", "note", "recorded_by", "recorded_at"),
        unique=("public_id",),
        while_open=((("strategy_id", "nucleus_id"), "withdrawn_at IS NULL"),),
    )
)
register(frozen_when("voices_adoption", "OLD.withdrawn_at IS NOT NULL", unique=("public_id",)))
register(
    kept_columns(
        "voices_pilot",
        (
            *("public_id", "strategy_id", "place_id", "question", "indicator", "until_on", "proposed_on"),
            *("proposed_by", "proposed_at"),
        ),
        unique=("public_id",),
        while_open=((("strategy_id",), "state IN ('proposed', 'accepted')"),),
    )
)
register(frozen_when("voices_pilot", "OLD.state IN ('closed', 'withdrawn')", unique=("public_id",)))
register(
    refused_where(
        "voices_pilot_in_order",
        "voices_pilot",
        "NEW.state = 'closed' AND OLD.state <> 'accepted'",
        "only an accepted pilot is closed",
        events=("UPDATE",),
    )
)
