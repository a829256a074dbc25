"""The geometry of small pictures: inside the axis, adding up, never dividing by nothing."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from winay.web.pictures import anchor, position, segments


def test_positions_stay_inside_the_axis_and_use_a_point():
    assert position(Decimal("36.5"), 100) == "36.500"
    assert position(-3, 100) == "0.000" and position(130, 100) == "100.000"
    assert [anchor(v, 100) for v in (2, 50, 98)] == ["start", "middle", "end"]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_parts_cover_the_bar_exactly(counts):
    laid = segments([(f"k{i}", "", n) for i, n in enumerate(counts)])
    assert [s.count for s in laid] == counts
    if sum(counts):
        assert sum(s.share for s in laid).quantize(Decimal("0.000001")) == 100
        assert all(Decimal(s.x) + Decimal(s.width) <= Decimal("100.001") for s in laid)
    else:
        assert all(s.width == "0" for s in laid)
