"""What is due across the nuclei that somebody reaches: technologies to be looked at, complaints to be cured, actions
agreed in homes, items that are late. Each is read from the dated rows that make it due; nothing is stored."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from winay.delivery.asset_models import Complaint, Delivery, DeliveryLine, Technology
from winay.delivery.home_models import HomeAction
from winay.delivery.queries.assets import whole_technologies
from winay.delivery.queries.technologies import NO_NORM, norms_of
from winay.delivery.technology_models import Check
from winay.delivery.technology_rules import ItemNorm
from winay.delivery.technology_terms import Evidence, TechState
from winay.enrolment.terms import ExitReason
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.nuclei import Reach, visible
from winay.places.rows import VERSION, lean
from winay.plans.plan_models import OrderLine, Plan
from winay.plans.terms import PlanState
from winay.programs.models import Setting, Version
from winay.trainers.caseload_models import Case

PAGE = 40
AT_ONCE = 500
"""Rows of a file read together, and of the list of one trainer, who has fewer."""
MOST_COUNTED = 1_000
"""Counts stop here: more is not counted."""
LATE_DAYS = "delivery_late_days"


class DueKind(StrEnum):
    """What is due."""

    CHECK = "check"
    COMPLAINT = "complaint"
    HOME = "home"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class DueFilters:
    """Which: by a day, of one nucleus, item, trainer (a contract), and of people or places whose name has these
    letters."""

    by: date
    nucleus: UUID | None = None
    item: str = ""
    contract: UUID | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """Something due in a household. `key` is what its own page is about, `row` after what a next page begins; `item` is
    empty for what was agreed in a home. `first`: nobody has looked at it yet."""

    kind: DueKind
    key: UUID
    row: UUID
    due_on: date
    membership: Membership
    item: str = ""
    words: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class LateItem:
    """An item of a nucleus of which order lines are not complete although the plan was approved long enough ago."""

    nucleus: Nucleus
    item: str
    due_on: date
    lines: int
    lacking: Sequence[tuple[str, str, int, int]]
    """Words, unit, ordered, taken: in thousandths."""


# ---- technologies to be looked at -----------------------------------------------------------------------------------


def _in_program(path: str) -> Q:
    """Households whose time in the program goes on: the others are looked at by another rhythm."""
    return Q(**{f"{path}ended_on": None}) | Q(**{f"{path}exit_reason": ExitReason.MISTAKE})


def _by_norm(versions: Iterable[Version], column: str, of: str, by: date) -> Q:
    """Rows whose day lies as far before `by` as the norm of their item says (`of`: its name in `ItemNorm`)."""
    found = Q(pk__in=[])
    for version in versions:
        norms, spans = norms_of(version), defaultdict(list)
        for key, norm in norms.items():
            spans[getattr(norm, of)].append(key)
        rest = Q(**{f"{column}__lte": by - timedelta(days=getattr(NO_NORM, of))}) & ~Q(technology__item__in=norms)
        for days, items in spans.items():
            rest |= Q(**{f"{column}__lte": by - timedelta(days=days)}, technology__item__in=items)
        found |= Q(technology__nucleus__version=version) & rest
    return found


def _where(reach: Reach, filters: DueFilters) -> tuple[list[Version], Q]:
    """Versions of the open nuclei that are reached, and what of these nuclei. One query. Whoever does not reach all has
    some hundred nuclei: named one by one, and four tables fewer are joined."""
    rows = Nucleus.objects.filter(visible(reach), closed_on=None)
    if filters.nucleus is not None:
        rows = rows.filter(public_id=filters.nucleus)
    elif any(place is None and program is None for place, program in reach):
        found = Version.objects.filter(pk__in=rows.values("version")).select_related("program")
        return list(found), Q(technology__nucleus__closed_on=None)
    mine = list(lean(rows.select_related("version__program").order_by("pk"), version=VERSION))
    versions = {one.version_id: one.version for one in mine}
    return list(versions.values()), Q(technology__nucleus__in=[one.pk for one in mine])


def _looks(reach: Reach, filters: DueFilters) -> tuple["QuerySet[Check]", "QuerySet[Delivery]"]:
    """The last check of technologies that are to be looked at again, and the first delivery of those that nobody has
    looked at. One query here; both are lazy."""
    versions, here = _where(reach, filters)
    seen = Check.objects.filter(reversed_at=None).exclude(evidence=Evidence.TOLD)
    same = seen.filter(technology=OuterRef("technology"))
    later = Q(checked_on__gt=OuterRef("checked_on")) | Q(checked_on=OuterRef("checked_on"), pk__gt=OuterRef("pk"))
    again = Q(again_on__lte=filters.by) | Q(again_on=None) & _by_norm(versions, "checked_on", "every", filters.by)
    rechecks = seen.filter(~Exists(same.filter(later)), again).exclude(state=TechState.ABANDONED)
    received = Delivery.objects.filter(technology=OuterRef("technology"), reversed_at=None)
    earlier = Q(delivered_on__lt=OuterRef("delivered_on")) | Q(
        delivered_on=OuterRef("delivered_on"), pk__lt=OuterRef("pk")
    )
    firsts = Delivery.objects.filter(
        ~Exists(received.filter(earlier)), ~Exists(same), _by_norm(versions, "delivered_on", "first", filters.by),
        reversed_at=None,
    )  # fmt: skip
    rechecks = rechecks.filter(Exists(received))
    return _filtered(rechecks.filter(here), filters, "technology__"), _filtered(
        firsts.filter(here), filters, "technology__"
    )


def _of(rows: Any, reach: Reach, filters: DueFilters, path: str) -> Any:
    """The rows of households that are reached and filtered; `path` leads to what has nucleus and membership."""
    rows = rows.filter(
        visible(reach, f"{path}nucleus__district__code", f"{path}nucleus__version__program__key"),
        **{f"{path}nucleus__closed_on": None},
    )  # fmt: skip
    if filters.nucleus is not None:
        rows = rows.filter(**{f"{path}nucleus__public_id": filters.nucleus})
    return _filtered(rows, filters, path)


def _filtered(rows: Any, filters: DueFilters, path: str) -> Any:
    cycle = f"{path}membership__enrolment"
    rows = rows.filter(_in_program(f"{cycle}__"))
    if filters.item and path != "answer__check_of__":
        rows = rows.filter(**{f"{path}item": filters.item})
    if filters.contract is not None:
        mine = Case.objects.filter(contract__public_id=filters.contract, until_on=None).values("enrolment")
        rows = rows.filter(**{f"{cycle}__in": mine})
    for word in filters.words.split()[:4]:
        home = f"{cycle}__household__"
        rows = rows.filter(
            Q(**{f"{home}participant__given_names__icontains": word})
            | Q(**{f"{home}participant__surname_1__icontains": word})
            | Q(**{f"{home}participant__surname_2__icontains": word})
            | Q(**{f"{home}place__name__icontains": word})
        )
    return rows


ORDER = ("technology__nucleus", "technology__membership", "technology")


def _beyond(rows: "QuerySet[Any]", path: str, after: tuple[int, int, int]) -> "QuerySet[Any]":
    nucleus, membership, last = after
    return rows.filter(
        Q(**{f"{path}nucleus__gt": nucleus})
        | Q(**{f"{path}nucleus": nucleus, f"{path}membership__gt": membership})
        | Q(**{f"{path}nucleus": nucleus, f"{path}membership": membership, f"{path.rstrip('_')}__gt": last})
    )


def checks_due(
    reach: Reach, filters: DueFilters, *, after: UUID | None = None, limit: int = PAGE
) -> tuple[list[Due], bool]:
    """Technologies to be looked at by a day, household by household; whether there are more. What is in order of
    nucleus and household is walked so. Five queries at most."""
    rechecks, firsts = _looks(reach, filters)
    last = Technology.objects.filter(public_id=after).first() if after is not None else None
    if last is not None:
        place = last.nucleus_id, last.membership_id, last.pk
        rechecks, firsts = (_beyond(rows, "technology__", place) for rows in (rechecks, firsts))
    columns = ("technology__nucleus", "technology__membership", "technology", "technology__item")
    again = rechecks.order_by(*ORDER).values_list(*columns, "checked_on", "again_on")[: limit + 1]
    first = firsts.order_by(*ORDER).values_list(*columns, "delivered_on")[: limit + 1]
    told = sorted([*((*row, False) for row in again), *((*row, None, True) for row in first)], key=lambda row: row[:3])
    whole = {one.pk: one for one in whole_technologies().filter(pk__in=[row[2] for row in told[:limit]])}
    return [_due(whole[row[2]], *row[4:]) for row in told[:limit]], len(told) > limit


def _due(one: Technology, on: date, again_on: date | None, first: bool) -> Due:
    norm: ItemNorm = norms_of(one.nucleus.version).get(one.item, NO_NORM)
    due_on = again_on or on + timedelta(days=norm.first if first else norm.every)
    one.membership.nucleus = one.nucleus  # the same one, read already
    return Due(DueKind.CHECK, one.public_id, one.public_id, due_on, one.membership, one.item, first=first)


# ---- complaints and actions in homes --------------------------------------------------------------------------------


def _complaints(reach: Reach, filters: DueFilters) -> "QuerySet[Complaint]":
    rows = Complaint.objects.filter(ended_on=None, cure_by__lte=filters.by, line__delivery__reversed_at=None)
    return _of(rows, reach, filters, "line__delivery__technology__")


def _actions(reach: Reach, filters: DueFilters) -> "QuerySet[HomeAction]":
    rows = HomeAction.objects.filter(done_on=None, due_on__lte=filters.by, answer__check_of__reversed_at=None)
    return _of(rows, reach, filters, "answer__check_of__")


def complaints_due(
    reach: Reach, filters: DueFilters, *, after: UUID | None = None, limit: int = PAGE
) -> tuple[list[Due], bool]:
    """Complaints that nobody cured and whose day comes by then, the oldest first. Two queries at most."""
    rows = _complaints(reach, filters).select_related(*_home("line__delivery__technology__"))
    last = Complaint.objects.filter(public_id=after).first() if after is not None else None
    if last is not None:
        rows = rows.filter(Q(cure_by__gt=last.cure_by) | Q(cure_by=last.cure_by, pk__gt=last.pk))
    found = list(rows.order_by("cure_by", "pk")[: limit + 1])
    return [
        Due(
            DueKind.COMPLAINT, one.line.delivery.public_id, one.public_id, one.cure_by,
            one.line.delivery.technology.membership,
            one.line.delivery.technology.item, f"{one.line.words}: {one.said}",
        )
        for one in found[:limit]
    ], len(found) > limit  # fmt: skip


def actions_due(
    reach: Reach, filters: DueFilters, *, after: UUID | None = None, limit: int = PAGE
) -> tuple[list[Due], bool]:
    """What was agreed in homes, not done, whose day comes by then, the oldest first. Two queries at most."""
    rows = _actions(reach, filters).select_related(*_home("answer__check_of__"))
    last = HomeAction.objects.filter(public_id=after).first() if after is not None else None
    if last is not None:
        rows = rows.filter(Q(due_on__gt=last.due_on) | Q(due_on=last.due_on, pk__gt=last.pk))
    found = list(rows.order_by("due_on", "pk")[: limit + 1])
    return [
        Due(DueKind.HOME, one.public_id, one.public_id, one.due_on, one.answer.check_of.membership, words=one.what)
        for one in found[:limit]
    ], len(found) > limit


def _home(path: str) -> tuple[str, ...]:
    return (
        f"{path}membership__enrolment__household__participant", f"{path}membership__enrolment__household__place",
        f"{path}nucleus__version__program", f"{path}membership__nucleus__version__program",
    )  # fmt: skip


# ---- order lines ----------------------------------------------------------------------------------------------------


def late_items(reach: Reach, filters: DueFilters) -> list[LateItem]:
    """Items of plans in force that were approved more than the version's days before a day, of which households have
    not taken all that was ordered; the oldest first. Versions that give no days find nothing. Four queries."""
    lines, days = _lines_late(reach, filters)
    told = lines.order_by("plan__decided_on", "plan__nucleus", "item", "position").values_list(
        "plan__nucleus", "item", "position", "words", "unit", "quantity", "plan__decided_on"
    )
    items: dict[tuple[int, str, date], list[tuple[int, str, str, int]]] = defaultdict(list)
    for nucleus, item, position, words, unit, quantity, decided in told:  # a department's are thousands: no objects
        items[nucleus, item, decided].append((position, words, unit, quantity))
    nuclei = {one for one, _item, _decided in items}
    taken = _taken(nuclei)
    whole = Nucleus.objects.select_related("district", "version__program").in_bulk(nuclei)
    found = []
    for (nucleus, item, decided), some in items.items():
        lacking = [
            (words, unit, quantity, came)
            for position, words, unit, quantity in some
            if (came := taken.get((nucleus, item, position), 0)) < quantity
        ]
        if lacking:
            one = whole[nucleus]
            found.append(LateItem(one, item, decided + timedelta(days=days[one.version_id]), len(some), lacking))
    return found


def count_late(reach: Reach, filters: DueFilters) -> tuple[int, date | None]:
    """How many such items, and since when the oldest is late. Three queries."""
    lines, days = _lines_late(reach, filters)
    rows = list(
        lines.order_by().values_list(
            "plan__nucleus", "item", "position", "quantity", "plan__decided_on", "plan__nucleus__version"
        )
    )
    taken = _taken({nucleus for nucleus, *_ in rows})
    late = {
        (nucleus, item): decided + timedelta(days=days[version])
        for nucleus, item, position, quantity, decided, version in rows
        if taken.get((nucleus, item, position), 0) < quantity
    }
    return len(late), min(late.values(), default=None)


def _lines_late(reach: Reach, filters: DueFilters) -> tuple["QuerySet[OrderLine]", Mapping[int, int]]:
    """The order lines of plans in force that are older than their version's days, and these. One query so far."""
    given = Setting.objects.filter(key=LATE_DAYS).exclude(number=None)
    days = dict(given.values_list("version", "number"))
    plans = Plan.objects.filter(visible(reach, "nucleus__district__code", "nucleus__version__program__key"))
    if filters.nucleus is not None:
        plans = plans.filter(nucleus__public_id=filters.nucleus)
    newer = Plan.objects.filter(nucleus=OuterRef("nucleus"), state=PlanState.APPROVED, number__gt=OuterRef("number"))
    old = Q(pk__in=[])
    for version, number in days.items():
        old |= Q(nucleus__version=version, decided_on__lte=filters.by - timedelta(days=number))
    plans = plans.filter(old, ~Exists(newer), state=PlanState.APPROVED, nucleus__closed_on=None)
    lines = OrderLine.objects.filter(plan__in=plans, quantity__gt=0)
    if filters.item:
        lines = lines.filter(item=filters.item)
    return lines, days


