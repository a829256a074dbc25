"""The state of an installation before Django is started: keys, database, and whether both fit this code.

Nothing here imports Django, because settings refuse to load without keys.
"""

import fcntl
import hashlib
import os
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO

from winay.config import place
from winay.core.keys import KeyMissing, KeyRing

ROOT = Path(__file__).resolve().parents[1]
UNFINISHED = "set-up-unfinished"
MOVED = "moved-to-postgresql"
"""Lies beside a SQLite file that nobody may go on with: the installation is elsewhere since."""
SETTING_UP, SERVING = "set-up.lock", "serving.lock"
_turn: list[IO[str]] = []
"""While it holds an open file, no other process sets this installation up."""


class State(StrEnum):
    """What stands where the data should be."""

    EMPTY = "empty"
    UNFINISHED = "unfinished"
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
    """What is in the database this process would use. `Unusable` when it does not answer."""
    if database_url and not database_url.startswith(("postgresql://", "postgres://")):
        raise Unusable("WINAY_DATABASE must be an address like postgresql://user:password@host/name, or not be set.")
    rows = _installation_of_postgres(database_url) if database_url else _installation_of_sqlite()
    if rows is None:
        return Found(State.EMPTY)
    mark = place.VAR / UNFINISHED
    if mark.exists() and mark.read_text().split(" ")[0] == _mark(database_url).split(" ")[0]:
        # Nobody could use what was never finished, so of other tables it may go aside as a demonstration does.
        return Found(State.UNFINISHED if mark.read_text() == _mark(database_url) else State.OLDER_DEMO)
    if not rows:
        return Found(State.FOREIGN)
    demo, fingerprint = rows[0]
    if fingerprint == schema_fingerprint():
        return Found(State.CURRENT, bool(demo))
    return Found(State.OLDER_DEMO if demo else State.OLDER, bool(demo))


def begin_set_up(database_url: str | None) -> None:
    """Leave a mark that says what is half made, so that a set-up that was cut can be told from a stranger's tables."""
    mark = place.VAR / UNFINISHED
    with mark.open("w") as file:
        file.write(_mark(database_url))
        file.flush()
        os.fsync(file.fileno())


def end_set_up() -> None:
    """The set-up is whole: nothing is half made any more."""
    (place.VAR / UNFINISHED).unlink(missing_ok=True)


def _mark(database_url: str | None) -> str:
    """Of this database and these tables; without the address itself, which may hold a password."""
    where = hashlib.sha256((database_url or "sqlite").encode()).hexdigest()
    return f"{where} {schema_fingerprint()}"


def take_turn() -> None:
    """Wait until no other process sets this installation up, and keep others out until `end_turn`."""
    try:
        place.VAR.mkdir(mode=0o700, parents=True, exist_ok=True)  # sessions and mails lie in it
        lock = (place.VAR / SETTING_UP).open("a")
    except OSError as error:
        raise Unusable(
            f"The folder for the data cannot be written: {error.strerror}: {place.VAR}\n"
            "  Point WINAY_VAR at a folder of your own: WINAY_VAR=$HOME/winay-data make run"
        ) from None
    fcntl.flock(lock, fcntl.LOCK_EX)
    _turn.append(lock)


def end_turn() -> None:
    """Let others set up, or serve, what this process has set up. Its end does the same."""
    while _turn:
        _turn.pop().close()


def mark_serving() -> IO[str]:
    """Say that this installation is being served, until the file is closed. `Unusable` while it is being moved."""
    lock = (place.VAR / SERVING).open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Unusable(
            "This installation is being moved or set aside just now. Try again when that has ended."
        ) from None
    return lock


def keep_from_serving() -> IO[str]:
    """Keep everybody from serving this installation, until the file is closed. `Unusable` while it is served."""
    lock = (place.VAR / SERVING).open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Unusable(
            "Another version of Wiñay still serves the data here. End it (Ctrl-C where it runs), then run again."
        ) from None
    return lock


def mark_moved(at: datetime) -> None:
    """Leave word beside the SQLite file that the installation went to PostgreSQL."""
    with (place.VAR / MOVED).open("w") as file:
        file.write(at.isoformat(timespec="seconds"))
        file.flush()
        os.fsync(file.fileno())


def _refuse_what_moved(database_url: str | None, found: Found) -> None:
    mark = place.VAR / MOVED
    if database_url is None and found.state is not State.EMPTY and mark.exists():
        raise Unusable(
            f"This installation moved to PostgreSQL ({mark.read_text()}). Set WINAY_DATABASE to its address.\n"
            f"  The SQLite file is as it was then. To give the move up and go on with the file, delete {mark}"
        )


def ready_to_start(database_url: str | None) -> Found:
    """Check keys against data; `Unusable` with the remedy when they do not fit."""
    found = look(database_url)
    _refuse_what_moved(database_url, found)
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
    """Move everything of an older demonstration out of the way, its keys and seals too; nothing is deleted.

    The folder they went to. `Unusable` while it is being served: a running server would go on in the new tables.
    """
    keep_from_serving().close()
    target = place.VAR / f"older-{at:%Y%m%d-%H%M%S-%f}"
    target.mkdir(parents=True)
    for path in list(place.VAR.iterdir()):
        if not path.name.startswith("older-") and path.name not in {SETTING_UP, SERVING}:
            path.rename(target / path.name)
    return target


def leftovers() -> list[str]:
    """What lies beside a database that is not there: seals and files of one that was removed by hand."""
    return [name for name in ("journal-seals", "blobs") if (place.VAR / name).exists()]


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
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise Unusable(f"PostgreSQL does not answer: {error}\n  Is it running, and is WINAY_DATABASE right?") from None
