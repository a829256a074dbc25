"""Stages, names, closing and opening again."""

from datetime import timedelta

import pytest

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import scene
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.journal.models import Line
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.members import counts_on
from winay.nuclei.queries.nuclei import clock_of, stages_of
from winay.nuclei.services.memberships import join_nucleus
from winay.nuclei.services.stages import begin_stage, close_nucleus, rename_nucleus, reopen_nucleus, reverse_stage
from winay.programs.terms import StageKey

pytestmark = pytest.mark.django_db
DAY, WHY = timedelta(days=1), scene.WHY
ONE, TWO, THREE = StageKey


made = world(scene.formed, 3, least=1, most=4)


def begin(made, stage=ONE, after=10, by=None):
    return begin_stage(nucleus=made.nucleus, stage=stage, on=made.on + after * DAY, by=by or made.rosa, at=now())


def close(made, after=60, by=None, why=WHY) -> Nucleus:
    return close_nucleus(nucleus=made.nucleus, on=made.on + after * DAY, why=why, by=by or made.rosa, at=now())


def codes(refused) -> list[str]:
    return [reason.code.removeprefix("nuclei.") for reason in refused.value.reasons]


def standing(made) -> list[str]:
    return [one.stage for one in stages_of([made.nucleus.pk]).get(made.nucleus.pk, [])]


def count(made, after) -> int:
    return counts_on([made.nucleus.pk], made.on + after * DAY).get(made.nucleus.pk, 0)


def test_months_begin_with_the_first_stage_and_move_when_it_is_told_anew(made):
    assert clock_of(made.nucleus).began_on is None
    first = begin(made, after=10)
    assert clock_of(made.nucleus).began_on == made.on + 10 * DAY and clock_of(made.nucleus).months == 36
    reverse_stage(move=first, why=WHY, by=made.rosa, at=now())
    assert standing(made) == [] and clock_of(made.nucleus).began_on is None
    begin(made, after=12)
    assert clock_of(made.nucleus).began_on == made.on + 12 * DAY
    assert Line.objects.filter(verb="nuclei.begin_stage").count() == 2


def test_a_stage_is_not_skipped_or_taken_back_from_below(made):
    with pytest.raises(Refused) as refused:
        begin(made, TWO)
    assert codes(refused) == ["stage_order"]
    first, _second = begin(made, ONE, 10), begin(made, TWO, 20)
    with pytest.raises(Refused) as refused:
        reverse_stage(move=first, why=WHY, by=made.rosa, at=now())
    assert codes(refused) == ["stage_not_newest"] and standing(made) == [ONE, TWO]


def test_the_office_head_of_the_district_alone_tells_of_stages_and_closes(made):
    for person in (made.ana, people.acting_as(people.other_head()), people.acting_as(people.auditor())):
        for verb in (begin, close):
            with pytest.raises(NotAllowed):
                verb(made, by=person)
    assert standing(made) == [] and Nucleus.objects.get(pk=made.nucleus.pk).closed_on is None


def test_when_a_nucleus_closes_its_households_are_in_the_program_and_in_no_nucleus(made):
    end_enrolment(
        enrolment=made.cycles[0], reason=ExitReason.NO_TIME, on=made.on + 30 * DAY, by=made.ana, at=now()
    )  # fmt: skip
    closed = close(made)
    assert closed.closed_on == made.on + 60 * DAY
    assert (count(made, 29), count(made, 59), count(made, 60)) == (3, 2, 0)
    assert set(Membership.objects.values_list("left_why", flat=True)) == {"nucleus_closed"}
    with pytest.raises(Refused) as refused:
        close(made, 61)
    assert codes(refused) == ["closed_already"]


def test_nothing_enters_or_begins_after_the_end(made):
    late = enrolment.enrolled(made.ground)
    close(made)
    with pytest.raises(Refused) as refused:
        join_nucleus(nucleus=made.nucleus, enrolment=late, on=made.on, by=made.ana, at=now())
    assert codes(refused) == ["closed_already"]
    with pytest.raises(Refused) as refused:
        begin(made, after=60)
    assert codes(refused) == ["after_closing"]
    begin(made, after=59)


def test_a_nucleus_does_not_close_before_what_was_told_of_it(made):
    begin(made, after=20)
    with pytest.raises(Refused) as refused:
        close(made, 20)
    assert codes(refused) == ["told_since"]
    close(made, 21)


def test_one_closed_by_mistake_is_as_it_was_but_for_those_that_are_elsewhere(made):
    other = scene.nucleus(made.ground, formed_on=made.on, name="Wiñay Llaqta", least=1, most=4)
    close(made)
    join_nucleus(nucleus=other, enrolment=made.cycles[0], on=made.on + 65 * DAY, by=made.ana, at=now())
    reopen_nucleus(nucleus=made.nucleus, why=WHY, by=made.rosa, at=now())
    assert count(made, 70) == 2 and counts_on([other.pk], people.today()) == {other.pk: 1}
    with pytest.raises(Refused) as refused:
        reopen_nucleus(nucleus=made.nucleus, why=WHY, by=made.rosa, at=now())
    assert codes(refused) == ["not_closed"]


def test_a_name_is_changed_and_another_open_nucleus_has_it_for_itself(made):
    other = scene.nucleus(made.ground, formed_on=made.on, name="Wiñay Llaqta", least=1, most=4)
    with pytest.raises(Refused) as refused:
        rename_nucleus(nucleus=made.nucleus, name="Wiñay Llaqta", by=made.ana, at=now())
    assert codes(refused) == ["nucleus_name_taken"]
    close_nucleus(nucleus=other, on=people.today(), why=WHY, by=made.rosa, at=now())
    assert rename_nucleus(nucleus=made.nucleus, name=" Wiñay Llaqta ", by=made.ana, at=now()).name == "Wiñay Llaqta"
    with pytest.raises(Refused) as refused:
        reopen_nucleus(nucleus=other, why=WHY, by=made.rosa, at=now())
    assert codes(refused) == ["nucleus_name_taken"]
