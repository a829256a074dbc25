"""Verbs that begin and give up plans: a plan of a workshop, an addendum to an approved one, a withdrawal."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.journal.services import record
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.people import memberships_on
from winay.nuclei.services.records import today_at
from winay.plans.access import require_for
from winay.plans.plan_models import Contribution, HouseholdItem, HouseholdPlan, NeedMet, Plan, PlanItem
from winay.plans.plan_rules import DraftFacts, may_draft, may_withdraw
from winay.plans.queries.plans import last_approved, open_plan, whole_plans
from winay.plans.queries.workshops import holds, whole_workshops
from winay.plans.services.records import about_plan, locked_plan, whole_nucleus
from winay.plans.terms import PlanState, WorkshopState
from winay.plans.workshop_models import Workshop


@transaction.atomic
def draft_plan(*, workshop: Workshop, on: date, by: Actor, at: datetime) -> Plan:
    """Begin the plan of a nucleus from an approved workshop. `on` is the day whose prices, exchange rate and
    households count. `Refused` where one is open or approved already."""
    nucleus = whole_nucleus(workshop.nucleus)
    require_for(nucleus, Permission.PREPARE_PLAN, by)
    workshop = whole_workshops().get(pk=workshop.pk)
    last = last_approved(nucleus)
    refuse_unless(may_draft(_facts(nucleus, workshop, on, at, last)))
    plan = _begin(nucleus, workshop, on, by, at, number=0)
    record("plans.draft_plan", by=by, at=at, subjects=about_plan(plan), after={"on": on})
    return plan


@transaction.atomic
def draft_addendum(
    *, nucleus: Nucleus, on: date, why: str, by: Actor, at: datetime, workshop: Workshop | None = None
) -> Plan:
    """Begin a change of the approved plan: an addendum that holds the whole of it, to be changed and approved again.
    Households that joined since are in it. A later workshop may be its ground; else it stands on the same one."""
    nucleus = whole_nucleus(nucleus)
    require_for(nucleus, Permission.PREPARE_PLAN, by)
    last = last_approved(nucleus)
    if last is None:
        raise Refused([Reason("plans.nothing_to_change")])
    ground = whole_workshops().get(pk=(workshop or last.workshop).pk)
    refuse_unless(may_draft(_facts(nucleus, ground, on, at, last, why=why)))
    plan = _begin(nucleus, ground, on, by, at, number=last.number + 1, replaces=last, why=why.strip())
    _copy(last, plan)
    record(
        "plans.draft_addendum",
        by=by,
        at=at,
        subjects=about_plan(plan),
        after={"on": on, "addendum": plan.number, "reason": plan.why},
    )
    return plan


@transaction.atomic
def withdraw_plan(*, plan: Plan, why: str, by: Actor, at: datetime) -> Plan:
    """Give up a plan or an addendum that nobody decided on. It stays on record; another may be begun."""
    plan = locked_plan(plan)
    require_for(plan.nucleus, Permission.PREPARE_PLAN, by)
    refuse_unless(may_withdraw(PlanState(plan.state), why))
    before = plan.state
    plan.state, plan.withdrawn_why = PlanState.WITHDRAWN.value, why.strip()
    plan.withdrawn_by, plan.withdrawn_at = by.public_id, at
    plan.save(update_fields=["state", "withdrawn_why", "withdrawn_by", "withdrawn_at"])
    record(
        "plans.withdraw_plan",
        by=by,
        at=at,
        subjects=about_plan(plan),
        before={"state": before},
        after={"state": plan.state, "reason": plan.withdrawn_why},
    )
    return plan


def _facts(
    nucleus: Nucleus, workshop: Workshop, on: date, at: datetime, last: Plan | None, *, why: str | None = None
) -> DraftFacts:
    return DraftFacts(
        approved=workshop.state == WorkshopState.APPROVED,
        stands=holds(workshop),
        held_on=workshop.assembly.held_on,
        on=on,
        today=today_at(at),
        closed=nucleus.closed_on is not None,
        open_already=open_plan(nucleus) is not None,
        last_on=last.on if last else None,
        addendum=why is not None,
        why=why or "",
    )


def _begin(
    nucleus: Nucleus, workshop: Workshop, on: date, by: Actor, at: datetime, *, number: int,
    replaces: Plan | None = None, why: str = "",
) -> Plan:  # fmt: skip
    try:
        with transaction.atomic():
            made = Plan.objects.create(
                nucleus=nucleus, workshop=workshop, number=number, replaces=replaces, on=on, why=why,
                drafted_by=by.public_id, drafted_at=at, synthetic=nucleus.synthetic,
            )  # fmt: skip
    except IntegrityError:  # somebody else began one meanwhile
        raise Refused([Reason("plans.open_already")]) from None
    return whole_plans().get(pk=made.pk)


def _copy(last: Plan, plan: Plan) -> None:
    """The package, what it needs, what is given, and the variations of households that are still there."""
    PlanItem.objects.bulk_create(
        PlanItem(plan=plan, item=one.item, modules=one.modules, labour=one.labour)
        for one in PlanItem.objects.filter(plan=last).order_by("id")
    )
    NeedMet.objects.bulk_create(
        NeedMet(plan=plan, item=one.item, position=one.position, how=one.how)
        for one in NeedMet.objects.filter(plan=last)
    )
    Contribution.objects.bulk_create(
        Contribution(
            plan=plan, giver=one.giver, what=one.what, each_household=one.each_household, minor=one.minor,
            valued_how=one.valued_how,
        )
        for one in Contribution.objects.filter(plan=last).order_by("id")
    )  # fmt: skip
    there = {one.pk for one in memberships_on(plan.nucleus, plan.on)}
    for one in HouseholdPlan.objects.filter(plan=last, varied=True, membership__in=there).prefetch_related("own"):
        kept = HouseholdPlan.objects.create(plan=plan, membership_id=one.membership_id, varied=True, why=one.why)
        HouseholdItem.objects.bulk_create(
            HouseholdItem(household=kept, item=own.item, modules=own.modules) for own in one.own.all()
        )
