"""Reads of the review desk: lists through filters within somebody's territory, counts, one whole."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from winay.accounts.models import FieldCredential
from winay.intake.models import MARKED, FormVersion, Quarantined, Submission
from winay.intake.terms import OPEN, State

Places = Sequence[str | None]
"""Codes of somebody's territory; None is the country."""
MOST_COUNTED = 10_000
UUID_PREFIX = "uuid:"
"""What the ids of phones begin with, and neither the name of a phone nor the number of a sheet."""


@dataclass(frozen=True)
class Filters:
    """Which submissions to list. `state` "" is every one; `text` is the beginning of an id or of a paper
    sheet's number, or part of a phone's name."""

    state: str = ""
    form_id: str = ""
    flag: str = ""
    text: str = ""
    phone: UUID | None = None


@dataclass(frozen=True)
class SubmissionPage:
    """Some submissions, the newest first. `total` stops at `MOST_COUNTED`."""

    rows: tuple[Submission, ...]
    total: int
    next_before: UUID | None


def list_submissions(
    filters: Filters, places: Places, *, before: UUID | None = None, limit: int = 50
) -> SubmissionPage:
    """Through filters, within a territory. Two queries, one more behind a first page."""
    rows = filtered(filters, places)
    total = rows[: MOST_COUNTED + 1].count()
    if before is not None:
        last = Submission.objects.filter(public_id=before).values_list("pk", flat=True).first()
        rows = rows.filter(pk__lt=last or 0)
    # First which ones, which an index says alone; only these are read.
    wanted = Submission.objects.filter(pk__in=rows.order_by("-id").values("pk")[: limit + 1])
    found = list(wanted.select_related("credential", "form_version").defer("body").order_by("-id"))
    shown = found[:limit]
    return SubmissionPage(tuple(shown), total, shown[-1].public_id if len(found) > limit else None)


def every_submission(filters: Filters, places: Places) -> Iterator[tuple[Submission, ...]]:
    """All of them, some hundred at a time, for a file."""
    before: UUID | None = None
    while True:
        page = list_submissions(filters, places, before=before, limit=500)
        yield page.rows
        if page.next_before is None:
            return
        before = page.next_before


def count_open(places: Places) -> dict[State, int]:
    """How many wait or are in review, by state. One query, over those alone: what just came in has an index of its
    own, and asked for together with the others PostgreSQL uses neither."""
    rows = Submission.objects.filter(within(places)).order_by()
    just_in, others = (
        rows.filter(state__in=some).values_list("state").annotate(Count("id"))
        for some in ([State.RECEIVED], [state for state in OPEN if state is not State.RECEIVED])
    )
    counted = dict(just_in.union(others, all=True))
    return {state: counted.get(state.value, 0) for state in OPEN}


def count_apart(places: Places) -> int:
    """How many things stand apart and nobody has settled them. One query."""
    return Quarantined.objects.filter(resolution="").filter(within(places)).count()


def places_of(public_ids: Collection[UUID]) -> dict[UUID, str]:
    """The territory of each of some submissions, "" for the country. One query."""
    rows = Submission.objects.filter(public_id__in=public_ids)
    return dict(rows.values_list("public_id", "place_code"))


def submission_by_id(public_id: UUID) -> Submission | None:
    """One submission with its form and its phone."""
    rows = Submission.objects.select_related("credential__person", "form_version", "replaces")
    return rows.filter(public_id=public_id).first()


def submission_sent(form_id: str, instance_id: str) -> Submission | None:
    """One submission by what whoever sent it knows of it. One query."""
    return Submission.objects.filter(form_id=form_id, instance_id=instance_id).first()


def relatives(row: Submission) -> list[Submission]:
    """The submission that one corrects, and those that correct either of the two; without itself."""
    ids = [one for one in (row.deprecated_id, row.instance_id) if one]
    same = Submission.objects.filter(form_id=row.form_id)
    found = same.filter(Q(deprecated_id__in=ids) | Q(instance_id=row.deprecated_id)).exclude(pk=row.pk)
    return list(found.defer("body").order_by("id")[:20])


def list_apart(
    places: Places, *, settled: bool = False, before: UUID | None = None, limit: int = 50
) -> tuple[list[Quarantined], UUID | None]:
    """What stands apart, the newest first; and from where the next page goes on."""
    rows = Quarantined.objects.filter(within(places)).select_related("credential", "submission")
    rows = rows.exclude(resolution="") if settled else rows.filter(resolution="")
    if before is not None:
        rows = rows.filter(pk__lt=Quarantined.objects.filter(public_id=before).values_list("pk", flat=True)[:1])
    found = list(rows.defer("body", "submission__body").order_by("-id")[: limit + 1])
    shown = found[:limit]
    return shown, shown[-1].public_id if len(found) > limit else None


def apart_by_id(public_id: UUID) -> Quarantined | None:
    """One thing that stands apart, with the submission it meets."""
    rows = Quarantined.objects.select_related("credential", "submission__form_version", "became")
    return rows.filter(public_id=public_id).first()


def forms_sent() -> dict[str, str]:
    """The forms that there are, by id, with the newest title that is no office's own. One query."""
    rows = FormVersion.objects.filter(office=None).order_by("published_at", "id")
    return dict(rows.values_list("form_id", "title"))


def within(places: Places) -> Q:
    """Rows of a territory. What country-wide phones sent belongs to those whose territory is the country."""
    if None in places:
        return Q()
    found = Q(pk__in=[])
    for code in places:
        found |= Q(place_code__startswith=code)
    return found


def read_filters(state: str, form_id: str, flag: str, text: str, phone: UUID | None) -> Filters:
    """Filters as somebody typed them; what is no filter is left out."""
    found = Filters(form_id=form_id[:249], text=text.strip()[:120], phone=phone)
    if state in set(State):
        found = replace(found, state=state)
    if flag in MARKED:
        found = replace(found, flag=flag)
    return found


def filtered(filters: Filters, places: Places) -> "QuerySet[Submission]":
    """Submissions through filters within a territory."""
    rows = Submission.objects.filter(within(places))
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.form_id:
        rows = rows.filter(form_id=filters.form_id)
    if filters.flag:
        rows = rows.filter(**{filters.flag: True})
    if filters.phone is not None:
        rows = rows.filter(credential__public_id=filters.phone)
    if filters.text.startswith(UUID_PREFIX):
        return rows.filter(instance_id__startswith=filters.text)
    if filters.text:
        phones = FieldCredential.objects.filter(label__icontains=filters.text).values_list("pk", flat=True)
        of_paper = Q(sheet__startswith=filters.text.upper()) & ~Q(sheet="")
        rows = rows.filter(Q(instance_id__startswith=filters.text) | Q(credential__in=list(phones)) | of_paper)
    return rows
