"""What stands where the data should be, and what is refused before anything starts."""

import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from winay.config import house, place
from winay.config.house import State, Unusable
from winay.core.keys import KeyRing

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "var"
    folder.mkdir()
    monkeypatch.setattr(place, "VAR", folder)
    monkeypatch.setattr(place, "KEYS", folder / "keys.json")
    return folder


def database(var: Path, *statements: str) -> None:
    with sqlite3.connect(var / "winay.sqlite3") as raw:
        for statement in statements:
            raw.execute(statement)
    raw.close()


def installation(var: Path, *, demo: bool, fingerprint: str) -> None:
    database(
        var,
        "CREATE TABLE accounts_installation (demo bool, schema_fingerprint text)",
        f"INSERT INTO accounts_installation VALUES ({int(demo)}, '{fingerprint}')",
    )


def test_nothing_or_an_empty_file_is_an_empty_place(var: Path) -> None:
    assert house.look(None).state is State.EMPTY
    (var / "winay.sqlite3").touch()
    assert house.look(None).state is State.EMPTY
    database(var, "PRAGMA user_version = 1")
    assert house.look(None).state is State.EMPTY


@pytest.mark.parametrize(
    ("demo", "fingerprint", "state"),
    [
        (True, "", State.CURRENT),
        (False, "", State.CURRENT),
        (True, "of another version", State.OLDER_DEMO),
        (False, "of another version", State.OLDER),
    ],
)
def test_an_installation_is_known_by_its_tables(var: Path, demo: bool, fingerprint: str, state: State) -> None:
    installation(var, demo=demo, fingerprint=fingerprint or house.schema_fingerprint())
    found = house.look(None)
    assert (found.state, found.demo) == (state, demo)


def test_other_people_s_tables_and_other_files_are_foreign(var: Path) -> None:
    database(var, "CREATE TABLE recipes (id int)")
    assert house.look(None).state is State.FOREIGN
    (var / "winay.sqlite3").write_bytes(b"no database at all, but long enough to be read as one" * 50)
    assert house.look(None).state is State.FOREIGN


def test_a_set_up_that_was_cut_is_told_from_foreign_tables(var: Path) -> None:
    database(var, "CREATE TABLE django_migrations (id int)")
    assert house.look(None).state is State.FOREIGN
    house.begin_set_up(None)
    assert house.look(None).state is State.UNFINISHED
    (var / house.UNFINISHED).write_text(f"{(var / house.UNFINISHED).read_text().split()[0]} othertables")
    assert house.look(None).state is State.OLDER_DEMO  # nobody could use it, so it may go aside
    (var / house.UNFINISHED).write_text("anotherdatabase othertables")
    assert house.look(None).state is State.FOREIGN
    house.end_set_up()
    assert not (var / house.UNFINISHED).exists()


def test_data_without_their_keys_are_refused_with_the_remedy(var: Path) -> None:
    installation(var, demo=False, fingerprint=house.schema_fingerprint())
    with pytest.raises(Unusable, match="Restore the key file from its backup"):
        house.ready_to_start(None)
    KeyRing.create(var / "keys.json")
    assert house.ready_to_start(None).state is State.CURRENT
    (var / "keys.json").chmod(0o644)
    with pytest.raises(Unusable, match="chmod 600"):
        house.ready_to_start(None)
    (var / "keys.json").chmod(0o600)
    (var / "keys.json").write_text('{"current": "k1"}')
    with pytest.raises(Unusable, match="damaged"):
        house.ready_to_start(None)


def test_damaged_keys_without_data_are_not_overwritten(var: Path) -> None:
    (var / "keys.json").write_text("{")
    (var / "keys.json").chmod(0o600)
    with pytest.raises(Unusable, match="damaged"):
        house.ready_to_start(None)


def test_an_empty_place_needs_no_keys_yet(var: Path) -> None:
    assert house.ready_to_start(None).state is State.EMPTY


@pytest.mark.parametrize("address", ["mysql://x/y", "winay", "http://localhost/"])
def test_an_address_that_is_not_postgresql_is_refused_in_words(var: Path, address: str) -> None:
    with pytest.raises(Unusable, match="postgresql://"):
        house.look(address)


def test_a_postgresql_that_does_not_answer_is_said(var: Path) -> None:
    with pytest.raises(Unusable, match="PostgreSQL does not answer"):
        house.look("postgresql://nobody@127.0.0.1:1/none")


def test_setting_aside_moves_everything_and_deletes_nothing(var: Path) -> None:
    installation(var, demo=True, fingerprint="older")
    for name in ("keys.json", "journal-seals", "static.digest", "reference.digest", "winay.sqlite3-wal"):
        (var / name).write_text(name)
    (var / "blobs" / "ab").mkdir(parents=True)
    (var / "blobs" / "ab" / "cd").write_text("an act")
    first = house.set_aside(NOW)
    assert {path.name for path in first.iterdir()} == {
        "keys.json", "journal-seals", "static.digest", "reference.digest", "winay.sqlite3-wal", "winay.sqlite3", "blobs"
    }  # fmt: skip
    assert (first / "blobs" / "ab" / "cd").read_text() == "an act"
    assert house.look(None).state is State.EMPTY and not house.leftovers()
    (var / "keys.json").write_text("new")
    second = house.set_aside(NOW.replace(hour=13))
    assert second != first and (first / "keys.json").read_text() == "keys.json"


def test_what_is_served_is_not_set_aside(var: Path) -> None:
    installation(var, demo=True, fingerprint="older")
    serving = house.mark_serving()
    with pytest.raises(Unusable, match="still serves"):
        house.set_aside(NOW)
    assert house.look(None).state is State.OLDER_DEMO
    serving.close()
    house.set_aside(NOW)


def test_a_new_folder_for_data_is_for_its_owner_alone(var: Path) -> None:
    shutil.rmtree(var)
    house.take_turn()
    house.end_turn()
    assert var.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_written_is_said_with_the_remedy(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(var)
    var.write_text("a file, where the folder should be")
    with pytest.raises(Unusable, match="WINAY_VAR"):
        house.take_turn()
    monkeypatch.setattr(place, "VAR", var / "below")
    with pytest.raises(Unusable, match="cannot be written"):
        house.take_turn()


def test_the_fingerprint_follows_the_migrations(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = house.schema_fingerprint()
    copied = tmp_path / "rooms"
    for path in house.ROOT.glob("*/migrations/0*.py"):
        (copied / path.relative_to(house.ROOT)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copied / path.relative_to(house.ROOT))
    monkeypatch.setattr(house, "ROOT", copied)
    assert house.schema_fingerprint() == before
    first = next(copied.glob("journal/migrations/0*.py"))
    first.write_text(first.read_text() + "# changed\n")
    assert house.schema_fingerprint() != before
