"""What a person decides about a submission: process it again, correct an answer, set it aside, take it back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.intake.desk.queries import submission_by_id
from winay.intake.desk.services import correct_answer, dismiss, process_again, restore
from winay.intake.desk.wording import STATES
from winay.intake.terms import State
from winay.journeys.erasing import erase_sent
from winay.journeys.ingest import ingest_one
from winay.journeys.wording import say
from winay.web.guard import needs
from winay.web.submissions import found, page_of

Act = Callable[[Any, ActingPerson], object]


@needs(Permission.REVIEW_SUBMISSIONS)
@require_POST
def again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Process it now, once more."""
    return _done(request, public_id, lambda row, who: process_again(submission=row, **_by(who)))


@needs(Permission.REVIEW_SUBMISSIONS)
@require_POST
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct one answer, and process it at once where that was asked for."""
    sent = request.POST

    def act(row: Any, who: ActingPerson) -> None:
        correct_answer(
            submission=row, path=sent.get("path", ""), value=sent.get("value", ""), why=sent.get("why", ""), **_by(who)
        )
        if sent.get("then") == "process":
            process_again(submission=row, **_by(who))

    return _done(request, public_id, act)


@needs(Permission.REVIEW_SUBMISSIONS)
@require_POST
def put_aside(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Set it aside, with a reason."""
    why = request.POST.get("why", "")
    return _done(request, public_id, lambda row, who: dismiss(submission=row, why=why, **_by(who)))


@needs(Permission.REVIEW_SUBMISSIONS)
@require_POST
def take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take it back from aside, with a reason."""
    why = request.POST.get("why", "")
    return _done(request, public_id, lambda row, who: restore(submission=row, why=why, **_by(who)))


@needs(Permission.ERASE_PERSON)
@require_POST
def erase(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Erase what it says, because somebody whom it names asks for it."""
    why, sure = request.POST.get("why", ""), request.POST.get("sure") == "1"

    def act(row: Any, who: ActingPerson) -> None:
        if not sure:
            raise Refused([Reason("intake.not_sure")])
        erase_sent(submissions=[row], where=row.place_code, why=why, **_by(who))

    return _done(request, public_id, act)


def _done(request: HttpRequest, public_id: UUID, act: Act) -> HttpResponse:
    who, row = found(request, public_id)
    try:
        act(row, who)
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refusal:
        context = page_of(row, who, refused=[say(reason) for reason in refusal.reasons], sent=request.POST)
        return render(request, "submissions/submission.html", context, status=422)
    ingest_one(public_id=public_id, at=now())
    now_is = submission_by_id(public_id)
    if now_is is not None and now_is.erased_at is not None:
        messages.success(request, _("Lo que decía se borró; quedan su huella y que llegó."))
    elif now_is is not None:
        told = messages.warning if now_is.state == State.REVIEW else messages.success
        told(request, _("El envío está ahora: %(state)s.") % {"state": STATES[State(now_is.state)]})
    return redirect("web:submission", public_id)


def _by(who: ActingPerson) -> dict[str, Any]:
    return {"by": who, "by_name": who.person.name, "at": now()}


urlpatterns = [
    path("envios/<uuid:public_id>/procesar/", again, name="submission_again"),
    path("envios/<uuid:public_id>/corregir/", correct, name="submission_correct"),
    path("envios/<uuid:public_id>/apartar/", put_aside, name="submission_dismiss"),
    path("envios/<uuid:public_id>/borrar/", erase, name="submission_erase"),
    path("envios/<uuid:public_id>/recuperar/", take_back, name="submission_restore"),
]
