"""Screening a territory: the rule over all areas at once, rows for pages and drafts, and one scenario beside another.

A screening is columns; a row is made when somebody looks at it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import overload
from uuid import UUID

import numpy as np

from winay.core.fixed import rescale
from winay.places.models import Indicator
from winay.programs.queries import terms_of as version_terms
from winay.programs.queries import version_row
from winay.programs.terms import CriterionKind, CriterionMode
from winay.programs.version_terms import CriterionTerms, NumberTerms, VersionTerms
from winay.targeting import columns
from winay.targeting.columns import MISSING, Bools, Ints, ScreenedColumns
from winay.targeting.queries.country import AreaOfCountry, Country, country_at, country_now, memory, revision
from winay.targeting.rules import HECTARE_SCALE, PERCENT_SCALE, Criterion, Figure, Finding, Screened, Terms, screen
from winay.targeting.terms import Answer, Outcome, WhatIf, outcome_of
from winay.targeting.what_if_rules import Adjustments, adjust


@dataclass(frozen=True, slots=True)
class ScreenedRow:
    """One area of a screening; `answers` and `found` are in the order of the screening's criteria."""

    area: AreaOfCountry
    level: int
    near_miss: bool
    preferences_met: int
    answers: tuple[int, ...]
    found: tuple[int | None, ...]

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.level)


@dataclass(frozen=True, slots=True)
class Sums:
    """Areas, their households (estimated or counted) and, of these, the poor by the district's rate. Areas whose
    number of households or whose rate is unknown add nothing to the sum and are counted in `unknown`."""

    areas: int
    households: int
    poor: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Flow:
    """What changes between two screenings of the same areas."""

    entering: Sums
    leaving: Sums
    staying: Sums


@dataclass(frozen=True, slots=True)
class FindingColumns:
    """One criterion's findings in many areas; None is unknown."""

    answer: list[int]
    found: list[int | None]
    low: list[int | None]
    high: list[int | None]
    lent: list[bool]


