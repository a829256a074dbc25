"""Healthy homes in the browser: those of a nucleus, one household's visits, the sheet, what was agreed."""

from collections.abc import Sequence
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
from winay.delivery.home_guide import home_items
from winay.delivery.home_terms import Answer
from winay.delivery.home_wording import ANSWERS
from winay.delivery.queries.homes import (
    PAGE,
    Found,
    action_by_id,
    actions_open,
    found_in,
    home_by_id,
    homes_of,
)
from winay.delivery.services.home_checks import record_home_check
from winay.delivery.services.homes import finish_action, reopen_action, reverse_home_check
from winay.journeys.pages.came import came
from winay.nuclei.access import may_for
from winay.nuclei.queries.members import last_membership
from winay.targeting.criteria_wording import language
from winay.web.assemblies_of_nuclei import act
from winay.web.assets import may_record, offset_of, recorder, turns
from winay.web.contest_acting import sayings
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.governance_forms import ReasonForm
from winay.web.guard import actor, needs
from winay.web.home_forms import DoneForm, HomeSheet
from winay.web.household_words import title_of
from winay.web.nucleus import readable_or_404
from winay.web.pictures import position

LOOKS = {Answer.YES: "neutral", Answer.NO: "rejected", Answer.NOT_APPLICABLE: "neutral", Answer.NOT_SEEN: "unknown"}


