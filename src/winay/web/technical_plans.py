"""Technical plans in the browser: those of a nucleus, with the workshops they stand on."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.journeys.pages.nucleus import state_of
from winay.nuclei.access import may_for
from winay.plans.queries.workshops import assemblies_for_workshops, holds, workshops_of
from winay.web.days import local_today
from winay.web.guard import actor, needs
from winay.web.nucleus import frame, readable_or_404
from winay.web.workshops import shown_state


@needs(Permission.READ_NUCLEI)
@require_GET
def of_nucleus(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The workshops of a nucleus and its plan."""
    found = readable_or_404(request, public_id)
    return render(request, "technical/of_nucleus.html", nucleus_context(request, found))


def nucleus_context(request: HttpRequest, found: Any) -> dict[str, Any]:
    """What the tab shows."""
    state = state_of(found, month=None, today=local_today())
    return {
        **frame(request, found, state, "plan"),
        "workshops": [{"one": one, "holds": holds(one), **shown_state(one.state)} for one in workshops_of(found)],
        "to_tell": assemblies_for_workshops(found),
        "may_prepare": may_for(found, Permission.PREPARE_PLAN, actor(request)),
    }


urlpatterns = [path("nucleos/<uuid:public_id>/propuesta/", of_nucleus, name="technical_plans")]
