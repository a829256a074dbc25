"""The files of a form as a phone gets them: kept ones by their hash, and those that are made for each territory."""

import csv
import hashlib
from dataclasses import dataclass
from io import StringIO
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max

from winay.core.blobs import BlobStore
from winay.core.remembered import Remembered
from winay.intake.forms.offices import reaching
from winay.intake.models import FormMedia, FormVersion
from winay.intake.terms import MediaSource
from winay.places.models import Place
from winay.places.queries import pack_in_force
from winay.places.terms import Level

memory, forms = Remembered(64), Remembered(256)


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file in the list of a form's files. `entities`: a list of things, whose token the rooms above give."""

    filename: str
    md5: str
    entities: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """A file with its content."""

    content: bytes
    content_type: str
    md5: str


def media_list(public_id: UUID, *, place_code: str | None, anywhere: bool = False) -> list[ListedFile] | None:
    """The files of a form for a phone of a territory; None for a form that does not exist, and for another office's
    unless `anywhere`. A kept file that is gone from the disk is left out: one that is missing must not keep the others
    from a phone. One query, none for a form that was asked for before: its files never change; one more for an
    office's."""
    try:
        office_pk, told = forms.get(public_id, lambda: _files(public_id))
    except _Unknown:
        return None
    own = office_pk is not None and not anywhere
    if own and not FormVersion.objects.filter(reaching(place_code), public_id=public_id).exists():
        return None
    files = []
    for one in told:
        if one.source == MediaSource.FILE and not _store().path(one.sha256).exists():
            continue
        if one.source == MediaSource.ENTITIES:
            files.append(ListedFile(one.filename, "", entities=True))
            continue
        made = None if one.source == MediaSource.FILE else localities_file(place_code)
        files.append(ListedFile(one.filename, one.md5 if made is None else made.md5))
    return files


class _Unknown(Exception):
    """Raised instead of returned, so that it is not remembered."""


def _files(public_id: UUID) -> tuple[int | None, list[FormMedia]]:
    """Whose a version is (None: a central one), and its files."""
    rows = FormMedia.objects.filter(form__public_id=public_id).select_related("form").defer("form__xml")
    found = list(rows.order_by("filename"))
    form = found[0].form if found else FormVersion.objects.defer("xml").filter(public_id=public_id).first()
    if form is None:
        raise _Unknown
    return form.office_id, found


def media_content(
    public_id: UUID, filename: str, *, place_code: str | None, anywhere: bool = False
) -> Content | None:  # fmt: skip
    """A file of a form for a phone of a territory; None where there is none, for another office's unless `anywhere`,
    and for a list of things, which the rooms above make. ValueError for one altered on disk."""
    rows = FormMedia.objects.filter(form__public_id=public_id, filename=filename)
    if not anywhere:
        rows = rows.filter(form__in=FormVersion.objects.filter(reaching(place_code)))
    one = rows.first()
    if one is None or one.source == MediaSource.ENTITIES:
        return None
    if one.source == MediaSource.LOCALITIES:
        return localities_file(place_code)
    try:
        return Content(_store().get(one.sha256), one.content_type, one.md5)
    except FileNotFoundError:
        return None


def localities_file(place_code: str | None) -> Content:
    """The localities of a territory (None: the country) to choose from on a phone: code, name with district, district.

    Each district comes too, for a locality that is not on the list. Remembered until places change; two queries then.
    """
    rows = Place.objects.filter(level__in=[Level.DISTRICT, Level.LOCALITY])
    if place_code is not None:
        # A range, which the index of codes answers on both databases whatever their order of signs.
        rows = rows.filter(code__gte=place_code, code__lt=place_code + "A")
        if len(place_code) > 6:
            rows = rows | Place.objects.filter(code=place_code[:6])
    state = rows.aggregate(count=Count("id"), newest=Max("id"))
    pack = pack_in_force()
    key = (place_code, state["count"], state["newest"], pack.pk if pack else 0)
    made: Content = memory.get(key, lambda: _localities(rows.values_list("code", "name", "level").order_by("code")))
    return made


def _localities(rows: "object") -> Content:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["name", "label", "district"])
    district = ""
    for code, name, level in rows:  # type: ignore[attr-defined]
        if level == Level.DISTRICT:
            district = name
            writer.writerow([code, f"{name} · un lugar que no está en la lista", code])
        else:
            writer.writerow([code, f"{name} · {district}", code[:6]])
    content = out.getvalue().encode()
    return Content(content, "text/csv; charset=utf-8", hashlib.md5(content, usedforsecurity=False).hexdigest())


def _store() -> BlobStore:
    store: BlobStore = settings.WINAY_BLOBS
    return store
