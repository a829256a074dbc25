"""Issuing and revoking documents.

A number must stand on the paper, and numbers have no gap; laying a long list out takes seconds, and a database must not
be held so long. So a document is prepared with the number that comes next, outside any transaction, and issued in a
short one; where somebody was quicker, it is prepared again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import transaction

from winay.core.actors import Actor
from winay.core.clock import local_date
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.core.ids import new_id
from winay.core.numbers import day
from winay.documents.models import Document, Revocation, Series, Statement
from winay.documents.queries import next_serial, same_document
from winay.documents.rendering import Template, render, template_of
from winay.documents.rules import canonical, digest, grouped, new_code, number_text
from winay.documents.terms import DocumentKind, StatementKey
from winay.journal.services import record

MOST_REASON = 600
ATTEMPTS = 5
Read = TypeVar("Read")


class NumberTaken(Exception):
    """Another document took the number meanwhile: prepare this one again."""


@dataclass(frozen=True)
class Content:
    """What a document prints and says. `office` and `seat` are who issues it and where; `subject` what it is about."""

    kind: DocumentKind
    template: str
    language: str
    office: str
    seat: str
    subject: tuple[str, str]
    inputs: Mapping[str, object]
    statements: Mapping[StatementKey, str]
    synthetic: bool

    @property
    def text(self) -> str:
        return canonical(self.inputs)


@dataclass(frozen=True)
class Prepared:
    """A document laid out under the number that comes next, its files written, its row not yet."""

    content: Content
    row: Document
    year: int


def prepare(*, content: Content, base_url: str, by: Actor, by_name: str, at: datetime) -> Prepared | Document:
    """Lay a document out; the one already in force where it prints just this. `base_url` is the address of the page
    that verifies, ending in a slash. Not to be called inside a transaction."""
    template = template_of(Path(settings.WINAY_DOCUMENTS), content.template)
    text = content.text.encode()
    if (same := same_document(content.kind, content.subject, digest(text), template.sha256)) is not None:
        return same
    year = local_date(at, settings.TIME_ZONE).year
    row = Document(
        public_id=new_id(),
        serial=next_serial(content.kind, year, content.office),
        code=new_code(),
        template=content.template,
        template_sha256=template.sha256,
        language=content.language,
        subject_kind=content.subject[0],
        subject_key=content.subject[1],
        seat=content.seat,
        verify_url="",
        issued_by=by.public_id,
        issued_by_name=by_name,
        issued_at=at.replace(microsecond=0),
        synthetic=content.synthetic,
    )
    row.verify_url = f"{base_url}{grouped(row.code)}/"
    printed = render(template, content.inputs, _seal(row, number_text(row.serial, year, content.office)))
    row.pages, row.engine = printed.pages, printed.engine
    row.inputs_sha256 = settings.WINAY_BLOBS.put(text)
    row.pdf_sha256 = settings.WINAY_BLOBS.put(printed.pdf)
    return Prepared(content, row, year)


@transaction.atomic
def issue(*, prepared: Prepared, by: Actor, at: datetime) -> Document:
    """Write a prepared document. `NumberTaken` when its number is no longer the next; the document already in force
    where another one that prints just this was written meanwhile."""
    content, row = prepared.content, prepared.row
    series, _ = Series.objects.get_or_create(kind=content.kind, year=prepared.year, office=content.office)
    Series.objects.select_for_update().get(pk=series.pk)
    same = same_document(content.kind, content.subject, row.inputs_sha256, row.template_sha256)
    if same is not None:
        return same
    if next_serial(content.kind, prepared.year, content.office) != row.serial:
        raise NumberTaken
    row.series = series
    row.save(force_insert=True)
    Statement.objects.bulk_create(
        Statement(document=row, key=key, value=value) for key, value in content.statements.items()
    )
    record(
        "documents.issue",
        by=by,
        at=at,
        subjects=_subjects(row),
        after={
            "kind": content.kind,
            "number": row.number,
            "pages": row.pages,
            "pdf": row.pdf_sha256,
            "inputs": row.inputs_sha256,
            "template": row.template_sha256,
            "synthetic": row.synthetic,
        },
    )
    return row


def issue_of(
    read: Callable[[], tuple[Read, Content]], write: Callable[[Read, Prepared], Document], *, base_url: str, by: Actor,
    by_name: str, at: datetime,
) -> Document:  # fmt: skip
    """Issue what `read` says of a thing; the document in force where it would print the same. It is laid out before the
    transaction, which is `write`'s and only writes, and read and laid out anew where the thing changed or the number
    went meanwhile (`NumberTaken`). `Refused` by either, or where others were quicker each time."""
    for _attempt in range(ATTEMPTS):
        found, content = read()
        prepared = prepare(content=content, base_url=base_url, by=by, by_name=by_name, at=at)
        if isinstance(prepared, Document):
            return prepared
        try:
            return write(found, prepared)
        except NumberTaken:
            continue
    raise Refused([Reason("documents.many_at_once")])


def replace_earlier(
    *, issued: Document, known: Iterable[Document], reason: str, by: Actor, by_name: str, at: datetime
) -> Document:  # fmt: skip
    """Let a document take the place of those of its language that were issued of the same thing before; it again."""
    earlier = [one for one in known if one.pk != issued.pk and one.language == issued.language]
    revoke_all(documents=earlier, reason=reason, by=by, by_name=by_name, at=at)
    return issued


@transaction.atomic
def revoke(*, document: Document, reason: str, by: Actor, by_name: str, at: datetime) -> Revocation:
    """Say that a document no longer holds, and why. Whoever verifies it reads so from now on."""
    Series.objects.select_for_update().get(pk=document.series_id)
    document = Document.objects.select_related("series").get(pk=document.pk)
    if Revocation.objects.filter(document=document).exists():
        raise Refused([Reason("documents.revoked_already", {"number": document.number})])
    if not reason.strip():
        raise Refused([Reason("documents.reason_missing")])
    revocation = Revocation.objects.create(
        document=document, reason=reason.strip()[:MOST_REASON], by=by.public_id, by_name=by_name, at=at
    )
    record(
        "documents.revoke",
        by=by,
        at=at,
        subjects=_subjects(document),
        before={"number": document.number, "in_force": True},
        after={"in_force": False, "reason": revocation.reason},
    )
    return revocation


def revoke_all(*, documents: Iterable[Document], reason: str, by: Actor, by_name: str, at: datetime) -> int:
    """Revoke those that still hold; how many."""
    open_ones = [one for one in documents if not hasattr(one, "revocation")]
    for one in open_ones:
        revoke(document=one, reason=reason, by=by, by_name=by_name, at=at)
    return len(open_ones)


def print_again(*, document: Document, inputs: Mapping[str, object], template: Template) -> bytes:
    """The bytes of a document made once more, from what was kept of it."""
    return render(template, inputs, _seal(document, document.number)).pdf


def _seal(row: Document, number: str) -> dict[str, str]:
    """What makes a printed sheet this document and no other."""
    return {
        "number": number,
        "code": grouped(row.code),
        "url": row.verify_url,
        "page": row.verify_url.removesuffix(f"{grouped(row.code)}/"),
        "seat": row.seat,
        "on": (on := local_date(row.issued_at, settings.TIME_ZONE)).isoformat(),
        "day": day(on, row.language),
        "issued_by": row.issued_by_name,
    }


def _subjects(row: Document) -> list[tuple[str, str]]:
    return [("document", str(row.public_id)), (row.subject_kind, row.subject_key)]
