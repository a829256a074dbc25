"""A small memory of results that depend on nothing but their key."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
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

    def get_many(self, keys: Sequence[Hashable], make: Callable[[list[Any]], Sequence[Any]]) -> list[Any]:
        """What is kept under each key; `make` is asked once for all that are missing, in their order."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        missing = [key for key in keys if key not in found]
        if missing:
            made = dict(zip(missing, make(missing), strict=True))
            with self._lock:
                self._kept.update(made)
                while len(self._kept) > self.most:
                    self._kept.popitem(last=False)
            found.update(made)
        return [found[key] for key in keys]

    def forget(self) -> None:
        """Drop everything: for tests that roll the database back."""
        with self._lock:
            self._kept.clear()
