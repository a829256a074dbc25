"""Where a trainer walks: the same walk of several days is one line; what has no position is said; totals add up."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from winay.web.month_picture import month_picture


def place(pk: int, east: int | None, name: str = "") -> Any:
    return SimpleNamespace(
        pk=pk, name=name or f"C{pk}", latitude_e6=None if east is None else -13_000_000,
        longitude_e6=None if east is None else -74_000_000 + east,
    )  # fmt: skip


def stop(cycle: int, way: int = 20, back: int = 30) -> Any:
    return SimpleNamespace(enrolment=cycle, way=way, back=back)


BASE, NEAR, FAR, NOWHERE = place(1, 0, "Sede"), place(2, 10_000), place(3, 30_000), place(4, None)
PEOPLE = {
    cycle: SimpleNamespace(household=SimpleNamespace(place_id=spot.pk, place=spot))
    for cycle, spot in ((1, NEAR), (2, NEAR), (3, FAR), (4, NOWHERE), (5, BASE))
}
MONDAY, TUESDAY, FRIDAY = date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 18)


def test_days_with_the_same_walk_share_a_line_and_totals_count_each_day() -> None:
    days = {MONDAY: [stop(1), stop(2), stop(3)], FRIDAY: [stop(2), stop(3)], TUESDAY: [stop(1)]}
    told = month_picture(days, PEOPLE, BASE, 60)
    assert told is not None
    first, second = told.trails
    assert (first.days, first.places, first.visits) == ((MONDAY, FRIDAY), ("C2", "C3"), 5)
    assert second.days == (TUESDAY,) and first.points != second.points and first.points.count(",") == 4
    assert (told.days, told.visits, told.minutes, told.walking) == (3, 6, 570, 210)
    assert first.km is not None and second.km is not None and told.km == 2 * first.km + second.km
    assert 64 <= first.km <= 66  # 30,000 millionths of a degree at 13 degrees south, there and back
    assert {one.name: one.visits for one in told.stops} == {"Sede": 0, "C2": 4, "C3": 2}


def test_one_day_says_in_which_order() -> None:
    told = month_picture({MONDAY: [stop(3), stop(1)]}, PEOPLE, BASE, 60)
    assert told is not None
    assert {one.name: one.number for one in told.stops} == {"Sede": 0, "C3": 1, "C2": 2}


def test_a_community_without_a_position_is_counted_and_its_kilometres_are_unknown() -> None:
    told = month_picture({MONDAY: [stop(1)], TUESDAY: [stop(4)]}, PEOPLE, BASE, 60)
    assert told is not None
    assert (told.missing, told.km, told.visits) == (1, None, 2)
    assert [one.km is None for one in told.trails] == [False, True]
    assert (
        month_picture({MONDAY: [stop(4)]}, PEOPLE, NOWHERE, 60) is None and month_picture({}, PEOPLE, BASE, 60) is None
    )


def test_each_of_many_walks_has_a_line_of_its_own() -> None:
    spots = {n: place(10 + n, 1_000 * n) for n in range(20)}
    people = {n: SimpleNamespace(household=SimpleNamespace(place_id=one.pk, place=one)) for n, one in spots.items()}
    told = month_picture({date(2026, 12, 1 + n): [stop(n)] for n in range(20)}, people, BASE, 60)
    assert told is not None and len({(one.hue, one.dash) for one in told.trails}) == 20
