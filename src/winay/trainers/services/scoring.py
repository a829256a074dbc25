"""Verbs of scoring: the head names and dismisses scorers; each scorer declares what ties them to a candidate, and fills
in and closes their own sheets."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from winay.accounts.models import Person
from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.journal.services import record
from winay.trainers.access import require_for, require_scorer
from winay.trainers.application_models import Application
from winay.trainers.contest_models import Contest
from winay.trainers.queries.contests import scoring_of
from winay.trainers.scoring_models import Conflict, Score, Scorer, Sheet
from winay.trainers.scoring_rules import SheetFacts, may_declare, may_dismiss, may_name, may_score
from winay.trainers.services.records import about_contest, locked_contest
from winay.trainers.terms import ApplicationState, ConflictKind, ContestState


@transaction.atomic
def name_scorer(*, contest: Contest, person: Person, by: Actor, at: datetime) -> Scorer:
    """Name somebody who scores a contest, from its publication until a ranking is drawn up."""
    contest = locked_contest(contest.pk)
    require_for(contest, Permission.DECIDE_CONTEST, by)
    named = Scorer.objects.filter(contest=contest, person=person.public_id).exists()
    refuse_unless(may_name(ContestState(contest.state), named=named, may_log_in=person.is_active))
    scorer = Scorer.objects.create(contest=contest, person=person.public_id, named_by=by.public_id, named_at=at)
    record("trainers.name_scorer", by=by, at=at, subjects=_about(scorer))
    return scorer


@transaction.atomic
def dismiss_scorer(*, scorer: Scorer, why: str, by: Actor, at: datetime) -> Scorer:
    """Somebody scores no more, and the sheets that they closed do not count. The reason stays."""
    contest = locked_contest(scorer.contest_id)
    require_for(contest, Permission.DECIDE_CONTEST, by)
    scorer = Scorer.objects.get(pk=scorer.pk)
    refuse_unless(may_dismiss(ContestState(contest.state), dismissed=scorer.dismissed_at is not None, why=why))
    scorer.contest = contest
    scorer.dismissed_by, scorer.dismissed_at, scorer.dismissed_why = by.public_id, at, why.strip()
    scorer.save(update_fields=["dismissed_by", "dismissed_at", "dismissed_why"])
    record("trainers.dismiss_scorer", by=by, at=at, subjects=_about(scorer), after={"reason": scorer.dismissed_why})
    return scorer


@transaction.atomic
def declare_conflict(
    *, scorer: Scorer, application: Application, kind: ConflictKind, note: str = "", by: Actor, at: datetime
) -> Conflict:
    """A scorer says what ties them to a candidate, or that nothing does. It may be said anew until the sheet is
    closed: a tie found later counts."""
    _, scorer, facts = _facts(scorer, application)
    require_scorer(scorer, by)
    refuse_unless(may_declare(facts, kind, note))
    conflict, _ = Conflict.objects.update_or_create(
        scorer=scorer, application=application,
        defaults={"kind": kind.value, "note": note.strip(), "declared_at": at},
    )  # fmt: skip
    record(
        "trainers.declare_conflict", by=by, at=at, subjects=_about(scorer, application),
        before={"kind": facts.conflict}, after={"kind": kind, "note": conflict.note},
    )  # fmt: skip
    return conflict


@transaction.atomic
def fill_sheet(
    *,
    scorer: Scorer,
    application: Application,
    points: Mapping[int, int | None],
    comment: str = "",
    closing: bool = False,
    by: Actor,
    at: datetime,
) -> Sheet:
    """Keep a scorer's points for a candidate, by criterion; `closing` locks them. `Refused` for points over a maximum,
    for somebody with a conflict, and for closing a sheet that is not complete."""
    contest, scorer, facts = _facts(scorer, application)
    require_scorer(scorer, by)
    criteria = scoring_of(contest.version_id, contest.kind).criteria
    maximum = {pk: one.maximum for pk, one in criteria.items()}
    refuse_unless(may_score(facts, points, maximum, comment=comment, closing=closing))
    sheet, _ = Sheet.objects.get_or_create(scorer=scorer, application=application)
    given = {key: value for key, value in points.items() if value is not None}
    Score.objects.filter(sheet=sheet).delete()
    Score.objects.bulk_create(Score(sheet=sheet, criterion_id=key, points=value) for key, value in given.items())
    sheet.comment, sheet.closed_at = comment.strip(), at if closing else None
    sheet.save(update_fields=["comment", "closed_at"])
    about = _about(scorer, application)
    after = {"criteria": len(given)}  # whoever reads the journal does not learn what others gave
    if closing:
        record("trainers.close_sheet", by=by, at=at, subjects=about, after=after)
    else:
        record("trainers.fill_sheet", by=by, at=at, subjects=about, after=after)
    return sheet


def _facts(scorer: Scorer, application: Application) -> tuple[Contest, Scorer, SheetFacts]:
    """The locked contest of both, and what a sheet stands on."""
    contest = locked_contest(scorer.contest_id)
    scorer = Scorer.objects.get(pk=scorer.pk)
    scorer.contest = contest
    fresh = Application.objects.filter(pk=application.pk, contest=contest).first()
    conflict = Conflict.objects.filter(scorer=scorer, application=application).first()
    closed = Sheet.objects.filter(scorer=scorer, application=application).exclude(closed_at=None).exists()
    return contest, scorer, SheetFacts(
        ContestState(contest.state),
        ApplicationState(fresh.state) if fresh else ApplicationState.WITHDRAWN,
        ConflictKind(conflict.kind) if conflict else None,
        closed,
    )  # fmt: skip


def _about(scorer: Scorer, application: Application | None = None) -> list[tuple[str, str]]:
    found = [*about_contest(scorer.contest), ("person", str(scorer.person))]
    return found if application is None else [*found, ("applicant", str(application.applicant.public_id))]
