"""Farms of single households as columns: counted once for each cut, however many cuts are asked for.

The columns are made when a table is imported, in the order of the places, as whole numbers: a cut is then a comparison
and a sum along them, and ties are ties. They lie in an Arrow file that is read where it lies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winay.core.fixed import from_fixed

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Words = NDArray[np.uint64]
UNKNOWN = -1
AREA_SCALE, SHARE_SCALE = 4, 2
COLUMNS: dict[str, type[np.signedinteger[Any]]] = {
    "area": np.int32,
    "labour_share": np.int16,
    "property_share": np.int16,
    "limited_sales": np.int8,
}


@dataclass(frozen=True, slots=True)
class CutAsked:
    """Who counts as subsistence: less land than `cut_ha` (at scale 4); for the further characteristics, at least these
    percents (scale 2) of labour and of property in farming, and limited sales. Both shares, or None where land alone
    is looked at."""

    cut_ha: int
    labour_share: int | None = None
    property_share: int | None = None

    @property
    def hectares(self) -> Decimal:
        """The cut as people write it: 1.3."""
        return from_fixed(self.cut_ha, AREA_SCALE).normalize()

    @property
    def labour(self) -> Decimal | None:
        """The share of labour as people write it, in percent: 75."""
        return None if self.labour_share is None else from_fixed(self.labour_share, SHARE_SCALE).normalize()

    @property
    def owned(self) -> Decimal | None:
        """The share of property as people write it, in percent: 75."""
        return None if self.property_share is None else from_fixed(self.property_share, SHARE_SCALE).normalize()


@dataclass(frozen=True, slots=True)
class PlaceCounts:
    """A cut's counts of households, place by place. `further` is None where the cut does not look at it."""

    households: Ints
    under: Ints
    further: Ints | None


@dataclass(frozen=True)
class Units:
    """One line a household's farm, places together. `codes` are the places', as texts or as Arrow keeps texts, and
    `first` is where each one begins.

    `area` is in hectares at scale 4; the shares are percents at scale 2; `limited_sales` is 1 where little is sold, 0
    where not. Unknown is -1.
    """

    codes: Any
    first: Ints
    area: NDArray[np.int32]
    labour_share: NDArray[np.int16]
    property_share: NDArray[np.int16]
    limited_sales: NDArray[np.int8]

    @classmethod
    def of(cls, places: Sequence[str], place: NDArray[np.int32], **columns: NDArray[Any]) -> "Units":
        """Units in any order; `place` is each one's position in `places`, every one of which has units."""
        order = None if np.all(place[1:] >= place[:-1]) else np.argsort(place, kind="stable")
        sizes = np.bincount(place, minlength=len(places))
        kept: list[Any] = [
            np.ascontiguousarray(columns[name] if order is None else columns[name][order], kind)
            for name, kind in COLUMNS.items()
        ]
        return cls(tuple(places), np.cumsum(sizes) - sizes, *kept)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The codes of the places, which many questions do not need."""
        return self.codes if isinstance(self.codes, tuple) else tuple(self.codes.to_pylist())

    @property
    def total(self) -> int:
        """How many households."""
        return len(self.area)

    @cached_property
    def households(self) -> Ints:
        """How many households each place has."""
        return np.diff(self.first, append=self.total)

    @cached_property
    def incomplete(self) -> Bools:
        """Households of which a share or the sales are unknown: they never count as further."""
        unknown: Bools = (self.labour_share < 0) | (self.property_share < 0) | (self.limited_sales < 0)
        return unknown

    def counts(self, cuts: Sequence[CutAsked]) -> list[PlaceCounts]:
        """Every cut's counts. The households that meet a pair of shares are found once for all cuts that ask for it."""
        meeting: dict[tuple[int, int], Words] = {}
        said = []
        for cut in cuts:
            under = _packed(self.area < cut.cut_ha)
            further = None
            if cut.labour_share is not None and cut.property_share is not None:
                shares = (cut.labour_share, cut.property_share)
                if shares not in meeting:
                    meeting[shares] = _packed(self._meets(*shares))
                further = self._by_place(under & meeting[shares])
            said.append(PlaceCounts(self.households, self._by_place(under), further))
        return said

    def _meets(self, labour: int, property_: int) -> Bools:
        met: Bools = (self.labour_share >= labour) & (self.property_share >= property_) & (self.limited_sales == 1)
        return met

    @cached_property
    def _marks(self) -> tuple[Ints, Words]:
        """Where the places begin and the last one ends, in packed truths: the word, and its bits that come before."""
        at = np.append(self.first, self.total)
        return at >> 6, (np.uint64(1) << (at & 63).astype(np.uint64)) - np.uint64(1)

    def _by_place(self, truths: Words) -> Ints:
        """How many truths each place has. Bits are counted 64 at a time, which takes a fifth of summing them."""
        word, mask = self._marks
        before = np.cumsum(np.bitwise_count(truths), dtype=np.int64) - np.bitwise_count(truths)
        counts: Ints = np.diff(before[word] + np.bitwise_count(truths[word] & mask))
        return counts

    def sizes(self, edges: Sequence[int]) -> list[int]:
        """How many farms have at least each edge's area (scale 4) and less than the next; the last has no end."""
        under = [int(np.count_nonzero(self.area < edge)) for edge in edges]
        return [more - less for less, more in pairwise([*under, self.total])]

    def save(self, path: Path) -> None:
        """Write an Arrow file of the units, the places as a dictionary."""
        import pyarrow as pa

        at = np.repeat(np.arange(len(self.places), dtype=np.int32), self.households)
        place = pa.DictionaryArray.from_arrays(pa.array(at), pa.array(self.places, pa.string()))
        table = pa.table({"place": place, **{name: pa.array(getattr(self, name)) for name in COLUMNS}})
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table.combine_chunks(), max_chunksize=max(1, table.num_rows))

    @classmethod
    def load(cls, path: Path) -> "Units":
        """The units of an Arrow file, read where they lie."""
        import pyarrow as pa

        with pa.memory_map(str(path)) as source:
            batch = pa.ipc.open_file(source).get_batch(0)
        place = batch.column("place")
        at = place.indices.to_numpy()
        return cls(
            place.dictionary,
            np.searchsorted(at, np.arange(len(place.dictionary), dtype=at.dtype)),
            *(batch.column(name).to_numpy() for name in COLUMNS),
        )


def _packed(truths: Bools) -> Words:
    """Truths as bits, 64 a word, the first in the lowest bit, with at least one word after the last truth."""
    bits = np.zeros((len(truths) // 64 + 1) * 8, np.uint8)
    packed = np.packbits(truths, bitorder="little")
    bits[: len(packed)] = packed
    return bits.view("<u8")
