"""Courses for trainers: told late, corrected, reversed; what is refused, also by the database; what is learned."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.nuclei import scene as nuclei
from tests.trainers import scene
from tests.trainers.scene import WHY, ago, at, codes
from tests.worlds import world
from winay.core.errors import NotAllowed, Refused
from winay.journeys.trainer_courses import certificates_of, correct_course, issue_certificate, reverse_course
from winay.places.models import Place
from winay.trainers.contract_models import Contract
from winay.trainers.course_models import Course, CourseSeat, CourseSubject
from winay.trainers.course_rules import CourseSaid, SeatSaid
from winay.trainers.queries.courses import items_learned, learned_by, may_sit, seats_of
from winay.trainers.services.contracts import hire_person
from winay.trainers.services.courses import record_course, said_of
from winay.trainers.terms import CourseResult, CourseTopic, SelectedBy

pytestmark = pytest.mark.django_db
BASE = "https://winay.example/verificar/"
DAY = timedelta(days=1)


made = world(nuclei.formed, 2)


def trainer(made: nuclei.Formed, number: int = 0, **more: Any) -> Contract:
    """Somebody whom the community chose, ten days ago."""
    said = scene.contract(selected_by=SelectedBy.COMMUNITY, **more)
    return hire_person(
        person=scene.person(number), said=said, hired_by=made.nucleus, nuclei=[made.nucleus], by=made.ana, at=at(9)
    )  # fmt: skip


def said(*seats: SeatSaid, **more: Any) -> CourseSaid:
    facts = {
        "name": "Crianza de cuyes", "began_on": ago(6), "over_on": ago(4), "hours": 14, "held_at": "Local comunal",
        "teacher": "Hernán Gutiérrez Prado", "institution": "Unidad Territorial", "items": ("guinea_pigs",),
        "topics": (CourseTopic.RECORDS,), "seats": seats,
    }  # fmt: skip
    return CourseSaid(**(facts | more))


def sat(contract: Contract, hours: int = 14, result: CourseResult = CourseResult.PASSED) -> SeatSaid:
    return SeatSaid(contract.pk, hours, result)


def told(made: nuclei.Formed, *seats: SeatSaid, by: Any = None, **more: Any) -> Course:
    return record_course(
        version=made.nucleus.version, place=Place.objects.get(code="05"), said=said(*seats, **more),
        by=by or made.ana, at=at(1),
    )  # fmt: skip


def refused(act: Any) -> list[str]:
    with pytest.raises(Refused) as found:
        act()
    return codes(found)


def test_a_course_is_told_with_who_was_there_and_counts_as_learned(made):
    one, other = trainer(made), trainer(made, 1)
    course = told(made, sat(one), sat(other, 6, CourseResult.LEFT))
    assert [(seat.contract_id, seat.hours, seat.result) for seat in seats_of(course)] == [
        (seat.contract_id, seat.hours, seat.result)
        for seat in CourseSeat.objects.order_by("contract__applicant__sort_key")
    ]
    assert items_learned([one.applicant_id, other.applicant_id]) == {
        one.applicant_id: {"guinea_pigs"}, other.applicant_id: set()
    }  # fmt: skip
    assert [seat.course for seat in learned_by(one)] == [course]
    line = scene.line("record_course")
    assert line["after"]["people"] == 2 and line["after"]["items"] == ["guinea_pigs"]


def test_who_could_be_there_had_a_contract_on_one_of_the_days(made):
    one = trainer(made)
    trainer(made, 1, began_on=ago(3))
    version = made.nucleus.version
    assert may_sit("05", version, ago(6), ago(4)) == [one]
    assert may_sit("21", version, ago(6), ago(4)) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": " x "}, "course_name"),
        ({"held_at": ""}, "course_place"),
        ({"teacher": "ab"}, "course_teacher"),
        ({"institution": ""}, "course_institution"),
        ({"over_on": ago(6)}, "course_days"),
        ({"began_on": ago(60)}, "course_days"),
        ({"over_on": ago(0)}, "course_not_over"),
        ({"hours": 25}, "course_hours"),
        ({"items": (), "topics": ()}, "course_about_nothing"),
        ({"items": ("no_such_item",)}, "course_off_menu"),
        ({"seats": ()}, "course_empty"),
        ({"teacher": "ROSA  quispe huamán"}, "course_own_teacher"),
    ],
)
def test_what_is_not_a_course_is_refused(made, more, code):
    one = trainer(made)
    found = refused(lambda: told(made, *more.pop("seats", (sat(one),)), **more))
    assert code in found
    assert not Course.objects.exists()


def test_a_seat_has_no_more_hours_and_its_contract_holds_and_is_of_here(made):
    one, late = trainer(made), trainer(made, 1, began_on=ago(4))
    assert refused(lambda: told(made, sat(one, 15))) == ["course_seat_hours"]
    assert refused(lambda: told(made, sat(late))) == ["course_outside_contract"]
    assert refused(lambda: told(made, SeatSaid(10**9, 2, CourseResult.PASSED))) == ["course_unknown_contract"]
    elsewhere = Place.objects.get(code="0502")
    assert refused(
        lambda: record_course(version=made.nucleus.version, place=elsewhere, said=said(sat(one)), by=made.ana, at=at(1))
    ) == ["course_stranger"]


def test_only_the_office_of_the_place_tells(made):
    one = trainer(made)
    for who in (people.other_head(), people.auditor()):
        with pytest.raises(NotAllowed):
            told(made, sat(one), by=people.acting_as(who))


def test_a_correction_replaces_and_both_stay_readable(made):
    one, other = trainer(made), trainer(made, 1)
    first = told(made, sat(one))
    anew = replace(said_of(first), seats=(sat(one, 7, CourseResult.ATTENDED), sat(other)))
    second = correct_course(course=first, said=anew, why=WHY, by=made.rosa, at=at(0))
    first.refresh_from_db()
    assert (first.ended_how, first.ended_why, second.replaces) == ("corrected", WHY, first)
    assert CourseSeat.objects.filter(course=first).count() == 1
    assert [seat.course for seat in learned_by(one)] == [second]
    assert refused(lambda: correct_course(course=first, said=said(sat(other)), why=WHY, by=made.ana, at=at(0))) == [
        "course_ended"
    ]
    assert refused(lambda: correct_course(course=second, said=anew, why=WHY, by=made.ana, at=at(0))) == [
        "course_changes_nothing"
    ]
    assert refused(lambda: correct_course(course=second, said=said(), why="no", by=made.ana, at=at(0))) == [
        "reason_short"
    ]
    assert scene.line("correct_course")["after"]["reason"] == WHY


def test_a_course_that_never_was_teaches_nobody(made):
    one = trainer(made)
    course = told(made, sat(one))
    reverse_course(course=course, why=WHY, by=made.ana, at=at(0))
    assert items_learned([one.applicant_id]) == {one.applicant_id: set()} and learned_by(one) == []
    assert refused(lambda: reverse_course(course=course, why=WHY, by=made.ana, at=at(0))) == ["course_ended"]


def test_a_certificate_is_issued_once_and_ends_with_the_course(made):
    one, other = trainer(made), trainer(made, 1)
    course = told(made, sat(one), sat(other, 3, CourseResult.LEFT))
    given = {"course": course, "by": made.rosa, "at": at(0), "base_url": BASE}
    paper = issue_certificate(contract=one.public_id, **given)
    assert issue_certificate(contract=one.public_id, **given) == paper
    stated = {row.key: row.value for row in paper.statements.all()}
    assert stated["person"] == one.applicant.name and stated["hours"] == "14" and stated["result"] == "passed"
    assert refused(lambda: issue_certificate(contract=other.public_id, **given)) == ["course_left"]
    with pytest.raises(NotAllowed):
        issue_certificate(contract=one.public_id, **{**given, "by": people.acting_as(people.other_head())})
    correct_course(course=course, said=replace(said_of(course), hours=15), why=WHY, by=made.ana, at=at(0))
    course.refresh_from_db()
    (found,) = certificates_of(course, seats_of(course))[one.public_id]
    assert found.revocation.reason == WHY
    assert refused(lambda: issue_certificate(contract=one.public_id, **given)) == ["course_ended"]


# ---- what the database itself refuses


def test_the_database_keeps_what_was_told(made):
    one, late = trainer(made), trainer(made, 1, began_on=ago(4))
    course = told(made, sat(one))
    for act in (
        lambda: Course.objects.update(hours=20),
        lambda: Course.objects.all().delete(),
        lambda: CourseSeat.objects.update(result="left"),
        lambda: CourseSeat.objects.all().delete(),
        lambda: CourseSubject.objects.update(item="compost"),
        lambda: CourseSeat.objects.create(course=course, contract=late, hours=2, result="passed"),
        lambda: CourseSeat.objects.create(course=course, contract=one, hours=2, result="passed"),
        lambda: CourseSubject.objects.create(course=course, item="compost", topic="records"),
        lambda: CourseSubject.objects.create(course=course),
        lambda: Course.objects.update(ended_how="reversed"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_the_database_refuses_more_hours_than_a_course_had(made):
    one, other = trainer(made), trainer(made, 1)
    course = told(made, sat(one))
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseSeat.objects.create(course=course, contract=other, hours=15, result="passed")
