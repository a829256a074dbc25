"""Households with fewer visits planned in a month than their version asks for, over all nuclei of an office: how many,
by how much, whose they are, why, and what would mend it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.nuclei.queries.nuclei import Filters, every_nucleus, list_nuclei, places_with_nuclei
from winay.trainers.queries.shortfalls import Lacking, NucleusLacking, lacking_in
from winay.trainers.schedule_rules import month_of
from winay.trainers.schedule_wording import BELOWS, MENDS
from winay.trainers.terms import BelowWhy, ContractKind
from winay.web.addresses import uuid_or_none
from winay.web.caseloads import KINDS
from winay.web.contest_acting import my_reach
from winay.web.contract_forms import ONE_DAY
from winay.web.days import local_today
from winay.web.guard import needs
from winay.web.table_files import Column, Table, table_response

PAGE = 100
"""Nuclei of a page: an office's fit on one."""


def _asked(request: HttpRequest) -> tuple[ContractKind, date, Filters]:
    get = request.GET
    kind = ContractKind.FINANCIAL if get.get("clase") == ContractKind.FINANCIAL else ContractKind.PRODUCTIVE
    try:
        month = date.fromisoformat(f"{get.get('mes', '')}-01")
    except ValueError:
        month = local_today()
    code = get.get("distrito", "")
    return kind, month_of(month)[0], Filters(
        district=code if code.isascii() and code.isdigit() and len(code) <= 6 else ""
    )  # fmt: skip


@needs(Permission.READ_TRAINERS)
@require_GET
def office_shortfalls(request: HttpRequest) -> HttpResponse:
    """The month of every open nucleus of one's territory: who gets less than the least, and why."""
    kind, first, filters = _asked(request)
    reach, today = my_reach(request), local_today()
    departments, districts = places_with_nuclei(reach, filters.district)
    after = uuid_or_none(request.GET.get("after"))
    found, more = list_nuclei(reach, filters, today=today, after=after, limit=PAGE)
    told = lacking_in([one.nucleus for one in found], kind, first, today)
    whys = Counter[BelowWhy]()
    visits = Counter[BelowWhy]()
    for one in told:
        for part in one.lacking:
            whys[part.why] += part.households
            visits[part.why] += part.visits
    context = {
        "rows": [_row(one, kind, first) for one in sorted(told, key=lambda one: -one.visits) if one.lacking],
        "nuclei": len(told),
        "well": sum(not one.lacking for one in told),
        "households": sum(one.households for one in told),
        "below": sum(one.below for one in told),
        "visits": sum(one.visits for one in told),
        "whys": [
            {"why": BELOWS[why], "mend": MENDS[why], "households": whys[why], "visits": visits[why]}
            for why in sorted(whys, key=lambda why: -visits[why])
        ],
        "unconfirmed": any(one.unconfirmed for one in told),
        "synthetic": any(one.nucleus.synthetic for one in told),
        "least": sorted({one.least for one in told}),
        "kind": kind,
        "kinds": KINDS,
        "first": first,
        "key": f"{first:%Y-%m}",
        "before": f"{first - ONE_DAY:%Y-%m}",
        "after": f"{month_of(first)[1]:%Y-%m}",
        "filters": filters,
        "departments": departments,
        "districts": districts,
        "next_after": found[-1].nucleus.public_id if more else "",
    }
    return render(request, "trainers/office_shortfalls.html", context)


def _row(one: NucleusLacking, kind: ContractKind, first: date) -> dict[str, Any]:
    return {
        "one": one,
        "url": reverse("web:visit_shortfalls", args=[one.nucleus.public_id]) + f"?clase={kind}&mes={first:%Y-%m}",
        "parts": [
            {"one": part, "why": BELOWS[part.why], "mend": MENDS[part.why], "url": _mend(one, part, kind, first)}
            for part in one.lacking
        ],
    }


def _mend(one: NucleusLacking, part: Lacking, kind: ContractKind, first: date) -> str:
    """Where it is mended: the trainer's month, or who visits whom in the nucleus."""
    if part.contract is None or part.why in {BelowWhy.TIME, BelowWhy.FAR}:
        return reverse("web:caseloads", args=[one.nucleus.public_id]) + f"?clase={kind}"
    return reverse("web:trainer_month", args=[part.contract.public_id]) + f"?mes={first:%Y-%m}"


@needs(Permission.READ_TRAINERS)
@require_GET
def office_shortfalls_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same as a file, a line for each nucleus, trainer and reason; also nuclei in which nobody lacks a visit."""
    kind, first, filters = _asked(request)
    reach, today = my_reach(request), local_today()
    columns = [
        Column("nucleus", _("Núcleo"), _("Nombre del núcleo ejecutor.")),
        Column("district_code", _("Ubigeo del distrito"), ""),
        Column("district", _("Distrito"), ""),
        Column("month", _("Mes"), _("Año y mes de lo planificado.")),
        Column("kind", _("Clase"), _("Clase de yachachiq.")),
        Column("least", _("Mínimo"), _("Visitas al mes que pide la versión."), _("visitas")),
        Column("households", _("Hogares"), _("Los del núcleo ese día."), _("hogares")),
        Column("trainer", _("Yachachiq"), _("Vacío: nadie los visita.")),
        Column("why", _("Por qué"), ""),
        Column("below", _("Hogares con menos"), _("Con menos del mínimo, por esa razón."), _("hogares")),
        Column("visits", _("Visitas que faltan"), _("Hasta el mínimo."), _("visitas")),
        Column("mend", _("Qué lo remedia"), ""),
        Column("synthetic", _("Inventado"), _("1: inventado para la demostración.")),
    ]

    def rows() -> Iterator[Sequence[object]]:
        every = (one.nucleus for one in every_nucleus(reach, filters, today=today))
        for some in iter(lambda: list(islice(every, PAGE)), []):
            for one in lacking_in(some, kind, first, today):
                yield from _cells(one, kind, first)

    title = _("Visitas que faltan")
    return table_response(request, Table(f"visitas-que-faltan-{first:%Y-%m}", title, columns, rows), form)


def _cells(one: NucleusLacking, kind: ContractKind, first: date) -> Iterator[Sequence[object]]:
    place = one.nucleus.district
    head = (one.nucleus.name, place.code, place.name, f"{first:%Y-%m}", str(KINDS[kind]), one.least, one.households)
    synthetic = int(one.nucleus.synthetic)
    for part in one.lacking:
        name = part.contract.applicant.name if part.contract else ""
        yield (
            *head, name, str(BELOWS[part.why]), part.households, part.visits, str(MENDS[part.why]), synthetic,
        )  # fmt: skip
    if not one.lacking:
        yield (*head, "", "", 0, 0, "", synthetic)


urlpatterns = [
    path("visitas-que-faltan/", office_shortfalls, name="office_shortfalls"),
    path("visitas-que-faltan/lista.<str:form>", office_shortfalls_file, name="office_shortfalls_file"),
]
