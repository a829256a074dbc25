"""Verbs of the review desk: process again, correct an answer, set aside and take back, settle what stands apart.

The bytes that arrived never change: a correction stands beside them.
"""

from datetime import datetime

from django.db import transaction

from winay.accounts.models import FieldCredential
from winay.accounts.phones.queries import phone_of
from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.core.ids import new_id
from winay.intake.desk.access import require_review
from winay.intake.desk.rules import (
    may_admit,
    may_correct,
    may_dismiss,
    may_open,
    may_process_again,
    may_restore,
    may_settle,
)
from winay.intake.models import Attachment, Correction, Quarantined, Step, Submission
from winay.intake.processing.queue import ERASED_ACCEPTED, FILES_GIVEN_UP, FORK_ACCEPTED, answers_of, children
from winay.intake.reading.answers import corrected, find, steps, without_places
from winay.intake.receiving.bodies import hide, unwrap
from winay.intake.receiving.forms import known_form, questions_of
from winay.intake.receiving.services import FILES_MISSING, admitted_row
from winay.intake.receiving.storing import insert_once
from winay.intake.terms import QuarantineKind, Resolution, State, StepKind
from winay.journal.rules import Personal
from winay.journal.services import record

ACCEPTS = {
    "intake.fork": FORK_ACCEPTED,
    FILES_MISSING: FILES_GIVEN_UP,
    "intake.corrects_erased": ERASED_ACCEPTED,
}
"""What a person accepts who processes again what is in review for this reason."""


@transaction.atomic
def process_again(*, submission: Submission, by: Actor, by_name: str, at: datetime) -> Submission:
    """Give it its turn again. Whoever does this with one whose files never came goes on without them; with one of two
    that correct the same, decides for it."""
    row = _locked(submission, by)
    refuse_unless(may_process_again(State(row.state), erased=row.erased_at is not None))
    code = FILES_GIVEN_UP if row.state == State.WAITING_FILES else ACCEPTS.get(row.reason_code, "")
    _move(row, State.RECEIVED, at)
    _step(row, StepKind.AGAIN, by, by_name, at, code=code)
    _record("intake.process_again", row, by, at, {"accepted": code} if code else {})
    return row


@transaction.atomic
def correct_answer(
    *, submission: Submission, path: str, value: str, why: str, by: Actor, by_name: str, at: datetime
) -> Correction:
    """Correct one answer, beside the original. The submission stays where it is until it is processed again."""
    row = _locked(submission, by)
    refuse_unless(may_open(erased=row.erased_at is not None))
    root, value = answers_of(row), value.strip()
    old, known = "", False
    try:
        found = find(root, path)
        old = found.text.strip() if found is not None else ""
        corrected(root, {path: value})
        known = (found is not None and not found.children) or _asked(row, path)
    except ValueError:
        known = False
    refuse_unless(may_correct(state=State(row.state), known=known, old=old, new=value, why=why))
    made = Correction.objects.create(
        submission=row, path=path, old=hide(old), new=hide(value), why=why.strip(), by=by.public_id, by_name=by_name,
        at=at,
    )  # fmt: skip
    _step(row, StepKind.CORRECTED, by, by_name, at, why=why, code=path[:80])
    _record(
        "intake.correct_answer",
        row,
        by,
        at,
        {"path": path, "value": Personal(value), "reason": made.why},
        before={"value": Personal(old)},
    )
    return made


@transaction.atomic
def dismiss(*, submission: Submission, why: str, by: Actor, by_name: str, at: datetime) -> Submission:
    """Set it aside. It is kept, and can be taken back."""
    row = _locked(submission, by)
    refuse_unless(may_dismiss(state=State(row.state), why=why))
    before = row.state
    _move(row, State.DISMISSED, at)
    _step(row, StepKind.DISMISSED, by, by_name, at, why=why)
    children(row).filter(state=State.WAITING_PARENT).update(state=State.RECEIVED, state_since=at)
    _record("intake.dismiss", row, by, at, {"state": State.DISMISSED, "reason": why.strip()}, before={"state": before})
    return row


@transaction.atomic
def restore(*, submission: Submission, why: str, by: Actor, by_name: str, at: datetime) -> Submission:
    """Take it back: its turn comes again."""
    row = _locked(submission, by)
    refuse_unless(may_restore(state=State(row.state), why=why, erased=row.erased_at is not None))
    _move(row, State.RECEIVED, at)
    _step(row, StepKind.RESTORED, by, by_name, at, why=why)
    _record("intake.restore", row, by, at, {"state": State.RECEIVED, "reason": why.strip()})
    return row


@transaction.atomic
def keep_first(*, apart: Quarantined, why: str, by: Actor, by_name: str, at: datetime) -> Quarantined:
    """Leave things as they were received first. What stood apart stays where it is, settled."""
    row = _locked_apart(apart, by, why)
    return _settled(row, Resolution.KEPT_FIRST, why, by, by_name, at)


