"""What was ordered for a nucleus and what came of it: its order lines, deliveries and complaints. Reversed deliveries
count for nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from winay.delivery.asset_models import Complaint, Delivery, DeliveryLine, Technology
from winay.delivery.asset_rules import Ordered, fullness
from winay.delivery.asset_terms import Fullness
from winay.delivery.queries.giving import taken_of
from winay.delivery.support_models import Commitment
from winay.delivery.technology_models import Check
from winay.delivery.visit_models import Visit
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.members import inside
from winay.plans.plan_models import HouseholdPlan, OrderLine, Plan, PlanItem
from winay.plans.queries.plans import last_approved
from winay.registry.models import Member

PAGE = 40


def whole_deliveries() -> "QuerySet[Delivery]":
    """Deliveries with what their names and access need."""
    return Delivery.objects.select_related(
        "technology__membership__enrolment__household__participant",
        "technology__membership__enrolment__household__place",
        "nucleus__version__program", "nucleus__district__parent__parent", "nucleus__seat", "plan", "receiver",
        "trainer__applicant",
    )  # fmt: skip


def delivery_by_id(public_id: UUID) -> Delivery | None:
    """One delivery."""
    return whole_deliveries().filter(public_id=public_id).first()


def lines_of(delivery: Delivery) -> list[DeliveryLine]:
    """Its kit lines with what was complained of. One query."""
    return list(delivery.lines.select_related("complaint__ended_with").order_by("position"))


def technology_by_id(public_id: UUID) -> Technology | None:
    """One technology with its household and nucleus. One query."""
    return whole_technologies().filter(public_id=public_id).first()


def whole_technologies() -> "QuerySet[Technology]":
    """Technologies with what their names and access need."""
    return Technology.objects.select_related(
        "nucleus__version__program", "nucleus__district__parent__parent", "nucleus__seat",
        "membership__enrolment__household__participant", "membership__enrolment__household__place",
    )  # fmt: skip


def complaint_by_id(public_id: UUID) -> Complaint | None:
    """One complaint with its delivery and nucleus. One query."""
    rows = Complaint.objects.select_related(
        "line__delivery__technology__membership__enrolment__household__participant", "ended_with",
        "nucleus__version__program", "nucleus__district__parent__parent",
    )  # fmt: skip
    return rows.filter(public_id=public_id).first()


def people_of(membership: Membership) -> list[Member]:
    """Who lives in a household now, the participant first. One query."""
    household = membership.enrolment.household
    there = Member.objects.filter(household=household.pk, left_on=None, erased_at=None)
    return sorted(there, key=lambda one: (one.pk != household.participant_id, one.born_on or date.max, one.pk))


@dataclass(frozen=True, slots=True)
class Total:
    """A line of a nucleus's order: what was ordered for everybody, what was taken, what was rejected."""

    item: str
    position: int
    words: str
    unit: str
    ordered: int
    taken: int
    rejected: int

    @property
    def missing(self) -> int:
        return max(0, self.ordered - self.taken)


def totals_of(nucleus: Nucleus, plan: Plan | None) -> list[Total]:
    """Every line that the plan in force orders, with what came of it. Two queries."""
    if plan is None:
        return []
    rows = DeliveryLine.objects.filter(delivery__nucleus=nucleus, delivery__reversed_at=None).order_by()
    came = {
        (item, at): (taken, rejected)
        for item, at, taken, rejected in rows.values_list("delivery__technology__item", "position").annotate(
            taken=Sum("accepted"), away=Sum("rejected")
        )
    }
    lines = OrderLine.objects.filter(plan=plan, quantity__gt=0).order_by("id")
    return [
        Total(one.item, one.position, one.words, one.unit, one.quantity, *came.get((one.item, one.position), (0, 0)))
        for one in lines
    ]


@dataclass(frozen=True, slots=True)
class Due:
    """An item that the plan gives a household, and what came of it."""

    membership: Membership
    item: str
    modules: int
    fullness: Fullness


@dataclass(frozen=True)
class Orders:
    """Everything that the plan in force gives the households that are in the nucleus on a day."""

    plan: Plan | None
    due: Sequence[Due]

    @cached_property
    def open(self) -> list[Due]:
        """What did not come whole."""
        return [one for one in self.due if one.fullness is not Fullness.WHOLE]


