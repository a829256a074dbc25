"""Test databases: migrated and filled once into templates, then copied, never flushed.

Append-only triggers refuse the flush with which Django cleans up after tests that commit. So such tests
(`fresh_db`) get a copy of their own, and all others run inside a transaction that is rolled back.

Two templates: `bare` is migrated and empty, `country` holds Peru's places and figures, the programs and the areas.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

HOME = Path(os.environ["WINAY_TEST_HOME"])
CACHE = Path(__file__).resolve().parents[1] / ".stamps" / "test-templates"
POSTGRES = bool(os.environ.get("WINAY_DATABASE"))
TEMPLATES = ("bare", "country")
WANTED = "country"
READY = False


def name_of(template: str, copy: str) -> str:
    """The name of a template's copy, as Django's NAME."""
    return f"wy_{template}_{copy}" if POSTGRES else str(HOME / f"{template}-{copy}.sqlite3")


def use(name: str) -> None:
    """Point the default connection at a database."""
    if connection.settings_dict["NAME"] == name:
        return
    connection.close()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name
        connections.databases[alias]["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name


def prepare_templates() -> None:
    """Make both templates if no worker has made them yet."""
    if POSTGRES:
        connection.settings_dict["OPTIONS"].pop("pool", None)
    with (HOME / "templates.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not POSTGRES and _from_cache():
            return
        if (HOME / "templates.made").exists():
            return
        _make("bare")
        copy("bare", "template", to=name_of("country", "template"))
        _fill_country()
        (HOME / "templates.made").touch()
        if not POSTGRES:
            _into_cache()


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
def fresh_copy(template: str, label: str) -> Iterator[str]:
    """A database of one's own for as long as the block runs; the connection points at it meanwhile."""
    before: Any = connection.settings_dict["NAME"]
    mine = name_of(template, label)
    copy(template, "template", to=mine)
    use(mine)
    try:
        yield mine
    finally:
        connections.close_all()
        use(before)
        drop(mine)


def _make(template: str) -> None:
    name = name_of(template, "template")
    if POSTGRES:
        _admin(f'CREATE DATABASE "{name}"')
    use(name)
    call_command("migrate", verbosity=0, interactive=False)
    _settle(name)


def _fill_country() -> None:
    from tests.country import fill

    name = name_of("country", "template")
    use(name)
    fill()
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
    for template in TEMPLATES:
        target = Path(name_of(template, "template"))
        if not target.exists():
            shutil.copyfile(folder / f"{template}.sqlite3", target)
    return True


def _into_cache() -> None:
    shutil.rmtree(CACHE, ignore_errors=True)
    folder = CACHE / _fingerprint()
    folder.mkdir(parents=True)
    for template in TEMPLATES:
        shutil.copyfile(name_of(template, "template"), folder / f"{template}.sqlite3")
    (folder / "made").touch()
