"""Coverage of screenings and of the program as it was: a small country by hand, and the published totals of Peru."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction as F
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from tests.targeting import scene
from winay.places.headlines import headlines
from winay.places.models import Measurement
from winay.programs.terms import Comparison, CriterionKind, CriterionMode
from winay.targeting import columns
from winay.targeting.columns import MISSING, FactColumns, FarmColumns, FigureColumns
from winay.targeting.queries.country import POVERTY, Country
from winay.targeting.queries.coverage import at_end, coverage_of, coverage_of_program, program_households
from winay.targeting.queries.screening import Screening
from winay.targeting.rules import Criterion, Terms
from winay.targeting.what_if_rules import Adjustments

pytestmark = pytest.mark.django_db
RUNNING, FINISHED = headlines("program_households")
OVER_FORTY = Criterion(
    "poverty", CriterionKind.THRESHOLD, CriterionMode.REQUIRED, scale=1, percent=True, indicator=POVERTY,
    comparison=Comparison.OVER, value=400,
)  # fmt: skip


def ints(*values: int | None) -> Any:
    return np.array([MISSING if value is None else value for value in values], np.int64)


def figure(*values: int | None, low: Sequence[int | None] = (), high: Sequence[int | None] = ()) -> FigureColumns:
    none = [None] * len(values)
    return FigureColumns(ints(*values), ints(*(low or none)), ints(*(high or none)), ints(*none))


def small(*criteria: Criterion, areas: Sequence[tuple[str, int | None]] = ()) -> Screening:
    """Four districts: 60.0 %, 30.0 %, 20.0 % poor, and one without a rate. The first has two areas."""
    listed = areas or (("010101-0001", 100), ("010101-0002", 50), ("010102", 200), ("020101", None), ("020102", 40))
    districts = ("010101", "010102", "020101", "020102")
    facts = FactColumns(
        tuple(code for code, _ in listed),
        districts,
        np.array([districts.index(code[:6]) for code, _ in listed], np.int32),
        ints(*(households for _, households in listed)),
        {
            POVERTY: figure(600, 300, 200, None, low=[500, 200, 100, None], high=[700, 450, 300, None]),
            RUNNING: figure(100, None, 30, 7),
            FINISHED: figure(80, 20, None, None),
        },
        lambda _: FarmColumns(*(ints(*[None] * len(listed)) for _ in range(3))),
    )
    table = SimpleNamespace(columns={POVERTY: SimpleNamespace(indicator=SimpleNamespace(scale=1))})
    size = len(listed)
    country = Country(
        "by hand", tuple(range(size)), facts.codes, facts.codes, (False,) * size, facts, cast(Any, table),
        {code: at for at, code in enumerate(districts)}, {}, {}, {},
    )  # fmt: skip
    terms = Terms(criteria or (OVER_FORTY,))
    said = columns.screen(facts, terms)
    return Screening("p", "v", None, date(2020, 1, 1), terms, False, country, said, 0, size)


def test_a_small_country_by_hand() -> None:
    measured = coverage_of(small())
    said = measured.coverage
    assert measured.left_out == 2  # without households, without a rate
    assert (said.households, said.poor) == (350, 90 + 60)
    assert (said.covered, said.covered_poor) == (150, 90)
    assert (said.covered_by_rule, said.covered_by_rule_poor) == (150, 90)
    assert said.undercoverage == F(60, 150) and said.leakage_of_covered == F(60, 150)
    assert said.leakage_of_nonpoor == F(60, 200) and said.index == F(90, 150) / F(150, 350) == F(7, 5)
    assert said.area_leakage == 0


def test_areas_that_enter_for_another_reason_leak_apart() -> None:
    enough = Criterion("enough", CriterionKind.MINIMUM_HOUSEHOLDS, CriterionMode.REQUIRED, value=60)
    said = coverage_of(small(replace(OVER_FORTY, mode=CriterionMode.PREFERENCE), enough)).coverage
    assert (said.covered, said.covered_poor) == (300, 60 + 60)
    assert (said.covered_by_rule, said.covered_by_rule_poor) == (100, 60)
    assert (said.leakage_by_design, said.area_leakage) == (F(40, 300), F(140, 300))
    without = coverage_of(small(enough)).coverage  # nothing on poverty is asked: all is by design
    assert without.covered_by_rule == without.covered


def test_a_territory_is_measured_by_itself() -> None:
    seen = small()
    inside = coverage_of(replace(seen, start=2, stop=5))
    assert (inside.coverage.households, inside.coverage.covered, inside.left_out) == (200, 0, 2)
    assert inside.coverage.index is None


def test_the_ends_of_the_interval_change_who_is_poor_and_not_who_enters() -> None:
    low, high = (coverage_of(at_end(small(), bound)).coverage for bound in ("low", "high"))
    assert (low.covered, high.covered) == (150, 150)
    assert (low.poor, low.covered_poor) == (75 + 40, 75)
    assert (high.poor, high.covered_poor) == (105 + 90, 105)


def test_the_program_as_it_was_by_hand() -> None:
    """180 reported in a district of 150, 20 in one of 200, 30 where the households are unknown, 7 without a rate."""
    there = coverage_of_program(small())
    assert (there.above, there.districts, there.reported.left_out) == (2, 4, 1)
    reported, capped = there.reported.coverage, there.capped.coverage
    assert (reported.covered, reported.covered_poor) == (180 + 20 + 30, 108 + 6 + 6)
    assert (reported.households, reported.poor) == (180 + 200 + 30, 108 + 60 + 6)
    assert (capped.covered, capped.covered_poor) == (150 + 20, 90 + 6)
    assert (capped.households, capped.poor) == (350, 150)
    assert (capped.covered_by_rule, capped.covered_by_rule_poor) == (150, 90)
    assert program_households(small()) == 237 and program_households(replace(small(), start=2, stop=3)) == 20


def over_forty() -> Screening:
    modes = dict.fromkeys(("subsistence_predominance", "enough_households"), CriterionMode.PREFERENCE)
    return scene.screening(scene.LATEST, Adjustments(modes={**modes, "poverty": CriterionMode.REQUIRED}))


def test_the_published_totals_of_districts_over_forty_percent() -> None:
    measured = coverage_of(over_forty())
    said = measured.coverage
    assert measured.left_out == 17  # newer than the census
    assert (said.households, said.covered) == (1_846_046, 947_994)
    assert round(said.poor) == 740_854 and round(said.covered_poor) == 499_643
    assert said.leakage_by_design == said.leakage_of_covered and said.area_leakage == 0


def test_the_program_of_august_2024() -> None:
    seen = over_forty()
    there = coverage_of_program(seen)
    assert (there.above, there.districts, program_households(seen)) == (98, 726, 418_318)
    assert there.reported.coverage.covered == 418_318
    assert round(there.reported.coverage.covered_by_rule / there.reported.coverage.covered * 100) == 71
    assert there.capped.coverage.covered == 402_843
    assert there.capped.coverage.households == coverage_of(seen).coverage.households


def test_one_province_added_up_from_the_published_figures() -> None:
    """The same sums, in fractions, from the rows of the figures."""
    seen = over_forty().within("0502")
    rows = Measurement.objects.filter(place__code__startswith="0502", place__level="district")
    told = {(code, key): value for code, key, value in rows.values_list("place__code", "indicator__key", "value")}
    districts = sorted({code for code, _ in told})
    whole = 100 * 10**3
    homes = {code: told.get((code, "rural_households_est"), 0) for code in districts}
    rate = {code: F(told[code, "poverty_pct"], whole) for code in districts if (code, "poverty_pct") in told}
    known = [code for code in districts if code in rate and homes[code]]
    inside = [code for code in known if rate[code] > F(40, 100)]
    said = coverage_of(seen).coverage
    assert said.households == sum(homes[code] for code in known)
    assert said.poor == sum(homes[code] * rate[code] for code in known)
    assert said.covered == sum(homes[code] for code in inside)
    assert said.covered_poor == sum(homes[code] * rate[code] for code in inside)
