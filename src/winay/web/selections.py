"""Selections to read: the list, one of them, its map, its areas, its file."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_GET

from winay.core.actors import Permission
from winay.journeys.pages.selections import SelectionPage, area_page, selection_page
from winay.targeting.queries import selections as queries
from winay.targeting.terms import SelectionState
from winay.targeting.wording import ANSWERS, STATES
from winay.web.guard import actor, public
from winay.web.screening import STATES as MAP_STATES
from winay.web.selection_pages import BADGES, area_context, district_context, readable_or_404, selection_context


@public
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every selection that the reader may see, the newest first."""
    who = actor(request)
    state = request.GET.get("state", "")
    rows, more = queries.list_selections(
        who, state=state if state in set(SelectionState) else "", before=_before(request.GET.get("before", ""))
    )
    return render(
        request,
        "selections/list.html",
        {
            "rows": [{"one": row, "state": STATES[row.state], "kind": BADGES[row.state]} for row in rows],
            "next_before": rows[-1].selection.pk if more else "",
            "states": [(state, words) for state, words in STATES.items()],
            "state": state,
            "may_draft": who is not None and who.may_somewhere(Permission.DRAFT_SELECTION),
        },
    )


def _before(text: str) -> int | None:
    """The number to list from, of an address that somebody may have changed; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


@public
@require_GET
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A selection: what it decides, on what, by whom, and what may be done with it now."""
    page = _page_or_404(request, public_id)
    return render(request, "selections/detail.html", selection_context(request, page))


@public
@require_GET
@conditional_page
def states(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Each district's state in a selection, for the map."""
    selection = readable_or_404(request, public_id)
    legend = [
        {"key": answer.name.lower(), "label": str(ANSWERS[answer]), "color": color, "pattern": pattern}
        for answer, (color, pattern) in MAP_STATES.items()
    ]
    legend += [
        {"key": "override", "label": _("entra por excepción"), "color": "override", "pattern": ""},
        {"key": "left_out", "label": _("queda fuera por excepción"), "color": "override", "pattern": "hatch"},
    ]
    return JsonResponse(
        {"legend": legend, "states": queries.states_of(selection), "names": queries.names_of(selection)}
    )


@public
@require_GET
def area(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """One area of a selection: what each criterion found, its exceptions, and the form for a new one. By a district's
    code, its only area, or the list of its areas."""
    selection = readable_or_404(request, public_id)
    fragment = request.headers.get("HX-Request") or request.headers.get("X-Requested-With") == "fetch"
    found = area_page(selection, code)
    if found is None:
        several = queries.areas_in_district(selection, code)
        if not several:
            raise Http404
        if len(several) > 1:
            template = "selections/district_panel.html" if fragment else "selections/district.html"
            return render(request, template, district_context(selection, several))
        found = area_page(selection, several[0].area.code)
    assert found is not None
    template = "selections/area_panel.html" if fragment else "selections/area.html"
    return render(request, template, area_context(request, found))


def _page_or_404(request: HttpRequest, public_id: UUID) -> SelectionPage:
    return selection_page(readable_or_404(request, public_id))


urlpatterns = [
    path("selecciones/", listing, name="selections"),
    path("selecciones/<uuid:public_id>/", detail, name="selection"),
    path("selecciones/<uuid:public_id>/estados.json", states, name="selection_states"),
    path("selecciones/<uuid:public_id>/areas/<str:code>/", area, name="selection_area"),
]
