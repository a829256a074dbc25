"""The forms of a district's areas: move, join, group anew, undo, time a way. Each says what happened or why not."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journeys.travel import end_time, record_time
from winay.journeys.wording import say
from winay.places.terms import CODE_LENGTH, Level, TravelMode
from winay.places.travel.services import TimeSaid, travel_time_by_id
from winay.targeting.services.area_edits import merge_areas, move_localities, undo_area_act
from winay.targeting.services.areas import regroup_district
from winay.web.areas import district_context, found_district
from winay.web.days import local_today
from winay.web.guard import actor, needs, require

NEW = "nueva"
DISTRICT = CODE_LENGTH[Level.DISTRICT]


def _draw(
    request: HttpRequest, code: str, form: str, verb: Callable[[ActingPerson], object], done: str, **written: Any
) -> HttpResponse:
    """One verb: back to the page with a message, or the page again with the reasons and what was written."""
    who = require(request, Permission.MAP_TERRITORY, place_code=code)
    found_district(request, code)
    try:
        verb(who)
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refused:
        context = district_context(
            request,
            found_district(request, code),
            problems=[say(reason) for reason in refused.reasons],
            refused_form=form,
            written=request.POST.get("reason", ""),
            **written,
        )
        return render(request, "areas/district.html", context, status=422)
    messages.success(request, done)
    return redirect("web:district_areas", code)


def _seen(request: HttpRequest) -> UUID:
    """The act that the page was made from; an address or form that somebody changed counts as an old page."""
    try:
        return UUID(request.POST.get("seen", ""))
    except ValueError:
        return UUID(int=0)


@needs(Permission.MAP_TERRITORY)
@require_POST
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Move the chosen localities into another area or a new one."""
    chosen, to = request.POST.getlist("locality"), request.POST.get("to", "")
    return _draw(
        request,
        code,
        "move",
        lambda who: move_localities(
            district_code=code,
            localities=chosen,
            to=None if to == NEW else to,
            reason=request.POST.get("reason", ""),
            by=who,
            at=now(),
            seen=_seen(request),
        ),
        _("Centros poblados movidos. Puede deshacerlo."),
        chosen=frozenset(chosen),
        to=to,
    )


@needs(Permission.MAP_TERRITORY)
@require_POST
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Make one area of two."""
    wanted = [request.POST.get("one", ""), request.POST.get("other", "")]
    return _draw(
        request,
        code,
        "merge",
        lambda who: merge_areas(
            district_code=code,
            areas=wanted,
            reason=request.POST.get("reason", ""),
            by=who,
            at=now(),
            seen=_seen(request),
        ),
        _("Áreas juntadas. Puede deshacerlo."),
        joined=wanted,
    )


@needs(Permission.MAP_TERRITORY)
@require_POST
def regroup(request: HttpRequest, code: str) -> HttpResponse:
    """Group the district by the rule again."""
    return _draw(
        request,
        code,
        "regroup",
        lambda who: regroup_district(
            district_code=code, reason=request.POST.get("reason", ""), by=who, at=now(), seen=_seen(request)
        ),
        _("Distrito agrupado de nuevo por la regla. Puede deshacerlo."),
    )


@needs(Permission.MAP_TERRITORY)
@require_POST
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take back the last change of the district."""
    return _draw(
        request,
        code,
        "undo",
        lambda who: undo_area_act(
            district_code=code, reason=request.POST.get("reason", ""), by=who, at=now(), seen=_seen(request)
        ),
        _("Cambio deshecho: las áreas están como antes."),
    )


@needs(Permission.MAP_TERRITORY)
@require_POST
def time_way(request: HttpRequest, code: str) -> HttpResponse:
    """Record how long people really take between two localities."""
    said = _said(request)
    today = local_today()
    return _draw(
        request,
        code,
        "time",
        lambda who: record_time(said=said, today=today, by=who, at=now()),
        _("Tiempo registrado. Desde ahora vale en lugar del estimado, y los dos son vecinos."),
        said={name: request.POST.get(name, "") for name in ("origin", "target", "mode", "minutes", "measured_on")},
    )


def _said(request: HttpRequest) -> TimeSaid:
    """What the form says. A locality may be written as `0501010004 · Chuspicuchu`, as the list offers it. What cannot
    be read becomes what the verb refuses with words."""
    mode = request.POST.get("mode", "")
    minutes = request.POST.get("minutes", "").strip()
    try:
        measured = date.fromisoformat(request.POST.get("measured_on", ""))
    except ValueError:
        measured = date.max
    return TimeSaid(
        request.POST.get("origin", "").partition(" ")[0],
        request.POST.get("target", "").partition(" ")[0],
        TravelMode(mode) if mode in set(TravelMode) else TravelMode.WALKING,
        int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 6 else 0,
        measured,
        request.POST.get("reason", ""),
    )


@needs(Permission.MAP_TERRITORY)
@require_POST
def end_way(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A recorded time no longer holds."""
    found, who = travel_time_by_id(public_id), actor(request)
    if found is None:
        raise Http404
    codes = [found.origin.code[:DISTRICT], found.target.code[:DISTRICT]]
    if who is None or not all(who.may(Permission.MAP_TERRITORY, place_code=code) for code in codes):
        raise PermissionDenied
    return _draw(
        request,
        codes[0],
        f"end-{public_id.hex}",
        lambda who: end_time(public_id=public_id, reason=request.POST.get("reason", ""), by=who, at=now()),
        _("Ese tiempo ya no vale: otra vez decide el estimado."),
    )


urlpatterns = [
    path("areas/<str:code>/mover/", move, name="move_localities"),
    path("areas/<str:code>/juntar/", merge, name="merge_areas"),
    path("areas/<str:code>/agrupar/", regroup, name="regroup_district"),
    path("areas/<str:code>/deshacer/", undo, name="undo_areas"),
    path("areas/<str:code>/tiempos/", time_way, name="record_travel_time"),
    path("areas/tiempos/<uuid:public_id>/terminar/", end_way, name="end_travel_time"),
]
