"""The port through which a room asks for work to be done later. `config` binds it to the task queue."""

from collections.abc import Callable

_bound: list[Callable[[str, tuple[int | str, ...]], None]] = []


def bind(queue: Callable[[str, tuple[int | str, ...]], None]) -> None:
    """Called once by `config` with the function that queues a task by its registered name."""
    _bound[:] = [queue]


def enqueue(name: str, *ids: int | str) -> None:
    """Queue the task registered as `name` in the running transaction. Tasks take ids only and are idempotent."""
    if not _bound:
        raise RuntimeError("no task queue is bound")
    _bound[0](name, ids)
