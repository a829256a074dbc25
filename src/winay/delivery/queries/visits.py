"""Visits: one, the pages of a list, those of a household, the last of many households. Lists are read by key, a page at
a time, and never counted whole: there are 30 million."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from winay.delivery.visit_models import OVER, STANDS, Agreement, Presence, Production, Visit
from winay.enrolment.models import CycleMove, Enrolment
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.nuclei import Reach, visible
from winay.places.rows import NAMED, VERSION, lean
from winay.registry.models import Household, Member
from winay.trainers.caseload_models import Case
from winay.trainers.contract_models import Contract
from winay.trainers.queries.contracts import CALLED
from winay.trainers.terms import ContractKind

PAGE = 40
ORDER = ("-visited_on", "-id")
AT_ONCE = 500
SHOWN = (
    "public_id", "visited_on", "start_minute", "minutes", "present", "recorded_at", "ended_how", "synthetic",
    "contract__public_id", *(f"contract__applicant__{one}" for one in CALLED), "nucleus__name",
    "enrolment__household__place__name",
    *(f"enrolment__household__participant__{one}" for one in ("given_names", "surname_1", "surname_2")),
)  # fmt: skip
"""Of a row of a list."""


@dataclass(frozen=True, slots=True)
class VisitFilters:
    """Which visits. `month`: its first day; None for all of them, of a nucleus, contract or household alone."""

    month: date | None = None
    nucleus: UUID | None = None
    contract: UUID | None = None
    kind: str = ""


def whole_visits() -> "QuerySet[Visit]":
    """Visits with what their names and access need."""
    rows = Visit.objects.select_related(
        "contract__applicant", "enrolment__household__participant", "enrolment__household__place",
        "nucleus__version__program", "nucleus__district__parent", "receiver",
    )  # fmt: skip
    return lean(
        rows, contract=("public_id", "kind", "began_on", "over_on"), enrolment=("public_id", "enrolled_on", "ended_on"),
        enrolment__household__place=NAMED, nucleus=("public_id", "name", "closed_on"), nucleus__version=VERSION,
        nucleus__district=NAMED, nucleus__district__parent=NAMED,
    )  # fmt: skip


def visit_by_id(public_id: UUID) -> Visit | None:
    """One visit, whether it stands or not. One query."""
    return whole_visits().filter(public_id=public_id).first()


def visit_from(submission: UUID) -> Visit | None:
    """The visit that a submission became. One query."""
    return whole_visits().filter(submission=submission).first()


def replaced_by(visit: Visit) -> Visit | None:
    """The one that took its place. One query."""
    return Visit.objects.filter(replaces=visit.pk).first()


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody who was there, as they were on the day; `member` None for somebody of no household."""

    member: Member | None
    relation: str
    sex: str
    name: str


@dataclass(frozen=True, slots=True)
class VisitTold:
    """A visit with everything that was told of it. `people` begins with whoever received it."""

    visit: Visit
    people: Sequence[Someone]
    agreements: Sequence[Agreement]
    production: Sequence[Production]


def told_of(visit: Visit) -> VisitTold:
    """Everything of a visit. Three queries."""
    others = Presence.objects.filter(visit=visit).select_related("member").order_by("position")
    return VisitTold(
        visit,
        _people(visit, others),
        list(Agreement.objects.filter(visit=visit).order_by("position")),
        list(Production.objects.filter(visit=visit).order_by("pk")),
    )


def _people(visit: Visit, others: Iterable[Presence]) -> list[Someone]:
    first = Someone(visit.receiver, visit.receiver_relation, visit.receiver_sex, visit.receiver_name)
    return [first, *(Someone(one.member, one.relation, one.sex, one.name) for one in others)]


def month_after(first: date) -> date:
    """The first day of the month after one."""
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def filtered(reach: Reach, filters: VisitFilters) -> "QuerySet[Visit]":
    """Standing visits that somebody may read, under filters. One query already, but for who reads all."""
    rows = Visit.objects.filter(STANDS)
    if not any(place is None and program is None for place, program in reach):
        # Named one by one, so that PostgreSQL knows whether it is quicker to go by nucleus or by day.
        mine = Nucleus.objects.filter(visible(reach)).order_by("pk").values_list("pk", flat=True)
        rows = rows.filter(nucleus__in=list(mine))
    if filters.month is not None:
        rows = rows.filter(visited_on__gte=filters.month, visited_on__lt=month_after(filters.month))
    if filters.nucleus is not None:
        rows = rows.filter(nucleus__public_id=filters.nucleus)
    if filters.contract is not None:
        rows = rows.filter(contract__public_id=filters.contract)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    return rows


