"""Signals to read: a list by key, one with its evidence, counts for the supervisor's desk."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from winay.delivery.queries.assets import whole_deliveries
from winay.delivery.visit_models import Visit
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.nuclei import Reach, visible
from winay.places.models import Office
from winay.plans.price_models import Price
from winay.registry.models import Household
from winay.supervision.signal_models import Evidence, Look, Signal, SignalStep
from winay.supervision.terms import WAITING, EvidenceKind, SignalKind, SignalState

PAGE = 40
WAITING_STATES = [state.value for state in WAITING]


def whole_signals() -> "QuerySet[Signal]":
    """Signals with what their names and access need."""
    return Signal.objects.select_related(
        "nucleus__district", "office", "place__parent", "version__program", "contract__applicant", "community"
    )


def signal_by_id(public_id: UUID) -> Signal | None:
    """One signal. One query."""
    return whole_signals().filter(public_id=public_id).first()


def reached(reach: Reach) -> Q:
    """Signals of the places and programs that somebody reaches; those of an office belong to every program."""
    if any(code is None and program is None for code, program in reach):
        return Q()  # beside another condition it would say nothing
    of_office = visible({(code, None) for code, _ in reach}, "place__code") & Q(office__isnull=False)
    return visible(reach, "place__code", "version__program__key") | of_office


@dataclass(frozen=True, slots=True)
class Filters:
    """Which signals. `state`: one of `SignalState`, "waiting" for those with something to do, "overdue" for those that
    nobody answered in time, or empty for all."""

    state: str = "waiting"
    kind: str = ""
    nucleus: UUID | None = None


def list_signals(
    reach: Reach, filters: Filters, *, today: date, after: UUID | None = None, limit: int = PAGE
) -> tuple[list[Signal], bool]:
    """The oldest first; whether there are more. One query, two with `after`."""
    rows = _filtered(reach, filters, today)
    if after is not None and (last := Signal.objects.filter(public_id=after).first()) is not None:
        rows = rows.filter(Q(found_on__gt=last.found_on) | Q(found_on=last.found_on, id__gt=last.pk))
    found = list(rows.order_by("found_on", "id")[: limit + 1])
    return found[:limit], len(found) > limit


def every_signal(reach: Reach, filters: Filters, *, today: date) -> Iterator[Signal]:
    """All of them, the oldest first, for a file. One query, streamed; never inside a transaction."""
    return _filtered(reach, filters, today).order_by("found_on", "id").iterator(chunk_size=1_000)


def _filtered(reach: Reach, filters: Filters, today: date) -> "QuerySet[Signal]":
    rows = whole_signals().filter(reached(reach))
    if filters.state == "waiting":
        rows = rows.filter(state__in=WAITING_STATES)
    elif filters.state == "overdue":
        rows = rows.filter(state=SignalState.TOLD, answer_due_on__lt=today)
    elif filters.state in set(SignalState):
        rows = rows.filter(state=filters.state)
    if filters.kind in set(SignalKind):
        rows = rows.filter(kind=filters.kind)
    if filters.nucleus is not None:
        rows = rows.filter(nucleus__public_id=filters.nucleus)
    return rows


@dataclass(frozen=True, slots=True)
class KindRow:
    """How many signals of a kind wait, for what, and since when."""

    kind: SignalKind
    counts: Mapping[str, int]
    since: date | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def waiting_by_kind(reach: Reach) -> list[KindRow]:
    """What waits of each kind, by state. One query."""
    rows = Signal.objects.filter(reached(reach), state__in=WAITING_STATES).order_by()
    counts: dict[str, Counter[str]] = {}
    since: dict[str, date] = {}
    for kind, state, number, first in rows.values_list("kind", "state").annotate(n=Count("pk"), first=Min("found_on")):
        counts.setdefault(kind, Counter())[state] += number
        since[kind] = min(first, since.get(kind, first))
    return [KindRow(kind, counts[kind], since[kind]) for kind in SignalKind if kind in counts]


@dataclass(frozen=True, slots=True)
class NucleusRow:
    """How many signals of a nucleus wait, and since when."""

    name: str
    public_id: UUID
    district: str
    waiting: int
    since: date


def waiting_by_nucleus(reach: Reach, *, limit: int = 10) -> list[NucleusRow]:
    """The nuclei with most that waits. One query."""
    rows = Signal.objects.filter(reached(reach), state__in=WAITING_STATES, nucleus__isnull=False).order_by()
    told = rows.values_list("nucleus__name", "nucleus__public_id", "nucleus__district__name")
    found = told.annotate(n=Count("pk"), first=Min("found_on")).order_by("-n", "first", "nucleus__name")[:limit]
    return [NucleusRow(*row) for row in found]


def overdue(reach: Reach, today: date) -> int:
    """Signals whose person was told and let the days to answer pass. One query."""
    return Signal.objects.filter(reached(reach), state=SignalState.TOLD, answer_due_on__lt=today).count()


def steps_of(signal: Signal) -> list[SignalStep]:
    """What was done about a signal, in order, also what was taken back. One query."""
    return list(signal.steps.order_by("id"))


def step_by_id(signal: Signal, public_id: UUID) -> SignalStep | None:
    """One of its steps. One query."""
    return signal.steps.filter(public_id=public_id).first()


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence with the household or price that it points at, where there is one."""

    one: Evidence
    household: Household | None = None
    price: Price | None = None


def evidence_of(signal: Signal) -> list[Shown]:
    """What a signal points at, by day and hour; what is gone comes last. Three queries at most."""
    rows = list(signal.evidence.order_by("seen_on", "start_minute", "id"))
    keys = {kind: [one.key for one in rows if one.kind == kind] for kind in EvidenceKind}
    homes: dict[str, Household] = {}
    if keys[EvidenceKind.VISIT]:
        told = Visit.objects.filter(public_id__in=keys[EvidenceKind.VISIT])
        for visit in told.select_related("enrolment__household__place"):
            homes[str(visit.public_id)] = visit.enrolment.household
    if keys[EvidenceKind.DELIVERY]:
        for came in whole_deliveries().filter(public_id__in=keys[EvidenceKind.DELIVERY]):
            homes[str(came.public_id)] = came.technology.membership.enrolment.household
    if keys[EvidenceKind.HOUSEHOLD]:
        for home in Household.objects.filter(public_id__in=keys[EvidenceKind.HOUSEHOLD]).select_related("place"):
            homes[str(home.public_id)] = home
    prices: dict[str, Price] = {}
    if keys[EvidenceKind.PRICE]:
        for price in Price.objects.filter(public_id__in=keys[EvidenceKind.PRICE]).select_related("place"):
            prices[str(price.public_id)] = price
    rows.sort(key=lambda one: one.gone_at is not None)
    return [Shown(one, homes.get(one.key), prices.get(one.key)) for one in rows]


def last_look(of: Nucleus | Office) -> Look | None:
    """When somebody last looked, at which month. One query."""
    scope = {"nucleus": of} if isinstance(of, Nucleus) else {"office": of}
    return Look.objects.filter(**scope).order_by("-looked_at").first()


def of_nucleus(nucleus: Nucleus) -> Sequence[tuple[str, int]]:
    """How many signals of a nucleus are in each state. One query."""
    rows = Signal.objects.filter(nucleus=nucleus).order_by().values_list("state").annotate(n=Count("pk"))
    counts = dict(rows)
    return [(state.value, counts[state.value]) for state in SignalState if state.value in counts]
