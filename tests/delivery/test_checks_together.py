"""Checks of technologies and homes that are told together: the same rows, refusals and lines of the journal as the verb
makes of each by itself, with as many statements for twelve as for three; on both databases."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import asset_scene as scene
from tests.delivery import test_homes as homes
from tests.delivery import visits_scene
from tests.delivery.test_technologies import found, put
from tests.trainers.test_caseloads import hires
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.delivery.asset_models import Technology
from winay.delivery.home_models import HomeAnswer, HomeCheck
from winay.delivery.home_terms import Answer
from winay.delivery.services.checks import Looked, record_check, record_checks
from winay.delivery.services.home_checks import LookedAtHome, record_home_check, record_home_checks
from winay.delivery.services.technologies import reverse_installation
from winay.delivery.technology_models import Check
from winay.delivery.technology_terms import CheckedBy, Evidence, OwnMeans, TechState
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.programs.terms import AbandonReason

pytestmark = pytest.mark.django_db
DAY, GARDEN, STOVE, WHY = scene.DAY, scene.GARDEN, scene.STOVE, scene.WHY
OWN = frozenset({"id", "public_id"})


of = world(scene.planned)


def technologies(of: scene.Planned) -> list[Technology]:
    """Put in place, only delivered, or put in place and taken back."""
    made = [scene.delivered(of, number, item).technology for number in range(3) for item in (GARDEN, STOVE)]
    for one in made[:4]:
        put(of, one, after=30)
    again = put(of, made[4], after=30)
    reverse_installation(installation=again, why=WHY, by=of.rosa, at=now())
    return made


def anything(of: scene.Planned, of_whom: list[Technology], luck: Random, at: Any) -> Looked:
    """A check as somebody may tell it: half of them fit."""
    fits, technology = luck.random() < 0.5, luck.choice(of_whom)
    said = found(of, luck.choice([100, 150, 151, 200]))
    if not fits:
        state = luck.choice(list(TechState))
        said = replace(
            found(of, luck.choice([-5, 5, 20, 60, 150, 900])), state=state, evidence=luck.choice(list(Evidence)),
            words=luck.choice(["x", "Se secó en la helada de julio"]), checked_by=luck.choice(list(CheckedBy)),
            checker=luck.choice(["", "Nilda Sulca"]), why=luck.choice([None, *AbandonReason]),
            own_means=luck.choice([None, *OwnMeans]),
        )  # fmt: skip
        if luck.random() < 0.5:
            said = replace(said, again_on=said.on + timedelta(days=luck.choice([30, 900])))
    by = people.acting_as(people.specialist("21")) if luck.random() < 0.1 else of.ana
    trainer = luck.choice([None, of.serves, of.elsewhere])  # type: ignore[attr-defined]
    return Looked(technology, said, by, at, trainer, photo_sha256=luck.choice(["", "ab" * 32]))


def outcome(one: Any) -> Any:
    if isinstance(one, Check):
        return tuple(getattr(one, field.attname) for field in Check._meta.concrete_fields if field.name not in OWN)
    return [(reason.code, dict(reason.params)) for reason in one.reasons] if isinstance(one, Refused) else type(one)


def by_itself(one: Looked) -> Check | Refused | NotAllowed:
    try:
        return record_check(
            technology=Technology.objects.get(pk=one.technology.pk), said=one.said, by=one.by, at=one.at,
            trainer=one.trainer, visit=one.visit, photo_sha256=one.photo_sha256,
        )  # fmt: skip
    except (Refused, NotAllowed) as no:
        return no


def left_behind(told: Any) -> Any:
    """What became of each, the rows in their order, the lines; and then nothing of it."""
    with transaction.atomic():
        since = Line.objects.latest("id").pk
        outcomes = [outcome(one) for one in told()]
        rows = [outcome(one) for one in Check.objects.order_by("id")]
        lines = [parse_body(line.body) for line in Line.objects.filter(id__gt=since).order_by("id")]
        told_lines = [(one.verb, str(one.actor), sorted(one.subjects), one.before, str(one.after)) for one in lines]
        transaction.set_rollback(True)
    return outcomes, rows, told_lines


@pytest.mark.parametrize("seed", [1, 5, 9])
def test_the_same_facts_by_the_verb_and_together(of: scene.Planned, seed: int) -> None:
    luck, made, at = Random(seed), technologies(of), now()
    of.serves = hires(of.made, 0, began_on=of.on, over_on=of.on + 700 * DAY)  # type: ignore[attr-defined]
    of.elsewhere = hires(of.made, 5_000, began_on=of.on + 120 * DAY, over_on=of.on + 700 * DAY)  # type: ignore[attr-defined]
    told = [anything(of, made, luck, at) for _ in range(60)]
    one_by_one = left_behind(lambda: [by_itself(one) for one in told])
    together = left_behind(lambda: record_checks(told))
    for alone, many in zip(one_by_one, together, strict=True):
        assert alone == many
    outcomes, rows, lines = together
    assert len(rows) == len(lines) == sum(isinstance(one, tuple) for one in outcomes) >= 5
    codes = {reason for one in outcomes if isinstance(one, list) for reason, _ in one}
    assert {"delivery.not_installed", "delivery.trainer_elsewhere", "delivery.judged_early"} <= codes
    assert NotAllowed in outcomes


def any_home(of: scene.Planned, luck: Random, at: Any) -> LookedAtHome:
    """A check of a home: of one that was told of that day already, or not; whole or not."""
    bad = luck.choice([(), (3,), (3, 5), (3,)])
    told = homes.said(of.on + luck.choice([-900, 60, 61, 62, 90, 900]) * DAY, bad)
    if luck.random() < 0.3:
        told = replace(
            told, **luck.choice([{"actions": {}}, {"checker": ""}, {"answers": {1: Answer.YES}}, {"note": "\0"}])
        )
    by = people.acting_as(people.specialist("21")) if luck.random() < 0.1 else of.ana
    return LookedAtHome(of.home(luck.randrange(3)), told, by, at)


def home_by_itself(one: LookedAtHome) -> HomeCheck | Refused | NotAllowed:
    try:
        return record_home_check(membership=one.membership, said=one.said, by=one.by, at=one.at)
    except (Refused, NotAllowed) as no:
        return no


def homes_left(told: Any) -> Any:
    """What became of each, every answer and action by its home and day, the lines; and then nothing of it."""
    with transaction.atomic():
        since = Line.objects.latest("id").pk
        outcomes = [
            (one.membership_id, one.checked_on, one.checker, one.note) if isinstance(one, HomeCheck) else outcome(one)
            for one in told()
        ]
        where = "check_of__membership", "check_of__checked_on", "check_of__recorded_by"
        rows = sorted(
            map(str, HomeAnswer.objects.values_list(*where, "item", "answer", "action__what", "action__due_on"))
        )
        lines = [parse_body(line.body) for line in Line.objects.filter(id__gt=since).order_by("id")]
        told_lines = [(one.verb, str(one.actor), sorted(one.subjects), str(one.after)) for one in lines]
        transaction.set_rollback(True)
    return outcomes, rows, told_lines


@pytest.mark.parametrize("seed", [2, 6])
def test_the_same_homes_by_the_verb_and_together(of: scene.Planned, seed: int) -> None:
    luck, at = Random(seed), now()
    told = [any_home(of, luck, at) for _ in range(120)]
    one_by_one = homes_left(lambda: [home_by_itself(one) for one in told])
    together = homes_left(lambda: record_home_checks(told))
    for alone, many in zip(one_by_one, together, strict=True):
        assert alone == many
    outcomes, rows, lines = together
    assert len(rows) == 24 * len(lines) >= 24 * 4
    codes = {reason for one in outcomes if isinstance(one, list) for reason, _ in one}
    assert {"delivery.home_told", "delivery.action_missing", "delivery.before_joining"} <= codes
    assert NotAllowed in outcomes


@pytest.mark.parametrize("many", [3, 12])
def test_as_many_statements_for_twelve_as_for_three(of: scene.Planned, many: int) -> None:
    made = technologies(of)[:4]
    serves = hires(of.made, 0, began_on=of.on, over_on=of.on + 700 * DAY)
    told = [Looked(made[n % 4], found(of, 150 + n), of.ana, now(), serves) for n in range(many)]
    with CaptureQueriesContext(connection) as caught:
        assert all(isinstance(one, Check) for one in record_checks(told))
    assert sum("SAVEPOINT" not in one["sql"] for one in caught.captured_queries) == 7


def test_a_visit_of_another_day_or_household_does_not_fit(of: scene.Planned) -> None:
    technology = technologies(of)[0]
    of.made.trainer = hires(of.made, 0)  # type: ignore[attr-defined]
    visits_scene.shares(of.made)
    mine, other = (visits_scene.visited(of.made, number, days=5) for number in range(2))
    on = mine.visited_on
    said = replace(found(of), on=on, used_on=on)
    late = replace(said, on=on + DAY, used_on=on)
    told = [(said, mine), (said, other), (late, mine)]
    outcomes = record_checks([Looked(technology, one, of.ana, now(), visit=visit) for one, visit in told])
    assert [isinstance(one, Check) for one in outcomes] == [True, False, False]
    assert {reason.code for one in outcomes if isinstance(one, Refused) for reason in one.reasons} == {
        "delivery.visit_elsewhere"
    }
