"""What verbs read before they judge: places by code, ids and keys that are taken, a household under lock."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.conf import settings

from winay.places.models import Place
from winay.places.terms import Level
from winay.registry.models import Consent, Household, Member
from winay.registry.national_ids import NationalIds
from winay.registry.rows import Placed


def national_ids() -> NationalIds:
    """How this installation keeps ids."""
    return NationalIds.of(settings.WINAY_KEYRING())


def homes_by_code(codes: Iterable[str]) -> dict[str, Placed]:
    """The places among these codes where a household may be said to live: localities, and districts of which no
    locality is known. Two queries."""
    rows = list(
        Place.objects.filter(
            code__in=set(codes), level__in=[Level.LOCALITY.value, Level.DISTRICT.value]
        ).values_list("id", "code", "level")
    )  # fmt: skip
    districts = [pk for pk, _, level in rows if level == Level.DISTRICT.value]
    inhabited = set()
    if districts:
        inside = Place.objects.filter(parent__in=districts, level=Level.LOCALITY.value)
        inhabited = set(inside.order_by().values_list("parent_id", flat=True).distinct())
    return {code: Placed(pk, code) for pk, code, _ in rows if pk not in inhabited}


def places_by_code(codes: Iterable[str]) -> dict[str, int]:
    """Primary keys of places of any level by code; unknown codes are absent. One query, none for no codes."""
    wanted = set(codes)
    return dict(Place.objects.filter(code__in=wanted).values_list("code", "id")) if wanted else {}


def holders_of_ids(hashes: Collection[str]) -> dict[str, UUID]:
    """For hashes of national ids that somebody has who is a member now: the public id of their household."""
    wanted = [hashed for hashed in hashes if hashed]
    rows = Member.objects.filter(national_id_hash__in=wanted, left_on=None)
    return dict(rows.values_list("national_id_hash", "household__public_id")) if wanted else {}


def households_by_key(keys: Collection[str]) -> dict[str, UUID]:
    """For external keys that are taken: the public id of the household that bears them."""
    wanted = [key for key in keys if key]
    rows = Household.objects.filter(external_key__in=wanted).exclude(external_key="")
    return dict(rows.values_list("external_key", "public_id")) if wanted else {}


def public_ids_taken(households: Collection[UUID], members: Collection[UUID]) -> set[UUID]:
    """Those among public ids of households and members that are here already."""
    taken = set(Household.objects.filter(public_id__in=households).values_list("public_id", flat=True))
    return taken | set(Member.objects.filter(public_id__in=members).values_list("public_id", flat=True))


def files_in_use() -> set[str]:
    """Hashes of the files that this room's rows point at: evidence of consents, but not of people who were erased."""
    rows = Consent.objects.exclude(evidence_sha256="").filter(member__erased_at=None)
    return set(rows.values_list("evidence_sha256", flat=True))
