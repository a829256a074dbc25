"""A small memory of results that depend on nothing but their key."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any


class Remembered:
    """The `most` results used last. The key must name everything a result depends on, also the revision of the data."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What is kept under the key, or what `make` gives. Two threads may make the same result; nobody waits."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = make()
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return value

    def forget(self) -> None:
        """Drop everything: for tests that roll the database back."""
        with self._lock:
            self._kept.clear()
