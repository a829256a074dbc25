"""PostgreSQL as one side of a carrying, by COPY. As a target everything happens in one transaction of the caller's."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import IntegrityError

from winay.journal.set_keys import dangling
from winay.journal.triggers import install
from winay.journeys.carrying.lines import Kind, chunked, with_same_trees
from winay.journeys.carrying.tables import Table


class PostgresSide:
    """See `sides.Side`."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        connection.ensure_connection()
        self.raw = connection.connection
        self.keys: list[tuple[str, str, str]] = []
        self.indexes: list[str] = []
        self.silenced: list[str] = []
        with self.raw.cursor() as cursor:
            for setting, value in (("TimeZone", "UTC"), ("DateStyle", "ISO"), ("bytea_output", "hex")):
                cursor.execute("SELECT set_config(%s, %s, false)", [setting, value])

    def hold(self, tables: Iterable[Table], *, alone: bool) -> None:
        """One snapshot for all tables. Locks come first: a snapshot older than them could miss what they waited for."""
        self.raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        if alone:
            self.raw.execute(f"LOCK TABLE {', '.join(_name(table.name) for table in tables)} IN SHARE MODE")
        self.raw.execute("SELECT 1")

    def release(self) -> None:
        self.raw.execute("ROLLBACK")

    def prepare(self, tables: Iterable[Table]) -> None:
        """Foreign keys and indexes that only help reading are dropped, to be made again over the whole table: nothing
        is then remembered row by row until the end, however many rows there are."""
        self.raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.keys = self._found(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
        )
        for table, name, _ in self.keys:
            self.raw.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        indexes = self._found(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
            "JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = current_schema()::regnamespace "
            "AND NOT i.indisunique ORDER BY 1"
        )
        for name, made in indexes:
            self.raw.execute(f"DROP INDEX {name}")
            self.indexes.append(made)
        for table in tables:
            self.raw.execute(f"ALTER TABLE {_name(table.name)} DISABLE TRIGGER USER")
            self.raw.execute(f"TRUNCATE {_name(table.name)}")
            self.silenced.append(_name(table.name))

    def finish(self) -> None:
        for made in self.indexes:
            self.raw.execute(made)
        for table, name, made in self.keys:
            self.raw.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}")
        for name in self.silenced:
            self.raw.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
        if broken := dangling(self.connection):
            raise IntegrityError(f"rows point at nothing: {', '.join(broken)}")
        install(self.connection)
        self.raw.execute("ANALYZE")

    def lines(self, table: Table) -> Iterator[bytes]:
        return chunked(with_same_trees(self._copied(table), table.columns))

    def write(self, table: Table, pieces: Iterable[bytes]) -> None:
        with self.raw.cursor() as cursor, cursor.copy(f"COPY {_listed(table)} FROM STDIN") as copy:
            for piece in pieces:
                copy.write(piece)

    def last(self, table: Table) -> int:
        if not table.numbered:
            return 0
        last, given = self._found(f"SELECT last_value, is_called FROM {self._sequence(table)}")[0]
        return int(last) if given else 0

    def set_last(self, table: Table, last: int) -> None:
        if table.numbered:
            self.raw.execute("SELECT setval(%s::regclass, %s, %s)", [self._sequence(table), max(last, 1), last > 0])

    def count(self, table: Table) -> int:
        return int(self._found(f"SELECT count(*) FROM {_name(table.name)}")[0][0])

    def _copied(self, table: Table) -> Iterator[bytes]:
        order = ", ".join(_name(key.name) + (' COLLATE "C"' if key.kind is Kind.TEXT else "") for key in table.keys)
        columns = ", ".join(_name(column.name) for column in table.columns)
        query = f"COPY (SELECT {columns} FROM {_name(table.name)} ORDER BY {order}) TO STDOUT"
        with self.raw.cursor() as cursor, cursor.copy(query) as copy:
            yield from copy

    def _sequence(self, table: Table) -> str:
        return str(self._found(f"SELECT pg_get_serial_sequence('{_name(table.name)}', '{table.keys[0].name}')")[0][0])

    def _found(self, query: str) -> list[Any]:
        with self.raw.cursor() as cursor:
            return list(cursor.execute(query).fetchall())


def _name(name: str) -> str:
    return f'"{name}"'


def _listed(table: Table) -> str:
    return f"{_name(table.name)} ({', '.join(_name(column.name) for column in table.columns)})"
