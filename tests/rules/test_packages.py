"""What a household may get and what it costs, without a database."""

import random
from dataclasses import replace
from datetime import date

from winay.core.decision import Decision
from winay.plans.plan_rules import (
    DeliveryFacts,
    DraftFacts,
    HouseholdFacts,
    SubmitFacts,
    may_decide,
    may_deliver,
    may_draft,
    may_submit,
)
from winay.plans.rules import Cap, Costed, LineCost, MenuFacts, amount, cap_in_soles, cost_of, may_take
from winay.plans.terms import Menu, PlanState

PRODUCTIVE, HOME = frozenset({Menu.PRODUCTIVE}), frozenset({Menu.HEALTHY_HOME})
MENU = MenuFacts(
    {"garden": "Huerto", "stove": "Cocina", "loom": "Telar"},
    {"garden": PRODUCTIVE, "pigs": PRODUCTIVE, "stove": HOME, "loom": frozenset()},
    frozenset({"garden", "stove", "loom"}),
)
DAY = date(2026, 5, 4)
YES = Decision(True)


def codes(decision: Decision) -> list[str]:
    return [one.code.removeprefix("plans.") for one in decision.reasons]


def test_something_of_both_menus_or_nothing() -> None:
    assert may_take({"garden": 1, "stove": 1}, MENU).ok
    assert codes(may_take({"garden": 2}, MENU)) == ["left_out_healthy_home"]
    assert codes(may_take({"stove": 2}, MENU)) == ["left_out_productive"]
    assert codes(may_take({}, MENU)) == ["nothing_chosen"]


def test_only_what_is_on_a_menu_and_was_chosen() -> None:
    both = {"garden": 1, "stove": 1}
    assert codes(may_take(both | {"tractor": 1}, MENU)) == ["off_menu"]
    assert codes(may_take(both | {"loom": 1}, MENU)) == ["off_menu"]  # of a later component
    assert codes(may_take(both | {"pigs": 1}, MENU)) == ["not_chosen"]
    assert codes(may_take(both | {"stove": 0}, MENU)) == ["modules"]
    assert codes(may_take(both | {"stove": 21}, MENU)) == ["modules"]


def test_a_line_costs_whole_centimos_and_half_a_centimo_goes_up() -> None:
    assert amount(200, 10_001) == 2_000 and amount(500, 1_001) == 501 and amount(3_500, 333, 2) == 2_331
    assert cost_of({"garden": 2, "stove": 1}, {
        "garden": (LineCost(1_000, 250), LineCost(200, None)), "stove": (LineCost(1_000, 100),),
    }) == Costed(600, 1)  # fmt: skip
    assert Costed(600, 1).total is None and Costed(600, 0).total == 600


def test_orders_add_up_to_what_households_cost_whatever_is_rounded() -> None:
    rng = random.Random(4)
    lines = {
        item: tuple(LineCost(rng.randrange(1, 9_999), rng.randrange(1, 9_999)) for _ in range(4)) for item in "abc"
    }
    homes = [{item: rng.randrange(1, 5) for item in rng.sample("abc", 2)} for _ in range(90)]
    households = sum(cost_of(home, lines).known for home in homes)
    orders = sum(
        amount(line.quantity, line.minor or 0, home[item]) for item in "abc" for line in lines[item]
        for home in homes if item in home
    )  # fmt: skip
    assert households == orders


def test_a_cap_in_soles_needs_no_rate_and_one_in_dollars_does() -> None:
    assert cap_in_soles(Cap(600_000, "PEN", True), None) == 600_000
    assert cap_in_soles(Cap(170_000, "USD", True), None) is None and cap_in_soles(None, None) is None


DRAFT = DraftFacts(True, True, DAY, DAY, DAY, False, False, None)


def test_when_a_plan_may_begin() -> None:
    later = date(2026, 6, 1)
    assert may_draft(DRAFT).ok
    for change, code in (
        ({"approved": False}, "workshop_not_approved"), ({"stands": False}, "workshop_not_approved"),
        ({"closed": True}, "nucleus_closed"), ({"open_already": True}, "open_already"),
        ({"on": later}, "plan_in_future"), ({"held_on": later}, "before_workshop"),
        ({"last_on": DAY}, "approved_already"), ({"addendum": True, "why": "x" * 20}, "nothing_to_change"),
    ):  # fmt: skip
        assert codes(may_draft(replace(DRAFT, **change))) == [code]  # type: ignore[arg-type]
    again = replace(DRAFT, last_on=DAY, addendum=True, why="Entraron tres hogares nuevos.")
    assert may_draft(again).ok
    assert codes(may_draft(replace(again, why="x"))) == ["reason_short"]
    assert codes(may_draft(replace(again, last_on=later, today=later))) == ["addendum_early"]


SENT = SubmitFacts(
    PlanState.DRAFT, True, YES, Costed(500, 0), 1_000, [HouseholdFacts("AAAA", Costed(500, 0), YES)]
)  # fmt: skip


def test_when_a_plan_may_be_sent() -> None:
    assert may_submit(SENT).ok
    no = may_take({"garden": 1}, MENU)
    for change, found in (
        ({"state": PlanState.SUBMITTED}, ["not_a_draft"]), ({"workshop": False}, ["workshop_not_approved"]),
        ({"households": ()}, ["nobody_in_plan"]), ({"package": no}, ["left_out_healthy_home"]),
        ({"cost": Costed(500, 2)}, ["prices_missing"]), ({"cap": None}, ["cap_unknown"]),
        ({"cost": Costed(1_001, 0)}, ["over_cap"]), ({"unmet": (("Huerto", "Agua."),)}, ["need_unmet"]),
        ({"households": [HouseholdFacts("B", Costed(1_001, 0), YES)]}, ["of_household", "over_cap"]),
        ({"households": [HouseholdFacts("B", Costed(9, 0), no)]}, ["of_household", "left_out_healthy_home"]),
        ({"households": [HouseholdFacts("B", Costed(9, 1), YES)] * 7},
         ["of_household", "prices_missing"] * 5 + ["more_households"]),
    ):  # fmt: skip
        assert codes(may_submit(replace(SENT, **change))) == found  # type: ignore[arg-type]


def test_another_person_decides_on_a_day_that_has_come() -> None:
    def decide(state: PlanState = PlanState.SUBMITTED, **more: object) -> list[str]:
        facts = {"same_person": False, "workshop": True, "on": DAY, "planned_on": DAY, "today": DAY}
        return codes(may_decide(state, **(facts | more)))  # type: ignore[arg-type]

    assert decide() == [] and decide(same_person=True) == ["own_plan"]
    assert decide(PlanState.DRAFT) == ["not_submitted"] and decide(workshop=False) == ["workshop_not_approved"]
    assert decide(on=date(2026, 5, 5)) == ["plan_in_future"] and decide(on=date(2026, 5, 3)) == ["decided_early"]


def test_nothing_is_delivered_before_workshop_and_plan_or_beside_them() -> None:
    whole = DeliveryFacts(True, True, True, True, 1)
    assert may_deliver(whole).ok
    for change, code in (
        ({"plan": False}, "no_plan_yet"), ({"workshop": False}, "no_plan_yet"), ({"member": False}, "not_member"),
        ({"in_plan": False}, "not_in_plan"), ({"modules": 0}, "item_not_planned"),
    ):  # fmt: skip
        assert codes(may_deliver(replace(whole, **change))) == [code]  # type: ignore[arg-type]
