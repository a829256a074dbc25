"""Taking a snapshot: one consistent read into files, cubes from the files, checks, and only then the swap."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import BigIntegerField, Count, ExpressionWrapper, F

from winay.accounts.queries import opened_at
from winay.analytics.cubes.building import CheckFailed, build_cubes
from winay.analytics.lake import Lake, Manifest, Part, Table
from winay.analytics.snapshots.reading import Source, one_moment
from winay.analytics.snapshots.taken import RUN, TAKEN, Taken
from winay.core.clock import local_date

LAKE = "lake"
FAILED = "failed.txt"
Tell = Callable[[str], None]


class SnapshotBusy(Exception):
    """Somebody else is taking a snapshot."""


class SnapshotFailed(Exception):
    """A check did not hold: the snapshot before stays. `reasons` says which, with numbers."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def lake() -> Lake:
    """The lake of this installation."""
    return Lake(settings.WINAY_VAR / LAKE)


def failed_at() -> datetime | None:
    """When a check of the last snapshot failed; None where it did not."""
    path = lake().path(FAILED)
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC) if path.exists() else None


def take_snapshot(*, at: datetime, whole: bool = False, tell: Tell = lambda step: None) -> Manifest:
    """Take a snapshot and make it the present one. Files of a table that only grows are kept from the snapshot before
    where their rows are the same in number and of the same shape, unless `whole`. `tell` hears each step.

    SnapshotBusy while another is taken; SnapshotFailed where a check does not hold.
    """
    store, opened = lake(), opened_at()
    with store.held() as mine:
        if not mine:
            raise SnapshotBusy
        database = opened.isoformat() if opened else ""
        before = None if whole else store.present()
        if before is not None and before.database != database:
            before = None
        clock = _Clock(tell)
        store.sweep()
        with one_moment() as source:
            tables = {one.name: _table(store, source, one, before, clock) for one in TAKEN}
        try:
            with clock.step("cubes"):
                cubes = build_cubes(store, tables, today=local_date(at, settings.TIME_ZONE))
        except CheckFailed as failed:
            store.sweep()
            store.note(FAILED, "\n".join(failed.reasons))
            raise SnapshotFailed(failed.reasons) from failed
        manifest = Manifest(as_of=at, database=database, tables=tables, cubes=cubes, seconds=clock.seconds)
        store.swap(manifest)
        store.note(FAILED, "")
        store.sweep()
        return manifest


class _Clock:
    """Seconds of each step, told as it begins."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.tell(name)
        began = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - began, 2)


def _table(store: Lake, source: Source, taken: Taken, before: Manifest | None, clock: _Clock) -> Table:
    with clock.step(taken.name):
        shape = taken.shape
        if not taken.bucketed:
            return Table(shape=shape, parts=[_part(store, source, taken, None)])
        old = before.tables.get(taken.name) if before is not None else None
        kept = {part.bucket: part for part in old.parts} if old is not None and old.shape == shape else {}
        parts = []
        for bucket, rows in _runs(source, taken) or [(0, 0)]:
            same = kept.get(bucket)
            if same is None or same.rows != rows or not store.path(same.file).exists():
                same = _part(store, source, taken, bucket)
            parts.append(same)
        return Table(shape=shape, parts=parts)


def _runs(source: Source, taken: Taken) -> list[tuple[int, int]]:
    """The runs of ids that a table has rows in, and how many."""
    run = ExpressionWrapper(F("id") / RUN, output_field=BigIntegerField())
    rows = taken.narrow(taken.model._default_manager.order_by())
    counted = rows.values_list(run).annotate(Count("id"))
    schema = pa.schema([("bucket", pa.int64()), ("rows", pa.int64())])
    found = pa.Table.from_batches(source.read(counted, schema), schema).to_pylist()
    return sorted((one["bucket"], one["rows"]) for one in found)


def _part(store: Lake, source: Source, taken: Taken, bucket: int | None) -> Part:
    rows: Any = taken.rows()
    if bucket is not None:
        rows = rows.filter(pk__gte=bucket * RUN, pk__lt=(bucket + 1) * RUN)
    file, count = store.new_file(taken.name), 0
    schema = taken.schema
    with pq.ParquetWriter(store.path(file), schema, compression="zstd", compression_level=1) as writer:
        for batch in source.read(rows, schema):
            writer.write_batch(batch)
            count += batch.num_rows
    return Part(file=file, rows=count, bucket=bucket)
