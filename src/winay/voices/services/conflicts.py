"""Verbs on conflicts between communities: written down, what was done, an agreement, closed, opened again."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.journal.services import record
from winay.nuclei.services.records import today_at
from winay.places.models import Place
from winay.places.terms import Level
from winay.voices.access import require_here
from winay.voices.conflict_models import Conflict, ConflictStep, Party
from winay.voices.queries.conflicts import standing_steps, whole_conflicts
from winay.voices.services.records import about_conflict, locked_conflict
from winay.voices.telling_rules import (
    ConflictSaid,
    may_add_step,
    may_close_conflict,
    may_record_conflict,
    may_withdraw_step,
)
from winay.voices.terms import ConflictEnd, ConflictState, ConflictStepKind


@transaction.atomic
def record_conflict(
    *, district: Place, parties: Sequence[str], said: ConflictSaid, by: Actor, at: datetime, synthetic: bool = False
) -> Conflict:
    """Write down that two communities or more quarrel. `parties` are their codes: one at least of the district, the
    others also from beyond it."""
    require_here(district, Permission.RECORD_VOICE, by)
    places = list(Place.objects.filter(code__in=parties, level=Level.LOCALITY.value).order_by("code"))
    inside = any(one.code.startswith(district.code) for one in places)
    refuse_unless(may_record_conflict(said, parties=parties, known=len(places), inside=inside, today=today_at(at)))
    made = Conflict.objects.create(
        place=district, about=said.about.value, words=said.words.strip(), since_year=said.since_year,
        heard_on=said.heard_on, recorded_by=by.public_id, recorded_at=at, synthetic=synthetic,
    )  # fmt: skip
    Party.objects.bulk_create([Party(conflict=made, place=one) for one in places])
    record(
        "voices.record_conflict", by=by, at=at, subjects=about_conflict(made, tuple(one.code for one in places)),
        after={"conflict_about": said.about, "since_year": said.since_year, "heard_on": said.heard_on,
               "words": made.words},
    )  # fmt: skip
    return whole_conflicts().get(pk=made.pk)


@transaction.atomic
def add_step(*, conflict: Conflict, on: date, words: str, by: Actor, at: datetime) -> ConflictStep:
    """Say what was done about it."""
    return _told(conflict, ConflictStepKind.STEP, on, words, by, at)


@transaction.atomic
def record_agreement(*, conflict: Conflict, on: date, words: str, by: Actor, at: datetime) -> ConflictStep:
    """The communities agreed: what, before whom, where it is written."""
    return _told(conflict, ConflictStepKind.AGREEMENT, on, words, by, at)


@transaction.atomic
def reopen_conflict(*, conflict: Conflict, on: date, words: str, by: Actor, at: datetime) -> ConflictStep:
    """It broke out again, or was closed too early."""
    return _told(conflict, ConflictStepKind.REOPENED, on, words, by, at)


def _told(conflict: Conflict, kind: ConflictStepKind, on: date, words: str, by: Actor, at: datetime) -> ConflictStep:
    conflict = locked_conflict(conflict.pk)
    require_here(conflict.place, Permission.RECORD_VOICE, by)
    state = ConflictState(conflict.state)
    refuse_unless(may_add_step(state, kind, on=on, heard_on=conflict.heard_on, words=words, today=today_at(at)))
    made = _step(conflict, kind, on, words, by, at)
    _settle(conflict)
    record(
        "voices.move_conflict", by=by, at=at, subjects=about_conflict(conflict),
        before={"conflict_state": state}, after={"conflict_step": kind, "told_on": on, "words": made.words},
    )  # fmt: skip
    return made


@transaction.atomic
def close_conflict(*, conflict: Conflict, end: ConflictEnd, on: date, words: str, by: Actor, at: datetime) -> Conflict:
    """Nothing more is done about it: it was solved by an agreement, calmed down, or another authority has it."""
    conflict = locked_conflict(conflict.pk)
    require_here(conflict.place, Permission.RECORD_VOICE, by)
    last = max((one.told_on for one in standing_steps(conflict)), default=conflict.heard_on)
    state = ConflictState(conflict.state)
    refuse_unless(may_close_conflict(state, end, on=on, last_on=last, words=words, today=today_at(at)))
    _step(conflict, ConflictStepKind.CLOSED, on, words, by, at)
    conflict.state, conflict.end, conflict.closed_on = ConflictState.CLOSED.value, end.value, on
    conflict.save(update_fields=["state", "end", "closed_on"])
    record(
        "voices.close_conflict", by=by, at=at, subjects=about_conflict(conflict),
        after={"conflict_end": end, "closed_on": on, "words": words.strip()},
    )  # fmt: skip
    return conflict


@transaction.atomic
def withdraw_step(*, step: ConflictStep, why: str, by: Actor, at: datetime) -> ConflictStep:
    """A step or an agreement was told wrongly: it stays on record and counts no longer."""
    conflict = locked_conflict(step.conflict_id)
    require_here(conflict.place, Permission.RECORD_VOICE, by)
    step = ConflictStep.objects.get(pk=step.pk)
    refuse_unless(
        may_withdraw_step(
            ConflictStepKind(step.kind), withdrawn=step.withdrawn_at is not None,
            conflict_closed=conflict.state == ConflictState.CLOSED, why=why,
        )
    )  # fmt: skip
    step.withdrawn_by, step.withdrawn_at, step.withdrawn_why = by.public_id, at, why.strip()
    step.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    _settle(conflict)
    record(
        "voices.withdraw_step", by=by, at=at, subjects=about_conflict(conflict),
        before={"told_on": step.told_on, "words": step.words}, after={"reason": step.withdrawn_why},
    )  # fmt: skip
    return step


def _step(conflict: Conflict, kind: ConflictStepKind, on: date, words: str, by: Actor, at: datetime) -> ConflictStep:
    return ConflictStep.objects.create(
        conflict=conflict, kind=kind.value, told_on=on, words=words.strip(), recorded_by=by.public_id, recorded_at=at
    )


def _settle(conflict: Conflict) -> None:
    """Open or agreed, by what was told last of the two."""
    turning = [one.kind for one in standing_steps(conflict) if one.kind in TURNING]
    agreed = bool(turning) and turning[-1] == ConflictStepKind.AGREEMENT
    conflict.state = (ConflictState.AGREED if agreed else ConflictState.OPEN).value
    conflict.end, conflict.closed_on = "", None
    conflict.save(update_fields=["state", "end", "closed_on"])


TURNING = (ConflictStepKind.AGREEMENT, ConflictStepKind.REOPENED)
