"""What the database itself refuses of supervision: rewriting what was found, said or drawn, a closed signal that
changes without being opened again, a household outside its sample."""

from winay.journal.triggers import append_only, kept_columns, register
from winay.nuclei.trigger_sql import outside, refused_where

ENDED = ("told_on", "answer_due_on", "answered_on", "transcribed_by", "outcome", "closed_on", "closed_by", "closed_at")


def _changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


# ---- signals --------------------------------------------------------------------------------------------------------

register(
    kept_columns(
        "supervision_signal",
        (
            *("public_id", "kind", "nucleus_id", "office_id", "place_id", "version_id", "subject", "detail", "month"),
            *("contract_id", "item", "community_id", "about_person", "settings", "found_at", "found_on"),
            *("found_by", "synthetic"),
        ),
        unique=("public_id",),
    )
)
register(
    refused_where(
        "supervision_signal_closed",
        "supervision_signal",
        f"OLD.state = 'closed' AND (NEW.state = 'withdrawn' OR (NEW.state = 'closed' AND ({_changed(ENDED)})))",
        "a closed signal is opened again before it changes",
        events=("UPDATE",),
    )
)
register(
    refused_where(
        "supervision_signal_in_order",
        "supervision_signal",
        "NEW.state = 'closed' AND OLD.state = 'withdrawn'",
        "a withdrawn signal is not closed",
        events=("UPDATE",),
    )
)
register(
    kept_columns(
        "supervision_evidence",
        (*("signal_id", "kind", "key", "seen_on", "start_minute", "minutes", "number", "other", "words", "found_at"),),
        while_open=((("signal_id", "kind", "key", "seen_on"), "gone_at IS NULL"),),
    )
)
register(
    kept_columns(
        "supervision_step",
        ("public_id", "signal_id", "kind", "done_on", "whom", "how", "outcome", "words", "done_by", "done_at"),
        unique=("public_id",),
    )
)
register(
    refused_where(
        "supervision_step_back",
        "supervision_step",
        "OLD.reversed_at IS NOT NULL AND (" + _changed(("reversed_by", "reversed_at", "reversed_why")) + ")",
        "what was taken back stays so",
        events=("UPDATE",),
    )
)

# ---- samples --------------------------------------------------------------------------------------------------------

register(
    kept_columns(
        "supervision_sample",
        (
            *("public_id", "nucleus_id", "central_id", "office_id", "place_id", "version_id", "from_on", "until_on"),
            *("size", "population", "seed", "frame_seal", "number", "drawn_on", "drawn_by", "drawn_at", "synthetic"),
        ),
        unique=("public_id",),
    )
)
register(
    refused_where(
        "supervision_sample_void",
        "supervision_sample",
        "OLD.state = 'void' AND NEW.state <> 'void'",
        "a sample drawn by mistake stays so",
        events=("UPDATE",),
    )
)
register(
    kept_columns(
        "supervision_spot",
        (
            *("public_id", "sample_id", "position", "enrolment_id", "household", "reserve", "reported_visits"),
            *("reported_last_on", "reported_deliveries"),
        ),
        unique=("public_id", ("sample_id", "position"), ("sample_id", "household")),
    )
)
register(
    refused_where(
        "supervision_spot_over",
        "supervision_spot",
        outside("supervision_sample", "s", "s.id = NEW.sample_id AND s.state <> 'field'")
        + " AND ("
        + _changed(("missed_why", "missed_on", "missed_note", "missed_by", "missed_at", "instead_of_id"))
        + ")",
        "a sample that is over does not change",
        events=("UPDATE",),
    )
)
register(
    refused_where(
        "supervision_spot_instead",
        "supervision_spot",
        "NEW.instead_of_id IS NOT NULL AND NOT "
        + outside(
            "supervision_spot", "o", "o.id = NEW.instead_of_id AND o.sample_id = NEW.sample_id AND o.missed_why <> ''"
        ),
        "a reserve takes the place of a household that could not be asked",
    )
)
register(
    refused_where(
        "supervision_finding_place",
        "supervision_finding",
        "NOT "
        + outside(
            "supervision_spot",
            "p JOIN supervision_sample s ON s.id = p.sample_id",
            "p.id = NEW.spot_id AND s.state = 'field' AND p.missed_why = '' "
            "AND (NOT p.reserve OR p.instead_of_id IS NOT NULL) AND NEW.found_on >= s.drawn_on",
        ),
        "only a household of a sample in the field is asked",
        events=("INSERT",),
    )
)
register(
    kept_columns(
        "supervision_finding",
        (
            *("public_id", "spot_id", "found_on", "found_by", "met", "remembered", "came", "goods", "note"),
            *("recorded_by", "recorded_at", "replaces_id"),
        ),
        unique=("public_id", "replaces_id"),
        while_open=((("spot_id",), "ended_how = ''"),),
    )
)
register(append_only("supervision_seen", unique=(("finding_id", "item"),)))
