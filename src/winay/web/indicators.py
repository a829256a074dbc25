"""Indicators in the browser: the list by topic, one with its definition, told apart and traced, and its rows as a file.

Every number is a sum over the rows of a cube of the present snapshot, and says of which moment. Whoever may read nuclei
sees those of their territory.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from winay.accounts.queries import ActingPerson
from winay.analytics.indicators.documents import Indicator, indicators
from winay.analytics.indicators.terms import Unit
from winay.analytics.queries import Present, Reach, Value, failed, present, value_of, values
from winay.core import numbers
from winay.core.actors import Permission
from winay.nuclei.queries.nuclei import nuclei_by_key
from winay.web.guard import actor, needs
from winay.web.indicator_words import DIMENSIONS, TOPICS, in_language, names_of
from winay.web.table_files import Column, Table, table_response

LEVELS = {2: "department", 4: "province", 6: "district"}
"""What a place of so many digits is."""
OF_THOSE = {"exit_reason", "why"}
"""Dimensions that say why something is so: their rows are parts of those of whom it is so, not of everybody."""
MONTHS = 36
"""Months that a picture shows."""


@dataclass(frozen=True)
class Asked:
    """What of the figures somebody asks for: a place ("" all of their territory) and a version ("" every one)."""

    place: str
    version: str
    reach: Reach | None

    @property
    def where(self) -> dict[str, str]:
        found = {LEVELS[len(self.place)]: self.place} if self.place else {}
        return found | ({"version": self.version} if self.version else {})

    def query(self, **more: str) -> str:
        """This, as the end of an address; `more` in place of what it says."""
        told = {"lugar": self.place, "version": self.version} | more
        return urlencode({key: value for key, value in told.items() if value})


@needs(Permission.READ_NUCLEI)
@require_GET
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Every indicator by topic, for the country, a department or a district."""
    asked, snapshot = _asked(request), present()
    context: dict[str, Any] = {"asked": asked, "failed": failed()}
    if snapshot is None:
        return render(request, "indicators/list.html", context)
    told = _all_values(snapshot, asked)
    topics = [
        (words, [_shown(one, told[one.key], asked) for one in indicators().values() if one.topic is topic])
        for topic, words in TOPICS.items()
    ]
    context |= _around(snapshot, asked) | {
        "topics": [(words, rows) for words, rows in topics if rows],
        "count": len(told),
        "households": told["households_in"].numerator,
    }
    return render(request, "indicators/list.html", context)


