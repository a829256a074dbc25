"""Plans of many nuclei at once: the same facts, rules and rows as the verbs that draft one, fill its package, say how
its needs are met, send it and approve it; each act in one transaction with one line of the journal.

What is plainly right is written together; everything else is done by the verbs themselves, in its turn. Whatever is
wrong with a plan keeps that one out and no other. Workshops are told in `workshops_bulk.py`.
`tests/plans/test_bulk_equals_verbs.py` gives the same to both ways and compares rows, refusals and subjects.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.core.garbage import uncollected
from winay.core.ids import new_id
from winay.core.money import Money
from winay.journal.bulk import among, insert_columns, insert_rows, next_ids
from winay.journal.services import record
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.members import inside
from winay.nuclei.services.records import locked_nuclei, today_at
from winay.plans.access import require_for
from winay.plans.plan_models import HouseholdPlan, NeedMet, OrderLine, Plan, PlanItem
from winay.plans.plan_rules import (
    MOST_LABOUR,
    DraftFacts,
    HouseholdFacts,
    SubmitFacts,
    may_decide,
    may_draft,
    may_submit,
)
from winay.plans.queries.plans import Order, needs_of, orders_of, usual_labour, whole_plans, workshop_allows
from winay.plans.queries.pricing import Pricing, pricing_of
from winay.plans.queries.workshops import holds, menus_by_item, offered, whole_workshops
from winay.plans.rules import MenuFacts, may_take
from winay.plans.services.deciding import approve_plan, submit_plan
from winay.plans.services.packages import say_need, set_item
from winay.plans.services.planning import draft_plan
from winay.plans.terms import OPEN, PlanState, WorkshopState
from winay.plans.workshop_models import Choice, Workshop
from winay.targeting.decision_rules import words_fault

Subjects = set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Act:
    """What is the same for all of them."""

    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Preparing:
    """A plan of an approved workshop (by primary key): the day whose prices count, the package as items with their
    modules, and how needs are met, by item and position."""

    workshop: int
    on: date
    package: Mapping[str, int]
    met: Mapping[tuple[str, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class Done:
    """What became of each, by their number among those given, from 0: its primary key, or why not."""

    keys: dict[int, int] = field(default_factory=dict)
    refused: dict[int, tuple[Reason, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Plain:
    """A plan that may be sent, with what its rows need."""

    workshop: Workshop
    nucleus: Nucleus
    asked: Preparing
    memberships: Sequence[int]
    pricing: Pricing
    cost: int
    cap: int
    orders: Sequence[Order]

    @property
    def total(self) -> int:
        return self.cost * len(self.memberships)


def one_by_one(numbers: Sequence[int], verb: Callable[[int], int], done: Done) -> None:
    """Do what is not plain by the verb, in its order."""
    for number in numbers:
        try:
            done.keys[number] = verb(number)
        except Refused as refused:
            done.refused[number] = tuple(refused.reasons)


@uncollected()
@transaction.atomic
def prepare_plans(preparings: Sequence[Preparing], act: Act, *, sent_at: datetime) -> Done:
    """Draft plans at the act's instant and send them at another, all or none of those that may be sent. One that may
    not is not drafted either. `NotAllowed` outside one's territory."""
    done = Done()
    found = whole_workshops().filter(among("plans_workshop.id", sorted({one.workshop for one in preparings})))
    nuclei = locked_nuclei(set(found.values_list("nucleus", flat=True)))
    workshops = {one.pk: one for one in found}
    for nucleus in nuclei.values():
        require_for(nucleus, Permission.PREPARE_PLAN, act.by)
    plain = _Judging(preparings, workshops, nuclei, act).plain()
    _write(plain, act, sent_at, done)

    def by_verbs(number: int) -> int:
        return _by_verbs(preparings[number], workshops, act, sent_at)

    one_by_one(sorted(set(range(len(preparings))) - set(plain)), by_verbs, done)
    return done


@transaction.atomic
def _by_verbs(one: Preparing, workshops: Mapping[int, Workshop], act: Act, sent_at: datetime) -> int:
    by, at = act.by, act.at
    plan = draft_plan(workshop=workshops[one.workshop], on=one.on, by=by, at=at)
    for item, modules in one.package.items():
        set_item(plan=plan, item=item, modules=modules, by=by, at=at)
    for (item, position), how in one.met.items():
        say_need(plan=plan, item=item, position=position, how=how, by=by, at=at)
    return submit_plan(plan=plan, by=by, at=sent_at).pk


