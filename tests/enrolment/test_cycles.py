"""The end of a cycle, an end taken back, a first day put right, and what happens to a cycle by itself."""

from datetime import date, timedelta

import pytest

from tests import people
from tests.enrolment import scene
from tests.registry import scene as registry
from tests.worlds import world
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment import tasks
from winay.enrolment.models import CycleMove, Enrolment
from winay.enrolment.queries.lists import count_due, due
from winay.enrolment.services.cycles import correct_enrolment_date, end_enrolment, undo_end
from winay.enrolment.services.upkeep import mark_due, move_cycle, move_cycles_back
from winay.enrolment.terms import CycleMoveWhy, ExitReason
from winay.journal.models import Line, Subject
from winay.registry.services.splits import split_household
from winay.registry.terms import Kin

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


found = world(scene.ground)


@pytest.fixture
def old(db: None) -> scene.Ground:
    """A call of more than three years ago."""
    return scene.ground(days_ago=1300)


def end(
    found: scene.Ground, cycle: Enrolment, reason=ExitReason.MIGRATION, on: date | None = None, note=""
) -> Enrolment:
    return end_enrolment(
        enrolment=cycle, reason=reason, on=on or found.on + 30 * DAY, note=note, by=found.ana, at=now()
    )


def test_an_end_has_its_day_and_reason_and_can_be_taken_back(found):
    cycle = end(
        found, scene.enrolled(found), ExitReason.FEAR_OF_LOSING_TRANSFER, note="Le dijeron que perdería Juntos."
    )
    assert (cycle.ended_on, cycle.exit_reason) == (found.on + 30 * DAY, "fear_of_losing_transfer")
    assert "Le dijeron" not in Line.objects.get(verb="enrolment.end_enrolment").body, "what a family said is theirs"
    with pytest.raises(Refused) as refused:
        end(found, cycle)
    assert scene.codes(refused) == ["ended_already"]
    back = undo_end(enrolment=cycle, why=scene.WHY, by=found.ana, at=now())
    assert (back.ended_on, back.exit_reason, back.exit_note) == (None, "", "")
    assert scene.lines_of("undo_end") == 1 and back.must_end_by == cycle.must_end_by


def test_an_end_is_not_taken_back_over_a_later_cycle(found):
    first = end(found, scene.enrolled(found), ExitReason.MISTAKE, note=scene.WHY)
    assert first.ended_on == first.enrolled_on == found.on
    second = scene.enrolled(found, first.household, on=found.on + 10 * DAY)  # a mistake is no cycle: it may enter
    with pytest.raises(Refused) as refused:
        undo_end(enrolment=first, why=scene.WHY, by=found.ana, at=now())
    assert scene.codes(refused) == ["overlap"]
    end(found, second, ExitReason.MISTAKE, note=scene.WHY)
    assert undo_end(enrolment=first, why=scene.WHY, by=found.ana, at=now()).ended_on is None


def test_who_left_does_not_come_again_under_a_version_that_does_not_say_so(found):
    cycle = end(found, scene.enrolled(found))
    with pytest.raises(Refused) as refused:
        scene.enrolled(found, cycle.household, on=found.on + 40 * DAY)
    assert scene.codes(refused) == ["no_reentry"]
    with pytest.raises(Refused) as refused:
        scene.enrolled(found, cycle.household, on=found.on + DAY)
    assert scene.codes(refused) == ["overlap"]


def test_a_first_day_is_put_right_and_the_last_moves_with_it(found):
    cycle = scene.enrolled(found)
    right = correct_enrolment_date(enrolment=cycle, on=found.on + 5 * DAY, why=scene.WHY, by=found.ana, at=now())
    assert right.enrolled_on == found.on + 5 * DAY
    assert (right.must_end_by.year - right.enrolled_on.year, right.must_end_by.month) == (3, right.enrolled_on.month)
    for on, code in ((right.enrolled_on, "date_same"), (found.on - 11 * DAY, "before_approval")):
        with pytest.raises(Refused) as refused:
            correct_enrolment_date(enrolment=right, on=on, why=scene.WHY, by=found.ana, at=now())
        assert scene.codes(refused) == [code]
    assert scene.lines_of("correct_date") == 1


