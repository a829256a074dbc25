"""Verbs on trainers' months. What is written was computed before anything is locked and shown with its seal; what
changes meanwhile is refused."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.journal.services import record
from winay.trainers.access import require_for_contract
from winay.trainers.contract_models import Contract
from winay.trainers.queries.schedules import Proposal, proposal_of, schedule_of, visits_of
from winay.trainers.schedule_models import PlannedVisit, Schedule, Shortfall
from winay.trainers.schedule_rules import may_plan, may_replan, may_take_back_month
from winay.trainers.services.records import about_contract, locked_contract, today_at


def plan_month(
    *, contract: Contract, month: date, base: str, seal: str, by: Actor, at: datetime
) -> Schedule:  # fmt: skip
    """Plan the month of a day, from today on, for a trainer who sleeps at `base` (its code; none: where they applied
    from)."""
    require_for_contract(contract, Permission.SIGN_CONTRACT, by)
    told = proposal_of(contract, month, today_at(at), base=base)
    refuse_unless(may_plan(told.facts))
    _sealed(told, seal)
    with transaction.atomic():
        contract = locked_contract(contract.pk)
        if schedule_of(contract, told.facts.from_on) is not None:
            raise Refused([Reason("trainers.planned_already")])
        made = Schedule.objects.create(
            contract=contract, from_on=told.facts.from_on, until_on=told.facts.until_on, base=told.base,
            each=told.each, planned_by=by.public_id, planned_at=at,
        )  # fmt: skip
        _write(made, told, told.days)
        record("trainers.plan_month", by=by, at=at, subjects=about_contract(contract), after=_said(told))
    return made


def replan(*, contract: Contract, month: date, seal: str, by: Actor, at: datetime) -> int:
    """Mend the rest of a month after an absence or a change of the caseload: only days from today on, and a visit that
    may stay stays on its day. Returns how many visits are on another day."""
    require_for_contract(contract, Permission.SIGN_CONTRACT, by)
    told = proposal_of(contract, month, today_at(at))
    if told.standing is None:
        raise Refused([Reason("trainers.not_planned")])
    refuse_unless(may_replan(changed=told.changed, until_on=told.facts.until_on, today=told.facts.today))
    _sealed(told, seal)
    with transaction.atomic():
        contract = locked_contract(contract.pk)
        standing = schedule_of(contract, told.facts.from_on)
        if standing is None or [one.pk for one in visits_of(standing)] != [one.pk for one in told.rows]:
            raise Refused([Reason("trainers.month_changed")])
        standing.replanned_by, standing.replanned_at = by.public_id, at
        standing.save(update_fields=["replanned_by", "replanned_at"])
        fresh = {on for on in _days(told) if _now(told, on) != [one.enrolment for one in told.days.get(on, ())]}
        gone = [one.pk for one in told.rows if one.visit_on in fresh]
        PlannedVisit.objects.filter(pk__in=gone).update(dropped_at=at)
        Shortfall.objects.filter(schedule=standing, dropped_at=None).update(dropped_at=at)
        _write(standing, told, fresh)
        after = _said(told) | {"moved": told.moved}
        record("trainers.replan", by=by, at=at, subjects=about_contract(contract), after=after)
    return told.moved


@transaction.atomic
def take_back_month(*, contract: Contract, month: date, by: Actor, at: datetime) -> None:
    """A month planned by mistake never was, while none of its visits has passed."""
    contract = locked_contract(contract.pk)
    require_for_contract(contract, Permission.SIGN_CONTRACT, by)
    standing = schedule_of(contract, month.replace(day=1))
    if standing is None:
        raise Refused([Reason("trainers.not_planned")])
    rows = visits_of(standing)
    refuse_unless(may_take_back_month(first_on=min((one.visit_on for one in rows), default=None), today=today_at(at)))
    PlannedVisit.objects.filter(pk__in=[one.pk for one in rows]).update(dropped_at=at)
    Shortfall.objects.filter(schedule=standing, dropped_at=None).update(dropped_at=at)
    standing.taken_back_by, standing.taken_back_at = by.public_id, at
    standing.save(update_fields=["taken_back_by", "taken_back_at"])
    record(
        "trainers.take_back_month", by=by, at=at, subjects=about_contract(contract),
        before={"month": standing.from_on, "visits": len(rows)},
    )  # fmt: skip


def _sealed(told: Proposal, seal: str) -> None:
    if told.seal != seal:
        raise Refused([Reason("trainers.month_changed")])


def _days(told: Proposal) -> set[date]:
    """Days from today on, with visits as it stands or as it would be."""
    return {one.visit_on for one in told.rows if one.visit_on >= told.facts.today} | set(told.days)


def _now(told: Proposal, on: date) -> list[int]:
    return [one.enrolment_id for one in told.rows if one.visit_on == on]


def _write(schedule: Schedule, told: Proposal, days: Iterable[date]) -> None:
    PlannedVisit.objects.bulk_create(
        PlannedVisit(
            schedule=schedule, enrolment_id=stop.enrolment, visit_on=on, position=position, way_minutes=stop.way,
            back_minutes=stop.back,
        )
        for on in sorted(days)
        for position, stop in enumerate(told.days.get(on, ()))
    )  # fmt: skip
    Shortfall.objects.bulk_create(
        Shortfall(schedule=schedule, enrolment_id=one.enrolment, visits=one.visits, why=one.why) for one in told.short
    )


def _said(told: Proposal) -> dict[str, object]:
    return {
        "month": told.facts.from_on, "each": told.each, "visits": told.visits, "walking_minutes": told.walking,
        "without_place": sum(one.visits for one in told.short),
    }  # fmt: skip
