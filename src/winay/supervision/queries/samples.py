"""Samples to read: who can be drawn, a list by key, one with what was told and found, and whether it can be drawn
again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from winay.delivery.asset_models import Delivery, Technology
from winay.delivery.visit_models import STANDS, Visit
from winay.nuclei.models import CentralMembership, CentralNucleus, Membership, Nucleus
from winay.nuclei.queries.members import inside
from winay.nuclei.queries.nuclei import Reach
from winay.places.models import Office
from winay.plans.queries.prices import codes_of
from winay.registry.models import Household
from winay.supervision.queries.numbers import numbers_of
from winay.supervision.queries.signals import reached
from winay.supervision.sample_models import FieldFinding, Sample, Spot
from winay.supervision.sample_rules import Interval, agreement, drawn, frame_seal, wilson
from winay.supervision.terms import Agreement, Came, Goods, SampleState

PAGE = 40
Scope = Nucleus | CentralNucleus | Office


def column_of(scope: Scope) -> dict[str, Scope]:
    """The column of a sample that names its scope."""
    if isinstance(scope, Nucleus):
        return {"nucleus": scope}
    return {"central": scope} if isinstance(scope, CentralNucleus) else {"office": scope}


def scope_of(sample: Sample) -> Scope:
    """What a sample was drawn of."""
    found = sample.nucleus or sample.central or sample.office
    assert found is not None  # a constraint says so
    return found


def frame_of(scope: Scope, on: date) -> dict[str, int]:
    """The households that can be drawn on a day: those in a nucleus of the scope; the cycle (primary key) of each
    public id. Two queries at most."""
    rows = Membership.objects.filter(inside(on))
    if isinstance(scope, Nucleus):
        rows = rows.filter(nucleus=scope)
    elif isinstance(scope, CentralNucleus):
        under = CentralMembership.objects.filter(central=scope, from_on__lte=on)
        rows = rows.filter(nucleus__in=under.filter(Q(until_on=None) | Q(until_on__gt=on)).values("nucleus"))
    else:
        here = Q(pk__in=[])
        for code in codes_of(scope):
            here |= Q(nucleus__district__code__startswith=code)
        rows = rows.filter(here)
    return {str(home): cycle for home, cycle in rows.values_list("enrolment__household__public_id", "enrolment")}


@dataclass(frozen=True, slots=True)
class Told:
    """Visits told of a cycle in some days, and the last of them."""

    visits: int
    last_on: date | None


def told_of(cycles: Collection[int], from_on: date, until_on: date) -> dict[int, Told]:
    """What stands of visits of cycles (primary keys). One query."""
    rows = Visit.objects.filter(STANDS, enrolment__in=cycles, visited_on__gte=from_on, visited_on__lt=until_on)
    told = rows.order_by().values_list("enrolment").annotate(n=Count("pk"), last=Max("visited_on"))
    return {cycle: Told(number, last) for cycle, number, last in told}


def delivered_to(cycles: Collection[int], until_on: date) -> dict[int, int]:
    """How many deliveries that stand were told of cycles (primary keys) before a day. One query."""
    rows = Delivery.objects.filter(
        technology__membership__enrolment__in=cycles, reversed_at=None, delivered_on__lt=until_on
    )
    told = rows.order_by().values_list("technology__membership__enrolment").annotate(n=Count("pk"))
    return dict(told)


def draws_before(scope: Scope, from_on: date, until_on: date) -> int:
    """How many samples of the same list and days were drawn already. One query."""
    return Sample.objects.filter(**column_of(scope), from_on=from_on, until_on=until_on).count()


def open_of(scope: Scope, *, but: int | None = None) -> bool:
    """Whether a sample of it is in the field. One query."""
    return Sample.objects.filter(**column_of(scope), state=SampleState.FIELD).exclude(pk=but).exists()


def whole_samples() -> "QuerySet[Sample]":
    """Samples with what their names and access need."""
    return Sample.objects.select_related(
        "nucleus__district", "central", "office", "place__parent", "version__program"
    )  # fmt: skip


def sample_by_id(public_id: UUID) -> Sample | None:
    """One sample. One query."""
    return whole_samples().filter(public_id=public_id).first()


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample of a list, with how many of its households were asked."""

    sample: Sample
    found: int
    missed: int

    @property
    def waiting(self) -> int:
        return max(0, self.sample.size - self.found)


def list_samples(
    reach: Reach, *, state: str = "", after: UUID | None = None, limit: int = PAGE
) -> tuple[list[SampleRow], bool]:
    """The latest first; whether there are more. Three queries, four with `after`."""
    rows = whole_samples().filter(reached(reach))
    if state in set(SampleState):
        rows = rows.filter(state=state)
    if after is not None and (last := Sample.objects.filter(public_id=after).first()) is not None:
        rows = rows.filter(Q(drawn_on__lt=last.drawn_on) | Q(drawn_on=last.drawn_on, id__lt=last.pk))
    found = list(rows.order_by("-drawn_on", "-id")[: limit + 1])
    here = [one.pk for one in found[:limit]]
    asked = dict(_counted(FieldFinding.objects.filter(spot__sample__in=here, ended_how=""), "spot__sample"))
    missed = dict(_counted(Spot.objects.filter(sample__in=here).exclude(missed_why=""), "sample"))
    return [SampleRow(one, asked.get(one.pk, 0), missed.get(one.pk, 0)) for one in found[:limit]], len(found) > limit


