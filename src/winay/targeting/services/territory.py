"""What the verbs on areas share: the territory they look at, the rows they settle, what their journal line says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.targeting.models import AreaAct
from winay.targeting.queries.areas import Hold, Standing, held_areas, last_act, standing_areas
from winay.targeting.queries.ground import read_ground
from winay.targeting.services.area_rows import Change, compare, write
from winay.targeting.services.decisions import COHORTS_APART
from winay.targeting.solvers.drawing import Part, draw, pieces, sensitivity
from winay.targeting.solvers.ground import District, Ground
from winay.targeting.terms import AreaActKind, AreaOrigin


@dataclass(frozen=True)
class Territory:
    """Everything a verb on areas looks at: the ground, the areas that stand on it, and who holds them."""

    ground: Ground
    standing: Mapping[int, list[Standing]]
    held: Mapping[int, Hold]

    def areas_of(self, place_id: int) -> list[Standing]:
        return self.standing.get(place_id, [])


def read_territory(district_codes: Collection[str] | None, on: date) -> Territory:
    """The territory of some districts, or of the country. Twelve queries."""
    standing: dict[int, list[Standing]] = {}
    for area in standing_areas(district_codes):
        standing.setdefault(area.district_id, []).append(area)
    held = held_areas(district_codes, on.year - COHORTS_APART)
    return Territory(read_ground(district_codes, on), standing, held)


@dataclass(frozen=True)
class Settled:
    """What was done, and what the verb's journal line says of it (subjects, before, after)."""

    act: AreaAct
    line: dict[str, Any]


def the_district(territory: Territory, code: str) -> District:
    """The district on the ground; `Refused` where no locality of it is known by position."""
    district = territory.ground.districts.get(code)
    if district is None or not territory.ground.has_positions(district):
        raise Refused([Reason("targeting.no_localities", {"district": code})])
    return district


def refuse_stale(district: District, seen: UUID | None) -> None:
    """`Refused` when the areas changed since the page that somebody acts from was made."""
    if seen is not None:
        newest = last_act(district.place_id)
        if newest is None or newest.public_id != seen:
            raise Refused([Reason("targeting.areas_changed")])


def with_seats(territory: Territory, district: District, parts: list[Part]) -> list[Part]:
    """The same parts; one whose localities are those of a standing area keeps its seat, and so its code."""
    at = territory.ground.position
    seats = {
        frozenset(area.members): at[area.seat_id]
        for area in territory.areas_of(district.place_id)
        if area.seat_id in at
    }
    ids = territory.ground.ids
    return [
        Part(part.members, part.origin, seats.get(frozenset(ids[m] for m in part.members), part.seat)) for part in parts
    ]


def what_is_left(
    ground: Ground, district: District, members: Collection[int], before: int, origin: AreaOrigin, seat: int | None
) -> list[Part]:
    """An area of `before` localities of which these are still there: itself, or the pieces that losing some left."""
    whole = [tuple(sorted(members))] if members else []
    found = whole if len(members) == before else pieces(ground, district, members)
    return [Part(piece, origin, seat if seat in piece else None) for piece in found]


def settle(
    territory: Territory,
    district: District,
    parts: list[Part],
    kind: AreaActKind,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    undoes: AreaAct | None = None,
) -> Settled:
    """Write one district's new areas with their act; `Refused` when nothing changes, or when an area changes that a
    selection holds. The caller records it."""
    drawn = draw(territory.ground, [(district, part) for part in parts])
    change = compare(territory.areas_of(district.place_id), drawn)
    if not change.made and not change.retired:
        raise Refused([Reason("targeting.areas_same")])
    _refuse_held(territory, change)
    act = AreaAct.objects.create(
        kind=kind, district_id=district.place_id, reason=reason.strip(), undoes=undoes, by=by.public_id, at=at
    )
    write(change, act)
    line = {
        "subjects": [("place", district.code), ("areas", district.code)],
        "before": {"areas": {area.code: _codes(area.members, territory.ground) for area in change.retired}},
        "after": {
            "areas": {area.code: _codes(area.locality_ids, territory.ground) for area in change.made},
            "reason": act.reason,
            **band(territory.ground, [district]),
        },
    }
    return Settled(act, line)


def _refuse_held(territory: Territory, change: Change) -> None:
    """`Refused` for areas that an approved selection holds for its three years."""
    held = [(area, territory.held[area.id]) for area in change.retired if area.id in territory.held]
    if held:
        raise Refused(
            [
                Reason("targeting.area_held", {"area": area.name, "program": hold.program, "cohort": hold.cohort})
                for area, hold in held
            ]
        )


def band(ground: Ground, districts: list[District]) -> dict[str, object]:
    """For the journal: how the rule would group at both ends of the band of uncertainty."""
    ends = sensitivity(ground, districts) if districts else []
    return {
        name: {"percent": end.percent, "areas": end.areas, "leftovers": end.leftovers, "different": end.different}
        for name, end in zip(("times_shorter", "times_longer"), ends, strict=False)
    }


def _codes(ids: Collection[int], ground: Ground) -> list[str]:
    return [ground.codes[at] for at in sorted(ground.position[place] for place in ids if place in ground.position)]
