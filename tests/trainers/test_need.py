"""How many trainers nuclei need: from where households live today, what offices say of the way, what versions say."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import scene
from tests.targeting.areas_scene import said
from tests.worlds import world
from winay.core.clock import now
from winay.journeys.travel import record_time
from winay.nuclei.models import Membership
from winay.places.models import Place
from winay.programs.models import Setting
from winay.trainers.queries.need import OF_TIME, needs_of, norms_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


made = world(scene.formed, 3, least=1, most=9)
"""A nucleus of three households of hamlet 1."""


def need(made: scene.Formed, **more):
    (found,) = needs_of([made.nucleus], today=people.today(), **more)
    return found


def from_hamlet(made: scene.Formed, hamlet: int) -> None:
    cycle = enrolment.enrolled(made.ground, enrolment.household(made.ana, hamlet))
    scene.join(made.nucleus, cycle, by=made.ana)


def test_at_home_only_visits_and_the_way_from_door_to_door(made):
    found = need(made)
    assert (found.households, found.base.code[-4:], found.load.minutes) == (3, "0001", 3 * 60 + 2 * 10)
    assert [one.known for one in found.communities] == [True]


def test_what_an_office_recorded_of_the_way_decides(made):
    from_hamlet(made, 2)
    estimated = need(made).communities[1].round.away
    ends = {"origin": enrolment.place(1).code, "target": enrolment.place(2).code, "minutes": 47}
    record_time(said=replace(said(1, 2), **ends), today=people.today(), by=made.rosa, at=now())
    assert estimated not in (0, 47)
    assert need(made).communities[1].round.away == 47
    assert need(made).load.minutes == 4 * 60 + 2 * 10 + 2 * 47


def test_a_community_without_a_position_is_said_to_be_unknown(made):
    from_hamlet(made, 2)
    Place.objects.filter(pk=enrolment.place(2).pk).update(latitude_e6=None, longitude_e6=None)
    assert [one.known for one in need(made).communities] == [True, False]


def test_who_left_is_visited_no_more_and_who_came_today_is(made):
    gone = Membership.objects.get(enrolment=made.cycles[0])
    over = {"left_on": people.today(), "left_why": "other_nucleus", "left_by": made.ana.public_id, "left_at": now()}
    Membership.objects.filter(pk=gone.pk).update(**over)
    assert need(made).households == 2
    (yesterday,) = needs_of([made.nucleus], today=people.today() - DAY)
    assert yesterday.households == 3


def test_longer_visits_are_asked_for_without_touching_the_version(made):
    assert need(made, visit_minutes=90).load.minutes == 3 * 90 + 2 * 10
    assert need(made).load.minutes == 200


def test_a_version_that_does_not_say_how_long_a_day_is_has_no_answer(made):
    version = made.nucleus.version_id
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("winay.trainers.queries.need.DAY", "nothing")
        patch.setattr("winay.trainers.queries.need.OF_TIME", ("nothing",))
        assert norms_of([version])[version].budget is None
        assert need(made).load is None


def test_every_version_says_how_long_a_visit_is_and_that_no_source_does():
    for version, norm in norms_of(set(Setting.objects.values_list("version", flat=True))).items():
        assert norm.budget is not None, version
        assert set(OF_TIME) <= norm.unconfirmed
        assert (norm.least, norm.most) == (2, 4)


def test_as_many_queries_for_three_nuclei_as_for_one(made):
    def asked(nuclei) -> int:
        with CaptureQueriesContext(connection) as queries:
            needs_of(nuclei, today=people.today())
        return len(queries)

    others = [
        scene.nucleus(made.ground, formed_on=made.on, name=f"Núcleo {number}", least=1, most=4) for number in (2, 3)
    ]
    for other in others:
        scene.join(other, enrolment.enrolled(made.ground), by=made.ana)
    assert asked([made.nucleus]) == asked([made.nucleus, *others]) == QUERIES


QUERIES = 9
