"""Verbs of entering: one household, or all of a place that want to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.access import may_for, require_for
from winay.enrolment.models import Call, Enrolment, Refusal
from winay.enrolment.queries.calls import Ground, VersionAsks, asks_of, ground_of, whole
from winay.enrolment.queries.facts import asked_of, enrol_facts
from winay.enrolment.rules import MOST_AT_ONCE, may_enrol, must_end_by
from winay.enrolment.services.records import about, locked_households, today_at
from winay.journal.bulk import among
from winay.journal.services import Act, record, record_all
from winay.registry.models import Household
from winay.registry.terms import Origin


@dataclass(frozen=True, slots=True)
class Comer:
    """A household that wants to enter a call from a day on: through which door, and what a phone sent, if one did."""

    household: int
    call: Call
    on: date
    by: Actor
    at: datetime
    source: Origin = Origin.WEB
    submission: UUID | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of an act: who is in, who is not and why, and those of the ones in that had said no before."""

    enrolments: tuple[Enrolment, ...]
    refused: tuple[tuple[Household, tuple[Reason, ...]], ...]
    changed_their_mind: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Open:
    """A call with what its version asks and where it holds."""

    call: Call
    asks: VersionAsks
    ground: Ground


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
    (found,) = enrol_several([Comer(household.pk, call, on, by, at, source, submission)])
    if isinstance(found, Enrolment):
        return found
    raise found


@transaction.atomic
def enrol_several(comers: Sequence[Comer]) -> list[Enrolment | Refused | NotAllowed]:
    """Enter households, none of them twice, each with a line of its own; what became of each, in their order, or why it
    was refused, which keeps no other out. The number of statements grows with the calls and days among them alone."""
    calls = {pk: _opened(pk) for pk in {one.call.pk for one in comers}}
    found: dict[int, Enrolment | Refused | NotAllowed] = {}
    together: dict[tuple[int, date, date], list[Comer]] = {}
    for one in comers:
        if may_for(calls[one.call.pk].call, Permission.ENROL_HOUSEHOLD, one.by):
            together.setdefault((one.call.pk, one.on, today_at(one.at)), []).append(one)
        else:
            found[one.household] = NotAllowed(Permission.ENROL_HOUSEHOLD)
    households = {row.pk: row for row in locked_households(one.household for some in together.values() for one in some)}
    acts: list[Act] = []
    for (call, _, _), some in together.items():
        done = _enter(calls[call], some, households)
        found |= {row.household_id: row for row in done.enrolments}
        found |= {row.pk: Refused(reasons) for row, reasons in done.refused}
        acts += [_act(one, row, done) for one in some if isinstance(row := found[one.household], Enrolment)]
    record_all(acts)
    return [found[one.household] for one in comers]


def _act(one: Comer, enrolment: Enrolment, done: Entered) -> Act:
    subjects = about(enrolment.call, enrolment.household, one.submission)
    return Act(
        "enrolment.enrol_household",
        by=one.by,
        at=one.at,
        subjects=[*subjects, ("place", enrolment.household.place.code)],
        after={
            "enrolled_on": one.on,
            "must_end_by": enrolment.must_end_by,
            "source": one.source,
            "days_late": (today_at(one.at) - one.on).days,
            "before_call": one.on < enrolment.call.opened_on,
            "said_no_before": one.household in done.changed_their_mind,
        },
    )


@transaction.atomic
def enrol_many(
    *, call: Call, households: Sequence[Household], on: date, by: Actor, at: datetime, source: Origin = Origin.WEB
) -> Entered:
    """Enter every household that may, of those that want to: one act, one line in the journal. Those that may not are
    named with their reasons and keep nobody else out. `Refused` for none at all, or too many at once."""
    ids = {household.pk for household in households}
    if not 1 <= len(ids) <= MOST_AT_ONCE:
        raise Refused([Reason("enrolment.choose_some", {"most": MOST_AT_ONCE})])
    opened = _opened(call.pk)
    require_for(opened.call, Permission.ENROL_HOUSEHOLD, by)
    locked = {row.pk: row for row in locked_households(ids)}
    done = _enter(opened, [Comer(pk, call, on, by, at, source) for pk in locked], locked)
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


def _opened(call_pk: int) -> _Open:
    call = whole(Call.objects.filter(pk=call_pk)).get()
    return _Open(call, asks_of(call.version_id), ground_of(call))


def _enter(opened: _Open, comers: Sequence[Comer], locked: Mapping[int, Household]) -> Entered:
    """Enter those that may, of some that come to one call from one day on."""
    call, asks = opened.call, opened.asks
    households, (on, today) = [locked[one.household] for one in comers], (comers[0].on, today_at(comers[0].at))
    facts = enrol_facts(call, households, asks=asks, ground=opened.ground, on=on, today=today)
    asked = asked_of(households, asks)
    decisions = {row.pk: may_enrol(facts[row.pk], asked[row.pk]) for row in households}
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            household=row, call=call, enrolled_on=on, must_end_by=must_end_by(on, asks.months), source=one.source,
            submission=one.submission, recorded_by=one.by.public_id, recorded_at=one.at, synthetic=row.synthetic,
        )
        for one, row in zip(comers, households, strict=True)
        if decisions[row.pk].ok
    )  # fmt: skip
    entered = {row.household_id for row in enrolments}
    takers = {one.household: one.by.public_id for one in comers if one.household in entered}
    changed = withdraw_refusals(takers, on, comers[0].at)
    refused = tuple((row, decisions[row.pk].reasons) for row in households if not decisions[row.pk].ok)
    return Entered(tuple(enrolments), refused, changed)


def withdraw_refusals(households: Mapping[int, UUID], on: date, at: datetime) -> frozenset[int]:
    """Whoever enters no longer says no. `households` by who writes that down; those that had said it."""
    rows = list(Refusal.objects.select_for_update().filter(among("household_id", households), withdrawn_at=None))
    for row in rows:
        assert row.household_id is not None
        row.withdrawn_on, row.withdrawn_at = max(on, row.refused_on), at
        row.withdrawn_by = households[row.household_id]
    Refusal.objects.bulk_update(rows, ["withdrawn_on", "withdrawn_by", "withdrawn_at"], batch_size=200)
    return frozenset(row.household_id for row in rows if row.household_id is not None)
