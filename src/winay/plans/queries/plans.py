"""Plans as they stand: a draft with what it would cost now, one that was sent with what was written down then."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from winay.core.decision import Decision
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.people import memberships_on
from winay.places.rows import NAMED, VERSION, lean
from winay.plans.plan_models import (
    Contribution,
    HouseholdItem,
    HouseholdPlan,
    NeedMet,
    OrderLine,
    Plan,
    PlanItem,
)
from winay.plans.plan_rules import HouseholdFacts, SubmitFacts
from winay.plans.price_models import Price
from winay.plans.price_rules import Rate
from winay.plans.queries.costs import Terms, terms_for
from winay.plans.queries.menus import bought, good_of
from winay.plans.queries.prices import prices_for, rate_on
from winay.plans.queries.workshops import chosen_in, holds, menus_by_item, offered
from winay.plans.rules import Costed, LineCost, MenuFacts, Package, amount, cap_in_soles, cost_of, may_take
from winay.plans.terms import OPEN, Contributor, Fit, PlanState, WorkshopState
from winay.programs.version_terms import ItemTerms
from winay.registry.models import Household
from winay.registry.rules import household_code


def whole_plans() -> "QuerySet[Plan]":
    """Plans with what their names and access need."""
    rows = Plan.objects.select_related(
        "workshop__assembly", "nucleus__version__program", "nucleus__district__parent__parent", "nucleus__seat",
        "replaces",
    )  # fmt: skip
    return lean(
        rows, nucleus=("public_id", "name", "closed_on", "synthetic"), nucleus__version=VERSION,
        nucleus__district=NAMED, nucleus__district__parent=NAMED, nucleus__district__parent__parent=NAMED,
        nucleus__seat=NAMED, replaces=("public_id", "number", "state"),
    )  # fmt: skip


def plan_by_id(public_id: UUID) -> Plan | None:
    """One plan with its nucleus and workshop."""
    return whole_plans().filter(public_id=public_id).first()


def contribution_of(plan: Plan, public_id: UUID) -> Contribution | None:
    """One thing that somebody gives in a plan. One query."""
    return Contribution.objects.select_related("plan").filter(plan=plan, public_id=public_id).first()


def plans_of(nucleus: Nucleus) -> list[Plan]:
    """Every plan and addendum of a nucleus, the newest first. One query."""
    return list(whole_plans().filter(nucleus=nucleus).order_by("-number", "-id"))


def open_plan(nucleus: Nucleus) -> Plan | None:
    """The one that is being prepared or waits. One query."""
    return whole_plans().filter(nucleus=nucleus, state__in=OPEN).first()


def last_approved(nucleus: Nucleus, *, by: date | None = None) -> Plan | None:
    """The plan in force: the last one approved, by a day. One query."""
    rows = whole_plans().filter(nucleus=nucleus, state=PlanState.APPROVED)
    if by is not None:
        rows = rows.filter(decided_on__lte=by)
    return rows.order_by("-number").first()


@dataclass(frozen=True, slots=True)
class Line:
    """A kit line of an item: what one module needs of it, who pays it, and its price where it is known or needed."""

    item: str
    position: int
    words: str
    unit: str
    giver: str
    quantity: int
    minor: int | None
    price: Price | None


@dataclass(frozen=True, slots=True)
class Home:
    """A household in a plan with what it gets; `row` where something of its own was written."""

    membership: Membership
    household: Household
    package: Mapping[str, int]
    cost: Costed
    row: HouseholdPlan | None

    @property
    def code(self) -> str:
        return household_code(self.household.public_id)

    @property
    def varied(self) -> bool:
        return self.row is not None and self.row.varied


@dataclass(frozen=True, slots=True)
class Order:
    """What is bought of a line for everybody. None where the price is unknown."""

    line: Line
    quantity: int
    amount: int | None


@dataclass(frozen=True)
class Sheet:
    """Everything of a plan. What it costs is worked out once."""

    plan: Plan
    items: Sequence[PlanItem]
    offered: Mapping[str, ItemTerms]
    facts: MenuFacts
    lines: Mapping[str, Sequence[Line]]
    homes: Sequence[Home]
    needs_met: Sequence[NeedMet]
    contributions: Sequence[Contribution]
    terms: Terms
    rate: Rate | None
    workshop_holds: bool

    @cached_property
    def package(self) -> dict[str, int]:
        """The standard package."""
        return {one.item: one.modules for one in self.items}

    @cached_property
    def costs(self) -> dict[str, tuple[LineCost, ...]]:
        return costs_of(self.lines)

    @cached_property
    def cost(self) -> Costed:
        """What the standard package costs."""
        return cost_of(self.package, self.costs)

    @property
    def cap(self) -> int | None:
        """The cap in céntimos: as it was sent, or at the rate of the plan's day."""
        return self.plan.cap_soles if self.plan.cap_soles is not None else cap_in_soles(self.terms.cap, self.rate)

    @cached_property
    def taking(self) -> Decision:
        """What speaks against the standard package."""
        return may_take(self.package, self.facts)

    @cached_property
    def total(self) -> int | None:
        """What all households cost; None while a price is missing."""
        found = [one.cost.total for one in self.homes]
        return None if None in found else sum(one or 0 for one in found)

    @cached_property
    def orders(self) -> list[Order]:
        """What is bought, line by line: the sum of what each household needs, and of what its part costs."""
        return orders_of(self.lines, self.package, [one.package for one in self.homes])

    @cached_property
    def missing(self) -> list[Line]:
        """The lines of what somebody gets whose price nobody knows."""
        return [one.line for one in self.orders if one.amount is None]

    @cached_property
    def needs(self) -> list[tuple[ItemTerms, int, str, str]]:
        """What the package's items need first and no other item of it answers: item, position, words in Spanish, and
        how it is met ("" while nobody said)."""
        said = {(one.item, one.position): one.how for one in self.needs_met}
        return needs_of(self.package, self.offered, said)

    @cached_property
    def labour(self) -> int:
        """What the households of the standard package work to install it, each, in tenths of person-days."""
        return sum(one.labour * one.modules for one in self.items)

    def labour_of(self, home: Home) -> int:
        """The same of one household: items of its own by the menu's figures."""
        own = {one.item: one.labour for one in self.items}
        return sum(
            own.get(item, usual_labour(self.offered[item])) * modules
            for item, modules in home.package.items()
            if item in self.offered
        )

    @cached_property
    def labour_total(self) -> int:
        return sum(self.labour_of(one) for one in self.homes)

    @property
    def labour_worth(self) -> int | None:
        """What all that work is worth at a day's wage; None where the version gives none."""
        return None if self.terms.wage is None else self.labour_total * self.terms.wage // 10

    def given_by(self, giver: Contributor) -> int:
        """What somebody's contributions are worth for the whole nucleus."""
        many = len(self.homes)
        return sum(one.minor * (many if one.each_household else 1) for one in self.contributions if one.giver == giver)

    def fit(self, item: ItemTerms) -> tuple[Fit, int]:
        """Whether an item fits where the households live, by altitude, and for how many it does not."""
        if item.altitude is None:
            return Fit.FITS, 0
        known = [one.household.place.altitude_m for one in self.homes if item.key in one.package]
        low, high = item.altitude
        beyond = sum(metres is not None and not low <= metres <= high for metres in known)
        if beyond:
            return Fit.OUTSIDE, beyond
        return (Fit.FITS, 0) if known and all(metres is not None for metres in known) else (Fit.UNKNOWN, 0)

    def submit_facts(self) -> SubmitFacts:
        """What sending it is judged on."""
        return SubmitFacts(
            state=PlanState(self.plan.state),
            workshop=self.workshop_holds,
            package=self.taking,
            cost=self.cost,
            cap=self.cap,
            households=[HouseholdFacts(one.code, one.cost, may_take(one.package, self.facts)) for one in self.homes],
            unmet=[(item.name.text("es"), words) for item, _at, words, how in self.needs if not how],
        )


