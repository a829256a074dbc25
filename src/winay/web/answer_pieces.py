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
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any
from uuid import UUID

from winay.intake.desk.queries import Filters
from winay.intake.exporting.rows import FormAnswers, Span, answers_of_form
from winay.web.answer_lines import piece

FROM = 20_000
"""Submissions from which a second process is worth its start, a second and a half."""
BEHIND = 5
"""How much it stands back where processors are scarce, as the worker does."""
AHEAD, HELD = 2, 3
"""Pieces that the helper has in hand; pieces and spans that wait here for one of its own, at most."""
_SIZE, _ROOM = struct.Struct("!q"), 1 << 20
_CALL = "import django; django.setup(); from winay.web.answer_pieces import help_out; help_out()"
Make = Callable[[Span], bytes]


def made_by_two(answers: FormAnswers, language: str, make: Make) -> Iterator[bytes]:
    """Every span of the answers as `make` makes it, in their order. Where there are enough, some come from a helper;
    while that starts, and if it ends, all are made here."""
    helper = _Helper(answers, language) if answers.at_least(FROM) else None
    try:
        spans = answers.spans()
        yield from map(make, spans) if helper is None else _shared(spans, make, helper)
    finally:
        if helper is not None:
            helper.end()


def _shared(spans: Iterator[Span], make: Make, helper: "_Helper") -> Iterator[bytes]:
    """The helper has the next ones in hand while this process makes those behind them, whoever of the two is faster."""
    waiting: deque[Span | bytes] = deque()  # in their order: pieces, and spans that the helper was asked for

    def first() -> bytes:
        one = waiting.popleft()
        if isinstance(one, bytes):
            return one
        answer = helper.answer()
        return make(one) if answer is None else answer

    for span in spans:
        if sum(not isinstance(one, bytes) for one in waiting) < AHEAD and helper.ready():
            helper.ask(span)
            waiting.append(span)
        else:
            waiting.append(make(span))
        while waiting and (isinstance(waiting[0], bytes) or helper.answered() or len(waiting) > HELD):
            yield first()
    while waiting:
        yield first()


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
    for line in sys.stdin.buffer:
        after, until = json.loads(line)
        _tell(piece(answers, asked["language"], (after, until)))


def _tell(content: bytes) -> None:
    sys.stdout.buffer.write(_SIZE.pack(len(content)) + content)
    sys.stdout.buffer.flush()