@dataclass(frozen=True)
class Screening:
    """A territory under a version's terms, or under a what-if of them. `start` and `stop` cut it out of the country."""

    program_key: str
    version_key: str
    version_id: UUID | None
    valid_from: date
    terms: Terms
    departs: bool
    country: Country
    columns: ScreenedColumns
    start: int
    stop: int

    @property
    def revision(self) -> str:
        """The state of figures, farm tables and areas that this was computed from."""
        return self.country.revision

    @property
    def rows(self) -> "Rows":
        """The areas in the order of their codes, made as they are looked at."""
        return Rows(self, range(self.start, self.stop))

    def where(self, wanted: Bools) -> "Rows":
        """The areas for which a column over the country is true, within this territory."""
        return Rows(self, (np.flatnonzero(wanted[self.start : self.stop]) + self.start).tolist())

    def row(self, at: int) -> ScreenedRow:
        """The area at a position of the country."""
        said = self.columns
        return ScreenedRow(
            self.country.area(at),
            int(said.level[at]),
            bool(said.near_miss[at]),
            int(said.preferences_met[at]),
            tuple(int(answer[at]) for answer in said.answers),
            tuple(None if found[at] == MISSING else int(found[at]) for found in said.found),
        )

    def is_(self, outcome: Outcome) -> Bools:
        """Which areas of the country have this outcome."""
        level = self.columns.level
        match outcome:
            case Outcome.UNKNOWN:
                wanted: Bools = level == Answer.UNKNOWN
            case Outcome.ELIGIBLE:
                wanted = level > Answer.UNKNOWN
            case Outcome.NOT_ELIGIBLE:
                wanted = level < Answer.UNKNOWN
        return wanted

    def count(self, outcome: Outcome) -> int:
        """How many areas have this outcome."""
        return self._by_outcome[outcome].areas

    def households(self, outcome: Outcome) -> int:
        """Households in the areas with this outcome; unknown numbers count nothing."""
        return self._by_outcome[outcome].households

    def poor(self, outcome: Outcome) -> int:
        """Poor households in the areas with this outcome, by the rates of their districts."""
        return self._by_outcome[outcome].poor

    @cached_property
    def _by_outcome(self) -> dict[Outcome, Sums]:
        return {outcome: self.sums(self.is_(outcome)) for outcome in Outcome}

    def sums(self, wanted: Bools | None = None) -> Sums:
        """Totals of the areas for which a column over the country is true, within this territory; of all for None."""
        part = slice(self.start, self.stop)
        inside = np.ones(self.stop - self.start, bool) if wanted is None else wanted[part]
        households = self.country.facts.households[part][inside]
        poor = int(self.country.poor[part][inside].sum())
        unit = self.country.poor_unit
        known = households != MISSING
        return Sums(
            int(inside.sum()), int(households[known].sum()), (2 * poor + unit) // (2 * unit), int((~known).sum())
        )

    def answers_of(self, key: str) -> dict[Answer, int]:
        """How many areas each answer of one criterion has."""
        at = [criterion.key for criterion in self.terms.criteria].index(key)
        counts = np.bincount(self.columns.answers[at][self.start : self.stop], minlength=len(Answer))
        return {answer: int(counts[answer]) for answer in reversed(Answer)}

    def findings(self, row: ScreenedRow) -> tuple[Finding, ...]:
        """What each criterion found in one area, with intervals."""
        found = []
        for criterion, answer, value in zip(self.terms.criteria, row.answers, row.found, strict=True):
            figure = self.country.figure(row.area.code, criterion.indicator) if criterion.indicator else Figure()
            lent = value is not None and criterion.indicator is not None and figure.value is None
            low, high = (None, None) if lent else (figure.low, figure.high)
            found.append(Finding(criterion.key, Answer(answer), value, low, high, lent))
        return tuple(found)

    def finding_columns(self) -> list[FindingColumns]:
        """What each criterion found in every area of the territory, as `findings` says it of one."""
        facts, part = self.country.facts, slice(self.start, self.stop)
        districts = facts.district[part]
        listed = []
        for criterion, answer, found in zip(self.terms.criteria, self.columns.answers, self.columns.found, strict=True):
            size = self.stop - self.start
            low, high, lent = [None] * size, [None] * size, [False] * size
            if criterion.indicator is not None:
                figure = facts.figures[criterion.indicator]
                own = figure.value[districts] != MISSING
                low, high = _known(figure.low[districts], own), _known(figure.high[districts], own)
                lent = (~own & (found[part] != MISSING)).tolist()
            listed.append(FindingColumns(answer[part].tolist(), _known(found[part]), low, high, lent))
        return listed

    def within(self, territory: str | None) -> "Screening":
        """The part of the screening inside a place."""
        if not territory:
            return self
        start, stop = self.country.span(territory)
        return replace(self, start=start, stop=stop)

    def of_districts(self) -> dict[str, Answer]:
        """For each district the answer that most of its households have; of two with as many, the lower. Areas with an
        unknown number of households weigh as little as can be."""
        facts, part = self.country.facts, slice(self.start, self.stop)
        households = np.where(facts.households == MISSING, 0, facts.households)[part] * 1000 + 1
        districts, size = facts.district[part], len(facts.district_codes)
        # Sums of whole numbers far below 2^53: exact in the floats that bincount adds.
        cells = districts * len(Answer) + self.columns.level[part]
        weights = np.bincount(cells, households, size * len(Answer)).reshape(size, len(Answer))
        most = weights.argmax(axis=1)
        return {facts.district_codes[at]: Answer(most[at]) for at in np.unique(districts).tolist()}

    def digits(self) -> str:
        """One digit (the answer, 0-4) an area of the country, in the order of codes; `-` outside the territory."""
        signs = np.full(len(self.country.codes), ord("-"), np.uint8)
        part = slice(self.start, self.stop)
        signs[part] = self.columns.level[part] + ord("0")
        return signs.tobytes().decode("ascii")


def _known(numbers: Ints, where: Bools | None = None) -> list[int | None]:
    """The numbers, with None where they are missing, or where they are not wanted."""
    gone = numbers == MISSING if where is None else (numbers == MISSING) | ~where
    return [None if missing else number for number, missing in zip(numbers.tolist(), gone.tolist(), strict=True)]


