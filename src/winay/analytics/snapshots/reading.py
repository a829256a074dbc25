"""One consistent read of the daily database, as Arrow: every table as it was at the same moment, while others write.

PostgreSQL is read through ADBC, which hands over columns without a Python object for each value; SQLite through a
connection of its own. Neither ever waits for a writer, nor makes one wait. What a column is comes from the model, never
from the first rows.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
from django.db import connection, models
from django.db.models.query import QuerySet

BATCH = 50_000
"""Rows of SQLite that are held as Python values at a time."""


class Source(Protocol):
    """A moment of the database."""

    def read(self, query: "QuerySet[Any, Any]", schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """The rows of a `values_list`, in its columns' order, as `schema` says."""
        ...


@contextmanager
def one_moment() -> Iterator[Source]:
    """The database as it is now, for as long as the block lasts. Reads only."""
    opened = _postgres() if connection.vendor == "postgresql" else _sqlite()
    with opened as source:
        yield source


def arrow_type(field: "models.Field[Any, Any]") -> pa.DataType:
    """What a column of a model is in the lake. TypeError for what does not belong there: a public id, a file."""
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    found = _TYPES.get(kind.get_internal_type())
    if found is None:
        raise TypeError(f"{field} is a {kind.get_internal_type()}, which the lake does not take")
    return found


def sql_of(query: "QuerySet[Any, Any]") -> str:
    """What is asked of the database, as text: the rows of a snapshot are asked for by numbers, dates and codes of ours
    alone, so nothing that anybody typed is ever in it."""
    sql, params = query.query.get_compiler(using=connection.alias).as_sql()
    return str(sql) % tuple(_literal(one) for one in params)


_TYPES = {
    "BigAutoField": pa.int64(), "BigIntegerField": pa.int64(), "IntegerField": pa.int64(),
    "PositiveIntegerField": pa.int64(), "PositiveSmallIntegerField": pa.int32(), "SmallIntegerField": pa.int32(),
    "BooleanField": pa.bool_(), "CharField": pa.string(), "DateField": pa.date32(),
    "DateTimeField": pa.timestamp("us", tz="UTC"),
}  # fmt: skip


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value and connection.vendor == "sqlite" else str(value).upper()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return f"'{value.isoformat()}'"
    return "'" + str(value).replace("'", "''") + "'"


class _Postgres:
    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    def read(self, query: "QuerySet[Any, Any]", schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        self.cursor.execute(sql_of(query))
        for batch in self.cursor.fetch_record_batch():
            if batch.num_rows:
                yield _typed(batch.columns, schema)


@contextmanager
def _postgres() -> Iterator[Source]:
    from adbc_driver_postgresql import dbapi  # type: ignore[import-not-found,unused-ignore]
    from psycopg.conninfo import make_conninfo

    known = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey")
    told = connection.get_connection_params()
    address = make_conninfo("", **{key: told[key] for key in known if told.get(key)})
    with dbapi.connect(address) as opened, opened.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield _Postgres(cursor)


class _SQLite:
    def __init__(self, opened: sqlite3.Connection) -> None:
        self.opened = opened

    def read(self, query: "QuerySet[Any, Any]", schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        with closing(self.opened.execute(sql_of(query))) as cursor:
            while rows := cursor.fetchmany(BATCH):
                yield _typed([pa.array(column) for column in zip(*rows, strict=True)], schema)


@contextmanager
def _sqlite() -> Iterator[Source]:
    file = Path(str(connection.settings_dict["NAME"])).resolve()
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, isolation_level=None)) as opened:
        # Functions that Django adds to SQLite, such as the year of a day.
        from django.db.backends.sqlite3._functions import register

        register(opened)
        opened.execute("BEGIN")
        yield _SQLite(opened)


def _typed(columns: Sequence[pa.Array], schema: pa.Schema) -> pa.RecordBatch:
    """Columns as the schema says: what a database gives narrower or as text becomes what the model says it is. A value
    that is not, ArrowInvalid."""
    told = [_cast(column, field) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(told, schema=schema)


def _cast(column: pa.Array, field: pa.Field) -> pa.Array:
    if pa.types.is_timestamp(field.type) and pa.types.is_string(column.type):
        return column.cast(pa.timestamp("us")).cast(field.type)  # SQLite keeps moments of UTC without saying so
    return column.cast(field.type)
