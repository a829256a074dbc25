"""Screening in the browser: the country under a version, a what-if, one district's reasons, one district's rules."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import conditional_page, require_GET

from winay.core.actors import Permission
from winay.core.errors import Refused
from winay.core.fixed import from_fixed
from winay.journeys.wording import say
from winay.places.queries import place_by_code, search
from winay.programs.queries import versions_list
from winay.programs.version_terms import VersionTerms
from winay.targeting.queries.country import DISTRICT, country_now
from winay.targeting.queries.screening import (
    ScreenedRow,
    Screening,
    explain,
    named_what_ifs,
    screen_country,
    terms_of,
    version_of,
)
from winay.targeting.rules import Adjustments
from winay.targeting.terms import Answer, Outcome
from winay.targeting.wording import ANSWERS, OUTCOMES_OF_MANY, WHAT_IFS
from winay.web import criteria_words, what_if
from winay.web.csv_files import csv_response
from winay.web.guard import actor, public
from winay.web.maps import map_urls

PAGE = 50
STATES = {
    Answer.SURELY_YES: ("eligible", ""),
    Answer.PROBABLY_YES: ("probably", ""),
    Answer.UNKNOWN: ("unknown", "dots"),
    Answer.PROBABLY_NO: ("probably-not", "hatch"),
    Answer.SURELY_NO: ("not", "hatch"),
}
SHOWN = ("all", Outcome.ELIGIBLE, Outcome.UNKNOWN, Outcome.NOT_ELIGIBLE, "near")


@public
@require_GET
def screenings(request: HttpRequest) -> HttpResponse:
    """All versions side by side: how many areas each lets in."""
    listed = []
    for version in versions_list():
        terms = version_of(version.program_key, version.version_key)
        assert terms is not None
        screening = screen_country(terms)
        listed.append(
            {"version": terms, "title": terms.title.text(criteria_words.language()), "parts": parts(screening)}
        )
    return render(request, "targeting/screenings.html", {"listed": listed})


@public
@require_GET
def screening(request: HttpRequest, program: str, version: str) -> HttpResponse:
    """The country under a version or a what-if: answer, map, table, reasons."""
    terms = _version_or_404(program, version)
    wanted, problems = _wanted(request, terms)
    whole = screen_country(terms, wanted)
    territory = _territory(request)
    inside = territory.code if territory else None
    seen = whole.within(inside)
    rows, more = _page(request, seen)
    query = what_if.write(wanted)
    who = actor(request)
    return render(
        request,
        "targeting/screening.html",
        {
            "version": terms,
            "title": terms.title.text(criteria_words.language()),
            "screening": seen,
            "parts": parts(seen),
            "eligible": seen.count(Outcome.ELIGIBLE),
            "eligible_households": seen.households(Outcome.ELIGIBLE),
            "unknown": seen.count(Outcome.UNKNOWN),
            "departs": seen.departs,
            "problems": problems,
            "criteria": _criteria(terms, seen),
            "fields": _fields(terms, seen),
            "alternatives": seen.terms.k,
            "lend": seen.terms.lend,
            "rows": [shown_row(row, seen) for row in rows],
            "more": more,
            "next_after": rows[-1].area.code if rows and more else "",
            "show": _show(request),
            "shows": SHOWN,
            "territory": territory,
            "text": request.GET.get("q", ""),
            "query": query,
            "panel_url": reverse("web:reasons", args=[program, version, "000000"]).replace("000000", "__code__")
            + f"?{query}",
            "named": [] if seen.departs else _named(terms, inside),
            "mostly_unknown": seen.count(Outcome.UNKNOWN) * 2 > len(seen.rows),
            "may_draft": who is not None and who.may_somewhere(Permission.DRAFT_SELECTION),
            **map_urls(),
        },
    )


@public
@require_GET
@conditional_page
def states(request: HttpRequest, program: str, version: str) -> HttpResponse:
    """Each district's state, for the map."""
    terms = _version_or_404(program, version)
    wanted, _problems = _wanted(request, terms)
    seen = screen_country(terms, wanted)
    return JsonResponse(
        {
            "legend": [
                {"key": answer.name, "label": str(ANSWERS[answer]), "color": color, "pattern": pattern}
                for answer, (color, pattern) in STATES.items()
            ],
            "states": {code: answer.name for code, answer in seen.of_districts().items()},
            "names": seen.country.district_names,
            "areas": seen.digits(),
        }
    )


