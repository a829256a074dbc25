"""Rankings: drawn up, drawn for, published by another person, appealed and drawn up anew."""

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.trainers import scene
from tests.trainers.scene import WHY, ago, at, codes
from winay.core.errors import NotAllowed, Refused
from winay.trainers.queries.rankings import in_force, lines_of, ranked_now
from winay.trainers.ranking_models import Appeal, Correction, Ranking, RankLine
from winay.trainers.scoring_models import Score
from winay.trainers.services.contests import void_contest
from winay.trainers.services.rankings import (
    answer_appeal,
    draw_up_ranking,
    publish_results,
    receive_appeal,
    return_ranking,
)
from winay.trainers.services.scoring import declare_conflict, dismiss_scorer
from winay.trainers.terms import AppealAnswer, ConflictKind, VoidWhy

pytestmark = pytest.mark.django_db
MINUTES = "En el local comunal, ante las tres personas, con papelitos en un sombrero."


def places(ranking: Ranking) -> list[tuple[int, str]]:
    return [(line.application.number, line.outcome) for line in lines_of(ranking)]


def test_everybody_is_placed_and_another_person_publishes(db):
    stage, ranking = scene.ranked(scene.scored((70, 90, 80, 40)))
    assert places(ranking) == [(2, "selected"), (3, "selected"), (1, "substitute"), (4, "below_mark")]
    assert lines_of(ranking)[0].points_e2 == sum(scene.points(stage, 90).values()) * 100
    with pytest.raises(NotAllowed):
        publish_results(ranking=ranking, by=stage.ana, at=at(28))
    done = publish_results(ranking=ranking, by=stage.rosa, at=at(28))
    assert done.appeals_until == ago(23) and in_force(stage.contest) == ranking
    with pytest.raises(Refused) as refused:
        publish_results(ranking=ranking, by=stage.rosa, at=at(28))
    assert codes(refused) == ["not_ranked", "results_published"]


