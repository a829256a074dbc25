"""Installations and checks through the verbs: the order of states, windows, what is told late; and the database."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import asset_scene as scene
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.delivery.asset_models import Delivery, Technology
from winay.delivery.queries.technologies import life_of, lives_of, looks_due, owed_by
from winay.delivery.services.assets import reverse_delivery
from winay.delivery.services.checks import record_check
from winay.delivery.services.technologies import (
    InstallSaid,
    record_installation,
    reverse_check,
    reverse_installation,
)
from winay.delivery.technology_models import Check, Installation
from winay.delivery.technology_rules import (
    CheckSaid,
    ItemNorm,
    Seen,
    months_after,
    next_after_exit,
    next_look,
    series_on,
    state_on,
)
from winay.delivery.technology_terms import CheckedBy, Evidence, OwnMeans, Series, TechState
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.programs.terms import AbandonReason

pytestmark = pytest.mark.django_db
DAY, GARDEN, STOVE, TODAY, WHY = scene.DAY, scene.GARDEN, scene.STOVE, people.today(), scene.WHY
NORM = ItemNorm(judge_months=3, window_days=45, first=15, every=45)


of = world(scene.planned)


def put(of: scene.Planned, technology: Technology, after: int = 30, **more: Any) -> Installation:
    """Installed some days after the plan was approved, by the participant's household."""
    facts = {
        "on": of.on + after * DAY, "tried": True, "seen_by": "Nilda Sulca Rojas",
        "in_charge": technology.membership.enrolment.household.participant, "women": 30, "men": 10,
    }  # fmt: skip
    return record_installation(technology=technology, said=InstallSaid(**(facts | more)), by=of.ana, at=now())


def found(of: scene.Planned, after: int = 150, **more: Any) -> CheckSaid:
    """In use, with lettuce to be picked."""
    on = of.on + after * DAY
    facts = {
        "on": on, "state": TechState.IN_USE, "evidence": Evidence.PRODUCE, "words": "Lechuga y cebolla en pie",
        "checked_by": CheckedBy.TRAINER, "checker": "Nilda Sulca Rojas",
    }  # fmt: skip
    told = facts | more
    if told["state"] is TechState.IN_USE and "used_on" not in more:
        told["used_on"] = told["on"]
    return CheckSaid(**told)


def check(of: scene.Planned, technology: Technology, after: int = 150, **more: Any) -> Check:
    return record_check(technology=technology, said=found(of, after, **more), by=of.ana, at=now())


def refused(verb: Any, **told: Any) -> list[str]:
    with pytest.raises(Refused) as no:
        verb(at=now(), **told)
    return scene.codes(no)


def wrong(of: scene.Planned, technology: Technology, after: int = 150, **more: Any) -> list[str]:
    return refused(record_check, technology=technology, said=found(of, after, **more), by=of.ana)


# ---- installing -----------------------------------------------------------------------------------------------------


def test_an_installation_needs_the_kit_a_trial_and_somebody_in_charge(of: scene.Planned) -> None:
    part = scene.delivered(of, lines=scene.lines(of.home())[:1])
    technology = part.technology
    with pytest.raises(Refused) as no:
        put(of, technology)
    assert scene.codes(no) == ["kit_lacks"] and "Malla" in str(no.value.reasons[0].params["lines"])
    scene.delivered(of, after=20)
    stranger = of.home(1).enrolment.household.participant
    for more, code in (
        ({"on": of.on + 9 * DAY}, "installed_early"), ({"on": TODAY + DAY}, "day_ahead"),
        ({"tried": False}, "not_tried"),
        ({"seen_by": ""}, "seen_by"), ({"in_charge": stranger}, "in_charge"), ({"women": 2_001}, "work"),
    ):  # fmt: skip
        with pytest.raises(Refused) as no:
            put(of, technology, **more)
        assert scene.codes(no) == [code]
    made = put(of, technology)
    assert made.owed == owed_by(technology, TODAY) == 50 and made.women + made.men == 40
    with pytest.raises(Refused) as no:
        put(of, technology)
    assert scene.codes(no) == ["installed_already"]
    with pytest.raises(NotAllowed):
        reverse_installation(installation=made, why=WHY, by=people.acting_as(people.other_head()), at=now())
    reverse_installation(installation=made, why=WHY, by=of.ana, at=now())
    assert refused(reverse_installation, installation=made, why=WHY, by=of.ana) == ["taken_back_already"]
    assert put(of, technology).pk != made.pk


# ---- checks ---------------------------------------------------------------------------------------------------------


