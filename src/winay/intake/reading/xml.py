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
    if content.count(b"<") > limits.elements:  # it may have as many, and a tree is grown only after all is looked at
        _go_through(_Looker(limits), content)
    reader = _Reader(limits)
    _go_through(reader, content)
    if reader.root is None:
        raise BadXml(Wrong.EMPTY)
    return reader.root


def _go_through(looker: "_Looker", content: bytes) -> None:
    parser = looker.parser
    try:
        if len(content) <= PIECE:
            parser.Parse(content, True)
        else:
            _in_pieces(looker, content)
    except (expat.ExpatError, ValueError, LookupError):  # the last two: an encoding that nobody knows
        raise BadXml(Wrong.BROKEN, parser.ErrorLineNumber) from None


def _in_pieces(looker: "_Looker", content: bytes) -> None:
    """Piece by piece: a tag of megabytes makes nothing happen for as long, and is refused before it is whole."""
    quiet = 0
    for start in range(0, len(content), PIECE):
        looker.heard = False
        piece = content[start : start + PIECE]
        looker.parser.Parse(piece, False)
        quiet = 0 if looker.heard else quiet + len(piece)
        if quiet > looker.limits.token:
            raise BadXml(Wrong.TOO_LONG, looker.parser.CurrentLineNumber)
    looker.parser.Parse(b"", True)


class _Looker:
    """Hears expat's calls, minds every bound, and keeps nothing."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.count = 0
        self.depth = 0
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
        if self.depth >= self.limits.depth:
            raise BadXml(Wrong.TOO_DEEP, self.parser.CurrentLineNumber)
        self.depth += 1

    def _end(self, tag: str) -> None:
        self.heard = True
        self.depth -= 1

    def _text(self, text: str) -> None:
        self.heard = True

    def _doctype(self, *_: object) -> None:
        raise BadXml(Wrong.DTD, self.parser.CurrentLineNumber)


class _Reader(_Looker):
    """Builds the tree besides."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.root: Element | None = None
        self.open: list[Element] = []
        self.texts: list[str] = []

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        super()._start(tag, attributes)
        namespace, _, name = tag.rpartition(" ")
        element = Element(name, namespace, attributes)
        if self.open:
            self._keep_text()
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def _end(self, tag: str) -> None:
        super()._end(tag)
        self._keep_text()
        self.open.pop()

    def _text(self, text: str) -> None:
        super()._text(text)
        self.texts.append(text)

    def _keep_text(self) -> None:
        if self.texts:
            self.open[-1].text += "".join(self.texts)
            self.texts.clear()
