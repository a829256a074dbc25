"""The one verb that phones ask for: receive what they sent.

What arrives is kept before anybody interprets it, and acknowledged when it would survive a power cut. It has no line
of its own in the journal: the row is its record, written once, and the line of its processing names its hash.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from winay.accounts.phones.queries import ActingPhone
from winay.core.actors import NOBODY
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.intake.models import Attachment, Step, Submission
from winay.intake.reading.envelope import Identity, NoIdentity, base_name, files_named, filled_in, identity
from winay.intake.reading.xml import BadXml, Element, Wrong, read
from winay.intake.receiving.bodies import Wrapped, wrap
from winay.intake.receiving.forms import KnownForm, known_form
from winay.intake.receiving.rules import Clock, clock_off, first_state, late, missing_files
from winay.intake.receiving.storing import (
    Apart,
    StoredFile,
    attach,
    insert_once,
    set_apart,
    set_file_apart,
    store_file,
)
from winay.intake.terms import QuarantineKind, State, StepKind

FILES_MISSING = "intake.files_missing"
MOST_DEVICE = 200
UNNAMED = "sin-nombre"
"""What a file is called whose sender called it nothing: it is somebody's work all the same."""


class Fault(StrEnum):
    """What kind of no an unreceived delivery gets; the door has a status for each."""

    BROKEN = "broken"
    UNKNOWN_FORM = "unknown_form"
    CONFLICT = "conflict"
    TOO_LARGE = "too_large"


class NotReceived(Refused):
    """It is no submission that we could keep as one. What could be kept of it stands apart."""

    def __init__(self, fault: Fault, reason: Reason) -> None:
        super().__init__([reason])
        self.fault = fault


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it was sent: the name it was given, its content."""

    name: str
    content: bytes | memoryview


@dataclass(frozen=True, slots=True)
class Delivery:
    """One post of a phone: the XML and some of the files. `incomplete` is what the phone says of it: a hint."""

    xml: bytes
    files: Sequence[SentFile] = ()
    incomplete: bool = False
    device_id: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is kept. `waits` when it corrects one that has not arrived; `again` when it was here already."""

    public_id: UUID
    waits: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Arriving:
    """A delivery that was read."""

    who: Identity
    form: KnownForm
    body: Wrapped
    files: list[StoredFile]
    named: frozenset[str]
    incomplete: bool
    device_id: str
    by: ActingPhone
    at: datetime


def receive(*, delivery: Delivery, by: ActingPhone, at: datetime) -> Receipt:
    """Keep what a phone sent. `NotReceived` for what is none; OSError where there is no room, and then nothing was
    kept. Safe to repeat, and to be asked for at once by many."""
    root, who = _read(delivery, by, at)
    form = known_form(who.form_id, who.version)
    body, device_id = wrap(delivery.xml), delivery.device_id[:MOST_DEVICE]
    files = [store_file(base_name(file.name) or UNNAMED, file.content) for file in delivery.files]
    if form is None:
        apart = Apart(QuarantineKind.UNKNOWN_FORM, "intake.unknown_form", who.form_id, who.instance_id)
        set_apart(apart, body=body, files=files, by=by, device_id=device_id, at=at)
        raise NotReceived(Fault.UNKNOWN_FORM, Reason("intake.unknown_form", {"form": who.form_id}))
    named = frozenset(files_named(root, form.binary))
    arriving = _Arriving(who, form, body, files, named, delivery.incomplete, device_id, by, at)
    row = _row(arriving, root)
    kept = _keep_with_files(arriving, row) if files else insert_once(row) is not None
    if not kept:
        return _keep_again(arriving)
    return Receipt(row.public_id, waits=row.state == State.WAITING_PARENT)


@transaction.atomic
def _keep_with_files(arriving: _Arriving, row: Submission) -> bool:
    """The row and its files, together or not at all; False where its id is known."""
    pk = insert_once(row)
    if pk is None:
        return False
    row.pk = pk
    once = _each_once(arriving.files)
    attach(pk, once, named=arriving.named, at=arriving.at)
    _set_others_apart(row, {file.filename: file.sha256 for file in once}, arriving)
    return True


def _keep_again(arriving: _Arriving) -> Receipt:
    """Its id is known: the same once more, more of its files, or something else under its name."""
    who = arriving.who
    with transaction.atomic():
        first = Submission.objects.select_for_update().get(form_id=who.form_id, instance_id=who.instance_id)
        same = first.body_sha256 == arriving.body.sha256
        if same:
            if first.erased_at is None:
                _add_files(first, arriving)
            if first.erased_at is not None or first.state == State.DISMISSED:
                Step.objects.create(submission=first, kind=StepKind.RESENT, by=NOBODY, at=arriving.at)
    if not same:
        apart = Apart(QuarantineKind.OTHER_XML, "intake.other_xml", who.form_id, who.instance_id, first.pk)
        set_apart(
            apart, body=arriving.body, files=arriving.files, by=arriving.by, device_id=arriving.device_id,
            at=arriving.at,
        )  # fmt: skip
        raise NotReceived(Fault.CONFLICT, Reason("intake.other_xml", {"instance": who.instance_id}))
    return Receipt(first.public_id, waits=first.state == State.WAITING_PARENT, again=True)


