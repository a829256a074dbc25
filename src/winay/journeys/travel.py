"""Recorded travel times, and the minutes of the areas that they touch."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor
from winay.places.models import TravelTime
from winay.places.terms import CODE_LENGTH, Level
from winay.places.travel.services import TimeSaid, end_travel_time, record_travel_time
from winay.targeting.services.areas import recount_areas

DISTRICT = CODE_LENGTH[Level.DISTRICT]


@transaction.atomic
def record_time(*, said: TimeSaid, today: date, by: Actor, at: datetime) -> TravelTime:
    """Record how long people really take, and bring the minutes of the areas up to date. Which localities belong
    together stays as it is until somebody groups anew. Refusals are those of `record_travel_time`."""
    made = record_travel_time(said=said, today=today, by=by, at=at)
    _refresh(made, by, at)
    return made


@transaction.atomic
def end_time(*, public_id: UUID, reason: str, by: Actor, at: datetime) -> TravelTime:
    """End a recorded time and bring the minutes of the areas up to date. Refusals are those of `end_travel_time`."""
    ended = end_travel_time(public_id=public_id, reason=reason, by=by, at=at)
    _refresh(ended, by, at)
    return ended


def _refresh(time: TravelTime, by: Actor, at: datetime) -> None:
    districts = sorted({time.origin.code[:DISTRICT], time.target.code[:DISTRICT]})
    recount_areas(district_codes=districts, by=by, at=at, regroup=False)
