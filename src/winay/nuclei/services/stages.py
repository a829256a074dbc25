"""Verbs on a nucleus as a whole: name it, bring it to a stage, close it, and take each of them back."""

from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.enrolment.services.records import locked_households
from winay.journal.services import record
from winay.nuclei.access import require_for
from winay.nuclei.models import CentralMembership, Membership, Nucleus, StageMove
from winay.nuclei.queries.members import stays_told
from winay.nuclei.queries.nuclei import last_told, name_taken, stages_of
from winay.nuclei.services.mandates import close_board
from winay.nuclei.services.records import about_nucleus, locked_nucleus, today_at
from winay.nuclei.stage_rules import (
    CloseFacts,
    StageFacts,
    may_begin,
    may_close,
    may_rename,
    may_reopen,
    may_reverse,
)
from winay.nuclei.terms import LeaveWhy
from winay.programs.terms import StageKey

LEFT = ["left_on", "left_why", "left_note", "left_by", "left_at"]


@transaction.atomic
def rename_nucleus(*, nucleus: Nucleus, name: str, by: Actor, at: datetime) -> Nucleus:
    """Give a nucleus another name. Undone by naming it as it was."""
    nucleus = locked_nucleus(nucleus.pk)
    require_for(nucleus, Permission.FORM_NUCLEI, by)
    refuse_unless(
        may_rename(
            before=nucleus.name, name=name, taken=name_taken(nucleus, name), closed=nucleus.closed_on is not None
        )
    )
    before, nucleus.name = nucleus.name, name.strip()
    nucleus.save(update_fields=["name"])
    record(
        "nuclei.rename_nucleus",
        by=by,
        at=at,
        subjects=about_nucleus(nucleus),
        before={"name": before},
        after={"name": nucleus.name},
    )
    return nucleus


@transaction.atomic
def begin_stage(
    *, nucleus: Nucleus, stage: StageKey, on: date, by: Actor, at: datetime, note: str = ""
) -> StageMove:  # fmt: skip
    """A nucleus comes to a stage on a day, which may lie before today. With the first its months begin."""
    nucleus = locked_nucleus(nucleus.pk)
    require_for(nucleus, Permission.APPROVE_NUCLEI, by)
    refuse_unless(may_begin(_stages(nucleus, at), stage=stage, on=on, note=note))
    made = StageMove.objects.create(
        nucleus=nucleus, stage=stage, began_on=on, note=note.strip(), recorded_by=by.public_id, recorded_at=at
    )
    record(
        "nuclei.begin_stage",
        by=by,
        at=at,
        subjects=about_nucleus(nucleus),
        after={"stage": stage, "began_on": on, "note": made.note},
    )
    return made


@transaction.atomic
def reverse_stage(*, move: StageMove, why: str, by: Actor, at: datetime) -> StageMove:
    """Take back the newest stage of a nucleus: it was told wrongly. The right day is told anew."""
    nucleus = locked_nucleus(move.nucleus_id)
    require_for(nucleus, Permission.APPROVE_NUCLEI, by)
    move = StageMove.objects.get(pk=move.pk)
    done = move.reversed_at is not None
    refuse_unless(may_reverse(_stages(nucleus, at), stage=StageKey(move.stage), reversed_already=done, why=why))
    move.reversed_at, move.reversed_by, move.reversed_why = at, by.public_id, why.strip()
    move.save(update_fields=["reversed_at", "reversed_by", "reversed_why"])
    record(
        "nuclei.reverse_stage",
        by=by,
        at=at,
        subjects=about_nucleus(nucleus),
        before={"stage": move.stage, "began_on": move.began_on},
        after={"reason": move.reversed_why},
    )
    return move


def _stages(nucleus: Nucleus, at: datetime) -> StageFacts:
    begun = tuple((StageKey(one.stage), one.began_on) for one in stages_of([nucleus.pk]).get(nucleus.pk, []))
    return StageFacts(nucleus.formed_on, nucleus.closed_on, begun, today_at(at))


