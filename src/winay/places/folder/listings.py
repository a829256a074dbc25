"""Reading what describes a country: its places, its sources, its indicators. Nothing is written here."""

import re
from dataclasses import dataclass
from datetime import date

from winay.places.rules import parent_code, parse_as_of
from winay.places.tables import Row, Table
from winay.places.terms import Counted, Level, Unit

PLACE_COLUMNS = ("code", "level", "name", "parent", "capital", "latitude", "longitude", "in_census_2017", "lent_from")
SOURCE_COLUMNS = ("key", "publisher", "publication", "as_of", "terms_es", "terms_en", "note_es", "note_en")
INDICATOR_COLUMNS = (
    *("key", "table", "taken_from", "name_es", "name_en", "unit", "counts", "scale", "as_of", "source", "estimated"),
    *("lendable", "definition_es", "definition_en", "caveat_es", "caveat_en"),
)
LISTED_LEVELS = (Level.DEPARTMENT, Level.PROVINCE, Level.DISTRICT)
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
    terms_es: str
    terms_en: str
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


def read_places(table: Table) -> list[PlaceRow]:
    """The tree, by length of code and code."""
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
    latitude, longitude = _degrees(table, row, "latitude", 90), _degrees(table, row, "longitude", 180)
    if (latitude is None) != (longitude is None):
        table.bad(row, "latitude" if latitude is None else "longitude", "not_empty")
    lent = table.code(row, "lent_from", [Level.DISTRICT]) if row.cells["lent_from"] else None
    return PlaceRow(
        code,
        level,
        table.text(row, "name"),
        row.cells["parent"] or None,
        row.cells["capital"][:120],
        latitude,
        longitude,
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


def read_sources(table: Table) -> list[SourceRow]:
    """The publications."""
    seen: dict[str, int] = {}
    found = []
    for row in table.rows:
        key = _key(table, row, "key", seen)
        _as_of(table, row)
        label = row.cells["as_of"]
        publisher = table.text(row, "publisher")
        publication, *terms = (table.text(row, column, most=250) for column in ("publication", "terms_es", "terms_en"))
        notes = row.cells["note_es"], row.cells["note_en"]
        found.append(SourceRow(key, publisher, publication, label, terms[0], terms[1], *notes))
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


def read_indicators(table: Table, sources: set[str]) -> list[IndicatorRow]:
    """The indicators in the file's order; `sources` are the keys they may name."""
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
