"""Courses for trainers in the browser: the list with who was not taught yet, one course, telling, correcting and
reversing one, certificates."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from winay.accounts.queries import ActingPerson, names_of
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.documents.queries import revocation_of
from winay.journeys.pages.trainer_learning import Learning, learning_of
from winay.journeys.trainer_courses import certificates_of, correct_course, issue_certificate, reverse_course
from winay.nuclei.access import may_at
from winay.places.queries import place_by_code
from winay.plans.queries.menus import menu_for
from winay.targeting.criteria_wording import language
from winay.trainers.contract_wording import CONTRACT_KINDS
from winay.trainers.course_rules import CourseSaid
from winay.trainers.course_wording import COURSE_ENDS, RESULTS, TOPICS
from winay.trainers.queries.courses import (
    course_by_id,
    list_courses,
    may_sit,
    seats_of,
    serving_now,
    taught,
    versions_for_courses,
)
from winay.trainers.services.courses import record_course, said_of
from winay.trainers.terms import ContractKind, CourseEnd, CourseResult, CourseTopic
from winay.web.addresses import uuid_or_none
from winay.web.contest_acting import act, my_reach, sayings
from winay.web.contest_forms import WhyForm
from winay.web.contract_forms import ONE_DAY
from winay.web.course_forms import CourseDaysForm, CourseForm
from winay.web.days import local_today
from winay.web.guard import actor, needs, require

LOOKED_AT = 50
"""Trainers of whom a page says what they were not taught yet."""


@needs(Permission.READ_TRAINERS)
@require_GET
def courses(request: HttpRequest) -> HttpResponse:
    """What the trainers of one's territory learned, and what those who visit today were not taught yet."""
    found, more = list_courses(my_reach(request), after=uuid_or_none(request.GET.get("after")))
    who, first = actor(request), "after" not in request.GET
    behind = uuid_or_none(request.GET.get("yachachiqs"))
    serving = serving_now(my_reach(request), local_today(), after=behind, most=LOOKED_AT + 1) if first else []
    learning = learning_of(serving[:LOOKED_AT], local_today())
    gaps = [one for one in learning if one.missing]
    context = {
        "rows": [shown_course(one) for one in found],
        "next_after": found[-1].public_id if more else "",
        "gaps": [shown_learning(one) for one in gaps],
        "trainers": len(learning),
        "whole": len(learning) - len(gaps),
        "promised": sum(bool(one.taught or one.missing) for one in learning),
        "first": first,
        "more_trainers": serving[LOOKED_AT - 1].public_id if len(serving) > LOOKED_AT else "",
        "behind": behind,
        "may_tell": who is not None and who.may_somewhere(Permission.TEACH_TRAINERS),
    }
    return render(request, "trainers/courses.html", context)


