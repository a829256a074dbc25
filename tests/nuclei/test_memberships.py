"""Entering, leaving and changing a formed nucleus, taken back, told late; and what other rooms' verbs mean for it."""

from datetime import timedelta
from typing import Any

import pytest

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import scene
from tests.registry import scene as registry
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.models import Enrolment
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.services.upkeep import move_cycle, move_cycles_back
from winay.enrolment.terms import CycleMoveWhy, ExitReason
from winay.journal.models import Line, Subject
from winay.journeys.cycles import correct_first_day, undo_exit
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.members import came_and_went, counts_on, members_on, nucleus_of, who_may_come
from winay.nuclei.queries.waiting import waiting_cycles
from winay.nuclei.services.memberships import (
    join_nucleus,
    leave_nucleus,
    move_to_nucleus,
    take_back_join,
    undo_leave,
    undo_move,
)
from winay.nuclei.terms import LeaveWhy
from winay.registry.services.households import move_household
from winay.registry.services.splits import split_household
from winay.registry.terms import Kin, MoveReason

pytestmark = pytest.mark.django_db
DAY, WHY = timedelta(days=1), scene.WHY


made = world(scene.formed, 3, least=1, most=4)
"""A nucleus of three households with room for one more."""


def a_second(made: scene.Formed, name: str = "Wiñay Llaqta", **more: Any) -> Nucleus:
    return scene.nucleus(made.ground, formed_on=made.on, **({"name": name, "least": 1, "most": 4} | more))


def member(made: scene.Formed, number: int = 0, nucleus: Nucleus | None = None) -> Membership:
    rows = Membership.objects.select_related("enrolment").filter(nucleus=nucleus or made.nucleus)
    return rows.filter(enrolment=made.cycles[number]).latest("pk")


def join(made: scene.Formed, cycle: Enrolment | None = None, *, on=None, nucleus=None, by=None) -> Membership:
    cycle = cycle or enrolment.enrolled(made.ground)
    return join_nucleus(
        nucleus=nucleus or made.nucleus, enrolment=cycle, on=on or made.on, by=by or made.ana, at=now()
    )  # fmt: skip


def leave(made: scene.Formed, number: int = 0, *, after: int = 10, why: LeaveWhy = LeaveWhy.MOVED_HOME) -> Membership:
    return leave_nucleus(membership=member(made, number), why=why, on=made.on + after * DAY, by=made.ana, at=now())


def out(made: scene.Formed, number: int = 0, *, after: int = 10, why=ExitReason.NO_TIME) -> Enrolment:
    cycle = made.cycles[number]
    return end_enrolment(enrolment=cycle, reason=why, on=made.on + after * DAY, note=WHY, by=made.ana, at=now())


def count(nucleus: Nucleus, day) -> int:
    """How many are in, by both ways of asking."""
    told = counts_on([nucleus.pk], day).get(nucleus.pk, 0)
    assert told == len(members_on(nucleus, day))
    return told


def codes(refused: Any) -> list[str]:
    return [reason.code.removeprefix("nuclei.") for reason in refused.value.reasons]


# ---- entering -----------------------------------------------------------------------------------------------------


def test_a_household_that_waits_enters_where_there_is_room_also_told_late(made):
    cycle = enrolment.enrolled(made.ground)
    assert [one.pk for one in who_may_come(made.nucleus)[0]] == [cycle.pk]
    one = join(made, cycle, on=made.on + 5 * DAY)
    assert (count(made.nucleus, made.on + 4 * DAY), count(made.nucleus, made.on + 5 * DAY)) == (3, 4)
    assert who_may_come(made.nucleus)[0] == [] and one.left_on is None
    line = Line.objects.get(verb="nuclei.join_nucleus")
    assert set(Subject.objects.filter(line=line).values_list("kind", flat=True)) == {"nucleus", "place", "household"}


def test_nobody_enters_a_full_nucleus_until_somebody_leaves(made):
    join(made)
    with pytest.raises(Refused) as refused:
        join(made)
    assert codes(refused) == ["full"]
    leave(made, after=10)
    with pytest.raises(Refused) as refused:  # on the ninth day all four were in
        join(made, on=made.on + 9 * DAY)
    assert codes(refused) == ["full"]
    join(made, on=made.on + 10 * DAY)
    assert count(made.nucleus, people.today()) == 4


def test_a_place_taken_later_keeps_an_earlier_comer_out(made):
    join(made, on=made.on + 20 * DAY)
    with pytest.raises(Refused) as refused:
        join(made, on=made.on + 5 * DAY)
    assert codes(refused) == ["full"]