class _Judging:
    """Which plans are plainly right. Whatever it is not sure of, it leaves to the verbs."""

    def __init__(
        self, preparings: Sequence[Preparing], workshops: Mapping[int, Workshop], nuclei: Mapping[int, Nucleus],
        act: Act,
    ) -> None:  # fmt: skip
        self._preparings, self._workshops, self._nuclei, self._act = preparings, workshops, nuclei, act
        self._often = Counter(workshops[one.workshop].nucleus_id for one in preparings)
        plans = Plan.objects.filter(among("plans_plan.nucleus_id", sorted(nuclei)))
        states = list(plans.values_list("nucleus", "state"))
        self._open = {nucleus for nucleus, state in states if state in OPEN}
        self._approved = {nucleus for nucleus, state in states if state == PlanState.APPROVED}
        self._chosen: dict[int, set[str]] = {}
        choices = Choice.objects.filter(among("plans_choice.workshop_id", sorted(workshops)))
        for workshop, item in choices.values_list("workshop", "item"):
            self._chosen.setdefault(workshop, set()).add(item)
        self._members = {day: _members_on(nuclei, day) for day in {one.on for one in preparings}}
        self._prices: dict[tuple[int, str, date], Pricing] = {}
        self._costed: dict[object, tuple[int, Sequence[Order]]] = {}

    def plain(self) -> dict[int, _Plain]:
        told = {number: self._told(one) for number, one in enumerate(self._preparings)}
        return {number: one for number, one in told.items() if one is not None}

    def _told(self, one: Preparing) -> _Plain | None:
        """None for what speaks against it, or may do so."""
        workshop = self._workshops[one.workshop]
        nucleus = self._nuclei[workshop.nucleus_id]
        menu = offered(nucleus.version)
        drafted = may_draft(self._draft_facts(workshop, nucleus, one.on))
        usual = self._often[nucleus.pk] == 1 and nucleus.pk not in self._approved
        if not usual or not drafted.ok or not all(item in menu for item in one.package):
            return None
        if any(not 0 <= usual_labour(menu[item]) <= MOST_LABOUR for item in one.package):
            return None
        if not all(self._says(one, *need, how) for need, how in one.met.items()):
            return None
        facts = MenuFacts(
            names={key: item.name.text("es") for key, item in menu.items()},
            menus=menus_by_item(nucleus.version),
            chosen=frozenset(self._chosen.get(workshop.pk, ())),
        )
        pricing, package = self._pricing(nucleus, one.on), one.package
        cost, taking, cap = pricing.cost_of(package), may_take(package, facts), pricing.cap
        members = self._members[one.on].get(nucleus.pk, ())
        homes = [HouseholdFacts("", cost, taking)] if members else []  # all of them get the same
        unmet = [("", words) for _item, _at, words, how in needs_of(package, menu, one.met) if not how.strip()]
        if cap is None or not may_submit(SubmitFacts(PlanState.DRAFT, True, taking, cost, cap, homes, unmet)).ok:
            return None
        orders = orders_of(pricing.lines_of(package), package, [package] * len(members))
        return _Plain(workshop, nucleus, one, members, pricing, cost.known, cap, orders)

    def _says(self, one: Preparing, item: str, position: int, how: str) -> bool:
        menu = offered(self._nuclei[self._workshops[one.workshop].nucleus_id].version)
        there = item in one.package and 0 <= position < len(menu[item].needs)
        return there and bool(how.strip()) and words_fault(how, fault="plans.need_words") is None

    def _draft_facts(self, workshop: Workshop, nucleus: Nucleus, on: date) -> DraftFacts:
        return DraftFacts(
            approved=workshop.state == WorkshopState.APPROVED,
            stands=holds(workshop),
            held_on=workshop.assembly.held_on,
            on=on,
            today=today_at(self._act.at),
            closed=nucleus.closed_on is not None,
            open_already=nucleus.pk in self._open,
            last_on=None,
        )

    def _pricing(self, nucleus: Nucleus, on: date) -> Pricing:
        key = nucleus.version_id, nucleus.district.code, on
        if key not in self._prices:
            self._prices[key] = pricing_of(nucleus.version, district=nucleus.district.code, on=on)
        return self._prices[key]


def _members_on(nuclei: Mapping[int, Nucleus], day: date) -> dict[int, list[int]]:
    """The households' memberships of each nucleus on a day, in the order of their surnames. One query."""
    found: dict[int, list[int]] = {}
    rows = Membership.objects.filter(inside(day), among("nuclei_membership.nucleus_id", sorted(nuclei)))
    for nucleus, pk in rows.order_by("enrolment__household__participant__sort_key", "pk").values_list("nucleus", "pk"):
        found.setdefault(nucleus, []).append(pk)
    return found


Some = Sequence[tuple[int, _Plain]]


def _write(plain: Mapping[int, _Plain], act: Act, sent_at: datetime, done: Done) -> None:
    """Everything of a plan while it is a draft, then that it was sent."""
    if not plain:
        return
    keys = dict(zip(plain, next_ids(Plan, len(plain)), strict=True))
    some = [(keys[number], one) for number, one in plain.items()]
    names = {pk: new_id() for pk, _one in some}
    _write_plans(some, names, act, sent_at)
    _write_parts(some)
    Plan.objects.filter(among("plans_plan.id", [pk for pk, _one in some])).update(state=PlanState.SUBMITTED.value)
    done.keys |= keys
    subjects = Subjects()
    for pk, one in some:
        subjects |= _about(names[pk], one.nucleus)
    record(
        "plans.prepare_many", by=act.by, at=sent_at, subjects=subjects,
        after={"plans": len(some), "households": sum(len(one.memberships) for _pk, one in some),
               "total_cost": f"{Money(sum(one.total for _pk, one in some)).amount} PEN"},
    )  # fmt: skip


