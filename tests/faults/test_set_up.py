"""Set-ups that are cut, that meet each other, and that find an older installation."""

import sqlite3
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.running import SLOW, House, a_port, demo

pytestmark = pytest.mark.faults
SMALL = Path(__file__).with_name("small")
CUTS = ("Loading", "Publishing", "Adding synthetic")


def wait_for(house: House, word: str, process: object) -> None:
    deadline = time.monotonic() + SLOW
    while word not in house.said():
        assert time.monotonic() < deadline, house.said()
        time.sleep(0.02)


def asked(house: House, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(house.var / "winay.sqlite3")) as raw:
        return raw.execute(question).fetchall()


def test_a_set_up_that_was_cut_again_and_again_is_finished(tmp_path: Path) -> None:
    house = House(tmp_path / "var")
    for cut in CUTS:
        house.log.write_bytes(b"")
        house.process = house.begin("setup", "--demo")
        wait_for(house, cut, house.process)
        time.sleep(0.4)
        house.kill()
        refused = house.winay("serve")
        assert refused.returncode == 2 and "not finished" in refused.stderr
    finished = house.winay("setup", "--demo")
    assert finished.returncode == 0 and "interrupted" in finished.stdout, finished.stdout + finished.stderr
    assert house.winay("check").returncode == 0
    staff, jurors = 7, 4
    assert asked(house, "SELECT count(*) FROM accounts_person") == [(staff + jurors,)]
    assert asked(house, "SELECT count(*), sum(demo) FROM accounts_installation") == [(1, 1)]
    assert asked(house, "SELECT count(*) FROM places_place WHERE level = 'district'") == [(1891,)]
    versions = len(list((Path(__file__).parents[2] / "src/winay/catalog/programs").glob("*/2*.y*ml")))
    assert asked(house, "SELECT count(DISTINCT public_id) >= 7 FROM programs_version") == [(1,)], versions


@pytest.fixture
def older() -> Iterator[House]:
    """A demonstration that another version made."""
    with demo("older") as mine:
        assert mine.winay("journal", "seal").returncode == 0
        age(mine)
        yield mine


def age(house: House) -> None:
    with closing(sqlite3.connect(house.var / "winay.sqlite3")) as raw:
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'accounts_installation'"
        ).fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute("UPDATE accounts_installation SET schema_fingerprint = 'of another version'")
        raw.commit()


def test_two_that_start_at_once_set_an_older_demonstration_aside_once(older: House) -> None:
    port = a_port()
    second = House(older.var)
    older.path = second.path = f"{SMALL}:{older.path}"  # the new one is set up, but nobody looks at what it shows
    second.log = older.log.with_name("second.log")
    second.log.write_bytes(b"")
    older.log.write_bytes(b"")
    older.process = older.begin("run", "--port", str(port))
    second.process = second.begin("run", "--port", str(port))
    try:
        urls = {older.announced(older.process), second.announced(second.process)}
        assert len(urls) == 2
        for url in urls:
            with urllib.request.urlopen(f"{url}/") as answer:
                assert answer.status == 200
        aside = list(older.var.glob("older-*"))
        assert len(aside) == 1
        assert {"keys.json", "winay.sqlite3", "journal-seals", "blobs"} <= {path.name for path in aside[0].iterdir()}
        assert older.winay("check").returncode == 0
    finally:
        assert older.stop() == 0
        assert second.stop() == 0


def test_an_older_installation_with_people_in_it_is_refused(older: House) -> None:
    with closing(sqlite3.connect(older.var / "winay.sqlite3")) as raw:
        raw.execute("UPDATE accounts_installation SET demo = 0")
        raw.commit()
    for command in ("run", "setup"):
        refused = older.winay(command)
        assert refused.returncode == 1 and "WINAY_VAR" in refused.stderr
    assert not list(older.var.glob("older-*"))


def test_a_database_removed_by_hand_takes_its_seals_along(tmp_path: Path) -> None:
    """Seals of a journal that is gone would accuse the new one for ever."""
    with demo("removed") as house:
        assert house.winay("journal", "seal").returncode == 0
        for file in house.var.glob("winay.sqlite3*"):
            file.unlink()
        made = house.winay("setup")
        assert made.returncode == 0 and "set aside" in made.stdout, made.stdout + made.stderr
        assert house.winay("journal", "seal").returncode == 0
        assert house.winay("check").returncode == 0
