"""Courses for trainers: one, a list by key, those of a trainer, who could sit in one. Query counts do not grow."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet

from winay.nuclei.queries.nuclei import visible
from winay.programs.models import Version
from winay.programs.queries import menu_of
from winay.programs.version_terms import ItemTerms
from winay.trainers.contract_models import Contract
from winay.trainers.course_models import STANDS, Course, CourseSeat, CourseSubject
from winay.trainers.queries.contests import Reach
from winay.trainers.queries.contracts import whole_contracts
from winay.trainers.terms import ContractKind, CourseResult

PAGE = 40


def whole_courses() -> "QuerySet[Course]":
    """Courses with what their names and access need."""
    subjects = CourseSubject.objects.order_by("id")
    return Course.objects.select_related("version__program", "place__parent").prefetch_related(
        Prefetch("subjects", subjects)
    )


def course_by_id(public_id: UUID) -> Course | None:
    """One course, with what it replaces and what replaced it. Two queries."""
    rows = whole_courses().select_related("replaces", "replaced_by")
    return rows.filter(public_id=public_id).first()


def list_courses(reach: Reach, *, after: UUID | None = None, limit: int = PAGE) -> tuple[list[Course], bool]:
    """Courses that stand and that somebody may read, the latest to begin first, each with `trainers` and `passed`;
    whether there are more. Two queries, three with `after`."""
    rows = whole_courses().filter(STANDS).filter(visible(reach, "place__code"))
    rows = rows.annotate(
        trainers=Count("seats"), passed=Count("seats", filter=Q(seats__result=CourseResult.PASSED))
    )  # fmt: skip
    if after is not None and (last := Course.objects.filter(public_id=after).first()) is not None:
        rows = rows.filter(Q(began_on__lt=last.began_on) | Q(began_on=last.began_on, id__lt=last.pk))
    found = list(rows.order_by("-began_on", "-id")[: limit + 1])
    return found[:limit], len(found) > limit


def seats_of(course: Course) -> list[CourseSeat]:
    """Who was there, by surname. One query."""
    rows = CourseSeat.objects.filter(course=course).select_related("contract__applicant", "contract__hired_by")
    return list(rows.order_by("contract__applicant__sort_key", "id"))


def seat_in(course: Course, contract: UUID) -> CourseSeat | None:
    """The seat of a contract in a course."""
    rows = CourseSeat.objects.filter(course=course, contract__public_id=contract)
    return rows.select_related("contract__applicant", "contract__hired_by").first()


def learned_by(contract: Contract) -> list[CourseSeat]:
    """The courses of a trainer that stand, under whatever contract, the latest first. Two queries."""
    rows = CourseSeat.objects.filter(contract__applicant=contract.applicant_id, course__ended_how="")
    rows = rows.select_related("course").prefetch_related("course__subjects")
    return list(rows.order_by("-course__began_on", "-id"))


def items_learned(applicants: Collection[int]) -> dict[int, set[str]]:
    """Items of menus that each of these people was taught and did not leave, by their primary key. One query."""
    rows = CourseSeat.objects.filter(contract__applicant__in=applicants, course__ended_how="")
    rows = rows.exclude(result=CourseResult.LEFT)
    found: dict[int, set[str]] = {one: set() for one in applicants}
    for applicant, item in rows.values_list("contract__applicant", "course__subjects__item"):
        if item:
            found[applicant].add(item)
    return found


def may_sit(reach_code: str, version: Version, began_on: date, over_on: date) -> list[Contract]:
    """Contracts of a program inside a place that hold one of these days, by surname. Two queries."""
    rows = whole_contracts().filter(
        hired_by__district__code__startswith=reach_code, version__program=version.program_id,
        began_on__lt=over_on, over_on__gt=began_on,
    )  # fmt: skip
    return list(rows.filter(over_on__gt=F("began_on")).order_by("applicant__sort_key", "pk"))


def serving_now(reach: Reach, today: date, *, after: UUID | None = None, most: int) -> list[Contract]:
    """Trainers' contracts that hold today and that somebody may read, by surname, so many at most and those behind one
    of them; professionals aside. Three queries, four with `after`."""
    rows = Contract.objects.filter(visible(reach, "hired_by__district__code"))
    rows = rows.filter(began_on__lte=today, over_on__gt=today).exclude(kind=ContractKind.PROFESSIONAL)
    last = Contract.objects.select_related("applicant").filter(public_id=after).first() if after else None
    if last is not None:
        name = last.applicant.sort_key
        rows = rows.filter(Q(applicant__sort_key__gt=name) | Q(applicant__sort_key=name, pk__gt=last.pk))
    keys = list(rows.order_by("applicant__sort_key", "pk").values_list("pk", flat=True)[:most])
    return list(whole_contracts().filter(pk__in=keys).order_by("applicant__sort_key", "pk"))


def versions_for_courses() -> list[Version]:
    """Published versions, by program, the newest first. One query."""
    return list(Version.objects.select_related("program").order_by("program__name", "-valid_from"))


def taught(version: Version) -> Sequence[ItemTerms]:
    """What a version's menu has that a course can be about."""
    return [item for item in menu_of(version) if item.components]
