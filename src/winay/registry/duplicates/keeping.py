"""Keeping what a search found: new pairs, pairs that weigh otherwise now, pairs that look alike no more."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyarrow as pa
from django.db import transaction

from winay.core.clock import now
from winay.registry.duplicate_models import DuplicatePair, DuplicateSearch
from winay.registry.duplicates.reading import Registry
from winay.registry.duplicates.settings import COMPARED
from winay.registry.terms import PairState

TOGETHER = 400
"""Pairs in one transaction: on SQLite nobody else writes meanwhile."""
DISTRICT = 6
MOST_WEIGHT = 32_000
Key = tuple[int, int]


@dataclass(slots=True)
class Kept:
    """What became of the pairs."""

    opened: int = 0
    faded: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the members of pairs: who they are as a number, and their district."""

    facts: dict[int, int]
    district: dict[int, int]

    @classmethod
    def of(cls, registry: Registry, members: Set[int]) -> "_Known":
        columns = (registry.facts[name].to_pylist() for name in ("member", "facts", "place"))
        rows = [row for row in zip(*columns, strict=True) if row[0] in members]
        return cls(
            {member: facts for member, facts, _ in rows},
            {member: int(place[:DISTRICT]) for member, _, place in rows},
        )


def keep_pairs(search: DuplicateSearch, pairs: pa.Table, registry: Registry, fresh: Set[int]) -> Kept:
    """Write pairs of a search over some fresh members. A pair that was decided stays so while nothing is known anew of
    its two; an open one that the search should have found and did not fades."""
    kept = Kept()
    found: set[Key] = set(zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True))
    current = {member for pair in found for member in pair}
    known = _Known.of(registry, current)
    for rows in _parts(pairs.to_pylist()):
        kept.opened += _keep(search, rows, known)
    everybody = set(registry.facts["member"].to_pylist())
    kept.faded = _fade(found, fresh, everybody)
    return kept


@transaction.atomic
def _keep(search: DuplicateSearch, rows: list[dict[str, Any]], known: _Known) -> int:
    lefts = [row["left"] for row in rows]
    there = {(pair.left_id, pair.right_id): pair for pair in DuplicatePair.objects.filter(left__in=lefts)}
    new, changed, opened = [], [], 0
    for row in rows:
        pair = there.get((row["left"], row["right"]))
        if pair is None:
            pair = DuplicatePair(left_id=row["left"], right_id=row["right"])
            new.append(pair)
        elif pair.state == PairState.SAME or _settled(pair, known):
            continue
        else:
            opened += pair.state != PairState.OPEN
            changed.append(pair)
        _tell(pair, row, known, search)
    DuplicatePair.objects.bulk_create(new)
    DuplicatePair.objects.bulk_update(
        changed,
        [
            *("left_district", "right_district", "left_facts", "right_facts", "weight", "agreement", "state"),
            *("search", "found_at", "decided_by", "decided_at", "decided_why"),
        ],
    )
    return opened + len(new)


def _settled(pair: DuplicatePair, known: _Known) -> bool:
    """Whether two persons were told apart, and what is known of them is what it was then."""
    same = (pair.left_facts, pair.right_facts) == (known.facts[pair.left_id], known.facts[pair.right_id])
    return pair.state == PairState.DIFFERENT and same


def _tell(pair: DuplicatePair, row: dict[str, Any], known: _Known, search: DuplicateSearch) -> None:
    pair.left_facts, pair.right_facts = known.facts[pair.left_id], known.facts[pair.right_id]
    pair.left_district, pair.right_district = known.district[pair.left_id], known.district[pair.right_id]
    pair.weight = min(row["weight"], MOST_WEIGHT)
    pair.agreement = " ".join(f"{compared.name}={row[compared.name]}" for compared in COMPARED)
    pair.state, pair.search, pair.found_at = PairState.OPEN, search, search.as_of or now()
    pair.decided_by = pair.decided_at = None
    pair.decided_why = ""


def _fade(found: Set[Key], fresh: Set[int], everybody: Set[int]) -> int:
    """Close open pairs of which one is no current member, or that were looked at and weigh too little now."""
    gone = []
    for pk, left, right in DuplicatePair.objects.filter(state=PairState.OPEN).values_list("pk", "left_id", "right_id"):
        both = left in everybody and right in everybody
        if not both or ((left, right) not in found and (left in fresh or right in fresh)):
            gone.append(pk)
    for keys in _parts(gone):
        DuplicatePair.objects.filter(pk__in=keys, state=PairState.OPEN).update(state=PairState.FADED)
    return len(gone)


def _parts(rows: Iterable[Any]) -> Iterator[list[Any]]:
    waiting = iter(rows)
    while part := list(islice(waiting, TOGETHER)):
        yield part
