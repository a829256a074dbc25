"""Synthetic farm tables: what an office might count, by district or household by household, with the gaps and the odd
answers that real counts have. Deterministic by seed."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winay.targeting.farms.files import AREA, HOUSEHOLD, LABOUR, PLACE, PROPERTY, SALES

SEED = 20261123
DISTRICT = 6
ROWS_TOGETHER = 122_880
"""Rows in one group of a Parquet file, as DuckDB likes them."""


def farm_table_csv(districts: list[tuple[str, int | None]], *, seed: int = SEED) -> bytes:
    """A farm table for districts (code, estimated rural households), as a file an office would send.

    Some districts were never visited and are missing, and in some only a few households answered: perfect data look
    fake.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["ubigeo", "households", "under_cut", "under_cut_further"])
    for code, households in districts:
        chance = Random(f"{seed}/{code}")
        if not households or chance.random() < 0.08:
            continue
        counted = max(
            1, round(households * (chance.uniform(0.02, 0.1) if chance.random() < 0.05 else chance.uniform(0.7, 1.05)))
        )
        under = round(counted * min(0.97, max(0.08, chance.gauss(0.62, 0.17))))
        writer.writerow([code, counted, under, round(under * chance.uniform(0.7, 0.98))])
    return out.getvalue().encode()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a census turns out. `median_ha` is the usual farm's size; the others are shares of 1: districts and places
    that nobody visited, households that were not at home, answers that are missing."""

    median_ha: float = 0.95
    districts_missed: float = 0.05
    places_missed: float = 0.06
    households_missed: float = 0.12
    answers_missing: float = 0.03


def write_farm_units(
    path: Path, places: Sequence[tuple[str, int]], *, how: Manner | None = None, keys: bool = True, seed: int = SEED
) -> int:
    """A Parquet file with one line a household of places (code, households), as a census would hand it over; how many
    lines. `keys` gives every household one that says nothing of it. Two million take seconds.

    Farms of one district are alike. Sizes are mostly told in quarters of a hectare, shares in fives; a few households
    have no land, a few have absurdly much, and some did not answer.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    how = how or Manner()
    chance = np.random.default_rng(seed)
    codes, counts, usual = _visited(places, how, chance)
    total = int(counts.sum())
    place = np.repeat(np.arange(len(codes), dtype=np.int32), counts)
    columns: dict[str, Any] = {
        PLACE: pa.DictionaryArray.from_arrays(pa.array(place), pa.array(codes, pa.string())).cast(pa.string()),
        AREA: _sizes(usual[place], chance),
        LABOUR: pa.array(_shares(total, chance), mask=chance.random(total) < how.answers_missing),
        PROPERTY: pa.array(_shares(total, chance), mask=chance.random(total) < how.answers_missing),
        SALES: pa.array((chance.random(total) < 0.92).astype(np.int8), mask=chance.random(total) < how.answers_missing),
    }
    if keys:
        columns[HOUSEHOLD] = pa.array([f"H-{number:07}" for number in chance.permutation(total)])
    pq.write_table(pa.table(columns), path, compression="zstd", row_group_size=ROWS_TOGETHER)
    return total


def _visited(
    places: Sequence[tuple[str, int]], how: Manner, chance: np.random.Generator
) -> tuple[list[str], NDArray[np.int64], NDArray[np.float64]]:
    """The places that were reached, how many households answered in each, and the usual size of their farms."""
    districts = sorted({code[:DISTRICT] for code, _ in places})
    reached = dict(zip(districts, chance.random(len(districts)) >= how.districts_missed, strict=True))
    usual = dict(zip(districts, how.median_ha * np.exp(chance.normal(0, 0.4, len(districts))), strict=True))
    there = chance.random(len(places)) >= how.places_missed
    kept = [one for one, was in zip(places, there, strict=True) if was and one[1] > 0 and reached[one[0][:DISTRICT]]]
    counts = chance.binomial([households for _, households in kept], 1 - how.households_missed)
    sizes = np.array([usual[code[:DISTRICT]] for code, _ in kept]) * np.exp(chance.normal(0, 0.25, len(kept)))
    answered = counts > 0
    codes = [code for (code, _), some in zip(kept, answered, strict=True) if some]
    return codes, counts[answered].astype(np.int64), sizes[answered]


def _sizes(usual: NDArray[np.float64], chance: np.random.Generator) -> NDArray[np.float64]:
    """Hectares with four decimals at most."""
    area = usual * np.exp(chance.normal(0, 0.9, len(usual)))
    told = chance.random(len(area))
    area = np.where(told < 0.6, np.maximum(np.round(area * 4) / 4, 0.25), np.round(area, 2))
    area = np.where(told > 0.985, 0.0, area)
    absurd = chance.random(len(area)) < 0.00004
    return np.round(np.where(absurd, 1_000 + area * 2_000, area).clip(0, 150_000), 4)


def _shares(total: int, chance: np.random.Generator) -> NDArray[np.float64]:
    """Percents, mostly high, mostly in fives."""
    share = 100 * chance.beta(9, 1.3, total)
    return np.where(chance.random(total) < 0.8, np.round(share / 5) * 5, np.round(share, 1))
