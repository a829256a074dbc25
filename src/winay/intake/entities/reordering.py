"""What came before the change that it follows: it waits at the desk, and gets its turn when that change arrives."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from winay.core.actors import NOBODY
from winay.intake.entities.services import said_by
from winay.intake.models import Step, Submission
from winay.intake.processing.queue import answers_of
from winay.intake.terms import State, StepKind

MOST = 20
"""Of one phone, looked at together."""


def wake_refused(
    *, after: Submission, things: Collection[tuple[str, UUID]], codes: Collection[str], at: datetime
) -> int:  # fmt: skip
    """Give their turn to those of the same phone that were refused for one of `codes` and are about some of these
    things (list and name), because `after` changed them; how many. One query where there are none."""
    rows = Submission.objects.filter(
        credential=after.credential_id, state=State.REVIEW, entities=True, reason_code__in=list(codes), erased_at=None
    )
    woken = [one for one in rows.exclude(pk=after.pk).order_by("id")[:MOST] if _about(one, things)]
    Submission.objects.filter(pk__in=[one.pk for one in woken]).update(
        state=State.RECEIVED, state_since=at, reason_code=""
    )
    Step.objects.bulk_create(Step(submission=one, kind=StepKind.AGAIN, by=NOBODY, at=at) for one in woken)
    return len(woken)


def _about(row: Submission, things: Collection[tuple[str, UUID]]) -> bool:
    return any((one.dataset, one.name) in things for one in said_by(row, answers_of(row)))
