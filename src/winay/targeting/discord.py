"""Where a choice of areas may sow discord: people left out who live close by, and communities that it splits."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from winay.places.models import TravelTime
from winay.places.rules import name_key
from winay.places.terms import CODE_LENGTH, Level
from winay.places.travel.profiles import travel_rules
from winay.places.travel.rules import EARTH_KM, Points, furthest_km, minutes_of, points, walking_seconds
from winay.targeting.models import AreaLocality

WITHIN = 1800
"""Half an hour on foot, in seconds."""
DISTRICT = CODE_LENGTH[Level.DISTRICT]
ALL_AT_ONCE = 20_000
"""Above so many areas the whole country's localities are read, not those of named areas."""
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Near:
    """A locality that is left out although one that is chosen is close by: the nearest. Minutes on foot with the ends
    of the band; a recorded time has no band."""

    code: str
    name: str
    area_id: int
    near_code: str
    near_name: str
    near_area_id: int
    minutes: int
    low: int
    high: int
    recorded: bool


@dataclass(frozen=True, slots=True)
class Split:
    """A community of which some localities are chosen and others left out, by their codes."""

    district_code: str
    community: str
    chosen: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Discord:
    """Everything found, by the codes of localities and communities."""

    near: tuple[Near, ...]
    split: tuple[Split, ...]


@dataclass(frozen=True, slots=True)
class _Localities:
    ids: tuple[int, ...]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    communities: tuple[str, ...]
    areas: tuple[int, ...]
    chosen: NDArray[np.bool_]
    located: NDArray[np.bool_]
    points: Points


def discord(chosen: Collection[int], others: Collection[int], within_seconds: int = WITHIN) -> Discord:
    """Localities of the other areas (by id) within so many seconds on foot of a chosen area's, each with the nearest
    one, and communities that are partly chosen. Two queries. A recorded time beats the estimate, whatever its mode."""
    chosen = frozenset(chosen)
    here = _read(chosen, frozenset(others) - chosen)
    return Discord(_near(here, within_seconds), _split(here))


def _read(chosen: frozenset[int], others: frozenset[int]) -> _Localities:
    wanted = chosen | others
    many = len(wanted) > ALL_AT_ONCE
    rows = AreaLocality.objects.filter(Q() if many else Q(area__in=wanted), area__retired_by=None, current=True)
    found = [
        row
        for row in rows.values_list(
            "locality_id", "locality__code", "locality__name", "locality__community", "area_id",
            "locality__latitude_e6", "locality__longitude_e6", "locality__altitude_m",
        )
        if not many or row[4] in wanted
    ]  # fmt: skip
    columns = list(zip(*sorted(found, key=lambda row: row[1]), strict=True)) if found else [()] * 8
    ids, codes, names, communities, areas, latitude, longitude, altitude = columns
    return _Localities(
        ids, codes, names, communities, areas,
        np.array([area in chosen for area in areas], bool),
        np.array([one is not None for one in latitude], bool),
        points([one or 0 for one in latitude], [one or 0 for one in longitude], altitude),
    )  # fmt: skip


def _near(here: _Localities, within: int) -> tuple[Near, ...]:
    rules = travel_rules()
    out, inside = _close_pairs(here, furthest_km(within, rules.walking))
    seconds = walking_seconds(here.points.take(out), here.points.take(inside), rules.walking)
    out, inside, seconds, recorded = _with_recorded(here, out, inside, seconds)
    close = seconds <= within
    out, inside, seconds, recorded = out[close], inside[close], seconds[close], recorded[close]
    order = np.lexsort((inside, seconds, out))
    band = rules.band_percent
    found = []
    last = -1
    for at in order.tolist():
        if out[at] == last:
            continue
        last = int(out[at])
        near, time, said = int(inside[at]), int(seconds[at]), bool(recorded[at])
        low, high = (time, time) if said else (time * (100 - band) // 100, time * (100 + band) // 100)
        found.append(
            Near(
                here.codes[last], here.names[last], here.areas[last], here.codes[near], here.names[near],
                here.areas[near], minutes_of(time), minutes_of(low), minutes_of(high), said,
            )
        )  # fmt: skip
    return tuple(found)


def _close_pairs(here: _Localities, km: float) -> tuple[Ints, Ints]:
    """Pairs (left out, chosen) not further apart than `km`, and a few more: positions on a globe of kilometres."""
    import shapely  # type: ignore[import-untyped]

    outs = np.flatnonzero(here.located & ~here.chosen)
    ins = np.flatnonzero(here.located & here.chosen)
    if not len(outs) or not len(ins):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    # Mercator keeps shapes: a circle stays one, its radius grows with the latitude.
    latitude = np.radians(here.points.latitude_e6 / 1e6)
    plane = np.column_stack(
        [np.radians(here.points.longitude_e6 / 1e6), np.arctanh(np.sin(np.clip(latitude, -1.5, 1.5)))]
    )
    # A circle reaches a little further towards the pole than its own latitude says.
    radius = km / EARTH_KM / np.cos(np.minimum(np.abs(latitude[outs]) + km / EARTH_KM, 1.5)) * 1.001
    tree = shapely.STRtree(shapely.points(plane[ins]))
    found = tree.query(shapely.points(plane[outs]), predicate="dwithin", distance=radius)
    return outs[found[0]], ins[found[1]]


def _with_recorded(
    here: _Localities, out: Ints, inside: Ints, seconds: Ints
) -> tuple[Ints, Ints, Ints, NDArray[np.bool_]]:
    """What offices recorded takes the place of the estimate, near or far."""
    at = {place: position for position, place in enumerate(here.ids)}
    said = {}
    for origin, target, minutes in TravelTime.objects.filter(ended_at=None).values_list(
        "origin_id", "target_id", "minutes"
    ):
        one, other = at.get(origin), at.get(target)
        if one is not None and other is not None and here.chosen[one] != here.chosen[other]:
            said[(other, one) if here.chosen[one] else (one, other)] = minutes * 60
    if not said:
        return out, inside, seconds, np.zeros(len(seconds), bool)
    estimated = np.array([pair not in said for pair in zip(out.tolist(), inside.tolist(), strict=True)], bool)
    pairs = np.array(list(said), np.int64)
    return (
        np.concatenate([out[estimated], pairs[:, 0]]),
        np.concatenate([inside[estimated], pairs[:, 1]]),
        np.concatenate([seconds[estimated], np.array(list(said.values()), np.int64)]),
        np.arange(int(estimated.sum()) + len(said)) >= estimated.sum(),
    )


def _split(here: _Localities) -> tuple[Split, ...]:
    """Communities are told apart by district and name, however it is written."""
    sides: dict[tuple[str, str], tuple[str, list[str], list[str]]] = {}
    for code, community, chosen in zip(here.codes, here.communities, here.chosen.tolist(), strict=True):
        if community:
            _, ins, outs = sides.setdefault((code[:DISTRICT], name_key(community)), (community, [], []))
            (ins if chosen else outs).append(code)
    return tuple(
        Split(district, name, tuple(ins), tuple(outs))
        for (district, _), (name, ins, outs) in sorted(sides.items())
        if ins and outs
    )
