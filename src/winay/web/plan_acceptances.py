"""What communities say of their place in a plan of nuclei: the blank minutes, what they said, and its correction."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import Refused
from winay.journeys.wording import say
from winay.nuclei.access import may_for
from winay.nuclei.queries.plans import acceptance_by_id
from winay.nuclei.rules import AcceptanceSaid
from winay.nuclei.services.acceptances import record_acceptance, reverse_acceptance
from winay.web.days import local_today
from winay.web.guard import actor, needs, require
from winay.web.plan_forms import AcceptanceForm, WhyForm
from winay.web.plan_words import named
from winay.web.plans import readable_or_404
from winay.web.scans import kept_scan, scan_problem, scan_response


@needs(Permission.FORM_NUCLEI)
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Tell what a community's assembly said of its place in the plan."""
    plan = readable_or_404(request, public_id)
    formation, unit = plan.formation, plan.unit_at(code)
    if unit is None:
        raise Http404
    who = require(
        request, Permission.FORM_NUCLEI, place_code=formation.district.code, program=formation.version.program.key
    )
    today = local_today()
    form = AcceptanceForm(request.POST or None, request.FILES or None, initial={"held_on": today})
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if wrong := scan_problem(given["scan"]):
            problems = [wrong]
        else:
            try:
                record_acceptance(
                    unit=unit, said=_said(given), scan_sha256=kept_scan(given["scan"]), by=who, at=now()
                )  # fmt: skip
            except Refused as refused:
                problems = [say(reason) for reason in named(plan, refused.reasons)]
            else:
                messages.success(request, _("Registrado lo que dijo %(place)s.") % {"place": unit.place.name})
                return redirect(reverse("web:plan", args=[public_id]) + "#comunidades")
    context = {"plan": plan, "formation": formation, "unit": unit, "form": form, "problems": problems,
               "groups": plan.groups_of(unit)}  # fmt: skip
    return render(request, "plans/accept.html", context, status=422 if request.method == "POST" else 200)


def _said(given: dict[str, Any]) -> AcceptanceSaid:
    return AcceptanceSaid(
        accepted=given["accepted"] == "si", held_on=given["held_on"], meeting_place=given["meeting_place"],
        led_by=given["led_by"], women=given["women"], men=given["men"], households=given["households"],
        notes=given["notes"],
    )  # fmt: skip


@needs(Permission.FORM_NUCLEI)
@require_http_methods(["GET", "POST"])
def unaccept(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back what was told wrongly of a community."""
    found = acceptance_by_id(public_id)
    if found is None:
        raise Http404
    formation = found.unit.formation
    who = require(
        request, Permission.FORM_NUCLEI, place_code=formation.district.code, program=formation.version.program.key
    )
    form = WhyForm(request.POST or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            reverse_acceptance(acceptance=found, why=form.cleaned_data["why"], by=who, at=now())
        except Refused as refused:
            problems = [say(reason) for reason in refused.reasons]
        else:
            messages.success(request, _("Retirado. Registre ahora lo que dice el acta."))
            return redirect("web:accept_plan", formation.public_id, found.unit.place.code)
    context = {"said": found, "formation": formation, "form": form, "problems": problems}
    return render(request, "plans/unaccept.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.READ_NUCLEI)
@require_GET
def paper(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """The minutes of a community's acceptance, blank, to be filled in by hand."""
    found = readable_or_404(request, public_id)
    unit = found.unit_at(code)
    if unit is None:
        raise Http404
    groups = [
        {"group": group, "seat": found.units.get(group.seat_id or 0), "units": [
            found.units[share.unit_id] for share in found.shares if share.group_id == group.pk
        ], "households": sum(share.households for share in found.shares if share.group_id == group.pk)}
        for group in found.groups_of(unit)
    ]  # fmt: skip
    lines = range(min(40, max(12, unit.households)))
    return render(
        request,
        "plans/paper.html",
        {"formation": found.formation, "unit": unit, "groups": groups, "lines": lines, "state": found.formation.state},
    )  # fmt: skip


@needs(Permission.READ_NUCLEI)
@require_GET
def scan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The signed minutes of a community, as somebody photographed them."""
    found = acceptance_by_id(public_id)
    if found is None or not found.scan_sha256:
        raise Http404
    if not may_for(found.unit.formation, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return scan_response(found.scan_sha256, f"acta-{found.unit.place.code}-{found.held_on}")


urlpatterns = [
    path("nucleos/planes/<uuid:public_id>/acta/<str:code>/", paper, name="plan_paper"),
    path("nucleos/planes/<uuid:public_id>/aceptacion/<str:code>/", accept, name="accept_plan"),
    path("nucleos/planes/aceptacion/<uuid:public_id>/corregir/", unaccept, name="reverse_acceptance"),
    path("nucleos/planes/aceptacion/<uuid:public_id>/acta/", scan, name="acceptance_scan"),
]
