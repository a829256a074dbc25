"""A file made by two processes: the same as by one, also when the second one ends."""

import io
import json
import os
import struct
import sys
from collections import deque
from concurrent.futures import Future
from queue import Queue
from types import SimpleNamespace

import pytest
from django.test import Client

from tests import people
from tests.field.scene import FORM, Phone, answers, credential, published
from winay.intake.desk.queries import Filters
from winay.intake.exporting import rows
from winay.intake.exporting.rows import answers_of_form
from winay.web import answer_pieces
from winay.web.answer_lines import piece
from winay.web.answer_pieces import help_out, made_by_two

pytestmark = pytest.mark.django_db
PLACES = ["05"]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven submissions, two a span."""
    published()
    phone = Phone(credential("0501")[1])
    for number in range(7):
        phone.send(answers(f"n{number}", name=f"Persona {number}", more="<people><age>3</age></people>"))
    monkeypatch.setattr(rows, "AT_ONCE", 2)


class Stub:
    """A helper that is there after `late` looks and ends after `ends` pieces."""

    def __init__(self, late: int, ends: int) -> None:
        self.late, self.ends, self.asked, self.over = late, ends, deque(), False

    def __call__(self, found: object, language: str) -> "Stub":
        self.answers, self.language = found, language
        return self

    def ready(self) -> bool:
        self.late -= 1
        return self.late < 0 < self.ends

    def answered(self) -> bool:
        return self.ends % 2 == 0

    def ask(self, span: object) -> None:
        self.asked.append(span)

    def answer(self) -> bytes | None:
        span = self.asked.popleft()
        self.ends -= 1
        return piece(self.answers, self.language, self.answers.kept(span)) if self.ends >= 0 else None

    def end(self) -> None:
        self.over = True


class Reading:
    """Reads at once: a thread would not see what a test has not committed."""

    over = False

    def __call__(self, found: object) -> "Reading":
        self.answers = found
        return self

    def begin(self, span: object) -> Future:
        read: Future = Future()
        read.set_result(list(self.answers.kept(span)))
        return read

    def end(self) -> None:
        self.over = True


@pytest.mark.parametrize("held", [1, 3])
@pytest.mark.parametrize(("late", "ends"), [(0, 99), (2, 99), (99, 99), (0, 0), (0, 1), (1, 2)])
def test_two_make_what_one_makes(sent: None, monkeypatch: pytest.MonkeyPatch, late: int, ends: int, held: int) -> None:
    found = answers_of_form(FORM, Filters(form_id=FORM), PLACES)
    assert found is not None and list(found.spans())[-1][1] is None
    whole, stub, reading = piece(found, "es", found.kept()), Stub(late, ends), Reading()
    monkeypatch.setattr(answer_pieces, "FROM", 7)
    monkeypatch.setattr(answer_pieces, "HELD", held)
    monkeypatch.setattr(answer_pieces, "_Helper", stub)
    monkeypatch.setattr(answer_pieces, "_Reading", reading)
    made = b"".join(made_by_two(found, "es"))
    assert made == whole and whole.count(b"Persona") == 7 and stub.over and reading.over


def test_few_are_made_alone(sent: None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = answers_of_form(FORM, Filters(form_id=FORM), PLACES)
    assert found is not None
    monkeypatch.setattr(answer_pieces, "_Helper", None)  # whoever calls it breaks
    assert b"".join(made_by_two(found, "es")).count(b"\n") == 7


def test_the_helper_makes_what_it_is_told(sent: None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = answers_of_form(FORM, Filters(form_id=FORM), PLACES)
    assert found is not None
    asked = {"form": FORM, "filters": {"form_id": FORM, "phone": None}, "places": PLACES, "language": "es"}
    spans = list(found.spans())
    told = "\n".join(json.dumps(one) for one in [asked, *spans]).encode()
    out = io.BytesIO()
    monkeypatch.setattr(os, "nice", lambda by: by)
    monkeypatch.setattr(answer_pieces, "Queue", lambda most: Queue())
    monkeypatch.setattr(answer_pieces, "connections", SimpleNamespace(close_all=lambda: None))
    monkeypatch.setattr(answer_pieces, "Thread", lambda target, daemon: SimpleNamespace(start=target))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(told)))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
    help_out()
    monkeypatch.undo()
    content, pieces = out.getvalue(), []
    while content:
        (size,) = struct.unpack("!q", content[:8])
        pieces.append(content[8 : 8 + size])
        content = content[8 + size :]
    assert json.loads(pieces[0]) == [one.key for one in found.tables[0].columns]
    assert b"".join(pieces[1:]) == piece(found, "es", found.kept())


def test_degrees_of_the_west_stay_numbers_and_formulas_do_not(sent: None) -> None:
    desk = people.log_in(Client(), people.specialist())
    Phone(credential("0501", label="otro")[1]).send(answers("geo", name="-74.21", more="<note>-1+1</note>"))
    text = b"".join(desk.post(f"/envios/respuestas/csv?form={FORM}").streaming_content).decode()
    assert ",-74.21," in text and "'-74.21" not in text
