"""A trainer's month in the browser: as it would be, as it stands, what planning it again would change."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import Refused
from winay.trainers.access import may_for_contract
from winay.trainers.queries.contracts import contract_by_id
from winay.trainers.queries.schedules import Proposal, proposal_of, standing_month
from winay.trainers.schedule_rules import may_plan, month_of
from winay.trainers.schedule_wording import ABSENCES, SHORTS
from winay.trainers.services.schedules import plan_month, replan, take_back_month
from winay.trainers.terms import AbsenceWhy, ShortWhy
from winay.web.agenda_shapes import calendar, in_hours, workday
from winay.web.contest_acting import sayings
from winay.web.contract_forms import ONE_DAY
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.guard import actor, needs, require
from winay.web.month_picture import month_picture


def contract_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The contract, if it exists; 403 for one of another territory."""
    found = contract_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for_contract(found, Permission.READ_TRAINERS, actor(request)):
        raise PermissionDenied
    return found


def signer(request: HttpRequest, contract: Any) -> ActingPerson:
    """Who is asking, if they may sign and plan for the nucleus that hires; 403 otherwise."""
    place, program = contract.hired_by.district.code, contract.version.program.key
    return require(request, Permission.SIGN_CONTRACT, place_code=place, program=program)


def asked_month(request: HttpRequest, contract: Any) -> date:
    """The first day of the month that is asked for: this one where nothing is said, within the contract."""
    told = request.POST if request.method == "POST" else request.GET
    try:
        return date.fromisoformat(f"{told.get('mes', '')}-01")
    except ValueError:
        last = max(contract.began_on, contract.over_on - ONE_DAY)
        return min(max(local_today(), contract.began_on), last).replace(day=1)


