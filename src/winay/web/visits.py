"""Visits in the browser: the list of an office, one visit, those of a household."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from winay.accounts.queries import names_of
from winay.core.actors import NOBODY, Permission
from winay.core.clock import local_date
from winay.core.money import Money
from winay.delivery.queries.months import cases_of_household
from winay.delivery.queries.sayings import history_of
from winay.delivery.queries.visits import (
    VisitFilters,
    agreements_of,
    cycles_of,
    every_visit,
    list_visits,
    replaced_by,
    told_of,
    trainers_offered,
    visit_by_id,
    visits_of,
)
from winay.delivery.visit_rules import clock
from winay.delivery.visit_terms import Demonstration, LastTime, OutputUnit, PlantStage, Seen, VisitEnd
from winay.delivery.visit_wording import (
    DEMONSTRATIONS,
    DOOR_WORDS,
    ENDS,
    LAST_TIMES,
    MARKS,
    PLANT_STAGES,
    SEEN,
    UNITS,
    WATER_FLOWS,
    WATER_SOURCES,
    WEATHERS,
)
from winay.journeys.pages.came import came
from winay.nuclei.access import may_for
from winay.nuclei.queries.nuclei import nucleus_by_id
from winay.registry.rules import household_code
from winay.registry.terms import Origin
from winay.registry.wording import LANGUAGES
from winay.trainers.contract_wording import CONTRACT_KINDS
from winay.trainers.terms import ContractKind
from winay.web.addresses import uuid_or_none
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.guard import actor, needs
from winay.web.households import readable_or_404
from winay.web.saying_words import shown_saying
from winay.web.table_files import Column, Table, table_response
from winay.web.visit_forms import ProductionForm, VisitForm
from winay.web.visit_words import about_words, every_item, hours, month_of, months_before, present_words

CHECKS = (
    ("feed", SEEN), ("water_source", WATER_SOURCES), ("water_flow", WATER_FLOWS), ("water_turn", SEEN),
    ("weather", WEATHERS), ("agrarian_report", SEEN), ("withdrawal_told", SEEN), ("safety", SEEN),
)  # fmt: skip


def reach_of(request: HttpRequest) -> Any:
    """Where whoever asks reads visits."""
    who = actor(request)
    assert who is not None  # `needs` turned nobody away
    return who.reach(Permission.READ_NUCLEI)


def shown_visit(one: Any) -> dict[str, Any]:
    """A visit as lists show it."""
    home = one.enrolment.household
    return {
        "one": one,
        "participant": person_name(home.participant),
        "place": home.place.name,
        "trainer": one.contract.applicant.name,
        "hours": hours(one),
        "end": ENDS[VisitEnd(one.ended_how)] if one.ended_how else "",
        "late": (recorded_on(one) - one.visited_on).days,
    }


def recorded_on(one: Any) -> date:
    """The local day on which it was told."""
    return local_date(one.recorded_at, settings.TIME_ZONE)


@needs(Permission.READ_NUCLEI)
@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """The visits of one's territory, a month at a time, or those of a nucleus or a trainer."""
    filters, nucleus = _asked(request)
    found, more = list_visits(reach_of(request), filters, after=uuid_or_none(request.GET.get("after")))
    context = {
        "rows": [shown_visit(one) for one in found],
        "next_after": found[-1].public_id if more else "",
        "first_page": not request.GET.get("after"),
        "may_trainers": _reads_trainers(request),
        "filters": filters,
        "month": f"{filters.month:%Y-%m}" if filters.month else "",
        "months": months_before(local_today()),
        "nucleus": nucleus,
        "trainers": trainers_offered(reach_of(request), filters.nucleus),
        "kinds": _kinds(),
        "query": request.GET.urlencode(),
    }
    return render(request, "visits/list.html", context)


def _reads_trainers(request: HttpRequest) -> bool:
    who = actor(request)
    return who is not None and who.may_somewhere(Permission.READ_TRAINERS)


def _kinds() -> list[tuple[str, Any]]:
    return [(one.value, CONTRACT_KINDS[one]) for one in (ContractKind.PRODUCTIVE, ContractKind.FINANCIAL)]


