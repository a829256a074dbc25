"""Scoring: named by the head, conflicts declared, each apart, nothing over a maximum, closed sheets locked."""

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.trainers import scene
from tests.trainers.scene import WHY, at, codes
from winay.core.errors import NotAllowed, Refused
from winay.trainers.queries.scoring import mine_of, scorers_of
from winay.trainers.scoring_models import Conflict, Score, Scorer, Sheet
from winay.trainers.services.scoring import declare_conflict, dismiss_scorer, fill_sheet, name_scorer
from winay.trainers.terms import ConflictKind

pytestmark = pytest.mark.django_db


def test_the_head_names_and_dismisses(db):
    stage = scene.closed()
    person = people.specialist()
    with pytest.raises(NotAllowed):
        name_scorer(contest=stage.contest, person=person, by=stage.ana, at=at(39))
    one = name_scorer(contest=stage.contest, person=person, by=stage.rosa, at=at(39))
    with pytest.raises(Refused) as refused:
        name_scorer(contest=stage.contest, person=person, by=stage.rosa, at=at(39))
    assert codes(refused) == ["named_already"]
    dismiss_scorer(scorer=one, why=WHY, by=stage.rosa, at=at(38))
    with pytest.raises(Refused) as refused:
        dismiss_scorer(scorer=one, why=WHY, by=stage.rosa, at=at(38))
    assert codes(refused) == ["dismissed_already"]
    one.refresh_from_db()
    application = scene.candidates(stage)[0]
    with pytest.raises(NotAllowed):
        declare_conflict(
            scorer=one, application=application, kind=ConflictKind.NONE, by=people.acting_as(person), at=at(37)
        )


def test_whoever_has_a_conflict_does_not_score_that_one(db):
    stage = scene.closed()
    first, second, _ = scene.candidates(stage)
    given = {"points": scene.points(stage), "by": stage.people[0], "at": at(37)}
    with pytest.raises(Refused) as refused:
        fill_sheet(scorer=stage.scorers[0], application=first, **given)
    assert codes(refused) == ["undeclared"]
    with pytest.raises(Refused) as refused:
        declare_conflict(
            scorer=stage.scorers[0], application=first, kind=ConflictKind.OTHER, by=stage.people[0], at=at(37)
        )
    assert codes(refused) == ["conflict_words"]
    declare_conflict(
        scorer=stage.scorers[0], application=first, kind=ConflictKind.RELATIVE, note="Es mi primo", by=stage.people[0],
        at=at(37),
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        fill_sheet(scorer=stage.scorers[0], application=first, **given)
    assert codes(refused) == ["conflicted"]
    scene.scores(stage, 0, second)
    with pytest.raises(IntegrityError, match="nothing ties"), transaction.atomic():
        Sheet.objects.create(scorer=stage.scorers[0], application=first)
    with pytest.raises(IntegrityError, match="declared before"), transaction.atomic():
        Conflict.objects.filter(scorer=stage.scorers[0], application=second).update(kind="relative")
    with pytest.raises(Refused) as refused:
        declare_conflict(
            scorer=stage.scorers[0], application=second, kind=ConflictKind.ENEMY, by=stage.people[0], at=at(36)
        )
    assert codes(refused) == ["sheet_closed"]


def test_more_than_the_maximum_is_refused_by_rule_and_database(db):
    stage = scene.closed()
    one = scene.candidates(stage)[0]
    criterion = scene.criteria(stage)["own_plot"]
    with pytest.raises(Refused) as refused:
        scene.scores(stage, 0, one, own_plot=criterion.maximum + 1)
    assert codes(refused) == ["over_maximum"]
    sheet = scene.scores(stage, 0, one, closing=False)
    with pytest.raises(IntegrityError, match="more points"), transaction.atomic():
        Score.objects.filter(sheet=sheet, criterion=criterion).update(points=criterion.maximum + 1)
    with pytest.raises(Refused) as refused:
        fill_sheet(
            scorer=stage.scorers[0], application=one, points={999999: 1}, by=stage.people[0], at=at(36)
        )  # fmt: skip
    assert codes(refused) == ["criterion_unknown"]


def test_a_sheet_is_kept_completed_closed_and_locked(db):
    stage = scene.closed()
    one = scene.candidates(stage)[0]
    scene.frees(stage, 0, one)
    half = dict.fromkeys(scene.points(stage)) | {scene.criteria(stage)["interview"].pk: 7}
    give = {"scorer": stage.scorers[0], "application": one, "by": stage.people[0], "at": at(36)}
    fill_sheet(points=half, **give)
    with pytest.raises(Refused) as refused:
        fill_sheet(points=half, closing=True, **give)
    assert codes(refused) == ["sheet_incomplete"] and Score.objects.count() == 1
    sheet = fill_sheet(points=scene.points(stage), closing=True, **give)
    with pytest.raises(Refused) as refused:
        fill_sheet(points=scene.points(stage, 10), **give)
    assert codes(refused) == ["sheet_closed"]
    for attack in (
        lambda: Score.objects.filter(sheet=sheet).update(points=0),
        lambda: Score.objects.filter(sheet=sheet).delete(),
        lambda: Sheet.objects.filter(pk=sheet.pk).update(closed_at=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()


def test_a_scorer_sees_their_own_alone_and_nobody_scores_for_them(db):
    stage = scene.closed()
    one = scene.candidates(stage)[0]
    scene.scores(stage, 0, one)
    assert sum(bool(mine.points) for mine in mine_of(stage.scorers[0])) == 1
    assert not any(mine.points or mine.sheet or mine.conflict for mine in mine_of(stage.scorers[1]))
    for somebody in (stage.people[1], stage.rosa, people.acting_as(people.manager())):
        with pytest.raises(NotAllowed):
            fill_sheet(
                scorer=stage.scorers[0], application=one, points=scene.points(stage), by=somebody, at=at(36)
            )  # fmt: skip
    assert [row.closed for row in scorers_of(stage.contest)] == [1, 0, 0]
    assert Scorer.objects.count() == 3


def test_nobody_scores_before_the_close(db):
    stage = scene.published()
    one = scene.applied(stage)
    scene.named(stage)
    scene.frees(stage, 0, one)
    with pytest.raises(Refused) as refused:
        fill_sheet(
            scorer=stage.scorers[0], application=one, points=scene.points(stage), by=stage.people[0], at=at(41)
        )  # fmt: skip
    assert codes(refused) == ["not_scoring"]