def test_one_of_another_district_version_or_nucleus_does_not_enter(made):
    other = a_second(made)
    with pytest.raises(Refused) as refused:
        join(made, made.cycles[0], nucleus=other)
    assert codes(refused) == ["in_another"]
    with pytest.raises(Refused) as refused:
        join(made, on=made.ground.on - DAY)
    assert set(codes(refused)) == {"before_formed", "before_cycle"}
    with pytest.raises(Refused) as refused:
        join(made, on=people.today() + DAY)
    assert codes(refused) == ["in_future"]


def test_only_the_office_of_the_district_puts_somebody_in(made):
    cycle = enrolment.enrolled(made.ground)
    for stranger in (people.other_head(), people.auditor()):
        with pytest.raises(NotAllowed):
            join(made, cycle, by=people.acting_as(stranger))
    for program, may in (("noa-jayatai", False), ("haku-winay", True)):
        who = people.acting_as(people.specialist(program=program))
        if may:
            join(made, cycle, by=who)
        else:
            with pytest.raises(NotAllowed):
                join(made, cycle, by=who)


# ---- leaving, going to another ------------------------------------------------------------------------------------


def test_who_leaves_waits_again_and_a_leaving_is_taken_back(made):
    leave(made)
    assert count(made.nucleus, made.on + 9 * DAY) == 3 and count(made.nucleus, made.on + 10 * DAY) == 2
    assert made.cycles[0] in waiting_cycles(made.nucleus.version_id, made.nucleus.district_id)
    undo_leave(membership=member(made), why=WHY, by=made.ana, at=now())
    assert count(made.nucleus, people.today()) == 3
    assert Line.objects.filter(verb__in=["nuclei.leave_nucleus", "nuclei.undo_leave"]).count() == 2


def test_a_leaving_is_not_taken_back_where_the_place_was_taken(made):
    join(made)
    leave(made)
    join(made, on=made.on + 15 * DAY)
    with pytest.raises(Refused) as refused:
        undo_leave(membership=member(made), why=WHY, by=made.ana, at=now())
    assert codes(refused) == ["full"]


def test_a_move_is_one_act_and_is_taken_back_as_one(made):
    other = a_second(made)
    there = move_to_nucleus(membership=member(made), to=other, on=made.on + 10 * DAY, by=made.ana, at=now())
    assert (count(made.nucleus, people.today()), count(other, people.today())) == (2, 1)
    assert (count(made.nucleus, made.on + 9 * DAY), count(other, made.on + 9 * DAY)) == (3, 0)
    undo_move(membership=there, why=WHY, by=made.ana, at=now())
    assert (count(made.nucleus, people.today()), count(other, people.today())) == (3, 0)
    assert Line.objects.filter(verb__startswith="nuclei.").count() == 2
    with pytest.raises(Refused) as refused:
        undo_move(membership=there, why=WHY, by=made.ana, at=now())
    assert codes(refused) == ["not_moved"]


def test_a_move_to_a_full_nucleus_leaves_everything_as_it_was(made):
    other = a_second(made, most=1)
    join(made, nucleus=other)
    with pytest.raises(Refused) as refused:
        move_to_nucleus(membership=member(made), to=other, on=made.on + 10 * DAY, by=made.ana, at=now())
    assert codes(refused) == ["full"]
    assert member(made).left_on is None and count(made.nucleus, people.today()) == 3


def test_a_household_that_never_was_there_waits_as_before(made):
    take_back_join(membership=member(made), why=WHY, by=made.ana, at=now())
    assert count(made.nucleus, made.on) == 2
    assert [one.left_why for one in came_and_went(made.nucleus, people.today())] == ["mistake"]
    join(made, made.cycles[0], on=made.on + DAY)
    assert count(made.nucleus, people.today()) == 3


# ---- what happens to the cycle ------------------------------------------------------------------------------------


def test_who_leaves_the_program_is_out_of_the_nucleus_by_itself_and_back_when_that_is_undone(made):
    out(made)
    assert count(made.nucleus, made.on + 9 * DAY) == 3 and count(made.nucleus, made.on + 10 * DAY) == 2
    assert nucleus_of(made.cycles[0].household, people.today()) is None
    assert undo_exit(enrolment=made.cycles[0], why=WHY, by=made.ana, at=now()) == []
    assert count(made.nucleus, people.today()) == 3


