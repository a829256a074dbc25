"""Technical plans in the browser: those of a nucleus with the workshops they stand on, and those of a territory."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journeys.pages.nucleus import state_of
from winay.nuclei.access import may_for
from winay.nuclei.queries.nuclei import places_with_nuclei
from winay.plans.queries.lists import PAGE, WITHOUT, list_plans
from winay.plans.queries.plans import last_approved, plans_of
from winay.plans.queries.workshops import assemblies_called, assemblies_for_workshops, holds, workshops_of
from winay.plans.services.planning import draft_addendum, draft_plan
from winay.plans.terms import OPEN, PlanState, WorkshopState
from winay.plans.wording import PLAN_STATES
from winay.web.board_words import sayings
from winay.web.days import local_today
from winay.web.enrolment_forms import DayForm, WhyForm
from winay.web.guard import actor, needs
from winay.web.nuclei import my_reach
from winay.web.nucleus import frame, readable_or_404
from winay.web.people_forms import DAY
from winay.web.plan_sheet import shown_plan
from winay.web.workshops import preparer, shown_state

STATES = {
    "": gettext_lazy("todas"),
    "submitted": gettext_lazy("esperan decisión"),
    "draft": gettext_lazy("en preparación"),
    "approved": gettext_lazy("aprobadas"),
    WITHOUT: gettext_lazy("núcleos sin propuesta"),
}


class AddendumForm(WhyForm):
    """The day of an addendum, and what it changes."""

    on = forms.DateField(label=gettext_lazy("Día de la adenda: con sus precios, cambio y hogares"), widget=DAY)
    field_order = ["on", "why"]


@needs(Permission.READ_NUCLEI)
@require_GET
def of_nucleus(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The workshops of a nucleus and its plan."""
    found = readable_or_404(request, public_id)
    return render(request, "technical/of_nucleus.html", nucleus_context(request, found))


def nucleus_context(request: HttpRequest, found: Any) -> dict[str, Any]:
    """What the tab shows."""
    state = state_of(found, month=None, today=local_today())
    workshops, plans = workshops_of(found), plans_of(found)
    ready = next((one for one in workshops if one.state == WorkshopState.APPROVED and holds(one)), None)
    in_force = next((one for one in plans if one.state == PlanState.APPROVED), None)
    opened = next((one for one in plans if one.state in OPEN), None)
    may_prepare = may_for(found, Permission.PREPARE_PLAN, actor(request)) and not found.closed_on
    return {
        **frame(request, found, state, "plan"),
        "workshops": [{"one": one, "holds": holds(one), **shown_state(one.state)} for one in workshops],
        "called": assemblies_called(found),
        "to_tell": assemblies_for_workshops(found),
        "plans": [shown_plan(one) for one in plans],
        "in_force": shown_plan(in_force) if in_force else None,
        "opened": shown_plan(opened) if opened else None,
        "may_prepare": may_prepare,
        "may_begin": may_prepare and ready is not None and in_force is None and opened is None,
        "may_add": may_prepare and in_force is not None and opened is None,
        "ready": ready,
        "begin_form": DayForm(initial={"on": local_today()}),
        "addendum_form": AddendumForm(initial={"on": local_today()}),
    }


@needs(Permission.PREPARE_PLAN)
@require_http_methods(["POST"])
def begin(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin the plan of a nucleus, or an addendum to the approved one."""
    found = readable_or_404(request, public_id)
    who = preparer(request, found)
    addendum = last_approved(found) is not None
    form = (AddendumForm if addendum else DayForm)(request.POST)
    ready = next((one for one in workshops_of(found) if one.state == WorkshopState.APPROVED and holds(one)), None)
    problems: list[str] = []
    if form.is_valid():
        try:
            on = form.cleaned_data["on"]
            if addendum:
                made = draft_addendum(nucleus=found, on=on, why=form.cleaned_data["why"], by=who, at=now())
            elif ready is not None:
                made = draft_plan(workshop=ready, on=on, by=who, at=now())
            else:
                raise Refused([])
            return redirect("web:technical_plan", made.public_id)
        except NotAllowed:
            raise PermissionDenied from None
        except Refused as refused:
            problems = sayings(refused.reasons) or [_("Falta un taller aprobado.")]
    context = nucleus_context(request, found) | {"problems": problems}
    context["addendum_form" if addendum else "begin_form"] = form
    return render(request, "technical/of_nucleus.html", context, status=422)


@needs(Permission.READ_NUCLEI)
@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """The plans of one's territory by state, and the nuclei that have none."""
    get, reach = request.GET, my_reach(request)
    state = get.get("estado", "") if get.get("estado", "") in STATES else ""
    district = code if (code := get.get("distrito", "")).isdigit() and len(code) <= 6 else ""
    start = int(get["desde"]) if get.get("desde", "").isascii() and get.get("desde", "").isdigit() else 0
    rows, total = list_plans(reach, state=state, district=district, start=start)
    departments, districts = places_with_nuclei(reach, district)
    return render(
        request,
        "technical/plans.html",
        {
            "rows": [
                {"nucleus": row.nucleus, "households": row.households, **(shown_plan(row.plan) if row.plan else {})}
                for row in rows
            ],
            "total": total,
            "state": state,
            "states": STATES,
            "district": district,
            "departments": departments,
            "districts": districts,
            "filtered": bool(state or district),
            "words": PLAN_STATES,
            "next_start": start + PAGE if start + PAGE < total else None,
            "previous_start": max(0, start - PAGE) if start else None,
        },
    )


urlpatterns = [
    path("propuestas/", plans, name="technical_plans_list"),
    path("nucleos/<uuid:public_id>/propuesta/", of_nucleus, name="technical_plans"),
    path("nucleos/<uuid:public_id>/propuesta/empezar/", begin, name="begin_technical_plan"),
]
