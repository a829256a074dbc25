"""Microstrategies: searched by words and by where they were tried, one with its trials, what the case study names."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.nuclei import Reach, visible, whole_nuclei
from winay.places.rules import name_key
from winay.voices.strategy_models import Adoption, Pilot, Strategy, Trial
from winay.voices.terms import OPEN_PILOT, StrategyKind, TrialResult

SHIPPED = Path(__file__).resolve().parents[2] / "catalog" / "microstrategies.yaml"
PAGE, OFFERED = 30, 300


@dataclass(frozen=True, slots=True)
class Named:
    """A microstrategy that the case study names: its words in several languages, and the exact quotation."""

    key: str
    kind: StrategyKind
    name: Mapping[str, str]
    problem: Mapping[str, str]
    quote: str


@cache
def named_ones() -> tuple[Named, ...]:
    """What the case study names, in its order."""
    rows: Any = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))["strategies"]
    return tuple(
        Named(one["key"], StrategyKind(one["kind"]), one["name"], one["problem"], one["quote"]) for one in rows
    )


def named_one(key: str) -> Named | None:
    """One of them by its key."""
    return next((one for one in named_ones() if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which microstrategies. `zone`, `travel`, `language`, `lowest`, `highest` (metres) and `nearest` (minutes at most
    to a road or landing place) ask where they were tried; `result` what came of it."""

    text: str = ""
    kind: str = ""
    zone: str = ""
    travel: str = ""
    language: str = ""
    lowest: int | None = None
    highest: int | None = None
    nearest: int | None = None
    result: str = ""
    shipped: str = ""
    pilot: bool = False

    @property
    def context(self) -> Q:
        """The trials that are asked for."""
        asked = Q()
        for column, value in (
            ("zone", self.zone), ("travel", self.travel), ("language", self.language), ("result", self.result),
            ("altitude_m__gte", self.lowest), ("altitude_m__lte", self.highest), ("access_minutes__lte", self.nearest),
        ):  # fmt: skip
            if value not in ("", None):
                asked &= Q(**{column: value})
        return asked


def whole_strategies() -> "QuerySet[Strategy]":
    """Microstrategies with what their names and access need."""
    return Strategy.objects.select_related("place__parent__parent")


def strategy_by_id(public_id: UUID) -> Strategy | None:
    """One microstrategy. One query."""
    return whole_strategies().filter(public_id=public_id).first()


@dataclass(frozen=True, slots=True)
class Row:
    """A microstrategy of a list: what came of its trials that were asked for, and how many nuclei adopted it."""

    strategy: Strategy
    trials: Sequence[Trial]
    adopted: int
    piloted: bool

    @property
    def results(self) -> Mapping[TrialResult, int]:
        """How many trials had which result; those that go on have none."""
        counted = Counter(TrialResult(one.result) for one in self.trials if one.result)
        return {one: counted[one] for one in TrialResult if counted[one]}

    @property
    def going(self) -> int:
        """Trials without a result yet."""
        return sum(not one.result for one in self.trials)


def list_strategies(filters: Filters, *, start: int = 0, limit: int = PAGE) -> tuple[list[Row], bool]:
    """Microstrategies of the whole country, the most adopted first; whether there are more. Two queries."""
    rows = _filtered(filters).order_by("-adopted", "-described_on", "-id")
    found = list(rows[start : start + limit + 1])
    return [_row(one) for one in found[:limit]], len(found) > limit


def every_strategy(filters: Filters) -> Iterator[Row]:
    """The whole list, for a file."""
    return (_row(one) for one in _filtered(filters).order_by("id").iterator(chunk_size=200))


def _row(one: Strategy) -> Row:
    return Row(one, list(one.trials.all()), one.adopted, one.piloted)  # type: ignore[attr-defined]


def _filtered(filters: Filters) -> "QuerySet[Strategy]":
    trials = Trial.objects.filter(filters.context, withdrawn_at=None)
    standing = Q(adoptions__withdrawn_at=None, adoptions__isnull=False)
    going = Pilot.objects.filter(strategy=OuterRef("pk"), state__in=list(OPEN_PILOT))
    rows = whole_strategies().filter(withdrawn_at=None)
    rows = rows.annotate(adopted=Count("adoptions", filter=standing, distinct=True), piloted=Exists(going))
    for word in name_key(filters.text).split():
        rows = rows.filter(search__contains=word)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.shipped:
        rows = rows.filter(shipped=filters.shipped)
    if filters.context:
        rows = rows.filter(Exists(trials.filter(strategy=OuterRef("pk"))))
    if filters.pilot:
        rows = rows.filter(piloted=True)
    told = trials.select_related("nucleus__district__parent").order_by("-from_on", "-id")
    return rows.prefetch_related(Prefetch("trials", told))


def trials_of(strategy: Strategy) -> list[Trial]:
    """Where it was tried, the newest first, also those that were withdrawn. One query."""
    rows = Trial.objects.filter(strategy=strategy).select_related("nucleus__district__parent__parent")
    return list(rows.order_by("-from_on", "-id"))


def adoptions_of(strategy: Strategy) -> list[Adoption]:
    """Who does it now, the newest first, also what was withdrawn. One query."""
    rows = Adoption.objects.filter(strategy=strategy).select_related("nucleus__district__parent__parent")
    return list(rows.order_by("-told_on", "-id"))


def pilots_of(strategy: Strategy) -> list[Pilot]:
    """Its pilots, the newest first. One query."""
    return list(Pilot.objects.filter(strategy=strategy).select_related("place").order_by("-id"))


def trial_by_id(public_id: UUID) -> Trial | None:
    """One trial with its nucleus and microstrategy."""
    rows = Trial.objects.select_related("strategy__place", "nucleus__version__program", "nucleus__district")
    return rows.filter(public_id=public_id).first()


def adoption_by_id(public_id: UUID) -> Adoption | None:
    """One adoption with its nucleus and microstrategy."""
    rows = Adoption.objects.select_related("strategy__place", "nucleus__version__program", "nucleus__district")
    return rows.filter(public_id=public_id).first()


def pilot_by_id(public_id: UUID) -> Pilot | None:
    """One pilot with its microstrategy and place."""
    return Pilot.objects.select_related("strategy__place", "place").filter(public_id=public_id).first()


def nuclei_offered(reach: Reach) -> list[Nucleus]:
    """Open nuclei of somebody's territory to choose from, by district and name. One query."""
    rows = whole_nuclei().filter(visible(reach), closed_on=None)
    return list(rows.order_by("district__code", "name")[:OFFERED])


def tried_in(nucleus: Nucleus) -> list[Trial]:
    """What a nucleus tried, the newest first. One query."""
    rows = Trial.objects.filter(nucleus=nucleus, withdrawn_at=None).select_related("strategy")
    return list(rows.order_by("-from_on", "-id"))


def adopted_in(nucleus: Nucleus) -> list[Adoption]:
    """What a nucleus adopted, the newest first. One query."""
    rows = Adoption.objects.filter(nucleus=nucleus, withdrawn_at=None).select_related("strategy")
    return list(rows.order_by("-told_on", "-id"))


def language_of(nucleus: Nucleus) -> str:
    """What most of its households speak; empty where nobody said. One query."""
    rows = Membership.objects.filter(nucleus=nucleus, left_on=None).exclude(enrolment__household__language="")
    counted = rows.order_by().values_list("enrolment__household__language").annotate(n=Count("pk"))
    return max(counted, key=lambda one: (one[1], one[0]), default=("", 0))[0]
