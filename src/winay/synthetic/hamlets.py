"""Synthetic hamlets: names, positions, altitudes and communities put together by chance, around each district's centre.

They stand in for real localities where no country pack was installed, and are marked synthetic wherever they are shown.
Deterministic by seed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from winay.places.localities import LocalityRow

FIRST_CODE = 9001
"""Codes of real localities end long before: a hamlet's never meets one."""
HOUSEHOLDS_EACH, FEWEST, MOST = 18, 3, 64
KM = 1 / 111.195
"""A kilometre in degrees of latitude."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a kind of country looks like: how far hamlets lie from the centre and from each other's, how high, and what
    a community is called."""

    names: str
    reach_km: float
    cluster_km: float
    altitude: tuple[int, int]
    relief: int
    community: str


HIGHLANDS = Setting("highlands", 6.0, 0.9, (2_700, 3_800), 220, "Comunidad campesina")
JUNGLE = Setting("jungle", 16.0, 2.5, (150, 240), 12, "Comunidad nativa")


@dataclass(frozen=True, slots=True)
class Centre:
    """A district: where its centre is and about how many rural households it has."""

    code: str
    latitude: float | None
    longitude: float | None
    households: int | None


def hamlets(
    centre: Centre, names: Mapping[str, Mapping[str, Sequence[str]]], how: Setting, seed: int
) -> list[LocalityRow]:
    """The hamlets of a district: clusters of a few that share a community, some way from each other."""
    chance = Random(f"{seed}/{centre.code}")
    count = max(FEWEST, min(MOST, round((centre.households or 0) / HOUSEHOLDS_EACH)))
    called = _names(names["hamlets"][how.names], names["suffixes"][how.names], count, chance)
    height = chance.randint(*how.altitude)
    rows: list[LocalityRow] = []
    while len(rows) < count:
        angle, away = chance.uniform(0, math.tau), how.reach_km * math.sqrt(chance.random())
        north, east = away * math.sin(angle), away * math.cos(angle)
        base = height + chance.randint(-how.relief, how.relief)
        community = f"{how.community} {called[len(rows)]}"
        for _ in range(min(chance.randint(1, 6), count - len(rows))):
            at = len(rows)
            position = _position(
                centre, north + chance.gauss(0, how.cluster_km), east + chance.gauss(0, how.cluster_km)
            )
            metres = base + chance.randint(-how.relief // 2, how.relief // 2)
            rows.append(LocalityRow(f"{centre.code}{FIRST_CODE + at}", called[at], *position, metres, community))
    return rows


def _names(stems: Sequence[str], suffixes: Sequence[str], count: int, chance: Random) -> list[str]:
    """Different names: first the plain ones in any order, then the same with a word added."""
    plain = chance.sample(stems, len(stems))
    longer = [f"{stem} {suffix}" for suffix in suffixes for stem in chance.sample(stems, len(stems))]
    return [*plain[: count * 2 // 3], *longer][:count]


def _position(centre: Centre, north_km: float, east_km: float) -> tuple[int | None, int | None]:
    if centre.latitude is None or centre.longitude is None:
        return None, None
    latitude = centre.latitude + north_km * KM
    longitude = centre.longitude + east_km * KM / math.cos(math.radians(centre.latitude))
    return round(latitude * 1e6), round(longitude * 1e6)
