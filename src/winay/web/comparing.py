"""One district under two versions: the nuclei that its households could form when only some may enter."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.enrolment.queries.calls import titles_of
from winay.journeys.pages.two_rules import Under, compared, districts_to_compare
from winay.journeys.pages.two_rules_walk import walks_of
from winay.nuclei.access import may_at
from winay.places.queries import place_by_code
from winay.places.terms import Level
from winay.targeting.criteria_wording import language
from winay.web.days import local_today
from winay.web.guard import actor, needs
from winay.web.nuclei import my_reach
from winay.web.walk_picture import walk_picture


@needs(Permission.READ_NUCLEI)
@require_GET
def districts(request: HttpRequest) -> HttpResponse:
    """Districts whose households can be looked at under two versions."""
    text, after = request.GET.get("q", "").strip()[:60], request.GET.get("after", "")
    after = after if after.isascii() and after.isdigit() else ""
    rows, more = districts_to_compare(my_reach(request), text=text, after=after)
    context = {
        "rows": rows, "households": sum(count for _place, count in rows), "text": text,
        "next_after": rows[-1][0].code if more and rows else "", "part": more or after,
    }  # fmt: skip
    return render(request, "nuclei/compare_districts.html", context)


@needs(Permission.READ_NUCLEI)
@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """The same households under both."""
    place = place_by_code(code)
    if place is None or place.level != Level.DISTRICT:
        raise Http404
    found = compared(place)
    if found is None:
        raise Http404
    if not may_at(place, found.strict.version.program.key, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    walks = walks_of(found, on=local_today())
    titles = titles_of([found.strict.version.pk, found.open.version.pk])
    return render(
        request,
        "nuclei/compare.html",
        {
            "found": found,
            "district": place,
            "sides": [
                _side(one, titles) | {"walk": walk, "picture": walk_picture(found.places, walk)}
                for one, walk in zip((found.strict, found.open), walks, strict=True)
            ],
            "rows": [
                {"place": one, "strict": found.strict.places[one.pk], "open": found.open.places[one.pk]}
                for one in found.places
            ],
        },
    )


def _side(one: Under, titles: Any) -> dict[str, Any]:
    return {
        "under": one,
        "title": titles[one.version.pk].text(language()) or one.version.key,
        "asks": _("solo hogares que están en Juntos") if one.asks.required else _("todo hogar que quiera"),
        "nuclei": _nuclei(one),
    }


def _nuclei(one: Under) -> str:
    """How many nuclei, and whether all can be within the bounds, with the arithmetic."""
    sizes = one.sizes
    if sizes is None:
        return _("la versión no dice tamaños")
    if not sizes.households:
        return _("no se sabe: falta quién está en Juntos") if one.whole.unknown else _("ninguno: no entra nadie")
    if sizes.possible:
        least, most = sizes.fitting[0], sizes.fitting[-1]
        if least == most:
            return ngettext("%(n)s núcleo dentro de los límites", "%(n)s núcleos dentro de los límites", least) % {
                "n": least
            }
        return _("de %(least)s a %(most)s núcleos dentro de los límites") % {"least": least, "most": most}
    return _("%(n)s, y no todos dentro de los límites: faltan %(missing)s hogares para %(least)s en cada uno") % {
        "n": sizes.fewest,
        "missing": sizes.missing,
        "least": sizes.least,
    }


urlpatterns = [
    path("nucleos/comparar/", districts, name="compare_districts"),
    path("nucleos/comparar/<str:code>/", compare, name="compare_rules"),
]
