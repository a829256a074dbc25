"""What a thread reads while a piece is made is the same file, and nothing is left of the thread."""

import threading

import pytest

from tests.field.scene import FORM, Phone, answers, credential, published
from winay.config import place
from winay.intake.desk.queries import Filters
from winay.intake.exporting import rows
from winay.intake.exporting.rows import answers_of_form
from winay.web import answer_pieces
from winay.web.answer_lines import piece
from winay.web.answer_pieces import made_by_two


class Late:
    """A helper that never starts."""

    def __init__(self, *_told: object) -> None:
        pass

    def ready(self) -> bool:
        return False

    def end(self) -> None:
        pass


def test_the_thread_reads_the_same_and_ends_with_the_reader(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    published()
    phone = Phone(credential("0501")[1])
    for number in range(7):
        phone.send(answers(f"n{number}", name=f"Persona {number}"))
    monkeypatch.setattr(rows, "AT_ONCE", 2)
    monkeypatch.setattr(answer_pieces, "FROM", 7)
    monkeypatch.setattr(answer_pieces, "_Helper", Late)
    found = answers_of_form(FORM, Filters(form_id=FORM), ["05"])
    assert found is not None
    before, whole = threading.active_count(), piece(found, "es", found.kept())
    assert b"".join(made_by_two(found, "es")) == whole and whole.count(b"Persona") == 7
    assert threading.active_count() == before
    left = made_by_two(found, "es")
    assert next(left) and threading.active_count() == before + 1
    left.close()
    assert threading.active_count() == before


def test_the_pool_has_a_second_connection_for_each_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINAY_DATABASE", "postgresql://somebody@/somewhere")
    assert 2 * place.at_once() <= place.POOL["max_size"]
