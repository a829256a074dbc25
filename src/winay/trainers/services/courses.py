"""Verbs on courses for trainers: tell one that was held, correct it, say that it never was."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import refuse_unless
from winay.journal.services import record
from winay.nuclei.access import require_at
from winay.places.models import Place
from winay.programs.models import Version
from winay.targeting.decision_rules import reason_fault
from winay.trainers.contract_models import Contract
from winay.trainers.course_models import Course, CourseSeat, CourseSubject
from winay.trainers.course_rules import CourseSaid, Held, SeatSaid, may_tell
from winay.trainers.queries.contracts import whole_contracts
from winay.trainers.queries.courses import seats_of, taught
from winay.trainers.services.records import Subjects, today_at
from winay.trainers.terms import CourseEnd, CourseResult, CourseTopic


@transaction.atomic
def record_course(*, version: Version, place: Place, said: CourseSaid, by: Actor, at: datetime) -> Course:
    """A course that was held for trainers of a place, with who was there. It may be told long after."""
    require_at(place, version.program.key, Permission.TEACH_TRAINERS, by)
    made = _told(version, place, said, by, at)
    record("trainers.record_course", by=by, at=at, subjects=_about(made), after=_after(said))
    return made


@transaction.atomic
def correct_course(*, course: Course, said: CourseSaid, why: str, by: Actor, at: datetime) -> Course:
    """A course was otherwise than told: another row replaces it, with the reason. Where and for which version stays."""
    course = _standing(course)
    require_at(course.place, course.version.program.key, Permission.TEACH_TRAINERS, by)
    refuse_unless(
        allow_unless(
            reason_fault(why, short="trainers.reason_short", most=300),
            Reason("trainers.course_ended") if course.ended_how else None,
            Reason("trainers.course_changes_nothing") if _same(said_of(course), said) else None,
        )
    )
    _end(course, CourseEnd.CORRECTED, why, by, at)
    made = _told(course.version, course.place, said, by, at, replaces=course)
    record(
        "trainers.correct_course", by=by, at=at, subjects=[*_about(made), ("course", str(course.public_id))],
        before=_after(said_of(course)), after={**_after(said), "reason": why.strip()},
    )  # fmt: skip
    return made


@transaction.atomic
def reverse_course(*, course: Course, why: str, by: Actor, at: datetime) -> Course:
    """The course never was, or was told twice."""
    course = _standing(course)
    require_at(course.place, course.version.program.key, Permission.TEACH_TRAINERS, by)
    refuse_unless(
        allow_unless(
            reason_fault(why, short="trainers.reason_short", most=300),
            Reason("trainers.course_ended") if course.ended_how else None,
        )
    )
    _end(course, CourseEnd.REVERSED, why, by, at)
    record("trainers.reverse_course", by=by, at=at, subjects=_about(course), after={"reason": why.strip()})
    return course


def said_of(course: Course) -> CourseSaid:
    """What was told of a course. Two queries."""
    subjects = list(CourseSubject.objects.filter(course=course).order_by("id"))
    seats = [SeatSaid(one.contract_id, one.hours, CourseResult(one.result)) for one in seats_of(course)]
    return CourseSaid(
        course.name, course.began_on, course.over_on, course.hours, course.held_at, course.teacher,
        course.institution, tuple(one.item for one in subjects if one.item),
        tuple(CourseTopic(one.topic) for one in subjects if one.topic), tuple(seats),
    )  # fmt: skip


def _told(
    version: Version, place: Place, said: CourseSaid, by: Actor, at: datetime, replaces: Course | None = None
) -> Course:
    found = {one.pk: one for one in whole_contracts().filter(pk__in=[seat.contract for seat in said.seats])}
    facts = [(seat, _held(found.get(seat.contract), version, place)) for seat in said.seats]
    refuse_unless(may_tell(said, facts, [one.key for one in taught(version)], today_at(at)))
    made = Course.objects.create(
        version=version, place=place, name=said.name.strip(), began_on=said.began_on, over_on=said.over_on,
        hours=said.hours, held_at=said.held_at.strip(), teacher=said.teacher.strip(),
        institution=said.institution.strip(), recorded_by=by.public_id, recorded_at=at, replaces=replaces,
        synthetic=bool(found) and all(one.synthetic for one in found.values()),
    )  # fmt: skip
    CourseSubject.objects.bulk_create(
        [*(CourseSubject(course=made, item=item) for item in dict.fromkeys(said.items)),
         *(CourseSubject(course=made, topic=topic) for topic in dict.fromkeys(said.topics))]
    )  # fmt: skip
    CourseSeat.objects.bulk_create(_seats(made, said.seats))
    return made


def _seats(course: Course, seats: Sequence[SeatSaid]) -> list[CourseSeat]:
    return [
        CourseSeat(course=course, contract_id=one.contract, hours=one.hours, result=one.result) for one in seats
    ]  # fmt: skip


def _held(contract: Contract | None, version: Version, place: Place) -> Held | None:
    if contract is None:
        return None
    here = contract.hired_by.district.code.startswith(place.code)
    same = contract.version.program_id == version.program_id
    return Held(contract.applicant.name, contract.began_on, contract.over_on, here and same)


def _standing(course: Course) -> Course:
    """The course, for this transaction alone."""
    Course.objects.select_for_update(no_key=True).get(pk=course.pk)
    return Course.objects.select_related("version__program", "place__parent").get(pk=course.pk)


def _end(course: Course, how: CourseEnd, why: str, by: Actor, at: datetime) -> None:
    course.ended_how, course.ended_why, course.ended_by, course.ended_at = how, why.strip(), by.public_id, at
    course.save(update_fields=["ended_how", "ended_why", "ended_by", "ended_at"])


def _same(one: CourseSaid, other: CourseSaid) -> bool:
    return _after(one) == _after(other) and set(one.seats) == set(other.seats)


def _about(course: Course) -> Subjects:
    contracts = CourseSeat.objects.filter(course=course).order_by("id").values_list("contract__public_id", flat=True)
    return [
        ("course", str(course.public_id)),
        *(("contract", str(one)) for one in contracts),
        ("place", course.place.code),
    ]


def _after(said: CourseSaid) -> dict[str, object]:
    return {
        "name": said.name.strip(), "began_on": said.began_on, "over_on": said.over_on, "hours": said.hours,
        "held_at": said.held_at.strip(), "teacher": said.teacher.strip(), "institution": said.institution.strip(),
        "items": sorted(set(said.items)), "topics": sorted(set(said.topics)), "people": len(said.seats),
    }  # fmt: skip
