"""The country as a screening reads it: every current area with every fact, as columns, at one revision.

Kept for as long as the figures, farm tables and areas it was made of stand (`revision`), so that looking at a
screening, turning its pages and drawing its map cost one reading.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from django.db.models import Count, Max

from winay.core.remembered import Remembered
from winay.places.headlines import headline, headlines
from winay.places.models import Indicator, Place, Source
from winay.places.queries import Column, DistrictTable, district_table, figures_revision
from winay.places.terms import CODE_LENGTH, Level
from winay.programs.criterion_models import Criterion as CriterionRow
from winay.programs.terms import CriterionKind
from winay.targeting.columns import MISSING, Bools, FactColumns, FarmColumns, FigureColumns, Ints
from winay.targeting.models import Area, AreaAct, AreaLocality, FarmCut, FarmTable
from winay.targeting.queries.farm_grid import Grid
from winay.targeting.queries.farms import CutAsked, counts_on, grid_of
from winay.targeting.rules import AreaFacts, Criterion, Farms, Figure, Terms

memory = Remembered(most=60)
HOUSEHOLDS = headline("rural_households")
POVERTY = headline("poverty")
DISTRICT = CODE_LENGTH[Level.DISTRICT]
MOST_CUTS = 30
"""Questions to farm tables whose answers are kept: anybody may try another cut."""


@dataclass(frozen=True, slots=True)
class AreaOfCountry:
    """One area and where it lies. `code` begins with the district's six digits."""

    area_id: int
    code: str
    name: str
    district: str
    province: str
    department: str
    households: int | None
    counted: bool
    lent_from: str | None

    @property
    def district_code(self) -> str:
        return self.code[:DISTRICT]


@dataclass(frozen=True)
class Country:
    """All current areas, in the order of their codes, and all figures that any criterion looks at."""

    revision: str
    ids: tuple[int, ...]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    counted: tuple[bool, ...]
    facts: FactColumns
    table: DistrictTable
    position: Mapping[str, int]
    place_names: Mapping[str, str]
    sources: Mapping[str, Source]
    farm_tables: Mapping[int, FarmTable]
    _farms: dict[CutAsked, tuple[FarmColumns, Ints, Bools]] = field(default_factory=dict)

    def span(self, place_code: str | None) -> tuple[int, int]:
        """Where the areas of a place (or one area, by its code) begin and end in the columns."""
        if not place_code:
            return 0, len(self.codes)
        return bisect_left(self.codes, place_code), bisect_left(self.codes, f"{place_code}~")

    def at(self, area_code: str) -> int | None:
        """An area's position in the columns."""
        at = bisect_left(self.codes, area_code)
        return at if at < len(self.codes) and self.codes[at] == area_code else None

    def area(self, at: int) -> AreaOfCountry:
        """The area at a position."""
        code = self.codes[at]
        district = self.position[code[:DISTRICT]]
        households = int(self.facts.households[at])
        return AreaOfCountry(
            self.ids[at],
            code,
            self.names[at],
            self.table.name[district],
            self.place_names[code[:4]],
            self.place_names[code[:2]],
            None if households == MISSING else households,
            self.counted[at],
            self.table.lent_from[district],
        )

    @property
    def areas(self) -> Iterator[AreaOfCountry]:
        """All areas in order, each made as it is reached."""
        return map(self.area, range(len(self.codes)))

    @cached_property
    def district_names(self) -> dict[str, str]:
        """Each district with its province: `Vinchos, Huamanga`."""
        return {
            code: f"{name}, {self.place_names[code[:4]]}"
            for code, name in zip(self.table.code, self.table.name, strict=True)
        }

    @cached_property
    def poor(self) -> Ints:
        """Households of each area times its district's poverty rate: divide a sum by `poor_unit`. Nothing where
        either is unknown."""
        rate = self.facts.figures[POVERTY].value[self.facts.district]
        known = (rate != MISSING) & (self.facts.households != MISSING)
        return np.where(known, self.facts.households * np.where(known, rate, 0), 0)

    @property
    def poor_unit(self) -> int:
        """What one household at a rate of 100 % counts in `poor`."""
        unit: int = 100 * 10 ** self.table.columns[POVERTY].indicator.scale
        return unit

    def farm_count(self, code: str, criteria: Iterable[Criterion]) -> tuple[Farms, FarmTable] | None:
        """The count that decides in an area, and its table; None where no table answers what the criterion asks."""
        asked = next((c for c in criteria if c.kind is CriterionKind.PREDOMINANCE), None)
        at = self.at(code)
        if asked is None or asked.cut_ha is None or at is None:
            return None
        columns, tables, _ = self._farms_for(asked)
        if columns.households[at] == MISSING:
            return None
        further = int(columns.further[at])
        return (
            Farms(
                asked.cut_ha,
                int(columns.households[at]),
                int(columns.under_cut[at]),
                None if further == MISSING else further,
            ),
            self.farm_tables[int(tables[at])],
        )

    def farms_per_area(self, code: str, criterion: Criterion) -> bool:
        """Whether the count that decides was made in the area's own localities, not inherited from the district."""
        at = self.at(code)
        return at is not None and bool(self._farms_for(criterion)[2][at])

    def _farms_for(self, criterion: Criterion) -> tuple[FarmColumns, Ints, Bools]:
        asked = _cut_asked(criterion)
        if asked not in self._farms:
            self.read_farms([criterion])
        return self._farms[asked]

    def read_farms(self, criteria: Iterable[Criterion]) -> None:
        """Answer what several criteria ask of farm tables in one pass, unless it is known."""
        asked = [one for one in dict.fromkeys(map(_cut_asked, criteria)) if one not in self._farms]
        if not asked:
            return
        if len(self._farms) + len(asked) > MOST_CUTS:
            self._farms.clear()
        grid = memory.get(("farm grid", self.revision), lambda: _read_grid(self.ids, self.codes))
        for one, said in zip(asked, counts_on(grid, asked), strict=True):
            parts = (np.where(part < 0, MISSING, part) for part in (said.households, said.under, said.further))
            self._farms[one] = FarmColumns(*parts), said.table_id, said.per_area

    def provenance(self, key: str, code: str) -> tuple[Indicator, Source, str] | None:
        """An indicator, and source and date of an area's figure by it, or of the figure its district may be lent."""
        column = self.table.columns[key]
        at = self.position[code[:DISTRICT]]
        if column.value[at] is None and column.lent[at] is not None:
            at = self.position[self.table.lent_from[at] or code]
        source, on = column.source[at], column.as_of[at]
        if source is None or on is None:
            return None
        # A figure known by its year alone is dated 31 December.
        year_only = (on.month, on.day) == (12, 31)
        return column.indicator, self.sources[source], str(on.year) if year_only else on.isoformat()

    def figure(self, code: str, indicator: str) -> Figure:
        """The figure that an area inherits from its district."""
        column, at = self.table.columns[indicator], self.position[code[:DISTRICT]]
        return Figure(column.value[at], column.low[at], column.high[at], column.lent[at])

    def area_facts(self, area: AreaOfCountry, terms: Terms) -> AreaFacts:
        """What the scalar rule asks of one area."""
        wanted = [c.indicator for c in terms.criteria if c.indicator is not None]
        farms = self.farm_count(area.code, terms.criteria)
        return AreaFacts(
            area.code,
            {key: self.figure(area.code, key) for key in wanted},
            area.households,
            farms[0] if farms else None,
        )


