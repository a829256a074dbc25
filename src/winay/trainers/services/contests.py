"""Verbs on a contest: draft it, correct the draft, publish it, close it, declare it void, hold it anew."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.journal.services import record
from winay.nuclei.access import require_at
from winay.places.models import Place
from winay.programs.criterion_models import ContestCriterion
from winay.programs.models import Version
from winay.trainers.access import require_for
from winay.trainers.application_models import Application
from winay.trainers.contest_models import Contest, Vacancy, VacancyZone
from winay.trainers.contest_rules import (
    ContestSaid,
    may_be_void,
    may_change,
    may_close,
    may_draft,
    may_publish,
    may_reopen,
)
from winay.trainers.contract_models import Contract
from winay.trainers.queries.contests import places_inside
from winay.trainers.ranking_models import RankLine
from winay.trainers.services.records import about_contest, locked_contest, today_at
from winay.trainers.terms import ApplicationState, ContestState, Outcome, ReopenHow, VoidWhy


@transaction.atomic
def draft_contest(
    *, version: Version, place: Place, said: ContestSaid, by: Actor, at: datetime, synthetic: bool = False
) -> Contest:
    """Begin a contest of the office of a place. Nobody sees it outside until it is published."""
    require_at(place, version.program.key, Permission.RUN_CONTEST, by)
    _judge(version.pk, said, at)
    contest = Contest.objects.create(
        version=version, place=place, drafted_by=by.public_id, drafted_at=at, synthetic=synthetic, **_columns(said)
    )
    record("trainers.draft_contest", by=by, at=at, subjects=about_contest(contest), after=_columns(said))
    return contest


@transaction.atomic
def correct_contest(*, contest: Contest, said: ContestSaid, by: Actor, at: datetime) -> Contest:
    """Write a draft anew. Once published its call is locked: a fault in it makes the contest void."""
    contest = locked_contest(contest.pk)
    require_for(contest, Permission.RUN_CONTEST, by)
    refuse_unless(may_change(ContestState(contest.state)))
    _judge(contest.version_id, said, at)
    before = {name: getattr(contest, name) for name in _columns(said)}
    for name, value in _columns(said).items():
        setattr(contest, name, value)
    contest.save(update_fields=list(_columns(said)))
    record(
        "trainers.correct_contest", by=by, at=at, subjects=about_contest(contest), before=before, after=_columns(said)
    )
    return contest


@transaction.atomic
def publish_contest(*, contest: Contest, by: Actor, at: datetime) -> Contest:
    """Make a contest public: its dates, vacancies and bases do not change any more."""
    contest = locked_contest(contest.pk)
    require_for(contest, Permission.DECIDE_CONTEST, by)
    vacancies = Vacancy.objects.filter(contest=contest).count()
    today = today_at(at)
    refuse_unless(
        may_publish(ContestState(contest.state), vacancies=vacancies, closes_on=contest.closes_on, on=today)
    )  # fmt: skip
    contest.state = ContestState.PUBLISHED.value
    contest.published_by, contest.published_at, contest.published_on = by.public_id, at, today
    contest.save(update_fields=["state", "published_by", "published_at", "published_on"])
    record(
        "trainers.publish_contest", by=by, at=at, subjects=about_contest(contest),
        after={"vacancies": vacancies, "closes_on": contest.closes_on},
    )  # fmt: skip
    return contest


@transaction.atomic
def close_contest(*, contest: Contest, by: Actor, at: datetime) -> Contest:
    """End the applications: from now on scorers score. Those with something missing stay out of it."""
    contest = locked_contest(contest.pk)
    require_for(contest, Permission.RUN_CONTEST, by)
    whole = Application.objects.filter(contest=contest, state=ApplicationState.RECEIVED).count()
    refuse_unless(
        may_close(
            ContestState(contest.state), closes_on=contest.closes_on, applications=whole, today=today_at(at)
        )
    )  # fmt: skip
    contest.state = ContestState.CLOSED.value
    contest.closed_by, contest.closed_at = by.public_id, at
    contest.save(update_fields=["state", "closed_by", "closed_at"])
    left_out = Application.objects.filter(contest=contest, state=ApplicationState.OBSERVED).count()
    record(
        "trainers.close_contest", by=by, at=at, subjects=about_contest(contest),
        after={"applications": whole, "incomplete": left_out},
    )  # fmt: skip
    return contest


@transaction.atomic
def void_contest(*, contest: Contest, why: VoidWhy, note: str, by: Actor, at: datetime) -> Contest:
    """Declare a contest void, and why. It stays readable, and may be held anew."""
    contest = locked_contest(contest.pk)
    require_for(contest, Permission.DECIDE_CONTEST, by)
    state = ContestState(contest.state)
    lines = RankLine.objects.filter(ranking__contest=contest)
    ranked = lines.exists()
    refuse_unless(
        may_be_void(
            state,
            why,
            note,
            applications=Application.objects.filter(contest=contest, state=ApplicationState.RECEIVED).count(),
            passed=lines.exclude(outcome=Outcome.BELOW_MARK).count() if ranked else None,
            contracts=Contract.objects.filter(application__contest=contest).exclude(end_why="mistake").count(),
        )
    )
    contest.state, contest.void_why, contest.void_note = ContestState.VOID.value, why.value, note.strip()
    contest.void_by, contest.void_at = by.public_id, at
    contest.save(update_fields=["state", "void_why", "void_note", "void_by", "void_at"])
    record(
        "trainers.void_contest", by=by, at=at, subjects=about_contest(contest), before={"state": state},
        after={"state": ContestState.VOID, "why": why, "reason": contest.void_note},
    )  # fmt: skip
    return contest


@transaction.atomic
def reopen_contest(
    *,
    contest: Contest,
    how: ReopenHow,
    closes_on: date,
    scores_until: date,
    wider: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> Contest:
    """Hold a void contest anew, as a draft with its vacancies: with new dates, for more communities (`wider`, codes of
    places that every vacancy gains), or for apprentices too."""
    contest = locked_contest(contest.pk)
    require_for(contest, Permission.RUN_CONTEST, by)
    places, unknown = places_inside(contest.place, wider)
    reopened = Contest.objects.filter(reopens=contest).exists()
    refuse_unless(
        may_reopen(
            ContestState(contest.state), reopened=reopened, widened=len(places) if not unknown else 0,
            wants_wider=how is ReopenHow.WIDENED,
        )
    )  # fmt: skip
    said = ContestSaid(contest.name, contest.kind, closes_on, scores_until, contest.bases)  # type: ignore[arg-type]
    _judge(contest.version_id, said, at)
    anew = Contest.objects.create(
        version=contest.version, place=contest.place, drafted_by=by.public_id, drafted_at=at, reopens=contest,
        reopened_how=how, synthetic=contest.synthetic, **_columns(said),
    )  # fmt: skip
    _copy_vacancies(contest, anew, places, apprentices=how is ReopenHow.APPRENTICES)
    record(
        "trainers.reopen_contest", by=by, at=at, subjects=[*about_contest(anew), *about_contest(contest)],
        after={"how": how, "wider": [one.code for one in places], "closes_on": closes_on},
    )  # fmt: skip
    return anew


def _copy_vacancies(old: Contest, anew: Contest, places: Sequence[Place], *, apprentices: bool) -> None:
    for one in Vacancy.objects.filter(contest=old).order_by("position").prefetch_related("zones"):
        copy = Vacancy.objects.create(
            contest=anew, position=one.position, name=one.name, language=one.language, posts=one.posts,
            apprentices=one.apprentices or apprentices,
        )  # fmt: skip
        zones = [VacancyZone(vacancy=copy, place_id=z.place_id, nucleus_id=z.nucleus_id) for z in one.zones.all()]
        known = {zone.place_id for zone in zones}
        zones += [VacancyZone(vacancy=copy, place=place) for place in places if place.pk not in known]
        VacancyZone.objects.bulk_create(zones)


def _judge(version_id: int, said: ContestSaid, at: datetime) -> None:
    criteria = ContestCriterion.objects.filter(version=version_id, kind=said.kind).count()
    refuse_unless(may_draft(said, criteria=criteria, today=today_at(at)))


def _columns(said: ContestSaid) -> dict[str, object]:
    return {
        "name": said.name.strip(),
        "kind": str(said.kind),
        "closes_on": said.closes_on,
        "scores_until": said.scores_until,
        "bases": said.bases.strip(),
    }
