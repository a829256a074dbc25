"""The queue: submissions are their own. One worker takes the next, or several that never take the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from winay.accounts.phones.queries import phone_of
from winay.accounts.queries import acting, person_by_id
from winay.core.actors import Actor
from winay.core.clock import local_date
from winay.intake.models import Attachment, Correction, Step, Submission
from winay.intake.processing.rules import FILES_WAITED_FOR, TurnFacts, apart_in_space
from winay.intake.reading.answers import corrected
from winay.intake.reading.envelope import files_named
from winay.intake.reading.xml import Element, read
from winay.intake.receiving.bodies import show, unwrap
from winay.intake.receiving.forms import known_form
from winay.intake.receiving.rules import missing_files
from winay.intake.terms import UNSETTLED, State, StepKind

FORK_ACCEPTED, FILES_GIVEN_UP = "intake.fork_accepted", "intake.files_given_up"
ERASED_ACCEPTED = "intake.erased_accepted"
LONGEST_CHAIN = 50


@dataclass(frozen=True, slots=True)
class Opened:
    """A submission whose turn it is: its answers with what people corrected, who brought it (a phone, or whoever copied
    it from paper), the one it corrects, and the files it may count on by name, its own before those of the ones it
    corrects."""

    row: Submission
    root: Element
    by: Actor
    parent: Submission | None
    files: Mapping[str, Attachment]
    facts: TurnFacts


def next_received() -> Submission | None:
    """The oldest submission that waits for its turn, for this transaction alone."""
    rows = _rows().filter(state=State.RECEIVED)
    return rows.select_for_update(skip_locked=True, of=("self",)).order_by("id").first()


def these_received(keys: Collection[int]) -> list[Submission]:
    """Those of some (primary keys) that wait for their turn and that nobody else has, in their order."""
    rows = _rows().filter(pk__in=keys, state=State.RECEIVED)
    return list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("id"))


def any_received() -> bool:
    """Whether any submission waits for its turn."""
    return Submission.objects.filter(state=State.RECEIVED).exists()


def newest() -> int:
    """The number of the newest submission, 0 where there is none: it grows by as many as arrive."""
    return Submission.objects.order_by("-id").values_list("id", flat=True).first() or 0


def one_received(public_id: UUID) -> Submission | None:
    """A certain submission, if it waits for its turn. Where a worker has it in hand, this waits until that is done: who
    asks looks on, and wants to see what became of it."""
    rows = _rows().filter(public_id=public_id, state=State.RECEIVED)
    return rows.select_for_update(of=("self",)).first()


def open_up(row: Submission, *, read_here: bool) -> Opened:
    """Everything that decides about a submission. Three queries; more where it corrects another."""
    chain = _chain(row) if row.deprecated_id else []
    beside = _beside([*chain, row])
    files: dict[str, Attachment] = {}
    for one in [*reversed(chain), row]:
        files |= beside.files.get(one.pk, {})
    return _opened(row, chain[0] if chain else None, files, beside, read_here)


def open_several(rows: Sequence[Submission], *, read_here: Collection[str]) -> list[Opened]:
    """The same of several that correct no other. `read_here` are the forms that are read. Three queries."""
    beside = _beside(rows)
    return [_opened(row, None, beside.files.get(row.pk, {}), beside, row.form_id in read_here) for row in rows]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside submissions, by their primary keys: files by name, corrected answers by path, what a person
    accepted; and those that were read before."""

    files: Mapping[int, Mapping[str, Attachment]]
    corrections: Mapping[int, Mapping[str, str]]
    accepted: Mapping[int, frozenset[str]]
    read: Collection[int]


def _beside(rows: Sequence[Submission]) -> _Beside:
    files: dict[int, dict[str, Attachment]] = {}
    for file in Attachment.objects.filter(submission__in=rows, submission__erased_at=None):
        files.setdefault(file.submission_id, {})[file.filename] = file
    corrections: dict[int, dict[str, str]] = {}
    changes = Correction.objects.filter(submission__in=rows).order_by("id")
    for pk, path, new in changes.values_list("submission_id", "path", "new"):
        corrections.setdefault(pk, {})[path] = show(new)
    accepted: dict[int, frozenset[str]] = {}
    were_read: set[int] = set()
    steps = Step.objects.filter(submission__in=rows, kind__in=[StepKind.AGAIN, StepKind.PROCESSED])
    for pk, kind, code in steps.values_list("submission_id", "kind", "code"):
        if kind == StepKind.PROCESSED:
            were_read.add(pk)
        elif code:
            accepted[pk] = accepted.get(pk, frozenset()) | {code}
    return _Beside(files, corrections, accepted, were_read)


