"""Repeats that may have no round at all: their form opens with none.

The converter opens the first round of every repeat. Whoever has nothing to tell there must then remove it by hand, or
is held up by its required questions. A workbook says `required: no` on `begin_repeat` where there may be none: phones
then ask before the first round, and a browser shows the button alone.
"""

from xml.etree import ElementTree
from xml.parsers import expat

XFORMS = "{http://www.w3.org/2002/xforms}"
JR = "{http://openrosa.org/javarosa}"
TEMPLATE = "jr:template"


def without_first_rounds(xform: bytes) -> bytes:
    """The form without the first round of its repeats that say that they may have none; every other byte as it was. A
    round stays that no template stands for, and one that the form itself counts."""
    empty = _may_be_empty(ElementTree.fromstring(xform))
    if not empty:
        return xform
    kept, at = [], 0
    for begin, end in _Finder(xform, empty).found:
        kept.append(xform[at:begin])
        at = end
    return b"".join([*kept, xform[at:]])


def _may_be_empty(tree: ElementTree.Element) -> set[str]:
    """The paths of repeats that may have no round."""
    free = {one.get("nodeset", "") for one in tree.iter(f"{XFORMS}bind") if one.get("required") == "false()"}
    repeats = (one for one in tree.iter(f"{XFORMS}repeat") if one.get(f"{JR}count") is None)
    return free & {one.get("nodeset", "") for one in repeats}


class _Finder:
    """Reads a form for the bytes at which the open rounds of some repeats begin and end."""

    def __init__(self, xform: bytes, paths: set[str]) -> None:
        self.xform, self.paths = xform, paths
        self.found: list[tuple[int, int]] = []
        self._templates: set[str] = set()
        self._path: list[str] | None = None  # names from the root of the instance; None outside of it
        self._over = False
        self._round: tuple[int, int] | None = None  # the byte at which an open round began, and how deep it stands
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.Parse(xform, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._path is None:
            self._path = [] if name == "instance" and not self._over else None
            return
        self._path.append(name)
        path = "/" + "/".join(self._path)
        if TEMPLATE in attributes:
            self._templates.add(path)
        elif path in self.paths & self._templates and self._round is None:
            self._round = self._parser.CurrentByteIndex, len(self._path)

    def _end(self, _name: str) -> None:
        if self._path is None:
            return
        if not self._path:
            self._path, self._over = None, True
            return
        if self._round is not None and self._round[1] == len(self._path):
            self.found.append((self._round[0], self.xform.index(b">", self._parser.CurrentByteIndex) + 1))
            self._round = None
        self._path.pop()
