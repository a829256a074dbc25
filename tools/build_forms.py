"""Make the workbook (XLSForm) of each form in the catalogue from its readable source.

usage: python tools/build_forms.py      (after editing src/winay/catalog/forms/*.yaml; a new version number each time)
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

CATALOGUE = Path(__file__).resolve().parents[1] / "src" / "winay" / "catalog"
FORMS = CATALOGUE / "forms"
PLAIN = ("type", "name", "required", "relevant", "constraint", "calculation", "choice_filter", "appearance")
SAVED = "save_to"
"""A column of forms alone that keep answers as properties of things on a phone's list."""
ENTITIES = ("list_name", "entity_id", "create_if", "update_if", "label")
SPOKEN = ("label", "hint", "constraint_message", "media::audio")
SHOWN = "media::image"
"""A column of forms alone that show pictures: the drawings of the catalogue, by name."""
WIDTH = {"type": 30, "name": 20, "required": 10}

Rows = list[list[str]]


def sheets(source: dict[str, Any]) -> dict[str, Rows]:
    """The rows of the workbook's sheets, titles first."""
    languages = source["languages"]
    spoken = [f"{column}::{name}" for column in SPOKEN for name in languages.values()]
    pictures = [f"{SHOWN}::{name}" for name in languages.values()]
    questions = list(_flat(source["questions"]))
    saved = [SAVED] if any(SAVED in one for one in questions) else []
    shown = pictures if any("image" in one for one in questions) else []
    survey = [[*PLAIN[:2], *spoken, *PLAIN[2:], *saved, *shown]]
    survey += [
        [*_row(one, source), *(one.get(name, "") for name in saved), *(_file(one.get("image", "")) for _ in shown)]
        for one in questions
    ]
    pictured = source.get("pictured", [])
    shown = pictures if pictured else []
    choices = [["list_name", "name", *(f"label::{name}" for name in languages.values()), *shown]]
    for name, options in source["choices"].items():
        choices += [
            [name, code, *(said(option, lang, source["mark"]) for lang in languages),
             *(_file(code if name in pictured else "") for _ in shown)]
            for code, option in options.items()
        ]  # fmt: skip
    settings = {
        "form_title": source["title"],
        "form_id": source["form_id"],
        "version": source["version"],
        "default_language": languages["es"],
        **source.get("settings", {}),
    }
    found = {"survey": survey, "choices": choices, "settings": [list(settings), list(settings.values())]}
    if "entities" in source:
        named = [name for name in ENTITIES if any(name in one for one in source["entities"])]
        found["entities"] = [named, *([str(one.get(name, "")) for name in named] for one in source["entities"])]
    return found


def said(text: dict[str, Any], language: str, mark: str) -> str:
    """What a language shows: the Spanish, and behind it a word that a source has, marked as not reviewed."""
    word = text.get("gloss", {}).get(language)
    return f"{text['es']} · {word} ({mark})" if word else str(text["es"])


def _file(drawing: str) -> str:
    """The file of a drawing, which bears its name."""
    return f"{drawing}.png" if drawing else ""


def write(source: dict[str, Any], path: Path) -> None:
    """The workbook, with widths and a fixed first row, so that people can read it."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets(source).items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.freeze_panes = "C2"
        for number, name in enumerate(rows[0], start=1):
            sheet.cell(1, number).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(number)].width = WIDTH.get(name, 36)
        for line in sheet.iter_rows(min_row=2):
            for cell in line:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    book.save(path)


def load(path: Path) -> dict[str, Any]:
    """A form's source, with the texts that it takes from elsewhere in the catalogue put in."""
    source: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for one in _flat(source["questions"]):
        if "consent" in one:
            text = yaml.safe_load((CATALOGUE / "consents" / f"{one['consent']}.yaml").read_text(encoding="utf-8"))
            one["es"] = f"{text['title']['es']}\n\n{text['text']['es'].strip()}"
    return source


def _flat(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Questions in order, groups and repeats with a row at their begin and one at their end."""
    for one in items:
        kind = next((kind for kind in ("group", "repeat") if kind in one), None)
        if kind is None:
            yield one
            continue
        opened = {
            "type": f"begin_{kind}",
            "name": one[kind],
            **{k: v for k, v in one.items() if k not in {kind, "items"}},
        }
        yield opened
        yield from _flat(one["items"])
        yield {"type": f"end_{kind}", "name": ""}


def _row(one: dict[str, Any], source: dict[str, Any]) -> list[str]:
    languages, mark = source["languages"], source["mark"]
    texts = {
        "label": [said(one, lang, mark) if "es" in one else "" for lang in languages],
        "hint": [one.get("hint", "") for _ in languages],
        "constraint_message": [one.get("message", "") for _ in languages],
        "media::audio": [one.get("audio", {}).get(lang, "") for lang in languages],
    }
    must = one.get("required", "")
    required = {"required": "yes" if must is True else must or ""}
    plain = {name: str(one.get(name, "")) for name in PLAIN} | required
    return [plain["type"], plain["name"], *(text for column in SPOKEN for text in texts[column]),
            *(plain[name] for name in PLAIN[2:])]  # fmt: skip


def main() -> None:
    for path in sorted(FORMS.glob("*.yaml")):
        write(load(path), path.with_suffix(".xlsx"))
        print(path.with_suffix(".xlsx").name)


if __name__ == "__main__":
    sys.exit(main())
