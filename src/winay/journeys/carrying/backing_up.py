"""A backup of the installation into one file, while people go on working."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings

from winay.accounts.queries import is_demo
from winay.core.blobs import BlobStore, hash_of, sync_folder
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.core.keys import KeyRing
from winay.journal import witness
from winay.journeys.carrying.connecting import columns_by_table, reading
from winay.journeys.carrying.lines import Content, Measured
from winay.journeys.carrying.loading import Progress, Tell, silent
from winay.journeys.carrying.packing import (
    FORMAT,
    HEAD,
    KEYS,
    MANIFEST,
    SEALS,
    Files,
    Head,
    Manifest,
    Writer,
    fingerprints,
    head_text,
    sealed_manifest,
    shape_hash,
)
from winay.journeys.carrying.sides import Side, counted
from winay.journeys.carrying.tables import tables
from winay.journeys.upkeep import missing_files


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What went into the file. `lost` files are named by rows or by their place and were missing or altered here."""

    rows: int
    files: int
    bytes: int
    lost: tuple[str, ...]


def back_up(
    path: Path, *, schema_fingerprint: str, at: datetime, keys: Path | None = None, tell: Tell = silent
) -> BackedUp:
    """Write tables, witness and files into `path`, all of one moment, readable by nobody else; `keys` too if given.

    `Refused` where the file cannot be written or is there already; what was begun is then removed. The tables are
    read before the files: a file is kept before a row names it, so every file of that moment is still to come.
    """
    ring: KeyRing = settings.WINAY_KEYRING()
    missing = missing_files()
    with _new_file(path) as out, reading() as source:
        writer = Writer(out, at.timestamp())
        shape = shape_hash(columns_by_table(tables()))
        head = Head(
            FORMAT, at.isoformat(), source.connection.vendor, schema_fingerprint, shape, is_demo(),
            fingerprints(ring), keys is not None,
        )  # fmt: skip
        head_sha256 = writer.small(HEAD, head_text(head))
        if keys is not None:
            writer.small(KEYS, keys.read_bytes())
        contents = _tables(source, writer, tell)
        seals = writer.small(SEALS, _seals(source))
        packed = _PackedFiles(settings.WINAY_BLOBS, writer, missing)
        packed.all(tell)
        manifest = Manifest(head_sha256, contents, seals, packed.files(), tuple(sorted(packed.missing)))
        writer.small(MANIFEST, sealed_manifest(manifest, ring).encode())
        writer.close()
    return BackedUp(
        sum(content.rows for content in contents.values()), packed.count, path.stat().st_size, manifest.lost
    )


def _tables(source: Side, writer: Writer, tell: Tell) -> dict[str, Content]:
    found = tables()
    progress = Progress(tell, "tables", counted(source, found))
    contents = {}
    for table in found:
        measured = Measured()
        writer.table(table.name, measured.over(source.lines(table), progress.add))
        contents[table.name] = measured.content(source.last(table))
    return contents


def _seals(source: Side) -> bytes:
    """The witness as far as the tables go: batches that were sealed meanwhile are not in them."""
    with source.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(number), 0) FROM journal_seal_batch")
        newest = cursor.fetchone()[0]
    path = Path(settings.WINAY_VAR) / witness.FILE_NAME
    try:
        kept = [f"{number} {root}\n" for number, root in witness.entries(path) if number <= newest]
    except witness.WitnessDamaged as damage:
        raise Refused([Reason("carrying.witness_damaged", {"what": str(damage)})]) from None
    return "".join(kept).encode()


@dataclass
class _PackedFiles:
    """Files on their way into the backup: each is read once more, because what is not whole must not be handed on."""

    store: BlobStore
    writer: Writer
    missing: set[str]
    count: int = 0
    bytes: int = 0
    names: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def all(self, tell: Tell) -> None:
        """Every file that is there now, in the order of the names, a folder at a time."""
        folders = sorted(self.store.root.glob("??"))
        for done, folder in enumerate(folders):
            tell("files", done, len(folders))
            for path in sorted(path for path in folder.iterdir() if len(path.name) == 62):
                self._one(path, folder.name + path.name)

    def _one(self, path: Path, digest: str) -> None:
        try:
            with path.open("rb") as content:
                size = os.fstat(content.fileno()).st_size
                if hash_of(path) != digest:
                    self.missing.add(digest)
                    return
                self.writer.file(f"blobs/{digest[:2]}/{digest[2:]}", size, content)
        except FileNotFoundError:  # swept meanwhile: no row wanted it any more
            return
        self.missing.discard(digest)
        self.count += 1
        self.bytes += size
        self.names.update(digest.encode())

    def files(self) -> Files:
        """What went in."""
        return Files(self.count, self.bytes, self.names.hexdigest())


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name when it is whole and on disk."""
    if path.exists():
        raise Refused([Reason("carrying.file_exists", {"path": str(path)})])
    part = path.with_name(f"{path.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise Refused([Reason("carrying.file_unwritable", {"path": str(path), "why": error.strerror or ""})]) from error
    finally:
        part.unlink(missing_ok=True)
