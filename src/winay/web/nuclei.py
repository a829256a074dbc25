"""Executing nuclei in the browser: the list, and one with its households, stages and everything so far."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.core.clock import local_date, now
from winay.enrolment.queries.calls import titles_of
from winay.journeys.pages.nucleus import NucleusState, counts_by_day, folder_of, state_of
from winay.nuclei.access import may_for
from winay.nuclei.queries.members import came_and_went, members_on
from winay.nuclei.queries.nuclei import (
    NO_STAGE,
    Filters,
    Reach,
    Row,
    districts_with_nuclei,
    every_nucleus,
    list_nuclei,
    nucleus_by_id,
    stage_moves,
    totals,
    versions_with_nuclei,
)
from winay.nuclei.stage_rules import next_stage
from winay.nuclei.wording import ASSEMBLIES
from winay.programs.terms import StageKey
from winay.targeting.criteria_wording import language
from winay.web.addresses import uuid_or_none
from winay.web.guard import actor, needs
from winay.web.nucleus_forms import CloseForm, NameForm, StageForm, WhyForm
from winay.web.nucleus_picture import month_days, timeline
from winay.web.nucleus_words import STAGES, answer_of, by_place, seats_of, shown_gone, shown_member, stage_words
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
    found, more = list_nuclei(reach, asked, today=today(), after=uuid_or_none(request.GET.get("after")))
    return render(
        request,
        "nuclei/list.html",
        {
            "rows": [_row(one) for one in found],
            "next_after": found[-1].nucleus.public_id if more else "",
            "totals": totals(reach, asked, today=today()),
            "sum": sum(one.households for one in found),
            "asked": asked,
            "filtered": asked != Filters(),
            "districts": districts_with_nuclei(reach),
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
    month = one.clock.month_on(today())
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
        for one in every_nucleus(reach, asked, today=today()):
            nucleus, version = one.nucleus, one.nucleus.version
            yield [
                nucleus.name, nucleus.district.code, nucleus.district.name, f"{version.program.key}@{version.key}",
                nucleus.formed_on.isoformat(), _day(nucleus.closed_on), one.households, nucleus.least, nucleus.most,
                one.stage or None, _day(one.clock.began_on), _day(one.clock.ends_on), int(nucleus.synthetic),
            ]  # fmt: skip

    return table_response(request, Table("nucleos", _("Núcleos ejecutores"), columns, rows), form)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


# ---- one nucleus --------------------------------------------------------------------------------------------------


@needs(Permission.READ_NUCLEI)
@require_GET
def nucleus(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One nucleus as of today, or as of a month of its work."""
    found = readable_or_404(request, public_id)
    return render(request, "nuclei/nucleus.html", nucleus_context(request, found))


def nucleus_context(request: HttpRequest, found: Any) -> dict[str, Any]:
    """What the page of a nucleus shows."""
    state = state_of(found, month=_month(request), today=today())
    counts = counts_by_day(found, month_days(state.clock, today()))
    return {
        **frame(request, found, state),
        "picture": timeline(state, counts),
        "stage_names": {str(key): words for key, words in STAGES.items()},
        "seats": seats_of(state),
        "assemblies": shown_assemblies(state)[:5],
        "name_form": NameForm(initial={"name": found.name}),
        "close_form": CloseForm(initial={"on": today()}),
        "reopen_form": WhyForm(),
    }


def frame(request: HttpRequest, found: Any, state: NucleusState, tab: str = "summary") -> dict[str, Any]:
    """What every tab of a nucleus shows: its name, its state in a sentence, its number, what may be done."""
    who = actor(request)
    return {
        "nucleus": found,
        "state": state,
        "tab": tab,
        "answer": answer_of(state),
        "count": len(state.living),
        "title": titles_of([found.version_id])[found.version_id].text(language()) or found.version.program.name,
        "room": max(0, found.most - len(state.living)),
        "stage": stage_words(state.stage.stage if state.stage else None),
        "last_month": state.clock.months,
        "may_form": may_for(found, Permission.FORM_NUCLEI, who),
        "may_approve": may_for(found, Permission.APPROVE_NUCLEI, who),
    }


def shown_assemblies(state: NucleusState) -> list[dict[str, Any]]:
    """Assemblies that were held, with their kind in words."""
    return [{"row": row, "kind": ASSEMBLIES[row.assembly.kind]} for row in state.held]


