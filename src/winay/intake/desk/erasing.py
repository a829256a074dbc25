"""Verbs on the right to erase what arrived: answers and files go, the hashes and that it was received stay.

Whatever repeats the answers goes with them: those that correct it or that it corrects, what stands apart under its
name, corrected answers, the reasons that quote one.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat
from django.db.models.query import QuerySet

from winay.core.actors import NOBODY, Actor
from winay.core.decision import Reason, allow_unless
from winay.core.errors import refuse_unless
from winay.intake.desk.access import require_erase
from winay.intake.desk.rules import why_fault
from winay.intake.models import Attachment, Correction, Quarantined, QuarantinedFile, Step, Submission
from winay.intake.processing.rules import apart_in_space
from winay.intake.terms import OPEN, QuarantineKind, Resolution, State, StepKind
from winay.journal.services import record

MOST_TOGETHER = 500


@transaction.atomic
def erase_answers(
    *, submissions: Collection[Submission], where: str, why: str, by: Actor, by_name: str, at: datetime
) -> list[Submission]:
    """Erase what some submissions say, and everything that repeats it, because somebody whom they name asks for it;
    those that were. `where` is the territory whose people ask, "" for the country. What nobody had looked at is set
    aside: nothing will be made of it. It cannot be undone."""
    require_erase(by, where)
    rows = _family(submissions)
    refuse_unless(allow_unless(why_fault(why), Reason("intake.erased_already") if not rows else None))
    keys = [row.pk for row in rows]
    Submission.objects.filter(pk__in=keys, state__in=OPEN).update(state=State.DISMISSED, state_since=at)
    Submission.objects.filter(pk__in=keys).update(body=b"", key_id="", reason_code="", erased_at=at)
    _nameless(Attachment.objects.filter(submission__in=keys))
    Correction.objects.filter(submission__in=keys).update(old="", new="")
    Step.objects.filter(submission__in=keys).exclude(told="").update(told="")
    Step.objects.bulk_create(
        Step(submission_id=key, kind=StepKind.ERASED, why=why.strip(), by=by.public_id, by_name=by_name, at=at)
        for key in keys
    )
    apart = list(Quarantined.objects.select_for_update(of=("self",)).filter(submission__in=keys, erased_at=None))
    _erase_apart(apart, why=why, by=by, by_name=by_name, at=at)
    files = Attachment.objects.filter(submission__in=keys).count()
    record(
        "intake.erase_answers",
        by=by,
        at=at,
        subjects=[*(("submission", str(row.public_id)) for row in rows), *(("apart", str(a.public_id)) for a in apart)],
        after={"sha256": sorted(row.body_sha256 for row in rows), "files": files, "reason": why.strip()},
    )
    return rows


def seal_answers(*, submissions: Collection[Submission], at: datetime) -> None:
    """Empty some submissions of which something was made, in the transaction of that: what they say was told in
    confidence, and stands in what was made of them under its own rules. The hashes stay. Part of their processing,
    whose line names them."""
    keys = [row.pk for row in submissions]
    Submission.objects.filter(pk__in=keys).update(body=b"", key_id="", reason_code="", erased_at=at)
    _nameless(Attachment.objects.filter(submission__in=keys))
    Correction.objects.filter(submission__in=keys).update(old="", new="")
    Step.objects.filter(submission__in=keys).exclude(told="").update(told="")
    Step.objects.bulk_create(Step(submission_id=key, kind=StepKind.SEALED, by=NOBODY, at=at) for key in keys)


@transaction.atomic
def erase_apart(*, apart: Quarantined, why: str, by: Actor, by_name: str, at: datetime) -> Quarantined:
    """The same of something that stands apart. What it was let in as is erased by itself."""
    require_erase(by, apart.place_code)
    row = Quarantined.objects.select_for_update(of=("self",)).get(pk=apart.pk)
    refuse_unless(allow_unless(why_fault(why), Reason("intake.erased_already") if row.erased_at else None))
    _erase_apart([row], why=why, by=by, by_name=by_name, at=at)
    record(
        "intake.erase_answers",
        by=by,
        at=at,
        subjects=[("apart", str(row.public_id))],
        after={"sha256": row.sha256, "reason": why.strip()},
    )
    row.refresh_from_db()
    return row


def _family(submissions: Collection[Submission]) -> list[Submission]:
    """Some submissions under lock, with all that correct one another, as far as they have arrived; without those that
    are erased already, and those that came from other territories: nobody reaches them by correcting them."""
    rows = {row.pk: row for row in submissions}
    places = {row.place_code for row in submissions}
    new: Sequence[Submission] = list(rows.values())
    while new and len(rows) < MOST_TOGETHER:
        found: list[Submission] = []
        for form_id in {row.form_id for row in new}:
            same = Submission.objects.filter(form_id=form_id)
            ids = [row.instance_id for row in new if row.form_id == form_id]
            before = [row.deprecated_id for row in new if row.form_id == form_id and row.deprecated_id]
            found += same.filter(instance_id__in=before).defer("body")
            found += same.filter(deprecated_id__in=ids).exclude(deprecated_id="").defer("body")
        near = [row for row in found if any(not apart_in_space(row.place_code, place) for place in places)]
        new = [row for row in near if row.pk not in rows]
        rows |= {row.pk: row for row in new}
    waiting = Submission.objects.select_for_update(of=("self",)).filter(pk__in=rows, erased_at=None)
    return list(waiting.defer("body").order_by("pk"))


def _erase_apart(rows: Sequence[Quarantined], *, why: str, by: Actor, by_name: str, at: datetime) -> None:
    open_ones = [row.pk for row in rows if not row.resolution]
    Quarantined.objects.filter(pk__in=open_ones).update(
        resolution=Resolution.KEPT_FIRST, resolved_at=at, resolved_by=by.public_id, resolved_by_name=by_name,
        resolved_why=why.strip(),
    )  # fmt: skip
    keys = [row.pk for row in rows]
    _nameless(
        Quarantined.objects.filter(pk__in=keys, kind=QuarantineKind.OTHER_FILE), body=None, key_id="", erased_at=at
    )
    rest = Quarantined.objects.filter(pk__in=keys).exclude(kind=QuarantineKind.OTHER_FILE)
    rest.update(body=None, key_id="", erased_at=at)
    _nameless(QuarantinedFile.objects.filter(quarantined__in=keys))


def _nameless(rows: "QuerySet[Attachment] | QuerySet[QuarantinedFile] | QuerySet[Quarantined]", **more: object) -> None:
    """Files have names that somebody gave them: a number is left."""
    rows.update(filename=Concat(Value("#"), Cast(F("id"), CharField())), **more)
