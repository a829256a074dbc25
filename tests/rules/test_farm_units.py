"""Counting single farms for a cut: the columns against a plain loop, ties, unknowns, and the file they are kept in."""

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from winay.targeting.farms.units import CutAsked, Units

AREAS = st.one_of(st.integers(0, 40_000), st.sampled_from([0, 1, 12_999, 13_000, 13_001, 2_000_000_000]))
SHARES = st.one_of(st.just(-1), st.integers(0, 10_000), st.sampled_from([7_499, 7_500, 7_501]))
FARMS = st.lists(
    st.tuples(
        st.sampled_from(["050101", "0501010001", "0501010002", "210101"]), AREAS, SHARES, SHARES, st.integers(-1, 1)
    )
)
CUTS = st.lists(
    st.one_of(
        st.builds(CutAsked, AREAS.filter(bool)),
        st.builds(CutAsked, AREAS.filter(bool), st.integers(100, 10_000), st.integers(100, 10_000)),
        st.just(CutAsked(13_000, 7_500, 7_500)),
    ),
    max_size=5,
)


def columns(farms: list[tuple[str, int, int, int, int]]) -> Units:
    codes = sorted({farm[0] for farm in farms})
    _, area, labour, property_, sales = zip(*farms, strict=True) if farms else ((), (), (), (), ())
    return Units.of(
        codes,
        np.array([codes.index(farm[0]) for farm in farms], np.int32),
        area=np.array(area, np.int32),
        labour_share=np.array(labour, np.int16),
        property_share=np.array(property_, np.int16),
        limited_sales=np.array(sales, np.int8),
    )


def by_hand(farms: list[tuple[str, int, int, int, int]], cut: CutAsked) -> dict[str, list[int]]:
    counts: dict[str, list[int]] = {}
    for place, area, labour, property_, sales in farms:
        said = counts.setdefault(place, [0, 0, 0])
        said[0] += 1
        if area < cut.cut_ha:
            said[1] += 1
            if cut.labour_share is None or cut.property_share is None:
                continue
            if labour >= cut.labour_share and property_ >= cut.property_share and sales == 1:
                said[2] += 1
    return counts


@given(FARMS, CUTS)
@settings(deadline=None)
def test_columns_count_as_a_plain_loop_does(farms, cuts):
    units = columns(farms)
    assert units.total == len(farms)
    for cut, counts in zip(cuts, units.counts(cuts), strict=True):
        further = counts.further if counts.further is not None else np.zeros(len(units.places), np.int64)
        assert (counts.further is None) == (cut.labour_share is None)
        said = {
            code: [int(n) for n in row]
            for code, *row in zip(units.places, counts.households, counts.under, further, strict=True)
        }
        assert said == by_hand(farms, cut)


@given(FARMS.filter(bool))
@settings(deadline=None)
def test_what_is_kept_is_what_is_read_again(tmp_path_factory, farms):
    path = Path(tmp_path_factory.mktemp("units")) / "units.arrow"
    units = columns(farms)
    units.save(path)
    again = Units.load(path)
    assert again.places == units.places and again.total == units.total
    for name in ("first", "area", "labour_share", "property_share", "limited_sales"):
        assert np.array_equal(getattr(again, name), getattr(units, name)), name


@given(FARMS)
@settings(deadline=None)
def test_sizes_part_the_farms_without_losing_one(farms):
    edges = [0, 5_000, 13_000, 100_000]
    sizes = columns(farms).sizes(edges)
    ends = [*edges[1:], 10**12]
    assert sizes == [sum(low <= f[1] < high for f in farms) for low, high in zip(edges, ends, strict=True)]


def test_under_is_strict_and_the_unknown_never_counts_as_further():
    farms = [
        ("050101", 13_000, 10_000, 10_000, 1),  # exactly 1.3 ha is not under 1.3 ha
        ("050101", 12_999, 7_500, 7_500, 1),  # exactly 75 % is enough
        ("050101", 1, 7_499, 10_000, 1),
        ("050101", 1, -1, 10_000, 1),
        ("050101", 1, 10_000, 10_000, -1),
        ("050101", 1, 10_000, 10_000, 0),
    ]
    (counts,) = columns(farms).counts([CutAsked(13_000, 7_500, 7_500)])
    assert (counts.under.tolist(), counts.further.tolist()) == ([5], [1])
    assert int(columns(farms).incomplete.sum()) == 2