@public
@require_GET
def reasons(request: HttpRequest, program: str, version: str, code: str) -> HttpResponse:
    """Why a district's area may enter or not: a fragment for the panel, a page by itself."""
    terms = _version_or_404(program, version)
    place = place_by_code(code[:DISTRICT])
    if place is None:
        raise Http404
    wanted, problems = _wanted(request, terms)
    country = screen_country(terms, wanted).country
    found = [
        {
            "area": area,
            "result": result,
            "outcome": result.outcome,
            "answer": ANSWERS[result.level],
            "result_kind": criteria_words.RESULT[result.level],
            "rows": criteria_words.rows(terms, applied, result.findings, country, area.code),
            "missing": [
                row.name for row in criteria_words.rows(terms, applied, result.findings, country, area.code)
                if row.result == "unknown"
            ],
        }
        for area, applied, result in explain(terms, code, wanted, country=country)
    ]  # fmt: skip
    fragment = request.headers.get("HX-Request") or request.headers.get("X-Requested-With") == "fetch"
    return render(
        request,
        "targeting/reasons_panel.html" if fragment else "targeting/reasons.html",
        {
            "version": terms,
            "title": terms.title.text(criteria_words.language()),
            "place": place,
            "found": found,
            "departs": wanted.any,
            "problems": problems,
            "query": what_if.write(wanted),
        },
    )


@public
@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """One district under every version: the same community, other answers as the rule changed."""
    place = place_by_code(code)
    if place is None or place.level != "district":
        raise Http404
    country = country_now()
    by_program: dict[str, list[dict[str, Any]]] = {}
    for listed in versions_list():
        terms = _version_or_404(listed.program_key, listed.version_key)
        for area, applied, result in explain(terms, code, country=country)[:1]:
            by_program.setdefault(terms.program_name, []).append(
                {
                    "version": terms,
                    "area": area,
                    "result": result,
                    "rows": criteria_words.rows(terms, applied, result.findings, country, area.code),
                    "household_rules": [rule.note.text(criteria_words.language()) for rule in terms.household_rules],
                }
            )
    programs = [
        {"name": name, "versions": versions, "rows": _side_by_side(versions)} for name, versions in by_program.items()
    ]
    return render(request, "targeting/compare.html", {"place": place, "programs": programs, "has_area": bool(programs)})


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


@public
@require_GET
def export(request: HttpRequest, program: str, version: str) -> StreamingHttpResponse:
    """Every area of the screening as CSV."""
    terms = _version_or_404(program, version)
    wanted, _problems = _wanted(request, terms)
    territory = _territory(request)
    seen = screen_country(terms, wanted).within(territory.code if territory else None)
    keys = [criterion.key for criterion in seen.terms.criteria]
    head = ["ubigeo", "department", "province", "area", "households_est", "outcome", "answer", "near_miss"]
    head += [part for key in keys for part in (f"{key}_found", f"{key}_answer")]
    return csv_response(f"{program}-{version}.csv", head, _lines(seen))


def parts(seen: Screening) -> list[tuple[str, str, int]]:
    """Areas by outcome, for the component `stacked_bar`."""
    return [(str(outcome), str(OUTCOMES_OF_MANY[outcome]), seen.count(outcome)) for outcome in
            (Outcome.ELIGIBLE, Outcome.UNKNOWN, Outcome.NOT_ELIGIBLE)]  # fmt: skip


def _named(version: VersionTerms, inside: str | None) -> list[dict[str, Any]]:
    """The named what-ifs beside the published rule: how many areas and households each would let in."""
    listed = []
    for name, wanted in named_what_ifs(version):
        seen = screen_country(version, wanted).within(inside)
        eligible = Outcome.ELIGIBLE
        listed.append(
            {
                "name": WHAT_IFS[name],
                "query": what_if.write(wanted),
                "parts": parts(seen),
                "areas": seen.count(eligible),
                "households": seen.households(eligible),
            }
        )
    return listed


def _territory(request: HttpRequest) -> Any:
    """The place that the address narrows the screening to; 404 for a code of nothing."""
    code = request.GET.get("in", "")
    place = place_by_code(code) if code else None
    if code and place is None:
        raise Http404
    return place


