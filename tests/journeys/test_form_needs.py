"""What each reader needs of its form: shipped forms have it all, and a version that lacks some of it is refused."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from tools.build_forms import load, sheets

from tests.journeys.sending import FORMS as FOLDER
from tests.journeys.sending import xform
from winay.core.actors import SYSTEM
from winay.core.errors import Refused
from winay.intake.forms.needs import Kind, lacking
from winay.intake.models import FormVersion
from winay.intake.reading.answers import BadAnswer
from winay.intake.reading.shape import shape_of
from winay.journeys import assembly_form, grievance_form, registration_form, visit_form, vote_form
from winay.journeys.ingest import FORMS
from winay.journeys.publishing import publish_adapted

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
READ: dict[str, Callable[[Any], object]] = {
    "household_registration": lambda one: registration_form.read_registration(one, key="k", files={}),
    "household_visit": visit_form.read_visit,
    "grievance": grievance_form.read_grievance,
    "assembly": assembly_form.read_assembly,
    "workshop_vote": vote_form.read_vote,
}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_workbook_is_made_of_its_source(path) -> None:
    book = load_workbook(path.with_suffix(".xlsx"))
    found = {
        sheet.title: [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }
    assert found == {title: [[str(cell) for cell in row] for row in rows] for title, rows in sheets(load(path)).items()}


@pytest.mark.parametrize("form_id", sorted(FORMS))
def test_a_shipped_form_has_what_its_reader_needs_and_the_reader_says_what_it_reads(form_id: str) -> None:
    needs = FORMS[form_id].needs
    assert needs and lacking(shape_of(xform(form_id)), needs) == []
    if form_id in READ:
        assert _paths_read(form_id) <= {need.path for need in needs}


class _Asked:
    """Answers that give what lets a reader go on, and remember what it asked."""

    def __init__(self, shape: Any, base: str = "", seen: set[str] | None = None, turn: int = 0) -> None:
        self.shape, self.base, self.turn = shape, base, turn
        self.seen: set[str] = set() if seen is None else seen

    def _note(self, path: str) -> str:
        whole = f"{self.base}/{path}".strip("/")
        self.seen.add(whole)
        return whole

    def text(self, path: str) -> str:
        question = self.shape.questions.get(self._note(path))
        choices = list(question.choices) if question else []
        if choices:
            return choices[self.turn % len(choices)]
        kind = question.kind if question else ""
        return {"time": "09:00:00.000", "int": "1", "decimal": "1", "date": "2026-01-02"}.get(kind, "texto")

    def choices(self, path: str) -> tuple[str, ...]:
        return (self.text(path),) if self.shape.questions.get(self._note(path)) else ()

    def integer(self, path: str) -> int:
        text = self.text(path)
        return int(text) if text.isdigit() else 1

    def decimal(self, path: str) -> Any:
        from decimal import Decimal

        return Decimal(self.integer(path))

    def day(self, path: str) -> Any:
        self._note(path)
        return date(2026, 1, 2)

    def point(self, path: str) -> None:
        self._note(path)

    def repeats(self, path: str) -> list["_Asked"]:
        whole = self._note(path)
        return [_Asked(self.shape, whole, self.seen, self.turn)]

    def full(self, path: str) -> str:
        return path

    def bad(self, path: str, expected: str) -> BadAnswer:
        return BadAnswer(path, "", expected)


def _paths_read(form_id: str) -> set[str]:
    """Every path that a reader asked for, with each choice in turn."""
    shape, found = shape_of(xform(form_id)), set()
    for turn in range(12):
        asked = _Asked(shape, turn=turn)
        with suppress(BadAnswer):
            READ[form_id](asked)
        found |= asked.seen
    return found


def changed(form_id: str, change: Callable[[Any], None]) -> bytes:
    """A shipped workbook as an office changed it, under a version of its own."""
    book = load_workbook(FOLDER / f"{form_id}.xlsx")
    titles = [cell.value for cell in book["settings"][1]]
    book["settings"].cell(2, titles.index("version") + 1).value = "2026.9-ayacucho"
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def rows(book: Any, name: str, sheet: str = "survey") -> Any:
    """The rows of a sheet that bear a name."""
    column = next(cell.column for cell in book[sheet][1] if cell.value == "name")
    return [row for row in book[sheet].iter_rows(min_row=2) if row[column - 1].value == name]


def refused(form_id: str, change: Callable[[Any], None]) -> list[tuple[str, dict[str, Any]]]:
    with pytest.raises(Refused) as found:
        publish_adapted(source=changed(form_id, change), media={}, by=SYSTEM, at=AT)
    assert not FormVersion.objects.filter(form_id=form_id).exists()
    return [(one.code, dict(one.params)) for one in found.value.reasons]


FIRST = {
    "household_registration": "filled_on", "household_visit": "minutes", "grievance": "words", "assembly": "held_on",
    "workshop_vote": "held_on",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("form_id", sorted(FIRST))
def test_a_version_without_a_question_that_is_needed_is_refused_and_named(form_id: str) -> None:
    def without(book: Any) -> None:
        for row in rows(book, FIRST[form_id]):
            book["survey"].delete_rows(row[0].row)
        for row in book["survey"].iter_rows(min_row=2):  # what leans on it goes too, as an office would do it
            for cell in row:
                if isinstance(cell.value, str) and f"${{{FIRST[form_id]}}}" in cell.value:
                    cell.value = None

    (code, params), *others = refused(form_id, without)
    assert code == "intake.needs_question" and params["path"].rpartition("/")[2] == FIRST[form_id] and not others


@pytest.mark.django_db
def test_another_kind_a_lost_choice_an_unknown_one_and_a_free_answer_are_named_together() -> None:
    def change(book: Any) -> None:
        column = [cell.value for cell in book["survey"][1]]
        rows(book, "minutes")[0][column.index("type")].value = "text"
        rows(book, "minutes")[0][column.index("constraint")].value = None
        rows(book, "advice")[0][column.index("required")].value = None
        lists = [row for row in book["choices"].iter_rows(min_row=2) if row[0].value == "mark"]
        lists[0][1].value = "thumb"

    said = refused("household_visit", change)
    assert [(code, params["path"]) for code, params in said] == [
        ("intake.needs_integer", "when/minutes"), ("intake.needs_answer", "about/advice"),
        ("intake.needs_known_codes", "confirm/mark"), ("intake.needs_all_codes", "confirm/mark"),
    ]  # fmt: skip
    assert said[2][1]["codes"] == "thumb" and said[3][1]["codes"] == "signature"


@pytest.mark.django_db
def test_words_more_questions_and_fewer_spare_ones_are_an_offices_own() -> None:
    def change(book: Any) -> None:
        column = [cell.value for cell in book["survey"][1]]
        label = next(place for place, title in enumerate(column) if str(title).startswith("label"))
        rows(book, "advice")[0][label].value = "¿Qué se recomendó?"
        book["survey"].delete_rows(rows(book, "water_turn")[0][0].row)
        more = [""] * len(column)
        more[0], more[1], more[label] = "text", "radio", "¿Escuchó el programa de radio?"
        book["survey"].append(more)

    made = publish_adapted(source=changed("household_visit", change), media={}, by=SYSTEM, at=AT)
    assert (made.form_id, made.version) == ("household_visit", "2026.9-ayacucho")


@pytest.mark.django_db
def test_a_form_that_nothing_reads_is_published_as_it_is() -> None:
    made = publish_adapted(source=(FOLDER / "cash_book_line.xlsx").read_bytes(), media={}, by=SYSTEM, at=AT)
    assert made.form_id == "cash_book_line" and made.form_id not in FORMS


def test_a_need_names_a_path_once() -> None:
    for form_id, form in FORMS.items():
        paths = [need.path for need in form.needs]
        assert len(paths) == len(set(paths)), form_id
        assert all(re.fullmatch(r"[\w/]+", path) for path in paths)
        assert all(need.kind in Kind for need in form.needs)
