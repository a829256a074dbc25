"""Spreadsheets that hide something: formulas, merged cells, another encoding."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from winay.core.errors import BadInputs
from winay.places import tables
from winay.places.tables import Problems, Table, read_table


def book(*rows: tuple[Any, ...], merge: str = "") -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(content: bytes) -> Table:
    problems = Problems()
    table = read_table("conteo.xlsx", content, problems, ("code", "households"))
    problems.stop_if_any()
    return table


def test_a_plain_spreadsheet_is_read() -> None:
    rows = read(book(("code", "households"), ("0502020001", 12), ("0502020002", 3.0), (None, None))).rows
    assert [row.cells for row in rows] == [
        {"code": "0502020001", "households": "12"}, {"code": "0502020002", "households": "3"},
    ]  # fmt: skip


def test_a_text_that_begins_with_an_equals_sign_is_not_a_formula() -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(("code", "households"))
    sheet.append(("=x", 1))
    sheet["A2"].data_type = "s"
    out = io.BytesIO()
    made.save(out)
    assert read(out.getvalue()).rows[0].cells["code"] == "=x"


def test_formulas_are_named_one_by_one() -> None:
    with pytest.raises(BadInputs) as bad:
        read(book(("code", "households"), ("0502020001", "=SUM(C1:C9)"), ("0502020002", "=B2*2")))
    assert [(one.row, one.column, one.value) for one in bad.value.problems] == [
        (2, "B", "=SUM(C1:C9)"), (3, "B", "=B2*2"),
    ]  # fmt: skip
    assert "solo valores" in bad.value.problems[0].expected


@pytest.mark.parametrize(("merge", "row", "column"), [("A1:B1", 1, "A"), ("A2:A3", 2, "A")])
def test_merged_cells_are_named(merge: str, row: int, column: str) -> None:
    with pytest.raises(BadInputs) as bad:
        read(book(("code", "households"), ("0502020001", 1), ("0502020002", 2), merge=merge))
    (problem,) = bad.value.problems
    assert (problem.row, problem.column, problem.value) == (row, column, merge) and "Combinar" in problem.expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_text_of_a_spreadsheet_is_recognised(encoding: str) -> None:
    with pytest.raises(BadInputs) as bad:
        read("code,households\n0502020001,12\n".encode(encoding))
    assert "CSV UTF-8" in bad.value.problems[0].expected and "UTF-16" in bad.value.problems[0].expected


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x9b", "\u202e", "\u2066"])
def test_characters_that_nobody_sees_are_refused(character: str) -> None:
    filler = "0502020001,1\n" * 200
    with pytest.raises(BadInputs) as bad:
        read(f"code,households\n{filler}05020{character}20002,2\n".encode())
    (problem,) = bad.value.problems
    assert (problem.row, problem.column, problem.value) == (202, "code", "05020\ufffd20002")
    assert "control" in problem.expected


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInputs) as bad:
        read(bomb("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 8_000_000 + b"</sst>"))
    assert "32 MB" in bad.value.problems[0].expected
    assert tables.MOST_CELLS == 1_000_000
    # Ten thousand stand for the million: counting them takes half a minute and is done in the same way.
    monkeypatch.setattr(tables, "MOST_CELLS", 10_000)
    rows = b"<row>" + b"<c><v>1</v></c>" * 1_000 + b"</row>"
    with pytest.raises(BadInputs) as bad:
        read(bomb("xl/worksheets/sheet1.xml", b"<worksheet xmlns='%s'><sheetData>" % MAIN + rows * 11 +
                  b"</sheetData></worksheet>"))  # fmt: skip
    assert "un millón de celdas" in bad.value.problems[0].expected


MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def bomb(part: str, content: bytes) -> bytes:
    """A good workbook with one part that is not."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(("code", "households"), ("0502020001", 1)))) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, kept in {**parts, part: content}.items():
            made.writestr(name, kept)
    return out.getvalue()
