"""Indicators for everybody: the country and its departments, without what could say something of a few households."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from winay.analytics.indicators.documents import Indicator
from winay.analytics.indicators.terms import Unit
from winay.analytics.publishing import LEAST, OpenFigures, open_by, open_figures, open_indicators
from winay.analytics.queries import Present, Value, present, values
from winay.web.guard import public
from winay.web.indicator_words import DIMENSIONS, TOPICS, in_language, names_of
from winay.web.indicators import number_of, text_of
from winay.web.table_files import Column, Table, table_response


@public
@require_GET
def open_list(request: HttpRequest) -> HttpResponse:
    """Every indicator that is for everybody, for the country."""
    snapshot = present()
    context: dict[str, Any] = {"least": LEAST}
    if snapshot is None:
        return render(request, "open_figures/list.html", context)
    told = {key: open_figures(snapshot, one) for key, one in open_indicators().items()}
    topics = [
        (words, [_card(told[key]) for key, one in open_indicators().items() if one.topic is topic])
        for topic, words in TOPICS.items()
    ]
    context |= _around(snapshot) | {"topics": [(words, rows) for words, rows in topics if rows], "count": len(told)}
    return render(request, "open_figures/list.html", context)


@public
@require_GET
def open_indicator(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator, department by department, or the country told apart by one thing."""
    one, snapshot = _indicator(key), present()
    by = _by(request, one)
    context: dict[str, Any] = {"one": one, "name": in_language(one.name), "least": LEAST}
    if snapshot is None:
        return render(request, "open_figures/indicator.html", context)
    found, whole = open_figures(snapshot, one, by), open_figures(snapshot, one)
    names = names_of("department", [*found.rows, *found.kept])
    categories = names_of(by, found.categories) if by else {}
    context |= _around(snapshot) | {
        "definition": in_language(one.definition), "caution": in_language(one.caution),
        "numerator_is": in_language(one.numerator_is),
        "denominator_is": in_language(one.denominator_is) if one.denominator_is else "",
        "whole": _cell(one, whole.rows.get("", {}).get("")),
        "by": by, "by_words": str(DIMENSIONS[by]) if by else "",
        "offered": [(each, DIMENSIONS[each]) for each in open_by(one)],
        "rows": _rows(found, names, categories), "kept": [names[place] for place in found.kept if place],
        "query": f"por={by}" if by else "",
    }  # fmt: skip
    return render(request, "open_figures/indicator.html", context)


@public
@require_GET
def open_file(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """The rows of that page. What is kept back has no number."""
    one, snapshot = _indicator(key), present()
    if snapshot is None:
        raise Http404
    by = _by(request, one)
    found = open_figures(snapshot, one, by)
    names = names_of("department", [*found.rows, *found.kept])
    categories = names_of(by, found.categories) if by else {}

    def rows() -> Iterator[list[object]]:
        for place in sorted(found.rows):
            for category in found.categories:
                value = found.rows[place].get(category, Value((), 0, None if one.denominator is None else 0))
                share = value.numerator / value.denominator if value.denominator else None
                yield [place or "00", names[place] if place else _("Todo el país"), category,
                       categories.get(category, ""), value.numerator, value.denominator, share, False,
                       snapshot.manifest.as_of.isoformat()]  # fmt: skip
        for place in found.kept:
            if place:
                yield [place, names[place], None, None, None, None, None, True, snapshot.manifest.as_of.isoformat()]

    source = _("una foto de los datos de la plataforma")
    said = (
        ("department", _("departamento"), _("dos cifras del ubigeo; 00 es todo el país") + " (#adm1+code)", ""),
        ("name", _("nombre"), _("cómo se llama") + " (#adm1+name)", ""),
        ("category", str(DIMENSIONS[by]) if by else _("nada más"), _("código") + " (#indicator+category)", ""),
        ("category_name", _("nombre"), _("cómo se llama") + " (#indicator+category+name)", ""),
        ("numerator", _("numerador"), in_language(one.numerator_is) + " (#indicator+num+count)", ""),
        ("denominator", _("denominador"),
         (in_language(one.denominator_is) if one.denominator_is else _("no tiene")) + " (#indicator+denom+count)", ""),
        ("value", _("valor"), in_language(one.definition) + " (#indicator+value)", _("numerador entre denominador")),
        ("kept_back", _("reservado"), _("sí: podría decir algo de unos pocos hogares") + " (#meta+kept_back)", ""),
        ("as_of", _("momento"), _("de cuándo son los datos") + " (#date+updated)", "ISO 8601"),
    )  # fmt: skip
    columns = [Column(each, title, definition, unit, source) for each, title, definition, unit in said]
    return table_response(request, Table(f"winay-publico-{one.key}", in_language(one.name), columns, rows), form)


def _indicator(key: str) -> Indicator:
    found = open_indicators().get(key)
    if found is None:
        raise Http404
    return found


def _by(request: HttpRequest, one: Indicator) -> str:
    by = request.GET.get("por", "")
    if by and by not in open_by(one):
        raise Http404
    return by


def _around(snapshot: Present) -> dict[str, Any]:
    invented = values(snapshot, "cycles", [("households", None)], ("synthetic",), {}, None)
    return {"snapshot": snapshot.manifest, "synthetic": any(key == ("true",) for key, _n in invented)}


def _card(found: OpenFigures) -> dict[str, Any]:
    one = found.indicator
    return _cell(one, found.rows.get("", {}).get("")) | {
        "name": in_language(one.name), "definition": in_language(one.definition),
        "url": reverse("web:open_indicator", args=[one.key]),
    }  # fmt: skip


def _cell(one: Indicator, value: Value | None) -> dict[str, Any]:
    """A value as the pages show it; None where it is kept back or nobody was counted."""
    number = None if value is None else number_of(one, value)
    return {
        "value": value, "known": number is not None, "text": text_of(one, number),
        "width": f"{number:.2f}" if one.unit is Unit.SHARE and number is not None else None,
    }  # fmt: skip


def _rows(found: OpenFigures, names: dict[str, str], categories: dict[str, str]) -> list[dict[str, Any]]:
    """The country by category, or the country and then its departments by name; a bar each."""
    one, country = found.indicator, found.rows.get("", {})
    if found.by:
        told = [(categories[category], False, country[category]) for category in found.categories if country]
    else:
        places = sorted((names[place], False, values_[""]) for place, values_ in found.rows.items() if place)
        told = [(_("Todo el país"), True, country[""]), *places] if country else []
    top = max((value.numerator for _name, whole, value in told if not whole), default=0)
    rows = []
    for name, whole, value in told:
        row = _cell(one, value) | {"name": name, "country": whole}
        if one.unit is Unit.COUNT and top and not whole:
            row["width"] = f"{100 * value.numerator / top:.2f}"
        rows.append(row)
    return rows


urlpatterns = [
    path("indicadores-publicos/", open_list, name="open_figures"),
    path("indicadores-publicos/<slug:key>/", open_indicator, name="open_indicator"),
    path("indicadores-publicos/<slug:key>/lista.<str:form>", open_file, name="open_file"),
]