def orders_of(
    lines: Mapping[str, Sequence[Line]], standard: Package, packages: Sequence[Package]
) -> list[Order]:  # fmt: skip
    """What is bought of each line for households that get these packages, and what it costs; also of the standard
    package's items that nobody gets."""
    found = []
    for item, some in lines.items():
        modules = Counter(one[item] for one in packages if item in one)
        if not modules and item not in standard:
            continue
        many = sum(each * count for each, count in modules.items())
        for line in some:
            price = line.minor
            cost = (
                None
                if price is None
                else sum(amount(line.quantity, price, each) * count for each, count in modules.items())
            )
            found.append(Order(line, line.quantity * many, cost))
    return found


def needs_of(
    package: Package, offered: Mapping[str, ItemTerms], said: Mapping[tuple[str, int], str]
) -> list[tuple[ItemTerms, int, str, str]]:
    """What a package's items need first and no other item of it answers, as `Sheet.needs` has it."""
    found = []
    for item in package:
        terms = offered.get(item)
        for position, need in enumerate(terms.needs if terms else ()):
            if not any(other in package for other in need.items):
                assert terms is not None
                found.append((terms, position, need.words.text("es"), said.get((item, position), "")))
    return found


def costs_of(lines: Mapping[str, Sequence[Line]]) -> dict[str, tuple[LineCost, ...]]:
    """The lines of each item as the rules see them."""
    return {item: tuple(LineCost(one.quantity, one.minor) for one in some) for item, some in lines.items()}