@needs(Permission.READ_TRAINERS)
@require_GET
def trainer_month(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The month of a trainer as it stands; one that nobody planned, as it would be."""
    return _page(request, contract_or_404(request, public_id))


def _page(request: HttpRequest, contract: Any, problems: Sequence[str] = ()) -> HttpResponse:
    first, today = asked_month(request, contract), local_today()
    may_sign = may_for_contract(contract, Permission.SIGN_CONTRACT, actor(request))
    month = standing_month(contract, first)
    base = (request.POST if request.method == "POST" else request.GET).get("duerme", "")
    told = proposal_of(contract, first, today, base=base) if may_sign and today < month.until_on else None
    decision = may_plan(told.facts) if told and month.schedule is None else None
    shown = told if decision and decision.ok and told else month
    budget = month.norm.budget
    workdays = [workday(on, stops, shown.people, budget) for on, stops in sorted(shown.days.items())] if budget else []
    context = {
        **month_head(contract, month.from_on),
        "month": month,
        "may_sign": may_sign,
        "proposal": told,
        "plannable": bool(decision and decision.ok),
        "hindered": sayings(decision.reasons) if decision and not decision.ok else [],
        "shown": shown,
        "visits": sum(len(one.hours) for one in workdays),
        "households": len({hour.cycle for one in workdays for hour in one.hours}),
        "walking": in_hours(sum(one.walking for one in workdays)),
        "workdays": workdays,
        **short_of(shown),
        "weeks": calendar(month, workdays, (contract.began_on, contract.over_on), today),
        "absences": absence_rows(month.absences),
        "outdated": bool(told and month.schedule and told.changed),
        "begun": bool(workdays) and workdays[0].on < today,
        "lodgings": _lodgings(told, contract) if told else [],
        "base": base,
        "today": today,
        "problems": problems,
        **walks(shown.days, shown.people, base_of(month, told if shown is told else None), budget),
    }  # fmt: skip
    return render(request, "trainers/month.html", context, status=422 if problems else 200)


def month_head(contract: Any, first: date) -> dict[str, Any]:
    """What every page of a month shows: whose it is, which, and those beside it."""
    until = month_of(first)[1]
    return {
        "contract": contract,
        "name": contract.applicant.name,
        "first": first,
        "key": first.strftime("%Y-%m"),
        "before": (first - ONE_DAY).strftime("%Y-%m") if first > contract.began_on else "",
        "after": until.strftime("%Y-%m") if until < contract.over_on else "",
    }


def base_of(month: Any, proposal: Proposal | None) -> Any:
    """Where the trainer sleeps: as the month was planned, or as it would be."""
    return proposal.base if proposal else month.schedule.base if month.schedule else None


def walks(days: Any, people: Any, base: Any, budget: Any) -> dict[str, Any]:
    """The picture of some days' walks, with its totals."""
    picture = month_picture(days, people, base, budget.visit_minutes) if budget else None
    return {
        "picture": picture,
        "hours": in_hours(picture.minutes) if picture else None,
        "walking_hours": in_hours(picture.walking) if picture else None,
    }


def absence_rows(absences: Sequence[Any]) -> list[dict[str, Any]]:
    """Absences with their last day and their reason in words."""
    return [
        {"one": one, "last_on": one.until_on - ONE_DAY, "why": ABSENCES[AbsenceWhy(one.why)]} for one in absences
    ]  # fmt: skip


def _lodgings(told: Proposal, contract: Any) -> list[tuple[str, str]]:
    """Where the trainer could sleep: the communities that they visit."""
    places = {one.household.place.code: one.household.place.name for one in told.people.values()}
    return sorted(places.items(), key=lambda one: one[1])


def short_of(shown: Any) -> dict[str, Any]:
    """Visits that find no place: by household with the reason, and how many households each reason holds."""
    has = Counter(stop.enrolment for stops in shown.days.values() for stop in stops)
    rows = [
        {
            "name": person_name(shown.people[one.enrolment].participant),
            "place": shown.people[one.enrolment].household.place.name,
            "visits": one.visits,
            "has": has[one.enrolment],
            "why": SHORTS[ShortWhy(one.why)],
        }
        for one in shown.short
    ]
    whys = Counter(ShortWhy(one.why) for one in shown.short)
    return {
        "short": sorted(rows, key=lambda row: (row["place"], row["name"])),
        "short_whys": [{"why": SHORTS[why], "households": whys[why]} for why in ShortWhy if whys[why]],
    }  # fmt: skip


def _address(contract: Any, first: date) -> str:
    return f"{reverse('web:trainer_month', args=[contract.public_id])}?mes={first:%Y-%m}"


@needs(Permission.SIGN_CONTRACT)
@require_POST
def plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Plan the month as the page showed it."""
    found = contract_or_404(request, public_id)
    who, first = signer(request, found), asked_month(request, found)
    try:
        plan_month(
            contract=found, month=first, base=request.POST.get("duerme", ""), seal=request.POST.get("sello", ""),
            by=who, at=now(),
        )  # fmt: skip
    except Refused as refused:
        return _page(request, found, sayings(refused.reasons))
    messages.success(request, _("Mes planificado."))
    return redirect(_address(found, first))


@needs(Permission.SIGN_CONTRACT)
@require_http_methods(["GET", "POST"])
def changes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What planning the rest of a month again would change, and doing it."""
    found = contract_or_404(request, public_id)
    who, first, problems = signer(request, found), asked_month(request, found), []
    if request.method == "POST":
        try:
            moved = replan(contract=found, month=first, seal=request.POST.get("sello", ""), by=who, at=now())
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            done = ngettext(
                "Replanificado: %(n)s visita cambió de día.", "Replanificado: %(n)s visitas cambiaron de día.", moved
            )
            messages.success(request, done % {"n": moved})
            return redirect(_address(found, first))
    told = proposal_of(found, first, local_today())
    if told.standing is None and not problems:
        raise Http404
    rows = sorted((_change(one, told) for one in told.changes), key=lambda row: row["was_on"] or row["to_on"])
    kinds = {"moved": [], "gone": [], "new": []}  # type: dict[str, list[dict[str, Any]]]
    for row in rows:
        kinds["moved" if row["was_on"] and row["to_on"] else "gone" if row["was_on"] else "new"].append(row)
    context = {
        **month_head(found, first), **kinds, "proposal": told, **short_of(told), "problems": problems,
        "stay": told.visits - len(kinds["moved"]) - len(kinds["new"]),
    }  # fmt: skip
    return render(request, "trainers/month_changes.html", context, status=422 if problems else 200)


def _change(one: Any, told: Proposal) -> dict[str, Any]:
    person = told.people[one.enrolment]
    return {
        "name": person_name(person.participant), "place": person.household.place.name, "was_on": one.was_on,
        "to_on": one.to_on,
    }  # fmt: skip


@needs(Permission.SIGN_CONTRACT)
@require_POST
def take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A month planned by mistake."""
    found = contract_or_404(request, public_id)
    who, first = signer(request, found), asked_month(request, found)
    try:
        take_back_month(contract=found, month=first, by=who, at=now())
    except Refused as refused:
        return _page(request, found, sayings(refused.reasons))
    messages.success(request, _("El plan del mes se quitó."))
    return redirect(_address(found, first))


MONTH = "contratos/<uuid:public_id>/mes/"
urlpatterns = [
    path(MONTH, trainer_month, name="trainer_month"),
    path(f"{MONTH}planificar/", plan, name="plan_month"),
    path(f"{MONTH}cambios/", changes, name="month_changes"),
    path(f"{MONTH}quitar/", take_back, name="take_back_month"),
]
