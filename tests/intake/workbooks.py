"""XLSForms for tests, written from rows."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]
SURVEY: Rows = [("type", "name", "label"), ("text", "answer", "¿Cómo está?")]


def workbook(
    form_id: str = "prueba",
    version: str = "1",
    title: str = "Prueba",
    *,
    survey: Rows = SURVEY,
    choices: Rows = (),
    settings: dict[str, str] | None = None,
    more: dict[str, Rows] | None = None,
) -> bytes:
    """An XLSForm of one question, or of the rows given."""
    said = {"form_id": form_id, "version": version, "form_title": title, **(settings or {})}
    sheets: dict[str, Rows] = {"survey": survey, "settings": [list(said), list(said.values())], **(more or {})}
    if choices:
        sheets["choices"] = choices
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()
