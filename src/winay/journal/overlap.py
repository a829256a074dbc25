"""Chunks whose transactions overlap: while the database writes one, Python makes the next.

PostgreSQL only, and only where the caller holds no transaction: a second connection would not see what the first has
not committed. Everywhere else the same work runs chunk after chunk.
"""

import contextvars
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any, TypeVar

from django.db import connection, connections

AT_ONCE = 3
"""Chunks in work: one that Python makes, one that the database writes, and one more, so that both have something to do
when two chunks want the same."""
HANDS_OVER = 0.0005
"""Seconds after which a thread that computes lets another go on, which has an answer of the database to take. Python's
own 5 ms, some forty times a chunk, left PostgreSQL waiting for a seventh of the time."""


Chunk = TypeVar("Chunk")
Done = TypeVar("Done")


class Broken(Exception):
    """A chunk before this one did not stand, so what was judged against it means nothing."""


class Turn:
    """A chunk's place in the order of those in work."""

    def __init__(self, earlier: "Turn | None" = None) -> None:
        self._earlier = earlier
        self._told, self._stands = Event(), Event()
        self._left: Any = None
        self._failed = False

    def heard(self) -> list[Any]:
        """Wait until the chunk before this one has said what others must know of it; what it said, and then what those
        before it said that are in work too. Of one that stands the database tells. `Broken` when one failed."""
        found = []
        earlier = self._earlier
        while earlier is not None:
            earlier._told.wait()
            left, before = earlier._left, earlier._earlier
            if not self._unbroken(earlier)._stands.is_set():
                found.append(left)
            earlier = before
        return found

    def tell(self, left: Any) -> None:
        """Say what the next chunk must know of this one, which is not written yet. Once."""
        if not self._told.is_set():
            self._left = left
            self._told.set()

    def wait(self) -> None:
        """Wait until the chunk before this one stands. `Broken` when it failed. What PostgreSQL checks at the end of a
        transaction it checks before, beside what the other chunk does. Whoever waits here must hold nothing in the
        database that the chunk before could want: take locks after `heard`, and `tell` after them."""
        if self._earlier is not None:
            connection.check_constraints()
            self._earlier._stands.wait()
            self._unbroken(self._earlier)
            self._earlier = None

    def end(self, *, failed: bool) -> None:
        """It stands, or it never will."""
        self._failed = failed
        self._told.set()
        self._stands.set()  # before it forgets: whoever listens finds what it said, or that it stands
        self._earlier = self._left = None

    @staticmethod
    def _unbroken(turn: "Turn") -> "Turn":
        if turn._failed:
            raise Broken
        return turn


def overlapping(work: Callable[[Chunk, Turn], Done], chunks: Iterable[Chunk]) -> Iterator[Done]:
    """What `work` returns for each chunk, in their order, once its transaction is over. `work` opens the transaction
    and calls `turn.wait()` before its end where chunks must not overtake each other. The first failure is raised; a
    chunk that was begun already is ended, not torn."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        for chunk in chunks:
            yield work(chunk, Turn())
        return
    last: Turn | None = None
    running: deque[Future[Done]] = deque()
    with _handing_over(), _connections() as used, ThreadPoolExecutor(AT_ONCE) as threads:
        for chunk in chunks:
            turn = Turn(last)
            spoken = contextvars.copy_context()  # the language that texts are in
            running.append(threads.submit(spoken.run, _in_thread, work, chunk, turn, used))
            last = turn
            if len(running) == AT_ONCE:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


@contextmanager
def _handing_over() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, HANDS_OVER))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextmanager
def _connections() -> Iterator[set[Any]]:
    """The connections of the threads, which go from chunk to chunk; closed when all threads are done."""
    used: set[Any] = set()
    try:
        yield used
    finally:
        for one in used:
            one.close()
            one.dec_thread_sharing()


def _in_thread(work: Callable[[Chunk, Turn], Done], chunk: Chunk, turn: Turn, used: set[Any]) -> Done:
    """One chunk on a connection of the thread's own."""
    mine = connections[connection.alias]
    if mine not in used:
        mine.inc_thread_sharing()  # it is closed by whoever waits for the thread
        used.add(mine)
    failed = True
    try:
        done = work(chunk, turn)
        failed = False
        return done
    finally:
        turn.end(failed=failed)
