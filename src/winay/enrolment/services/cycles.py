"""Verbs on a cycle: end it, take an end back, put its first day right."""

from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.enrolment.access import require_for
from winay.enrolment.models import Enrolment
from winay.enrolment.queries.calls import asks_of
from winay.enrolment.queries.facts import cycles_of
from winay.enrolment.rules import Cycle, may_correct_date, may_end, may_undo_end, must_end_by
from winay.enrolment.services.records import about_cycle, facts_of, locked_enrolment, today_at
from winay.enrolment.terms import ExitReason
from winay.journal.rules import Personal
from winay.journal.services import record


@transaction.atomic
def end_enrolment(
    *, enrolment: Enrolment, reason: ExitReason, on: date, by: Actor, at: datetime, note: str = ""
) -> Enrolment:
    """End a cycle. `on` is the first day out; a cycle entered by mistake ends on its first day, whatever `on` says."""
    enrolment = locked_enrolment(enrolment)
    require_for(enrolment.call, Permission.ENROL_HOUSEHOLD, by)
    if reason is ExitReason.MISTAKE:
        on = enrolment.enrolled_on
    refuse_unless(may_end(facts_of(enrolment), reason=reason, on=on, today=today_at(at), note=note))
    enrolment.ended_on, enrolment.exit_reason, enrolment.exit_note = on, reason, note.strip()
    enrolment.save(update_fields=["ended_on", "exit_reason", "exit_note"])
    record(
        "enrolment.end_enrolment",
        by=by,
        at=at,
        subjects=about_cycle(enrolment),
        before={"enrolled_on": enrolment.enrolled_on, "ended_on": None},
        after={"ended_on": on, "exit_reason": reason, "note": Personal(enrolment.exit_note or None)},
    )
    return enrolment


@transaction.atomic
def undo_end(*, enrolment: Enrolment, why: str, by: Actor, at: datetime) -> Enrolment:
    """Take back an end that was recorded by mistake: the cycle runs on as if it had never been ended."""
    enrolment = locked_enrolment(enrolment)
    require_for(enrolment.call, Permission.ENROL_HOUSEHOLD, by)
    refuse_unless(may_undo_end(facts_of(enrolment), _others(enrolment), why=why))
    before = {"ended_on": enrolment.ended_on, "exit_reason": enrolment.exit_reason}
    enrolment.ended_on, enrolment.exit_reason, enrolment.exit_note = None, "", ""
    enrolment.save(update_fields=["ended_on", "exit_reason", "exit_note"])
    record(
        "enrolment.undo_end",
        by=by,
        at=at,
        subjects=about_cycle(enrolment),
        before=before,
        after={"ended_on": None, "exit_reason": "", "reason": why.strip()},
    )
    return enrolment


@transaction.atomic
def correct_enrolment_date(*, enrolment: Enrolment, on: date, why: str, by: Actor, at: datetime) -> Enrolment:
    """Put right a first day that was entered wrongly. The last possible day moves with it."""
    enrolment = locked_enrolment(enrolment)
    require_for(enrolment.call, Permission.ENROL_HOUSEHOLD, by)
    months = asks_of(enrolment.call.version_id).months
    approved_on = enrolment.call.selection.decided_on
    assert approved_on is not None
    refuse_unless(
        may_correct_date(
            facts_of(enrolment),
            _others(enrolment),
            on=on,
            today=today_at(at),
            approved_on=approved_on,
            closed_on=enrolment.call.closed_on,
            months=months,
            why=why,
        )
    )
    before = {"enrolled_on": enrolment.enrolled_on, "must_end_by": enrolment.must_end_by}
    enrolment.enrolled_on, enrolment.must_end_by, enrolment.due_on = on, must_end_by(on, months), None
    enrolment.save(update_fields=["enrolled_on", "must_end_by", "due_on"])
    record(
        "enrolment.correct_date",
        by=by,
        at=at,
        subjects=about_cycle(enrolment),
        before=before,
        after={"enrolled_on": on, "must_end_by": enrolment.must_end_by, "reason": why.strip()},
    )
    return enrolment


def _others(enrolment: Enrolment) -> list[Cycle]:
    """The other cycles of its household."""
    program = enrolment.call.version.program_id
    found = cycles_of([enrolment.household_id], program_id=program, without=enrolment.pk)
    return found.get(enrolment.household_id, [])
