"""Plans of nuclei that wait for a decision, across districts, and the way from one to the next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from winay.accounts.queries import names_of
from winay.core.actors import Permission
from winay.enrolment.queries.calls import titles_of
from winay.nuclei.queries.submitted_plans import (
    Sent,
    count_sent,
    departments_of_plans,
    next_to_decide,
    sent_plans,
    to_decide,
)
from winay.targeting.criteria_wording import language
from winay.web.addresses import uuid_or_none
from winay.web.guard import actor, needs
from winay.web.nuclei import my_reach
from winay.web.plan_words import gap_of

COUNTRY = "pais"
STATES = {"": _("esperan decisión"), "returned": _("devueltos con una observación")}


@needs(Permission.READ_NUCLEI)
@require_GET
def plans_to_decide(request: HttpRequest) -> HttpResponse:
    """The plans that were sent and wait, or that came back, with what whoever decides looks at first."""
    reach, department = my_reach(request), _department(request.GET.get("departamento", ""))
    state = "returned" if request.GET.get("estado") == "returned" else ""
    asked = {"returned": bool(state), "department": department}
    found, more = sent_plans(reach, after=uuid_or_none(request.GET.get("after")), **asked)  # type: ignore[arg-type]
    people = names_of(one.formation.submitted_by or one.formation.drafted_by for one in found)
    titles = titles_of({one.formation.version_id for one in found})
    who = actor(request)
    assert who is not None  # `needs` turned nobody away
    mine = who.reach(Permission.APPROVE_NUCLEI)
    waiting = next_to_decide(mine, by=who.public_id, department=department) if mine and not state else None
    queue = department or COUNTRY
    return render(
        request,
        "plans/to_decide.html",
        {
            "rows": [_row(one, people, titles) for one in found],
            "total": count_sent(reach, **asked),  # type: ignore[arg-type]
            "next_after": found[-1].formation.public_id if more else "",
            "departments": departments_of_plans(reach, returned=bool(state)),
            "department": department,
            "state": state,
            "states": STATES,
            "filtered": bool(department),
            "first": f"{reverse('web:plan', args=[waiting.public_id])}?decidir={queue}" if waiting else "",
            "queue": queue if mine and not state else "",
        },
    )


def _row(one: Sent, people: Any, titles: Any) -> dict[str, Any]:
    plan = one.formation
    return {
        "one": one,
        "plan": plan,
        "title": titles[plan.version_id].text(language()),
        "by": people.get(plan.submitted_by or plan.drafted_by, ""),
        "mean": round(plan.cost / plan.households) if plan.cost is not None and plan.households else None,
        "gap": gap_of(plan.cost, plan.bound) if plan.cost is not None else "",
    }


def queue_of(request: HttpRequest, plan: Any) -> dict[str, Any]:
    """What the page of a plan shows to whoever goes from one to the next: where the others are, how many wait, and
    the next one; nothing for whoever came another way. Three queries."""
    queue = _queue(request)
    who = actor(request)
    if not queue or who is None:
        return {}
    reach, department = who.reach(Permission.APPROVE_NUCLEI), "" if queue == COUNTRY else queue
    following = next_to_decide(reach, by=who.public_id, department=department, after=plan)
    return {
        "queue": queue,
        "left": to_decide(reach, by=who.public_id, department=department).count(),
        "following": _address(following.public_id, queue) if following else "",
    }


def after_deciding(request: HttpRequest, plan: Any) -> str | None:
    """Where whoever goes from one to the next is led after a decision: the next plan, or the list where none is left;
    None for whoever came another way."""
    queue = _queue(request)
    if not queue:
        return None
    told = queue_of(request, plan)
    back = reverse("web:plans_to_decide") + ("" if queue == COUNTRY else f"?departamento={queue}")
    return told.get("following") or back


def _address(public_id: Any, queue: str) -> str:
    return f"{reverse('web:plan', args=[public_id])}?decidir={queue}"


def _queue(request: HttpRequest) -> str:
    text = request.POST.get("decidir") or request.GET.get("decidir", "")
    return text if text == COUNTRY else _department(text)


def _department(text: str) -> str:
    return text if len(text) == 2 and text.isascii() and text.isdigit() else ""


urlpatterns = [path("nucleos/planes/por-decidir/", plans_to_decide, name="plans_to_decide")]
