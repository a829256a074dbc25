"""What plans give households of an item, and what was taken of it so far. Reversed deliveries count for nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Sum

from winay.core.decision import Decision
from winay.delivery.asset_models import DeliveryLine
from winay.delivery.asset_rules import LineSaid, Ordered, fullness
from winay.delivery.asset_terms import Fullness
from winay.nuclei.models import Membership
from winay.plans.plan_models import Plan
from winay.plans.queries.delivering import InForce


@dataclass(frozen=True)
class Given:
    """What a plan gives a household of an item: how many modules, and each kit line with what was taken of it."""

    plan: Plan | None
    modules: int
    ordered: Sequence[Ordered]
    units: Mapping[int, str]

    @property
    def fullness(self) -> Fullness:
        return fullness(self.ordered)


class Giving:
    """What is given to some households, by their memberships: read together when it is first asked for. Seven queries
    at most, however many households, items and days."""

    def __init__(self, memberships: Collection[Membership]) -> None:
        self._plans, self._keys = InForce(memberships), {one.pk for one in memberships}

    def of(self, membership: Membership, item: str, on: date) -> Given:
        """By the plan in force on a day; what was taken counts whenever it was."""
        plan, modules = self._plans.plan(membership.nucleus_id, on), self._plans.modules(membership, item, on)
        if plan is None or not modules:
            return Given(plan, 0, (), {})
        lines = self._plans.lines(plan, item)
        ordered = [
            Ordered(
                one.position, one.words, one.per_module * modules,
                self._taken.get((membership.pk, item, one.position), 0),
            )
            for one in lines
        ]  # fmt: skip
        return Given(plan, modules, ordered, {one.position: one.unit for one in lines})

    def allowed(self, membership: Membership, item: str, on: date) -> Decision:
        """Whether the plan in force lets an item be delivered to a household on a day."""
        return self._plans.allowed(membership, item, on)

    def take(self, membership: Membership, item: str, lines: Sequence[LineSaid]) -> None:
        """What is delivered now is gone for the next."""
        for one in lines:
            key = (membership.pk, item, one.position)
            self._taken[key] = self._taken.get(key, 0) + one.accepted

    @cached_property
    def _taken(self) -> dict[tuple[int, str, int], int]:
        return taken_of(self._keys)


def given_to(membership: Membership, item: str, on: date) -> Given:
    """What is given to one household of an item, by the plan in force on a day. Five queries."""
    return Giving([membership]).of(membership, item, on)


def taken_of(memberships: Collection[int]) -> dict[tuple[int, str, int], int]:
    """What was taken of each line, by membership (primary key), item and place in the kit. One query."""
    rows = DeliveryLine.objects.filter(
        delivery__technology__membership__in=memberships, delivery__reversed_at=None
    ).order_by()
    told = rows.values_list("delivery__technology__membership", "delivery__technology__item", "position")
    return {(home, key, at): total for home, key, at, total in told.annotate(n=Sum("accepted"))}