def test_whoever_drew_it_up_does_not_publish(db):
    stage = scene.scored()
    ranking = draw_up_ranking(contest=stage.contest, by=stage.rosa, at=at(30))
    with pytest.raises(Refused) as refused:
        publish_results(ranking=ranking, by=stage.rosa, at=at(28))
    assert codes(refused) == ["same_person"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Ranking.objects.filter(pk=ranking.pk).update(
            published_by=stage.rosa.public_id, published_at=at(28), published_on=ago(28), appeals_until=ago(23)
        )


def test_open_sheets_and_too_few_scorers_keep_it_back(db):
    stage = scene.closed(applicants=2)
    first, second = scene.candidates(stage)
    for n in range(3):
        scene.scores(stage, n, first)
    with pytest.raises(Refused) as refused:
        draw_up_ranking(contest=stage.contest, by=stage.ana, at=at(30))
    assert codes(refused) == ["sheets_open", "few_sheets"]
    scene.scores(stage, 0, second)
    scene.scores(stage, 1, second)
    declare_conflict(
        scorer=stage.scorers[2], application=second, kind=ConflictKind.PARTNER, by=stage.people[2], at=at(37)
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        draw_up_ranking(contest=stage.contest, by=stage.ana, at=at(30))
    assert codes(refused) == ["few_sheets"]
    scene.named(stage)
    scene.scores(stage, 3, second)
    scene.scores(stage, 3, first, part=90)
    ranking = draw_up_ranking(contest=stage.contest, by=stage.ana, at=at(30))
    assert sorted(RankLine.objects.filter(ranking=ranking).values_list("sheets", flat=True)) == [3, 4]


def test_sheets_of_a_dismissed_scorer_do_not_count(db):
    stage = scene.closed(applicants=1, scorers=4)
    (one,) = scene.candidates(stage)
    for n in range(4):
        scene.scores(stage, n, one, part=100 if n == 3 else 70)
    dismiss_scorer(scorer=stage.scorers[3], why=WHY, by=stage.rosa, at=at(31))
    ranked, _ = ranked_now(stage.contest)
    assert ranked.lines[0].points_e2 == sum(scene.points(stage, 70).values()) * 100


def test_a_tie_asks_for_a_draw_told_in_minutes(db):
    stage = scene.scored((80, 80, 70))
    first, second, _ = scene.candidates(stage)
    with pytest.raises(Refused) as refused:
        draw_up_ranking(contest=stage.contest, by=stage.ana, at=at(30))
    assert codes(refused) == ["tie"]
    lots = {first.pk: 2, second.pk: 1}
    with pytest.raises(Refused) as refused:
        draw_up_ranking(contest=stage.contest, drawn=lots, draw_on=ago(30), minutes="Sorteo", by=stage.ana, at=at(30))
    assert codes(refused) == ["draw_minutes"]
    ranking = draw_up_ranking(
        contest=stage.contest, drawn=lots, draw_on=ago(30), minutes=MINUTES, by=stage.ana, at=at(30)
    )  # fmt: skip
    assert [number for number, _ in places(ranking)] == [2, 1, 3]
    assert [line.parted_by for line in lines_of(ranking)] == ["", "draw", ""]


def test_one_is_returned_and_drawn_up_anew(db):
    stage, ranking = scene.ranked()
    return_ranking(ranking=ranking, why=WHY, by=stage.rosa, at=at(29))
    with pytest.raises(Refused) as refused:
        publish_results(ranking=ranking, by=stage.rosa, at=at(28))
    assert "results_published" in codes(refused)
    again = draw_up_ranking(contest=stage.contest, by=stage.ana, at=at(28))
    assert again.number == 2 and Ranking.objects.count() == 2


def test_a_founded_appeal_corrects_and_ranks_anew_and_the_old_one_stays(db):
    stage, ranking = scene.with_results(scene.scored((75, 70, 60)))
    loser = scene.candidates(stage)[1]
    with pytest.raises(Refused) as refused:
        receive_appeal(application=loser, received_on=ago(20), text=WHY, by=stage.ana, at=at(20))
    assert codes(refused) == ["appeal_late"]
    appeal = receive_appeal(application=loser, received_on=ago(23), text=WHY, by=stage.ana, at=at(20))  # told later
    criterion = scene.criteria(stage)["language"]
    mine = Score.objects.filter(sheet__application=loser, criterion=criterion)
    founded = {"answer": AppealAnswer.FOUNDED, "why": WHY, "criterion_id": criterion.pk, "at": at(19)}
    with pytest.raises(Refused) as refused:
        answer_appeal(appeal=appeal, by=stage.rosa, corrected={}, **founded)
    assert codes(refused) == ["nothing_corrected"]
    with pytest.raises(Refused) as refused:
        answer_appeal(appeal=appeal, by=stage.rosa, corrected={mine[0].pk: 16}, **founded)
    assert codes(refused) == ["over_maximum"]
    other = Score.objects.filter(criterion=criterion).exclude(sheet__application=loser)[0]
    with pytest.raises(Refused) as refused:
        answer_appeal(appeal=appeal, by=stage.rosa, corrected={other.pk: 15}, **founded)
    assert "criterion_unknown" in codes(refused)
    answer_appeal(appeal=appeal, by=stage.rosa, corrected={one.pk: 15 for one in mine}, **founded)
    again = draw_up_ranking(contest=stage.contest, by=stage.ana, at=at(18))
    assert again.number == 2 and in_force(stage.contest) == ranking
    publish_results(ranking=again, by=stage.rosa, at=at(17))
    assert places(again)[0] == (2, "selected") and places(ranking)[0] == (1, "selected")
    assert Correction.objects.count() == 3 and set(mine.values_list("points", flat=True)) == {10}
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.update(points=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        RankLine.objects.filter(ranking=ranking).update(place=1)


def test_whoever_scored_answers_no_appeal(db):
    stage = scene.closed(applicants=1)
    (one,) = scene.candidates(stage)
    for n in range(3):
        scene.scores(stage, n, one)
    stage, _ = scene.with_results(stage)
    appeal = receive_appeal(application=one, received_on=ago(27), text=WHY, by=stage.ana, at=at(27))
    scorer = stage.people[0]
    people.give(scorer.person, people.RoleKey.OFFICE_HEAD, "05")
    by = people.acting_as(scorer.person)
    with pytest.raises(Refused) as refused:
        answer_appeal(appeal=appeal, answer=AppealAnswer.UNFOUNDED, why=WHY, by=by, at=at(26))
    assert codes(refused) == ["scorer_answers"]
    with pytest.raises(IntegrityError, match="did not score"), transaction.atomic():
        Appeal.objects.update(answer="unfounded", answer_why="x", answered_by=by.public_id, answered_at=at(26))
    done = answer_appeal(appeal=appeal, answer=AppealAnswer.UNFOUNDED, why=WHY, by=stage.rosa, at=at(26))
    assert done.answer == "unfounded"
    with pytest.raises(Refused) as refused:
        draw_up_ranking(contest=stage.contest, by=stage.ana, at=at(25))
    assert codes(refused) == ["not_scoring"]


def test_nobody_passed_makes_it_void(db):
    stage, _ = scene.with_results(scene.scored((40, 30)))
    void = void_contest(contest=stage.contest, why=VoidWhy.NOBODY_PASSED, note=WHY, by=stage.rosa, at=at(20))
    assert void.state == "void"
