"""The map of the territory itself: limits, areas and localities, without any rule, for everybody."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import conditional_page, require_GET

from winay.journeys.pages.territory import (
    DISTRICT_DIGITS,
    Kind,
    area_card,
    area_states,
    district_card,
    find_places,
    territory_page,
    where_is,
)
from winay.places.terms import Level
from winay.places.wording import LEVELS
from winay.web.guard import public
from winay.web.maps import map_urls

LONGEST_SEARCH = 80
KINDS = {
    Kind.GROUPED: (gettext_lazy("área de centros poblados vecinos"), "scale-1", ""),
    Kind.SMALL: (gettext_lazy("área con menos hogares que el mínimo"), "scale-4", "hatch"),
    Kind.EDITED: (gettext_lazy("área dibujada por la oficina"), "override", ""),
    Kind.WHOLE: (gettext_lazy("todo el distrito es un área: no se conocen sus centros poblados"), "unknown", "dots"),
}
"""Legend of the map: words, colour and pattern."""


@public
@require_GET
def territory(request: HttpRequest) -> HttpResponse:
    """The map with its counts and a search that goes there; with `q`, the places that fit."""
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    page = territory_page()
    selected = request.GET.get("lugar", "")
    return render(
        request,
        "territory/territory.html",
        {
            "page": page,
            "kinds": [(words, page.areas.get(kind, 0)) for kind, (words, _, _) in KINDS.items()],
            "text": text,
            "found": [_found(place) for place in find_places(text)] if text else [],
            "states_url": reverse("web:territory_states"),
            "panel_url": reverse("web:territory_card", args=["000000"]).replace("000000", "__code__"),
            "selected": selected if selected.isdigit() and len(selected) == DISTRICT_DIGITS else "",
            **map_urls(),
        },
    )


def _found(place: Any) -> dict[str, Any]:
    around = [one.name for one in (place.parent, place.parent and place.parent.parent) if one]
    placed = place.level == Level.LOCALITY and place.longitude is not None
    at = f"{place.longitude},{place.latitude}" if placed else ""
    return {"place": place, "level": LEVELS[Level(place.level)], "around": ", ".join(around), "at": at}


@public
@require_GET
@conditional_page
def states(request: HttpRequest) -> HttpResponse:
    """How each area came about, for the map."""
    said = area_states()
    legend = [
        {"key": str(kind), "label": str(words), "color": color, "pattern": pattern, "digit": kind}
        for kind, (words, color, pattern) in KINDS.items()
        if str(kind) in said.digits
    ]
    return JsonResponse(
        {
            "legend": legend,
            "states": {code: str(kind) for code, kind in said.districts.items()},
            "names": said.names,
            "areas": said.digits,
            "tiles": map_urls()["map_tiles"],
        }
    )


@public
@require_GET
def card(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of a district or an area: a fragment for the panel, a page by itself."""
    found: Any = area_card(code) if len(code) > DISTRICT_DIGITS else None
    district = None if found else district_card(code)
    if found is None and district is None:
        raise Http404
    fragment = request.headers.get("HX-Request")
    place = district.place if district else found.area.district
    return render(
        request,
        "territory/card.html" if fragment else "territory/card_page.html",
        {"card": found, "district": district, "place": place, "fragment": bool(fragment)},
    )


@public
@require_GET
def where(request: HttpRequest, code: str) -> HttpResponse:
    """Where a map finds an area or a locality."""
    spot = where_is(code)
    if spot is None:
        raise Http404
    return JsonResponse({"longitude": spot[0], "latitude": spot[1]})


urlpatterns = [
    path("mapa/", territory, name="territory"),
    path("mapa/estados.json", states, name="territory_states"),
    path("mapa/donde/<str:code>.json", where, name="map_where"),
    path("mapa/<str:code>/", card, name="territory_card"),
]
