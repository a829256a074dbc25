"""Reading a file of households that an office counted, locality by locality. Nothing is written here."""

from collections.abc import Mapping
from dataclasses import dataclass

from winay.places.folder.localities import DISTRICT, Known, check_households, households_in
from winay.places.tables import Problems, Row, Table, read_table
from winay.places.terms import Level

REQUIRED = ("code", "households")
OPTIONAL = ("community", "district")


@dataclass(frozen=True, slots=True)
class CountRow:
    """A locality (id and code), the households counted there, and the community it says it belongs to (or nothing)."""

    place: int
    code: str
    households: int
    community: str


@dataclass(frozen=True, slots=True)
class LocalityFacts:
    """What is registered of a locality."""

    id: int
    name: str
    rural: bool | None


def template() -> str:
    """The text of an empty file to fill in: the titles alone."""
    return ",".join((*REQUIRED, *OPTIONAL)) + "\r\n"


def codes_in(file: str, content: bytes) -> set[str]:
    """The codes of a file, whatever else is wrong with it: what to read from the database before judging it."""
    return {row.cells.get("code", "") for row in read_table(file, content, Problems(), REQUIRED, OPTIONAL).rows}


def read_counts(file: str, content: bytes, *, localities: Mapping[str, LocalityFacts], known: Known) -> list[CountRow]:
    """The rows by code; `BadInputs` with everything wrong: unknown or urban localities, one listed twice or under
    another district, negative or impossible numbers."""
    problems = Problems()
    table = read_table(file, content, problems, REQUIRED, OPTIONAL)
    found: dict[str, tuple[Row, CountRow]] = {}
    for row in table.rows:
        one = _count(table, row, localities)
        if one is None:
            continue
        if one.code in found:
            table.bad(row, "code", "locality_twice", row=found[one.code][0].number)
            continue
        found[one.code] = row, one
    check_households(table, [(row, one.code, one.households, True) for row, one in found.values()], known)
    problems.stop_if_any()
    return [found[code][1] for code in sorted(found)]


def _count(table: Table, row: Row, localities: Mapping[str, LocalityFacts]) -> CountRow | None:
    code = table.code(row, "code", [Level.LOCALITY])
    if not row.cells["households"]:
        table.bad(row, "households", "not_empty")
    households = households_in(table, row)
    community = row.cells.get("community", "")
    if len(community) > 120:
        table.bad(row, "community", "too_long", most=120)
    if code is None:
        return None
    if row.cells.get("district") and row.cells["district"] != code[:DISTRICT]:
        table.bad(row, "district", "locality_two_districts", district=code[:DISTRICT])
    locality = localities.get(code)
    if locality is None:
        table.bad(row, "code", "locality_unknown")
    elif locality.rural is False:
        table.bad(row, "code", "locality_urban", name=locality.name)
    if locality is None or households is None:
        return None
    return CountRow(locality.id, code, households, community)
