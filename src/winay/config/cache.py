"""The one thing kept in a cache: how often somebody failed to log in. All processes must see the same count."""

import fcntl
from pathlib import Path
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache


class SharedFileCache(FileBasedCache):  # type: ignore[misc]
    """Django's cache in files, with an `add` that one process at a time does.

    Not in the database: its values are pickles, and whoever can write SQL must not be able to run code beside the
    keys. Not in memory: a count that is each process's own, and forgotten at a restart, locks nobody out.
    """

    def add(self, key: str, value: Any, timeout: Any = ..., version: int | None = None) -> bool:
        """Store unless it is there. allauth takes its lock on a count with this."""
        self._createdir()
        with (Path(self._dir) / "add.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if timeout is ...:
                return bool(super().add(key, value, version=version))
            return bool(super().add(key, value, timeout, version))
