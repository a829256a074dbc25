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
from winay.registry.queries.same_person import entries_of
from winay.registry.rules import unreasonable
from winay.registry.services.records import about, end_representation, locked, today_at
from winay.registry.sounds import name_tokens
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
    """Erase somebody's personal data because they ask for it: names, id, phone, languages, day of birth, in every entry
    of theirs. What stays is that somebody of this sex and birth year was a member, so that counts stay true. It cannot
    be undone. What phones sent of them is erased by `journeys.erasing`, which calls this.

    The participant must be another person first, unless the household is closed. Photos and recordings of a consent
    are deleted with the next sweep of files.
    """
    entries, homes = _under_lock(member)
    stays = entries[0]
    household = homes[stays.household_id]
    require_at(by, Permission.ERASE_PERSON, household.place.code)
    participates = household.participant_id == stays.pk
    refuse_unless(
        allow_unless(
            Reason("registry.member_erased") if all(one.erased_at for one in entries) else None,
            Reason("registry.is_participant") if participates and household.closed_on is None else None,
            unreasonable(reason),
        )
    )
    today = today_at(at)
    for one in entries:
        home = homes[one.household_id]
        _forget_names(one)
        end_representation(home, one, today)
        _blank(one, at, today)
        if home.participant_id == one.pk:
            home.participant, home.participant_since = None, None
            home.save(update_fields=["participant", "participant_since"])
    nowhere = [home for home in homes.values() if _nobody_left(home)]
    for home in nowhere:
        home.reference, home.latitude_e6, home.longitude_e6 = "", None, None
        home.save(update_fields=["reference", "latitude_e6", "longitude_e6"])
    subjects = [
        *about(household, *entries),
        *(("household", str(h.public_id)) for h in homes.values() if h != household),
    ]
    record("registry.erase_member", by=by, at=at, subjects=subjects, after={"reason": reason.strip()})
    return next(one for one in entries if one.pk == member.pk)


def _under_lock(member: Member) -> tuple[list[Member], dict[int, Household]]:
    """Every entry of a person and their households: the households locked first, in one order, as every verb does; read
    again where somebody moved one of them meanwhile."""
    homes: dict[int, Household] = {}
    while True:
        entries = entries_of(member)
        missing = {one.household_id for one in entries} - homes.keys()
        homes |= {key: locked(Household.objects.get(pk=key)) for key in sorted(missing)}
        keys = [one.pk for one in entries]
        rows = {one.pk: one for one in Member.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
        if all(one.household_id in homes for one in rows.values()) and [one.pk for one in entries_of(member)] == keys:
            return [rows[key] for key in keys], homes


def _forget_names(member: Member) -> None:
    """Nobody finds them by name any more, in whichever district their household was when they were written."""
    tokens = name_tokens(member.given_names, member.surname_1, member.surname_2)
    NameToken.objects.filter(token__in=tokens, member=member).delete()


def _nobody_left(household: Household) -> bool:
    """Whether everybody of a household was erased: then where it stood is nobody's to know."""
    return household.closed_on is not None and not household.members.filter(erased_at=None).exists()


def _blank(member: Member, at: datetime, today: date) -> None:
    if member.erased_at is not None:
        return
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
