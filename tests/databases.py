"""Test databases: migrated and filled once into templates, then copied, never flushed.

Append-only triggers refuse the flush with which Django cleans up after tests that commit. So such tests
(`fresh_db`) get a copy of their own, and all others run inside a transaction that is rolled back.

Three templates: `bare` is migrated and empty, `country` holds Peru's places and figures, the programs and the areas,
`full` also the pack that WINAY_PACK points at, with its localities and their areas. `full` is made when the first test
that is marked so begins, while the other worker goes on with its own.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.test import override_settings

from winay.core.blobs import BlobStore

HOME = Path(os.environ["WINAY_TEST_HOME"])
CACHE = Path(__file__).resolve().parents[1] / ".stamps" / "test-templates"
POSTGRES = bool(os.environ.get("WINAY_DATABASE"))
FILES = HOME / "template-blobs"
"""The files that templates name."""
TEMPLATES = ("bare", "country")
PACK = os.environ.get("WINAY_PACK")
WANTED = "country"
READY = False
_has_full: set[str] = set()


def name_of(template: str, copy: str) -> str:
    """The name of a template's copy, as Django's NAME."""
    return f"wy_{template}_{copy}" if POSTGRES else str(HOME / f"{template}-{copy}.sqlite3")


def use(name: str) -> None:
    """Point the default connection at a database."""
    if used() == name:
        return
    connection.close()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name
        connections.databases[alias]["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name


def used() -> str:
    """The database that the default connection points at, as Django's NAME."""
    return str(connection.settings_dict["NAME"])


def prepare_templates() -> None:
    """Make `bare` and `country` if no worker has made them yet."""
    if POSTGRES:
        connection.settings_dict["OPTIONS"].pop("pool", None)
    with (HOME / "templates.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (HOME / "templates.made").exists() and (POSTGRES or not _from_cache()):
            _make("bare")
            copy("bare", "template", to=name_of("country", "template"))
            _fill("country")
            if not POSTGRES:
                _into_cache()
        (HOME / "templates.made").touch()
        _take_files()


def prepare_full(label: str) -> None:
    """Make the `full` template if no worker has made it yet, and this worker's copy of it if there is none."""
    if label in _has_full:
        return
    with (HOME / "full.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (HOME / "full.made").exists():
            if POSTGRES or not _full_from_cache():
                copy("country", "template", to=name_of("full", "template"))
                _fill("full")
                if not POSTGRES:
                    _full_into_cache()
            (HOME / "full.made").touch()
        _take_files()
        copy("full", "template", to=name_of("full", label))
    _has_full.add(label)


def _take_files() -> None:
    """What the templates name lies in every worker's own store."""
    if FILES.is_dir():
        shutil.copytree(FILES, settings.WINAY_BLOBS.root, dirs_exist_ok=True)


def copy(template: str, source: str, *, to: str) -> None:
    """Copy a template's `source` copy into the database `to`."""
    connection.close()
    if POSTGRES:
        _admin(f'DROP DATABASE IF EXISTS "{to}"')
        _admin(f'CREATE DATABASE "{to}" TEMPLATE "{name_of(template, source)}"')
    else:
        shutil.copyfile(name_of(template, source), to)


def drop(name: str) -> None:
    """Remove a copy."""
    connection.close()
    if POSTGRES:
        _admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    else:
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)


@contextmanager
def fresh_copy(template: str, source: str, *, to: str) -> Iterator[str]:
    """A database of one's own for as long as the block runs; the connection points at it meanwhile."""
    before = used()
    mine = name_of(template, to)
    copy(template, source, to=mine)
    use(mine)
    try:
        yield mine
    finally:
        connections.close_all()
        use(before)
        drop(mine)


def _make(template: str) -> None:
    from winay.journeys.new_tables import make_tables

    name = name_of(template, "template")
    if POSTGRES:
        _admin(f'CREATE DATABASE "{name}"')
    use(name)
    make_tables()
    _settle(name)


def _fill(template: str) -> None:
    from tests import country

    name = name_of(template, "template")
    use(name)
    with override_settings(WINAY_BLOBS=BlobStore(FILES)):
        if template == "full":
            assert PACK is not None
            country.fill_with_pack(Path(PACK))
        else:
            country.fill()
    _settle(name)


def _settle(name: str) -> None:
    """Nothing may stay behind in a WAL file, and nobody may stay connected to a template."""
    connection.close()
    if not POSTGRES:
        raw = sqlite3.connect(name)
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()


def _admin(statement: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["WINAY_DATABASE"], autocommit=True) as raw:
        raw.execute(statement)  # type: ignore[arg-type]


def _fingerprint() -> str:
    """Changes with anything the templates are made of."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.glob("src/winay/**/*")):
        if path.suffix in {".py", ".csv", ".yaml", ".geojson"} and "/web/" not in str(path):
            digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    digest.update(Path(__file__).with_name("country.py").read_bytes())
    digest.update((HOME / "keys.json").read_bytes())  # they signed the templates' journal
    return digest.hexdigest()[:20]


def _from_cache() -> bool:
    folder = CACHE / _fingerprint()
    if not (folder / "made").exists():
        return False
    for template in ("bare", "country"):
        target = Path(name_of(template, "template"))
        if not target.exists():
            shutil.copyfile(folder / f"{template}.sqlite3", target)
    return True


def _full_folder() -> Path:
    """Where the `full` template is kept: beside the others, by the content of the pack."""
    assert PACK is not None
    digest = hashlib.sha256()
    for path in sorted(path for path in Path(PACK).rglob("*") if path.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return CACHE / _fingerprint() / f"full-{digest.hexdigest()[:20]}"


def _full_from_cache() -> bool:
    folder = _full_folder()
    if not (folder / "made").exists():
        return False
    shutil.copyfile(folder / "full.sqlite3", name_of("full", "template"))
    # The boundaries are a file beside the database.
    shutil.copytree(folder / "blobs", FILES, dirs_exist_ok=True)
    return True


def _full_into_cache() -> None:
    folder = _full_folder()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(name_of("full", "template"), folder / "full.sqlite3")
    shutil.copytree(FILES, folder / "blobs", dirs_exist_ok=True)
    (folder / "made").touch()


def _into_cache() -> None:
    shutil.rmtree(CACHE, ignore_errors=True)
    folder = CACHE / _fingerprint()
    folder.mkdir(parents=True)
    for template in ("bare", "country"):
        shutil.copyfile(name_of(template, "template"), folder / f"{template}.sqlite3")
    (folder / "made").touch()
