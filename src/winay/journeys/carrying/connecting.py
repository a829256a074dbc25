"""Connections beside the one that pages use: to read one moment, and to write where nothing is yet."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction

from winay.core.blobs import sync_folder
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.journeys.carrying.sides import Side, side_of
from winay.journeys.carrying.tables import Table, tables
from winay.journeys.new_tables import make_tables

SOURCE, TARGET = "carried_from", "carried_to"
ERRORS = (Error, sqlite3.Error, psycopg.Error)
OLDEST_POSTGRES = 150_000
_TURN = 0x77696E6179
"""The advisory lock that two who move into one database take in turns."""

_ANEW = {
    # The file is thrown away unless it becomes whole, so nothing is gained by making each step durable.
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-64000;",
}


@contextmanager
def reading(*, alone: bool = False) -> Iterator[Side]:
    """One moment of this installation's database; with `alone` nobody can write to it meanwhile."""
    here = connections[DEFAULT_DB_ALIAS].settings_dict
    with opened(SOURCE, here) as connection:
        try:
            side = side_of(connection)
            side.hold(tables(), alone=alone)
        except ERRORS as error:
            raise Refused([Reason("carrying.source_busy", {"why": _first_line(error)})]) from error
        yield side
        side.release()


def refuse_unfit(database: dict[str, Any]) -> None:
    """`Refused` for a PostgreSQL database that is not empty, not UTF-8, too old, or does not answer."""
    with _emptied(database):
        pass


@contextmanager
def new_postgres(database: dict[str, Any]) -> Iterator[Side]:
    """An empty PostgreSQL database with the tables of this version, all of it in one transaction: what fails, or is
    killed, leaves it empty. `Refused` as by `refuse_unfit`."""
    try:
        with _emptied(database) as connection:
            make_tables(TARGET)
            yield side_of(connection)
    except ERRORS as error:
        raise Refused([Reason("carrying.target_refused", {"why": _words_of(error)})]) from error


@contextmanager
def new_sqlite(path: Path) -> Iterator[Side]:
    """A SQLite file with the tables of this version, which gets its name `path` when the block has ended well."""
    draft = draft_of(path)
    forget(draft)
    try:
        with opened(TARGET, {"ENGINE": "django.db.backends.sqlite3", "NAME": str(draft), "OPTIONS": _ANEW}) as made:
            make_tables(TARGET)
            yield side_of(made)
        _sync(draft)
        draft.rename(path)
        sync_folder(path.parent)
    except ERRORS as error:
        raise Refused([Reason("carrying.target_refused", {"why": _words_of(error)})]) from error
    finally:
        forget(draft)


@contextmanager
def standing_on(side: Side) -> Iterator[None]:
    """What the block asks of the database is asked of that one instead."""
    here = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = side.connection
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = here


def names_of(connection: Any) -> set[str]:
    """Every table and view that is there."""
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor, include_views=True))


def columns_by_table(found: "tuple[Table, ...]") -> dict[str, list[str]]:
    """The shape of a database, to be compared."""
    return {table.name: [f"{column.name} {column.kind}" for column in table.columns] for table in found}


@contextmanager
def _emptied(database: dict[str, Any]) -> Iterator[Any]:
    """A connection in a transaction, to a database that was looked at and is fit."""
    with opened(TARGET, database) as connection:
        try:
            connection.ensure_connection()
        except ERRORS as error:
            raise Refused([Reason("carrying.target_silent", {"why": _first_line(error)})]) from error
        with transaction.atomic(using=TARGET):
            _refuse_unfit(connection)
            yield connection


def _refuse_unfit(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
        cursor.execute("SHOW server_encoding")
        encoding = cursor.fetchone()[0]
    if connection.pg_version < OLDEST_POSTGRES:
        raise Refused([Reason("carrying.target_old", {"version": connection.pg_version // 10_000})])
    if encoding != "UTF8":
        raise Refused([Reason("carrying.target_encoding", {"encoding": encoding})])
    if found := names_of(connection):
        raise Refused([Reason("carrying.target_not_empty", {"count": len(found), "first": min(found)})])


@contextmanager
def opened(alias: str, database: dict[str, Any]) -> Iterator[Any]:
    """A connection of Django's, known by `alias` for as long as the block runs. Without a pool: Django keeps one for
    each alias, and the next block would be handed a connection to this one's database."""
    options = {name: value for name, value in database["OPTIONS"].items() if name != "pool"}
    whole = connections.configure_settings({DEFAULT_DB_ALIAS: {}, alias: {**database, "OPTIONS": options}})
    connections.databases[alias] = whole[alias]
    connection = connections[alias]
    try:
        yield connection
    finally:
        connection.close()
        del connections[alias]
        del connections.databases[alias]


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def draft_of(path: Path) -> Path:
    """The file that a SQLite database is until it is whole."""
    return path.with_name(f"{path.name}.restoring")


def forget(path: Path) -> None:
    """Remove a SQLite file with all that lies beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def _words_of(error: Exception) -> str:
    """What the database says, with the place it says it of: `COPY places_place, line 7, column name`."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return "; ".join(line for line in lines if not line.startswith("DETAIL: Failing row"))
