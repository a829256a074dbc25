"""Households of a nucleus with fewer visits planned in a month than the version asks for, in the browser."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.trainers.queries.shortfalls import coverage_of
from winay.trainers.schedule_rules import month_of
from winay.trainers.schedule_wording import BELOWS
from winay.trainers.terms import BelowWhy, ContractKind
from winay.web.caseloads import KINDS, nucleus_or_denied
from winay.web.contract_forms import ONE_DAY
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.guard import needs


@needs(Permission.READ_TRAINERS)
@require_GET
def shortfalls(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who is visited too little in a month, and why; whose months are planned."""
    nucleus = nucleus_or_denied(request, public_id, Permission.READ_TRAINERS)
    kind = ContractKind.FINANCIAL if request.GET.get("clase") == ContractKind.FINANCIAL else ContractKind.PRODUCTIVE
    try:
        month = date.fromisoformat(f"{request.GET.get('mes', '')}-01")
    except ValueError:
        month = local_today()
    told = coverage_of(nucleus, kind, month, local_today())
    whys = Counter(one.why for one in told.below)
    rows: list[dict[str, Any]] = [
        {
            "name": person_name(one.living.participant), "place": one.living.place.name, "visits": one.visits,
            "trainer": one.case.contract if one.case else None, "why": BELOWS[one.why],
        }
        for one in told.below
    ]  # fmt: skip
    context = {
        "nucleus": nucleus,
        "kind": kind,
        "kinds": KINDS,
        "told": told,
        "rows": rows,
        "whys": [{"why": BELOWS[why], "households": whys[why]} for why in BelowWhy if whys[why]],
        "key": told.from_on.strftime("%Y-%m"),
        "before": (told.from_on - ONE_DAY).strftime("%Y-%m"),
        "after": month_of(told.from_on)[1].strftime("%Y-%m"),
        "trainers": sorted((one.contract for one in told.trainers), key=lambda one: one.applicant.sort_key),
        "unconfirmed": "visits_per_month_min" in told.norm.unconfirmed,
    }
    return render(request, "trainers/shortfalls.html", context)


urlpatterns = [path("nucleos/<uuid:public_id>/visitas-que-faltan/", shortfalls, name="visit_shortfalls")]
