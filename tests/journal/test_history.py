"""The history of anything, in pages."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.journal.conftest import ANA, AT, run, write
from winay.journal.models import Line
from winay.journal.queries.history import Filters, history, line, lines
from winay.journal.rules import MASK, Personal
from winay.journal.services import record, seal_lines

pytestmark = [pytest.mark.bare, pytest.mark.django_db]


def numbers(page: Any) -> list[int]:
    return [seen.entry.after["number"] for seen in page.lines]


def test_newest_first_in_pages_that_neither_skip_nor_repeat(var: Path) -> None:
    for number in range(7):
        write(number, place="050101" if number != 3 else "150101")
    seen, before = [], None
    for _ in range(3):
        page = history("place", "050101", before_id=before, limit=2)
        seen += numbers(page)
        before = page.next_before
    assert seen == [6, 5, 4, 2, 1, 0]
    assert before is None
    assert numbers(history("place", "150101")) == [3]
    assert history("place", "no").lines == () and history("place", "no").next_before is None


def test_new_lines_do_not_move_the_page(var: Path) -> None:
    for number in range(4):
        write(number)
    first = lines(limit=2)
    write(4)
    assert numbers(lines(before_id=first.next_before, limit=2)) == [1, 0]


def test_an_unknown_cursor_is_an_empty_page(var: Path) -> None:
    write()
    assert lines(before_id=uuid4()).lines == ()


def test_an_entry_says_what_was_written(var: Path) -> None:
    written = record(
        "accounts.add_person", by=ANA, at=AT, subjects=[("person", "p1"), ("office", "o1")],
        before=None, after={"name": Personal("Rosa"), "staff": True},
    )  # fmt: skip
    (seen,) = lines().lines
    assert seen.entry.public_id == written.public_id
    assert (seen.entry.verb, seen.entry.actor, seen.entry.role, seen.entry.at) == (
        "accounts.add_person", ANA.public_id, "office_specialist", AT,
    )  # fmt: skip
    assert seen.entry.subjects == (("office", "o1"), ("person", "p1"))
    assert (seen.entry.before, seen.entry.after) == (None, {"name": MASK, "staff": True})
    assert (seen.batch, seen.genuine) == (None, True)
    assert line(written.public_id) == seen
    assert line(uuid4()) is None


@pytest.mark.parametrize(
    ("filters", "want"),
    [
        (Filters(), [3, 2, 1, 0]),
        (Filters(verb="targeting.approve_selection"), [2]),
        (Filters(actor=ANA.public_id), [3, 2, 1, 0]),
        (Filters(actor=UUID(int=99)), []),
        (Filters(since=AT + timedelta(minutes=1), until=AT + timedelta(minutes=3)), [2, 1]),
        (Filters(kind="place"), [3, 2, 1, 0]),
        (Filters(kind="selection", key="s1"), [1]),
        (Filters(key="s2"), [2]),
        (Filters(kind="place", key="050101", verb="targeting.approve_selection", until=AT), []),
    ],
)
def test_filters(var: Path, filters: Filters, want: list[int]) -> None:
    for number in range(4):
        write(number, "targeting.approve_selection" if number == 2 else "targeting.draft_selection")
    assert numbers(lines(filters)) == want


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow(var: Path, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        write(number)
    with django_assert_num_queries(2):
        page = history("place", "050101")
    assert len(page.lines) == count


def test_the_page_shows_which_lines_are_sealed_and_which_were_altered(
    var: Path, seal_at_once: None, unguarded: Callable[[], AbstractContextManager[None]]
) -> None:
    for number in range(3):
        write(number)
    seal_lines(at=AT, most=2)
    ids = list(Line.objects.order_by("id").values_list("id", flat=True))
    with unguarded():
        run("UPDATE journal_line SET verb = 'targeting.approve_selection' WHERE id = %s", ids[0])
        run("UPDATE journal_line SET body = 'gone' WHERE id = %s", ids[1])
    assert [(seen.batch, seen.genuine) for seen in lines().lines] == [(None, True), (1, False), (1, False)]
    assert lines().lines[1].entry.verb == "targeting.draft_selection"
