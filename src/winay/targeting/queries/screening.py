"""Screening a territory: facts from the database, the rule over all areas at once, rows for pages and drafts.

Reads are kept for as long as the figures they were made of stand (`revision`), so that looking at a screening, turning
its pages and drawing its map cost one computation.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from winay.core.fixed import rescale
from winay.core.remembered import Remembered
from winay.places.models import Indicator, Place, Source
from winay.places.queries import DistrictTable, district_table, figures_revision
from winay.places.terms import Level
from winay.programs.models import Criterion as CriterionRow
from winay.programs.queries import terms_of as version_terms
from winay.programs.queries import version_row
from winay.programs.terms import CriterionKind, CriterionMode
from winay.programs.version_terms import CriterionTerms, NumberTerms, VersionTerms
from winay.targeting import columns
from winay.targeting.models import Area, FarmCount, FarmTable
from winay.targeting.rules import (
    HECTARE_SCALE,
    PERCENT_SCALE,
    Adjustments,
    AreaFacts,
    Criterion,
    Farms,
    Figure,
    Finding,
    Screened,
    Terms,
    adjust,
    answers,
    screen,
)
from winay.targeting.terms import Answer, Outcome, WhatIf, outcome_of

memory = Remembered(most=40)
ENGINE_TURN = Lock()
"""DuckDB refuses a second call on its connection instead of waiting, and requests come in several threads."""
HOUSEHOLDS = "rural_households_est"


@dataclass(frozen=True, slots=True)
class AreaOfCountry:
    """One area and where it lies."""

    area_id: int
    code: str
    name: str
    province: str
    department: str
    households: int | None
    lent_from: str | None


@dataclass(frozen=True, slots=True)
class ScreenedRow:
    """One area of a screening; `answers` and `found` are in the order of the screening's criteria."""

    area_id: int
    code: str
    name: str
    province: str
    department: str
    households: int | None
    level: int
    near_miss: bool
    preferences_met: int
    answers: tuple[int, ...]
    found: tuple[int | None, ...]

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.level)


@dataclass(frozen=True)
class Country:
    """All areas with all facts that any screening reads, at one revision of the figures."""

    revision: str
    areas: tuple[AreaOfCountry, ...]
    table: DistrictTable
    position: Mapping[str, int]
    farms: Mapping[str, Sequence[tuple[Farms, FarmTable]]]
    sources: Mapping[str, Source]

    def farm_count(self, code: str, criteria: Iterable[Criterion]) -> tuple[Farms, FarmTable] | None:
        """The count that decides in a district, and its table: of those in use that counted what the criterion of
        predominance asks, the newest, a real one before a synthetic one. None where nothing answers."""
        asked = next((c for c in criteria if c.kind is CriterionKind.PREDOMINANCE), None)
        if asked is None:
            return None
        counts = self.farms.get(code, ())
        return next((n for n in counts if answers(n[0], (n[1].labour_share, n[1].property_share), asked)), None)

    def provenance(self, key: str, code: str) -> tuple[Indicator, Source, str] | None:
        """An indicator, and source and date of a district's figure by it, or of the figure it may be lent."""
        column = self.table.columns[key]
        at = self.position[code]
        if column.value[at] is None and column.lent[at] is not None:
            at = self.position[self.table.lent_from[at] or code]
        source, on = column.source[at], column.as_of[at]
        if source is None or on is None:
            return None
        # A figure known by its year alone is dated 31 December.
        year_only = (on.month, on.day) == (12, 31)
        return column.indicator, self.sources[source], str(on.year) if year_only else on.isoformat()

    def figure(self, code: str, indicator: str) -> Figure:
        """A district's figure by an indicator."""
        column, at = self.table.columns[indicator], self.position[code]
        return Figure(column.value[at], column.low[at], column.high[at], column.lent[at])

    def facts(self, area: AreaOfCountry, terms: Terms) -> AreaFacts:
        """What the scalar rule asks of one area."""
        wanted = [c.indicator for c in terms.criteria if c.indicator is not None]
        farms = self.farm_count(area.code, terms.criteria)
        return AreaFacts(
            area.code,
            {key: self.figure(area.code, key) for key in wanted},
            area.households,
            farms[0] if farms else None,
        )