def list_visits(
    reach: Reach, filters: VisitFilters, *, after: UUID | None = None, limit: int = PAGE
) -> tuple[list[Visit], bool]:  # fmt: skip
    """A page of standing visits, the newest day first, with what a list shows; whether there are more. Three queries,
    four with `after`; one less for who reads all."""
    rows = Visit.objects.only(*SHOWN).select_related(
        "contract__applicant", "enrolment__household__participant", "enrolment__household__place", "nucleus"
    )  # fmt: skip
    return _page(_beyond(filtered(reach, filters), after).order_by(*ORDER), rows, limit)


def every_visit(reach: Reach, filters: VisitFilters) -> Iterator[tuple[Visit, list[Someone]]]:
    """The whole list with who was there, some hundred at a time: three queries each."""
    last: Visit | None = None
    while True:
        rows = filtered(reach, filters)
        if last is not None:
            rows = rows.filter(_older(last))
        keys = list(rows.order_by(*ORDER).values_list("pk", flat=True)[:AT_ONCE])
        found = list(whole_visits().filter(pk__in=keys).order_by(*ORDER))
        others: dict[int, list[Presence]] = {one.pk: [] for one in found}
        for presence in Presence.objects.filter(visit__in=others).select_related("member").order_by("position"):
            others[presence.visit_id].append(presence)
        yield from ((one, _people(one, others[one.pk])) for one in found)
        if len(found) < AT_ONCE:
            return
        last = found[-1]


def cycles_of(household: Household) -> list[int]:
    """The cycles (primary keys) that are a household's, or were before they went to another. Two queries."""
    mine = Enrolment.objects.filter(household=household).values_list("pk", flat=True)
    gone = CycleMove.objects.filter(origin=household).values_list("enrolment", flat=True)
    return [*mine, *gone]


def visits_of(
    cycles: Collection[int], *, after: UUID | None = None, limit: int = PAGE
) -> tuple[list[Visit], bool]:  # fmt: skip
    """Every visit to a household by its cycles, also those that no longer stand; whether there are more. Two queries,
    three with `after`."""
    rows = Visit.objects.filter(STANDS | OVER, enrolment__in=cycles)
    return _page(_beyond(rows, after).order_by(*ORDER), whole_visits(), limit)


def _page(rows: "QuerySet[Visit]", told: "QuerySet[Visit]", limit: int) -> tuple[list[Visit], bool]:
    """The keys are found first, by an index, in a query of their own: PostgreSQL would join names to every visit of the
    country, and then choose. Two queries."""
    keys = list(rows.values_list("pk", flat=True)[: limit + 1])
    found = list(told.filter(pk__in=keys).order_by(*ORDER))
    return found[:limit], len(found) > limit


def _beyond(rows: "QuerySet[Visit]", after: UUID | None) -> "QuerySet[Visit]":
    last = Visit.objects.filter(public_id=after).only("visited_on").first() if after is not None else None
    return rows if last is None else rows.filter(_older(last))


def _older(last: Visit) -> Q:
    return Q(visited_on__lt=last.visited_on) | Q(visited_on=last.visited_on, id__lt=last.pk)


def last_visits_of(enrolments: Collection[int], kind: ContractKind | None = None) -> dict[int, Visit]:
    """The last standing visit of each of many cycles (primary keys): its `visited_on`, `advice`, `next_on`,
    `public_id`. Cycles without one are absent. One query, by the index of a household's visits; with a kind one more,
    for the contracts of it: that index knows contracts, and a household's other visits are not looked at."""
    mine = Visit.objects.filter(STANDS, enrolment=OuterRef("pk"))
    if kind is not None:
        theirs = Case.objects.filter(enrolment__in=enrolments, kind=kind).order_by().values_list("contract").distinct()
        mine = mine.filter(contract__in=[pk for (pk,) in theirs])
    last = Enrolment.objects.filter(pk__in=enrolments).annotate(last=Subquery(mine.order_by(*ORDER).values("pk")[:1]))
    return {one.enrolment_id: one for one in Visit.objects.filter(pk__in=last.values("last"))}


def agreements_of(visits: Collection[int]) -> dict[int, list[Agreement]]:
    """What was agreed in visits (primary keys). One query."""
    found: dict[int, list[Agreement]] = {}
    for one in Agreement.objects.filter(visit__in=visits).order_by("visit", "position"):
        found.setdefault(one.visit_id, []).append(one)
    return found


def trainers_offered(reach: Reach, nucleus: UUID | None, limit: int = 200) -> list[Contract]:
    """Contracts to choose a trainer from: of the nucleus that is chosen, or nobody's. One query at most."""
    if nucleus is None:
        return []
    rows = Contract.objects.filter(nuclei__nucleus__public_id=nucleus, kind__in=["productive", "financial"])
    rows = rows.filter(visible(reach, "hired_by__district__code", "version__program__key"))
    return list(rows.select_related("applicant").order_by("applicant__sort_key", "pk")[:limit])
