"""The answers of a form as tables: one row a submission, and a table of its own for each repeat, one row a round.

The columns are those of every version of the form together, so that a file holds all that was ever asked. Nothing here
reads a database.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from winay.intake.reading.shape import CONTROLS, Question, Shape, Words
from winay.intake.reading.xml import Element

POINT = ("latitude", "longitude", "altitude", "accuracy")
"""A position is four columns: degrees, degrees, metres, metres."""
OF_ROUNDS = ("submission", "round")
"""Columns that a repeat's table begins with: whose round it is, and which (`2`, within another repeat `1.2`)."""
MOST_MAKE_UPS = 1_000
"""Of how many different make-ups of plain bodies it is remembered where their answers stand."""
ELSEWHERE = "other_answers"
"""Answers that no version known here asks for, as `path=answer` with `; ` between: nothing that was sent is lost."""


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """A column: the path of its question below the root, the kind of answer, the question's words; of a position, which
    of its four numbers."""

    path: str
    kind: str
    label: Words
    part: str = ""

    @property
    def key(self) -> str:
        return f"{self.path}-{self.part}" if self.part else self.path


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """A table: `path` is its repeat, "" for the submissions themselves."""

    path: str
    columns: tuple[AnswerColumn, ...]

    @property
    def keys(self) -> list[str]:
        return [*(OF_ROUNDS if self.path else ()), *(one.key for one in self.columns)]


def tables_of(shapes: Sequence[Shape]) -> list[AnswerTable]:
    """The tables of a form from its versions, the newest first: its questions in their order, then those that only
    older versions asked, then what the phone gives by itself."""
    questions: dict[str, Question] = {}
    for shape in shapes:
        for path, one in shape.questions.items():
            if one.control in CONTROLS:
                questions.setdefault(path, one)
    repeats = list(dict.fromkeys(path for shape in shapes for path in sorted(shape.repeats)))
    columns: dict[str, list[AnswerColumn]] = {path: [] for path in ["", *repeats]}
    for path, one in questions.items():
        columns[_home(path, repeats)] += _columns(path, one)
    for path in dict.fromkeys(path for shape in shapes for path in sorted(shape.unasked)):
        if path not in questions and not path.startswith("meta/") and path != "meta":
            columns[_home(path, repeats)].append(AnswerColumn(path, "", {}))
    return [AnswerTable(path, tuple(found)) for path, found in columns.items()]


def names_of_rounds(shapes: Sequence[Shape]) -> list[str]:
    """Repeats, by their last name, that `without_rounds` can tell from anything else in a form."""
    repeats = {path for shape in shapes for path in shape.repeats}
    outer = [one for one in repeats if not any(one.startswith(f"{other}/") for other in repeats)]
    paths = {path for shape in shapes for path in (*shape.questions, *shape.unasked, *repeats)}
    return sorted({one.rpartition("/")[2] for one in outer if _alone(one, paths)})


def without_rounds(content: bytes, names: Sequence[str]) -> bytes:
    """A body as it was sent without its rounds, so that whoever asks for the submission's own row need not read them. A
    round that a phone wrote in another way stays."""
    for name in names:
        begins, ends, kept, at = f"<{name}>".encode(), f"</{name}>".encode(), [], 0
        while (start := content.find(begins, at)) >= 0 and (end := content.find(ends, start)) >= 0:
            kept.append(content[at:start])
            at = end + len(ends)
        if kept:
            content = b"".join([*kept, content[at:]])
    return content


def _alone(repeat: str, paths: Collection[str]) -> bool:
    """Whether a repeat's name stands in the paths of a form as its own alone."""
    name, inside = repeat.rpartition("/")[2], f"{repeat}/"
    others = (path.removeprefix(inside) for path in paths if path != repeat)
    return all(name not in path.split("/") for path in others)


def _home(path: str, repeats: Sequence[str]) -> str:
    """The innermost repeat that a question stands in."""
    around = [one for one in repeats if path.startswith(f"{one}/")]
    return max(around, key=len, default="")


def _columns(path: str, one: Question) -> list[AnswerColumn]:
    if one.kind == "geopoint":
        return [AnswerColumn(path, "decimal", one.label, part) for part in POINT]
    return [AnswerColumn(path, one.kind, one.label)]


