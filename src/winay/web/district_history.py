"""A district's history with programs and trainers: what its office recorded, beside the figures. It decides nothing."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import conditional_page, require_GET, require_POST

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import Refused
from winay.core.numbers import month
from winay.journeys.pages.screening import DistrictPast, district_past, histories_now
from winay.journeys.wording import say
from winay.places.queries import place_by_code
from winay.places.terms import Level
from winay.targeting.criteria_wording import language
from winay.targeting.queries.history import HistoryNow
from winay.targeting.services.history import record_history
from winay.targeting.terms import History
from winay.web import place_words
from winay.web.guard import actor, needs, public, require

HISTORIES = {
    History.HIGH: gettext_lazy("mucha historia con programas y capacitadores"),
    History.SOME: gettext_lazy("alguna historia"),
    History.NONE: gettext_lazy("ninguna historia"),
    History.UNKNOWN: gettext_lazy("no se sabe"),
}
COLOURS = {
    History.HIGH: ("scale-5", ""),
    History.SOME: ("scale-3", ""),
    History.NONE: ("scale-1", ""),
    History.UNKNOWN: ("unknown", "dots"),
}
THERE = "there"
"""The state of a district of which its office said nothing, where the figures count households of the program."""


@dataclass(frozen=True, slots=True)
class PastLines:
    """A district's history ready to be written: figures as lines, and the office's newest word."""

    past: DistrictPast
    figures: list[place_words.Line]
    level: str
    level_words: str


def past_lines(past: DistrictPast) -> PastLines:
    level = History(past.now.level) if past.now else History.UNKNOWN
    return PastLines(past, [place_words.line(fact) for fact in past.facts], str(level), str(HISTORIES[level]))


@public
@require_GET
def district_history(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of one district, all that its office ever said, and the form for who may say more."""
    return render(request, "targeting/history.html", _context(request, code))


@needs(Permission.MAP_TERRITORY)
@require_POST
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what the office knows of a district."""
    place, level, note = _district_or_404(code), request.POST.get("level", ""), request.POST.get("note", "")
    who = require(request, Permission.MAP_TERRITORY, place_code=place.code)
    problems = []
    if level not in set(History):
        problems = [_("Elija qué historia tiene el distrito.")]
    else:
        try:
            record_history(district=place, level=History(level), note=note, by=who, at=now())
        except Refused as refused:
            problems = [say(reason) for reason in refused.reasons]
    if problems:
        written = {"problems": problems, "written_level": level, "written_note": note}
        return render(request, "targeting/history.html", {**_context(request, code), **written}, status=422)
    messages.success(request, _("Registrado. Lo anterior sigue a la vista."))
    return redirect("web:district_history", code)


@public
@require_GET
@conditional_page
def states(request: HttpRequest) -> HttpResponse:
    """What is recorded of every district, for the map; where nothing is, whether the figures count the program."""
    found, names, on = histories_now()
    there = {"on": month(on, language())} if on else {"on": _("fecha sin dato")}
    legend = [(str(level), str(HISTORIES[level]), *COLOURS[level]) for level in COLOURS if level is not History.UNKNOWN]
    legend.append((THERE, _("sin registro; el programa estuvo (%(on)s)") % there, "probably", "hatch"))
    legend.append((str(History.UNKNOWN), _("sin registro"), *COLOURS[History.UNKNOWN]))
    return JsonResponse(
        {
            "legend": [
                {"key": key, "label": label, "color": color, "pattern": pattern}
                for key, label, color, pattern in legend
            ],
            "states": {code: _state(one) for code, one in found.items()},
            "names": names,
        }
    )


def _state(one: HistoryNow) -> str:
    if one.level is History.UNKNOWN and one.reached:
        return THERE
    return str(one.level)


def _context(request: HttpRequest, code: str) -> dict[str, Any]:
    place, who = _district_or_404(code), actor(request)
    past = past_lines(district_past(place))
    return {
        "place": place,
        "past": past,
        "rows": [{"row": row, "words": HISTORIES[History(row.level)]} for row in past.past.said],
        "levels": [(str(level), words) for level, words in HISTORIES.items()],
        "may_record": who is not None and who.may(Permission.MAP_TERRITORY, place_code=place.code),
    }


def _district_or_404(code: str) -> Any:
    place = place_by_code(code)
    if place is None or place.level != Level.DISTRICT:
        raise Http404
    return place


urlpatterns = [
    path("lugares/historia.json", states, name="history_states"),
    path("lugares/<str:code>/historia/", district_history, name="district_history"),
    path("lugares/<str:code>/historia/registrar/", record, name="record_history"),
]
