"""Entering, or saying no, where nobody chose a call: a phone or a file knows where a household lives, not under which
call that lies."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.enrolment.models import Call, Enrolment, Refusal
from winay.enrolment.queries.calls import calls_at
from winay.enrolment.services.entering import enrol_household
from winay.enrolment.services.refusals import Said, record_refusal
from winay.registry.models import Household
from winay.registry.terms import Origin


def call_for(household: Household, on: date, *, program: str | None = None) -> Call:
    """The call that reaches where a household lives and was not closed on a day: the newest. `program` is a key.

    `Refused` where there is none: the area was not chosen, or its call is still to be opened.
    """
    found = calls_at(Household.objects.select_related("place__parent").get(pk=household.pk).place, program=program)
    for call in found:
        if call.closed_on is None or on < call.closed_on:
            return call
    raise Refused([Reason("enrolment.call_closed", {"on": str(found[0].closed_on)})] if found else [_nowhere()])


def _nowhere() -> Reason:
    return Reason("enrolment.no_call_here")


@transaction.atomic
def enrol_where_it_lives(
    *, household: Household, on: date, by: Actor, at: datetime, source: Origin, submission: UUID | None = None,
    program: str | None = None,
) -> Enrolment:  # fmt: skip
    """Enter a household under the call that reaches it. `Refused` as in `call_for` and `enrol_household`."""
    call = call_for(household, on, program=program)
    return enrol_household(
        household=household, call=call, on=on, by=by, at=at, source=source, submission=submission
    )  # fmt: skip


@transaction.atomic
def refuse_where_it_lives(
    *, household: Household, said: Said, by: Actor, at: datetime, source: Origin, submission: UUID | None = None,
    program: str | None = None,
) -> Refusal:  # fmt: skip
    """Record that a household does not want to enter under the call that reaches it."""
    call = call_for(household, said.on, program=program)
    return record_refusal(
        call=call, household=household, locality=None, said=said, by=by, at=at, source=source, submission=submission
    )  # fmt: skip
