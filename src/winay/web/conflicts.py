"""Conflicts between communities in the browser: a list, one with what was done, steps, agreements, ends."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.voices.access import may_here
from winay.voices.queries.conflicts import (
    PAGE,
    communities_near,
    count_open,
    every_conflict,
    list_conflicts,
    step_by_id,
    steps_of,
)
from winay.voices.services.conflicts import (
    add_step,
    close_conflict,
    record_agreement,
    record_conflict,
    reopen_conflict,
    withdraw_step,
)
from winay.voices.telling_rules import ConflictSaid
from winay.voices.terms import ConflictAbout, ConflictEnd, ConflictState
from winay.voices.wording import CONFLICT_STATES, CONFLICTS_ABOUT
from winay.web.assemblies_of_nuclei import act
from winay.web.days import local_today
from winay.web.governance_forms import ReasonForm
from winay.web.guard import needs
from winay.web.table_files import Column, Table, table_response
from winay.web.voice_acting import (
    conflict_or_404,
    district_named,
    me,
    my_reach,
    one_of,
    paged,
    recorder,
    start_of,
)
from winay.web.voice_forms import ConflictForm, ConflictStepForm, EndConflictForm, ReopenConflictForm
from winay.web.voice_words import shown_conflict, shown_conflict_step

STATES: dict[str, Any] = {
    "": gettext_lazy("todos"), **{str(state): words for state, words in CONFLICT_STATES.items()}
}  # fmt: skip


@needs(Permission.READ_VOICES)
@require_GET
def conflicts(request: HttpRequest) -> HttpResponse:
    """The conflicts of one's territory, the open ones first."""
    reach, start = my_reach(request), start_of(request)
    state, about = one_of(request, "estado", STATES), one_of(request, "tema", list(ConflictAbout))
    found, more = list_conflicts(reach, state=state, about=about, start=start)
    context = {
        "rows": [{**shown_conflict(one), "moved_on": one.moved_on} for one in found],  # type: ignore[attr-defined]
        "open": count_open(reach),
        "state": state,
        "about": about,
        "states": STATES,
        "abouts": {str(key): words for key, words in CONFLICTS_ABOUT.items()},
        "filtered": bool(state or about),
        "may_record": me(request).may_somewhere(Permission.RECORD_VOICE),
        **paged(start, PAGE, more),
    }
    return render(request, "voices/conflicts.html", context)


