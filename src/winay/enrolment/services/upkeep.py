"""What happens to cycles without anybody asking: their time is over, and their household became another.

Nothing ends here. A cycle past its time is said to be, and waits for the office.
"""

from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.enrolment.models import CycleMove, Enrolment
from winay.enrolment.services.records import locked_households
from winay.enrolment.terms import CycleMoveWhy
from winay.journal.services import record
from winay.registry.models import Household

AT_ONCE = 200
"""Cycles said to be over in one transaction: on SQLite nobody else writes meanwhile."""


@transaction.atomic
def mark_due(*, on: date, by: Actor, at: datetime, most: int = AT_ONCE) -> int:
    """Say of open cycles whose time is over that it is; how many were told. Once for each."""
    rows = Enrolment.objects.select_for_update(of=("self",), skip_locked=False).filter(
        ended_on=None, must_end_by__lte=on, due_on=None
    )
    due = list(rows.select_related("household").order_by("must_end_by", "id")[:most])
    if not due:
        return 0
    Enrolment.objects.filter(pk__in=[one.pk for one in due]).update(due_on=on)
    record(
        "enrolment.mark_due",
        by=by,
        at=at,
        subjects=[("household", str(one.household.public_id)) for one in due],
        after={"due": len(due), "due_on": on},
    )
    return len(due)


@transaction.atomic
def move_cycle(
    *, origin: Household, target: Household, why: CycleMoveWhy, by: Actor, at: datetime
) -> Enrolment | None:  # fmt: skip
    """Let the open cycle of one household go on in another: its participant left in a split, or the two are one.

    None where there is none to move, or where the target is in a cycle of its own: that one goes on, and the other
    stays where it is for the office to end. Part of a verb that moved people: its access was asked there.
    """
    locked_households([origin.pk, target.pk])
    running = {one.household_id: one for one in Enrolment.objects.filter(household__in=[origin, target], ended_on=None)}
    cycle = running.get(origin.pk)
    if cycle is None or target.pk in running or _meets(cycle, target):
        return None
    Enrolment.objects.filter(pk=cycle.pk).update(household=target)
    CycleMove.objects.create(enrolment=cycle, origin=origin, target=target, why=why, by=by.public_id, at=at)
    record(
        "enrolment.move_cycle",
        by=by,
        at=at,
        subjects=[("household", str(origin.public_id)), ("household", str(target.public_id))],
        after={"enrolled_on": cycle.enrolled_on, "move_why": why},
    )
    cycle.household = target
    return cycle


def _meets(cycle: Enrolment, target: Household) -> bool:
    """Whether the target was in a cycle after this one began."""
    past = Enrolment.objects.filter(household=target, ended_on__gt=cycle.enrolled_on)
    return any(one.ended_on > one.enrolled_on for one in past if one.ended_on is not None)


@transaction.atomic
def move_cycles_back(*, household: Household, by: Actor, at: datetime, origin: Household | None = None) -> int:
    """Undo what a merge or a split moved into this household, where the cycle still runs here; how many went back.
    Each goes to where it came from last; with `origin`, only those that came from there."""
    here = Enrolment.objects.filter(household=household, ended_on=None)
    count = 0
    for cycle in here:
        last = CycleMove.objects.filter(enrolment=cycle).select_related("origin").order_by("-id").first()
        if last is None or last.target_id != household.pk or last.why == CycleMoveWhy.UNDONE:
            continue
        if origin is not None and last.origin_id != origin.pk:
            continue
        moved = move_cycle(origin=household, target=last.origin, why=CycleMoveWhy.UNDONE, by=by, at=at)
        count += moved is not None
    return count
