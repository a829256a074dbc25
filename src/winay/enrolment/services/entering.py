"""Verbs of entering: one household, or all of a place that want to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.enrolment.access import require_for
from winay.enrolment.models import Call, Enrolment, Refusal
from winay.enrolment.queries.calls import asks_of, ground_of, whole
from winay.enrolment.queries.facts import asked_of, enrol_facts
from winay.enrolment.rules import MOST_AT_ONCE, may_enrol, must_end_by
from winay.enrolment.services.records import about, locked_households, today_at
from winay.journal.services import record
from winay.registry.models import Household
from winay.registry.terms import Origin


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of an act: who is in, who is not and why, and how many of those in had said no before."""

    enrolments: tuple[Enrolment, ...]
    refused: tuple[tuple[Household, tuple[Reason, ...]], ...]
    changed_their_mind: int


@transaction.atomic
def enrol_household(
    *, household: Household, call: Call, on: date, by: Actor, at: datetime, source: Origin = Origin.WEB,
    submission: UUID | None = None,
) -> Enrolment:  # fmt: skip
    """Enter a household that wants to, from `on`. Nothing that the household is like is looked at.

    `on` may lie before the day it is entered: paper and phones come late. `Refused` before the approval, after the
    close, outside the area, without the participant's consent, in another cycle, and where the version lets nobody
    come again.
    """
    done = _enter(call, [household.pk], on, by, at, source, submission)
    if done.refused:
        raise Refused(done.refused[0][1])
    enrolment = done.enrolments[0]
    record(
        "enrolment.enrol_household",
        by=by,
        at=at,
        subjects=[*about(enrolment.call, enrolment.household, submission), ("place", enrolment.household.place.code)],
        after={
            "enrolled_on": on,
            "must_end_by": enrolment.must_end_by,
            "source": source,
            "days_late": (today_at(at) - on).days,
            "before_call": on < enrolment.call.opened_on,
            "said_no_before": bool(done.changed_their_mind),
        },
    )
    return enrolment


@transaction.atomic
def enrol_many(
    *, call: Call, households: Sequence[Household], on: date, by: Actor, at: datetime, source: Origin = Origin.WEB
) -> Entered:
    """Enter every household that may, of those that want to: one act, one line in the journal. Those that may not are
    named with their reasons and keep nobody else out. `Refused` for none at all, or too many at once."""
    ids = {household.pk for household in households}
    if not 1 <= len(ids) <= MOST_AT_ONCE:
        raise Refused([Reason("enrolment.choose_some", {"most": MOST_AT_ONCE})])
    done = _enter(call, ids, on, by, at, source, None)
    if done.enrolments:
        first = done.enrolments[0]
        record(
            "enrolment.enrol_many",
            by=by,
            at=at,
            subjects=[
                *about(first.call, None),
                *(("household", str(one.household.public_id)) for one in done.enrolments),
                *{("place", one.household.place.code) for one in done.enrolments},
            ],
            after={
                "enrolled_on": on,
                "must_end_by": first.must_end_by,
                "source": source,
                "entered": len(done.enrolments),
                "left_out": len(done.refused),
                "days_late": (today_at(at) - on).days,
                "before_call": on < first.call.opened_on,
            },
        )
    return done


def _enter(
    call: Call, ids: Iterable[int], on: date, by: Actor, at: datetime, source: Origin, submission: UUID | None
) -> Entered:
    call = whole(Call.objects.filter(pk=call.pk)).get()
    require_for(call, Permission.ENROL_HOUSEHOLD, by)
    households = locked_households(ids)
    asks = asks_of(call.version_id)
    facts = enrol_facts(call, households, asks=asks, ground=ground_of(call), on=on, today=today_at(at))
    asked = asked_of(households, asks)
    decisions = {one.pk: may_enrol(facts[one.pk], asked[one.pk]) for one in households}
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            household=one, call=call, enrolled_on=on, must_end_by=must_end_by(on, asks.months), source=source,
            submission=submission, recorded_by=by.public_id, recorded_at=at, synthetic=one.synthetic,
        )
        for one in households
        if decisions[one.pk].ok
    )  # fmt: skip
    changed = withdraw_refusals([one.household_id for one in enrolments], on, by, at)
    refused = tuple((one, decisions[one.pk].reasons) for one in households if not decisions[one.pk].ok)
    return Entered(tuple(enrolments), refused, changed)


def withdraw_refusals(households: Sequence[int], on: date, by: Actor, at: datetime) -> int:
    """Whoever enters no longer says no. How many had said it."""
    rows = list(Refusal.objects.select_for_update().filter(household__in=households, withdrawn_at=None))
    for row in rows:
        row.withdrawn_on, row.withdrawn_by, row.withdrawn_at = max(on, row.refused_on), by.public_id, at
    Refusal.objects.bulk_update(rows, ["withdrawn_on", "withdrawn_by", "withdrawn_at"], batch_size=200)
    return len(rows)
