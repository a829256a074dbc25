"""A request's body is read whole before anybody handles the request.

A phone on a bad line takes minutes for a photograph. It may take them: while a body arrives, its thread waits and
counts for nothing; only requests that are complete take turns. So slow senders never keep others from being served, a
body without a length (chunked) is read like any other, and an answer of refusal is sent when the sender has finished
and listens.
"""

import io
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import IO, Any

PIECE = 64 * 1024
IN_MEMORY = 512 * 1024
PHONES = "/campo/"
BODY = "winay.body"
"""Where a request's environment says how its body arrived."""

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Arrived(StrEnum):
    """How a body arrived."""

    WHOLE = "whole"
    CUT = "cut"
    TOO_LARGE = "too_large"


class BodyFirst:
    """Wraps a WSGI application: bodies first, then at most `at_once` requests at a time.

    `most` is the largest body that a phone may send, `drained` how much of a larger one is read and forgotten so that
    its sender hears the refusal. Bodies of other senders have their limit where their size is known, or are cut there.
    """

    def __init__(self, application: Application, *, at_once: int, most: int, drained: int, most_of_pages: int) -> None:
        self.application = application
        self.turns = threading.BoundedSemaphore(at_once)
        self.most, self.drained, self.most_of_pages = most, drained, most_of_pages

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in {"POST", "PUT", "PATCH"} and self._is_read(environ):
            try:
                self._read(environ)
            except OSError:  # no room for it; what reads the body will say so
                environ["wsgi.input"] = _Unreadable()
        self.turns.acquire()
        try:
            answer = self.application(environ, start_response)
        except BaseException:
            self.turns.release()
            raise
        if getattr(answer, "streaming", True):
            return _Turn(answer, self.turns.release)
        try:
            return [b"".join(answer)]
        finally:
            self._finish(answer)

    def _finish(self, answer: Any) -> None:
        try:
            answer.close()
        finally:
            self.turns.release()

    def _is_read(self, environ: dict[str, Any]) -> bool:
        """All that phones send; of other bodies those that could be accepted."""
        if environ["PATH_INFO"].startswith(PHONES):
            return True
        return _length(environ) <= self.most_of_pages

    def _read(self, environ: dict[str, Any]) -> None:
        of_phone = environ["PATH_INFO"].startswith(PHONES)
        most = self.most if of_phone else self.most_of_pages
        announced = _length(environ) if environ.get("CONTENT_LENGTH") else None
        source, kept = environ["wsgi.input"], _spool(announced)
        size, limit = 0, max(self.drained, most) if of_phone else most
        while size <= limit and (announced is None or size < announced):
            piece = source.read(PIECE if announced is None else min(PIECE, announced - size))
            if not piece:
                break
            size += len(piece)
            if size <= most:
                kept.write(piece)
        if size > most:
            arrived, kept = Arrived.TOO_LARGE, _emptied(kept)
        else:
            arrived = Arrived.WHOLE if announced is None or size == announced else Arrived.CUT
        kept.seek(0)
        environ["wsgi.input"], environ[BODY] = kept, arrived
        environ["CONTENT_LENGTH"] = str(size)


class _Turn:
    """A streamed answer keeps its turn until it is sent, or given up."""

    def __init__(self, answer: Iterable[bytes], release: Callable[[], None]) -> None:
        self.answer, self.release = answer, release
        self.pieces: Iterator[bytes] = iter(answer)
        self.over = False

    def __iter__(self) -> "_Turn":
        return self

    def __next__(self) -> bytes:
        try:
            return next(self.pieces)
        except BaseException:
            self._end()
            raise

    def close(self) -> None:
        try:
            close = getattr(self.answer, "close", None)
            if close is not None:
                close()
        finally:
            self._end()

    def __del__(self) -> None:
        self._end()

    def _end(self) -> None:
        if not self.over:
            self.over = True
            self.release()


class _Unreadable:
    """Stands where a body should, for which there was no room."""

    def read(self, *_: int) -> bytes:
        raise OSError("the body could not be kept")

    readline = read


def _spool(announced: int | None = None) -> IO[bytes]:
    """In memory where it is known to be small; else a file as soon as it is not."""
    if announced is not None and announced <= IN_MEMORY:
        return io.BytesIO()
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)


def _emptied(kept: IO[bytes]) -> IO[bytes]:
    kept.close()
    return _spool()


def _length(environ: dict[str, Any]) -> int:
    text = environ.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0
