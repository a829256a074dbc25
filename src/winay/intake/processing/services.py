"""Verbs of the worker: say what became of a submission, wake those that waited for it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from winay.core.actors import NOBODY, SYSTEM
from winay.core.decision import Reason
from winay.intake.models import Step, Submission
from winay.intake.processing.claims import done_with
from winay.intake.processing.queue import Opened, children, stuck_waiting, waited_too_long
from winay.intake.processing.rules import superseded
from winay.intake.receiving.bodies import hide, show
from winay.intake.receiving.services import FILES_MISSING
from winay.intake.terms import State, StepKind
from winay.journal.services import Act, record, record_all

_STEPS = {
    State.PROCESSED: StepKind.PROCESSED,
    State.REVIEW: StepKind.REVIEW,
    State.STORED: StepKind.STORED,
    State.WAITING_FILES: StepKind.WAITING_FILES,
    State.WAITING_PARENT: StepKind.WAITING_PARENT,
}


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a submission: where it goes, why, the things it is about, and whether they lie outside the phone's
    territory."""

    opened: Opened
    state: State
    reasons: Sequence[Reason] = ()
    subjects: Iterable[tuple[str, str]] = ()
    outside: bool = False

    @property
    def code(self) -> str:
        return self.reasons[0].code if self.reasons else ""

    @property
    def waits(self) -> bool:
        return self.state in {State.WAITING_FILES, State.WAITING_PARENT}


def settle(settled: Settled, *, at: datetime) -> None:
    """Say what became of a submission, in the transaction of what was made of it. The one it corrects counts no more;
    those that wait for it get their turn. Its hash goes into the journal, where it is sealed."""
    if not settled.waits:
        _supersede(settled.opened, settled.state, at)
    settle_several([settled], at=at)


def settle_several(several: Sequence[Settled], *, at: datetime) -> None:
    """The same of several that correct no other. The number of statements does not grow with theirs."""
    alike: dict[tuple[State, str, bool], list[int]] = {}
    for one in several:
        code = one.code if one.state in {State.REVIEW, State.STORED} else ""
        alike.setdefault((one.state, code, one.outside), []).append(one.opened.row.pk)
    for (state, code, outside), keys in alike.items():
        Submission.objects.filter(pk__in=keys).update(
            state=state, state_since=at, reason_code=code, outside_territory=outside
        )
    Step.objects.bulk_create(
        Step(
            submission=one.opened.row, kind=_STEPS[one.state], code=one.code, told=told_of(one.reasons), by=NOBODY,
            at=at,
        )
        for one in several
    )  # fmt: skip
    ended = [one for one in several if not one.waits]
    wake_children([one.opened.row for one in ended], at=at)
    if ended:
        record_all(_act(one, at) for one in ended)


def wake_children(rows: Sequence[Submission], *, at: datetime) -> None:
    """Those that wait for one of these get their turn."""
    for form_id in {row.form_id for row in rows}:
        ids = [row.instance_id for row in rows if row.form_id == form_id]
        waiting = Submission.objects.filter(form_id=form_id, deprecated_id__in=ids).exclude(deprecated_id="")
        waiting.filter(state=State.WAITING_PARENT).update(state=State.RECEIVED, state_since=at)


def _act(settled: Settled, at: datetime) -> Act:
    opened = settled.opened
    row = opened.row
    return Act(
        "intake.process",
        by=opened.by,
        at=at,
        subjects=[
            ("submission", str(row.public_id)),
            ("person" if row.credential_id is None else "phone", str(opened.by.public_id)),
            *settled.subjects,
        ],
        after={
            "form": row.form_id,
            "version": row.version,
            "sha256": row.body_sha256,
            "files": sorted(file.sha256 for file in opened.files.values()),
            "received_at": row.received_at,
            "state": str(settled.state),
            "reason": settled.code,
        },
    )


def _supersede(opened: Opened, state: State, at: datetime) -> None:
    parent = opened.parent
    if parent is None or (state == State.REVIEW and opened.facts.rival and not opened.facts.rival_accepted):
        return
    if opened.facts.elsewhere:
        return
    opened.row.replaces = parent
    opened.row.save(update_fields=["replaces"])
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
            after={"sha256": row.body_sha256, "state": str(State.REVIEW), "reason": FILES_MISSING},
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
    return reasons_told(step.told)


def reasons_told(told: str) -> list[Reason]:
    """What `told_of` kept."""
    return [Reason(code, params) for code, params in json.loads(show(told))] if told else []


def mark_trouble(*, row: Submission, reason: Reason, at: datetime) -> None:
    """Put a submission that a worker cannot get past into review, so that those behind it go on."""
    with transaction.atomic():
        moved = Submission.objects.filter(pk=row.pk, state=State.RECEIVED).update(
            state=State.REVIEW, state_since=at, reason_code=reason.code
        )
        done_with([row.pk])
        if not moved:
            return
        Step.objects.create(
            submission=row, kind=StepKind.REVIEW, code=reason.code, told=told_of([reason]), by=NOBODY, at=at
        )
        record(
            "intake.process",
            by=SYSTEM,
            at=at,
            subjects=[("submission", str(row.public_id))],
            after={"sha256": row.body_sha256, "state": str(State.REVIEW), "reason": reason.code},
        )
