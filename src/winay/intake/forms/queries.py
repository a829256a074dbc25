"""Reads: the forms that phones get, and every version that was ever published."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from winay.intake.forms.rules import plain
from winay.intake.models import FormMedia, FormVersion


@dataclass(frozen=True, slots=True)
class ListedForm:
    """A form in the list for phones."""

    public_id: UUID
    form_id: str
    version: str
    title: str
    xml_md5: str
    has_media: bool


@dataclass(frozen=True, slots=True)
class FormBytes:
    """A form as phones get it."""

    xml: bytes
    md5: str


def forms_for_phones(form_id: str | None = None) -> list[ListedForm]:
    """The newest version in use of every form, or of the one asked for. One query."""
    rows = FormVersion.objects.filter(retired_at=None).order_by("published_at", "id")
    if form_id is not None:
        rows = rows.filter(form_id=plain(form_id))
    media = Exists(FormMedia.objects.filter(form=OuterRef("pk")))
    told = rows.annotate(has_media=media).values_list(
        "public_id", "form_id", "version", "title", "xml_md5", "has_media"
    )
    newest = {row[1]: ListedForm(*row) for row in told}
    return [newest[key] for key in sorted(newest)]


def form_bytes(public_id: UUID) -> FormBytes | None:
    """A version's form, retired or not. One query."""
    row = FormVersion.objects.filter(public_id=public_id).values_list("xml", "xml_md5").first()
    return FormBytes(bytes(row[0]), row[1]) if row else None


def form_by_id(public_id: UUID) -> FormVersion | None:
    """One version without its bytes."""
    return FormVersion.objects.defer("xml").filter(public_id=public_id).first()


def find_form(form_id: str, version: str) -> FormVersion | None:
    """The version that a submission names, without its bytes; None for one that was never published here."""
    return FormVersion.objects.defer("xml").filter(form_id=plain(form_id), version=plain(version)).first()


def knows_form(form_id: str) -> bool:
    """Whether any version of a form was ever published here."""
    return FormVersion.objects.filter(form_id=plain(form_id)).exists()


def versions_of(form_id: str) -> list[FormVersion]:
    """Every version of a form without its bytes, the newest first, with its files. Two queries."""
    rows = FormVersion.objects.defer("xml").filter(form_id=plain(form_id)).prefetch_related("media")
    return list(rows.order_by("-published_at", "-id"))


def newest_published_at() -> datetime | None:
    """When a form was last published."""
    return FormVersion.objects.order_by("-published_at").values_list("published_at", flat=True).first()


def files_in_use() -> set[str]:
    """Hashes of the files that forms point at: what they were made from, and what they need."""
    sources = FormVersion.objects.values_list("source_sha256", flat=True)
    return set(sources) | set(FormMedia.objects.exclude(sha256="").values_list("sha256", flat=True))
