"""Areas in the browser: the districts with theirs, and one district where its office draws them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.journeys.pages.areas import DistrictAreas, district_areas
from winay.places.rules import name_key
from winay.places.terms import TravelMode
from winay.places.travel.profiles import Parameter
from winay.places.wording import TRAVEL_MODES, TRAVEL_PARAMETERS, TRAVEL_UNITS
from winay.targeting.queries.area_lists import DistrictLine, area_lines, district_lines
from winay.targeting.terms import Leftover
from winay.targeting.wording import AREA_ACTS, LEFTOVERS, ORIGINS
from winay.web.area_picture import area_picture
from winay.web.days import local_today
from winay.web.guard import actor, public
from winay.web.table_files import csv_response

PAGE = 20
LONGEST_SEARCH = 80
SHOWN = ("", "leftovers", "edited")
AREA_TITLES = (
    "codigo", "area", "ubigeo", "distrito", "hogares", "contado", "centros_poblados", "origen", "bajo_el_minimo",
    "sede",
)  # fmt: skip
LOCALITY_TITLES = (
    "area", "nombre_del_area", "codigo", "centro_poblado", "hogares", "contado", "minutos_a_la_sede", "minutos_menos",
    "minutos_mas", "tiempo_registrado", "sede", "latitud", "longitud", "altitud", "comunidad", "inventado",
)  # fmt: skip


@public
@require_GET
def areas(request: HttpRequest) -> HttpResponse:
    """The districts with their areas: one's own territory first, the country for everybody else."""
    asked = _asked(request)
    lines = _lines(asked)
    after = request.GET.get("after", "")
    rest = [line for line in lines if line.code > after]
    totals = {
        name: sum(getattr(line, name) for line in lines)
        for name in ("areas", "leftovers", "edited", "households", "counted", "unknown")
    }
    return render(
        request,
        "areas/areas.html",
        {
            **asked,
            "rows": rest[:PAGE],
            "total": len(lines),
            "totals": totals,
            "next_after": rest[PAGE - 1].code if len(rest) > PAGE else "",
        },
    )


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the address asks for; one's own places unless it says the country."""
    mine = own_places(actor(request))
    everywhere = request.GET.get("donde", "") == "pais" or not mine
    show = request.GET.get("ver", "")
    return {
        "text": request.GET.get("q", "").strip()[:LONGEST_SEARCH],
        "show": show if show in SHOWN else "",
        "mine": mine,
        "everywhere": everywhere,
        "places": None if everywhere else mine,
    }


def own_places(who: ActingPerson | None) -> list[str]:
    """The places whose areas somebody may draw; empty for the public and for whoever has the whole country."""
    if who is None:
        return []
    return [code for code in who.places_for(Permission.MAP_TERRITORY) if code is not None]


def _lines(asked: dict[str, Any]) -> list[DistrictLine]:
    words = name_key(asked["text"])
    lines = district_lines(asked["places"])
    if words:
        lines = [
            line
            for line in lines
            if line.code.startswith(words) or words in name_key(f"{line.name} {line.province} {line.department}")
        ]
    if asked["show"]:
        lines = [line for line in lines if getattr(line, asked["show"])]
    return lines


@public
@require_GET
def areas_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The areas of the same places, one a line."""
    rows = (
        (
            line.code, line.name, line.district_code, line.district, line.households, int(line.counted),
            line.localities, line.origin, line.leftover, line.seat,
        )
        for line in area_lines(_asked(request)["places"])
    )  # fmt: skip
    return csv_response("winay-areas.csv", AREA_TITLES, rows)


@public
@require_GET
def district(request: HttpRequest, code: str) -> HttpResponse:
    """One district: its picture, its localities by area, what was done to it, and what may be done now."""
    return render(request, "areas/district.html", district_context(request, found_district(request, code)))


def found_district(request: HttpRequest, code: str) -> DistrictAreas:
    """The page of a district; 404 for anything that is none."""
    today = local_today()
    page = district_areas(code, on=today, names=actor(request) is not None)
    if page is None:
        raise Http404
    return page


def district_context(request: HttpRequest, page: DistrictAreas, **more: Any) -> dict[str, Any]:
    """What the template of a district reads. `more` is what a refused form had written."""
    who = actor(request)
    close = request.GET.get("area", "")
    one = next((area for area in page.areas if area.area.code == close), None)
    reach = page.rules.travel.reach_minutes
    return {
        "page": page,
        "place": page.place,
        "may_edit": who is not None and who.may(Permission.MAP_TERRITORY, place_code=page.place.code),
        "picture": area_picture(page.areas, close if one else ""),
        "close_up": one,
        "areas": [
            {
                "one": area,
                "why": str(LEFTOVERS[area.area.leftover]) % {"reach": reach} if area.area.leftover else "",
                "origin": ORIGINS[area.area.origin],
            }
            for area in page.areas
        ],
        "left": sorted({Leftover(area.area.leftover) for area in page.leftovers}),
        "acts": [
            {"act": act, "words": AREA_ACTS[act.kind], "by": page.people.get(act.by, "")} for act in page.acts
        ],
        "times": [{"time": time, "mode": TRAVEL_MODES[TravelMode(time.mode)]} for time in page.times],
        "modes": TRAVEL_MODES.items(),
        "parameters": [_told(name, parameter, page) for name, parameter in page.parameters.items()],
        "today": local_today().isoformat(),
        "chosen": frozenset(),
        **more,
    }  # fmt: skip


RIVER_ONLY = {"boat_speed", "meander", "waiting_time"}


def _told(name: str, parameter: Parameter, page: DistrictAreas) -> dict[str, Any]:
    number = int(parameter.value) if parameter.value % 1 == 0 else parameter.value
    return {
        "words": TRAVEL_PARAMETERS[name],
        "value": number,
        "unit": TRAVEL_UNITS[parameter.unit],
        "source": parameter.source,
        "unused": name in RIVER_ONLY and not page.by_river,
    }


@public
@require_GET
def district_csv(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """A district's localities with their areas and minutes."""
    page = found_district(request, code)
    rows = (
        (
            one.area.code, one.area.name, row.code, row.name, row.households, int(row.counted), row.minutes, row.low,
            row.high, int(row.recorded), int(row.seat), row.latitude, row.longitude, row.altitude, row.community,
            int(row.synthetic),
        )
        for one in page.areas
        for row in one.localities
    )  # fmt: skip
    return csv_response(f"winay-areas-{code}.csv", LOCALITY_TITLES, rows)


urlpatterns = [
    path("areas/", areas, name="areas"),
    path("areas/areas.csv", areas_csv, name="areas_csv"),
    path("areas/<str:code>/", district, name="district_areas"),
    path("areas/<str:code>/centros-poblados.csv", district_csv, name="district_areas_csv"),
]
