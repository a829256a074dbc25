"""Contracts in the browser: the list, one contract, hiring, addenda, ends; posts that somebody does not take."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.money import Money
from winay.documents.queries import document_by_id
from winay.journeys.contract_papers import (
    contract_of_document,
    issue_contract_paper,
    papers_of,
    revoke_contract_paper,
)
from winay.journeys.pages.trainer_learning import learning_of
from winay.nuclei.access import may_for
from winay.nuclei.queries.nuclei import nucleus_by_id
from winay.trainers.access import may_for_contract
from winay.trainers.contract_wording import CONTRACT_ENDS, CONTRACT_KINDS, FEES, KIN, SELECTORS
from winay.trainers.course_wording import RESULTS
from winay.trainers.queries.contracts import (
    addenda_of,
    apprentices_of,
    contract_by_id,
    list_contracts,
)
from winay.trainers.queries.courses import learned_by
from winay.trainers.services.contracts import (
    end_contract,
    extend_contract,
)
from winay.trainers.terms import BoardKin, ContractEnd, ContractKind, CourseResult, SelectedBy
from winay.web.addresses import uuid_or_none
from winay.web.contest_acting import act, my_reach
from winay.web.contract_forms import ONE_DAY, EndContractForm, ExtendForm
from winay.web.courses import shown_learning
from winay.web.days import local_today
from winay.web.governance_forms import ReasonForm
from winay.web.guard import actor, needs, require
from winay.web.trainer_phones import phones_on_contract

STATES = ("", "open", "over")


def shown_contract(contract: Any) -> dict[str, Any]:
    """A contract as lists and heads show it."""
    today, never = local_today(), contract.over_on == contract.began_on
    return {
        "one": contract,
        "name": contract.applicant.name,
        "kind": str(CONTRACT_KINDS[ContractKind(contract.kind)]),
        "selected_by": str(SELECTORS[SelectedBy(contract.selected_by)]),
        "fee": Money(contract.fee_minor, contract.currency),
        "fee_per": str(FEES[contract.fee_per]),
        "last_on": contract.over_on - ONE_DAY,
        "never": never,
        "going": contract.began_on <= today < contract.over_on,
        "over": today >= contract.over_on,
        "end": str(CONTRACT_ENDS[ContractEnd(contract.end_why)]) if contract.end_why else "",
        "kin": str(KIN[BoardKin(contract.board_kin)]) if contract.board_kin != BoardKin.NONE else "",
        "nuclei": [one.nucleus for one in contract.nuclei.all()],
    }


@needs(Permission.READ_TRAINERS)
@require_GET
def contracts(request: HttpRequest) -> HttpResponse:
    """The contracts of one's territory, the latest to begin first."""
    asked = request.GET.get("estado", "")
    state = asked if asked in STATES else ""
    found, more = list_contracts(
        my_reach(request),
        today=local_today(),
        state=state,
        nucleus=uuid_or_none(request.GET.get("nucleo")),
        after=uuid_or_none(request.GET.get("after")),
    )
    who, nucleus = actor(request), _asked_nucleus(request)
    context = {
        "nucleus": nucleus,
        "rows": [shown_contract(one) for one in found],
        "next_after": found[-1].public_id if more else "",
        "state": state,
        "may_sign": who is not None and who.may_somewhere(Permission.SIGN_CONTRACT),
    }
    return render(request, "trainers/contracts.html", context)


def _asked_nucleus(request: HttpRequest) -> Any:
    """The nucleus whose contracts are asked for, if whoever asks may read it."""
    asked = uuid_or_none(request.GET.get("nucleo"))
    found = nucleus_by_id(asked) if asked else None
    return found if found and may_for(found, Permission.READ_NUCLEI, actor(request)) else None