def _add_files(first: Submission, arriving: _Arriving) -> None:
    held = dict(Attachment.objects.filter(submission=first).values_list("filename", "sha256"))
    new = [file for file in _each_once(arriving.files) if file.filename not in held]
    attach(first.pk, new, named=arriving.named, at=arriving.at)
    have = held | {file.filename: file.sha256 for file in new}
    _set_others_apart(first, have, arriving)
    waited = first.state == State.WAITING_FILES or first.reason_code == FILES_MISSING
    if not waited or missing_files(arriving.named, have):
        return
    if not arriving.named and arriving.incomplete:
        return
    first.state, first.state_since, first.reason_code = State.RECEIVED, arriving.at, ""
    first.save(update_fields=["state", "state_since", "reason_code"])


def _set_others_apart(first: Submission, have: Mapping[str, str], arriving: _Arriving) -> None:
    for file in arriving.files:
        if have[file.filename] != file.sha256:
            set_file_apart(file, first, by=arriving.by, device_id=arriving.device_id, at=arriving.at)


def _each_once(files: Sequence[StoredFile]) -> list[StoredFile]:
    """The first of each name."""
    return list({file.filename: file for file in reversed(files)}.values())[::-1]


def _read(delivery: Delivery, by: ActingPhone, at: datetime) -> tuple[Element, Identity]:
    try:
        root = read(delivery.xml)
        return root, identity(root)
    except BadXml as bad:
        if bad.wrong is Wrong.TOO_LARGE:
            raise NotReceived(Fault.TOO_LARGE, Reason("intake.xml_too_large")) from None
        reason = Reason(f"intake.xml_{bad.wrong}", {"line": bad.where})
    except NoIdentity as bad:
        reason = Reason(bad.code)
    files = [store_file(base_name(file.name) or UNNAMED, file.content) for file in delivery.files]
    apart = Apart(QuarantineKind.BROKEN, reason.code)
    device_id = delivery.device_id[:MOST_DEVICE]
    set_apart(apart, body=wrap(delivery.xml), files=files, by=by, device_id=device_id, at=at)
    raise NotReceived(Fault.BROKEN, reason)


def _row(arriving: _Arriving, root: Element) -> Submission:
    who, form, by, at = arriving.who, arriving.form, arriving.by, arriving.at
    began, ended = filled_in(root)
    offset = next((said.offset_minutes for said in (began, ended) if said and said.offset_minutes is not None), None)
    clock = Clock(began and began.at, ended and ended.at, at, form.published_at)
    return Submission(
        form_id=who.form_id,
        version=who.version,
        form_version_id=form.version_pk,
        instance_id=who.instance_id,
        deprecated_id=who.deprecated_id,
        body=arriving.body.body,
        key_id=arriving.body.key_id,
        body_sha256=arriving.body.sha256,
        body_size=arriving.body.size,
        credential_id=by.credential_pk,
        device_id=arriving.device_id,
        place_code=by.place_code or "",
        program=by.program or "",
        received_at=at,
        began_at=clock.began_at,
        ended_at=clock.ended_at,
        offset_minutes=offset,
        unknown_version=form.version_pk is None,
        retired_version=form.retired,
        late=late(clock),
        clock_off=clock_off(clock),
        encrypted=who.encrypted,
        entities=who.entities,
        synthetic=by.synthetic,
        state=_state(arriving),
        state_since=at,
    )


def admitted_row(
    *,
    xml: bytes,
    by: ActingPhone,
    device_id: str,
    at: datetime,
    place_code: str,
    instance_id: str,
    deprecated_id: str | None,
) -> Submission:
    """The row of what stood apart and is let in: received when it was, under the id that it is given."""
    root = read(xml)
    who = identity(root)
    form = known_form(who.form_id, who.version)
    assert form is not None  # the rule asked for it
    replaced = who.deprecated_id if deprecated_id is None else deprecated_id
    who = replace(who, instance_id=instance_id, deprecated_id=replaced)
    named = frozenset(files_named(root, form.binary))
    row = _row(_Arriving(who, form, wrap(xml), [], named, False, device_id, by, at), root)
    row.place_code, row.state = place_code, State.RECEIVED
    return row


def _state(arriving: _Arriving) -> State:
    """Where it stands before anybody looks at it. Of one that corrects another, which files are missing is asked when
    its turn comes: those of the other count."""
    who = arriving.who
    if who.deprecated_id:
        known = Submission.objects.filter(form_id=who.form_id, instance_id=who.deprecated_id).exists()
        return first_state(missing=False, replaces=True, parent_settled=known)
    missing = missing_files(arriving.named, [file.filename for file in arriving.files])
    guessed = arriving.incomplete and not arriving.named
    return first_state(missing=bool(missing) or guessed, replaces=False, parent_settled=True)