class Rows(Sequence[ScreenedRow]):
    """Areas of a screening by their positions; each row is made when it is asked for."""

    def __init__(self, screening: Screening, positions: Sequence[int]) -> None:
        self.screening, self.positions = screening, positions

    def __len__(self) -> int:
        return len(self.positions)

    @overload
    def __getitem__(self, at: int) -> ScreenedRow: ...
    @overload
    def __getitem__(self, at: slice) -> "Rows": ...
    def __getitem__(self, at: int | slice) -> "ScreenedRow | Rows":
        found = self.positions[at]
        return self.screening.row(found) if isinstance(found, int) else Rows(self.screening, found)

    def __iter__(self) -> Iterator[ScreenedRow]:
        return map(self.screening.row, self.positions)


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


def screen_country(version: VersionTerms, wanted: Adjustments | None = None, *, now: str | None = None) -> Screening:
    """Every area of the country under a version's terms or a what-if; `Refused` for a what-if that cannot be. `now` is
    the `revision()` that was just read, for whoever screens several times: nothing is then asked of the database."""
    now = now or revision()
    published = _published(version, now)
    terms = adjust(published, wanted or Adjustments())

    def make() -> Screening:
        country = country_at(now)
        return _screening(version, terms, terms != published, country, columns.screen(country.facts, terms))

    found: Screening = memory.get((now, version.public_id, terms), make)
    return found


def _published(version: VersionTerms, now: str) -> Terms:
    found: Terms = memory.get((now, "terms", version.public_id), lambda: terms_of(version))
    return found


def _screening(
    version: VersionTerms, terms: Terms, departs: bool, country: Country, said: ScreenedColumns
) -> Screening:
    return Screening(
        version.program_key,
        version.version_key,
        version.public_id,
        version.valid_from,
        terms,
        departs,
        country,
        said,
        0,
        len(country.codes),
    )


def explain(
    version: VersionTerms, code: str, wanted: Adjustments | None = None, *, country: Country | None = None
) -> list[tuple[AreaOfCountry, Terms, Screened]]:
    """The areas of a district, or one area by its code, decided by the scalar rule with its reasons; empty where there
    is none. `country` saves reading it again."""
    country = country or country_now()
    terms = adjust(_published(version, country.revision), wanted or Adjustments())
    areas = [country.area(at) for at in range(*country.span(code))]
    return [(area, terms, screen(country.area_facts(area, terms), terms)) for area in areas]


def flow(base: Screening, other: Screening) -> Flow:
    """What enters and what leaves when `other` decides instead of `base`, within the territory of `other`."""
    before, after = base.is_(Outcome.ELIGIBLE), other.is_(Outcome.ELIGIBLE)
    return Flow(other.sums(after & ~before), other.sums(before & ~after), other.sums(before & after))


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What the screening would say if an indicator stood everywhere at the low or high end of its interval."""

    low: Sums
    value: Sums
    high: Sums
    flips: Bools
    """Areas whose outcome is not the same at both ends."""


def sensitivity(screening: Screening, indicator: str) -> Sensitivity:
    """Eligible areas at both ends of an indicator's interval, and which areas' answers flip inside it."""
    facts = screening.country.facts
    ends = [columns.screen(facts.at_bound(indicator, bound), screening.terms).level for bound in ("low", "high")]
    low, high = (np.sign(end - Answer.UNKNOWN) for end in ends)
    return Sensitivity(
        screening.sums(low > 0),
        screening.sums(screening.is_(Outcome.ELIGIBLE)),
        screening.sums(high > 0),
        low != high,
    )


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


def named_what_ifs(version: VersionTerms, published: Terms | None = None) -> list[tuple[WhatIf, Adjustments]]:
    """The what-ifs shown beside a version that requires predominance: predominance as a preference, because its farm
    table is mostly missing; and all guidelines required, because the source does not say whether all must hold.

    Guidelines are the shares of households and the least number of them. A count of another program's households is
    shown beside the rule and is never one: no named what-if asks for it. `published` saves reading the terms again.
    """
    criteria = (published or terms_of(version)).criteria
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
