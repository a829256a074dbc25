"""The seals as anybody may read them: numbers and roots, nothing of what the lines say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from winay.journal.models import Line, SealBatch


@dataclass(frozen=True, slots=True)
class Seal:
    """One sealed batch. Whoever keeps its `root` can tell later whether the batch is still the same."""

    number: int
    at: datetime
    count: int
    root: str
    previous_root: str


@dataclass(frozen=True, slots=True)
class SealPage:
    """Some seals, the newest first; `next_before` goes into the next call, None on the last page."""

    seals: tuple[Seal, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class SealTotals:
    """How many batches, lines in them, and lines that wait for a seal."""

    batches: int
    sealed: int
    waiting: int


def list_seals(*, before: int | None = None, limit: int = 50) -> SealPage:
    """Seals by number, downwards. One query."""
    rows = SealBatch.objects.order_by("-number")
    if before is not None:
        rows = rows.filter(number__lt=before)
    read = rows.values_list("number", "at", "count", "merkle_root", "previous_root")
    found = [Seal(*row) for row in read[: limit + 1]]
    shown = tuple(found[:limit])
    return SealPage(shown, shown[-1].number if len(found) > limit else None)


def seal_totals() -> SealTotals:
    """Two queries. Lines that wait are those without a seal, whatever their number."""
    told = SealBatch.objects.aggregate(batches=Count("id"), sealed=Sum("count"))
    sealed = told["sealed"] or 0
    return SealTotals(told["batches"], sealed, max(0, Line.objects.count() - sealed))


def every_root() -> Iterator[tuple[int, str]]:
    """(number, root), upwards: what the witness file holds as well."""
    yield from SealBatch.objects.order_by("number").values_list("number", "merkle_root").iterator(chunk_size=2000)
