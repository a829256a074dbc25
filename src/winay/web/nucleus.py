"""One executing nucleus in the browser: its state as of a day or a month, its households, its stages, its folder."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.core.clock import now
from winay.enrolment.queries.calls import titles_of
from winay.journeys.pages.nucleus import NucleusState, counts_by_day, folder_of, state_of
from winay.nuclei.access import may_for
from winay.nuclei.queries.members import came_and_went, members_on
from winay.nuclei.queries.nuclei import nucleus_by_id, stage_moves
from winay.nuclei.stage_rules import next_stage
from winay.nuclei.wording import ASSEMBLIES
from winay.programs.terms import StageKey
from winay.registry.rules import household_code
from winay.targeting.criteria_wording import language
from winay.web.days import local_today
from winay.web.guard import actor, needs
from winay.web.nucleus_forms import CloseForm, NameForm, StageForm, WhyForm
from winay.web.nucleus_picture import month_days, timeline
from winay.web.nucleus_words import STAGES, answer_of, by_place, seats_of, shown_gone, shown_member, stage_words
from winay.web.table_files import Column, Table, table_response


@needs(Permission.READ_NUCLEI)
@require_GET
def nucleus(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One nucleus as of today, or as of a month of its work."""
    found = readable_or_404(request, public_id)
    return render(request, "nuclei/nucleus.html", nucleus_context(request, found))


def nucleus_context(request: HttpRequest, found: Any) -> dict[str, Any]:
    """What the page of a nucleus shows."""
    state = state_of(found, month=_month(request), today=local_today())
    counts = counts_by_day(found, month_days(state.clock, local_today()))
    return {
        **frame(request, found, state),
        "code": household_code(found.public_id),
        "picture": timeline(state, counts),
        "stage_names": {str(key): words for key, words in STAGES.items()},
        "seats": seats_of(state),
        "assemblies": shown_assemblies(state)[:5],
        "name_form": NameForm(initial={"name": found.name}),
        "close_form": CloseForm(initial={"on": local_today()}),
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
        "count": len(state.homes),
        "title": titles_of([found.version_id])[found.version_id].text(language()) or found.version.program.name,
        "room": max(0, found.most - len(state.homes)),
        "stage": stage_words(state.stage.stage if state.stage else None),
        "last_month": state.clock.months,
        "may_form": may_for(found, Permission.FORM_NUCLEI, who),
        "may_approve": may_for(found, Permission.APPROVE_NUCLEI, who),
    }


def shown_assemblies(state: NucleusState) -> list[dict[str, Any]]:
    """Assemblies that were held, with their kind in words."""
    return [{"row": row, "kind": ASSEMBLIES[row.assembly.kind]} for row in state.held]


def shown_moves(found: Any) -> list[dict[str, Any]]:
    """The stages the nucleus was put into, in words."""
    return [{"one": one, "words": stage_words(one.stage)} for one in stage_moves(found)]


def _month(request: HttpRequest) -> int | None:
    text = request.GET.get("mes", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


@needs(Permission.READ_NUCLEI)
@require_GET
def households(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who is in the nucleus, by community; who was."""
    found = readable_or_404(request, public_id)
    state = state_of(found, month=_month(request), today=local_today())
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
        for one in members_on(found, local_today()):
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
    state = state_of(found, month=None, today=local_today())
    standing = [(StageKey(one.stage), one.began_on) for one in state.stages]
    following = next_stage(standing)
    return {
        **frame(request, found, state, "stages"),
        "moves": shown_moves(found),
        "newest": state.stages[-1].pk if state.stages else None,
        "following": following,
        "following_words": stage_words(following) if following else "",
        "stage_form": StageForm(initial={"on": local_today()}),
        "why_form": WhyForm(),
    }


@needs(Permission.READ_NUCLEI)
@require_GET
def folder(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything of the nucleus so far, to be printed."""
    found = readable_or_404(request, public_id)
    file = folder_of(found, today=local_today())
    counts = counts_by_day(found, month_days(file.state.clock, local_today()))
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
            "moves": shown_moves(found),
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


urlpatterns = [
    path("nucleos/<uuid:public_id>/", nucleus, name="nucleus"),
    path("nucleos/<uuid:public_id>/hogares/", households, name="nucleus_households"),
    path("nucleos/<uuid:public_id>/hogares.<str:form>", households_file, name="nucleus_households_file"),
    path("nucleos/<uuid:public_id>/etapas/", stages, name="nucleus_stages"),
    path("nucleos/<uuid:public_id>/carpeta/", folder, name="nucleus_folder"),
]
