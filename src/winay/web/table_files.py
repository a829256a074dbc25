"""Tables out, as CSV, XLSX, GeoJSON, or their dictionary: one list of columns, one stream of rows.

No cell is one that a spreadsheet would take for a formula. Nothing is gathered in memory: CSV and GeoJSON are written
while they are sent, XLSX into a file without a name that is gone when it was sent.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from tempfile import TemporaryFile

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from winay.core.spreadsheet import safe
from winay.web.workbook import Sheet, write_workbook

LATITUDE, LONGITUDE = "latitude", "longitude"
FORMS = ("csv", "xlsx", "geojson", "diccionario", "diccionario.csv")
"""What an address may ask for after the name of a table."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its key (the same in every language), and what its dictionary says of it."""

    key: str
    title: str
    definition: str = ""
    unit: str = ""
    source: str = ""


@dataclass(frozen=True)
class Table:
    """A table to be handed out: `name` of its file without an ending; rows have a cell for each column, None where
    nothing is known. Rows with columns `latitude` and `longitude` (degrees, WGS84) can be drawn as points."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Callable[[], Iterable[Sequence[object]]]

    @property
    def keys(self) -> list[str]:
        return [column.key for column in self.columns]

    @property
    def has_points(self) -> bool:
        return {LATITUDE, LONGITUDE} <= set(self.keys)


def table_response(request: HttpRequest, table: Table, form: str) -> HttpResponseBase:
    """A table in one of `FORMS`, its dictionary also as a page; 404 for any other, and for a map of what has no
    positions."""
    if form == "csv":
        return csv_response(f"{table.name}.csv", table.keys, table.rows())
    if form == "xlsx":
        return _xlsx(table)
    if form == "geojson" and table.has_points:
        return _streamed(_geojson(table), f"{table.name}.geojson", "application/geo+json")
    if form == "diccionario":
        return render(request, "components/dictionary.html", {"table": table, "query": request.GET.urlencode()})
    if form == "diccionario.csv":
        return csv_response(f"{table.name}-diccionario.csv", DICTIONARY, dictionary(table))
    raise Http404


DICTIONARY = ("column", "title", "definition", "unit", "source")


def dictionary(table: Table) -> Iterator[tuple[str, ...]]:
    """A line a column: what it is called, means, is counted in, and comes from."""
    for column in table.columns:
        yield column.key, column.title, column.definition, column.unit, column.source


class _Line:
    """A file that only hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """A download named `name`, written while it is sent. A byte-order mark tells spreadsheets that it is UTF-8."""
    return _streamed(csv_parts(head, rows), name, "text/csv; charset=utf-8")


def csv_parts(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The same as text, some hundred lines at a time."""
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow(head)
        for row in rows:
            yield writer.writerow([safe(cell) for cell in row])

    return _gathered(lines())


def _streamed(parts: Iterable[str], name: str, content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _gathered(lines: Iterable[str]) -> Iterator[str]:
    """Lines a few hundred at a time: each piece that is sent costs more than writing it."""
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) == _AT_ONCE:
            yield "".join(held)
            held.clear()
    yield "".join(held)


def _geojson(table: Table) -> Iterator[str]:
    """A feature a row, a point where its position is known, and the dictionary beside them (RFC 7946, 6.1)."""
    words = [dict(zip(DICTIONARY, line, strict=True)) for line in dictionary(table)]
    head = {"type": "FeatureCollection", "name": table.title, "dictionary": words}
    yield _json(head)[:-1] + ',"features":['
    keys, first = table.keys, True
    latitude, longitude = keys.index(LATITUDE), keys.index(LONGITUDE)

    def features() -> Iterator[str]:
        nonlocal first
        for row in table.rows():
            point = None
            if row[latitude] is not None and row[longitude] is not None:
                point = {"type": "Point", "coordinates": [row[longitude], row[latitude]]}
            said = dict(zip(keys, row, strict=True))
            feature = {"type": "Feature", "geometry": point, "properties": said}
            yield ("\n" if first else ",\n") + _json(feature)
            first = False

    yield from _gathered(features())
    yield "\n]}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    """Exact decimals as JSON numbers, anything else as its text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def _xlsx(table: Table) -> FileResponse:
    """A workbook: the rows, and a sheet with the dictionary."""
    out = TemporaryFile()  # noqa: SIM115  the response closes it when it was sent, and it is gone
    words = Sheet(_("Diccionario"), DICTIONARY, dictionary(table), (22, 34, 80, 16, 60))
    write_workbook(out, [Sheet(table.title, table.keys, table.rows()), words])
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{table.name}.xlsx", content_type=XLSX)
