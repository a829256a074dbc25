"""Taking snapshots: what is read again, what is kept, and that nobody sees figures that do not add up."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import people
from tests.delivery import visits_scene as scene
from tests.worlds import world
from winay.analytics.cubes import cycles
from winay.analytics.queries import failed, present, values
from winay.analytics.snapshots import taking
from winay.analytics.snapshots.taking import SnapshotBusy, SnapshotFailed, lake, take_snapshot
from winay.analytics.tasks import snapshot_due, take_due
from winay.core.clock import now
from winay.delivery.services.visits import reverse_visit

made = world(scene.shared)


@pytest.fixture(autouse=True)
def own_lake(settings: Any, tmp_path: Path) -> None:
    settings.WINAY_VAR = tmp_path


def visits() -> int:
    snapshot = present()
    assert snapshot is not None
    ((_key, ((number, _none),)),) = values(snapshot, "visits", [("visits", None)], (), {}, None)
    return number


def parts(name: str = "visits") -> dict[int | None, str]:
    snapshot = present()
    assert snapshot is not None
    return {part.bucket: part.file for part in snapshot.manifest.tables[name].parts}


def test_what_only_grows_is_read_on(made: Any, fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "RUN", 2)
    assert present() is None
    take_snapshot(at=now())
    assert visits() == 0
    told = [scene.visited(made, number, days) for number in range(3) for days in (5, 3)]
    take_snapshot(at=now())
    assert visits() == 6
    first = parts()
    assert len(first) >= 3
    take_snapshot(at=now())
    assert parts() == first, "nothing new: no visit is read again"
    scene.visited(made, 0, 1)
    take_snapshot(at=now())
    assert visits() == 7 and len(parts().items() & first.items()) >= len(first) - 1
    reverse_visit(visit=told[0], why="No fui ese día.", by=made.ana, at=scene.at(0))
    before = parts()
    take_snapshot(at=now())
    assert visits() == 6 and parts() == before, "what ended is told beside the files"
    take_snapshot(at=now(), whole=True)
    assert visits() == 6 and not parts().items() & before.items()


def test_rows_written_late_under_an_earlier_key_are_found(
    made: Any, fresh_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "RUN", 2)
    for number in range(3):
        scene.visited(made, number, 5)
        scene.visited(made, number, 3)
    manifest = take_snapshot(at=now())
    # As if a transaction had been open then: the first run had a row less.
    table = manifest.tables["visits"]
    early = table.parts[0].model_copy(update={"rows": table.parts[0].rows - 1})
    less = table.model_copy(update={"parts": [early, *table.parts[1:]]})
    store = lake()
    with store.held():
        store.swap(manifest.model_copy(update={"tables": {**manifest.tables, "visits": less}}))
    before = parts()
    take_snapshot(at=now())
    assert visits() == 6
    assert [bucket for bucket, file in parts().items() if before[bucket] != file] == [early.bucket]


def test_figures_that_do_not_add_up_are_not_shown(made: Any, fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    take_snapshot(at=now())
    kept = present()
    scene.visited(made, 0, 5)
    with monkeypatch.context() as patched:
        rows = cycles.expected
        patched.setattr(cycles, "expected", lambda ground: {"households": rows(ground)["households"] + 1})
        with pytest.raises(SnapshotFailed, match="households are 3, the tables have 4"):
            take_snapshot(at=now())
        take_due(at=now())  # the worker goes on
    assert present() == kept and visits() == 0
    assert "households are 3" in failed()
    assert not snapshot_due(at=now()), "what failed is not tried again at once"
    assert snapshot_due(at=now() + timedelta(minutes=11))
    take_snapshot(at=now())
    assert visits() == 1 and failed() == ""


def test_a_read_that_breaks_leaves_the_present_one(made: Any, fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    take_snapshot(at=now())
    kept = present()

    def breaks(*_args: Any, **_more: Any) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(taking, "build_cubes", breaks)
        with pytest.raises(OSError, match="no space"):
            take_snapshot(at=now())
    assert present() == kept
    take_snapshot(at=now())
    named = {path.name for path in lake().root.glob("*.parquet")}
    assert kept is not None and named == present().manifest.files | kept.manifest.files  # type: ignore[union-attr]


def test_two_at_once_and_another_database(made: Any, fresh_db: str) -> None:
    store = lake()
    with store.held(), pytest.raises(SnapshotBusy):
        take_snapshot(at=now())
    manifest = take_snapshot(at=now())
    with store.held():
        store.swap(manifest.model_copy(update={"database": "2020-01-01T00:00:00+00:00"}))
    assert present() is None, "figures of another database are nobody's"
    scene.visited(made, 0, 5)
    take_snapshot(at=now())
    assert visits() == 1


def test_when_one_is_due(made: Any, fresh_db: str) -> None:
    assert snapshot_due(at=now())
    take_due(at=now())
    assert not snapshot_due(at=now() + timedelta(minutes=9))
    assert snapshot_due(at=now() + timedelta(minutes=11))
    snapshot = present()
    assert snapshot is not None
    slow = snapshot.manifest.model_copy(update={"seconds": {"visits": 60.0}})
    with lake().held():
        lake().swap(slow)
    assert not snapshot_due(at=now() + timedelta(minutes=59))
    assert snapshot_due(at=now() + timedelta(minutes=62))


def test_a_territory_sees_its_own(made: Any, fresh_db: str) -> None:
    take_snapshot(at=now())
    snapshot = present()
    assert snapshot is not None
    ask = lambda reach: values(snapshot, "cycles", [("open", None)], (), {}, reach)[0][1][0][0]  # noqa: E731
    assert ask(None) == ask([(None, None)]) == ask([("05", None)]) == ask([(people.INSIDE, None)]) == 3
    assert ask([(people.OUTSIDE, None)]) == ask([("05", "noa-jayatai")]) == ask([]) == 0
    assert ask([("05", "haku-winay"), (people.OUTSIDE, None)]) == 3
