"""One scenario beside another, on the real country with three areas in one district."""

from datetime import UTC, datetime

import numpy as np
import pytest

from winay.core.actors import SYSTEM
from winay.core.errors import Refused
from winay.places.models import Place
from winay.programs.terms import CriterionMode
from winay.targeting.columns import MISSING
from winay.targeting.models import Area, AreaAct
from winay.targeting.queries.country import Country, country_now
from winay.targeting.queries.screening import (
    Screening,
    explain,
    find_version,
    flow,
    screen_country,
    sensitivity,
)
from winay.targeting.terms import Answer, AreaActKind, AreaOrigin, Outcome
from winay.targeting.what_if_rules import Adjustments

pytestmark = pytest.mark.django_db
DISTRICT = "050113"  # Vinchos
ANY_POVERTY = {"poverty": "1"}
POOR = {"subsistence_predominance": CriterionMode.PREFERENCE, "poverty": CriterionMode.REQUIRED}


@pytest.fixture
def three() -> list[Area]:
    """Vinchos cut into three: two that are large enough, and one of 12 households."""
    district = Place.objects.get(code=DISTRICT)
    act = AreaAct.objects.create(
        kind=AreaActKind.EDITED, district=district, by=SYSTEM.public_id, at=datetime(2026, 11, 1, tzinfo=UTC)
    )
    Area.objects.filter(code=DISTRICT).update(retired_by=act)
    return [
        Area.objects.create(
            code=f"{DISTRICT}-{seat}", district=district, name=f"Parte {seat}", households=households,
            origin=AreaOrigin.EDITED, made_by=act,
        )
        for seat, households in (("0003", 400), ("0017", 60), ("0101", 12))
    ]  # fmt: skip


def screened(version: str = "haku-winay@2017.1", **wanted: object) -> Screening:
    terms = find_version(version)
    assert terms is not None
    return screen_country(terms, Adjustments(**wanted))  # type: ignore[arg-type]


def test_every_area_of_a_district_inherits_its_figures_and_is_judged_by_its_own_households(three: list[Area]) -> None:
    seen = screened(modes=POOR, values=ANY_POVERTY).within(DISTRICT)
    assert [row.area.code for row in seen.rows] == [area.code for area in three]
    keys = [criterion.key for criterion in seen.terms.criteria]
    poverty, enough = keys.index("poverty"), keys.index("enough_households")
    assert len({row.found[poverty] for row in seen.rows}) == 1
    assert [row.answers[enough] for row in seen.rows] == [Answer.SURELY_YES, Answer.SURELY_YES, Answer.SURELY_NO]
    assert [row.outcome for row in seen.rows] == [Outcome.ELIGIBLE, Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE]
    assert (seen.count(Outcome.ELIGIBLE), seen.households(Outcome.ELIGIBLE)) == (2, 460)


def test_the_scalar_rule_says_the_same_of_each_and_finds_one_area_by_its_code(three: list[Area]) -> None:
    version = find_version("haku-winay@2017.1")
    assert version is not None
    wanted = Adjustments(modes=POOR, values=ANY_POVERTY)
    seen = screen_country(version, wanted).within(DISTRICT)
    said = explain(version, DISTRICT, wanted)
    assert [(area.code, result.level) for area, _, result in said] == [(r.area.code, r.level) for r in seen.rows]
    assert [area.code for area, _, _ in explain(version, three[1].code, wanted)] == [three[1].code]
    assert explain(version, f"{DISTRICT}-9999", wanted) == []


def test_a_district_says_what_most_of_its_households_say(three: list[Area]) -> None:
    seen = screened(modes=POOR, values=ANY_POVERTY)
    assert seen.of_districts()[DISTRICT] > Answer.UNKNOWN  # 460 of 472
    Area.objects.filter(code=three[0].code).update(households=10)
    three[1].households = 11
    three[1].save()
    AreaAct.objects.create(kind=AreaActKind.RECOUNTED, by=SYSTEM.public_id, at=datetime(2026, 11, 2, tzinfo=UTC))
    assert screened(modes=POOR, values=ANY_POVERTY).of_districts()[DISTRICT] == Answer.SURELY_NO


def test_digits_name_every_area_in_the_order_of_codes_and_nothing_outside(three: list[Area]) -> None:
    seen = screened(modes=POOR)
    assert len(seen.digits()) == len(seen.country.codes) == Area.objects.filter(retired_by=None).count()
    inside = seen.within("0501").digits()
    start, stop = seen.country.span("0501")
    assert set(inside[:start] + inside[stop:]) == {"-"}
    assert inside[start:stop] == "".join(str(row.level) for row in seen.within("0501").rows)


def test_what_enters_and_leaves_adds_up(three: list[Area]) -> None:
    base = screened(modes=POOR)
    other = screened(modes=POOR, values={"poverty": "60", "enough_households": "10"})
    for place in (None, "05", DISTRICT):
        before, after = base.within(place), other.within(place)
        change = flow(before, after)
        for name in ("areas", "households"):
            kept, came, went = (getattr(part, name) for part in (change.staying, change.entering, change.leaving))
            assert kept + came == getattr(after.sums(after.is_(Outcome.ELIGIBLE)), name)
            assert kept + went == getattr(before.sums(before.is_(Outcome.ELIGIBLE)), name)
    assert flow(base, other).leaving.areas > 0
    assert flow(base, base).entering.areas == flow(base, base).leaving.areas == 0


def test_poor_households_are_households_times_the_rate(three: list[Area]) -> None:
    seen = screened(modes=POOR).within(DISTRICT)
    rate = seen.country.figure(three[0].code, "poverty_pct").value
    assert rate is not None
    scale = seen.country.table.columns["poverty_pct"].indicator.scale
    assert seen.sums().poor == round(472 * rate / (100 * 10**scale))


def test_the_ends_of_the_poverty_interval_move_only_what_lies_inside_it() -> None:
    seen = screened(modes=POOR)
    ends = sensitivity(seen, "poverty_pct")
    assert ends.low.areas < ends.value.areas < ends.high.areas
    at = [criterion.key for criterion in seen.terms.criteria].index("poverty")
    said = seen.columns.answers[at]
    unsure = (said == Answer.PROBABLY_YES) | (said == Answer.PROBABLY_NO)
    assert ends.flips.any() and not (ends.flips & ~unsure).any()
    sure = screened(modes={**POOR, "poverty": CriterionMode.PREFERENCE})
    assert not sensitivity(sure, "poverty_pct").flips.any()


def test_another_cut_is_asked_of_the_farm_tables_and_refused_when_it_is_none() -> None:
    other = screened(cuts={"subsistence_predominance": "0,5"})
    assert other.departs and next(c for c in other.terms.criteria if c.cut_ha).cut_ha == 5000
    for wrong in ("", "0", "-1", "media", "5000"):
        with pytest.raises(Refused):
            screened(cuts={"subsistence_predominance": wrong})
    with pytest.raises(Refused):
        screened(cuts={"poverty": "1.3"})


def test_unknown_numbers_add_nothing_and_are_counted() -> None:
    country: Country = country_now()
    unknown = country.facts.households == MISSING
    seen = screened()
    assert seen.sums().unknown == int(unknown.sum()) == 17
    assert seen.sums().households == int(country.facts.households[~unknown].sum())
    assert np.all(country.poor[unknown] == 0)