def _asked(request: HttpRequest) -> tuple[VisitFilters, Any]:
    """The filters of an address. Without nucleus and trainer it is always a month: this one, if none is asked for."""
    key, contract = uuid_or_none(request.GET.get("nucleo")), uuid_or_none(request.GET.get("contrato"))
    nucleus = nucleus_by_id(key) if key else None
    if nucleus is not None and not may_for(nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    month = month_of(request.GET.get("mes"))
    if month is None and nucleus is None and contract is None:
        month = local_today().replace(day=1)
    kind = request.GET.get("clase", "")
    return VisitFilters(month, key, contract, kind if kind in dict(_kinds()) else ""), nucleus


@needs(Permission.READ_NUCLEI)
@require_GET
def visits_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The list as a file: a row a visit, under the same filters. Nobody's name is in it."""
    filters, _nucleus = _asked(request)
    reach, language = reach_of(request), request.LANGUAGE_CODE  # type: ignore[attr-defined]

    def rows() -> Iterator[list[object]]:
        for one, people in every_visit(reach, filters):
            with override(language):
                row = _file_row(one, people)
            yield row

    return table_response(request, Table("winay-visitas", _("Visitas"), _columns(), rows), form)


def _columns() -> list[Column]:
    told = (
        ("visit", _("visita"), _("código público")),
        ("visited_on", _("día"), _("día local de la visita")),
        ("began", _("empezó"), _("hora local")),
        ("minutes", _("minutos"), _("lo que duró")),
        ("recorded_on", _("registrada"), _("día local en que se registró")),
        ("household", _("hogar"), _("código del hogar")),
        ("locality", _("comunidad"), _("ubigeo de donde vive el hogar hoy")),
        ("nucleus", _("núcleo"), _("nombre del núcleo ese día")),
        ("contract", _("contrato"), _("código público del contrato del yachachiq")),
        ("kind", _("clase"), _("productivo o financiero")),
        ("received", _("recibió"), _("relación de quien recibió la visita con la persona usuaria")),
        ("women", _("mujeres"), _("presentes")),
        ("men", _("varones"), _("presentes")),
        ("topics", _("temas"), _("códigos de tecnologías y temas")),
        ("last_time", _("lo acordado"), _("qué fue de lo acordado la última vez")),
        ("demonstration", _("demostración"), _("si hubo, y si el hogar la repitió")),
        ("initiative", _("iniciativa propia"), _("algo hecho con dinero o material propio")),
        ("mark", _("confirmación"), _("firma, o huella con testigo")),
        ("next_on", _("próxima"), _("día acordado para la próxima visita")),
        ("synthetic", _("inventada"), _("1: de la demostración")),
    )
    return [Column(key, title, definition) for key, title, definition in told]


def _file_row(one: Any, people: Any) -> list[object]:
    home, sexes = one.enrolment.household, [row.sex for row in people]
    return [
        str(one.public_id), one.visited_on, clock(one.start_minute), one.minutes, recorded_on(one),
        household_code(home.public_id), home.place.code, one.nucleus.name, str(one.contract.public_id), one.kind,
        people[0].relation, sexes.count("f"), sexes.count("m"),
        f"{one.items} {one.topics}".strip(), one.last_time, one.demonstration, one.initiative, one.mark,
        one.next_on, int(one.synthetic),
    ]  # fmt: skip


@needs(Permission.READ_NUCLEI)
@require_GET
def visit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One visit: what was told of it, when, by whom; what corrects it."""
    found = visit_or_404(request, public_id)
    told, later = told_of(found), replaced_by(found) if found.ended_how else None
    items = every_item(found.nucleus.version)
    names = names_of([key for key in (found.recorded_by, found.ended_by) if key and key != NOBODY])
    context = {
        **shown_visit(found),
        "told": told,
        "people": [present_words(row) for row in told.people],
        "topics": about_words(found.item_keys, found.topic_codes, items),
        "production": [_counted(row, items) for row in told.production],
        "language": LANGUAGES[found.language],
        "last_time": LAST_TIMES[LastTime(found.last_time)],
        "demonstration": DEMONSTRATIONS[Demonstration(found.demonstration)],
        "initiative": SEEN[Seen(found.initiative)],
        "mark": MARKS[found.mark],
        "checks": _checks(found),
        "recorded_by": names.get(found.recorded_by, ""),
        "door": DOOR_WORDS[Origin(found.source)],
        "recorded_on": recorded_on(found),
        "ended_by": names.get(found.ended_by, "") if found.ended_by else "",
        "later": later,
        "earlier": found.replaces if found.replaces_id else None,
        "may_record": may_for(found.nucleus, Permission.RECORD_VISIT, actor(request)),
        "household": found.enrolment.household,
        "sent": came(found.submission, actor(request)),
        "said": [shown_saying(row, items) for row in history_of(visit=found)],
        "may_hear": may_for(found.nucleus, Permission.RECORD_VOICE, actor(request)),
        "says_url": says_url(found) if not found.ended_how else "",
    }
    return render(request, "visits/visit.html", context)


def says_url(one: Any) -> str:
    """Where what the household of a visit says is written down."""
    return reverse("web:household_says", args=[one.nucleus.public_id, one.enrolment.public_id])


def visit_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The visit, if it exists; 403 for one of another territory."""
    found = visit_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found.nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


def _checks(one: Any) -> list[dict[str, Any]]:
    found = []
    for name, words in CHECKS:
        value = getattr(one, name)
        if value:
            found.append({"label": VisitForm.base_fields[name].label, "answer": _worded(words, value)})
    return found


def _worded(words: Any, value: str) -> Any:
    return next(said for key, said in words.items() if key.value == value)


def _counted(row: Any, items: dict[str, str]) -> dict[str, Any]:
    """What was counted of an item, line by line; what was not asked is left out."""
    lines: list[tuple[Any, Any, str]] = []
    unit = UNITS[OutputUnit(row.unit)] if row.unit else ""
    for name, field in ProductionForm.base_fields.items():
        if name in {"item", "unit", "price"}:
            continue
        value = getattr(row, name)
        if value in (None, ""):
            continue
        if name == "stage":
            value = PLANT_STAGES[PlantStage(value)]
        lines.append((field.label, value, name))
    told = [
        {"label": label, "value": value / 10 if name in {"eaten", "sold", "kept", "given"} else value,
         "day": name == "health_next_on", "number": isinstance(value, int),
         "unit": unit if name in {"eaten", "sold", "kept", "given"} else ""}
        for label, value, name in lines
    ]  # fmt: skip
    price = None if row.price_minor is None else Money(row.price_minor, row.currency)
    return {"name": items.get(row.item, row.item), "lines": told, "price": price}


@needs(Permission.READ_HOUSEHOLDS)
@require_GET
def visits_of_household(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every visit to a household, the newest first, also those that were corrected; who visits it today."""
    household = readable_or_404(request, public_id)
    cycles = cycles_of(household)
    found, more = visits_of(cycles, after=uuid_or_none(request.GET.get("after")))
    agreed = agreements_of([one.pk for one in found])
    who = actor(request)
    context = {
        "household": household,
        "participant": person_name(household.participant),
        "rows": [{**shown_visit(one), "agreed": agreed.get(one.pk, [])} for one in found],
        "next_after": found[-1].public_id if more else "",
        "trainers": [
            {
                "name": one.contract.applicant.name,
                "kind": CONTRACT_KINDS[ContractKind(one.kind)],
                "contract": one.contract,
                "url": reverse("web:record_visit", args=[one.contract.public_id, one.enrolment.public_id])
                if who and who.may_somewhere(Permission.RECORD_VISIT)
                else "",
            }
            for one in cases_of_household(cycles, local_today())
        ],
    }
    return render(request, "visits/of_household.html", context)


urlpatterns = [
    path("visitas/", visits, name="visits"),
    path("visitas/archivo/<str:form>/", visits_file, name="visits_file"),
    path("visitas/<uuid:public_id>/", visit, name="visit"),
    path("hogares/<uuid:public_id>/visitas/", visits_of_household, name="visits_of_household"),
]
