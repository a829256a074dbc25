"""What the pages of contests and contracts share: the thing or 404, an act with its form, reasons in words."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from winay.accounts.queries import ActingPerson
from winay.core import numbers
from winay.core.actors import Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.journeys.wording import say
from winay.nuclei.queries.nuclei import Reach
from winay.targeting.criteria_wording import language
from winay.trainers.access import may_for
from winay.trainers.queries.applications import application_by_id
from winay.trainers.queries.contests import contest_by_id
from winay.web.guard import actor, require


def sayings(reasons: Iterable[Reason]) -> list[str]:
    """Reasons as sentences, with days as people write them."""
    return [say(Reason(one.code, {key: _written(value) for key, value in one.params.items()})) for one in reasons]


def _written(value: str | int) -> str | int:
    if isinstance(value, str) and len(value) == 10:
        try:
            return numbers.day(date.fromisoformat(value), language())
        except ValueError:
            return value
    return value


def act(
    request: HttpRequest,
    form: Any,
    verb: Callable[[], Any],
    *,
    done: str,
    context: dict[str, Any],
    to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """A page with one form and one verb: do it and go on, or show what is wrong and what was written."""
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = verb()
        except NotAllowed:
            raise PermissionDenied from None
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            messages.success(request, done)
            return redirect(to(made) if to else context["back_url"])
    context = {**context, "form": form, "problems": problems}
    return render(request, "trainers/act.html", context, status=422 if request.method == "POST" else 200)


def my_reach(request: HttpRequest) -> Reach:
    """Where whoever asks reads contests and contracts."""
    who = actor(request)
    assert who is not None  # `needs` turned nobody away
    return who.reach(Permission.READ_TRAINERS)


def contest_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The contest, if it exists; 403 for one of another territory."""
    return _readable(request, contest_by_id(public_id))


def _readable(request: HttpRequest, contest: Any) -> Any:
    if contest is None:
        raise Http404
    if not may_for(contest, Permission.READ_TRAINERS, actor(request)):
        raise PermissionDenied
    return contest


def application_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The application, if it exists; 403 for one of another territory."""
    found = application_by_id(public_id)
    _readable(request, found and found.contest)
    return found


def doer(request: HttpRequest, contest: Any, permission: Permission) -> ActingPerson:
    """Who is asking, if they may do this with the contest; 403 otherwise."""
    return require(request, permission, place_code=contest.place.code, program=contest.version.program.key)


def of_contest(contest: Any) -> dict[str, Any]:
    """What every act on one contest shows."""
    return {
        "kicker": contest.name, "back": _("Concurso"),
        "back_url": reverse("web:contest", args=[contest.public_id]),
    }  # fmt: skip


def of_application(application: Any) -> dict[str, Any]:
    """What every act on one application shows."""
    return {
        "kicker": application.contest.name, "back": application.applicant.name,
        "back_url": reverse("web:application", args=[application.public_id]),
    }  # fmt: skip
