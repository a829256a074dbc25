"""Reading a country's folder of places and published figures. Nothing is written here.

`places.csv`, `sources.csv` and `indicators.csv` describe; each indicator names its `table`, the file
`figures/<table>.csv` with one row per place and one column per indicator (`<key>__low` and `<key>__high` beside it
where an interval was published). An empty cell is unknown.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from winay.places.rules import looks_like_share, parent_code, parse_as_of
from winay.places.tables import Problems, Row, Table, read_table
from winay.places.terms import Counted, Level, Unit

PLACE_COLUMNS = ("code", "level", "name", "parent", "capital", "latitude", "longitude", "in_census_2017", "lent_from")
SOURCE_COLUMNS = ("key", "publisher", "publication", "as_of", "terms", "note_es", "note_en")
INDICATOR_COLUMNS = (
    *("key", "table", "taken_from", "name_es", "name_en", "unit", "counts", "scale", "as_of", "source", "estimated"),
    *("lendable", "definition_es", "definition_en", "caveat_es", "caveat_en"),
)
LISTED_LEVELS = (Level.DEPARTMENT, Level.PROVINCE, Level.DISTRICT)
HUNDRED = 100
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_RESERVED = re.compile(r".*__(low|high)$")


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place as the folder describes it; positions in millionths of a degree."""

    code: str
    level: Level
    name: str
    parent: str | None
    capital: str
    latitude_e6: int | None
    longitude_e6: int | None
    in_census_2017: bool
    lent_from: str | None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A publication."""

    key: str
    publisher: str
    publication: str
    as_of_label: str
    terms: str
    note_es: str
    note_en: str


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator, and where and when its figures come from."""

    key: str
    topic: str
    position: int
    name_es: str
    name_en: str
    unit: Unit
    counts: Counted
    scale: int
    as_of: date
    as_of_label: str
    source: str
    estimated: bool
    lendable: bool
    definition_es: str
    definition_en: str
    caveat_es: str
    caveat_en: str


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


class _Folder:
    """The files read so far, in order, for the digest."""

    def __init__(self, path: Path, problems: Problems) -> None:
        self.path, self.problems, self.hash = path, problems, hashlib.sha256()

    def table(self, name: str, columns: tuple[str, ...]) -> Table:
        try:
            content = (self.path / name).read_bytes()
        except OSError:
            self.problems.add(name, "file_missing")
            return Table(name, (), (), self.problems)
        self.hash.update(name.encode() + b"\0" + content)
        return read_table(name, content, self.problems, columns)


def read_country(path: Path) -> Country:
    """Read and check the whole folder; `BadInputs` with everything wrong in it."""
    problems = Problems()
    folder = _Folder(path, problems)
    places = _places(folder.table("places.csv", PLACE_COLUMNS))
    sources = _sources(folder.table("sources.csv", SOURCE_COLUMNS))
    indicators = _indicators(folder.table("indicators.csv", INDICATOR_COLUMNS), {source.key for source in sources})
    problems.stop_if_any()
    codes = {place.code for place in places}
    figures: list[Figure] = []
    for topic in dict.fromkeys(indicator.topic for indicator in indicators):
        held = [indicator for indicator in indicators if indicator.topic == topic]
        figures += _figures(folder, topic, held, codes)
    problems.stop_if_any()
    return Country(tuple(places), tuple(sources), tuple(indicators), tuple(figures), folder.hash.hexdigest())


def _places(table: Table) -> list[PlaceRow]:
    found: dict[str, tuple[PlaceRow, Row]] = {}
    for row in table.rows:
        level = table.word(row, "level", [level.value for level in LISTED_LEVELS])
        code = table.code(row, "code", [Level(level)] if level in set(LISTED_LEVELS) else LISTED_LEVELS)
        if code is None or level not in set(LISTED_LEVELS):
            continue
        if code in found:
            table.bad(row, "code", "code_repeated", row=found[code][1].number)
            continue
        found[code] = (_place(table, row, code, Level(level)), row)
    for place, row in found.values():
        _check_relations(table, row, place, found)
    return [place for place, _ in sorted(found.values(), key=lambda pair: (len(pair[0].code), pair[0].code))]


def _place(table: Table, row: Row, code: str, level: Level) -> PlaceRow:
    position = [_degrees(table, row, "latitude", 90), _degrees(table, row, "longitude", 180)]
    if (position[0] is None) != (position[1] is None):
        table.bad(row, "latitude" if position[0] is None else "longitude", "not_empty")
    lent = table.code(row, "lent_from", [Level.DISTRICT]) if row.cells["lent_from"] else None
    return PlaceRow(
        code,
        level,
        table.text(row, "name"),
        row.cells["parent"] or None,
        row.cells["capital"][:120],
        *position,
        table.flag(row, "in_census_2017"),
        lent,
    )


