"""What is done with grievances in the browser: received, corrected, given to somebody, answered, closed, opened again;
who speaks protected, seen or forgotten."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from winay.accounts.queries import holders, person_by_id
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.nuclei.access import may_at
from winay.trainers.contract_wording import CONTRACT_KINDS
from winay.trainers.terms import ContractKind
from winay.voices.queries.grievances import contracts_serving, newest_versions
from winay.voices.queries.strategies import nuclei_offered
from winay.voices.services.grievances import (
    Where,
    answer_grievance,
    assign_grievance,
    close_grievance,
    correct_grievance,
    forget_grievance,
    protect_speaker,
    receive_grievance,
    reopen_grievance,
    see_speaker,
)
from winay.voices.terms import Outcome, Speaker, ToldHow
from winay.web.addresses import uuid_or_none
from winay.web.assemblies_of_nuclei import act
from winay.web.contest_acting import sayings
from winay.web.days import local_today
from winay.web.governance_forms import ReasonForm
from winay.web.guard import needs
from winay.web.voice_acting import (
    district_named,
    grievance_or_404,
    handler,
    me,
    my_reach,
    nucleus_asked,
    of_grievance,
)
from winay.web.voice_forms import (
    AnswerForm,
    AssignForm,
    Choices,
    CloseForm,
    DayAndWhyForm,
    GrievanceForm,
    ReceiveForm,
    WhereForm,
    nuclei_choices,
)


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """First what it is about, then what was said and by whom."""
    where = _where(request)
    if where is None:
        return _ask_where(request)
    contracts = {str(one.public_id): one for one in contracts_serving(where.nucleus)} if where.nucleus else {}
    form = ReceiveForm(
        request.POST or None, contracts=_contract_choices(contracts), staff=_staff(where.place.code, _program(where)),
        initial={"heard_on": local_today(), "language": "es", "speaker": Speaker.NAMED},
    )  # fmt: skip
    who = me(request)

    def verb() -> Any:
        given = form.cleaned_data
        return receive_grievance(
            where=where, said=form.said(), speaker=form.speaks(), by=who, at=now(),
            contract=contracts.get(given.get("contract", "")), accused=[UUID(one) for one in given["accused"]],
        )  # fmt: skip

    named = where.nucleus or where.place
    back = reverse("web:nucleus_voices", args=[named.public_id]) if where.nucleus else reverse("web:grievances")
    return act(
        request,
        form,
        verb,
        done=_("Registrado. Entregue la constancia con su código a la persona."),
        to=lambda made: reverse("web:grievance_slip", args=[made.public_id]),
        context={
            "kicker": named.name, "back": named.name if where.nucleus else _("Reclamos y quejas"), "back_url": back,
            "heading": _("Recibir un reclamo"),
            "answer": _("Escuche primero. Escriba lo que dice como lo dice, y pregúntele cómo quiere que figure."),
            "verb": _("Registrar"), "next": _("Se abre una constancia con el código, para darla a la persona."),
            "undo": _("Se corrige mientras no se responda."),
        },
    )  # fmt: skip


def _where(request: HttpRequest) -> Where | None:
    """What the address says that it is about; None where it does not say, or of a name that nobody knows."""
    nucleus = uuid_or_none(request.GET.get("nucleo"))
    if nucleus is not None:
        return Where.at(nucleus_asked(request, nucleus, Permission.RECORD_VOICE))
    text = request.GET.get("distrito", "").strip()[:120]
    place = district_named(text) if text else None
    if place is None:
        return None
    key = request.GET.get("programa", "")
    versions = newest_versions(local_today())
    version = next((one for one in versions if one.program.key == key), None)
    if version is None:
        return None
    if not may_at(place, version.program.key, Permission.RECORD_VOICE, me(request)):
        raise PermissionDenied
    return Where(place, version)


def _ask_where(request: HttpRequest) -> HttpResponse:
    programs: Choices = [(one.program.key, one.program.name) for one in newest_versions(local_today())]
    nuclei = nuclei_choices(nuclei_offered(my_reach(request, Permission.RECORD_VOICE)))
    form = WhereForm(request.GET or None, nuclei=nuclei, programs=programs)
    asked = bool(request.GET.get("distrito") or request.GET.get("nucleo"))
    problems = [_("No se encontró ese distrito: escriba su ubigeo de seis cifras.")] if asked else []
    status = 422 if request.method == "POST" or asked else 200
    return render(request, "voices/where.html", {"form": form, "problems": problems}, status=status)


def _program(where: Where) -> str:
    return str(where.version.program.key)


def _contract_choices(contracts: dict[str, Any]) -> Choices:
    return [(key, f"{one.applicant.name} ({CONTRACT_KINDS[ContractKind(one.kind)]})") for key, one in contracts.items()]


def _staff(place: str, program: str) -> Choices:
    """Who of the staff a grievance could be about, by name."""
    found = holders(Permission.RECORD_VOICE, place_code=place, program=program, on=local_today())
    return [(str(one.public_id), one.name) for one in found]


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mend what was copied wrongly, until it is answered."""
    found = grievance_or_404(request, public_id)
    who = handler(request, found, Permission.RECORD_VOICE)
    contracts = {str(one.public_id): one for one in contracts_serving(found.nucleus)} if found.nucleus else {}
    names = ("kind", "words", "language", "heard_on", "channel", "about", "about_whom")
    initial = {name: getattr(found, name) for name in names} | {
        "contract": str(found.contract.public_id) if found.contract else "",
        "accused": [str(one.person) for one in found.accused.all()],
    }
    form = GrievanceForm(
        request.POST or None, contracts=_contract_choices(contracts), initial=initial,
        staff=_staff(found.place.code, found.version.program.key),
    )  # fmt: skip

    def verb() -> Any:
        given = form.cleaned_data
        return correct_grievance(
            grievance=found, said=form.said(), contract=contracts.get(given.get("contract", "")),
            accused=[UUID(one) for one in given["accused"]], by=who, at=now(),
        )  # fmt: skip

    return act(
        request,
        form,
        verb,
        done=_("Corregido."),
        context={
            **of_grievance(found), "heading": _("Corregir lo que se escribió"), "verb": _("Guardar corrección"),
            "next": _("Queda en la bitácora que se corrigió, no qué decía."),
        },
    )  # fmt: skip


