"""What became of signals, month by month and rule by rule."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count

from winay.nuclei.queries.nuclei import Reach
from winay.supervision.queries.signals import reached
from winay.supervision.signal_models import Signal
from winay.supervision.terms import SignalKind, SignalOutcome, SignalState


class Became(StrEnum):
    """What became of a signal; `WAITS`: somebody has something to do."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    EXPLAINED = "explained"
    WAITS = "waits"
    WITHDRAWN = "withdrawn"


ENDS: Mapping[str, Became] = {
    SignalOutcome.CONFIRMED: Became.CONFIRMED, SignalOutcome.CORRECTED: Became.CORRECTED,
    SignalOutcome.EXPLAINED: Became.EXPLAINED,
}  # fmt: skip


def months_until(last: date, count: int) -> list[date]:
    """The first days of so many calendar months, the last one that of `last`, in order."""
    found = [last.replace(day=1)]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


@dataclass(frozen=True, slots=True)
class KindMonths:
    """Signals of one rule, or of all of them (`kind` None): by the month that was looked at, what became of them."""

    kind: SignalKind | None
    months: Sequence[Counter[Became]]

    @property
    def sums(self) -> Counter[Became]:
        return sum(self.months, Counter())

    @property
    def total(self) -> int:
        return self.sums.total()


def became_by_month(reach: Reach, months: Sequence[date]) -> list[KindMonths]:
    """Every rule that found something in these months (given by their first days, in order), and all of them together
    at the end; nothing where none did. One query."""
    rows = Signal.objects.filter(reached(reach), month__gte=months[0], month__lte=months[-1]).order_by()
    at = {month: number for number, month in enumerate(months)}
    kinds: dict[str, list[Counter[Became]]] = {}
    whole: list[Counter[Became]] = [Counter() for _ in months]
    for kind, month, state, outcome, number in rows.values_list("kind", "month", "state", "outcome").annotate(
        n=Count("pk")
    ):
        end = _became(state, outcome)
        kinds.setdefault(kind, [Counter() for _ in months])[at[month]][end] += number
        whole[at[month]][end] += number
    found = [KindMonths(kind, kinds[kind]) for kind in SignalKind if kind in kinds]
    return [*found, KindMonths(None, whole)] if found else []


def _became(state: str, outcome: str) -> Became:
    if state == SignalState.WITHDRAWN:
        return Became.WITHDRAWN
    return ENDS[outcome] if state == SignalState.CLOSED else Became.WAITS


def in_order(counts: Counter[Became]) -> Iterator[tuple[Became, int]]:
    """Each end with its number, also those of which there are none."""
    return ((one, counts[one]) for one in Became)