def _degrees(table: Table, row: Row, column: str, most: int) -> int | None:
    number = table.number(row, column, 6)
    if number is not None and abs(number) > most * 10**6:
        table.bad(row, column, "number_range", low=-most, high=most)
    return number


def _check_relations(table: Table, row: Row, place: PlaceRow, known: dict[str, tuple[PlaceRow, Row]]) -> None:
    """The parent is the one the code says, and is there; figures are lent by an older district only."""
    parent = parent_code(place.code)
    if parent is None and place.parent is not None:
        table.bad(row, "parent", "parent_none")
    elif parent is not None and place.parent is None:
        table.bad(row, "parent", "parent_wrong", parent=parent)
    elif place.parent is not None and place.parent not in known:
        table.bad(row, "parent", "parent_unknown")
    elif place.parent != parent:
        table.bad(row, "parent", "parent_wrong", parent=str(parent))
    if place.lent_from is not None:
        lender = known.get(place.lent_from)
        if place.in_census_2017:
            table.bad(row, "lent_from", "lent_census")
        elif lender is None or not lender[0].in_census_2017:
            table.bad(row, "lent_from", "lent_unknown")


def _sources(table: Table) -> list[SourceRow]:
    seen: dict[str, int] = {}
    found = []
    for row in table.rows:
        key = _key(table, row, "key", seen)
        _as_of(table, row)
        label = row.cells["as_of"]
        words = [table.text(row, column, most=250) for column in ("publisher", "publication", "terms")]
        found.append(SourceRow(key, *words[:2], label, words[2], row.cells["note_es"], row.cells["note_en"]))
    return found


def _key(table: Table, row: Row, column: str, seen: dict[str, int]) -> str:
    key = row.cells[column]
    if not _KEY.fullmatch(key) or _RESERVED.fullmatch(key):
        table.bad(row, column, "key")
    if key in seen:
        table.bad(row, column, "code_repeated", row=seen[key])
    seen.setdefault(key, row.number)
    return key


def _as_of(table: Table, row: Row) -> date:
    try:
        return parse_as_of(row.cells["as_of"])
    except ValueError:
        table.bad(row, "as_of", "as_of")
        return date.min


def _indicators(table: Table, sources: set[str]) -> list[IndicatorRow]:
    seen: dict[str, int] = {}
    return [_indicator(table, row, position, sources, seen) for position, row in enumerate(table.rows, start=1)]


def _indicator(table: Table, row: Row, position: int, sources: set[str], seen: dict[str, int]) -> IndicatorRow:
    key, topic = _key(table, row, "key", seen), _key(table, row, "table", {})
    scale = table.number(row, "scale", 0)
    if scale is None or not 0 <= scale <= 9:
        table.bad(row, "scale", "number_range", low=0, high=9)
    if row.cells["source"] not in sources:
        table.bad(row, "source", "source_unknown")
    unit, counts = table.word(row, "unit", list(Unit)), table.word(row, "counts", list(Counted))
    for column in ("name_es", "name_en", "definition_es", "definition_en"):
        table.text(row, column, most=120 if column.startswith("name") else 2000)
    return IndicatorRow(
        key=key,
        topic=topic,
        position=position,
        unit=Unit(unit) if unit in set(Unit) else Unit.COUNT,
        counts=Counted(counts) if counts in set(Counted) else Counted.NOTHING,
        scale=scale or 0,
        as_of=_as_of(table, row),
        as_of_label=row.cells["as_of"],
        source=row.cells["source"],
        estimated=table.flag(row, "estimated"),
        lendable=table.flag(row, "lendable"),
        **{
            column: row.cells[column]
            for column in ("name_es", "name_en", "definition_es", "definition_en", "caveat_es", "caveat_en")
        },
    )


def _figures(folder: _Folder, topic: str, indicators: list[IndicatorRow], codes: set[str]) -> list[Figure]:
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


def _columns_of(folder: _Folder, file: str, indicators: list[IndicatorRow]) -> tuple[str, ...]:
    """The columns the file must have. An interval is optional, but one of its ends calls for the other."""
    try:
        with (folder.path / file).open("rb") as lines:
            titles = lines.readline().decode("utf-8-sig", errors="replace").strip()
    except OSError:
        titles = ""
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
