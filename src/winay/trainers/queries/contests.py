"""Contests: one with its vacancies, a list by key, what a version says of scoring. Query counts do not grow."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from winay.nuclei.models import Nucleus
from winay.nuclei.queries.nuclei import visible, whole_nuclei
from winay.places.models import Place
from winay.programs.criterion_models import ContestCriterion
from winay.programs.menu_queries import backing_of, texts_by
from winay.programs.models import Label, Setting, Version
from winay.programs.terms import TrainerKind
from winay.programs.version_terms import NOTHING, ContestCriterionTerms
from winay.trainers.application_models import Application
from winay.trainers.contest_models import Contest, Vacancy, VacancyZone
from winay.trainers.terms import ApplicationState, ContestState

PAGE = 40
Reach = Collection[tuple[str | None, str | None]]
SETTINGS = ("contest_pass_mark", "contest_scorers_min", "contest_appeal_days", "contest_board_kin")


def whole_contests() -> "QuerySet[Contest]":
    """Contests with what their names and access need."""
    return Contest.objects.select_related("version__program", "place__parent")


def contest_by_id(public_id: UUID) -> Contest | None:
    """One contest. One query."""
    return whole_contests().select_related("reopens", "reopened_by").filter(public_id=public_id).first()


def vacancies_of(contest: Contest) -> list[Vacancy]:
    """The vacancies of a contest in their order, with their zones. Two queries."""
    zones = VacancyZone.objects.select_related("place", "nucleus").order_by("id")
    rows = Vacancy.objects.filter(contest=contest).order_by("position")
    return list(rows.prefetch_related(Prefetch("zones", zones)))


def vacancy_by_id(public_id: UUID) -> Vacancy | None:
    """One vacancy with its contest."""
    rows = Vacancy.objects.select_related("contest__version__program", "contest__place__parent")
    return rows.filter(public_id=public_id).first()


@dataclass(frozen=True, slots=True)
class Row:
    """A contest of a list: its posts, its applications that stand."""

    contest: Contest
    posts: int
    applications: int


def list_contests(
    reach: Reach, *, state: str = "", after: UUID | None = None, limit: int = PAGE
) -> tuple[list[Row], bool]:
    """Contests that somebody may read, the latest to close first; whether there are more. Three queries, four with
    `after`."""
    rows = whole_contests().filter(visible(reach, "place__code"))
    if state in set(ContestState):
        rows = rows.filter(state=state)
    if after is not None and (last := Contest.objects.filter(public_id=after).first()) is not None:
        rows = rows.filter(Q(closes_on__lt=last.closes_on) | Q(closes_on=last.closes_on, id__lt=last.pk))
    found = list(rows.order_by("-closes_on", "-id")[: limit + 1])
    shown = found[:limit]
    keys = [one.pk for one in shown]
    posts: dict[int, int] = dict.fromkeys(keys, 0)
    for contest, number in Vacancy.objects.filter(contest__in=keys).values_list("contest_id", "posts"):
        posts[contest] += number
    standing = Application.objects.filter(contest__in=keys).exclude(state=ApplicationState.WITHDRAWN)
    counts = dict(standing.order_by().values_list("contest_id").annotate(n=Count("id")))
    return [Row(one, posts[one.pk], counts.get(one.pk, 0)) for one in shown], len(found) > limit


@dataclass(frozen=True, slots=True)
class Scoring:
    """What a version says of a contest of one kind: criteria by key of their row, and its settings. `unconfirmed` are
    the keys of settings that no source gives."""

    criteria: dict[int, ContestCriterionTerms]
    pass_mark: int
    scorers: int
    appeal_days: int
    kin_refused: bool
    unconfirmed: frozenset[str]

    @property
    def whole(self) -> int:
        """All the points that there are."""
        return sum(one.maximum for one in self.criteria.values())

    @property
    def tie_breaks(self) -> list[int]:
        """The criteria that part candidates with the same points, in their turn."""
        turns = [(one.tie_break, pk) for pk, one in self.criteria.items() if one.tie_break is not None]
        return [pk for _, pk in sorted(turns)]


def scoring_of(version_id: int, kind: str) -> Scoring:
    """How a version scores a contest. Three queries."""
    words = texts_by(Label.objects.filter(version=version_id, key__startswith=f"contest.{kind}."), "version_id")
    texts = words[version_id]
    criteria = {
        row.pk: ContestCriterionTerms(
            TrainerKind(row.kind), row.key, row.maximum, row.tie_break, texts.get(f"contest.{kind}.{row.key}", NOTHING),
            texts.get(f"contest.{kind}.{row.key}.note", NOTHING), backing_of(row),
        )
        for row in ContestCriterion.objects.filter(version=version_id, kind=kind).order_by("position")
    }  # fmt: skip
    found = {one.key: one for one in Setting.objects.filter(version=version_id, key__in=SETTINGS)}
    number = {key: (found[key].number or 0) if key in found else 0 for key in SETTINGS}
    kin = found.get("contest_board_kin")
    return Scoring(
        criteria, number["contest_pass_mark"], number["contest_scorers_min"], number["contest_appeal_days"],
        kin is None or kin.choice != "flagged",
        frozenset(key for key, one in found.items() if not one.confirmed),
    )  # fmt: skip


def versions_for_contests() -> list[Version]:
    """Versions that say how a contest is scored, by program, the newest first. One query."""
    rows = Version.objects.filter(pk__in=ContestCriterion.objects.values("version")).select_related("program")
    return list(rows.order_by("program__name", "-valid_from"))


def nuclei_of_place(place: Place, version_id: int) -> list[Nucleus]:
    """Open nuclei inside a place under the version's program, by name. One query."""
    program = Version.objects.filter(pk=version_id).values("program")
    rows = whole_nuclei().filter(district__code__startswith=place.code, closed_on=None, version__program__in=program)
    return list(rows.order_by("district__code", "name"))


def places_inside(place: Place, codes: Sequence[str]) -> tuple[list[Place], list[str]]:
    """The places of these codes inside a place, and the codes of none such. One query."""
    wanted = list(dict.fromkeys(codes))
    found = {one.code: one for one in Place.objects.filter(code__in=wanted) if one.code.startswith(place.code)}
    return [found[code] for code in wanted if code in found], [code for code in wanted if code not in found]


def public_contests(today: date, limit: int = PAGE) -> list[Contest]:
    """Published contests, those still open first. One query."""
    shown = [ContestState.PUBLISHED, ContestState.CLOSED, ContestState.SCORED, ContestState.RESULTS]
    return list(whole_contests().filter(state__in=shown).order_by("-closes_on", "-id")[:limit])
