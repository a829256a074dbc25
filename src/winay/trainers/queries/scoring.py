"""Scorers, their sheets, and how far a contest's scoring is. Query counts do not grow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from winay.accounts.queries import names_of
from winay.trainers.application_models import Application
from winay.trainers.contest_models import Contest
from winay.trainers.queries.applications import standing_of
from winay.trainers.ranking_models import Correction
from winay.trainers.ranking_rules import Candidate, Progress
from winay.trainers.scoring_models import Conflict, Score, Scorer, Sheet
from winay.trainers.terms import ConflictKind, ContestState


@dataclass(frozen=True, slots=True)
class ScorerRow:
    """A scorer with what they did: candidates declared, sheets closed, and how many are theirs to score."""

    scorer: Scorer
    name: str
    declared: int
    conflicts: int
    closed: int


def scorers_of(contest: Contest) -> list[ScorerRow]:
    """Who scores a contest, in the order in which they were named. Four queries."""
    scorers = list(Scorer.objects.filter(contest=contest).order_by("id"))
    names = names_of(one.person for one in scorers)
    ties: dict[int, list[str]] = {one.pk: [] for one in scorers}
    for scorer, kind in Conflict.objects.filter(scorer__contest=contest).values_list("scorer_id", "kind"):
        ties[scorer].append(kind)
    closed = dict.fromkeys(ties, 0)
    for scorer in (
        Sheet.objects.filter(scorer__contest=contest).exclude(closed_at=None).values_list("scorer_id", flat=True)
    ):
        closed[scorer] += 1
    return [
        ScorerRow(
            one, names.get(one.person, "—"), len(ties[one.pk]),
            sum(kind != ConflictKind.NONE for kind in ties[one.pk]), closed[one.pk],
        )
        for one in scorers
    ]  # fmt: skip


def scorer_by_id(public_id: UUID) -> Scorer | None:
    """One scorer with their contest."""
    rows = Scorer.objects.select_related("contest__version__program", "contest__place__parent")
    return rows.filter(public_id=public_id).first()


def scorings_of(person: UUID) -> list[Scorer]:
    """What somebody was named to score and is still to be scored. One query."""
    rows = Scorer.objects.select_related("contest__version__program", "contest__place")
    open_ones = [ContestState.PUBLISHED, ContestState.CLOSED]
    return list(rows.filter(person=person, dismissed_at=None, contest__state__in=open_ones).order_by("id"))


@dataclass(frozen=True, slots=True)
class Mine:
    """A candidate as one scorer sees them: what they declared, their own sheet and points. Nobody else's."""

    application: Application
    conflict: Conflict | None
    sheet: Sheet | None
    points: Mapping[int, int]


def mine_of(scorer: Scorer) -> list[Mine]:
    """The candidates of a scorer's contest with what is theirs. Four queries."""
    conflicts = {one.application_id: one for one in Conflict.objects.filter(scorer=scorer)}
    sheets = {one.application_id: one for one in Sheet.objects.filter(scorer=scorer)}
    points: dict[int, dict[int, int]] = {}
    for score in Score.objects.filter(sheet__scorer=scorer):
        points.setdefault(score.sheet_id, {})[score.criterion_id] = score.points
    found = []
    for one in standing_of(scorer.contest):
        sheet = sheets.get(one.pk)
        found.append(Mine(one, conflicts.get(one.pk), sheet, points.get(sheet.pk, {}) if sheet else {}))
    return found


def candidates_of(contest: Contest) -> list[Candidate]:
    """Everybody with the points of closed sheets of scorers who were not dismissed, as founded appeals corrected them.
    Four queries."""
    applications = standing_of(contest)
    sheets = Sheet.objects.filter(scorer__contest=contest, scorer__dismissed_at=None).exclude(closed_at=None)
    of_sheet = dict(sheets.values_list("pk", "application_id"))
    points: dict[int, dict[int, int]] = {pk: {} for pk in of_sheet}
    scores = {one.pk: one for one in Score.objects.filter(sheet__in=list(of_sheet))}
    for score in scores.values():
        points[score.sheet_id][score.criterion_id] = score.points
    for change in Correction.objects.filter(score__in=list(scores)).order_by("id"):
        corrected = scores[change.score_id]
        points[corrected.sheet_id][corrected.criterion_id] = change.points
    by_application: dict[int, list[dict[int, int]]] = {one.pk: [] for one in applications}
    for sheet, application in sorted(of_sheet.items()):
        if application in by_application:
            by_application[application].append(points[sheet])
    return [
        Candidate(one.pk, one.vacancy_id, one.applicant.sort_key, by_application[one.pk]) for one in applications
    ]  # fmt: skip


def progress_of(contest: Contest, candidates: Sequence[Candidate], least: int) -> Progress:
    """How far scoring is: a sheet is open where a scorer declared nothing, or no tie and has not closed it. Three
    queries."""
    scorers = list(Scorer.objects.filter(contest=contest, dismissed_at=None).values_list("pk", flat=True))
    ties = {
        (scorer, application): kind
        for scorer, application, kind in Conflict.objects.filter(scorer__in=scorers).values_list(
            "scorer_id", "application_id", "kind"
        )
    }
    closed = set(
        Sheet.objects.filter(scorer__in=scorers).exclude(closed_at=None).values_list("scorer_id", "application_id")
    )
    due = [
        (scorer, one.key)
        for scorer in scorers
        for one in candidates
        if ties.get((scorer, one.key), ConflictKind.NONE) == ConflictKind.NONE
    ]
    few = sum(len(one.sheets) < least for one in candidates)
    return Progress(len(candidates), sum(pair not in closed for pair in due), few, least)
