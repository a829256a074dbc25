"""Phones of board members in the browser: those of a board, and letting one in with a QR code shown once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from winay.accounts.phones.lists import state_of
from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import local_date, now
from winay.core.errors import NotAllowed, Refused
from winay.nuclei.access import may_for
from winay.nuclei.phone_wording import holder_words
from winay.nuclei.queries.board_phones import phones_of
from winay.nuclei.services.board_phones import let_board_phone_in
from winay.nuclei.terms import Post
from winay.web.assemblies_of_nuclei import mandate_or_404
from winay.web.board_words import sayings, shown_mandate
from winay.web.guard import needs, require
from winay.web.phones import STATES, shown_once


def phones_on_board(nucleus: Any, who: ActingPerson | None, at: datetime) -> dict[str, Any]:
    """What the page of a board shows of its phones; nothing for who may not read phones. One query."""
    if who is None or not may_for(nucleus, Permission.READ_PHONES, who):
        return {"phones": None, "phoned": set(), "may_phone": False}
    rows = [_row(one, who, at) for one in phones_of(nucleus)]
    return {
        "phones": sorted(rows, key=lambda row: row["over"]),
        "phoned": {row["mandate"].pk for row in rows if not row["over"]},
        "may_phone": may_for(nucleus, Permission.MANAGE_PHONES, who),
    }


def _row(one: Any, who: ActingPerson, at: datetime) -> dict[str, Any]:
    credential, mandate = one.credential, one.mandate
    state = state_of(credential, at=at, on=who.on)
    told = shown_mandate(mandate)
    return {
        "mandate": mandate,
        "phone": credential,
        "over": credential.revoked_at is not None,
        "name": told["name"],
        "post": holder_words(Post(mandate.post), mandate.member.sex),
        "state": state.value,
        "state_words": STATES[state],
        "late": _days_late(mandate, credential.revoked_at),
    }


def _days_late(mandate: Any, shut_out_at: datetime | None) -> int:
    """For how many days a phone still came in after its mandate was over, because the end was told late."""
    if shut_out_at is None or mandate.ended_on is None or mandate.ended_on == mandate.began_on:
        return 0
    return max(0, (local_date(shut_out_at, settings.TIME_ZONE) - mandate.ended_on).days)


@needs(Permission.MANAGE_PHONES)
@require_http_methods(["GET", "POST"])
def board_phone_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let whoever holds a post in with a phone. The answer shows the QR code once."""
    found = mandate_or_404(request, public_id)
    place, program = found.nucleus.district.code, found.nucleus.version.program.key
    who = require(request, Permission.MANAGE_PHONES, place_code=place, program=program)
    board_url = reverse("web:board", args=[found.nucleus.public_id])
    problems: list[str] = []
    if request.method == "POST":
        try:
            made, token = let_board_phone_in(mandate=found, by=who, at=now())
        except NotAllowed:
            raise PermissionDenied from None
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            return shown_once(request, made.credential, token, back_url=board_url, back=_("Junta directiva"))
    told = shown_mandate(found)
    context = {
        "form": forms.Form(),
        "problems": problems,
        "nucleus": found.nucleus,
        "kicker": found.nucleus.name,
        "back_url": board_url,
        "back": _("Junta directiva"),
        "heading": _("Dar acceso a su teléfono"),
        "answer": _("%(name)s, %(post)s. Registra hogares del distrito de %(place)s para el programa; no lee ninguno.")
        % {"name": told["name"], "post": told["post"], "place": found.nucleus.district.name},
        "verb": _("Dar acceso y ver el código"),
        "next": _("El código QR se muestra una sola vez: tenga el teléfono a mano."),
        "undo": _("Se retira cualquier día, y termina solo cuando termina el cargo."),
    }
    return render(request, "governance/act.html", context, status=422 if request.method == "POST" else 200)


urlpatterns = [
    path("junta/<uuid:public_id>/telefono/", board_phone_add, name="board_phone_add"),
]
