"""What the pages of places show: the country, one place, every indicator. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from winay.places.locality_lists import LocalityLine, LocalityList, household_line, localities_of
from winay.places.models import Indicator, Office, Pack, Place
from winay.places.queries import (
    Column,
    Fact,
    ancestors,
    district_table,
    facts_of,
    offices_of,
    pack_in_force,
    place_by_code,
    search,
    unknown_of,
)
from winay.places.summaries import (
    POVERTY,
    Dates,
    Known,
    Totals,
    add_up,
    indicator_list,
    names_around,
    newest_dates,
    place_counts,
    totals_inside,
)
from winay.places.terms import Level

POVERTY_LINE = Decimal(40)
"""Percent. "Location in districts with over 40 percent of households living in poverty": the case study, Targeting.
A version of a program may ask for another line; its own pages say so."""

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class CountryPage:
    """The departments, and the whole country in the last row; the pack in force, where one was installed."""

    departments: list[Totals]
    together: Totals
    dates: Dates
    pack: Pack | None


def country_page() -> CountryPage:
    """Five queries, whatever the number of districts."""
    departments = totals_inside(None, line=POVERTY_LINE)
    return CountryPage(departments, add_up(departments), newest_dates(), pack_in_force())


@dataclass(frozen=True, slots=True)
class Found:
    """The places that fit what was written; `more` when only the first are here."""

    places: list[Place]
    more: bool


def found_places(text: str) -> Found:
    """One query."""
    places = search(text, limit=MOST_FOUND + 1)
    return Found(places[:MOST_FOUND], len(places) > MOST_FOUND)


@dataclass(frozen=True, slots=True)
class PlacePage:
    """Everything known of a place. `unknown` leaves out what an older district lends: those are in `facts`, marked.

    `inside` are the places directly below with their totals, down to districts; `together` adds them up. A district
    has `localities` instead, a page at a time, where any are known; a locality has its own `home`.
    """

    place: Place
    around: list[Place]
    facts: list[Fact]
    unknown: list[Indicator]
    inside: list[Totals]
    together: Totals
    dates: Dates
    offices: list[Office]
    localities: LocalityList | None
    home: LocalityLine | None

    @property
    def poverty(self) -> Fact | None:
        """The place's published poverty rate, its own or lent; None when unknown."""
        return next((fact for fact in self.facts if fact.indicator.key == POVERTY), None)


def place_page(code: str, *, page: int = 1) -> PlacePage | None:
    """`page` is that of a district's localities. None when there is no such place. The number of queries does not
    depend on what is found."""
    place = place_by_code(code)
    if place is None:
        return None
    facts = facts_of(place)
    lent = {fact.indicator.pk for fact in facts}
    small = place.level in (Level.DISTRICT, Level.LOCALITY)
    inside = [] if small else totals_inside(place, line=POVERTY_LINE)
    return PlacePage(
        place,
        ancestors(place),
        facts,
        [indicator for indicator in unknown_of(place) if indicator.pk not in lent],
        inside,
        add_up(inside),
        newest_dates(),
        offices_of(place),
        localities_of(place, page=page) if place.level == Level.DISTRICT else None,
        household_line(place) if place.level == Level.LOCALITY else None,
    )


@dataclass(frozen=True, slots=True)
class IndicatorsPage:
    """Every indicator, and how many places of each level there are."""

    indicators: list[Known]
    districts: int
    provinces: int
    departments: int


def indicators_page() -> IndicatorsPage:
    """Three queries."""
    counts = place_counts()
    return IndicatorsPage(
        indicator_list(),
        counts.get(Level.DISTRICT, 0),
        counts.get(Level.PROVINCE, 0),
        counts.get(Level.DEPARTMENT, 0),
    )


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """One district in the table of one indicator. `lent` is another district's value and never in `value`."""

    code: str
    name: str
    province: str
    department: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    lent: Decimal | None
    lent_from: str | None
    as_of: str
    source: str


def indicator_rows(key: str) -> tuple[Column, Iterator[DistrictRow]]:
    """One indicator over all districts, by code. Four queries; KeyError for an unknown key."""
    table = district_table([key])
    column = table.columns[key]
    around = names_around()

    def rows() -> Iterator[DistrictRow]:
        for at, code in enumerate(table.code):
            as_of = column.as_of[at]
            lent = column.decimal(column.lent[at])
            yield DistrictRow(
                code,
                table.name[at],
                around.get(code[:4], ""),
                around.get(code[:2], ""),
                column.decimal(column.value[at]),
                column.decimal(column.low[at]),
                column.decimal(column.high[at]),
                lent,
                table.lent_from[at] if lent is not None else None,
                as_of.isoformat() if as_of else "",
                column.source[at] or "",
            )

    return column, rows()
