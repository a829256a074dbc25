"""The order of a draw, how far found and told agree, and Wilson's interval, without a database."""

import hashlib
from itertools import product
from statistics import NormalDist

import pytest

from winay.supervision.sample_rules import agreement, drawn, frame_seal, rank, wilson
from winay.supervision.terms import Agreement, Came, Goods

HOMES = [f"0192{number:04d}-0000-7000-8000-000000000000" for number in range(400)]


def test_the_draw_is_a_hash_that_anybody_can_compute() -> None:
    expected = hashlib.sha256(f"rifa 4711:{HOMES[0]}".encode()).hexdigest()
    assert rank("rifa 4711", HOMES[0]) == expected
    order = drawn("rifa 4711", HOMES)
    assert order == sorted(HOMES, key=lambda one: hashlib.sha256(f"rifa 4711:{one}".encode()).hexdigest())
    assert order == drawn("rifa 4711", reversed(HOMES)), "the order in which the list comes says nothing"
    assert order != drawn("rifa 4712", HOMES)
    assert frame_seal(HOMES) == frame_seal(reversed(HOMES)) != frame_seal(HOMES[1:])


def test_every_household_is_drawn_as_often_as_any_other() -> None:
    few = HOMES[:20]
    first = [drawn(f"semilla {number}", few)[:5] for number in range(4_000)]
    counts = [sum(home in some for some in first) for home in few]
    assert all(880 < count < 1_120 for count in counts), "a quarter of 4000, within four standard deviations"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((6, 5, Came.YES, Goods.ALL), Agreement.AGREES),
        ((6, 3, Came.YES, Goods.ALL), Agreement.AGREES),
        ((6, 2, Came.YES, Goods.ALL), Agreement.DISAGREES),
        ((6, 6, Came.NO, Goods.ALL), Agreement.DISAGREES),
        ((6, 6, Came.YES, Goods.NONE), Agreement.DISAGREES),
        ((6, None, Came.YES, Goods.NOT_ASKED), Agreement.AGREES),
        ((6, None, Came.NOT_REMEMBERED, Goods.NOT_ASKED), Agreement.UNKNOWN),
        ((6, 4, Came.NOT_REMEMBERED, Goods.NOT_ASKED), Agreement.AGREES),
        ((0, 0, Came.NONE_TOLD, Goods.NOT_ASKED), Agreement.AGREES),
        ((0, 3, Came.NONE_TOLD, Goods.NOT_ASKED), Agreement.AGREES),
        ((0, None, Came.NONE_TOLD, Goods.NOT_ASKED), Agreement.UNKNOWN),
    ],
)
def test_what_speaks_against_what_was_told(facts: tuple[int, int | None, Came, Goods], expected: Agreement) -> None:
    reported, remembered, came, goods = facts
    told = agreement(reported=reported, remembered=remembered, came=came, delivered=2, goods=goods, share=5_000)
    assert told is expected


def test_goods_that_nobody_told_of_are_not_missing() -> None:
    for delivered in (0, None):
        told = agreement(
            reported=2, remembered=2, came=Came.YES, delivered=delivered, goods=Goods.NONE, share=5_000
        )  # fmt: skip
        assert told is Agreement.AGREES


def test_wilson_against_published_values_and_its_own_equation() -> None:
    found = wilson(81, 263)
    assert found is not None and (found.low, found.high) == (2_553, 3_662)  # Newcombe 1998, table I: 0.2553 to 0.3662
    assert (found := wilson(0, 20)) is not None and (found.low, found.high) == (0, 1_611)
    assert (found := wilson(20, 20)) is not None and (found.low, found.high) == (8_389, 10_000)
    assert wilson(0, 0) is None
    z = NormalDist().inv_cdf(0.975)
    for count, total in product(range(0, 31, 5), (30, 75)):
        told = wilson(count, total)
        assert told is not None and told.low <= told.share <= told.high
        for bound in {told.low, told.high} - {0, 10_000}:
            p = bound / 10_000
            assert abs(abs(count / total - p) - z * (p * (1 - p) / total) ** 0.5) < 2e-4


def test_of_a_small_list_the_interval_is_narrower_and_of_everybody_none() -> None:
    wide, narrow, all_of_them = (wilson(60, 75, population=n) for n in (None, 400, 75))
    assert wide and narrow and all_of_them
    assert wide.low < narrow.low and narrow.high < wide.high
    assert (all_of_them.low, all_of_them.high) == (8_000, 8_000)
