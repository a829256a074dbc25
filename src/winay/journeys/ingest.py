"""What a phone sent becomes what it means: the queue, the reader of each form, and what became of it.

A reader is a function for one form. It is called inside a transaction with the answers and calls the verbs of the rooms
above intake; whatever it raises leaves nothing behind, and the submission goes to the review desk with the reason.
"""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import OperationalError, transaction

from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.core.keys import KeyMissing
from winay.intake.models import Submission
from winay.intake.processing.queue import Opened, any_received, next_received, one_received, open_up
from winay.intake.processing.rules import turn
from winay.intake.processing.services import mark_trouble, settle, wake
from winay.intake.reading.answers import Answers, BadAnswer
from winay.intake.reading.xml import BadXml
from winay.intake.terms import State
from winay.journeys.form_readers import Form, HeldFile, Read, Work
from winay.journeys.registering import take_registration
from winay.journeys.registration_form import FORM_ID

log = logging.getLogger("winay.ingest")
MOST_TRIES = 3
"""After so many failures of the database on one submission, it is the submission."""


FORMS: dict[str, Form] = {FORM_ID: Form(take_registration)}
"""By form id. A form that is not here is kept and shown, and nothing is made of it."""


def ingest_next(*, at: datetime, without: Collection[int] = (), forms: Mapping[str, Form] | None = None) -> bool:
    """Take the next submission of the queue; False where none waits. Whole or not at all."""
    with transaction.atomic():
        row = next_received(without=without)
        if row is None:
            return False
        _ingest(row, at=at, forms=FORMS if forms is None else forms)
    return True


def ingest_one(*, public_id: UUID, at: datetime, forms: Mapping[str, Form] | None = None) -> bool:
    """Take a certain submission now, if it waits for its turn: for whoever pressed the button and looks on."""
    with transaction.atomic():
        row = one_received(public_id)
        if row is None:
            return False
        _ingest(row, at=at, forms=FORMS if forms is None else forms)
    return True


def ingest_some(*, seconds: float, clock: "Clock", forms: Mapping[str, Form] | None = None) -> int:
    """Take what waits, for a while; how many. One on which the database fails again and again, or this code at once, is
    put into review: the others go on."""
    began, count = clock.monotonic(), 0
    if not any_received():  # looked at without taking the turn to write
        return 0
    while clock.monotonic() - began < seconds:
        _taken.clear()
        try:
            if not ingest_next(at=clock.now(), without=_tired(), forms=forms):
                break
        except OperationalError as error:
            if not _troubled(error, clock.now(), tries=MOST_TRIES):
                raise
        except Exception as error:
            log.exception("A submission could not be taken.")
            if not _troubled(error, clock.now(), tries=1):
                raise
        count += 1
    return count


class Clock(Protocol):
    """The time, for a loop that runs for a while."""

    def monotonic(self) -> float: ...

    def now(self) -> datetime: ...


def wake_waiting(*, at: datetime) -> int:
    """Give their turn to those that have waited long enough."""
    return wake(at=at)


_taken: dict[str, int] = {}
_tries: dict[int, int] = {}


def _tired() -> list[int]:
    return [pk for pk, tries in _tries.items() if tries >= MOST_TRIES]


def _troubled(error: Exception, at: datetime, *, tries: int) -> bool:
    """Count a failure against the submission it happened on; whether the queue may go on."""
    pk = _taken.get("pk")
    if pk is None:
        return False
    _tries[pk] = _tries.get(pk, 0) + 1
    if _tries[pk] < tries:
        return False  # it may be the database: the loop waits a little
    row = Submission.objects.filter(pk=pk).first()
    if row is not None:
        log.error("A submission is put into review, after %s tries: %s", _tries[pk], error)
        mark_trouble(row=row, error=type(error).__name__, at=at)
    return True


def _ingest(row: Submission, *, at: datetime, forms: Mapping[str, Form]) -> None:
    _taken["pk"] = row.pk
    form = forms.get(row.form_id)
    try:
        opened = open_up(row, read_here=form is not None)
    except (BadXml, ValueError, KeyMissing) as error:
        log.exception("A submission cannot be opened: %s", row.public_id)
        mark_trouble(row=row, error=type(error).__name__, at=at)
        return
    decided = turn(opened.facts)
    if decided.state is not None:
        reasons = [Reason(decided.code)] if decided.code else []
        settle(opened=opened, state=decided.state, reasons=reasons, by=opened.phone, at=at)
    else:
        assert form is not None
        _read(opened, form, at)
    _tries.pop(row.pk, None)


def _read(opened: Opened, form: Form, at: datetime) -> None:
    work = _work(opened)
    if work.corrects is not None and not form.corrections:
        _review(opened, [Reason("intake.corrects_one_that_was_read")], at)
        return
    try:
        with transaction.atomic():
            made: Read = form.read(work=work, answers=Answers(opened.root), by=opened.phone, at=at)
            subjects = list(made.subjects)
    except Refused as refusal:
        _review(opened, refusal.reasons, at)
    except BadAnswer as bad:
        params = {"path": bad.path, "value": bad.value[:80]}
        _review(opened, [Reason(f"intake.expected_{bad.expected}", params)], at)
    except NotAllowed:
        _review(opened, [Reason("intake.not_allowed")], at, outside=True)
    except OperationalError:
        raise
    except Exception as error:
        log.exception("The reader of %s failed on %s", work.form_id, work.public_id)
        _review(opened, [Reason("intake.unexpected", {"error": type(error).__name__})], at)
    else:
        settle(
            opened=opened, state=State.PROCESSED, subjects=subjects, outside=made.outside, by=opened.phone, at=at
        )  # fmt: skip


def _review(opened: Opened, reasons: Collection[Reason], at: datetime, *, outside: bool = False) -> None:
    found = list(reasons) or [Reason("intake.unexpected", {"error": "Refused"})]
    settle(opened=opened, state=State.REVIEW, reasons=found, outside=outside, by=opened.phone, at=at)


def _work(opened: Opened) -> Work:
    row, parent = opened.row, opened.parent
    was_read = parent is not None and parent.steps.filter(kind="processed").exists()
    return Work(
        public_id=row.public_id,
        form_id=row.form_id,
        version=row.version,
        received_at=row.received_at,
        began_at=row.began_at,
        ended_at=row.ended_at,
        clock_off=row.clock_off,
        synthetic=row.synthetic,
        files={name: HeldFile(name, file.sha256, file.size, file.content_type) for name, file in opened.files.items()},
        corrects=parent.public_id if parent is not None and was_read else None,
    )
