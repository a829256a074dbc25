"""A district with localities for tests of areas: a row of hamlets along a valley, made through the verbs."""

from collections.abc import Sequence
from datetime import date, datetime

from tests import people
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.places.localities import LocalityRow, add_localities
from winay.places.models import CountLoad, HouseholdCount, Place
from winay.places.terms import TravelMode
from winay.places.travel.services import TimeSaid
from winay.targeting.models import Area, AreaAct, AreaLocality
from winay.targeting.services.areas import recount_areas

DISTRICT = "050101"
REASON = "La asamblea lo pidió en su acta de agosto."
STEP = 9_000
"""A kilometre along the valley, in millionths of a degree."""
HOMES = (30, 25, 22, 28, 45, 12, 33, 50)
"""Grouped from a minimum of 40: 1+2, 3+4, 5, 6+7, 8."""


def valley(
    homes: Sequence[int | None] = HOMES, *, district: str = DISTRICT, first: int = 1, step: int = STEP,
    synthetic: bool = False, at: datetime | None = None, defined: bool = True,
) -> list[Place]:  # fmt: skip
    """A row of hamlets, each with households counted by an office (None: not counted), grouped into areas."""
    centre = Place.objects.get(code=district)
    assert centre.latitude_e6 is not None and centre.longitude_e6 is not None
    rows = [
        LocalityRow(f"{district}{n:04}", f"Hamlet {n}", centre.latitude_e6, centre.longitude_e6 + n % 9_000 * step)
        for n in range(first, first + len(homes))
    ]
    made = add_localities(rows, synthetic=synthetic, by=SYSTEM, at=at or now())
    count({place: number for place, number in zip(made, homes, strict=True) if number is not None})
    if defined:
        # Of this district alone: nothing else changed, and the country takes ten times as long.
        recount_areas(district_codes=[district], by=SYSTEM, at=at or now())
    return made


def count(homes: dict[Place, int], *, counted_on: date | None = None) -> None:
    """What an office counted, as rows: the verb that loads a file is another room's."""
    if homes:
        load = CountLoad.objects.create(
            name="Padrón", counted_on=counted_on or people.today(), file_name="padron.csv",
            file_sha256=f"{CountLoad.objects.count():064x}", loaded_by=SYSTEM.public_id, loaded_at=now(),
        )  # fmt: skip
        HouseholdCount.objects.bulk_create(
            HouseholdCount(load=load, place=place, households=number) for place, number in homes.items()
        )


def partition(district: str = DISTRICT) -> list[list[int]]:
    """The district's areas as lists of the last digits of their localities, by the first."""
    found: dict[int, list[int]] = {}
    rows = AreaLocality.objects.filter(current=True, area__district__code=district, area__retired_by=None)
    for area, code in rows.order_by("locality__code").values_list("area_id", "locality__code"):
        found.setdefault(area, []).append(int(code[-4:]))
    return sorted(found.values())


def area_with(number: int, district: str = DISTRICT) -> Area:
    """The current area of a hamlet, by the last digits of its code."""
    return Area.objects.get(localities__current=True, localities__locality__code=f"{district}{number:04}")


def code(number: int, district: str = DISTRICT) -> str:
    return f"{district}{number:04}"


def last_act() -> AreaAct:
    act = AreaAct.objects.order_by("-id").first()
    assert act is not None
    return act


def said(one: int, other: int, minutes: int = 60, **how: object) -> TimeSaid:
    """A time between two hamlets of the valley."""
    told = {"mode": TravelMode.WALKING, "measured_on": people.today(), "reason": REASON, **how}
    return TimeSaid(code(one), code(other), minutes=minutes, **told)  # type: ignore[arg-type]
