"""Lists of households in the program: who waits for a nucleus, whose time is over; on pages, on paper, as files."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.enrolment.queries.lists import count_due, count_waiting, due, every_waiting, homes_of, waiting
from winay.registry.rules import household_code
from winay.web.addresses import uuid_or_none
from winay.web.calls import my_places, readable_or_404, title_of
from winay.web.days import local_today
from winay.web.enrolment_words import person_name, shown_cycle
from winay.web.guard import needs
from winay.web.table_files import Column, Table, table_response


@needs(Permission.READ_HOUSEHOLDS)
@require_GET
def waiting_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who entered and waits for a nucleus, by community and surname and in no other order."""
    call = readable_or_404(request, public_id)
    places = homes_of(call)
    code = request.GET.get("lugar", "")
    place = next((one.code for one in places if one.code == code), "")
    rows, more = waiting(call, after=uuid_or_none(request.GET.get("after")), place=place)
    return render(
        request,
        "enrolment/waiting.html",
        {
            "call": call,
            "title": title_of(call.version),
            "rows": [shown_cycle(one) for one in rows],
            "count": count_waiting(call),
            "next_after": rows[-1].public_id if more else "",
            "places": places,
            "place": place,
        },
    )


@needs(Permission.READ_HOUSEHOLDS)
@require_GET
def waiting_file(request: HttpRequest, public_id: UUID, form: str) -> HttpResponseBase:
    """The same list as a file."""
    call = readable_or_404(request, public_id)
    columns = [
        Column("locality_code", _("Ubigeo del centro poblado"), _("Donde vive hoy el hogar.")),
        Column("locality", _("Centro poblado"), ""),
        Column("household", _("Código del hogar"), _("Con él se le busca.")),
        Column("surnames_names", _("Persona usuaria"), _("Apellidos y nombres.")),
        Column("enrolled_on", _("Inscrito el"), _("Primer día en el programa."), _("fecha")),
        Column("must_end_by", _("Plazo"), _("Primer día fuera, si se queda todo el tiempo."), _("fecha")),
        Column("synthetic", _("Inventado"), _("1: inventado para la demostración.")),
    ]
    table = Table(f"en-espera-{call.area.code}", _("En espera de un núcleo"), columns, lambda: _waiting_rows(call))
    return table_response(request, table, form)


def _waiting_rows(call: Any) -> Iterator[list[object]]:
    for one in every_waiting(call):
        home = one.household
        yield [
            home.place.code, home.place.name, household_code(home.public_id), person_name(home.participant),
            one.enrolled_on.isoformat(), one.must_end_by.isoformat(), int(one.synthetic),
        ]  # fmt: skip


@needs(Permission.READ_HOUSEHOLDS)
@require_GET
def due_list(request: HttpRequest) -> HttpResponse:
    """Households whose time is over and that nobody recorded an end of."""
    places = my_places(request)
    rows, more = due(places, today=local_today(), after=uuid_or_none(request.GET.get("after")))
    return render(
        request,
        "enrolment/due.html",
        {
            "rows": [shown_cycle(one) for one in rows],
            "count": count_due(places, today=local_today()),
            "next_after": rows[-1].public_id if more else "",
        },
    )


urlpatterns = [
    path("inscripcion/cumplidas/", due_list, name="enrolments_due"),
    path("inscripcion/<uuid:public_id>/espera/", waiting_list, name="waiting"),
    path("inscripcion/<uuid:public_id>/espera.<str:form>", waiting_file, name="waiting_file"),
]
