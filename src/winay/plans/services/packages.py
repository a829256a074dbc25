"""Verbs on a draft: what the package holds, how its needs are met, what others give, what a household varies."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.core.money import Money
from winay.journal.services import record
from winay.nuclei.models import Membership
from winay.plans.access import require_for
from winay.plans.plan_models import Contribution, HouseholdItem, HouseholdPlan, NeedMet, Plan, PlanItem
from winay.plans.plan_rules import MOST_LABOUR, ContributionSaid, may_change, may_contribute
from winay.plans.queries.plans import menu_facts, sheet_of, usual_labour
from winay.plans.queries.workshops import offered
from winay.plans.rules import MOST_MODULES, cost_of, may_cost, may_take
from winay.plans.services.records import about_plan, locked_plan
from winay.plans.terms import PlanState
from winay.targeting.decision_rules import reason_fault, words_fault


@transaction.atomic
def set_item(
    *, plan: Plan, item: str, modules: int, by: Actor, at: datetime, labour: int | None = None
) -> Plan:  # fmt: skip
    """Put an item into the package, change how many modules, or take it out with 0. `labour`: what a household works
    for one module, in tenths of person-days; the menu's figure where nobody says. `Refused` for what the workshop did
    not choose. What the whole then costs is judged when it is sent: until then it is a draft."""
    plan = _changeable(plan, by)
    facts, old = menu_facts(plan), PlanItem.objects.filter(plan=plan, item=item).first()
    before = {"modules": old.modules, "labour": old.labour} if old else None
    if modules == 0:
        if old is None:
            raise Refused([Reason("plans.nothing_changed")])
        old.delete()
        NeedMet.objects.filter(plan=plan, item=item).delete()
    else:
        work = labour if labour is not None else old.labour if old else _usual(plan, item)
        name = facts.names.get(item, item)
        refuse_unless(
            allow_unless(
                None if facts.menus.get(item) else Reason("plans.off_menu", {"item": name}),
                None if item in facts.chosen else Reason("plans.not_chosen", {"item": name}),
                None if 1 <= modules <= MOST_MODULES else Reason("plans.modules", {"item": name, "most": MOST_MODULES}),
                None if 0 <= work <= MOST_LABOUR else Reason("plans.labour", {"most": MOST_LABOUR // 10}),
            )
        )
        if old and (old.modules, old.labour) == (modules, work):
            raise Refused([Reason("plans.nothing_changed")])
        PlanItem.objects.update_or_create(plan=plan, item=item, defaults={"modules": modules, "labour": work})
    record(
        "plans.set_item",
        by=by,
        at=at,
        subjects=about_plan(plan),
        before=before,
        after={"item": item, "modules": modules},
    )
    return plan


def _usual(plan: Plan, item: str) -> int:
    terms = offered(plan.nucleus.version).get(item)
    return usual_labour(terms) if terms else 0


@transaction.atomic
def say_need(*, plan: Plan, item: str, position: int, how: str, by: Actor, at: datetime) -> Plan:
    """Say how something that an item needs first is there; with nothing said, that nobody knows any more."""
    plan = _changeable(plan, by)
    terms = offered(plan.nucleus.version).get(item)
    if terms is None or not 0 <= position < len(terms.needs) or not plan.items.filter(item=item).exists():
        raise Refused([Reason("plans.no_such_need")])
    rows = NeedMet.objects.filter(plan=plan, item=item, position=position)
    old = rows.values_list("how", flat=True).first() or ""
    if how.strip() == old:
        raise Refused([Reason("plans.nothing_changed")])
    if how.strip():
        refuse_unless(allow_unless(words_fault(how, fault="plans.need_words")))
        NeedMet.objects.update_or_create(plan=plan, item=item, position=position, defaults={"how": how.strip()})
    else:
        rows.delete()
    record(
        "plans.say_need",
        by=by,
        at=at,
        subjects=about_plan(plan),
        before={"how_met": old} if old else None,
        after={"item": item, "need": position + 1, "how_met": how.strip()},
    )
    return plan


@transaction.atomic
def add_contribution(*, plan: Plan, said: ContributionSaid, by: Actor, at: datetime) -> Contribution:
    """Write down what somebody commits beside the program's money, and what it is worth."""
    plan = _changeable(plan, by)
    refuse_unless(may_contribute(said))
    made = Contribution.objects.create(
        plan=plan, giver=said.giver, what=said.what.strip(), each_household=said.each_household, minor=said.minor,
        valued_how=said.valued_how.strip(),
    )  # fmt: skip
    record("plans.add_contribution", by=by, at=at, subjects=about_plan(plan), after=_given(made))
    return made


