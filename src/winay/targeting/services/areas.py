"""Which areas there are: defined by the rule, grouped anew, recounted. What an office edits is in `area_edits`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from winay.core.actors import Actor, Permission, System
from winay.core.clock import local_date
from winay.core.errors import NotAllowed, Refused
from winay.journal.services import record
from winay.places.counts.queries import rural_estimates
from winay.places.models import Place
from winay.places.terms import Level
from winay.targeting.decision_rules import reason_fault
from winay.targeting.models import AreaAct
from winay.targeting.queries.areas import Standing
from winay.targeting.services.area_rows import compare, write
from winay.targeting.services.records import take_turns
from winay.targeting.services.territory import (
    Territory,
    band,
    read_territory,
    refuse_stale,
    settle,
    the_district,
    what_is_left,
    with_seats,
)
from winay.targeting.solvers.drawing import Drawn, Member, Part, draw, grouped, grouped_rest
from winay.targeting.solvers.ground import District, Ground
from winay.targeting.terms import AreaActKind, AreaOrigin


@transaction.atomic
def define_areas(*, by: Actor, at: datetime) -> int:
    """Group the rural localities of every district into areas; how many areas changed. The same facts again change
    nothing.

    Districts that an office edited keep their areas, and so do areas that an approved selection holds: only localities
    that no area has are grouped beside them. Where no locality with a position is known, the rural part of the district
    is one area, unless its published number of households is zero.
    """
    _may(by, None)
    drawn = _redraw(None, AreaActKind.DEFINED, by=by, at=at)
    if drawn is None:
        return 0
    record("targeting.define_areas", by=by, at=at, **drawn.line)
    return drawn.count


@transaction.atomic
def recount_areas(*, district_codes: Collection[str], by: Actor, at: datetime, regroup: bool = True) -> int:
    """Bring households and minutes up to date after new counts or times; how many areas changed.

    Districts whose areas nobody edited are also grouped anew, unless `regroup` is false.
    """
    for code in district_codes:
        _may(by, code)
    drawn = _redraw(district_codes, AreaActKind.RECOUNTED, by=by, at=at, regroup=regroup)
    if drawn is None:
        return 0
    record("targeting.recount_areas", by=by, at=at, **drawn.line)
    return drawn.count


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
    done = settle(territory, district, parts, AreaActKind.GROUPED, reason=reason, by=by, at=at)
    record("targeting.regroup_district", by=by, at=at, **done.line)
    return done.act


def _may(by: Actor, district_code: str | None) -> None:
    """Setting up defines areas too; nobody else without the right to map that territory."""
    if not isinstance(by, System) and not by.may(Permission.MAP_TERRITORY, place_code=district_code):
        raise NotAllowed(Permission.MAP_TERRITORY)


@dataclass(frozen=True)
class _Redrawn:
    """How many areas changed, and what the verb's journal line says of it."""

    count: int
    line: dict[str, Any]


def _redraw(
    district_codes: Collection[str] | None, kind: AreaActKind, *, by: Actor, at: datetime, regroup: bool = True
) -> _Redrawn | None:
    """Draw the areas of some districts, or of the country, as they should be now, and write what differs; None where
    nothing does."""
    take_turns()
    territory = read_territory(district_codes, local_date(at, settings.TIME_ZONE))
    drawn, kept = _wanted(territory, district_codes, regroup)
    standing = [area for areas in territory.standing.values() for area in areas]
    change = compare(standing, drawn, kept)
    if not change.any:
        return None
    only = next(iter(district_codes)) if district_codes is not None and len(set(district_codes)) == 1 else None
    act = AreaAct.objects.create(
        kind=kind, district=Place.objects.get(code=only) if only else None, by=by.public_id, at=at
    )
    write(change, act)
    places = {place: code for code, place in _districts(district_codes).items()}
    touched = sorted({places[area.district_id] for area in (*change.made, *change.retired)})
    line = {
        "subjects": [("areas", only or "country"), *(("place", code) for code in (touched if district_codes else ()))],
        "after": {
            "added": len(change.made),
            "retired": len(change.retired),
            "changed": len(change.updated),
            "districts": len(touched),
            **band(territory.ground, list(territory.ground.districts.values()) if change.made else []),
        },
    }
    return _Redrawn(change.count, line)


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
    held = {area.id for area in areas if area.id in territory.held}
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
