"""Reads: the forms that phones get, and every version that was ever published."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from winay.intake.forms.offices import reaching
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


CENTRAL_FIRST = F("office").asc(nulls_first=True)


def forms_for_phones(form_id: str | None = None, *, place_code: str | None = None) -> list[ListedForm]:
    """What a phone of a territory (None: the country) gets of every form, or of the one asked for: the version of its
    office, else the newest central one in use. One query."""
    rows = FormVersion.objects.filter(reaching(place_code), retired_at=None)
    rows = rows.order_by(CENTRAL_FIRST, "published_at", "id")
    if form_id is not None:
        rows = rows.filter(form_id=plain(form_id))
    media = Exists(FormMedia.objects.filter(form=OuterRef("pk")))
    told = rows.annotate(has_media=media).values_list(
        "public_id", "form_id", "version", "title", "xml_md5", "has_media"
    )
    last = {row[1]: ListedForm(*row) for row in told}
    return [last[key] for key in sorted(last)]


def form_bytes(public_id: UUID, *, place_code: str | None = None) -> FormBytes | None:
    """A version's form, retired or not, for a phone of a territory (None: the country); None for another office's. One
    query."""
    rows = FormVersion.objects.filter(reaching(place_code), public_id=public_id)
    row = rows.values_list("xml", "xml_md5").first()
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
    """Every version of a form without its bytes, the central ones before those of offices, the newest first, with its
    files. Two queries."""
    rows = FormVersion.objects.defer("xml").filter(form_id=plain(form_id)).prefetch_related("media")
    return list(rows.order_by(CENTRAL_FIRST, "-published_at", "-id"))


def newest_published_at() -> datetime | None:
    """When a form was last published."""
    return FormVersion.objects.order_by("-published_at").values_list("published_at", flat=True).first()


def files_in_use() -> set[str]:
    """Hashes of the files that forms point at: what they were made from, and what they need."""
    sources = FormVersion.objects.values_list("source_sha256", flat=True)
    return set(sources) | set(FormMedia.objects.exclude(sha256="").values_list("sha256", flat=True))
