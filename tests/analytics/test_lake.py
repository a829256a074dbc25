"""A folder of snapshots: the present one is whole or the one before, whatever was interrupted."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from winay.analytics.lake import MANIFEST, Lake, Manifest, Part, Table

AT = datetime(2026, 11, 30, 5, tzinfo=UTC)


def written(lake: Lake, name: str, at: datetime = AT) -> Manifest:
    file = lake.new_file(name)
    lake.path(file).write_bytes(b"PAR1")
    table = Table(shape="s", parts=[Part(file=file, rows=1)])
    return Manifest(as_of=at, database="one", tables={name: table}, cubes={}, seconds={})


def test_present_before_and_older_ones(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    assert lake.present() is None and lake.before() is None
    with lake.held() as mine:
        assert mine
        some = [written(lake, "visits", AT + timedelta(days=day)) for day in range(3)]
        for one in some:
            lake.swap(one)
        assert lake.sweep() == 1
    assert lake.present() == some[2] and lake.before() == some[1]
    assert {path.name for path in lake.root.glob("*.parquet")} == some[1].files | some[2].files
    assert lake.root.stat().st_mode & 0o777 == 0o700


def test_an_interrupted_one_leaves_the_present_one(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    with lake.held():
        kept = written(lake, "visits")
        lake.swap(kept)
        written(lake, "visits")  # killed here: no manifest names it
    assert lake.present() == kept
    (lake.root / f"{MANIFEST}.new").write_text('{"as_of": "20')  # killed within the writing of the next manifest
    assert lake.present() == kept
    with lake.held():
        assert lake.sweep() == 1


def test_one_at_a_time(tmp_path: Path) -> None:
    with Lake(tmp_path).held() as first, Lake(tmp_path).held() as second:
        assert first and not second
    with Lake(tmp_path).held() as third:
        assert third, "whoever is done lets go"


def test_what_is_no_manifest_is_no_snapshot(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    (tmp_path / MANIFEST).write_text("{}")
    assert lake.present() is None
    lake.note("failed.txt", "two figures differ")
    assert lake.noted("failed.txt") == "two figures differ"
    lake.note("failed.txt", "")
    assert lake.noted("failed.txt") == ""
