"""Who may enter, when, and how a cycle ends. The rules alone: no database, no clock."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winay.enrolment.call_rules import AssemblySaid, CallFacts, may_close, may_open, may_record, may_reopen
from winay.enrolment.rules import (
    Asked,
    Cycle,
    CycleFacts,
    EnrolFacts,
    RefusalFacts,
    add_months,
    conditions,
    may_correct_date,
    may_end,
    may_enrol,
    may_refuse,
    may_undo_end,
    must_end_by,
)
from winay.enrolment.terms import ExitReason, RefusalReason
from winay.programs.terms import HouseholdRuleKey

TODAY, APPROVED = date(2026, 11, 28), date(2026, 3, 2)
FINE = EnrolFacts(
    annulled=False, approved_on=APPROVED, call_closed_on=None, lives_in_area=True, household_closed=False,
    consents=True, cycles=(), reentry=False, on=date(2026, 6, 15), today=TODAY,
)  # fmt: skip
WHY = "La familia lo dijo en la asamblea de junio."


def days(first: date, last: date) -> Any:
    return st.integers(first.toordinal(), last.toordinal()).map(date.fromordinal)


def codes(decision: Any) -> list[str]:
    return [reason.code.removeprefix("enrolment.") for reason in decision.reasons]


# ---- months -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 36, date(2029, 8, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 36, date(2031, 2, 28)),
        (date(2025, 2, 28), 36, date(2028, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
    ],
)
def test_months_are_added_to_the_same_day_or_the_last_of_a_shorter_month(day, months, then):
    assert add_months(day, months) == then


@given(days(date(2012, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_a_month_more_is_later_and_never_leaves_its_month(day, months):
    then = add_months(day, months)
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day == day.day or (then + timedelta(days=1)).day == 1


# ---- no description can refuse anybody ----------------------------------------------------------------------------

described = st.fixed_dictionaries(
    {
        "in_juntos": st.none() | st.booleans(),
        "required": st.lists(st.sampled_from(list(HouseholdRuleKey)), unique=True).map(tuple),
        "open_to_every_household": st.sampled_from([True, None]),
    }
)


@given(described)
def test_an_open_version_asks_nothing_of_a_household_whatever_it_is_like(told):
    assert conditions(**told) == ()


def test_what_entering_is_judged_on_has_no_room_for_a_description():
    """A new field here must be thought about: it may hold a household's place, consent and cycles, nothing else."""
    assert {field.name for field in fields(EnrolFacts)} == {
        *("annulled", "approved_on", "call_closed_on", "lives_in_area", "household_closed", "consents", "cycles"),
        *("reentry", "on", "today"),
    }


@given(days(APPROVED, TODAY), st.booleans())
def test_whoever_lives_there_consents_and_is_in_no_cycle_may_enter(on, reentry):
    assert may_enrol(replace(FINE, on=on, reentry=reentry)).ok


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"annulled": True}, "annulled"),
        ({"household_closed": True}, "household_closed"),
        ({"lives_in_area": False}, "outside_area"),
        ({"consents": False}, "no_consent"),
        ({"on": TODAY + timedelta(days=1)}, "in_future"),
        ({"on": APPROVED - timedelta(days=1)}, "before_approval"),
        ({"call_closed_on": date(2026, 6, 15)}, "call_closed"),
        ({"cycles": (Cycle(date(2026, 5, 1), None, True),)}, "open_cycle"),
        ({"cycles": (Cycle(date(2026, 5, 1), None, False),)}, "open_cycle"),
        ({"cycles": (Cycle(date(2026, 5, 1), date(2026, 6, 16), False),)}, "overlap"),
        ({"cycles": (Cycle(date(2026, 7, 1), date(2026, 8, 1), False),)}, "overlap"),
        ({"cycles": (Cycle(date(2026, 4, 1), date(2026, 6, 15), True),)}, "no_reentry"),
        ({"cycles": (Cycle(date(2026, 4, 1), date(2026, 6, 15), True),), "reentry": None}, "no_reentry"),
    ],
)
def test_each_objection_is_said_alone(change, code):
    assert codes(may_enrol(replace(FINE, **change))) == [code]


def test_every_objection_is_said_at_once():
    wrong = replace(FINE, annulled=True, consents=False, lives_in_area=False, on=TODAY + timedelta(days=3))
    assert codes(may_enrol(wrong)) == ["annulled", "outside_area", "no_consent", "in_future"]


