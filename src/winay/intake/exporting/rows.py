"""Reads: every answer of a form, submission after submission, for a file. Memory stays as it is however many there
are."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from xml.etree import ElementTree

from django.db.models import QuerySet

from winay.core.keys import KeyMissing
from winay.intake.desk.queries import Filters, Places, filtered
from winay.intake.exporting.tables import AnswerTable, Flat, Flattener, empty, tables_of, tree_of
from winay.intake.forms.offices import shown_in
from winay.intake.forms.queries import CENTRAL_FIRST
from winay.intake.forms.rules import plain
from winay.intake.models import Attachment, Correction, FormVersion, Submission
from winay.intake.reading.answers import corrected
from winay.intake.reading.shape import Shape
from winay.intake.reading.xml import read
from winay.intake.receiving.bodies import show, unwrap
from winay.intake.receiving.forms import shape_of_version
from winay.intake.terms import State

AT_ONCE = 1_000
NOT_COUNTED = (State.SUPERSEDED, State.DISMISSED)
"""What another one corrects and what a person put aside: left out unless it is asked for by its state."""
FLAGS = ("unknown_version", "retired_version", "late", "clock_off", "encrypted", "outside_territory")
_COLUMNS = (
    "id", "public_id", "instance_id", "version", "state", "received_at", "began_at", "ended_at", "credential__label",
    "device_id", "place_code", "synthetic", "erased_at", *FLAGS, "body", "key_id", "body_sha256",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission with its answers. `unread`: they cannot be opened here (a key is gone, or they are encrypted)."""

    public_id: UUID
    instance_id: str
    version: str
    state: str
    received_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    phone: str
    device_id: str
    place_code: str
    synthetic: bool
    flags: tuple[str, ...]
    unread: bool
    flat: Flat


@dataclass(frozen=True, slots=True)
class FormAnswers:
    """A form's tables, and its answers through filters within a territory. Each reading asks the database anew."""

    form_id: str
    title: str
    tables: tuple[AnswerTable, ...]
    filters: Filters
    places: Places
    versions: tuple[Shape, ...] = field(default=(), repr=False)

    def count(self) -> int:
        """How many submissions the file will have. One query."""
        return self._rows().count()

    def submissions(self) -> Iterator[list[Sent]]:
        """In the order in which they arrived, a thousand at a time. Two queries for each thousand."""
        flattener, last = Flattener(self.tables), 0
        while True:
            rows = list(self._rows().filter(pk__gt=last).order_by("pk").values_list(*_COLUMNS)[:AT_ONCE])
            if not rows:
                return
            last = rows[-1][0]
            changes = _changes([row[0] for row in rows])
            yield [_sent(row, flattener, changes.get(row[0], {})) for row in rows]

    def files(self) -> Iterator[tuple[UUID, list[Attachment]]]:
        """Submissions that files came with, with these."""
        last = 0
        rows = Attachment.objects.filter(submission__in=self._rows().filter(erased_at=None).values("pk"))
        while True:
            some = list(
                rows.filter(submission__gt=last).order_by("submission", "pk").select_related("submission")
                .defer("submission__body")[:AT_ONCE]
            )  # fmt: skip
            if not some:
                return
            # The last submission may have more files than were read: it comes whole with the next ones.
            whole = (
                some if len(some) < AT_ONCE else [one for one in some if one.submission_id != some[-1].submission_id]
            )
            whole = whole or list(rows.filter(submission=some[-1].submission_id).order_by("pk"))
            grouped: dict[UUID, list[Attachment]] = {}
            for one in whole:
                grouped.setdefault(one.submission.public_id, []).append(one)
            yield from grouped.items()
            last = whole[-1].submission_id

    def _rows(self) -> "QuerySet[Submission]":
        rows = filtered(self.filters, self.places)
        return rows if self.filters.state else rows.exclude(state__in=NOT_COUNTED)


def answers_of_form(form_id: str, filters: Filters, places: Places) -> FormAnswers | None:
    """What a form has been answered; None for one that was never published here. One query. What another office's
    version alone asks has no column: an answer to it that came from here stands among the other answers."""
    rows = FormVersion.objects.filter(shown_in(places), form_id=plain(form_id))
    versions = list(rows.order_by(CENTRAL_FIRST, "-published_at", "-id"))
    if not versions:
        return None
    shapes = [shape_of_version(one) for one in versions]
    return FormAnswers(
        versions[0].form_id, versions[0].title, tuple(tables_of(shapes)), filters, places, tuple(shapes)
    )  # fmt: skip


def envelope_of(row: Submission) -> bytes | None:
    """What an encrypted submission was sent as, without which its files open nowhere: the key that opens them is in it,
    encrypted for whoever has the form's own. None for one that is readable here, or that this server cannot open."""
    if not row.encrypted:
        return None
    try:
        return unwrap(row.body, row.key_id, row.body_sha256)
    except (KeyMissing, ValueError):
        return None


def _changes(keys: Collection[int]) -> Mapping[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    rows = Correction.objects.filter(submission__gte=min(keys), submission__lte=max(keys), submission__in=keys)
    for pk, path, new in rows.order_by("id").values_list("submission", "path", "new"):
        found.setdefault(pk, {})[path] = show(new)
    return found


def _sent(row: tuple[object, ...], flattener: Flattener, changes: Mapping[str, str]) -> Sent:
    told = dict(zip(_COLUMNS, row, strict=True))
    flat = None if told["erased_at"] or told["encrypted"] else _flat(told, flattener, changes)
    return Sent(
        told["public_id"], told["instance_id"], told["version"], told["state"], told["received_at"], told["began_at"],
        told["ended_at"], told["credential__label"] or "", told["device_id"], told["place_code"], told["synthetic"],
        tuple(flag for flag in FLAGS if told[flag]), flat is None and not told["erased_at"],
        flat or empty(flattener),
    )  # type: ignore[arg-type]  # fmt: skip


def _flat(told: Mapping[str, object], flattener: Flattener, changes: Mapping[str, str]) -> Flat | None:
    try:
        content = unwrap(told["body"], told["key_id"], told["body_sha256"])  # type: ignore[arg-type]
        root = tree_of(corrected(read(content), changes)) if changes else ElementTree.fromstring(content)
    except (KeyMissing, ValueError, ElementTree.ParseError):
        return None
    return flattener.rows(root)
