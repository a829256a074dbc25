"""A row as a line of text, the same letters whichever database it lies in.

The lines are those of PostgreSQL's `COPY … TO STDOUT`: columns between tabs, `\\N` for nothing, a backslash before what
would break a line. Truth is `t` or `f`, an instant is in UTC (`2026-11-28 05:41:54.25+00`), an hour `09:30:00`, a UUID
has its hyphens, bytes are `\\\\x` and hex. Equal rows have equal lines, so a table is compared by one hash over its
lines.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

NOTHING = "\\N"
CHUNK = 1 << 20
_ESCAPED = {"\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r"}
_PLAIN = {escaped: plain for plain, escaped in _ESCAPED.items()}
_TO_ESCAPE = str.maketrans(_ESCAPED)
_ESCAPE = re.compile(r"\\.")


class Kind(StrEnum):
    """How a column's values are written."""

    WHOLE = "whole"
    TRUTH = "truth"
    TEXT = "text"
    DAY = "day"
    HOUR = "hour"
    INSTANT = "instant"
    UUID = "uuid"
    BYTES = "bytes"
    TREE = "tree"


@dataclass(frozen=True, slots=True)
class Column:
    """A column, by its name in the database."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds: how many rows, the hash of all its lines, and the last number it gave to a row."""

    rows: int
    sha256: str
    last: int


@dataclass
class Measured:
    """Counts and hashes what flows by."""

    rows: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def over(self, chunks: Iterable[bytes], tell: Callable[[int], None] = lambda rows: None) -> Iterator[bytes]:
        """The same chunks; `tell` hears how many rows went by with each."""
        for chunk in chunks:
            rows = chunk.count(b"\n")
            self.rows += rows
            self.digest.update(chunk)
            yield chunk
            tell(rows)

    def content(self, last: int) -> Content:
        """What went by."""
        return Content(self.rows, self.digest.hexdigest(), last)


def escape(text: str) -> str:
    """A text so that it stays in its column."""
    return text.translate(_TO_ESCAPE)


def unescape(text: str) -> str:
    """The text that `escape` was given."""
    return _ESCAPE.sub(lambda found: _PLAIN[found[0]], text) if "\\" in text else text


def chunked(lines: Iterable[str | bytes]) -> Iterator[bytes]:
    """Whole lines, about a megabyte at a time, however long each is."""
    waiting: list[bytes] = []
    size = 0
    for line in lines:
        waiting.append(line.encode() if isinstance(line, str) else bytes(line))
        size += len(waiting[-1])
        if size >= CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def whole_lines(pieces: Iterable[bytes]) -> Iterator[str]:
    """Lines without their end, of bytes that were cut anywhere; ValueError when the last one has no end."""
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield line.decode()
    if rest:
        raise ValueError("the last line has no end")


def same_tree(text: str) -> str:
    """A JSON text in the one spelling that both databases agree on: names in order, no space."""
    return json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def with_same_trees(lines: Iterable[str | bytes], columns: tuple[Column, ...]) -> Iterator[str | bytes]:
    """The lines, with each JSON column spelled by `same_tree`."""
    trees = [at for at, column in enumerate(columns) if column.kind is Kind.TREE]
    if not trees:
        yield from lines
        return
    for line in lines:
        fields = (line if isinstance(line, str) else bytes(line).decode()).removesuffix("\n").split("\t")
        for at in trees:
            if fields[at] != NOTHING:
                fields[at] = escape(same_tree(unescape(fields[at])))
        yield "\t".join(fields) + "\n"


def row_for_sqlite(columns: tuple[Column, ...]) -> Callable[[str], list[str | int | bytes | None]]:
    """What turns a line into the values that Django keeps in SQLite."""
    turns = [(at, _FOR_SQLITE[column.kind]) for at, column in enumerate(columns) if column.kind in _FOR_SQLITE]
    width = len(columns)

    def row(line: str) -> list[str | int | bytes | None]:
        fields = line.split("\t")
        if len(fields) != width:
            raise ValueError(f"{len(fields)} columns instead of {width}")
        values: list[str | int | bytes | None] = [None if text == NOTHING else text for text in fields]
        for at, turn in turns:
            if values[at] is not None:
                values[at] = turn(fields[at])
        return values

    return row


def _instant(text: str) -> str:
    """An instant or an hour as Django writes it: without a zone, and with six digits of a second or none."""
    text = text.removesuffix("+00")
    seconds, point, parts = text.partition(".")
    return f"{seconds}.{parts:0<6}" if point else seconds


_FOR_SQLITE: dict[Kind, Callable[[str], str | int | bytes]] = {
    Kind.TEXT: unescape,
    Kind.TREE: unescape,
    Kind.WHOLE: int,
    Kind.TRUTH: lambda text: {"t": 1, "f": 0}[text],
    Kind.HOUR: _instant,
    Kind.INSTANT: _instant,
    Kind.UUID: lambda text: text.replace("-", ""),
    Kind.BYTES: lambda text: bytes.fromhex(text.removeprefix("\\\\x")),
}