def orders_of(nucleus: Nucleus, on: date) -> Orders:
    """By surname and in the order of the package. Seven queries at most."""
    plan = last_approved(nucleus, by=on)
    if plan is None:
        return Orders(None, [])
    standard = dict(PlanItem.objects.filter(plan=plan).order_by("id").values_list("item", "modules"))
    lines: dict[str, list[tuple[int, int]]] = {}
    for item, at, each in OrderLine.objects.filter(plan=plan).values_list("item", "position", "per_module"):
        lines.setdefault(item, []).append((at, each))
    here = Membership.objects.filter(inside(on), nucleus=nucleus).values("pk")
    rows = HouseholdPlan.objects.filter(plan=plan, membership__in=here).select_related(
        "membership__enrolment__household__participant", "membership__enrolment__household__place"
    )
    homes = list(rows.prefetch_related("own").order_by("membership__enrolment__household__participant__sort_key", "pk"))
    taken = taken_of([one.membership_id for one in homes])
    found = []
    for home in homes:
        package = {one.item: one.modules for one in home.own.all()} if home.varied else standard
        for item, modules in package.items():
            asked = [
                Ordered(at, "", each * modules, taken.get((home.membership_id, item, at), 0))
                for at, each in lines.get(item, ())
            ]
            found.append(Due(home.membership, item, modules, fullness(asked)))
    return Orders(plan, found)


def deliveries_of(nucleus: Nucleus, *, item: str = "", start: int = 0, limit: int = PAGE) -> tuple[list[Delivery], int]:
    """A nucleus's deliveries, the newest first, also reversed ones; how many there are in all. Two queries."""
    rows = whole_deliveries().filter(nucleus=nucleus)
    if item:
        rows = rows.filter(technology__item=item)
    return list(rows.order_by("-delivered_on", "-id")[start : start + limit]), rows.count()


def complaints_of(
    nucleus: Nucleus, *, open_only: bool = True, start: int = 0, limit: int = PAGE
) -> tuple[list[Complaint], int]:
    """Complaints of deliveries that stand, the one due first on top; how many there are in all. Two queries."""
    rows = Complaint.objects.filter(nucleus=nucleus, line__delivery__reversed_at=None).select_related(
        "line__delivery__technology__membership__enrolment__household__participant",
        "line__delivery__technology__membership__enrolment__household__place", "ended_with",
    )  # fmt: skip
    if open_only:
        rows = rows.filter(ended_on=None)
    return list(rows.order_by("cure_by", "id")[start : start + limit]), rows.count()


def open_complaints(nucleus: Nucleus) -> int:
    """How many wait. One query."""
    return Complaint.objects.filter(nucleus=nucleus, ended_on=None, line__delivery__reversed_at=None).count()


def may_have_cured(complaint: Complaint) -> list[Delivery]:
    """Later deliveries that brought something of the line complained of. One query."""
    delivery = complaint.line.delivery
    rows = Delivery.objects.filter(
        technology=delivery.technology_id, reversed_at=None, delivered_on__gte=delivery.delivered_on,
        lines__position=complaint.line.position, lines__accepted__gt=0,
    ).exclude(pk=delivery.pk)  # fmt: skip
    return list(rows.order_by("delivered_on", "id"))


def files_in_use() -> set[str]:
    """Hashes of the photographs of deliveries and checks, and of what was signed; but not of people who were erased.
    Four queries."""
    known = Q(receiver=None) | Q(receiver__erased_at=None)
    found = set(Delivery.objects.filter(known).exclude(photo_sha256="").values_list("photo_sha256", flat=True))
    found |= set(Delivery.objects.filter(known).exclude(mark_sha256="").values_list("mark_sha256", flat=True))
    found |= set(Check.objects.exclude(photo_sha256="").values_list("photo_sha256", flat=True))
    signed = Commitment.objects.filter(signer__erased_at=None).exclude(scan_sha256="")
    return found | set(signed.values_list("scan_sha256", flat=True))


def submissions_received_by(members: Collection[int]) -> set[UUID]:
    """Public ids of what phones sent of visits to these members (primary keys) and of deliveries to them: their
    signatures and pictures are in it. Two queries."""
    rows = (Delivery.objects, Visit.objects)
    sent = (one.filter(receiver__in=members, submission__isnull=False) for one in rows)
    return {key for one in sent for key in one.values_list("submission", flat=True) if key is not None}
