"""What nuclei were promised: the items of their plans in force, whoever asks for many nuclei at once."""

from collections.abc import Collection
from datetime import date

from winay.plans.plan_models import HouseholdItem, Plan, PlanItem
from winay.plans.terms import PlanState


def planned_items(nuclei: Collection[int], on: date) -> dict[int, set[str]]:
    """By nucleus (primary key), the items that some household gets by the plan or addendum in force on a day; nuclei
    without one are left out. Three queries."""
    rows = Plan.objects.filter(nucleus__in=nuclei, state=PlanState.APPROVED, decided_on__lte=on)
    last = dict(rows.order_by("number").values_list("nucleus", "pk"))
    found: dict[int, set[str]] = {nucleus: set() for nucleus in last}
    package = PlanItem.objects.filter(plan__in=last.values()).values_list("plan__nucleus", "item")
    varied = HouseholdItem.objects.filter(household__plan__in=last.values())
    for nucleus, item in [*package, *varied.values_list("household__plan__nucleus", "item").distinct()]:
        found[nucleus].add(item)
    return found
