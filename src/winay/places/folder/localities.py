"""Reading a pack's localities, from CSV or Parquet. Nothing is written here."""

import io
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from winay.places.rules import MANY_TIMES, name_key, too_many_households
from winay.places.tables import Problems, Row, Table, note_control_characters, read_table
from winay.places.terms import CODE_LENGTH, Level

REQUIRED = ("code", "name", "rural", "latitude", "longitude")
OPTIONAL = ("district", "altitude_m", "community", "households")
DISTRICT = CODE_LENGTH[Level.DISTRICT]
LOWEST, HIGHEST = -500, 9_000
MICRO = 1_000_000
MOST_HOUSEHOLDS = 10_000_000
PARQUET = b"PAR1"


@dataclass(frozen=True, slots=True)
class ListedLocality:
    """A locality as the file lists it, with its row there. Positions in millionths of a degree; None is
    what the file does not say."""

    row: Row
    code: str
    name: str
    rural: bool
    latitude_e6: int
    longitude_e6: int
    altitude_m: int | None
    community: str | None
    households: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """What the country says: districts by code with their estimated rural households and people, where known."""

    districts: Collection[str]
    rural_households: Mapping[str, int]
    people: Mapping[str, int]


def locality_table(file: str, content: bytes, problems: Problems) -> Table:
    """The rows of the file as text, whichever form it has."""
    if file.endswith(".parquet"):
        return _parquet(file, content, problems)
    return read_table(file, content, problems, REQUIRED, OPTIONAL)


def _parquet(file: str, content: bytes, problems: Problems) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    empty = Table(file, (), (), problems)
    if not content.startswith(PARQUET):
        problems.add(file, "not_parquet")
        return empty
    if not content.endswith(PARQUET):
        problems.add(file, "cut_parquet")
        return empty
    try:
        found = pq.read_table(io.BytesIO(content))
        columns = {name: _texts(found.column(name)) for name in found.column_names}
    except (pa.ArrowException, OSError, ValueError):
        problems.add(file, "cut_parquet")
        return empty
    already = len(problems.found)
    for name in REQUIRED:
        if name not in columns:
            problems.add(file, "column_missing", {"column": name}, value=", ".join(columns)[:120])
    for name in columns:
        if name not in {*REQUIRED, *OPTIONAL}:
            problems.add(file, "column_unknown", {"columns": ", ".join([*REQUIRED, *OPTIONAL])}, column=name[:60])
    if not found.num_rows:
        problems.add(file, "empty_file")
    if len(problems.found) > already:
        return empty
    names = tuple(columns)
    rows = tuple(
        Row(number, dict(zip(names, cells, strict=True)))
        for number, cells in enumerate(zip(*columns.values(), strict=True), start=2)
    )
    note_control_characters(file, rows, problems)
    return Table(file, names, rows, problems)


def _texts(column: object) -> list[str]:
    """The cells as a table in text would have them; true and false as 1 and 0."""
    return ["" if value is None or value != value else _text(value) for value in column.to_pylist()]  # type: ignore[attr-defined]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        # Whole numbers become floats in a column with gaps.
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()


def read_localities(table: Table, known: Known) -> list[ListedLocality]:
    """The localities by code. Faults of single rows, localities listed twice or in two districts, and impossible
    numbers of households go to the table's problems."""
    seen: dict[str, int] = {}
    found: dict[str, ListedLocality] = {}
    for row in table.rows:
        code = table.code(row, "code", [Level.LOCALITY])
        if code is None:
            continue
        if code in seen:
            table.bad(row, "code", "locality_twice", row=seen[code])
            continue
        seen[code] = row.number
        if code[:DISTRICT] not in known.districts:
            table.bad(row, "code", "locality_district_unknown", district=code[:DISTRICT])
        if row.cells.get("district", code[:DISTRICT]) != code[:DISTRICT]:
            table.bad(row, "district", "locality_two_districts", district=code[:DISTRICT])
        if (one := _locality(table, row, code)) is not None:
            found[code] = one
    listed = [found[code] for code in sorted(found)]
    _check_doubles(table, listed)
    lines = [(one.row, one.code, one.households, one.rural) for one in listed if one.households is not None]
    check_households(table, lines, known)
    return listed


