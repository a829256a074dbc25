"""Contests in the browser: the list, one contest as a hub, its draft, its publication, its end."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.places.queries import place_by_code
from winay.trainers.access import may_for
from winay.trainers.queries.applications import applications_of
from winay.trainers.queries.contests import (
    list_contests,
    nuclei_of_place,
    scoring_of,
    vacancies_of,
    vacancy_by_id,
    versions_for_contests,
)
from winay.trainers.queries.rankings import appeals_of, rankings_of
from winay.trainers.queries.scoring import scorers_of
from winay.trainers.services.contests import (
    close_contest,
    correct_contest,
    draft_contest,
    publish_contest,
    reopen_contest,
    void_contest,
)
from winay.trainers.services.vacancies import add_vacancy, remove_vacancy
from winay.trainers.terms import ContestState, ReopenHow, VoidWhy
from winay.trainers.wording import CONTEST_STATES
from winay.web.addresses import uuid_or_none
from winay.web.contest_acting import act, contest_or_404, doer, my_reach, of_contest
from winay.web.contest_forms import ContestForm, ReopenForm, VacancyForm, VoidForm
from winay.web.contest_words import next_step, shown_application, shown_contest, shown_criteria, shown_vacancy
from winay.web.days import local_today
from winay.web.guard import actor, needs


@needs(Permission.READ_TRAINERS)
@require_GET
def contests(request: HttpRequest) -> HttpResponse:
    """The contests of one's territory, the latest to close first."""
    state = request.GET.get("estado", "")
    found, more = list_contests(my_reach(request), state=state, after=uuid_or_none(request.GET.get("after")))
    who = actor(request)
    context = {
        "rows": [{**shown_contest(one.contest), "row": one} for one in found],
        "next_after": found[-1].contest.public_id if more else "",
        "state": state if state in set(ContestState) else "",
        "states": CONTEST_STATES,
        "may_run": who is not None and who.may_somewhere(Permission.RUN_CONTEST),
    }
    return render(request, "trainers/contests.html", context)


