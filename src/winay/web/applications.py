"""Applications in the browser: register one, see it, complete, correct, observe and withdraw it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.trainers.access import may_for
from winay.trainers.queries.contests import vacancies_of
from winay.trainers.queries.contracts import post_facts
from winay.trainers.services.applications import (
    complete_application,
    correct_applicant,
    observe_application,
    register_application,
    takes,
    withdraw_application,
)
from winay.trainers.services.erasing import erase_applicant
from winay.trainers.terms import ContestState
from winay.web.contest_acting import act, application_or_404, contest_or_404, doer, of_application, of_contest
from winay.web.contest_forms import ApplicationForm, DayForm, MissingForm, PersonForm, WhyDayForm
from winay.web.contest_words import languages_words, masked_id, shown_application, shown_contest
from winay.web.days import local_today
from winay.web.guard import actor, needs
from winay.web.household_act_forms import EraseForm


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Register an application."""
    found = contest_or_404(request, public_id)
    who = doer(request, found, Permission.RUN_CONTEST)
    vacancies = {str(one.public_id): one for one in vacancies_of(found)}
    offered = [(key, f"{one.name} ({one.posts})") for key, one in vacancies.items()]
    today = local_today()
    initial = {"received_on": min(today, found.closes_on), "paper": today > found.closes_on}
    form = ApplicationForm(request.POST or None, vacancies=offered, initial=initial)
    return act(
        request,
        form,
        lambda: register_application(
            vacancy=vacancies[form.cleaned_data["vacancy"]], person=form.person(), said=form.said(), by=who, at=now()
        ),
        done=_("Postulación registrada."),
        to=lambda made: reverse("web:application", args=[made.public_id]),
        context={
            **of_contest(found), "heading": _("Registrar una postulación"), "verb": _("Registrar postulación"),
            "answer": _("El DNI se guarda cifrado y no aparece en ninguna lista ni en los resultados."),
            "undo": _("Lo mal copiado se corrige; una postulación se retira con su razón."),
        },
    )  # fmt: skip


@needs(Permission.READ_TRAINERS)
@require_GET
def application(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One application: who, what they bring, what is missing."""
    found = application_or_404(request, public_id)
    may_run = may_for(found.contest, Permission.RUN_CONTEST, actor(request))
    context = {
        **shown_application(found),
        "contest": shown_contest(found.contest),
        "applicant": found.applicant,
        "national_id": masked_id(found.applicant),
        "languages": languages_words(found.applicant.languages),
        "may_run": may_run and found.applicant.erased_at is None,
        "may_erase": found.applicant.erased_at is None
        and may_for(found.contest, Permission.ERASE_PERSON, actor(request)),
        "takes": takes(found.contest),
        "post": post_facts(found) if found.contest.state == ContestState.RESULTS else None,
    }
    return render(request, "trainers/application.html", context)


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was missing came."""
    found = application_or_404(request, public_id)
    who = doer(request, found.contest, Permission.RUN_CONTEST)
    form = DayForm(request.POST or None, initial={"on": min(local_today(), found.contest.closes_on)})
    return act(
        request,
        form,
        lambda: complete_application(application=found, received_on=form.cleaned_data["on"], by=who, at=now()),
        done=_("La postulación está completa."),
        context={
            **of_application(found), "heading": _("Llegó lo que faltaba"), "answer": found.missing,
            "verb": _("Anotar que llegó"), "undo": _("Si fue un error, se observa otra vez mientras esté abierto."),
        },
    )  # fmt: skip


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def observe(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what an application lacks."""
    found = application_or_404(request, public_id)
    who = doer(request, found.contest, Permission.RUN_CONTEST)
    form = MissingForm(request.POST or None)
    return act(
        request,
        form,
        lambda: observe_application(application=found, missing=form.cleaned_data["missing"], by=who, at=now()),
        done=_("Postulación observada."),
        context={
            **of_application(found), "heading": _("Observar la postulación"), "verb": _("Observar"),
            "next": _("La persona puede traer lo que falta hasta el cierre. Incompleta, no se califica."),
        },
    )  # fmt: skip


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mend what was copied wrongly of somebody."""
    found = application_or_404(request, public_id)
    who = doer(request, found.contest, Permission.RUN_CONTEST)
    one = found.applicant
    names = ("given_names", "surname_1", "surname_2", "sex", "born_on", "phone")
    initial: dict[str, Any] = {name: getattr(one, name) for name in names} | {"languages": one.languages.split()}
    form = PersonForm(request.POST or None, initial=initial)
    return act(
        request,
        form,
        lambda: correct_applicant(application=found, person=form.person(), by=who, at=now()),
        done=_("Datos corregidos."),
        context={
            **of_application(found), "heading": _("Corregir los datos de la persona"), "verb": _("Guardar corrección"),
            "answer": _("Escriba otra vez el DNI: si no es el mismo, no se guarda nada."),
        },
    )  # fmt: skip


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Somebody takes back their application."""
    found = application_or_404(request, public_id)
    who = doer(request, found.contest, Permission.RUN_CONTEST)
    form = WhyDayForm(request.POST or None, initial={"on": local_today()})

    def verb() -> Any:
        given = form.cleaned_data
        return withdraw_application(application=found, on=given["on"], why=given["why"], by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Postulación retirada."),
        context={
            **of_application(found), "heading": _("Retirar la postulación"), "verb": _("Retirar postulación"),
            "next": _("Queda escrita con su razón, y no se califica. Puede postular otra vez mientras esté abierto."),
            "danger": True,
        },
    )  # fmt: skip


@needs(Permission.ERASE_PERSON)
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Somebody who applied asks to be forgotten."""
    found = application_or_404(request, public_id)
    who = doer(request, found.contest, Permission.ERASE_PERSON)
    form = EraseForm(request.POST or None)
    return act(
        request,
        form,
        lambda: erase_applicant(applicant=found.applicant, reason=form.cleaned_data["note"], by=who, at=now()),
        done=_("Datos borrados."),
        context={
            **of_application(found),
            "heading": _("Borrar los datos de %(name)s") % {"name": found.applicant.name},
            "verb": _("Borrar sus datos"),
            "answer": _(
                "Se borran nombres, DNI, teléfono, idiomas, parientes declarados y el día de nacimiento. Quedan, sin "
                "la persona, los puntos y el resultado publicado, y su contrato si tuvo uno."
            ),
            "next": _(
                "Las actas ya emitidas la nombran y se conservan: solo las ve quien trabaja con el concurso. Si "
                "también es de un hogar, se borra desde su hogar, y esto con ella."
            ),
            "undo": _("No se puede deshacer."),
            "danger": True,
        },
    )  # fmt: skip


urlpatterns = [
    path("concursos/<uuid:public_id>/postular/", new, name="new_application"),
    path("concursos/postulaciones/<uuid:public_id>/", application, name="application"),
    path("concursos/postulaciones/<uuid:public_id>/completar/", complete, name="complete_application"),
    path("concursos/postulaciones/<uuid:public_id>/observar/", observe, name="observe_application"),
    path("concursos/postulaciones/<uuid:public_id>/corregir/", correct, name="correct_applicant"),
    path("concursos/postulaciones/<uuid:public_id>/retirar/", withdraw, name="withdraw_application"),
    path("concursos/postulaciones/<uuid:public_id>/borrar/", erase, name="erase_applicant"),
]
