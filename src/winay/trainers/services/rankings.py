"""Verbs on rankings: draw one up, publish it, receive and answer appeals."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.journal.services import record
from winay.programs.criterion_models import ContestCriterion
from winay.trainers.access import require_for
from winay.trainers.application_models import Application
from winay.trainers.contest_models import Contest
from winay.trainers.queries.contests import scoring_of
from winay.trainers.queries.rankings import in_force, ranked_now, scored_by, waits_for_ranking
from winay.trainers.queries.scoring import candidates_of, progress_of
from winay.trainers.ranking_models import Appeal, Correction, Ranking, RankLine, RankPart
from winay.trainers.ranking_rules import (
    DRAW,
    Placed,
    may_answer,
    may_appeal,
    may_draw_up,
    may_publish_results,
    may_return,
)
from winay.trainers.scoring_models import Score
from winay.trainers.services.records import about_contest, locked_contest, today_at
from winay.trainers.terms import AppealAnswer, ContestState, Outcome


@transaction.atomic
def draw_up_ranking(
    *,
    contest: Contest,
    drawn: Mapping[int, int] | None = None,
    draw_on: date | None = None,
    minutes: str = "",
    by: Actor,
    at: datetime,
) -> Ranking:
    """Place the candidates by the sheets as they stand. `drawn` gives the order that a draw gave those of a tie (by
    application), `minutes` tell of it. Another person publishes it."""
    contest = locked_contest(contest.pk)
    require_for(contest, Permission.RUN_CONTEST, by)
    ranked, scoring = ranked_now(contest, dict(drawn or {}))
    before = in_force(contest)
    refuse_unless(
        may_draw_up(
            ContestState(contest.state),
            progress_of(contest, candidates_of(contest), scoring.scorers),
            ties=ranked.ties,
            draw_on=draw_on,
            minutes=minutes,
            today=today_at(at),
            corrected=waits_for_ranking(contest, before),
        )
    )
    number = (Ranking.objects.filter(contest=contest).aggregate(last=Max("number"))["last"] or 0) + 1
    ranking = Ranking.objects.create(
        contest=contest, number=number, pass_mark=scoring.pass_mark, draw_on=draw_on, draw_minutes=minutes.strip(),
        drawn_up_by=by.public_id, drawn_up_at=at,
    )  # fmt: skip
    keys = {str(pk): one.key for pk, one in scoring.criteria.items()} | {DRAW: DRAW, "": ""}
    _write(ranking, ranked.lines, keys)
    contest.state = ContestState.SCORED.value
    contest.save(update_fields=["state"])
    selected = sum(line.outcome is Outcome.SELECTED for line in ranked.lines)
    record(
        "trainers.draw_up_ranking", by=by, at=at, subjects=_about(ranking),
        after={"number": number, "candidates": len(ranked.lines), "selected": selected, "draw": bool(minutes.strip())},
    )  # fmt: skip
    return ranking


def _write(ranking: Ranking, lines: tuple[Placed, ...], keys: Mapping[str, str]) -> None:
    rows = RankLine.objects.bulk_create(
        RankLine(
            ranking=ranking, application_id=one.key, place=one.place, points_e2=one.points_e2, sheets=one.sheets,
            outcome=one.outcome, parted_by=keys[one.parted_by], drawn=one.drawn,
        )
        for one in lines
    )  # fmt: skip
    RankPart.objects.bulk_create(
        RankPart(line=row, criterion_id=criterion, points_e2=points)
        for row, one in zip(rows, lines, strict=True)
        for criterion, points in one.parts_e2.items()
    )


@transaction.atomic
def publish_results(*, ranking: Ranking, by: Actor, at: datetime) -> Ranking:
    """Make a ranking public, by somebody else than who drew it up. Appeals are received from this day on."""
    contest = locked_contest(ranking.contest_id)
    require_for(contest, Permission.DECIDE_CONTEST, by)
    ranking = Ranking.objects.get(pk=ranking.pk)
    ranking.contest = contest
    refuse_unless(
        may_publish_results(
            ContestState(contest.state),
            published=ranking.published_at is not None or ranking.returned_at is not None,
            same_person=ranking.drawn_up_by == by.public_id,
        )
    )
    today = today_at(at)
    days = scoring_of(contest.version_id, contest.kind).appeal_days
    ranking.published_by, ranking.published_at, ranking.published_on = by.public_id, at, today
    ranking.appeals_until = today + timedelta(days=days)
    ranking.save(update_fields=["published_by", "published_at", "published_on", "appeals_until"])
    contest.state = ContestState.RESULTS.value
    contest.save(update_fields=["state"])
    record(
        "trainers.publish_results", by=by, at=at, subjects=_about(ranking),
        after={"number": ranking.number, "appeals_until": ranking.appeals_until},
    )  # fmt: skip
    return ranking


@transaction.atomic
def return_ranking(*, ranking: Ranking, why: str, by: Actor, at: datetime) -> Ranking:
    """Send a ranking back before it is published: a draw told wrongly, a sheet that should not count. It stays
    readable, and another is drawn up."""
    contest = locked_contest(ranking.contest_id)
    require_for(contest, Permission.DECIDE_CONTEST, by)
    ranking = Ranking.objects.get(pk=ranking.pk)
    ranking.contest = contest
    settled = ranking.published_at is not None or ranking.returned_at is not None
    refuse_unless(may_return(ContestState(contest.state), settled=settled, why=why))
    ranking.returned_by, ranking.returned_at, ranking.returned_why = by.public_id, at, why.strip()
    ranking.save(update_fields=["returned_by", "returned_at", "returned_why"])
    contest.state = (ContestState.RESULTS if in_force(contest) else ContestState.CLOSED).value
    contest.save(update_fields=["state"])
    record(
        "trainers.return_ranking", by=by, at=at, subjects=_about(ranking),
        after={"number": ranking.number, "reason": ranking.returned_why},
    )  # fmt: skip
    return ranking


@transaction.atomic
def receive_appeal(
    *, application: Application, received_on: date, text: str, by: Actor, at: datetime
) -> Appeal:  # fmt: skip
    """Write down what a candidate holds against the results, on the day on which it came, told late or not."""
    contest = locked_contest(application.contest_id)
    require_for(contest, Permission.RUN_CONTEST, by)
    ranking = in_force(contest)
    ranked = ranking is not None and RankLine.objects.filter(ranking=ranking, application=application).exists()
    refuse_unless(
        may_appeal(
            ContestState(contest.state),
            current=ranked,
            received_on=received_on,
            since=ranking.published_on if ranking else None,
            until=ranking.appeals_until if ranking else None,
            today=today_at(at),
            text=text,
            appealed=Appeal.objects.filter(ranking=ranking, application=application).exists(),
        )
    )
    assert ranking is not None
    appeal = Appeal.objects.create(
        ranking=ranking, application=application, received_on=received_on, text=text.strip(),
        registered_by=by.public_id, registered_at=at,
    )  # fmt: skip
    record("trainers.receive_appeal", by=by, at=at, subjects=_of(appeal, contest), after={"received_on": received_on})
    return appeal


@transaction.atomic
def answer_appeal(
    *,
    appeal: Appeal,
    answer: AppealAnswer,
    why: str,
    criterion_id: int | None = None,
    corrected: Mapping[int, int] | None = None,
    by: Actor,
    at: datetime,
) -> Appeal:
    """Answer an appeal, by somebody who did not score. Founded, `corrected` gives the points of one criterion by score;
    the ranking is to be drawn up anew, and the old one stays readable."""
    contest = locked_contest(appeal.ranking.contest_id)
    require_for(contest, Permission.DECIDE_CONTEST, by)
    appeal = Appeal.objects.select_related("application__applicant", "ranking").get(pk=appeal.pk)
    if contest.state != ContestState.RESULTS:
        raise Refused([Reason("trainers.no_results")])
    criterion = ContestCriterion.objects.filter(pk=criterion_id, version=contest.version_id).first()
    given = dict(corrected or {})
    scores = {one.pk: one for one in _open_scores(appeal, criterion)}
    before = {pk: _stands(one) for pk, one in scores.items()}
    refuse_unless(
        may_answer(
            answer,
            answered=appeal.answered_at is not None,
            scored=scored_by(contest, by.public_id),
            why=why,
            corrected=given,
            before=before,
            maximum=criterion.maximum if criterion else 0,
            right=set(given) <= set(scores),
        )
    )
    Correction.objects.bulk_create(
        Correction(appeal=appeal, score=scores[pk], before=before[pk], points=value)
        for pk, value in given.items()
        if before[pk] != value
    )
    appeal.answer, appeal.answer_why = answer.value, why.strip()
    appeal.answered_by, appeal.answered_at = by.public_id, at
    appeal.save(update_fields=["answer", "answer_why", "answered_by", "answered_at"])
    record(
        "trainers.answer_appeal", by=by, at=at, subjects=_of(appeal, contest),
        before={"points": sorted(before[pk] for pk in given)},
        after={"answer": answer, "reason": appeal.answer_why, "criterion": criterion.key if criterion else "",
               "points": sorted(given.values())},
    )  # fmt: skip
    return appeal


def _open_scores(appeal: Appeal, criterion: ContestCriterion | None) -> list[Score]:
    """The scores of the candidate for one criterion, on closed sheets that count."""
    rows = Score.objects.filter(
        sheet__application=appeal.application, sheet__scorer__dismissed_at=None, criterion=criterion
    )
    return list(rows.exclude(sheet__closed_at=None)) if criterion is not None else []


def _stands(score: Score) -> int:
    """The points of a score as the last correction left them."""
    last = Correction.objects.filter(score=score).order_by("-id").first()
    return last.points if last else score.points


def _about(ranking: Ranking) -> list[tuple[str, str]]:
    return about_contest(ranking.contest)


def _of(appeal: Appeal, contest: Contest) -> list[tuple[str, str]]:
    return [*about_contest(contest), ("applicant", str(appeal.application.applicant.public_id))]