@dataclass(frozen=True)
class Screening:
    """A territory under a version's terms, or under a what-if of them."""

    program_key: str
    version_key: str
    version_id: UUID | None
    valid_from: date
    terms: Terms
    departs: bool
    revision: str
    rows: tuple[ScreenedRow, ...]
    country: Country

    def count(self, outcome: Outcome) -> int:
        """How many areas have this outcome."""
        return self._tally[outcome][0]

    def households(self, outcome: Outcome) -> int:
        """Estimated households in the areas with this outcome; unknown numbers count nothing."""
        return self._tally[outcome][1]

    def answers_of(self, key: str) -> dict[Answer, int]:
        """How many areas each answer of one criterion has."""
        at = [criterion.key for criterion in self.terms.criteria].index(key)
        return self._answers[at]

    @cached_property
    def _tally(self) -> dict[Outcome, tuple[int, int]]:
        """Areas and households by outcome, counted once: a page asks for them a dozen times."""
        levels = Counter[int]()
        homes = Counter[int]()
        for row in self.rows:
            levels[row.level] += 1
            homes[row.level] += row.households or 0
        sums = dict.fromkeys(Outcome, (0, 0))
        for level, areas in levels.items():
            outcome = outcome_of(level)
            before = sums[outcome]
            sums[outcome] = (before[0] + areas, before[1] + homes[level])
        return sums

    @cached_property
    def _answers(self) -> list[dict[Answer, int]]:
        """For each criterion how many areas gave which answer."""
        counted = [Counter(answers) for answers in zip(*(row.answers for row in self.rows), strict=True)]
        counted = counted or [Counter() for _ in self.terms.criteria]
        return [{answer: one[answer] for answer in reversed(Answer)} for one in counted]

    def findings(self, row: ScreenedRow) -> tuple[Finding, ...]:
        """What each criterion found in one area, with intervals."""
        found = []
        for criterion, answer, value in zip(self.terms.criteria, row.answers, row.found, strict=True):
            figure = self.country.figure(row.code, criterion.indicator) if criterion.indicator else Figure()
            lent = value is not None and criterion.indicator is not None and figure.value is None
            low, high = (None, None) if lent else (figure.low, figure.high)
            found.append(Finding(criterion.key, Answer(answer), value, low, high, lent))
        return tuple(found)

    def within(self, territory: str | None) -> "Screening":
        """The part of the screening inside a place."""
        if territory is None:
            return self
        rows = tuple(row for row in self.rows if row.code.startswith(territory))
        return Screening(
            self.program_key, self.version_key, self.version_id, self.valid_from, self.terms, self.departs,
            self.revision, rows, self.country,
        )  # fmt: skip


def revision() -> str:
    """Changes with the figures, the areas and the farm tables. Three small queries."""
    farms = FarmTable.objects.aggregate(newest=Max("id"), withdrawn=Count("withdrawn_at"))
    areas = Area.objects.aggregate(newest=Max("id"))["newest"]
    return f"{figures_revision()}/{areas or 0}/{farms['newest'] or 0}-{farms['withdrawn']}"


def terms_of(version: VersionTerms) -> Terms:
    """A version's criteria as the rules read them, at the scale of the indicators they look at."""
    indicators = {i.key: i for i in Indicator.objects.filter(key__in=[c.indicator for c in version.criteria])}
    return Terms(tuple(_criterion(c, indicators) for c in version.criteria), version.alternatives_k or 0)


