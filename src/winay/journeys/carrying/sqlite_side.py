"""SQLite as one side of a carrying. Values become text inside the database, a row at a time."""

from collections.abc import Iterable, Iterator
from typing import Any

from winay.journal.triggers import install, remove
from winay.journeys.carrying.lines import Column, Kind, chunked, row_for_sqlite, whole_lines, with_same_trees
from winay.journeys.carrying.tables import Table

_ESCAPES = ((92, r"\\"), (8, r"\b"), (9, r"\t"), (10, r"\n"), (11, r"\v"), (12, r"\f"), (13, r"\r"))
_HYPHENS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))


class SqliteSide:
    """See `sides.Side`. As a target it is a file of its own that becomes the installation's only when whole."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        connection.ensure_connection()
        self.raw = connection.connection

    def hold(self, tables: Iterable[Table], *, alone: bool) -> None:
        """A transaction that reads sees one moment while others write; one that is IMMEDIATE keeps writers out."""
        self.raw.execute("BEGIN IMMEDIATE" if alone else "BEGIN")
        self.raw.execute("SELECT count(*) FROM sqlite_master").fetchone()  # a moment is chosen by the first reading

    def release(self) -> None:
        self.raw.execute("ROLLBACK")

    def prepare(self, tables: Iterable[Table]) -> None:
        remove(self.connection)
        self.connection.disable_constraint_checking()
        self.raw.execute("BEGIN")
        for table in tables:
            self.raw.execute(f'DELETE FROM "{table.name}"')

    def finish(self) -> None:
        self.raw.execute("COMMIT")
        self.connection.check_constraints()
        self.connection.enable_constraint_checking()
        install(self.connection)
        self.raw.execute("ANALYZE")

    def lines(self, table: Table) -> Iterator[bytes]:
        joined = " || char(9) || ".join(f"ifnull({_as_text(column)}, '\\N')" for column in table.columns)
        order = ", ".join(f'"{key.name}"' for key in table.keys)
        found = self.raw.cursor().execute(f'SELECT {joined} || char(10) FROM "{table.name}" ORDER BY {order}')
        return chunked(with_same_trees((line for (line,) in found), table.columns))

    def write(self, table: Table, pieces: Iterable[bytes]) -> None:
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        places = ", ".join("?" * len(table.columns))
        rows = map(row_for_sqlite(table.columns), whole_lines(pieces))
        self.raw.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})', rows)

    def last(self, table: Table) -> int:
        if not table.numbered:
            return 0
        found = self.raw.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table.name]).fetchone()
        return int(found[0]) if found else 0

    def set_last(self, table: Table, last: int) -> None:
        if table.numbered:
            self.raw.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table.name])
            if last:
                self.raw.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table.name, last])

    def count(self, table: Table) -> int:
        return int(self.raw.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0])


def _as_text(column: Column) -> str:
    """SQL: a value as PostgreSQL's COPY would write it; NULL stays NULL."""
    name = f'"{column.name}"'
    if column.kind in (Kind.TEXT, Kind.TREE):
        for code, written in _ESCAPES:
            name = f"replace({name}, char({code}), '{written}')"
        return name
    if column.kind is Kind.TRUTH:
        return f"CASE {name} WHEN 1 THEN 't' WHEN 0 THEN 'f' ELSE {name} END"
    if column.kind in (Kind.HOUR, Kind.INSTANT):
        zone = " || '+00'" if column.kind is Kind.INSTANT else ""
        return f"CASE WHEN instr({name}, '.') THEN rtrim(rtrim({name}, '0'), '.') ELSE {name} END{zone}"
    if column.kind is Kind.UUID:
        return " || '-' || ".join(f"substr({name}, {start}, {length})" for start, length in _HYPHENS)
    if column.kind is Kind.BYTES:
        return f"CASE WHEN {name} IS NOT NULL THEN '\\\\x' || lower(hex({name})) END"
    return name
