"""What phones say of what plans give: delivered, installed and looked at without signal, in any order, by two phones,
beside the office; nothing lost, nothing twice, each shown to somebody. On both databases."""

from uuid import uuid4

import pytest

from tests.delivery import asset_scene
from tests.journeys import plan_scene as scene
from tests.journeys.lists_scene import conflicts, decides, said, versions, why
from tests.journeys.plan_scene import GARDEN, STOVE, OnPlan, Row, on_plan
from tests.plans import scene as plans
from tests.worlds import world
from winay.delivery.asset_models import Delivery
from winay.delivery.technology_models import Check, Installation
from winay.intake.entity_models import EntitySaid
from winay.intake.models import Submission
from winay.intake.terms import ConflictKind, Keep, SaidState, State
from winay.journeys.delivery_form import thing_key

pytestmark = pytest.mark.django_db


phone = world(on_plan)


def told(row: Row) -> tuple[str, str, str]:
    return row["__version"], row["state"], row["lacks"]


def without_signal(phone: OnPlan, row: Row) -> list[bytes]:
    """Delivered, installed and looked at, each made on the one before it."""
    run = {"trunk": 1, "branch": str(uuid4())}
    return [
        phone.delivers((row, "whole"), base=1, **run),
        phone.installs(row, base=2, **run),
        phone.checks(row, base=3, **run),
    ]


def test_a_delivery_an_installation_and_a_check_are_three_versions_of_the_item(phone: OnPlan) -> None:
    row = phone.item()
    assert told(row)[:2] == ("1", "ordered")
    sent = [phone.send(body) for body in without_signal(phone, row)]
    assert [one.state for one in sent] == [State.PROCESSED] * 3, [why(one) for one in sent]
    assert [one.base_version for one in versions(row["name"], "phone")] == [1, 2, 3]
    assert told(phone.item())[1:] == ("installed", "0") and not conflicts()
    assert (Delivery.objects.get().trainer, Installation.objects.count(), Check.objects.count()) == (
        phone.made.trainer, 1, 1,  # type: ignore[attr-defined]
    )  # fmt: skip


def test_in_reverse_order_each_gets_its_turn_when_what_it_follows_has_come(phone: OnPlan) -> None:
    row = phone.item()
    first, second, third = without_signal(phone, row)
    waits = [phone.send(third), phone.send(second)]
    assert [one.state for one in waits] == [State.REVIEW] * 2 and not EntitySaid.objects.exists()
    assert [why(one) for one in waits] == [["delivery.no_technology"]] * 2
    sent = phone.send(first)
    assert {one.state for one in Submission.objects.all()} == {State.PROCESSED}, why(sent)
    assert told(phone.item())[1:] == ("installed", "0") and not conflicts()
    assert [one.base_version for one in versions(row["name"], "phone")] == [1, 2, 3]
    steps = Submission.objects.get(pk=waits[1].pk).steps.order_by("id").values_list("kind", flat=True)
    assert list(steps) == ["review", "again", "processed"]
    assert phone.send(third).pk == waits[0].pk and Check.objects.count() == 1


def test_what_another_thing_lacks_stays_at_the_desk(phone: OnPlan) -> None:
    stove = phone.send(phone.installs(phone.item(STOVE), base=1))
    phone.send(phone.delivers((phone.item(), "whole")))
    stove.refresh_from_db()
    assert (stove.state, why(stove)) == (State.REVIEW, ["delivery.no_technology"])


def test_several_rounds_of_one_item_follow_each_other(phone: OnPlan) -> None:
    """All rounds name the version with which the form was opened; the phone counts one for each."""
    row = phone.item()
    keys = [f"{GARDEN}.{thing_key(one.words.text('es'))}" for one in plans.lines(GARDEN)][:2]
    run = {"trunk": 1, "branch": str(uuid4())}
    sent = phone.send(phone.delivers((row, keys[0]), (row, keys[1]), (phone.item(STOVE), "whole"), base=1, **run))
    assert sent.state == State.PROCESSED, why(sent)
    assert [one.state for one in EntitySaid.objects.filter(submission=sent)] == [SaidState.APPLIED] * 3
    assert [one.base_version for one in versions(row["name"], "phone")] == [1, 2] and not conflicts()
    assert phone.item()["state"] == "delivered" and told(phone.item(STOVE))[1:] == ("delivered", "0")
    later = phone.send(phone.checks(row, "delivered", base=3, **run))
    assert said(later).state == SaidState.APPLIED and not conflicts()


def test_without_a_branch_rounds_follow_each_other_too(phone: OnPlan) -> None:
    """A browser has no branches."""
    keys = [f"{GARDEN}.{thing_key(one.words.text('es'))}" for one in plans.lines(GARDEN)][:3]
    sent = phone.send(phone.delivers(*((phone.item(), key) for key in keys)))
    assert sent.state == State.PROCESSED, why(sent)
    assert len(versions(phone.item()["name"], "phone")) == 3 and not conflicts()


def test_nothing_is_delivered_twice(phone: OnPlan) -> None:
    """The office wrote down what the phone, without signal, still has on its list."""
    row = phone.item()
    asset_scene.delivered(phone.of, after=440)
    sent = phone.send(phone.delivers((row, "whole")))
    assert sent.state == State.REVIEW and Delivery.objects.count() == 1
    assert not EntitySaid.objects.exists(), "what the office did not take changes no list"
    assert told(phone.item())[1:] == ("delivered", "0")


def test_two_who_found_something_else_meet_and_a_person_decides(phone: OnPlan) -> None:
    asset_scene.delivered(phone.of)
    scene.put(phone.of, phone.technology(), after=30)
    row = phone.item()
    base = int(row["__version"])
    scene.check(phone.of, phone.technology(), after=440)
    assert phone.item()["state"] == "in_use"
    sent = phone.send(phone.checks(row, "abandoned", base=base, why="no_water"))
    assert sent.state == State.PROCESSED, why(sent)
    (met,) = conflicts()
    assert (met.kind, met.disputed, met.entity.home) == (
        ConflictKind.HARD, "state", phone.made.cycles[0].household.public_id,
    )  # fmt: skip
    assert phone.item()["state"] == "abandoned", "the later check says how it is"
    decides(met, Keep.SERVER, phone.of.ana)
    assert phone.item()["state"] == "in_use"


def test_a_retry_makes_nothing_twice(phone: OnPlan) -> None:
    body = phone.delivers((phone.item(), "whole"), (phone.item(STOVE), "whole"))
    first = phone.send(body)
    assert phone.send(body).pk == first.pk
    Submission.objects.filter(pk=first.pk).update(state=State.RECEIVED)
    phone.send(body)
    assert Delivery.objects.count() == 2 and len(versions(phone.item()["name"], "phone")) == 1