def version_of(program_key: str, version_key: str) -> VersionTerms | None:
    """A published version. It never changes, so it is read whole only once. One query afterwards."""
    row = version_row(program_key, version_key)
    return None if row is None else memory.get(("version", row.public_id), lambda: version_terms(row))


def find_version(ref: str) -> VersionTerms | None:
    """A version by `program@version`, as people write it."""
    program, _, version = ref.partition("@")
    return version_of(program, version)


def screen_country(version: VersionTerms, wanted: Adjustments | None = None) -> Screening:
    """Every area of the country under a version's terms or a what-if; `Refused` for a what-if that cannot be."""
    wanted = wanted or Adjustments()
    now = revision()
    published = terms_of(version)
    terms = adjust(published, wanted)
    key = (now, version.public_id, terms)
    return memory.get(key, lambda: _screen(version, terms, terms != published, _country(now)))


def explain(
    version: VersionTerms, code: str, wanted: Adjustments | None = None, *, country: Country | None = None
) -> list[tuple[AreaOfCountry, Terms, Screened]]:
    """The areas of one district, decided by the scalar rule with its reasons; empty where it has no rural area.
    `country` saves reading
    it again."""
    terms = adjust(terms_of(version), wanted or Adjustments())
    country = country or country_now()
    return [(area, terms, screen(country.facts(area, terms), terms)) for area in country.areas if area.code == code]


def _criterion(row: CriterionTerms, indicators: Mapping[str, Indicator]) -> Criterion:
    indicator = indicators.get(row.indicator or "")
    return Criterion(
        key=row.key,
        kind=row.kind,
        mode=row.mode,
        scale=indicator.scale if indicator else 0,
        percent=indicator is not None and indicator.unit == "percent",
        indicator=row.indicator,
        comparison=row.comparison,
        value=_number(row.value, indicator.scale if indicator else 0),
        places=None if row.places is None else tuple(sorted(row.places)),
        within=None if row.within is None else tuple(sorted(row.within)),
        share_over=_number(row.share_over, PERCENT_SCALE),
        cut_ha=_number(row.cut_ha, HECTARE_SCALE),
        further=row.limited_sales or row.labour_share_at_least is not None or row.property_share_at_least is not None,
        labour_share=_number(row.labour_share_at_least, PERCENT_SCALE),
        property_share=_number(row.property_share_at_least, PERCENT_SCALE),
    )


def _number(terms: NumberTerms | None, scale: int) -> int | None:
    """A number of the version at the scale of what it is compared with."""
    return None if terms is None or terms.number is None else rescale(terms.number, terms.scale, scale)


def country_now() -> Country:
    """All areas and facts as they stand."""
    return _country(revision())


def _country(now: str) -> Country:
    return memory.get(("country", now), lambda: _read_country(now))


def _read_country(now: str) -> Country:
    used = _indicators_used()
    table = district_table(used)
    names = dict(Place.objects.exclude(level__in=[Level.DISTRICT, Level.LOCALITY]).values_list("code", "name"))
    position = {code: at for at, code in enumerate(table.code)}
    areas = tuple(
        AreaOfCountry(pk, code, name, names[code[:4]], names[code[:2]], households, table.lent_from[position[code]])
        for pk, code, name, households in Area.objects.order_by("district__code", "id").values_list(
            "id", "district__code", "name", "households"
        )
    )
    return Country(now, areas, table, position, _farms(), Source.objects.in_bulk(field_name="key"))


def _indicators_used() -> list[str]:
    keys = CriterionRow.objects.exclude(indicator="").values_list("indicator", flat=True)
    return sorted({*keys, HOUSEHOLDS})