@needs(Permission.ANSWER_GRIEVANCE)
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give it to somebody whom it is not about."""
    found = grievance_or_404(request, public_id)
    who = handler(request, found, Permission.ANSWER_GRIEVANCE)
    program, about = found.version.program.key, {one.person for one in found.accused.all()}
    people = [
        one
        for one in holders(Permission.ANSWER_GRIEVANCE, place_code=found.place.code, program=program, on=local_today())
        if one.public_id not in about
    ]
    form = AssignForm(request.POST or None, people=[(str(one.public_id), one.name) for one in people])

    def verb() -> Any:
        to = person_by_id(UUID(form.cleaned_data["to"]))
        if to is None:
            raise Http404
        return assign_grievance(grievance=found, to=to, by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Encargado."),
        context={
            **of_grievance(found), "heading": _("¿Quién lo atiende?"), "verb": _("Encargar"),
            "answer": _("Solo se ofrece a quien puede responder aquí y de quien no trata."),
            "next": _("Aparece en «Lo que me espera» de esa persona."), "undo": _("Se puede encargar a otra."),
        },
    )  # fmt: skip


@needs(Permission.ANSWER_GRIEVANCE)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer it, and say how the person was told."""
    found = grievance_or_404(request, public_id)
    who = handler(request, found, Permission.ANSWER_GRIEVANCE)
    form = AnswerForm(request.POST or None, initial={"on": local_today()})

    def verb() -> Any:
        given = form.cleaned_data
        return answer_grievance(
            grievance=found, words=given["words"], on=given["on"], told_how=ToldHow(given["told_how"]), by=who,
            at=now(),
        )  # fmt: skip

    return act(
        request,
        form,
        verb,
        done=_("Respuesta registrada."),
        context={
            **of_grievance(found), "heading": _("Responder"), "answer": found.words, "verb": _("Registrar respuesta"),
            "next": _("Si es sobre alguien del programa, lo cierra otra persona."),
            "undo": _("Se responde de nuevo: vale la última respuesta y la de antes queda a la vista."),
        },
    )  # fmt: skip