def _taken(nuclei: Iterable[int]) -> Mapping[tuple[int, str, int], int]:
    rows = DeliveryLine.objects.filter(delivery__nucleus__in=nuclei, delivery__reversed_at=None).order_by()
    told = rows.values_list("delivery__nucleus", "delivery__technology__item", "position").annotate(n=Sum("accepted"))
    return {(nucleus, item, at): n for nucleus, item, at, n in told}


# ---- how many -------------------------------------------------------------------------------------------------------


def count_checks(reach: Reach, filters: DueFilters) -> int:
    """How many technologies, up to one more than `MOST_COUNTED`. Two queries."""
    rechecks, firsts = (rows.order_by().values_list("technology") for rows in _looks(reach, filters))
    return rechecks.union(firsts, all=True)[: MOST_COUNTED + 1].count()


def count_complaints(reach: Reach, filters: DueFilters) -> int:
    """How many complaints, up to the same bound. One query."""
    return _complaints(reach, filters).order_by().values("pk")[: MOST_COUNTED + 1].count()


def count_actions(reach: Reach, filters: DueFilters) -> int:
    """How many actions in homes, up to the same bound. One query."""
    return _actions(reach, filters).order_by().values("pk")[: MOST_COUNTED + 1].count()


@dataclass(frozen=True, slots=True)
class NucleusDue:
    """How much of a kind is due in a nucleus."""

    name: str
    public_id: UUID
    district: str
    number: int


