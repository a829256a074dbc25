"""Voices written into the workbook of a form: the cells that say which sound a question plays. Nothing else changes."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from winay.intake.recordings.rules import is_voice

AUDIO = "media::audio"
BEGINS, ENDS = ("begin_group", "begin group", "begin_repeat", "begin repeat"), ("end_group", "end group", "end_repeat",
                                                                                "end repeat")  # fmt: skip


def with_voices(source: bytes, voices: Mapping[tuple[str, str], str], version: str) -> bytes:
    """A workbook under a new version, in which the question at a path plays a file in a language (`voices`: path and
    language to file name). Voices of ours that it has beside these fall away; what else it plays stays. ValueError
    where it is no XLSForm with a header."""
    book = load_workbook(BytesIO(source))
    if "survey" not in book.sheetnames or "settings" not in book.sheetnames:
        raise ValueError("no survey or settings")
    survey = book["survey"]
    columns = _columns(survey, {language for _path, language in voices})
    for path, row in _questions(survey):
        for language, column in columns.items():
            cell = survey.cell(row, column)
            if (path, language) in voices:
                cell.value = voices[path, language]
            elif is_voice(str(cell.value or "")):
                cell.value = None
    settings = book["settings"]
    titles = {str(cell.value or "").strip().lower(): cell.column for cell in settings[1]}
    settings.cell(2, titles.get("version", settings.max_column + 1)).value = version
    settings.cell(1, titles.get("version", settings.max_column)).value = "version"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _columns(survey: Any, wanted: set[str]) -> dict[str, int]:
    """The column of the sounds of each language ("" where the form has one); those that are lacking are made."""
    found: dict[str, int] = {}
    for cell in survey[1]:
        title = str(cell.value or "").strip()
        if title.lower().startswith(AUDIO):
            found[title[len(AUDIO) :].lstrip(":").strip()] = cell.column
    for language in sorted(wanted - found.keys()):
        found[language] = survey.max_column + 1
        survey.cell(1, found[language]).value = f"{AUDIO}::{language}" if language else AUDIO
    return found


def _questions(survey: Any) -> Iterator[tuple[str, int]]:
    """The rows of questions with the path of each: the names of the groups around it and its own."""
    titles = {str(cell.value or "").strip().lower(): cell.column for cell in survey[1]}
    if not {"type", "name"} <= titles.keys():
        raise ValueError("no type or name")
    around: list[str] = []
    for row in range(2, survey.max_row + 1):
        kind = " ".join(str(survey.cell(row, titles["type"]).value or "").split()).lower()
        name = str(survey.cell(row, titles["name"]).value or "").strip()
        if kind in ENDS:
            around = around[:-1]
        elif kind in BEGINS:
            around.append(name)
        elif name:
            yield "/".join([*around, name]), row