def shown_row(row: ScreenedRow, seen: Screening) -> dict[str, Any]:
    """A row of the table: where, how many households, the answer, and what stands in its way."""
    names = {c.key: c for c in seen.terms.criteria}
    blocking = [
        key for key, answer in zip(names, row.answers, strict=True)
        if names[key].mode == "required" and answer <= Answer.UNKNOWN
    ]  # fmt: skip
    return {
        "row": row,
        "kind": criteria_words.RESULT[Answer(row.level)],
        "outcome": str(row.outcome),
        "answer": ANSWERS[Answer(row.level)],
        "blocking": blocking,
    }


def _version_or_404(program: str, version: str) -> VersionTerms:
    terms = version_of(program, version)
    if terms is None:
        raise Http404
    return terms


def _wanted(request: HttpRequest, terms: VersionTerms) -> tuple[Adjustments, list[str]]:
    """The what-if of the address, or the published version and why the what-if cannot be."""
    published = terms_of(terms)
    try:
        wanted = what_if.read(request.GET, published)
        screen_country(terms, wanted)
    except Refused as refused:
        return Adjustments(), [say(reason) for reason in refused.reasons]
    return wanted, []


def _criteria(terms: VersionTerms, seen: Screening) -> list[dict[str, Any]]:
    """Each criterion with how many areas gave which answer."""
    said = {criterion.key: criterion for criterion in terms.criteria}
    listed = []
    for criterion in seen.terms.criteria:
        counts = seen.answers_of(criterion.key)
        listed.append(
            {
                "key": criterion.key,
                "name": said[criterion.key].label.text(criteria_words.language()),
                "note": said[criterion.key].note.text(criteria_words.language()),
                "use": criteria_words.use_of(criterion, seen.terms),
                "needed": criteria_words.needed(criterion),
                "changed": criterion.changed,
                "confirmed": said[criterion.key].confirmed,
                "counts": [(criteria_words.RESULT[a], str(ANSWERS[a]), n) for a, n in counts.items()],
            }
        )
    return listed


def _fields(terms: VersionTerms, seen: Screening) -> list[what_if.Field]:
    said = {criterion.key: criterion for criterion in terms.criteria}
    fields = []
    for criterion in seen.terms.criteria:
        threshold = criterion.threshold
        text = "" if threshold is None else f"{from_fixed(threshold, criterion.shown_scale).normalize():f}"
        fields.append(
            what_if.Field(
                criterion.key,
                said[criterion.key].label.text(criteria_words.language()),
                text,
                criterion.percent or criterion.kind == "predominance",
                str(criterion.mode),
                criterion.changed,
                threshold is not None,
                not said[criterion.key].confirmed,
            )
        )
    return fields


def _show(request: HttpRequest) -> str:
    show = request.GET.get("show", "all")
    return show if show in SHOWN else "all"


def _page(request: HttpRequest, seen: Screening) -> tuple[list[ScreenedRow], bool]:
    """The page of rows after a code, in the order of codes, narrowed by outcome and by a search for places."""
    show, after, text = _show(request), request.GET.get("after", ""), request.GET.get("q", "").strip()
    if show == "all":
        rows = seen.rows
    else:
        rows = seen.where(seen.columns.near_miss if show == "near" else seen.is_(Outcome(show)))
    codes = seen.country.codes
    positions = rows.positions
    if text:
        found = tuple(place.code[:DISTRICT] for place in search(text, limit=200))
        positions = [at for at in positions if codes[at].startswith(found)] if found else []
    positions = [at for at in positions if codes[at] > after][: PAGE + 1]
    return [seen.row(at) for at in positions[:PAGE]], len(positions) > PAGE


def _lines(seen: Screening) -> Iterator[list[object]]:
    for row in seen.rows:
        cells: list[object] = []
        for criterion, found, answer in zip(seen.terms.criteria, row.found, row.answers, strict=True):
            cells += ["" if found is None else from_fixed(found, criterion.shown_scale), Answer(answer).name.lower()]
        area = row.area
        households = "" if area.households is None else area.households
        yield [
            area.code, area.department, area.province, area.name, households, row.outcome, Answer(row.level).name.lower(),
            int(row.near_miss), *cells,
        ]  # fmt: skip


urlpatterns = [
    path("focalizacion/", screenings, name="screenings"),
    path("focalizacion/comparar/<str:code>/", compare, name="compare"),
    path("focalizacion/<str:program>/<str:version>/", screening, name="screening"),
    path("focalizacion/<str:program>/<str:version>/estados.json", states, name="screening_states"),
    path("focalizacion/<str:program>/<str:version>/areas.csv", export, name="screening_export"),
    path("focalizacion/<str:program>/<str:version>/razones/<str:code>/", reasons, name="reasons"),
]