def test_states_come_in_their_order_and_are_not_judged_early(of: scene.Planned) -> None:
    technology = scene.delivered(of).technology
    assert wrong(of, technology, after=9) == ["checked_early"]
    assert wrong(of, technology) == ["not_installed"]
    put(of, technology)
    assert wrong(of, technology, after=29, state=TechState.INSTALLED) == ["not_installed"]
    assert wrong(of, technology, after=60) == ["judged_early"]
    assert wrong(of, technology, on=TODAY + DAY) == ["day_ahead"]
    check(of, technology, after=60, state=TechState.INSTALLED, evidence=Evidence.PARTS)
    check(of, technology, after=61, state=TechState.ABANDONED, evidence=Evidence.PARTS, why=AbandonReason.NO_WATER)
    check(of, technology)
    life = life_of(technology)
    states = [life.state_on(of.on + days * DAY) for days in (9, 10, 30, 61, 150)]
    assert states == [None, TechState.DELIVERED, TechState.INSTALLED, TechState.ABANDONED, TechState.IN_USE]


def test_what_is_found_is_seen_and_says_what_its_state_asks(of: scene.Planned) -> None:
    technology = scene.delivered(of).technology
    put(of, technology)
    on = of.on + 150 * DAY
    paused = {"state": TechState.PAUSED, "evidence": Evidence.STOCK}
    again = {"state": TechState.REPLICATED, "words": "Dos camas más con su semilla"}
    for more, code in (
        ({"used_on": None}, "used_when"), ({"used_on": on + DAY}, "used_ahead"),
        ({"used_on": on - 46 * DAY}, "outside_window"), ({"evidence": Evidence.PARTS}, "no_trace"),
        ({"checked_by": CheckedBy.HOUSEHOLD}, "household_tells"), ({"checker": ""}, "checker"),
        ({"words": " "}, "evidence_words"), (paused, "again_when"), (paused | {"again_on": on}, "again_when"),
        (paused | {"again_on": on + 400 * DAY}, "again_when"), ({"again_on": on + DAY}, "again_unasked"),
        (again, "own_means"), ({"own_means": OwnMeans.MONEY}, "own_means"),
        ({"state": TechState.ABANDONED}, "abandoned_why"), ({"why": AbandonReason.SOLD}, "abandoned_why"),
        ({"state": TechState.ABANDONED, "why": AbandonReason.OTHER, "words": "No sé"}, "say_why"),
    ):  # fmt: skip
        assert wrong(of, technology, **more) == [code], (more, code)
    check(of, technology, used_on=on - 45 * DAY)
    check(of, technology, **paused, again_on=on + 90 * DAY)
    check(of, technology, **again, own_means=OwnMeans.MATERIAL)


def test_what_a_household_tells_counts_for_nothing_seen(of: scene.Planned) -> None:
    technology = scene.delivered(of).technology
    put(of, technology)
    check(of, technology, checked_by=CheckedBy.HOUSEHOLD, evidence=Evidence.TOLD)
    assert life_of(technology).state_on(TODAY) is TechState.INSTALLED


def test_a_check_told_late_takes_its_place_by_day(of: scene.Planned) -> None:
    technology = scene.delivered(of).technology
    put(of, technology)
    check(of, technology, after=200)
    late = check(of, technology, 130, state=TechState.ABANDONED, evidence=Evidence.PARTS, why=AbandonReason.NO_WATER)
    life = life_of(technology)
    assert life.state_on(of.on + 150 * DAY) is TechState.ABANDONED
    assert life.state_on(TODAY) is TechState.IN_USE and life.next_look == of.on + 245 * DAY
    reverse_check(check=late, why=WHY, by=of.ana, at=now())
    assert refused(reverse_check, check=late, why=WHY, by=of.ana) == ["taken_back_already"]
    assert life_of(technology).state_on(of.on + 150 * DAY) is TechState.INSTALLED


def test_what_acts_stand_on_is_not_taken_back(of: scene.Planned) -> None:
    first = scene.delivered(of)
    installation = put(of, first.technology)
    made = check(of, first.technology)
    assert refused(reverse_delivery, delivery=first, why=WHY, by=of.ana) == ["leaned_on"]
    assert refused(reverse_installation, installation=installation, why=WHY, by=of.ana) == ["checks_stand"]
    for row in (first, installation):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(
                reversed_at=now(), reversed_by=of.ana.public_id, reversed_why=WHY
            )
    reverse_check(check=made, why=WHY, by=of.ana, at=now())
    reverse_installation(installation=installation, why=WHY, by=of.ana, at=now())
    reverse_delivery(delivery=first, why=WHY, by=of.ana, at=now())
    assert wrong(of, first.technology) == ["no_technology"]


# ---- what is due ----------------------------------------------------------------------------------------------------


def test_what_is_to_be_looked_at_next(of: scene.Planned) -> None:
    technology = scene.delivered(of).technology
    scene.delivered(of, 1)
    rows, total = looks_due(of.made.nucleus, by=of.on + 24 * DAY)
    assert total == 0
    rows, total = looks_due(of.made.nucleus, by=TODAY)
    assert total == 2 and rows[0].due_on == of.on + 25 * DAY and not rows[0].after_exit
    put(of, technology)
    check(of, technology, state=TechState.ABANDONED, evidence=Evidence.PARTS, why=AbandonReason.NO_WATER)
    assert looks_due(of.made.nucleus, by=TODAY)[1] == 1
    with CaptureQueriesContext(connection) as queries:
        looks_due(of.made.nucleus, by=TODAY)
    assert len(queries) == 4


