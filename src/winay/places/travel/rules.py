"""How long it takes between two localities when nobody has measured it. Plain Python and numpy, no database.

Times are whole seconds, one way, the mean of both directions: integers, so that a tie is a tie on every machine.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

EARTH_KM = 6371.0088
"""Mean radius of the earth."""
MICRODEGREES = 1_000_000
SECONDS = 3600

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WalkingRules:
    """Walking: Tobler's speed `top_kmh × exp(−decay × |slope − easiest|)`, slower off the path, never below a floor."""

    detour: float
    top_kmh: float
    decay: float
    easiest: float
    off_path: float
    floor_kmh: float
    steepest: float


@dataclass(frozen=True, slots=True)
class RiverRules:
    """By river: waiting for a boat, then a line that winds, at the boat's speed."""

    boat_kmh: float
    meander: float
    wait_minutes: float


@dataclass(frozen=True, slots=True)
class TravelRules:
    """Everything an estimate uses. Localities further apart than `reach_minutes` are not grouped; an estimate may be
    wrong by `band_percent` either way."""

    walking: WalkingRules
    river: RiverRules
    reach_minutes: int
    band_percent: int

    @property
    def reach_seconds(self) -> int:
        return self.reach_minutes * 60


@dataclass(frozen=True, slots=True)
class Points:
    """Where localities are: millionths of a degree, and metres above the sea (NaN where unknown)."""

    latitude_e6: Ints
    longitude_e6: Ints
    altitude_m: Floats

    def take(self, at: Any) -> "Points":
        """The points at these positions."""
        return Points(self.latitude_e6[at], self.longitude_e6[at], self.altitude_m[at])

    def __len__(self) -> int:
        return len(self.latitude_e6)


def points(latitude_e6: Any, longitude_e6: Any, altitude_m: Any = None) -> Points:
    """Points from plain numbers; an altitude of None is unknown."""
    latitude = np.asarray(latitude_e6, np.int64)
    if altitude_m is None:
        altitude = np.full(latitude.shape, np.nan)
    else:
        altitude = np.array([np.nan if metres is None else metres for metres in altitude_m], np.float64)
    return Points(latitude, np.asarray(longitude_e6, np.int64), altitude)


def straight_km(start: Points, end: Points) -> Floats:
    """Kilometres along the great circle (haversine)."""
    south, north = (np.radians(p.latitude_e6 / MICRODEGREES) for p in (start, end))
    across = np.radians((end.longitude_e6 - start.longitude_e6) / MICRODEGREES)
    half = np.sin((north - south) / 2) ** 2 + np.cos(south) * np.cos(north) * np.sin(across / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))), np.float64)


def speed_kmh(slope: Floats, rules: WalkingRules) -> Floats:
    """Walking speed on a slope (rise over run, negative downhill)."""
    held = np.clip(slope, -rules.steepest, rules.steepest)
    tobler = rules.top_kmh * np.exp(-rules.decay * np.abs(held - rules.easiest)) * rules.off_path
    return np.asarray(np.maximum(tobler, rules.floor_kmh), np.float64)


def walking_seconds(start: Points, end: Points, rules: WalkingRules) -> Ints:
    """Seconds on foot. The slope is that of the end points over the path walked; where an altitude is unknown, or the
    points are one, it is taken as flat."""
    path = straight_km(start, end) * rules.detour
    climb = (end.altitude_m - start.altitude_m) / 1000
    known = np.isfinite(climb) & (path > 0)
    slope = np.divide(climb, path, out=np.zeros_like(path), where=known)
    hours = (path / speed_kmh(slope, rules) + path / speed_kmh(-slope, rules)) / 2
    return np.rint(hours * SECONDS).astype(np.int64)


def river_seconds(start: Points, end: Points, rules: RiverRules) -> Ints:
    """Seconds by boat, the waiting included."""
    hours = straight_km(start, end) * rules.meander / rules.boat_kmh + rules.wait_minutes / 60
    return np.rint(hours * SECONDS).astype(np.int64)


def seconds_between(start: Points, end: Points, by_river: Any, rules: TravelRules) -> Ints:
    """Seconds between points, pair by pair. `by_river` (one for all, or one a pair) also lets people take a boat where
    that is quicker than walking."""
    walked = walking_seconds(start, end, rules.walking)
    river = np.broadcast_to(np.asarray(by_river, bool), walked.shape)
    if not river.any():
        return walked
    return np.where(river, np.minimum(walked, river_seconds(start, end, rules.river)), walked)


def furthest_km(seconds: int, rules: WalkingRules) -> float:
    """No two localities further apart than this, in a straight line, are within so many seconds on foot."""
    best = rules.top_kmh * rules.off_path
    return max(best, rules.floor_kmh) * seconds / SECONDS / rules.detour


def scaled(seconds: Ints, percent: int) -> Ints:
    """The same times at `percent` of the estimate, in whole seconds: the ends of the band."""
    return (seconds * percent + 50) // 100


def minutes_of(seconds: int) -> int:
    """Whole minutes, the nearest."""
    return (seconds + 30) // 60
