"""The history of anything, for a page: newest first, by keyset, in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from winay.journal.models import Line, SealedLine, Subject
from winay.journal.queries.stored import Authority, entry_of, stored
from winay.journal.rules import Entry


@dataclass(frozen=True, slots=True)
class Seen:
    """One line for a reader. `batch` is the seal that covers it, None while it waits for one; `genuine` False when it
    is not what was written (altered, or its key is missing)."""

    entry: Entry
    batch: int | None
    genuine: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Up to `limit` lines. `next_before` goes into the next call as `before_id`; None on the last page."""

    lines: tuple[Seen, ...]
    next_before: UUID | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; None does not limit. `since` counts, `until` does not. A kind may stand without a key.
    `actors` are some people, any of whom will do; `verbs` some verbs, likewise."""

    verb: str | None = None
    verbs: frozenset[str] | None = None
    actor: UUID | None = None
    actors: frozenset[UUID] | None = None
    since: datetime | None = None
    until: datetime | None = None
    kind: str | None = None
    key: str | None = None


def history(kind: str, key: str, *, before_id: UUID | None = None, limit: int = 50) -> Page:
    """Everything recorded about one thing, e.g. `("place", "050101")`. `before_id` is a line's public id."""
    return lines(Filters(kind=kind, key=key), before_id=before_id, limit=limit)


def lines(filters: Filters = Filters(), *, before_id: UUID | None = None, limit: int = 50) -> Page:
    """The journal through filters."""
    found = _filtered(filters)
    if before_id is not None:
        found = found.filter(id__lt=Line.objects.filter(public_id=before_id).values("id")[:1])
    rows = stored(found.order_by("-id")[: limit + 1])
    shown = rows[:limit]
    batches = dict(
        SealedLine.objects.filter(line_key__in=[row.id for row in shown]).values_list("line_key", "batch__number")
    )
    authority = Authority(settings.WINAY_KEYRING())
    seen = tuple(Seen(entry_of(row), batches.get(row.id), authority.genuine(row)) for row in shown)
    return Page(seen, shown[-1].public_id if len(rows) > limit else None)


def count(filters: Filters = Filters(), *, most: int = 10_000) -> int:
    """How many lines the filters let through; one more than `most` says that it stopped counting there."""
    return _filtered(filters).order_by().values("id")[: most + 1].count()


def line(public_id: UUID) -> Seen | None:
    """One line by its public id."""
    for row in stored(Line.objects.filter(public_id=public_id)):
        batch = SealedLine.objects.filter(line_key=row.id).values_list("batch__number", flat=True).first()
        return Seen(entry_of(row), batch, Authority(settings.WINAY_KEYRING()).genuine(row))
    return None


def _filtered(filters: Filters) -> "QuerySet[Line]":
    found = Line.objects.all()
    if filters.verb is not None:
        found = found.filter(verb=filters.verb)
    if filters.actor is not None:
        found = found.filter(actor=filters.actor)
    if filters.verbs is not None:
        found = found.filter(verb__in=filters.verbs)
    if filters.actors is not None:
        found = found.filter(actor__in=filters.actors)
    if filters.since is not None:
        found = found.filter(at__gte=filters.since)
    if filters.until is not None:
        found = found.filter(at__lt=filters.until)
    if filters.kind is not None or filters.key is not None:
        about = Subject.objects.all()
        if filters.kind is not None:
            about = about.filter(kind=filters.kind)
        if filters.key is not None:
            about = about.filter(key=filters.key)
        found = found.filter(id__in=about.values("line_id"))
    return found
