"""From groups of localities to areas: seat, name, households, minutes, and why one stayed small. No database."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from winay.places.travel.rules import minutes_of
from winay.targeting.solvers.ground import District, Ground
from winay.targeting.solvers.grouping import group, leftover, reached
from winay.targeting.solvers.seats import seats
from winay.targeting.terms import AreaOrigin, Leftover

NAME_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Part:
    """A group to be drawn: positions on the ground in order. `seat` is a position where the area keeps its seat."""

    members: tuple[int, ...]
    origin: AreaOrigin
    seat: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A locality of an area: households, whether counted, minutes to the seat (None: unknown)."""

    locality_id: int
    households: int | None
    counted: bool
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """An area as it should stand in the database."""

    district_id: int
    code: str
    name: str
    households: int | None
    counted: bool
    origin: AreaOrigin
    leftover: Leftover | None
    seat_id: int | None
    members: tuple[Member, ...]

    @property
    def locality_ids(self) -> frozenset[int]:
        return frozenset(member.locality_id for member in self.members)


def grouped(ground: Ground, district: District, percent: int = 100) -> list[Part]:
    """The district as the rule groups it; `percent` stretches the estimated times, for the ends of the band."""
    found = group(
        ground.localities(district),
        ground.links(district, percent),
        least=ground.rules.least,
        reach=ground.rules.travel.reach_seconds,
    )
    return [Part(tuple(at + district.start for at in one), AreaOrigin.GROUPED) for one in found]


def grouped_rest(ground: Ground, district: District, rest: Collection[int]) -> list[Part]:
    """Localities that no area has yet, grouped among themselves: the other areas of the district stay as they are."""
    inside = sorted(rest)
    position = {at: new for new, at in enumerate(inside)}
    whole, links = ground.localities(district), ground.links(district)
    kept = [
        (position[one + district.start], position[other + district.start], seconds)
        for (one, other), seconds in zip(links.pairs, links.seconds, strict=True)
        if one + district.start in position and other + district.start in position
    ]
    columns = (whole.codes, whole.households, whole.known, whole.located)
    some = type(whole)(*([column[at - district.start] for at in inside] for column in columns))  # type: ignore[arg-type]
    found = group(
        some,
        type(links)([(one, other) for one, other, _ in kept], [seconds for *_, seconds in kept]),
        least=ground.rules.least,
        reach=ground.rules.travel.reach_seconds,
    )
    return [Part(tuple(inside[at] for at in one), AreaOrigin.GROUPED) for one in found]


def pieces(ground: Ground, district: District, members: Iterable[int]) -> list[tuple[int, ...]]:
    """A group cut where its connections end: one piece for a group that is whole, each in order, by their first."""
    inside = set(members)
    near: dict[int, set[int]] = {at: set() for at in inside}
    for one, other in ground.pairs[district.first : district.last].tolist():
        if one in inside and other in inside:
            near[one].add(other)
            near[other].add(one)
    found = []
    while inside:
        piece = reached(min(inside), near)
        inside -= piece
        found.append(tuple(sorted(piece)))
    return found


def draw(ground: Ground, parts: Sequence[tuple[District, Part]]) -> list[Drawn]:
    """The areas of these parts, which must be all the parts of their districts. Two of one name in a district are told
    apart by the last four digits of their seats' codes."""
    found = seats(
        [part.members for _, part in parts],
        [number or 0 for number in ground.households],
        ground.between,
        [part.seat for _, part in parts],
    )
    names = Counter((district.code, ground.names[seat.at]) for (district, _), seat in zip(parts, found, strict=True))
    small = _leftovers(ground, parts)
    areas = []
    for at, ((district, part), seat) in enumerate(zip(parts, found, strict=True)):
        homes = [ground.households[member] for member in part.members]
        known = [number for number in homes if number is not None]
        name, end = ground.names[seat.at], ground.codes[seat.at][len(district.code) :]
        if names[district.code, name] > 1:
            name = f"{name[: NAME_LENGTH - len(end) - 3]} ({end})"
        minutes = (None if seconds is None else minutes_of(seconds) for seconds in seat.seconds)
        areas.append(
            Drawn(
                district_id=district.place_id,
                code=f"{district.code}-{end}",
                name=name,
                households=sum(known) if len(known) == len(homes) else None,
                counted=all(ground.counted[member] for member in part.members),
                origin=part.origin,
                leftover=small[at],
                seat_id=ground.ids[seat.at],
                members=tuple(
                    Member(ground.ids[member], ground.households[member], ground.counted[member], minute)
                    for member, minute in zip(part.members, minutes, strict=True)
                ),
            )
        )
    return areas


def _leftovers(ground: Ground, parts: Sequence[tuple[District, Part]]) -> list[Leftover | None]:
    """Why each part has too few households. Where a neighbour within reach could have been joined, a hand kept them
    apart: an edit, or a selection that holds the area."""
    least, reach = ground.rules.least, ground.rules.travel.reach_seconds
    facts = {district.code: ground.localities(district) for district in {district for district, _ in parts}}
    said = []
    for district, part in parts:
        inside = [at - district.start for at in part.members]
        why = leftover(inside, facts[district.code], least=least)
        if why in {Leftover.TOO_FAR, Leftover.NO_POSITION}:
            links = slice(district.first, district.last)
            ends = np.isin(ground.pairs[links], part.members)
            leaves = (ends[:, 0] != ends[:, 1]) & (ground.seconds[links] <= reach)
            if part.origin is AreaOrigin.EDITED or leaves.any():
                why = Leftover.BY_HAND
        said.append(why)
    return said


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How the grouping would differ if every estimated time were `percent` of what it is: areas, those that stay too
    small, and areas of today that would not be the same."""

    percent: int
    areas: int
    leftovers: int
    different: int


def sensitivity(ground: Ground, districts: Iterable[District]) -> list[Sensitivity]:
    """The grouping at both ends of the band, beside today's rule. Districts in which no time crosses the reach at
    either end, and none is recorded, group the same way and are not solved again."""
    band, reach = ground.rules.travel.band_percent, ground.rules.travel.reach_seconds
    ends = (100 - band, 100 + band)
    sums = {percent: [0, 0, 0] for percent in ends}
    for district in districts:
        now = grouped(ground, district)
        part = slice(district.first, district.last)
        seconds, said = ground.seconds[part], ground.recorded[part].any()
        moved = said or bool(((seconds * (100 + band) > reach * 100) & (seconds * (100 - band) <= reach * 100)).any())
        facts = ground.localities(district)
        for percent in ends:
            then = grouped(ground, district, percent) if moved else now
            small = sum(
                leftover([at - district.start for at in one.members], facts, least=ground.rules.least) is not None
                for one in then
            )
            same = {one.members for one in then} & {one.members for one in now}
            sums[percent] = [
                old + new for old, new in zip(sums[percent], (len(then), small, len(now) - len(same)), strict=True)
            ]
    return [Sensitivity(percent, *sums[percent]) for percent in ends]
