"""Files by the hash of their content: written once, never changed, found again by what they are."""

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

SHA256 = re.compile(r"[0-9a-f]{64}")
_durable: set[Path] = set()
"""Folders whose own names this process knows to be on the disk. A store has 256, and none is ever removed."""


@dataclass(frozen=True)
class BlobStore:
    """A folder of content-addressed files: `root/ab/cd…`."""

    root: Path

    def path(self, digest: str) -> Path:
        """Where the file with this SHA-256 stands; ValueError for anything that is no such hash."""
        if not SHA256.fullmatch(digest):
            raise ValueError(f"{digest!r} is not a SHA-256")
        return self.root / digest[:2] / digest[2:]

    def put(self, content: bytes | memoryview) -> str:
        """Store and return the hash. On disk, folder included, before this returns, so a row may point at it."""
        digest = hashlib.sha256(content).hexdigest()
        target = self.path(digest)
        if target.exists():
            os.utime(target)  # it is wanted again: the sweep must not take it as an old orphan
            self._sync(target.parent)  # another process may have named it this moment
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix="tmp-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        self._sync(target.parent)
        return digest

    def _sync(self, folder: Path) -> None:
        """Make a new name in a folder survive a power cut, and the folder itself, once a process."""
        sync_folder(folder)
        if folder not in _durable:
            sync_folder(self.root)
            _durable.add(folder)

    def put_file(self, source: Path) -> str:
        """Store a file of any size without holding it in memory, and return its hash."""
        target = self.path(hash_of(source))
        if target.exists():
            os.utime(target)
            return target.parent.name + target.name
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix="tmp-")
        try:
            with os.fdopen(handle, "wb") as out, source.open("rb") as content:
                shutil.copyfileobj(content, out)
                out.flush()
                os.fsync(out.fileno())
            # The source may have changed between the two readings; what is kept is named by what it is.
            digest = hash_of(Path(name))
            target = self.path(digest)
            target.parent.mkdir(parents=True, exist_ok=True)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        self._sync(target.parent)
        return digest

    def whole(self, digest: str) -> Path:
        """Where the file stands, after reading it through; FileNotFoundError and ValueError as in `get`."""
        path = self.path(digest)
        if hash_of(path) != digest:
            raise ValueError(f"file {digest} was altered on disk")
        return path

    def get(self, digest: str) -> bytes:
        """The content; FileNotFoundError if it is gone, ValueError if it is no longer what its name says."""
        content = self.path(digest).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError(f"file {digest} was altered on disk")
        return content

    def sweep(self, wanted: Callable[[set[str]], Collection[str]], *, older_than: float = 24 * 3600) -> int:
        """Delete files that no row wants and that are older than `older_than` seconds; how many went.

        `wanted` says which of some hashes are: it is asked folder by folder, because the hashes of all files of a
        country would not fit anywhere.
        """
        gone = 0
        limit = time.time() - older_than
        for folder in sorted(self.root.glob("??")):
            old = {folder.name + path.name: path for path in folder.iterdir() if path.stat().st_mtime < limit}
            kept = wanted(set(old)) if old else ()
            for digest, path in old.items():
                if digest not in kept:
                    path.unlink()
                    gone += 1
        return gone


def hash_of(path: Path) -> str:
    """The SHA-256 of a file of any size."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
