"""Verbs on diagnostic workshops: tell one, tell it anew, approve or return it, take it back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.nuclei.governance_models import Assembly
from winay.nuclei.services.assemblies import about_assembly, locked_assembly
from winay.nuclei.services.records import locked_nucleus
from winay.plans.access import require_for
from winay.plans.plan_models import Plan
from winay.plans.queries.workshops import Came, came_to, facts_of, holds, whole_workshops
from winay.plans.terms import ChoiceMode, PlanState, WorkshopState
from winay.plans.workshop_models import Answer, Choice, Workshop
from winay.plans.workshop_rules import (
    WorkshopTold,
    may_approve_workshop,
    may_return_workshop,
    may_reverse_workshop,
    may_tell_workshop,
)

CHANGEABLE = (WorkshopState.TOLD, WorkshopState.RETURNED)


@transaction.atomic
def tell_workshop(*, assembly: Assembly, told: WorkshopTold, by: Actor, at: datetime) -> Workshop:
    """Tell what a diagnostic assembly said of the three traps and what its households want, from its sheets. It waits
    for somebody else. `Refused` outside a diagnostic assembly that was held, before the nucleus had a board, for what
    is on no menu, and for more hands than households came."""
    assembly = locked_assembly(assembly)
    require_for(assembly.nucleus, Permission.PREPARE_PLAN, by)
    came = came_to(assembly)
    refuse_unless(may_tell_workshop(told, facts_of(assembly, came)))
    try:
        with transaction.atomic():
            workshop = Workshop.objects.create(
                nucleus=assembly.nucleus, assembly=assembly, facilitator=told.facilitator.strip(), mode=told.mode,
                present=len(came.memberships), notes=told.notes.strip(), told_by=by.public_id, told_at=at,
                synthetic=assembly.synthetic,
            )  # fmt: skip
    except IntegrityError:
        raise Refused([Reason("plans.workshop_told")]) from None
    _write(workshop, told, came)
    record("plans.tell_workshop", by=by, at=at, subjects=about_assembly(assembly), after=_shown(told, came))
    return workshop


@transaction.atomic
def retell_workshop(*, workshop: Workshop, told: WorkshopTold, by: Actor, at: datetime) -> Workshop:
    """Tell a workshop anew while nobody approved it: also one that came back with an observation, which waits again."""
    workshop = locked_workshop(workshop)
    require_for(workshop.nucleus, Permission.PREPARE_PLAN, by)
    if workshop.state not in CHANGEABLE:
        raise Refused([Reason("plans.workshop_over")])
    came = came_to(workshop.assembly)
    refuse_unless(may_tell_workshop(told, facts_of(workshop.assembly, came, but=workshop)))
    before = {"state": workshop.state, "answers": workshop.answers.count(), "choices": workshop.choices.count()}
    Answer.objects.filter(workshop=workshop).delete()
    Choice.objects.filter(workshop=workshop).delete()
    workshop.facilitator, workshop.mode, workshop.notes = told.facilitator.strip(), told.mode, told.notes.strip()
    workshop.state, workshop.returned_why = WorkshopState.TOLD.value, ""
    workshop.told_by, workshop.told_at = by.public_id, at
    workshop.save(update_fields=["facilitator", "mode", "notes", "state", "returned_why", "told_by", "told_at"])
    _write(workshop, told, came)
    record(
        "plans.retell_workshop",
        by=by,
        at=at,
        subjects=about_assembly(workshop.assembly),
        before=before,
        after=_shown(told, came),
    )
    return workshop


@transaction.atomic
def return_workshop(*, workshop: Workshop, why: str, by: Actor, at: datetime) -> Workshop:
    """Send a workshop back to whoever told it, with an observation."""
    workshop = locked_workshop(workshop)
    require_for(workshop.nucleus, Permission.APPROVE_PLAN, by)
    refuse_unless(may_return_workshop(WorkshopState(workshop.state), why))
    workshop.state, workshop.returned_why = WorkshopState.RETURNED.value, why.strip()
    workshop.save(update_fields=["state", "returned_why"])
    record(
        "plans.return_workshop",
        by=by,
        at=at,
        subjects=about_assembly(workshop.assembly),
        before={"state": WorkshopState.TOLD},
        after={"state": WorkshopState.RETURNED, "reason": workshop.returned_why},
    )
    return workshop


@transaction.atomic
def approve_workshop(*, workshop: Workshop, by: Actor, at: datetime) -> Workshop:
    """Approve a workshop that somebody else told: a plan may now be made of what it chose."""
    workshop = locked_workshop(workshop)
    require_for(workshop.nucleus, Permission.APPROVE_PLAN, by)
    refuse_unless(
        may_approve_workshop(
            WorkshopState(workshop.state), same_person=by.public_id == workshop.told_by, stands=holds(workshop)
        )
    )
    workshop.state, workshop.decided_by, workshop.decided_at = WorkshopState.APPROVED.value, by.public_id, at
    workshop.save(update_fields=["state", "decided_by", "decided_at"])
    record(
        "plans.approve_workshop",
        by=by,
        at=at,
        subjects=about_assembly(workshop.assembly),
        before={"state": WorkshopState.TOLD},
        after={"state": WorkshopState.APPROVED},
    )
    return workshop


@transaction.atomic
def reverse_workshop(*, workshop: Workshop, why: str, by: Actor, at: datetime) -> Workshop:
    """A workshop was told wrongly: it stays on record with its reason, and may be told anew. `Refused` while a plan
    stands on it. One that was approved is taken back by whoever approves."""
    workshop = locked_workshop(workshop)
    approved = workshop.state == WorkshopState.APPROVED
    require_for(workshop.nucleus, Permission.APPROVE_PLAN if approved else Permission.PREPARE_PLAN, by)
    plans = Plan.objects.filter(workshop=workshop).exclude(state=PlanState.WITHDRAWN).count()
    refuse_unless(may_reverse_workshop(WorkshopState(workshop.state), plans=plans, why=why))
    before = workshop.state
    workshop.state, workshop.reversed_why = WorkshopState.REVERSED.value, why.strip()
    workshop.reversed_by, workshop.reversed_at = by.public_id, at
    workshop.save(update_fields=["state", "reversed_why", "reversed_by", "reversed_at"])
    record(
        "plans.reverse_workshop",
        by=by,
        at=at,
        subjects=about_assembly(workshop.assembly),
        before={"state": before},
        after={"state": workshop.state, "reason": workshop.reversed_why},
    )
    return workshop


def locked_workshop(workshop: Workshop) -> Workshop:
    """The workshop with its nucleus, for this transaction alone."""
    locked_nucleus(workshop.nucleus_id)
    found = whole_workshops().get(pk=workshop.pk)
    found.assembly.nucleus = found.nucleus
    return found


def _write(workshop: Workshop, told: WorkshopTold, came: Came) -> None:
    Answer.objects.bulk_create(
        Answer(
            workshop=workshop, position=position, trap=one.trap, question=one.question.strip(), text=one.text.strip(),
            said=one.said,
        )
        for position, one in enumerate(told.answers, 1)
    )  # fmt: skip
    if told.mode is ChoiceMode.EACH:
        Choice.objects.bulk_create(
            Choice(workshop=workshop, mode=told.mode, item=item, membership=came.memberships[home], hands=1)
            for home, items in told.of_household.items()
            for item in dict.fromkeys(items)
        )
        return
    Choice.objects.bulk_create(
        Choice(workshop=workshop, mode=told.mode, item=item, hands=hands) for item, hands in told.tally.items()
    )


def _shown(told: WorkshopTold, came: Came) -> dict[str, object]:
    """What a journal line keeps of a workshop: how it chose and what, never who."""
    return {
        "facilitator": Personal(told.facilitator.strip()),
        "choice_mode": told.mode,
        "answers": len(told.answers),
        "present": len(came.memberships),
        "wanted": [f"{item}: {hands}" for item, hands in sorted(told.tally.items())],
    }
