"""Reads: every answer of a form, submission after submission, for a file. Memory stays as it is however many there
are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from winay.core.keys import KeyMissing
from winay.intake.desk.queries import Filters, Places, filtered
from winay.intake.exporting.plain import plain_parts
from winay.intake.exporting.tables import (
    AnswerTable,
    Flat,
    Flattener,
    empty,
    names_of_rounds,
    tables_of,
    tree_of,
    without_rounds,
)
from winay.intake.forms.offices import shown_in
from winay.intake.forms.queries import CENTRAL_FIRST
from winay.intake.forms.rules import plain
from winay.intake.models import Attachment, Correction, FormVersion, Submission
from winay.intake.reading.answers import corrected
from winay.intake.reading.shape import Shape
from winay.intake.reading.xml import read
from winay.intake.receiving.bodies import show, unwrap, unwrapper
from winay.intake.receiving.forms import shape_of_version
from winay.intake.terms import State

AT_ONCE = 2_000
NOT_COUNTED = (State.SUPERSEDED, State.DISMISSED)
"""What another one corrects and what a person put aside: left out unless it is asked for by its state."""
FLAGS = ("unknown_version", "retired_version", "late", "clock_off", "encrypted", "outside_territory")
_COLUMNS: tuple[Any, ...] = (
    "id", "public_id", "instance_id", "version", "state",
    # As texts, which both databases write in the same way: a moment made of each costs more than all else of a row.
    *(Cast(moment, CharField()) for moment in ("received_at", "began_at", "ended_at")),
    "credential__label", "device_id", "place_code", "synthetic", "body", "key_id", "body_sha256", "erased_at", *FLAGS,
)  # fmt: skip


Span = tuple[int, int | None]
"""Submissions after one primary key, up to another with it; None: all that follow."""
Kept = tuple[list[tuple[Any, ...]], Mapping[int, dict[str, str]]]
"""Submissions as the database has them, unopened, and what was corrected in some of them."""


@dataclass(slots=True)
class Sent:
    """A submission with its answers. Moments are texts of ISO 8601 in UTC, or empty. `unread`: the answers cannot be
    opened here (a key is gone, or they are encrypted)."""

    public_id: UUID
    instance_id: str
    version: str
    state: str
    received_at: str
    began_at: str
    ended_at: str
    phone: str
    device_id: str
    place_code: str
    synthetic: bool
    flags: tuple[str, ...]
    unread: bool
    flat: Flat


@dataclass(frozen=True)
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

    def at_least(self, number: int) -> bool:
        """Whether there are so many. One query, which counts no further."""
        return self._rows()[:number].count() == number

    def spans(self) -> Iterator["Span"]:
        """The whole in parts of `AT_ONCE`, each to be read by itself. A query each, over an index."""
        keys, last = self._rows().order_by("pk").values_list("pk", flat=True), 0
        while (until := keys.filter(pk__gt=last)[AT_ONCE - 1 : AT_ONCE].first()) is not None:
            yield last, until
            last = until
        yield last, None

    def kept(self, span: "Span" = (0, None)) -> Iterator["Kept"]:
        """What is kept of the submissions in the order in which they arrived, `AT_ONCE` at a time. Two queries each."""
        last, until = span
        within = self._rows() if until is None else self._rows().filter(pk__lte=until)
        while True:
            rows = list(within.filter(pk__gt=last).order_by("pk").values_list(*_COLUMNS)[:AT_ONCE])
            if not rows:
                return
            last = rows[-1][0]
            yield rows, _changes(self.form_id, [row[0] for row in rows])

    def submissions(self, kept: Iterable["Kept"] | None = None, *, rounds: bool = True) -> Iterator[Sent]:
        """All submissions, or of which something was read, without their `rounds` where these are not asked for."""
        reader = _Reader(self, rounds)
        for rows, changes in self.kept() if kept is None else kept:
            for row in rows:
                yield _sent(row, reader, changes.get(row[0]))

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

    @cached_property
    def flattener(self) -> Flattener:
        """What puts answers into the rows of the tables: it learns how bodies are made up."""
        return Flattener(self.tables)

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


def _changes(form_id: str, keys: Sequence[int]) -> Mapping[int, dict[str, str]]:
    """What was corrected in some submissions of a form, given in their order."""
    found: dict[int, dict[str, str]] = {}
    rows = Correction.objects.filter(submission__gte=keys[0], submission__lte=keys[-1], submission__form_id=form_id)
    for pk, path, new in rows.order_by("id").values_list("submission", "path", "new"):
        found.setdefault(pk, {})[path] = show(new)
    return found


class _Reader:
    """Opens bodies and puts their answers into rows. Without `rounds`, those of versions that are known are cut out
    before the rest is read: all their answers are asked for in a table, so that none of them stands elsewhere."""

    def __init__(self, answers: FormAnswers, rounds: bool) -> None:
        self.flattener = answers.flattener
        self._unwrap = unwrapper()
        self._cut = [] if rounds else names_of_rounds(answers.versions)
        self._plain = not rounds
        self._known = {shape.version for shape in answers.versions}

    def read(
        self, body: bytes, key_id: str, sha256: str, version: str, changes: Mapping[str, str] | None
    ) -> Flat | None:
        """The answers; None where they cannot be opened or read."""
        try:
            content = self._unwrap(body, key_id, sha256)
            if changes:
                return self.flattener.rows(tree_of(corrected(read(content), changes)))
            if self._cut and version in self._known and (b"!" not in content or b"<!" not in content):
                content = without_rounds(content, self._cut)
            parts = plain_parts(content) if self._plain else None
            cells = self.flattener.cells(parts) if parts is not None else None
            if cells is not None:
                return Flat(cells, [], [])
            return self.flattener.rows(ElementTree.fromstring(content))
        except (KeyMissing, ValueError, ElementTree.ParseError):
            return None


def _sent(row: tuple[Any, ...], reader: _Reader, changes: Mapping[str, str] | None) -> Sent:
    _pk, public_id, instance_id, version, state, received_at, began_at, ended_at, phone, device_id, place = row[:11]
    synthetic, body, key_id, sha256, erased_at, *marks = row[11:]
    flags = tuple(flag for flag, there in zip(FLAGS, marks, strict=True) if there) if any(marks) else ()
    flat = None if erased_at or "encrypted" in flags else reader.read(body, key_id, sha256, version, changes)
    return Sent(
        public_id, instance_id, version, state, _moment(received_at), _moment(began_at), _moment(ended_at), phone or "",
        device_id, place, synthetic, flags, flat is None and not erased_at, flat or empty(reader.flattener),
    )  # fmt: skip


def _moment(text: str | None) -> str:
    """What a database calls `2026-11-30 08:15:00.25+00`, or without its end, to the second."""
    return f"{text[:10]}T{text[11:19]}+00:00" if text else ""
