"""What a file said before: keys of households and ids, in a file of their own, so that memory does not grow with it."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType


class Seen:
    """Texts and the row where each stood first. The texts themselves are not kept. For any thread, one at a time."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="winay-seen-")
        self._base = sqlite3.connect(Path(self._folder.name) / "seen", isolation_level=None, check_same_thread=False)
        self._base.execute("PRAGMA journal_mode=OFF")
        self._base.execute("PRAGMA synchronous=OFF")
        self._base.execute("CREATE TABLE seen (key INTEGER PRIMARY KEY, row INTEGER NOT NULL)")

    def __enter__(self) -> "Seen":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()
        self._folder.cleanup()

    def before(self, texts: Iterable[str]) -> Mapping[str, int]:
        """Those of the texts that were there before, with their rows."""
        keys = {_key(text): text for text in texts}
        found = self._base.execute(
            "SELECT key, row FROM seen WHERE key IN (SELECT value FROM json_each(?))", [json.dumps(list(keys))]
        )
        return {keys[key]: row for key, row in found}

    def add(self, texts: Iterable[tuple[str, int]]) -> None:
        """Keep texts with their rows; one that is there already keeps its first row."""
        self._base.execute("BEGIN")
        self._base.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", ((_key(text), row) for text, row in texts))
        self._base.execute("COMMIT")


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True)
