"""What is done with microstrategies in the browser: described, tried, judged, adopted, put to the test."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.core.fixed import from_fixed
from winay.programs.terms import Zone
from winay.targeting.criteria_wording import language
from winay.voices.queries.strategies import (
    adoption_by_id,
    named_one,
    nuclei_offered,
    pilot_by_id,
    trial_by_id,
)
from winay.voices.services.strategies import (
    accept_pilot,
    adopt_strategy,
    close_pilot,
    correct_strategy,
    describe_strategy,
    end_trial,
    propose_pilot,
    try_strategy,
    withdraw_adoption,
    withdraw_pilot,
    withdraw_strategy,
    withdraw_trial,
)
from winay.voices.strategy_rules import PilotSaid, StrategySaid, TrialSaid
from winay.voices.terms import StrategyKind, Travel, TrialResult
from winay.web.addresses import uuid_or_none
from winay.web.assemblies_of_nuclei import act
from winay.web.days import local_today
from winay.web.enrolment_forms import DayForm
from winay.web.governance_forms import ReasonForm
from winay.web.guard import needs
from winay.web.price_forms import exact
from winay.web.voice_acting import district_named, me, my_reach, nucleus_asked, recorder, strategy_or_404
from winay.web.voice_forms import (
    AdoptForm,
    Choices,
    ClosePilotForm,
    PilotForm,
    ResultForm,
    StrategyForm,
    TrialForm,
    nuclei_choices,
)


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest) -> HttpResponse:
    """Describe one: of our own, or our way of doing one that the case study names."""
    who, named = me(request), named_one(request.GET.get("caso", ""))
    initial: dict[str, Any] = {}
    if named is not None:
        initial = {
            "kind": named.kind, "name": named.name.get(language(), named.name["es"]),
            "problem": named.problem.get(language(), named.problem["es"]),
        }  # fmt: skip
    form = StrategyForm(request.POST or None, initial=initial)

    def verb() -> Any:
        place = district_named(form.cleaned_data["district"])
        if place is None:
            raise Refused([Reason("voices.place_unknown")])
        said = _said(form.cleaned_data, named.key if named is not None else "")
        return describe_strategy(place=place, said=said, by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Microestrategia descrita. Diga en qué núcleo se probó."),
        to=lambda made: reverse("web:microstrategy", args=[made.public_id]),
        context={
            "back": _("Microestrategias"), "back_url": reverse("web:microstrategies"),
            "heading": _("Describir una microestrategia"),
            "answer": _("Lo que se adaptó aquí para que el programa funcione: que otro pueda hacerlo solo con leerlo."),
            "verb": _("Guardar"), "next": _("La ven todas las oficinas. Después se anota dónde se probó y qué pasó."),
            "undo": _("Se corrige cuando haga falta; se retira si nadie la probó."),
        },
    )  # fmt: skip


def _said(given: dict[str, Any], shipped: str) -> StrategySaid:
    cost = exact(given["cost"], 2) if given["cost"].strip() else None
    if given["cost"].strip() and cost is None:
        raise Refused([Reason("voices.cost")])
    return StrategySaid(StrategyKind(given["kind"]), given["name"], given["problem"], given["done"], cost, shipped)


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mend or complete the description."""
    found = strategy_or_404(public_id)
    who = recorder(request, found.place)
    initial = {name: getattr(found, name) for name in ("kind", "name", "problem", "done")} | {
        "cost": str(from_fixed(found.cost_minor, 2)) if found.cost_minor is not None else "",
    }
    form = StrategyForm(request.POST or None, initial=initial)
    del form.fields["district"]
    return act(
        request,
        form,
        lambda: correct_strategy(strategy=found, said=_said(form.cleaned_data, ""), by=who, at=now()),
        done=_("Corregida."),
        context={
            **_of(found), "heading": _("Corregir la descripción"), "verb": _("Guardar corrección"),
            "next": _("Queda en la historia cómo era antes."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It was described twice or by mistake."""
    found = strategy_or_404(public_id)
    who = recorder(request, found.place)
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: withdraw_strategy(strategy=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Retirada."),
        to=lambda _made: reverse("web:microstrategies"),
        context={**_of(found), "heading": _("Retirar la microestrategia"), "verb": _("Retirar"), "danger": True,
                 "next": _("Sale de las listas; queda con su razón."), "undo": _("No se deshace.")},
    )  # fmt: skip


def _nuclei(request: HttpRequest) -> Choices:
    return nuclei_choices(nuclei_offered(my_reach(request, Permission.RECORD_VOICE)))


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def tried(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A nucleus tries it."""
    found, who = strategy_or_404(public_id), me(request)
    form = TrialForm(
        request.POST or None, nuclei=_nuclei(request),
        initial={"from_on": local_today(), "nucleus": request.GET.get("nucleo", "")[:36]},
    )  # fmt: skip

    def verb() -> Any:
        given = form.cleaned_data
        nucleus = nucleus_asked(request, uuid_or_none(given["nucleus"]), Permission.RECORD_VOICE)
        said = TrialSaid(given["from_on"], Zone(given["zone"]), Travel(given["travel"]), given["access_minutes"])
        return try_strategy(strategy=found, nucleus=nucleus, said=said, by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Anotado: se está probando."),
        context={
            **_of(found), "heading": _("¿Dónde se prueba?"), "verb": _("Anotar que se prueba"),
            "answer": _("La zona, el viaje y el idioma ayudan a otra oficina a saber si le puede servir."),
            "next": _("Cuando termine se anota el resultado, también si no funcionó."),
            "undo": _("Se retira con su razón."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def result(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What came of a trial."""
    trial = trial_by_id(public_id)
    if trial is None:
        raise Http404
    nucleus_asked(request, trial.nucleus.public_id, Permission.RECORD_VOICE)
    who, form = me(request), ResultForm(request.POST or None, initial={"until_on": local_today()})

    def verb() -> Any:
        given = form.cleaned_data
        return end_trial(
            trial=trial, until_on=given["until_on"], result=TrialResult(given["result"]), evidence=given["evidence"],
            by=who, at=now(),
        )  # fmt: skip

    return act(
        request,
        form,
        verb,
        done=_("Resultado anotado."),
        context={
            **_of(trial.strategy), "heading": _("¿Qué resultó?"), "answer": trial.nucleus.name,
            "verb": _("Anotar resultado"), "undo": _("No se reescribe: se retira el intento y se anota de nuevo."),
            "next": _("Lo leerán otras oficinas antes de probarla."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def withdraw_one_trial(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A trial was told wrongly."""
    trial = trial_by_id(public_id)
    if trial is None:
        raise Http404
    nucleus_asked(request, trial.nucleus.public_id, Permission.RECORD_VOICE)
    who, form = me(request), ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: withdraw_trial(trial=trial, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Intento retirado."),
        context={**_of(trial.strategy), "heading": _("Retirar el intento"), "answer": trial.nucleus.name,
                 "verb": _("Retirar"), "danger": True, "next": _("Queda tachado con su razón y no se cuenta.")},
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A nucleus does it as its own."""
    found, who = strategy_or_404(public_id), me(request)
    form = AdoptForm(
        request.POST or None, nuclei=_nuclei(request),
        initial={"on": local_today(), "nucleus": request.GET.get("nucleo", "")[:36]},
    )  # fmt: skip

    def verb() -> Any:
        given = form.cleaned_data
        nucleus = nucleus_asked(request, uuid_or_none(given["nucleus"]), Permission.RECORD_VOICE)
        return adopt_strategy(
            strategy=found, nucleus=nucleus, on=given["on"], note=given["note"], by=who, at=now()
        )  # fmt: skip

    return act(
        request,
        form,
        verb,
        done=_("Adopción anotada."),
        context={
            **_of(found), "heading": _("¿Qué núcleo la adopta?"), "verb": _("Anotar que la adopta"),
            "next": _("Cuenta entre los núcleos que la hacen suya."), "undo": _("Se retira con su razón."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def withdraw_one_adoption(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The nucleus does it no longer."""
    told = adoption_by_id(public_id)
    if told is None:
        raise Http404
    nucleus_asked(request, told.nucleus.public_id, Permission.RECORD_VOICE)
    who, form = me(request), ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: withdraw_adoption(adoption=told, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Adopción retirada."),
        context={**_of(told.strategy), "heading": _("Retirar la adopción"), "answer": told.nucleus.name,
                 "verb": _("Retirar"), "danger": True, "next": _("Ya no se cuenta; queda con su razón.")},
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put it to the test."""
    found, who = strategy_or_404(public_id), me(request)
    form = PilotForm(request.POST or None, initial={"place": found.place.code})

    def verb() -> Any:
        given = form.cleaned_data
        place = district_named(given["place"])
        if place is None:
            raise Refused([Reason("voices.place_unknown")])
        said = PilotSaid(given["question"], given["indicator"], given["until_on"])
        return propose_pilot(strategy=found, place=place, said=said, by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Piloto propuesto. Lo acepta otra persona."),
        context={
            **_of(found), "heading": _("Proponer un piloto"),
            "answer": _("Una pregunta que se pueda contestar, y con qué se contesta."), "verb": _("Proponer piloto"),
            "next": _("Lo acepta otra persona. Se cierra con su respuesta, también si es que no."),
            "undo": _("Se retira con su razón."),
        },
    )  # fmt: skip


def _pilot(public_id: UUID) -> Any:
    found = pilot_by_id(public_id)
    if found is None:
        raise Http404
    return found


@needs(Permission.ACCEPT_PILOT)
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another person says that it is worth knowing."""
    pilot = _pilot(public_id)
    who = recorder(request, pilot.place, Permission.ACCEPT_PILOT)
    form = DayForm(request.POST or None, initial={"on": local_today()})
    return act(
        request,
        form,
        lambda: accept_pilot(pilot=pilot, on=form.cleaned_data["on"], by=who, at=now()),
        done=_("Piloto aceptado."),
        context={
            **_of(pilot.strategy), "heading": _("Aceptar el piloto"), "answer": pilot.question,
            "verb": _("Aceptar piloto"), "next": _("Queda en marcha hasta que se cierre con su respuesta."),
            "undo": _("Se retira con su razón."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The answer."""
    pilot = _pilot(public_id)
    who, form = recorder(request, pilot.place), ClosePilotForm(request.POST or None, initial={"on": local_today()})

    def verb() -> Any:
        given = form.cleaned_data
        return close_pilot(
            pilot=pilot, on=given["on"], result=TrialResult(given["result"]), answer=given["answer"], by=who, at=now()
        )

    return act(
        request,
        form,
        verb,
        done=_("Piloto cerrado con su respuesta."),
        context={**_of(pilot.strategy), "heading": _("Responder la pregunta"), "answer": pilot.question,
                 "verb": _("Cerrar con la respuesta"), "undo": _("No se deshace."),
                 "next": _("La respuesta queda a la vista de todas las oficinas.")},
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def withdraw_one_pilot(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Given up."""
    pilot = _pilot(public_id)
    who, form = recorder(request, pilot.place), ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: withdraw_pilot(pilot=pilot, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Piloto retirado."),
        context={**_of(pilot.strategy), "heading": _("Retirar el piloto"), "answer": pilot.question,
                 "verb": _("Retirar"), "danger": True, "next": _("Queda con su razón; se puede proponer otro.")},
    )  # fmt: skip


def _of(found: Any) -> dict[str, Any]:
    return {
        "kicker": found.name, "back": _("Microestrategia"),
        "back_url": reverse("web:microstrategy", args=[found.public_id]),
    }  # fmt: skip


urlpatterns = [
    path("microestrategias/describir/", describe, name="describe_microstrategy"),
    path("microestrategias/<uuid:public_id>/corregir/", correct, name="correct_microstrategy"),
    path("microestrategias/<uuid:public_id>/retirar/", withdraw, name="withdraw_microstrategy"),
    path("microestrategias/<uuid:public_id>/probar/", tried, name="try_microstrategy"),
    path("microestrategias/<uuid:public_id>/adoptar/", adopt, name="adopt_microstrategy"),
    path("microestrategias/<uuid:public_id>/piloto/", propose, name="propose_pilot"),
    path("microestrategias/intentos/<uuid:public_id>/resultado/", result, name="end_trial"),
    path("microestrategias/intentos/<uuid:public_id>/retirar/", withdraw_one_trial, name="withdraw_trial"),
    path("microestrategias/adopciones/<uuid:public_id>/retirar/", withdraw_one_adoption, name="withdraw_adoption"),
    path("microestrategias/pilotos/<uuid:public_id>/aceptar/", accept, name="accept_pilot"),
    path("microestrategias/pilotos/<uuid:public_id>/cerrar/", close, name="close_pilot"),
    path("microestrategias/pilotos/<uuid:public_id>/retirar/", withdraw_one_pilot, name="withdraw_pilot"),
]
