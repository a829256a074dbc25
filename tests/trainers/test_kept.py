"""What the database itself refuses of contests and applications, whatever the verbs forgot; on both databases."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.trainers import scene
from tests.trainers.scene import WHY, ago, at
from winay.trainers.application_models import Applicant, Application
from winay.trainers.contest_models import Contest, Vacancy, VacancyZone
from winay.trainers.services.contests import void_contest
from winay.trainers.terms import VoidWhy

pytestmark = pytest.mark.django_db


def refused(act: Any, why: str | None = None) -> None:
    with pytest.raises(IntegrityError, match=why), transaction.atomic():
        act()


@pytest.mark.parametrize(
    "more", [{"closes_on": ago(35)}, {"bases": "Otra cosa"}, {"kind": "financial"}, {"name": "Otro"}]
)
def test_a_published_call_does_not_change(db, more):
    stage = scene.published()
    refused(lambda: Contest.objects.filter(pk=stage.contest.pk).update(**more), "does not change")


def test_nor_do_its_vacancies(db):
    stage = scene.published()
    refused(lambda: Vacancy.objects.filter(pk=stage.vacancy.pk).update(posts=9))
    refused(lambda: VacancyZone.objects.all().delete())
    refused(lambda: Vacancy.objects.create(contest=stage.contest, position=2, name="x", language="quy", posts=1))


def test_a_void_contest_and_what_was_received_stay(db):
    stage = scene.published()
    one = scene.applied(stage)
    refused(lambda: Application.objects.filter(pk=one.pk).update(received_on=ago(44)))
    refused(lambda: Application.objects.all().delete())
    refused(lambda: Applicant.objects.update(national_id_hash="0" * 32))
    void_contest(contest=stage.contest, why=VoidWhy.FAULT, note=WHY, by=stage.rosa, at=at(39))
    refused(lambda: Contest.objects.update(void_note="Otra razón"))


def test_a_late_application_and_one_for_another_contest_are_no_rows(db):
    stage = scene.published()
    one = scene.applied(stage)
    row = {
        "contest": stage.contest, "vacancy": stage.vacancy, "number": 9, "place": one.place,
        "education": "primary", "practice_years": 1, "registered_by": one.registered_by, "registered_at": at(41),
        "state": "received",
    }  # fmt: skip
    other = Applicant.objects.get()
    refused(
        lambda: Application.objects.create(applicant=other, received_on=ago(41), **row), "(?i)unique|duplicate|kept"
    )
    Application.objects.filter(pk=one.pk).update(
        state="withdrawn", withdrawn_on=ago(41), withdrawn_why="x", withdrawn_by=one.registered_by
    )
    refused(lambda: Application.objects.create(applicant=other, received_on=ago(39), **row), "after it closed")
    refused(lambda: Application.objects.create(applicant=other, received_on=ago(61), **row), "before the contest")
    elsewhere = scene.drafted(stage.made, name="Otro concurso")
    refused(
        lambda: Application.objects.create(
            applicant=other, received_on=ago(41), **(row | {"vacancy": elsewhere.vacancy})
        ),
        "another contest",
    )
