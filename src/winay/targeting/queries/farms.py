"""Farm tables as pages list them, and the counts that decide in every area, as columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from winay.core.fixed import rescale
from winay.places.headlines import headline
from winay.places.models import Measurement, Place
from winay.places.terms import CODE_LENGTH, Level
from winay.programs.models import CriterionNumber
from winay.programs.terms import CriterionKind
from winay.targeting.farm_units import CutAsked as CutAsked
from winay.targeting.models import FarmCount, FarmCut, FarmTable
from winay.targeting.rules import HECTARE_SCALE, PERCENT_SCALE

NOTHING = -1
"""Stands for unknown in the columns: no count is negative."""
Ints = NDArray[np.int64]
DISTRICT = CODE_LENGTH[Level.DISTRICT]
_SCALES = {
    "cut_ha": HECTARE_SCALE,
    "labour_share_at_least": PERCENT_SCALE,
    "property_share_at_least": PERCENT_SCALE,
}


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


def counts_for(
    asked: CutAsked, areas: Sequence[tuple[int, str, str]], members: Mapping[int, Sequence[int]]
) -> AreaCounts:
    """The farm counts that decide in `areas` (id, code, district's code), whose localities are `members` by area id.

    Of the tables in use that answer the question, a real one goes before a synthetic one, then the newest, and among
    those of one date a count by locality before one by district. An area takes the first that counted at least one of
    its localities, or else its whole district. Where a table counted localities of a district, it says nothing of the
    district's areas that it did not visit; the next table may. Three queries, however many areas and counts.
    """
    households, under, further = (np.full(len(areas), NOTHING, np.int64) for _ in range(3))
    said = AreaCounts(
        households,
        under,
        further,
        np.zeros(len(areas), np.int64),
        np.zeros(len(areas), np.bool_),
        np.zeros(len(areas), np.int64),
    )
    cuts = _cuts_that_answer(asked)
    if cuts:
        grid = _Grid.of(areas, members)
        rows = _rows([cut.pk for cut in cuts], further=asked.labour_share is not None)
        for answer in sorted(a for cut in cuts for a in grid.answers(cut.table, rows[rows[:, 0] == cut.pk])):
            answer.fill(said)
    return said


def _cuts_that_answer(asked: CutAsked) -> list[FarmCut]:
    """One cut of each table in use. A cut that also looks at the shares answers a question about land alone."""
    cuts = FarmCut.objects.filter(cut_ha=asked.cut_ha, table__withdrawn_at=None).select_related("table")
    if asked.labour_share is not None:
        cuts = cuts.filter(labour_share=asked.labour_share, property_share=asked.property_share)
    return list({cut.table.pk: cut for cut in cuts.order_by("-id")}.values())


def _rows(cut_ids: Sequence[int], *, further: bool) -> Ints:
    """One line a count: cut, place, households, under, further. Straight from the cursor: objects would cost more than
    everything else here. With `further` only the counts that know it."""
    marks = ", ".join(["%s"] * len(cut_ids))
    known = " AND further IS NOT NULL" if further else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT cut_id, place_id, households, under_cut, COALESCE(further, {NOTHING})"
            f" FROM targeting_farm_count WHERE cut_id IN ({marks}){known}",
            list(cut_ids),
        )
        rows = cursor.fetchall()
    return np.fromiter(chain.from_iterable(rows), np.int64, 5 * len(rows)).reshape(-1, 5)


@dataclass(frozen=True, slots=True)
class _Grid:
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
    def of(cls, areas: Sequence[tuple[int, str, str]], members: Mapping[int, Sequence[int]]) -> "_Grid":
        number: dict[str, int] = {}
        district_of_area = np.array([number.setdefault(code, len(number)) for _, _, code in areas], np.int64)
        within = [members.get(area, ()) for area, _, _ in areas]
        locality = np.fromiter(chain.from_iterable(within), np.int64)
        area_of = np.repeat(np.arange(len(areas)), [len(some) for some in within])
        order = np.argsort(locality, kind="stable")
        known = Place.objects.filter(level=Level.DISTRICT).order_by("id").values_list("id", "code")
        found = [(pk, number[code]) for pk, code in known if code in number]
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

    def answers(self, table: FarmTable, rows: Ints) -> "list[_Answer]":
        """What one table says: by its counts of localities, and by its counts of districts."""
        areas, districts = len(self.district_of_area), self.districts
        local = _sums(rows, *_found(rows[:, 1], self.locality, self.area_of_locality), areas)
        whole = _sums(rows, *_found(rows[:, 1], self.district, self.number_of_district), districts)
        whole = whole[:, self.district_of_area]
        visited = np.bincount(self.district_of_area[local[3] > 0], minlength=districts) > 0
        # Farms without a locality belong to the only area there is.
        both = np.where(self.alone & (local[3] > 0) & (whole[3] > 0), whole, 0)
        unknown = (local[2] < 0) | (both[2] < 0)
        local[:3] += both[:3]
        local[2][unknown] = NOTHING
        inherits = (whole[3] > 0) & ~visited[self.district_of_area]
        age = -table.as_of.toordinal()
        return [
            _Answer(table.synthetic, age, False, -table.pk, local, local[3] > 0, np.ones(areas, np.bool_)),
            _Answer(table.synthetic, age, True, -table.pk, whole, inherits, self.alone),
        ]


@dataclass(frozen=True, slots=True, order=True)
class _Answer:
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


def _found(places: Ints, known: Ints, position: Ints) -> tuple[NDArray[np.bool_], Ints]:
    """Which of the places are known, and the position of each that is."""
    if not len(known):
        return np.zeros(len(places), np.bool_), np.zeros(0, np.int64)
    at = np.minimum(np.searchsorted(known, places), len(known) - 1)
    hit = known[at] == places
    return hit, position[at[hit]]


def _sums(rows: Ints, hit: NDArray[np.bool_], position: Ints, size: int) -> Ints:
    """Households, under, further (-1 where one count does not know it) and the number of counts, by position."""
    mine = rows[hit]
    # Sums of whole numbers far below 2**53: exact as floats too.
    sums = [np.bincount(position, mine[:, column], size) for column in (2, 3, 4)]
    unknown = np.bincount(position, mine[:, 4] < 0, size) > 0
    sums[2][unknown] = NOTHING
    return np.array([*sums, np.bincount(position, minlength=size)], np.int64)


def cuts_asked() -> list[CutAsked]:
    """Every distinct cut that a published version asks for, the smallest first. One that also looks at the shares
    answers the same hectares alone, which are then left out."""
    rows = CriterionNumber.objects.filter(criterion__kind=CriterionKind.PREDOMINANCE, name__in=_SCALES)
    numbers: dict[int, dict[str, int]] = {}
    for criterion, name, number, scale in rows.values_list("criterion_id", "name", "number", "scale"):
        numbers.setdefault(criterion, {})[name] = rescale(number, scale, _SCALES[name])
    asked = set()
    for said in numbers.values():
        labour, property_ = said.get("labour_share_at_least"), said.get("property_share_at_least")
        both = (labour, property_) if None not in (labour, property_) else (None, None)
        asked.add(CutAsked(said["cut_ha"], *both))
    answered = {cut.cut_ha for cut in asked if cut.labour_share is not None}
    kept = [cut for cut in asked if cut.labour_share is not None or cut.cut_ha not in answered]
    return sorted(kept, key=lambda cut: (cut.cut_ha, cut.labour_share or 0, cut.property_share or 0))


def census_households() -> dict[str, int]:
    """The households that the newest census counted in each district, urban ones too, by the district's code."""
    rows = Measurement.objects.filter(indicator__key=headline("households"), place__level=Level.DISTRICT)
    return dict(rows.order_by("as_of").values_list("place__code", "value"))


def districts_of(table: FarmTable) -> list[str]:
    """The codes of the districts that a table counts anything in."""
    cut = FarmCut.objects.filter(table=table).order_by("id").first()
    codes = FarmCount.objects.filter(cut=cut).values_list("place__code", flat=True)
    return sorted({code[:DISTRICT] for code in codes})
