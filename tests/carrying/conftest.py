"""A place of its own for each test: folder, files, and other places where a backup may be restored."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import override_settings

from tests import databases
from tests.journal.conftest import unguarded  # noqa: F401
from tests.running import _address, administer
from winay.accounts.models import Installation
from winay.accounts.services import open_installation
from winay.config import place
from winay.core.blobs import BlobStore
from winay.journeys.carrying import connecting
from winay.journeys.carrying.backing_up import back_up
from winay.journeys.carrying.restoring import Restored, restore
from winay.journeys.new_tables import make_tables

AT = datetime(2026, 11, 27, 20, 30, tzinfo=UTC)
SCHEMA = "the tables of these tests"


@dataclass(frozen=True)
class Place:
    """Where an installation is, or may be: a folder, and a database of PostgreSQL or none."""

    var: Path
    database: dict[str, Any] | None = None

    @property
    def blobs(self) -> BlobStore:
        return BlobStore(self.var / "blobs")

    @contextmanager
    def inside(self) -> Iterator[None]:
        """The program keeps its files here."""
        with override_settings(WINAY_VAR=self.var, WINAY_BLOBS=self.blobs):
            yield

    def settings(self) -> dict[str, Any]:
        """Django's settings of the database here."""
        return self.database or place.sqlite(self.var / "winay.sqlite3")

    def restore(self, backup: Path, **changes: Any) -> Restored:
        with self.inside():
            return restore(backup, **({"to": self.database, "schema_fingerprint": SCHEMA, "at": AT} | changes))

    def content(self) -> list[str]:
        """What lies here, except locks."""
        return sorted(path.relative_to(self.var).as_posix() for path in self.var.rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def tables_from_a_template(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making the tables anew takes many seconds; a copy of the migrated template stands for it. Whole commands, with
    the real thing, are run by tests/faults/test_carrying.py."""

    def copied(database: str) -> None:
        made = connections[database]
        if made.vendor == "sqlite" and databases.POSTGRES:
            make_tables(database)
        elif made.vendor == "sqlite":
            made.close()
            shutil.copyfile(databases.name_of("bare", "template"), made.settings_dict["NAME"])

    monkeypatch.setattr(connecting, "make_tables", copied)
    monkeypatch.setattr(connecting, "names_of", lambda _: set())


@pytest.fixture
def here(fresh_db: str, tmp_path: Path) -> Iterator[Place]:
    """The installation under test, with a database of its own."""
    one = Place(tmp_path / "here")
    one.var.mkdir()
    with one.inside():
        if not Installation.objects.exists():
            open_installation(demo=False, schema_fingerprint=SCHEMA, at=AT)
        yield one


@pytest.fixture
def empty_place(tmp_path: Path) -> Callable[..., Any]:
    """Places with nothing in them; on PostgreSQL each has an empty database, unless a file is asked for."""

    @contextmanager
    def make(*, file: bool = False) -> Iterator[Place]:
        name = f"wy_carried_{uuid4().hex[:12]}"
        var = tmp_path / name
        var.mkdir()
        if file or connection.vendor == "sqlite":
            yield Place(var)
            return
        administer(f'CREATE DATABASE "{name}" TEMPLATE "{databases.name_of("bare", "template")}"')
        try:
            yield Place(var, place.database(_address(name)))
        finally:
            administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    return make


@pytest.fixture
def backup(here: Place, tmp_path: Path) -> Path:
    """A backup of the installation as it stands, with two files."""
    for content in (b"an approved list", os.urandom(3_000_000)):
        here.blobs.put(content)
    path = tmp_path / "backup.tar"
    back_up(path, schema_fingerprint=SCHEMA, at=AT)
    return path
