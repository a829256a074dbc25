"""What is due across nuclei: the same technologies as a nucleus's own list says, whatever was told of them; complaints,
actions in homes, order lines; who sees them."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import asset_scene as scene
from tests.delivery.test_technologies import check, put
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import Refused
from winay.delivery.queries import dues
from winay.delivery.queries.dues import (
    DueFilters,
    DueKind,
    actions_due,
    by_nucleus,
    checks_due,
    complaints_due,
    count_checks,
    count_complaints,
    every_due,
    late_items,
)
from winay.delivery.queries.technologies import looks_due
from winay.delivery.services.assets import reverse_delivery
from winay.delivery.services.technologies import reverse_check
from winay.delivery.technology_terms import Evidence, TechState
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.programs.terms import AbandonReason

pytestmark = pytest.mark.django_db
TODAY, DAY, GARDEN, STOVE, WHY = people.today(), timedelta(days=1), scene.GARDEN, scene.STOVE, scene.WHY
HERE = {("05", None)}
KINDS = (
    {}, {"state": TechState.ABANDONED, "evidence": Evidence.PARTS, "why": AbandonReason.NO_WATER, "used_on": None},
    {"state": TechState.ABANDONED, "evidence": Evidence.TOLD, "why": AbandonReason.NO_WATER, "used_on": None},
    {"evidence": Evidence.TOLD}, {"state": TechState.PAUSED, "evidence": Evidence.PARTS, "used_on": None},
)  # fmt: skip


of = world(scene.planned, 5)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_is_due_as_a_nucleus_says_of_itself(of: scene.Planned, seed: int) -> None:
    luck = Random(seed)
    for number in range(5):
        for item in (GARDEN, STOVE):
            delivery = scene.delivered(of, number, item, after=luck.randint(10, 40))
            if luck.random() < 0.2:
                reverse_delivery(delivery=delivery, why=WHY, by=of.ana, at=now())
                continue
            put(of, delivery.technology, 60)
            for after in sorted(luck.sample(range(170, 460), luck.randrange(4))):
                more = dict(luck.choice(KINDS))
                if more.get("state") is TechState.PAUSED:
                    more["again_on"] = of.on + (after + luck.randint(5, 90)) * DAY
                try:
                    made = check(of, delivery.technology, after, **more)
                except Refused:
                    continue
                if luck.random() < 0.2:
                    reverse_check(check=made, why=WHY, by=of.ana, at=now())
    end_enrolment(
        enrolment=of.made.cycles[4], on=TODAY - 3 * DAY, reason=ExitReason.MOVED_OUT, by=of.ana, at=now()
    )  # fmt: skip
    seen = 0
    for ahead in (-200, -60, 0, 14, 60):
        by = TODAY + ahead * DAY
        expected, total = looks_due(of.made.nucleus, by=by, exits=False, limit=100)
        found, more = checks_due(HERE, DueFilters(by), limit=100)
        assert {(one.key, one.due_on) for one in found} == {
            (one.life.technology.public_id, one.due_on) for one in expected
        }
        assert not more and count_checks(HERE, DueFilters(by)) == total == len(found)
        assert [one.key for one in every_due(DueKind.CHECK, HERE, DueFilters(by))] == [one.key for one in found]
        assert sum(one.number for one in by_nucleus(DueKind.CHECK, HERE, DueFilters(by))) == total
        seen += total
    assert seen


def test_pages_of_two_hold_each_once_and_filters_narrow(of: scene.Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        scene.delivered(of, number, GARDEN)
        scene.delivered(of, number, STOVE, after=11)
    filters = DueFilters(TODAY)
    whole, _more = checks_due(HERE, filters, limit=100)
    assert len(whole) == 10 and all(one.first for one in whole)
    keys, after, more = [], None, True
    while more:
        found, more = checks_due(HERE, filters, after=after, limit=3)
        keys += [one.key for one in found]
        after = found[-1].row
    assert keys == [one.key for one in whole]
    homes = [one.membership.pk for one in whole]
    assert homes == sorted(homes), "household by household"
    assert count_checks(HERE, replace(filters, item=GARDEN)) == 5
    assert count_checks(HERE, replace(filters, nucleus=of.made.nucleus.public_id)) == 10
    assert count_checks(HERE, replace(filters, words="nadie así")) == 0
    place = of.home().enrolment.household.place.name
    assert count_checks(HERE, replace(filters, words=place.lower()[:5])) == 10
    assert count_checks({("21", None)}, filters) == 0 and checks_due({("21", None)}, filters) == ([], False)
    monkeypatch.setattr(dues, "AT_ONCE", 3)
    assert len(list(every_due(DueKind.CHECK, HERE, filters))) == 10


def test_a_complaint_is_due_on_the_day_on_which_it_was_to_be_cured(of: scene.Planned) -> None:
    cure_by = of.on + 30 * DAY
    lines = scene.lines(of.home(), l0={"complaint": "Vino rota la malla.", "cure_by": cure_by})
    scene.delivered(of, lines=lines)
    assert count_complaints(HERE, DueFilters(cure_by - DAY)) == 0
    found, more = complaints_due(HERE, DueFilters(cure_by))
    assert [(one.due_on, one.item) for one in found] == [(cure_by, GARDEN)] and not more
    assert "malla" in found[0].words and found[0].membership.pk == of.home().pk
    assert actions_due(HERE, DueFilters(TODAY)) == ([], False)


def test_what_of_an_order_is_missing_is_late_after_the_versions_days(of: scene.Planned) -> None:
    assert late_items(HERE, DueFilters(of.on + 89 * DAY)) == []
    found = late_items(HERE, DueFilters(of.on + 90 * DAY))
    assert {one.item for one in found} == {GARDEN, STOVE}
    assert all(one.due_on == of.on + 90 * DAY and len(one.lacking) == one.lines for one in found)
    for number in range(5):
        scene.delivered(of, number, GARDEN)
    assert {one.item for one in late_items(HERE, DueFilters(TODAY))} == {STOVE}
    scene.delivered(of, 0, STOVE)
    words, _unit, ordered, taken = late_items(HERE, DueFilters(TODAY))[0].lacking[0]
    assert words and taken * 5 == ordered
    assert late_items({("21", None)}, DueFilters(TODAY)) == []


def test_what_is_due_costs_as_many_queries_however_much_it_is(of: scene.Planned) -> None:
    costs = []
    for number in (range(1), range(1, 4)):
        for home in number:
            scene.delivered(of, home, GARDEN)
            scene.delivered(of, home, STOVE, after=11)
        checks_due(HERE, DueFilters(TODAY))
        with CaptureQueriesContext(connection) as asked:
            checks_due(HERE, DueFilters(TODAY))
            count_checks(HERE, DueFilters(TODAY))
            late_items(HERE, DueFilters(TODAY))
        costs.append(len(asked))
    assert costs == [10, 10]
