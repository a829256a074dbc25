"""What may be shown to everybody, attacked: whatever can be worked out from it is no figure of a few households."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from winay.analytics.disclosure_rules import Cells, published, safe, shown

LEAST = 10


def test_a_cell_of_two_households_asked_for_in_three_ways() -> None:
    """The one department with two, by itself, as the country less the others, and by what the sexes leave."""
    parts = {"05": (40, 60), "21": (2, 98), "25": (30, 30)}
    country = (72, 188)
    open_ = published(country, [parts], LEAST)
    assert "21" not in open_, "by itself"
    assert open_ == {"", "05"}, "the country less two departments would say it: another one is kept back"
    assert safe(tuple(a - b for a, b in zip(country, parts["05"], strict=True)), LEAST)


def test_nothing_to_keep_back_is_all_shown() -> None:
    parts = {"05": (40, 60), "21": (0, 98), "25": (30, 0)}
    assert published((70, 158), [parts], LEAST) == {"", "05", "21", "25"}


def test_a_country_with_a_few_shows_nothing() -> None:
    assert published((3, 40), [{"05": (3, 40)}], LEAST) == frozenset()


def test_below_what_is_kept_back_nothing_is_shown() -> None:
    departments = {"05": (20, 20), "21": (2, 38), "25": (20, 20)}
    provinces = {"0501": (20, 20), "2101": (2, 18), "2102": (0, 20), "2501": (20, 20)}
    open_ = published((42, 78), [departments, provinces], LEAST)
    assert not {"21", "2101", "2102"} & open_


def test_two_that_are_kept_back_may_still_give_each_other_away() -> None:
    parts = {"05": (1, 20), "21": (2, 20), "25": (12, 20), "08": (30, 30)}
    assert shown((45, 90), parts, LEAST) == {"08"}, "1 and 2 together are 3: a third one has to go"


cell = st.one_of(st.just(0), st.integers(1, 15), st.integers(10, 60))


@st.composite
def countries(draw: st.DrawFn) -> tuple[Cells, list[dict[str, Cells]]]:
    width = draw(st.integers(1, 3))
    provinces: dict[str, Cells] = {}
    for department in range(draw(st.integers(1, 4))):
        for province in range(draw(st.integers(1, 4))):
            provinces[f"{department:02}{province:02}"] = tuple(draw(cell) for _ in range(width))
    departments: dict[str, Cells] = {}
    for code, cells in provinces.items():
        had = departments.get(code[:2], (0,) * width)
        departments[code[:2]] = tuple(a + b for a, b in zip(had, cells, strict=True))
    country = tuple(sum(cells[place] for cells in departments.values()) for place in range(width))
    return country, [departments, provinces]


@given(countries())
@settings(max_examples=400, deadline=None)
def test_no_sum_or_difference_of_what_is_shown_is_a_few(told: tuple[Cells, list[dict[str, Cells]]]) -> None:
    country, (departments, provinces) = told
    open_ = published(country, [departments, provinces], LEAST)
    names = sorted(provinces)
    known = []
    for code in open_:
        known.append([Fraction(name.startswith(code)) for name in names])
    basis = _reduced(known)
    for code, cells in {**provinces, **departments, "": country}.items():
        if safe(cells, LEAST):
            continue
        wanted = [Fraction(name.startswith(code)) for name in names]
        assert not _follows(basis, wanted), f"{code} {cells} can be worked out from {sorted(open_)}"


@given(countries())
@settings(max_examples=200, deadline=None)
def test_what_is_left_of_a_family_is_no_few(told: tuple[Cells, list[dict[str, Cells]]]) -> None:
    country, (departments, provinces) = told
    open_ = published(country, [departments, provinces], LEAST)
    for parent, whole, level in [
        ("", country, departments),
        *((code, departments[code], provinces) for code in departments),
    ]:
        if parent in open_:
            rest = list(whole)
            for code, cells in level.items():
                if code.startswith(parent) and code in open_:
                    rest = [a - b for a, b in zip(rest, cells, strict=True)]
            assert safe(tuple(rest), LEAST)


def _reduced(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Rows in echelon form."""
    rows, found, column = [row[:] for row in rows], [], 0
    width = len(rows[0]) if rows else 0
    while rows and column < width:
        pivot = next((row for row in rows if row[column]), None)
        if pivot is not None:
            rows.remove(pivot)
            pivot = [value / pivot[column] for value in pivot]
            rows = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in rows]
            found = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in found]
            found.append(pivot)
        column += 1
    return found


def _follows(basis: list[list[Fraction]], wanted: list[Fraction]) -> bool:
    """Whether a figure is a sum of multiples of those that are known."""
    left = wanted[:]
    for row in basis:
        lead = next(place for place, value in enumerate(row) if value)
        left = [a - left[lead] * b for a, b in zip(left, row, strict=True)]
    return not any(left)