def by_nucleus(kind: DueKind, reach: Reach, filters: DueFilters, *, limit: int = 20) -> list[NucleusDue]:
    """The nuclei in which most of a kind is due; not of order lines. Three queries at most."""
    sources: list[tuple[QuerySet[Any], str]] = []
    if kind is DueKind.CHECK:
        sources = [(rows, "technology__nucleus") for rows in _looks(reach, filters)]
    elif kind is DueKind.COMPLAINT:
        sources = [(_complaints(reach, filters), "nucleus")]
    elif kind is DueKind.HOME:
        sources = [(_actions(reach, filters), "answer__check_of__nucleus")]
    sums: Counter[tuple[str, UUID, str]] = Counter()
    for rows, at in sources:
        told = rows.order_by().values_list(f"{at}__name", f"{at}__public_id", f"{at}__district__name")
        for name, key, district, number in told.annotate(n=Count("pk")):
            sums[name, key, district] += number
    found = [NucleusDue(*key, number) for key, number in sums.items()]
    return sorted(found, key=lambda one: (-one.number, one.name))[:limit]


def every_due(kind: DueKind, reach: Reach, filters: DueFilters) -> Iterator[Due]:
    """All of a kind that a household has, page by page, for a file."""
    pages = {DueKind.CHECK: checks_due, DueKind.COMPLAINT: complaints_due, DueKind.HOME: actions_due}
    after: UUID | None = None
    while True:
        found, more = pages[kind](reach, filters, after=after, limit=AT_ONCE)
        yield from found
        if not more:
            return
        after = found[-1].row
