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
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
        waiting = _adapted(model, columns, rows)
        while batch := list(islice(waiting, BATCH)):
            cursor.executemany(statement, batch)


def _adapted(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Iterator[Sequence[Any]]:
    """SQLite keeps days and instants as texts; all else goes in as it is."""
    kinds = {field.column: field for field in model._meta.fields if isinstance(field, models.DateField)}
    days = [at for at, column in enumerate(columns) if column in kinds]
    if not days:
        yield from rows
        return
    for row in rows:
        cells = list(row)
        for at in days:
            cells[at] = kinds[columns[at]].get_db_prep_value(cells[at], connection)
        yield cells
