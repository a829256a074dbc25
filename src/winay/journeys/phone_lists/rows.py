"""The rows of a phone's lists, as the rooms know them on a day. Every value is a text; what is not known is empty."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import Max, Min
from django.utils.translation import gettext, override

from winay.core.numbers import day as day_words
from winay.delivery.asset_models import Delivery, Technology
from winay.delivery.queries.dues import LATE_DAYS
from winay.delivery.queries.technologies import NO_NORM, norms_of
from winay.delivery.technology_models import Check, Installation
from winay.delivery.technology_rules import Seen, next_look, state_on
from winay.delivery.technology_terms import TechState
from winay.delivery.visit_models import STANDS, Visit
from winay.intake.entities.store import Row
from winay.journeys.phone_lists.ground import Ground, Home
from winay.nuclei.models import Nucleus
from winay.plans.plan_models import HouseholdItem, HouseholdPlan, Plan, PlanItem
from winay.plans.queries.workshops import offered
from winay.plans.terms import PlanState
from winay.programs.models import Setting
from winay.registry.models import Member
from winay.registry.rules import age_on, household_code
from winay.registry.wording import KINS
from winay.trainers.queries.caseloads import in_force
from winay.trainers.queries.need import norms_of as visit_norms_of
from winay.trainers.queries.phones import Served
from winay.trainers.schedule_models import PlannedVisit

HOUSEHOLDS, MEMBERS, PLAN_ITEMS, NEXT_VISITS = "households", "members", "plan_items", "next_visits"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    HOUSEHOLDS: ("code", "contract_code", "kind", "participant", "place", "language", "last_on", "last_advice",
                 "next_on", "items"),
    MEMBERS: ("household", "nucleus", "relation", "sex", "age"),
    PLAN_ITEMS: ("household", "item", "quantity", "unit", "state", "due_on"),
    NEXT_VISITS: ("household", "visit_on", "began"),
}  # fmt: skip
"""The properties of each list, besides name, label and version."""
SCOPED = frozenset({HOUSEHOLDS})
"""Lists of which productive and financial trainers see something else: each has their own visits to a household."""
AHEAD = timedelta(days=62)
"""How far visits that are planned are listed."""
LEAVES = time(8)
"""When a trainer's day begins."""
UNIT = "módulo"
ORDERED = "ordered"
_STATES = {TechState.PAUSED: TechState.IN_USE}
"""A season that rests is no state of its own on a phone."""

Rows = list[tuple[str, Row]]
"""Rows with the scope in which each stands."""


def planned_name(household: UUID, item: str) -> UUID:
    """The name of something that a plan gives a household and that was not delivered yet."""
    return uuid5(household, f"item:{item}")


def visit_name(household: UUID, kind: str, on: date) -> UUID:
    """The name of a visit to come."""
    return uuid5(household, f"visit:{kind}:{on.isoformat()}")


def rows_of(dataset: str, ground: Ground) -> Rows:
    """The rows of a list; none without a contract. At most nine queries."""
    if not ground.contracts:
        return []
    with override(settings.LANGUAGE_CODE):
        return _MAKERS[dataset](ground)


def _households(ground: Ground) -> Rows:
    found: Rows = []
    cases = _cases(ground)
    seen = _last_visits([one[0] for _, some in cases for one in some], ground)
    items = _items([ground.by_cycle[one[0]] for _, some in cases for one in some if one[0] in ground.by_cycle], ground)
    for contract, some in cases:
        for cycle, public_id, language, place, *names in some:
            on, advice, next_on = seen.get((cycle, contract.kind), (None, "", None))
            home = ground.by_cycle.get(cycle)
            who = " ".join(part for part in names if part)
            code = household_code(public_id)
            values = {
                "code": code, "contract_code": household_code(contract.public_id), "kind": contract.kind,
                "participant": who, "place": place, "language": language, "last_on": _iso(on),
                "last_advice": _plain(advice), "next_on": _iso(next_on),
                "items": " ".join(items.get(home.membership, {})) if home else "",
            }  # fmt: skip
            found.append((contract.kind, Row(public_id, f"{who or code} · {place}", values, public_id)))
    return found