@needs(Permission.READ_NUCLEI)
@require_GET
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator: what it says, told apart, what it means and how it was counted."""
    one, asked, snapshot = _indicator(key), _asked(request), present()
    context: dict[str, Any] = {"one": one, "name": in_language(one.name), "asked": asked, "failed": failed()}
    if snapshot is None:
        return render(request, "indicators/indicator.html", context)
    by = _by(request, one, asked)
    whole = value_of(snapshot, one, (), asked.where, asked.reach)[0]
    rows = _told_apart(snapshot, one, by, asked)
    if by == "month":
        rows = rows[-MONTHS:]
    context |= _around(snapshot, asked) | {
        "definition": in_language(one.definition),
        "numerator_is": in_language(one.numerator_is),
        "denominator_is": in_language(one.denominator_is) if one.denominator_is else "",
        "caution": in_language(one.caution),
        "whole": _shown(one, whole, asked),
        "number": text_of(one, number_of(one, whole)) or None,
        "back_url": f"{reverse('web:results')}?{asked.query()}",
        "by": by,
        "by_words": str(DIMENSIONS[by]),
        "of_those": by in OF_THOSE,
        "offered": [(each, DIMENSIONS[each]) for each in _offered(one, asked)],
        "rows": _rows(one, by, rows, asked),
        "whole_row": _shown(one, Value((), whole.numerator, whole.numerator) if by in OF_THOSE else whole, asked),
        "line": _line(one, rows) if by == "month" else None,
        "way": _way(snapshot, one),
        "query": asked.query(por=by),
    }
    return render(request, "indicators/indicator.html", context)


@needs(Permission.READ_NUCLEI)
@require_GET
def indicator_file(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """The rows of an indicator as they are told apart on its page."""
    one, asked, snapshot = _indicator(key), _asked(request), present()
    if snapshot is None:
        raise Http404
    by = _by(request, one, asked)
    found = _told_apart(snapshot, one, by, asked)
    names = names_of(by, [row.key[0] for row in found])
    as_of = snapshot.manifest.as_of

    def rows() -> Iterator[list[object]]:
        for row in found:
            share = row.numerator / row.denominator if row.denominator else None
            yield [row.key[0], names[row.key[0]], row.numerator, row.denominator, share, as_of.isoformat()]

    source = _("una foto de los datos de la plataforma")
    said = (
        (by, str(DIMENSIONS[by]), _("código"), ""), ("name", _("nombre"), _("cómo se llama"), ""),
        ("numerator", _("numerador"), in_language(one.numerator_is), ""),
        ("denominator", _("denominador"), in_language(one.denominator_is) if one.denominator_is else _("no tiene"), ""),
        ("value", _("valor"), in_language(one.definition), _("numerador entre denominador")),
        ("as_of", _("momento"), _("de cuándo son los datos"), "ISO 8601"),
    )  # fmt: skip
    columns = [Column(each, title, definition, unit, source) for each, title, definition, unit in said]
    return table_response(request, Table(f"winay-{one.key}", in_language(one.name), columns, rows), form)


def _asked(request: HttpRequest) -> Asked:
    who = actor(request)
    assert isinstance(who, ActingPerson)
    reach = who.reach(Permission.READ_NUCLEI)
    place, version = request.GET.get("lugar", ""), request.GET.get("version", "")
    if place and not (place.isascii() and place.isdigit() and len(place) in LEVELS):
        raise Http404
    return Asked(place, version[:40], None if (None, None) in reach else list(reach))


def _indicator(key: str) -> Indicator:
    found = indicators().get(key)
    if found is None:
        raise Http404
    return found


def _offered(one: Indicator, asked: Asked) -> list[str]:
    """What it may be told apart by there: inside a department by district, inside a district by nucleus."""
    inside = {0: "department", 2: "district", 4: "district", 6: "nucleus"}[len(asked.place)]
    rest = [each for each in one.by if each != "department" and not (asked.place and each == "office")]
    return [*rest[:1], inside, *rest[1:]]


def _by(request: HttpRequest, one: Indicator, asked: Asked) -> str:
    offered, wanted = _offered(one, asked), request.GET.get("por", "")
    if not wanted:
        return offered[0]
    if wanted not in offered:
        raise Http404
    return wanted


def _told_apart(snapshot: Present, one: Indicator, by: str, asked: Asked) -> list[Value]:
    """The rows of a page and of its file."""
    rows = value_of(snapshot, one, (by,), asked.where, asked.reach)
    if by not in OF_THOSE or one.denominator is None:
        return rows
    whole = sum(row.numerator for row in rows)
    return [Value(row.key, row.numerator, whole) for row in rows if row.key[0]]


def _all_values(snapshot: Present, asked: Asked) -> dict[str, Value]:
    """Every indicator's value: a query for each cube, and one more where only some of its rows count."""
    found: dict[str, Value] = {}
    known = indicators()
    for cube, only in dict.fromkeys((one.cube, tuple(one.only.items())) for one in known.values()):
        some = [one for one in known.values() if (one.cube, tuple(one.only.items())) == (cube, only)]
        pairs = [(one.numerator, one.denominator) for one in some]
        ((_key, sums),) = values(snapshot, cube, pairs, (), {**asked.where, **dict(only)}, asked.reach)
        found |= {one.key: Value((), *pair) for one, pair in zip(some, sums, strict=True)}
    return found


def _around(snapshot: Present, asked: Asked) -> dict[str, Any]:
    """What both pages say of the figures: of when, of where, whether of made-up people."""
    pair = [("households", None)]
    departments = [key for (key,), _n in values(snapshot, "cycles", pair, ("department",), {}, asked.reach) if key]
    versions = values(snapshot, "cycles", pair, ("program", "version"), {}, asked.reach)
    invented = values(snapshot, "cycles", pair, ("synthetic",), asked.where, asked.reach)
    names = names_of("department", departments)
    here = names_of("district", [asked.place])[asked.place] if asked.place else ""
    return {
        "snapshot": snapshot.manifest,
        "departments": sorted(names.items(), key=lambda one: one[1]),
        "versions": [version for (_program, version), _n in versions],
        "here": here,
        "synthetic": any(key == ("true",) for key, _n in invented),
    }


