"""Two editors at the same moment, on a database of the test's own: exactly one wins."""

from collections.abc import Callable

import pytest

from tests import people
from tests.targeting import areas_scene, scene
from tests.targeting.areas_scene import REASON, area_with, code, partition, valley
from tests.targeting.test_at_once import at_once
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.places.models import TravelTime
from winay.places.travel.services import record_travel_time
from winay.targeting.models import AreaAct, AreaLocality
from winay.targeting.services.area_edits import move_localities, undo_area_act
from winay.targeting.services.areas import define_areas


@pytest.fixture
def two(fresh_db: str) -> tuple[people.ActingPerson, people.ActingPerson]:
    valley()
    return people.acting_as(people.specialist()), people.acting_as(people.head())


def mover(by: people.ActingPerson, number: int, to: int) -> Callable[[], object]:
    seen, target = areas_scene.last_act().public_id, area_with(to).code
    return lambda: move_localities(
        district_code="050101", localities=[code(number)], to=target, reason=REASON, by=by, at=now(), seen=seen
    )


def whole() -> bool:
    current = AreaLocality.objects.filter(current=True, area__district__code="050101", area__retired_by=None)
    return sorted(n for area in partition() for n in area) == list(range(1, 9)) and current.count() == 8


def test_two_edits_of_one_district(two) -> None:
    ana, rosa = two
    assert at_once(mover(ana, 4, 5), mover(rosa, 2, 3)) == ["areas_changed", "done"]
    assert scene.lines_of("move_localities") == AreaAct.objects.filter(kind="edited").count() == 1 and whole()


def test_two_who_take_the_same_edit_back(two) -> None:
    ana, rosa = two
    mover(ana, 4, 5)()
    said = at_once(
        *(lambda by=by: undo_area_act(district_code="050101", reason=REASON, by=by, at=now()) for by in (ana, rosa))
    )
    assert said == ["done", "nothing_to_undo"] and whole()


def test_an_edit_and_an_approval_of_the_same_ground(two) -> None:
    """Either the areas are held before they are edited, or the approval sees that they changed."""
    ana, rosa = two
    made = scene.submitted(ana, "050101")
    said = at_once(lambda: scene.approve(made, rosa), mover(ana, 4, 5))
    assert said in (["area_held", "done"], ["done", "figures_changed"]) and whole()


def test_an_edit_and_a_definition(two) -> None:
    ana, _ = two
    said = at_once(mover(ana, 4, 5), lambda: define_areas(by=SYSTEM, at=now()))
    assert said == ["done", "done"] and partition() == [[1, 2], [3], [4, 5], [6, 7], [8]] and whole()


def test_two_times_for_one_way(two) -> None:
    said = at_once(
        *(
            lambda by=by, minutes=minutes: record_travel_time(
                said=areas_scene.said(1, 5, minutes), today=people.today(), by=by, at=now()
            )
            for by, minutes in zip(two, (60, 90), strict=True)
        )
    )
    assert said == ["done", "done"]
    assert TravelTime.objects.filter(ended_at=None).count() == 1 and TravelTime.objects.count() == 2
