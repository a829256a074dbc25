"""Where areas lie: the part of a district's polygon that is nearer to an area's localities than to any other's.

An area has a position: its place among the current areas in the order of their codes. Maps speak of areas by it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min

from winay.core.remembered import Remembered
from winay.places.ground.cells import on_plane, united
from winay.places.models import MICRODEGREES, Place
from winay.places.terms import Level
from winay.targeting.models import Area, AreaAct, AreaLocality

memory = Remembered(most=700)
"""Shapes of as many districts: about 10 MB."""


@dataclass(frozen=True, slots=True)
class AreaMark:
    """An area on the map; `seat` is where people would meet, in degrees, or None."""

    area_id: int
    position: int
    code: str
    name: str
    households: int | None
    counted: bool
    district: str
    seat: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class LocalityMark:
    """A locality with a position, in degrees. `area` is the position of its area among all; None outside any."""

    code: str
    name: str
    district: str
    longitude: float
    latitude: float
    rural: bool
    synthetic: bool
    households: int | None
    counted: bool
    area: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """The areas of one district: the position of the first, how many, and the newest of them."""

    first: int
    count: int
    newest: int


def areas_revision() -> int:
    """The newest act on areas, 0 before any. One query."""
    return int(AreaAct.objects.aggregate(newest=Max("id"))["newest"] or 0)


def area_runs() -> dict[str, Run]:
    """Which positions each district's areas have. Codes begin with the district's, so they are in a row. One query."""
    runs, first = {}, 0
    rows = Area.objects.filter(retired_by=None).values_list("district__code").order_by("district__code")
    for code, count, newest in rows.annotate(count=Count("id"), newest=Max("id")):
        runs[code] = Run(first, count, newest)
        first += count
    return runs


def areas_of(districts: Collection[str], runs: Mapping[str, Run]) -> list[AreaMark]:
    """The current areas of these districts, by code. One query."""
    rows = Area.objects.filter(retired_by=None, district__code__in=districts).order_by("code")
    marks: list[AreaMark] = []
    begun: dict[str, int] = {}
    for pk, code, name, households, counted, district, x, y in rows.values_list(
        "id", "code", "name", "households", "counted", "district__code", "seat__longitude_e6", "seat__latitude_e6"
    ):
        rank = begun.get(district, 0)
        begun[district] = rank + 1
        seat = None if x is None else (x / MICRODEGREES, y / MICRODEGREES)
        marks.append(AreaMark(pk, runs[district].first + rank, code, name, households, counted, district, seat))
    return marks


def localities_of(districts: Collection[str], areas: Sequence[AreaMark]) -> list[LocalityMark]:
    """The localities of these districts that have a position, by code. Two queries."""
    position = {area.area_id: area.position for area in areas}
    member = {
        locality: (position.get(area), households, counted)
        for locality, area, households, counted in AreaLocality.objects.filter(
            current=True, area__retired_by=None, area__district__code__in=districts
        ).values_list("locality_id", "area_id", "households", "counted")
    }
    places = Place.objects.filter(
        level=Level.LOCALITY, parent__code__in=districts, longitude_e6__isnull=False
    ).order_by("code")
    found = []
    for pk, code, name, district, x, y, rural, synthetic in places.values_list(
        "id", "code", "name", "parent__code", "longitude_e6", "latitude_e6", "rural", "synthetic"
    ):
        area, households, counted = member.get(pk, (None, None, False))
        longitude, latitude = x / MICRODEGREES, y / MICRODEGREES
        # Whether a synthetic hamlet is rural is not said; it is a hamlet.
        is_rural = rural is not False
        found.append(
            LocalityMark(code, name, district, longitude, latitude, is_rural, synthetic, households, counted, area)
        )
    return found


def area_shapes(polygons: Mapping[str, Any], runs: Mapping[str, Run], mark: str) -> dict[int, Any]:
    """Shapes by the area's id, on the plane of `places.cells`, of the districts whose polygons are given.

    Where a district is one area, the area is the polygon. An area none of whose localities has a position has no
    shape. `mark` names the state of the polygons. Kept by the district's areas, so that an edit costs one district;
    one query where any district is not kept, none otherwise.
    """
    wanted = [code for code in polygons if code in runs]
    kept = memory.get_many(
        [(mark, code, runs[code].newest, runs[code].count) for code in wanted],
        lambda missing: _divided({key[1]: polygons[key[1]] for key in missing}, runs),
    )
    return {area: shape for shapes in kept for area, shape in shapes.items()}


def _divided(polygons: Mapping[str, Any], runs: Mapping[str, Run]) -> list[dict[int, Any]]:
    """The areas' shapes of each district, in the order of the polygons."""
    import numpy as np

    members: dict[str, list[tuple[int, int, int]]] = {code: [] for code in polygons if runs[code].count > 1}
    rows = AreaLocality.objects.filter(
        current=True, area__district__code__in=list(members), locality__longitude_e6__isnull=False
    )
    for district, *member in rows.order_by("id").values_list(
        "area__district__code", "area_id", "locality__longitude_e6", "locality__latitude_e6"
    ):
        members[district].append((member[0], member[1], member[2]))
    made = []
    for code, polygon in polygons.items():
        if runs[code].count == 1:
            made.append({runs[code].newest: polygon})
        elif found := members[code]:
            table = np.array(found, dtype=np.int64)
            made.append(united(on_plane(table[:, 1:] / MICRODEGREES), table[:, 0], polygon))
        else:
            made.append({})
    return made


def localities_reach() -> dict[str, tuple[float, float, float, float]]:
    """West, south, east and north of each district's localities, in degrees: some lie far outside its polygon. One
    query over all localities."""
    rows = Place.objects.filter(level=Level.LOCALITY, longitude_e6__isnull=False).values_list("parent__code")
    edges = rows.order_by("parent__code").annotate(
        west=Min("longitude_e6"), south=Min("latitude_e6"), east=Max("longitude_e6"), north=Max("latitude_e6")
    )
    return {
        code: (west / MICRODEGREES, south / MICRODEGREES, east / MICRODEGREES, north / MICRODEGREES)
        for code, west, south, east, north in edges
    }
