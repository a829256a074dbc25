"""Plans through the verbs: both menus, the cap, variations, another person, addenda, delivery; and the database."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import scene as nuclei
from tests.plans import scene
from tests.worlds import world
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.nuclei.models import Membership
from winay.plans.plan_models import HouseholdPlan, OrderLine, Plan, PlanItem
from winay.plans.plan_rules import ContributionSaid
from winay.plans.price_models import Price
from winay.plans.queries.delivering import InForce
from winay.plans.queries.plans import last_approved, plan_by_id, plans_of, sheet_of
from winay.plans.services.deciding import approve_plan, return_plan, submit_plan
from winay.plans.services.packages import (
    add_contribution,
    remove_contribution,
    say_need,
    set_item,
    unvary_household,
    vary_household,
)
from winay.plans.services.planning import draft_addendum, draft_plan, withdraw_plan
from winay.plans.services.prices import withdraw_price
from winay.plans.services.workshops import reverse_workshop
from winay.plans.terms import ChoiceMode, Contributor, PlanState

pytestmark = pytest.mark.django_db
GARDEN, STOVE, WATER, TODAY = scene.GARDEN, scene.STOVE, scene.WATER, people.today()


def last(verb: str) -> Any:
    return parse_body(Line.objects.filter(verb=f"plans.{verb}").order_by("-id")[0].body)


def again(plan: Plan) -> Plan:
    found = plan_by_id(plan.public_id)
    assert found is not None
    return found


def refused(verb: Any, **told: Any) -> list[str]:
    with pytest.raises(Refused) as no:
        verb(at=now(), **told)
    return scene.codes(no)


made = world(scene.constituted)


# ---- a draft --------------------------------------------------------------------------------------------------------


def test_a_plan_holds_what_the_workshop_chose_and_nothing_else(made: nuclei.Formed) -> None:
    plan = draft_plan(workshop=scene.workshop(made), on=TODAY, by=made.ana, at=now())
    told = {"plan": plan, "modules": 1, "by": made.ana}
    assert refused(set_item, item="guinea_pigs", **told) == ["not_chosen"]
    assert refused(set_item, item="tractor", **told) == ["off_menu", "not_chosen"]
    assert refused(set_item, item=GARDEN, **(told | {"modules": 21})) == ["modules"]
    assert refused(set_item, item=GARDEN, labour=2_001, **told) == ["labour"]
    assert refused(set_item, item=GARDEN, **(told | {"modules": 0})) == ["nothing_changed"]
    set_item(item=GARDEN, at=now(), **told)
    assert PlanItem.objects.get(plan=plan).labour == 50
    assert refused(set_item, item=GARDEN, **told) == ["nothing_changed"]
    set_item(item=GARDEN, at=now(), **(told | {"modules": 2, "labour": 30}))
    assert last("set_item").before == {"modules": 1, "labour": 50}
    set_item(item=GARDEN, at=now(), **(told | {"modules": 0}))
    assert not PlanItem.objects.exists()


def test_the_cost_is_unknown_while_a_price_is_and_never_zero(made: nuclei.Formed) -> None:
    plan = scene.drafted(made)
    sheet = sheet_of(plan)
    assert sheet.cost.total is None and sheet.total is None and sheet.cost.known == 0
    assert len(sheet.missing) == sheet.cost.missing == len(scene.lines(GARDEN)) + len(scene.lines(STOVE))
    assert refused(submit_plan, plan=plan, by=made.ana) == ["prices_missing"]
    scene.price_everything(made.ana, GARDEN, STOVE)
    one = Price.objects.get(item=GARDEN, line=scene.good(GARDEN).line)
    withdraw_price(price=one, why=scene.WHY, by=made.ana, at=now())
    assert sheet_of(plan).cost.missing == 1 and refused(submit_plan, plan=plan, by=made.ana) == ["prices_missing"]
    scene.priced(made.ana, scene.good(GARDEN), 1_100)
    sheet = sheet_of(plan)
    expected = sum(round(one.kit.quantity / 1_000 * 1_000) for item in (GARDEN, STOVE) for one in scene.lines(item))
    assert sheet.cost.total is not None and sheet.cost.total > expected - 100
    assert sheet.total == 4 * sheet.cost.total == sum(one.amount or 0 for one in sheet.orders)
    submit_plan(plan=plan, by=made.ana, at=now())


def test_the_prices_and_the_rate_are_those_of_the_plans_day(made: nuclei.Formed) -> None:
    plan = scene.drafted(made, on=TODAY - 10 * scene.DAY)
    carmen = people.acting_as(people.manager())
    scene.price_everything(made.ana, GARDEN, STOVE, minor=100, on=TODAY - 20 * scene.DAY)
    scene.price_everything(made.ana, GARDEN, STOVE, minor=900, on=TODAY - 5 * scene.DAY)
    scene.rated(carmen, 37_000, TODAY - 15 * scene.DAY)
    scene.rated(carmen, 90_000, TODAY - 2 * scene.DAY)
    sent = again(submit_plan(plan=plan, by=made.ana, at=now()))
    assert (sent.rate, sent.rate_confirmed, sent.cap_soles) == (37_000, True, 629_000)
    assert set(OrderLine.objects.filter(plan=sent).values_list("minor", flat=True)) == {100}


def test_one_menu_alone_is_refused_and_the_draft_is_kept(made: nuclei.Formed) -> None:
    plan = scene.drafted(made, package={GARDEN: 1})
    scene.price_everything(made.ana, GARDEN, STOVE)
    assert refused(submit_plan, plan=plan, by=made.ana) == ["left_out_healthy_home"]
    assert again(plan).state == PlanState.DRAFT and PlanItem.objects.filter(plan=plan).count() == 1


def test_a_package_above_the_cap_is_refused_and_the_draft_is_kept(made: nuclei.Formed) -> None:
    plan = scene.drafted(made)
    scene.price_everything(made.ana, GARDEN, STOVE, minor=500_000)
    assert refused(submit_plan, plan=plan, by=made.ana) == ["over_cap"]
    assert again(plan).state == PlanState.DRAFT and not OrderLine.objects.exists()
    assert not HouseholdPlan.objects.exists()


def test_needs_are_answered_before_it_is_sent_and_an_item_answers_for_another(made: nuclei.Formed) -> None:
    ground = scene.workshop(made)
    plan = draft_plan(workshop=ground, on=TODAY, by=made.ana, at=now())
    for item in (GARDEN, STOVE, WATER):
        set_item(plan=plan, item=item, modules=1, by=made.ana, at=now())
    scene.price_everything(made.ana, GARDEN, STOVE, WATER)
    needs = sheet_of(plan).needs
    assert {item.key for item, *_ in needs} == {GARDEN, STOVE}  # water needs a stove, and there is one
    assert set(refused(submit_plan, plan=plan, by=made.ana)) == {"need_unmet"}
    item, position = needs[0][0].key, needs[0][1]
    told = {"plan": plan, "item": item, "position": position, "by": made.ana}
    say_need(how="Hay agua todo el año", at=now(), **told)
    assert refused(say_need, how="Hay agua todo el año", **told) == ["nothing_changed"]
    assert refused(say_need, how="Sí", **(told | {"position": 99})) == ["no_such_need"]
    assert refused(say_need, how="Sí", **(told | {"item": "guinea_pigs"})) == ["no_such_need"]
    say_need(how="", at=now(), **told)
    assert refused(submit_plan, plan=plan, by=made.ana).count("need_unmet") == len(needs)
    scene.answer_needs(made, plan)
    submit_plan(plan=plan, by=made.ana, at=now())


def test_labour_and_what_others_give_stand_beside_the_cap(made: nuclei.Formed) -> None:
    plan = scene.drafted(made)
    scene.price_everything(made.ana, GARDEN, STOVE)
    cost = sheet_of(plan).cost
    told = {"plan": plan, "by": made.ana}
    said = ContributionSaid(
        Contributor.MUNICIPALITY, "Volquete para arena", False, 90_000, "cotización de la municipalidad"
    )
    made_one = add_contribution(said=said, at=now(), **told)
    add_contribution(
        said=ContributionSaid(Contributor.HOUSEHOLD, "Cincuenta adobes", True, 5_000, "precio del distrito"), at=now(),
        **told,
    )  # fmt: skip
    sheet = sheet_of(plan)
    assert sheet.cost == cost
    assert sheet.given_by(Contributor.HOUSEHOLD) == 4 * 5_000 and sheet.given_by(Contributor.MUNICIPALITY) == 90_000
    assert sheet.labour == 50 + 35 and sheet.labour_total == 4 * 85 and sheet.labour_worth == 4 * 85 * 400
    wrong = ContributionSaid(Contributor.OTHER, "x", False, 0, "")
    assert refused(add_contribution, said=wrong, **told) == ["contribution_words", "contribution_worth"]
    remove_contribution(contribution=made_one, by=made.ana, at=now())
    assert sheet_of(plan).given_by(Contributor.MUNICIPALITY) == 0
    assert refused(remove_contribution, contribution=made_one, by=made.ana) == ["nothing_changed"]


# ---- households -----------------------------------------------------------------------------------------------------


def test_a_household_varies_the_package_inside_both_menus_and_the_cap(made: nuclei.Formed) -> None:
    plan = scene.drafted(made)
    scene.price_everything(made.ana, GARDEN, STOVE, WATER, minor=1_000)
    one, why = scene.membership(made), "No tiene agua para el huerto, pero cocina para diez."
    told = {"plan": plan, "membership": one, "by": made.ana, "why": why}
    assert refused(vary_household, package={STOVE: 1, WATER: 1}, **told) == ["left_out_productive"]
    assert refused(vary_household, package={GARDEN: 1, STOVE: 1, "sheep": 1}, **told) == ["not_chosen"]
    assert refused(vary_household, package={GARDEN: 1, STOVE: 1}, **told) == ["same_as_package"]
    assert refused(vary_household, package={GARDEN: 20, STOVE: 20}, **told) == ["over_cap"]
    assert refused(vary_household, package={GARDEN: 1, WATER: 1}, **(told | {"why": "x"})) == ["reason_short"]
    assert not HouseholdPlan.objects.exists()
    vary_household(package={GARDEN: 1, STOVE: 0, WATER: 2}, at=now(), **told)
    sheet = sheet_of(plan)
    home = next(each for each in sheet.homes if each.membership == one)
    assert dict(home.package) == {GARDEN: 1, WATER: 2} and home.varied
    assert sum(each.varied for each in sheet.homes) == 1
    water = next(each for each in sheet.orders if each.line.item == WATER)
    stove = next(each for each in sheet.orders if each.line.item == STOVE)
    assert water.quantity == 2 * water.line.quantity and stove.quantity == 3 * stove.line.quantity
    assert refused(vary_household, package={GARDEN: 1, WATER: 2}, **told) == ["nothing_changed"]
    sent = submit_plan(plan=plan, by=made.ana, at=now())
    assert sheet_of(again(sent)).total == sum(each.amount or 0 for each in sheet.orders) == again(sent).total
    return_plan(plan=sent, why=scene.WHY, by=made.rosa, at=now())
    assert sum(each.varied for each in sheet_of(again(plan)).homes) == 1
    unvary_household(plan=plan, membership=one, by=made.ana, at=now())
    assert refused(unvary_household, plan=plan, membership=one, by=made.ana) == ["nothing_changed"]
    assert not any(each.varied for each in sheet_of(again(plan)).homes)


def test_the_package_keeps_its_cost_where_every_household_took_something_else(made: nuclei.Formed) -> None:
    plan = scene.drafted(made)
    scene.price_everything(made.ana, GARDEN, STOVE, WATER)
    for number in range(4):
        vary_household(
            plan=plan, membership=scene.membership(made, number), package={GARDEN: 1, WATER: 1}, why=scene.WHY,
            by=made.ana, at=now(),
        )  # fmt: skip
    before = sheet_of(plan).cost
    sent = sheet_of(again(submit_plan(plan=plan, by=made.ana, at=now())))
    assert sent.cost == before and before.total is not None
    stove = [one for one in sent.orders if one.line.item == STOVE]
    assert stove and all((one.quantity, one.amount) == (0, 0) for one in stove)


def test_a_draft_that_was_given_up_does_not_cost_nothing(made: nuclei.Formed) -> None:
    plan = scene.drafted(made)
    withdraw_plan(plan=plan, why=scene.WHY, by=made.ana, at=now())
    assert sheet_of(again(plan)).cost.total is None
    anew = scene.submitted(made, scene.drafted(made, ground=plan.workshop))
    told = sheet_of(again(anew)).total
    withdraw_plan(plan=anew, why=scene.WHY, by=made.ana, at=now())
    withdraw_price(price=Price.objects.filter(item=GARDEN)[0], why=scene.WHY, by=made.ana, at=now())
    assert sheet_of(again(anew)).total == told


def test_a_household_of_another_nucleus_is_not_in_the_plan(made: nuclei.Formed) -> None:
    plan = scene.drafted(made)
    other = nuclei.nucleus(made.ground, formed_on=made.on, name="Otro")
    stranger = nuclei.join(other, enrolment.enrolled(made.ground), by=made.ana)
    told = {"plan": plan, "membership": stranger, "package": {GARDEN: 1, WATER: 1}, "why": scene.WHY, "by": made.ana}
    assert refused(vary_household, **told) == ["not_in_nucleus"]
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseholdPlan.objects.create(plan=plan, membership=stranger)


# ---- deciding -------------------------------------------------------------------------------------------------------


def test_a_plan_is_sent_observed_sent_again_and_approved_by_another_person(made: nuclei.Formed) -> None:
    plan = scene.submitted(made)
    assert again(plan).state == PlanState.SUBMITTED and HouseholdPlan.objects.filter(plan=plan).count() == 4
    assert last("submit_plan").after["households"] == 4
    assert refused(set_item, plan=plan, item=WATER, modules=1, by=made.ana) == ["not_a_draft"]
    assert refused(submit_plan, plan=plan, by=made.ana)[0] == "not_a_draft"
    assert refused(return_plan, plan=plan, why="x", by=made.rosa) == ["reason_short"]
    return_plan(plan=plan, why="Falta decir quién trae la arena.", by=made.rosa, at=now())
    back = again(plan)
    assert (back.state, back.returned_why) == (PlanState.DRAFT, "Falta decir quién trae la arena.")
    assert (back.cap_soles, back.total, back.submitted_by) == (None, None, None) and not OrderLine.objects.exists()
    set_item(plan=plan, item=WATER, modules=1, by=made.ana, at=now())
    scene.answer_needs(made, plan)
    submit_plan(plan=plan, by=made.ana, at=now())
    approve_plan(plan=plan, on=TODAY, by=made.rosa, at=now())
    assert last_approved(made.nucleus) == plan and again(plan).returned_why == ""
    for verb, told in ((approve_plan, {"on": TODAY}), (return_plan, {"why": scene.WHY})):
        assert refused(verb, plan=plan, by=made.rosa, **told) == ["not_submitted"]
    assert refused(withdraw_plan, plan=plan, why=scene.WHY, by=made.ana) == ["plan_over"]


def test_its_author_never_approves_a_plan(made: nuclei.Formed) -> None:
    plan = draft_plan(workshop=scene.workshop(made), on=TODAY, by=made.rosa, at=now())
    for item in (GARDEN, STOVE):
        set_item(plan=plan, item=item, modules=1, by=made.ana, at=now())
    scene.answer_needs(made, plan)
    sent = scene.submitted(made, plan)
    assert refused(approve_plan, plan=sent, on=TODAY, by=made.rosa) == ["own_plan"]  # she drafted it
    with pytest.raises(NotAllowed):
        approve_plan(plan=sent, on=TODAY, by=made.ana, at=now())
    carmen = people.acting_as(people.manager())
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=sent.pk).update(
            state="approved", decided_by=made.ana.public_id, decided_at=now(), decided_on=TODAY
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=sent.pk).update(
            state="approved", decided_by=made.rosa.public_id, decided_at=now(), decided_on=TODAY
        )
    approve_plan(plan=sent, on=TODAY, by=carmen, at=now())


def test_a_plan_waits_for_its_workshop_and_keeps_it(made: nuclei.Formed) -> None:
    told = scene.workshop(made, approved=False)
    assert refused(draft_plan, workshop=told, on=TODAY, by=made.ana) == ["workshop_not_approved"]
    from winay.plans.services.workshops import approve_workshop

    ground = approve_workshop(workshop=told, by=made.rosa, at=now())
    early = ground.assembly.held_on - scene.DAY
    assert refused(draft_plan, workshop=ground, on=early, by=made.ana) == ["before_workshop"]
    assert refused(draft_plan, workshop=ground, on=TODAY + scene.DAY, by=made.ana) == ["plan_in_future"]
    plan = draft_plan(workshop=ground, on=TODAY, by=made.ana, at=now())
    assert refused(draft_plan, workshop=ground, on=TODAY, by=made.ana) == ["open_already"]
    assert refused(reverse_workshop, workshop=ground, why=scene.WHY, by=made.rosa) == ["plan_stands"]
    withdraw_plan(plan=plan, why="Se hará con otro taller.", by=made.ana, at=now())
    assert plans_of(made.nucleus)[0].state == PlanState.WITHDRAWN
    draft_plan(workshop=ground, on=TODAY, by=made.ana, at=now())


def test_plans_are_prepared_and_approved_by_who_works_there(made: nuclei.Formed) -> None:
    plan = scene.drafted(made)
    other, auditor = people.acting_as(people.other_head()), people.acting_as(people.auditor())
    for who in (other, auditor, SYSTEM):
        for verb, told in (
            (set_item, {"item": WATER, "modules": 1}), (submit_plan, {}), (withdraw_plan, {"why": scene.WHY}),
            (approve_plan, {"on": TODAY}), (return_plan, {"why": scene.WHY}),
            (say_need, {"item": GARDEN, "position": 0, "how": "sí hay"}),
            (vary_household, {"membership": scene.membership(made), "package": {}, "why": scene.WHY}),
            (unvary_household, {"membership": scene.membership(made)}),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                verb(plan=plan, by=who, at=now(), **told)  # type: ignore[operator]
        with pytest.raises(NotAllowed):
            draft_plan(workshop=plan.workshop, on=TODAY, by=who, at=now())


# ---- addenda and delivery -------------------------------------------------------------------------------------------


def allowed(made: nuclei.Formed, item: str, number: int = 0, on: date = TODAY) -> list[str]:
    one = scene.membership(made, number)
    decision = InForce([one]).allowed(one, item, on)
    return [one.code.removeprefix("plans.") for one in decision.reasons]


def test_an_approved_plan_changes_by_addendum_alone_and_the_old_one_stays(made: nuclei.Formed) -> None:
    before = TODAY - 20 * scene.DAY
    scene.price_everything(made.ana, GARDEN, STOVE, WATER, on=before)
    plan = scene.approved(made, scene.drafted(made, on=before), on=before)
    assert refused(draft_plan, workshop=plan.workshop, on=TODAY, by=made.ana) == ["approved_already"]
    joined = enrolment.enrolled(made.ground, on=TODAY - 5 * scene.DAY)
    late = nuclei.join(made.nucleus, joined, by=made.ana, on=TODAY - 5 * scene.DAY)
    made.cycles.append(joined)
    assert allowed(made, GARDEN, 4) == ["not_in_plan"] and allowed(made, WATER) == ["item_not_planned"]
    told = {"nucleus": made.nucleus, "by": made.ana}
    assert refused(draft_addendum, on=TODAY, why="x", **told) == ["reason_short"]
    assert refused(draft_addendum, on=before - scene.DAY, why=scene.WHY, **told)[-1] == "addendum_early"
    more = scene.addendum(made, on=TODAY - 3 * scene.DAY, why="Entró un hogar y se agrega agua segura.")
    assert (more.number, more.replaces) == (1, plan)
    assert sheet_of(more).package == {GARDEN: 1, STOVE: 1} and len(sheet_of(more).homes) == 5
    assert not [one for one in sheet_of(more).needs if not one[3]]
    set_item(plan=more, item=WATER, modules=1, by=made.ana, at=now())
    scene.approved(made, more, on=TODAY - 2 * scene.DAY)
    assert last_approved(made.nucleus) == more and last_approved(made.nucleus, by=TODAY - 3 * scene.DAY) == plan
    assert allowed(made, GARDEN, 4) == [] and allowed(made, WATER) == []
    assert allowed(made, WATER, on=TODAY - 3 * scene.DAY) == ["item_not_planned"]
    assert allowed(made, GARDEN, 4, on=TODAY - 3 * scene.DAY) == ["not_in_plan"]
    old = sheet_of(again(plan))
    assert old.package == {GARDEN: 1, STOVE: 1} and len(old.homes) == 4 and old.total == again(plan).total
    assert late.pk in {one.membership.pk for one in sheet_of(again(more)).homes}


def test_nothing_is_delivered_before_approval_to_strangers_or_beside_the_plan(made: nuclei.Formed) -> None:
    assert allowed(made, GARDEN) == ["no_plan_yet"]
    plan = scene.drafted(made)
    scene.price_everything(made.ana, GARDEN, STOVE, WATER)
    vary_household(
        plan=plan, membership=scene.membership(made, 1), package={GARDEN: 1, WATER: 1}, why=scene.WHY, by=made.ana,
        at=now(),
    )  # fmt: skip
    submit_plan(plan=plan, by=made.ana, at=now())
    assert allowed(made, GARDEN) == ["no_plan_yet"]
    approve_plan(plan=plan, on=TODAY, by=made.rosa, at=now())
    assert allowed(made, GARDEN) == [] and allowed(made, GARDEN, on=TODAY - scene.DAY) == ["no_plan_yet"]
    assert allowed(made, STOVE, 1) == ["item_not_planned"] and allowed(made, WATER, 1) == []
    assert allowed(made, WATER, 0) == ["item_not_planned"]
    gone = scene.membership(made, 2)
    Membership.objects.filter(pk=gone.pk).update(
        left_on=TODAY, left_why="moved_home", left_by=made.ana.public_id, left_at=now()
    )
    assert allowed(made, GARDEN, 2) == ["not_member"]
    with CaptureQueriesContext(connection) as asked:
        allowed(made, STOVE, 1)
    assert len(asked) <= 8


def test_a_secret_workshop_plans_like_any_other(made: nuclei.Formed) -> None:
    ground = scene.workshop(made, mode=ChoiceMode.SECRET)
    plan = scene.drafted(made, ground=ground)
    assert scene.approved(made, plan).state == PlanState.APPROVED


# ---- the database ---------------------------------------------------------------------------------------------------


def test_the_database_takes_no_plan_of_one_menu_without_cost_or_above_the_cap(made: nuclei.Formed) -> None:
    plan = scene.drafted(made, package={GARDEN: 1})
    sent = {"state": "submitted", "submitted_by": made.ana.public_id, "submitted_at": now(), "cap_soles": 500_000}
    member = scene.membership(made)
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseholdPlan.objects.create(plan=plan, membership=member, cost=500_001, cap_soles=500_000)
    row = HouseholdPlan.objects.create(plan=plan, membership=member, cost=0, cap_soles=500_000)
    with pytest.raises(IntegrityError), transaction.atomic():  # one menu alone
        Plan.objects.filter(pk=plan.pk).update(**sent, total=0)
    PlanItem.objects.create(plan=plan, item="tractor", modules=1, labour=0)
    PlanItem.objects.create(plan=plan, item=STOVE, modules=1, labour=0)
    with pytest.raises(IntegrityError), transaction.atomic():  # off the menu
        Plan.objects.filter(pk=plan.pk).update(**sent, total=0)
    PlanItem.objects.filter(item="tractor").delete()
    with pytest.raises(IntegrityError), transaction.atomic():  # households that cost something else
        Plan.objects.filter(pk=plan.pk).update(**sent, total=5)
    HouseholdPlan.objects.filter(pk=row.pk).update(cost=None, cap_soles=None)
    with pytest.raises(IntegrityError), transaction.atomic():  # a cost nobody knows
        Plan.objects.filter(pk=plan.pk).update(**sent, total=0)


def test_the_database_keeps_an_approved_plan_and_its_parts(made: nuclei.Formed) -> None:
    plan = scene.approved(made)
    for change in ({"total": 1}, {"state": "draft"}, {"why": "otra"}, {"decided_by": made.ana.public_id}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.filter(pk=plan.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).delete()
    for rows, change in (
        (plan.items, {"modules": 3}), (plan.households, {"cost": 1}), (plan.orders, {"minor": 1}),
        (plan.needs_met, {"how": "otra cosa"}),
    ):  # fmt: skip
        assert rows.exists()  # type: ignore[attr-defined]
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)  # type: ignore[attr-defined]
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.all().delete()  # type: ignore[attr-defined]
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanItem.objects.create(plan=plan, item=WATER, modules=1, labour=1)


def test_the_database_lets_one_plan_be_open_and_an_addendum_say_why(made: nuclei.Formed) -> None:
    plan = scene.drafted(made)
    told = {"nucleus": made.nucleus, "workshop": plan.workshop, "on": TODAY, "drafted_by": made.ana.public_id,
            "drafted_at": now()}  # fmt: skip
    for wrong in ({"number": 0}, {"number": 1, "replaces": plan}, {"number": 1, "why": scene.WHY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.create(**told, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.create(**told, number=1, replaces=plan, why=scene.WHY, state="approved")
