"""How well a rule, a what-if of it, and the program as it was reach poor households: each measure by its name."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from winay.core.numbers import month
from winay.journeys.pages.screening import program_date
from winay.targeting.coverage import Coverage
from winay.targeting.criteria_wording import language
from winay.targeting.queries.coverage import (
    Measured,
    at_end,
    coverage_of,
    coverage_of_program,
    program_households,
)
from winay.targeting.queries.screening import Screening
from winay.web import criteria_words
from winay.web.coverage_words import CGH, HEIGHT, MEASURES, WIDTH, Measure, mosaic, whole, written
from winay.web.guard import public
from winay.web.screening_asked import Asked, asked
from winay.web.table_files import csv_response

MOST_DIGITS = 9


@dataclass(frozen=True)
class Column:
    """One choice of areas and its coverage, also with every poverty rate at either end of its interval. `chosen` is
    what the choice is, `note` what to mind about it."""

    key: str
    name: str
    note: str
    measured: Measured
    low: Coverage
    high: Coverage

    @property
    def coverage(self) -> Coverage:
        return self.measured.coverage


@public
@require_GET
def coverage(request: HttpRequest, program: str, version: str) -> HttpResponse:
    """Measures of the published rule, the what-if, and where the program really was."""
    ask = asked(request, program, version)
    budget, problem = _budget(request, ask.seen)
    columns = _columns(ask)
    chosen = columns[1] if ask.seen.departs else columns[0]
    return render(
        request,
        "targeting/coverage.html",
        {
            "ask": ask,
            "version": ask.version,
            "title": ask.version.title.text(language()),
            "territory": ask.territory,
            "problems": ask.problems + ([problem] if problem else []),
            "query": ask.query,
            "place_query": ask.place_query,
            "departs": ask.seen.departs,
            "departures": criteria_words.departures(ask.version, ask.published.terms, ask.seen.terms),
            "budget": budget,
            "columns": [_shown(column) for column in columns],
            "rows": [_row(measure, columns, budget) for measure in MEASURES],
            "left_outside": written(chosen.coverage.undercoverage, MEASURES[0]),
            "chosen": _shown(chosen),
            "size": (WIDTH, HEIGHT),
            "cgh": CGH,
            "hidden": [*ask.wanted_fields, *ask.kept],
        },
    )


@public
@require_GET
def coverage_csv(request: HttpRequest, program: str, version: str) -> StreamingHttpResponse:
    """Every measure of every choice, with the households behind it."""
    ask = asked(request, program, version)
    budget, _problem = _budget(request, ask.seen)
    head = ["measure", "choice", "value", "with_lowest_poverty", "with_highest_poverty", "formula"]
    return csv_response(f"{program}-{version}-cobertura.csv", head, _lines(_columns(ask), budget))


def _lines(columns: list[Column], budget: int) -> Iterator[list[object]]:
    counts = {
        "households": "N",
        "poor": "P",
        "covered": "B",
        "covered_poor": "PB",
        "covered_by_rule": "Bᵣ",
        "covered_by_rule_poor": "PBᵣ",
    }
    for column in columns:
        ends = (column.coverage, column.low, column.high)
        for key, sign in counts.items():
            yield [key, column.key, *(whole(getattr(end, key)) for end in ends), sign]
        for measure in MEASURES:
            values = (measure.of(end, Fraction(budget)) for end in ends)
            numbers = ("" if value is None else f"{float(value):.6f}" for value in values)
            yield [measure.key, column.key, *numbers, measure.formula]


def _columns(ask: Asked) -> list[Column]:
    on = program_date(ask.seen.country)
    when = {"on": month(on, language()) if on else _("fecha sin dato")}
    columns = [_of_screening("published", _("La regla publicada"), ask.published)]
    if ask.seen.departs:
        columns.append(_of_screening("what_if", _("Esta hipótesis"), ask.seen))
    there = coverage_of_program(ask.seen)
    low, high = (coverage_of_program(at_end(ask.seen, bound)) for bound in ("low", "high"))
    above = {"n": there.above, "all": there.districts}
    columns.append(
        Column(
            "program_capped",
            _("Donde el programa estuvo (%(on)s), con tope") % when,
            _("Hogares en ejecución y concluidos; en cada distrito se cuentan tantos como hogares rurales se estiman."),
            there.capped,
            low.capped.coverage,
            high.capped.coverage,
        )
    )
    columns.append(
        Column(
            "program_reported",
            _("Donde el programa estuvo (%(on)s), como se informó") % when,
            _("En %(n)s de sus %(all)s distritos informa más hogares que los rurales estimados.") % above,
            there.reported,
            low.reported.coverage,
            high.reported.coverage,
        )
    )
    return columns


def _of_screening(key: str, name: str, seen: Screening) -> Column:
    low, high = (coverage_of(at_end(seen, bound)).coverage for bound in ("low", "high"))
    return Column(key, name, _("Entran todos los hogares de las áreas que cumplen."), coverage_of(seen), low, high)


def _shown(column: Column) -> dict[str, Any]:
    said = column.coverage
    return {
        "key": column.key,
        "name": column.name,
        "note": column.note,
        "left_out": column.measured.left_out,
        "cells": mosaic(said),
        "covered": whole(said.covered),
        "households": whole(said.households),
        "poor": whole(said.poor),
        "poor_in": whole(said.covered_poor),
        "poor_out": whole(said.poor - said.covered_poor),
        "other_in": whole(said.covered - said.covered_poor),
        "other_out": whole(said.households - said.poor - said.covered + said.covered_poor),
    }


def _row(measure: Measure, columns: list[Column], budget: int) -> dict[str, Any]:
    cells = []
    for column in columns:
        ends = [measure.of(end, Fraction(budget)) for end in (column.low, column.high)]
        low, high = sorted(end for end in ends if end is not None) if None not in ends else (None, None)
        cells.append(
            {
                "name": column.name,
                "value": written(measure.of(column.coverage, Fraction(budget)), measure),
                "low": written(low, measure),
                "high": written(high, measure),
            }
        )
    return {
        "key": measure.key,
        "name": measure.name,
        "meaning": measure.meaning,
        "formula": measure.formula,
        "source": measure.source,
        "cells": cells,
    }


def _budget(request: HttpRequest, seen: Screening) -> tuple[int, str]:
    """How many households could be paid for: what the address says, or as many as the program counted."""
    text = request.GET.get("presupuesto", "").strip()
    bare = "".join(text.split()).replace("\u202f", "")
    if not bare:
        return program_households(seen), ""
    if not (bare.isascii() and bare.isdigit() and len(bare) <= MOST_DIGITS):
        said = _("«%(text)s» no es un número de hogares: escriba cifras, sin puntos ni comas.")
        return program_households(seen), said % {"text": text[:40]}
    return int(bare), ""


urlpatterns = [
    path("focalizacion/<str:program>/<str:version>/cobertura/", coverage, name="coverage"),
    path("focalizacion/<str:program>/<str:version>/cobertura.csv", coverage_csv, name="coverage_csv"),
]