def _shown(one: Indicator, value: Value, asked: Asked) -> dict[str, Any]:
    """A value as pages show it; `width` of its bar in percent, None where it is no share."""
    share = number_of(one, value)
    return {
        "one": one, "key": one.key, "name": in_language(one.name), "definition": in_language(one.definition),
        "unit": str(one.unit), "value": value, "number": share, "known": value.known,
        "width": f"{share:.2f}" if one.unit is Unit.SHARE and share is not None else None,
        "text": text_of(one, share), "url": f"{reverse('web:result', args=[one.key])}?{asked.query()}",
    }  # fmt: skip


def number_of(one: Indicator, value: Value) -> float | None:
    """A value as it is read: how many, percent, or how many for each; None where there is nothing to divide by."""
    if value.denominator is None:
        return value.numerator
    if not value.denominator:
        return None
    return (100 if one.unit is Unit.SHARE else 1) * value.numerator / value.denominator


def text_of(one: Indicator, number: float | None) -> str:
    """A value in the reader's language: 36,5 %, 2,41 or 1 234; "" where there is none."""
    language = get_language() or "es"
    if number is None:
        return ""
    if one.unit is Unit.SHARE:
        return numbers.percent(number, language, 1)
    return numbers.number(number, language, 2 if one.unit is Unit.EACH else None)


def _rows(one: Indicator, by: str, found: Sequence[Value], asked: Asked) -> list[dict[str, Any]]:
    """The rows of the table: a bar each, and where more stands."""
    codes = [row.key[0] for row in found]
    names, urls = names_of(by, codes), _deeper(one, by, codes, asked)
    read = [number_of(one, row) for row in found]
    top = 100 if one.unit is Unit.SHARE else max((number or 0 for number in read), default=0)
    rows = [
        {
            "name": names[code], "url": urls.get(code, ""), "value": row, "known": row.known,
            "text": text_of(one, number),
            "width": f"{100 * (number or 0) / top:.2f}" if top else "0",
        }
        for code, row, number in zip(codes, found, read, strict=True)
    ]  # fmt: skip
    if by in {"department", "district", "nucleus", "item", "exit_reason", "why", "office", "reason", "signal"}:
        rows.sort(key=lambda row: (-row["value"].numerator, row["name"]))
    return rows


def _deeper(one: Indicator, by: str, codes: Sequence[str], asked: Asked) -> Mapping[str, str]:
    """Where each row leads: into a department or a district, or to the nucleus itself."""
    if by == "nucleus":
        found = nuclei_by_key([int(code) for code in codes if code != "0"])
        return {str(key): reverse("web:nucleus", args=[nucleus.public_id]) for key, nucleus in found.items()}
    if by in {"department", "district"}:
        inside = "district" if by == "department" else "nucleus"
        here = reverse("web:result", args=[one.key])
        return {code: f"{here}?{asked.query(lugar=code, por=inside)}" for code in codes if code}
    return {}


def _line(one: Indicator, found: Sequence[Value]) -> dict[str, Any] | None:
    """The months as points in a box of 100 by 100, not joined over a month of which nothing is known."""
    read = [number_of(one, row) for row in found]
    top = max((number for number in read if number is not None), default=0)
    if len(found) < 2 or not top:
        return None
    top = 100 if one.unit is Unit.SHARE else top
    step = 100 / (len(found) - 1)
    dots = [None if number is None else (round(place * step, 2), round(100 - 100 * number / top, 2))
            for place, number in enumerate(read)]  # fmt: skip
    lines: list[list[tuple[float, float]]] = [[]]
    for dot in dots:
        if dot is None:
            lines.append([])
        else:
            lines[-1].append(dot)
    return {
        "top": top, "share": one.unit is Unit.SHARE, "dots": [dot for dot in dots if dot],
        "lines": [" ".join(f"{x},{y}" for x, y in some) for some in lines if len(some) > 1],
    }  # fmt: skip


def _way(snapshot: Present, one: Indicator) -> dict[str, Any]:
    """How the number was come to: the files read, the cube, the sum."""
    manifest = snapshot.manifest
    return {
        "rows": sum(table.rows for table in manifest.tables.values()),
        "tables": len(manifest.tables),
        "cube": one.cube,
        "cube_rows": manifest.cubes[one.cube].rows,
        "sum": f"Σ {one.numerator}" + (f" ÷ Σ {one.denominator}" if one.denominator else ""),
    }


urlpatterns = [
    path("indicadores/", indicator_list, name="results"),
    path("indicadores/<slug:key>/", indicator, name="result"),
    path("indicadores/<slug:key>/lista.<str:form>", indicator_file, name="result_file"),
]
