"""Reading a country's places and published figures. Nothing is written here.

`places.csv`, `sources.csv` and `indicators.csv` describe; each indicator names its `table`, the file
`figures/<table>.csv` with one row per place and one column per indicator (`<key>__low` and `<key>__high` beside it
where an interval was published). An empty cell is unknown.
"""

import hashlib
from dataclasses import dataclass

from winay.places.folder.files import Files
from winay.places.folder.listings import (
    INDICATOR_COLUMNS,
    LISTED_LEVELS,
    PLACE_COLUMNS,
    SOURCE_COLUMNS,
    IndicatorRow,
    PlaceRow,
    SourceRow,
    read_indicators,
    read_places,
    read_sources,
)
from winay.places.rules import looks_like_share
from winay.places.tables import Problems, Row, Table, read_table
from winay.places.terms import Unit

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """One published value, as integers of the indicator's scale."""

    place: str
    indicator: str
    value: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Country:
    """Everything the folder holds, and the digest of its files."""

    places: tuple[PlaceRow, ...]
    sources: tuple[SourceRow, ...]
    indicators: tuple[IndicatorRow, ...]
    figures: tuple[Figure, ...]
    digest: str


class _Tables:
    """The files read so far, in order, for the digest."""

    def __init__(self, files: Files, problems: Problems) -> None:
        self.files, self.problems, self.hash = files, problems, hashlib.sha256()

    def table(self, name: str, columns: tuple[str, ...]) -> Table:
        try:
            content = self.files.read(name)
        except OSError:
            self.problems.add(name, "file_missing")
            return Table(name, (), (), self.problems)
        self.hash.update(name.encode() + b"\0" + content)
        return read_table(name, content, self.problems, columns)


def read_country(files: Files) -> Country:
    """Read and check the tables of a country; `BadInputs` with everything wrong in them."""
    problems = Problems()
    folder = _Tables(files, problems)
    places = read_places(folder.table("places.csv", PLACE_COLUMNS))
    sources = read_sources(folder.table("sources.csv", SOURCE_COLUMNS))
    indicators = read_indicators(folder.table("indicators.csv", INDICATOR_COLUMNS), {source.key for source in sources})
    problems.stop_if_any()
    codes = {place.code for place in places}
    figures: list[Figure] = []
    for topic in dict.fromkeys(indicator.topic for indicator in indicators):
        held = [indicator for indicator in indicators if indicator.topic == topic]
        figures += _figures(folder, topic, held, codes)
    problems.stop_if_any()
    return Country(tuple(places), tuple(sources), tuple(indicators), tuple(figures), folder.hash.hexdigest())


def _figures(folder: _Tables, topic: str, indicators: list[IndicatorRow], codes: set[str]) -> list[Figure]:
    file = f"figures/{topic}.csv"
    columns = _columns_of(folder, file, indicators)
    table = folder.table(file, columns)
    rows: list[tuple[str, Row]] = []
    seen: dict[str, int] = {}
    for row in table.rows:
        code = table.code(row, "code", LISTED_LEVELS)
        if code is None:
            continue
        if code in seen:
            table.bad(row, "code", "code_repeated", row=seen[code])
        elif code not in codes:
            table.bad(row, "code", "place_unknown")
        else:
            rows.append((code, row))
        seen.setdefault(code, row.number)
    return [
        figure
        for indicator in indicators
        for figure in _column(table, rows, indicator, f"{indicator.key}__low" in columns)
    ]


def _columns_of(folder: _Tables, file: str, indicators: list[IndicatorRow]) -> tuple[str, ...]:
    """The columns the file must have. An interval is optional, but one of its ends calls for the other."""
    try:
        first = folder.files.read(file).split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    except OSError:
        first = ""
    titles = {title.strip(' "\r\n') for title in first.replace(";", ",").split(",")}
    columns = ["code"]
    for indicator in indicators:
        columns.append(indicator.key)
        ends = [f"{indicator.key}__low", f"{indicator.key}__high"]
        if any(end in titles for end in ends):
            columns += ends
    return tuple(columns)


def _column(table: Table, rows: list[tuple[str, Row]], indicator: IndicatorRow, interval: bool) -> list[Figure]:
    """All figures of one indicator."""
    key, scale, found = indicator.key, indicator.scale, []
    for code, row in rows:
        value = table.number(row, key, scale)
        low = high = None
        if interval:
            low, high = (table.number(row, f"{key}__{end}", scale) for end in ("low", "high"))
            _check_interval(table, row, key, value, low, high)
        if value is None:
            continue
        if value < 0 and indicator.unit is not Unit.METRE:
            table.bad(row, key, "percent" if indicator.unit is Unit.PERCENT else "not_negative")
        elif indicator.unit is Unit.PERCENT and max(value, high or 0) > HUNDRED * 10**scale:
            table.bad(row, key, "percent")
        found.append(Figure(code, key, value, low, high))
    if indicator.unit is Unit.PERCENT and looks_like_share((figure.value for figure in found), scale):
        largest = max(found, key=lambda figure: figure.value)
        row = next(row for code, row in rows if code == largest.place)
        table.bad(row, key, "share")
    return found


def _check_interval(table: Table, row: Row, key: str, value: int | None, low: int | None, high: int | None) -> None:
    written = [bool(row.cells[column]) for column in (key, f"{key}__low", f"{key}__high")]
    if (written[1] or written[2]) and not all(written):
        table.bad(row, key, "interval_whole")
    elif value is not None and low is not None and high is not None and not low <= value <= high:
        table.bad(row, f"{key}__low" if low > value else f"{key}__high", "interval", value=row.cells[key])
