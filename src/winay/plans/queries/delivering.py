"""Whether something may be delivered to a household on a day: what rooms above this one ask."""

from datetime import date

from winay.core.decision import Decision
from winay.nuclei.models import Membership
from winay.nuclei.queries.members import inside
from winay.plans.plan_models import HouseholdPlan, Plan, PlanItem
from winay.plans.plan_rules import DeliveryFacts, may_deliver
from winay.plans.queries.plans import last_approved, workshop_allows


def delivery_allowed(*, membership: Membership, item: str, on: date) -> Decision:
    """Whether an item may be delivered to a household, by its membership in a nucleus, on a day: its nucleus has an
    approved workshop, and the plan or addendum in force on that day gives the item to it. Five queries at most."""
    plan = last_approved(membership.nucleus, by=on)
    row = HouseholdPlan.objects.filter(plan=plan, membership=membership).first() if plan else None
    return may_deliver(
        DeliveryFacts(
            plan=plan is not None,
            workshop=plan is not None and workshop_allows(plan),
            member=Membership.objects.filter(inside(on), pk=membership.pk).exists(),
            in_plan=row is not None,
            modules=_modules(plan, row, item) if plan and row else 0,
        )
    )


def _modules(plan: Plan, row: HouseholdPlan, item: str) -> int:
    rows = row.own.filter(item=item) if row.varied else PlanItem.objects.filter(plan=plan, item=item)
    return rows.values_list("modules", flat=True).first() or 0