@needs(Permission.READ_TRAINERS)
@require_GET
def contract(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One contract: who, for whom, until when, on what ground."""
    found = _contract_or_404(request, public_id)
    context = {
        **shown_contract(found),
        "addenda": [{"one": one, "last_on": one.over_on - ONE_DAY} for one in addenda_of(found)],
        "apprentices": [shown_contract(one) for one in apprentices_of(found)],
        "learned": [{"one": one, "result": str(RESULTS[CourseResult(one.result)])} for one in learned_by(found)],
        "learning": next((shown_learning(one) for one in learning_of([found], local_today())), None),
        "may_sign": may_for_contract(found, Permission.SIGN_CONTRACT, actor(request)),
        "papers": papers_of(found),
        **phones_on_contract(found, actor(request), now()),
    }
    return render(request, "trainers/contract.html", context)


@needs(Permission.SIGN_CONTRACT)
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An addendum."""
    found = _contract_or_404(request, public_id)
    who = _signer(request, found)
    form = ExtendForm(request.POST or None)

    def verb() -> Any:
        given = form.cleaned_data
        return extend_contract(
            contract=found, until=given["last_on"] + ONE_DAY, why=given["why"], by=who, at=now()
        )  # fmt: skip

    return act(
        request,
        form,
        verb,
        done=_("Adenda registrada."),
        context={
            **_of(found), "heading": _("Alargar el contrato"), "verb": _("Registrar adenda"),
            "next": _("El contrato queda con su nueva fecha; la de antes se ve en la adenda."),
        },
    )  # fmt: skip


@needs(Permission.SIGN_CONTRACT)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a contract early."""
    found = _contract_or_404(request, public_id)
    who = _signer(request, found)
    form = EndContractForm(request.POST or None, initial={"on": local_today()})

    def verb() -> Any:
        given = form.cleaned_data
        return end_contract(
            contract=found, why=ContractEnd(given["why"]), on=given["on"], note=given["note"], by=who, at=now()
        )  # fmt: skip

    return act(
        request,
        form,
        verb,
        done=_("Contrato terminado."),
        context={
            **_of(found), "heading": _("Terminar el contrato antes de su día"), "verb": _("Terminar contrato"),
            "undo": _("No se deshace: si vuelve, se registra otro contrato."), "danger": True,
        },
    )  # fmt: skip


@needs(Permission.SIGN_CONTRACT)
@require_http_methods(["GET", "POST"])
def issue_paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The contract as a paper to print and sign."""
    found = _contract_or_404(request, public_id)
    who = _signer(request, found)
    base = request.build_absolute_uri(reverse("web:verify"))
    form = forms.Form(request.POST if request.method == "POST" else None)
    return act(
        request,
        form,
        lambda: issue_contract_paper(contract=found, by=who, at=now(), base_url=base),
        done=_("Contrato emitido. Descárguelo e imprímalo para las firmas y huellas."),
        context={
            **_of(found), "heading": _("Emitir el contrato en papel"), "verb": _("Emitir contrato"),
            "answer": _("Un PDF con número y código: las partes, el trabajo, los días, el pago, las adendas y el fin. "
                        "El texto es un borrador: ningún abogado lo ha aprobado."),
            "next": _("Cualquiera puede verificarlo con su código; los nombres solo los ve quien lee el contrato. El "
                      "papel anterior, si lo hay, queda anulado."),
            "undo": _("Se puede anular con su razón."),
        },
    )  # fmt: skip


@needs(Permission.SIGN_CONTRACT)
@require_http_methods(["GET", "POST"])
def revoke_paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a paper that should not have been issued."""
    document = document_by_id(public_id)
    about = contract_of_document(document) if document else None
    if document is None or about is None:
        raise Http404
    found = _contract_or_404(request, about.public_id)
    who = _signer(request, found)
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: revoke_contract_paper(document=document, reason=form.cleaned_data["why"], by=who, at=now()),
        done=_("Papel anulado: quien lo verifique leerá la razón."),
        context={
            **_of(found), "heading": _("Anular un contrato en papel"), "verb": _("Anular papel"),
            "answer": _("N.º %(number)s. El contrato sigue anotado.") % {"number": document.number},
            "undo": _("No se deshace: se emite otro."),
            "danger": True,
        },
    )  # fmt: skip


def _of(found: Any) -> dict[str, Any]:
    return {
        "kicker": found.hired_by.name, "back": found.applicant.name,
        "back_url": reverse("web:contract", args=[found.public_id]),
    }  # fmt: skip


def _contract_or_404(request: HttpRequest, public_id: UUID) -> Any:
    found = contract_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for_contract(found, Permission.READ_TRAINERS, actor(request)):
        raise PermissionDenied
    return found


def _signer(request: HttpRequest, found: Any) -> ActingPerson:
    place, program = found.hired_by.district.code, found.version.program.key
    return require(request, Permission.SIGN_CONTRACT, place_code=place, program=program)


urlpatterns = [
    path("contratos/", contracts, name="contracts"),
    path("contratos/<uuid:public_id>/", contract, name="contract"),
    path("contratos/<uuid:public_id>/adenda/", extend, name="extend_contract"),
    path("contratos/<uuid:public_id>/terminar/", end, name="end_contract"),
    path("contratos/<uuid:public_id>/papel/", issue_paper, name="issue_contract_paper"),
    path("contratos/papel/<uuid:public_id>/anular/", revoke_paper, name="revoke_contract_paper"),
]
