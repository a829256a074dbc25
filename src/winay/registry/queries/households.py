"""One household with everything that is known of it, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from winay.registry.models import (
    ClassRecord,
    Consent,
    Description,
    Household,
    JuntosRecord,
    Member,
    PastDwelling,
    PastMembership,
    PastParticipant,
    PastStay,
)
from winay.registry.rules import expected_juntos_end
from winay.registry.terms import Kin

_PLACE = "place__parent__parent__parent"
_FIRST = {kin.value: at for at, kin in enumerate((Kin.PARTICIPANT, Kin.PARTNER, Kin.CHILD, Kin.GRANDCHILD))}


def household_by_id(public_id: UUID) -> Household | None:
    """A household with its place, the places around it and its participant; None when there is none. One query."""
    return Household.objects.select_related(_PLACE, "participant").filter(public_id=public_id).first()


def registered_from(keys: Iterable[str]) -> dict[str, Household]:
    """The households that were registered under these external keys, by key, with place and participant. One query."""
    rows = Household.objects.filter(external_key__in=list(keys)).select_related("place__parent", "participant")
    return {one.external_key: one for one in rows}


def household_of_member(public_id: UUID) -> Household | None:
    """The household to which somebody belongs, or belonged last."""
    return Household.objects.select_related(_PLACE, "participant").filter(members__public_id=public_id).first()


def member_of(household: Household, public_id: UUID) -> Member | None:
    """Somebody who belongs to a household, or left it."""
    return Member.objects.select_related("away_place").filter(household=household, public_id=public_id).first()


@dataclass(frozen=True, slots=True)
class Known:
    """A household's page: what holds now, and what held before."""

    household: Household
    members: tuple[Member, ...]
    left: tuple[Member, ...]
    elsewhere: tuple[PastMembership, ...]
    stays: tuple[PastStay, ...]
    descriptions: tuple[Description, ...]
    juntos: tuple[JuntosRecord, ...]
    classes: tuple[ClassRecord, ...]
    consents: tuple[Consent, ...]
    dwellings: tuple[PastDwelling, ...]
    participants: tuple[PastParticipant, ...]
    split_from: Household | None
    splits: tuple[Household, ...]

    @property
    def consent(self) -> Consent | None:
        """The consent that stands, of the registered participant."""
        asked = self.household.participant_id
        return next((one for one in self.consents if one.withdrawn_on is None and one.member_id == asked), None)

    def juntos_end(self, on: date) -> date | None:
        """When the youngest child is expected to be too old; None where nothing tells."""
        births = [one.born_on for one in self.members if one.kin in {Kin.CHILD, Kin.GRANDCHILD}]
        return expected_juntos_end(births, on)


def known(household: Household) -> Known:
    """Everything that is known of a household. Twelve queries."""
    everybody = list(Member.objects.filter(household=household).select_related("away_place__parent__parent"))
    newest = ("-told_on", "-id")
    return Known(
        household=household,
        members=tuple(sorted((one for one in everybody if one.left_on is None), key=_order)),
        left=tuple(sorted((one for one in everybody if one.left_on is not None), key=lambda one: str(one.left_on))),
        elsewhere=tuple(household.past_memberships.select_related("member__household").order_by("-left_on", "-id")),
        stays=tuple(
            PastStay.objects.filter(member__household=household).select_related("member", "place").order_by("-from_on")
        ),
        descriptions=tuple(household.descriptions.order_by(*newest)),
        juntos=tuple(household.juntos_records.order_by(*newest)),
        classes=tuple(household.class_records.order_by(*newest)),
        consents=tuple(household.consents.select_related("member").order_by("-given_on", "-id")),
        dwellings=tuple(household.past_dwellings.select_related("place__parent").order_by("-until_on", "-id")),
        participants=tuple(household.past_participants.select_related("member").order_by("-until_on", "-id")),
        split_from=Household.objects.filter(pk=household.split_from_id).first() if household.split_from_id else None,
        splits=tuple(household.splits.order_by("id")),
    )


def _order(member: Member) -> tuple[int, str, str]:
    """The participant, their partner, then the children from the eldest, then everybody else."""
    return _FIRST.get(member.kin, len(_FIRST)), str(member.born_on or "9999"), member.sort_key
