"""Work that makes very many objects and no cycles of them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Do not look for cycles meanwhile. A chunk of rows is some hundred thousand objects, which end when nobody names
    them any more; to look through them again and again took a third of the time. Also a decorator."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
