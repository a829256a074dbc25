"""Reading the ground: localities, households, recorded times, the rules in force."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Q

from winay.places.counts.queries import households_of, rural_estimates
from winay.places.models import Place, TravelTime
from winay.places.rules import spread
from winay.places.terms import CODE_LENGTH, Level
from winay.places.travel.profiles import travel_rules
from winay.places.travel.rules import Points, points
from winay.programs.in_force import least_households, river_places, versions_in_force
from winay.targeting.solvers.ground import District, Flags, Ground, Ints, RulesInForce, Ways
from winay.targeting.solvers.neighbours import neighbours

DISTRICT = CODE_LENGTH[Level.DISTRICT]
COLUMNS = (
    "id", "code", "name", "community", "synthetic", "doubtful_position", "latitude_e6", "longitude_e6", "altitude_m",
    "parent_id",
)  # fmt: skip


def rules_in_force(on: date) -> RulesInForce:
    """What grouping obeys on a day. Four queries."""
    versions = versions_in_force(on)
    return RulesInForce(least_households(versions), river_places(versions), travel_rules())


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of rural localities, column by column, and the ways between them."""

    rows: Sequence[tuple[Any, ...]]
    columns: Mapping[str, Sequence[Any]]
    ways: Ways


def read_ways(district_codes: Collection[str] | None, on: date) -> Ways:
    """The rural localities of these districts (None: of the country) and how long it takes from one to another. Six
    queries."""
    return _told(district_codes, on).ways


def _told(district_codes: Collection[str] | None, on: date) -> _Told:
    """Where real localities of a district are known, synthetic ones of it are left out."""
    rules = rules_in_force(on)
    here = Q() if district_codes is None else Q(parent__code__in=sorted(set(district_codes)))
    rows = list(Place.objects.filter(here, level=Level.LOCALITY, rural=True).order_by("code").values_list(*COLUMNS))
    real = {row[1][:DISTRICT] for row in rows if not row[4]}
    rows = [row for row in rows if not row[4] or row[1][:DISTRICT] not in real]
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(COLUMNS)
    told = dict(zip(COLUMNS, columns, strict=True))
    codes, latitude = told["code"], told["latitude_e6"]
    ways = Ways(
        rules=rules,
        ids=told["id"],
        codes=codes,
        located=np.array([one is not None for one in latitude], bool),
        points=points([one or 0 for one in latitude], [one or 0 for one in told["longitude_e6"]], told["altitude_m"]),
        river=np.array([rules.by_river(code) for code in codes], bool),
        times=_recorded_times(told["id"], district_codes),
    )
    return _Told(rows, told, ways)


def read_ground(district_codes: Collection[str] | None, on: date) -> Ground:
    """The rural localities of these districts (None: of the country), their households, and how they lie to each
    other. Nine queries, ten with synthetic localities."""
    known = _told(district_codes, on)
    told, ways = known.columns, known.ways
    said = households_of(district_codes)
    if any(told["synthetic"]):
        said |= _invented(known.rows, said, district_codes)
    homes = [said.get(place, (None, False)) for place in told["id"]]
    spans = _spans(ways.codes)
    pairs, counts = _links(ways.points, ways.located, ways.codes, ways.times, spans)
    return Ground(
        **{one.name: getattr(ways, one.name) for one in fields(ways)},
        names=told["name"],
        communities=told["community"],
        synthetic=told["synthetic"],
        doubtful=told["doubtful_position"],
        households=[home[0] for home in homes],
        counted=[home[1] for home in homes],
        pairs=pairs,
        seconds=ways.between(pairs[:, 0], pairs[:, 1]),
        recorded=np.array([(one, other) in ways.times for one, other in pairs.tolist()], bool),
        districts=_districts(spans, counts, told["parent_id"]),
    )


def _invented(
    rows: Sequence[tuple[Any, ...]], said: Mapping[int, tuple[int | None, bool]], district_codes: Collection[str] | None
) -> dict[int, tuple[int | None, bool]]:
    """Households of synthetic localities that nobody counted: what counts leave of their district's estimate, spread
    evenly. One query."""
    waiting: dict[str, dict[str, int]] = {}
    known: dict[str, int] = {}
    for place, code, *_, synthetic in (row[:5] for row in rows):
        if synthetic and place in said:
            known[code[:DISTRICT]] = known.get(code[:DISTRICT], 0) + (said[place][0] or 0)
        elif synthetic:
            waiting.setdefault(code[:DISTRICT], {})[code] = place
    estimates = rural_estimates(district_codes)
    return {
        places[code]: (number, False)
        for district, places in waiting.items()
        if district in estimates
        for code, number in spread(max(estimates[district] - known.get(district, 0), 0), places).items()
    }


def _recorded_times(ids: Sequence[int], district_codes: Collection[str] | None) -> dict[tuple[int, int], int]:
    """Open recorded times between localities of the ground, by their positions, in seconds."""
    at = {place: position for position, place in enumerate(ids)}
    rows = TravelTime.objects.filter(ended_at=None)
    if district_codes is not None:
        rows = rows.filter(origin__parent__code__in=sorted(set(district_codes)))
    found = {}
    for origin, target, minutes in rows.values_list("origin_id", "target_id", "minutes"):
        if origin in at and target in at:
            one, other = sorted((at[origin], at[target]))
            found[one, other] = minutes * 60
    return found


def _spans(codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Where each district's localities begin and end."""
    spans: dict[str, tuple[int, int]] = {}
    for at, code in enumerate(codes):
        start, _ = spans.get(code[:DISTRICT], (at, at))
        spans[code[:DISTRICT]] = (start, at + 1)
    return spans


def _links(
    where: Points,
    located: Flags,
    codes: Sequence[str],
    times: Mapping[tuple[int, int], int],
    spans: Mapping[str, tuple[int, int]],
) -> tuple[Ints, list[int]]:
    """Neighbours district by district, and how many links each district has. A recorded time makes neighbours."""
    said: dict[str, list[tuple[int, int]]] = {}
    for one, other in times:
        if codes[one][:DISTRICT] == codes[other][:DISTRICT]:
            said.setdefault(codes[one][:DISTRICT], []).append((one, other))
    parts = [np.empty((0, 2), np.int64)]
    for code, (start, end) in spans.items():
        here = np.flatnonzero(located[start:end]) + start
        found = here[neighbours(where.latitude_e6[here], where.longitude_e6[here])].reshape(-1, 2)
        if code in said:
            found = np.unique(np.concatenate([found, np.array(said[code], np.int64)]), axis=0)
        parts.append(found)
    return np.concatenate(parts), [len(part) for part in parts[1:]]


def _districts(
    spans: Mapping[str, tuple[int, int]], counts: Sequence[int], parents: Sequence[int]
) -> dict[str, District]:
    found, first = {}, 0
    for (code, (start, end)), count in zip(spans.items(), counts, strict=True):
        found[code] = District(code, parents[start], start, end, first, first + count)
        first += count
    return found
