"""Answers that are kept and not read, by whom they speak of."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from winay.intake.desk.queries import Places
from winay.intake.kept_models import KeptAnswers
from winay.intake.models import Submission
from winay.intake.terms import Spoken, State


@transaction.atomic
def note_whom(submission: Submission, about: Iterable[tuple[str, UUID]]) -> None:
    """Note whom a submission speaks of, in place of what was noted before: its answers may have been corrected."""
    KeptAnswers.objects.filter(submission=submission).delete()
    KeptAnswers.objects.bulk_create(KeptAnswers(submission=submission, kind=kind, thing=thing) for kind, thing in about)


def answers_kept(
    kind: Spoken, thing: UUID, places: Places, *, before: UUID | None = None, limit: int = 50
) -> tuple[list[Submission], UUID | None]:
    """What is kept about a household or nucleus and came from some places, the newest first; and from where the next
    page goes on. Two queries, one more behind a first page."""
    rows = KeptAnswers.objects.filter(kind=kind, thing=thing, submission__state=State.STORED)
    if None not in places:
        there = Q(pk__in=[])
        for code in places:
            there |= Q(submission__place_code__startswith=code)
        rows = rows.filter(there)
    if before is not None:
        last = Submission.objects.filter(public_id=before).values_list("pk", flat=True).first()
        rows = rows.filter(submission__lt=last or 0)
    keys = list(rows.order_by("-submission").values_list("submission", flat=True)[: limit + 1])
    found = Submission.objects.filter(pk__in=keys[:limit]).select_related("credential", "form_version").defer("body")
    shown = list(found.order_by("-id"))
    return shown, shown[-1].public_id if len(keys) > limit else None
