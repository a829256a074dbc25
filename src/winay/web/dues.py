"""What is due across the nuclei of an office: technologies to be looked at, complaints, actions agreed in homes, items
that are late. A list to walk with, on the screen, on paper and as a file."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.delivery.queries.dues import (
    AT_ONCE,
    MOST_COUNTED,
    PAGE,
    Due,
    DueFilters,
    DueKind,
    actions_due,
    by_nucleus,
    checks_due,
    complaints_due,
    count_actions,
    count_checks,
    count_complaints,
    every_due,
    late_items,
)
from winay.delivery.queries.visits import trainers_offered
from winay.nuclei.access import may_for
from winay.nuclei.queries.nuclei import nucleus_by_id
from winay.registry.rules import household_code
from winay.targeting.criteria_wording import language
from winay.web.addresses import uuid_or_none
from winay.web.assets import item_names
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.guard import actor, needs
from winay.web.plan_sheet import quantity_words
from winay.web.table_files import Column, Table, table_response

KINDS: dict[DueKind, Any] = {
    DueKind.CHECK: gettext_lazy("Verificaciones"), DueKind.COMPLAINT: gettext_lazy("Reclamos de entregas"),
    DueKind.HOME: gettext_lazy("Acuerdos en viviendas"), DueKind.LATE: gettext_lazy("Entregas atrasadas"),
}  # fmt: skip
PAGES = {DueKind.CHECK: checks_due, DueKind.COMPLAINT: complaints_due, DueKind.HOME: actions_due}
WITHIN = (0, 7, 14, 30)
"""Days ahead that a list may look."""
MOST_LETTERS = 60


def _reach(request: HttpRequest) -> Any:
    who = actor(request)
    assert who is not None  # `needs` turned nobody away
    return who.reach(Permission.READ_NUCLEI)


def _asked(request: HttpRequest) -> tuple[DueKind, int, DueFilters, Any]:
    """The kind, the days ahead and the filters that an address asks for, and its nucleus."""
    get = request.GET
    kind = DueKind(get["que"]) if get.get("que") in set(DueKind) else DueKind.CHECK
    text = get.get("dias", "")
    within = int(text) if text in {str(one) for one in WITHIN} else 7
    key = uuid_or_none(get.get("nucleo"))
    nucleus = nucleus_by_id(key) if key else None
    if key and nucleus is None:
        raise Http404
    if nucleus is not None and not may_for(nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    contract = uuid_or_none(get.get("contrato")) if nucleus else None
    by = local_today() + timedelta(days=within)
    words = get.get("busca", "").strip()[:MOST_LETTERS]
    return kind, within, DueFilters(by, key, get.get("item", "")[:48], contract, words), nucleus


@needs(Permission.READ_NUCLEI)
@require_GET
def dues(request: HttpRequest) -> HttpResponse:
    """What is due by a day, of one kind."""
    kind, within, filters, nucleus = _asked(request)
    reach, today = _reach(request), local_today()
    late = late_items(reach, filters) if nucleus or not _nationwide(reach) else None
    counts = {
        DueKind.CHECK: count_checks(reach, filters), DueKind.COMPLAINT: count_complaints(reach, filters),
        DueKind.HOME: count_actions(reach, filters), DueKind.LATE: len(late) if late is not None else None,
    }  # fmt: skip
    rows: list[Due] = []
    more = False
    if kind is not DueKind.LATE:
        limit = AT_ONCE if filters.contract else PAGE  # a trainer takes the whole list along, on paper
        rows, more = PAGES[kind](reach, filters, after=uuid_or_none(request.GET.get("after")), limit=limit)
    trainers = trainers_offered(reach, filters.nucleus)
    query = request.GET.copy()
    query.pop("after", None)
    context = {
        "kind": kind.value,
        "kinds": [
            {"key": one.value, "name": words, "count": _bounded(counts[one]), "url": _with(query, que=one.value)}
            for one, words in KINDS.items()
        ],
        "title": KINDS[kind],
        "count": _bounded(counts[kind]),
        "some": bool(counts[kind]),
        "rows": [_shown(one, today) for one in rows],
        "late": [_late(one, today) for one in late or ()] if kind is DueKind.LATE else [],
        "whole_country": late is None and kind is DueKind.LATE,
        "next_after": rows[-1].row if more else "",
        "nuclei": [] if nucleus or kind is DueKind.LATE else by_nucleus(kind, reach, filters),
        "nucleus": nucleus,
        "trainers": trainers,
        "trainer": next((one for one in trainers if one.public_id == filters.contract), None),
        "filters": filters,
        "within": within,
        "choices": WITHIN,
        "items": sorted(item_names(nucleus).items(), key=lambda one: one[1]) if nucleus else [],
        "query": request.GET.urlencode(),
        "today": today,
    }  # fmt: skip
    return render(request, "assets/dues.html", context)


def _nationwide(reach: Any) -> bool:
    return any(code is None for code, _program in reach)


def _bounded(number: int | None) -> dict[str, Any]:
    return {"number": min(number or 0, MOST_COUNTED), "more": (number or 0) > MOST_COUNTED, "unknown": number is None}


def _with(query: Any, **more: str) -> str:
    told = query.copy()
    for key, value in more.items():
        told[key] = value
    return f"?{told.urlencode()}"


def _shown(one: Due, today: Any) -> dict[str, Any]:
    home, nucleus = one.membership.enrolment.household, one.membership.nucleus
    urls = {
        DueKind.CHECK: ("web:household_technologies", [nucleus.public_id, one.membership.enrolment.public_id]),
        DueKind.COMPLAINT: ("web:delivery", [one.key]),
        DueKind.HOME: ("web:household_homes", [nucleus.public_id, one.membership.enrolment.public_id]),
    }  # fmt: skip
    name, args = urls[one.kind]
    return {
        "one": one,
        "name": person_name(home.participant),
        "code": household_code(home.public_id),
        "place": home.place.name,
        "nucleus": nucleus,
        "item": item_names(nucleus).get(one.item, one.item),
        "days": (today - one.due_on).days,
        "url": reverse(name, args=args),
        "synthetic": home.synthetic,
    }


def _late(one: Any, today: Any) -> dict[str, Any]:
    return {
        "one": one,
        "item": item_names(one.nucleus).get(one.item, one.item),
        "days": (today - one.due_on).days,
        "lacking": [
            (words, quantity_words(ordered - taken, unit), quantity_words(ordered, unit))
            for words, unit, ordered, taken in one.lacking
        ],
    }


@needs(Permission.READ_NUCLEI)
@require_GET
def dues_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The list as a file, under the same filters: a row for each thing that is due. Nobody's name is in it."""
    kind, _within, filters, nucleus = _asked(request)
    reach, spoken = _reach(request), language()
    day = _("fecha")
    if kind is DueKind.LATE:
        if nucleus is None and _nationwide(reach):
            raise Http404
        columns = [
            Column("nucleus", _("Núcleo")), Column("place", _("Ubigeo")), Column("item", _("Tecnología")),
            Column("due_on", _("Debía estar"), "", day), Column("line", _("Renglón del pedido")),
            Column("unit", _("Unidad")), Column("ordered", _("Pedido"), _("En milésimas de la unidad.")),
            Column("taken", _("Recibido"), _("En milésimas de la unidad.")),
        ]  # fmt: skip

        def late() -> Iterator[Sequence[object]]:
            for one in late_items(reach, filters):
                for words, unit, ordered, taken in one.lacking:
                    yield (one.nucleus.name, one.nucleus.district.code, one.item, one.due_on.isoformat(), words, unit,
                           ordered, taken)  # fmt: skip

        return table_response(request, Table("entregas-atrasadas", _("Entregas atrasadas"), columns, late), form)
    columns = [
        Column("household", _("Hogar"), _("El código del hogar.")), Column("place", _("Centro poblado")),
        Column("nucleus", _("Núcleo")), Column("item", _("Tecnología")),
        Column("due_on", _("Hasta"), "", day), Column("words", _("De qué se trata")),
    ]  # fmt: skip

    def rows() -> Iterator[Sequence[object]]:
        for one in every_due(kind, reach, filters):
            home, where = one.membership.enrolment.household, one.membership.nucleus
            with override(spoken):
                words = one.words or (_("primera verificación") if one.first else _("verificación"))
            yield (household_code(home.public_id), home.place.code, where.name, one.item or None,
                   one.due_on.isoformat(), words)  # fmt: skip

    return table_response(request, Table(f"pendientes-{kind.value}", str(KINDS[kind]), columns, rows), form)


urlpatterns = [
    path("pendientes/", dues, name="dues"),
    path("pendientes.<str:form>", dues_file, name="dues_file"),
]
