"""Verbs: record how long people really take between two localities, and end such a record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.journal.services import record
from winay.places.models import Place, TravelTime
from winay.places.terms import CODE_LENGTH, Level, TravelMode

LEAST_MINUTES, MOST_MINUTES = 1, 4320
LEAST_REASON, MOST_REASON = 15, 300


@dataclass(frozen=True, slots=True)
class TimeSaid:
    """What somebody says of the way between two localities (by code): one way, the mean of both directions."""

    origin: str
    target: str
    mode: TravelMode
    minutes: int
    measured_on: date
    reason: str


@transaction.atomic
def record_travel_time(*, said: TimeSaid, today: date, by: Actor, at: datetime) -> TravelTime:
    """From now on this time decides, whatever an estimate says, and makes the two localities neighbours. One recorded
    before between the same two is ended by it.

    Refused (`Refused`): unknown localities, one and the same, minutes out of range, a day in the future, a reason of
    fewer than 15 letters or of more than 300. `NotAllowed` unless the actor maps the territory of both.
    """
    first, second = sorted((said.origin, said.target))
    places = _locked([first, second])
    for code in places:
        _may(by, code)
    reasons = [Reason("places.unknown_place", {"place": code}) for code in (first, second) if code not in places]
    reasons += _faults(said, today)
    if reasons:
        raise Refused(reasons)
    old = _open(places[first].pk, places[second].pk)
    if old is not None:
        if _told(old) == (said.mode, said.minutes, said.measured_on, said.reason.strip()):
            raise Refused([Reason("places.travel_time_same")])
        _end(old, said.reason, at)
    made = TravelTime.objects.create(
        origin=places[first],
        target=places[second],
        mode=said.mode,
        minutes=said.minutes,
        measured_on=said.measured_on,
        reason=said.reason.strip(),
        recorded_by=by.public_id,
        recorded_at=at,
    )
    record(
        "places.record_travel_time",
        by=by,
        at=at,
        subjects=_subjects([first, second]),
        before=_shown(old) if old else None,
        after=_shown(made),
    )
    return made


@transaction.atomic
def end_travel_time(*, public_id: UUID, reason: str, by: Actor, at: datetime) -> TravelTime:
    """A recorded time no longer decides: the estimate does again. Refused for one that has ended or a short reason."""
    found = TravelTime.objects.select_related("origin", "target").filter(public_id=public_id).first()
    if found is None:
        raise Refused([Reason("places.travel_time_unknown")])
    codes = [found.origin.code, found.target.code]
    for code in codes:
        _may(by, code)
    _locked(codes)
    found.refresh_from_db(fields=["ended_at"])
    reasons = [Reason("places.travel_time_ended")] if found.ended_at is not None else []
    reasons += _reason_faults(reason)
    if reasons:
        raise Refused(reasons)
    before = _shown(found)
    _end(found, reason, at)
    record(
        "places.end_travel_time",
        by=by,
        at=at,
        subjects=_subjects(codes),
        before=before,
        after={"reason": found.ended_why},
    )
    return found


def travel_times_of(district_code: str, *, ended: bool = False) -> list[TravelTime]:
    """The times recorded from or to localities of a district, the newest first; with `ended` also those that no longer
    decide. One query."""
    here = Q(origin__parent__code=district_code) | Q(target__parent__code=district_code)
    rows = TravelTime.objects.filter(here).select_related("origin__parent", "target__parent")
    return list((rows if ended else rows.filter(ended_at=None)).order_by("-id"))


def travel_time_by_id(public_id: UUID) -> TravelTime | None:
    """One recorded time with its localities."""
    return TravelTime.objects.select_related("origin__parent", "target__parent").filter(public_id=public_id).first()


def _may(by: Actor, code: str) -> None:
    if not by.may(Permission.MAP_TERRITORY, place_code=code):
        raise NotAllowed(Permission.MAP_TERRITORY)


def _locked(codes: list[str]) -> dict[str, Place]:
    """The two localities, for this transaction alone: two people who time the same way take turns."""
    rows = Place.objects.select_for_update(no_key=True).filter(code__in=codes, level=Level.LOCALITY).order_by("id")
    return {place.code: place for place in rows}


def _open(origin: int, target: int) -> TravelTime | None:
    return TravelTime.objects.filter(origin=origin, target=target, ended_at=None).first()


def _end(time: TravelTime, reason: str, at: datetime) -> None:
    time.ended_at, time.ended_why = at, reason.strip()
    time.save(update_fields=["ended_at", "ended_why"])


def _faults(said: TimeSaid, today: date) -> list[Reason]:
    """Everything wrong with what was said."""
    reasons = []
    if said.origin == said.target:
        reasons.append(Reason("places.travel_time_same_place"))
    if not LEAST_MINUTES <= said.minutes <= MOST_MINUTES:
        reasons.append(Reason("places.travel_time_minutes", {"most": MOST_MINUTES}))
    if said.measured_on > today:
        reasons.append(Reason("places.travel_time_future"))
    return reasons + _reason_faults(said.reason)


def _reason_faults(reason: str) -> list[Reason]:
    if sum(map(str.isalnum, reason)) < LEAST_REASON:
        return [Reason("places.travel_time_reason", {"least": LEAST_REASON})]
    if len(reason.strip()) > MOST_REASON or "\0" in reason:
        return [Reason("places.reason_long", {"most": MOST_REASON})]
    return []


def _told(time: TravelTime) -> tuple[str, int, date, str]:
    return time.mode, time.minutes, time.measured_on, time.reason


def _shown(time: TravelTime) -> dict[str, object]:
    return {
        "origin": time.origin.code,
        "target": time.target.code,
        "mode": str(time.mode),
        "minutes": time.minutes,
        "measured_on": time.measured_on,
        "reason": time.reason,
    }


def _subjects(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Both localities and their districts."""
    named = {part for code in codes for part in (code, code[: CODE_LENGTH[Level.DISTRICT]])}
    return [("place", code) for code in sorted(named)]
