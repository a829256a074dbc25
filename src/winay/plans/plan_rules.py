"""When a plan may be begun, sent, decided and withdrawn, and what may be delivered by it. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.plans.rules import Costed, may_cost
from winay.plans.terms import Contributor, PlanState
from winay.targeting.decision_rules import reason_fault, words_fault

MOST_NAMED = 5
"""Households that a refusal names; how many more there are is said."""
MOST_LABOUR = 2_000
"""Tenths of person-days for one module."""
MOST_WORTH = 1_000_000_000


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """What beginning a plan is judged on. `last_on`: the day of the last approved plan of the nucleus, None for none.
    `addendum`: it changes that one, and says why."""

    approved: bool
    stands: bool
    held_on: date
    on: date
    today: date
    closed: bool
    open_already: bool
    last_on: date | None
    addendum: bool = False
    why: str = ""


def may_draft(facts: DraftFacts) -> Decision:
    """Of an approved workshop, on a day between it and today, one at a time. What is approved is changed by an
    addendum alone, of a later day."""
    first, last = facts.last_on is None, facts.last_on
    return allow_unless(
        None if facts.approved and facts.stands else Reason("plans.workshop_not_approved"),
        Reason("plans.nucleus_closed") if facts.closed else None,
        Reason("plans.open_already") if facts.open_already else None,
        Reason("plans.plan_in_future") if facts.on > facts.today else None,
        Reason("plans.before_workshop", {"on": facts.held_on.isoformat()}) if facts.on < facts.held_on else None,
        Reason("plans.approved_already") if not first and not facts.addendum else None,
        Reason("plans.nothing_to_change") if first and facts.addendum else None,
        Reason("plans.addendum_early", {"on": str(last)}) if last is not None and facts.on < last else None,
        reason_fault(facts.why, short="plans.reason_short") if facts.addendum else None,
    )


def may_change(state: PlanState) -> Decision:
    """A draft. What was sent is returned first; what was approved takes an addendum."""
    return allow_unless(None if state is PlanState.DRAFT else Reason("plans.not_a_draft"))


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """What one household would get: its code, what that costs, and what speaks against its items."""

    code: str
    cost: Costed
    package: Decision


@dataclass(frozen=True, slots=True)
class SubmitFacts:
    """What sending is judged on. `package` is the decision on the standard package, `unmet` the needs that nothing
    answers, by item and words."""

    state: PlanState
    workshop: bool
    package: Decision
    cost: Costed
    cap: int | None
    households: Sequence[HouseholdFacts] = field(default_factory=tuple)
    unmet: Sequence[tuple[str, str]] = field(default_factory=tuple)


def may_submit(facts: SubmitFacts) -> Decision:
    """A draft on an approved workshop: something of both menus, every price known, every household inside the cap,
    every need answered."""
    found = [
        None if facts.state is PlanState.DRAFT else Reason("plans.not_a_draft"),
        None if facts.workshop else Reason("plans.workshop_not_approved"),
        None if facts.households else Reason("plans.nobody_in_plan"),
        *facts.package.reasons,
        *(may_cost(facts.cost, facts.cap).reasons if facts.package.ok else ()),
        *(Reason("plans.need_unmet", {"item": item, "need": need}) for item, need in facts.unmet),
    ]
    wrong = [one for one in facts.households if not one.package.ok or not may_cost(one.cost, facts.cap).ok]
    if facts.package.ok and may_cost(facts.cost, facts.cap).ok:
        for one in wrong[:MOST_NAMED]:
            for reason in (*one.package.reasons, *may_cost(one.cost, facts.cap).reasons)[:1]:
                found.append(Reason("plans.of_household", {"code": one.code}))
                found.append(reason)
        if len(wrong) > MOST_NAMED:
            found.append(Reason("plans.more_households", {"count": len(wrong) - MOST_NAMED}))
    return allow_unless(*found)


def may_decide(
    state: PlanState, *, same_person: bool, workshop: bool, on: date, planned_on: date, today: date
) -> Decision:
    """One that was sent, by somebody who neither drafted nor sent it, on a day from the plan's to today."""
    return allow_unless(
        Reason("plans.not_submitted") if state is not PlanState.SUBMITTED else None,
        Reason("plans.own_plan") if same_person else None,
        None if workshop else Reason("plans.workshop_not_approved"),
        Reason("plans.plan_in_future") if on > today else None,
        Reason("plans.decided_early", {"on": planned_on.isoformat()}) if on < planned_on else None,
    )


def may_return(state: PlanState, why: str) -> Decision:
    """One that was sent goes back with an observation."""
    return allow_unless(
        Reason("plans.not_submitted") if state is not PlanState.SUBMITTED else None,
        reason_fault(why, short="plans.reason_short"),
    )


def may_withdraw(state: PlanState, why: str) -> Decision:
    """One that nobody decided on yet."""
    open_ = state in (PlanState.DRAFT, PlanState.SUBMITTED)
    return allow_unless(None if open_ else Reason("plans.plan_over"), reason_fault(why, short="plans.reason_short"))


@dataclass(frozen=True, slots=True)
class ContributionSaid:
    """Something that the program does not pay: who gives it, what, of each household or of all, worth how much, and
    how that is known."""

    giver: Contributor
    what: str
    each_household: bool
    minor: int
    valued_how: str


def may_contribute(said: ContributionSaid) -> Decision:
    """Said whole and worth something."""
    return allow_unless(
        words_fault(said.what, said.valued_how, fault="plans.contribution_words"),
        None if 0 < said.minor <= MOST_WORTH else Reason("plans.contribution_worth"),
    )


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """What a delivery to a household is judged on, as of its day: whether a plan was in force, on a workshop that is
    approved and stands; whether the household was in the nucleus and in the plan; how many modules of the item it
    gets (0: none)."""

    plan: bool
    workshop: bool
    member: bool
    in_plan: bool
    modules: int


def may_deliver(facts: DeliveryFacts) -> Decision:
    """Nothing is delivered before an approved workshop and plan, and nothing that the plan in force on the day does
    not give the household."""
    if not facts.plan or not facts.workshop:
        return allow_unless(Reason("plans.no_plan_yet"))
    return allow_unless(
        None if facts.member else Reason("plans.not_member"),
        None if facts.in_plan else Reason("plans.not_in_plan"),
        None if facts.modules or not facts.in_plan else Reason("plans.item_not_planned"),
    )
