"""Verbs on a household in a formed nucleus: enter, leave, go to another, and take each of them back."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.enrolment.models import Enrolment
from winay.enrolment.services.records import locked_households
from winay.journal.services import record
from winay.nuclei.access import require_for
from winay.nuclei.membership_rules import (
    JoinFacts,
    LeaveFacts,
    ReturnFacts,
    Stay,
    TakeBackFacts,
    first_of,
    may_join,
    may_leave,
    may_take_back,
    may_undo_leave,
    peak,
)
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.members import acted, came_from, holds_post, lived_in, seen_on, stays_in, stays_told
from winay.nuclei.services.records import about_nucleus, locked_nucleus, today_at
from winay.nuclei.terms import LeaveWhy

LEFT = ["left_on", "left_why", "left_note", "left_by", "left_at"]


@transaction.atomic
def join_nucleus(*, nucleus: Nucleus, enrolment: Enrolment, on: date, by: Actor, at: datetime) -> Membership:
    """Let a household that waits enter a nucleus that has room, from `on`, which may lie before today.

    `Refused` above the maximum, outside the district, while it is in another nucleus or not in the program.
    """
    enrolment = _locked(enrolment)
    nucleus = locked_nucleus(nucleus.pk)
    require_for(nucleus, Permission.FORM_NUCLEI, by)
    made = _join(nucleus, enrolment, on, by, at)
    record(
        "nuclei.join_nucleus",
        by=by,
        at=at,
        subjects=[*about_nucleus(nucleus), _household(enrolment)],
        after={"joined_on": on, "days_late": (today_at(at) - on).days},
    )
    return made


def _join(
    nucleus: Nucleus, enrolment: Enrolment, on: date, by: Actor, at: datetime, *, leaves: Membership | None = None
) -> Membership:
    """Write the membership if the rules say yes. `leaves` is one that ends on the same day, in the same act."""
    refuse_unless(
        may_join(
            JoinFacts(
                same_version=enrolment.call.version_id == nucleus.version_id,
                lives_in_district=lived_in(enrolment.household, nucleus.district, on),
                closed=nucleus.closed_on is not None,
                formed_on=nucleus.formed_on,
                enrolled_on=enrolment.enrolled_on,
                cycle_ended_on=enrolment.ended_on,
                most=nucleus.most,
                members=stays_in(nucleus),
                others=_told(enrolment.pk, leaves),
                on=on,
                today=today_at(at),
            )
        )
    )
    if leaves is not None:
        leaves.save(update_fields=LEFT)
    return Membership.objects.create(
        nucleus=nucleus, enrolment=enrolment, joined_on=on, recorded_by=by.public_id, recorded_at=at
    )


def _told(enrolment_pk: int, leaves: Membership | None) -> list[Stay]:
    if leaves is None:
        return stays_told(enrolment_pk)
    return [*stays_told(enrolment_pk, without=leaves.pk), Stay(leaves.joined_on, leaves.left_on)]


@transaction.atomic
def leave_nucleus(
    *, membership: Membership, why: LeaveWhy, on: date, by: Actor, at: datetime, note: str = ""
) -> Membership:  # fmt: skip
    """A household leaves a nucleus and stays in the program: it waits for another. `on` is the first day out."""
    membership, nucleus = _locked_membership(membership, by)
    _may_leave(membership, why, on, note, at)
    _end(membership, why, on, note, by, at)
    membership.save(update_fields=LEFT)
    record(
        "nuclei.leave_nucleus",
        by=by,
        at=at,
        subjects=[*about_nucleus(nucleus), _household(membership.enrolment)],
        before={"joined_on": membership.joined_on, "left_on": None},
        after={"left_on": on, "left_why": why, "reason": note.strip()},
    )
    return membership


@transaction.atomic
def move_to_nucleus(
    *, membership: Membership, to: Nucleus, on: date, by: Actor, at: datetime, note: str = ""
) -> Membership:  # fmt: skip
    """A household leaves one nucleus and enters another on the same day: one act, which happens whole or not at all."""
    if membership.nucleus_id == to.pk:
        raise Refused([Reason("nuclei.same_nucleus")])
    locked_households([membership.enrolment.household_id])
    for pk in sorted((membership.nucleus_id, to.pk)):
        locked_nucleus(pk)
    membership, nucleus = _locked_membership(membership, by)
    to = locked_nucleus(to.pk)
    require_for(to, Permission.FORM_NUCLEI, by)
    _may_leave(membership, LeaveWhy.OTHER_NUCLEUS, on, note, at)
    _end(membership, LeaveWhy.OTHER_NUCLEUS, on, note, by, at)
    made = _join(to, membership.enrolment, on, by, at, leaves=membership)
    record(
        "nuclei.move_to_nucleus",
        by=by,
        at=at,
        subjects=[*about_nucleus(nucleus), *_other(to, nucleus), _household(membership.enrolment)],
        before={"nucleus": nucleus.name},
        after={"nucleus": to.name, "on": on, "reason": note.strip()},
    )
    return made


@transaction.atomic
def take_back_join(*, membership: Membership, why: str, by: Actor, at: datetime) -> Membership:
    """Say that a household never was in a nucleus: it was written down by mistake. It waits as before."""
    membership, nucleus = _locked_membership(membership, by)
    refuse_unless(may_take_back(TakeBackFacts(membership.left_on, acted(membership)), why=why))
    _end(membership, LeaveWhy.MISTAKE, membership.joined_on, why, by, at)
    membership.save(update_fields=LEFT)
    record(
        "nuclei.take_back_join",
        by=by,
        at=at,
        subjects=[*about_nucleus(nucleus), _household(membership.enrolment)],
        before={"joined_on": membership.joined_on},
        after={"joined_on": None, "reason": why.strip()},
    )
    return membership


@transaction.atomic
def undo_leave(*, membership: Membership, why: str, by: Actor, at: datetime) -> Membership:
    """Take back a leaving that was a mistake: the household is in the nucleus as if it had never left."""
    membership, nucleus = _locked_membership(membership, by)
    before = {"left_on": membership.left_on, "left_why": membership.left_why}
    _return(membership, nucleus, why)
    record(
        "nuclei.undo_leave",
        by=by,
        at=at,
        subjects=[*about_nucleus(nucleus), _household(membership.enrolment)],
        before=before,
        after={"left_on": None, "left_why": "", "reason": why.strip()},
    )
    return membership


@transaction.atomic
def undo_move(*, membership: Membership, why: str, by: Actor, at: datetime) -> Membership:
    """Take back a move to another nucleus, in one act: the household never was there and is where it came from.
    `membership` is the one that the move made."""
    before = came_from(membership)
    if before is None or membership.left_on is not None:
        raise Refused([Reason("nuclei.not_moved")])
    locked_households([membership.enrolment.household_id])
    for pk in sorted((membership.nucleus_id, before.nucleus_id)):
        locked_nucleus(pk)
    membership, nucleus = _locked_membership(membership, by)
    before, back = _locked_membership(before, by)
    refuse_unless(may_take_back(TakeBackFacts(membership.left_on, acted(membership)), why=why))
    _end(membership, LeaveWhy.MISTAKE, membership.joined_on, why, by, at)
    membership.save(update_fields=LEFT)
    _return(before, back, why)
    record(
        "nuclei.undo_move",
        by=by,
        at=at,
        subjects=[*about_nucleus(back), *_other(nucleus, back), _household(membership.enrolment)],
        before={"nucleus": nucleus.name},
        after={"nucleus": back.name, "reason": why.strip()},
    )
    return before


@transaction.atomic
def give_up_places(*, enrolment: Enrolment, by: Actor, at: datetime) -> list[Membership]:
    """Before an exit from the program is taken back: where the household's place in a nucleus was taken since, its time
    there ended with the exit. The memberships of which that is true; none where it comes back to its place.

    Part of a verb on the cycle: its access was asked there.
    """
    enrolment = _locked(enrolment)
    rows = Membership.objects.filter(enrolment=enrolment).exclude(left_on=F("joined_on")).order_by("nucleus", "pk")
    return [one for one in rows if enrolment.ended_on is not None and _gave_up(one, enrolment, by, at)]


def _gave_up(one: Membership, enrolment: Enrolment, by: Actor, at: datetime) -> bool:
    ended_on = enrolment.ended_on
    assert ended_on is not None
    if one.left_on is not None and one.left_on <= ended_on:
        return False
    nucleus = one.nucleus = locked_nucleus(one.nucleus_id)
    others = stays_in(nucleus, without=one.pk)
    if peak(others, max(ended_on, one.joined_on), one.left_on) < nucleus.most:
        return False
    before = one.left_on
    never = ended_on <= one.joined_on
    why = LeaveWhy.MISTAKE if never else LeaveWhy.PLACE_TAKEN
    _end(one, why, one.joined_on if never else ended_on, "", by, at)
    one.save(update_fields=LEFT)
    record(
        "nuclei.give_up_place",
        by=by,
        at=at,
        subjects=[*about_nucleus(nucleus), _household(enrolment)],
        before={"joined_on": one.joined_on, "left_on": before},
        after={"left_on": one.left_on, "left_why": one.left_why},
    )
    return True


def _return(membership: Membership, nucleus: Nucleus, why: str) -> None:
    refuse_unless(
        may_undo_leave(
            ReturnFacts(
                closed=nucleus.closed_on is not None,
                joined_on=membership.joined_on,
                left_on=membership.left_on,
                left_why=LeaveWhy(membership.left_why) if membership.left_why else None,
                cycle_ended_on=membership.enrolment.ended_on,
                most=nucleus.most,
                members=stays_in(nucleus, without=membership.pk),
                others=stays_told(membership.enrolment_id, without=membership.pk),
            ),
            why=why,
        )
    )
    membership.left_on, membership.left_why, membership.left_note = None, "", ""
    membership.left_by = membership.left_at = None
    membership.save(update_fields=LEFT)


def _may_leave(membership: Membership, why: LeaveWhy, on: date, note: str, at: datetime) -> None:
    refuse_unless(
        may_leave(
            LeaveFacts(
                joined_on=membership.joined_on,
                left_on=membership.left_on,
                until=first_of(membership.left_on, membership.enrolment.ended_on),
                seen_on=seen_on(membership),
                holds_post=holds_post(membership),
                on=on,
                today=today_at(at),
            ),
            why=why,
            note=note,
        )
    )


def _end(one: Membership, why: LeaveWhy, on: date, note: str, by: Actor, at: datetime) -> None:
    one.left_on, one.left_why, one.left_note, one.left_by, one.left_at = on, why, note.strip(), by.public_id, at


def _locked(enrolment: Enrolment) -> Enrolment:
    """The cycle as it is now; its household's row is the lock, as for the verbs on cycles."""
    locked_households([enrolment.household_id])
    return Enrolment.objects.select_related("household__place", "call__version__program").get(pk=enrolment.pk)


def _locked_membership(membership: Membership, by: Actor) -> tuple[Membership, Nucleus]:
    locked_households([membership.enrolment.household_id])
    nucleus = locked_nucleus(membership.nucleus_id)
    require_for(nucleus, Permission.FORM_NUCLEI, by)
    rows = Membership.objects.select_related("enrolment__household__place", "enrolment__call__version__program")
    return rows.get(pk=membership.pk), nucleus


def _household(enrolment: Enrolment) -> tuple[str, str]:
    return "household", str(enrolment.household.public_id)


def _other(nucleus: Nucleus, told: Nucleus) -> list[tuple[str, str]]:
    """What the act is about besides a nucleus that was told already."""
    return [one for one in about_nucleus(nucleus) if one not in about_nucleus(told)]
