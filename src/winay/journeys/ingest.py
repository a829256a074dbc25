"""What a phone sent becomes what it means: the queue, the reader of each form, and what became of it.

A reader is a function for one form. It is called inside a transaction with the answers and calls the verbs of the rooms
above intake; whatever it raises leaves nothing behind, and the submission goes to the review desk with the reason.
Those that wait are read together where nothing speaks against it, and each by itself as soon as anything does.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import OperationalError, transaction

from winay.core.decision import Reason
from winay.core.keys import KeyMissing
from winay.intake.desk.erasing import seal_answers
from winay.intake.desk.kept import note_whom
from winay.intake.entities.reordering import wake_refused
from winay.intake.entities.services import force_next
from winay.intake.models import Submission
from winay.intake.processing.claims import Claim, claim, done_with
from winay.intake.processing.queue import (
    Opened,
    any_received,
    newest,
    next_received,
    one_received,
    open_several,
    open_up,
    these_received,
)
from winay.intake.processing.rules import rest, turn
from winay.intake.processing.services import Settled, mark_trouble, settle, settle_several, wake
from winay.intake.reading.answers import Answers
from winay.intake.reading.xml import BadXml
from winay.intake.terms import State
from winay.journeys.assembling import take_assembly
from winay.journeys.assembly_form import ASSEMBLY_FORM
from winay.journeys.assembly_form import NEEDS as ASSEMBLY_NEEDS
from winay.journeys.attending import take_sessions
from winay.journeys.check_form import CHECK_FORM, CHECK_NEEDS, HOME_FORM, HOME_NEEDS
from winay.journeys.checking import take_checks, take_homes
from winay.journeys.delivering import take_deliveries, take_installation
from winay.journeys.delivery_form import DELIVERY_FORM, DELIVERY_NEEDS, INSTALLATION_FORM, INSTALLATION_NEEDS
from winay.journeys.form_readers import Form, Touches, alone
from winay.journeys.grievance_form import GRIEVANCE_FORM
from winay.journeys.grievance_form import NEEDS as GRIEVANCE_NEEDS
from winay.journeys.hearing import take_grievance
from winay.journeys.phone_lists.observing import home_of
from winay.journeys.reading_turns import hear, in_groups, read_some
from winay.journeys.registering import take_registration, take_registrations
from winay.journeys.registration_form import FORM_ID
from winay.journeys.registration_form import NEEDS as REGISTRATION_NEEDS
from winay.journeys.session_form import NEEDS as SESSION_NEEDS
from winay.journeys.session_form import SESSION_FORM
from winay.journeys.unread import UNREAD, whom
from winay.journeys.visit_form import LISTED_HOUSEHOLD, VISIT_FORM
from winay.journeys.visit_form import NEEDS as VISIT_NEEDS
from winay.journeys.visiting import take_visit
from winay.journeys.visits_together import take_visits
from winay.journeys.vote_form import NEEDS as VOTE_NEEDS
from winay.journeys.vote_form import VOTE_FORM
from winay.journeys.voting import take_vote

log = logging.getLogger("winay.ingest")

FORMS: dict[str, Form] = {
    FORM_ID: Form(
        take_registration, read_several=take_registrations, needs=REGISTRATION_NEEDS, touches=Touches.NOTHING
    ),
    VISIT_FORM: Form(
        take_visit, read_several=take_visits, about=LISTED_HOUSEHOLD, needs=VISIT_NEEDS, touches=Touches.HOUSEHOLD
    ),
    GRIEVANCE_FORM: Form(take_grievance, needs=GRIEVANCE_NEEDS, sealed=True, touches=Touches.NOTHING),
    ASSEMBLY_FORM: Form(take_assembly, needs=ASSEMBLY_NEEDS),
    VOTE_FORM: Form(take_vote, needs=VOTE_NEEDS),
    SESSION_FORM: Form(alone(take_sessions), read_several=take_sessions, needs=SESSION_NEEDS),
    DELIVERY_FORM: Form(
        alone(take_deliveries),
        read_several=take_deliveries,
        about=LISTED_HOUSEHOLD,
        needs=DELIVERY_NEEDS,
        touches=Touches.HOUSEHOLD,
    ),
    INSTALLATION_FORM: Form(take_installation, needs=INSTALLATION_NEEDS, touches=Touches.HOUSEHOLD),
    CHECK_FORM: Form(
        alone(take_checks),
        read_several=take_checks,
        about=LISTED_HOUSEHOLD,
        needs=CHECK_NEEDS,
        touches=Touches.HOUSEHOLD,
    ),
    HOME_FORM: Form(
        alone(take_homes),
        read_several=take_homes,
        about=LISTED_HOUSEHOLD,
        needs=HOME_NEEDS,
        touches=Touches.HOUSEHOLD,
    ),
}
"""By form id. A form that is not here is kept and shown, and nothing is made of it."""
SEALED = frozenset(key for key, form in FORMS.items() if form.sealed)
"""Forms in which people speak in confidence."""


MOST_FORCED = 200
CHANGED = frozenset({State.PROCESSED, State.STORED})
"""Where those go whose changes of lists were applied."""
OUT_OF_ORDER = ("delivery.no_technology", "delivery.not_installed", "delivery.kit_lacks", "delivery.checked_early")
"""Why a form is refused whose phone sent something before it that has not come yet."""


class Clock(Protocol):
    """The time, for a loop that runs for a while."""

    def monotonic(self) -> float: ...

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Ingested:
    """How many were taken, and for how many seconds the worker should rest before it takes more."""

    taken: int
    rest: float


def ingest_next(*, at: datetime, forms: Mapping[str, Form] | None = None) -> bool:
    """Take the next submission of the queue; False where none waits. Whole or not at all."""
    with transaction.atomic():
        row = next_received()
        if row is not None:
            _ingest([row], at=at, forms=FORMS if forms is None else forms)
    return row is not None


def ingest_one(*, public_id: UUID, at: datetime, forms: Mapping[str, Form] | None = None) -> bool:
    """Take a certain submission now, if it waits for its turn: for whoever pressed the button and looks on."""
    with transaction.atomic():
        row = one_received(public_id)
        if row is not None:
            _ingest([row], at=at, forms=FORMS if forms is None else forms)
    return row is not None


def ingest_some(*, seconds: float, clock: Clock, forms: Mapping[str, Form] | None = None) -> Ingested:
    """Take what waits, for a while. One on which workers die or the database fails again and again, or this code at
    once, is put into review: the others go on."""
    began, count = clock.monotonic(), 0
    if not any_received():  # looked at without taking the turn to write
        return Ingested(0, 0.0)
    before = newest()
    while clock.monotonic() - began < seconds and (taken := claim()) is not None:
        at = clock.now()
        if taken.over:
            _set_aside(taken, Reason("intake.fatal", {"tries": taken.tries - 1}), at)
        else:
            _take(taken, at=at, forms=FORMS if forms is None else forms)
        count += len(taken.keys)
    return Ingested(count, rest(newest() - before, clock.monotonic() - began))


def wake_waiting(*, at: datetime) -> int:
    """Give their turn to those that have waited long enough; and to changes of entities whose predecessors never came,
    at most `MOST_FORCED` at a time."""
    woken = wake(at=at)
    forced = 0
    while forced < MOST_FORCED and force_next(home=home_of, at=at):
        forced += 1
    return woken + forced


def _take(taken: Claim, *, at: datetime, forms: Mapping[str, Form]) -> None:
    """Read what is in hand, in one transaction; where that fails, each by itself."""
    try:
        with transaction.atomic():
            _ingest(these_received(taken.keys), at=at, forms=forms)
    except OperationalError as error:
        if not taken.last:
            raise  # it may be the database: the loop waits a little
        log.error("A submission is put into review, after %s tries: %s", taken.tries, error)
        _set_aside(taken, Reason("intake.unexpected", {"error": type(error).__name__}), at)
    except Exception as error:
        if len(taken.keys) == 1:
            log.exception("A submission could not be taken.")
            _set_aside(taken, Reason("intake.unexpected", {"error": type(error).__name__}), at)
            return
        log.warning("Some submissions could not be taken together: %r", error)
        for key in taken.keys:
            _take(Claim((key,), taken.tries), at=at, forms=forms)


def _set_aside(taken: Claim, reason: Reason, at: datetime) -> None:
    for row in Submission.objects.filter(pk__in=taken.keys):
        mark_trouble(row=row, reason=reason, at=at)


def _ingest(rows: Sequence[Submission], *, at: datetime, forms: Mapping[str, Form]) -> None:
    """Take some, in the caller's transaction. Several correct no other."""
    if len(rows) == 1:
        _ingest_alone(rows[0], at=at, forms=forms)
    elif rows:
        settled = _settled_together(rows, forms, at)
        settle_several(settled, at=at)
        _after(settled, forms, at)
    done_with([row.pk for row in rows])


