"""Deciding on a plan: send it, return it, approve it. Approved, its groups are executing nuclei."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.core.ids import new_id
from winay.enrolment.models import Enrolment
from winay.journal.bulk import insert_rows
from winay.journal.services import record
from winay.nuclei.access import require_for
from winay.nuclei.formation_models import Formation
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.plans import Plan, annulled_selections, plan_of, waiting_now
from winay.nuclei.queries.waiting import in_order, waiting_cycles
from winay.nuclei.rules import ApprovalFacts, may_approve, may_submit
from winay.nuclei.services.records import about_formation, locked_formation, today_at
from winay.nuclei.terms import FormationState
from winay.targeting.decision_rules import reason_fault

MEMBERSHIP = ("nucleus_id", "enrolment_id", "joined_on", "recorded_by", "recorded_at", "left_why", "left_note")


@transaction.atomic
def submit_plan(*, formation: Formation, by: Actor, at: datetime) -> Formation:
    """Send a plan to whoever decides. `Refused` with everything that speaks against it, community by community."""
    formation = locked_formation(formation.pk)
    require_for(formation, Permission.FORM_NUCLEI, by)
    plan = plan_of(formation)
    refuse_unless(may_submit(plan.facts(waiting=waiting_now(formation)), plan.unheard))
    formation.state, formation.returned_why = FormationState.SUBMITTED.value, ""
    formation.submitted_by, formation.submitted_at = by.public_id, at
    formation.save(update_fields=["state", "returned_why", "submitted_by", "submitted_at"])
    record(
        "nuclei.submit_plan",
        by=by,
        at=at,
        subjects=about_formation(formation),
        before={"state": FormationState.DRAFT.value},
        after={"state": formation.state, "nuclei": len(plan.facts_by_group), "households": formation.households},
    )
    return formation


@transaction.atomic
def return_plan(*, formation: Formation, why: str, by: Actor, at: datetime) -> Formation:
    """Send a plan back to whoever prepared it, with an observation."""
    formation = locked_formation(formation.pk)
    require_for(formation, Permission.APPROVE_NUCLEI, by)
    if formation.state != FormationState.SUBMITTED:
        raise Refused([Reason("nuclei.not_submitted")])
    refuse_unless(allow_unless(reason_fault(why, short="nuclei.reason_short")))
    formation.state, formation.returned_why = FormationState.DRAFT.value, why.strip()
    formation.submitted_by = formation.submitted_at = None
    formation.save(update_fields=["state", "returned_why", "submitted_by", "submitted_at"])
    record(
        "nuclei.return_plan",
        by=by,
        at=at,
        subjects=about_formation(formation),
        before={"state": FormationState.SUBMITTED.value},
        after={"state": formation.state, "reason": formation.returned_why},
    )
    return formation


@transaction.atomic
def approve_plan(*, formation: Formation, on: date, by: Actor, at: datetime) -> list[Nucleus]:
    """Approve a plan that somebody else prepared and sent: its groups are nuclei from that day on, and the households
    that waited belong to them. One who enrolled later than that day joins on the day they enrolled."""
    formation = locked_formation(formation.pk)
    require_for(formation, Permission.APPROVE_NUCLEI, by)
    plan = plan_of(formation)
    refuse_unless(
        may_approve(
            ApprovalFacts(
                plan=plan.facts(waiting=waiting_now(formation)),
                same_person=by.public_id in {formation.drafted_by, formation.submitted_by},
                unheard=plan.unheard,
                last_heard=plan.last_heard,
                annulled=annulled_selections(formation),
                on=on,
                today=today_at(at),
            )
        )
    )
    formation.state = FormationState.APPROVED.value
    formation.decided_by, formation.decided_at, formation.decided_on = by.public_id, at, on
    formation.save(update_fields=["state", "decided_by", "decided_at", "decided_on"])
    nuclei = _nuclei(plan, on, by, at)
    households = _members(plan, nuclei, on, by, at)
    record(
        "nuclei.approve_plan",
        by=by,
        at=at,
        subjects=[
            *about_formation(formation, *(unit.place for unit in plan.units.values())),
            *(("nucleus", str(nucleus.public_id)) for nucleus in nuclei.values()),
        ],
        before={"state": FormationState.SUBMITTED.value},
        after={"state": formation.state, "on": on, "nuclei": len(nuclei), "households": households},
    )
    return list(nuclei.values())


def _nuclei(plan: Plan, on: date, by: Actor, at: datetime) -> dict[int, Nucleus]:
    """The nuclei, by the key of the group that each was."""
    formation = plan.formation
    made = {}
    for pk in plan.facts_by_group:
        group = plan.groups[pk]
        assert group.seat_id is not None  # a plan without a seat is refused
        made[pk] = Nucleus(
            public_id=new_id(), version=formation.version, district=formation.district,
            seat_id=plan.units[group.seat_id].place_id, formation=formation, name=group.name, least=formation.least,
            most=formation.most, exception_why=group.exception_why, formed_on=on, formed_by=by.public_id,
            formed_at=at, synthetic=formation.synthetic,
        )  # fmt: skip
    Nucleus.objects.bulk_create(made.values())
    return made


def _members(plan: Plan, nuclei: Mapping[int, Nucleus], on: date, by: Actor, at: datetime) -> int:
    """Every household that waited goes into the nucleus of its community; how many."""
    cycles = waiting_cycles(plan.formation.version_id, plan.formation.district_id)
    by_place = in_order(cycles, [unit.place_id for unit in plan.units.values()])
    rows: list[tuple[object, ...]] = []
    for share in plan.shares:  # a community that is split is split along the order of its households
        queue = by_place[plan.units[share.unit_id].place_id]
        taken, queue[:] = queue[: share.households], queue[share.households :]
        rows += [_row(nuclei[share.group_id], one, on, by, at) for one in taken]
    insert_rows(Membership, MEMBERSHIP, rows)
    return len(rows)


def _row(nucleus: Nucleus, cycle: Enrolment, on: date, by: Actor, at: datetime) -> tuple[object, ...]:
    return nucleus.pk, cycle.pk, max(on, cycle.enrolled_on), by.public_id, at, "", ""
