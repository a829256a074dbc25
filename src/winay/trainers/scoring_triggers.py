"""What the database itself refuses of scores, rankings and appeals: points over a maximum, a sheet of somebody who has
a conflict, changing what was closed, an appeal answered by a scorer."""

from winay.journal.triggers import append_only, frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import outside, refused_where

register(
    kept_columns(
        "trainers_scorer",
        ("public_id", "contest_id", "person", "named_by", "named_at"),
        unique=("public_id", ("contest_id", "person")),
    )
)
register(kept_columns("trainers_conflict", ("scorer_id", "application_id"), unique=(("scorer_id", "application_id"),)))
PAIR = "{0}.scorer_id = NEW.scorer_id AND {0}.application_id = NEW.application_id"
register(
    refused_where(
        "trainers_conflict_after_sheet",
        "trainers_conflict",
        outside("trainers_sheet", "s", f"{PAIR.format('s')} AND s.closed_at IS NOT NULL"),
        "the sheet is closed: what ties scorer and candidate was declared before",
    )
)
register(
    refused_where(
        "trainers_sheet_without_conflict",
        "trainers_sheet",
        "NOT " + outside("trainers_conflict", "k", f"{PAIR.format('k')} AND k.kind = 'none'"),
        "a scorer first declares that nothing ties them to the candidate",
    )
)
register(
    kept_columns(
        "trainers_sheet",
        ("public_id", "scorer_id", "application_id"),
        unique=("public_id", ("scorer_id", "application_id")),
    )
)
register(
    frozen_when("trainers_sheet", "OLD.closed_at IS NOT NULL", unique=("public_id", ("scorer_id", "application_id")))
)
OVER = outside("programs_contest_criterion", "c", "c.id = NEW.criterion_id AND NEW.points > c.maximum")
register(refused_where("trainers_score_maximum", "trainers_score", OVER, "more points than the criterion gives"))
register(
    frozen_when(
        "trainers_score",
        "EXISTS (SELECT 1 FROM trainers_sheet s WHERE s.id = OLD.sheet_id AND s.closed_at IS NOT NULL)",
        additions=True,
        unique=(("sheet_id", "criterion_id"),),
    )
)
register(
    kept_columns(
        "trainers_ranking",
        ("public_id", "contest_id", "number", "pass_mark", "draw_on", "draw_minutes", "drawn_up_by", "drawn_up_at"),
        unique=("public_id", ("contest_id", "number")),
    )
)
register(
    frozen_when(
        "trainers_ranking",
        "OLD.published_at IS NOT NULL OR OLD.returned_at IS NOT NULL",
        unique=("public_id", ("contest_id", "number")),
    )
)
register(append_only("trainers_rank_line", unique=(("ranking_id", "application_id"),)))
register(append_only("trainers_rank_part", unique=(("line_id", "criterion_id"),)))
register(
    kept_columns(
        "trainers_appeal",
        ("public_id", "ranking_id", "application_id", "received_on", "text", "registered_by", "registered_at"),
        unique=("public_id", ("ranking_id", "application_id")),
    )
)
register(
    frozen_when(
        "trainers_appeal", "OLD.answered_at IS NOT NULL", unique=("public_id", ("ranking_id", "application_id"))
    )
)
register(
    refused_where(
        "trainers_appeal_apart",
        "trainers_appeal",
        "NEW.answered_by IS NOT NULL AND "
        + outside(
            "trainers_ranking",
            "r",
            "r.id = NEW.ranking_id AND EXISTS (SELECT 1 FROM trainers_scorer s WHERE s.contest_id = r.contest_id "
            "AND s.person = NEW.answered_by)",
        ),
        "an appeal is answered by somebody who did not score",
    )
)
register(
    refused_where(
        "trainers_appeal_in_time",
        "trainers_appeal",
        outside(
            "trainers_ranking",
            "r",
            "r.id = NEW.ranking_id AND (r.published_on IS NULL OR NEW.received_on < r.published_on "
            "OR NEW.received_on > r.appeals_until)",
        ),
        "the appeal came before the results were published or after its term",
        events=("INSERT",),
    )
)
register(append_only("trainers_correction", unique=(("appeal_id", "score_id"),)))
register(
    refused_where(
        "trainers_correction_maximum",
        "trainers_correction",
        outside(
            "trainers_score",
            "s",
            "s.id = NEW.score_id AND EXISTS (SELECT 1 FROM programs_contest_criterion c "
            "WHERE c.id = s.criterion_id AND NEW.points > c.maximum)",
        ),
        "more points than the criterion gives",
        events=("INSERT",),
    )
)
