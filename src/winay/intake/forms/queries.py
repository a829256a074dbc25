"""Reads: the forms that phones get, and every version that was ever published."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from winay.core.remembered import Remembered
from winay.intake.forms.offices import around, reaching
from winay.intake.forms.rules import plain
from winay.intake.models import FormMedia, FormVersion
from winay.places.models import OfficePlace

KEEP_SECONDS = 3

memory = Remembered(1)


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


@dataclass(frozen=True, slots=True)
class FormsInUse:
    """Every version in use with its office (primary key; None: a central one), in the order in which a later one takes
    the place of another; and by place, the offices that look after it."""

    versions: Sequence[tuple[int | None, ListedForm]]
    offices: Mapping[str, Collection[int]]

    def reaching(self, place_code: str | None, form_id: str | None = None) -> list[ListedForm]:
        """What a phone of a territory (None: the country) gets of every form, or of the one asked for: the version of
        its office, else the newest central one."""
        theirs = {None, *(pk for code in around(place_code or "") for pk in self.offices.get(code, ()))}
        wanted = None if form_id is None else plain(form_id)
        last = {one.form_id: one for office, one in self.versions if office in theirs and wanted in {None, one.form_id}}
        return [last[key] for key in sorted(last)]


def forms_in_use() -> FormsInUse:
    """What every phone gets. One query, two where an office has forms of its own."""
    media = Exists(FormMedia.objects.filter(form=OuterRef("pk")))
    rows = FormVersion.objects.filter(retired_at=None).order_by(CENTRAL_FIRST, "published_at", "id")
    told = rows.annotate(has_media=media).values_list(
        "office", "public_id", "form_id", "version", "title", "xml_md5", "has_media"
    )  # fmt: skip
    versions = [(office, ListedForm(*listed)) for office, *listed in told]
    offices: dict[str, set[int]] = {}
    if own := {office for office, _ in versions if office is not None}:
        for code, pk in OfficePlace.objects.filter(office__in=own).values_list("place__code", "office"):
            offices.setdefault(code, set()).add(pk)
    return FormsInUse(versions, offices)


def forms_at_the_door() -> FormsInUse:
    """The same as phones are told it, which all of them ask: what was published or retired is known everywhere after
    `KEEP_SECONDS`, where it was done at once."""
    found: FormsInUse = memory.get(int(time.monotonic() / KEEP_SECONDS), forms_in_use)
    return found


def forms_changed() -> None:
    """Part of a verb that publishes or retires: phones are to be told, now and once that is committed."""
    memory.forget()
    transaction.on_commit(memory.forget)


def forms_for_phones(form_id: str | None = None, *, place_code: str | None = None) -> list[ListedForm]:
    """What a phone of a territory (None: the country) gets of every form, or of the one asked for. Queries as
    `forms_in_use`."""
    return forms_in_use().reaching(place_code, form_id)


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
