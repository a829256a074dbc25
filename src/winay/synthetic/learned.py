"""What the first trainers were taught: one course for all, which somebody left before its end, told late and with the
wrong teacher; another for some only, so that it shows who was not taught yet."""

from collections.abc import Sequence
from dataclasses import replace

from winay.journeys.trainer_courses import correct_course, issue_certificate
from winay.nuclei.models import Nucleus
from winay.places.models import Place
from winay.plans.queries.menus import menu_for
from winay.synthetic.community import Office
from winay.trainers.contract_models import Contract
from winay.trainers.course_models import Course
from winay.trainers.course_rules import CourseSaid, SeatSaid
from winay.trainers.queries.caseloads import serving
from winay.trainers.services.courses import record_course, said_of
from winay.trainers.terms import ContractKind, CourseResult, CourseTopic

AFTER, TOLD, SECOND, CORRECTED = 12, 31, 120, 140
"""Days after the trainers began: the first course, when it was told, the second, when a mistake was found."""
FIRST_ITEMS, SECOND_ITEMS = ("open_field_garden", "improved_stove"), ("guinea_pigs", "laying_hens")
VERIFY = "http://localhost:8000/verificar/"


def teach_trainers(office: Office, nuclei: Sequence[Nucleus], *, since: float) -> None:
    """`since`: the day on which the trainers began, as the office counts its days."""
    first = nuclei[0]
    trainers = serving(first, ContractKind.PRODUCTIVE, office.on(since + AFTER))
    if not trainers:
        return
    results = [CourseResult.PASSED, CourseResult.LEFT, CourseResult.ATTENDED]
    seats = [
        SeatSaid(one.pk, 9 if result is CourseResult.LEFT else 16, result)
        for one, result in zip(trainers, results, strict=False)
    ]
    begun = _told(office, first, since + AFTER, "Huertos y cocinas: enseñar haciendo", FIRST_ITEMS, seats, since + TOLD)
    later = [one for one in serving(first, ContractKind.PRODUCTIVE, office.on(since + SECOND)) if one in trainers[:1]]
    if later:
        seats = [SeatSaid(one.pk, 12, CourseResult.PASSED) for one in later]
        _told(office, first, since + SECOND, "Crianza de cuyes y gallinas", SECOND_ITEMS, seats, since + SECOND + 4)
    anew = correct_course(
        course=begun, said=replace(said_of(begun), hours=16, teacher="Ing. Nélida Poma Quinto"),
        why="Quien la dictó fue la ingeniera Poma, según la lista firmada.", by=office.by(since + CORRECTED),
        at=office.at(since + CORRECTED),
    )  # fmt: skip
    _certify(office, anew, trainers[0], since + CORRECTED)


def _told(
    office: Office, nucleus: Nucleus, day: float, name: str, items: Sequence[str], seats: Sequence[SeatSaid],
    told: float,
) -> Course:  # fmt: skip
    known = {item.key for item in menu_for(nucleus.version)}
    said = CourseSaid(
        name, office.on(day), office.on(day + 2), 16, "Local comunal de la capital del distrito",
        "Ing. Abel Rojas Tineo", "Unidad Territorial", tuple(item for item in items if item in known),
        (CourseTopic.TEACHING, CourseTopic.RECORDS, CourseTopic.SAFETY), tuple(seats),
    )  # fmt: skip
    return record_course(
        version=nucleus.version, place=Place.objects.get(code=office.district), said=said, by=office.by(told),
        at=office.at(told),
    )  # fmt: skip


def _certify(office: Office, course: Course, contract: Contract, day: float) -> None:
    issue_certificate(
        course=course, contract=contract.public_id, by=office.by(day), at=office.at(day), base_url=VERIFY
    )  # fmt: skip
