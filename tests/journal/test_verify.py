"""An intruder with SQL takes the guards off, changes something and puts them back. It is found and named."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from tests.journal.conftest import run, write
from winay.core.clock import now
from winay.core.keys import KeyRing
from winay.journal import triggers, witness
from winay.journal.models import Line, SealBatch, SealedLine, Subject
from winay.journal.queries import verification
from winay.journal.queries.verification import Problem, verify
from winay.journal.rules import Entry, canonical_body, leaf_hash, merkle_root, parse_body
from winay.journal.services import seal_lines
from winay.journal.terms import ProblemKind
from winay.journal.wording import MESSAGES

pytestmark = [pytest.mark.bare, pytest.mark.django_db]
Unguarded = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def lines(
    var: Path, seal_at_once: None, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> list[Line]:
    """Seven sealed lines in batches of two, and an eighth that waits. Windows are small enough to be crossed."""
    monkeypatch.setattr(verification, "WINDOW", 2)
    written = [write(number) for number in range(7)]
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            seal_lines(at=now(), most=2)
    with django_capture_on_commit_callbacks(execute=True):
        seal_lines(at=now(), most=3)
    written.append(write(7))
    assert verify().ok
    return written


def found() -> list[tuple[ProblemKind, int | None, int | None]]:
    assert triggers.missing(connection) == [], "the intruder covered the traces"
    return [(problem.kind, problem.batch, problem.line) for problem in verify().problems]


def test_an_honest_journal_is_in_order_and_names_its_tail(lines: list[Line]) -> None:
    seen = verify()
    assert seen.ok and seen.problems == () and seen.more == 0
    assert (seen.batches, seen.sealed_lines, seen.unsealed, seen.unsealed_since) == (4, 7, 1, lines[7].at)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", '{"verb":"targeting.approve_selection"}'),
        ("body", "no JSON"),
        ("verb", "targeting.approve_selection"),
        ("actor", "00000000-0000-0000-0000-000000000001"),
        ("actor_role", "auditor"),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("public_id", "00000000-0000-0000-0000-000000000001"),
        ("format", 2),
        ("mac", "k1.00"),
        ("mac", "nonsense"),
        ("mac", "k1.ñ"),
    ],
)
@pytest.mark.parametrize("place", [2, 7])
def test_an_altered_line_is_named(
    lines: list[Line], unguarded: Unguarded, column: str, value: object, place: int
) -> None:
    """Sealed (the third, in batch 2) or still waiting (the eighth): every column is covered."""
    if connection.vendor == "sqlite" and column in {"actor", "public_id"}:
        value = str(value).replace("-", "")
    line = lines[place]
    with unguarded():
        run(f"UPDATE journal_line SET {column} = %s WHERE id = %s", value, line.id)
    problems = verify().problems
    assert {problem.line for problem in problems} == {line.id}
    kinds = {problem.kind for problem in problems}
    if place == 2:
        assert ProblemKind.ALTERED_LINE in kinds
        assert {problem.batch for problem in problems} == {2}
        assert kinds <= {ProblemKind.ALTERED_LINE, ProblemKind.MISSING_KEY}
    else:
        assert len(kinds) == 1
        assert kinds <= {ProblemKind.ALTERED_LINE, ProblemKind.FORGED_LINE, ProblemKind.MISSING_KEY}


def test_the_problem_says_verb_and_time(lines: list[Line], unguarded: Unguarded) -> None:
    with unguarded():
        run("UPDATE journal_line SET actor_role = 'auditor' WHERE id = %s", lines[2].id)
    (problem,) = verify().problems
    assert (problem.verb, problem.at, problem.what) == (lines[2].verb, lines[2].at, "actor_role")


@pytest.mark.parametrize("place", range(7))
def test_a_removed_line_is_named(lines: list[Line], unguarded: Unguarded, place: int) -> None:
    line = lines[place]
    with unguarded():
        run("DELETE FROM journal_subject WHERE line_id = %s", line.id)
        run("DELETE FROM journal_line WHERE id = %s", line.id)
    assert found() == [(ProblemKind.REMOVED_LINE, place // 2 + 1, line.id)]


def test_a_line_under_another_number_is_found(lines: list[Line], unguarded: Unguarded) -> None:
    line = lines[2]
    with unguarded():
        run("DELETE FROM journal_subject WHERE line_id = %s", line.id)
        run("UPDATE journal_line SET id = 5000 WHERE id = %s", line.id)
        for kind, key in parse_body(line.body).subjects:
            run("INSERT INTO journal_subject (line_id, kind, key) VALUES (5000, %s, %s)", kind, key)
    assert found() == [(ProblemKind.REMOVED_LINE, 2, line.id)]
    assert verify().unsealed == 2


@pytest.mark.parametrize("place", [2, 7])
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal_subject WHERE line_id = %s AND kind = 'place'",
        "UPDATE journal_subject SET key = '150101' WHERE line_id = %s AND kind = 'place'",
        "DELETE FROM journal_subject WHERE line_id = %s",
    ],
)
def test_altered_subjects_are_named(lines: list[Line], unguarded: Unguarded, place: int, statement: str) -> None:
    with unguarded():
        run(statement, lines[place].id)
    assert found() == [(ProblemKind.ALTERED_SUBJECTS, 2 if place == 2 else None, lines[place].id)]


def test_an_added_subject_needs_no_trigger_removed_and_is_named(lines: list[Line]) -> None:
    Subject.objects.create(line=lines[2], kind="place", key="150101")
    assert found() == [(ProblemKind.ALTERED_SUBJECTS, 2, lines[2].id)]


def forge(line: Line, **changes: Any) -> Line:
    """A line that looks right in every column but whose writer had no key."""
    written = parse_body(line.body)
    entry = Entry(**{**{name: getattr(written, name) for name in Entry.__slots__}, **changes})
    body = canonical_body(entry)
    forged = Line.objects.create(
        public_id=entry.public_id, verb=entry.verb, actor=entry.actor, actor_role=entry.role, at=entry.at,
        format=entry.format, body=body, mac=line.mac,
    )  # fmt: skip
    for kind, key in entry.subjects:
        Subject.objects.create(line=forged, kind=kind, key=key)
    return forged


def test_a_forged_line_is_named_before_and_after_it_is_sealed(lines: list[Line]) -> None:
    from winay.core.ids import new_id

    forged = forge(lines[2], verb="targeting.approve_selection", public_id=new_id())
    assert found() == [(ProblemKind.FORGED_LINE, None, forged.id)]
    seal_lines(at=now())
    assert found() == [(ProblemKind.FORGED_LINE, 5, forged.id)]


def test_a_rewritten_line_with_a_matching_seal_row_is_named(lines: list[Line], unguarded: Unguarded) -> None:
    """Line, its leaf and the root of its batch are all replaced: still no key, so nothing of it holds."""
    line = lines[2]
    body = line.body.replace('"number":2', '"number":3')
    with unguarded():
        run("UPDATE journal_line SET body = %s WHERE id = %s", body, line.id)
        run("UPDATE journal_sealed_line SET leaf = %s WHERE line_key = %s", leaf_hash(line.id, line.mac, body), line.id)
    assert found() == [(ProblemKind.ALTERED_LINE, 2, line.id)]
    leaves = SealedLine.objects.filter(batch__number=2).order_by("position").values_list("leaf", flat=True)
    with unguarded():
        run("UPDATE journal_seal_batch SET merkle_root = %s WHERE number = 2", merkle_root(list(leaves)))
    assert found() == [
        (ProblemKind.ALTERED_BATCH, 2, None),
        (ProblemKind.BATCH_NOT_AS_WITNESSED, 2, None),
        (ProblemKind.FORGED_LINE, 2, line.id),
        (ProblemKind.BROKEN_CHAIN, 3, None),
    ]


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE journal_sealed_line SET leaf = 'beef' WHERE line_key = %s", ProblemKind.ALTERED_SEALED_ROW),
        ("UPDATE journal_sealed_line SET leaf = 'no' WHERE line_key = %s", ProblemKind.ALTERED_SEALED_ROW),
        ("DELETE FROM journal_sealed_line WHERE line_key = %s", ProblemKind.REMOVED_SEALED_ROW),
    ],
)
def test_an_altered_or_removed_sealed_row_is_named(
    lines: list[Line], unguarded: Unguarded, statement: str, kind: ProblemKind
) -> None:
    with unguarded():
        run(statement, lines[2].id)
    (problem,) = verify().problems
    assert (problem.kind, problem.batch) == (kind, 2)


def test_sealed_rows_in_another_order_are_found(lines: list[Line], unguarded: Unguarded) -> None:
    with unguarded():
        run("UPDATE journal_sealed_line SET position = 9 WHERE line_key = %s", lines[2].id)
    assert {kind for kind, _, _ in found()} == {ProblemKind.REMOVED_SEALED_ROW, ProblemKind.ALTERED_SEALED_ROW}
    with unguarded():
        run("UPDATE journal_sealed_line SET position = 0 WHERE line_key = %s", lines[3].id)
        run("UPDATE journal_sealed_line SET position = 1 WHERE line_key = %s", lines[2].id)
    assert found() == [(ProblemKind.ALTERED_BATCH, 2, None)]


def test_a_line_slipped_into_a_batch_is_found(lines: list[Line]) -> None:
    batch = SealBatch.objects.get(number=2)
    SealedLine.objects.create(
        batch=batch, position=2, line_key=lines[7].id, leaf=leaf_hash(lines[7].id, lines[7].mac, lines[7].body)
    )
    assert found() == [(ProblemKind.ALTERED_SEALED_ROW, 2, None)]


@pytest.mark.parametrize(
    ("column", "value"),
    [("at", "2020-01-01 00:00:00+00:00"), ("count", 3), ("first_line", 1), ("last_line", 900), ("floor", 99),
     ("source", "other"), ("seal", "0" * 64), ("seal", "ñ"), ("format", 7)],
)  # fmt: skip
def test_an_altered_batch_is_named(lines: list[Line], unguarded: Unguarded, column: str, value: object) -> None:
    with unguarded():
        run(f"UPDATE journal_seal_batch SET {column} = %s WHERE number = 2", value)
    problems = found()
    assert (ProblemKind.ALTERED_BATCH, 2, None) in problems
    assert {batch for _, batch, _ in problems} == {2}


def cut(number: int) -> None:
    run(
        "DELETE FROM journal_sealed_line WHERE batch_id IN (SELECT id FROM journal_seal_batch WHERE number = %s)",
        number,
    )
    run("DELETE FROM journal_seal_batch WHERE number = %s", number)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_removed_batch_is_named_wherever_it_stood(lines: list[Line], unguarded: Unguarded, number: int) -> None:
    with unguarded():
        cut(number)
    assert found() == [(ProblemKind.REMOVED_BATCH, number, None)]
    assert verify().unsealed == (2 if number == 4 else 3)


def test_the_newest_batches_cut_off_with_their_lines_are_named(lines: list[Line], unguarded: Unguarded) -> None:
    with unguarded():
        for number in (3, 4):
            cut(number)
        for line in lines[4:]:
            run("DELETE FROM journal_subject WHERE line_id = %s", line.id)
            run("DELETE FROM journal_line WHERE id = %s", line.id)
    (problem,) = verify().problems
    assert (problem.kind, problem.what) == (ProblemKind.REMOVED_BATCH, "3–4")


def test_a_past_sealed_anew_is_not_the_one_witnessed(
    lines: list[Line], unguarded: Unguarded, django_capture_on_commit_callbacks: Any
) -> None:
    with unguarded():
        cut(4)
    with django_capture_on_commit_callbacks(execute=True):
        seal_lines(at=now())
    assert found() == [(ProblemKind.BATCH_NOT_AS_WITNESSED, 4, None)]


def test_everything_removed_is_found(lines: list[Line], unguarded: Unguarded) -> None:
    with unguarded():
        for table in ("sealed_line", "seal_batch", "subject", "line"):
            run(f"DELETE FROM journal_{table}")
    (problem,) = verify().problems
    assert (problem.kind, problem.what) == (ProblemKind.REMOVED_BATCH, "1–4")


def test_a_missing_or_damaged_witness_is_said(lines: list[Line], var: Path) -> None:
    path = var / witness.FILE_NAME
    text = path.read_text()
    path.write_text(text.replace("2 ", "x ", 1))
    assert found() == [(ProblemKind.WITNESS_DAMAGED, None, None)]
    path.unlink()
    assert found() == [(ProblemKind.WITNESS_MISSING, None, None)]
    path.write_text(text)
    assert found() == []


def test_a_damaged_witness_does_not_stop_the_sealing(
    lines: list[Line], var: Path, django_capture_on_commit_callbacks: Any
) -> None:
    (var / witness.FILE_NAME).write_text("damaged\n")
    with django_capture_on_commit_callbacks(execute=True):
        assert seal_lines(at=now())
    assert found() == [(ProblemKind.WITNESS_DAMAGED, None, None)]


def test_a_witness_that_lacks_the_newest_batch_is_no_problem(lines: list[Line], var: Path) -> None:
    path = var / witness.FILE_NAME
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    assert found() == []


def test_a_missing_key_is_named_once(lines: list[Line], settings: Any) -> None:
    settings.WINAY_KEYRING = lambda: KeyRing({"k9": b"9" * 32}, "k9")
    (problem,) = verify().problems
    assert (problem.kind, problem.what) == (ProblemKind.MISSING_KEY, "k1")


def test_another_key_of_the_same_name_proves_nothing(lines: list[Line], settings: Any) -> None:
    settings.WINAY_KEYRING = lambda: KeyRing({"k1": b"1" * 32}, "k1")
    kinds = [kind for kind, _, _ in found()]
    assert kinds.count(ProblemKind.ALTERED_BATCH) == 4
    assert kinds.count(ProblemKind.FORGED_LINE) == 8


def test_lines_outlive_a_rotated_key(lines: list[Line], settings: Any) -> None:
    ring = django_settings.WINAY_KEYRING()
    rotated = KeyRing({**ring.keys, "k2": b"2" * 32}, "k2")
    settings.WINAY_KEYRING = lambda: rotated
    line = write(8)
    seal_lines(at=now())
    assert line.mac.startswith("k2.")
    assert SealBatch.objects.get(number=5).key_id == "k2"
    assert verify().ok


def test_the_list_of_problems_has_an_end(
    lines: list[Line], unguarded: Unguarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "MOST_PROBLEMS", 3)
    with unguarded():
        run("UPDATE journal_line SET verb = 'x.y'")
    seen = verify()
    assert (len(seen.problems), seen.more) == (3, 5)
    assert not seen.ok


def test_every_kind_of_problem_has_its_words() -> None:
    for kind in ProblemKind:
        reason = Problem(kind, 3, 77, "targeting.approve_selection", now(), "seal").reason()
        words = str(MESSAGES[reason.code]) % reason.params
        assert "%(" not in words and words.endswith(".")
