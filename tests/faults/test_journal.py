"""The journal altered behind the application's back, and a worker that dies in the worst moment."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.running import House, demo

pytestmark = pytest.mark.faults
DIE = """
import django, os
django.setup()
from winay.journal import witness
witness.append = lambda *_: os.kill(os.getpid(), 9)
from winay.journal.tasks import seal
seal()
"""


@pytest.fixture
def house() -> Iterator[House]:
    with demo("journal") as mine:
        yield mine


def behind_its_back(house: House, table: str, *statements: str) -> None:
    """Change a guarded table as somebody with the file in their hands: guards off, change, guards on again."""
    with closing(sqlite3.connect(house.var / "winay.sqlite3", isolation_level=None)) as raw:
        guards = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", [table]
        ).fetchall()
        for name, _ in guards:
            raw.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            raw.execute(statement)
        for _, guard in guards:
            raw.execute(guard)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal_line SET body = replace(body, 'e', 'a') WHERE id = 5",
        "UPDATE journal_line SET verb = 'targeting.approve_selection' WHERE id = 5",
        "DELETE FROM journal_line WHERE id = 5",
    ],
)
def test_a_line_altered_or_removed_is_named(house: House, change: str) -> None:
    assert house.winay("journal", "seal").returncode == 0
    assert house.winay("journal", "verify").returncode == 0
    with closing(sqlite3.connect(house.var / "winay.sqlite3")) as raw, pytest.raises(sqlite3.IntegrityError):
        raw.execute(change)
    behind_its_back(house, "journal_line", "PRAGMA foreign_keys = OFF", change)
    found = house.winay("journal", "verify")
    assert found.returncode == 1
    assert "5" in found.stderr, found.stderr
    assert house.winay("check").returncode == 1


def test_an_end_that_was_cut_off_is_known_to_the_witness(house: House) -> None:
    assert house.winay("journal", "seal").returncode == 0
    for table in ("journal_sealed_line", "journal_seal_batch", "journal_subject", "journal_line"):
        behind_its_back(house, table, "PRAGMA foreign_keys = OFF", f"DELETE FROM {table}")
    found = house.winay("journal", "verify")
    assert found.returncode == 1 and "1" in found.stderr


def test_a_worker_killed_between_seal_and_witness_is_caught_up_with(house: House) -> None:
    seals = house.var / "journal-seals"
    before = seals.read_text() if seals.exists() else ""
    environment = house.environment | {"DJANGO_SETTINGS_MODULE": "winay.config.settings"}
    killed = subprocess.run([sys.executable, "-c", DIE], env=environment, check=False)
    assert killed.returncode == -9
    assert (seals.read_text() if seals.exists() else "") == before  # sealed, and the witness not told
    assert house.winay("journal", "seal").returncode == 0
    assert len(seals.read_text().splitlines()) > len(before.splitlines())
    assert house.winay("journal", "verify").returncode == 0
