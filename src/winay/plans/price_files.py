"""A sheet of prices that somebody filled in: CSV or XLSX, a row a good. Rows without a price say nothing."""

from collections.abc import Iterable, Iterator
from datetime import date

from winay.places.rules import name_key
from winay.places.tables import Problems, Row, Table, read_table
from winay.places.terms import Level
from winay.plans.price_rules import Good, PriceSaid
from winay.plans.queries.menus import LONGEST_LINE, Line
from winay.plans.terms import PriceSource

COLUMNS = ("item", "line", "unit", "place", "price", "quoted_on", "source_kind", "source")


def template_rows(lines: Iterable[Line], place: str) -> Iterator[tuple[str, ...]]:
    """A row for each good, its price, day and source to be filled in."""
    for one in lines:
        yield one.item.key, one.words.text("es"), one.good.unit, place, "", "", "", ""


def read_prices(file: str, content: bytes) -> list[PriceSaid]:
    """The prices of a sheet. `BadInputs` with every cell that is not what its column holds."""
    problems = Problems()
    table = read_table(file, content, problems, COLUMNS)
    found = [said for row in table.rows if row.cells["price"] and (said := _said(table, row)) is not None]
    if not found and not problems.found:
        problems.add(file, "empty_file")
    problems.stop_if_any()
    return found


def _said(table: Table, row: Row) -> PriceSaid | None:
    place = table.code(row, "place", [Level.DEPARTMENT, Level.PROVINCE, Level.DISTRICT])
    minor, day = table.number(row, "price", 2), _day(table, row)
    kind = table.word(row, "source_kind", [one.value for one in PriceSource])
    words = table.text(row, "line", most=LONGEST_LINE)
    source = table.text(row, "source", most=160)
    item, unit = table.text(row, "item", most=48), table.text(row, "unit", most=8)
    if place is None or minor is None or kind not in set(PriceSource):
        return None
    return PriceSaid(Good(item, name_key(words), unit), place, minor, day, PriceSource(kind), source)


def _day(table: Table, row: Row) -> date | None:
    try:
        return date.fromisoformat(row.cells["quoted_on"][:10])
    except ValueError:
        table.bad(row, "quoted_on", "day")
        return None
