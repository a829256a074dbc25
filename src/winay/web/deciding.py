"""Deciding on a selection that somebody else prepared: approve it, return it, annul it."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.journeys import acts
from winay.targeting.services import decisions
from winay.web.days import local_today
from winay.web.guard import needs
from winay.web.selection_pages import act, readable_or_404


@needs(Permission.APPROVE_SELECTION)
@require_POST
def send_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Return a selection with an observation."""
    selection = readable_or_404(request, public_id)
    reason = request.POST.get("reason", "")
    return act(
        request,
        selection,
        lambda who: decisions.return_selection(selection=selection, reason=reason, by=who, at=now()),
        _("Devuelta con su observación."),
    )


@needs(Permission.APPROVE_SELECTION)
@require_POST
def approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve a selection that somebody else prepared."""
    selection = readable_or_404(request, public_id)
    today = local_today()

    def verb(who: ActingPerson) -> None:
        try:
            on = date.fromisoformat(request.POST.get("on", "") or today.isoformat())
        except ValueError:
            raise Refused([Reason("targeting.day_unreadable")]) from None
        decisions.approve_selection(selection=selection, on=on, today=today, by=who, at=now())

    return act(
        request,
        selection,
        verb,
        _("Selección aprobada. Desde ahora no cambia; si hubo un error, se anula y se decide de nuevo."),
    )


@needs(Permission.APPROVE_SELECTION)
@require_POST
def annul(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End an approved selection that was a mistake."""
    selection = readable_or_404(request, public_id)
    reason = request.POST.get("reason", "")
    return act(
        request, selection, lambda who: acts.annul_selection(selection=selection, reason=reason, by=who, at=now()),
        _("Selección anulada y sus actas revocadas. La aprobación y su anulación quedan en el registro."),
    )  # fmt: skip


urlpatterns = [
    path("selecciones/<uuid:public_id>/devolver/", send_back, name="return_selection"),
    path("selecciones/<uuid:public_id>/aprobar/", approve, name="approve_selection"),
    path("selecciones/<uuid:public_id>/anular/", annul, name="annul_selection"),
]
