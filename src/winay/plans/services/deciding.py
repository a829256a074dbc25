"""Deciding on plans: send one, return it with an observation, approve it."""

from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.core.money import Money
from winay.journal.services import record
from winay.nuclei.services.records import today_at
from winay.plans.access import require_for
from winay.plans.plan_models import HouseholdPlan, OrderLine, Plan
from winay.plans.plan_rules import may_decide, may_return, may_submit
from winay.plans.queries.plans import Sheet, sheet_of, workshop_allows
from winay.plans.services.records import about_plan, locked_plan
from winay.plans.terms import PlanState

FROZEN = ("cap_soles", "rate", "rate_from", "rate_source", "rate_confirmed", "total", "submitted_by", "submitted_at")


@transaction.atomic
def submit_plan(*, plan: Plan, by: Actor, at: datetime) -> Plan:
    """Send a plan to whoever decides. Its households, prices, exchange rate and orders are written down: from here on
    it says what it said. `Refused` with everything that speaks against it."""
    plan = locked_plan(plan)
    require_for(plan.nucleus, Permission.PREPARE_PLAN, by)
    sheet = sheet_of(plan)
    refuse_unless(may_submit(sheet.submit_facts()))
    _write_down(sheet)
    rate = sheet.rate
    plan.state, plan.returned_why = PlanState.SUBMITTED.value, ""
    plan.cap_soles, plan.total = sheet.cap, sheet.total
    plan.rate, plan.rate_from = (rate.number, rate.from_on) if rate else (None, None)
    plan.rate_source, plan.rate_confirmed = (rate.source[:160], rate.confirmed) if rate else ("", False)
    plan.submitted_by, plan.submitted_at = by.public_id, at
    plan.save(update_fields=["state", "returned_why", *FROZEN])
    record(
        "plans.submit_plan",
        by=by,
        at=at,
        subjects=about_plan(plan),
        before={"state": PlanState.DRAFT},
        after={
            "state": plan.state,
            "households": len(sheet.homes),
            "total_cost": f"{Money(plan.total or 0).amount} PEN",
            "cap": f"{Money(plan.cap_soles or 0).amount} PEN",
        },
    )
    return plan


def _write_down(sheet: Sheet) -> None:
    HouseholdPlan.objects.bulk_update(
        [_costed(one.row, one.cost.known, sheet) for one in sheet.homes if one.row is not None], ["cost", "cap_soles"]
    )
    HouseholdPlan.objects.bulk_create(
        HouseholdPlan(plan=sheet.plan, membership=one.membership, cost=one.cost.known, cap_soles=sheet.cap)
        for one in sheet.homes
        if one.row is None
    )
    HouseholdPlan.objects.filter(plan=sheet.plan, cost=None).delete()  # varied, and gone by the plan's day
    OrderLine.objects.bulk_create(
        OrderLine(
            plan=sheet.plan, item=one.line.item, position=one.line.position, words=one.line.words, unit=one.line.unit,
            giver=one.line.giver, per_module=one.line.quantity, minor=one.line.minor, price=one.line.price,
            quantity=one.quantity, amount=one.amount,
        )
        for one in sheet.orders
    )  # fmt: skip


def _costed(row: HouseholdPlan, cost: int, sheet: Sheet) -> HouseholdPlan:
    row.cost, row.cap_soles = cost, sheet.cap
    return row


@transaction.atomic
def return_plan(*, plan: Plan, why: str, by: Actor, at: datetime) -> Plan:
    """Send a plan back to whoever prepared it, with an observation. It is a draft again, and its prices are live."""
    plan = locked_plan(plan)
    require_for(plan.nucleus, Permission.APPROVE_PLAN, by)
    refuse_unless(may_return(PlanState(plan.state), why))
    _reopen(plan, why.strip())
    record(
        "plans.return_plan",
        by=by,
        at=at,
        subjects=about_plan(plan),
        before={"state": PlanState.SUBMITTED},
        after={"state": plan.state, "reason": plan.returned_why},
    )
    return plan


def _reopen(plan: Plan, why: str) -> None:
    plan.state, plan.returned_why = PlanState.DRAFT.value, why
    for name in FROZEN:
        setattr(plan, name, "" if name == "rate_source" else False if name == "rate_confirmed" else None)
    plan.save(update_fields=["state", "returned_why", *FROZEN])
    OrderLine.objects.filter(plan=plan).delete()
    HouseholdPlan.objects.filter(plan=plan, varied=False).delete()
    HouseholdPlan.objects.filter(plan=plan).update(cost=None, cap_soles=None)


@transaction.atomic
def approve_plan(*, plan: Plan, on: date, by: Actor, at: datetime) -> Plan:
    """Approve a plan that others drafted and sent: from that day on it is in force, and what stood before it is
    history. It never changes: what must be different takes an addendum."""
    plan = locked_plan(plan)
    require_for(plan.nucleus, Permission.APPROVE_PLAN, by)
    refuse_unless(
        may_decide(
            PlanState(plan.state),
            same_person=by.public_id in {plan.drafted_by, plan.submitted_by},
            workshop=workshop_allows(plan),
            on=on,
            planned_on=plan.on,
            today=today_at(at),
        )
    )
    plan.state = PlanState.APPROVED.value
    plan.decided_by, plan.decided_at, plan.decided_on = by.public_id, at, on
    plan.save(update_fields=["state", "decided_by", "decided_at", "decided_on"])
    record(
        "plans.approve_plan",
        by=by,
        at=at,
        subjects=about_plan(plan),
        before={"state": PlanState.SUBMITTED},
        after={"state": plan.state, "on": on, "total_cost": f"{Money(plan.total or 0).amount} PEN"},
    )
    return plan