@needs(Permission.READ_VOICES)
@require_GET
def conflicts_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same as a file."""
    columns = [
        Column("district_code", _("Ubigeo del distrito"), _("De la oficina que lo sigue.")),
        Column("communities", _("Comunidades"), _("Separadas por punto y coma.")),
        Column("about", _("Por qué"), ""),
        Column("words", _("Qué pasa"), ""),
        Column("since_year", _("Desde el año"), ""),
        Column("heard_on", _("Se supo"), "", _("fecha")),
        Column("state", _("Estado"), "open, agreed, closed"),
        Column("end", _("Por qué se cerró"), ""),
        Column("closed_on", _("Cerrado"), "", _("fecha")),
        Column("synthetic", _("Inventado"), _("1: inventado para la demostración.")),
    ]
    state, about = one_of(request, "estado", STATES), one_of(request, "tema", list(ConflictAbout))

    def rows() -> Iterator[list[object]]:
        for one in every_conflict(my_reach(request), state=state, about=about):
            yield [
                one.place.code, "; ".join(party.place.name for party in one.parties.all()), one.about, one.words,
                one.since_year, one.heard_on.isoformat(), one.state, one.end or None,
                one.closed_on.isoformat() if one.closed_on else None, int(one.synthetic),
            ]  # fmt: skip

    return table_response(request, Table("conflictos", _("Conflictos entre comunidades"), columns, rows), form)


@needs(Permission.READ_VOICES)
@require_GET
def conflict(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One conflict: between whom, over what, what was done, what was agreed."""
    found = conflict_or_404(request, public_id)
    context = {
        **shown_conflict(found),
        "steps": [shown_conflict_step(one) for one in steps_of(found)],
        "is_closed": found.state == ConflictState.CLOSED,
        "may_record": may_here(found.place, Permission.RECORD_VOICE, me(request)),
    }
    return render(request, "voices/conflict.html", context)


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def record_one(request: HttpRequest) -> HttpResponse:
    """First in which district, then who quarrels over what."""
    text = request.GET.get("distrito", "").strip()[:120]
    district = district_named(text) if text else None
    if district is None:
        problems = [_("No se encontró ese distrito: escriba su ubigeo de seis cifras.")] if text else []
        context = {"problems": problems, "text": text}
        wrong = bool(text) or request.method == "POST"
        return render(request, "voices/conflict_where.html", context, status=422 if wrong else 200)
    who = recorder(request, district)
    near = {f"{one.name} ({one.code})": one.code for one in communities_near(district)}
    form = ConflictForm(request.POST or None, initial={"heard_on": local_today()})

    def verb() -> Any:
        given = form.cleaned_data
        typed = [given[name].strip() for name in ("first", "second", "third") if given[name].strip()]
        said = ConflictSaid(ConflictAbout(given["about"]), given["words"], given["heard_on"], given["since_year"])
        parties = [near.get(one, one) for one in typed]
        return record_conflict(district=district, parties=parties, said=said, by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Conflicto anotado."),
        to=lambda made: reverse("web:conflict", args=[made.public_id]),
        context={
            "kicker": district.name, "back": _("Conflictos"), "back_url": reverse("web:conflicts"),
            "heading": _("Anotar un conflicto"),
            "answer": _("Cuente lo que dicen las dos partes. De otro distrito se escribe el ubigeo de la comunidad."),
            "verb": _("Anotar conflicto"), "next": _("Después se anota cada gestión y, si lo hay, el acuerdo."),
            "undo": _("Se cierra como anotado por error."), "people": sorted(near),
        },
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A step, or an agreement."""
    found = conflict_or_404(request, public_id)
    who = recorder(request, found.place)
    form = ConflictStepForm(request.POST or None, initial={"on": local_today(), "kind": "step"})

    def verb() -> Any:
        given = form.cleaned_data
        told = {"conflict": found, "on": given["on"], "words": given["words"], "by": who, "at": now()}
        return record_agreement(**told) if given["kind"] == "agreement" else add_step(**told)

    return act(
        request,
        form,
        verb,
        done=_("Anotado."),
        context={
            **_of(found), "heading": _("¿Qué se hizo?"), "verb": _("Anotar"),
            "next": _("Con un acuerdo, el conflicto queda «con acuerdo» hasta que se cierre."),
            "undo": _("Se retira con su razón."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Nothing more is done about it."""
    found = conflict_or_404(request, public_id)
    who = recorder(request, found.place)
    form = EndConflictForm(request.POST or None, initial={"on": local_today()})

    def verb() -> Any:
        given = form.cleaned_data
        return close_conflict(
            conflict=found, end=ConflictEnd(given["end"]), on=given["on"], words=given["words"], by=who, at=now()
        )

    return act(
        request,
        form,
        verb,
        done=_("Conflicto cerrado."),
        context={
            **_of(found), "heading": _("Cerrar el conflicto"), "verb": _("Cerrar"),
            "next": _("Baja al final de la lista, con lo que se hizo."), "undo": _("Se abre de nuevo."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It broke out again."""
    found = conflict_or_404(request, public_id)
    who = recorder(request, found.place)
    form = ReopenConflictForm(request.POST or None, initial={"on": local_today()})

    def verb() -> Any:
        given = form.cleaned_data
        return reopen_conflict(conflict=found, on=given["on"], words=given["words"], by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Abierto de nuevo."),
        context={**_of(found), "heading": _("Abrir de nuevo"), "verb": _("Abrir de nuevo")},
    )


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def withdraw_one_step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A step was told wrongly."""
    told = step_by_id(public_id)
    if told is None:
        raise Http404
    found = conflict_or_404(request, told.conflict.public_id)
    if not may_here(found.place, Permission.RECORD_VOICE, me(request)):
        raise PermissionDenied
    who, form = me(request), ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: withdraw_step(step=told, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Retirado."),
        context={
            **_of(found), "heading": _("Retirar lo anotado"), "answer": told.words, "verb": _("Retirar"),
            "next": _("Queda tachado con su razón."), "danger": True,
        },
    )  # fmt: skip


def _of(found: Any) -> dict[str, Any]:
    return {
        "kicker": " · ".join(party.place.name for party in found.parties.all()), "back": _("Conflicto"),
        "back_url": reverse("web:conflict", args=[found.public_id]),
    }  # fmt: skip


urlpatterns = [
    path("voces/conflictos/", conflicts, name="conflicts"),
    path("voces/conflictos.<str:form>", conflicts_file, name="conflicts_file"),
    path("voces/conflictos/anotar/", record_one, name="record_conflict"),
    path("voces/conflictos/<uuid:public_id>/", conflict, name="conflict"),
    path("voces/conflictos/<uuid:public_id>/paso/", step, name="add_conflict_step"),
    path("voces/conflictos/<uuid:public_id>/cerrar/", close, name="close_conflict"),
    path("voces/conflictos/<uuid:public_id>/reabrir/", reopen, name="reopen_conflict"),
    path("voces/pasos/<uuid:public_id>/retirar/", withdraw_one_step, name="withdraw_conflict_step"),
]
