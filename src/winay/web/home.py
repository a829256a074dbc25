"""The first page: what is real, what is estimated, what is synthetic, and the numbers that matter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from winay.journeys.pages.home import country_numbers
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
        {"numbers": numbers, "parts": parts(numbers.screening), "panel_url": panel, **map_urls()},
    )


urlpatterns = [path("", home, name="home")]
