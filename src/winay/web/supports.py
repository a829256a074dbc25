"""Support by other institutions and commitments to sustain, in the browser."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.core.money import Money
from winay.delivery.home_terms import SignedHow, SupportKind
from winay.delivery.home_wording import SIGNED, SUPPORTS
from winay.delivery.queries.assets import people_of
from winay.delivery.queries.homes import PAGE, commitment_by_id, commitments_of, support_by_id, supports_of
from winay.delivery.services.supports import (
    CommitSaid,
    earliest_for,
    record_support,
    reverse_commitment,
    sign_commitment,
    withdraw_support,
)
from winay.nuclei.access import may_for
from winay.nuclei.queries.members import last_membership, members_on
from winay.web.assemblies_of_nuclei import act
from winay.web.asset_forms import Photo
from winay.web.assets import may_record, offset_of, recorder, turns
from winay.web.contest_acting import sayings
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.governance_forms import ReasonForm
from winay.web.guard import actor, needs
from winay.web.home_forms import CommitForm, SupportForm
from winay.web.household_words import name_of, title_of
from winay.web.nucleus import readable_or_404
from winay.web.scans import scan_response


@needs(Permission.READ_NUCLEI)
@require_GET
def of_nucleus(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What other institutions give to a nucleus and its households."""
    found, start = readable_or_404(request, public_id), offset_of(request)
    rows, total = supports_of(found, start=start)
    context = {
        "nucleus": found, "total": total,
        "rows": [
            {
                "one": one, "kind": SUPPORTS[SupportKind(one.kind)],
                "worth": Money(one.minor) if one.minor is not None else None,
                "home": person_name(one.membership.enrolment.household.participant) if one.membership else "",
            }
            for one in rows
        ],
        "may_record": may_record(request, found), **turns(start, total, PAGE),
    }  # fmt: skip
    return render(request, "homes/supports.html", context)


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down what an institution gives."""
    found, today = readable_or_404(request, public_id), local_today()
    who = recorder(request, found)
    homes = {str(one.membership.enrolment.public_id): one for one in members_on(found, today)}
    form = SupportForm(
        request.POST or None, initial={"from_on": today},
        homes=[(key, person_name(one.participant)) for key, one in homes.items()],
    )  # fmt: skip

    def verb() -> object:
        home = homes.get(form.cleaned_data["home"])
        return record_support(
            nucleus=found, said=form.said(), membership=home.membership if home else None, by=who, at=now()
        )

    return act(
        request, form, verb, done=_("Apoyo anotado."),
        context={
            "nucleus": found, "back": _("Apoyos"), "back_url": reverse("web:supports", args=[public_id]),
            "heading": _("¿Qué aporta otra institución?"),
            "answer": _("Insumos, capacitación, traslado u obras que llegan además de lo que pone el programa."),
            "verb": _("Anotar apoyo"), "next": _("Se muestra al lado de lo entregado; no cambia la propuesta."),
            "undo": _("Si fue un error, se retira con su razón."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back a support that was told wrongly."""
    found = support_by_id(public_id)
    if found is None:
        raise Http404
    who = recorder(request, found.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request, form, lambda: withdraw_support(support=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Apoyo retirado."),
        context={
            "nucleus": found.nucleus, "back": _("Apoyos"),
            "back_url": reverse("web:supports", args=[found.nucleus.public_id]), "heading": _("Retirar el apoyo"),
            "answer": f"{found.institution}: {found.what}", "verb": _("Retirar apoyo"),
            "next": _("Queda en la lista con su razón."), "danger": True,
        },
    )  # fmt: skip


# ---- commitments ----------------------------------------------------------------------------------------------------


@needs(Permission.READ_NUCLEI)
@require_http_methods(["GET", "POST"])
def commitment(request: HttpRequest, public_id: UUID, cycle: UUID) -> HttpResponse:
    """A household's commitment to keep up what was installed; by POST, what it signed."""
    found = readable_or_404(request, public_id)
    home = last_membership(found, cycle)
    if home is None:
        raise Http404
    people = {str(one.public_id): one for one in people_of(home)}
    photo, problems = Photo(request), list[str]()
    form = CommitForm(
        request.POST or None, request.FILES or None, initial={"on": local_today()},
        people=[(key, name_of(one)) for key, one in people.items()],
    )  # fmt: skip
    if request.method == "POST":
        who = recorder(request, found)
        valid = form.is_valid()
        if photo.problem:
            problems = [photo.problem]
        elif valid:
            given = form.cleaned_data
            said = CommitSaid(
                given["on"], people.get(given["signer"]), SignedHow(given["how"]), given["said"], given["witness"]
            )
            try:
                sign_commitment(membership=home, said=said, scan_sha256=photo.digest, by=who, at=now())
            except NotAllowed:
                raise PermissionDenied from None
            except Refused as refused:
                problems = sayings(refused.reasons)
            else:
                messages.success(request, _("Compromiso anotado."))
                return redirect("web:commitment", public_id, cycle)
    rows = commitments_of(home)
    standing = next((one for one in rows if one.reversed_at is None), None)
    context = {
        "nucleus": found, "title": title_of(home.enrolment.household), "place": home.enrolment.household.place.name,
        "rows": [{"one": one, "how": SIGNED[SignedHow(one.how)], "name": name_of(one.signer)} for one in rows],
        "standing": standing, "earliest": earliest_for(home), "form": form, "problems": problems,
        "photo_token": photo.token, "may_record": may_record(request, found),
        "back_url": reverse("web:household_technologies", args=[public_id, cycle]),
    }  # fmt: skip
    return render(request, "homes/commitment.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def uncommit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back a commitment that was told wrongly."""
    found = _commitment_or_404(request, public_id)
    nucleus, cycle = found.membership.nucleus, found.membership.enrolment.public_id
    who = recorder(request, nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request, form, lambda: reverse_commitment(commitment=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Compromiso retirado."),
        context={
            "nucleus": nucleus, "back": _("Compromiso"),
            "back_url": reverse("web:commitment", args=[nucleus.public_id, cycle]),
            "heading": _("Retirar el compromiso"), "answer": found.said, "verb": _("Retirar compromiso"),
            "next": _("Se anota otra vez como fue."), "danger": True,
        },
    )  # fmt: skip


@needs(Permission.READ_NUCLEI)
@require_GET
def commitment_scan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The signed paper."""
    found = _commitment_or_404(request, public_id)
    if not found.scan_sha256 or found.signer.erased_at is not None:
        raise Http404
    return scan_response(found.scan_sha256, f"compromiso-{found.signed_on.isoformat()}")


def _commitment_or_404(request: HttpRequest, public_id: UUID) -> Any:
    found = commitment_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found.membership.nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


urlpatterns = [
    path("nucleos/<uuid:public_id>/apoyos/", of_nucleus, name="supports"),
    path("nucleos/<uuid:public_id>/apoyos/anotar/", record, name="record_support"),
    path("apoyos/<uuid:public_id>/retirar/", withdraw, name="withdraw_support"),
    path("nucleos/<uuid:public_id>/hogares/<uuid:cycle>/compromiso/", commitment, name="commitment"),
    path("compromisos/<uuid:public_id>/retirar/", uncommit, name="reverse_commitment"),
    path("compromisos/<uuid:public_id>/foto/", commitment_scan, name="commitment_scan"),
]