def _month(request: HttpRequest) -> int | None:
    text = request.GET.get("mes", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


@needs(Permission.READ_NUCLEI)
@require_GET
def households(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who is in the nucleus, by community; who was."""
    found = readable_or_404(request, public_id)
    state = state_of(found, month=_month(request), today=today())
    return render(
        request,
        "nuclei/households.html",
        {
            **frame(request, found, state, "households"),
            "places": by_place(map(shown_member, state.living)),
            "gone": [shown_gone(one) for one in came_and_went(found, state.moment.day)],
        },
    )


@needs(Permission.READ_NUCLEI)
@require_GET
def households_file(request: HttpRequest, public_id: UUID, form: str) -> HttpResponseBase:
    """Who is in the nucleus today, as a file."""
    found = readable_or_404(request, public_id)
    columns = [
        Column("locality_code", _("Ubigeo del centro poblado"), _("Donde vive hoy el hogar.")),
        Column("locality", _("Centro poblado"), ""),
        Column("household", _("Código del hogar"), _("Con él se le busca.")),
        Column("surnames_names", _("Persona usuaria"), _("Apellidos y nombres.")),
        Column("sex", _("Sexo"), _("De la persona usuaria: f, m o u (no se sabe).")),
        Column("joined_on", _("En el núcleo desde"), "", _("fecha")),
        Column("must_end_by", _("Plazo"), _("Primer día fuera del programa, si se queda todo el tiempo."), _("fecha")),
        Column("synthetic", _("Inventado"), _("1: inventado para la demostración.")),
    ]

    def rows() -> Iterator[list[object]]:
        for one in members_on(found, today()):
            told = shown_member(one)
            yield [
                one.place.code, one.place.name, told["code"], told["name"],
                one.participant.sex if one.participant else None, told["since"].isoformat(), told["due"].isoformat(),
                int(told["synthetic"]),
            ]  # fmt: skip

    name = f"nucleo-{found.district.code}-{str(found.public_id)[:8]}"
    return table_response(request, Table(name, _("Hogares del núcleo"), columns, rows), form)


@needs(Permission.READ_NUCLEI)
@require_GET
def stages(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """In which stages the nucleus was, since when; the next one."""
    found = readable_or_404(request, public_id)
    return render(request, "nuclei/stages.html", stages_context(request, found))


def stages_context(request: HttpRequest, found: Any) -> dict[str, Any]:
    """What the page of stages shows."""
    state = state_of(found, month=None, today=today())
    moves = [{"one": one, "words": stage_words(one.stage)} for one in stage_moves(found)]
    standing = [(StageKey(one.stage), one.began_on) for one in state.stages]
    following = next_stage(standing)
    return {
        **frame(request, found, state, "stages"),
        "moves": moves,
        "newest": state.stages[-1].pk if state.stages else None,
        "following": following,
        "following_words": stage_words(following) if following else "",
        "stage_form": StageForm(initial={"on": today()}),
        "why_form": WhyForm(),
    }


@needs(Permission.READ_NUCLEI)
@require_GET
def folder(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything of the nucleus so far, to be printed."""
    found = readable_or_404(request, public_id)
    file = folder_of(found, today=today())
    counts = counts_by_day(found, month_days(file.state.clock, today()))
    return render(
        request,
        "nuclei/folder.html",
        {
            **frame(request, found, file.state, "folder"),
            "picture": timeline(file.state, counts),
            "stage_names": {str(key): words for key, words in STAGES.items()},
            "seats": seats_of(file.state),
            "assemblies": shown_assemblies(file.state),
            "places": by_place(map(shown_member, file.state.living)),
            "gone": [shown_gone(one) for one in file.gone],
            "moves": [{"one": one, "words": stage_words(one.stage)} for one in stage_moves(found)],
            "printed_at": now(),
        },
    )


def readable_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The nucleus, if it exists; 403 for one of another territory or program."""
    found = nucleus_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


def my_reach(request: HttpRequest) -> Reach:
    """Where whoever asks reads nuclei, and of which programs."""
    who = actor(request)
    assert who is not None  # `needs` turned nobody away
    return who.reach(Permission.READ_NUCLEI)


def today() -> date:
    """The local date."""
    return local_date(now(), settings.TIME_ZONE)


urlpatterns = [
    path("nucleos/", nuclei, name="nuclei"),
    path("nucleos/lista.<str:form>", nuclei_file, name="nuclei_file"),
    path("nucleos/<uuid:public_id>/", nucleus, name="nucleus"),
    path("nucleos/<uuid:public_id>/hogares/", households, name="nucleus_households"),
    path("nucleos/<uuid:public_id>/hogares.<str:form>", households_file, name="nucleus_households_file"),
    path("nucleos/<uuid:public_id>/etapas/", stages, name="nucleus_stages"),
    path("nucleos/<uuid:public_id>/carpeta/", folder, name="nucleus_folder"),
]