def _locality(table: Table, row: Row, code: str) -> ListedLocality | None:
    """None, after noting why, for a row whose position cannot be read."""
    latitude, longitude = _degrees(table, row, "latitude", 90), _degrees(table, row, "longitude", 180)
    name, rural, community = table.text(row, "name"), table.flag(row, "rural"), row.cells.get("community")
    if community and len(community) > 120:
        table.bad(row, "community", "too_long", most=120)
    altitude, households = _whole(table, row, "altitude_m", LOWEST, HIGHEST), households_in(table, row)
    if latitude is None or longitude is None:
        return None
    return ListedLocality(row, code, name, rural, latitude, longitude, altitude, community, households)


def households_in(table: Table, row: Row) -> int | None:
    """A number of households; None where the cell is empty, absent or wrong."""
    return _whole(table, row, "households", 0, MOST_HOUSEHOLDS)


def _degrees(table: Table, row: Row, column: str, most: int) -> int | None:
    """Millionths of a degree; finer positions are rounded, a decimetre is close enough."""
    text = row.cells[column]
    if not text:
        table.bad(row, column, "not_empty")
        return None
    try:
        degrees = float(text)
    except ValueError:
        degrees = float("nan")
    if not abs(degrees) < float("inf") or not text.lstrip("-")[:1].isdigit() or "_" in text:
        table.bad(row, column, "number")
        return None
    if abs(degrees) > most:
        table.bad(row, column, "degrees", low=-most, high=most)
        return None
    return round(degrees * MICRO)


def _whole(table: Table, row: Row, column: str, low: int, high: int) -> int | None:
    if not row.cells.get(column):
        return None
    number = table.number(row, column, 0)
    if number is None:
        return None
    if number < 0 <= low:
        table.bad(row, column, "not_negative")
        return None
    if not low <= number <= high:
        table.bad(row, column, "number_range", low=low, high=high)
        return None
    return number


def _check_doubles(table: Table, listed: Sequence[ListedLocality]) -> None:
    """The same name at the same spot under two codes is one locality listed twice, perhaps in two districts."""
    seen: dict[tuple[str, int, int], ListedLocality] = {}
    for one in listed:
        other = seen.setdefault((name_key(one.name), one.latitude_e6, one.longitude_e6), one)
        if other is one:
            continue
        same = other.code[:DISTRICT] == one.code[:DISTRICT]
        code = "locality_again" if same else "locality_in_two_districts"
        table.bad(one.row, "code", code, other=other.code, row=other.row.number)


def check_households(table: Table, lines: Sequence[tuple[Row, str, int, bool]], known: Known) -> None:
    """Numbers of households, (row, locality's code, households, rural), against what is published of the district:
    row by row, and then all rural ones of a district together."""
    sums: dict[str, int] = defaultdict(int)
    last: dict[str, Row] = {}
    flagged: set[str] = set()
    for row, code, households, rural in lines:
        district = code[:DISTRICT]
        if not rural:
            people = known.people.get(district)
            if people is not None and households > people:
                table.bad(row, "households", "households_over_people", people=people)
            continue
        sums[district] += households
        last[district] = row
        estimate = known.rural_households.get(district)
        if too_many_households(households, estimate):
            flagged.add(district)
            table.bad(row, "households", "households_many", times=MANY_TIMES, estimate=estimate or 0)
    for district in sorted(sums.keys() - flagged):
        estimate = known.rural_households.get(district)
        if too_many_households(sums[district], estimate):
            table.bad(
                last[district], "households", "households_many_together",
                times=MANY_TIMES, estimate=estimate or 0, total=sums[district], district=district,
            )  # fmt: skip
