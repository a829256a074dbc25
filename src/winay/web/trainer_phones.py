"""Phones of trainers in the browser: those of a contract's trainer, and letting one in with a QR code shown once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from winay.accounts.phones.lists import state_of
from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.trainers.access import may_for_contract
from winay.trainers.phone_rules import SENDS_FOR
from winay.trainers.queries.contracts import contract_by_id
from winay.trainers.queries.phones import phones_of_trainer
from winay.trainers.services.phones import let_trainer_phone_in
from winay.trainers.terms import ContractKind
from winay.web.contest_acting import sayings
from winay.web.days import local_today
from winay.web.guard import needs, require
from winay.web.phones import STATES, shown_once


def phones_on_contract(contract: Any, who: ActingPerson | None, at: datetime) -> dict[str, Any]:
    """What the page of a contract shows of its trainer's phones; nothing for who may not read phones. One query."""
    if who is None or contract.kind == ContractKind.PROFESSIONAL:
        return {"phones": None, "may_phone": False}
    if not may_for_contract(contract, Permission.READ_PHONES, who):
        return {"phones": None, "may_phone": False}
    rows = [_row(one, contract, who, at) for one in phones_of_trainer(contract.applicant)]
    here = (contract.hired_by.district_id, contract.version.program_id)
    live = any(not one["over"] and not one["trial"] and one["where"] == here for one in rows)
    going = contract.over_on > local_today() and contract.over_on > contract.began_on
    return {
        "phones": sorted(rows, key=lambda row: row["over"]),
        "may_phone": going and not live and may_for_contract(contract, Permission.MANAGE_PHONES, who),
        "may_withdraw": may_for_contract(contract, Permission.MANAGE_PHONES, who),
        "sends_until": contract.over_on + SENDS_FOR,
    }


def _row(one: Any, contract: Any, who: ActingPerson, at: datetime) -> dict[str, Any]:
    credential = one.credential
    state = state_of(credential, at=at, on=who.on)
    return {
        "phone": credential,
        "over": credential.revoked_at is not None,
        "trial": credential.expires_on is not None,
        "where": (credential.place_id, credential.program_id),
        "of_another": one.contract if one.contract_id != contract.pk else None,
        "state": state.value,
        "state_words": STATES[state],
    }


@needs(Permission.MANAGE_PHONES)
@require_http_methods(["GET", "POST"])
def trainer_phone_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the trainer of a contract in with a phone. The answer shows the QR code once."""
    found = contract_by_id(public_id)
    if found is None:
        raise Http404
    place, program = found.hired_by.district.code, found.version.program.key
    who = require(request, Permission.MANAGE_PHONES, place_code=place, program=program)
    contract_url = reverse("web:contract", args=[found.public_id])
    problems: list[str] = []
    if request.method == "POST":
        try:
            made, token = let_trainer_phone_in(contract=found, by=who, at=now())
        except NotAllowed:
            raise PermissionDenied from None
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            return shown_once(request, made.credential, token, back_url=contract_url, back=found.applicant.name)
    context = {
        "form": forms.Form(),
        "problems": problems,
        "kicker": found.hired_by.name,
        "back_url": contract_url,
        "back": found.applicant.name,
        "heading": _("Dar acceso a su teléfono"),
        "answer": _(
            "%(name)s lleva en su teléfono los hogares que visita, sus integrantes, lo que reciben y sus próximas "
            "visitas, y nada más. Envía visitas de %(place)s."
        )
        % {"name": found.applicant.name, "place": found.hired_by.district.name},
        "verb": _("Dar acceso y ver el código"),
        "next": _("El código QR se muestra una sola vez: tenga el teléfono a mano."),
        "undo": _("Se retira cualquier día. Cuando termina el contrato las listas se vacían solas, y por %(days)s días "
                  "más el teléfono solo envía lo que le falta.") % {"days": SENDS_FOR.days},
    }  # fmt: skip
    return render(request, "trainers/act.html", context, status=422 if request.method == "POST" else 200)


urlpatterns = [
    path("contratos/<uuid:public_id>/telefono/", trainer_phone_add, name="trainer_phone_add"),
]
