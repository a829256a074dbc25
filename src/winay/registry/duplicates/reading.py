"""Current members of the whole registry as Arrow, with a number for what is known of each. Never inside a transaction
of its own: on SQLite it would keep every writer out."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from winay.registry.duplicates.columns import RAW
from winay.registry.models import Member
from winay.registry.queries.facts import national_ids

TOGETHER = 20_000
FACTS = pa.schema([("member", pa.int64()), ("facts", pa.int64()), ("place", pa.string())])
COLUMNS = (
    "id", "household_id", "household__place__code", "given_names", "surname_1", "surname_2", "sex", "born_on",
    "birth_precision", "national_id", "national_id_hash",
)  # fmt: skip


@dataclass(frozen=True)
class Registry:
    """Everybody at one time: `members` as `RAW` with nobody fresh, and what is known of each as `FACTS`, row by row."""

    members: pa.Table
    facts: pa.Table


def everybody() -> Registry:
    """Current members of open households, but those whose data were erased, by their keys."""
    people, known = [], []
    for rows in _parts():
        columns = list(zip(*rows, strict=True))
        people.append(_batch(RAW, [*columns[:10], [False] * len(rows)]))
        known.append(_batch(FACTS, [columns[0], [facts_of(*row[3:9], row[10]) for row in rows], columns[2]]))
    return Registry(pa.Table.from_batches(people, RAW), pa.Table.from_batches(known, FACTS))


def facts_of(given: str, one: str, two: str, sex: str, born: object, precision: str, id_hash: str) -> int:
    """What is known of who somebody is, as a number of 63 bits: another one as soon as any of it changes. The id by its
    keyed hash, so that the number tells it to nobody."""
    told = "\x1f".join((given, one, two, sex, str(born), precision, id_hash))
    return int.from_bytes(hashlib.blake2b(told.encode(), digest_size=8).digest()) >> 1


def facts_of_members(keys: set[int]) -> dict[int, int]:
    """`facts_of` for some members. One query."""
    rows = Member.objects.filter(pk__in=keys).values_list("pk", *COLUMNS[3:9], "national_id_hash")
    return {pk: facts_of(*told) for pk, *told in rows}


def _parts() -> Iterator[list[tuple[Any, ...]]]:
    """Rows by key, a part a query, with the ids in clear."""
    ids = national_ids()
    rows = Member.objects.filter(left_on=None, erased_at=None, household__closed_on=None).order_by("pk")
    after = 0
    while part := list(rows.filter(pk__gt=after).values_list(*COLUMNS)[:TOGETHER]):
        after = part[-1][0]
        yield [(*row[:9], ids.decrypt(row[9]), row[10]) for row in part]


def _batch(schema: pa.Schema, columns: list[Any]) -> pa.RecordBatch:
    arrays = [pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)]
    return pa.record_batch(arrays, schema=schema)
