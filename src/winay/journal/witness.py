"""The witness: a small file outside the database with the root of every batch.

A chain of batches shows what was taken from its middle, but not that its newest end was cut off. One row a batch is
appended after its commit: `number root`. Whoever cuts the database must also reach this file.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

FILE_NAME = "journal-seals"


class WitnessDamaged(Exception):
    """A row of the file is no number and root, or is out of order."""


def last_number(path: Path) -> int:
    """The newest batch that the file knows; 0 without a file. Reads the end only: the file grows for years."""
    if not path.exists():
        return 0
    rows = _tail(path).rpartition(b"\n")[0].rpartition(b"\n")[2]
    return _entry(rows.decode("ascii", "replace"), path, "last")[0] if rows else 0


def entries(path: Path) -> Iterator[tuple[int, str]]:
    """(number, root) in ascending order; a torn last row, left by a crash, is passed over. Nothing without a file."""
    if not path.exists():
        return
    newest = 0
    with path.open(encoding="ascii", errors="replace") as file:
        for row, text in enumerate(file, start=1):
            if not text.endswith("\n"):
                return
            number, root = _entry(text, path, row)
            if number <= newest:
                raise WitnessDamaged(f"{path.name}, row {row}")
            newest = number
            yield number, root


def append(path: Path, roots: Iterable[tuple[int, str]]) -> None:
    """Add what is newer than the file's last row, on disk before this returns. Safe against a second writer.

    `roots` must come in ascending order and may start with rows that the file has.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _drop_torn_row(file.fileno(), path)
        newest = last_number(path)
        text = "".join(f"{number} {root}\n" for number, root in roots if number > newest)
        if not text:
            return
        file.write(text.encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _entry(text: str, path: Path, row: int | str) -> tuple[int, str]:
    number, _, root = text.strip().partition(" ")
    if not number.isdecimal() or len(root) != 64:
        raise WitnessDamaged(f"{path.name}, row {row}")
    return int(number), root


def _tail(path: Path) -> bytes:
    """The last rows: a row is at most 85 bytes."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 200))
        return file.read()


def _drop_torn_row(handle: int, path: Path) -> None:
    tail = _tail(path)
    if tail and not tail.endswith(b"\n"):
        os.ftruncate(handle, path.stat().st_size - len(tail) + tail.rfind(b"\n") + 1)
