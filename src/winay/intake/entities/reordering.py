"""What came before the change that it follows: it waits at the desk, and gets its turn when that change arrives."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from winay.core.actors import NOBODY
from winay.intake.entities.applying import said_by
from winay.intake.entity_models import EntitySaid
from winay.intake.models import Step, Submission
from winay.intake.processing.queue import answers_of
from winay.intake.terms import SaidState, State, StepKind

MOST = 20
"""Of one phone, looked at together."""
Thing = tuple[str, UUID]


def wake_refused(*, after: Sequence[Submission], codes: Collection[str], at: datetime) -> int:
    """Give their turn to those of the same phones that were refused for one of `codes` and are about a thing that
    some of `after`, which were settled, changed; how many. One query, two where something was changed."""
    changed: dict[int | None, set[Thing]] = {}
    rows = EntitySaid.objects.filter(submission__in=[one.pk for one in after], state=SaidState.APPLIED)
    for phone, dataset, name in rows.values_list("submission__credential", "dataset", "name"):
        changed.setdefault(phone, set()).add((dataset, name))
    if not changed:
        return 0
    refused: dict[int | None, list[Submission]] = {}
    waiting = Submission.objects.filter(
        credential__in=list(changed), state=State.REVIEW, entities=True, reason_code__in=list(codes), erased_at=None
    )
    for one in waiting.exclude(pk__in=[one.pk for one in after]).order_by("id"):
        refused.setdefault(one.credential_id, []).append(one)
    woken = [one for phone, some in refused.items() for one in some[:MOST] if _about(one, changed[phone])]
    Submission.objects.filter(pk__in=[one.pk for one in woken]).update(
        state=State.RECEIVED, state_since=at, reason_code=""
    )
    Step.objects.bulk_create(Step(submission=one, kind=StepKind.AGAIN, by=NOBODY, at=at) for one in woken)
    return len(woken)


def _about(row: Submission, things: Collection[Thing]) -> bool:
    return any((one.dataset, one.name) in things for one in said_by(row, answers_of(row)))
