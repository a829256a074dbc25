"""Tables read as a stream: what is no table is refused before its first row, and one bad row spoils no other."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from winay.core.errors import BadInputs
from winay.places.streams import RawRow, open_table
from winay.places.wording import expected

COLUMNS = ("household", "name", "born")


def read(path: Path, *, name: str = "hogares.csv") -> list[RawRow]:
    with open_table(name, path, COLUMNS, ignored=("fix",)) as stream:
        return list(stream.rows)


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(BadInputs) as bad:
        read(path)
    return bad.value.problems[0].expected


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_rows_come_trimmed_with_their_numbers(tmp_path: Path, delimiter: str, start: bytes) -> None:
    text = 'household,name,born\r\nA1, Quispe Huamán ,1980\r\n,,\r\nA2,"Ñaupari",\r\n'.replace(",", delimiter)
    rows = read(written(tmp_path, start + text.encode()))
    assert rows == [RawRow(2, ["A1", "Quispe Huamán", "1980"]), RawRow(4, ["A2", "Ñaupari", ""])]


def test_one_bad_line_spoils_no_other(tmp_path: Path) -> None:
    lines = [
        b"household,name,born",
        b"A1,Rosa,1980",
        b'A2,"Rosa,1980',  # a quote left open
        b"A3,Rosa,1980",
        b"A4,Nu\xf1ez,1980",  # not UTF-8, past the first part of the file
        b"A5,Rosa",
        b"A6,Rosa,1980,x",
        b"A7,Ro\x07sa,1980",
        b"A8,Rosa,1980",
    ]
    filler = [b"B%d,Rosa,1980" % at for at in range(6_000)]
    path = written(tmp_path, b"\n".join([*lines[:4], *filler, *lines[4:]]) + b"\n")
    rows = [row for row in read(path) if not row.cells[0].startswith("B")]
    assert [(row.cells[0], row.fault) for row in rows] == [
        ("A1", ""), ("A2", "open_quote"), ("A3", ""), ("A4", "utf8"), ("A5", "cells_apart"), ("A6", "cells_apart"),
        ("A7", "control"), ("A8", ""),
    ]  # fmt: skip
    assert rows[-1].number == len(filler) + len(lines)
    assert all(expected(row.fault, {}) for row in rows if row.fault)


def test_a_line_without_end_is_one_bad_row(tmp_path: Path) -> None:
    path = written(tmp_path, b"household,name,born\nA1," + b"x" * 350_000 + b",1980\nA2,Rosa,1980\n")
    assert [(row.number, row.fault) for row in read(path)] == [(2, "long_line"), (3, "")]


@pytest.mark.parametrize(
    ("content", "code", "params"),
    [
        (b"%PDF-1.7 \n1 0 obj", "other_kind", {"kind": "PDF"}),
        (b"\x89PNG\r\n\x1a\n\x00", "other_kind", {"kind": "PNG"}),
        (b"PAR1\x15\x04", "other_kind", {"kind": "Parquet"}),
        (b"<html><table>", "other_kind", {"kind": "HTML/XML"}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old_excel", None),
        (b"PK\x03\x04 and nothing more", "broken_excel", None),
        ("household,name,born\n".encode("utf-16"), "utf16", None),
        ("household,name,born\nA1,Núñez,1980\n".encode("latin-1"), "utf8", None),
        (b"", "empty_file", None),
        (b"  \n ", "empty_file", None),
    ],
)
def test_a_file_that_lies_about_its_type_is_refused_in_words(
    tmp_path: Path, content: bytes, code: str, params: dict[str, str] | None
) -> None:
    assert refused(written(tmp_path, content)) == expected(code, params)


@pytest.mark.parametrize(
    ("titles", "code", "params"),
    [
        ("household,name", "column_missing", {"column": "born"}),
        ("household,name,born,born", "column_repeated", None),
        ("household,name,born,mood", "column_unknown", {"columns": "household, name, born, fix"}),
    ],
)
def test_wrong_titles_are_refused_before_any_row(
    tmp_path: Path, titles: str, code: str, params: dict[str, str] | None
) -> None:
    assert refused(written(tmp_path, f"{titles}\nA1,Rosa,1980\n".encode())) == expected(code, params)


def workbook(tmp_path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    path = tmp_path / "file.xlsx"
    book.save(path)
    return path


def test_a_workbook_gives_the_same_rows(tmp_path: Path) -> None:
    days = [date(1980, 3, 12), datetime(1981, 4, 13, 5, 6), 1982, "1983-05"]  # noqa: DTZ001  workbooks know no zone
    rows: list[list[object]] = [list(COLUMNS), *(["A", "Rosa", day] for day in days), [], ["B", "Ana"]]
    found = read(workbook(tmp_path, rows), name="hogares.xlsx")
    assert [row.cells for row in found] == [
        ["A", "Rosa", "1980-03-12"], ["A", "Rosa", "1981-04-13"], ["A", "Rosa", "1982"], ["A", "Rosa", "1983-05"],
        ["B", "Ana", ""],
    ]  # fmt: skip
    assert [row.number for row in found] == [2, 3, 4, 5, 7] and not any(row.fault for row in found)


def test_a_formula_is_a_fault_of_its_row(tmp_path: Path) -> None:
    found = read(workbook(tmp_path, [list(COLUMNS), ["A", "=B1", 1980], ["B", "Ana", 1980]]))
    assert [row.fault for row in found] == ["formula", ""]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_bomb_is_refused_in_milliseconds(tmp_path: Path, part: str) -> None:
    source = zipfile.ZipFile(workbook(tmp_path, [list(COLUMNS), ["A", "Rosa", 1980]]))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name in source.namelist():
            if name != part:
                packed.writestr(name, source.read(name))
        with packed.open(part, "w", force_zip64=True) as sheet:
            for _ in range(70):
                sheet.write(b" " * 2_000_000)
    path = written(tmp_path, bomb.getvalue())
    assert refused(path) == expected("bomb", {"most": 600})


def test_the_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for count in (5_000, 50_000):
        path = written(tmp_path, b"household,name,born\n" + b"A1,Rosa Quispe,1980\n" * count)
        tracemalloc.start()
        with open_table("hogares.csv", path, COLUMNS) as stream:
            assert sum(1 for _ in stream.rows) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5 + 100_000
