"""The published numbers, through the screening itself: areas, households, thresholds, near misses, new districts.

A screening looks at areas, and 69 districts have none because their figure of rural households is zero. What those
districts add is counted apart with the same rule, so that the totals are the published ones of all 1,891 districts.
"""

from collections import Counter

import pytest

from winay.places.models import Place
from winay.programs.terms import Comparison, CriterionKind, CriterionMode
from winay.targeting.queries.country import Country, country_now
from winay.targeting.queries.screening import find_version, named_what_ifs, screen_country
from winay.targeting.rules import AreaFacts, Criterion, Terms, find, screen
from winay.targeting.terms import Answer, Outcome, WhatIf
from winay.targeting.what_if_rules import Adjustments

pytestmark = pytest.mark.django_db
NAMES = ("surely", "probably", "unknown", "probably_not", "surely_not")
ONLY = {
    "juntos_presence": CriterionMode.PREFERENCE,
    "subsistence_predominance": CriterionMode.PREFERENCE,
    "enough_households": CriterionMode.PREFERENCE,
}


def screened(*required: str, **how: object):
    version = find_version("haku-winay@2020.1")
    assert version is not None
    modes = ONLY | dict.fromkeys(required, CriterionMode.REQUIRED)
    return screen_country(version, Adjustments(modes=modes, **how))


def without_area(country: Country) -> list[str]:
    areas = {area.code for area in country.areas}
    return [code for code in country.table.code if code not in areas]


def poverty_of(code: str, country: Country) -> Answer:
    indicator = country.table.columns["poverty_pct"].indicator
    over_forty = Criterion(
        "poverty", CriterionKind.THRESHOLD, CriterionMode.REQUIRED, scale=indicator.scale, indicator="poverty_pct",
        comparison=Comparison.OVER, value=40 * 10**indicator.scale,
    )  # fmt: skip
    return find(AreaFacts(code, {"poverty_pct": country.figure(code, "poverty_pct")}), over_forty, lend=False).answer


def test_every_district_but_69_without_rural_households_has_one_area():
    country = country_now()
    rural = country.table.columns["rural_households_est"].value
    missing = without_area(country)
    assert Place.objects.filter(level="district").count() == len(country.table.code) == 1891
    assert len(country.codes) == len({area.code for area in country.areas}) == 1822
    assert len(missing) == 69 and all(rural[country.position[code]] == 0 for code in missing)
    assert sum(area.households is None for area in country.areas) == 17


def test_713_districts_are_over_40_percent():
    seen = screened("poverty")
    by_area = Counter(seen.answers_of("poverty"))
    apart = Counter(poverty_of(code, seen.country) for code in without_area(seen.country))
    assert apart == {Answer.SURELY_NO: 69}  # so the screening itself says 733 of the 802
    total = by_area + apart
    assert [total[a] for a in reversed(Answer)] == [277, 436, 17, 359, 802]
    # None of the districts over 40 % lacks rural households: the screening alone counts the 713.
    assert (by_area[Answer.SURELY_YES], by_area[Answer.PROBABLY_YES]) == (277, 436)
    assert seen.count(Outcome.ELIGIBLE) == 713 and seen.households(Outcome.ELIGIBLE) == 947_994


def test_112_districts_hold_with_unmet_needs_too():
    seen = screened("poverty", "unmet_needs")
    assert (seen.count(Outcome.ELIGIBLE), seen.households(Outcome.ELIGIBLE)) == (112, 138_706)


def test_exactly_at_the_threshold_over_is_no_and_at_least_is_yes():
    seen = screened("poverty", "unmet_needs")
    at = {c.key: n for n, c in enumerate(seen.terms.criteria)}
    for row in seen.rows:
        if row.found[at["poverty"]] == 40_000:
            assert row.answers[at["poverty"]] < Answer.UNKNOWN
        if row.found[at["unmet_needs"]] == 600:
            assert row.answers[at["unmet_needs"]] > Answer.UNKNOWN