@needs(Permission.READ_TRAINERS)
@require_GET
def course(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One course: when, about what, who was there, certificates."""
    found = _course_or_404(request, public_id)
    seats = seats_of(found)
    issued = certificates_of(found, seats)
    context = {
        **shown_course(found),
        "seats": [
            {
                "one": seat,
                "result": str(RESULTS[CourseResult(seat.result)]),
                "kind": str(CONTRACT_KINDS[ContractKind(seat.contract.kind)]),
                "gets_one": seat.result != CourseResult.LEFT,
                "documents": [
                    {"one": one, "ended": revocation_of(one)} for one in issued.get(seat.contract.public_id, ())
                ],
            }
            for seat in seats
        ],
        "passed": sum(seat.result == CourseResult.PASSED for seat in seats),
        "end": str(COURSE_ENDS[CourseEnd(found.ended_how)]) if found.ended_how else "",
        "replaced_by": getattr(found, "replaced_by", None),
        "recorded_by": names_of([found.recorded_by]).get(found.recorded_by, "—"),
        "may_tell": may_at(found.place, found.version.program.key, Permission.TEACH_TRAINERS, actor(request)),
    }
    return render(request, "trainers/course.html", context)


@needs(Permission.TEACH_TRAINERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Tell of a course: first where and when, then who was there."""
    who = actor(request)
    assert who is not None  # `needs` turned nobody away
    known = {f"{one.program.key}@{one.key}": one for one in versions_for_courses()}
    offered = [(ref, f"{one.program.name} {one.key}") for ref, one in known.items()]
    mine = [code for code in who.places_for(Permission.TEACH_TRAINERS) if code]
    asked = request.GET if "began_on" in request.GET else None
    days = CourseDaysForm(asked, versions=offered, initial={"place": mine[0] if len(mine) == 1 else ""})
    context = {
        "heading": _("Registrar una capacitación de yachachiqs"), "back": _("Capacitaciones"),
        "back_url": reverse("web:courses"), "days": days,
    }  # fmt: skip
    if asked is None or not days.is_valid():
        return render(request, "trainers/course_days.html", context, status=200 if asked is None else 422)
    given = days.cleaned_data
    version, place = known[given["version"]], place_by_code(given["place"].strip())
    if place is None or given["last_on"] < given["began_on"]:
        code = Reason("trainers.place_unknown", {"code": given["place"]}) if place is None else Reason(
            "trainers.course_days", {"most": 31}
        )  # fmt: skip
        return render(request, "trainers/course_days.html", {**context, "problems": sayings([code])}, status=422)
    require(request, Permission.TEACH_TRAINERS, place_code=place.code, program=version.program.key)
    sitting = may_sit(place.code, version, given["began_on"], given["last_on"] + ONE_DAY)
    form = CourseForm(request.POST or None, items=_items(version), contracts=sitting)
    return _told(
        request, form, given, context,
        lambda said: record_course(version=version, place=place, said=said, by=who, at=now()),
    )  # fmt: skip


@needs(Permission.TEACH_TRAINERS)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tell a course anew."""
    found = _course_or_404(request, public_id)
    who, said = _teller(request, found), said_of(found)
    given = {"began_on": found.began_on, "last_on": found.over_on - ONE_DAY}
    form = CourseForm(
        request.POST or None, items=_items(found.version), correcting=True, initial=CourseForm.initial_of(said),
        contracts=may_sit(found.place.code, found.version, found.began_on, found.over_on),
    )  # fmt: skip
    context = {
        "heading": _("Corregir una capacitación"), "back": found.name, "correcting": True,
        "back_url": reverse("web:course", args=[found.public_id]),
    }  # fmt: skip
    return _told(
        request, form, given, context,
        lambda anew: correct_course(course=found, said=anew, why=form.cleaned_data["why"], by=who, at=now()),
    )  # fmt: skip


@needs(Permission.TEACH_TRAINERS)
@require_http_methods(["GET", "POST"])
def reverse_it(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that a course never was."""
    found = _course_or_404(request, public_id)
    who, form = _teller(request, found), WhyForm(request.POST or None)
    return act(
        request,
        form,
        lambda: reverse_course(course=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Capacitación anulada."),
        context={
            "kicker": "", "back": found.name, "back_url": reverse("web:course", args=[found.public_id]),
            "heading": _("Anular la capacitación"), "verb": _("Anular"), "danger": True,
            "next": _("Queda a la vista como anulada; sus constancias se revocan."),
            "undo": _("No se deshace: si sí se realizó, se registra otra vez."),
        },
    )  # fmt: skip


@needs(Permission.TEACH_TRAINERS)
@require_POST
def certify(request: HttpRequest, public_id: UUID, contract: UUID) -> HttpResponse:
    """Issue the certificate of one trainer."""
    found = _course_or_404(request, public_id)
    who = _teller(request, found)
    base = request.build_absolute_uri(reverse("web:verify"))
    try:
        issue_certificate(course=found, contract=contract, by=who, at=now(), base_url=base)
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refused:
        for sentence in sayings(refused.reasons):
            messages.error(request, sentence)
    else:
        messages.success(request, _("Constancia emitida: descárguela, imprímala y fírmela."))
    return redirect("web:course", found.public_id)


def shown_course(found: Any) -> dict[str, Any]:
    """A course as lists and heads show it."""
    names = {item.key: item.name.text(language()) for item in menu_for(found.version)}
    about = [
        names.get(one.item, one.item) if one.item else str(TOPICS[CourseTopic(one.topic)])
        for one in found.subjects.all()
    ]
    return {"one": found, "last_on": found.over_on - ONE_DAY, "about": about}


def shown_learning(one: Learning) -> dict[str, Any]:
    """A trainer with what they were taught and what not, in words."""
    return {
        "contract": one.contract,
        "name": one.contract.applicant.name,
        "nuclei": [served.nucleus for served in one.contract.nuclei.all()],
        "missing": [item.name.text(language()) for item in one.missing],
        "taught": [item.name.text(language()) for item in one.taught],
        "all": len(one.missing) + len(one.taught),
    }


def _told(
    request: HttpRequest, form: CourseForm, given: dict[str, Any], context: dict[str, Any],
    verb: Callable[[CourseSaid], Any],
) -> HttpResponse:  # fmt: skip
    """The form of a course: do it and go to its page, or show what is wrong and what was written."""
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = verb(form.said(given["began_on"], given["last_on"]))
        except NotAllowed:
            raise PermissionDenied from None
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            messages.success(request, _("Capacitación registrada. Las constancias se emiten desde su página."))
            return redirect("web:course", made.public_id)
    context = {**context, **given, "form": form, "problems": problems}
    return render(request, "trainers/course_form.html", context, status=422 if request.method == "POST" else 200)


def _items(version: Any) -> list[tuple[str, str]]:
    return [(item.key, item.name.text(language())) for item in taught(version)]


def _course_or_404(request: HttpRequest, public_id: UUID) -> Any:
    found = course_by_id(public_id)
    if found is None:
        raise Http404
    if not may_at(found.place, found.version.program.key, Permission.READ_TRAINERS, actor(request)):
        raise PermissionDenied
    return found


def _teller(request: HttpRequest, found: Any) -> ActingPerson:
    return require(
        request, Permission.TEACH_TRAINERS, place_code=found.place.code, program=found.version.program.key
    )  # fmt: skip


urlpatterns = [
    path("yachachiqs/capacitaciones/", courses, name="courses"),
    path("yachachiqs/capacitaciones/nueva/", new, name="new_course"),
    path("yachachiqs/capacitaciones/<uuid:public_id>/", course, name="course"),
    path("yachachiqs/capacitaciones/<uuid:public_id>/corregir/", correct, name="correct_course"),
    path("yachachiqs/capacitaciones/<uuid:public_id>/anular/", reverse_it, name="reverse_course"),
    path(
        "yachachiqs/capacitaciones/<uuid:public_id>/<uuid:contract>/constancia/", certify, name="certify_course"
    ),
]  # fmt: skip
