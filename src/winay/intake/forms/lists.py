"""Reads for pages: every version of every form, and one version with its files."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from winay.intake.forms.offices import Places, shown_in
from winay.intake.models import FormMedia, FormVersion


@dataclass(frozen=True)
class FormPage:
    """Some versions, the newest first. `next_after` goes into the next call, None on the last page."""

    versions: tuple[FormVersion, ...]
    total: int
    next_after: UUID | None


def list_versions(places: Places, *, text: str = "", after: UUID | None = None, limit: int = 50) -> FormPage:
    """Versions that somebody with these places may read, with the number of their files and whether phones get them,
    without their bytes. Two queries."""
    rows = FormVersion.objects.filter(shown_in(places)).select_related("office").defer("xml")
    if text:
        rows = rows.filter(title__icontains=text) | rows.filter(form_id__icontains=text)
    total = rows.count()
    if after is not None:
        last = FormVersion.objects.filter(public_id=after).values("id")[:1]
        rows = rows.filter(id__lt=Coalesce(Subquery(last), Value(2**62)))
    found = list(_told(rows).order_by("-id")[: limit + 1])
    shown = found[:limit]
    return FormPage(tuple(shown), total, shown[-1].public_id if len(found) > limit else None)


def count_forms(places: Places) -> tuple[int, int]:
    """How many forms phones get, and how many versions there ever were that one may read. One query."""
    counted = FormVersion.objects.filter(shown_in(places)).aggregate(
        versions=Count("id"), used=Count("form_id", distinct=True, filter=Q(retired_at=None))
    )
    return counted["used"], counted["versions"]


def version_by_id(public_id: UUID) -> FormVersion | None:
    """One version with its office, its bytes and whether phones get it."""
    return _told(FormVersion.objects.filter(public_id=public_id).select_related("office")).first()


def may_see(form: FormVersion, places: Places) -> bool:
    """Whether somebody with these places may read a version. One query for one of an office, none for a central one."""
    return form.office_id is None or FormVersion.objects.filter(shown_in(places), pk=form.pk).exists()


def media_of(form: FormVersion) -> list[FormMedia]:
    """The files of a version, by name."""
    return list(form.media.order_by("filename"))


def media_file(public_id: UUID, filename: str) -> FormMedia | None:
    """One kept file of a version."""
    return FormMedia.objects.filter(form__public_id=public_id, filename=filename).exclude(sha256="").first()


def _told(rows: "QuerySet[FormVersion]") -> "QuerySet[FormVersion]":
    media = FormMedia.objects.filter(form=OuterRef("pk")).order_by().values("form")
    newer = FormVersion.objects.filter(
        form_id=OuterRef("form_id"), office=None, retired_at=None, published_at__gt=OuterRef("published_at")
    )
    return rows.annotate(
        media_count=Coalesce(Subquery(media.annotate(n=Count("id")).values("n")), 0), superseded=Exists(newer)
    )
