"""Bodies are read whole before anybody handles a request: chunked, cut, too large, slow, and many at once."""

import io
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from winay.config.bodies import BODY, IN_MEMORY, BodyFirst

LIMITS = {"at_once": 1, "most": 1_000_000, "drained": 3_000_000, "most_of_pages": 1_000}


class Source:
    """A body as granian gives it: a cut connection ends it without a word."""

    def __init__(self, content: bytes, pause: float = 0) -> None:
        self.rest, self.pause = io.BytesIO(content), pause

    def read(self, size: int) -> bytes:
        time.sleep(self.pause)
        return self.rest.read(size)


def asked(source: Any, length: int | None = None, path: str = "/campo/x/submission", method: str = "POST") -> dict:
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": source}
    return environ if length is None else {**environ, "CONTENT_LENGTH": str(length)}


class Seen:
    """An application that remembers what it was given."""

    def __init__(self) -> None:
        self.environ: dict[str, Any] = {}
        self.body = b""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.environ = environ
        self.body = environ["wsgi.input"].read() if BODY in environ else b""
        return iter([b"ok"])


def through(environ: dict[str, Any], **more: int) -> Seen:
    seen = Seen()
    assert list(BodyFirst(seen, **(LIMITS | more))(environ, None)) == [b"ok"]
    return seen


def test_with_and_without_a_length() -> None:
    for length in (5, None):
        seen = through(asked(Source(b"hello"), length))
        assert (seen.body, seen.environ["CONTENT_LENGTH"], seen.environ[BODY]) == (b"hello", "5", "whole")


def test_more_than_was_announced_is_not_read() -> None:
    assert through(asked(Source(b"hello, and more"), 5)).body == b"hello"


def test_a_large_one_lies_in_a_file() -> None:
    seen = through(asked(Source(b"x" * (IN_MEMORY + 1)), IN_MEMORY + 1))
    assert len(seen.body) == IN_MEMORY + 1 and seen.environ["wsgi.input"].fileno() > 0


def test_a_cut_one_is_known() -> None:
    assert through(asked(Source(b"hel"), 5)).environ[BODY] == "cut"


def test_one_that_is_too_large_is_read_to_its_end_and_forgotten() -> None:
    source = Source(b"x" * 2_000_000)
    seen = through(asked(source, 2_000_000))
    assert (seen.environ[BODY], seen.body, source.rest.read()) == ("too_large", b"", b"")


def test_one_without_end_is_given_up() -> None:
    source = Source(b"x" * 9_000_000)
    seen = through(asked(source))
    assert seen.environ[BODY] == "too_large" and len(source.rest.read()) > 5_000_000


def test_of_pages_a_large_one_is_left_to_who_refuses_it() -> None:
    seen = through(asked(Source(b"x" * 2_000), 2_000, "/personas/"))
    assert BODY not in seen.environ and seen.environ["CONTENT_LENGTH"] == "2000"
    assert through(asked(Source(b"a=1"), 3, "/personas/")).body == b"a=1"


def test_get_is_left_alone() -> None:
    assert BODY not in through(asked(Source(b""), path="/campo/x/formList", method="GET")).environ


def test_a_slow_body_keeps_nobody_waiting() -> None:
    served = BodyFirst(Seen(), **LIMITS)
    slow = threading.Thread(target=lambda: list(served(asked(Source(b"x" * 10, 0.5), 10), None)))
    slow.start()
    began = time.monotonic()
    assert list(served(asked(Source(b""), method="GET"), None)) == [b"ok"]
    assert time.monotonic() - began < 0.4 and slow.is_alive()
    slow.join()


def test_only_so_many_are_handled_at_once_and_a_failure_gives_its_turn_back() -> None:
    now, most, lock = 0, 0, threading.Lock()

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with lock:
            now -= 1
        if environ["PATH_INFO"] == "/fails":
            raise RuntimeError
        return iter([b"ok"])

    served = BodyFirst(application, **(LIMITS | {"at_once": 2}))

    def ask(path: str) -> None:
        with suppress(RuntimeError):
            list(served(asked(Source(b""), path=path, method="GET"), None))

    threads = [threading.Thread(target=ask, args=["/fails" if n % 2 else "/"]) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()
    assert most == 2


def test_a_stream_that_is_given_up_gives_its_turn_back() -> None:
    served = BodyFirst(lambda *_: (piece for piece in [b"a", b"b"]), **LIMITS)
    for _ in range(3):
        answer: Any = served(asked(Source(b""), method="GET"), None)
        next(iter(answer))
        answer.close()
    assert served.turns.acquire(timeout=1)
