"""An installation from a backup, in an empty place of either database: whole, or nothing."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from winay.accounts.services import note_restore
from winay.core.actors import SYSTEM
from winay.core.blobs import BlobStore, sync_folder
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.journal import witness
from winay.journal.queries.verification import Verification
from winay.journeys.carrying.connecting import (
    columns_by_table,
    draft_of,
    forget,
    new_postgres,
    new_sqlite,
    refuse_unfit,
    standing_on,
)
from winay.journeys.carrying.loading import Progress, Tell, fill, prove, silent
from winay.journeys.carrying.packing import shape_hash
from winay.journeys.carrying.sides import Side
from winay.journeys.carrying.tables import tables
from winay.journeys.carrying.unpacking import Backup, Parts, parts_of, whole_backup

UNFINISHED = "restore-unfinished"
SQLITE = "winay.sqlite3"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and what the journal says of itself now."""

    made_at: str
    rows: int
    files: int
    lost: tuple[str, ...]
    journal: Verification


def check_backup(path: Path, *, schema_fingerprint: str, tell: Tell = silent) -> Backup:
    """Read a backup through and compare every hash in it; nothing is written.

    `Refused` for one that is cut, altered, made with other keys or for other tables than this version's.
    """
    backup = whole_backup(path, settings.WINAY_KEYRING(), tell)
    shape = shape_hash(columns_by_table(tables()))
    if (backup.head.schema_fingerprint, backup.head.shape) != (schema_fingerprint, shape):
        raise Refused([Reason("carrying.other_version", {"made_at": backup.head.made_at[:10]})])
    return backup


def restore(
    path: Path, *, to: dict[str, Any] | None, schema_fingerprint: str, at: datetime, tell: Tell = silent
) -> Restored:
    """Bring back tables, witness and files, into the PostgreSQL database `to` or into a SQLite file.

    Nothing is written before the whole backup was read and found right. `Refused` where something is already. What
    fails leaves the place as it was; what is killed is cleared away by the next `restore`. The journal gets one line
    that says from when everything here is.
    """
    if to is not None:
        refuse_unfit(to)
    _clear_unfinished()
    _refuse_full()
    backup = check_backup(path, schema_fingerprint=schema_fingerprint, tell=tell)
    try:
        with _unfinished():
            journal = _write(backup, to, at, tell)
    except OSError as error:
        why = error.strerror or str(error)
        raise Refused([Reason("carrying.place_unwritable", {"where": str(_var()), "why": why})]) from error
    manifest = backup.manifest
    return Restored(backup.head.made_at, _rows(backup), manifest.files.count, manifest.lost, journal)


def _write(backup: Backup, to: dict[str, Any] | None, at: datetime, tell: Tell) -> Verification:
    """Files first, then the rows that name them; what the journal says of itself in the end."""
    with parts_of(backup) as parts:
        _write_files(backup, parts, tell)
    tell("schema", 0, 0)
    new = new_sqlite(_var() / SQLITE) if to is None else new_postgres(to)
    with parts_of(backup) as parts, new as target:
        fill(target, tables(), _from_parts(backup, parts), Progress(tell, "tables", _rows(backup)))
        journal = prove(target, tables(), backup.manifest.tables, tell)
        _note(target, backup, at)
    return journal


def _rows(backup: Backup) -> int:
    return sum(content.rows for content in backup.manifest.tables.values())


def _from_parts(backup: Backup, parts: Parts) -> Any:
    """What `fill` is fed: the tables come in the order of their names, as they were written."""
    last = {name: content.last for name, content in backup.manifest.tables.items()}
    return lambda table: (parts.table(table.name), lambda: last[table.name])


def _note(target: Side, backup: Backup, at: datetime) -> None:
    made_at = datetime.fromisoformat(backup.head.made_at)
    with standing_on(target):
        note_restore(made_at=made_at, backup=backup.sha256, rows=_rows(backup), by=SYSTEM, at=at)


def _write_files(backup: Backup, parts: Parts, tell: Tell) -> None:
    """The witness and the files: before the rows that name them. On disk before this returns."""
    for name in backup.manifest.tables:
        for _ in parts.table(name):
            pass
    (_var() / witness.FILE_NAME).write_bytes(parts.seals())
    store: BlobStore = settings.WINAY_BLOBS
    for done, (digest, pieces) in enumerate(parts.files()):
        tell("files", done, backup.manifest.files.count)
        _write_one(store.path(digest), pieces)
    os.sync()  # once for all of them, instead of once for each


def _write_one(path: Path, pieces: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        for piece in pieces:
            out.write(piece)


@contextmanager
def _unfinished() -> Iterator[None]:
    """A mark for as long as files stand here without their database; what fails takes the files away again."""
    mark = _var() / UNFINISHED
    mark.touch()
    sync_folder(_var())
    try:
        yield
    except BaseException:
        _clear_unfinished()
        raise
    mark.unlink()


def _clear_unfinished() -> None:
    """Take away what a restore left that never came to its end: files whose database is not there."""
    mark = _var() / UNFINISHED
    if not mark.exists():
        return
    if not (_var() / SQLITE).exists():
        shutil.rmtree(settings.WINAY_BLOBS.root, ignore_errors=True)
        (_var() / witness.FILE_NAME).unlink(missing_ok=True)
    forget(draft_of(_var() / SQLITE))
    mark.unlink()


def _refuse_full() -> None:
    """The database is asked by who opens it; this looks at what lies beside it."""
    blobs: Path = settings.WINAY_BLOBS.root
    there = [name for name in (SQLITE, witness.FILE_NAME) if (_var() / name).exists()]
    there += [blobs.name] if blobs.exists() and any(blobs.iterdir()) else []
    if there:
        raise Refused([Reason("carrying.place_not_empty", {"what": ", ".join(there), "where": str(_var())})])


def _var() -> Path:
    return Path(settings.WINAY_VAR)
