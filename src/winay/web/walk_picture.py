"""The nuclei of one version in the comparison of two, drawn by the server: a dot for each community in the hue and with
the number of its nucleus, hollow where nobody may enter, a line to where the nucleus meets. SVG units."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from winay.journeys.pages.two_rules_walk import Walk
from winay.web.area_picture import framed, written
from winay.web.plan_picture import HUES, MICRO, apart

RADIUS = 26.0


@dataclass(frozen=True, slots=True)
class _Spot:
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class WalkDot:
    """A community. `number` 0: nobody of it enters."""

    name: str
    number: int
    hue: int
    x: str
    y: str
    seat_x: str
    seat_y: str
    seat: bool


@dataclass(frozen=True, slots=True)
class WalkPicture:
    """Everything the template draws."""

    height: int
    radius: str
    ring: str
    dots: list[WalkDot]


def walk_picture(places: Sequence[Any], walk: Walk | None) -> WalkPicture | None:
    """The picture; None where no community has a position. Both versions get the same frame."""
    spots = {
        place.pk: _Spot(place.latitude_e6 / MICRO, place.longitude_e6 / MICRO)
        for place in places
        if place.latitude_e6 is not None and place.longitude_e6 is not None
    }
    if not spots:
        return None
    frame = framed(list(spots.values()), close=False)
    at = apart({pk: frame.at(spot) for pk, spot in spots.items()}, RADIUS, frame.height)
    group_of = {place.pk: group for group in (walk.groups if walk else ()) for place in group.places}
    dots = []
    for place in places:
        if place.pk not in at:
            continue
        group, (x, y) = group_of.get(place.pk), at[place.pk]
        seat_x, seat_y = at.get(group.seat.pk, (x, y)) if group else (x, y)
        number = group.number if group else 0
        dots.append(
            WalkDot(
                place.name, number, number % HUES, written(x), written(y), written(seat_x), written(seat_y),
                group is not None and group.seat.pk == place.pk,
            )
        )  # fmt: skip
    return WalkPicture(frame.height, written(RADIUS), written(RADIUS * 0.8), dots)
