"""A form that the highland office of the demonstration adapted: once badly, and then as its phones have it now."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.conf import settings
from openpyxl import load_workbook

from winay.accounts.models import Person
from winay.accounts.queries import acting
from winay.core.clock import local_date
from winay.intake.forms.services import retire_form
from winay.journeys.publishing import adapt_for_office
from winay.places.models import Office

FORM, BEHIND = "exit_survey", "stove"
FIRST = [
    ("text", "water_walk", "¿Cuánto camina para traer agua, y quién va?"),
    ("text", "water_turn", "¿Qué día le toca el turno de agua?"),
]
NOW = [("select_one yes_no", "water_year", "¿Le alcanza el agua de riego todo el año?")]
WORDS = {"stove": "¿Hoy cocinó en su cocina mejorada?"}
WHY = "Las familias se cansaban: dos preguntas de agua que nadie usó después."


def adapt_exit_survey(*, code: str, person: Person, at: datetime) -> None:
    """Ask about water, find that it was too much, ask less."""
    office, by = Office.objects.get(code=code), acting(person, on=local_date(at, settings.TIME_ZONE))
    first = adapt_for_office(source=_book(f"2026.1-a-{code}", FIRST), media={}, office=office, by=by, at=at)
    retire_form(form=first, reason=WHY, by=by, at=at)
    adapt_for_office(source=_book(f"2026.1-b-{code}", NOW), media={}, office=office, by=by, at=at)


def _book(version: str, questions: list[tuple[str, str, str]]) -> bytes:
    """The workbook that ships, with a few words and questions of their own."""
    book = load_workbook(Path(settings.WINAY_FORMS) / f"{FORM}.xlsx")
    survey, said = book["survey"], book["settings"]
    titles = {str(cell.value): cell.column for cell in survey[1]}
    spoken = [column for title, column in titles.items() if title.startswith("label::")]
    rows = {str(survey.cell(row, titles["name"]).value): row for row in range(2, survey.max_row + 1)}
    for name, words in WORDS.items():
        survey.cell(rows[name], spoken[0]).value = words
    for number, (kind, name, words) in enumerate(questions, start=1):
        survey.insert_rows(rows[BEHIND] + number)
        cells = {titles["type"]: kind, titles["name"]: name} | dict.fromkeys(spoken, words)
        for column, value in cells.items():
            survey.cell(rows[BEHIND] + number, column).value = value
    column = next(cell.column for cell in said[1] if cell.value == "version")
    said.cell(2, column).value = version
    out = BytesIO()
    book.save(out)
    return out.getvalue()
