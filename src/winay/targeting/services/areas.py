"""Which areas there are: defined by the rule, grouped anew, recounted. What an office edits is in `area_edits`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from winay.core.actors import Actor, Permission, System
from winay.core.clock import local_date
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.journal.services import record
from winay.places.counts import rural_estimates
from winay.places.models import Place
from winay.places.terms import Level
from winay.targeting.models import AreaAct
from winay.targeting.queries.areas import Hold, Standing, held_areas, last_act, standing_areas
from winay.targeting.queries.ground import read_ground
from winay.targeting.rules import reason_fault
from winay.targeting.services.area_rows import Change, compare, write
from winay.targeting.services.decisions import COHORTS_APART
from winay.targeting.services.records import take_turns
from winay.targeting.solvers.drawing import (
    Drawn,
    Member,
    Part,
    draw,
    grouped,
    grouped_rest,
    pieces,
    sensitivity,
)
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


@transaction.atomic
def define_areas(*, by: Actor, at: datetime) -> int:
    """Group the rural localities of every district into areas; how many areas changed. The same facts again change
    nothing.

    Districts that an office edited keep their areas, and so do areas that an approved selection holds: only localities
    that no area has are grouped beside them. Where no locality with a position is known, the rural part of the district
    is one area, unless its published number of households is zero.
    """
    _may(by, None)
    return _redraw(None, AreaActKind.DEFINED, "targeting.define_areas", by=by, at=at)


@transaction.atomic
def recount_areas(*, district_codes: Collection[str], by: Actor, at: datetime, regroup: bool = True) -> int:
    """Bring households and minutes up to date after new counts or times; how many areas changed.

    Districts whose areas nobody edited are also grouped anew, unless `regroup` is false.
    """
    for code in district_codes:
        _may(by, code)
    return _redraw(district_codes, AreaActKind.RECOUNTED, "targeting.recount_areas", by=by, at=at, regroup=regroup)


@transaction.atomic
def regroup_district(*, district_code: str, reason: str, by: Actor, at: datetime, seen: UUID | None = None) -> AreaAct:
    """Group a district by the rule again, and so give up what was edited by hand.

    Refused when nothing would change, or an area that an approved selection holds would.
    """
    _may(by, district_code)
    take_turns()
    territory = read_territory([district_code], local_date(at, settings.TIME_ZONE))
    district = the_district(territory, district_code)
    refuse_stale(district, seen)
    fault = reason_fault(reason)
    if fault:
        raise Refused([fault])
    parts = with_seats(territory, district, grouped(territory.ground, district))
    return act_on(
        territory, district, parts, AreaActKind.GROUPED, "targeting.regroup_district", reason=reason, by=by, at=at
    )


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


def act_on(
    territory: Territory,
    district: District,
    parts: list[Part],
    kind: AreaActKind,
    verb: str,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    undoes: AreaAct | None = None,
) -> AreaAct:
    """Write one district's new areas with their act and journal line; `Refused` when nothing changes, or when an area
    changes that a selection holds."""
    drawn = draw(territory.ground, [(district, part) for part in parts])
    change = compare(territory.areas_of(district.place_id), drawn)
    if not change.made and not change.retired:
        raise Refused([Reason("targeting.areas_same")])
    refuse_held(territory, change)
    act = AreaAct.objects.create(
        kind=kind, district_id=district.place_id, reason=reason.strip(), undoes=undoes, by=by.public_id, at=at
    )
    write(change, act)
    record(
        verb,
        by=by,
        at=at,
        subjects=[("place", district.code), ("areas", district.code)],
        before={"areas": {area.code: _codes(area.members, territory.ground) for area in change.retired}},
        after={
            "areas": {area.code: _codes(area.locality_ids, territory.ground) for area in change.made},
            "reason": act.reason,
            **_band(territory.ground, [district]),
        },
    )
    return act


def refuse_held(territory: Territory, change: Change) -> None:
    """`Refused` for areas that an approved selection holds for its three years."""
    held = [(area, territory.held[area.id]) for area in change.retired if area.id in territory.held]
    if held:
        raise Refused(
            [
                Reason("targeting.area_held", {"area": area.name, "program": hold.program, "cohort": hold.cohort})
                for area, hold in held
            ]
        )


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


def _may(by: Actor, district_code: str | None) -> None:
    """Setting up defines areas too; nobody else without the right to map that territory."""
    if not isinstance(by, System) and not by.may(Permission.MAP_TERRITORY, place_code=district_code):
        raise NotAllowed(Permission.MAP_TERRITORY)


def _redraw(
    district_codes: Collection[str] | None,
    kind: AreaActKind,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    regroup: bool = True,
) -> int:
    """Draw the areas of some districts, or of the country, as they should be now, and write what differs."""
    take_turns()
    territory = read_territory(district_codes, local_date(at, settings.TIME_ZONE))
    drawn, kept = _wanted(territory, district_codes, regroup)
    standing = [area for areas in territory.standing.values() for area in areas]
    change = compare(standing, drawn, kept)
    if not change.any:
        return 0
    only = next(iter(district_codes)) if district_codes is not None and len(set(district_codes)) == 1 else None
    act = AreaAct.objects.create(
        kind=kind, district=Place.objects.get(code=only) if only else None, by=by.public_id, at=at
    )
    write(change, act)
    places = {place: code for code, place in _districts(district_codes).items()}
    touched = sorted({places[area.district_id] for area in (*change.made, *change.retired)})
    record(
        verb,
        by=by,
        at=at,
        subjects=[("areas", only or "country"), *(("place", code) for code in (touched if district_codes else ()))],
        after={
            "added": len(change.made),
            "retired": len(change.retired),
            "changed": len(change.updated),
            "districts": len(touched),
            **_band(territory.ground, list(territory.ground.districts.values()) if change.made else []),
        },
    )
    return change.count


def _wanted(
    territory: Territory, district_codes: Collection[str] | None, regroup: bool
) -> tuple[list[Drawn], set[int]]:
    """The areas as they should be, and the ids of standing ones that stay whatever was drawn."""
    estimates = rural_estimates(district_codes)
    names = dict(Place.objects.filter(level=Level.DISTRICT).values_list("code", "name"))
    whole, parts, kept = [], [], set()
    for code, place in _districts(district_codes).items():
        areas = territory.areas_of(place)
        district = territory.ground.districts.get(code)
        if district is not None and territory.ground.has_positions(district):
            found, held = _parts(territory, district, areas, regroup)
            kept |= held
            parts += [(district, part) for part in with_seats(territory, district, found)]
        elif district is not None or estimates.get(code) != 0:
            whole.append(_whole(territory.ground, district, place, code, names[code], estimates.get(code)))
    return [*whole, *draw(territory.ground, parts)], kept


def _districts(district_codes: Collection[str] | None) -> dict[str, int]:
    rows = Place.objects.filter(level=Level.DISTRICT)
    if district_codes is not None:
        rows = rows.filter(code__in=sorted(set(district_codes)))
    return dict(rows.order_by("code").values_list("code", "id"))


def _whole(ground: Ground, district: District | None, place: int, code: str, name: str, estimate: int | None) -> Drawn:
    """The rural part of a district as one area; localities without a position are listed in it."""
    inside = range(district.start, district.end) if district else ()
    members = tuple(Member(ground.ids[at], ground.households[at], ground.counted[at], None) for at in inside)
    return Drawn(place, code, name, estimate, False, AreaOrigin.WHOLE, None, None, members)


def _parts(
    territory: Territory, district: District, areas: list[Standing], regroup: bool
) -> tuple[list[Part], set[int]]:
    """How a district should be parted, and which standing areas stay whatever is drawn.

    By the rule, unless somebody edited it or a selection holds one of its areas; then as it stands, without localities
    that are gone, and with new ones grouped beside.
    """
    ground = territory.ground
    at = {ground.ids[position]: position for position in range(district.start, district.end)}
    live = {area.id: [at[place] for place in area.members if place in at] for area in areas}
    held = {
        area.id for area in areas if area.id in territory.held and (live[area.id] or area.origin is AreaOrigin.WHOLE)
    }
    if any(area.id in held and area.origin is AreaOrigin.WHOLE for area in areas):
        return [], held
    edited = any(area.origin is AreaOrigin.EDITED and live[area.id] for area in areas)
    if not held and not edited and (regroup or all(area.origin is AreaOrigin.WHOLE for area in areas)):
        return grouped(ground, district), set()
    parts, placed = [], set()
    for area in areas:
        members = live[area.id]
        placed |= set(members)
        if area.id not in held or len(members) == len(area.members):
            parts += what_is_left(ground, district, members, len(area.members), area.origin, at.get(area.seat_id or 0))
    rest = set(range(district.start, district.end)) - placed
    return parts + grouped_rest(ground, district, rest), held


def what_is_left(
    ground: Ground, district: District, members: Collection[int], before: int, origin: AreaOrigin, seat: int | None
) -> list[Part]:
    """An area of `before` localities of which these are still there: itself, or the pieces that losing some left."""
    whole = [tuple(sorted(members))] if members else []
    found = whole if len(members) == before else pieces(ground, district, members)
    return [Part(piece, origin, seat if seat in piece else None) for piece in found]


def _band(ground: Ground, districts: list[District]) -> dict[str, object]:
    """For the journal: how the rule would group at both ends of the band of uncertainty."""
    return {
        f"at_{end.percent}_percent": {
            "areas": end.areas, "leftovers": end.leftovers, "different": end.different,
        }
        for end in (sensitivity(ground, districts) if districts else [])
    }  # fmt: skip


def _codes(ids: Collection[int], ground: Ground) -> list[str]:
    return [ground.codes[at] for at in sorted(ground.position[place] for place in ids if place in ground.position)]