class Flattener:
    """Puts answers into the rows of a form's tables. `rows` may be called for any number of submissions."""

    def __init__(self, tables: Sequence[AnswerTable]) -> None:
        self.widths = [len(one.columns) for one in tables]
        self._root = _Place()
        self._standing: dict[str, _Standing | None] = {}
        for number, table in enumerate(tables):
            if table.path:
                self._root.at(table.path).table = number
            for column, one in enumerate(table.columns):
                place = self._root.at(one.path)
                if place.column is None:
                    place.column, place.point = column, bool(one.part)

    def rows(self, root: ElementTree.Element) -> "Flat":
        """The rows of one submission."""
        flat = Flat([""] * self.widths[0], [], [])
        self._walk(root, self._root, "", flat.main, flat, "")
        return flat

    def cells(self, parts: list[str]) -> list[str] | None:
        """The cells of a submission's own row, from the parts of a plain body; None where a round is among them, an
        answer that no column is for, or two to one question. Bodies with the same tags have their answers in the same
        parts: where that is, is found out once."""
        tags = parts[1::2]
        if (made_up := "<".join(tags)) not in self._standing:
            if len(self._standing) == MOST_MAKE_UPS:
                self._standing.clear()
            self._standing[made_up] = self._where(tags)
        if (standing := self._standing[made_up]) is None:
            return None
        if any(parts[at].strip() for at in standing.without):
            return None
        parts[0] = ""  # no answer stands before the first tag: it is that to every question which was not asked
        row = [parts[at].strip() for at in standing.at]
        for column in standing.points:
            numbers = row[column].split()[: len(POINT)]
            row[column : column + len(POINT)] = [*numbers, *[""] * (len(POINT) - len(numbers))]
        return row

    def _where(self, tags: Sequence[str]) -> "_Standing | None":
        found, here, name = _Standing([0] * self.widths[0], [], []), self._root, ""
        around: list[tuple[_Place, str]] = []
        opened = ""  # what was opened last, and nothing came since
        for number, tag in enumerate(tags):
            if tag.startswith("/"):
                if not opened:
                    if tag[1:] != name:
                        return None
                    here, name = around.pop()
                elif tag[1:] != opened or not found.add(here.below.get(opened) or here.find(opened), 2 * number):
                    return None
                opened = ""
                continue
            if opened:  # it has others within it
                around.append((here, name))
                here, name = here.below.get(opened) or here.find(opened), opened
                if here.table is not None:
                    return None
            opened = "" if tag.endswith("/") else tag
        return None if around or opened else found

    def _walk(
        self, group: ElementTree.Element, here: "_Place", base: str, row: list[str], flat: "Flat", inside: str
    ) -> None:
        seen: dict[str, int] = {}
        for child in group:
            tag = child.tag
            place = here.below.get(tag) or here.find(tag)
            if place.table is not None:
                seen[tag] = number = seen.get(tag, 0) + 1
                which = f"{inside}.{number}" if inside else str(number)
                fresh = [""] * self.widths[place.table]
                flat.rounds.append((place.table, which, fresh))
                self._walk(child, place, f"{base}{_local(tag)}/", fresh, flat, which)
            elif len(child):
                if base or _local(tag) != "meta":
                    self._walk(child, place, f"{base}{_local(tag)}/", row, flat, inside)
            elif (text := child.text) and (text := text.strip()):
                if place.column is None:
                    flat.elsewhere.append(f"{base}{_local(tag)}{f'[{inside}]' if inside else ''}={text}")
                elif place.point:
                    parts = text.split()[: len(POINT)]
                    row[place.column : place.column + len(parts)] = parts
                else:
                    row[place.column] = text


class _Place:
    """Where the answers of an element go. `below` are the elements in it by the tags that phones write, which may carry
    a namespace: each is looked up by its local name once."""

    __slots__ = ("below", "column", "point", "table")

    def __init__(self) -> None:
        self.below: dict[str, _Place] = {}
        self.column: int | None = None
        self.point = False
        self.table: int | None = None

    def at(self, path: str) -> "_Place":
        """The place of a path, made where there is none."""
        here = self
        for name in path.split("/"):
            here = here.below.setdefault(name, _Place())
        return here

    def find(self, tag: str) -> "_Place":
        """The place of a tag that was not met yet."""
        name = _local(tag)
        return self.below.setdefault(tag, self.below[name]) if name in self.below else _Place()


@dataclass(slots=True)
class _Standing:
    """In which part of a body the answer for each column stands (0: in none), which columns begin a position, and which
    parts are answers that no column is for."""

    at: list[int]
    points: list[int]
    without: list[int]

    def add(self, place: _Place, part: int) -> bool:
        """Whether the answer of a place can be in a part: not where another one is."""
        if place.column is None:
            self.without.append(part)
            return True
        if self.at[place.column]:
            return False
        self.at[place.column] = part
        if place.point:
            self.points.append(place.column)
        return True


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


@dataclass(slots=True)
class Flat:
    """A submission as rows: its own, those of its rounds (number of the table, which round, cells), and what no table
    has a column for."""

    main: list[str]
    rounds: list[tuple[int, str, list[str]]]
    elsewhere: list[str]


def tree_of(element: Element) -> ElementTree.Element:
    """Answers that people corrected, as `Flattener` takes them."""
    made = ElementTree.Element(element.name)
    made.text = element.text
    made.extend(tree_of(one) for one in element.children)
    return made


def empty(flattener: Flattener) -> Flat:
    """The rows of a submission whose answers are not to be read."""
    return Flat([""] * flattener.widths[0], [], [])
