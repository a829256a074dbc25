"""Verbs on people's rights over their data: to see them, and to have them erased. Correcting is `correct_member`."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import refuse_unless
from winay.journal.services import record
from winay.registry.access import require_at
from winay.registry.models import Household, Member, NameToken
from winay.registry.queries.facts import national_ids
from winay.registry.rules import unreasonable
from winay.registry.services.records import about, end_representation, locked, today_at
from winay.registry.terms import BirthPrecision, IdMissing, MemberLeft


@transaction.atomic
def see_national_id(*, member: Member, by: Actor, at: datetime) -> str:
    """A national id in full. Seeing it is an act: the journal says who saw whose, and when."""
    household = Household.objects.select_related("place").get(pk=member.household_id)
    require_at(by, Permission.SEE_NATIONAL_ID, household.place.code)
    refuse_unless(allow_unless(None if member.national_id else Reason("registry.id_nothing")))
    record("registry.see_national_id", by=by, at=at, subjects=about(household, member))
    return national_ids().decrypt(member.national_id)


@dataclass(frozen=True, slots=True)
class OpenedIds:
    """The ids of a household's members in full, by the members' primary keys."""

    household: Household
    by_member: dict[int, str]


@transaction.atomic
def see_all_data(*, household: Household, by: Actor, at: datetime) -> OpenedIds:
    """Everything kept of a household, for the sheet that its people may ask for. The journal says that it was taken
    out and by whom."""
    household = Household.objects.select_related("place").get(pk=household.pk)
    require_at(by, Permission.SEE_NATIONAL_ID, household.place.code)
    ids = national_ids()
    opened = {member.pk: ids.decrypt(member.national_id) for member in household.members.all()}
    record("registry.see_all_data", by=by, at=at, subjects=about(household))
    return OpenedIds(household, opened)


@transaction.atomic
def erase_member(*, member: Member, reason: str, by: Actor, at: datetime) -> Member:
    """Erase somebody's personal data because they ask for it: names, id, phone, languages, day of birth. What stays is
    that somebody of this sex and birth year was a member, so that counts stay true. It cannot be undone.

    The participant must be another person first, unless the household is closed. Photos and recordings of a consent
    are deleted with the next sweep of files.
    """
    household = locked(Household.objects.get(pk=member.household_id))
    member = Member.objects.select_for_update().get(pk=member.pk)
    require_at(by, Permission.ERASE_PERSON, household.place.code)
    participates = household.participant_id == member.pk
    refuse_unless(
        allow_unless(
            Reason("registry.member_erased") if member.erased_at else None,
            Reason("registry.is_participant") if participates and household.closed_on is None else None,
            unreasonable(reason),
        )
    )
    today = today_at(at)
    NameToken.objects.filter(member=member, district=household.district).delete()
    end_representation(household, member, today)
    _blank(member, at, today)
    if participates:
        household.participant, household.participant_since = None, None
        household.save(update_fields=["participant", "participant_since"])
    record("registry.erase_member", by=by, at=at, subjects=about(household, member), after={"reason": reason.strip()})
    return member


def _blank(member: Member, at: datetime, today: date) -> None:
    member.given_names = member.surname_1 = member.surname_2 = member.sort_key = member.phone = ""
    member.national_id = member.national_id_hash = member.languages = ""
    member.id_missing = IdMissing.NOT_ASKED.value
    if member.born_on is not None:
        member.born_on = date(member.born_on.year, 7, 1)
        member.birth_precision = BirthPrecision.YEAR.value
    if member.left_on is None:
        member.left_on, member.left_why = max(today, member.joined_on), MemberLeft.OTHER.value
    member.erased_at = at
    member.save()
