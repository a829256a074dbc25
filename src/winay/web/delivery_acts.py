"""One delivery in the browser: what came, who saw it, its photograph, taking it back, its acts on paper."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.phones.lists import labels_of
from winay.accounts.queries import names_of
from winay.core.actors import Permission
from winay.core.clock import now
from winay.delivery.asset_terms import ComplaintEnd, RejectWhy, WitnessRole
from winay.delivery.asset_wording import ENDS, REJECTIONS, ROLES
from winay.delivery.queries.assets import (
    delivery_by_id,
    lines_of,
)
from winay.delivery.queries.sayings import history_of
from winay.documents.queries import document_by_id
from winay.journeys.delivery_acts import (
    delivery_of_document,
    issue_delivery_act,
    issued_of,
    revoke_delivery_act,
    take_delivery_back,
)
from winay.journeys.pages.came import came
from winay.nuclei.access import may_for
from winay.registry.terms import Kin, Sex
from winay.registry.wording import KINS, SEXES
from winay.web.assemblies_of_nuclei import act
from winay.web.assets import item_names, may_record, recorder, shown_delivery
from winay.web.governance_forms import ReasonForm
from winay.web.guard import actor, needs
from winay.web.household_words import name_of
from winay.web.plan_sheet import quantity_words
from winay.web.saying_words import shown_saying
from winay.web.scans import scan_response


@needs(Permission.READ_NUCLEI)
@require_GET
def delivery(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One delivery: what came, what was rejected, who received and who saw it."""
    found = delivery_or_404(request, public_id)
    names, lines = item_names(found.nucleus), lines_of(found)
    people = names_of(one for one in (found.recorded_by, found.reversed_by) if one)
    context = {
        **shown_delivery(found, names), "nucleus": found.nucleus, "lines": [_shown_line(one) for one in lines],
        "rejected": sum(one.rejected > 0 for one in lines), "short": sum(one.counted < one.due for one in lines),
        "receiver": receiver_words(found), "kin": KINS[Kin(found.receiver_kin)], "sex": SEXES[Sex(found.receiver_sex)],
        "witnesses": [
            (found.first_witness, ROLES[WitnessRole(found.first_role)]),
            (found.second_witness, ROLES[WitnessRole(found.second_role)]),
        ],
        "recorded": _recorder(found, people), "reverser": people.get(found.reversed_by or UUID(int=0), ""),
        "sent": came(found.submission, actor(request)),
        "documents": issued_of(found), "may_record": may_record(request, found.nucleus),
        "said": [shown_saying(row, names) for row in history_of(delivery=found)],
        "may_hear": may_for(found.nucleus, Permission.RECORD_VOICE, actor(request)),
        "says_url": "" if found.reversed_at else reverse(
            "web:household_says",
            args=[found.nucleus.public_id, found.technology.membership.enrolment.public_id],
        ),
        "back_url": reverse("web:deliveries", args=[found.nucleus.public_id]),
    }  # fmt: skip
    return render(request, "assets/delivery.html", context)


def _recorder(delivery: Any, people: Mapping[UUID, str]) -> str:
    """Who wrote it down: somebody of the team, or a phone by what it is called."""
    key = delivery.recorded_by
    return people.get(key) or (labels_of([key]).get(key, "") if delivery.submission else "")


def receiver_words(delivery: Any) -> str:
    """Who received."""
    return name_of(delivery.receiver) if delivery.receiver else delivery.receiver_name


def _shown_line(one: Any) -> dict[str, Any]:
    complaint = getattr(one, "complaint", None)
    return {
        "one": one,
        **{name: quantity_words(getattr(one, name), one.unit) for name in ("due", "counted", "accepted", "rejected")},
        "why": REJECTIONS[RejectWhy(one.reject_why)] if one.reject_why else "",
        "complaint": complaint,
        "ended": ENDS[ComplaintEnd(complaint.ended_how)] if complaint and complaint.ended_how else "",
    }


@needs(Permission.READ_NUCLEI)
@require_GET
def photo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The photograph of a delivery."""
    found = delivery_or_404(request, public_id)
    if not found.photo_sha256 or found.proof_erased:
        raise Http404
    return scan_response(found.photo_sha256, f"entrega-{found.delivered_on.isoformat()}")


@needs(Permission.READ_NUCLEI)
@require_GET
def mark(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The signature or fingerprint by which a delivery was received."""
    found = delivery_or_404(request, public_id)
    if not found.mark_sha256 or found.proof_erased:
        raise Http404
    return scan_response(found.mark_sha256, f"firma-{found.delivered_on.isoformat()}")


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def reverse_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back a delivery that was told wrongly."""
    found = delivery_or_404(request, public_id)
    who = recorder(request, found.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request, form, lambda: take_delivery_back(delivery=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Entrega retirada. Anótela otra vez como fue."),
        context={
            **_of(found),
            "heading": _("Retirar la entrega"),
            "answer": _("Lo que llegó deja de contar y su acta se anula. La entrega queda escrita con su razón."),
            "verb": _("Retirar entrega"),
            "next": _("Se anota otra vez desde «por entregar»."),
            "danger": True,
        },
    )  # fmt: skip


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def issue_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Issue the act of a delivery."""
    found = delivery_or_404(request, public_id)
    who = recorder(request, found.nucleus)
    base = request.build_absolute_uri(reverse("web:verify"))
    form = forms.Form(request.POST if request.method == "POST" else None)
    return act(
        request, form, lambda: issue_delivery_act(delivery=found, by=who, at=now(), base_url=base),
        done=_("Acta emitida. Descárguela e imprímala para las firmas y huellas."),
        context={
            **_of(found),
            "heading": _("Emitir el acta de entrega"),
            "answer": _("Un PDF con número y código: lo pedido, contado y rechazado, quién recibió y quién lo vio."),
            "verb": _("Emitir acta"),
            "next": _("Cualquiera puede verificarla con su código; los nombres solo los ve quien lee el núcleo."),
            "undo": _("Se puede anular con su razón."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def revoke_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End an act that should not have been issued."""
    document = document_by_id(public_id)
    about = delivery_of_document(document) if document else None
    if document is None or about is None:
        raise Http404
    found = delivery_or_404(request, about.public_id)
    who = recorder(request, found.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request, form,
        lambda: revoke_delivery_act(document=document, reason=form.cleaned_data["why"], by=who, at=now()),
        done=_("Acta anulada: quien la verifique leerá la razón."),
        context={
            **_of(found),
            "heading": _("Anular un acta de entrega"),
            "answer": _("N.º %(number)s. La entrega sigue anotada.") % {"number": document.number},
            "verb": _("Anular acta"),
            "undo": _("No se deshace: se emite otra."),
            "danger": True,
        },
    )  # fmt: skip


def _of(found: Any) -> dict[str, Any]:
    return {
        "nucleus": found.nucleus, "back": _("Entrega"), "back_url": reverse("web:delivery", args=[found.public_id]),
    }  # fmt: skip


def delivery_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The delivery, if it exists; 403 for one of another territory."""
    found = delivery_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found.nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


DELIVERY = "entregas/<uuid:public_id>/"
urlpatterns = [
    path(DELIVERY, delivery, name="delivery"),
    path(f"{DELIVERY}foto/", photo, name="delivery_photo"),
    path(f"{DELIVERY}firma/", mark, name="delivery_mark"),
    path(f"{DELIVERY}retirar/", reverse_one, name="reverse_delivery"),
    path(f"{DELIVERY}acta/", issue_one, name="issue_delivery_act"),
    path("entregas/acta/<uuid:public_id>/anular/", revoke_one, name="revoke_delivery_act"),
]
