"""What the page of a district's areas shows: localities, minutes, leftovers, ways that were timed, acts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count
from string import ascii_uppercase
from uuid import UUID

import numpy as np

from winay.accounts.queries import names_of
from winay.places.models import Place, TravelTime
from winay.places.queries import place_by_code
from winay.places.terms import Level
from winay.places.travel.profiles import Parameter, travel_file
from winay.places.travel.rules import minutes_of
from winay.places.travel.services import travel_times_of
from winay.targeting.models import AreaAct
from winay.targeting.queries.area_lists import acts_of
from winay.targeting.queries.areas import Hold, Standing, last_act, undoable_act
from winay.targeting.services.territory import Territory, read_territory
from winay.targeting.solvers.drawing import Sensitivity, grouped, sensitivity
from winay.targeting.solvers.ground import District, Ground, RulesInForce
from winay.targeting.terms import AreaOrigin

COLOURS = 7
"""As many as people tell apart; neighbours never share one while there is another."""


@dataclass(frozen=True, slots=True)
class LocalityRow:
    """A locality on the page. Minutes to the seat of its area, with the ends of the band; a recorded time has none."""

    code: str
    name: str
    community: str
    households: int | None
    counted: bool
    minutes: int | None
    low: int | None
    high: int | None
    recorded: bool
    seat: bool
    latitude: float | None
    longitude: float | None
    altitude: int | None
    doubtful: bool
    synthetic: bool


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area on the page, with the letter and colour it has in the picture."""

    area: Standing
    letter: str
    colour: int
    localities: list[LocalityRow]
    hold: Hold | None

    @property
    def furthest(self) -> int | None:
        """Minutes from the furthest locality to the seat."""
        return max((row.minutes for row in self.localities if row.minutes is not None), default=None)


@dataclass(frozen=True)
class DistrictAreas:
    """A district's areas with everything that its page says."""

    place: Place
    areas: list[AreaRow]
    acts: list[AreaAct]
    people: Mapping[UUID, str]
    seen: UUID | None
    undoable: AreaAct | None
    times: list[TravelTime]
    rules: RulesInForce
    band: list[Sensitivity]
    by_rule: int
    unlike_rule: int
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    @property
    def by_river(self) -> bool:
        return self.rules.by_river(self.place.code)

    @cached_property
    def localities(self) -> list[LocalityRow]:
        return [row for area in self.areas for row in area.localities]

    @property
    def households(self) -> int:
        return sum(one.area.households or 0 for one in self.areas)

    @property
    def counted_households(self) -> int:
        return sum(row.households or 0 for row in self.localities if row.counted)

    @property
    def unknown(self) -> int:
        """Areas whose number of households nobody knows."""
        return sum(one.area.households is None for one in self.areas)

    @property
    def leftovers(self) -> list[AreaRow]:
        return [one for one in self.areas if one.area.leftover]

    @property
    def edited(self) -> int:
        return sum(one.area.origin is AreaOrigin.EDITED for one in self.areas)

    @property
    def synthetic(self) -> bool:
        return any(row.synthetic for row in self.localities)


def district_areas(code: str, *, on: date, names: bool) -> DistrictAreas | None:
    """A district's areas; None for anything that is no district. A constant number of queries. Without `names` nobody
    who acted is named: what the public sees."""
    place = place_by_code(code)
    if place is None or place.level != Level.DISTRICT:
        return None
    territory = read_territory([code], on)
    ground = territory.ground
    district = ground.districts.get(code)
    acts = acts_of(place.pk)
    newest = last_act(place.pk)
    by_rule = {part.members for part in grouped(ground, district)} if district else set()
    standing = _positions(territory, place.pk)
    return DistrictAreas(
        place=place,
        areas=_area_rows(territory, district, place.pk),
        acts=acts,
        people=names_of(act.by for act in acts) if names else {},
        seen=newest.public_id if newest else None,
        undoable=undoable_act(place.pk),
        times=travel_times_of(code),
        rules=ground.rules,
        band=sensitivity(ground, [district]) if district else [],
        by_rule=len(by_rule),
        unlike_rule=len(set(standing.values()) - by_rule),
        parameters=travel_file().parameters(),
    )


def _positions(territory: Territory, place_id: int) -> dict[int, tuple[int, ...]]:
    """Each area's localities by their positions on the ground."""
    at = territory.ground.position
    return {
        area.id: tuple(sorted(at[place] for place in area.members if place in at))
        for area in territory.areas_of(place_id)
    }


def _area_rows(territory: Territory, district: District | None, place_id: int) -> list[AreaRow]:
    positions = _positions(territory, place_id)
    areas = territory.areas_of(place_id)
    colours = _colours(territory.ground, district, [positions[area.id] for area in areas])
    return [
        AreaRow(
            area,
            letter,
            colour,
            _locality_rows(territory.ground, area, positions[area.id]),
            territory.held.get(area.id),
        )
        for area, letter, colour in zip(areas, _letters(), colours, strict=False)
    ]


def _locality_rows(ground: Ground, area: Standing, members: Sequence[int]) -> list[LocalityRow]:
    seat = ground.position.get(area.seat_id or 0)
    starts = np.array(members, np.int64)
    seconds = ground.between(starts, np.full(len(starts), seat, np.int64)).tolist() if seat is not None else []
    band = ground.rules.travel.band_percent
    rows = []
    for order, at in enumerate(members):
        took = 0 if at == seat else seconds[order] if seconds else -1
        said = seat is not None and (min(at, seat), max(at, seat)) in ground.times
        ends = took > 0 and not said
        located = bool(ground.located[at])
        altitude = ground.points.altitude_m[at]
        rows.append(
            LocalityRow(
                code=ground.codes[at],
                name=ground.names[at],
                community=ground.communities[at],
                households=ground.households[at],
                counted=ground.counted[at],
                minutes=None if took < 0 else minutes_of(took),
                low=minutes_of(took * (100 - band) // 100) if ends else None,
                high=minutes_of(took * (100 + band) // 100) if ends else None,
                recorded=said,
                seat=at == seat,
                latitude=ground.points.latitude_e6[at] / 1e6 if located else None,
                longitude=ground.points.longitude_e6[at] / 1e6 if located else None,
                altitude=None if np.isnan(altitude) else int(altitude),
                doubtful=ground.doubtful[at],
                synthetic=ground.synthetic[at],
            )
        )
    return rows


def _colours(ground: Ground, district: District | None, groups: Sequence[tuple[int, ...]]) -> list[int]:
    """A colour for each area, another than its neighbours' while there is one."""
    owner = {at: number for number, members in enumerate(groups) for at in members}
    near: dict[int, set[int]] = {number: set() for number in range(len(groups))}
    pairs: Iterable[tuple[int, int]] = ground.pairs[district.first : district.last].tolist() if district else []
    for start, end in pairs:
        one, other = owner.get(start), owner.get(end)
        if one is not None and other is not None and one != other:
            near[one].add(other)
            near[other].add(one)
    chosen: dict[int, int] = {}
    for number in range(len(groups)):
        taken = {chosen[other] for other in near[number] if other in chosen}
        free = [colour for colour in range(COLOURS) if colour not in taken]
        chosen[number] = free[number % len(free)] if free else number % COLOURS
    return [chosen[number] for number in range(len(groups))]


def _letters() -> Iterable[str]:
    """A, B, … Z, AA, AB, …"""
    for number in count():
        text, rest = "", number + 1
        while rest:
            rest, letter = divmod(rest - 1, len(ascii_uppercase))
            text = ascii_uppercase[letter] + text
        yield text
