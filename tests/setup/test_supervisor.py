"""`winay serve` for real: its two processes begin together, end together, and never stay behind."""

import os
import shutil
import signal
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests import databases
from tests.running import House, alive, gone

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(fresh_db: str, tmp_path: Path) -> Iterator[House]:
    """An installation on a copy of the country, with the keys that wrote it; not a demonstration."""
    var = tmp_path / "var"
    var.mkdir()
    shutil.copy(Path(os.environ["WINAY_TEST_HOME"]) / "keys.json", var / "keys.json")
    address = None
    if databases.POSTGRES:
        address = urlunsplit(urlsplit(os.environ["WINAY_DATABASE"])._replace(path=f"/{fresh_db}"))
    else:
        shutil.copy(fresh_db, var / "winay.sqlite3")
    packed = Path(os.environ["WINAY_TEST_HOME"]) / "packed"
    if packed.exists():  # the pages' files, which the first to serve compressed
        shutil.copytree(packed, var, dirs_exist_ok=True)
    mine = House(var, address)
    yield mine
    if (var / "static.digest").exists() and not packed.exists():
        part = tmp_path / "packed"
        part.mkdir()
        shutil.copytree(var / "static", part / "static")
        shutil.copy(var / "static.digest", part / "static.digest")
        with suppress(OSError):  # another worker was faster
            part.rename(packed)
    if mine.process is not None and mine.process.poll() is None:
        mine.kill()


def words(pid: int) -> str:
    return (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()


def named(house: House, name: str) -> list[int]:
    return [pid for pid in house.family() if f"processes.{name}(" in words(pid)]


def test_ctrl_c_ends_both(house: House) -> None:
    house.start()
    with urllib.request.urlopen(f"{house.url}/salud/") as answer:
        assert answer.read() == b"ok"
    family = house.family()
    assert named(house, "web") and named(house, "worker")
    with urllib.request.urlopen(f"{house.url}/cuenta/login/") as page:  # one that asks the database
        assert page.status == 200
    asked = time.monotonic()
    assert house.stop() == 0
    assert time.monotonic() - asked < 4
    assert gone(family, 1)
    said = [line for line in house.said().splitlines() if "Packing" not in line]
    assert said == [f"Wiñay is ready: {house.url}/"]


@pytest.mark.parametrize("victim", ["web", "worker"])
def test_when_one_dies_the_other_ends_and_it_is_said(house: House, victim: str) -> None:
    house.start()
    family = house.family()
    os.kill(named(house, victim)[-1 if victim == "worker" else 0], signal.SIGKILL)
    assert house.process is not None and house.process.wait(20) == 1
    assert gone(family)
    assert "ended by itself" in house.said()


def test_a_supervisor_that_is_killed_leaves_nobody_behind(house: House) -> None:
    house.start()
    family = house.family()
    assert len(family) >= 2 and house.process is not None
    house.process.kill()
    house.process.wait(5)
    assert gone(family, 20), [words(pid) for pid in alive(family)]


def test_the_worker_seals_what_waits(house: House) -> None:
    house.start()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not (house.var / "journal-seals").exists():
        time.sleep(0.2)
    assert (house.var / "journal-seals").read_text().startswith("1 ")
    assert house.winay("journal", "verify").returncode == 0


def test_guards_that_were_taken_off_keep_it_from_starting(house: House, fresh_db: str) -> None:
    if databases.POSTGRES:
        import psycopg

        assert house.database is not None
        with psycopg.connect(house.database, autocommit=True) as raw:
            raw.execute("DROP TRIGGER journal_line_append_only ON journal_line")
    else:
        import sqlite3

        with sqlite3.connect(house.var / "winay.sqlite3") as raw:
            raw.execute("DROP TRIGGER journal_line_append_only_delete")
    refused = house.winay("serve")
    assert refused.returncode == 1 and "winay setup" in refused.stderr
    assert house.winay("setup").returncode == 0
    house.start()
    assert house.stop() == 0


def test_keys_of_another_installation_are_found_out(house: House) -> None:
    from winay.core.keys import KeyRing

    (house.var / "keys.json").unlink()
    KeyRing.create(house.var / "keys.json")
    refused = house.winay("serve")
    assert refused.returncode == 1 and "Restore the key file" in refused.stderr
