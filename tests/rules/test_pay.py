"""What a trainer's fee comes to so far: whole months alone, days away by their share, visits that stand."""

from datetime import date

from winay.trainers.pay_rules import earned_by_months, earned_by_visits

BEGAN, OVER = date(2026, 3, 16), date(2027, 3, 16)
FEE = 120_000


def earned(today: date, *absent: tuple[date, date], over: date = OVER) -> tuple[int, int, int, int]:
    told = earned_by_months(FEE, began_on=BEGAN, over_on=over, today=today, absent=absent)
    return told.count, told.whole, told.days_away, told.without_away


def test_only_whole_months_count() -> None:
    assert earned(date(2026, 4, 15)) == (0, 0, 0, 0)
    assert earned(date(2026, 4, 16)) == (1, FEE, 0, FEE)
    assert earned(date(2026, 9, 30)) == (6, 6 * FEE, 0, 6 * FEE)


def test_nothing_is_earned_before_it_began_or_after_it_is_over() -> None:
    assert earned(date(2025, 1, 1)) == (0, 0, 0, 0)
    assert earned(date(2030, 1, 1))[:2] == (12, 12 * FEE)
    assert earned(date(2030, 1, 1), over=date(2026, 5, 16))[:2] == (2, 2 * FEE)


def test_days_away_take_their_share_of_the_working_days() -> None:
    # 16 March to 15 April 2026 has 23 working days; Monday to Sunday of a week away are five of them.
    week = (date(2026, 3, 23), date(2026, 3, 30))
    assert earned(date(2026, 4, 16), week) == (1, FEE, 5, FEE - round(FEE * 5 / 23))
    assert earned(date(2026, 4, 16), week, week) == earned(date(2026, 4, 16), week)  # told twice, away once


def test_days_away_after_the_last_whole_month_wait_for_theirs() -> None:
    assert earned(date(2026, 4, 30), (date(2026, 4, 20), date(2026, 4, 25))) == (1, FEE, 0, FEE)


def test_a_weekend_away_takes_nothing() -> None:
    assert earned(date(2026, 4, 16), (date(2026, 3, 28), date(2026, 3, 30))) == (1, FEE, 0, FEE)


def test_a_fee_a_visit_counts_visits() -> None:
    told = earned_by_visits(3_500, 12)
    assert (told.count, told.whole, told.without_away, told.days_away) == (12, 42_000, 42_000, 0)
