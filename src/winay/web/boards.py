"""Boards in the browser: who holds which post since when, who comes and who speaks; ends of mandates."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.nuclei.access import may_for
from winay.nuclei.queries.assemblies import POSTS, PROSECUTOR, governance_of
from winay.nuclei.queries.boards import board_of, mandates_of, voices_of
from winay.nuclei.queries.people import crowd_of
from winay.nuclei.services.mandates import appoint_prosecutor, end_mandate, reopen_mandate
from winay.nuclei.terms import MandateEnd
from winay.nuclei.wording import POSTS as POST_WORDS
from winay.web.assemblies_of_nuclei import act, mandate_or_404, nucleus_or_404, teller
from winay.web.board_phones import phones_on_board
from winay.web.board_words import address, shown_mandate
from winay.web.days import local_today
from winay.web.governance_forms import AppointForm, EndForm, ReasonForm
from winay.web.guard import actor, needs
from winay.web.telling_form import labels_of


@needs(Permission.READ_NUCLEI)
@require_GET
def board(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who holds which post since when, who held it before; women's part in the board, in coming and in speaking."""
    nucleus = nucleus_or_404(request, public_id)
    on = nucleus.closed_on or local_today()
    found, asks, voices = board_of(nucleus, on), governance_of(nucleus.version_id), voices_of(nucleus, on)
    context = {
        "nucleus": nucleus,
        "board": found,
        "seats": [
            {"post": str(POST_WORDS[seat.post]), "told": shown_mandate(seat.mandate) if seat.mandate else None}
            for seat in found.seats
        ],
        "past": [shown_mandate(one) for one in mandates_of(nucleus) if one.ended_on is not None and one.ended_on <= on],
        "voices": voices,
        "sums": _sums(voices),
        "asks": asks,
        "unconfirmed": {"posts": POSTS not in asks.confirmed, "prosecutor": PROSECUTOR not in asks.confirmed},
        "back_url": address("nucleus", nucleus.public_id),
        "may_tell": may_for(nucleus, Permission.RECORD_ASSEMBLY, actor(request)),
        **phones_on_board(nucleus, actor(request), now()),
    }
    return render(request, "governance/board.html", context)


def _sums(voices: Any) -> dict[str, int]:
    names = ("women", "men", "unknown", "women_spoke", "men_spoke", "unknown_spoke", "people", "spoke")
    return {name: sum(getattr(one, name) for one in voices) for name in names}


@needs(Permission.RECORD_ASSEMBLY)
@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down whom the municipality appointed."""
    nucleus = nucleus_or_404(request, public_id)
    who = teller(request, nucleus)
    form = AppointForm(request.POST or None, initial={"on": local_today()})
    labels = labels_of(crowd_of(nucleus, local_today()))

    def verb() -> object:
        member = labels.get(form.cleaned_data["member"].strip())
        if member is None:
            raise Refused([Reason("nuclei.outside_nucleus", {"people": 1})])
        on, note = form.cleaned_data["on"], form.cleaned_data["note"]
        return appoint_prosecutor(nucleus=nucleus, member=member, on=on, note=note, by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Fiscal registrado."),
        context={
            **_of(nucleus),
            "heading": _("Fiscal designado por la municipalidad"),
            "verb": _("Registrar fiscal"),
            "next": _("Quien tenía el cargo lo deja ese día."),
            "undo": _("Si fue un error, se retira en la página de la junta."),
            "people": sorted(labels),
        },
    )


@needs(Permission.RECORD_ASSEMBLY)
@require_http_methods(["GET", "POST"])
def end_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that somebody left a post."""
    found = mandate_or_404(request, public_id)
    who = teller(request, found.nucleus)
    form = EndForm(request.POST or None, initial={"on": local_today()})

    def verb() -> object:
        given = form.cleaned_data
        why = MandateEnd(given["reason"])
        return end_mandate(mandate=found, why=why, on=given["on"], note=given["note"], by=who, at=now())

    told = shown_mandate(found)
    return act(
        request,
        form,
        verb,
        done=_("Registrado: el cargo terminó."),
        context={
            **_of(found.nucleus),
            "heading": _("¿Por qué deja el cargo?"),
            "answer": f"{told['name']}, {told['post']}",
            "verb": _("Registrar que dejó el cargo"),
            "next": _(
                "El cargo queda vacante hasta que la asamblea elija, y su teléfono deja de tener acceso. Revocar solo "
                "puede la asamblea."
            ),
            "undo": _("Se puede corregir en la página de la junta."),
        },
    )


@needs(Permission.RECORD_ASSEMBLY)
@require_http_methods(["GET", "POST"])
def reopen_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back an end that was told wrongly."""
    found = mandate_or_404(request, public_id)
    who = teller(request, found.nucleus)
    form = ReasonForm(request.POST or None)
    told = shown_mandate(found)
    return act(
        request,
        form,
        lambda: reopen_mandate(mandate=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Corregido: el cargo sigue."),
        context={
            **_of(found.nucleus),
            "heading": _("Corregir el término de un cargo"),
            "answer": f"{told['name']}, {told['post']}: {told['end']}",
            "verb": _("Retirar el término"),
            "next": _(
                "El cargo sigue hasta quien vino después, o hasta hoy. Un teléfono que se retiró con el cargo no "
                "vuelve a tener acceso: dele uno nuevo en la página de la junta."
            ),
        },
    )


def _of(nucleus: Any) -> dict[str, Any]:
    return {
        "nucleus": nucleus,
        "back": _("Junta directiva"),
        "back_url": reverse("web:board", args=[nucleus.public_id]),
    }


urlpatterns = [
    path("nucleos/<uuid:public_id>/junta/", board, name="board"),
    path("nucleos/<uuid:public_id>/junta/fiscal/", appoint, name="appoint_prosecutor"),
    path("junta/<uuid:public_id>/terminar/", end_one, name="end_mandate"),
    path("junta/<uuid:public_id>/corregir/", reopen_one, name="reopen_mandate"),
]
