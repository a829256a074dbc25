"""Reading a file of offices: one row for each office and place. Nothing is written here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from winay.places.rules import overlaps
from winay.places.tables import Problems, Row, Table, read_table
from winay.places.terms import Level

COLUMNS = ("office_code", "office_name", "seat", "place_code")


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office and the codes of the places it covers."""

    code: str
    name: str
    seat: str
    places: tuple[str, ...]


def template() -> str:
    """The text of an empty file to fill in: the titles alone."""
    return ",".join(COLUMNS) + "\r\n"


def codes_in(file: str, content: bytes) -> set[str]:
    """The place codes of a file, whatever else is wrong with it: what to look up before judging it."""
    return {row.cells.get("place_code", "") for row in read_table(file, content, Problems(), COLUMNS).rows}


def read_offices(file: str, content: bytes, *, known: Collection[str], kept: Mapping[str, str]) -> list[OfficeRow]:
    """The offices of a file. `known` are the codes in it that are places, `kept` says which office covers which place.

    `BadInputs` with everything wrong in it: an office written in two ways, a place that does not exist or stands
    twice, ground that two offices share in the file or with an office that the file does not name.
    """
    problems = Problems()
    table = read_table(file, content, problems, COLUMNS)
    first: dict[str, Row] = {}
    rows_of: dict[str, Row] = {}
    covers: dict[str, str] = {}
    for row in table.rows:
        office = table.text(row, "office_code", most=20)
        table.text(row, "office_name")
        _check_same(table, row, first.setdefault(office, row))
        place = table.code(row, "place_code", list(Level))
        if place is None:
            continue
        if place not in known:
            table.bad(row, "place_code", "place_unknown")
        elif place in covers:
            table.bad(row, "place_code", "code_repeated", row=rows_of[place].number)
        else:
            covers[place], rows_of[place] = office, row
    others = {place: office for place, office in kept.items() if office not in first}
    for overlap in overlaps(covers, others):
        table.bad(
            rows_of[overlap.place],
            "place_code",
            "office_overlap",
            office=overlap.other_office,
            other=overlap.other_place,
        )
    problems.stop_if_any()
    return [
        OfficeRow(
            code,
            row.cells["office_name"],
            row.cells["seat"],
            tuple(sorted(place for place, office in covers.items() if office == code)),
        )
        for code, row in first.items()
    ]


def _check_same(table: Table, row: Row, first: Row) -> None:
    for column in ("office_name", "seat"):
        if row.cells[column] != first.cells[column]:
            table.bad(row, column, "office_differs", row=first.number)
