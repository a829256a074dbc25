"""Workbooks (XLSX) out, a row at a time. Plain Python.

A workbook is a zip of a few XML files (ECMA-376, part 1, 18). Written here because the library that reads them takes
five times as long to write them, and a process that serves pages has nothing to spare.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape

from winay.core.spreadsheet import safe

SHEET_NAME = 31
_NO_NAME = re.compile(r"[\[\]:*?/\\']")
_NO_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_HEAD}<styleSheet {_MAIN}><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>'
)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the titles of its columns, its rows, and how wide its columns are (in signs)."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[object]]
    widths: Sequence[int] = ()


def write_workbook(out: IO[bytes], sheets: Sequence[Sheet]) -> None:
    """Write sheets with bold titles that stay in sight and filter. Numbers are numbers; anything else is a text, and
    never a formula. None is an empty cell."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as book:
        numbers = range(1, len(sheets) + 1)
        book.writestr("[Content_Types].xml", _content_types(numbers))
        book.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        book.writestr("xl/workbook.xml", _workbook([sheet.name for sheet in sheets]))
        parts = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers] + [("styles", "styles.xml")]
        book.writestr("xl/_rels/workbook.xml.rels", _relations(parts))
        book.writestr("xl/styles.xml", _STYLES)
        for n, sheet in zip(numbers, sheets, strict=True):
            with book.open(f"xl/worksheets/sheet{n}.xml", "w") as part:
                _write_sheet(part, sheet, first=n == 1)


def _write_sheet(out: IO[bytes], sheet: Sheet, *, first: bool) -> None:
    selected = ' tabSelected="1"' if first else ""
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(sheet.widths, 1)
    )
    out.write(
        f'{_HEAD}<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0"{selected}>'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>".encode()
    )
    out.write(_row(sheet.head, ' s="1"'))
    count = 1
    held: list[bytes] = []
    for row in sheet.rows:
        held.append(_row(row))
        count += 1
        if len(held) == 500:
            out.write(b"".join(held))
            held.clear()
    out.write(b"".join(held))
    out.write(f'</sheetData><autoFilter ref="A1:{_letters(len(sheet.head))}{count}"/></worksheet>'.encode())


def _row(cells: Sequence[object], style: str = "") -> bytes:
    return f"<row>{''.join([_cell(cell, style) for cell in cells])}</row>".encode()


def _cell(value: object, style: str) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, bool):
        return f"<c{style}><v>{int(value)}</v></c>"
    if isinstance(value, int | float | Decimal):
        number = f"{value:f}" if isinstance(value, Decimal) else repr(value)
        return f"<c{style}><v>{number}</v></c>"
    text = escape(_NO_XML.sub("", str(safe(str(value))))[:_LONGEST])
    return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(column: int) -> str:
    """`A` for 1, `AA` for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _content_types(numbers: Iterable[int]) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{sheets}</Types>'
    )


def _relations(parts: Iterable[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    listed = "".join(
        f'<sheet name="{escape(_sheet_name(name), {chr(34): "&quot;"})}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(names, 1)
    )
    return f'{_HEAD}<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'


def _sheet_name(name: str) -> str:
    return _NO_XML.sub("", _NO_NAME.sub("", name))[:SHEET_NAME].strip() or "1"
