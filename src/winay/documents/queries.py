"""Reads: a document by its code, those of a subject, and the files that rows point at."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, QuerySet

from winay.documents.models import Document, Revocation, Series
from winay.documents.rules import read_code
from winay.documents.terms import DocumentKind, Standing, StatementKey


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying says: the document, how it stands, what ended it, what it states."""

    document: Document
    standing: Standing
    revocation: Revocation | None
    statements: dict[StatementKey, str]


def _rows() -> "QuerySet[Document]":
    return Document.objects.select_related("series", "revocation")


def revocation_of(document: Document) -> Revocation | None:
    """What ended a document; None while it holds."""
    return getattr(document, "revocation", None)


def verified(text: str) -> Verified | None:
    """The document of a code, however it was typed; None for codes that were never given. Two queries, none for what
    is no code."""
    code = read_code(text)
    found = _rows().prefetch_related("statements").filter(code=code).first() if code else None
    if found is None:
        return None
    statements = {StatementKey(one.key): one.value for one in found.statements.all()}
    revocation = revocation_of(found)
    if revocation is not None:
        standing = Standing.REVOKED
    else:
        standing = Standing.OF_ANNULLED if StatementKey.ANNULLED_ON in statements else Standing.VALID
    return Verified(found, standing, revocation, statements)


def documents_of(subject_kind: str, subject_key: str) -> list[Document]:
    """Everything issued about a thing, the newest first, with what ended it. One query."""
    return list(_rows().filter(subject_kind=subject_kind, subject_key=subject_key).order_by("-id"))


def documents_about(subject_kind: str, subject_keys: Iterable[str]) -> dict[str, list[Document]]:
    """The same of several things, by their keys. One query, none for no things."""
    wanted, found = list(subject_keys), dict[str, list[Document]]()
    rows = _rows().filter(subject_kind=subject_kind, subject_key__in=wanted).order_by("-id") if wanted else ()
    for one in rows:
        found.setdefault(one.subject_key, []).append(one)
    return found


def document_by_id(public_id: UUID) -> Document | None:
    """One document."""
    return _rows().filter(public_id=public_id).first()


def same_document(
    kind: DocumentKind, subject: tuple[str, str], inputs_sha256: str, template_sha256: str
) -> Document | None:
    """The document in force that prints just this."""
    rows = _rows().filter(
        series__kind=kind, subject_kind=subject[0], subject_key=subject[1], inputs_sha256=inputs_sha256,
        template_sha256=template_sha256, revocation=None,
    )  # fmt: skip
    return rows.order_by("id").first()


def next_serial(kind: DocumentKind, year: int, office: str) -> int:
    """The number that the next document of an office will have, as things stand now."""
    series = Series.objects.filter(kind=kind, year=year, office=office)
    return (Document.objects.filter(series__in=series).aggregate(last=Max("serial"))["last"] or 0) + 1


def documents_by_id(public_ids: Iterable[UUID]) -> dict[UUID, Document]:
    """Documents by their public ids, for the pages that name them. One query."""
    return {one.public_id: one for one in _rows().filter(public_id__in=list(public_ids))}


def files_in_use() -> set[str]:
    """Hashes of the files that documents point at: the PDF, and what was printed."""
    pairs = Document.objects.values_list("pdf_sha256", "inputs_sha256")
    return {digest for pair in pairs for digest in pair}