@needs(Permission.ANSWER_GRIEVANCE)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say how it ended."""
    found = grievance_or_404(request, public_id)
    who = handler(request, found, Permission.ANSWER_GRIEVANCE)
    form = CloseForm(request.POST or None, initial={"on": local_today()})

    def verb() -> Any:
        given = form.cleaned_data
        return close_grievance(
            grievance=found, outcome=Outcome(given["outcome"]), on=given["on"], note=given["note"], by=who, at=now()
        )

    return act(
        request,
        form,
        verb,
        done=_("Cerrado."),
        context={
            **of_grievance(found), "heading": _("Cerrar"), "verb": _("Cerrar"),
            "next": _("Deja de esperar. La persona puede pedir que se abra de nuevo."),
            "undo": _("Se abre de nuevo con su razón."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a closed one again."""
    found = grievance_or_404(request, public_id)
    who = handler(request, found, Permission.RECORD_VOICE)
    form = DayAndWhyForm(request.POST or None, initial={"on": local_today()})

    def verb() -> Any:
        return reopen_grievance(
            grievance=found, on=form.cleaned_data["on"], why=form.cleaned_data["why"], by=who, at=now()
        )

    return act(
        request,
        form,
        verb,
        done=_("Abierto de nuevo."),
        context={
            **of_grievance(found), "heading": _("Abrir de nuevo"), "verb": _("Abrir de nuevo"),
            "next": _("Espera otra respuesta; el plazo cuenta desde ese día."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def protect(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Somebody named asks to be protected."""
    found = grievance_or_404(request, public_id)
    who = handler(request, found, Permission.RECORD_VOICE)
    form = _NothingToWrite(request.POST if request.method == "POST" else None)
    return act(
        request,
        form,
        lambda: protect_speaker(grievance=found, by=who, at=now()),
        done=_("Su nombre se guarda con reserva."),
        context={
            **of_grievance(found), "heading": _("Guardar su nombre con reserva"), "verb": _("Guardar con reserva"),
            "answer": _("La persona lo pide. Desde ahora lo ve solo quien puede, y cada vez queda anotada."),
            "undo": _("No se deshace."),
        },
    )  # fmt: skip


@needs(Permission.SEE_PROTECTED_VOICE)
@require_http_methods(["GET", "POST"])
def see(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who is protected: shown once, and the journal says to whom."""
    found = grievance_or_404(request, public_id)
    who = handler(request, found, Permission.SEE_PROTECTED_VOICE)
    context: dict[str, Any] = {**of_grievance(found), "identity": None, "refused": []}
    if request.method == "POST":
        try:
            context["identity"] = see_speaker(grievance=found, by=who, at=now())
        except NotAllowed:
            raise PermissionDenied from None
        except Refused as refused:
            context["refused"] = sayings(refused.reasons)
    answered = render(request, "voices/see.html", context, status=422 if context["refused"] else 200)
    answered["Cache-Control"] = "no-store"
    return answered


@needs(Permission.ERASE_PERSON)
@require_http_methods(["GET", "POST"])
def forget(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Blank what somebody said, because they ask."""
    found = grievance_or_404(request, public_id)
    who = handler(request, found, Permission.ERASE_PERSON)
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: forget_grievance(grievance=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Borrado."),
        context={
            **of_grievance(found), "heading": _("Borrar lo que dijo"), "verb": _("Borrar"), "danger": True,
            "answer": _("Quien habló lo pide. Se borran su nombre, sus palabras y las respuestas."),
            "next": _("Queda que hubo un reclamo, sobre qué fue y en qué terminó."), "undo": _("No se deshace."),
        },
    )  # fmt: skip


class _NothingToWrite(ReasonForm):
    """A step that asks nothing but to be confirmed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.clear()


urlpatterns = [
    path("voces/reclamos/recibir/", receive, name="receive_grievance"),
    path("voces/reclamos/<uuid:public_id>/corregir/", correct, name="correct_grievance"),
    path("voces/reclamos/<uuid:public_id>/encargar/", assign, name="assign_grievance"),
    path("voces/reclamos/<uuid:public_id>/responder/", answer, name="answer_grievance"),
    path("voces/reclamos/<uuid:public_id>/cerrar/", close, name="close_grievance"),
    path("voces/reclamos/<uuid:public_id>/reabrir/", reopen, name="reopen_grievance"),
    path("voces/reclamos/<uuid:public_id>/reserva/", protect, name="protect_speaker"),
    path("voces/reclamos/<uuid:public_id>/quien/", see, name="see_speaker"),
    path("voces/reclamos/<uuid:public_id>/borrar/", forget, name="forget_grievance"),
]