def usual_labour(item: ItemTerms) -> int:
    """What a household works to install one module, in tenths of person-days: the middle of what the menu says."""
    low, high = item.work_install
    return (low + high + 1) // 2


def workshop_allows(plan: Plan) -> bool:
    """Whether the plan's workshop is approved and stands."""
    return plan.workshop.state == WorkshopState.APPROVED and holds(plan.workshop)


def sheet_of(plan: Plan) -> Sheet:
    """Everything of a plan: as it was written down when it was sent, also where it was withdrawn since; before that at
    the prices, rate and households of its day as they are known now. A constant number of queries."""
    items = list(PlanItem.objects.filter(plan=plan).order_by("id"))
    known = offered(plan.nucleus.version)
    own = Prefetch("own", HouseholdItem.objects.order_by("id"))
    rows = {one.membership_id: one for one in HouseholdPlan.objects.filter(plan=plan).prefetch_related(own)}
    standard = {one.item: one.modules for one in items}
    wanted = dict.fromkeys([*standard, *(one.item for row in rows.values() for one in row.own.all())])
    sent = plan.cap_soles is not None
    some = [known[key] for key in wanted if key in known]
    lines = _kept_lines(plan) if sent else lines_on(plan.nucleus.district.code, plan.on, some)
    costs = costs_of(lines)
    return Sheet(
        plan=plan,
        items=items,
        offered=known,
        facts=menu_facts(plan),
        lines=lines,
        homes=[_home(one, rows.get(one.pk), standard, costs) for one in _memberships(plan, rows if sent else None)],
        needs_met=list(NeedMet.objects.filter(plan=plan)),
        contributions=list(Contribution.objects.filter(plan=plan).order_by("id")),
        terms=terms_for(plan.nucleus.version_id),
        rate=rate_on(plan.on) if plan.rate is None else _kept_rate(plan),
        workshop_holds=workshop_allows(plan),
    )


def menu_facts(plan: Plan) -> MenuFacts:
    """What the version offers and the workshop chose. One query."""
    version = plan.nucleus.version
    return MenuFacts(
        names={key: item.name.text("es") for key, item in offered(version).items()},
        menus=menus_by_item(version),
        chosen=chosen_in(plan.workshop),
    )


def _kept_rate(plan: Plan) -> Rate:
    assert plan.rate is not None and plan.rate_from is not None
    return Rate(plan.rate_from, plan.rate, plan.rate_source, plan.rate_confirmed)


def lines_on(district: str, on: date, items: Iterable[ItemTerms]) -> dict[str, list[Line]]:
    """What is bought for some items, at the prices that hold in a district on a day."""
    some = list(items)
    goods = {good_of(item.key, kit) for item in some for kit in item.kit if bought(kit)}
    prices = prices_for(goods, district=district, on=on) if goods else {}
    found: dict[str, list[Line]] = {}
    for item in some:
        for position, kit in enumerate(item.kit):
            if bought(kit):
                price = prices.get(good_of(item.key, kit))
                words, minor = kit.words.text("es"), price.minor if price else None
                line = Line(item.key, position, words, kit.unit, kit.giver, kit.quantity, minor, price)
                found.setdefault(item.key, []).append(line)
    return found


def _kept_lines(plan: Plan) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for one in OrderLine.objects.filter(plan=plan).select_related("price__place").order_by("id"):
        line = Line(one.item, one.position, one.words, one.unit, one.giver, one.per_module, one.minor, one.price)
        found.setdefault(one.item, []).append(line)
    return found


def _memberships(plan: Plan, rows: Mapping[int, HouseholdPlan] | None) -> list[Membership]:
    """Who is in the plan: those written down when it was sent, or whoever is in the nucleus on its day."""
    keys = list(rows) if rows is not None else [one.pk for one in memberships_on(plan.nucleus, plan.on)]
    found = Membership.objects.filter(pk__in=keys).select_related(
        "enrolment__household__participant", "enrolment__household__place"
    )
    found = lean(
        found, enrolment=("public_id", "enrolled_on", "ended_on"), enrolment__household__place=(*NAMED, "altitude_m")
    )
    return list(found.order_by("enrolment__household__participant__sort_key", "pk"))


def _home(
    membership: Membership, row: HouseholdPlan | None, standard: Mapping[str, int],
    costs: Mapping[str, tuple[LineCost, ...]],
) -> Home:  # fmt: skip
    package = {one.item: one.modules for one in row.own.all()} if row is not None and row.varied else dict(standard)
    return Home(membership, membership.enrolment.household, package, cost_of(package, costs), row)
