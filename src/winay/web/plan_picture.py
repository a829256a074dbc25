"""The picture of a plan of nuclei, drawn by the server: a dot for each community, as large as its households, in the
hue and with the number of its group; a line to where the group meets. SVG units."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from winay.nuclei.queries.costs import Costs
from winay.nuclei.queries.plans import Plan
from winay.web.area_picture import WIDTH, framed, round_km, written

HUES = 7
RADIUS, LEAST_RADIUS = 34.0, 9.0
Point = tuple[float, float]
MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Spot:
    """A community with a position, and whether it accepted its place in the plan."""

    unit: int
    code: str
    name: str
    households: int
    latitude: float
    longitude: float
    accepted: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """A community in the picture, by one group of it; with the line to where that group meets."""

    spot: Spot
    number: int
    hue: int
    x: str
    y: str
    radius: str
    seat: bool
    ring: str
    seat_x: str
    seat_y: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PlanPicture:
    """Everything the template draws. `missing` communities have no position; `bar` is the length of `bar_km`."""

    height: int
    foot: int
    dots: list[Dot]
    small: Mapping[int, bool]
    bar: str
    bar_km: int
    missing: int


def plan_picture(plan: Plan, costs: Costs, *, chosen: int | None = None) -> PlanPicture | None:
    """The picture of a plan; None where no community has a position."""
    spots = _spots(plan, costs)
    if not spots:
        return None
    frame = framed(list(spots.values()), close=False)
    most = max(spot.households for spot in spots.values())
    at = apart({pk: frame.at(spot) for pk, spot in spots.items()}, RADIUS, frame.height)
    dots = [
        _dot(plan, at, spots, share.unit_id, share.group_id, share.households, most, chosen)
        for share in plan.shares
        if share.unit_id in spots
    ]
    facts = plan.facts_by_group.values()
    bar_km = round_km(frame)
    return PlanPicture(
        frame.height,
        frame.height - 20,
        sorted(dots, key=lambda dot: (-float(dot.radius), dot.number)),
        {one.number: one.households < plan.formation.least for one in facts},
        written(bar_km / frame.km_per_unit),
        bar_km,
        len(plan.units) - len(spots),
    )


def _spots(plan: Plan, costs: Costs) -> dict[int, Spot]:
    unheard = set(plan.unheard)
    found = {}
    for pk, unit in plan.units.items():
        latitude, longitude = costs.positions[pk]
        if latitude is not None and longitude is not None:
            code = unit.place.code
            found[pk] = Spot(
                pk, code, unit.place.name, unit.households, latitude / MICRO, longitude / MICRO, code not in unheard
            )
    return found


def _dot(
    plan: Plan, at: Mapping[int, Point], spots: Mapping[int, Spot], unit: int, group: int, households: int, most: int,
    chosen: int | None,
) -> Dot:  # fmt: skip
    spot, row = spots[unit], plan.groups[group]
    x, y = at[unit]
    seat_x, seat_y = at.get(row.seat_id or 0, (x, y))
    radius = max(LEAST_RADIUS, RADIUS * math.sqrt(households / most))
    return Dot(
        spot, row.number, row.number % HUES, written(x), written(y), written(radius), row.seat_id == unit,
        written(radius * 0.8), written(seat_x), written(seat_y), unit == chosen,
    )  # fmt: skip


def apart(at: Mapping[int, Point], radius: float, height: float, *, rounds: int = 40) -> dict[int, Point]:
    """Points moved a little where the dots around them would cover each other, inside the picture. In many rounds each
    pair that is too near parts by half of what is missing; where there are too many for the room, they stay close."""
    keys = list(at)
    points = np.array([at[key] for key in keys], dtype=float).reshape(-1, 2)
    low, high = np.array([radius, radius]), np.array([WIDTH - radius, height - radius])
    points = np.clip(points, low, high)
    room = min(2.1 * radius, 0.9 * math.sqrt(WIDTH * height / max(1, len(keys))))
    for _ in range(rounds):
        way = points[:, None] - points[None]
        far = np.hypot(way[..., 0], way[..., 1])
        np.fill_diagonal(far, room)
        same = far < 1e-9  # one upon the other: each goes its own way, always the same
        turns = np.arange(int(same.sum()), dtype=float)
        way[same] = np.stack([np.cos(turns), np.sin(turns)], axis=1)
        push = np.maximum(room - far, 0) / 2 / np.where(same, 1, far)
        if not push.any():
            break
        points = np.clip(points + (way * push[..., None]).sum(axis=1) * 0.6, low, high)
    return {key: (float(x), float(y)) for key, (x, y) in zip(keys, points, strict=True)}
