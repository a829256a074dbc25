"""When a trainer is away: told before, while and after, taken back, and what the verb and the database refuse."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.nuclei import scene as nuclei
from tests.trainers import scene
from tests.trainers.scene import ago, at, codes, line
from tests.trainers.test_caseloads import hires
from tests.worlds import world
from winay.core.errors import NotAllowed, Refused
from winay.trainers.contract_models import Contract
from winay.trainers.queries.absences import absences_of
from winay.trainers.schedule_models import Absence
from winay.trainers.schedule_rules import AbsenceSaid
from winay.trainers.services.absences import take_back_absence, tell_absence
from winay.trainers.terms import AbsenceWhy

pytestmark = pytest.mark.django_db


def _made() -> nuclei.Formed:
    made = nuclei.formed(1)
    made.one = hires(made, 0)  # type: ignore[attr-defined]
    return made


made = world(_made)


def away(
    made: nuclei.Formed, since: date, until: date, why: AbsenceWhy = AbsenceWhy.ILLNESS, note: str = "", **more: Any
) -> Absence:
    facts = {"contract": made.one, "by": made.ana, "at": at(0)} | more  # type: ignore[attr-defined]
    return tell_absence(said=AbsenceSaid(since, until, why, note), **facts)


def known(contract: Contract, **more: Any) -> list[tuple[date, date]]:
    return [(one.from_on, one.until_on) for one in absences_of([contract.pk], **more)]


def test_an_absence_is_told_before_and_after_and_taken_back(made):
    late = away(made, ago(8), ago(6))
    away(made, ago(-3), ago(-10), AbsenceWhy.HARVEST)
    assert known(made.one) == [(ago(8), ago(6)), (ago(-3), ago(-10))]
    assert line("tell_absence")["after"]["absence_why"] == "harvest"
    assert known(made.one, since=ago(6), until=ago(-4)) == [(ago(-3), ago(-10))]
    assert known(made.one, until=ago(-3)) == [(ago(8), ago(6))]
    take_back_absence(absence=late, by=made.ana, at=at(0))
    assert known(made.one) == [(ago(-3), ago(-10))]
    away(made, ago(8), ago(5))
    with pytest.raises(Refused) as refused:
        take_back_absence(absence=late, by=made.ana, at=at(0))
    assert codes(refused) == ["absence_taken_back"]


@pytest.mark.parametrize(
    ("since", "until", "more", "code"),
    [
        (5, 5, {}, "absence_backwards"),
        (5, 7, {}, "absence_backwards"),
        (11, 9, {}, "absence_outside"),
        (-160, -171, {}, "absence_outside"),
        (0, -185, {}, "absence_long"),
        (4, 2, {}, "absence_met"),
        (6, 4, {}, "absence_met"),
        (1, 0, {"why": AbsenceWhy.OTHER, "note": "cosas"}, "reason_short"),
    ],
)
def test_what_is_refused(made, since, until, more, code):
    away(made, ago(5), ago(3))
    with pytest.raises(Refused) as refused:
        away(made, ago(since), ago(until), **more)
    assert code in codes(refused)
    assert Absence.objects.count() == 1


def test_absences_may_follow_each_other_and_another_reason_is_written(made):
    away(made, ago(5), ago(3))
    away(made, ago(3), ago(2), AbsenceWhy.OTHER, scene.WHY)
    assert len(known(made.one)) == 2


def test_another_office_tells_nothing(made):
    stranger = people.acting_as(people.other_head())
    with pytest.raises(NotAllowed):
        away(made, ago(5), ago(3), by=stranger)
    told = away(made, ago(5), ago(3))
    with pytest.raises(NotAllowed):
        take_back_absence(absence=told, by=stranger, at=at(0))


def test_the_database_itself(made):
    told = away(made, ago(5), ago(3))
    row = {"contract": made.one, "why": "illness", "told_by": made.ana.public_id, "told_at": at(0)}

    def refused(**more: Any) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Absence.objects.create(**(row | more))

    refused(from_on=ago(4), until_on=ago(1))
    refused(from_on=ago(1), until_on=ago(1))
    refused(from_on=ago(12), until_on=ago(11))
    refused(from_on=ago(2), until_on=ago(1), why="tired")
    refused(from_on=ago(2), until_on=ago(1), why="other")
    for change in ({"from_on": ago(4)}, {"why": "harvest"}, {"taken_back_at": at(0)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Absence.objects.filter(pk=told.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.all().delete()
    take_back_absence(absence=told, by=made.ana, at=at(0))
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.filter(pk=told.pk).update(taken_back_at=None, taken_back_by=None)
    Absence.objects.create(**(row | {"from_on": ago(4), "until_on": ago(3)}))
