"""Writing many plain rows at once, without a model object for each: localities, areas, households, subjects of lines.

The caller has opened the transaction and answers for the journal. Constraints and triggers hold as for any row.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

BATCH = 1_000
_LISTED = {
    # Unpacked while the query runs: the planner would look at each value of a constant.
    "postgresql": "= ANY(ARRAY(SELECT unnest(%s::{kind}[])))",
    "sqlite": "IN (SELECT value FROM json_each(%s))",
}
_PLAIN = {"bigint", "uuid"}
"""Types whose values mean nothing to whoever reads an array."""
NOTHING = "\\N"
"""How COPY writes that there is no value."""
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows into a model's table, `columns` by their names in the database. PostgreSQL takes them by COPY. What a
    constraint refuses is an `IntegrityError` on both."""
    fields, rows = _fields(model, columns), iter(rows)
    if connection.vendor == "postgresql":
        _copy(model, columns, (_lines(fields, batch) for batch in iter(lambda: list(islice(rows, BATCH)), [])))
    else:
        _insert(model, columns, fields, rows)


def insert_columns(model: type[models.Model], columns: Mapping[str, Sequence[Any]]) -> None:
    """The same for rows that are given column by column, all of one length: a column that holds one value alone costs
    next to nothing."""
    names, length = list(columns), len(next(iter(columns.values())))
    if not length:
        return
    if connection.vendor != "postgresql":
        _insert(model, names, _fields(model, names), zip(*columns.values(), strict=True))
        return
    same = [name for name in names if _is_same(columns[name])]
    several = [name for name in names if name not in same] or [same.pop()]
    fields = dict(zip(names, _fields(model, names), strict=True))
    begin = "".join(f"{next(iter(_texts(fields[name], columns[name][:1])))}\t" for name in same)
    texts = [_texts(fields[name], columns[name]) for name in several]
    lines = f"\n{begin}".join(map("\t".join, zip(*texts, strict=True)))
    _copy(model, [*same, *several], [f"{begin}{lines}\n"])


def insert_texts(model: type[models.Model], columns: Sequence[str], lines: str) -> None:
    """The same for rows that are lines as PostgreSQL's COPY reads them already, which alone takes them: for millions of
    rows whose texts a caller knows a way to make many at a time. `as_text` is the text of one value."""
    _copy(model, columns, [lines])


def as_text(value: Any) -> str:
    """One value as COPY reads it."""
    if value is None:
        return NOTHING
    return value.hex if isinstance(value, UUID) else str(value).translate(_ESCAPED)


def _is_same(column: Sequence[Any]) -> bool:
    return column[0] == column[-1] and column.count(column[0]) == len(column)


def _fields(model: type[models.Model], columns: Sequence[str]) -> list["models.Field[Any, Any]"]:
    by_column = {field.column: field for field in model._meta.fields}
    return [by_column[column] for column in columns]


def _table(model: type[models.Model], columns: Sequence[str]) -> str:
    """A table with some columns, as both COPY and INSERT name them."""
    quoted = connection.ops.quote_name
    return f"{quoted(model._meta.db_table)} ({', '.join(map(quoted, columns))})"


def _copy(model: type[models.Model], columns: Sequence[str], parts: Iterable[str]) -> None:
    statement = f"COPY {_table(model, columns)} FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for part in parts:
            copy.write(part)


def _insert(
    model: type[models.Model], columns: Sequence[str], fields: Sequence["models.Field[Any, Any]"],
    rows: Iterable[Sequence[Any]],
) -> None:  # fmt: skip
    statement = f"INSERT INTO {_table(model, columns)} VALUES ({', '.join(['%s'] * len(columns))})"
    waiting = _adapted(fields, rows)
    with connection.cursor() as cursor:
        while batch := list(islice(waiting, BATCH)):
            cursor.executemany(statement, batch)


def among(column: str, wanted: Iterable[int | str], kind: str = "bigint") -> RawSQL:
    """The condition that a column (SQL, with its table) holds one of these. `kind` is the column's type."""
    ending, value = listed(wanted, kind)
    return RawSQL(f"{column} {ending}", [value], BooleanField())


def listed(wanted: Iterable[int | str], kind: str = "bigint") -> tuple[str, str]:
    """The end of a condition, `one of these`, and the one value for it: one on its way to the database, however many
    they are."""
    ending = _LISTED[connection.vendor].format(kind=kind)
    if connection.vendor != "postgresql":
        return ending, json.dumps(list(wanted))
    texts = ",".join(map(str, wanted)) if kind in _PLAIN else ",".join(map(_quoted, map(str, wanted)))
    return ending, f"{{{texts}}}"


def _quoted(text: str) -> str:
    """As an element of an array of PostgreSQL."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Primary keys for so many rows that will be inserted in this transaction. One query."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "WITH named AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence) "
                "SELECT nextval(sequence) FROM named, generate_series(1, %s)",
                [table, count],
            )
            return [number for (number,) in cursor.fetchall()]
        # The transaction holds the only write lock, so nobody else can take these meanwhile.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
        return list(range(first, first + count))


def _lines(fields: Sequence["models.Field[Any, Any]"], rows: Sequence[Sequence[Any]]) -> str:
    """Rows as COPY reads them. Column by column: what a column holds is looked at once, not cell by cell."""
    columns = (_texts(field, column) for field, column in zip(fields, zip(*rows, strict=True), strict=True))
    return "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n"


def _texts(field: "models.Field[Any, Any]", column: Sequence[Any]) -> Iterable[str]:
    if isinstance(field, models.CharField | models.TextField):
        return [text.translate(_ESCAPED) for text in column] if _SPECIAL.search("".join(column)) else column
    write: Callable[[Any], str] = str
    if isinstance(field, models.DateField):  # the same few again and again
        write = _day
    elif isinstance(field, models.UUIDField):
        write = attrgetter("hex")
    if field.null:
        return [NOTHING if value is None else write(value) for value in column]
    return map(write, column)


_day = lru_cache(maxsize=100_000)(str)


def _adapted(fields: Sequence["models.Field[Any, Any]"], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """SQLite keeps days, hours, instants and public ids as texts; all else goes in as it is."""
    texts = models.DateField | models.TimeField | models.UUIDField
    changed = [(at, field) for at, field in enumerate(fields) if isinstance(field, texts)]
    if not changed:
        yield from rows
        return
    for row in rows:
        cells = list(row)
        for at, field in changed:
            cells[at] = field.get_db_prep_value(cells[at], connection)
        yield cells