def test_a_household_that_left_is_looked_at_after_12_and_24_months(of: scene.Planned) -> None:
    technology = scene.delivered(of).technology
    put(of, technology)
    check(of, technology)
    left = of.on + 90 * DAY
    end_enrolment(
        enrolment=of.made.cycles[0], reason=ExitReason.MIGRATION, on=left, note="", by=of.ana, at=now()
    )  # fmt: skip
    life = lives_of(of.home())[0]
    assert life.ended_on == left and life.next_look == months_after(left, 12)
    assert [life.series_of(one) for one in life.standing] == [Series.CONCLUDED]
    made = record_check(
        technology=technology, said=replace(found(of), on=months_after(left, 11), used_on=months_after(left, 11)),
        by=of.ana, at=now(),
    )  # fmt: skip
    assert made.pk and life_of(technology).next_look == months_after(left, 24)
    assert looks_due(of.made.nucleus, by=months_after(left, 24), exits=True)[1] == 1


# ---- rules alone ----------------------------------------------------------------------------------------------------


def test_rules_of_states_and_looks() -> None:
    start = people.today().replace(year=2024, month=1, day=31)
    assert months_after(start, 1).isoformat() == "2024-02-29"
    seen = [Seen(start + 40 * DAY, TechState.PAUSED, True, start + 100 * DAY)]
    assert next_look(delivered_on=start, checks=[], norm=NORM) == start + 15 * DAY
    assert next_look(delivered_on=start, checks=seen, norm=NORM) == start + 100 * DAY
    later = [*seen, Seen(start + 60 * DAY, TechState.IN_USE, True)]
    assert next_look(delivered_on=start, checks=later, norm=NORM) == start + 105 * DAY
    lying = [Seen(start + 2 * DAY, TechState.DELIVERED, True)]
    assert (
        state_on(start + 9 * DAY, delivered_on=start, installed_on=start + 5 * DAY, checks=lying) is TechState.INSTALLED
    )
    assert state_on(start + 3 * DAY, delivered_on=start, installed_on=None, checks=lying) is TechState.DELIVERED
    assert next_after_exit(start, []) == months_after(start, 12)
    assert next_after_exit(start, [months_after(start, 12)]) == months_after(start, 24)
    assert next_after_exit(start, [months_after(start, 23)]) is None
    assert next_after_exit(start, [months_after(start, 15)]) == months_after(start, 12)
    assert series_on(start, None) is Series.ONGOING and series_on(start, start) is Series.CONCLUDED


# ---- the database ---------------------------------------------------------------------------------------------------


def attack(change: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_the_database_keeps_the_order_of_states(of: scene.Planned) -> None:
    technology = scene.delivered(of).technology
    facts = {
        "technology": technology, "checked_on": of.on + 150 * DAY, "state": "in_use", "evidence": "produce",
        "words": "Lechuga", "checked_by": "trainer", "checker": "Nilda Sulca", "used_on": of.on + 150 * DAY,
        "recorded_by": of.ana.public_id, "recorded_at": now(),
    }  # fmt: skip
    attack(lambda: Check.objects.create(**facts))
    attack(lambda: Check.objects.create(**(facts | {"state": "delivered", "used_on": None, "checked_on": of.on})))
    installation = put(of, technology)
    for more in (
        {"used_on": None}, {"again_on": TODAY}, {"own_means": "money"}, {"why": "sold"}, {"state": "abandoned"},
        {"state": "paused"}, {"state": "replicated"}, {"checked_by": "household"}, {"words": ""}, {"state": "nueva"},
        {"checked_on": of.on + 29 * DAY},
    ):  # fmt: skip
        attack(lambda more=more: Check.objects.create(**(facts | more)))  # type: ignore[misc]
    made = Check.objects.create(**facts)
    attack(lambda: Check.objects.filter(pk=made.pk).update(state="installed"))
    attack(lambda: Check.objects.filter(pk=made.pk).delete())
    attack(lambda: Installation.objects.filter(pk=installation.pk).update(installed_on=TODAY))
    whole = {name: getattr(installation, name) for name in (
        "technology_id", "installed_on", "owed", "women", "men", "seen_by", "in_charge_id", "recorded_by", "recorded_at"
    )}  # fmt: skip
    attack(lambda: Installation.objects.create(**whole))
    other = scene.delivered(of, 1, after=40).technology
    attack(lambda: Installation.objects.create(**(whole | {"technology_id": other.pk})))
    assert Delivery.objects.count() == 2
