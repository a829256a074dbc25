"""Executing nuclei in the browser: the list, and the same as a file."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.nuclei.queries.nuclei import (
    NO_STAGE,
    Filters,
    Reach,
    Row,
    every_nucleus,
    list_nuclei,
    places_with_nuclei,
    totals,
    versions_with_nuclei,
)
from winay.programs.terms import StageKey
from winay.web.addresses import uuid_or_none
from winay.web.days import local_today
from winay.web.guard import actor, needs
from winay.web.nucleus_words import STAGES, stage_words
from winay.web.table_files import Column, Table, table_response

STATES = {
    "": gettext_lazy("abiertos"),
    "room": gettext_lazy("abiertos y con lugar"),
    "closed": gettext_lazy("cerrados"),
}


@needs(Permission.READ_NUCLEI)
@require_GET
def nuclei(request: HttpRequest) -> HttpResponse:
    """Every nucleus of one's territory by district and name, with what is true today."""
    reach, asked = my_reach(request), _filters(request)
    departments, districts = places_with_nuclei(reach, asked.district)
    found, more = list_nuclei(reach, asked, today=local_today(), after=uuid_or_none(request.GET.get("after")))
    return render(
        request,
        "nuclei/list.html",
        {
            "rows": [_row(one) for one in found],
            "next_after": found[-1].nucleus.public_id if more else "",
            "totals": totals(reach, asked, today=local_today()),
            "sum": sum(one.households for one in found),
            "asked": asked,
            "filtered": asked != Filters(),
            "departments": departments,
            "districts": districts,
            "versions": versions_with_nuclei(reach),
            "stages": {NO_STAGE: _("por empezar"), **STAGES},
            "states": STATES,
        },
    )


def _filters(request: HttpRequest) -> Filters:
    get = request.GET
    stage, state = get.get("etapa", ""), get.get("estado", "")
    return Filters(
        text=get.get("q", "").strip()[:60],
        district=code if (code := get.get("distrito", "")).isdigit() and len(code) <= 6 else "",
        stage=stage if stage in {NO_STAGE, *StageKey} else "",
        version=get.get("version", "")[:80],
        state=state if state in STATES else "",
    )


def _row(one: Row) -> dict[str, Any]:
    month = one.clock.month_on(local_today())
    return {
        "nucleus": one.nucleus,
        "households": one.households,
        "room": max(0, one.nucleus.most - one.households),
        "small": one.households < one.nucleus.least,
        "stage": stage_words(one.stage),
        "month": month,
        "months": one.clock.months,
        "over": month is not None and month >= one.clock.months,
    }


@needs(Permission.READ_NUCLEI)
@require_GET
def nuclei_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same list as a file."""
    reach, asked = my_reach(request), _filters(request)
    columns = [
        Column("nucleus", _("Núcleo"), _("Nombre del núcleo ejecutor.")),
        Column("district_code", _("Ubigeo del distrito"), ""),
        Column("district", _("Distrito"), ""),
        Column("version", _("Versión"), _("Programa y versión con que se formó.")),
        Column("formed_on", _("Formado el"), "", _("fecha")),
        Column("closed_on", _("Cerrado desde"), "", _("fecha")),
        Column("households", _("Hogares"), _("Los que están hoy en el núcleo."), _("hogares")),
        Column("least", _("Mínimo"), "", _("hogares")),
        Column("most", _("Máximo"), "", _("hogares")),
        Column("stage", _("Etapa"), _("La que corre hoy.")),
        Column("began_on", _("Inicio del trabajo"), _("Primer día de su primera etapa."), _("fecha")),
        Column("ends_on", _("Plazo"), _("Primer día después de sus meses."), _("fecha")),
        Column("synthetic", _("Inventado"), _("1: inventado para la demostración.")),
    ]

    def rows() -> Iterator[list[object]]:
        for one in every_nucleus(reach, asked, today=local_today()):
            nucleus, version = one.nucleus, one.nucleus.version
            yield [
                nucleus.name, nucleus.district.code, nucleus.district.name, f"{version.program.key}@{version.key}",
                nucleus.formed_on.isoformat(), _day(nucleus.closed_on), one.households, nucleus.least, nucleus.most,
                one.stage or None, _day(one.clock.began_on), _day(one.clock.ends_on), int(nucleus.synthetic),
            ]  # fmt: skip

    return table_response(request, Table("nucleos", _("Núcleos ejecutores"), columns, rows), form)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def my_reach(request: HttpRequest) -> Reach:
    """Where whoever asks reads nuclei, and of which programs."""
    who = actor(request)
    assert who is not None  # `needs` turned nobody away
    return who.reach(Permission.READ_NUCLEI)


urlpatterns = [
    path("nucleos/", nuclei, name="nuclei"),
    path("nucleos/lista.<str:form>", nuclei_file, name="nuclei_file"),
]
