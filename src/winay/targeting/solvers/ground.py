"""The ground that areas are made of: rural localities, their households, who neighbours whom. numpy, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from winay.places.travel.rules import Points, TravelRules, scaled, seconds_between
from winay.targeting.solvers.grouping import Links, Localities

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """What grouping obeys on a day: the least number of households, where people go by river, the travel parameters."""

    least: int
    river: tuple[str, ...]
    travel: TravelRules

    def by_river(self, code: str) -> bool:
        """Whether a version in force travels by river there."""
        return code.startswith(self.river) if self.river else False


@dataclass(frozen=True, slots=True)
class District:
    """One district's stretch of the ground: positions from `start` to before `end`, links from `first` to before
    `last`."""

    code: str
    place_id: int
    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True)
class Ways:
    """Rural localities in the order of their codes, and how long it takes from one to another: `times` are all that
    offices said, anything else is estimated; nothing where a locality has no position."""

    rules: RulesInForce
    ids: Sequence[int]
    codes: Sequence[str]
    located: Flags
    points: Points
    river: Flags
    times: Mapping[tuple[int, int], int]

    @cached_property
    def position(self) -> dict[int, int]:
        """Where each locality is in the columns, by its id."""
        return {place: at for at, place in enumerate(self.ids)}

    def between(self, starts: Ints, ends: Ints) -> Ints:
        """Seconds between localities, pair by pair: as recorded, or else as estimated; -1 where nobody knows."""
        said = seconds_between(self.points.take(starts), self.points.take(ends), self.river[starts], self.rules.travel)
        said = np.where(self.located[starts] & self.located[ends], said, -1)
        if not self.times or not len(starts):
            return said
        many = len(self.codes)
        keys = np.array([first * many + second for first, second in self.times], np.int64)
        values = np.array(list(self.times.values()), np.int64)
        order = np.argsort(keys)
        keys, values = keys[order], values[order]
        wanted = np.minimum(starts, ends) * many + np.maximum(starts, ends)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, values[at], said)


@dataclass(frozen=True)
class Ground(Ways):
    """The same with their households, and who neighbours whom. `households` None is unknown; a locality without a
    position has no links but recorded ones. `pairs` are neighbours by position, `seconds` what the way between them
    takes, `recorded` whether an office said so."""

    names: Sequence[str]
    communities: Sequence[str]
    synthetic: Sequence[bool]
    doubtful: Sequence[bool]
    households: Sequence[int | None]
    counted: Sequence[bool]
    pairs: Ints
    seconds: Ints
    recorded: Flags
    districts: Mapping[str, District]

    def localities(self, district: District) -> Localities:
        """A district's localities for the solver, by position within the district."""
        part = slice(district.start, district.end)
        households = self.households[part]
        return Localities(
            self.codes[part],
            [number or 0 for number in households],
            [number is not None for number in households],
            self.located[part].tolist(),
        )

    def links(self, district: District, percent: int = 100) -> Links:
        """A district's links for the solver, by position within it; estimates at `percent`, recorded times as they
        are."""
        part = slice(district.first, district.last)
        seconds = self.seconds[part]
        if percent != 100:
            seconds = np.where(self.recorded[part], seconds, scaled(seconds, percent))
        pairs = (self.pairs[part] - district.start).tolist()
        return Links([(first, second) for first, second in pairs], seconds.tolist())

    def has_positions(self, district: District) -> bool:
        """Whether any locality of the district has a position."""
        return bool(self.located[district.start : district.end].any())
