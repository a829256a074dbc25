"""The lake: a folder of Parquet files that are written once, and a manifest that says which of them are a snapshot.

A snapshot becomes the present one by the renaming of one small file, so a reader sees the old one whole or the new one
whole. Files of the snapshot before stay, because somebody may be reading them; older ones go. Plain Python.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, ValidationError

from winay.core.blobs import sync_folder

MANIFEST, BEFORE, LOCK = "manifest.json", "manifest-before.json", "lock"


class Told(BaseModel):
    """What a manifest is made of: nothing beside its fields, and never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(Told):
    """A file of a table. `bucket` numbers the run of ids that it holds; None where a table is one file."""

    file: str
    rows: int
    bucket: int | None = None


class Table(Told):
    """A table of a snapshot: its parts, and the hash of what was asked of the database for it."""

    shape: str
    parts: Sequence[Part]

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)


class Manifest(Told):
    """A snapshot. `database` says when the installation was opened whose rows these are; `seconds` how long each
    step took."""

    as_of: datetime
    database: str
    tables: Mapping[str, Table]
    cubes: Mapping[str, Part]
    seconds: Mapping[str, float]

    @property
    def files(self) -> set[str]:
        parts = [part for table in self.tables.values() for part in table.parts]
        return {part.file for part in (*parts, *self.cubes.values())}


@dataclass(frozen=True)
class Lake:
    """A folder of snapshots."""

    root: Path

    def path(self, file: str) -> Path:
        return self.root / file

    def present(self) -> Manifest | None:
        """The snapshot that counts now; None without one, or where its manifest cannot be read."""
        return self._read(MANIFEST)

    def before(self) -> Manifest | None:
        """The snapshot that the present one replaced."""
        return self._read(BEFORE)

    def new_file(self, name: str) -> str:
        """A name that no other file has or had."""
        return f"{name}-{uuid4().hex}.parquet"

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Whether nobody else is taking a snapshot; nobody begins one meanwhile. Whoever is killed lets go."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o700)
        with (self.root / LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def swap(self, manifest: Manifest) -> None:
        """Make a snapshot the present one. Its files are on the disk before the manifest names them."""
        for file in manifest.files:
            with self.path(file).open("rb") as out:
                os.fsync(out.fileno())
        old = self.root / MANIFEST
        if old.exists():
            self._write(BEFORE, old.read_text())
        self._write(MANIFEST, manifest.model_dump_json())

    def sweep(self) -> int:
        """Remove what neither the present snapshot nor the one before names: of older ones, and of interrupted ones.
        How many files went. Only whoever holds the lake may."""
        kept = set().union(*(one.files for one in (self.present(), self.before()) if one is not None))
        gone = [path for path in self.root.glob("*.parquet") if path.name not in kept]
        for path in gone:
            path.unlink()
        return len(gone)

    def note(self, name: str, text: str) -> None:
        """Keep a word beside the snapshots; an empty one is taken away."""
        if text:
            self._write(name, text)
        else:
            self.path(name).unlink(missing_ok=True)

    def noted(self, name: str) -> str:
        """A word that was kept; "" where there is none."""
        path = self.path(name)
        return path.read_text() if path.exists() else ""

    def _write(self, name: str, text: str) -> None:
        new = self.root / f"{name}.new"
        with new.open("w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        new.replace(self.root / name)
        sync_folder(self.root)

    def _read(self, name: str) -> Manifest | None:
        try:
            return Manifest.model_validate_json((self.root / name).read_text())
        except (FileNotFoundError, ValidationError):
            return None
