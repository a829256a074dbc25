"""Calls in the browser: where enrolment is open, one area with its communities, opening and closing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import ActingPerson, programs_offered
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.access import may_for, may_read_call
from winay.enrolment.queries.calls import annulled, asks_of, call_by_id, titles_of
from winay.enrolment.queries.lists import (
    area_to_open,
    areas_to_open,
    count_calls,
    count_due,
    count_to_open,
    left,
    list_calls,
    places_of,
    said_no,
    sum_to_open,
    to_decide,
)
from winay.enrolment.queries.numbers import assemblies_of, exit_reasons, numbers_of, refusal_reasons, sums_of
from winay.enrolment.services.calls import close_call, open_call, reopen_call
from winay.enrolment.wording import EXITS, REFUSALS
from winay.targeting.criteria_wording import language
from winay.web.addresses import uuid_or_none
from winay.web.days import local_today
from winay.web.enrolment_forms import CloseForm, DayForm, WhyForm
from winay.web.enrolment_words import (
    parts_of,
    reasons_of,
    sayings,
    shown_assembly,
    shown_cycle,
    shown_refusal,
)
from winay.web.guard import actor, needs, require

STATES = {
    "": gettext_lazy("todas"),
    "open": gettext_lazy("abiertas"),
    "silent": gettext_lazy("abiertas, sin asamblea"),
    "closed": gettext_lazy("cerradas"),
}


@needs(Permission.READ_HOUSEHOLDS)
@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Every call of one's territory, the newest first, with its numbers."""
    places = my_places(request)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    program, text = request.GET.get("program", ""), request.GET.get("q", "").strip()[:60]
    before = uuid_or_none(request.GET.get("before"))
    found, more = list_calls(places, state=state, program=program, text=text, before=before)
    numbers = numbers_of(found, today=local_today())
    who = actor(request)
    return render(
        request,
        "enrolment/calls.html",
        {
            "rows": [
                {"call": call, "told": (told := numbers[call.pk].whole), "parts": parts_of(told)} for call in found
            ],
            "sums": sums_of(one.whole for one in numbers.values()),
            "next_before": found[-1].public_id if more else "",
            "open": count_calls(places, state="open"),
            "silent": count_calls(places, state="silent"),
            "to_open": count_to_open(places),
            "due": count_due(places, today=local_today()),
            "states": STATES,
            "state": state,
            "programs": programs_offered(),
            "program": program,
            "text": text,
            "may_open": who is not None and who.may_somewhere(Permission.OPEN_CALL),
        },
    )


@needs(Permission.READ_HOUSEHOLDS)
@require_GET
def to_open(request: HttpRequest) -> HttpResponse:
    """Areas that were approved and have no call yet."""
    places, who = my_places(request), actor(request)
    after, text = request.GET.get("after", ""), request.GET.get("q", "").strip()[:60]
    last = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    rows, more = areas_to_open(places, text=text, after=last)
    count, households = sum_to_open(places)
    return render(
        request,
        "enrolment/to_open.html",
        {
            "rows": rows,
            "count": count,
            "households": households,
            "text": text,
            "next_after": rows[-1].pk if more else "",
            "may_open": who is not None and who.may_somewhere(Permission.OPEN_CALL),
        },
    )


