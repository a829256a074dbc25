"""Batches: which lines, in which order, chained, and told to the file outside."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.journal.conftest import AT, run, write
from winay.journal import services, tasks, witness
from winay.journal.models import Line, SealBatch, SealedLine
from winay.journal.queries import sealing
from winay.journal.queries.verification import verify
from winay.journal.rules import NO_ROOT, leaf_hash, merkle_root
from winay.journal.services import seal_lines

pytestmark = pytest.mark.bare


def sealed_keys() -> list[int]:
    return list(SealedLine.objects.order_by("batch__number", "position").values_list("line_key", flat=True))


@contextmanager
def elsewhere() -> Iterator[None]:
    """A body that runs on a connection of its own and ends with it: call inside a thread."""
    try:
        yield
    finally:
        connection.close()


def in_thread(call: Any) -> threading.Thread:
    def body() -> None:
        with elsewhere():
            call()

    thread = threading.Thread(target=body)
    thread.start()
    return thread


def test_nothing_to_seal_is_no_batch(fresh_db: str, var: Path) -> None:
    assert seal_lines(at=AT) is None
    assert not (var / witness.FILE_NAME).exists()
    assert verify().ok


def test_batches_are_chained_and_complete(fresh_db: str, var: Path) -> None:
    lines = [write(n) for n in range(5)]
    first, second, third = (seal_lines(at=AT, most=2) for _ in range(3))
    assert seal_lines(at=AT, most=2) is None
    assert first and second and third
    assert [batch.number for batch in (first, second, third)] == [1, 2, 3]
    assert [batch.count for batch in (first, second, third)] == [2, 2, 1]
    assert first.previous_root == NO_ROOT
    assert (second.previous_root, third.previous_root) == (first.merkle_root, second.merkle_root)
    assert first.merkle_root == merkle_root([leaf_hash(line.id, line.mac, line.body) for line in lines[:2]])
    assert sealed_keys() == [line.id for line in lines]
    assert list(witness.entries(var / witness.FILE_NAME)) == [
        (batch.number, batch.merkle_root) for batch in (first, second, third)
    ]
    found = verify()
    assert (found.ok, found.batches, found.sealed_lines, found.unsealed) == (True, 3, 5, 0)


def test_later_lines_go_into_later_batches(fresh_db: str, var: Path) -> None:
    write(1)
    seal_lines(at=AT)
    late = write(2)
    batch = seal_lines(at=AT)
    assert batch and (batch.count, batch.first_line, batch.last_line) == (1, late.id, late.id)


def test_a_transaction_of_more_lines_than_a_batch_is_sealed_whole(fresh_db: str, var: Path) -> None:
    write()
    seal_lines(at=AT)
    with transaction.atomic():
        keys = [write(n).id for n in range(7)]
    while seal_lines(at=AT, most=3):
        pass
    assert sealed_keys()[1:] == keys
    assert verify().ok


def test_the_worker_seals_all_there_is(fresh_db: str, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "MOST_LINES", 2)
    monkeypatch.setattr(tasks, "seal_lines", lambda *, at: seal_lines(at=at, most=2))
    for number in range(5):
        write(number)
    assert (tasks.seal(), tasks.seal()) == (3, 0)


def test_a_seal_that_is_rolled_back_leaves_nothing(fresh_db: str, var: Path) -> None:
    write()
    with transaction.atomic():
        assert seal_lines(at=AT)
        transaction.set_rollback(True)
    assert not SealBatch.objects.exists()
    assert not (var / witness.FILE_NAME).exists()


def test_what_a_crash_kept_from_the_witness_is_told_later(
    fresh_db: str, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(1)
    with monkeypatch.context() as crash:
        crash.setattr(services, "_tell_witness", lambda: None)
        seal_lines(at=AT)
    write(2)
    seal_lines(at=AT)
    assert witness.last_number(var / witness.FILE_NAME) == 2
    assert len(list(witness.entries(var / witness.FILE_NAME))) == 2
    assert verify().ok


def test_a_line_cannot_be_sealed_twice(fresh_db: str, var: Path) -> None:
    line = write()
    batch = seal_lines(at=AT)
    with pytest.raises(IntegrityError):
        SealedLine.objects.create(batch=batch, position=1, line_key=line.id, leaf="0" * 64)


def test_a_line_of_a_running_transaction_waits(fresh_db: str, var: Path) -> None:
    """On PostgreSQL a slow transaction may commit after younger ones were sealed; it must not be skipped then."""
    if connection.vendor == "sqlite":
        return  # one writer at a time: nobody can write while another transaction has
    before = write(1)
    written, finish, slow = threading.Event(), threading.Event(), []

    def run_slowly() -> None:
        with transaction.atomic():
            slow.append(write(2).id)
            written.set()
            finish.wait(20)

    thread = in_thread(run_slowly)
    assert written.wait(20)
    try:
        younger = write(3)
        seal_lines(at=AT)
        assert sealed_keys() == [before.id]  # neither the running one nor what is younger than it
        assert seal_lines(at=AT) is None
        assert verify().unsealed == 1
    finally:
        finish.set()
        thread.join()
    seal_lines(at=AT)
    assert sealed_keys() == [before.id, slow[0], younger.id]
    assert verify().ok


def test_two_sealers_take_turns(fresh_db: str, var: Path) -> None:
    for number in range(12):
        write(number)
    start, failures = threading.Barrier(2), []

    def seal_all() -> None:
        start.wait(20)
        try:
            while seal_lines(at=AT, most=2):
                pass
        except Exception as error:
            failures.append(error)

    threads = [in_thread(seal_all) for _ in range(2)]
    for thread in threads:
        thread.join()
    assert failures == []
    found = verify()
    assert (found.ok, found.batches, found.sealed_lines, found.unsealed) == (True, 6, 12, 0)


def test_after_a_move_to_another_server_no_line_is_left_out(
    fresh_db: str, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There transaction ids begin again: old lines may carry ids that this server reaches in years, or none."""
    old = [write(number) for number in range(3)]
    real = sealing.horizon()
    monkeypatch.setattr(services, "horizon", lambda: sealing.Horizon("another", real.limit, real.ceiling))
    seal_lines(at=AT, most=1)
    if connection.vendor == "postgresql":
        run("ALTER TABLE journal_line DISABLE TRIGGER USER")
        run("UPDATE journal_line SET txid = 900000000000 WHERE id = %s", old[1].id)
        run("UPDATE journal_line SET txid = NULL WHERE id = %s", old[2].id)
        run("ALTER TABLE journal_line ENABLE TRIGGER USER")
    monkeypatch.setattr(services, "horizon", sealing.horizon)
    new = write(9)
    for _ in range(3):
        seal_lines(at=AT, most=1)
    assert sorted(sealed_keys()) == [line.id for line in (*old, new)]
    last = write(10)
    seal_lines(at=AT)
    assert sealed_keys()[-1] == last.id
    assert seal_lines(at=AT) is None
    newest = SealBatch.objects.order_by("-number").first()
    assert newest and newest.source == sealing.horizon().source
    assert verify().ok


def test_sealing_asks_the_same_few_questions_however_long_the_journal(
    fresh_db: str, var: Path, django_assert_max_num_queries: Any
) -> None:
    for size in (1, 40):
        for number in range(size):
            write(number)
        with django_assert_max_num_queries(10):
            batch = seal_lines(at=AT)
        assert batch and batch.count == size
    assert Line.objects.count() == 41