@needs(Permission.READ_NUCLEI)
@require_GET
def of_nucleus(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was found in the homes of a nucleus, item by item, and what was agreed and not done. No home is ranked."""
    found = readable_or_404(request, public_id)
    start, today = offset_of(request), local_today()
    items, homes = found_in(found)
    actions, total = actions_open(found, start=start)
    words = {one.number: one for one in home_items()}
    context = {
        "nucleus": found, "homes": homes, "total": total, "today": today,
        "items": [
            {
                "one": one, "words": words[one.item].named(language()), "critical": words[one.item].critical,
                "bar": position(one.yes, one.applying) if one.applying else "0",
                "away": position(one.no, one.applying) if one.applying else "0",
                "share": round(100 * one.yes / one.applying) if one.applying else None,
            }
            for one in items
            if one.item in words
        ],
        "rows": [
            {
                "one": one, "item": words[one.answer.item].named(language()),
                "name": person_name(one.answer.check_of.membership.enrolment.household.participant),
                "place": one.answer.check_of.membership.enrolment.household.place.name,
                "check": one.answer.check_of.public_id, "days": (today - one.due_on).days,
            }
            for one in actions
        ],
        "sums": [
            (_("Los puntos críticos"), _sums([one for one in items if one.item in words and words[one.item].critical])),
            (_("Todos los puntos"), _sums([one for one in items if one.item in words])),
        ],
        "may_record": may_record(request, found), **turns(start, total, PAGE),
    }  # fmt: skip
    return render(request, "homes/of_nucleus.html", context)


def _sums(items: Sequence[Found]) -> Found:
    """Answers over several items, of every home."""
    return Found(
        0, sum(one.yes for one in items), sum(one.no for one in items), sum(one.not_seen for one in items),
        sum(one.not_applicable for one in items),
    )  # fmt: skip


@needs(Permission.READ_NUCLEI)
@require_GET
def of_household(request: HttpRequest, public_id: UUID, cycle: UUID) -> HttpResponse:
    """The visits to one home."""
    found = readable_or_404(request, public_id)
    home = last_membership(found, cycle)
    if home is None:
        raise Http404
    rows = homes_of(home)
    standing = [one for one in rows if one.check.reversed_at is None]
    context = {
        "nucleus": found, "cycle": cycle, "title": title_of(home.enrolment.household),
        "place": home.enrolment.household.place.name, "newest": standing[0] if standing else None,
        "rows": [
            {"one": one, "good": one.good, "open": sum(action.done_on is None for action in one.actions.values())}
            for one in rows
        ],
        "may_record": may_record(request, found),
        "back_url": reverse("web:household_technologies", args=[public_id, cycle]),
    }  # fmt: skip
    return render(request, "homes/of_household.html", context)


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, public_id: UUID, cycle: UUID) -> HttpResponse:
    """Write down what was found in a home."""
    found = readable_or_404(request, public_id)
    who = recorder(request, found)
    home = last_membership(found, cycle)
    if home is None:
        raise Http404
    data = request.POST if request.method == "POST" else {"on": local_today().isoformat()}
    sheet, problems = HomeSheet(data), list[str]()
    if request.method == "POST":
        said = sheet.said()
        problems = sheet.problems
        if said is not None:
            try:
                made = record_home_check(membership=home, said=said, by=who, at=now())
            except NotAllowed:
                raise PermissionDenied from None
            except Refused as refused:
                problems = sayings(refused.reasons)
            else:
                messages.success(request, _("Visita anotada."))
                return redirect("web:home_check", made.public_id)
    context = {
        "nucleus": found, "title": title_of(home.enrolment.household), "place": home.enrolment.household.place.name,
        "sheet": sheet, "items": sheet.shown(), "problems": problems,
        "back_url": reverse("web:household_homes", args=[public_id, cycle]),
    }  # fmt: skip
    return render(request, "homes/record.html", context, status=422 if problems else 200)


@needs(Permission.READ_NUCLEI)
@require_GET
def one_check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One visit: what was found, what was agreed."""
    found = _home_or_404(request, public_id)
    check, today = found.check, local_today()
    household = check.membership.enrolment.household
    context = {
        "nucleus": check.nucleus, "check": check, "title": title_of(household), "place": household.place.name,
        "sent": came(check.submission, actor(request)),
        "good": found.good, "today": today, "may_record": may_record(request, check.nucleus),
        "rows": [
            {
                "one": one, "words": one.named(language()), "answer": ANSWERS[answer], "look": LOOKS[answer],
                "action": found.actions.get(one.number),
            }
            for one in home_items()
            if (answer := found.answers.get(one.number)) is not None
        ],
        "back_url": reverse(
            "web:household_homes", args=[check.nucleus.public_id, check.membership.enrolment.public_id]
        ),
    }  # fmt: skip
    return render(request, "homes/check.html", context)


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def reverse_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back a visit that was told wrongly."""
    found = _home_or_404(request, public_id)
    who = recorder(request, found.check.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request, form, lambda: reverse_home_check(check=found.check, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Visita retirada. Anótela otra vez como fue."),
        context={
            "nucleus": found.check.nucleus, "back": _("Visita"),
            "back_url": reverse("web:home_check", args=[public_id]),
            "heading": _("Retirar la visita"), "answer": _("Deja de contar, con lo que se acordó en ella."),
            "verb": _("Retirar visita"), "next": _("Se anota otra vez como fue."), "danger": True,
        },
    )  # fmt: skip


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was agreed about a home is done."""
    found = _action_or_404(request, public_id)
    who = recorder(request, found.answer.check_of.nucleus)
    form = DoneForm(request.POST or None, initial={"on": local_today()})

    def verb() -> object:
        given = form.cleaned_data
        return finish_action(action=found, on=given["on"], what=given["what"], by=who, at=now())

    return act(
        request, form, verb, done=_("Anotado como hecho."),
        context={
            **_of_action(found), "heading": _("¿Se hizo?"), "answer": found.what, "verb": _("Anotar como hecho"),
            "next": _("Deja la lista de lo que falta."), "undo": _("Si fue un error, se abre otra vez con su razón."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Something that was said to be done by mistake is open again."""
    found = _action_or_404(request, public_id)
    who = recorder(request, found.answer.check_of.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request, form, lambda: reopen_action(action=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Está abierto otra vez."),
        context={
            **_of_action(found), "heading": _("Abrir otra vez"), "answer": found.what, "verb": _("Abrir otra vez"),
            "next": _("Vuelve a la lista de lo que falta."),
        },
    )  # fmt: skip


def _of_action(found: Any) -> dict[str, Any]:
    check = found.answer.check_of
    return {
        "nucleus": check.nucleus, "back": _("Visita"), "back_url": reverse("web:home_check", args=[check.public_id]),
    }  # fmt: skip


def _home_or_404(request: HttpRequest, public_id: UUID) -> Any:
    found = home_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found.check.nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


def _action_or_404(request: HttpRequest, public_id: UUID) -> Any:
    found = action_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found.answer.check_of.nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


HOME = "nucleos/<uuid:public_id>/hogares/<uuid:cycle>/vivienda/"
urlpatterns = [
    path("nucleos/<uuid:public_id>/viviendas/", of_nucleus, name="nucleus_homes"),
    path(HOME, of_household, name="household_homes"),
    path(f"{HOME}anotar/", record, name="record_home_check"),
    path("viviendas/<uuid:public_id>/", one_check, name="home_check"),
    path("viviendas/<uuid:public_id>/retirar/", reverse_one, name="reverse_home_check"),
    path("viviendas/acuerdos/<uuid:public_id>/hecho/", finish, name="finish_action"),
    path("viviendas/acuerdos/<uuid:public_id>/abrir/", reopen, name="reopen_action"),
]