@transaction.atomic
def close_nucleus(*, nucleus: Nucleus, on: date, why: str, by: Actor, at: datetime) -> Nucleus:
    """Close a nucleus: from `on` it is no more. Its households are in the program as long as their cycle runs, and
    in no nucleus; mandates end, and it leaves its central nucleus."""
    _lock_households(nucleus.pk)
    nucleus = locked_nucleus(nucleus.pk)
    require_for(nucleus, Permission.APPROVE_NUCLEI, by)
    facts = CloseFacts(nucleus.formed_on, nucleus.closed_on, last_told(nucleus), today_at(at))
    refuse_unless(may_close(facts, on=on, why=why))
    board = close_board(nucleus=nucleus, on=on, by=by, at=at)
    left = _leave_all(nucleus, on, by, at)
    CentralMembership.objects.filter(nucleus=nucleus, until_on=None).update(
        until_on=on, ended_by=by.public_id, ended_at=at, ended_why=why.strip()[:300]
    )
    nucleus.closed_on, nucleus.closed_why, nucleus.closed_by, nucleus.closed_at = on, why.strip(), by.public_id, at
    nucleus.save(update_fields=["closed_on", "closed_why", "closed_by", "closed_at"])
    record(
        "nuclei.close_nucleus",
        by=by,
        at=at,
        subjects=about_nucleus(nucleus),
        before={"closed_on": None},
        after={"closed_on": on, "reason": nucleus.closed_why, "households": left, "mandates": len(board)},
    )
    return nucleus


def _leave_all(nucleus: Nucleus, on: date, by: Actor, at: datetime) -> int:
    """Everybody leaves; those whose cycle ended before they joined never were. How many left."""
    rows = list(Membership.objects.filter(nucleus=nucleus, left_on=None).select_related("enrolment"))
    left = 0
    for one in rows:
        never = one.enrolment.ended_on is not None and one.enrolment.ended_on <= one.joined_on
        one.left_on, one.left_why = (one.joined_on, LeaveWhy.MISTAKE) if never else (on, LeaveWhy.NUCLEUS_CLOSED)
        one.left_by, one.left_at = by.public_id, at
        left += not never and (one.enrolment.ended_on is None or one.enrolment.ended_on > on)
    Membership.objects.bulk_update(rows, LEFT, batch_size=200)
    return left


@transaction.atomic
def reopen_nucleus(*, nucleus: Nucleus, why: str, by: Actor, at: datetime) -> Nucleus:
    """Open again a nucleus that was closed by mistake: its households are in it as before, but for those that are in
    another by now. Mandates and its central nucleus are not brought back: they are told anew."""
    _lock_households(nucleus.pk)
    nucleus = locked_nucleus(nucleus.pk)
    require_for(nucleus, Permission.APPROVE_NUCLEI, by)
    closed = nucleus.closed_on is not None
    refuse_unless(may_reopen(closed=closed, name_taken=name_taken(nucleus, nucleus.name), why=why))
    before = {"closed_on": nucleus.closed_on, "reason": nucleus.closed_why}
    rows = list(
        Membership.objects.filter(
            nucleus=nucleus, left_why=LeaveWhy.NUCLEUS_CLOSED, left_on=nucleus.closed_on
        ).select_related("enrolment")
    )
    nucleus.closed_on, nucleus.closed_why, nucleus.closed_by, nucleus.closed_at = None, "", None, None
    nucleus.save(update_fields=["closed_on", "closed_why", "closed_by", "closed_at"])
    back = _return_all(rows)
    record(
        "nuclei.reopen_nucleus",
        by=by,
        at=at,
        subjects=about_nucleus(nucleus),
        before=before,
        after={"closed_on": None, "reason": why.strip(), "households": back},
    )
    return nucleus


def _return_all(rows: list[Membership]) -> int:
    back = []
    for one in rows:
        assert one.left_on is not None
        if any(other.meets(one.left_on, None) for other in stays_told(one.enrolment_id, without=one.pk)):
            continue
        one.left_on, one.left_why, one.left_note, one.left_by, one.left_at = None, "", "", None, None
        back.append(one)
    Membership.objects.bulk_update(back, LEFT, batch_size=200)
    return len(back)


def _lock_households(nucleus_pk: int) -> None:
    """Households before the nucleus: verbs on one household take the locks in this order too."""
    rows = Membership.objects.filter(nucleus=nucleus_pk).values_list("enrolment__household_id", flat=True)
    locked_households(rows)
