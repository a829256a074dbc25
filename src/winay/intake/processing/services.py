"""Verbs of the worker: say what became of a submission, wake those that waited for it."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from winay.core.actors import NOBODY, SYSTEM, Actor
from winay.core.decision import Reason
from winay.intake.models import Step, Submission
from winay.intake.processing.queue import Opened, children, stuck_waiting, waited_too_long
from winay.intake.processing.rules import superseded
from winay.intake.receiving.bodies import hide, show
from winay.intake.receiving.services import FILES_MISSING
from winay.intake.terms import State, StepKind
from winay.journal.services import record

_STEPS = {
    State.PROCESSED: StepKind.PROCESSED,
    State.REVIEW: StepKind.REVIEW,
    State.STORED: StepKind.STORED,
    State.WAITING_FILES: StepKind.WAITING_FILES,
    State.WAITING_PARENT: StepKind.WAITING_PARENT,
}


def settle(
    *,
    opened: Opened,
    state: State,
    reasons: Sequence[Reason] = (),
    subjects: Iterable[tuple[str, str]] = (),
    outside: bool = False,
    by: Actor,
    at: datetime,
) -> None:
    """Say what became of a submission, in the transaction of what was made of it. The one it corrects counts no more;
    those that wait for it get their turn. Its hash goes into the journal, where it is sealed."""
    row = opened.row
    code = reasons[0].code if reasons else ""
    told = told_of(reasons)
    if state not in {State.WAITING_FILES, State.WAITING_PARENT}:
        _supersede(opened, state, at)
    row.state, row.state_since, row.outside_territory = state, at, outside
    row.reason_code = code if state in {State.REVIEW, State.STORED} else ""
    row.save(update_fields=["state", "state_since", "reason_code", "outside_territory", "replaces"])
    Step.objects.create(submission=row, kind=_STEPS[state], code=code, told=told, by=NOBODY, at=at)
    if state in {State.WAITING_FILES, State.WAITING_PARENT}:
        return
    children(row).filter(state=State.WAITING_PARENT).update(state=State.RECEIVED, state_since=at)
    record(
        "intake.process",
        by=by,
        at=at,
        subjects=[("submission", str(row.public_id)), ("phone", str(opened.phone.public_id)), *subjects],
        after={
            "form": row.form_id,
            "version": row.version,
            "sha256": row.body_sha256,
            "files": sorted(file.sha256 for file in opened.files.values()),
            "received_at": row.received_at,
            "outcome": str(state),
            "reason": code,
        },
    )


def _supersede(opened: Opened, state: State, at: datetime) -> None:
    parent = opened.parent
    if parent is None or (state == State.REVIEW and opened.facts.rival and not opened.facts.rival_accepted):
        return
    opened.row.replaces = parent
    if superseded(State(parent.state)) and parent.state != State.SUPERSEDED:
        parent.state, parent.state_since, parent.reason_code = State.SUPERSEDED, at, ""
        parent.save(update_fields=["state", "state_since", "reason_code"])
        Step.objects.create(submission=parent, kind=StepKind.SUPERSEDED, by=NOBODY, at=at)


@transaction.atomic
def wake(*, at: datetime) -> int:
    """Give their turn to those whose time of waiting is over; how many. Files that never came are a person's matter."""
    moved = stuck_waiting().update(state=State.RECEIVED, state_since=at)
    for row in waited_too_long(at).select_for_update(skip_locked=True)[:500]:
        row.state, row.state_since, row.reason_code = State.REVIEW, at, FILES_MISSING
        row.save(update_fields=["state", "state_since", "reason_code"])
        Step.objects.create(submission=row, kind=StepKind.REVIEW, code=FILES_MISSING, by=NOBODY, at=at)
        children(row).filter(state=State.WAITING_PARENT).update(state=State.RECEIVED, state_since=at)
        record(
            "intake.process",
            by=SYSTEM,
            at=at,
            subjects=[("submission", str(row.public_id))],
            after={"sha256": row.body_sha256, "outcome": str(State.REVIEW), "reason": FILES_MISSING},
        )
        moved += 1
    return moved


def told_of(reasons: Sequence[Reason]) -> str:
    """Reasons as a step keeps them: encrypted, for their parameters may hold answers."""
    rows = [[reason.code, dict(reason.params)] for reason in reasons]
    return hide(json.dumps(rows, ensure_ascii=False, sort_keys=True)) if rows else ""


def reasons_of(step: Step) -> list[Reason]:
    """The reasons that a step keeps."""
    if not step.told:
        return [Reason(step.code)] if step.code else []
    return [Reason(code, params) for code, params in json.loads(show(step.told))]


def mark_trouble(*, row: Submission, error: str, at: datetime) -> None:
    """Put a submission that a worker cannot get past into review, so that those behind it go on."""
    with transaction.atomic():
        moved = Submission.objects.filter(pk=row.pk, state=State.RECEIVED).update(
            state=State.REVIEW, state_since=at, reason_code="intake.unexpected"
        )
        if not moved:
            return
        reasons = [Reason("intake.unexpected", {"error": error})]
        Step.objects.create(
            submission=row, kind=StepKind.REVIEW, code="intake.unexpected", told=told_of(reasons), by=NOBODY, at=at
        )
        record(
            "intake.process",
            by=SYSTEM,
            at=at,
            subjects=[("submission", str(row.public_id))],
            after={"sha256": row.body_sha256, "outcome": str(State.REVIEW), "reason": "intake.unexpected"},
        )
