"""Reading XML that somebody sent, without believing it: no DTD, no entities, and a bound on everything.

Expat does the work; every bound is looked at while it reads, so a bomb is refused before it grows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from xml.parsers import expat

PIECE = 256 * 1024


class Wrong(StrEnum):
    """Why a text is not read."""

    BROKEN = "broken"
    DTD = "dtd"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    EMPTY = "empty"


class BadXml(Exception):
    """This is not XML that we read. `where` is the line, as far as one is known."""

    def __init__(self, wrong: Wrong, where: int = 0) -> None:
        super().__init__(f"{wrong} (line {where})")
        self.wrong, self.where = wrong, where


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read: bytes of the whole, elements, levels, attributes of one element, bytes of one sign."""

    size: int = 10_000_000
    elements: int = 50_000
    depth: int = 64
    attributes: int = 256
    token: int = 1_000_000


@dataclass(slots=True)
class Element:
    """One element: its local name, its namespace ("" for none), and what is in it. Attribute names are as expat gives
    them: local ones as they are, those of a namespace as `namespace local`."""

    name: str
    namespace: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def child(self, name: str) -> "Element | None":
        """The first child of a local name, whatever its prefix."""
        return next((one for one in self.children if one.name == name), None)

    def all(self, name: str) -> list["Element"]:
        """Every child of a local name."""
        return [one for one in self.children if one.name == name]

    def walk(self) -> Iterator["Element"]:
        """This element and all below it, in the order of the document."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(reversed(one.children))


DEFAULT = Limits()


def read(content: bytes, limits: Limits = DEFAULT) -> Element:
    """The root element; `BadXml` for what is broken, declares a DTD, or passes a limit. UTF-8, UTF-16 and Latin-1 are
    read, as the declaration says; text is given as it stands in the document."""
    if len(content) > limits.size:
        raise BadXml(Wrong.TOO_LARGE)
    reader = _Reader(limits)
    parser = reader.parser
    try:
        if len(content) <= PIECE:
            parser.Parse(content, True)
        else:
            _in_pieces(reader, content, limits)
    except (expat.ExpatError, ValueError, LookupError):  # the last two: an encoding that nobody knows
        raise BadXml(Wrong.BROKEN, parser.ErrorLineNumber) from None
    if reader.root is None:
        raise BadXml(Wrong.EMPTY)
    return reader.root


def _in_pieces(reader: "_Reader", content: bytes, limits: Limits) -> None:
    """Piece by piece: a tag of megabytes makes nothing happen for as long, and is refused before it is whole."""
    quiet = 0
    for start in range(0, len(content), PIECE):
        reader.heard = False
        piece = content[start : start + PIECE]
        reader.parser.Parse(piece, False)
        quiet = 0 if reader.heard else quiet + len(piece)
        if quiet > limits.token:
            raise BadXml(Wrong.TOO_LONG, reader.parser.CurrentLineNumber)
    reader.parser.Parse(b"", True)


class _Reader:
    """Builds the tree while expat calls."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.root: Element | None = None
        self.open: list[Element] = []
        self.texts: list[str] = []
        self.count = 0
        self.heard = False
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.heard = True
        self.count += 1
        if self.count > self.limits.elements or len(attributes) > self.limits.attributes:
            raise BadXml(Wrong.TOO_MANY, self.parser.CurrentLineNumber)
        if len(self.open) >= self.limits.depth:
            raise BadXml(Wrong.TOO_DEEP, self.parser.CurrentLineNumber)
        namespace, _, name = tag.rpartition(" ")
        element = Element(name, namespace, attributes)
        if self.open:
            self._keep_text()
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def _end(self, tag: str) -> None:
        self.heard = True
        self._keep_text()
        self.open.pop()

    def _text(self, text: str) -> None:
        self.heard = True
        self.texts.append(text)

    def _keep_text(self) -> None:
        if self.texts:
            self.open[-1].text += "".join(self.texts)
            self.texts.clear()

    def _doctype(self, *_: object) -> None:
        raise BadXml(Wrong.DTD, self.parser.CurrentLineNumber)