@pytest.mark.parametrize("who", [people.other_head, people.auditor])
def test_verbs_on_a_cycle_are_for_its_territory(found, who):
    cycle, by = scene.enrolled(found), people.acting_as(who())
    for verb in (
        lambda: end_enrolment(enrolment=cycle, reason=ExitReason.DEATH, on=people.today(), by=by, at=now()),
        lambda: undo_end(enrolment=cycle, why=scene.WHY, by=by, at=now()),
        lambda: correct_enrolment_date(enrolment=cycle, on=people.today(), why=scene.WHY, by=by, at=now()),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert Enrolment.objects.get().ended_on is None


# ---- past its time ------------------------------------------------------------------------------------------------


def test_a_cycle_past_its_time_is_said_once_and_never_ended(old):
    over, running = scene.enrolled(old), scene.enrolled(old, on=people.today() - 30 * DAY)
    assert over.must_end_by <= people.today()
    assert tasks.say_due() == 1 and tasks.say_due() == 0
    over.refresh_from_db()
    running.refresh_from_db()
    assert (over.ended_on, over.due_on) == (None, people.today()) and running.due_on is None
    line = Line.objects.get(verb="enrolment.mark_due")
    assert line.actor_role == "system"
    assert list(Subject.objects.filter(line=line).values_list("key", flat=True)) == [str(over.household.public_id)]
    assert [one.pk for one in due(["05"], today=people.today())[0]] == [over.pk]
    assert count_due(["05"], today=people.today()) == 1 and count_due(["21"], today=people.today()) == 0
    end(old, over, ExitReason.COMPLETED, over.must_end_by)
    assert count_due([None], today=people.today()) == 0


def test_many_past_their_time_are_said_some_at_a_time(old):
    for _ in range(3):
        scene.enrolled(old)
    on = people.today()
    assert [mark_due(on=on, by=SYSTEM, at=now(), most=2) for _ in range(3)] == [2, 1, 0]
    assert scene.lines_of("mark_due") == 2


def test_correcting_the_first_day_unsays_that_the_time_is_over(old):
    cycle = scene.enrolled(old)
    tasks.say_due()
    correct_enrolment_date(enrolment=cycle, on=people.today() - DAY, why=scene.WHY, by=old.ana, at=now())
    assert Enrolment.objects.get().due_on is None and tasks.say_due() == 0


# ---- another household --------------------------------------------------------------------------------------------


def test_a_cycle_goes_on_in_another_household_and_comes_back(found):
    origin, target = scene.household(found.ana), scene.household(found.ana)
    cycle = scene.enrolled(found, origin)
    moved = move_cycle(origin=origin, target=target, why=CycleMoveWhy.SPLIT, by=found.ana, at=now())
    assert moved is not None and Enrolment.objects.get(pk=cycle.pk).household_id == target.pk
    assert set(Subject.objects.filter(line__verb="enrolment.move_cycle").values_list("key", flat=True)) == {
        str(origin.public_id),
        str(target.public_id),
    }
    assert move_cycles_back(household=target, by=found.ana, at=now()) == 1
    assert Enrolment.objects.get(pk=cycle.pk).household_id == origin.pk
    assert [one.why for one in CycleMove.objects.order_by("id")] == ["split", "undone"]
    assert move_cycles_back(household=origin, by=found.ana, at=now()) == 0, "what was undone is not undone again"


def test_a_cycle_stays_where_the_other_household_has_one(found):
    origin, target = scene.household(found.ana), scene.household(found.ana)
    cycle = scene.enrolled(found, origin)
    other = scene.enrolled(found, target)
    assert move_cycle(origin=origin, target=target, why=CycleMoveWhy.MERGE, by=found.ana, at=now()) is None
    assert {one.household_id for one in Enrolment.objects.all()} == {origin.pk, target.pk}
    end(found, other)
    assert move_cycle(origin=origin, target=target, why=CycleMoveWhy.MERGE, by=found.ana, at=now()) is None
    assert move_cycle(origin=target, target=origin, why=CycleMoveWhy.MERGE, by=found.ana, at=now()) is None
    assert Enrolment.objects.get(pk=cycle.pk).household_id == origin.pk and not CycleMove.objects.exists()


def test_when_a_household_parts_the_cycle_stays_with_its_participant_and_the_new_one_has_its_own_right(found):
    partner = registry.member(Kin.PARTNER)
    one = scene.household(found.ana, members=(*registry.household().members, partner))
    cycle = scene.enrolled(found, one)
    leaving = one.members.get(kin=Kin.PARTNER)
    new = split_household(
        household=one, kin={leaving.public_id: Kin.PARTICIPANT}, place_code=one.place.code, on=people.today(), note="",
        by=found.ana, at=now(),
    )  # fmt: skip
    assert Enrolment.objects.get() == cycle and Enrolment.objects.get().household_id == one.pk
    with pytest.raises(Refused) as refused:
        scene.enrolled(found, new, on=people.today())
    assert scene.codes(refused) == ["no_consent"], "it consents for itself"