def _members(ground: Ground) -> Rows:
    homes = {one.household: one for one in ground.homes}
    rows = Member.objects.filter(household__in=list(homes), left_on=None, erased_at=None)
    words = {str(kin): str(said) for kin, said in KINS.items()}
    found: Rows = []
    for public_id, home, given, first, second, kin, sex, born in rows.order_by("pk").values_list(
        "public_id", "household", "given_names", "surname_1", "surname_2", "kin", "sex", "born_on"
    ):
        where = homes[home]
        who = " ".join(part for part in (given, first, second) if part)
        values = {
            "household": str(where.public_id), "nucleus": str(where.nucleus_id), "relation": kin, "sex": sex,
            "age": str(age_on(born, ground.on)) if born else "",
        }  # fmt: skip
        found.append(("", Row(public_id, f"{who} ({words.get(kin, kin)})", values, where.public_id)))
    return found


def _plan_items(ground: Ground) -> Rows:
    homes = _visited(ground)
    terms = _terms(ground)
    items = _items(homes, ground)
    lives = _Lives(homes, ground.on)
    found: Rows = []
    for home in homes:
        menu, norms, late = terms[home.nucleus]
        given = items.get(home.membership, {})
        for item in dict.fromkeys([*given, *lives.items(home.membership)]):
            what = menu[item].name.text("es") if item in menu else item
            modules, decided_on = given.get(item, (0, None))
            life = lives.of(home.membership, item)
            state = life.state
            if state is None:
                due = decided_on + timedelta(days=late) if decided_on and late is not None else None
            else:
                due = life.next_look(norms.get(item, NO_NORM))
            values = {
                "household": str(home.public_id), "item": item, "quantity": str(modules), "unit": UNIT,
                "state": str(_STATES.get(state, state)) if state else ORDERED, "due_on": _iso(due),
            }  # fmt: skip
            many = gettext("módulo") if modules == 1 else gettext("módulos")
            name = life.public_id or planned_name(home.public_id, item)
            found.append(("", Row(name, f"{what} · {modules} {many}", values, home.public_id)))
    return found


def _next_visits(ground: Ground) -> Rows:
    found: dict[UUID, Row] = {}
    cases = _cases(ground)
    agreed = _last_visits([one[0] for _, some in cases for one in some], ground)
    for contract, some in cases:
        people = {cycle: (public_id, " ".join(p for p in names if p)) for cycle, public_id, _, _, *names in some}
        planned = _planned(contract, ground.on)
        for cycle, on, began in planned:
            if cycle in people:
                _add(found, contract, *people[cycle], on, began)
        for cycle, (public_id, who) in people.items():
            next_on = agreed.get((cycle, contract.kind), (None, "", None))[2]
            if next_on is not None:
                _add(found, contract, public_id, who, next_on, "")
    return [("", row) for row in found.values()]


def _add(found: dict[UUID, Row], contract: Served, household: UUID, who: str, on: date, began: str) -> None:
    name = visit_name(household, contract.kind, on)
    label = f"{day_words(on, settings.LANGUAGE_CODE)} · {who or household_code(household)}"
    values = {"household": str(household), "visit_on": on.isoformat(), "began": began}
    found.setdefault(name, Row(name, label, values, household))


