"""Contests: drafted, corrected, published and locked, closed, void, held anew."""

import pytest

from tests import people
from tests.nuclei import scene as nuclei
from tests.trainers import scene
from tests.trainers.scene import WHY, ago, at, codes
from winay.core.errors import NotAllowed, Refused
from winay.places.models import Place
from winay.programs.criterion_models import ContestCriterion
from winay.trainers.contest_models import Contest, Vacancy, VacancyZone
from winay.trainers.contest_rules import VacancySaid
from winay.trainers.services.contests import (
    close_contest,
    correct_contest,
    draft_contest,
    publish_contest,
    reopen_contest,
    void_contest,
)
from winay.trainers.services.vacancies import add_vacancy, remove_vacancy
from winay.trainers.terms import ContestState, ReopenHow, VoidWhy

pytestmark = pytest.mark.django_db


def test_a_contest_is_drafted_corrected_and_published(db):
    stage = scene.drafted()
    correct_contest(contest=stage.contest, said=scene.said(name="Otro nombre"), by=stage.ana, at=at(59))
    assert scene.line("correct_contest")["before"]["name"] == "Yachachiqs productivos de Vinchos"
    with pytest.raises(NotAllowed):
        publish_contest(contest=stage.contest, by=stage.ana, at=at(59))
    one = publish_contest(contest=stage.contest, by=stage.rosa, at=at(59))
    assert (one.state, one.published_on, one.name) == (ContestState.PUBLISHED, ago(59), "Otro nombre")
    for verb in (
        lambda: correct_contest(contest=one, said=scene.said(), by=stage.ana, at=at(58)),
        lambda: publish_contest(contest=one, by=stage.rosa, at=at(58)),
        lambda: remove_vacancy(vacancy=stage.vacancy, by=stage.ana, at=at(58)),
        lambda: add_vacancy(
            contest=one, said=VacancySaid("Otra", "quy", 1, ("050110",), 0), by=stage.ana, at=at(58)
        ),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            verb()
        assert codes(refused) == ["published_locked"]


@pytest.mark.parametrize(
    "more, code",
    [
        ({"closes_on": ago(61), "scores_until": ago(50)}, "closes_in_past"),
        ({"scores_until": ago(40)}, "scored_before_close"),
        ({"bases": "Corto."}, "bases_short"),
        ({"name": "a"}, "name"),
        ({"scores_until": ago(-900)}, "dates_far"),
    ],
)
def test_what_a_draft_cannot_say(db, more, code):
    with pytest.raises(Refused) as refused:
        scene.drafted(**more)
    assert codes(refused) == [code]


def test_a_version_without_criteria_holds_no_contest(db):
    assert ContestCriterion.objects.exists()
    made = nuclei.formed(1)
    from winay.trainers.contest_rules import may_draft

    assert not may_draft(scene.said(), criteria=0, today=ago(60)).ok
    with pytest.raises(NotAllowed):
        draft_contest(
            version=made.nucleus.version, place=Place.objects.get(code="21"), said=scene.said(), by=made.ana, at=at(60)
        )


@pytest.mark.parametrize(
    "said, code",
    [
        (VacancySaid("Puno", "quy", 1, ("210101",), 0), "zone_outside"),
        (VacancySaid("Nada", "quy", 1, (), 0), "no_zone"),
        (VacancySaid("Vinchos ALTO", "quy", 1, ("050110",), 0), "vacancy_named"),
        (VacancySaid("Cero", "quy", 0, ("050110",), 0), "posts"),
        (VacancySaid("Latín", "la", 1, ("050110",), 0), "language"),
    ],
)
def test_what_a_vacancy_cannot_be(db, said, code):
    stage = scene.drafted()
    with pytest.raises(Refused) as refused:
        add_vacancy(contest=stage.contest, said=said, by=stage.ana, at=at(59))
    assert codes(refused) == [code]


def test_a_contest_without_vacancies_or_days_is_not_published(db):
    stage = scene.drafted()
    with pytest.raises(Refused) as refused:
        publish_contest(contest=stage.contest, by=stage.rosa, at=at(42))
    assert codes(refused) == ["open_short"]
    remove_vacancy(vacancy=stage.vacancy, by=stage.ana, at=at(59))
    assert not Vacancy.objects.exists() and not VacancyZone.objects.exists()
    with pytest.raises(Refused) as refused:
        publish_contest(contest=stage.contest, by=stage.rosa, at=at(59))
    assert codes(refused) == ["no_vacancy"]


def test_it_closes_the_day_after_its_last_and_only_with_somebody(db):
    stage = scene.published()
    with pytest.raises(Refused) as refused:
        close_contest(contest=stage.contest, by=stage.ana, at=at(40))
    assert codes(refused) == ["still_open", "nobody_applied"]
    scene.applied(stage)
    assert close_contest(contest=stage.contest, by=stage.ana, at=at(39)).state == ContestState.CLOSED


def test_a_void_contest_is_held_anew_for_neighbours(db):
    stage = scene.published()
    with pytest.raises(Refused) as refused:
        void_contest(contest=stage.contest, why=VoidWhy.NOBODY_PASSED, note=WHY, by=stage.rosa, at=at(39))
    assert codes(refused) == ["somebody_passed"]
    with pytest.raises(NotAllowed):
        void_contest(contest=stage.contest, why=VoidWhy.NO_APPLICANTS, note=WHY, by=stage.ana, at=at(39))
    void = void_contest(contest=stage.contest, why=VoidWhy.NO_APPLICANTS, note=WHY, by=stage.rosa, at=at(39))
    again = {"closes_on": ago(20), "scores_until": ago(10), "by": stage.ana, "at": at(38)}
    with pytest.raises(Refused) as refused:
        reopen_contest(contest=void, how=ReopenHow.WIDENED, wider=("210101",), **again)
    assert codes(refused) == ["nothing_wider"]
    anew = reopen_contest(contest=void, how=ReopenHow.WIDENED, wider=("0501100003", "0501100004"), **again)
    assert anew.state == ContestState.DRAFT and anew.reopens == void
    assert VacancyZone.objects.filter(vacancy__contest=anew).count() == 3
    assert Vacancy.objects.get(contest=anew).posts == 2
    with pytest.raises(Refused) as refused:
        reopen_contest(contest=void, how=ReopenHow.NEW_DATES, **again)
    assert codes(refused) == ["reopened_already"]
    for_learners = void_contest(contest=anew, why=VoidWhy.NOT_NEEDED, note=WHY, by=stage.rosa, at=at(37))
    third = reopen_contest(contest=for_learners, how=ReopenHow.APPRENTICES, **again)
    assert Vacancy.objects.get(contest=third).apprentices


def test_one_that_somebody_applied_to_is_not_void_for_want_of_applicants(db):
    stage = scene.published()
    scene.applied(stage)
    with pytest.raises(Refused) as refused:
        void_contest(contest=stage.contest, why=VoidWhy.NO_APPLICANTS, note=WHY, by=stage.rosa, at=at(39))
    assert codes(refused) == ["somebody_applied"]
    with pytest.raises(Refused) as refused:
        void_contest(contest=stage.contest, why=VoidWhy.FAULT, note="falla", by=stage.rosa, at=at(39))
    assert codes(refused) == ["reason_short"]


def test_another_office_holds_nothing_here(db):
    stage, outsider = scene.drafted(), people.acting_as(people.other_head())
    for verb in (
        lambda: publish_contest(contest=stage.contest, by=outsider, at=at(59)),
        lambda: correct_contest(contest=stage.contest, said=scene.said(), by=outsider, at=at(59)),
        lambda: remove_vacancy(vacancy=stage.vacancy, by=outsider, at=at(59)),
        lambda: void_contest(contest=stage.contest, why=VoidWhy.FAULT, note=WHY, by=outsider, at=at(59)),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert Contest.objects.get().state == ContestState.DRAFT
