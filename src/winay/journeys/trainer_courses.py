"""Certificates of trainers' courses, and their end when the course is told anew or never was."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from winay.accounts.queries import ActingPerson, is_demo
from winay.core.actors import Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.core.numbers import day, number
from winay.documents.models import Document
from winay.documents.queries import documents_about
from winay.documents.services import Content, Prepared, issue, issue_of, revoke_all
from winay.documents.terms import DocumentKind, StatementKey
from winay.journeys.pages.selection_act import issuing_office, place_words
from winay.nuclei.access import require_at
from winay.targeting.criteria_wording import language
from winay.trainers.course_models import Course, CourseSeat
from winay.trainers.course_rules import CourseSaid
from winay.trainers.course_wording import RESULTS, TOPICS
from winay.trainers.queries.courses import course_by_id, seat_in, seats_of, taught
from winay.trainers.services import courses
from winay.trainers.terms import CourseResult, CourseTopic

TEMPLATE, SUBJECT = "course_certificate", "course_seat"


def correct_course(*, course: Course, said: CourseSaid, why: str, by: ActingPerson, at: datetime) -> Course:
    """Tell a course anew and revoke the certificates of the one before, or neither."""
    with transaction.atomic():
        made = courses.correct_course(course=course, said=said, why=why, by=by, at=at)
        _revoke(course, why, by, at)
        return made


def reverse_course(*, course: Course, why: str, by: ActingPerson, at: datetime) -> Course:
    """Say that a course never was and revoke its certificates, or neither."""
    with transaction.atomic():
        ended = courses.reverse_course(course=course, why=why, by=by, at=at)
        _revoke(course, why, by, at)
        return ended


def certificates_of(course: Course, seats: list[CourseSeat]) -> dict[UUID, list[Document]]:
    """The certificates of each seat, by the contract's id, the newest first. One query."""
    keys = {_key(course, seat): seat.contract.public_id for seat in seats}
    return {keys[key]: found for key, found in documents_about(SUBJECT, keys).items()}


def issue_certificate(*, course: Course, contract: UUID, by: ActingPerson, at: datetime, base_url: str) -> Document:
    """The certificate of a trainer who was in a course, as a PDF in the language that is active now; the one in force
    where it would print the same. `Refused` where they left it, or it no longer stands."""

    def read_now() -> tuple[Course, Content]:
        read = course_by_id(course.public_id)
        assert read is not None
        require_at(read.place, read.version.program.key, Permission.TEACH_TRAINERS, by)
        seat = seat_in(read, contract)
        left = seat is not None and seat.result == CourseResult.LEFT
        refuse_unless(
            allow_unless(
                Reason("trainers.course_ended") if read.ended_how else None,
                Reason("trainers.course_no_seat") if seat is None else None,
                Reason("trainers.course_left") if left else None,
            )
        )
        assert seat is not None
        return read, certificate_content(read, seat)

    return issue_of(
        read_now, lambda read, prepared: _issue(read, prepared, by, at), base_url=base_url, by=by,
        by_name=by.person.name, at=at,
    )  # fmt: skip


@transaction.atomic
def _issue(course: Course, prepared: Prepared, by: ActingPerson, at: datetime) -> Document:
    """Write it, unless the course was told anew while it was laid out."""
    if Course.objects.select_for_update(no_key=True).get(pk=course.pk).ended_how:
        raise Refused([Reason("trainers.course_ended")])
    return issue(prepared=prepared, by=by, at=at)


def certificate_content(course: Course, seat: CourseSeat) -> Content:
    """What a certificate prints and states: names, course, hours; no id."""
    office, name = issuing_office(course.place), seat.contract.applicant.name
    result = CourseResult(seat.result)
    inputs: dict[str, object] = {
        "language": language(),
        "labels": _labels(),
        "title": _("Constancia de capacitación"),
        "lead": _("%(name)s participó en la capacitación «%(course)s».") % {"name": name, "course": course.name},
        "void": [],
        "synthetic": _("INVENTADO") if is_demo() or course.synthetic else "",
        "name": name,
        "facts": _facts(course, seat),
        "about": _about(course),
        "signatures": [[_("Dictó"), course.teacher, course.institution], [_("Recibe"), name, ""]],
    }
    return Content(
        kind=DocumentKind.COURSE_CERTIFICATE,
        template=TEMPLATE,
        language=language(),
        office=office.code if office else "NAC",
        seat=(office.seat or office.name) if office else _("Sede nacional"),
        subject=(SUBJECT, _key(course, seat)),
        inputs=inputs,
        statements={
            StatementKey.PERSON: name,
            StatementKey.COURSE: course.name,
            StatementKey.HELD_ON: course.began_on.isoformat(),
            StatementKey.HOURS: str(seat.hours),
            StatementKey.RESULT: result.value,
            StatementKey.PLACE: place_words(course.place),
            StatementKey.PROGRAM: f"{course.version.program.name}, {course.version.key}",
        },
        synthetic=is_demo() or course.synthetic,
    )


def _facts(course: Course, seat: CourseSeat) -> list[list[str]]:
    last = date.fromordinal(course.over_on.toordinal() - 1)
    days = day(course.began_on, language())
    if last > course.began_on:
        days = _("del %(first)s al %(last)s") % {"first": days, "last": day(last, language())}
    hours = _("%(had)s de %(all)s") % {
        "had": number(seat.hours, language()), "all": number(course.hours, language()),
    }  # fmt: skip
    return [
        [_("Dónde"), f"{course.held_at}. {place_words(course.place)}"],
        [_("Cuándo"), days],
        [_("Horas"), hours],
        [_("Resultado"), str(RESULTS[CourseResult(seat.result)])],
        [_("Trabaja para"), seat.contract.hired_by.name],
        [_("Programa y versión"), f"{course.version.program.name}, {course.version.key}"],
    ]


def _about(course: Course) -> list[str]:
    names = {item.key: item.name.text(language()) for item in taught(course.version)}
    return [
        names.get(one.item, one.item) if one.item else str(TOPICS[CourseTopic(one.topic)])
        for one in course.subjects.all()
    ]


def _revoke(course: Course, why: str, by: ActingPerson, at: datetime) -> None:
    issued = documents_about(SUBJECT, [_key(course, seat) for seat in seats_of(course)])
    every = [one for found in issued.values() for one in found]
    revoke_all(documents=every, reason=why.strip(), by=by, by_name=by.person.name, at=at)


def _key(course: Course, seat: CourseSeat) -> str:
    return f"{course.public_id}:{seat.contract.public_id}"


def _labels() -> dict[str, str]:
    return {
        "number": _("N.º"), "by": _("Emitida por"), "about": _("De qué trató"), "signatures": _("Firmas"),
        "signature": _("Firma"), "fingerprint": _("Huella"), "verify": _("Verifique este documento con el código"),
        "page": _("Página"), "of": _("de"),
        "synthetic_note": _("Personas o lugares inventados para una demostración: este documento no decide nada."),
    }  # fmt: skip
