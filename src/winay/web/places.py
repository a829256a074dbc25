"""Places in the browser: the country, a search, one place with everything known of it, every indicator."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from winay.journeys.pages.places import (
    POVERTY_LINE,
    PlacePage,
    country_page,
    found_places,
    indicator_rows,
    indicators_page,
    place_page,
)
from winay.places.locality_lists import LocalityList
from winay.places.summaries import Known, Totals
from winay.places.terms import PARENT_LEVEL, Level
from winay.places.wording import LEVELS, TOPICS
from winay.web import place_words
from winay.web.country_picture import STEPS, Spot, picture
from winay.web.guard import public
from winay.web.table_files import csv_response

FACT_TITLES = (
    "ubigeo", "lugar", "clave", "dato", "valor", "minimo", "maximo", "unidad", "fecha", "fuente", "condiciones",
    "estimado", "prestado_de",
)  # fmt: skip
INDICATOR_TITLES = (
    "ubigeo", "distrito", "provincia", "departamento", "valor", "minimo", "maximo", "valor_prestado", "prestado_de",
    "fecha", "fuente", "estimado",
)  # fmt: skip
LONGEST_SEARCH = 80
INSIDE = {around: level for level, around in PARENT_LEVEL.items()}


@public
@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """The country's departments; with `q`, the places that fit. One place that fits alone is opened."""
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    if text:
        found = found_places(text)
        if len(found.places) == 1 and not request.headers.get("HX-Request"):
            return redirect("web:place", code=found.places[0].code)
        listed = [{"place": place, "level": LEVELS[Level(place.level)]} for place in found.places]
        return render(request, "places/search.html", {"text": text, "listed": listed, "more": found.more})
    page = country_page()
    drawn = picture(settings.WINAY_COUNTRY / "outline.geojson", map(_spot, page.departments))
    return render(
        request,
        "places/places.html",
        {
            "page": page,
            "dates": place_words.when_all(page.dates),
            "line": POVERTY_LINE,
            "picture": drawn,
            "classes": _classes(),
            "largest": sorted(page.departments, key=lambda row: -(row.rural or 0))[:3],
            "level": LEVELS[Level.DEPARTMENT],
        },
    )


def _spot(row: Totals) -> Spot:
    place = row.place
    assert place is not None
    rated = row.districts - row.unrated
    share = Decimal(row.over * 100) / rated if rated else None
    return Spot(place.code, place.name, place.latitude, place.longitude, row.rural, share)


def _classes() -> list[tuple[int, str]]:
    ends = [0, *STEPS, 100]
    words = [_("%(low)s a menos de %(high)s %%") % {"low": low, "high": high} for low, high in pairwise(ends[:-1])]
    words.append(_("%(low)s a 100 %%") % {"low": STEPS[-1]})
    return list(enumerate(words, start=1))


@public
@require_GET
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Everything known of one place, and what is unknown, by name."""
    page = _found(code, _page_number(request))
    level = Level(page.place.level)
    return render(
        request,
        "places/place.html",
        {
            "page": page,
            "dates": place_words.when_all(page.dates),
            "place": page.place,
            "level": LEVELS[level],
            "is_district": level is Level.DISTRICT,
            "inside_level": LEVELS[INSIDE[level]] if level in INSIDE else "",
            "inside_districts": level is Level.PROVINCE,
            "topics": place_words.topics(page.facts),
            "unknown": [
                (one, place_words.told(one, "name"), place_words.told(one, "definition")) for one in page.unknown
            ],
            "poverty": place_words.line(page.poverty) if page.poverty else None,
            "line": POVERTY_LINE,
            "side": _side(page),
            **_page_addresses(page.localities),
        },
    )


def _side(page: PlacePage) -> str:
    """Where the poverty rate and its interval stand beside the line: a kind of decision, or nothing."""
    fact = page.poverty
    if fact is None or fact.lent_from is not None:
        return "unknown"
    if fact.low is None or fact.high is None:
        return "probably" if fact.value > POVERTY_LINE else "probably_not"
    if fact.value > POVERTY_LINE:
        return "surely" if fact.low > POVERTY_LINE else "probably"
    return "probably_not" if fact.high > POVERTY_LINE else "surely_not"


@public
@require_GET
def place_csv(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """The facts of one place as a table to take away, unknown ones with an empty value."""
    page = _found(code)
    name = page.place.name
    rows: list[tuple[object, ...]] = [
        (
            code, name, fact.indicator.key, place_words.told(fact.indicator, "name"), fact.value, fact.low, fact.high,
            place_words.unit_of(fact.indicator), fact.as_of.isoformat(), place_words.published(fact.source),
            place_words.told(fact.source, "terms"), int(fact.estimated), fact.lent_from.code if fact.lent_from else "",
        )
        for fact in page.facts
    ]  # fmt: skip
    rows += [
        (code, name, one.key, place_words.told(one, "name"), "", "", "", place_words.unit_of(one), "", "", "", "", "")
        for one in page.unknown
    ]
    return csv_response(f"winay-{code}.csv", FACT_TITLES, rows)


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("pagina", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _page_addresses(listed: LocalityList | None) -> dict[str, str]:
    """Where the pages before and after are, of a district's localities."""
    if listed is None:
        return {}
    found = {}
    if listed.page > 1:
        found["previous_url"] = f"?pagina={listed.page - 1}#centros-poblados"
    if listed.page < listed.pages:
        found["next_url"] = f"?pagina={listed.page + 1}#centros-poblados"
    return found


def _found(code: str, number: int = 1) -> PlacePage:
    page = place_page(code, page=number)
    if page is None:
        raise Http404
    return page


@public
@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator: what it means, who published it, under which terms, how many places have it."""
    page = indicators_page()
    listed: dict[str, list[dict[str, object]]] = {}
    for known in page.indicators:
        listed.setdefault(str(TOPICS.get(known.indicator.topic, known.indicator.topic)), []).append(_described(known))
    return render(request, "places/indicators.html", {"page": page, "topics": listed.items()})


def _described(known: Known) -> dict[str, object]:
    indicator, source = known.indicator, known.source
    return {
        "known": known,
        "indicator": indicator,
        "name": place_words.told(indicator, "name"),
        "definition": place_words.told(indicator, "definition"),
        "caveat": place_words.told(indicator, "caveat"),
        "unit": place_words.unit_of(indicator),
        "source": place_words.cited(source, known.as_of_label) if source else "",
        "source_note": place_words.told(source, "note") if source else "",
        "terms": place_words.told(source, "terms") if source else "",
    }


@public
@require_GET
def indicator_csv(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """One indicator of every district. A lent value stands in a column of its own."""
    try:
        column, rows = indicator_rows(key)
    except KeyError:
        raise Http404 from None
    estimated = int(column.indicator.estimated)
    lines: Iterable[tuple[object, ...]] = [
        (
            row.code, row.name, row.province, row.department, row.value, row.low, row.high, row.lent,
            row.lent_from or "", row.as_of, row.source, estimated,
        )
        for row in rows
    ]  # fmt: skip
    return csv_response(f"winay-{key}.csv", INDICATOR_TITLES, lines)


urlpatterns = [
    path("lugares/", places, name="places"),
    path("lugares/cifras/", indicators, name="indicators"),
    path("lugares/cifras/<slug:key>.csv", indicator_csv, name="indicator_csv"),
    path("lugares/<str:code>/", place, name="place"),
    path("lugares/<str:code>/cifras.csv", place_csv, name="place_csv"),
]
