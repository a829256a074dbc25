"""The list of what plans give the households of a caseload, with what became of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from winay.delivery.asset_models import Delivery
from winay.delivery.queries.dues import LATE_DAYS
from winay.delivery.queries.giving import taken_of
from winay.delivery.queries.technologies import NO_NORM, norms_of
from winay.delivery.technology_models import Check, Installation
from winay.delivery.technology_rules import ItemNorm, Seen, next_look, state_on
from winay.delivery.technology_terms import TechState
from winay.intake.entities.store import Row
from winay.journeys.phone_lists.cases import Rows, Turned, iso, thing_name, visited
from winay.journeys.phone_lists.ground import Ground, Home
from winay.nuclei.models import Nucleus
from winay.plans.plan_models import HouseholdItem, HouseholdPlan, OrderLine, Plan, PlanItem
from winay.plans.queries.workshops import offered
from winay.plans.terms import PlanState
from winay.programs.models import Setting

UNIT = "módulo"
ORDERED = "ordered"
_STATES = {TechState.PAUSED: TechState.IN_USE}
"""A season that rests is no state of its own on a phone."""


def plan_item_rows(ground: Ground) -> Turned:
    """Each item that the plan in force gives a household or that it has received, once; what was promised and is
    promised no more only where something of it came. Fifteen queries at most for one contract."""
    homes = visited(ground)
    terms, promised, lives = _terms(ground), promised_to(homes, ground), _lives(homes)
    kits = _kits({one.plan for given in promised.to.values() for one in given.values()})
    taken = taken_of([one.membership for one in homes])
    found: Rows = []
    for home in homes:
        menu, norms, late = terms[home.nucleus]
        given = promised.to.get(home.membership, {})
        for item in dict.fromkeys([*given, *lives.get(home.membership, {})]):
            life, promise = lives.get(home.membership, {}).get(item, _Life()), given.get(item)
            modules = promise.modules if promise else life.modules
            state = life.state(ground.on)
            if state is None:
                due = promise.on + timedelta(days=late) if promise and late is not None else None
            else:
                due = life.next_look(norms.get(item, NO_NORM))
            kit = kits.get((promise.plan, item), ()) if promise else ()
            lacking = [at for at, each in kit if taken.get((home.membership, item, at), 0) < each * modules]
            values = {
                "household": str(home.public_id), "item": item, "quantity": str(modules), "unit": UNIT,
                "state": str(_STATES.get(state, state)) if state else ORDERED, "lacks": str(len(lacking)),
                "due_on": iso(due),
            }  # fmt: skip
            what = menu[item].name.text("es") if item in menu else item
            many = gettext("módulo") if modules == 1 else gettext("módulos")
            name = thing_name(home.nucleus_id, f"item:{home.membership}:{item}")
            found.append(("", Row(name, f"{what} · {modules} {many}", values, home.public_id)))
    turns = [day for some in lives.values() for life in some.values() for day in life.days()]
    return found, [*promised.turns, *turns]


@dataclass(frozen=True, slots=True)
class Promise:
    """What a plan (primary key) gives a household of an item: modules, and since which day."""

    plan: int
    modules: int
    on: date


@dataclass(frozen=True, slots=True)
class Promised:
    """What the plans in force give each household (membership), by item; and the days on which others will be."""

    to: Mapping[int, Mapping[str, Promise]]
    turns: Sequence[date]


def promised_to(homes: Iterable[Home], ground: Ground) -> Promised:
    """What the plans in force give some households. Four queries, for the first list that asks of these."""
    some = list(homes)
    key = ("promised", tuple(sorted({one.membership for one in some})))
    found: Promised = ground.asked(key, lambda: _promised(some, ground))
    return found


def _promised(homes: Sequence[Home], ground: Ground) -> Promised:
    rows = Plan.objects.filter(nucleus__in={one.nucleus for one in homes}, state=PlanState.APPROVED)
    told = list(rows.order_by("number").values_list("nucleus", "pk", "decided_on"))
    last = {nucleus: (pk, on) for nucleus, pk, on in told if on is not None and on <= ground.on}
    plans = [pk for pk, _ in last.values()]
    package = _modules(PlanItem.objects.filter(plan__in=plans), "plan")
    theirs = HouseholdPlan.objects.filter(plan__in=plans, membership__in=[one.membership for one in homes])
    mine = {member: (pk, own) for pk, member, own in theirs.values_list("pk", "membership", "varied")}
    varied = _modules(HouseholdItem.objects.filter(household__in=[pk for pk, own in mine.values() if own]), "household")
    found = {}
    for one in homes:
        if one.nucleus in last and one.membership in mine:
            (plan, on), (row, own) = last[one.nucleus], mine[one.membership]
            given = varied.get(row, {}) if own else package.get(plan, {})
            found[one.membership] = {item: Promise(plan, modules, on) for item, modules in given.items()}
    return Promised(found, [on for _, _, on in told if on is not None])


def _kits(plans: Collection[int]) -> dict[tuple[int, str], list[tuple[int, int]]]:
    """The kit of each item of some plans: places, and what one module needs of each. One query."""
    found: dict[tuple[int, str], list[tuple[int, int]]] = {}
    rows = OrderLine.objects.filter(plan__in=plans).order_by("position")
    for plan, item, at, each in rows.values_list("plan", "item", "position", "per_module"):
        found.setdefault((plan, item), []).append((at, each))
    return found


def _modules(rows: Any, of: str) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for key, item, modules in rows.order_by("pk").values_list(of, "item", "modules"):
        found.setdefault(key, {})[item] = modules
    return found


def _terms(ground: Ground) -> dict[int, tuple[Mapping[str, Any], Mapping[str, ItemNorm], int | None]]:
    """By nucleus (primary key): its menu, what the menu says of looking, and the days within which things are to be
    delivered. Two queries."""
    nuclei = Nucleus.objects.filter(pk__in={one.nucleus for one in ground.homes}).select_related("version__program")
    versions = {one.version_id: one.version for one in nuclei}
    late = dict(Setting.objects.filter(version__in=list(versions), key=LATE_DAYS).values_list("version", "number"))
    return {
        one.pk: (offered(one.version), norms_of(one.version), late.get(one.version_id))
        for one in nuclei
    }  # fmt: skip


@dataclass
class _Life:
    """What became of an item in a household, by what stands: modules of the last delivery, the day of the first, the
    day of the installation, what checks saw."""

    modules: int = 0
    delivered: date | None = None
    installed: date | None = None
    checks: list[Seen] = field(default_factory=list)

    def days(self) -> list[date]:
        """Those on which it became something."""
        told = [self.delivered, self.installed, *(one.on for one in self.checks)]
        return [day for day in told if day is not None]

    def state(self, on: date) -> TechState | None:
        return state_on(on, delivered_on=self.delivered, installed_on=self.installed, checks=self.checks)

    def next_look(self, norm: ItemNorm) -> date | None:
        assert self.delivered is not None
        return next_look(delivered_on=self.delivered, checks=self.checks, norm=norm)


def _lives(homes: Collection[Home]) -> dict[int, dict[str, _Life]]:
    """What came to each household (membership) and stands, by item. Three queries."""
    found: dict[int, dict[str, _Life]] = {}
    by_key: dict[int, _Life] = {}
    given = Delivery.objects.filter(technology__membership__in=[one.membership for one in homes], reversed_at=None)
    for key, member, item, on, modules in given.order_by("technology", "delivered_on", "id").values_list(
        "technology", "technology__membership", "technology__item", "delivered_on", "modules"
    ):
        life = by_key.setdefault(key, _Life(delivered=on))
        life.modules = modules
        found.setdefault(member, {})[item] = life
    done = Installation.objects.filter(technology__in=list(by_key), reversed_at=None)
    for key, on in done.values_list("technology", "installed_on"):
        by_key[key].installed = on
    looks = Check.objects.filter(technology__in=list(by_key), reversed_at=None).order_by("checked_on", "id")
    for key, on, state, evidence, again_on in looks.values_list(
        "technology", "checked_on", "state", "evidence", "again_on"
    ):
        by_key[key].checks.append(Seen(on, TechState(state), evidence != "told", again_on))
    return found
