"""A day of a trainer, for the phone and for paper: whom, when, how to get there, what the last visit left behind, when
again; and what the contract says of pay."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.core.money import Money
from winay.journeys.pages.agenda import Agenda, agenda_of
from winay.journeys.pages.pay import earned_so_far
from winay.registry.wording import LANGUAGES
from winay.trainers.contract_wording import FEES
from winay.trainers.terms import FeePer
from winay.web.agenda_shapes import Hour, leaving, workday
from winay.web.contract_forms import ONE_DAY
from winay.web.days import local_today
from winay.web.guard import needs
from winay.web.schedules import base_of, contract_or_404, month_head, walks


@needs(Permission.READ_TRAINERS)
@require_GET
def trainer_day(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The day that is asked for, or the next with visits."""
    found, today = contract_or_404(request, public_id), local_today()
    try:
        asked, exactly = date.fromisoformat(request.GET.get("dia", "")), True
    except ValueError:
        asked, exactly = min(max(today, found.began_on), max(found.began_on, found.over_on - ONE_DAY)), False
    told, leaves = agenda_of(found, asked, exactly=exactly), leaving(request.GET.get("sale", ""))
    month, budget = told.month, told.month.norm.budget
    planned = budget is not None and told.on in month.days
    day = workday(told.on, month.days[told.on], month.people, budget, leaves) if budget and planned else None
    context = {
        **month_head(found, month.from_on),
        "month": month,
        "on": told.on,
        "leaves": leaves,
        "told": day,
        "rows": [_stop(hour, told) for hour in day.hours] if day else [],
        "previous": told.before,
        "next": told.after,
        "visit_minutes": budget.visit_minutes if budget else 0,
        **walks({told.on: month.days[told.on]} if day else {}, month.people, base_of(month, None), budget),
        **pay(found, today),
    }
    return render(request, "trainers/day.html", context)


def _stop(hour: Hour, told: Agenda) -> dict[str, Any]:
    spoken, last = hour.household.language, told.last.get(hour.cycle)
    return {
        "hour": hour,
        "next_on": told.again(hour.cycle),
        "language": str(LANGUAGES[spoken]) if spoken else "",
        "last": last,
        "agreed": told.agreed.get(last.pk, ()) if last else (),
    }


def pay(contract: Any, today: date) -> dict[str, Any]:
    """What the contract says of pay, and what it comes to so far: nobody has recorded payments yet."""
    told = earned_so_far(contract, today)
    return {
        "fee": Money(contract.fee_minor, contract.currency),
        "fee_per": str(FEES[contract.fee_per]),
        "per_month": told.per is FeePer.MONTH,
        "served": told.count,
        "earned": Money(told.whole, contract.currency),
        "days_away": told.days_away,
        "without_away": Money(told.without_away, contract.currency),
        "last_on": contract.over_on - timedelta(days=1),
    }


urlpatterns = [path("contratos/<uuid:public_id>/dia/", trainer_day, name="trainer_day")]
