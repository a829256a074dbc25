"""Verbs on who stands for a household: its registered participant, and who may act for them."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor
from winay.core.decision import Decision, Reason, allow_unless
from winay.core.errors import refuse_unless
from winay.journal.services import record
from winay.registry.models import Household, Member, PastParticipant
from winay.registry.rules import ADULT_AGE, dated, is_adult, unreasonable
from winay.registry.services.records import about, end_representation, locked_member, today_at
from winay.registry.terms import BirthPrecision, Kin


@transaction.atomic
def set_participant(
    *, member: Member, old_kin: Kin, on: date, note: str, by: Actor, at: datetime, kin: Mapping[UUID, Kin] | None = None
) -> Household:
    """Another adult becomes the household's registered participant from a day on. `old_kin` is what the former one is
    to them; `kin` restates what others are, by public id, where that changes too."""
    household, member = locked_member(member, by)
    former = household.participant
    since = household.participant_since or household.registered_on
    refuse_unless(
        allow_unless(
            *_adult_member(member, on).reasons,
            *dated(on, today=today_at(at), since=max(since, member.joined_on)).reasons,
            Reason("registry.member_here") if former is not None and former.pk == member.pk else None,
            Reason("registry.kin_of_participant")
            if old_kin is Kin.PARTICIPANT or Kin.PARTICIPANT in (kin or {}).values()
            else None,
            unreasonable(note, needed=False),
        )
    )
    end_representation(household, member, on)
    if former is not None:
        PastParticipant.objects.create(
            household=household, member=former, from_on=since, until_on=on, note=note.strip()
        )
        former.kin = old_kin.value
        former.save(update_fields=["kin"])
    for other in household.members.filter(public_id__in=(kin or {}).keys()).exclude(pk=member.pk):
        other.kin = (kin or {})[other.public_id].value
        other.save(update_fields=["kin"])
    member.kin = Kin.PARTICIPANT.value
    member.save(update_fields=["kin", "represents_since"])
    household.participant, household.participant_since = member, on
    household.save(update_fields=["participant", "participant_since"])
    record(
        "registry.set_participant",
        by=by,
        at=at,
        subjects=about(household, *([former] if former else []), member),
        before={"participant": former.public_id if former else None},
        after={"participant": member.public_id, "on": on, "note": note.strip()},
    )
    return household


@transaction.atomic
def name_representative(*, member: Member, on: date, by: Actor, at: datetime) -> Member:
    """An adult of the household may act for its participant from a day on: attend, receive, sign."""
    household, member = locked_member(member, by)
    refuse_unless(
        allow_unless(
            *_adult_member(member, on).reasons,
            *dated(on, today=today_at(at), since=member.joined_on).reasons,
            Reason("registry.represents_already") if member.represents_since is not None else None,
            Reason("registry.represents_self", {"member": 1}) if household.participant_id == member.pk else None,
        )
    )
    member.represents_since = on
    member.save(update_fields=["represents_since"])
    record("registry.name_representative", by=by, at=at, subjects=about(household, member), after={"on": on})
    return member


@transaction.atomic
def end_representative(*, member: Member, on: date, by: Actor, at: datetime) -> Member:
    """Somebody may act for the participant no longer. On the day on which it began it never was."""
    household, member = locked_member(member, by)
    since = member.represents_since
    refuse_unless(
        allow_unless(
            Reason("registry.not_representative") if since is None else None,
            *dated(on, today=today_at(at), since=since or on).reasons,
        )
    )
    end_representation(household, member, on)
    member.save(update_fields=["represents_since"])
    record(
        "registry.end_representative",
        by=by,
        at=at,
        subjects=about(household, member),
        before={"since": since},
        after={"on": on},
    )
    return member


def _adult_member(member: Member, on: date) -> Decision:
    """Whether somebody is a member and of age on a day; where age cannot be told, people's word stands."""
    adult = is_adult(member.born_on, BirthPrecision(member.birth_precision), on)
    return allow_unless(
        Reason("registry.member_left") if member.left_on is not None else None,
        Reason("registry.member_erased") if member.erased_at else None,
        Reason("registry.not_adult", {"age": ADULT_AGE}) if adult is False else None,
    )
