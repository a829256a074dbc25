"""The state of an installation before Django is started: keys, database, and whether both fit this code.

Nothing here imports Django, because settings refuse to load without keys.
"""

import hashlib
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from winay.config import place
from winay.core.keys import KeyMissing, KeyRing

ROOT = Path(__file__).resolve().parents[1]


class State(StrEnum):
    """What stands where the data should be."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER_DEMO = "older_demo"
    OLDER = "older"
    FOREIGN = "foreign"


class Unusable(Exception):
    """The installation cannot start; the text says what to do."""


@dataclass(frozen=True)
class Found:
    """What a look at the database says."""

    state: State
    demo: bool = False


def schema_fingerprint() -> str:
    """Changes whenever a migration does. Until version 0.1 each room rewrites its one migration."""
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("*/migrations/0*.py")):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def look(database_url: str | None) -> Found:
    """What is in the database this process would use."""
    rows = _installation_of_postgres(database_url) if database_url else _installation_of_sqlite()
    if rows is None:
        return Found(State.EMPTY)
    if not rows:
        return Found(State.FOREIGN)
    demo, fingerprint = rows[0]
    if fingerprint == schema_fingerprint():
        return Found(State.CURRENT, bool(demo))
    return Found(State.OLDER_DEMO if demo else State.OLDER, bool(demo))


def ready_to_start(database_url: str | None) -> Found:
    """Check keys against data; `Unusable` with the remedy when they do not fit."""
    found = look(database_url)
    try:
        KeyRing.load(place.KEYS)
    except KeyMissing as error:
        if found.state is State.EMPTY and not place.KEYS.exists():
            return found
        raise Unusable(
            f"There are data, but their keys cannot be read: {error}.\n"
            "  Sealed records and second factors need them. Restore the key file from its backup,\n"
            "  or point WINAY_KEYS at it; to begin anew, point WINAY_VAR at an empty folder."
        ) from None
    return found


def set_aside(at: datetime) -> Path:
    """Move an older demonstration's data out of the way; nothing is deleted. The folder they went to."""
    target = place.VAR / f"older-{at:%Y%m%d-%H%M%S}"
    target.mkdir(parents=True)
    for path in list(place.VAR.iterdir()):
        if path.name.startswith("older-"):
            continue
        path.rename(target / path.name)
    return target


def _installation_of_sqlite() -> list[tuple[int, str]] | None:
    path = place.VAR / "winay.sqlite3"
    if not path.exists() or path.stat().st_size == 0:
        return None
    connection = sqlite3.connect(path)
    try:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table'").fetchone():
            return None
        return connection.execute("SELECT demo, schema_fingerprint FROM accounts_installation").fetchall()
    except sqlite3.DatabaseError:
        return []
    finally:
        connection.close()


def _installation_of_postgres(url: str) -> list[tuple[int, str]] | None:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            tables = connection.execute(
                "SELECT count(*), count(*) FILTER (WHERE tablename = 'accounts_installation') "
                "FROM pg_tables WHERE schemaname = current_schema()"
            ).fetchone()
            assert tables is not None
            if tables[0] == 0:
                return None
            if tables[1] == 0:
                return []
            try:
                return connection.execute("SELECT demo, schema_fingerprint FROM accounts_installation").fetchall()
            except psycopg.errors.UndefinedColumn:
                return []
    except psycopg.OperationalError as error:
        raise Unusable(f"PostgreSQL does not answer: {error}\n  Is it running, and is WINAY_DATABASE right?") from None
