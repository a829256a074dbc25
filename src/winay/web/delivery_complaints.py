"""Complaints about deliveries in the browser: those of a nucleus, closing one, opening it again."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.core import numbers
from winay.core.actors import Permission
from winay.core.clock import now
from winay.delivery.asset_terms import ComplaintEnd
from winay.delivery.asset_wording import ENDS
from winay.delivery.queries.assets import (
    complaint_by_id,
    complaints_of,
    may_have_cured,
)
from winay.delivery.services.assets import cure_shortage, reopen_complaint
from winay.nuclei.access import may_for
from winay.targeting.criteria_wording import language
from winay.web.assemblies_of_nuclei import act
from winay.web.asset_forms import CureForm
from winay.web.assets import item_names, may_record, offset_of, recorder, shown_delivery, turns
from winay.web.days import local_today
from winay.web.governance_forms import ReasonForm
from winay.web.guard import actor, needs
from winay.web.nucleus import readable_or_404


@needs(Permission.READ_NUCLEI)
@require_GET
def complaints(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What households hold against what came: open ones first due on top, or all."""
    found = readable_or_404(request, public_id)
    every, start, today = request.GET.get("ver") == "todos", offset_of(request), local_today()
    rows, total = complaints_of(found, open_only=not every, start=start)
    names = item_names(found)
    context = {
        "nucleus": found, "every": every, "total": total, "today": today,
        "rows": [
            {
                **shown_delivery(one.line.delivery, names), "one": one, "line": one.line.words,
                "late": one.ended_on is None and one.cure_by < today, "days": (today - one.cure_by).days,
                "ended": ENDS[ComplaintEnd(one.ended_how)] if one.ended_how else "", "complaint": one,
            }
            for one in rows
        ],
        "may_record": may_record(request, found), **turns(start, total),
    }  # fmt: skip
    return render(request, "assets/complaints.html", context)


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def cure(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close a complaint."""
    found = _complaint_or_404(request, public_id)
    who = recorder(request, found.nucleus)
    brought = {str(one.public_id): one for one in may_have_cured(found)}
    form = CureForm(
        request.POST or None, initial={"on": local_today()},
        deliveries=[(key, numbers.day(one.delivered_on, language())) for key, one in brought.items()],
    )  # fmt: skip

    def verb() -> object:
        given = form.cleaned_data
        return cure_shortage(
            complaint=found, how=ComplaintEnd(given["how"]), on=given["on"], note=given["note"],
            brought=brought.get(given["brought"]), by=who, at=now(),
        )  # fmt: skip

    return act(
        request, form, verb, done=_("Reclamo cerrado."),
        context={
            **_of_complaint(found),
            "heading": _("Cerrar el reclamo"),
            "answer": f"{found.line.words}: {found.said}",
            "verb": _("Cerrar reclamo"),
            "next": _("Deja la lista de reclamos abiertos."),
            "undo": _("Si fue un error, se puede abrir otra vez con su razón."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A complaint that was closed by mistake is open again."""
    found = _complaint_or_404(request, public_id)
    who = recorder(request, found.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request, form, lambda: reopen_complaint(complaint=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("El reclamo está abierto otra vez."),
        context={
            **_of_complaint(found),
            "heading": _("Abrir otra vez el reclamo"),
            "answer": f"{found.line.words}: {found.said}",
            "verb": _("Abrir reclamo"),
            "next": _("Vuelve a la lista de reclamos abiertos, con la misma fecha para remediar."),
        },
    )  # fmt: skip


def _of_complaint(found: Any) -> dict[str, Any]:
    return {
        "nucleus": found.nucleus, "back": _("Reclamos"),
        "back_url": reverse("web:complaints", args=[found.nucleus.public_id]),
    }  # fmt: skip


def _complaint_or_404(request: HttpRequest, public_id: UUID) -> Any:
    found = complaint_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found.nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


urlpatterns = [
    path("nucleos/<uuid:public_id>/entregas/reclamos/", complaints, name="complaints"),
    path("reclamos-de-entrega/<uuid:public_id>/cerrar/", cure, name="cure_shortage"),
    path("reclamos-de-entrega/<uuid:public_id>/abrir/", reopen, name="reopen_complaint"),
]
