"""Verbs on calls: open one, close it, open it again."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused, refuse_unless
from winay.enrolment.access import require_for
from winay.enrolment.call_rules import may_close, may_open, may_reopen
from winay.enrolment.models import Call
from winay.enrolment.queries.calls import annulled, call_facts, locked_call, whole
from winay.enrolment.services.records import about_call, today_at
from winay.journal.services import record
from winay.targeting.models import Area, Selection


@transaction.atomic
def open_call(
    *, selection: Selection, area: Area, on: date, by: Actor, at: datetime, synthetic: bool = False
) -> Call:  # fmt: skip
    """Open the call of a chosen area: from `on` every household of it that wants to may enter.

    `Refused` while the selection is not approved or was annulled, for an area it did not choose, for a second call.
    """
    program = selection.version.program.key
    if not by.may(Permission.OPEN_CALL, place_code=area.district.code, program=program):
        raise NotAllowed(Permission.OPEN_CALL)
    refuse_unless(may_open(call_facts(selection, area, on=on, today=today_at(at))))
    try:
        with transaction.atomic():
            made = Call.objects.create(
                selection=selection, area=area, version=selection.version, opened_on=on, opened_by=by.public_id,
                opened_at=at, synthetic=synthetic,
            )  # fmt: skip
    except IntegrityError:  # somebody else opened it meanwhile
        raise Refused([Reason("enrolment.call_known")]) from None
    call = whole(Call.objects.filter(pk=made.pk)).get()
    record("enrolment.open_call", by=by, at=at, subjects=about_call(call), after={"area": area.code, "opened_on": on})
    return call


@transaction.atomic
def close_call(*, call: Call, on: date, why: str, by: Actor, at: datetime) -> Call:
    """Close a call: from `on` nobody enters any more. Who entered stays; paper and phones that come late for days
    before it are still taken."""
    call = locked_call(call.pk)
    require_for(call, Permission.OPEN_CALL, by)
    refuse_unless(
        may_close(opened_on=call.opened_on, closed_on=call.closed_on, on=on, today=today_at(at), why=why)
    )  # fmt: skip
    call.closed_on, call.closed_why, call.closed_by, call.closed_at = on, why.strip(), by.public_id, at
    call.save(update_fields=["closed_on", "closed_why", "closed_by", "closed_at"])
    record(
        "enrolment.close_call", by=by, at=at, subjects=about_call(call), before={"closed_on": None},
        after={"closed_on": on, "reason": call.closed_why},
    )  # fmt: skip
    return call


@transaction.atomic
def reopen_call(*, call: Call, why: str, by: Actor, at: datetime) -> Call:
    """Open a closed call again: it was closed by mistake, or the nucleus still has room."""
    call = locked_call(call.pk)
    require_for(call, Permission.OPEN_CALL, by)
    running = Call.objects.filter(area=call.area_id, version=call.version_id, closed_on=None).exclude(pk=call.pk)
    closed = call.closed_on is not None
    refuse_unless(
        may_reopen(closed=closed, running=running.exists(), annulled=annulled(call), why=why)
    )  # fmt: skip
    before = {"closed_on": call.closed_on, "reason": call.closed_why}
    call.closed_on, call.closed_why, call.closed_by, call.closed_at = None, "", None, None
    call.save(update_fields=["closed_on", "closed_why", "closed_by", "closed_at"])
    record(
        "enrolment.reopen_call", by=by, at=at, subjects=about_call(call), before=before,
        after={"closed_on": None, "reason": why.strip()},
    )  # fmt: skip
    return call
