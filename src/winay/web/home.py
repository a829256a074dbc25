"""The first page: what is real, what is estimated, what is synthetic, and the numbers that matter."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import conditional_page, require_GET

from winay.journeys.pages.home import country_numbers, poverty_by_district
from winay.targeting.terms import Answer
from winay.targeting.wording import WHAT_IFS
from winay.web.guard import public
from winay.web.maps import map_urls
from winay.web.screening import parts


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The country at a glance, and the first step for whoever is looking."""
    numbers = country_numbers()
    version = [numbers.screening.program_key, numbers.screening.version_key]
    panel = reverse("web:reasons", args=[*version, "000000"]).replace("000000", "__code__")
    return render(
        request,
        "home/home.html",
        {
            "numbers": numbers,
            "parts": parts(numbers.screening),
            "what_ifs": [{"name": WHAT_IFS[name], "parts": parts(seen)} for name, seen in numbers.what_ifs],
            "panel_url": panel,
            **map_urls(),
        },
    )


@public
@require_GET
@conditional_page
def states(request: HttpRequest) -> HttpResponse:
    """What the poverty map says of 40 %, district by district, for the landing page's map."""
    legend = [
        {"key": answer.name, "label": str(words), "color": color, "pattern": pattern}
        for answer, (words, color, pattern) in POVERTY.items()
    ]
    said, names = poverty_by_district()
    return JsonResponse({"legend": legend, "states": {code: a.name for code, a in said.items()}, "names": names})


POVERTY = {
    Answer.SURELY_YES: (gettext_lazy("seguro más de 40 %"), "scale-5", ""),
    Answer.PROBABLY_YES: (gettext_lazy("probablemente más"), "scale-4", ""),
    Answer.PROBABLY_NO: (gettext_lazy("probablemente no"), "scale-2", ""),
    Answer.SURELY_NO: (gettext_lazy("seguro que no"), "scale-1", ""),
    Answer.UNKNOWN: (gettext_lazy("sin dato"), "unknown", "dots"),
}

urlpatterns = [path("", home, name="home"), path("pobreza.json", states, name="home_states")]