@needs(Permission.OPEN_CALL)
@require_http_methods(["GET", "POST"])
def open_one(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Open the call of one area of a selection."""
    found = area_to_open(public_id, code)
    if found is None:
        raise Http404
    program = found.selection.version.program.key
    who = require(request, Permission.OPEN_CALL, place_code=found.area.district.code, program=program)
    form = DayForm(request.POST or None, initial={"on": local_today()})
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = open_call(
                selection=found.selection, area=found.area, on=form.cleaned_data["on"], by=who, at=now()
            )  # fmt: skip
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            messages.success(request, _("Convocatoria abierta. Lo que sigue: la asamblea de orientación."))
            return redirect("web:call", made.public_id)
    context = {"form": form, "problems": problems, "found": found, "title": title_of(found.selection.version)}
    return render(request, "enrolment/open.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.READ_HOUSEHOLDS)
@require_GET
def call(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One area: who is there, was told, entered, does not want to; what may be done next."""
    return render(request, "enrolment/call.html", call_context(request, readable_or_404(request, public_id)))


@needs(Permission.OPEN_CALL)
@require_http_methods(["POST"])
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close a call."""
    found = readable_or_404(request, public_id)
    form = CloseForm(request.POST)

    def verb(who: ActingPerson) -> None:
        close_call(call=found, on=form.cleaned_data["on"], why=form.cleaned_data["why"], by=who, at=now())

    done = _("Convocatoria cerrada. Lo que llegue tarde de días anteriores todavía se recibe.")
    return _act(request, found, verb, done, Permission.OPEN_CALL, close_form=form)


@needs(Permission.OPEN_CALL)
@require_http_methods(["POST"])
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a closed call again."""
    found = readable_or_404(request, public_id)
    form = WhyForm(request.POST)

    def verb(who: ActingPerson) -> None:
        reopen_call(call=found, why=form.cleaned_data["why"], by=who, at=now())

    return _act(
        request, found, verb, _("Convocatoria abierta otra vez."), Permission.OPEN_CALL, reopen_form=form
    )  # fmt: skip


def _act(
    request: HttpRequest,
    found: Any,
    verb: Callable[[ActingPerson], object],
    done: str,
    needed: Permission,
    **forms: Any,
) -> HttpResponse:
    """Call a verb with a form that is right; else show the page again with what is wrong and what was written."""
    who = require_for(request, found, needed)
    problems: list[str] = []
    (form,) = forms.values()
    if form.is_valid():
        try:
            verb(who)
        except NotAllowed:
            raise PermissionDenied from None
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            messages.success(request, done)
            return redirect("web:call", found.public_id)
    context = {**call_context(request, found), "problems": problems, **forms, "wrong": next(iter(forms))}
    return render(request, "enrolment/call.html", context, status=422)


def call_context(request: HttpRequest, found: Any) -> dict[str, Any]:
    """What the page of one call shows."""
    who = actor(request)
    counted = numbers_of([found], today=local_today())[found.pk]
    asks = asks_of(found.version_id)
    places = places_of(found)
    whole = [place.pk for place, _homes in places] == [found.area.district_id]
    rows = [
        {"place": place, "estimated": homes, "told": counted.whole if whole else counted.places.get(place.pk)}
        for place, homes in places
    ]
    return {
        "call": found,
        "title": title_of(found.version),
        "told": counted.whole,
        "parts": parts_of(counted.whole),
        "rows": rows,
        "elsewhere": None if whole else counted.places.get(None),
        "asks": asks,
        "reentry_unconfirmed": "reentry_allowed" not in asks.confirmed,
        "annulled": annulled(found),
        "assemblies": [shown_assembly(one) for one in assemblies_of(found)],
        "to_decide": [shown_cycle(one, today=local_today()) for one in to_decide(found, today=local_today())],
        "noes": [shown_refusal(one) for one in said_no(found)],
        "no_reasons": reasons_of(refusal_reasons(found), REFUSALS),
        "left": [shown_cycle(one) for one in left(found)],
        "left_reasons": reasons_of(exit_reasons(found), EXITS),
        "may_enrol": may_for(found, Permission.ENROL_HOUSEHOLD, who),
        "may_open": may_for(found, Permission.OPEN_CALL, who),
        "close_form": CloseForm(initial={"on": local_today()}),
        "reopen_form": WhyForm(),
    }


def readable_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The call, if it exists; 403 for one of another territory."""
    found = call_by_id(public_id)
    if found is None:
        raise Http404
    if not may_read_call(found, actor(request)):
        raise PermissionDenied
    return found


def require_for(request: HttpRequest, found: Any, permission: Permission) -> ActingPerson:
    """Who is asking, if the permission is theirs for the call's district and program; 403 otherwise."""
    place, program = found.area.district.code, found.version.program.key
    return require(request, permission, place_code=place, program=program)


def title_of(version: Any) -> str:
    """`Haku Wiñay 2020`, in the language of the page."""
    return titles_of([version.pk])[version.pk].text(language()) or version.program.name


def my_places(request: HttpRequest) -> tuple[str | None, ...]:
    """Where whoever asks reads households."""
    who = actor(request)
    assert who is not None  # `needs` turned nobody away
    return who.places_for(Permission.READ_HOUSEHOLDS)


urlpatterns = [
    path("inscripcion/", calls, name="calls"),
    path("inscripcion/por-abrir/", to_open, name="calls_to_open"),
    path("inscripcion/abrir/<uuid:public_id>/<str:code>/", open_one, name="open_call"),
    path("inscripcion/<uuid:public_id>/", call, name="call"),
    path("inscripcion/<uuid:public_id>/cerrar/", close, name="close_call"),
    path("inscripcion/<uuid:public_id>/reabrir/", reopen, name="reopen_call"),
]
