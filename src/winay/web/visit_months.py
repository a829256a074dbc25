"""Months of visits in the browser: of a trainer, household by day; of a nucleus, who got enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.delivery.queries.months import Cover, Home, coverage_of, trainer_month
from winay.delivery.queries.sayings import heard_in
from winay.delivery.queries.visits import month_after
from winay.nuclei.access import may_for
from winay.nuclei.queries.members import members_on
from winay.nuclei.queries.nuclei import nucleus_by_id
from winay.trainers.access import may_for_contract
from winay.trainers.contract_wording import CONTRACT_KINDS
from winay.trainers.queries.contracts import contract_by_id
from winay.trainers.terms import ContractKind
from winay.web.contract_forms import ONE_DAY
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.guard import actor, needs
from winay.web.pictures import position
from winay.web.saying_words import heard_parts
from winay.web.visit_words import month_of, months_before

STEP = 10
"""Units of a day in the picture of a month."""


@needs(Permission.READ_NUCLEI)
@require_GET
def trainer_visits(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A trainer's month: each household and the days on which it was visited."""
    contract = contract_by_id(public_id)
    if contract is None or contract.kind == ContractKind.PROFESSIONAL:
        raise Http404
    if not may_for_contract(contract, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    today = local_today()
    last = min(today, contract.over_on - ONE_DAY)
    first = month_of(request.GET.get("mes")) or max(last, contract.began_on).replace(day=1)
    first = min(max(first, contract.began_on.replace(day=1)), max(last, contract.began_on).replace(day=1))
    month = trainer_month(contract, first, today)
    may_record = may_for_contract(contract, Permission.RECORD_VISIT, actor(request))
    days = (month_after(first) - first).days
    short = {one.enrolment.pk for one in month.short}
    context = {
        "contract": contract,
        "may_record": may_record,
        "kind": CONTRACT_KINDS[ContractKind(contract.kind)],
        "month": month,
        "first": first,
        "chosen": f"{first:%Y-%m}",
        "months": months_before(last, contract.began_on),
        "rows": [_row(one, one.enrolment.pk in short, contract, may_record) for one in month.homes],
        "visited": sum(bool(one.days) for one in month.homes),
        "short": len(short),
        "never": [person_name(one.enrolment.household.participant) for one in month.never],
        "width": days * STEP,
        "ticks": [(day, day * STEP - STEP // 2) for day in (1, 8, 15, 22, 29) if day <= days],
        "nuclei": [one.nucleus for one in contract.nuclei.all()],
    }
    return render(request, "visits/trainer_month.html", context)


def _row(one: Home, short: bool, contract: Any, may_record: bool) -> dict[str, Any]:
    home = one.enrolment.household
    return {
        "one": one,
        "participant": person_name(home.participant),
        "place": home.place.name,
        "household": home,
        "dots": [(on, on.day * STEP - STEP // 2, key) for on, key in one.days.items()],
        "count": len(one.days),
        "short": short,
        "url": reverse("web:record_visit", args=[contract.public_id, one.enrolment.public_id])
        if may_record and one.held
        else "",
    }


@dataclass(frozen=True, slots=True)
class Column:
    """A month of the picture: three parts of its households, from below, in percent of the height."""

    x: str
    width: str
    parts: Sequence[tuple[str, str, str]]
    first: date
    running: bool


@needs(Permission.READ_NUCLEI)
@require_GET
def nucleus_visits(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How the households of a nucleus were visited, month by month, and who never was."""
    nucleus = nucleus_by_id(public_id)
    if nucleus is None:
        raise Http404
    if not may_for(nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    kind = ContractKind.FINANCIAL if request.GET.get("clase") == ContractKind.FINANCIAL else ContractKind.PRODUCTIVE
    today = local_today()
    coverage = coverage_of(nucleus, kind, today)
    whole = [one for one in coverage.months if not one.running]
    last = whole[-1] if whole else None
    never = members_on(nucleus, today, cycles=coverage.never)
    context = {
        "nucleus": nucleus,
        "kind": kind,
        "kinds": [(one, CONTRACT_KINDS[one]) for one in (ContractKind.PRODUCTIVE, ContractKind.FINANCIAL)],
        "coverage": coverage,
        "last": last,
        "last_share": _share(last) if last else None,
        "rows": [{"one": one, "share": _share(one)} for one in reversed(coverage.months)],
        "columns": _columns(coverage.months),
        "heard": heard_parts(heard) if (heard := heard_in(nucleus, today).visits).households else None,
        "never": [{"one": one, "participant": person_name(one.participant)} for one in never],
        "totals": {
            "households": sum(one.households for one in whole), "enough": sum(one.enough for one in whole),
            "few": sum(one.few for one in whole), "none": sum(one.none for one in whole),
            "visits": sum(one.visits for one in whole),
        },
    }  # fmt: skip
    return render(request, "visits/nucleus.html", context)


def _share(one: Cover) -> int | None:
    """Of a hundred households that were there all month, how many got enough; None for a month without any."""
    return round(100 * one.enough / one.households) if one.households else None


def _columns(months: Sequence[Cover]) -> list[Column]:
    found = []
    for number, one in enumerate(months):
        left, width = float(position(number, len(months))), 100 / len(months)
        parts, foot = [], 100.0
        for name, count in (("enough", one.enough), ("few", one.few), ("none", one.none)):
            height = 100 * count / one.households if one.households else 0
            foot -= height
            parts.append((name, f"{foot:.2f}", f"{height:.2f}"))
        found.append(Column(f"{left + 0.15:.3f}", f"{width - 0.3:.3f}", parts, one.first, one.running))
    return found


urlpatterns = [
    path("contratos/<uuid:public_id>/visitas/", trainer_visits, name="trainer_visits"),
    path("nucleos/<uuid:public_id>/visitas/", nucleus_visits, name="nucleus_visits"),
]
