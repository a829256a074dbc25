"""Reading tables that people made: CSV in UTF-8, or the first sheet of an XLSX.

Every problem is collected with file, row, column, value and what was expected, so that a person can mend them all at
once; `Problems.stop_if_any` raises them together. Rows are numbered as a spreadsheet shows them: the titles are row 1.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from winay.core.errors import BadInput, BadInputs
from winay.core.fixed import to_fixed
from winay.places.rules import code_problem
from winay.places.terms import CODE_LENGTH, Level
from winay.places.wording import expected

MOST_SHOWN = 200
MOST_UNPACKED = 32_000_000
MOST_CELLS = 1_000_000
LARGEST = 2**63 - 1
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What no name holds: a database may refuse it, and a terminal or a page would act on it."""
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell [^>]*ref=\"([^\"]{1,40})\"")
Lines = Iterator[tuple[int, list[str]]]


@dataclass(slots=True)
class Problems:
    """What is wrong in one or several files."""

    found: list[BadInput] = field(default_factory=list)

    def add(
        self,
        file: str,
        code: str,
        params: Mapping[str, str | int] | None = None,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        """Note a problem; `code` and `params` choose the words of what was expected."""
        self.found.append(BadInput(file, expected(code, params), row, column, value))

    def stop_if_any(self) -> None:
        """Raise `BadInputs` with everything found, the first 200 in full."""
        if not self.found:
            return
        shown = self.found[:MOST_SHOWN]
        if len(self.found) > MOST_SHOWN:
            shown.append(BadInput(self.found[-1].file, expected("more", {"count": len(self.found) - MOST_SHOWN})))
        raise BadInputs(shown)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file and its cells as trimmed text, by column name."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows, and readers for single cells that note what is wrong and answer None."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: Problems

    def bad(self, row: Row, column: str, code: str, /, **params: str | int) -> None:
        """Note that a cell is not what was expected."""
        value = row.cells.get(column, "")
        self.problems.add(self.file, code, params, row=row.number, column=column, value=value)

    def text(self, row: Row, column: str, *, most: int = 120) -> str:
        """A text that must be there."""
        found = row.cells[column]
        if not found:
            self.bad(row, column, "not_empty")
        elif len(found) > most:
            self.bad(row, column, "too_long", most=most)
        return found

    def code(self, row: Row, column: str, levels: Iterable[Level]) -> str | None:
        """A place code of one of these levels."""
        found, wanted = row.cells[column], list(levels)
        digits = " / ".join(str(CODE_LENGTH[level]) for level in wanted)
        match code_problem(found, wanted):
            case None:
                return found
            case "not_digits" if not found:
                self.bad(row, column, "not_empty")
            case "not_digits":
                self.bad(row, column, "code_not_digits", digits=digits)
            case "lost_zero":
                self.bad(row, column, "code_lost_zero", fixed=f"0{found}")
            case _:
                self.bad(row, column, "code_length", digits=digits)
        return None

    def number(self, row: Row, column: str, scale: int) -> int | None:
        """A number as an integer of that scale; an empty cell is unknown and answers None without complaint."""
        found = row.cells[column]
        if not found:
            return None
        if not _NUMBER.fullmatch(found):
            self.bad(row, column, "number")
            return None
        try:
            number = to_fixed(found, scale)
        except ValueError:
            self.bad(row, column, "decimals", scale=scale)
            return None
        if abs(number) > LARGEST:
            self.bad(row, column, "too_large")
            return None
        return number

    def flag(self, row: Row, column: str) -> bool:
        """1 or 0."""
        if row.cells[column] not in {"0", "1"}:
            self.bad(row, column, "flag")
        return row.cells[column] == "1"

    def word(self, row: Row, column: str, words: Iterable[str]) -> str:
        """One of a closed list of words."""
        found, known = row.cells[column], list(words)
        if found not in known:
            self.bad(row, column, "word", words=", ".join(word for word in known if word))
        return found


def read_table(
    file: str, content: bytes, problems: Problems, required: Sequence[str], optional: Sequence[str] = ()
) -> Table:
    """The table in `content`. Where it has no shape at all or wrong columns, a table without rows."""
    already = len(problems.found)
    lines = _excel(file, content, problems) if content.startswith(b"PK\x03\x04") else _csv(file, content, problems)
    filled = [(number, cells) for number, cells in lines if any(cells)]
    if len(filled) < 2 and len(problems.found) == already:
        problems.add(file, "empty_file")
    titles = filled[0][1] if filled else []
    while titles and not titles[-1]:
        titles.pop()
    if len(problems.found) == already:
        check_titles(file, titles, problems, required, optional)
    if len(problems.found) > already:
        return Table(file, tuple(titles), (), problems)
    rows = []
    for number, cells in filled[1:]:
        if len(cells) < len(titles) or any(cells[len(titles) :]):
            problems.add(file, "cell_count", {"columns": len(titles)}, row=number, value=", ".join(cells)[:80])
            continue
        rows.append(Row(number, dict(zip(titles, cells, strict=False))))
    note_control_characters(file, rows, problems)
    return Table(file, tuple(titles), tuple(rows), problems)


def control_characters(cells: Iterable[str]) -> bool:
    """Whether one of the cells holds characters that cannot be seen and that something else would act on."""
    return _CONTROL.search("".join(cells)) is not None


def note_control_characters(file: str, rows: Iterable[Row], problems: Problems) -> None:
    """Note the cells with characters that cannot be seen and that something else would act on."""
    for row in rows:
        for column, value in row.cells.items():
            if _CONTROL.search(value):
                problems.add(file, "control", row=row.number, column=column, value=_CONTROL.sub("\ufffd", value)[:80])


def check_titles(
    file: str, titles: list[str], problems: Problems, required: Sequence[str], optional: Sequence[str]
) -> None:
    """Note the columns that are missing, unknown or there twice."""
    for column in required:
        if column not in titles:
            problems.add(file, "column_missing", {"column": column}, row=1, value=", ".join(titles)[:120])
    known = {*required, *optional}
    for column in dict.fromkeys(titles):
        if column not in known:
            columns = ", ".join([*required, *optional])
            problems.add(file, "column_unknown", {"columns": columns}, row=1, column=column)
        elif titles.count(column) > 1:
            problems.add(file, "column_repeated", row=1, column=column)


def text_of(file: str, content: bytes, problems: Problems) -> str | None:
    """The content as UTF-8 text; None after noting what it is instead."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:1_000]:
        problems.add(file, "utf16")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        start = content.rfind(b"\n", 0, error.start) + 1
        line = content[start:].split(b"\n", 1)[0].decode("latin-1").strip()
        problems.add(file, "utf8", row=row, value=line[:80])
        return None


def _csv(file: str, content: bytes, problems: Problems) -> Lines:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        problems.add(file, "old_excel")
        return
    text = text_of(file, content, problems)
    if text is None:
        return
    # Spreadsheets in Spanish part the cells with semicolons.
    titles = text.split("\n", 1)[0]
    delimiter = ";" if ";" in titles and "," not in titles else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        problems.add(file, "broken_csv", {"why": str(error)}, row=reader.line_num)


def _excel(file: str, content: bytes, problems: Problems) -> Lines:
    from openpyxl import load_workbook

    if too_large_unpacked(io.BytesIO(content)):
        problems.add(file, "large_excel", {"most": MOST_UNPACKED // 1_000_000})
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            # Not data_only: it would show a formula's last result, which may be old, or nothing at all.
            book = load_workbook(io.BytesIO(content), read_only=True)
            sheet = book.worksheets[0]
            # The size a workbook states may be wrong; reading until the end is not.
            sheet.reset_dimensions()
            cells, count = [], 0
            for row in sheet.iter_rows():
                cells.append(list(row))
                if (count := count + len(row)) > MOST_CELLS:
                    break
            merged = _MERGED.findall(packed.read(sheet._worksheet_path))
    except Exception:  # whatever the library stumbles over, the file cannot be read
        problems.add(file, "broken_excel")
        return
    if count > MOST_CELLS:
        problems.add(file, "large_excel", {"most": MOST_UNPACKED // 1_000_000})
        return
    already = len(problems.found)
    for cell in (cell for row in cells for cell in row if cell.data_type == "f"):
        formula = getattr(cell.value, "text", cell.value)
        problems.add(file, "formula", row=cell.row, column=cell.column_letter, value=str(formula)[:80])
    for area in merged:
        row, column = _corner(area.decode())
        problems.add(file, "merged", row=row, column=column, value=area.decode())
    if len(problems.found) > already:
        return
    width = max(map(len, cells), default=0)
    for number, row_cells in enumerate(cells, start=1):
        texts = [cell_text(cell.value) for cell in row_cells]
        yield number, texts + [""] * (width - len(texts))


def too_large_unpacked(content: IO[bytes], most: int = MOST_UNPACKED) -> bool:
    """Whether an XLSX says that it would unpack to more than a sheet of a country's localities: reading it would take
    minutes. What it says is then believed: the reader stops there. False where it is no ZIP."""
    try:
        with zipfile.ZipFile(content) as packed:
            return sum(part.file_size for part in packed.infolist()) > most
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _corner(area: str) -> tuple[int | None, str | None]:
    """Row and column of the first cell of an area such as `A1:C2`."""
    found = re.match(r"([A-Z]+)([0-9]+)", area)
    return (int(found[2]), found[1]) if found else (None, None)


def cell_text(value: Any) -> str:
    """The value of a workbook's cell as trimmed text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