@pytest.mark.parametrize(
    "change",
    [
        {"on": APPROVED},
        {"on": TODAY},
        {"call_closed_on": date(2026, 6, 16)},  # the day before the close, told late
        {"cycles": (Cycle(date(2026, 4, 1), date(2026, 4, 1), True),)},  # entered by mistake: it never was
        {"cycles": (Cycle(date(2022, 4, 1), date(2025, 4, 1), True),), "reentry": True},
        {"cycles": (Cycle(date(2022, 4, 1), date(2025, 4, 1), False),)},  # of another program
    ],
)
def test_what_is_no_objection(change):
    assert may_enrol(replace(FINE, **change)).ok


def test_the_pilot_asked_for_juntos_as_its_own_data_say():
    def asks(in_juntos: bool | None) -> Any:
        return conditions(open_to_every_household=False, required=[HouseholdRuleKey.JUNTOS_MEMBER], in_juntos=in_juntos)

    assert asks(True) == (Asked(HouseholdRuleKey.JUNTOS_MEMBER, True),)
    assert may_enrol(FINE, asks(True)).ok
    assert codes(may_enrol(FINE, asks(False))) == ["not_juntos_member"]
    assert codes(may_enrol(FINE, asks(None))) == ["unknown_juntos_member"]
    lives = [HouseholdRuleKey.LIVES_IN_AREA]  # asked of everybody, always
    assert conditions(open_to_every_household=False, required=lives, in_juntos=None) == ()


# ---- the end of a cycle -------------------------------------------------------------------------------------------

CYCLE = CycleFacts(date(2023, 10, 31), must_end_by(date(2023, 10, 31), 36), None)


@pytest.mark.parametrize(
    ("reason", "on", "note", "code"),
    [
        (ExitReason.MIGRATION, date(2024, 1, 1), "", None),
        (ExitReason.MIGRATION, date(2023, 10, 31), "", "end_before_start"),
        (ExitReason.MIGRATION, date(2026, 11, 1), "", "end_too_late"),
        (ExitReason.MIGRATION, TODAY + timedelta(days=1), "", "in_future"),
        (ExitReason.COMPLETED, date(2026, 10, 31), "", None),
        (ExitReason.COMPLETED, date(2026, 10, 30), "", "not_completed"),
        (ExitReason.OTHER, date(2024, 1, 1), "", "note_short"),
        (ExitReason.OTHER, date(2024, 1, 1), WHY, None),
        (ExitReason.MISTAKE, date(2023, 10, 31), WHY, None),
        (ExitReason.MISTAKE, date(2023, 10, 31), "", "note_short"),
        (ExitReason.NO_TIME, date(2024, 1, 1), "x" * 700, "text_long"),
    ],
)
def test_an_end_is_after_the_start_within_the_time_and_with_its_reason(reason, on, note, code):
    found = may_end(CYCLE, reason=reason, on=on, today=TODAY, note=note)
    said = [one.code.rpartition(".")[2] for one in found.reasons]
    assert (said[:1] or [None]) == [code]


def test_what_ended_does_not_end_again_and_what_runs_has_no_end_to_undo():
    ended = replace(CYCLE, ended_on=date(2024, 1, 1))
    again = may_end(ended, reason=ExitReason.DEATH, on=date(2024, 2, 1), today=TODAY, note="")
    assert codes(again) == ["ended_already"]
    assert codes(may_undo_end(CYCLE, [], why=WHY)) == ["not_ended"]
    assert may_undo_end(ended, [Cycle(date(2020, 1, 1), date(2023, 1, 1), True)], why=WHY).ok
    assert codes(may_undo_end(ended, [Cycle(date(2024, 6, 1), None, True)], why=WHY)) == ["overlap"]
    assert codes(may_undo_end(ended, [], why="sí")) == ["note_short"]


@pytest.mark.parametrize(
    ("cycle", "on", "others", "code"),
    [
        (CYCLE, date(2023, 9, 1), [], None),
        (CYCLE, CYCLE.enrolled_on, [], "date_same"),
        (CYCLE, date(2023, 1, 1), [], "before_approval"),
        (CYCLE, TODAY + timedelta(days=1), [], "in_future"),
        (CYCLE, date(2026, 2, 1), [], "call_closed"),
        (replace(CYCLE, ended_on=date(2024, 1, 1)), date(2024, 1, 1), [], "end_before_start"),
        (replace(CYCLE, ended_on=date(2026, 10, 31)), date(2023, 9, 1), [], "end_too_late"),
        (replace(CYCLE, ended_on=CYCLE.enrolled_on), date(2023, 9, 1), [], "never_was"),
        (CYCLE, date(2023, 9, 1), [Cycle(date(2023, 4, 1), date(2023, 9, 2), True)], "overlap"),
        (CYCLE, date(2023, 9, 2), [Cycle(date(2023, 4, 1), date(2023, 9, 2), True)], None),
        (CYCLE, date(2023, 9, 1), [Cycle(date(2024, 4, 1), date(2024, 4, 1), True)], None),
    ],
)
def test_a_day_is_put_right_within_the_same_limits(cycle, on, others, code):
    found = may_correct_date(
        cycle, others, on=on, today=TODAY, approved_on=date(2023, 3, 1), closed_on=date(2026, 1, 1), months=36, why=WHY
    )
    assert (codes(found)[:1] or [None]) == [code]


