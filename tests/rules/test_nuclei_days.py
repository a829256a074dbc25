"""A household's days in a nucleus, the months of a nucleus, and what is refused of them: the rules alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winay.nuclei.central_rules import AddFacts, may_add, may_close_central, may_form, may_take_out
from winay.nuclei.membership_rules import (
    JoinFacts,
    LeaveFacts,
    ReturnFacts,
    Stay,
    TakeBackFacts,
    may_join,
    may_leave,
    may_take_back,
    may_undo_leave,
    peak,
)
from winay.nuclei.stage_rules import Clock, CloseFacts, StageFacts, may_begin, may_close, may_rename, may_reverse
from winay.nuclei.terms import LeaveWhy
from winay.places.terms import Level
from winay.programs.terms import StageKey

WHY = "Así lo dice el libro de actas."
T0 = date(2026, 3, 1)
DAY = timedelta(days=1)


def on(day: int) -> date:
    return T0 + day * DAY


def stay(since: int, until: int | None = None, name: str = "Ayllu") -> Stay:
    return Stay(on(since), None if until is None else on(until), name)


def codes(decision) -> set[str]:
    return {reason.code.removeprefix("nuclei.") for reason in decision.reasons}


JOIN = JoinFacts(
    same_version=True, lives_in_district=True, closed=False, formed_on=on(0), enrolled_on=on(-30), cycle_ended_on=None,
    most=2, members=[stay(0)], others=[], on=on(10), today=on(40),
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"closed": True}, "closed_already"),
        ({"same_version": False}, "other_version"),
        ({"lives_in_district": False}, "lives_elsewhere"),
        ({"on": on(41)}, "in_future"),
        ({"on": on(-1)}, "before_formed"),
        ({"enrolled_on": on(11)}, "before_cycle"),
        ({"cycle_ended_on": on(10)}, "cycle_over"),
        ({"others": [stay(0, 20)]}, "in_another"),
        ({"members": [stay(0), stay(0)]}, "full"),
        ({"members": [stay(0), stay(30)]}, "full"),
    ],
)
def test_each_thing_that_keeps_a_household_out(change, code):
    assert codes(may_join(replace(JOIN, **change))) == {code}


def test_a_late_paper_and_a_place_that_became_free_are_no_objection():
    assert may_join(JOIN).ok
    assert may_join(replace(JOIN, members=[stay(0), stay(0, 10)])).ok
    assert may_join(replace(JOIN, others=[stay(0, 10)])).ok
    assert may_join(replace(JOIN, cycle_ended_on=on(20), members=[stay(0), stay(20)])).ok
    assert may_join(replace(JOIN, others=[stay(5, 5)], members=[stay(0), stay(12, 12)])).ok


STAYS = st.tuples(st.integers(0, 20), st.one_of(st.none(), st.integers(0, 25))).map(
    lambda pair: stay(pair[0], None if pair[1] is None else max(pair))
)


@given(st.lists(STAYS, max_size=8), st.integers(0, 20), st.one_of(st.none(), st.integers(0, 25)))
def test_the_peak_is_what_counting_day_by_day_gives(stays, since, until):
    until = None if until is None else max(since, until)
    last = 40 if until is None else until
    expected = max((sum(one.holds(on(day)) for one in stays) for day in range(since, last)), default=0)
    assert peak(stays, on(since), None if until is None else on(until)) == expected


LEAVE = LeaveFacts(
    joined_on=on(0), left_on=None, until=None, seen_on=None, holds_post=False, on=on(10), today=on(40)
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "why", "code"),
    [
        ({"left_on": on(5), "until": on(5)}, LeaveWhy.MOVED_HOME, "left_already"),
        ({"until": on(9)}, LeaveWhy.MOVED_HOME, "cycle_over"),
        ({"on": on(41)}, LeaveWhy.MOVED_HOME, "in_future"),
        ({"on": on(0)}, LeaveWhy.MOVED_HOME, "left_before_joined"),
        ({}, LeaveWhy.NUCLEUS_CLOSED, "leave_why"),
        ({}, LeaveWhy.MISTAKE, "leave_why"),
        ({"holds_post": True}, LeaveWhy.MOVED_HOME, "holds_post"),
        ({"seen_on": on(10)}, LeaveWhy.OTHER_NUCLEUS, "seen_since"),
    ],
)
def test_each_thing_that_keeps_a_household_in(change, why, code):
    assert codes(may_leave(replace(LEAVE, **change), why=why, note="")) == {code}


def test_leaving_a_day_after_the_last_assembly_is_no_objection():
    assert may_leave(replace(LEAVE, seen_on=on(9)), why=LeaveWhy.MOVED_HOME, note="").ok
    assert codes(may_leave(LEAVE, why=LeaveWhy.MOVED_HOME, note="x" * 301)) == {"targeting.text_long"}


def test_only_what_left_no_trace_was_a_mistake():
    assert may_take_back(TakeBackFacts(None, acted=False), why=WHY).ok
    assert codes(may_take_back(TakeBackFacts(None, acted=True), why=WHY)) == {"acted_there"}
    assert codes(may_take_back(TakeBackFacts(on(3), acted=False), why="no")) == {"left_already", "reason_short"}


RETURN = ReturnFacts(
    closed=False, joined_on=on(0), left_on=on(10), left_why=LeaveWhy.MOVED_HOME, cycle_ended_on=None, most=2,
    members=[stay(0)], others=[],
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"left_on": None, "left_why": None}, "not_left"),
        ({"closed": True}, "closed_already"),
        ({"left_why": LeaveWhy.MISTAKE}, "never_there"),
        ({"others": [stay(10)]}, "in_another"),
        ({"members": [stay(0), stay(12)]}, "full"),
    ],
)
def test_each_thing_that_keeps_a_leaving_as_it_was(change, code):
    assert codes(may_undo_leave(replace(RETURN, **change), why=WHY)) == {code}


def test_a_leaving_is_taken_back_where_the_place_was_taken_only_before_it():
    assert may_undo_leave(replace(RETURN, members=[stay(0), stay(0, 10)]), why=WHY).ok


# ---- stages and months --------------------------------------------------------------------------------------------

ONE, TWO, THREE = StageKey
FACTS = StageFacts(on(0), None, ((ONE, on(10)),), on(100))


@pytest.mark.parametrize(
    ("facts", "stage", "day", "code"),
    [
        (replace(FACTS, begun=()), TWO, 20, "stage_order"),
        (FACTS, THREE, 20, "stage_order"),
        (FACTS, ONE, 20, "stage_order"),
        (FACTS, TWO, 101, "in_future"),
        (FACTS, TWO, 10, "stage_before"),
        (replace(FACTS, begun=()), ONE, -1, "before_formed"),
        (replace(FACTS, closed_on=on(50)), TWO, 50, "after_closing"),
    ],
)
def test_stages_come_in_order_and_in_their_time(facts, stage, day, code):
    assert codes(may_begin(facts, stage=stage, on=on(day), note="")) == {code}


def test_the_newest_stage_alone_is_taken_back():
    assert may_begin(FACTS, stage=TWO, on=on(11), note="").ok
    both = replace(FACTS, begun=((ONE, on(10)), (TWO, on(20))))
    assert may_reverse(both, stage=TWO, reversed_already=False, why=WHY).ok
    assert codes(may_reverse(both, stage=ONE, reversed_already=False, why=WHY)) == {"stage_not_newest"}
    assert codes(may_reverse(both, stage=TWO, reversed_already=True, why=WHY)) == {"reversed_already"}


def test_months_are_counted_from_the_first_day_of_work():
    clock = Clock(36, date(2023, 8, 31))
    assert clock.ends_on == date(2026, 8, 31)
    assert [clock.month_on(day) for day in (date(2023, 8, 30), date(2023, 8, 31), date(2023, 9, 29))] == [None, 0, 0]
    assert clock.month_on(date(2023, 9, 30)) == 1
    assert clock.month_on(date(2024, 2, 28)) == 5 and clock.month_on(date(2024, 2, 29)) == 6
    assert (
        clock.day_of(6) == date(2024, 2, 29)
        and clock.day_of(99) == clock.ends_on
        and clock.day_of(-1) == date(2023, 8, 31)
    )
    assert (Clock(36, None).ends_on, Clock(36, None).day_of(3), Clock(36, None).month_on(T0)) == (None, None, None)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 36))
def test_a_month_begins_on_its_day_and_ends_before_the_next(began, month):
    clock = Clock(36, began)
    assert clock.month_on(clock.day_of(month)) == month
    if month:
        assert clock.month_on(clock.day_of(month) - DAY) == month - 1


CLOSE = CloseFacts(on(0), None, on(20), on(100))


@pytest.mark.parametrize(
    ("facts", "day", "code"),
    [
        (replace(CLOSE, closed_on=on(30)), 50, "closed_already"),
        (CLOSE, 101, "in_future"),
        (CLOSE, 20, "told_since"),
        (replace(CLOSE, last_on=None), 0, "before_formed"),
    ],
)
def test_a_nucleus_closes_after_everything_told_of_it(facts, day, code):
    assert codes(may_close(facts, on=on(day), why=WHY)) == {code}
    assert codes(may_close(CLOSE, on=on(50), why="corto")) == {"reason_short"}


def test_a_new_name_is_new_and_free():
    ask = {"before": "Ayllu", "taken": False, "closed": False}
    assert may_rename(**ask, name="Ayllu Ñan").ok
    assert codes(may_rename(**ask, name=" Ayllu ")) == {"nothing_changed"}
    assert codes(may_rename(**ask, name="A")) == {"name"}
    assert codes(may_rename(**(ask | {"taken": True}), name="Otro")) == {"nucleus_name_taken"}


# ---- central nuclei -----------------------------------------------------------------------------------------------

ADD = AddFacts(
    same_version=True, inside=True, central_formed_on=on(5), central_closed=False, nucleus_formed_on=on(0),
    nucleus_closed=False, others=[], on=on(10), today=on(40),
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"central_closed": True}, "central_closed"),
        ({"nucleus_closed": True}, "closed_already"),
        ({"same_version": False}, "central_version"),
        ({"inside": False}, "central_outside"),
        ({"on": on(41)}, "in_future"),
        ({"on": on(4)}, "before_central"),
        ({"others": [stay(0)]}, "in_central"),
        ({"others": [stay(20)]}, "in_central"),
    ],
)
def test_each_thing_that_keeps_a_nucleus_from_a_central(change, code):
    assert codes(may_add(replace(ADD, **change))) == {code}
    assert may_add(replace(ADD, others=[stay(0, 10), stay(12, 12)])).ok


def test_a_central_is_of_a_district_or_province_of_a_version_that_has_them():
    ask = {"name": "NEC Cangallo", "taken": False, "on": on(0), "today": on(0)}
    assert may_form(level=Level.PROVINCE, routes=True, **ask).ok
    assert may_form(level=Level.DISTRICT, routes=None, **ask).ok
    assert codes(may_form(level=Level.DEPARTMENT, routes=True, **ask)) == {"central_place"}
    assert codes(may_form(level=Level.DISTRICT, routes=False, **ask)) == {"no_centrals"}


def test_a_central_lets_go_and_closes_after_what_was_told():
    out = {"since": on(0), "until": None, "today": on(40), "why": WHY}
    assert may_take_out(on=on(1), mistake=False, **out).ok and may_take_out(on=on(0), mistake=True, **out).ok
    assert codes(may_take_out(on=on(0), mistake=False, **out)) == {"out_before_in"}
    close = {"formed_on": on(0), "closed_on": None, "today": on(40), "why": WHY}
    assert may_close_central(last_on=on(3), on=on(4), **close).ok
    assert codes(may_close_central(last_on=on(3), on=on(3), **close)) == {"told_since"}
