"""How many trainers nuclei need, before any contest: the list, the same as a file, the arithmetic of one nucleus."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.core.money import Money
from winay.nuclei.queries.nuclei import Filters, every_nucleus, names_of_nuclei, places_with_nuclei
from winay.trainers.load_rules import Load, trainers, trainers_by_ratio, trainers_tenths, visits_tenths
from winay.trainers.queries.need import Need, Norm, needs_of
from winay.web.addresses import uuid_or_none
from winay.web.assemblies_of_nuclei import nucleus_or_404
from winay.web.days import local_today
from winay.web.guard import needs
from winay.web.nuclei import my_reach
from winay.web.pictures import position
from winay.web.table_files import Column, Table, table_response

PAGE = 25
LEAST_VISITS, MOST_VISITS = 1, 8
LONGEST_VISIT = 480
MOST_PAY = 10_000_000
"""Minor units a month: what is more is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to know: visits a month and minutes of a visit (None: as the version says), and what a
    trainer is paid a month."""

    visits: int | None
    minutes: int | None
    pay: Money | None
    wrong: tuple[str, ...] = ()

    def visits_of(self, norm: Norm) -> int:
        return self.visits or norm.least or LEAST_VISITS


@needs(Permission.READ_NUCLEI)
@require_GET
def trainer_need(request: HttpRequest) -> HttpResponse:
    """Open nuclei of one's territory: time of visits and walking, trainers by time and by a number of households."""
    reach, asked, filters = my_reach(request), _asked(request), _filters(request)
    departments, districts = places_with_nuclei(reach, filters.district)
    after = uuid_or_none(request.GET.get("after"))
    found, more = names_of_nuclei(reach, filters, after=after, limit=PAGE)
    told = needs_of(found, today=local_today(), visit_minutes=asked.minutes)
    rows = [_row(one, asked) for one in told]
    return render(
        request,
        "trainers/need.html",
        {
            "rows": rows,
            "sums": _sums(rows, asked),
            "asked": asked,
            "filters": filters,
            "next_after": found[-1].public_id if more else "",
            "departments": departments,
            "districts": districts,
            "filtered": filters != Filters(),
            "norm": told[0].norm if told else None,
            "visits_offered": range(LEAST_VISITS, MOST_VISITS + 1),
        },
    )


def _filters(request: HttpRequest) -> Filters:
    code = request.GET.get("distrito", "")
    return Filters(
        text=request.GET.get("q", "").strip()[:60],
        district=code if code.isascii() and code.isdigit() and len(code) <= 6 else "",
    )


def _asked(request: HttpRequest) -> Asked:
    visits, visits_wrong = _whole(request.GET.get("visitas", ""), LEAST_VISITS, MOST_VISITS)
    minutes, minutes_wrong = _whole(request.GET.get("minutos", ""), 1, LONGEST_VISIT)
    pay, pay_wrong = _pay(request.GET.get("pago", ""))
    wrong = (
        (_("Las visitas al mes van de 1 a 8."), visits_wrong),
        (_("Una visita dura de 1 a 480 minutos."), minutes_wrong),
        (_("El pago al mes se escribe en soles, como 1500 o 1500.50."), pay_wrong),
    )
    return Asked(visits, minutes, pay, tuple(words for words, fault in wrong if fault))


def _whole(text: str, least: int, most: int) -> tuple[int | None, bool]:
    """A whole number of an address, and whether something else stands there."""
    text = text.strip()
    if not text:
        return None, False
    if text.isascii() and text.isdigit() and len(text) <= 4 and least <= int(text) <= most:
        return int(text), False
    return None, True


def _pay(text: str) -> tuple[Money | None, bool]:
    text = text.strip().replace(" ", "").replace("\u00a0", "").replace(",", ".")
    if not text:
        return None, False
    try:
        found = Money.parse(text)
    except ValueError:
        return None, True
    return (found, False) if 0 < found.minor <= MOST_PAY else (None, True)


def _row(need: Need, asked: Asked) -> dict[str, Any]:
    """A nucleus of the list; only its name where nothing can be said."""
    load, norm = need.load, need.norm
    row: dict[str, Any] = {"need": need, "nucleus": need.nucleus, "households": need.households}
    if load is None or norm.budget is None:
        return row
    visits = asked.visits_of(norm)
    count = trainers(load, visits, norm.budget)
    by_ratio = trainers_by_ratio(load.households, norm.each) if norm.each else None
    possible = visits_tenths(load.minutes, by_ratio, norm.budget) if by_ratio else None
    return row | {
        "load": load,
        "hours": _hours(load),
        "tenths": trainers_tenths(load, visits, norm.budget),
        "trainers": count,
        "by_ratio": by_ratio,
        "possible": possible,
        "short": possible is not None and norm.least is not None and possible < 10 * norm.least,
        "bar": position(load.walking, load.minutes),
        "furthest": max(one.round.away for one in need.communities),
        "unknown": sum(not one.known for one in need.communities),
        "cost": Money(asked.pay.minor * count, asked.pay.currency) if asked.pay else None,
    }


def _hours(load: Load) -> int:
    """Hours of a round, the nearest."""
    return (load.minutes + 30) // 60


