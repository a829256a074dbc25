"""Orientation assemblies in the browser: telling of one, taking one back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import Refused
from winay.enrolment.call_rules import AssemblySaid
from winay.enrolment.queries.households import assembly_by_id
from winay.enrolment.queries.lists import homes_of
from winay.enrolment.services.assemblies import record_assembly, reverse_assembly
from winay.enrolment.terms import MESSAGE
from winay.web.calls import readable_or_404, require_for
from winay.web.days import local_today
from winay.web.enrolment_forms import AssemblyForm, WhyForm
from winay.web.enrolment_words import sayings, shown_assembly
from winay.web.guard import needs


@needs(Permission.ENROL_HOUSEHOLD)
@require_http_methods(["GET", "POST"])
def assembly(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tell of an assembly that was held."""
    call = readable_or_404(request, public_id)
    who = require_for(request, call, Permission.ENROL_HOUSEHOLD)
    places = homes_of(call)
    offered = [(place.code, place.name) for place in places]
    form = AssemblyForm(request.POST or None, initial={"held_on": local_today()}, places=offered)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        place = next((one for one in places if one.code == given["locality"] and one.pk != call.area.district_id), None)
        try:
            record_assembly(call=call, locality=place, said=_said(given), by=who, at=now())
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            messages.success(request, _("Asamblea registrada."))
            return redirect("web:call", call.public_id)
    context = {"call": call, "form": form, "problems": problems}
    return render(request, "enrolment/assembly.html", context, status=422 if request.method == "POST" else 200)


def _said(given: dict[str, Any]) -> AssemblySaid:
    return AssemblySaid(
        held_on=given["held_on"],
        place=given["place"],
        led_by=given["led_by"],
        reached=given["reached"],
        attended=given["attended"],
        women=given["women"],
        men=given["men"],
        languages=tuple(given["languages"]),
        message=MESSAGE,
        notes=given["notes"],
    )


@needs(Permission.ENROL_HOUSEHOLD)
@require_http_methods(["GET", "POST"])
def reverse_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back an assembly that was told wrongly."""
    found = assembly_by_id(public_id)
    if found is None:
        raise Http404
    who = require_for(request, found.call, Permission.ENROL_HOUSEHOLD)
    form = WhyForm(request.POST or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            reverse_assembly(assembly=found, why=form.cleaned_data["why"], by=who, at=now())
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            messages.success(request, _("Asamblea retirada. Registre ahora la correcta."))
            return redirect("web:record_assembly", found.call.public_id)
    context = {**shown_assembly(found), "call": found.call, "form": form, "problems": problems}
    return render(request, "enrolment/reverse.html", context, status=422 if request.method == "POST" else 200)


urlpatterns = [
    path("inscripcion/<uuid:public_id>/asamblea/", assembly, name="record_assembly"),
    path("inscripcion/asamblea/<uuid:public_id>/corregir/", reverse_one, name="reverse_assembly"),
]