def _opened(
    row: Submission, parent: Submission | None, files: Mapping[str, Attachment], beside: _Beside, read_here: bool
) -> Opened:
    root = read(unwrap(row.body, row.key_id, row.body_sha256))
    if values := beside.corrections.get(row.pk):
        root = corrected(root, values)
    form = known_form(row.form_id, row.version)
    named = files_named(root, form.binary if form else frozenset())
    accepted = beside.accepted.get(row.pk, frozenset())
    facts = TurnFacts(
        corrects=bool(row.deprecated_id),
        parent=State(parent.state) if parent else None,
        rival=parent is not None and _rival(row),
        rival_accepted=FORK_ACCEPTED in accepted,
        missing_files=bool(missing_files(named, files)),
        go_without_files=FILES_GIVEN_UP in accepted,
        encrypted=row.encrypted,
        read_here=read_here,
        elsewhere=parent is not None and apart_in_space(row.place_code, parent.place_code),
        was_read=row.pk in beside.read,
        of_erased=parent is not None and parent.erased_at is not None and ERASED_ACCEPTED not in accepted,
    )
    return Opened(row, root, brought_by(row), parent, files, facts)


def brought_by(row: Submission) -> Actor:
    """The phone that sent a submission; of one that was copied from paper, whoever did, with what they hold on the day
    on which it was received. Two queries more then."""
    if row.credential is not None:
        return phone_of(row.credential)
    assert row.transcribed_by is not None
    person = person_by_id(row.transcribed_by)
    assert person is not None
    return acting(person, on=local_date(row.received_at, settings.TIME_ZONE))


def answers_of(row: Submission) -> Element:
    """The answers with what people corrected beside the original."""
    root = read(unwrap(row.body, row.key_id, row.body_sha256))
    changes = Correction.objects.filter(submission=row).order_by("id").values_list("path", "new")
    values = {path: show(new) for path, new in changes}
    return corrected(root, values) if values else root


def children(row: Submission) -> "QuerySet[Submission]":
    """Those that correct a submission directly."""
    return Submission.objects.filter(form_id=row.form_id, deprecated_id=row.instance_id).exclude(deprecated_id="")


def stuck_waiting() -> "QuerySet[Submission]":
    """Those that wait for one that has since been settled: it was, while they arrived."""
    waiting = Submission.objects.filter(state=State.WAITING_PARENT)
    settled = [
        row.pk
        for row in waiting.order_by("id")[:1000]
        if Submission.objects.filter(form_id=row.form_id, instance_id=row.deprecated_id)
        .exclude(state__in=UNSETTLED)
        .exists()
    ]
    return waiting.filter(pk__in=settled)


def waited_too_long(at: datetime) -> "QuerySet[Submission]":
    """Those whose files have not come in all this time."""
    return Submission.objects.filter(state=State.WAITING_FILES, state_since__lt=at - FILES_WAITED_FOR)


def _rows() -> "QuerySet[Submission]":
    return Submission.objects.select_related("credential__place", "credential__program")


def _rival(row: Submission) -> bool:
    """Whether another correction of the same submission was taken before."""
    others = Submission.objects.filter(form_id=row.form_id, deprecated_id=row.deprecated_id).exclude(pk=row.pk)
    return others.filter(Q(state__in=[State.PROCESSED, State.STORED, State.SUPERSEDED, State.REVIEW])).exists()


def _chain(row: Submission) -> list[Submission]:
    """The ones that a submission corrects, the nearest first, as far as they have arrived."""
    found: list[Submission] = []
    seen = {row.instance_id}
    while row.deprecated_id and row.deprecated_id not in seen and len(found) < LONGEST_CHAIN:
        before = Submission.objects.filter(form_id=row.form_id, instance_id=row.deprecated_id).first()
        if before is None:
            break
        seen.add(before.instance_id)
        found.append(before)
        row = before
    return found