@transaction.atomic
def admit(*, apart: Quarantined, why: str, by: Actor, by_name: str, at: datetime) -> Quarantined:
    """Let it in: of a form that was unknown, a submission; other answers, a correction of the first; another file, a
    file more. Whoever does so may review the first too."""
    row = _locked_apart(apart, by, why)
    if row.submission is not None:
        require_review(by, row.submission.place_code)
    kind = QuarantineKind(row.kind)
    form = known_form(row.form_id, "")
    taken = Submission.objects.filter(form_id=row.form_id, instance_id=row.instance_id).exists()
    refuse_unless(may_admit(kind=kind, form_known=form is not None, id_taken=taken))
    if kind is QuarantineKind.OTHER_FILE:
        _attach(row, at)
    else:
        _become(row, corrects=kind is QuarantineKind.OTHER_XML)
    return _settled(row, Resolution.ADMITTED, why, by, by_name, at)


def _become(row: Quarantined, *, corrects: bool) -> None:
    """A submission of its own bytes, received when it was."""
    assert row.body is not None
    xml = unwrap(row.body, row.key_id, row.sha256)
    credential = FieldCredential.objects.select_related("place", "program").get(pk=row.credential_id)
    made = admitted_row(
        xml=xml, by=phone_of(credential), device_id=row.device_id, at=row.received_at, place_code=row.place_code,
        # The first has the id: the other gets one of ours, and says which it replaces.
        instance_id=f"uuid:{new_id()}" if corrects else row.instance_id,
        deprecated_id=row.instance_id if corrects else None,
    )  # fmt: skip
    pk = insert_once(made)
    if pk is None:
        raise Refused([Reason("intake.id_taken")])
    Attachment.objects.bulk_create(
        Attachment(
            submission_id=pk, filename=file.filename, sha256=file.sha256, size=file.size,
            content_type=file.content_type, lies=False, named=True, received_at=row.received_at,
        )
        for file in {file.filename: file for file in row.files.order_by("-id")}.values()
    )  # fmt: skip
    row.became_id = pk


def _attach(row: Quarantined, at: datetime) -> None:
    """Beside the first of its name, under a name of its own."""
    taken = set(Attachment.objects.filter(submission=row.submission).values_list("filename", flat=True))
    stem, dot, ending = row.filename.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot else (row.filename, "")
    number = next(n for n in range(2, 1000) if f"{stem} ({n}){ending}" not in taken)
    Attachment.objects.create(
        submission=row.submission, filename=f"{stem} ({number}){ending}"[-255:], sha256=row.sha256, size=row.size,
        content_type="application/octet-stream", lies=False, named=False, received_at=at,
    )  # fmt: skip


def _settled(row: Quarantined, resolution: Resolution, why: str, by: Actor, by_name: str, at: datetime) -> Quarantined:
    row.resolution, row.resolved_why = resolution, why.strip()
    row.resolved_at, row.resolved_by, row.resolved_by_name = at, by.public_id, by_name
    row.save(update_fields=["resolution", "resolved_why", "resolved_at", "resolved_by", "resolved_by_name", "became"])
    subjects = [("apart", str(row.public_id))]
    subjects += [("submission", str(one.public_id)) for one in (row.submission, row.became) if one is not None]
    record(
        "intake.settle_apart",
        by=by,
        at=at,
        subjects=subjects,
        after={"kind": row.kind, "sha256": row.sha256, "resolution": str(resolution), "reason": row.resolved_why},
    )
    return row


def _locked(submission: Submission, by: Actor) -> Submission:
    require_review(by, submission.place_code)
    return Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)


def _locked_apart(apart: Quarantined, by: Actor, why: str) -> Quarantined:
    require_review(by, apart.place_code)
    row = Quarantined.objects.select_for_update(of=("self",)).get(pk=apart.pk)
    refuse_unless(may_settle(settled=bool(row.resolution), why=why))
    return row


def _asked(row: Submission, path: str) -> bool:
    """Whether the form asks for an answer at this path."""
    question = questions_of(row).questions.get(without_places(path))
    return bool(steps(path)) and question is not None and question.control not in {"group", "repeat"}


def _move(row: Submission, state: State, at: datetime) -> None:
    row.state, row.state_since, row.reason_code = state, at, ""
    row.save(update_fields=["state", "state_since", "reason_code"])


def _step(
    row: Submission, kind: StepKind, by: Actor, by_name: str, at: datetime, *, why: str = "", code: str = ""
) -> None:
    Step.objects.create(
        submission=row, kind=kind, code=code, why=why.strip(), by=by.public_id, by_name=by_name, at=at
    )  # fmt: skip


def _record(
    verb: str,
    row: Submission,
    by: Actor,
    at: datetime,
    after: dict[str, object],
    *,
    before: dict[str, object] | None = None,
) -> None:
    told = {"sha256": row.body_sha256, **{key: str(v) if isinstance(v, State) else v for key, v in after.items()}}
    subjects = [("submission", str(row.public_id))]
    was = {key: str(v) if isinstance(v, State) else v for key, v in before.items()} if before else None
    record(verb, by=by, at=at, subjects=subjects, before=was, after=told)