def _planned(contract: Served, on: date) -> list[tuple[int, date, str]]:
    """Visits of a contract's months that stand, from a day on, with the hour at which each would begin. Two queries."""
    rows = PlannedVisit.objects.filter(
        schedule__contract=contract.pk, schedule__taken_back_at=None, dropped_at=None, visit_on__gte=on,
        visit_on__lt=on + AHEAD,
    ).order_by("visit_on", "position")  # fmt: skip
    told = list(rows.values_list("enrolment", "visit_on", "way_minutes"))
    if not told:
        return []
    budget = visit_norms_of([contract.version])[contract.version].budget
    found, clock, today = [], datetime.combine(on, LEAVES), None
    for cycle, visit_on, way in told:
        if visit_on != today:
            today, clock = visit_on, datetime.combine(visit_on, LEAVES)
        clock += timedelta(minutes=way)
        found.append((cycle, visit_on, f"{clock:%H:%M}" if budget else ""))
        clock += timedelta(minutes=budget.visit_minutes if budget else 0)
    return found


def _cases(ground: Ground) -> list[tuple[Served, list[tuple[Any, ...]]]]:
    """The caseload of each contract: cycle, household's public id, language, place, participant's names. One query
    each."""
    found = []
    for one in ground.contracts:
        rows = in_force(ground.on).filter(contract=one.pk, enrolment__in=list(ground.by_cycle)).order_by("pk")
        home = "enrolment__household__"
        told = rows.values_list(
            "enrolment", f"{home}public_id", f"{home}language", f"{home}place__name",
            f"{home}participant__given_names", f"{home}participant__surname_1", f"{home}participant__surname_2",
        )  # fmt: skip
        found.append((one, list(told)))
    return found


def _visited(ground: Ground) -> list[Home]:
    cycles = [one[0] for _, some in _cases(ground) for one in some]
    return [ground.by_cycle[cycle] for cycle in dict.fromkeys(cycles)]


def _last_visits(cycles: Sequence[int], ground: Ground) -> dict[tuple[int, str], tuple[date, str, date | None]]:
    """The last visit to each cycle by trainers of each kind: day, advice, day of the next. Two queries."""
    kinds = {one.kind for one in ground.contracts}
    found: dict[tuple[int, str], tuple[date, str, date | None]] = {}
    for kind in kinds:
        rows = Visit.objects.filter(STANDS, enrolment__in=cycles, kind=kind).order_by()
        last = rows.values_list("enrolment").annotate(on=Max("visited_on"))
        days = dict(last)
        told = Visit.objects.filter(STANDS, enrolment__in=list(days), kind=kind, visited_on__in=set(days.values()))
        for cycle, on, advice, next_on in told.order_by("start_minute", "pk").values_list(
            "enrolment", "visited_on", "advice", "next_on"
        ):
            if days[cycle] == on:
                found[(cycle, kind)] = (on, advice, next_on)
    return found


def _items(homes: Iterable[Home], ground: Ground) -> dict[int, dict[str, tuple[int, date]]]:
    """What the plans in force give each household (membership): modules and the plan's day, by item. Four queries."""
    homes = list(homes)
    nuclei = {one.nucleus for one in homes}
    rows = Plan.objects.filter(nucleus__in=nuclei, state=PlanState.APPROVED, decided_on__lte=ground.on)
    last = {nucleus: (pk, on) for nucleus, pk, on in rows.order_by("number").values_list("nucleus", "pk", "decided_on")}
    plans = [pk for pk, _ in last.values()]
    package: dict[int, dict[str, int]] = {}
    for plan, item, modules in (
        PlanItem.objects.filter(plan__in=plans).order_by("pk").values_list("plan", "item", "modules")
    ):
        package.setdefault(plan, {})[item] = modules
    told = HouseholdPlan.objects.filter(plan__in=plans, membership__in=[one.membership for one in homes])
    varied = {pk: (member, own) for pk, member, own in told.values_list("pk", "membership", "varied")}
    mine: dict[int, dict[str, int]] = {}
    for row, item, modules in (
        HouseholdItem.objects.filter(household__in=list(varied))
        .order_by("pk")
        .values_list("household", "item", "modules")
    ):
        mine.setdefault(row, {})[item] = modules
    by_member = {member: (pk, own) for pk, (member, own) in varied.items()}
    found = {}
    for one in homes:
        if one.nucleus in last and one.membership in by_member:
            plan, on = last[one.nucleus]
            row, own = by_member[one.membership]
            given = mine.get(row, {}) if own else package.get(plan, {})
            found[one.membership] = {item: (modules, on) for item, modules in given.items()}
    return found


