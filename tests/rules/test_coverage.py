"""The measures of coverage keep what their definitions promise, in exact fractions."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction as F

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from winay.targeting.coverage import Coverage

ALWAYS = settings(max_examples=200, deadline=None, derandomize=True)


@dataclass(frozen=True)
class Area:
    """Households, the poor among them, whether the area was chosen, and whether it meets the criterion."""

    households: int
    rate: F
    chosen: bool
    meets: bool

    @property
    def poor(self) -> F:
        return self.households * self.rate


AREAS = st.lists(
    st.builds(
        Area,
        st.integers(0, 500),
        st.integers(0, 1000).map(lambda n: F(n, 1000)),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


def coverage(areas: Sequence[Area], *, turned: bool = False) -> Coverage:
    """The sums, as the columns make them; `turned` chooses exactly what was not."""
    chosen = [a for a in areas if a.chosen is not turned]
    by_rule = [a for a in chosen if a.meets]
    return Coverage(
        *(
            F(sum((value(a) for a in some), F(0)))
            for some in (areas, chosen, by_rule)
            for value in (lambda a: a.households, lambda a: a.poor)
        )
    )


@ALWAYS
@given(AREAS)
def test_leakage_is_what_the_design_and_the_areas_leak(areas: list[Area]) -> None:
    said = coverage(areas)
    assume(said.covered)
    assert said.leakage_by_design is not None and said.area_leakage is not None
    assert said.leakage_by_design + said.area_leakage == said.leakage_of_covered
    assert said.leakage_by_design >= 0 and said.area_leakage >= 0


@ALWAYS
@given(AREAS)
def test_as_many_places_as_poor_makes_both_errors_as_large(areas: list[Area]) -> None:
    """Where B is P, the poor left out are as many households as those who entered and are not poor."""
    said = coverage(areas)
    assume(said.covered and said.poor)
    scale = said.poor / said.covered
    equal = Coverage(said.households, said.poor, said.poor, said.covered_poor * scale, F(0), F(0))
    assert equal.undercoverage is not None and equal.leakage_of_covered is not None
    assert equal.undercoverage * equal.poor == equal.leakage_of_covered * equal.covered
    assert equal.undercoverage == equal.leakage_of_covered


@ALWAYS
@given(AREAS, st.integers(1, 100))
def test_a_blind_draw_has_the_index_one(areas: list[Area], percent: int) -> None:
    """The same part of the poor as of all: neither better nor worse than choosing by lot."""
    said = coverage(areas)
    assume(said.poor)
    part = F(percent, 100)
    drawn = Coverage(said.households, said.poor, said.households * part, said.poor * part, F(0), F(0))
    assert drawn.index == 1
    assert drawn.undercoverage == 1 - part
    assert drawn.leakage_of_nonpoor in (part, None)


@ALWAYS
@given(AREAS)
def test_choosing_all_leaves_nobody_out_and_has_the_index_one(areas: list[Area]) -> None:
    said = coverage([Area(a.households, a.rate, True, a.meets) for a in areas])
    assume(said.poor)
    assert (said.undercoverage, said.index) == (0, 1)
    assert said.leakage_of_nonpoor in (1, None)


@ALWAYS
@given(AREAS)
def test_a_choice_and_its_opposite_make_the_whole(areas: list[Area]) -> None:
    one, other = coverage(areas), coverage(areas, turned=True)
    assume(one.poor and one.poor != one.households)
    assert one.undercoverage is not None and other.undercoverage is not None
    assert one.undercoverage + other.undercoverage == 1
    assert one.leakage_of_nonpoor is not None and other.leakage_of_nonpoor is not None
    assert one.leakage_of_nonpoor + other.leakage_of_nonpoor == 1


@ALWAYS
@given(AREAS)
def test_the_index_is_what_the_leakage_says_beside_the_rate(areas: list[Area]) -> None:
    said = coverage(areas)
    assume(said.covered and said.poor)
    assert said.leakage_of_covered is not None
    assert said.index == (1 - said.leakage_of_covered) * said.households / said.poor


@ALWAYS
@given(AREAS, st.integers(0, 8000))
def test_the_floor_is_never_above_what_happens_and_ends_where_all_fit(areas: list[Area], budget: int) -> None:
    said = coverage(areas)
    assume(said.poor)
    own, with_budget = said.floor(), said.floor(F(budget))
    assert own is not None and with_budget is not None and said.undercoverage is not None
    assert 0 <= own <= said.undercoverage <= 1
    assert with_budget == (0 if budget >= said.poor else 1 - budget / said.poor)


def test_a_small_country_by_hand() -> None:
    """Three areas of 100, 50 and 50 households, 60, 20 and 10 of them poor. The first two enter; only the first meets
    the criterion."""
    said = coverage(
        [Area(100, F(6, 10), True, True), Area(50, F(4, 10), True, False), Area(50, F(2, 10), False, False)]
    )
    assert (said.households, said.poor, said.covered, said.covered_poor) == (200, 90, 150, 80)
    assert said.undercoverage == F(10, 90)
    assert said.leakage_of_covered == F(70, 150)
    assert said.leakage_of_nonpoor == F(70, 110)
    assert said.leakage_by_design == F(40, 150) and said.area_leakage == F(30, 150)
    assert said.index == F(80, 150) / F(90, 200) == F(32, 27)
    assert said.floor() == 0 and said.floor(F(30)) == F(2, 3)


def test_nothing_is_divided_by_nobody() -> None:
    nobody = Coverage(*[F(0)] * 6)
    measures = (
        nobody.undercoverage, nobody.leakage_of_covered, nobody.leakage_of_nonpoor, nobody.leakage_by_design,
        nobody.area_leakage, nobody.index, nobody.floor(),
    )  # fmt: skip
    assert set(measures) == {None}
    none_enters = Coverage(F(10), F(4), F(0), F(0), F(0), F(0))
    assert (none_enters.undercoverage, none_enters.leakage_of_covered, none_enters.index) == (1, None, None)
    all_poor = Coverage(F(10), F(10), F(5), F(5), F(5), F(5))
    assert (all_poor.leakage_of_nonpoor, all_poor.index) == (None, 1)
