"""Where farm counts meet areas: which places lie in which area, and which table's answer goes first. Columns only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from winay.targeting.models import FarmTable

NOTHING = -1
"""Stands for unknown in the columns: no count is negative."""
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AreaCounts:
    """The count that decides in every area, in the order of the areas asked for.

    `households`, `under` and `further` are households, -1 where unknown; `table_id` is the farm table's id, 0 where
    none answers. `per_area` is true where the count is of the area itself: of its localities, or of its district where
    it is the district's only area; false where the area inherits the count of a larger district. `localities` says how
    many of its localities the table counted, 0 for a count by district.
    """

    households: Ints
    under: Ints
    further: Ints
    table_id: Ints
    per_area: NDArray[np.bool_]
    localities: Ints

    @classmethod
    def unknown(cls, areas: int) -> "AreaCounts":
        """Nothing is known of any area."""
        households, under, further = (np.full(areas, NOTHING, np.int64) for _ in range(3))
        nothing = np.zeros(areas, np.int64)
        return cls(households, under, further, nothing, np.zeros(areas, np.bool_), np.zeros(areas, np.int64))


@dataclass(frozen=True, slots=True)
class Grid:
    """Where places stand among the areas asked for: `locality` ids, sorted, and the position of the area of each;
    `district` ids, sorted, and the number of each; every area's district by number, and whether it is alone there."""

    locality: Ints
    area_of_locality: Ints
    district: Ints
    number_of_district: Ints
    district_of_area: Ints
    alone: NDArray[np.bool_]
    districts: int

    @classmethod
    def of(
        cls,
        areas: Sequence[tuple[int, str, str]],
        members: Mapping[int, Sequence[int]],
        districts: Iterable[tuple[int, str]],
    ) -> "Grid":
        """Areas as (id, code, district's code), their localities by area id, and the ids and codes of all districts in
        the order of the ids."""
        number: dict[str, int] = {}
        district_of_area = np.array([number.setdefault(code, len(number)) for _, _, code in areas], np.int64)
        within = [members.get(area, ()) for area, _, _ in areas]
        locality = np.fromiter(chain.from_iterable(within), np.int64)
        area_of = np.repeat(np.arange(len(areas)), [len(some) for some in within])
        order = np.argsort(locality, kind="stable")
        found = [(pk, number[code]) for pk, code in districts if code in number]
        areas_there = np.bincount(district_of_area, minlength=len(number))
        return cls(
            locality[order],
            area_of[order],
            np.array([pk for pk, _ in found], np.int64),
            np.array([at for _, at in found], np.int64),
            district_of_area,
            areas_there[district_of_area] == 1,
            len(number),
        )

    def find(self, places: Ints) -> "Found":
        """Where some places stand: as localities, and as districts."""
        return Found(
            _found(places, self.locality, self.area_of_locality, len(self.district_of_area)),
            _found(places, self.district, self.number_of_district, self.districts),
        )

    def answers(self, table: FarmTable, found: "Found", counts: Sequence[Ints]) -> "list[Answer]":
        """What one table says, by its counts of localities and by its counts of districts. `counts` are three columns
        with a number a place: households, under, further."""
        local, age = found.in_areas.sums(counts), -table.as_of.toordinal()
        own = np.ones(len(self.alone), np.bool_)
        if not len(found.as_districts.pick):
            return [Answer(table.synthetic, age, False, -table.pk, local, local[3] > 0, own)]
        whole = found.as_districts.sums(counts)[:, self.district_of_area]
        visited = np.bincount(self.district_of_area[local[3] > 0], minlength=self.districts) > 0
        # Farms without a locality belong to the only area there is.
        both = np.where(self.alone & (local[3] > 0) & (whole[3] > 0), whole, 0)
        unknown = (local[2] < 0) | (both[2] < 0)
        local[:3] += both[:3]
        local[2][unknown] = NOTHING
        inherits = (whole[3] > 0) & ~visited[self.district_of_area]
        return [
            Answer(table.synthetic, age, False, -table.pk, local, local[3] > 0, own),
            Answer(table.synthetic, age, True, -table.pk, whole, inherits, self.alone),
        ]


@dataclass(frozen=True, slots=True)
class Lying:
    """Where places lie: `pick` are those that lie anywhere, `at` the position of each, `number` how many lie at every
    position."""

    pick: Ints
    at: Ints
    number: Ints

    def sums(self, counts: Sequence[Ints]) -> Ints:
        """Households, under, further (-1 where one count does not know it) and the number of counts, by position."""
        sums = np.zeros((4, len(self.number)), np.int64)
        if len(self.pick):
            for line, column in enumerate(counts):
                # Sums of whole numbers far below 2**53: exact as floats too.
                sums[line] = np.bincount(self.at, column.take(self.pick), len(self.number))
            unknown = counts[2].take(self.pick) < 0
            if unknown.any():
                sums[2][np.bincount(self.at, unknown, len(self.number)) > 0] = NOTHING
            sums[3] = self.number
        return sums


@dataclass(frozen=True, slots=True)
class Found:
    """Where some places stand: those that lie in an area, and those that are districts."""

    in_areas: Lying
    as_districts: Lying


@dataclass(frozen=True, slots=True, order=True)
class Answer:
    """A table's counts for the areas, in the order in which answers go before one another."""

    synthetic: bool
    age: int
    by_district: bool
    minus_table: int
    counts: Ints = field(compare=False)
    given: NDArray[np.bool_] = field(compare=False)
    per_area: NDArray[np.bool_] = field(compare=False)

    def fill(self, said: AreaCounts) -> None:
        """Answer where no answer before did."""
        here = self.given & (said.table_id == 0)
        for column, counts in zip((said.households, said.under, said.further), self.counts, strict=False):
            column[here] = counts[here]
        said.table_id[here] = -self.minus_table
        said.per_area[here] = self.per_area[here]
        if not self.by_district:
            said.localities[here] = self.counts[3][here]


def _found(places: Ints, known: Ints, position: Ints, size: int) -> Lying:
    """Which of the places are known, and where each of them lies."""
    if not len(known):
        nothing = np.zeros(0, np.int64)
        return Lying(nothing, nothing, np.zeros(size, np.int64))
    at = np.minimum(np.searchsorted(known, places), len(known) - 1)
    hit = np.flatnonzero(known[at] == places)
    where = position[at[hit]]
    return Lying(hit, where, np.bincount(where, minlength=size))
