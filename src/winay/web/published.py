"""What was published of a program's size and money: points, years, whether they agree, and the case study's numbers."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from winay.core.numbers import number
from winay.programs.published import Point, PointKind, Published, SaidBy, StudyNumber, Verdict, published
from winay.programs.published_rules import silent_years, steps
from winay.programs.queries import versions_list
from winay.web import place_words
from winay.web.case_study_file import case_study
from winay.web.guard import public
from winay.web.published_picture import FIRST, LAST, columns, dots, scale, silent_bands, years
from winay.web.table_files import Column, Table, table_response

TOP, STEP = 450_000, 100_000
NEW_TOP, NEW_STEP = 60_000, 20_000
MONEY_TOP, MONEY_STEP = 250_000, 100_000
"""Of the three scales: households, households of a year, thousands of soles of a year."""
KINDS = {
    PointKind.PILOT: gettext_lazy("piloto"),
    PointKind.NEW: gettext_lazy("nuevos en el año"),
    PointKind.CUMULATIVE: gettext_lazy("suma hasta ese día"),
    PointKind.PLANNED: gettext_lazy("meta del año"),
    PointKind.CONCLUDED: gettext_lazy("concluidos"),
    PointKind.BUSINESSES: gettext_lazy("en negocios, desde 2012"),
    PointKind.BUDGET: gettext_lazy("presupuesto de los años"),
    PointKind.UNCLEAR: gettext_lazy("no dice si es suma o nuevos"),
}
SAID_BY = {
    SaidBy.CASE_STUDY: gettext_lazy("estudio de caso"),
    SaidBy.OPEN_DATA: gettext_lazy("datos abiertos"),
    SaidBy.ARTICLE: gettext_lazy("artículo"),
    SaidBy.PRESS: gettext_lazy("prensa, sin auditar"),
}
VERDICTS = {
    Verdict.CAN: ("eligible", gettext_lazy("se puede rehacer")),
    Verdict.PARTLY: ("probably", gettext_lazy("en parte")),
    Verdict.CANNOT: ("not_eligible", gettext_lazy("no se puede rehacer")),
}


@public
@require_GET
def published_page(request: HttpRequest) -> HttpResponse:
    """Points of the sum, columns of the years, what the statements leave unsaid, and the numbers of the case study."""
    told = _asked(request)
    names = {one.program_key: one.program_name for one in versions_list()}
    spots = [one.spot for one in told.points]
    sums = dots(told.points, TOP)
    context = {
        "name": names.get(told.program, told.program),
        "offered": [(key, names.get(key, key)) for key in published()],
        "program": told.program,
        "count": len(told.points),
        "newest": sums[-1].one,
        "newest_day": sums[-1].one.span[1],
        "first": sums[0].one,
        "first_day": sums[0].one.span[1],
        "dots": [{"dot": one, "said": str(one.one.status), "on": one.one.span[1]} for one in sums],
        "scale": scale(TOP, STEP),
        "years": years(),
        "silent": silent_years(spots, (PointKind.CUMULATIVE,), FIRST, LAST - 1),
        "bands": silent_bands(silent_years(spots, (PointKind.CUMULATIVE,), FIRST, LAST - 1)),
        "new": columns(told.points, "households", NEW_TOP),
        "new_scale": scale(NEW_TOP, NEW_STEP),
        "money": columns(told.points, "thousand_pen", MONEY_TOP),
        "money_scale": scale(MONEY_TOP, MONEY_STEP),
        "silent_new": silent_years(spots, (PointKind.NEW, PointKind.PLANNED), FIRST, LAST - 1),
        "steps": steps(spots),
        "money_steps": steps(spots, "thousand_pen"),
        "points": [_point(one) for one in sorted(told.points, key=lambda one: one.span[::-1])],
        "numbers": [_number(one) for one in told.numbers],
        "reproduced": sum(one.verdict is not Verdict.CANNOT for one in told.numbers),
        "said_by": [(str(key), words) for key, words in SAID_BY.items() if any(one.one.status is key for one in sums)],
    }
    return render(request, "programs/published.html", context)


@public
@require_GET
def published_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Every statement as a file."""
    told = _asked(request)

    def rows() -> Iterator[list[object]]:
        for one in told.points:
            yield [
                one.as_of, one.kind, one.households, one.projects, one.localities, one.districts, one.departments,
                one.thousand_pen, one.status, one.source, _in_language(one.note) if one.note else None,
            ]  # fmt: skip

    source = _("cada fila dice la suya")
    said = (
        ("as_of", _("fecha"), _("día, mes, año o años de los que habla"), ""),
        ("kind", _("qué cuenta"), ", ".join(f"{key}: {words}" for key, words in KINDS.items()), ""),
        ("households", _("hogares"), _("vacío: no lo dice"), _("hogares")),
        ("projects", _("proyectos"), _("vacío: no lo dice"), _("proyectos")),
        ("localities", _("centros poblados"), _("vacío: no lo dice"), _("centros poblados")),
        ("districts", _("distritos"), _("vacío: no lo dice"), _("distritos")),
        ("departments", _("departamentos"), _("vacío: no lo dice"), _("departamentos")),
        ("thousand_pen", _("dinero"), _("vacío: no lo dice"), _("miles de soles")),
        ("status", _("quién lo dice"), ", ".join(f"{key}: {words}" for key, words in SAID_BY.items()), ""),
        ("source", _("fuente"), _("dónde se publicó"), ""),
        ("note", _("nota"), _("lo que contradice o no aclara"), ""),
    )
    given = [Column(key, title, definition, unit, source) for key, title, definition, unit in said]
    return table_response(request, Table(f"winay-publicado-{told.program}", _("Cifras publicadas"), given, rows), form)


def _asked(request: HttpRequest) -> Published:
    """The program of an address, or the first of which something was published."""
    known = published()
    key = request.GET.get("programa") or next(iter(known))
    if key not in known:
        raise Http404
    return known[key]


def _point(one: Point) -> dict[str, Any]:
    return {
        "one": one,
        "when": _when(one),
        "kind": str(KINDS[one.kind]),
        "said_by": str(SAID_BY[one.status]),
        "note": _in_language(one.note) if one.note else "",
        "millions": one.thousand_pen,
    }


def _when(one: Point) -> str:
    """As it was said: a year stays a year."""
    return one.as_of.replace("/", "–")


def _number(one: StudyNumber) -> dict[str, Any]:
    line = next(row for row in case_study().statements if row.id == one.statement)
    look, words = VERDICTS[one.verdict]
    english = place_words.lang() == "en"
    return {
        "number": one.number,
        "said": line.english if english else line.es,
        "section": _in_language(case_study().sections[line.section]),
        "url": f"{reverse('web:case_study')}#{line.id}",
        "look": look,
        "verdict": str(words),
        "reproduced": _in_language(one.reproduced),
        "sums": [(_in_language(each), _written(each.sum)) for each in one.sums],
    }


def _written(line: str) -> str:
    """A line of arithmetic as people write it: `418 318 − 246 394 = 171 924`."""
    signs = {"+": "+", "-": "−", "*": "×", "/": "÷", "=": "="}
    return " ".join(signs.get(word) or number(word, place_words.lang()) for word in line.split())


def _in_language(said: Any) -> str:
    return said.en if place_words.lang() == "en" else said.es


urlpatterns = [
    path("cifras-publicadas/", published_page, name="published"),
    path("cifras-publicadas/lista.<str:form>", published_file, name="published_file"),
]
