"""Reading pairs, searches and merges."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from winay.registry.duplicate_models import DuplicatePair, DuplicateSearch, Merge
from winay.registry.models import Household, Member
from winay.registry.queries.scope import Scope
from winay.registry.terms import PairState, SearchState

PAGE = 20
MOST_COUNTED = 10_000
WHOLE = tuple(f"{side}__household__place__parent__parent__parent" for side in ("left", "right"))


@dataclass(frozen=True, slots=True)
class PairFilters:
    """Which pairs. `state`: a pair's state; `passed` only those passed on; `place` narrows to a place."""

    state: str = PairState.OPEN.value
    passed: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class PairPage:
    """Some pairs, the likeliest first; `total` stops at one over `MOST_COUNTED`. `next_after` goes into the next
    call."""

    pairs: tuple[DuplicatePair, ...]
    total: int
    next_after: tuple[int, int] | None


def list_pairs(
    scope: Scope, filters: PairFilters, *, after: tuple[int, int] | None = None, limit: int = PAGE
) -> PairPage:
    """Pairs of which at least one lives in the scope. Two queries."""
    rows = _filtered(scope, filters)
    total = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
    if after is not None:
        weight, key = after
        rows = rows.filter(Q(weight__lt=weight) | Q(weight=weight, pk__gt=key))
    found = list(rows.select_related(*WHOLE).order_by("-weight", "pk")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return PairPage(tuple(found[:limit]), total, (last.weight, last.pk) if last else None)


def count_open(scope: Scope) -> int:
    """How many pairs wait for a decision of somebody in the scope, at most one over `MOST_COUNTED`. One query."""
    return _filtered(scope, PairFilters()).order_by().values("pk")[: MOST_COUNTED + 1].count()


def _filtered(scope: Scope, filters: PairFilters) -> "QuerySet[DuplicatePair]":
    where = scope.within(filters.place) if filters.place else scope
    rows = DuplicatePair.objects.filter(state=filters.state)
    if not where.everywhere:
        rows = rows.filter(where.q("left_district") | where.q("right_district"))
    return rows.exclude(passed_on_at=None) if filters.passed else rows


def pair_by_id(public_id: UUID) -> DuplicatePair | None:
    """One pair with its two, their households and where they live."""
    return DuplicatePair.objects.select_related(*WHOLE).filter(public_id=public_id).first()


def open_pairs_between(one: Household, other: Household, *, first: DuplicatePair) -> list[DuplicatePair]:
    """The open pairs between two households, `first` before the others, then the likeliest. One query."""
    both = Q(left__household=one, right__household=other) | Q(left__household=other, right__household=one)
    rows = DuplicatePair.objects.select_related("left", "right").filter(both, state=PairState.OPEN)
    return sorted(rows, key=lambda pair: (pair.pk != first.pk, -pair.weight, pair.pk))


def pairs_of_merge(merge: Merge) -> list[DuplicatePair]:
    """The pairs that a merge settled."""
    parts = [(part.member_id, part.into_id) for part in merge.parts.exclude(into=None)]
    keys = {key for part in parts for key in part if key is not None}
    rows = DuplicatePair.objects.select_for_update().filter(state=PairState.SAME, left__in=keys, right__in=keys)
    wanted = {(min(part), max(part)) for part in parts if part[1] is not None}
    return [pair for pair in rows if (pair.left_id, pair.right_id) in wanted]


def merge_by_id(public_id: UUID) -> Merge | None:
    """One merge with its households."""
    rows = Merge.objects.select_related("kept_household__place", "merged_household__place")
    return rows.filter(public_id=public_id).first()


def merge_of(pair: DuplicatePair) -> Merge | None:
    """The merge that holds for a pair; None where there is none. One query."""
    two = [pair.left_id, pair.right_id]
    rows = Merge.objects.filter(undone_at=None, parts__member__in=two, parts__into__in=two)
    return rows.order_by("-pk").first()


def latest_searches(limit: int = 5) -> Sequence[DuplicateSearch]:
    """The newest searches, with where. One query."""
    return list(DuplicateSearch.objects.select_related("place").order_by("-pk")[:limit])


def search_waits() -> bool:
    """Whether a search was asked for, or was left by a process that was killed. One query."""
    waiting = [SearchState.WANTED.value, SearchState.RUNNING.value]
    return DuplicateSearch.objects.filter(state__in=waiting).exists()


def people_of(households: Collection[int]) -> dict[int, list[Member]]:
    """The current members of some households (primary keys). One query."""
    found: dict[int, list[Member]] = {}
    for member in Member.objects.filter(household__in=households, left_on=None).order_by("pk"):
        found.setdefault(member.household_id, []).append(member)
    return found
