"""One household's way through the program: its cycles, its noes, the calls that reach where it lives."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from winay.enrolment.models import Assembly, Call, CycleMove, Enrolment, Refusal
from winay.enrolment.queries.calls import calls_at, ground_of, whole
from winay.registry.models import Household


@dataclass(frozen=True, slots=True)
class Standing:
    """What a household's page says of the program. `running` is its open cycle; `moved_out`: it lives outside the area
    of that cycle, which the office decides on. `open_calls` reach where it lives now."""

    running: Enrolment | None
    past: tuple[Enrolment, ...]
    refusals: tuple[Refusal, ...]
    moves: tuple[CycleMove, ...]
    moved_out: bool
    open_calls: tuple[Call, ...]


def standing_of(household: Household) -> Standing:
    """Eight queries at most. The household has its place and that its parent."""
    cycles = list(_cycles(Enrolment.objects.filter(household=household)).order_by("-enrolled_on", "-id"))
    running = next((one for one in cycles if one.ended_on is None), None)
    refusals = Refusal.objects.filter(household=household).select_related("call__area__district")
    moves = CycleMove.objects.filter(enrolment__in=cycles).select_related("origin", "target").order_by("id")
    return Standing(
        running=running,
        past=tuple(one for one in cycles if one is not running),
        refusals=tuple(refusals.order_by("-refused_on", "-id")),
        moves=tuple(moves),
        moved_out=running is not None and not ground_of(running.call).holds(household.place),
        open_calls=tuple(call for call in calls_at(household.place) if call.closed_on is None),
    )


def open_cycles(households: Collection[int]) -> set[int]:
    """Those among some households (primary keys) that are in an open cycle. One query."""
    rows = Enrolment.objects.filter(household__in=households, ended_on=None)
    return set(rows.values_list("household_id", flat=True))


def household_by_id(public_id: UUID) -> Household | None:
    """A household with its place and participant."""
    rows = Household.objects.select_related("place__parent__parent__parent", "participant")
    return rows.filter(public_id=public_id).first()


def households_by_id(public_ids: Iterable[UUID]) -> list[Household]:
    """Households by their public ids; those that are not there are left out. One query."""
    return list(Household.objects.filter(public_id__in=list(public_ids)).select_related("place"))


def enrolment_by_id(public_id: UUID) -> Enrolment | None:
    """One cycle with its household and call."""
    return _cycles(Enrolment.objects.filter(public_id=public_id)).first()


def refusal_by_id(public_id: UUID) -> Refusal | None:
    """One refusal with its call."""
    rows = Refusal.objects.select_related("locality", "household__place", "household__participant")
    found = rows.filter(public_id=public_id).first()
    if found is not None:
        found.call = whole(Call.objects.filter(pk=found.call_id)).get()
    return found


def assembly_by_id(public_id: UUID) -> Assembly | None:
    """One assembly with its call and languages."""
    found = Assembly.objects.filter(public_id=public_id).select_related("locality").first()
    if found is not None:
        found.call = whole(Call.objects.filter(pk=found.call_id)).get()
    return found


def _cycles(rows: "QuerySet[Enrolment]") -> "QuerySet[Enrolment]":
    return rows.select_related(
        "household__place", "household__participant", "call__area__district__parent__parent",
        "call__version__program", "call__selection__annulment",
    )  # fmt: skip
