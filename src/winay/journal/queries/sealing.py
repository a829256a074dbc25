"""Which lines may be sealed now."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from winay.journal.models import Line, SealBatch, SealedLine

UNFINISHED = ""


@dataclass(frozen=True, slots=True)
class Horizon:
    """Up to where the past is settled: every transaction below `limit` has ended, none from `ceiling` on has begun.

    `source` names the server that counts the transactions; on SQLite there is one writer at a time, everything that
    can be read is settled, and line ids count instead (`limit` None).
    """

    source: str
    limit: int | None = None
    ceiling: int | None = None


@dataclass(frozen=True, slots=True)
class Sealable:
    """Lines for one batch as (id, mac, body), and where the search goes on afterwards."""

    lines: list[tuple[int, str, str]]
    floor: int
    source: str


def horizon() -> Horizon:
    """Asked before the lines are read: what is settled now can be seen then."""
    if connection.vendor != "postgresql":
        return Horizon(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier::text, pg_snapshot_xmin(now)::text::bigint, pg_snapshot_xmax(now)::text::bigint "
            "FROM pg_control_system(), pg_current_snapshot() AS now"
        )
        return Horizon(*cursor.fetchone())


def sealable(settled: Horizon, last: SealBatch | None, most: int) -> Sealable:
    """The oldest unsealed lines, at most `most`.

    Everything before the last batch's `floor` is sealed, so the search starts there. Transaction ids mean nothing on
    another server (a restored dump, a move from SQLite): there the first search looks at every line, and takes those
    that this server cannot be running.
    """
    here = last is not None and last.source == settled.source
    waiting = Line.objects.filter(~Exists(SealedLine.objects.filter(line_key=OuterRef("id"))))
    if settled.limit is None:
        if here and last is not None:
            waiting = waiting.filter(id__gte=last.floor)
        rows = _rows(waiting.order_by("id"), most)
        return Sealable([row[:3] for row in rows], rows[-1][0] + 1 if rows else 0, settled.source)
    if here and last is not None:
        rows = _rows(waiting.filter(txid__gte=last.floor, txid__lt=settled.limit).order_by("txid", "id"), most)
        whole = len(rows) < most
        return Sealable([row[:3] for row in rows], settled.limit if whole else rows[-1][3], settled.source)
    ended = Q(txid__lt=settled.limit) | Q(txid__gte=settled.ceiling) | Q(txid__isnull=True)
    rows = _rows(waiting.filter(ended).order_by("id"), most)
    if len(rows) < most:
        return Sealable([row[:3] for row in rows], settled.limit, settled.source)
    return Sealable([row[:3] for row in rows], 0, UNFINISHED)


def unsealed() -> "QuerySet[Line]":
    """Lines that no batch covers."""
    covered = SealedLine.objects.filter(line_key=OuterRef("id"), batch__number__gte=1)
    return Line.objects.filter(~Exists(covered))


def _rows(lines: "QuerySet[Line]", most: int) -> list[tuple[int, str, str, int]]:
    return list(lines.values_list("id", "mac", "body", "txid")[:most])
