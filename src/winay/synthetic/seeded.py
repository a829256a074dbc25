"""People and their second entries as the columns in which duplicates are looked for, with the truth beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from winay.registry.duplicates.columns import RAW
from winay.registry.facts import HouseholdFacts, MemberFacts
from winay.synthetic.errors import Mistake, SecondHousehold

TOGETHER = 50_000


@dataclass(frozen=True)
class Seeded:
    """`members` as `RAW`, numbered from 1 in the order given, everybody fresh; `truth`: the pairs that are one person,
    the smaller number first, with what went wrong in the second entry."""

    members: pa.Table
    truth: dict[tuple[int, int], tuple[Mistake, ...]]


def seeded(everybody: Sequence[HouseholdFacts], seconds: Iterable[SecondHousehold]) -> Seeded:
    """The first entries, then the second ones."""
    rows = _Columns()
    firsts: list[int] = []
    for household in everybody:
        firsts.append(rows.count + 1)
        rows.add(household.place_code, household.members)
    truth = {}
    for second in seconds:
        begin = rows.count + 1
        rows.add(second.place_code, [entry.facts for entry in second.entries])
        for at, entry in enumerate(second.entries):
            truth[(firsts[entry.household] + entry.member, begin + at)] = entry.mistakes
    return Seeded(rows.table(), truth)


class _Columns:
    """Rows on their way into Arrow, a part at a time."""

    def __init__(self) -> None:
        self.count = 0
        self._households = 0
        self._rows: list[tuple[Any, ...]] = []
        self._parts: list[pa.RecordBatch] = []

    def add(self, place: str, members: Iterable[MemberFacts]) -> None:
        """The members of one household."""
        self._households += 1
        for member in members:
            self.count += 1
            self._rows.append(
                (self.count, self._households, place, member.given_names, member.surname_1, member.surname_2,
                 member.sex.value, member.born_on, member.birth_precision.value, member.national_id, True)
            )  # fmt: skip
        if len(self._rows) >= TOGETHER:
            self._cut()

    def _cut(self) -> None:
        columns = zip(*self._rows, strict=True) if self._rows else [()] * len(RAW)
        arrays = [pa.array(column, kind.type) for column, kind in zip(columns, RAW, strict=True)]
        self._parts.append(pa.record_batch(arrays, schema=RAW))
        self._rows = []

    def table(self) -> pa.Table:
        """All of them."""
        self._cut()
        return pa.Table.from_batches(self._parts, RAW)