# ---- those who do not want to -------------------------------------------------------------------------------------

NO = RefusalFacts(
    approved_on=APPROVED, in_area=True, enrolled=False, refused_already=False, registered=True, households=1,
    on=date(2026, 6, 1), today=TODAY,
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"registered": False, "households": 12}, None),
        ({"households": 2}, "households_count"),
        ({"registered": False, "households": 0}, "households_count"),
        ({"registered": False, "households": 501}, "households_count"),
        ({"in_area": False}, "place_outside"),
        ({"enrolled": True}, "refuses_enrolled"),
        ({"refused_already": True}, "refused_already"),
        ({"on": date(2026, 3, 1)}, "before_approval"),
        ({"on": date(2027, 3, 1)}, "in_future"),
    ],
)
def test_a_no_is_taken_as_it_is(change, code):
    found = may_refuse(replace(NO, **change), reason=RefusalReason.FEAR_OF_LOSING_TRANSFER, note="")
    assert (codes(found) or [None]) == [code]


def test_another_reason_is_said_in_words():
    assert codes(may_refuse(NO, reason=RefusalReason.OTHER, note="")) == ["note_short"]
    assert may_refuse(NO, reason=RefusalReason.OTHER, note=WHY).ok


# ---- calls and assemblies -----------------------------------------------------------------------------------------

CALL = CallFacts(
    approved=True, annulled=False, chosen=True, approved_on=APPROVED, running=False, known=False, on=APPROVED,
    today=TODAY,
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"approved": False, "approved_on": None, "chosen": False}, "not_approved"),
        ({"annulled": True}, "annulled"),
        ({"chosen": False}, "not_chosen"),
        ({"known": True, "running": True}, "call_known"),
        ({"running": True}, "call_running"),
        ({"on": TODAY + timedelta(days=1)}, "in_future"),
        ({"on": APPROVED - timedelta(days=1)}, "before_approval"),
    ],
)
def test_a_call_is_for_what_an_approved_selection_chose(change, code):
    assert (codes(may_open(replace(CALL, **change))) or [None]) == [code]


def test_a_call_closes_once_and_opens_again_alone():
    def close(on: date, closed_on: date | None = None, why: str = WHY) -> list[str]:
        return codes(may_close(opened_on=APPROVED, closed_on=closed_on, on=on, today=TODAY, why=why))

    assert close(APPROVED) == [] and close(TODAY) == []
    assert close(APPROVED - timedelta(days=1)) == ["close_before_open"]
    assert close(TODAY, closed_on=TODAY) == ["closed_already"]
    assert close(TODAY + timedelta(days=1)) == ["in_future"] and close(TODAY, why="ya") == ["note_short"]
    assert may_reopen(closed=True, running=False, annulled=False, why=WHY).ok
    refused = may_reopen(closed=False, running=True, annulled=True, why="")
    assert codes(refused) == ["not_closed", "call_running", "annulled", "note_short"]


HELD = AssemblySaid(date(2026, 6, 1), "Local comunal", "Ana Quispe", 60, 41, 38, 25, ("quy", "es"), "2026-11")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"attended": 0, "women": 0, "men": 0}, None),  # nobody came: that too is worth knowing
        ({"attended": 61}, "attended_over_reached"),
        ({"women": 20, "men": 20}, "people_under_households"),
        ({"reached": -1}, "assembly_numbers"),
        ({"women": 30_000}, "assembly_numbers"),
        ({"languages": ()}, "assembly_language"),
        ({"languages": ("es", "es")}, "assembly_language"),
        ({"languages": ("klingon",)}, "assembly_language"),
        ({"place": " "}, "assembly_words"),
        ({"led_by": "A\nB"}, "assembly_words"),
        ({"held_on": date(2026, 3, 1)}, "before_approval"),
        ({"held_on": date(2026, 12, 1)}, "in_future"),
    ],
)
def test_an_assembly_has_a_day_a_place_people_and_a_language(change, code):
    said = replace(HELD, **change)
    found = may_record(said, in_area=True, approved_on=APPROVED, known=False, annulled=False, today=TODAY)
    assert (codes(found) or [None]) == [code]
    everything = may_record(said, in_area=False, approved_on=APPROVED, known=True, annulled=True, today=TODAY)
    assert codes(everything)[:2] == ["annulled", "place_outside"] and "assembly_known" in codes(everything)
