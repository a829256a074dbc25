"""Handing out what phones sent is an act: answers name people, so the journal says who took which, and how many."""

from datetime import datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.intake.exporting.rows import FormAnswers
from winay.intake.forms.queries import versions_of
from winay.journal.services import record


@transaction.atomic
def export_answers(*, answers: FormAnswers, kind: str, by: Actor, at: datetime) -> int:
    """Note that somebody takes the answers of a form, as a file of a kind (csv, xlsx, zip, parquet, files); how many
    submissions it holds. Whoever may read one by one may take them together: `answers` hold a territory's alone."""
    count = answers.count()
    newest = versions_of(answers.form_id)[0]
    record(
        "intake.export",
        by=by,
        at=at,
        subjects=[("form", str(newest.public_id))],
        after={
            "kind": kind,
            "submissions": count,
            "state": answers.filters.state,
            "flag": answers.filters.flag,
            "places": ", ".join(one or "*" for one in answers.places),
        },
    )
    return count