def _farms() -> dict[str, list[tuple[Farms, FarmTable]]]:
    """The counts in use of each district with their tables: real before synthetic, then the newest first."""
    tables = FarmTable.objects.filter(withdrawn_at=None).in_bulk()
    counts: dict[str, list[tuple[Farms, FarmTable]]] = {}
    for code, households, under_cut, further, table_id in (
        FarmCount.objects.filter(table__withdrawn_at=None)
        .order_by("table__synthetic", "-table__as_of", "-table_id")
        .values_list("district__code", "households", "under_cut", "further", "table_id")
    ):
        table = tables[table_id]
        counts.setdefault(code, []).append((Farms(table.cut_ha, households, under_cut, further), table))
    return counts


def _screen(version: VersionTerms, terms: Terms, departs: bool, country: Country) -> Screening:
    with ENGINE_TURN:
        answered = columns.screen(_as_ibis(country, terms), terms).to_pyarrow()
    said = answered.to_pydict()
    answers = list(zip(*(said[f"answer_{c.key}"] for c in terms.criteria), strict=True))
    found = list(zip(*(said[f"found_{c.key}"] for c in terms.criteria), strict=True))
    by_area = {area: at for at, area in enumerate(said["area"])}
    rows = []
    for area in country.areas:
        at = by_area[area.area_id]
        rows.append(
            ScreenedRow(
                area.area_id,
                area.code,
                area.name,
                area.province,
                area.department,
                area.households,
                said["level"][at],
                said["near_miss"][at],
                said["preferences_met"][at],
                answers[at],
                found[at],
            )
        )
    return Screening(
        version.program_key,
        version.version_key,
        version.public_id,
        version.valid_from,
        terms,
        departs,
        country.revision,
        tuple(rows),
        country,
    )


def _as_ibis(country: Country, terms: Terms) -> Any:
    import ibis
    import pyarrow as pa

    positions = [country.position[area.code] for area in country.areas]
    counts = [country.farm_count(area.code, terms.criteria) for area in country.areas]
    farms = [count and count[0] for count in counts]
    data: dict[str, Iterable[Any]] = {
        "households": [area.households for area in country.areas],
        "farm_cut": [f and f.cut_ha for f in farms],
        "farm_households": [f and f.households for f in farms],
        "farm_under": [f and f.under_cut for f in farms],
        "farm_further": [f and f.further for f in farms],
    }
    for key in {c.indicator for c in terms.criteria if c.kind is CriterionKind.THRESHOLD and c.indicator}:
        column = country.table.columns[key]
        for suffix, values in (
            ("", column.value),
            ("_low", column.low),
            ("_high", column.high),
            ("_lent", column.lent),
        ):
            data[f"i_{key}{suffix}"] = [values[at] for at in positions]
    arrays = {name: pa.array(values, pa.int64()) for name, values in data.items()}
    arrays["area"] = pa.array([area.area_id for area in country.areas], pa.int64())
    arrays["code"] = pa.array([area.code for area in country.areas], pa.string())
    return ibis.memtable(pa.table(arrays))


def named_what_ifs(version: VersionTerms) -> list[tuple[WhatIf, Adjustments]]:
    """The what-ifs shown beside a version that requires predominance: predominance as a preference, because its farm
    table is mostly missing; and all guidelines required, because the source does not say whether all must hold.

    Guidelines are the shares of households and the least number of them. A count of another program's households is
    shown beside the rule and is never one: no named what-if asks for it.
    """
    criteria = terms_of(version).criteria
    central = [c.key for c in criteria if c.kind is CriterionKind.PREDOMINANCE and c.mode is CriterionMode.REQUIRED]
    if not central:
        return []
    preference = dict.fromkeys(central, CriterionMode.PREFERENCE)
    guidelines = {
        c.key: CriterionMode.REQUIRED
        for c in criteria
        if (c.percent or c.kind is CriterionKind.MINIMUM_HOUSEHOLDS) and c.mode is not CriterionMode.REQUIRED
    }
    found = [(WhatIf.PREDOMINANCE_PREFERRED, Adjustments(modes=preference))]
    if guidelines:
        found.append((WhatIf.ALL_GUIDELINES, Adjustments(modes={**preference, **guidelines})))
    return found
