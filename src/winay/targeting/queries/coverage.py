"""Coverage of a screening, and of the places where the program really was, by the poverty rates of the districts."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from winay.places.headlines import headlines
from winay.programs.terms import CriterionKind
from winay.targeting.columns import MISSING, Bools, Ints
from winay.targeting.coverage import Coverage
from winay.targeting.queries.country import POVERTY, Country
from winay.targeting.queries.screening import Screening
from winay.targeting.terms import Answer, Outcome

PROGRAM = headlines("program_households")


@dataclass(frozen=True, slots=True)
class Measured:
    """A coverage, and what it could not look at: areas or districts without a rate or a number of households."""

    coverage: Coverage
    left_out: int


@dataclass(frozen=True, slots=True)
class ProgramMeasured:
    """Where the program was at the date of its figures. `above` are the districts where it counted more households
    than are estimated to be rural there; `capped` counts no more of them than that."""

    reported: Measured
    capped: Measured
    above: int
    districts: int


def coverage_of(screening: Screening) -> Measured:
    """Eligible areas against all areas of the screening's territory. A household stands for one place, and every
    household of an eligible area may enter."""
    country, part = screening.country, slice(screening.start, screening.stop)
    households, rate = country.facts.households[part], _rates(country)[country.facts.district][part]
    known = (households != MISSING) & (rate != MISSING)
    chosen = screening.is_(Outcome.ELIGIBLE)[part]
    return Measured(
        _coverage(country, households, rate, known, np.where(chosen, households, 0), _meets_rule(screening)[part]),
        int((~known).sum()),
    )


def coverage_of_program(screening: Screening) -> ProgramMeasured:
    """The households that the program has or had, by district, against all rural households of the territory. The
    areas that meet the rule are the districts whose rate meets the screening's poverty criterion."""
    country = screening.country
    size = len(country.facts.district_codes)
    inside = np.zeros(size, bool)
    part = slice(screening.start, screening.stop)
    inside[country.facts.district[part]] = True
    there = np.where(country.facts.households[part] == MISSING, 0, country.facts.households[part])
    households = np.zeros(size, np.int64)
    np.add.at(households, country.facts.district[part], there)
    rate = _rates(country)
    reached = sum(
        (np.where(figure.value == MISSING, 0, figure.value) for figure in (country.facts.figures[k] for k in PROGRAM)),
        np.zeros(size, np.int64),
    )
    known = inside & (rate != MISSING)
    rule = np.zeros(size, bool)
    rule[country.facts.district] = _meets_rule(screening)
    capped = np.minimum(reached, households)
    left_out = int((inside & ~known & (reached > 0)).sum())
    return ProgramMeasured(
        Measured(_coverage(country, np.maximum(households, reached), rate, known, reached, rule), left_out),
        Measured(_coverage(country, households, rate, known, capped, rule), left_out),
        int((known & (reached > households)).sum()),
        int((inside & (reached > 0)).sum()),
    )


def at_end(screening: Screening, bound: str) -> Screening:
    """The same choice of areas, to be measured with every district's poverty at the `low` or `high` end of its
    interval at once."""
    country = screening.country
    return replace(screening, country=replace(country, facts=country.facts.at_bound(POVERTY, bound)))


def program_households(screening: Screening) -> int:
    """Households that the program has or had in the screening's territory, at the date of its figures: running and
    finished, also where the poverty rate is unknown."""
    country = screening.country
    inside = np.zeros(len(country.facts.district_codes), bool)
    inside[country.facts.district[screening.start : screening.stop]] = True
    return sum(int(v[inside & (v != MISSING)].sum()) for v in (country.facts.figures[key].value for key in PROGRAM))


def _rates(country: Country) -> Ints:
    return country.facts.figures[POVERTY].value


def _meets_rule(screening: Screening) -> Bools:
    """Which areas meet the criterion on poverty, whatever its mode; all where there is none."""
    for criterion, answer in zip(screening.terms.criteria, screening.columns.answers, strict=True):
        if criterion.kind is CriterionKind.THRESHOLD and criterion.indicator == POVERTY:
            meets: Bools = answer > Answer.UNKNOWN
            return meets
    return np.ones(len(screening.country.codes), bool)


def _coverage(country: Country, households: Ints, rate: Ints, known: Bools, covered: Ints, rule: Bools) -> Coverage:
    """Sums over what is known. The poor of any group are its households times the rate of their district."""
    unit = country.poor_unit

    def total(numbers: Ints, where: Bools) -> Fraction:
        return Fraction(int(numbers[where].sum()))

    def poor(numbers: Ints, where: Bools) -> Fraction:
        return Fraction(int((numbers[where] * rate[where]).sum()), unit)

    by_rule = known & rule
    return Coverage(
        total(households, known),
        poor(households, known),
        total(covered, known),
        poor(covered, known),
        total(covered, by_rule),
        poor(covered, by_rule),
    )
