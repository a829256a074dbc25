"""Which areas there are."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.journal.services import record
from winay.places.models import Measurement, Place
from winay.places.terms import Level
from winay.targeting.models import Area, AreaAct, AreaLocality
from winay.targeting.terms import AreaActKind, AreaOrigin

HOUSEHOLDS = "rural_households_est"


@transaction.atomic
def define_areas(*, by: Actor, at: datetime) -> int:
    """One area per district that has rural households, or whose number of them is unknown; how many changed.

    A district whose published figure is zero has no rural area. The same figures again change nothing.
    """
    households: dict[int, int] = {}
    for place, value in (
        Measurement.objects.filter(indicator__key=HOUSEHOLDS, place__level=Level.DISTRICT)
        .order_by("as_of")
        .values_list("place_id", "value")
    ):
        households[place] = value
    known = {area.district_id: area for area in Area.objects.filter(retired_by=None)}
    added, changed = [], []
    for place, code, name in Place.objects.filter(level=Level.DISTRICT).values_list("id", "code", "name"):
        number = households.get(place)
        if number == 0:
            continue
        area = known.get(place)
        if area is None:
            added.append(Area(code=code, district_id=place, name=name, households=number, origin=AreaOrigin.WHOLE))
        elif area.households != number:
            area.households = number
            changed.append(area)
    if not added and not changed:
        return 0
    act = AreaAct.objects.create(kind=AreaActKind.DEFINED, by=by.public_id, at=at)
    for area in added:
        area.made_by = act
    Area.objects.bulk_create(added, batch_size=500)
    Area.objects.bulk_update(changed, ["households"], batch_size=500)
    record(
        "targeting.define_areas",
        by=by,
        at=at,
        subjects=[("areas", "country")],
        after={"added": len(added), "changed": len(changed)},
    )
    return len(added) + len(changed)


@transaction.atomic
def place_localities(localities: Iterable[Place], *, by: Actor, at: datetime) -> int:
    """Put localities that belong to no area into the one of their district; how many were placed."""
    areas = dict(Area.objects.filter(retired_by=None).values_list("district_id", "id"))
    rows = [
        AreaLocality(area_id=areas[locality.parent_id], locality=locality)
        for locality in localities
        if locality.parent_id in areas
    ]
    AreaLocality.objects.bulk_create(rows, batch_size=500)
    record("targeting.place_localities", by=by, at=at, subjects=[("areas", "country")], after={"localities": len(rows)})
    return len(rows)