def _sums(rows: Sequence[dict[str, Any]], asked: Asked) -> dict[str, Any]:
    told = [row for row in rows if "load" in row]
    minutes = sum(row["load"].minutes for row in told)
    count = sum(row["trainers"] for row in told)
    return {
        "nuclei": len(told),
        "households": sum(row["households"] for row in rows),
        "hours": (minutes + 30) // 60,
        "walking": round(100 * sum(row["load"].walking for row in told) / minutes) if minutes else 0,
        "trainers": count,
        "by_ratio": sum(row["by_ratio"] or 0 for row in told),
        "short": sum(row["short"] for row in told),
        "cost": Money(asked.pay.minor * count, asked.pay.currency) if asked.pay else None,
    }


@needs(Permission.READ_NUCLEI)
@require_GET
def trainer_need_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same list as a file, as far as it goes."""
    reach, asked, filters = my_reach(request), _asked(request), _filters(request)
    columns = [
        Column("nucleus", _("Núcleo"), _("Nombre del núcleo ejecutor.")),
        Column("district_code", _("Ubigeo del distrito"), ""),
        Column("district", _("Distrito"), ""),
        Column("households", _("Hogares"), _("Los que están hoy en el núcleo."), _("hogares")),
        Column("communities", _("Comunidades"), _("Lugares donde viven."), _("comunidades")),
        Column("visiting_minutes", _("Visitas de una ronda"), _("Una visita a cada hogar."), _("minutos")),
        Column("walking_minutes", _("Camino de una ronda"), _("Ida, vuelta y de casa en casa."), _("minutos")),
        Column("visits", _("Visitas al mes"), _("Las que se piden para cada hogar."), _("visitas")),
        Column("trainers", _("Yachachiqs por tiempo"), _("Los que esas visitas piden."), _("personas")),
        Column("trainers_by_ratio", _("Yachachiqs por hogares"), _("Los de la regla de hogares."), _("personas")),
        Column("visits_possible", _("Visitas posibles"), _("Al mes, con los de la regla."), _("visitas")),
        Column("synthetic", _("Inventado"), _("1: inventado para la demostración.")),
    ]

    def rows() -> Iterator[list[object]]:
        every = (one.nucleus for one in every_nucleus(reach, filters, today=local_today()))
        for some in iter(lambda: list(islice(every, PAGE)), []):
            for one in needs_of(some, today=local_today(), visit_minutes=asked.minutes):
                yield _cells(_row(one, asked), asked)

    title = _("Yachachiqs que hacen falta")
    return table_response(request, Table("yachachiqs-que-faltan", title, columns, rows), form)


def _cells(row: dict[str, Any], asked: Asked) -> list[object]:
    nucleus, load = row["nucleus"], row.get("load")
    possible = row.get("possible")
    return [
        nucleus.name, nucleus.district.code, nucleus.district.name, row["households"], len(row["need"].communities),
        load.minutes - load.walking if load else None, load.walking if load else None,
        asked.visits_of(row["need"].norm), row.get("trainers"), row.get("by_ratio"),
        None if possible is None else f"{possible // 10}.{possible % 10}", int(nucleus.synthetic),
    ]  # fmt: skip


@needs(Permission.READ_NUCLEI)
@require_GET
def trainer_need_of_nucleus(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One nucleus: its communities and the way to each, and what every number of trainers gives each household."""
    nucleus, asked = nucleus_or_404(request, public_id), _asked(request)
    need = needs_of([nucleus], today=nucleus.closed_on or local_today(), visit_minutes=asked.minutes)[0]
    row = _row(need, asked)
    return render(
        request,
        "trainers/need_of_nucleus.html",
        {
            "nucleus": nucleus,
            "need": need,
            "row": row,
            "asked": asked,
            "visits": asked.visits_of(need.norm),
            "visits_offered": range(LEAST_VISITS, MOST_VISITS + 1),
            "communities": _communities(need),
            "choices": _choices(need, asked) if need.load else [],
        },
    )


def _communities(need: Need) -> list[dict[str, Any]]:
    """Each community with its part of the picture: minutes of the longest as the whole width."""
    top = max((one.round.minutes for one in need.communities), default=1)
    return [
        {
            "one": one,
            "base": need.base is not None and one.place.pk == need.base.pk,
            "walking": position(one.round.walking, top),
            "visiting": position(one.round.visiting, top),
        }
        for one in sorted(need.communities, key=lambda one: (one.round.away, one.place.name))
    ]


def _choices(need: Need, asked: Asked) -> list[dict[str, Any]]:
    """What each number of trainers, up to one more than is needed for the most visits, gives."""
    load, norm = need.load, need.norm
    assert load is not None and norm.budget is not None
    most = max(trainers(load, max(norm.most or 0, asked.visits_of(norm)), norm.budget), 1)
    found = []
    for people in range(1, most + 2):
        tenths = visits_tenths(load.minutes, people, norm.budget)
        found.append(
            {
                "people": people,
                "each": -(-load.households // people),
                "visits": tenths,
                "short": norm.least is not None and tenths < 10 * norm.least,
                "enough": norm.most is not None and tenths >= 10 * norm.most,
                "asked": people == trainers(load, asked.visits_of(norm), norm.budget),
                "cost": Money(asked.pay.minor * people, asked.pay.currency) if asked.pay else None,
            }
        )
    return found


urlpatterns = [
    path("yachachiqs/cuantos/", trainer_need, name="trainer_need"),
    path("yachachiqs/cuantos/lista.<str:form>", trainer_need_file, name="trainer_need_file"),
    path("nucleos/<uuid:public_id>/yachachiqs-que-faltan/", trainer_need_of_nucleus, name="trainer_need_of_nucleus"),
]