@needs(Permission.READ_TRAINERS)
@require_GET
def contest(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One contest: what stands, what comes next, who applied, who scores."""
    found = contest_or_404(request, public_id)
    who = actor(request)
    may_run = may_for(found, Permission.RUN_CONTEST, who)
    may_decide = may_for(found, Permission.DECIDE_CONTEST, who)
    scoring = scoring_of(found.version_id, found.kind)
    applications = applications_of(found)
    scorers = scorers_of(found)
    rankings = rankings_of(found)
    context = {
        **shown_contest(found),
        "vacancies": [shown_vacancy(one) for one in vacancies_of(found)],
        "criteria": shown_criteria(scoring),
        "scoring": scoring,
        "applications": [shown_application(one) for one in applications],
        "whole": sum(one.state == "received" for one in applications),
        "scorers": scorers,
        "rankings": rankings,
        "appeals": [one for one in appeals_of(found) if not one.answer] if rankings else [],
        "may_run": may_run,
        "may_decide": may_decide,
        "mine": next((one.scorer for one in scorers if who and one.scorer.person == who.public_id), None),
        "next": next_step(found, rankings, may_run=may_run, may_decide=may_decide, today=local_today()),
        "reopened_by": getattr(found, "reopened_by", None),
    }
    return render(request, "trainers/contest.html", context)


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a contest."""
    who = actor(request)
    assert who is not None  # `needs` turned nobody away
    known = {f"{one.program.key}@{one.key}": one for one in versions_for_contests()}
    offered = [(ref, f"{one.program.name} {one.key}") for ref, one in known.items()]
    mine = [code for code in who.places_for(Permission.RUN_CONTEST) if code]
    form = ContestForm(request.POST or None, versions=offered, initial={"place": mine[0] if len(mine) == 1 else ""})

    def verb() -> Any:
        place = place_by_code(form.cleaned_data["place"].strip())
        if place is None:
            raise Refused([Reason("trainers.place_unknown", {"code": form.cleaned_data["place"]})])
        version = known[form.cleaned_data["version"]]
        return draft_contest(version=version, place=place, said=form.said(), by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Concurso en preparación. Lo que sigue: diga qué plazas ofrece."),
        to=lambda made: reverse("web:contest", args=[made.public_id]),
        context={
            "heading": _("Preparar un concurso de yachachiqs"), "kicker": "", "back": _("Concursos"),
            "back_url": reverse("web:contests"), "verb": _("Guardar borrador"),
            "next": _("Nadie de fuera lo ve hasta que la jefatura lo publique."),
            "undo": _("Mientras es borrador se corrige cuanto haga falta."),
        },
    )  # fmt: skip


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct a draft."""
    found = contest_or_404(request, public_id)
    who = doer(request, found, Permission.RUN_CONTEST)
    names = ("name", "kind", "closes_on", "scores_until", "bases")
    form = ContestForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    return act(
        request,
        form,
        lambda: correct_contest(contest=found, said=form.said(), by=who, at=now()),
        done=_("Borrador corregido."),
        context={
            **of_contest(found), "heading": _("Corregir el borrador"), "verb": _("Guardar corrección"),
            "next": _("Queda escrito cómo era antes."),
        },
    )  # fmt: skip


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def vacancy_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Offer posts for a zone."""
    found = contest_or_404(request, public_id)
    who = doer(request, found, Permission.RUN_CONTEST)
    nuclei = {str(one.public_id): one for one in nuclei_of_place(found.place, found.version_id)}
    offered = [(key, f"{one.name} · {one.district.name}") for key, one in nuclei.items()]
    form = VacancyForm(request.POST or None, nuclei=offered)

    def verb() -> Any:
        chosen = [nuclei[key] for key in form.cleaned_data.get("nuclei", ())]
        return add_vacancy(contest=found, said=form.said(), nuclei=chosen, by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Plazas agregadas."),
        context={
            **of_contest(found), "heading": _("¿Qué plazas se ofrecen, y para quién?"), "verb": _("Agregar plazas"),
            "answer": _("Cada zona con su idioma: los núcleos, comunidades o distritos que se atienden."),
            "undo": _("Mientras el concurso es borrador se pueden quitar."),
        },
    )  # fmt: skip


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def vacancy_out(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take posts out of a draft."""
    one = vacancy_by_id(public_id)
    if one is None:
        raise Http404
    found = contest_or_404(request, one.contest.public_id)
    who = doer(request, found, Permission.RUN_CONTEST)
    return act(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda: remove_vacancy(vacancy=one, by=who, at=now()),
        done=_("Plazas quitadas."),
        context={
            **of_contest(found), "heading": _("Quitar las plazas de «%(name)s»") % {"name": one.name},
            "verb": _("Quitar plazas"), "undo": _("Se pueden agregar otra vez."),
        },
    )  # fmt: skip


@needs(Permission.DECIDE_CONTEST)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make a contest public."""
    found = contest_or_404(request, public_id)
    who = doer(request, found, Permission.DECIDE_CONTEST)
    return act(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda: publish_contest(contest=found, by=who, at=now()),
        done=_("Concurso publicado. Nombre ahora a quienes califican y reciba postulaciones."),
        context={
            **of_contest(found), "heading": _("Publicar el concurso"), "verb": _("Publicar concurso"),
            "next": _("Cualquiera lo lee desde hoy. Fechas, plazas y bases ya no se cambian."),
            "undo": _("No se deshace: si tiene una falla, se declara nulo y se convoca otra vez."),
        },
    )  # fmt: skip


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End the applications."""
    found = contest_or_404(request, public_id)
    who = doer(request, found, Permission.RUN_CONTEST)
    return act(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda: close_contest(contest=found, by=who, at=now()),
        done=_("Postulaciones cerradas. Ahora se califica."),
        context={
            **of_contest(found), "heading": _("Cerrar las postulaciones"), "verb": _("Cerrar postulaciones"),
            "next": _("Quienes califican abren sus fichas. Las incompletas quedan fuera."),
            "undo": _("No se deshace. Lo que llegó en papel a tiempo aún se puede registrar."),
        },
    )  # fmt: skip


@needs(Permission.DECIDE_CONTEST)
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Declare a contest void."""
    found = contest_or_404(request, public_id)
    who = doer(request, found, Permission.DECIDE_CONTEST)
    form = VoidForm(request.POST or None)

    def verb() -> Any:
        given = form.cleaned_data
        return void_contest(contest=found, why=VoidWhy(given["why"]), note=given["note"], by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Concurso sin efecto. Puede convocarlo otra vez."),
        context={
            **of_contest(found), "heading": _("Declarar desierto o nulo"), "verb": _("Declarar desierto o nulo"),
            "next": _("Queda a la vista con su razón. Se puede convocar otra vez, ampliado o para aprendices."),
            "undo": _("No se deshace."), "danger": True,
        },
    )  # fmt: skip


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hold a void contest anew."""
    found = contest_or_404(request, public_id)
    who = doer(request, found, Permission.RUN_CONTEST)
    form = ReopenForm(request.POST or None)

    def verb() -> Any:
        given = form.cleaned_data
        return reopen_contest(
            contest=found, how=ReopenHow(given["how"]), closes_on=given["closes_on"],
            scores_until=given["scores_until"], wider=given["wider"].replace(",", " ").split(), by=who, at=now(),
        )  # fmt: skip

    return act(
        request,
        form,
        verb,
        done=_("Queda en preparación, con las mismas plazas. Revise y pida que se publique."),
        to=lambda made: reverse("web:contest", args=[made.public_id]),
        context={
            **of_contest(found), "heading": _("Convocar otra vez"), "verb": _("Convocar otra vez"),
            "next": _("Nace un borrador con las mismas plazas y bases. El de antes queda a la vista."),
        },
    )  # fmt: skip


urlpatterns = [
    path("concursos/", contests, name="contests"),
    path("concursos/nuevo/", new, name="new_contest"),
    path("concursos/<uuid:public_id>/", contest, name="contest"),
    path("concursos/<uuid:public_id>/corregir/", correct, name="correct_contest"),
    path("concursos/<uuid:public_id>/plazas/", vacancy_new, name="add_vacancy"),
    path("concursos/plazas/<uuid:public_id>/quitar/", vacancy_out, name="remove_vacancy"),
    path("concursos/<uuid:public_id>/publicar/", publish, name="publish_contest"),
    path("concursos/<uuid:public_id>/cerrar/", close, name="close_contest"),
    path("concursos/<uuid:public_id>/desierto/", void, name="void_contest"),
    path("concursos/<uuid:public_id>/otra-vez/", reopen, name="reopen_contest"),
]
