"""Chunks whose transactions overlap: in their order, each on a connection of its own, none after one that failed."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from tests import databases
from winay.journal.overlap import AT_ONCE, Turn, overlapping

TABLE = "written_by_chunks"
needs_two = pytest.mark.skipif(not databases.POSTGRES, reason="SQLite lets one write at a time")


@pytest.fixture
def table(fresh_db: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (number integer NOT NULL)")
    yield


def write(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} VALUES (%s)", [number])


def written() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number FROM {TABLE} ORDER BY number")
        return [number for (number,) in cursor.fetchall()]


def threads() -> int:
    return sum(thread.is_alive() for thread in threading.enumerate())


def test_results_come_in_their_order_and_stand(table: None) -> None:
    def work(number: int, turn: Turn) -> int:
        with transaction.atomic():
            write(number)
            turn.wait()
        return number

    before, seen = threads(), []
    for done in overlapping(work, range(7)):
        seen.append(done)
        assert done in written()
    assert seen == written() == list(range(7)) and threads() == before


@needs_two
def test_the_next_is_begun_before_the_one_before_it_stands(table: None) -> None:
    begun = threading.Event()

    def work(number: int, turn: Turn) -> Any:
        heard = turn.heard()
        with transaction.atomic():
            turn.tell(f"of {number}")
            if number == 1:
                begun.set()
            write(number)
            assert begun.wait(10), "it would never go on if they came one after the other"
            turn.wait()
            assert written() == list(range(number + 1)), "what was before it stands"
        return heard

    assert list(overlapping(work, range(2))) == [[], ["of 0"]]


@needs_two
def test_all_that_are_not_written_yet_are_heard(table: None) -> None:
    last = threading.Event()

    def work(number: int, turn: Turn) -> Any:
        heard = turn.heard()
        with transaction.atomic():
            turn.tell(f"of {number}")
            if number == AT_ONCE - 1:
                last.set()
            assert last.wait(10), "the last one is told of all that wait"
            write(number)
            turn.wait()
        return heard

    heard = list(overlapping(work, range(AT_ONCE + 1)))
    told = [f"of {number}" for number in reversed(range(AT_ONCE))]
    assert heard[:AT_ONCE] == [told[AT_ONCE - at :] for at in range(AT_ONCE)]
    assert heard[AT_ONCE] == told[: len(heard[AT_ONCE])], "and later ones of those that do not stand"


@needs_two
def test_connections_go_from_chunk_to_chunk_and_are_closed_at_the_end(table: None) -> None:
    def work(number: int, turn: Turn) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])

    mine, theirs = work(0, Turn()), list(overlapping(work, range(12)))
    assert len(set(theirs)) <= AT_ONCE and mine not in theirs
    with connection.cursor() as cursor:
        for _ in range(100):  # a server process ends a moment after its connection
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s)", [theirs])
            left = cursor.fetchone()[0]
            if not left:
                break
            time.sleep(0.05)
    assert not left


def test_none_stands_after_one_that_failed(table: None) -> None:
    def work(number: int, turn: Turn) -> int:
        turn.heard()
        with transaction.atomic():
            turn.tell(number)
            write(number)
            turn.wait()
            if number == 2:
                raise ValueError("of this one")
        return number

    seen = []
    with pytest.raises(ValueError, match="of this one"):
        for done in overlapping(work, range(9)):
            seen.append(done)
    assert seen == [0, 1] and written() == [0, 1]


def test_a_failure_before_anything_is_told_wakes_whoever_listens(table: None) -> None:
    def work(number: int, turn: Turn) -> int:
        if number == 1:
            raise ValueError("at once")
        with transaction.atomic():
            turn.heard()
            write(number)
        return number

    with pytest.raises(ValueError, match="at once"):
        list(overlapping(work, range(4)))
    assert written() == [0]


def test_what_makes_the_chunks_may_fail(table: None) -> None:
    def chunks() -> Iterator[int]:
        yield 0
        raise OSError("the file is gone")

    def work(number: int, turn: Turn) -> None:
        with transaction.atomic():
            write(number)

    with pytest.raises(OSError, match="the file is gone"):
        list(overlapping(work, chunks()))
    assert written() == [0], "what was begun is ended"


def test_inside_a_transaction_it_is_the_callers(table: None) -> None:
    def work(number: int, turn: Turn) -> int:
        write(number)
        return threading.get_ident()

    with transaction.atomic():
        assert set(overlapping(work, range(3))) == {threading.get_ident()}
        assert written() == [0, 1, 2]
        transaction.set_rollback(True)
    assert written() == []


@needs_two
def test_whoever_looks_away_leaves_nothing_open(table: None) -> None:
    def work(number: int, turn: Turn) -> int:
        with transaction.atomic():
            write(number)
            turn.wait()
        return number

    before = threads()
    some = overlapping(work, range(100))
    assert next(some) == 0
    some.close()  # type: ignore[attr-defined]
    assert threads() == before and written() == list(range(len(written()))) and len(written()) <= 3
