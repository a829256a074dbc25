"""What verbs read before they judge: places by code, ids and keys that are taken, a household under lock."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Value
from django.db.models.functions import StrIndex, Substr

from winay.places.models import Place
from winay.places.terms import Level
from winay.registry.duplicate_models import DuplicateSearch
from winay.registry.models import Consent, Member
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


def files_in_use() -> set[str]:
    """Hashes of the files that this room's rows point at: evidence of consents, but not of people who were erased, and
    what the last search for duplicates saw."""
    rows = Consent.objects.exclude(evidence_sha256="").filter(member__erased_at=None)
    searches = DuplicateSearch.objects.exclude(seen_sha256="").values_list("seen_sha256", flat=True)
    return set(rows.values_list("evidence_sha256", flat=True)) | set(searches)


def keys_of_national_ids() -> set[str]:
    """Ids of the keys that encrypted national ids name; the oldest of a ring also finds them by their hash. One query
    over all members."""
    rows = Member.objects.exclude(national_id="").annotate(
        key_id=Substr("national_id", 1, StrIndex("national_id", Value(".")) - 1)
    )
    return set(rows.order_by().values_list("key_id", flat=True).distinct())
