"""Plans of a territory: those that wait, those that were approved, those that nuclei still lack."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from winay.nuclei.models import Nucleus
from winay.nuclei.queries.nuclei import Reach, visible
from winay.plans.plan_models import HouseholdPlan, Plan
from winay.plans.queries.plans import whole_plans
from winay.plans.terms import PlanState, WorkshopState
from winay.plans.workshop_models import Workshop

PAGE = 40
WITHOUT = "without"
"""Open nuclei of which no plan was begun."""


@dataclass(frozen=True, slots=True)
class Row:
    """A nucleus with the plan that is meant: None where it has none."""

    nucleus: Nucleus
    plan: Plan | None
    households: int


def list_plans(
    reach: Reach, *, state: str = "", district: str = "", start: int = 0, limit: int = PAGE
) -> tuple[list[Row], int]:
    """Plans by state and district, newest first; with `without`, nuclei that have none. How many there are in all.
    Four queries: the keys of a page are found before names are joined to it."""
    if state == WITHOUT:
        return _without(reach, district, start, limit)
    rows = _filtered(reach, state, district)
    total = rows.count()
    keys = list(rows.order_by("-on", "-id").values_list("pk", flat=True)[start : start + limit])
    found = list(whole_plans().filter(pk__in=keys).order_by("-on", "-id"))
    homes = HouseholdPlan.objects.filter(plan__in=[one.pk for one in found], cost__isnull=False).order_by()
    counts: dict[int, int] = dict(homes.values_list("plan").annotate(n=Count("pk")))
    return [Row(one.nucleus, one, counts.get(one.pk, 0)) for one in found], total


def _without(reach: Reach, district: str, start: int, limit: int) -> tuple[list[Row], int]:
    begun = Plan.objects.exclude(state=PlanState.WITHDRAWN).values("nucleus")
    rows = Nucleus.objects.filter(visible(reach), closed_on=None, district__code__startswith=district)
    rows = rows.exclude(pk__in=begun).select_related("version__program", "district__parent__parent")
    found = list(rows.order_by("district__code", "name", "pk")[start : start + limit])
    return [Row(one, None, 0) for one in found], rows.count()


def _filtered(reach: Reach, state: str, district: str) -> "QuerySet[Plan]":
    here = visible(reach, "nucleus__district__code", "nucleus__version__program__key")
    rows = Plan.objects.filter(here, nucleus__district__code__startswith=district)
    if state in set(PlanState):
        return rows.filter(state=state)
    return rows.exclude(state=PlanState.WITHDRAWN)


def sent_to(reach: Reach, *, by: UUID) -> "QuerySet[Plan]":
    """Plans that somebody may decide on: sent, and neither drafted nor sent by them."""
    rows = _filtered(reach, PlanState.SUBMITTED.value, "")
    return rows.exclude(drafted_by=by).exclude(submitted_by=by)


def returned_to(by: UUID) -> "QuerySet[Plan]":
    """Drafts of somebody that came back with an observation."""
    return Plan.objects.filter(state=PlanState.DRAFT, drafted_by=by).exclude(returned_why="")


def workshops_to_decide(reach: Reach, *, by: UUID) -> "QuerySet[Workshop]":
    """Workshops that somebody may approve: told by others."""
    here = visible(reach, "nucleus__district__code", "nucleus__version__program__key")
    return Workshop.objects.filter(here, state=WorkshopState.TOLD).exclude(told_by=by)


def whole_workshops_to_decide(reach: Reach, *, by: UUID, limit: int = 2 * PAGE) -> "QuerySet[Workshop]":
    """The same with nucleus and assembly, the one that has waited longest first. One query."""
    rows = workshops_to_decide(reach, by=by).select_related("assembly", "nucleus__district__parent")
    return rows.order_by("told_at", "pk")[:limit]
