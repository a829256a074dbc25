"""Grievances to read: the list of a territory, what waits first; one with what was done; the slip that its person takes
along; the file without anybody's identity."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from winay.accounts.phones.lists import labels_of
from winay.accounts.queries import ActingPerson, names_of
from winay.core.actors import NOBODY, Permission
from winay.journeys.pages.came import Came, came_to
from winay.nuclei.access import may_for as may_for_nucleus
from winay.nuclei.queries.nuclei import nucleus_by_id
from winay.registry.rules import household_code
from winay.voices.access import may_for
from winay.voices.queries.grievances import (
    PAGE,
    Filters,
    days_to_answer,
    every_grievance,
    list_grievances,
    steps_of,
    totals,
)
from winay.voices.terms import About, GrievanceState
from winay.voices.wording import ABOUTS, GRIEVANCE_STATES
from winay.web.addresses import uuid_or_none
from winay.web.days import local_today
from winay.web.guard import needs
from winay.web.table_files import Column, Table, table_response
from winay.web.voice_acting import grievance_or_404, me, my_reach, one_of, paged, start_of
from winay.web.voice_words import shown_grievance, shown_step

STATES: dict[str, Any] = {
    "": gettext_lazy("todos"),
    "overdue": gettext_lazy("fuera de plazo"),
    "mine": gettext_lazy("encargados a mí"),
    **{str(state): words for state, words in GRIEVANCE_STATES.items()},
}


def _filters(request: HttpRequest) -> Filters:
    return Filters(
        one_of(request, "estado", STATES), one_of(request, "tema", list(About)),
        uuid_or_none(request.GET.get("nucleo")), request.GET.get("codigo", "").strip()[:16],
    )  # fmt: skip


@needs(Permission.READ_VOICES)
@require_GET
def grievances(request: HttpRequest) -> HttpResponse:
    """The grievances of one's territory, the longest overdue first."""
    who, today, filters, start = me(request), local_today(), _filters(request), start_of(request)
    reach = my_reach(request)
    found, more = list_grievances(reach, filters, person=who.public_id, today=today, start=start)
    nucleus = nucleus_by_id(filters.nucleus) if filters.nucleus else None
    seen = nucleus is not None and may_for_nucleus(nucleus, Permission.READ_NUCLEI, who)
    context = {
        "rows": [shown_grievance(one, today) for one in found],
        "totals": totals(reach, person=who.public_id, today=today),
        "filters": filters,
        "filtered": filters != Filters(),
        "nucleus": nucleus if seen else None,
        "states": STATES,
        "abouts": {str(key): words for key, words in ABOUTS.items()},
        "may_record": who.may_somewhere(Permission.RECORD_VOICE),
        **paged(start, PAGE, more),
    }
    return render(request, "voices/grievances.html", context)


@needs(Permission.READ_VOICES)
@require_GET
def grievances_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same as a file. Neither who spoke nor what they said is in it: words tell who somebody is."""
    who, today, filters = me(request), local_today(), _filters(request)
    columns = [
        Column("code", _("Código"), _("El de la constancia.")),
        Column("kind", _("Clase"), "claim, complaint, denunciation"),
        Column("channel", _("Por dónde llegó"), ""),
        Column("about", _("Sobre qué"), ""),
        Column("of_staff", _("Sobre alguien del programa"), _("1: entonces lo cierra otra persona.")),
        Column("district_code", _("Ubigeo del distrito"), ""),
        Column("nucleus", _("Núcleo"), ""),
        Column("program_version", _("Versión"), _("La que da el plazo.")),
        Column("heard_on", _("Se escuchó"), "", _("fecha")),
        Column("due_on", _("Plazo para responder"), _("Último día para responder."), _("fecha")),
        Column("speaker", _("Quien habla"), _("named, protected o anonymous; nunca su nombre.")),
        Column("state", _("Estado"), "received, answered, closed"),
        Column("answered_on", _("Respondido"), "", _("fecha")),
        Column("outcome", _("En qué terminó"), ""),
        Column("closed_on", _("Cerrado"), "", _("fecha")),
        Column("synthetic", _("Inventado"), _("1: inventado para la demostración.")),
    ]

    def rows() -> Iterator[list[object]]:
        for one in every_grievance(my_reach(request), filters, person=who.public_id, today=today):
            days = [day.isoformat() if day else None for day in (one.heard_on, one.due_on, one.answered_on)]
            yield [
                household_code(one.public_id), one.kind, one.channel, one.about, int(one.of_staff), one.place.code,
                one.nucleus.name if one.nucleus else None, f"{one.version.program.key}@{one.version.key}", days[0],
                days[1], one.speaker, one.state, days[2], one.outcome or None,
                one.closed_on.isoformat() if one.closed_on else None, int(one.synthetic),
            ]  # fmt: skip

    return table_response(request, Table("reclamos", _("Reclamos y quejas"), columns, rows), form)


@needs(Permission.READ_VOICES)
@require_GET
def grievance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One grievance: what was said, until when it is answered, what was done."""
    found = grievance_or_404(request, public_id)
    who, steps = me(request), steps_of(found)
    acted = {step.done_by for step in steps} | {step.person for step in steps if step.person}
    about = {one.person for one in found.accused.all()}
    names = names_of(acted | about | {found.received_by, *([found.assigned_to] if found.assigned_to else [])})
    days, confirmed = days_to_answer(found.version_id)
    writes = may_for(found, Permission.RECORD_VOICE, who)
    context = {
        **shown_grievance(found, local_today()),
        "steps": [shown_step(step, names) for step in steps],
        "received_by": names.get(found.received_by) or _received_by(found.received_by),
        "forms": _forms(found, who),
        "assigned_to": names.get(found.assigned_to, "") if found.assigned_to else "",
        "staff": sorted(names.get(one, "") for one in about),
        "days": days,
        "confirmed": confirmed,
        "may_record": writes,
        "may_answer": may_for(found, Permission.ANSWER_GRIEVANCE, who),
        "may_see": bool(found.speaker_hidden) and may_for(found, Permission.SEE_PROTECTED_VOICE, who),
        "may_forget": found.forgotten_at is None and may_for(found, Permission.ERASE_PERSON, who),
        "waits": found.state == GrievanceState.RECEIVED,
        "is_closed": found.state == GrievanceState.CLOSED,
    }
    return render(request, "voices/grievance.html", context)


def _forms(found: Any, who: ActingPerson) -> list[Came]:
    """What it was made of. Whoever filled in a sheet may have spoken in confidence: who that was is not shown here."""
    return [replace(one, on_behalf_of="") for one in came_to("grievance", found.public_id, who)]


def _received_by(public_id: UUID) -> str:
    """What received it where that was nobody of the staff: the public page, or a phone by its label."""
    if public_id == NOBODY:
        return _("la página pública")
    return labels_of([public_id]).get(public_id, "")


@needs(Permission.RECORD_VOICE)
@require_GET
def slip(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the person takes along: the code, until when they are answered, where to ask. No name, no words."""
    found = grievance_or_404(request, public_id)
    days, confirmed = days_to_answer(found.version_id)
    context = {**shown_grievance(found, local_today()), "days": days, "confirmed": confirmed, "on": local_today()}
    return render(request, "voices/slip.html", context)


urlpatterns = [
    path("voces/", grievances, name="grievances"),
    path("voces/reclamos.<str:form>", grievances_file, name="grievances_file"),
    path("voces/reclamos/<uuid:public_id>/", grievance, name="grievance"),
    path("voces/reclamos/<uuid:public_id>/constancia/", slip, name="grievance_slip"),
]
