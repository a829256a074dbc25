"""Whole commands: a move and a restore that are killed on the way, and what stands afterwards."""

import hashlib
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import throwaway_postgres
from tests.faults.visitor import Visitor
from tests.people import PASSWORD
from tests.running import SLOW, WINAY, House, demo

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def server() -> Iterator[throwaway_postgres.Server]:
    if throwaway_postgres.find_binaries() is None:
        pytest.skip("there is no PostgreSQL on this machine")
    running = throwaway_postgres.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """The demonstration, with a sealed journal and a line that waits. Nothing here changes what it holds."""
    with demo("carried") as mine:
        assert mine.winay("journal", "seal").returncode == 0
        enter(mine, "Luz Huamán")
        yield mine


def enter(house: House, name: str) -> None:
    """A verb of its own process: somebody is entered, with a line in the journal."""
    words = ["staff", "add", name, f"staff-{time.monotonic_ns()}@example.org", "--role", "auditor"]
    done = subprocess.run(
        [*WINAY, *words], env=house.environment, input=f"{PASSWORD}\n{PASSWORD}\n",
        capture_output=True, text=True, timeout=SLOW, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def database(server: throwaway_postgres.Server, name: str) -> str:
    with psycopg.connect(server.url("postgres"), autocommit=True) as raw:
        raw.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    return server.url(name)


def asked(url: str, question: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as raw:
        return raw.execute(question).fetchall()  # type: ignore[arg-type]


def told(done: "subprocess.CompletedProcess[str]") -> str:
    return " ".join((done.stdout + done.stderr).split())


def content(var: Path) -> str:
    """What the SQLite file says, whatever its pages look like."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(var / "winay.sqlite3")) as raw:
        for line in raw.iterdump():
            digest.update(line.encode())
    return digest.hexdigest()


def kill_when(house: House, seen: Callable[[], bool], *words: str) -> None:
    """Run a command and kill it as soon as something is seen; if it was faster, the test says so."""
    house.log.write_bytes(b"")
    process = house.process = house.begin(*words)
    deadline = time.monotonic() + SLOW
    while not seen():
        assert process.poll() is None and time.monotonic() < deadline, house.said()
        time.sleep(0.002)
    house.kill()


def running(url: str, like: str) -> bool:
    asking = "SELECT 1 FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid() AND query LIKE '%s'"
    return bool(asked(url, asking % like))


def test_a_move_that_is_killed_leaves_nothing_and_one_that_ends_leaves_all(
    house: House, server: throwaway_postgres.Server, tmp_path: Path
) -> None:
    url = database(server, "moved")
    admin = server.url("postgres")
    before = content(house.var)
    for moment in ("COPY %FROM STDIN", "COPY %TO STDOUT"):
        kill_when(house, lambda like=moment: running(admin, like), "move", "--to", url)  # type: ignore[misc]
        while running(admin, "%"):
            time.sleep(0.05)
        assert asked(url, "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace") == [(0,)]
        assert content(house.var) == before
    assert house.winay("check").returncode == 0

    done = house.winay("move", "--to", url)
    assert done.returncode == 0, told(done)
    assert "WINAY_DATABASE" in done.stdout
    assert content(house.var) == before
    again = house.winay("move", "--to", url, WINAY_DATABASE=url)
    assert again.returncode == 1 and "no está vacía" in told(again)
    refused = house.winay("check")
    assert refused.returncode == 2 and "moved to PostgreSQL" in refused.stderr
    # Goes on in a folder of its own: what it seals is noted there, and the SQLite file is still used by the others.
    there = House(tmp_path / "var", url)
    shutil.copytree(house.var, there.var)
    check_goes_on(there)
    (house.var / "moved-to-postgresql").unlink()
    assert content(house.var) == before


def check_goes_on(there: House) -> None:
    """All is in order; a verb is written and sealed by the worker; a page is served."""
    done = there.winay("check")
    assert done.returncode == 0, told(done)
    enter(there, "Sol Quispe")
    there.start()
    try:
        assert Visitor(there.url).get("/lugares/").status == 200
        deadline = time.monotonic() + 30
        while "a la espera de sello: 0." not in told(there.winay("journal", "verify")):
            assert time.monotonic() < deadline, told(there.winay("journal", "verify"))
    finally:
        there.stop()
    verified = there.winay("journal", "verify")
    assert verified.returncode == 0, told(verified)


def test_what_is_served_is_not_moved_but_can_be_backed_up(house: House, server: throwaway_postgres.Server) -> None:
    url = database(server, "not_moved")
    house.start()
    try:
        refused = house.winay("move", "--to", url)
        assert refused.returncode == 1 and "se está sirviendo" in told(refused), told(refused)
        saved = house.winay("backup", str(house.var.parent))
        assert saved.returncode == 0, told(saved)
        assert "keys.json" in saved.stdout
    finally:
        house.stop()
    (backup,) = house.var.parent.glob("winay-2*.tar")
    try:
        checked = house.winay("restore", str(backup), "--only-check")
        assert checked.returncode == 0 and "está entero" in told(checked), told(checked)
        content = backup.read_bytes()
        assert (house.var / "keys.json").read_bytes() not in content
    finally:
        backup.unlink()


def test_wrong_targets_are_named(house: House, server: throwaway_postgres.Server, tmp_path: Path) -> None:
    gone = house.winay("move", "--to", "postgresql://nobody@127.0.0.1:1/none")
    assert gone.returncode == 1 and "no responde" in told(gone), told(gone)
    url = database(server, "recipes")
    with psycopg.connect(url) as raw:
        raw.execute("CREATE TABLE recipes (id int)")
    full = house.winay("move", "--to", url)
    assert full.returncode == 1 and "no está vacía" in told(full) and "recipes" in told(full)
    assert asked(url, "SELECT count(*) FROM pg_class WHERE relname LIKE 'journal%'") == [(0,)]
    too_long = database(server, "too_long")
    loose = House(tmp_path / "var")
    shutil.copytree(house.var, loose.var)
    with closing(sqlite3.connect(loose.var / "winay.sqlite3")) as raw_file:
        raw_file.execute("UPDATE accounts_person SET name = ? WHERE id = 1", ["x" * 500])
        raw_file.commit()
    refusal = loose.winay("move", "--to", too_long)
    assert refusal.returncode == 1 and "rechazó los datos" in told(refusal), told(refusal)
    assert "accounts_person, line 1, column name" in told(refusal)
    assert asked(too_long, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()") == [(0,)]
    with psycopg.connect(server.url("postgres"), autocommit=True) as raw:
        raw.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    latin = house.winay("move", "--to", server.url("latin"))
    assert latin.returncode == 1 and "LATIN1" in told(latin), told(latin)


def test_a_restore_that_is_killed_is_done_again(house: House, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"
    kill_when(house, lambda: (tmp_path / "backup.tar.part").exists(), "backup", str(backup))
    assert not backup.exists()
    saved = house.winay("backup", str(backup))
    assert saved.returncode == 0, told(saved)
    assert [path.name for path in tmp_path.iterdir()] == ["backup.tar"]

    other = House(tmp_path / "other" / "var")
    no_keys = other.winay("restore", str(backup))
    assert no_keys.returncode == 2 and "k1" in no_keys.stderr and "keys.json" in no_keys.stderr
    other.var.mkdir(parents=True, exist_ok=True)
    shutil.copy2(house.var / "keys.json", other.var / "keys.json")
    draft = other.var / "winay.sqlite3.restoring"
    moments: tuple[Callable[[], bool], ...] = (
        lambda: (other.var / "journal-seals").exists(),
        lambda: draft.exists() and draft.stat().st_size > 3_000_000,
    )
    for moment in moments:
        kill_when(other, moment, "restore", str(backup))
        assert not (other.var / "winay.sqlite3").exists()
        refused = other.winay("serve")
        assert refused.returncode != 0, told(refused)
    done = other.winay("restore", str(backup))
    assert done.returncode == 0, told(done)
    assert sorted(path.name for path in (other.var / "blobs").rglob("*") if path.is_file()) == sorted(
        path.name for path in (house.var / "blobs").glob("??/*")
    )
    assert not draft.exists() and not (other.var / "restore-unfinished").exists()
    assert other.winay("check").returncode == 0
    again = other.winay("restore", str(backup))
    assert again.returncode == 1 and "Aquí ya hay algo" in told(again)


def test_a_backup_crosses_from_one_database_to_the_other_and_back(
    house: House, server: throwaway_postgres.Server, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.tar", tmp_path / "second.tar"
    assert house.winay("backup", str(first), "--with-keys").returncode == 0
    url = database(server, "crossed")
    there = House(tmp_path / "there" / "var")
    done = there.winay("restore", str(first), "--to", url)
    assert done.returncode == 0, told(done)
    assert (there.var / "keys.json").read_bytes() == (house.var / "keys.json").read_bytes()
    assert (there.var / "keys.json").stat().st_mode & 0o777 == 0o600
    there = House(there.var, url)
    enter(there, "Sol Quispe")
    saved = there.winay("backup", str(second))
    assert saved.returncode == 0, told(saved)
    back = House(tmp_path / "back" / "var")
    back.var.mkdir(parents=True)
    shutil.copy2(there.var / "keys.json", back.var / "keys.json")
    done = back.winay("restore", str(second))
    assert done.returncode == 0, told(done)
    check_goes_on(back)


def test_keys_that_came_with_a_damaged_backup_do_not_stay(house: House, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"
    assert house.winay("backup", str(backup), "--with-keys").returncode == 0
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    other = House(tmp_path / "other" / "var")
    refused = other.winay("restore", str(backup))
    assert refused.returncode == 1, told(refused)
    assert [path.name for path in other.var.iterdir()] == ["set-up.lock"]
