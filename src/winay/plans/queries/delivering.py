"""What plans in force give households on a day, and whether something may be delivered to them: what rooms above this
one ask."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property

from winay.core.decision import Decision
from winay.nuclei.models import Membership
from winay.plans.plan_models import HouseholdItem, HouseholdPlan, OrderLine, Plan, PlanItem
from winay.plans.plan_rules import DeliveryFacts, may_deliver
from winay.plans.queries.plans import workshop_allows
from winay.plans.terms import PlanState


class InForce:
    """What approved plans give some households, by their memberships in nuclei: all of it read together when it is
    first asked for. Six queries at most, however many households, items and days."""

    def __init__(self, memberships: Collection[Membership]) -> None:
        self._nuclei = {one.nucleus_id for one in memberships}
        self._memberships = {one.pk for one in memberships}

    def plan(self, nucleus: int, on: date) -> Plan | None:
        """The plan or addendum in force in a nucleus (primary key) on a day."""
        held = (one for one in self._plans.get(nucleus, ()) if one.decided_on is not None and one.decided_on <= on)
        return next(held, None)

    def modules(self, membership: Membership, item: str, on: date) -> int:
        """How many modules of an item the household gets, 0 for none."""
        plan = self.plan(membership.nucleus_id, on)
        row = self._rows.get((plan.pk, membership.pk)) if plan else None
        if plan is None or row is None:
            return 0
        given = self._own.get(row.pk, {}) if row.varied else self._standard.get(plan.pk, {})
        return given.get(item, 0)

    def lines(self, plan: Plan, item: str) -> list[OrderLine]:
        """The kit lines of an item as a plan orders them."""
        return self._lines.get((plan.pk, item), [])

    def allowed(self, membership: Membership, item: str, on: date) -> Decision:
        """Whether an item may be delivered to a household on a day: its nucleus has an approved workshop, and the plan
        in force on that day gives the item to it."""
        plan = self.plan(membership.nucleus_id, on)
        joined, left, ended = self._times[membership.pk]
        return may_deliver(
            DeliveryFacts(
                plan=plan is not None,
                workshop=plan is not None and workshop_allows(plan),
                member=joined <= on and all(until is None or until > on for until in (left, ended)),
                in_plan=plan is not None and (plan.pk, membership.pk) in self._rows,
                modules=self.modules(membership, item, on),
            )
        )

    @cached_property
    def _plans(self) -> Mapping[int, list[Plan]]:
        """The newest first."""
        found: dict[int, list[Plan]] = {}
        rows = Plan.objects.filter(nucleus__in=self._nuclei, state=PlanState.APPROVED)
        for one in rows.select_related("workshop__assembly").order_by("-number"):
            found.setdefault(one.nucleus_id, []).append(one)
        return found

    @cached_property
    def _keys(self) -> list[int]:
        return [one.pk for some in self._plans.values() for one in some]

    @cached_property
    def _rows(self) -> Mapping[tuple[int, int], HouseholdPlan]:
        rows = HouseholdPlan.objects.filter(plan__in=self._keys, membership__in=self._memberships)
        return {(one.plan_id, one.membership_id): one for one in rows}

    @cached_property
    def _own(self) -> Mapping[int, Mapping[str, int]]:
        varied = [one.pk for one in self._rows.values() if one.varied]
        return _by_item(HouseholdItem.objects.filter(household__in=varied).values_list("household", "item", "modules"))

    @cached_property
    def _standard(self) -> Mapping[int, Mapping[str, int]]:
        return _by_item(PlanItem.objects.filter(plan__in=self._keys).values_list("plan", "item", "modules"))

    @cached_property
    def _lines(self) -> Mapping[tuple[int, str], list[OrderLine]]:
        found: dict[tuple[int, str], list[OrderLine]] = {}
        for one in OrderLine.objects.filter(plan__in=self._keys).order_by("position"):
            found.setdefault((one.plan_id, one.item), []).append(one)
        return found

    @cached_property
    def _times(self) -> Mapping[int, tuple[date, date | None, date | None]]:
        rows = Membership.objects.filter(pk__in=self._memberships)
        return {pk: told for pk, *told in rows.values_list("pk", "joined_on", "left_on", "enrolment__ended_on")}


def _by_item(rows: Collection[tuple[int, str, int]]) -> Mapping[int, Mapping[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for of, item, modules in rows:
        found.setdefault(of, {})[item] = modules
    return found