def test_one_that_comes_back_to_a_full_nucleus_waits_for_another(made):
    join(made)
    out(made)
    join(made, on=made.on + 20 * DAY)
    (lost,) = undo_exit(enrolment=made.cycles[0], why=WHY, by=made.ana, at=now())
    assert lost.left_on == made.on + 10 * DAY and lost.left_why == "place_taken"
    assert count(made.nucleus, people.today()) == 4
    assert made.cycles[0] in waiting_cycles(made.nucleus.version_id, made.nucleus.district_id)
    assert Line.objects.filter(verb="nuclei.give_up_place").count() == 1


def test_an_exit_undone_by_somebody_without_the_right_changes_nothing(made):
    join(made)
    out(made)
    join(made, on=made.on + 20 * DAY)
    with pytest.raises(NotAllowed):
        undo_exit(enrolment=made.cycles[0], why=WHY, by=people.acting_as(people.other_head()), at=now())
    assert member(made).left_on is None


def test_an_exit_before_the_household_joined_or_by_mistake_leaves_no_day_in_the_nucleus(made):
    late = enrolment.enrolled(made.ground)
    join(made, late, on=made.on + 5 * DAY)
    end_enrolment(enrolment=late, reason=ExitReason.NO_TIME, on=made.on + 2 * DAY, by=made.ana, at=now())
    out(made, 1, why=ExitReason.MISTAKE)
    assert [count(made.nucleus, made.on + after * DAY) for after in (0, 3, 6)] == [2, 2, 2]


def test_a_first_day_is_not_put_after_the_nucleus(made):
    with pytest.raises(Refused) as refused:
        correct_first_day(enrolment=made.cycles[0], on=made.on + DAY, why=WHY, by=made.ana, at=now())
    assert codes(refused) == ["cycle_before_nucleus"]
    correct_first_day(enrolment=made.cycles[0], on=made.on, why=WHY, by=made.ana, at=now())
    assert count(made.nucleus, made.on) == 3


def test_who_left_the_program_does_not_leave_the_nucleus_too(made):
    out(made, after=10)
    with pytest.raises(Refused) as refused:
        leave(made, after=20)
    assert codes(refused) == ["cycle_over"]
    assert leave(made, after=5).left_on == made.on + 5 * DAY


# ---- what happens to the household --------------------------------------------------------------------------------


def test_the_membership_follows_a_cycle_that_goes_on_in_another_household(made):
    """As a merge and a split do it, and as they are undone."""
    old, new = made.cycles[0].household, enrolment.household(made.ana)
    move_cycle(origin=old, target=new, why=CycleMoveWhy.MERGE, by=made.ana, at=now())
    assert nucleus_of(old, people.today()) is None
    assert nucleus_of(new, people.today()).nucleus == made.nucleus and count(made.nucleus, people.today()) == 3
    move_cycles_back(household=new, by=made.ana, at=now())
    assert nucleus_of(old, people.today()).nucleus == made.nucleus


def test_who_splits_off_is_in_no_nucleus_and_the_rest_of_the_household_stays(made):
    partner = registry.member(Kin.PARTNER)
    home = enrolment.household(made.ana, members=(*registry.household().members, partner))
    cycle = enrolment.enrolled(made.ground, home)
    join(made, cycle)
    leaving = home.members.get(kin=Kin.PARTNER)
    new = split_household(
        household=home, kin={leaving.public_id: Kin.PARTICIPANT}, place_code=home.place.code, on=people.today(),
        note="", by=made.ana, at=now(),
    )  # fmt: skip
    assert nucleus_of(home, people.today()).enrolment == cycle and nucleus_of(new, people.today()) is None
    assert count(made.nucleus, people.today()) == 4


def test_a_household_that_moved_within_the_district_stays_and_shows_where_it_lived_then(made):
    home = made.cycles[0].household
    move = people.today() - 2 * DAY
    moves(home, enrolment.place(2).code, move, made)
    then = next(one for one in members_on(made.nucleus, made.on) if one.household == home)
    today = next(one for one in members_on(made.nucleus, people.today()) if one.household == home)
    assert (then.place, today.place) == (enrolment.place(1), enrolment.place(2))


def moves(home, code, on, made):
    move_household(household=home, place_code=code, on=on, reason=MoveReason.WORK, note="", by=made.ana, at=now())


def test_one_that_moved_out_of_the_district_enters_a_nucleus_of_it_only_for_days_before(made):
    cycle = enrolment.enrolled(made.ground)
    moves(cycle.household, "050102", people.today() - 2 * DAY, made)
    with pytest.raises(Refused) as refused:
        join(made, cycle, on=people.today())
    assert codes(refused) == ["lives_elsewhere"]
    assert join(made, cycle, on=made.on).joined_on == made.on
