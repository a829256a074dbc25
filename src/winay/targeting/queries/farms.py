"""The farm counts that decide in every area, as columns, and what published versions ask of farm tables."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import connection

from winay.core.fixed import rescale
from winay.core.remembered import Remembered
from winay.places.headlines import headline
from winay.places.models import Measurement, Place
from winay.places.terms import CODE_LENGTH, Level
from winay.programs.criterion_models import CriterionNumber
from winay.programs.terms import CriterionKind
from winay.targeting.farms.units import CutAsked as CutAsked
from winay.targeting.farms.units import Units
from winay.targeting.models import FarmCount, FarmCut, FarmTable
from winay.targeting.queries.farm_grid import NOTHING, Answer, AreaCounts, Grid, Ints
from winay.targeting.rules import HECTARE_SCALE, PERCENT_SCALE

DISTRICT = CODE_LENGTH[Level.DISTRICT]
farms_kept = Remembered(most=8)
"""Where the farms of a table lie, and the ids of their places: neither ever changes."""
_SCALES = {
    "cut_ha": HECTARE_SCALE,
    "labour_share_at_least": PERCENT_SCALE,
    "property_share_at_least": PERCENT_SCALE,
}


def counts_for(
    asked: CutAsked, areas: Sequence[tuple[int, str, str]], members: Mapping[int, Sequence[int]]
) -> AreaCounts:
    """The farm counts that decide in `areas` (id, code, district's code), whose localities are `members` by area id.

    Of the tables in use that answer the question, a real one goes before a synthetic one, then the newest, and among
    those of one date a count by locality before one by district. An area takes the first that counted at least one of
    its localities, or else its whole district. Where a table counted localities of a district, it says nothing of the
    district's areas that it did not visit; the next table may. Four queries, however many areas and counts.

    A table with one line a household answers any cut: from the counts that were kept, or else counted at once.
    """
    return counts_on(grid_of(areas, members), [asked])[0]


def grid_of(areas: Sequence[tuple[int, str, str]], members: Mapping[int, Sequence[int]]) -> Grid:
    """What `counts_for` needs to know of the areas: worth keeping where many questions follow. One query."""
    districts = Place.objects.filter(level=Level.DISTRICT).order_by("id").values_list("id", "code")
    return Grid.of(areas, members, districts)


def counts_on(grid: Grid, many: Sequence[CutAsked]) -> list[AreaCounts]:
    """Several questions in one pass: what they share is read once. Three queries."""
    tables = list(FarmTable.objects.filter(withdrawn_at=None))
    cuts = list(FarmCut.objects.filter(table__in=tables).select_related("table").order_by("id")) if tables else []
    # Of several cuts of one table that answer, the last counts: it does not matter which.
    chosen = [{cut.table.pk: cut.pk for cut in cuts if _answers(cut, asked)} for asked in many]
    stored = _stored({cut for one in chosen for cut in one.values()})
    answers: list[list[Answer]] = [[] for _ in many]
    for table in tables:
        open_ = {}
        for at, asked in enumerate(many):
            if table.pk in chosen[at]:
                places, *counts = stored[chosen[at][table.pk]]
                if asked.labour_share is not None and len(places) and counts[2].min() < 0:
                    known = counts[2] >= 0
                    places, counts = places[known], [column[known] for column in counts]
                answers[at] += grid.answers(table, grid.find(places), counts)
            elif table.unit_level:
                open_[at] = asked
        for at, answer in _counted_now(grid, table, open_):
            answers[at] += answer
    return [_decided(len(grid.alone), sorted(one)) for one in answers]


def _answers(cut: FarmCut, asked: CutAsked) -> bool:
    """Whether a cut answers a question. One that also looks at the shares answers a question about land alone."""
    shares = (asked.labour_share, asked.property_share)
    return cut.cut_ha == asked.cut_ha and (None in shares or (cut.labour_share, cut.property_share) == shares)


def _decided(areas: int, answers: Sequence[Answer]) -> AreaCounts:
    said = AreaCounts.unknown(areas)
    for answer in answers:
        answer.fill(said)
    return said


def _stored(cut_ids: Collection[int]) -> dict[int, Ints]:
    """By cut four columns: place, households, under, further. Straight from the cursor: objects would cost more than
    everything else here."""
    if not cut_ids:
        return {}
    marks = ", ".join(["%s"] * len(cut_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT cut_id, place_id, households, under_cut, COALESCE(further, {NOTHING})"
            f" FROM targeting_farm_count WHERE cut_id IN ({marks})",
            sorted(cut_ids),
        )
        fetched = cursor.fetchall()
    rows = np.fromiter(chain.from_iterable(fetched), np.int64, 5 * len(fetched)).reshape(-1, 5)
    return {cut: np.ascontiguousarray(rows[rows[:, 0] == cut, 1:].T) for cut in cut_ids}


def _counted_now(grid: Grid, table: FarmTable, asked: Mapping[int, CutAsked]) -> Iterator[tuple[int, list[Answer]]]:
    """The answers to questions for which nobody kept counts, from the farms themselves. None where their file is gone
    or was altered: then the table does not answer."""
    if not asked:
        return
    try:
        path, places = farms_kept.get(table.units_sha256, lambda: _found_farms(table))
    except (FileNotFoundError, ValueError):
        return
    units = Units.load(path)
    found = grid.find(places)
    for at, counts in zip(asked, units.counts(list(asked.values())), strict=True):
        further = np.full(len(places), NOTHING) if counts.further is None else counts.further
        yield at, grid.answers(table, found, [counts.households, counts.under, further])


def _found_farms(table: FarmTable) -> tuple[Path, Ints]:
    """The file of a table's farms, gone through once to see that it is whole, and the ids of their places."""
    path = settings.WINAY_BLOBS.whole(table.units_sha256)
    first = FarmCut.objects.filter(table=table).order_by("id").first()
    places = FarmCount.objects.filter(cut=first).order_by("place__code").values_list("place_id", flat=True)
    return path, np.fromiter(places, np.int64)


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
