"""Taking a `multipart/form-data` body apart, as phones and browsers send it: parts in any order, types missing, names
in any writing. Nothing is copied: a part is a place in the body.
"""

import mmap
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

MOST_PARTS = 1_000
MOST_HEAD = 16_384
_BOUNDARY = re.compile(r"""boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))""", re.IGNORECASE)
_PARAMETER = re.compile(rb""";\s*([A-Za-z*]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))""")

Body = bytes | mmap.mmap


class NotMultipart(Exception):
    """This body cannot be taken apart: it has no boundary, breaks off, or has too many parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its field's name, the file name it was given (None: a plain field), and where it stands."""

    name: str
    filename: str | None
    start: int
    end: int

    def content(self, body: Body) -> memoryview:
        """The bytes of the part, without copying them."""
        return memoryview(body)[self.start : self.end]


def parts_of(body: Body, content_type: str) -> list[Part]:
    """The parts in the order of the body; `NotMultipart` also where the closing boundary is missing, which is how a
    connection that was cut looks."""
    kind, _, rest = content_type.partition(";")
    found = _BOUNDARY.search(rest)
    if kind.strip().lower() != "multipart/form-data" or found is None:
        raise NotMultipart("no boundary")
    mark = b"--" + (found[1] or found[2]).encode("latin-1", "replace")
    at = 0 if body[: len(mark)] == mark else body.find(b"\r\n" + mark) + 2
    if at == 1:
        raise NotMultipart("the boundary never comes")
    parts: list[Part] = []
    while True:
        at += len(mark)
        after = body[at : at + 2]
        if after == b"--":
            return parts
        begins = body.find(b"\r\n", at, at + 100)
        head_ends = body.find(b"\r\n\r\n", begins, begins + MOST_HEAD) if begins >= 0 else -1
        next_one = body.find(b"\r\n" + mark, max(head_ends, 0)) if head_ends >= 0 else -1
        if next_one < 0 or len(parts) >= MOST_PARTS:
            raise NotMultipart("it breaks off" if next_one < 0 else "too many parts")
        name, filename = _names(bytes(body[begins:head_ends]))
        # An empty part: the blank line's end is the boundary's beginning.
        parts.append(Part(name, filename, min(head_ends + 4, next_one), next_one))
        at = next_one + 2


def _names(head: bytes) -> tuple[str, str | None]:
    for line in head.split(b"\r\n"):
        kind, _, value = line.partition(b":")
        if kind.strip().lower() == b"content-disposition":
            given = {key.lower(): quoted or bare for key, quoted, bare in _PARAMETER.findall(b";" + value)}
            return _text(given.get(b"name", b"")), _filename(given)
    return "", None


def _filename(given: Mapping[bytes, bytes]) -> str | None:
    if b"filename*" in given:
        charset, _, rest = given[b"filename*"].partition(b"'")
        raw = unquote_to_bytes(rest.partition(b"'")[2])
        return raw.decode("latin-1" if charset.lower() == b"iso-8859-1" else "utf-8", "replace")
    return _text(given[b"filename"]) if b"filename" in given else None


def _text(raw: bytes) -> str:
    """Browsers write a quotation mark as %22, others escape it; what is no UTF-8 is taken for Latin-1."""
    raw = re.sub(rb'\\(["\\])', rb"\1", raw).replace(b"%22", b'"')
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