def revision() -> str:
    """Changes with the figures, the areas and the farm tables. Four small queries."""
    farms = FarmTable.objects.aggregate(newest=Max("id"), withdrawn=Count("withdrawn_at"))
    cuts = FarmCut.objects.aggregate(newest=Max("id"))["newest"]
    act = AreaAct.objects.aggregate(newest=Max("id"))["newest"]
    return f"{figures_revision()}/{act or 0}/{farms['newest'] or 0}-{cuts or 0}-{farms['withdrawn']}"


def country_now() -> Country:
    """All areas and facts as they stand."""
    return country_at(revision())


def country_at(now: str) -> Country:
    """All areas and facts at the revision that was just read."""
    country: Country = memory.get(("country", now), lambda: _read_country(now))
    return country


def _read_country(now: str) -> Country:
    table = district_table(_indicators_used())
    position = {code: at for at, code in enumerate(table.code)}
    rows = list(
        Area.objects.filter(retired_by=None).order_by("code").values_list("id", "code", "name", "households", "counted")
    )
    ids, codes, names, households, counted = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    kept: list[Country] = []
    facts = FactColumns(
        codes,
        tuple(table.code),
        np.array([position[code[:DISTRICT]] for code in codes], np.int32),
        _ints(households),
        {key: _figure_columns(column) for key, column in table.columns.items()},
        lambda criterion: kept[0]._farms_for(criterion)[0],
        lambda criteria: kept[0].read_farms(criteria),
    )
    larger = Place.objects.filter(level__in=[Level.DEPARTMENT, Level.PROVINCE])
    country = Country(
        now,
        ids,
        codes,
        names,
        counted,
        facts,
        table,
        position,
        dict(larger.values_list("code", "name")),
        Source.objects.in_bulk(field_name="key"),
        FarmTable.objects.filter(withdrawn_at=None).in_bulk(),
    )
    kept.append(country)
    return country


def _ints(values: Iterable[int | None]) -> Ints:
    return np.array([MISSING if value is None else value for value in values], np.int64)


def _figure_columns(column: Column) -> FigureColumns:
    return FigureColumns(_ints(column.value), _ints(column.low), _ints(column.high), _ints(column.lent))


def _indicators_used() -> list[str]:
    keys = CriterionRow.objects.exclude(indicator="").values_list("indicator", flat=True)
    return sorted({*keys, HOUSEHOLDS, POVERTY, *headlines("program_households")})


def _read_grid(ids: Sequence[int], codes: Sequence[str]) -> Grid:
    """Which localities lie in which area: read once for all questions to farm tables."""
    members: dict[int, list[int]] = {}
    for area, locality in AreaLocality.objects.filter(current=True).values_list("area_id", "locality_id"):
        members.setdefault(area, []).append(locality)
    return grid_of([(area, code, code[:DISTRICT]) for area, code in zip(ids, codes, strict=True)], members)


def _cut_asked(criterion: Criterion) -> CutAsked:
    shares = (criterion.labour_share, criterion.property_share) if criterion.further else (None, None)
    return CutAsked(criterion.cut_ha or 0, *shares)
