"""Dividing a household: some of its members form a new one."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor
from winay.core.decision import Decision, Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.journal.services import record
from winay.registry.access import require_write
from winay.registry.models import Household, Member
from winay.registry.queries.facts import homes_by_code
from winay.registry.rules import ADULT_AGE, dated, household_code, is_adult, unreasonable
from winay.registry.services.members import carry_over
from winay.registry.services.records import about, locked, open_state, today_at
from winay.registry.terms import BirthPrecision, Kin, MemberLeft, Origin


@transaction.atomic
def split_household(
    *,
    household: Household,
    kin: Mapping[UUID, Kin],
    place_code: str,
    on: date,
    note: str,
    by: Actor,
    at: datetime,
) -> Household:
    """The members named in `kin` (by public id, with what each is in the new household, one as its participant) form a
    household of their own from a day on. The participant of the old one stays. The new household; what becomes of a
    cycle in the program is for the rooms above."""
    household = locked(household)
    require_write(by, household.place.code)
    place = homes_by_code([place_code]).get(place_code)
    if place is None:
        raise Refused([Reason("registry.place_unknown", {"place": place_code})])
    present = {m.public_id: m for m in household.members.select_for_update().filter(left_on=None).order_by("pk")}
    leaving = [present[key] for key in kin if key in present]
    refuse_unless(
        allow_unless(
            *open_state(household).reasons,
            *dated(
                on, today=today_at(at), since=max([household.registered_on, *(m.joined_on for m in leaving)])
            ).reasons,
            *_parted(household, present, kin, on).reasons,
            unreasonable(note, needed=False),
        )
    )
    participant = next(member for member in leaving if kin[member.public_id] is Kin.PARTICIPANT)
    new = Household.objects.create(
        place_id=place.pk,
        district=place.district,
        lives_since=on,
        language=household.language,
        participant=participant,
        participant_since=on,
        origin=Origin.SPLIT,
        split_from=household,
        registered_on=on,
        registered_by=by.public_id,
        registered_at=at,
        synthetic=household.synthetic,
    )
    for member in leaving:
        carry_over(member, household, new, kin=kin[member.public_id], on=on, why=MemberLeft.NEW_HOUSEHOLD)
    record(
        "registry.split_household",
        by=by,
        at=at,
        subjects=[*about(household, *leaving), *about(new)],
        before={"household": household_code(household.public_id), "members": len(present)},
        after={
            "household": household_code(new.public_id),
            "members": len(leaving),
            "on": on,
            "note": note.strip(),
        },
    )
    return new


def _parted(household: Household, present: Mapping[UUID, Member], kin: Mapping[UUID, Kin], on: date) -> Decision:
    """Whether these members may go and those stay."""
    unknown = [key for key in kin if key not in present]
    heads = [present[key] for key, what in kin.items() if what is Kin.PARTICIPANT and key in present]
    adult = len(heads) != 1 or is_adult(heads[0].born_on, BirthPrecision(heads[0].birth_precision), on)
    return allow_unless(
        Reason("registry.member_elsewhere") if unknown else None,
        Reason("registry.nobody_moves") if not kin else None,
        Reason("registry.everybody_moves") if kin and len(kin) >= len(present) else None,
        Reason("registry.participant_among_moving") if kin and len(heads) != 1 else None,
        Reason("registry.not_adult", {"age": ADULT_AGE}) if adult is False else None,
        Reason("registry.is_participant")
        if any(key in kin for key, member in present.items() if member.pk == household.participant_id)
        else None,
    )
