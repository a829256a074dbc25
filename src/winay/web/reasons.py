"""Why an area may enter or not: one area's reasons, a district with several areas, one district under all rules."""

from bisect import bisect_right
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.journeys.pages.screening import AreaMade, area_made, areas_named, district_past
from winay.places.queries import place_by_code
from winay.places.terms import Level
from winay.programs.queries import versions_list
from winay.targeting.criteria_wording import language
from winay.targeting.queries.country import DISTRICT, AreaOfCountry, country_at, revision
from winay.targeting.queries.screening import Screening, explain, screen_country
from winay.targeting.terms import Outcome
from winay.targeting.what_if_rules import Adjustments
from winay.targeting.wording import ANSWERS
from winay.web import criteria_words
from winay.web.district_history import past_lines
from winay.web.guard import actor, public
from winay.web.screening import parts, shown_row
from winay.web.screening_asked import Asked, asked, version_or_404

IN_PANEL, PAGE = 8, 50
"""Areas of a district that the panel beside the map lists, and its own page."""


@public
@require_GET
def reasons(request: HttpRequest, program: str, version: str, code: str) -> HttpResponse:
    """Why an area may enter or not, or the areas of a district: a fragment for the panel, a page by itself."""
    ask = asked(request, program, version)
    place = _district_or_404(code)
    start, stop = ask.seen.country.span(code)
    if len(code) > DISTRICT and (start == stop or ask.seen.country.at(code) is None):
        raise Http404
    fragment = bool(request.headers.get("HX-Request") or request.headers.get("X-Requested-With") == "fetch")
    who = actor(request)
    context: dict[str, Any] = {
        "version": ask.version,
        "title": ask.version.title.text(language()),
        "place": place,
        "departs": ask.wanted.any,
        "problems": ask.problems,
        "query": ask.query,
        "fragment": fragment,
        "several": stop - start > 1,
        "alone": ask.seen.country.at(place.code) is not None,
        "past": past_lines(district_past(place)),
        "may_record": who is not None and who.may(Permission.MAP_TERRITORY, place_code=place.code),
    }
    if stop - start == 1:
        context |= {"one": one_area(ask, code), "name": ask.seen.country.area(start).name}
    elif stop - start > 1:
        context |= _areas(request, ask, place.code, IN_PANEL if fragment else PAGE)
    return render(request, "targeting/reasons_panel.html" if fragment else "targeting/reasons.html", context)


def one_area(ask: Asked, code: str) -> dict[str, Any]:
    """The reasons of one area, with what it is made of."""
    country = ask.seen.country
    ((area, terms, result),) = explain(ask.version, code, ask.wanted, country=country)
    rows = criteria_words.rows(ask.version, terms, result.findings, country, area.code)
    made = area_made(country, area, terms.criteria)
    return {
        "area": area,
        "made": made,
        "hours": _hours(made),
        "result": result,
        "outcome": str(result.outcome),
        "answer": ANSWERS[result.level],
        "result_kind": criteria_words.RESULT[result.level],
        "rows": rows,
        "missing": [row.name for row in rows if row.result == "unknown"],
    }


def _hours(made: AreaMade) -> tuple[int, int] | None:
    return None if made.furthest is None else divmod(made.furthest, 60)


def _areas(request: HttpRequest, ask: Asked, district: str, most: int) -> dict[str, Any]:
    """The areas of a district: how many answer what, and a page of them, narrowed by a search."""
    seen = ask.seen.within(district)
    text, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    positions = list(range(seen.start, seen.stop))
    if text:
        named = areas_named(seen.country, text)
        positions = [at for at in positions if named[at]]
    first = bisect_right(seen.country.codes, after)
    page = [at for at in positions if at >= first][: most + 1]
    rows = [seen.row(at) for at in page[:most]]
    return {
        "screening": seen,
        "parts": parts(seen),
        "eligible": seen.count(Outcome.ELIGIBLE),
        "unknown": seen.count(Outcome.UNKNOWN),
        "eligible_households": seen.households(Outcome.ELIGIBLE),
        "rows": [shown_row(row, seen) for row in rows],
        "all_rows": len(positions),
        "more": len(page) > most,
        "next_after": rows[-1].area.code if rows else "",
        "text": text,
        "long": seen.stop - seen.start > most,
    }


@public
@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """One district under every version: the same community, other answers as the rule changed."""
    place = _district_or_404(code)
    by_program: dict[str, list[dict[str, Any]]] = {}
    chosen: AreaOfCountry | None = None
    now = revision()
    country = country_at(now)
    for listed in versions_list():
        terms = version_or_404(listed.program_key, listed.version_key)
        seen = screen_country(terms, now=now).within(code)
        chosen = _chosen(request, seen)
        one: dict[str, Any] = {
            "version": terms,
            "parts": parts(seen),
            "areas": len(seen.rows),
            "eligible": seen.count(Outcome.ELIGIBLE),
            "household_rules": [rule.note.text(language()) for rule in terms.household_rules],
        }
        if chosen is not None:
            ((_area, applied, result),) = explain(terms, chosen.code, Adjustments(), country=country)
            one |= {
                "result": result,
                "rows": criteria_words.rows(terms, applied, result.findings, country, chosen.code),
            }
        by_program.setdefault(terms.program_name, []).append(one)
    areas = [country.area(at) for at in range(*country.span(code))]
    return render(
        request,
        "targeting/compare.html",
        {
            "place": place,
            "programs": [
                {"name": name, "versions": versions, "rows": _side_by_side(versions) if chosen else []}
                for name, versions in (by_program.items() if areas else ())
            ],
            "areas": areas,
            "several": len(areas) > 1,
            "chosen": chosen,
        },
    )


def _chosen(request: HttpRequest, seen: Screening) -> AreaOfCountry | None:
    """The area that the address asks for; the only one where there is one; 404 for one of another place."""
    code = request.GET.get("area", "")
    if code:
        at = seen.country.at(code)
        if at is None or not seen.start <= at < seen.stop:
            raise Http404
        return seen.country.area(at)
    return seen.country.area(seen.start) if seen.stop - seen.start == 1 else None


def _district_or_404(code: str) -> Any:
    place = place_by_code(code[:DISTRICT])
    if place is None or place.level != Level.DISTRICT:
        raise Http404
    return place


def _side_by_side(versions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a criterion over all versions. What was found stands once, unless a version reads it differently."""
    order: dict[str, Any] = {}
    for one in versions:
        for row in one["rows"]:
            order[row.key] = row
    listed = []
    for key, newest in order.items():
        cells = []
        for one in versions:
            row = next((row for row in one["rows"] if row.key == key), None)
            own = row.found if row is not None and row.found != newest.found else ""
            cell = {"version": one["version"].version_key}
            if row is not None:
                cell |= {"result": row.result, "needed": row.needed, "use": row.use, "own_found": own}
            cells.append(cell)
        listed.append(
            {name: getattr(newest, name) for name in ("name", "found", "badges", "source", "on", "definition", "note")}
            | {"cells": cells}
        )
    return listed


urlpatterns = [
    path("focalizacion/comparar/<str:code>/", compare, name="compare"),
    path("focalizacion/<str:program>/<str:version>/razones/<str:code>/", reasons, name="reasons"),
]