def _terms(ground: Ground) -> dict[int, tuple[Mapping[str, Any], Mapping[str, Any], int | None]]:
    """By nucleus (primary key): its menu, what the menu says of looking, and the days within which things are to be
    delivered. Two queries."""
    nuclei = Nucleus.objects.filter(pk__in={one.nucleus for one in ground.homes}).select_related("version__program")
    versions = {one.version_id: one.version for one in nuclei}
    late = dict(Setting.objects.filter(version__in=list(versions), key=LATE_DAYS).values_list("version", "number"))
    of = {one.pk: one.version_id for one in nuclei}
    return {
        nucleus: (offered(versions[version]), norms_of(versions[version]), late.get(version))
        for nucleus, version in of.items()
    }


class _Life:
    """One technology of a household with what is known of it; no public id where nothing was delivered."""

    def __init__(
        self, on: date, public_id: UUID | None = None, delivered: date | None = None, installed: date | None = None,
        checks: Sequence[Seen] = (),
    ) -> None:  # fmt: skip
        self.public_id, self._delivered, self._installed, self._checks = public_id, delivered, installed, checks
        self.state = state_on(on, delivered_on=delivered, installed_on=installed, checks=checks)

    def next_look(self, norm: Any) -> date | None:
        if self._delivered is None:
            return None
        return next_look(delivered_on=self._delivered, checks=self._checks, norm=norm)


class _Lives:
    """The technologies of some households. Four queries."""

    def __init__(self, homes: Sequence[Home], on: date) -> None:
        self._on = on
        rows = Technology.objects.filter(membership__in=[one.membership for one in homes]).order_by("pk")
        self._rows = {
            (member, item): (pk, public_id)
            for pk, public_id, member, item in rows.values_list("pk", "public_id", "membership", "item")
        }
        keys = [pk for pk, _ in self._rows.values()]
        given = Delivery.objects.filter(technology__in=keys, reversed_at=None).order_by()
        self._delivered = dict(given.values_list("technology").annotate(on=Min("delivered_on")))
        done = Installation.objects.filter(technology__in=keys, reversed_at=None)
        self._installed = dict(done.values_list("technology", "installed_on"))
        self._checks: dict[int, list[Seen]] = {}
        looks = Check.objects.filter(technology__in=keys, reversed_at=None).order_by("checked_on", "id")
        for pk, checked_on, state, evidence, again_on in looks.values_list(
            "technology", "checked_on", "state", "evidence", "again_on"
        ):
            self._checks.setdefault(pk, []).append(Seen(checked_on, TechState(state), evidence != "told", again_on))

    def items(self, membership: int) -> list[str]:
        """Items of which something is with a household."""
        return [
            item for (member, item), (pk, _) in self._rows.items() if member == membership and pk in self._delivered
        ]

    def of(self, membership: int, item: str) -> _Life:
        pk, public_id = self._rows.get((membership, item), (0, None))
        if pk not in self._delivered:
            return _Life(self._on)
        return _Life(
            self._on, public_id, self._delivered[pk], self._installed.get(pk), self._checks.get(pk, [])
        )  # fmt: skip


def _iso(on: date | None) -> str:
    return on.isoformat() if on else ""


def _plain(text: str) -> str:
    """A text as a phone sends it back: without space around it, lines ended in one way."""
    return text.replace("\r\n", "\n").strip()


_MAKERS: Mapping[str, Callable[[Ground], Rows]] = {
    HOUSEHOLDS: _households, MEMBERS: _members, PLAN_ITEMS: _plan_items, NEXT_VISITS: _next_visits,
}  # fmt: skip
