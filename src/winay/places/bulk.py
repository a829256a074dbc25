"""Writing many plain rows at once, without a model object for each: localities, areas, findings, counts.

The caller has opened the transaction and answers for the journal. Constraints and triggers hold as for any row.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

BATCH = 5_000


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows into a model's table, `columns` by their names in the database. PostgreSQL takes them by COPY."""
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    rows = iter(rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                if _are_numbers(model, columns):
                    while batch := list(islice(rows, BATCH)):
                        copy.write("".join("\t".join(map(str, row)) + "\n" for row in batch))
                for row in rows:
                    copy.write_row(row)
            return
        statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
        waiting = _adapted(model, columns, rows)
        while batch := list(islice(waiting, BATCH)):
            cursor.executemany(statement, batch)


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Primary keys for so many rows that will be inserted in this transaction. One query."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [number for (number,) in cursor.fetchall()]
        # The transaction holds the only write lock, so nobody else can take these meanwhile.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
        return list(range(first, first + count))


def _are_numbers(model: type[models.Model], columns: Sequence[str]) -> bool:
    """Whether these columns hold whole numbers and never nothing: they need no care on their way."""
    kinds = {field.column: field for field in model._meta.fields}
    whole = models.IntegerField | models.ForeignKey
    return all(isinstance(kinds[column], whole) and not kinds[column].null for column in columns)


def _adapted(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Iterator[Sequence[Any]]:
    """SQLite keeps days, instants and public ids as texts; all else goes in as it is."""
    texts = models.DateField | models.UUIDField
    kinds = {field.column: field for field in model._meta.fields if isinstance(field, texts)}
    changed = [at for at, column in enumerate(columns) if column in kinds]
    if not changed:
        yield from rows
        return
    for row in rows:
        cells = list(row)
        for at in changed:
            cells[at] = kinds[columns[at]].get_db_prep_value(cells[at], connection)
        yield cells
