"""Scenarios of a rule side by side. The address says all of it: it can be sent, printed and asked again."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from winay.core.errors import Refused
from winay.targeting.columns import Bools
from winay.targeting.criteria_wording import language
from winay.targeting.queries.coverage import coverage_of, program_households
from winay.targeting.queries.screening import Flow, Screening, Sums, flow
from winay.targeting.terms import Answer, Outcome, WhatIf
from winay.web import criteria_words, what_if
from winay.web.coverage_words import MEASURES, written
from winay.web.guard import public
from winay.web.maps import map_urls
from winay.web.pictures import position
from winay.web.screening import parts, shown_row
from winay.web.screening_asked import MOST_COMPARED, Asked, asked, in_words, wanted_of
from winay.web.table_files import csv_response

PAGE = 50
LETTERS = "ABCD"
NAMES = {
    WhatIf.PREDOMINANCE_PREFERRED: gettext_lazy("Predominio como preferencia"),
    WhatIf.ALL_GUIDELINES: gettext_lazy("Todas las guías requeridas"),
}
DEEPER = {0: 2, 2: 4, 4: 6}
"""How many digits name the places inside a territory whose code has so many."""


@dataclass(frozen=True)
class Scenario:
    """One column of the comparison. `query` is empty for the version as published."""

    letter: str
    name: str
    query: str
    departures: list[str]
    seen: Screening
    flow: Flow

    @property
    def eligible(self) -> Sums:
        return self.seen.sums(self.seen.is_(Outcome.ELIGIBLE))


@public
@require_GET
def scenarios(request: HttpRequest, program: str, version: str) -> HttpResponse:
    """Up to four scenarios: what each changes, lets in, leaves out; and the areas that two of them tell apart."""
    ask = asked(request, program, version)
    listed, problems = _scenarios(ask)
    one, other = _pair(request, len(listed))
    rows, more, all_rows = _differing(request, listed[one].seen, listed[other].seen)
    page, layers = [program, version], _layers(ask, listed)
    return render(
        request,
        "targeting/scenarios.html",
        {
            "ask": ask,
            "version": ask.version,
            "title": ask.version.title.text(language()),
            "territory": ask.territory,
            "problems": problems,
            "scenarios": [_shown(scenario, listed, ask) for scenario in listed],
            "measures": _measures(listed),
            "places": _by_place(ask, listed),
            "offered": _offered(ask, listed),
            "add_url": f"{reverse('web:screening', args=page)}?{_address(listed[1:], ask)}#hipotesis",
            "may_add": len(listed) <= MOST_COMPARED,
            "query": _address(listed[1:], ask),
            "one": listed[one],
            "other": listed[other],
            "pair": (one, other),
            "choices": [(at, scenario.letter, scenario.name) for at, scenario in enumerate(listed)],
            "hidden": [("s", scenario.query) for scenario in listed[1:]] + _inside(ask),
            "rows": rows,
            "all_rows": all_rows,
            "more": more,
            "next_query": _next(listed, ask, one, other, rows) if more else "",
            "layers": layers,
            "further_layers": layers[1:],
            "panel_url": reverse("web:reasons", args=[*page, "000000"]).replace("000000", "__code__")
            + f"?{listed[other].query}",
            **map_urls(),
        },
    )


@public
@require_GET
def summary_csv(request: HttpRequest, program: str, version: str) -> StreamingHttpResponse:
    """The comparison in numbers: one line a number, one column a scenario."""
    listed, _problems = _scenarios(asked(request, program, version))
    head = ["number", *(_head(scenario) for scenario in listed)]
    return csv_response(f"{program}-{version}-comparacion.csv", head, _summary(listed))


@public
@require_GET
def areas_csv(request: HttpRequest, program: str, version: str) -> StreamingHttpResponse:
    """Every area whose outcome is not the same in all scenarios."""
    listed, _problems = _scenarios(asked(request, program, version))
    head = ["area_code", "area", "district", "province", "department", "households", "counted"]
    return csv_response(
        f"{program}-{version}-areas.csv", [*head, *(_head(scenario) for scenario in listed)], _area_lines(listed)
    )


def _head(scenario: Scenario) -> str:
    return f"{scenario.letter}: {scenario.query or 'published'}"


def _summary(listed: Sequence[Scenario]) -> Iterator[list[object]]:
    for key in ("areas", "households", "poor"):
        yield [key, *(getattr(scenario.eligible, key) for scenario in listed)]
    for way in ("entering", "leaving"):
        for key in ("areas", "households", "poor"):
            yield [f"{way}_{key}", *(getattr(getattr(scenario.flow, way), key) for scenario in listed)]
    budget = Fraction(program_households(listed[0].seen))
    said = [coverage_of(scenario.seen).coverage for scenario in listed]
    for measure in MEASURES:
        values = [measure.of(coverage, budget) for coverage in said]
        yield [measure.key, *("" if value is None else f"{float(value):.6f}" for value in values)]


def _area_lines(listed: Sequence[Scenario]) -> Iterator[list[object]]:
    first = listed[0].seen
    differs = np.zeros(len(first.country.codes), bool)
    for scenario in listed[1:]:
        differs |= _differ(first, scenario.seen)
    for row in first.where(differs):
        at = first.country.at(row.area.code)
        assert at is not None
        area = row.area
        households = "" if area.households is None else area.households
        yield [
            area.code, area.name, area.district, area.province, area.department, households, int(area.counted),
            *(scenario.seen.row(at).outcome for scenario in listed),
        ]  # fmt: skip


def _scenarios(ask: Asked) -> tuple[list[Scenario], list[str]]:
    """The published version and the what-ifs gathered, with the reasons for those that cannot be."""
    names = {what_if.write(wanted): str(NAMES[name]) for name, wanted in ask.named}
    found = [_scenario(ask, "A", _("Versión publicada"), "", ask.published)]
    problems: list[str] = []
    for query in ask.compared:
        wanted, _unread = wanted_of(what_if.parse(query), ask.version, ask.published.terms)
        try:
            seen = ask.under(wanted)
        except Refused as refused:
            problems += in_words(refused, ask.version)
            continue
        letter = LETTERS[len(found)]
        name = names.get(query, _("Hipótesis %(letter)s") % {"letter": letter})
        found.append(_scenario(ask, letter, name, query, seen))
    return found, problems


def _scenario(ask: Asked, letter: str, name: str, query: str, seen: Screening) -> Scenario:
    changes = criteria_words.departures(ask.version, ask.published.terms, seen.terms)
    return Scenario(letter, name, query, changes, seen, flow(ask.published, seen))


def _shown(scenario: Scenario, listed: Sequence[Scenario], ask: Asked) -> dict[str, Any]:
    others = [one for one in listed[1:] if one is not scenario]
    return {
        "letter": scenario.letter,
        "name": scenario.name,
        "query": scenario.query,
        "departures": scenario.departures,
        "parts": parts(scenario.seen),
        "eligible": scenario.eligible,
        "flow": scenario.flow,
        "change": "&".join(part for part in (scenario.query, _address(others, ask)) if part),
        "without": _address(others, ask),
    }


def _measures(listed: Sequence[Scenario]) -> list[dict[str, Any]]:
    budget = Fraction(program_households(listed[0].seen))
    said = [coverage_of(scenario.seen).coverage for scenario in listed]
    return [
        {
            "name": measure.name,
            "meaning": measure.meaning,
            "cells": [
                (scenario.letter, written(measure.of(coverage, budget), measure))
                for scenario, coverage in zip(listed, said, strict=True)
            ],
        }
        for measure in MEASURES
        if measure.key != "floor"  # the same for all: the coverage page says it
    ]


def _by_place(ask: Asked, listed: Sequence[Scenario]) -> list[dict[str, Any]]:
    """Eligible households of each scenario in the places inside the territory: departments of the country, provinces
    of a department, districts of a province. Places where no scenario lets anybody in are left out."""
    digits = DEEPER.get(len(ask.territory.code) if ask.territory else 0)
    if digits is None:
        return []
    country, seen = ask.published.country, ask.published
    codes = list(dict.fromkeys(code[:digits] for code in country.codes[seen.start : seen.stop]))
    names = country.district_names if digits == 6 else country.place_names
    counts = [[scenario.seen.within(code).households(Outcome.ELIGIBLE) for scenario in listed] for code in codes]
    top = max((number for row in counts for number in row), default=0) or 1
    return [
        {
            "code": code,
            "name": names[code],
            "cells": [
                (scenario.letter, at, number, position(number, top))
                for at, (scenario, number) in enumerate(zip(listed, row, strict=True))
            ],
        }
        for code, row in zip(codes, counts, strict=True)
        if any(row)
    ]


def _offered(ask: Asked, listed: Sequence[Scenario]) -> list[dict[str, Any]]:
    """The named what-ifs that are not here yet, each with the address that adds it."""
    if len(listed) > MOST_COMPARED:
        return []
    here = {scenario.query for scenario in listed}
    offered = []
    for name, wanted in ask.named:
        query = what_if.write(wanted)
        if query not in here:
            address = "&".join(part for part in (_address(listed[1:], ask), urlencode({"s": query})) if part)
            offered.append({"name": NAMES[name], "query": address})
    return offered


def _differ(one: Screening, other: Screening) -> Bools:
    """Areas of the country whose outcome is not the same."""
    signs = (np.sign(seen.columns.level.astype(np.int16) - int(Answer.UNKNOWN)) for seen in (one, other))
    differs: Bools = np.not_equal(*signs)
    return differs


def _differing(request: HttpRequest, one: Screening, other: Screening) -> tuple[list[dict[str, Any]], bool, int]:
    positions = one.where(_differ(one, other)).positions
    first = bisect_right(one.country.codes, request.GET.get("after", ""))
    page = [at for at in positions if at >= first][: PAGE + 1]
    rows = [
        {"area": one.country.area(at), "one": shown_row(one.row(at), one), "other": shown_row(other.row(at), other)}
        for at in page[:PAGE]
    ]
    return rows, len(page) > PAGE, len(positions)


def _pair(request: HttpRequest, count: int) -> tuple[int, int]:
    """Which two scenarios the list of areas tells apart: the published one and the next, unless the address says."""
    chosen = []
    for name, default in (("a", 0), ("b", min(1, count - 1))):
        text = request.GET.get(name, "")
        known = text.isascii() and text.isdigit() and len(text) < 3 and int(text) < count
        chosen.append(int(text) if known else default)
    return chosen[0], chosen[1]


def _address(listed: Sequence[Scenario], ask: Asked) -> str:
    return urlencode([("s", scenario.query) for scenario in listed] + _inside(ask))


def _inside(ask: Asked) -> list[tuple[str, str]]:
    return [("in", ask.territory.code)] if ask.territory else []


def _next(listed: Sequence[Scenario], ask: Asked, one: int, other: int, rows: Sequence[dict[str, Any]]) -> str:
    further = urlencode({"a": one, "b": other, "after": rows[-1]["area"].code})
    return "&".join(part for part in (_address(listed[1:], ask), further) if part)


def _layers(ask: Asked, listed: Sequence[Scenario]) -> list[tuple[str, str]]:
    """Each scenario's states, for the map's switch."""
    url = reverse("web:screening_states", args=[ask.version.program_key, ask.version.version_key])
    inside = urlencode(_inside(ask))
    return [
        (
            f"{scenario.letter} · {scenario.name}",
            f"{url}?{'&'.join(part for part in (scenario.query, inside) if part)}",
        )
        for scenario in listed
    ]


urlpatterns = [
    path("focalizacion/<str:program>/<str:version>/comparar/", scenarios, name="scenarios"),
    path("focalizacion/<str:program>/<str:version>/comparar/resumen.csv", summary_csv, name="scenarios_summary"),
    path("focalizacion/<str:program>/<str:version>/comparar/areas.csv", areas_csv, name="scenarios_areas"),
]
