"""Workbooks (XLSX) out, a row at a time, with titles that stay in sight and filter."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from winay.core.spreadsheet import safe

SHEET_NAME = 31
_NO_NAME = re.compile(r"[\[\]:*?/\\']")
_NO_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the titles of its columns, its rows, and how wide its columns are (in signs)."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[object]]
    widths: Sequence[int] = ()


def write_workbook(out: IO[bytes], sheets: Sequence[Sheet]) -> None:
    """Write sheets; a row is let go once it is written. Numbers are numbers; anything else is a text, and never a
    formula. None is an empty cell."""
    import xlsxwriter  # most pages hand out no workbook

    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            page = book.add_worksheet(_NO_XML.sub("", _NO_NAME.sub("", sheet.name))[:SHEET_NAME].strip() or "1")
            page.freeze_panes(1, 0)
            for at, width in enumerate(sheet.widths):
                page.set_column(at, at, width)
            for at, title in enumerate(sheet.head):
                page.write_string(0, at, title, bold)
            count = 0
            for count, row in enumerate(sheet.rows, start=1):
                for at, value in enumerate(row):
                    if isinstance(value, int | float | Decimal):
                        page.write_number(count, at, value)
                    elif value is not None and value != "":
                        page.write_string(count, at, _NO_XML.sub("", str(safe(str(value))))[:_LONGEST])
            page.autofilter(0, 0, count, max(len(sheet.head) - 1, 0))
