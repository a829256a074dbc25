"""What is done about signals in the browser: somebody told, their answer, the end, opened again, a step taken back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.supervision.queries.signals import step_by_id
from winay.supervision.services.signals import (
    answer_signal,
    close_signal,
    reopen_signal,
    reverse_step,
    tell_signal,
)
from winay.web.contest_acting import act
from winay.web.contest_forms import WhyForm
from winay.web.days import local_today
from winay.web.guard import actor, needs
from winay.web.signals import signal_or_404
from winay.web.supervision_forms import AnswerForm, CloseForm, TellForm
from winay.web.supervision_words import shown_signal


def _asked(request: HttpRequest, public_id: UUID) -> tuple[Any, ActingPerson]:
    found, who = signal_or_404(request, public_id), actor(request)
    assert who is not None  # `needs` turned nobody away
    return found, who


def _of(found: Any) -> dict[str, Any]:
    """What every act on one signal shows."""
    told = shown_signal(found, local_today())
    return {
        "kicker": f"{told['kind']} · {told['about']}", "back": _("Señal"),
        "back_url": reverse("web:signal", args=[found.public_id]), "answer": _("Nada de esto cambia un pago."),
    }  # fmt: skip


@needs(Permission.SUPERVISE)
@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Somebody was shown it."""
    found, who = _asked(request, public_id)
    name = found.contract.applicant.name if found.contract else ""
    form = TellForm(request.POST or None, initial={"whom": name, "on": local_today(), "how": "in_person"})

    def verb() -> Any:
        given = form.cleaned_data
        return tell_signal(
            signal=found, whom=given["whom"], how=form.told_how(), on=given["on"], by=who, at=now()
        )  # fmt: skip

    return act(
        request, form, verb, done=_("Aviso anotado."),
        context={
            **_of(found), "heading": _("¿A quién se le avisó, y cómo?"), "verb": _("Anotar aviso"),
            "next": _("Desde ese día tiene plazo para responder. Nadie decide antes."),
            "undo": _("Si fue un error, se quita con su razón."),
        },
    )  # fmt: skip


@needs(Permission.SUPERVISE)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What they say to it."""
    found, who = _asked(request, public_id)
    name = found.contract.applicant.name if found.contract else ""
    form = AnswerForm(request.POST or None, initial={"whom": name, "on": local_today()})
    return act(
        request, form, lambda: answer_signal(signal=found, **form.cleaned_data, by=who, at=now()),
        done=_("Respuesta anotada. La cierra otra persona."),
        context={
            **_of(found), "heading": _("¿Qué responde?"), "verb": _("Anotar respuesta"),
            "next": _("Otra persona la lee y decide: quien transcribe no cierra."),
            "undo": _("Si fue un error, se quita con su razón."),
        },
    )  # fmt: skip


@needs(Permission.SUPERVISE)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How it ended."""
    found, who = _asked(request, public_id)
    form = CloseForm(request.POST or None, initial={"on": local_today()})

    def verb() -> Any:
        outcome, words, on = form.given()
        return close_signal(signal=found, outcome=outcome, words=words, on=on, by=who, at=now())

    return act(
        request, form, verb, done=_("Señal cerrada."),
        context={
            **_of(found), "heading": _("¿En qué quedó?"), "verb": _("Cerrar señal"),
            "next": _("Queda escrito quién decidió y por qué. Ningún pago se detiene ni se descuenta por esto."),
            "undo": _("Si hay algo nuevo, se abre otra vez."),
        },
    )  # fmt: skip


@needs(Permission.SUPERVISE)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Look at it again."""
    found, who = _asked(request, public_id)
    form = WhyForm(request.POST or None)
    return act(
        request, form, lambda: reopen_signal(signal=found, words=form.cleaned_data["why"], by=who, at=now()),
        done=_("Señal abierta otra vez."),
        context={
            **_of(found), "heading": _("Abrir otra vez la señal"), "verb": _("Abrir otra vez"),
            "next": _("Lo avisado y lo respondido sigue en pie."),
        },
    )  # fmt: skip


@needs(Permission.SUPERVISE)
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, public_id: UUID, step: UUID) -> HttpResponse:
    """A step was written down by mistake."""
    found, who = _asked(request, public_id)
    one = step_by_id(found, step)
    if one is None:
        raise Http404
    form = WhyForm(request.POST or None)
    return act(
        request, form, lambda: reverse_step(signal=found, step=one, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Paso quitado."),
        context={
            **_of(found), "heading": _("Quitar un paso anotado por error"), "verb": _("Quitar paso"), "danger": True,
            "next": _("El paso queda escrito, tachado y con su razón; no cuenta."),
            "undo": _("Se anota otra vez si hacía falta."),
        },
    )  # fmt: skip


ONE = "supervision/senales/<uuid:public_id>/"
urlpatterns = [
    path(f"{ONE}avisar/", tell, name="tell_signal"),
    path(f"{ONE}respuesta/", answer, name="answer_signal"),
    path(f"{ONE}cerrar/", close, name="close_signal"),
    path(f"{ONE}reabrir/", reopen, name="reopen_signal"),
    path(f"{ONE}quitar/<uuid:step>/", take_back, name="reverse_signal_step"),
]
