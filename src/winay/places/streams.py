"""Tables too large to hold in memory: rows one after the other, from a CSV in UTF-8 or the first sheet of an XLSX.

A file that is no such table is refused before its first row. After that one bad row never spoils the next: each line of
a CSV is read for itself, so that a quote left open ends where its line ends.
"""

import csv
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from winay.places.tables import Problems, cell_text, check_titles, control_characters, text_of, too_large_unpacked

MOST_LINE = 100_000
MOST_UNPACKED = 600_000_000
MOST_SHARED = 120_000_000
"""What an XLSX may unpack to: its sheets are read as they come, the texts they share are held."""
MOST_TIMES = 150
"""How many times smaller than its content a large XLSX may be: tables of people are some fifteen times."""
_HEAD = 65_536
_ZIP = b"PK\x03\x04"
_OTHER = (
    (b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7Z"), (b"PAR1", "Parquet"), (b"SQLite", "SQLite"), (b"{", "JSON"),
    (b"<", "HTML/XML"), (b"\x7fELF", "ELF"), (b"MZ", "EXE"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: its number in the file, the titles being row 1, and its cells as trimmed text. `fault` is the code of
    what keeps it from being read; then `cells` are the best guess."""

    number: int
    cells: list[str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """The titles of a file and its rows, which can be gone through once."""

    titles: tuple[str, ...]
    rows: Iterator[RawRow]


@contextmanager
def open_table(
    name: str, path: Path, required: Sequence[str], optional: Sequence[str] = (), ignored: Sequence[str] = ()
) -> Iterator[Stream]:
    """The rows of a file, while the block runs. `BadInputs` where it is no table, or not with these columns.

    `ignored` are columns that may stand there and say nothing.
    """
    problems = Problems()
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(0)
        lines = _lines(name, file, head, problems)
        first = next(lines, None) if not problems.found else None
        titles = list(first.cells) if first else []
        while titles and not titles[-1]:
            titles.pop()
        if not problems.found and first is not None and first.fault:
            problems.add(name, first.fault, row=first.number)
        if not problems.found and not titles:
            problems.add(name, "empty_file")
        if not problems.found:
            check_titles(name, titles, problems, required, [*optional, *ignored])
        problems.stop_if_any()
        yield Stream(tuple(titles), _whole(lines, len(titles), short=head.startswith(_ZIP)))


def _lines(name: str, file: IO[bytes], head: bytes, problems: Problems) -> Iterator[RawRow]:
    if head.startswith(_ZIP):
        return _excel(name, file, problems)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        problems.add(name, "old_excel")
    elif kind := next((kind for start, kind in _OTHER if head.lstrip().startswith(start)), None):
        problems.add(name, "other_kind", {"kind": kind})
    elif not head.strip():
        problems.add(name, "empty_file")
    else:
        text_of(name, head.rpartition(b"\n")[0] or head, problems)
    return _csv(file, head) if not problems.found else iter(())


def _csv(file: IO[bytes], head: bytes) -> Iterator[RawRow]:
    titles = head.split(b"\n", 1)[0]
    # Spreadsheets in Spanish part the cells with semicolons.
    delimiter = ";" if b";" in titles and b"," not in titles else ","
    number = 0
    while line := file.readline(MOST_LINE):
        number += 1
        fault = ""
        if len(line) == MOST_LINE and not line.endswith(b"\n"):
            fault = "long_line"
            while rest := file.readline(MOST_LINE):
                if rest.endswith(b"\n"):
                    break
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            text, fault = line.decode("latin-1"), fault or "utf8"
        try:
            cells = next(csv.reader((text,), delimiter=delimiter, strict=True), [])
        except csv.Error:
            cells, fault = text.replace('"', "").split(delimiter), fault or "open_quote"
        yield RawRow(number, [cell.strip() for cell in cells], fault)


def _excel(name: str, file: IO[bytes], problems: Problems) -> Iterator[RawRow]:
    """Rows of the first sheet. What the archive says of its sizes is believed: its reader stops there."""
    from openpyxl import load_workbook

    if _bomb(file):
        problems.add(name, "bomb", {"most": MOST_UNPACKED // 1_000_000})
        return
    try:
        book = load_workbook(file, read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the size a workbook states may be wrong
        found = sheet.iter_rows()
        first = next(found, ())
    except Exception:  # whatever the library stumbles over, the file cannot be read
        problems.add(name, "broken_excel")
        return
    yield RawRow(1, [cell_text(cell.value) for cell in first])
    number = 1
    try:
        for number, row in enumerate(found, start=2):
            formula = any(cell.data_type == "f" for cell in row)
            yield RawRow(number, [_dated(cell.value) for cell in row], "formula" if formula else "")
    except Exception:  # the rest of a damaged sheet: what came before it stands
        yield RawRow(number + 1, [], "broken_rest")
    finally:
        book.close()


def _bomb(file: IO[bytes]) -> bool:
    if too_large_unpacked(file, MOST_UNPACKED):
        return True
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            shared = max((part.file_size for part in parts if "sharedStrings" in part.filename), default=0)
            whole, small = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    finally:
        file.seek(0)
    return shared > MOST_SHARED or (whole > 32_000_000 and whole > MOST_TIMES * max(small, 1)) or len(parts) > 2_000


def _dated(value: Any) -> str:
    """A cell as text; a day that a spreadsheet keeps as one is written 2026-03-12."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else cell_text(value)


def _whole(lines: Iterator[RawRow], width: int, *, short: bool) -> Iterator[RawRow]:
    """The rows that say anything, each with a cell a title. `short`: rows end at their last filled cell."""
    for row in lines:
        cells, fault = row.cells, row.fault
        if not fault and not any(cells):
            continue
        if len(cells) != width:
            if not fault and (any(cells[width:]) or (len(cells) < width and not short)):
                fault = "cells_apart"
            cells = [*cells[:width], *[""] * (width - len(cells))]
        if not fault and control_characters(cells):
            fault = "control"
        yield RawRow(row.number, cells, fault)
