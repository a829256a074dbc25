"""Work that makes very many objects and no cycles of them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_begun = {"by": 0, "was_on": False}


@contextmanager
def uncollected() -> Iterator[None]:
    """Do not look for cycles meanwhile. A chunk of rows is some hundred thousand objects, which end when nobody names
    them any more; to look through them again and again took a third of the time. Threads may do so side by side: the
    last one out looks again. Also a decorator."""
    with _lock:
        if not _begun["by"]:
            _begun["was_on"] = gc.isenabled()
            gc.disable()
        _begun["by"] += 1
    try:
        yield
    finally:
        with _lock:
            _begun["by"] -= 1
            if not _begun["by"] and _begun["was_on"]:
                gc.enable()
