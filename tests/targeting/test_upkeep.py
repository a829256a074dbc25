"""Files that no row wants are swept after a day, and only by the database they belong to."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests import people
from tests.targeting import scene
from winay.core.blobs import BlobStore
from winay.journeys.upkeep import sweep_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> BlobStore:
    settings.WINAY_BLOBS = BlobStore(tmp_path / "blobs")
    return settings.WINAY_BLOBS


def old(store: BlobStore, content: bytes) -> Path:
    path = store.path(store.put(content))
    os.utime(path, (1, 1))
    return path


def test_an_old_orphan_goes_and_a_young_one_stays(store: BlobStore) -> None:
    orphan, young = old(store, b"left by a failed transaction"), store.path(store.put(b"just written"))
    assert sweep_files() == 1
    assert not orphan.exists() and young.exists()


def test_what_a_row_points_at_is_never_swept(store: BlobStore) -> None:
    table = scene.farm_table(people.acting_as(people.specialist()))
    kept = store.path(table.file_sha256)
    os.utime(kept, (1, 1))
    assert sweep_files() == 0
    assert kept.exists()


def test_another_databases_folder_is_left_alone(store: BlobStore) -> None:
    orphan = old(store, b"wanted by the other database")
    (store.root / "database").write_text("2020-01-01T00:00:00+00:00")
    assert sweep_files() == 0
    assert orphan.exists()
