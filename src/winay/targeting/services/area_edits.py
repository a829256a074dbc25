"""What an office draws by hand: localities moved, areas merged or split, and the last edit taken back.

A page names in `seen` the act it was made from; if the district's areas changed since, the edit is refused.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.clock import local_date
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.journal.services import record
from winay.targeting.decision_rules import reason_fault
from winay.targeting.models import AreaAct
from winay.targeting.queries.areas import Standing, areas_before, undoable_act
from winay.targeting.services.records import take_turns
from winay.targeting.services.territory import (
    Settled,
    Territory,
    read_territory,
    refuse_stale,
    settle,
    the_district,
    what_is_left,
    with_seats,
)
from winay.targeting.solvers.drawing import Part, grouped_rest, pieces
from winay.targeting.solvers.ground import District
from winay.targeting.terms import AreaActKind, AreaOrigin

MOST_NAMED = 5


@dataclass(frozen=True)
class Desk:
    """A district on the table: its territory, locked, and the positions of each area's localities."""

    territory: Territory
    district: District
    areas: dict[str, tuple[Standing, tuple[int, ...]]]

    def area(self, code: str) -> tuple[Standing, tuple[int, ...]]:
        """A current area; `Refused` when there is none of that code."""
        if code not in self.areas:
            raise Refused([Reason("targeting.area_unknown", {"area": code})])
        return self.areas[code]

    def positions(self, locality_codes: Collection[str]) -> set[int]:
        """Where localities are on the ground; `Refused` for any that is not a rural locality of the district."""
        if not locality_codes:
            raise Refused([Reason("targeting.no_locality_chosen")])
        ground = self.territory.ground
        at = {ground.codes[position]: position for position in range(self.district.start, self.district.end)}
        strange = sorted(set(locality_codes) - set(at))
        if strange:
            raise Refused([Reason("targeting.locality_elsewhere", {"locality": code}) for code in strange[:MOST_NAMED]])
        return {at[code] for code in locality_codes}


@transaction.atomic
def move_localities(
    *,
    district_code: str,
    localities: Collection[str],
    to: str | None,
    reason: str,
    by: Actor,
    at: datetime,
    seen: UUID | None = None,
) -> AreaAct:
    """Move localities (by code) into another area of the district (`to`, by code), or into a new one (None).

    Refused: a locality of another district, an area that would no longer be one piece, an area that a selection holds,
    nothing to change, a reason that is too short, areas that changed since `seen`.
    """
    desk = _desk(district_code, reason, by, at, seen)
    moved = desk.positions(localities)
    target = desk.area(to)[1] if to is not None else ()
    parts = [(set(members) - moved, area) for code, (area, members) in desk.areas.items() if code != to]
    joined = Part(tuple(sorted({*target, *moved})), AreaOrigin.EDITED)
    done = _edit(desk, [joined, *_left(desk, parts)], reason, by, at)
    record("targeting.move_localities", by=by, at=at, **done.line)
    return done.act


@transaction.atomic
def merge_areas(
    *, district_code: str, areas: Collection[str], reason: str, by: Actor, at: datetime, seen: UUID | None = None
) -> AreaAct:
    """Make one area of several (by code). Refused as in `move_localities`."""
    desk = _desk(district_code, reason, by, at, seen)
    wanted = {code: desk.area(code)[1] for code in areas}
    if len(wanted) < 2:
        raise Refused([Reason("targeting.merge_two")])
    joined = Part(tuple(sorted(at for members in wanted.values() for at in members)), AreaOrigin.EDITED)
    parts = [(set(members), area) for code, (area, members) in desk.areas.items() if code not in wanted]
    done = _edit(desk, [joined, *_left(desk, parts)], reason, by, at)
    record("targeting.merge_areas", by=by, at=at, **done.line)
    return done.act


