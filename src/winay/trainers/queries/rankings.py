"""Rankings, read for pages and verbs. Query counts do not grow."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from winay.trainers.contest_models import Contest, Vacancy
from winay.trainers.queries.contests import Scoring, scoring_of
from winay.trainers.queries.scoring import candidates_of
from winay.trainers.ranking_models import Appeal, Ranking, RankLine, RankPart
from winay.trainers.ranking_rules import Ranked, rank
from winay.trainers.scoring_models import Scorer, Sheet
from winay.trainers.terms import AppealAnswer


def rankings_of(contest: Contest) -> list[Ranking]:
    """Every ranking of a contest, the newest first. One query."""
    return list(Ranking.objects.filter(contest=contest).order_by("-number"))


def in_force(contest: Contest) -> Ranking | None:
    """The newest published ranking. One query."""
    rows = Ranking.objects.filter(contest=contest).exclude(published_at=None)
    return rows.order_by("-number").first()


def lines_of(ranking: Ranking) -> list[RankLine]:
    """Its lines by vacancy and place, with the means of each criterion. Two queries."""
    rows = RankLine.objects.filter(ranking=ranking).select_related(
        "application__applicant", "application__vacancy", "application__place__parent"
    )
    parts = RankPart.objects.order_by("criterion__position")
    return list(
        rows.order_by("application__vacancy__position", "place").prefetch_related(Prefetch("parts", parts))
    )  # fmt: skip


def ranking_by_id(public_id: UUID) -> Ranking | None:
    """One ranking with its contest."""
    rows = Ranking.objects.select_related("contest__version__program", "contest__place__parent")
    return rows.filter(public_id=public_id).first()


def ranked_now(contest: Contest, drawn: dict[int, int] | None = None) -> tuple[Ranked, Scoring]:
    """What the sheets say as they stand."""
    scoring = scoring_of(contest.version_id, contest.kind)
    posts = dict(Vacancy.objects.filter(contest=contest).order_by("position").values_list("pk", "posts"))
    found = rank(
        candidates_of(contest), criteria=list(scoring.criteria), tie_breaks=scoring.tie_breaks,
        pass_mark=scoring.pass_mark, posts=posts, drawn=drawn,
    )  # fmt: skip
    return found, scoring


def appeals_of(contest: Contest) -> list[Appeal]:
    """Every appeal of a contest, in the order in which they came. One query."""
    rows = Appeal.objects.filter(ranking__contest=contest).select_related("application__applicant", "ranking")
    return list(rows.order_by("received_on", "id"))


def appeal_by_id(public_id: UUID) -> Appeal | None:
    """One appeal with its contest."""
    rows = Appeal.objects.select_related(
        "application__applicant", "ranking__contest__version__program", "ranking__contest__place__parent"
    )
    return rows.filter(public_id=public_id).first()


def waits_for_ranking(contest: Contest, ranking: Ranking | None) -> bool:
    """Whether a founded appeal against the ranking in force asks for another one."""
    rows = Appeal.objects.filter(ranking=ranking, answer=AppealAnswer.FOUNDED)
    return ranking is not None and rows.exists()


def scored_by(contest: Contest, person: UUID) -> bool:
    """Whether somebody was named to score the contest, dismissed or not."""
    return Scorer.objects.filter(contest=contest, person=person).exists()


@dataclass(frozen=True, slots=True)
class SheetShown:
    """A closed sheet with who gave it: read after the results alone."""

    sheet: Sheet
    scorer: Scorer


def sheets_of(appeal: Appeal) -> list[Sheet]:
    """The closed sheets of the candidate who appeals, with their scores. Two queries."""
    rows = Sheet.objects.filter(application=appeal.application, scorer__dismissed_at=None).exclude(closed_at=None)
    return list(rows.select_related("scorer").prefetch_related("scores").order_by("id"))
