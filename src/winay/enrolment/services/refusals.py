"""Verbs on those who do not want to enter: record it, take it back when they change their mind."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.enrolment.access import require_for
from winay.enrolment.models import Call, Enrolment, Refusal
from winay.enrolment.queries.calls import ground_of, whole
from winay.enrolment.rules import RefusalFacts, may_refuse
from winay.enrolment.services.records import about, locked_households, today_at
from winay.enrolment.terms import RefusalReason
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.places.models import Place
from winay.registry.models import Household
from winay.registry.terms import Origin
from winay.targeting.decision_rules import text_fault


@dataclass(frozen=True, slots=True)
class Said:
    """A refusal as it was told: when, why, in whose words. `households` of a place that are not registered."""

    on: date
    reason: RefusalReason
    note: str = ""
    households: int = 1


@transaction.atomic
def record_refusal(
    *, call: Call, household: Household | None, locality: Place | None, said: Said, by: Actor, at: datetime,
    source: Origin = Origin.WEB, submission: UUID | None = None,
) -> Refusal:  # fmt: skip
    """Record that a household does not want to enter; without one, that `said.households` of a locality do not."""
    call = whole(Call.objects.filter(pk=call.pk)).get()
    require_for(call, Permission.ENROL_HOUSEHOLD, by)
    if household is not None:
        household = locked_households([household.pk])[0]
        locality = household.place if household.place_id != call.area.district_id else None
    refuse_unless(may_refuse(_facts(call, household, locality, said, at), reason=said.reason, note=said.note))
    refusal = Refusal.objects.create(
        call=call, locality=locality, household=household, households=said.households, refused_on=said.on,
        reason=said.reason, note=said.note.strip(), source=source, submission=submission, recorded_by=by.public_id,
        recorded_at=at, synthetic=call.synthetic if household is None else household.synthetic,
    )  # fmt: skip
    place = locality or call.area.district
    record(
        "enrolment.record_refusal",
        by=by,
        at=at,
        subjects=[*about(call, household, submission), ("place", place.code)],
        after={
            "refused_on": said.on,
            "refusal_reason": said.reason,
            "families": said.households,
            "note": Personal(refusal.note or None),
            "source": source,
        },
    )
    return refusal


def _facts(call: Call, household: Household | None, locality: Place | None, said: Said, at: datetime) -> RefusalFacts:
    ground, district = ground_of(call), call.area.district
    place = household.place if household is not None else locality
    enrolled = household is not None and Enrolment.objects.filter(household=household, ended_on=None).exists()
    refused = household is not None and Refusal.objects.filter(
        call=call, household=household, withdrawn_at=None
    )  # fmt: skip
    assert call.selection.decided_on is not None
    return RefusalFacts(
        approved_on=call.selection.decided_on,
        in_area=ground.holds(place or district),
        enrolled=enrolled,
        refused_already=bool(refused and refused.exists()),
        registered=household is not None,
        households=said.households,
        on=said.on,
        today=today_at(at),
    )


@transaction.atomic
def withdraw_refusal(*, refusal: Refusal, on: date, by: Actor, at: datetime, why: str = "") -> Refusal:
    """They changed their mind, or it was entered by mistake. It stays on record as withdrawn."""
    call = whole(Call.objects.filter(pk=refusal.call_id)).get()
    require_for(call, Permission.ENROL_HOUSEHOLD, by)
    refusal = Refusal.objects.select_for_update(of=("self",)).select_related("household", "locality").get(pk=refusal.pk)
    if refusal.withdrawn_at is not None:
        raise Refused([Reason("enrolment.withdrawn_already")])
    refuse_unless(
        allow_unless(
            Reason("enrolment.in_future") if on > today_at(at) else None,
            Reason("enrolment.withdrawn_before", {"on": refusal.refused_on.isoformat()})
            if on < refusal.refused_on
            else None,
            text_fault(why),
        )
    )
    refusal.withdrawn_on, refusal.withdrawn_by, refusal.withdrawn_at = on, by.public_id, at
    refusal.withdrawn_why = why.strip()
    refusal.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_at", "withdrawn_why"])
    record(
        "enrolment.withdraw_refusal",
        by=by,
        at=at,
        subjects=about(call, refusal.household, refusal.submission),
        before={"refused_on": refusal.refused_on, "refusal_reason": refusal.reason},
        after={"withdrawn_on": on, "note": Personal(refusal.withdrawn_why or None)},
    )
    return refusal