def _ingest_alone(row: Submission, *, at: datetime, forms: Mapping[str, Form]) -> None:
    form = forms.get(row.form_id)
    try:
        opened = open_up(row, read_here=form is not None)
    except (BadXml, ValueError, KeyMissing) as error:
        log.exception("A submission cannot be opened: %s", row.public_id)
        mark_trouble(row=row, reason=Reason("intake.unexpected", {"error": type(error).__name__}), at=at)
        return
    settled = _before_reading(opened, at)
    if settled is None:
        assert form is not None
        (settled,) = read_some([opened], form, at=at)
    settle(settled, at=at)
    _after([settled], forms, at)


def _after(several: Sequence[Settled], forms: Mapping[str, Form], at: datetime) -> None:
    """What changed a list is there now for those that were sent after it and came before it. What was told in
    confidence stands from now on in what was made of it alone."""
    changed = [one.opened.row for one in several if one.opened.row.entities and one.state in CHANGED]
    if changed:
        wake_refused(after=changed, codes=OUT_OF_ORDER, at=at)
    told = [
        one.opened.row
        for one in several
        if one.state is State.PROCESSED and one.opened.row.form_id in forms and forms[one.opened.row.form_id].sealed
    ]
    if told:
        seal_answers(submissions=told, at=at)


def _settled_together(rows: Sequence[Submission], forms: Mapping[str, Form], at: datetime) -> list[Settled]:
    """What becomes of several. Whatever is raised says that they must be taken one by one."""
    settled: list[Settled] = []
    to_read: list[Opened] = []
    for opened in open_several(rows, read_here=forms.keys()):
        known = _before_reading(opened, at)
        if known is not None:
            settled.append(known)
        else:
            to_read.append(opened)
    for some in in_groups(to_read, forms):
        settled += read_some(some, forms[some[0].row.form_id], at=at)
    return settled


def _before_reading(opened: Opened, at: datetime) -> Settled | None:
    """Where one goes that is not to be read now; None for one that is. What nothing reads may be about entities all the
    same."""
    decided = turn(opened.facts)
    if decided.state is None:
        return None
    subjects: list[tuple[str, str]] = []
    if decided.state is State.STORED:
        subjects += hear(opened, at=at)
    if decided.state is State.STORED and not opened.row.encrypted and opened.row.form_id in UNREAD:
        about = whom(opened.row, Answers(opened.root))
        note_whom(opened.row, about)
        subjects += [one for kind, thing in about if (one := (str(kind), str(thing))) not in subjects]
    return Settled(opened, decided.state, [Reason(decided.code)] if decided.code else [], subjects)