@transaction.atomic
def split_area(
    *,
    district_code: str,
    area: str,
    localities: Collection[str],
    reason: str,
    by: Actor,
    at: datetime,
    seen: UUID | None = None,
) -> AreaAct:
    """Part an area in two: these localities of it, and the others. Refused as in `move_localities`."""
    desk = _desk(district_code, reason, by, at, seen)
    _, members = desk.area(area)
    moved = desk.positions(localities)
    if not moved < set(members):
        raise Refused([Reason("targeting.split_within", {"area": desk.area(area)[0].name})])
    parts = [(set(inside), one) for code, (one, inside) in desk.areas.items() if code != area]
    halves = [Part(tuple(sorted(half)), AreaOrigin.EDITED) for half in (moved, set(members) - moved)]
    done = _edit(desk, [*halves, *_left(desk, parts)], reason, by, at)
    record("targeting.split_area", by=by, at=at, **done.line)
    return done.act


@transaction.atomic
def undo_area_act(*, district_code: str, reason: str, by: Actor, at: datetime, seen: UUID | None = None) -> AreaAct:
    """Take back the last edit of a district, or its last grouping anew: the areas are again as they were before.

    Refused when there is nothing to take back, when an area that a selection holds would change, when the areas changed
    since `seen`. Localities that came since are grouped beside.
    """
    desk = _desk(district_code, reason, by, at, seen)
    act = undoable_act(desk.district.place_id)
    if act is None:
        raise Refused([Reason("targeting.nothing_to_undo")])
    ground, district = desk.territory.ground, desk.district
    there = {ground.ids[position]: position for position in range(district.start, district.end)}
    parts, placed = [], set[int]()
    for former in areas_before(act):
        members = [there[place] for place in former.members if place in there]
        seat = there.get(former.seat_id or 0)
        placed |= set(members)
        parts += what_is_left(ground, district, members, len(former.members), former.origin, seat)
    rest = set(range(district.start, district.end)) - placed
    parts += grouped_rest(ground, district, rest)
    done = settle(desk.territory, district, parts, AreaActKind.UNDONE, reason=reason, by=by, at=at, undoes=act)
    record("targeting.undo_area_act", by=by, at=at, **done.line)
    return done.act


def _desk(district_code: str, reason: str, by: Actor, at: datetime, seen: UUID | None) -> Desk:
    """Ask for the right, wait for one's turn, and read the district."""
    if not by.may(Permission.MAP_TERRITORY, place_code=district_code):
        raise NotAllowed(Permission.MAP_TERRITORY)
    take_turns()
    territory = read_territory([district_code], local_date(at, settings.TIME_ZONE))
    district = the_district(territory, district_code)
    refuse_stale(district, seen)
    fault = reason_fault(reason)
    if fault:
        raise Refused([fault])
    there = territory.ground.position
    return Desk(
        territory,
        district,
        {
            area.code: (area, tuple(sorted(there[place] for place in area.members if place in there)))
            for area in territory.areas_of(district.place_id)
        },
    )


def _left(desk: Desk, parts: list[tuple[set[int], Standing]]) -> list[Part]:
    """What the other areas keep: unchanged as they were, edited where an edit took something from them."""
    there = desk.territory.ground.position
    left = []
    for members, area in parts:
        if members:
            same = len(members) == len(area.members)
            seat = there.get(area.seat_id or 0)
            left.append(
                Part(
                    tuple(sorted(members)),
                    area.origin if same else AreaOrigin.EDITED,
                    seat if seat in members else None,
                )
            )
    return left


def _edit(desk: Desk, parts: list[Part], reason: str, by: Actor, at: datetime) -> Settled:
    """Refuse an area that would lie in pieces; then write. Localities that had no area yet are grouped beside."""
    ground, district = desk.territory.ground, desk.district
    origins = {frozenset(members): area.origin for area, members in desk.areas.values()}
    apart, wanted = [], []
    for part in parts:
        same = origins.get(frozenset(part.members))
        wanted.append(part if same is None else replace(part, origin=same))
        if same is None:
            found = sorted(pieces(ground, district, part.members), key=lambda piece: (-len(piece), piece))
            apart += [Reason("targeting.area_apart", {"locality": ground.names[piece[0]]}) for piece in found[1:]]
    if apart:
        raise Refused(apart[:MOST_NAMED])
    placed = {at for part in wanted for at in part.members}
    wanted += grouped_rest(ground, district, set(range(district.start, district.end)) - placed)
    wanted = with_seats(desk.territory, district, wanted)
    return settle(desk.territory, district, wanted, AreaActKind.EDITED, reason=reason, by=by, at=at)
