"""The lists of what plans give and of visits to come, on real plans and months: the right quantity, state and day, of
the caseload alone, following whatever changes them; by the door, as phones ask, on both databases."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests import people
from tests.delivery import asset_scene
from tests.delivery.visits_scene import visited
from tests.enrolment import scene as enrolment
from tests.journeys import plan_scene as scene
from tests.journeys.plan_scene import DAY, GARDEN, STOVE, WHY, OnPlan, on_plan
from tests.journeys.test_duplicates import pair
from tests.journeys.test_phone_lists import queries, still  # noqa: F401
from tests.nuclei import scene as nuclei
from tests.plans import scene as plans
from tests.registry import scene as registry
from tests.trainers.scene import ago
from tests.trainers.test_caseloads import gives, hires
from winay.core.clock import now
from winay.delivery.services.assets import reverse_delivery
from winay.delivery.services.technologies import reverse_check, reverse_installation
from winay.delivery.technology_terms import Evidence, TechState
from winay.intake.entity_models import Entity, EntityGround
from winay.journeys.duplicates import same_household
from winay.journeys.phone_lists import serving
from winay.nuclei.services.memberships import move_to_nucleus
from winay.plans.services.packages import set_item, vary_household
from winay.programs.terms import AbandonReason
from winay.registry.terms import IdMissing, Kin
from winay.trainers.contract_models import Contract
from winay.trainers.queries.schedules import proposal_of, visits_of
from winay.trainers.schedule_rules import AbsenceSaid
from winay.trainers.services.absences import tell_absence
from winay.trainers.services.schedules import replan
from winay.trainers.terms import AbsenceWhy

pytestmark = pytest.mark.django_db
WATER = plans.WATER


def test_an_item_keeps_its_name_and_says_what_became_of_it(db: None) -> None:
    phone = on_plan()
    first = phone.item()
    assert len(phone.rows("plan_items")) == 6 and UUID(first["name"]).version == 4
    assert first["label"] == "Huerto de hortalizas a campo abierto · 1 módulo"
    told = lambda: tuple(phone.item()[name] for name in ("__version", "state", "quantity", "unit"))  # noqa: E731
    assert told() == ("1", "ordered", "1", "módulo")
    kit = int(first["lacks"])
    assert kit > 1 and first["due_on"] == phone.due(90)
    part = asset_scene.delivered(phone.of, lines=asset_scene.lines(phone.of.home())[:1], after=10)
    assert told()[:2] == ("2", "delivered") and phone.item()["lacks"] == str(kit - 1)
    whole = asset_scene.delivered(phone.of, after=20)
    assert told()[:2] == ("3", "delivered") and phone.item()["lacks"] == "0"
    assert phone.item()["due_on"] == phone.due(10 + 15), "looked at a while after the first delivery"
    installed = scene.put(phone.of, phone.technology(), after=30)
    assert told()[:2] == ("4", "installed")
    in_use = scene.check(phone.of, phone.technology(), after=150)
    assert told()[:2] == ("5", "in_use") and phone.item()["due_on"] > phone.due(150)
    paused = scene.check(
        phone.of, phone.technology(), after=160, state=TechState.PAUSED, evidence=Evidence.PARTS,
        again_on=phone.of.on + 200 * DAY,
    )  # fmt: skip
    assert told()[1] == "in_use" and phone.item()["due_on"] == phone.due(200)
    left = scene.check(
        phone.of, phone.technology(), after=210, state=TechState.ABANDONED, evidence=Evidence.PARTS,
        why=AbandonReason.NO_WATER,
    )  # fmt: skip
    assert told()[1] == "abandoned" and phone.item()["due_on"] == ""
    facts = {"why": WHY, "by": phone.of.ana, "at": now()}
    for one in (left, paused, in_use):
        reverse_check(check=one, **facts)
    assert told()[1] == "installed"
    reverse_installation(installation=installed, **facts)
    assert told()[1] == "delivered"
    reverse_delivery(delivery=whole, **facts)
    assert (told()[1], phone.item()["lacks"]) == ("delivered", str(kit - 1))
    reverse_delivery(delivery=part, **facts)
    assert (told()[1], phone.item()["lacks"], phone.item()["due_on"]) == ("ordered", str(kit), first["due_on"])
    assert phone.item()["name"] == first["name"] and int(phone.item()["__version"]) >= 10
    untouched = phone.item(number=1)
    assert (untouched["__version"], untouched["state"]) == ("1", "ordered")


def test_what_a_check_was_told_is_no_state(db: None) -> None:
    phone = on_plan(1)
    asset_scene.delivered(phone.of)
    scene.check(phone.of, phone.technology(), after=60, state=TechState.DELIVERED, evidence=Evidence.TOLD)
    assert phone.item()["state"] == "delivered"


def test_an_addendum_and_a_plan_of_ones_own_are_what_the_list_says(db: None) -> None:
    phone = on_plan()
    asset_scene.delivered(phone.of, 0, STOVE)
    before = phone.etag("plan_items")
    plans.price_everything(phone.of.ana, WATER, on=phone.of.on)
    more = plans.addendum(phone.made, on=ago(3))
    for item, modules in {GARDEN: 2, STOVE: 0, WATER: 1}.items():
        set_item(plan=more, item=item, modules=modules, by=phone.of.ana, at=now())
    vary_household(
        plan=more, membership=phone.of.home(2), package={GARDEN: 1, WATER: 3}, why=WHY, by=phone.of.ana, at=now()
    )
    plans.answer_needs(phone.made, more)
    plans.approved(phone.made, more, on=ago(2))
    assert phone.etag("plan_items") != before
    first = phone.items(0)
    assert {item: (row["quantity"], row["state"]) for item, row in first.items()} == {
        GARDEN: ("2", "ordered"), WATER: ("1", "ordered"), STOVE: ("1", "delivered"),
    }  # fmt: skip
    assert first[GARDEN]["label"].endswith("· 2 módulos") and first[GARDEN]["due_on"] == (ago(2) + 90 * DAY).isoformat()
    assert first[STOVE]["lacks"] == "0", "what the plan gives no more is not to be delivered"
    assert set(phone.items(1)) == {GARDEN, WATER}, "nor listed where nothing of it came"
    assert {item: row["quantity"] for item, row in phone.items(2).items()} == {GARDEN: "1", WATER: "3"}
    assert phone.row()["items"] == f"{GARDEN} {WATER}"


def test_more_of_what_is_installed_already_is_to_be_delivered_still(db: None) -> None:
    phone = on_plan(1)
    asset_scene.delivered(phone.of)
    scene.put(phone.of, phone.technology())
    more = plans.addendum(phone.made, on=ago(3))
    set_item(plan=more, item=GARDEN, modules=2, by=phone.of.ana, at=now())
    plans.answer_needs(phone.made, more)
    plans.approved(phone.made, more, on=ago(2))
    row = phone.item()
    assert (row["state"], row["quantity"]) == ("installed", "2") and int(row["lacks"]) > 1


def test_only_the_caseload_and_it_follows_who_moves(db: None) -> None:
    phone = on_plan()
    other = hires(phone.made, scene.OTHERS + 2)
    gives(phone.made, 0, other)
    assert phone.items(0) == {} and len(phone.rows("plan_items")) == 4
    lent = scene.lists_scene.let_in(phone.made, other)
    theirs = OnPlan(lent.made, lent.phone, phone.of)
    assert set(theirs.items()) == {GARDEN, STOVE}
    there = nuclei.nucleus(phone.made.ground, formed_on=ago(60), name="Musuq Ñan")
    move_to_nucleus(membership=phone.of.home(2), to=there, on=people.today(), by=phone.of.ana, at=now())
    assert phone.items(2) == {} and set(phone.items(1)) == {GARDEN, STOVE}


def test_two_households_that_became_one_keep_what_one_had(db: None) -> None:
    phone = on_plan()
    asset_scene.delivered(phone.of)
    before = phone.item()
    nobody = replace(registry.member(Kin.PARTICIPANT), national_id="", id_missing=IdMissing.NOT_SHOWN)
    kept = enrolment.household(phone.of.ana, 2, members=(nobody,))
    one = pair(phone.made.person(0), kept.members.get())
    same_household(pair=one, keep_left=False, on=people.today(), why=WHY, by=phone.of.ana, at=now())
    (row,) = (row for row in phone.rows("plan_items") if row["name"] == before["name"])
    assert (row["household"], row["state"], row["lacks"]) == (str(kept.public_id), "delivered", "0")
    assert int(row["__version"]) == int(before["__version"]) + 1
    assert Entity.objects.get(name=row["name"]).home == kept.public_id, "and goes with the household that stays"


def test_a_month_and_what_changes_it(db: None) -> None:
    phone = on_plan()
    assert phone.rows("next_visits") == []
    schedule = scene.month(phone)
    planned = sorted((one.visit_on.isoformat(), str(one.enrolment.household.public_id)) for one in visits_of(schedule))
    told = lambda: [(one["visit_on"], one["household"]) for one in phone.rows("next_visits")]  # noqa: E731
    assert planned and sorted(told()) == planned and [on for on, _ in told()] == sorted(on for on, _ in told())
    rows = phone.rows("next_visits")
    assert all(UUID(one["name"]).version == 4 and one["began"] >= "08:00" for one in rows)
    first = min(one.visit_on for one in visits_of(schedule))
    facts = {"by": phone.of.ana, "at": now()}
    away = AbsenceSaid(first, first + DAY, AbsenceWhy.HARVEST)
    tell_absence(contract=schedule.contract, said=away, **facts)
    assert sorted(told()) == planned, "they stay until the month is planned again"
    seal = proposal_of(schedule.contract, first, people.today()).seal
    replan(contract=schedule.contract, month=first, seal=seal, **facts)
    assert first.isoformat() not in {on for on, _ in told()} and len(told()) == len(planned)
    gives(phone.made, 0, hires(phone.made, scene.OTHERS + 2), days=0)
    assert told() and phone.name(0) not in {home for _, home in told()}
    middle = sorted(on for on, _ in told())[len(told()) // 2]
    over = date.fromisoformat(middle)
    Contract.objects.filter(pk=schedule.contract_id).update(over_on=over)  # no verb ends one in the future
    EntityGround.objects.update(on=ago(1))  # and what nobody told is seen the next day
    serving.told.forget()
    assert told() and max(on for on, _ in told()) < middle, "nobody is visited after the contract"


def test_a_day_on_which_the_household_was_visited_is_over(db: None) -> None:
    phone = on_plan(2)
    today, later = people.today(), people.today() + timedelta(days=40)
    scene.planned_for(phone, today)
    (one,) = phone.rows("next_visits")
    assert (one["household"], one["visit_on"], one["began"]) == (phone.name(), today.isoformat(), "08:30")
    visited(phone.made, 0, days=0, next_on=later)
    (one,) = phone.rows("next_visits")
    assert (one["household"], one["visit_on"], one["began"]) == (phone.name(), later.isoformat(), "")


@pytest.mark.parametrize("households", [1, 3])
def test_as_many_queries_for_one_household_as_for_three(db: None, households: int, still: Any) -> None:  # noqa: F811
    phone = on_plan(households)
    asset_scene.delivered(phone.of)
    scene.put(phone.of, phone.technology())
    scene.check(phone.of, phone.technology())
    scene.month(phone)
    for dataset, number in (("plan_items", 16), ("next_visits", 9), ("households", 10)):
        phone.rows(dataset)
        serving.files.forget()
        serving.told.forget()
        assert queries(lambda one=dataset: phone.phone.get(f"lists/{one}.csv")) == number, dataset