def _about(plan: UUID, nucleus: Nucleus) -> Subjects:
    return {("technical_plan", str(plan)), ("nucleus", str(nucleus.public_id)), ("place", nucleus.district.code)}


def _write_plans(some: Some, names: Mapping[int, UUID], act: Act, sent_at: datetime) -> None:
    by = act.by.public_id

    def rows() -> Iterator[tuple[object, ...]]:
        for pk, one in some:
            rate = one.pricing.rate
            told = (rate.number, rate.from_on, rate.source[:160], rate.confirmed) if rate else (None, None, "", False)
            yield (
                pk, names[pk], one.nucleus.pk, one.workshop.pk, 0, one.asked.on, "", PlanState.DRAFT.value, by, act.at,
                by, sent_at, "", "", one.cap, *told, one.total, one.nucleus.synthetic,
            )  # fmt: skip

    insert_rows(
        Plan,
        ("id", "public_id", "nucleus_id", "workshop_id", "number", "on", "why", "state", "drafted_by", "drafted_at",
         "submitted_by", "submitted_at", "returned_why", "withdrawn_why", "cap_soles", "rate", "rate_from",
         "rate_source", "rate_confirmed", "total", "synthetic"),
        rows(),
    )  # fmt: skip


def _write_parts(some: Some) -> None:
    """The package, how its needs are met, what each household gets, what is bought."""
    items = (
        (pk, item, modules, usual_labour(offered(one.nucleus.version)[item]))
        for pk, one in some
        for item, modules in one.asked.package.items()
    )
    insert_rows(PlanItem, ("plan_id", "item", "modules", "labour"), items)
    met = ((pk, *need, how.strip()) for pk, one in some for need, how in one.asked.met.items())
    insert_rows(NeedMet, ("plan_id", "item", "position", "how"), met)
    homes = [(pk, one, membership) for pk, one in some for membership in one.memberships]
    insert_columns(
        HouseholdPlan,
        {
            "plan_id": [pk for pk, _one, _membership in homes],
            "membership_id": [membership for _pk, _one, membership in homes],
            "varied": [False] * len(homes),
            "why": [""] * len(homes),
            "cost": [one.cost for _pk, one, _membership in homes],
            "cap_soles": [one.cap for _pk, one, _membership in homes],
        },
    )
    orders = (
        (pk, each.line.item, each.line.position, each.line.words, each.line.unit, each.line.giver, each.line.quantity,
         each.line.minor, each.line.price.pk if each.line.price else None, each.quantity, each.amount)
        for pk, one in some
        for each in one.orders
    )  # fmt: skip
    insert_rows(
        OrderLine,
        ("plan_id", "item", "position", "words", "unit", "giver", "per_module", "minor", "price_id", "quantity",
         "amount"),
        orders,
    )  # fmt: skip


@uncollected()
@transaction.atomic
def approve_plans(plans: Sequence[int], act: Act, *, on: date) -> Done:
    """Approve plans (by primary key) that others drafted and sent, all or none of those that may be approved.
    `NotAllowed` outside one's territory."""
    done = Done()
    rows = whole_plans().filter(among("plans_plan.id", sorted(set(plans))))
    nuclei = locked_nuclei(set(rows.values_list("nucleus", flat=True)))
    found = {one.pk: one for one in rows}
    for nucleus in nuclei.values():
        require_for(nucleus, Permission.APPROVE_PLAN, act.by)
    often = Counter(plans)
    plain = [number for number, pk in enumerate(plans) if often[pk] == 1 and _may_approve(found[pk], act, on)]
    if plain:
        some = [found[plans[number]] for number in plain]
        Plan.objects.filter(among("plans_plan.id", [one.pk for one in some])).update(
            state=PlanState.APPROVED.value, decided_by=act.by.public_id, decided_at=act.at, decided_on=on
        )
        done.keys |= {number: plans[number] for number in plain}
        record(
            "plans.approve_many", by=act.by, at=act.at,
            subjects=set[tuple[str, str]]().union(*(_about(one.public_id, one.nucleus) for one in some)),
            after={"plans": len(some), "on": on,
                   "total_cost": f"{Money(sum(one.total or 0 for one in some)).amount} PEN"},
        )  # fmt: skip

    def by_verb(number: int) -> int:
        return approve_plan(plan=found[plans[number]], on=on, by=act.by, at=act.at).pk

    one_by_one(sorted(set(range(len(plans))) - set(plain)), by_verb, done)
    return done


def _may_approve(plan: Plan, act: Act, on: date) -> bool:
    return may_decide(
        PlanState(plan.state),
        same_person=act.by.public_id in {plan.drafted_by, plan.submitted_by},
        workshop=workshop_allows(plan),
        on=on,
        planned_on=plan.on,
        today=today_at(act.at),
    ).ok
