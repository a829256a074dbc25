"""A trainer's month: planned as it was shown, mended after an absence without moving anybody else, taken back before it
begins, and what the verbs and the database itself refuse."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import scene as nuclei
from tests.trainers import scene
from tests.trainers.scene import at, codes, line
from tests.trainers.test_caseloads import gives, hires, shares
from tests.worlds import world
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.places.models import Place
from winay.trainers.queries.schedules import Proposal, proposal_of, schedule_of, shortfalls_of, visits_of
from winay.trainers.schedule_models import PlannedVisit, Schedule, Shortfall
from winay.trainers.schedule_rules import AbsenceSaid, month_of
from winay.trainers.services.absences import tell_absence
from winay.trainers.services.contracts import end_contract
from winay.trainers.services.schedules import plan_month, replan, take_back_month
from winay.trainers.terms import AbsenceWhy, ContractEnd, ContractKind, ShortWhy

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def next_month() -> tuple[date, date]:
    return month_of(month_of(people.today())[1])


def _made() -> nuclei.Formed:
    """A trainer with six households in one community, who sleeps there."""
    made = nuclei.formed(6, least=1, most=30)
    made.one = hires(made, 0)  # type: ignore[attr-defined]
    shares(made)
    return made


made = world(_made)


def proposed(made: nuclei.Formed, **more: Any) -> Proposal:
    facts = {"today": people.today(), "base": enrolment.place().code} | more
    return proposal_of(made.one, next_month()[0], facts["today"], base=facts["base"])  # type: ignore[attr-defined]


def plans(made: nuclei.Formed, **more: Any) -> Schedule:
    base = more.get("base", enrolment.place().code)
    facts = {"contract": made.one, "month": next_month()[0], "base": base, "by": made.ana, "at": at(0)} | more  # type: ignore[attr-defined]
    seal = facts.pop("seal", None) or proposal_of(made.one, facts["month"], facts["at"].date(), base=base).seal  # type: ignore[attr-defined]
    return plan_month(seal=seal, **facts)


def replans(made: nuclei.Formed, **more: Any) -> int:
    facts = {"contract": made.one, "month": next_month()[0], "by": made.ana, "at": at(0)} | more  # type: ignore[attr-defined]
    seal = facts.pop("seal", None) or proposal_of(made.one, facts["month"], facts["at"].date()).seal  # type: ignore[attr-defined]
    return replan(seal=seal, **facts)


def away(made: nuclei.Formed, since: date, until: date) -> None:
    tell_absence(
        contract=made.one, said=AbsenceSaid(since, until, AbsenceWhy.HARVEST), by=made.ana, at=at(0)  # type: ignore[attr-defined]
    )  # fmt: skip


def told(made: nuclei.Formed) -> set[tuple[int, date]]:
    found = schedule_of(made.one, next_month()[0])  # type: ignore[attr-defined]
    assert found is not None
    return {(one.enrolment_id, one.visit_on) for one in visits_of(found)}


def test_a_month_is_planned_as_it_was_shown(made):
    shown = proposed(made)
    schedule = plans(made)
    rows = visits_of(schedule)
    assert {(one.enrolment_id, one.visit_on) for one in rows} == {
        (stop.enrolment, on) for on, stops in shown.days.items() for stop in stops
    }
    assert schedule.each == 4 and Counter(one.enrolment_id for one in rows) == {one.pk: 4 for one in made.cycles}
    assert all(schedule.from_on <= one.visit_on < schedule.until_on for one in rows)
    assert all(one.visit_on.weekday() < 5 for one in rows)
    assert [one.position for one in rows if one.visit_on == rows[0].visit_on] == list(range(6))
    assert line("plan_month")["after"] == {
        "month": schedule.from_on.isoformat(), "each": 4, "visits": 24, "walking_minutes": shown.walking,
        "without_place": 0,
    }  # fmt: skip
    assert shown.walking == 4 * 7 * 10


def test_after_an_absence_only_visits_of_those_days_move(made):
    plans(made)
    before = told(made)
    first = min(on for _, on in before)
    away(made, first, first + 3 * DAY)
    kept = {one for one in before if not first <= one[1] < first + 3 * DAY}
    lost = before - kept
    shown = proposed(made)
    assert replans(made) == len(lost) == shown.moved
    after = told(made)
    assert kept <= after and len(after) == len(before)
    assert not any(first <= on < first + 3 * DAY for _, on in after)
    assert line("replan")["after"]["moved"] == len(lost)
    schedule = schedule_of(made.one, next_month()[0])
    assert schedule.replanned_by == made.ana.public_id
    dropped = PlannedVisit.objects.filter(schedule=schedule, dropped_at__isnull=False)
    assert dropped.filter(visit_on=first).count() == 6
    with pytest.raises(Refused) as refused:
        replans(made)
    assert codes(refused) == ["same_month"]


def test_what_finds_no_place_is_kept_as_missing(made):
    days = next_month()
    away(made, days[0] + 7 * DAY, days[1])
    away(made, days[0], days[0] + 4 * DAY)
    for _ in range(14):
        cycle = enrolment.enrolled(made.ground)
        nuclei.join(made.nucleus, cycle, by=made.ana)
        made.cycles.append(cycle)
    for number in range(6, 20):
        gives(made, number, made.one)
    schedule = plans(made)
    rows, short = visits_of(schedule), shortfalls_of(schedule)
    assert schedule.each == 2
    assert len(rows) + sum(one.visits for one in short) == 2 * 20
    assert short and {one.why for one in short} == {ShortWhy.TIME}
    assert line("plan_month")["after"]["without_place"] == sum(one.visits for one in short)


def test_somebody_whom_nobody_reaches_in_a_day_is_missing_with_the_reason(made):
    far = enrolment.place(2)
    Place.objects.filter(pk=far.pk).update(latitude_e6=None, longitude_e6=None)
    schedule = plans(made, base=far.code)
    assert {one.why for one in shortfalls_of(schedule)} == {ShortWhy.UNKNOWN}
    assert len(shortfalls_of(schedule)) == 6 and not visits_of(schedule)


def test_a_month_that_began_keeps_its_days_that_passed(made):
    plans(made)
    before = told(made)
    days = sorted({on for _, on in before})
    now_on = days[1]
    later = at(-(now_on - people.today()).days)
    end_enrolment(enrolment=made.cycles[0], on=people.today(), reason=ExitReason.MOVED_OUT, by=made.ana, at=at(0))
    cycle = enrolment.enrolled(made.ground)
    nuclei.join(made.nucleus, cycle, by=made.ana)
    made.cycles.append(cycle)
    gives(made, 6, made.one, days=0)
    replans(made, at=later)
    after = told(made)
    assert {one for one in before if one[1] < now_on} == {one for one in after if one[1] < now_on}
    assert not any(one == made.cycles[0].pk and on >= now_on for one, on in after)
    assert sum(one == cycle.pk for one, _ in after) == 4
    others = {one.pk for one in made.cycles[1:6]}
    assert {one for one in before if one[0] in others} == {one for one in after if one[0] in others}


def test_a_month_is_planned_after_it_began(made):
    first, until = next_month()
    late = first + 14 * DAY
    schedule = plans(made, at=at(-(late - people.today()).days))
    assert min(one.visit_on for one in visits_of(schedule)) >= late
    assert all(one.visit_on < until for one in visits_of(schedule))


def test_a_contract_that_ended_leaves_no_visits(made):
    plans(made)
    end = people.today()
    end_contract(contract=made.one, why=ContractEnd.RESIGNED, on=end, note=scene.WHY, by=made.ana, at=at(0))
    made.one.refresh_from_db()
    replans(made)
    assert told(made) == set()


def test_a_month_is_taken_back_before_it_begins(made):
    plans(made)
    days = sorted({on for _, on in told(made)})
    with pytest.raises(Refused) as refused:
        later = at(-(days[1] - people.today()).days)
        take_back_month(contract=made.one, month=next_month()[0], by=made.ana, at=later)
    assert codes(refused) == ["month_begun"]
    take_back_month(contract=made.one, month=next_month()[0], by=made.ana, at=at(0))
    assert schedule_of(made.one, next_month()[0]) is None
    assert not PlannedVisit.objects.filter(dropped_at=None).exists()
    with pytest.raises(Refused) as refused:
        take_back_month(contract=made.one, month=next_month()[0], by=made.ana, at=at(0))
    assert codes(refused) == ["not_planned"]
    plans(made)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda made: plans(made, seal="0" * 16), "month_changed"),
        (lambda made: plans(made, base=""), "no_home"),
        (lambda made: plans(made, base="9999999999"), "no_home"),
        (lambda made: plans(made, month=people.today() - 60 * DAY), "month_outside"),
        (lambda made: plans(made, month=people.today() + 200 * DAY), "month_outside"),
        (lambda made: plans(made, at=at(-70)), "month_over"),
        (lambda made: plans(made, contract=hires(made, 3, kind=ContractKind.PROFESSIONAL)), "no_caseload"),
        (lambda made: plans(made, contract=hires(made, 3)), "visits_nobody"),
        (lambda made: (away(made, *next_month()), plans(made)), "no_days"),
        (lambda made: replans(made), "not_planned"),
        (lambda made: (plans(made), plans(made)), "planned_already"),
        (lambda made: (plans(made), replans(made, at=at(-70))), "month_over"),
    ],
)
def test_what_is_refused(made, act, code):
    with pytest.raises(Refused) as refused:
        act(made)
    assert code in codes(refused)


def test_a_month_shown_before_an_absence_is_shown_again(made):
    plans(made)
    first = min(on for _, on in told(made))
    away(made, first, first + DAY)
    seal = proposed(made).seal
    away(made, first + 7 * DAY, first + 8 * DAY)
    before = told(made)
    with pytest.raises(Refused) as refused:
        replans(made, seal=seal)
    assert codes(refused) == ["month_changed"] and told(made) == before


def test_another_office_plans_nothing(made):
    stranger = people.acting_as(people.other_head())
    with pytest.raises(NotAllowed):
        plans(made, by=stranger)
    plans(made)
    with pytest.raises(NotAllowed):
        replans(made, by=stranger)
    with pytest.raises(NotAllowed):
        take_back_month(contract=made.one, month=next_month()[0], by=stranger, at=at(0))


def test_the_database_itself(made):
    schedule = plans(made)
    first = visits_of(schedule)[0]
    stranger = enrolment.enrolled(made.ground)
    row = {
        "schedule": schedule, "enrolment": stranger, "visit_on": first.visit_on, "position": 9, "way_minutes": 1,
        "back_minutes": 1,
    }  # fmt: skip

    def refused(**more: Any) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            PlannedVisit.objects.create(**(row | more))

    refused(enrolment=first.enrolment)
    refused(position=first.position)
    refused(visit_on=schedule.until_on)
    refused(visit_on=schedule.from_on - DAY)
    for change in ({"visit_on": first.visit_on + DAY}, {"position": 8}, {"way_minutes": 0}, {"schedule": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PlannedVisit.objects.filter(pk=first.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedVisit.objects.all().delete()
    away(made, first.visit_on, first.visit_on + DAY)
    refused()
    PlannedVisit.objects.filter(pk=first.pk).update(dropped_at=at(0))
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedVisit.objects.filter(pk=first.pk).update(dropped_at=None)
    twice = {"contract": made.one, "from_on": schedule.from_on, "until_on": schedule.until_on, "base": schedule.base}
    by = {"each": 2, "planned_by": made.ana.public_id, "planned_at": at(0)}
    for more in ({}, {"from_on": scene.ago(-400), "until_on": scene.ago(-430)}, {"each": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Schedule.objects.create(**(twice | by | more))
    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.filter(pk=schedule.pk).update(each=2)
    missing = {"schedule": schedule, "enrolment": stranger}
    for wrong in ({"visits": 0, "why": "time"}, {"visits": 1, "why": "rain"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Shortfall.objects.create(**(missing | wrong))
    kept = Shortfall.objects.create(**missing, visits=1, why="time")
    with pytest.raises(IntegrityError), transaction.atomic():
        Shortfall.objects.filter(pk=kept.pk).update(visits=2)


def test_as_many_queries_for_more_households(made):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            proposed(made)
        return len(queries)

    assert asked() == QUERIES
    cycle = enrolment.enrolled(made.ground)
    nuclei.join(made.nucleus, cycle, by=made.ana)
    made.cycles.append(cycle)
    gives(made, 6, made.one)
    assert asked() == QUERIES


QUERIES = 13
