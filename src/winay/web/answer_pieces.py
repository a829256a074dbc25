"""The table of a form's answers as pieces of CSV, made by two processes: opening and reading half a million answers is
work for a processor, and Python gives a process one. What comes out is the same, in the same order, as by one alone.
"""

import fcntl
import json
import os
import select
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from queue import Queue
from threading import Thread
from typing import Any
from uuid import UUID

from django.db import connections

from winay.intake.desk.queries import Filters
from winay.intake.exporting.rows import FormAnswers, Kept, Span, answers_of_form
from winay.web.answer_lines import piece

FROM = 20_000
"""Submissions from which a second process is worth its start, a second and a half."""
BEHIND = 5
"""How much it stands back where processors are scarce, as the worker does."""
AHEAD, HELD = 3, 4
"""Spans that the helper has in hand: one is made, one is read, one waits; and all that wait here for one of its own."""
_SIZE, _ROOM = struct.Struct("!q"), 1 << 20
_CALL = "import django; django.setup(); from winay.web.answer_pieces import help_out; help_out()"


def made_by_two(answers: FormAnswers, language: str) -> Iterator[bytes]:
    """The answers as pieces of CSV, in their order. Where there are enough, some come from a helper; while that starts,
    and if it ends, all are made here."""
    if not answers.at_least(FROM):
        yield from (piece(answers, language, answers.kept(span)) for span in answers.spans())
        return
    helper, reading = _Helper(answers, language), _Reading(answers)
    try:
        yield from _shared(answers, language, helper, reading)
    finally:
        helper.end()
        reading.end()


@dataclass(slots=True)
class _Turn:
    """A span of the file: in the hands of the helper, or being `read` here, or a piece already."""

    span: Span
    read: "Future[list[Kept]] | None" = None
    piece: bytes | None = None


def _shared(answers: FormAnswers, language: str, helper: "_Helper", reading: "_Reading") -> Iterator[bytes]:
    """The helper has the next spans in hand while this process makes those behind them, whoever of the two is faster;
    and here the next one is read while one is made."""
    waiting: deque[_Turn] = deque()  # in their order

    def made(turn: _Turn) -> bytes:
        if turn.read is not None:
            return turn.piece or piece(answers, language, turn.read.result())
        answer = helper.answer()
        return piece(answers, language, answers.kept(turn.span)) if answer is None else answer

    def comes_now(turn: _Turn) -> bool:
        return turn.piece is not None if turn.read is not None else helper.answered()

    for span in answers.spans():
        if sum(turn.read is None for turn in waiting) < AHEAD and helper.ready():
            helper.ask(span)
            waiting.append(_Turn(span))
        else:
            before = [turn for turn in waiting if turn.read is not None and turn.piece is None]
            waiting.append(_Turn(span, reading.begin(span)))
            for turn in before:
                turn.piece = made(turn)
        while waiting and (comes_now(waiting[0]) or len(waiting) > HELD):
            yield made(waiting.popleft())
    while waiting:
        yield made(waiting.popleft())


class _Reading:
    """A thread that reads from the database, over a connection of its own, while another makes a piece. The pool of a
    process has two for each request that it handles at a time."""

    def __init__(self, answers: FormAnswers) -> None:
        self._answers, self._thread = answers, ThreadPoolExecutor(1)

    def begin(self, span: Span) -> "Future[list[Kept]]":
        """Have it read what is kept of a span."""
        return self._thread.submit(lambda: list(self._answers.kept(span)))

    def end(self) -> None:
        """Close its connection, and wait for it."""
        self._thread.submit(connections.close_all)
        self._thread.shutdown()


class _Helper:
    """A process of its own that makes the same pieces: spans go in as lines, pieces come out behind their size."""

    def __init__(self, answers: FormAnswers, language: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _CALL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        if hasattr(fcntl, "F_SETPIPE_SZ"):  # a whole piece waits in the pipe while the next one is made
            fcntl.fcntl(self._from, fcntl.F_SETPIPE_SZ, _ROOM)
        self._columns = [one.key for one in answers.tables[0].columns]
        self._known = False
        self._say({"form": answers.form_id, "filters": asdict(answers.filters), "places": list(answers.places),
                   "language": language})  # fmt: skip

    def ready(self) -> bool:
        """Whether it has started and knows the form as this process does: a version may have been published since."""
        if not self._known and self.answered():
            told = self.answer()
            self._known = told is not None and json.loads(told) == self._columns
        return self._known

    def answered(self) -> bool:
        """Whether something came from it that nobody has read, so that it need not be waited for."""
        return bool(select.select([self._from], [], [], 0)[0])

    def ask(self, span: Span) -> None:
        """Have it make a piece."""
        self._say(span)

    def answer(self) -> bytes | None:
        """The piece that was asked for the longest ago; None when there will be none."""
        head = self._from.read(_SIZE.size)
        if len(head) < _SIZE.size:
            self._known = False
            return None
        (size,) = _SIZE.unpack(head)
        piece = self._from.read(size)
        return piece if len(piece) == size else None

    def end(self) -> None:
        """Close both ways and wait for it."""
        self._process.kill()
        with suppress(BrokenPipeError):  # what it was told and did not hear
            self._to.close()
        self._from.close()
        self._process.wait()

    def _say(self, what: object) -> None:
        try:
            self._to.write(json.dumps(what, default=str).encode() + b"\n")
            self._to.flush()
        except BrokenPipeError:
            self._known = False


def help_out() -> None:
    """What the helper does: read what is wanted, then make a piece for every span that it is told."""
    os.nice(BEHIND)
    asked = json.loads(sys.stdin.buffer.readline())
    phone: Any = asked["filters"]["phone"]
    filters = Filters(**asked["filters"] | {"phone": UUID(phone) if phone else None})
    answers = answers_of_form(asked["form"], filters, asked["places"])
    if answers is None:
        return
    _tell(json.dumps([one.key for one in answers.tables[0].columns]).encode())
    read: Queue[list[Kept] | None] = Queue(1)  # the next span is read while one is made

    def reading() -> None:
        try:
            for line in sys.stdin.buffer:
                after, until = json.loads(line)
                read.put(list(answers.kept((after, until))))
        finally:
            read.put(None)

    connections.close_all()  # from here on the thread asks, over one of its own
    Thread(target=reading, daemon=True).start()
    while (kept := read.get()) is not None:
        _tell(piece(answers, asked["language"], kept))


def _tell(content: bytes) -> None:
    sys.stdout.buffer.write(_SIZE.pack(len(content)) + content)
    sys.stdout.buffer.flush()