def _counted(rows: "QuerySet[Any]", column: str) -> "QuerySet[Any]":
    return rows.order_by().values_list(column).annotate(n=Count("pk"))


def in_field(reach: Reach) -> int:
    """Samples in the field. One query."""
    return Sample.objects.filter(reached(reach), state=SampleState.FIELD).count()


@dataclass(frozen=True, slots=True)
class Compared:
    """A household of a sample: what was told, what was found, whether they agree. `finding` None: not asked yet."""

    spot: Spot
    household: Household
    finding: FieldFinding | None
    agreement: Agreement | None

    @property
    def asked(self) -> bool:
        """Whether it is one of those that are asked, not a reserve in wait."""
        return not self.spot.reserve or self.spot.instead_of_id is not None


@dataclass(frozen=True, slots=True)
class Result:
    """A sample with its households in the order of the draw."""

    rows: Sequence[Compared]
    share: int | None
    share_confirmed: bool
    population: int

    @property
    def asked(self) -> list[Compared]:
        return [one for one in self.rows if one.asked]

    @property
    def waiting(self) -> list[Compared]:
        return [one for one in self.asked if one.finding is None and not one.spot.missed_why]

    @property
    def found(self) -> list[Compared]:
        return [one for one in self.asked if one.finding is not None]

    @property
    def missed(self) -> list[Compared]:
        return [one for one in self.asked if one.spot.missed_why]

    def counted(self, what: Agreement) -> int:
        """Households of which it is so."""
        return sum(one.agreement is what for one in self.found)

    @property
    def agrees(self) -> Interval | None:
        """The share that agrees, of those of whom it is known."""
        agree, differ = self.counted(Agreement.AGREES), self.counted(Agreement.DISAGREES)
        return wilson(agree, agree + differ, population=self.population)

    @property
    def came(self) -> Interval | None:
        """The share of last visits told that were made, of those whom somebody remembers."""
        told = [one.finding.came for one in self.found if one.finding]
        yes = told.count(Came.YES.value)
        return wilson(yes, yes + told.count(Came.NO.value), population=self.population)

    @property
    def reported(self) -> int:
        """Visits told of the households that say how many they remember."""
        return sum(one.spot.reported_visits for one in self._remembering)

    @property
    def remembered(self) -> int:
        return sum(one.finding.remembered or 0 for one in self._remembering if one.finding)

    @property
    def _remembering(self) -> list[Compared]:
        return [one for one in self.found if one.finding is not None and one.finding.remembered is not None]


def result_of(sample: Sample) -> Result:
    """What was told and found, household by household. Four queries at most."""
    spots = list(
        sample.spots.select_related("enrolment__household__place__parent", "enrolment__household__participant",
                                    "instead_of").order_by("position")
    )  # fmt: skip
    standing = FieldFinding.objects.filter(spot__in=[one.pk for one in spots], ended_how="").prefetch_related("seen")
    findings = {one.spot_id: one for one in standing}
    share, confirmed = None, False
    if sample.version_id is not None:
        numbers = numbers_of([sample.version_id])[sample.version_id]
        share, confirmed = numbers.get("sample_memory_share"), "sample_memory_share" not in numbers.unconfirmed
    rows = []
    for spot in spots:
        finding = findings.get(spot.pk)
        rows.append(Compared(spot, spot.enrolment.household, finding, _agreement(spot, finding, share)))
    return Result(rows, share, confirmed, sample.population)


def _agreement(spot: Spot, finding: FieldFinding | None, share: int | None) -> Agreement | None:
    if finding is None:
        return None
    return agreement(
        reported=spot.reported_visits, remembered=finding.remembered, came=Came(finding.came),
        delivered=spot.reported_deliveries, goods=Goods(finding.goods), share=share,
    )  # fmt: skip


def spot_by_id(sample: Sample, public_id: UUID) -> Spot | None:
    """A household of a sample. One query."""
    rows = sample.spots.select_related(
        "enrolment__household__place", "enrolment__household__participant", "enrolment__call__version", "sample"
    )
    return rows.filter(public_id=public_id).first()


def standing_finding(spot: Spot) -> FieldFinding | None:
    """What stands of a household. Two queries at most."""
    return spot.findings.filter(ended_how="").prefetch_related("seen").first()


def received_by(spot: Spot) -> list[str]:
    """The items of which something was delivered to a household, by key. One query."""
    rows = Technology.objects.filter(membership__enrolment=spot.enrolment_id, deliveries__reversed_at=None)
    return sorted(set(rows.values_list("item", flat=True)))


@dataclass(frozen=True, slots=True)
class Redrawn:
    """The draw, computed anew. `same_list`: the same households as on the day; `same_order`: the kept order is the
    seed's."""

    households: int
    same_list: bool
    same_order: bool

    @property
    def holds(self) -> bool:
        return self.same_list and self.same_order


def redraw(sample: Sample) -> Redrawn:
    """Draw a sample again from its seed: from the list as it is told today of that day, and from what was kept. Four
    queries."""
    frame = frame_of(scope_of(sample), sample.drawn_on)
    kept = [str(home) for home in sample.spots.order_by("position").values_list("household", flat=True)]
    same_list = frame_seal(frame) == sample.frame_seal
    in_order = drawn(sample.seed, kept) == kept
    if same_list:
        in_order = in_order and drawn(sample.seed, frame)[: len(kept)] == kept
    return Redrawn(len(frame), same_list, in_order)