@transaction.atomic
def remove_contribution(*, contribution: Contribution, by: Actor, at: datetime) -> Plan:
    """Take a commitment out of a draft."""
    plan = _changeable(contribution.plan, by)
    told = _given(contribution)
    if not Contribution.objects.filter(pk=contribution.pk).delete()[0]:
        raise Refused([Reason("plans.nothing_changed")])
    record("plans.remove_contribution", by=by, at=at, subjects=about_plan(plan), before=told)
    return plan


@transaction.atomic
def vary_household(
    *, plan: Plan, membership: Membership, package: Mapping[str, int], why: str, by: Actor, at: datetime
) -> HouseholdPlan:
    """A household takes something else than the package: swapped, more or less, with its reason. `Refused` outside
    what the workshop chose, without something of both menus, and above the cap as far as prices are known."""
    plan = _changeable(plan, by)
    sheet = sheet_of(plan)
    home = next((one for one in sheet.homes if one.membership.pk == membership.pk), None)
    if home is None:
        raise Refused([Reason("plans.not_in_nucleus")])
    wanted = {item: modules for item, modules in package.items() if modules}
    refuse_unless(may_take(wanted, sheet.facts))
    refuse_unless(
        allow_unless(
            reason_fault(why, short="plans.reason_short", most=300),
            Reason("plans.same_as_package") if wanted == sheet.package else None,
            Reason("plans.nothing_changed") if home.varied and wanted == home.package else None,
        )
    )
    row, _made = HouseholdPlan.objects.update_or_create(
        plan=plan, membership=membership, defaults={"varied": True, "why": why.strip()}
    )
    HouseholdItem.objects.filter(household=row).delete()
    HouseholdItem.objects.bulk_create(
        HouseholdItem(household=row, item=item, modules=modules) for item, modules in wanted.items()
    )
    _within_cap(plan, wanted)
    record(
        "plans.vary_household",
        by=by,
        at=at,
        subjects=[*about_plan(plan), ("household", str(home.household.public_id))],
        before={"package": _listed(home.package)},
        after={"package": _listed(wanted), "reason": row.why},
    )
    return row


def _within_cap(plan: Plan, wanted: Mapping[str, int]) -> None:
    """Judged once its items are written: only then are their prices read. The transaction takes them back."""
    sheet = sheet_of(plan)
    decision = may_cost(cost_of(wanted, sheet.costs), sheet.cap)
    over = [reason for reason in decision.reasons if reason.code == "plans.over_cap"]
    if over:
        raise Refused(over)


@transaction.atomic
def unvary_household(*, plan: Plan, membership: Membership, by: Actor, at: datetime) -> Plan:
    """A household takes the package after all."""
    plan = _changeable(plan, by)
    row = HouseholdPlan.objects.filter(plan=plan, membership=membership, varied=True).first()
    if row is None:
        raise Refused([Reason("plans.nothing_changed")])
    before = _listed({one.item: one.modules for one in row.own.all()})
    household = Membership.objects.select_related("enrolment__household").get(pk=membership.pk).enrolment.household
    HouseholdItem.objects.filter(household=row).delete()
    row.delete()
    record(
        "plans.unvary_household",
        by=by,
        at=at,
        subjects=[*about_plan(plan), ("household", str(household.public_id))],
        before={"package": before},
    )
    return plan


def _changeable(plan: Plan, by: Actor) -> Plan:
    plan = locked_plan(plan)
    require_for(plan.nucleus, Permission.PREPARE_PLAN, by)
    refuse_unless(may_change(PlanState(plan.state)))
    return plan


def _listed(package: Mapping[str, int]) -> list[str]:
    return [f"{item}: {modules}" for item, modules in sorted(package.items())]


def _given(one: Contribution) -> dict[str, object]:
    return {"giver": one.giver, "contribution": one.what, "worth": f"{Money(one.minor).amount} PEN"}