def test_what_is_shown_first_is_unknown_and_then_the_named_what_ifs():
    version = find_version("haku-winay@2020.1")
    published = screen_country(version)
    assert [published.count(o) for o in (Outcome.ELIGIBLE, Outcome.UNKNOWN, Outcome.NOT_ELIGIBLE)] == [0, 1780, 42]
    named = dict(named_what_ifs(version))
    assert list(named) == [WhatIf.PREDOMINANCE_PREFERRED, WhatIf.ALL_GUIDELINES]
    preferred = screen_country(version, named[WhatIf.PREDOMINANCE_PREFERRED])
    assert (preferred.count(Outcome.ELIGIBLE), preferred.households(Outcome.ELIGIBLE)) == (1763, 1_845_366)
    every = screen_country(version, named[WhatIf.ALL_GUIDELINES])
    required = {c.key for c in every.terms.of_mode(CriterionMode.REQUIRED)}
    assert required == {"enough_households", "poverty", "unmet_needs", "malnutrition"}  # Juntos is shown, never asked
    assert 0 < every.count(Outcome.ELIGIBLE) <= 112
    assert named_what_ifs(find_version("haku-winay@2014.1")) == []


def test_new_districts_are_unknown_until_lent_and_then_never_sure():
    plain, lent = screened("poverty"), screened("poverty", lend=True)
    new = [row.area.code for row in plain.rows if row.outcome is Outcome.UNKNOWN]
    assert len(new) == 17
    by_code = {row.area.code: row for row in lent.rows}
    assert {by_code[code].level for code in new} <= {Answer.PROBABLY_YES, Answer.PROBABLY_NO}
    for code in new:
        parent = Place.objects.get(code=code).lent_from
        at = [c.key for c in lent.terms.criteria].index("poverty")
        (parent_row,) = [row for row in lent.rows if row.area.code == parent.code] or [None]
        if parent_row:
            assert by_code[code].found[at] == parent_row.found[at]
        assert lent.findings(by_code[code])[at].lent
    others = [(row.area.code, row.level) for row in lent.rows if row.area.code not in new]
    assert others == [(row.area.code, row.level) for row in plain.rows if row.area.code not in new]


def test_near_misses_fail_one_required_criterion_narrowly():
    seen = screened("poverty", "unmet_needs")
    at = {c.key: n for n, c in enumerate(seen.terms.criteria)}
    near = [row for row in seen.rows if row.near_miss]
    assert near and all(row.outcome is Outcome.NOT_ELIGIBLE for row in near)
    for row in near:
        poverty, needs = row.answers[at["poverty"]], row.answers[at["unmet_needs"]]
        assert (poverty < Answer.UNKNOWN) != (needs < Answer.UNKNOWN)
        if needs < Answer.UNKNOWN:
            assert row.found[at["unmet_needs"]] >= 540  # a tenth under 60.0
        else:
            assert poverty == Answer.PROBABLY_NO or row.found[at["poverty"]] >= 36_000


def test_the_whole_country_is_the_same_by_the_scalar_rule():
    seen = screened("poverty", "unmet_needs", "malnutrition", values={"poverty": "35"}, lend=True)
    terms: Terms = seen.terms
    for row, area in zip(seen.rows, seen.country.areas, strict=True):
        said = screen(seen.country.area_facts(area, terms), terms)
        assert (said.level, said.near_miss, said.preferences_met) == (row.level, row.near_miss, row.preferences_met)
        assert [(f.answer, f.found, f.lent, f.low, f.high) for f in said.findings] == [
            (f.answer, f.found, f.lent, f.low, f.high) for f in seen.findings(row)
        ], row.area.code


def test_the_last_digit_of_a_threshold_decides():
    """35 % and 35.001 % differ by the districts between them and by nothing else."""
    at = [c.key for c in screened("poverty").terms.criteria].index("poverty")
    for value, limit in (("35%", 35_000), ("35.001", 35_001), ("19,491", 19_491)):
        seen = screened("poverty", values={"poverty": value})
        expected = sum(row.found[at] is not None and row.found[at] > limit for row in seen.rows)
        assert seen.count(Outcome.ELIGIBLE) == expected
