"""Two entries that look alike, and the pair as a search leaves it."""

from dataclasses import replace
from typing import Any

from tests.registry import scene
from winay.accounts.queries import ActingPerson
from winay.core.clock import now
from winay.core.ids import new_id
from winay.registry.duplicate_models import DuplicatePair, DuplicateSearch
from winay.registry.models import Member
from winay.registry.terms import IdMissing, Kin, SearchKind, SearchState

AGREEMENT = "s1=same s2=swapped given=partly birth=near national_id=unknown sex=same place={place}"


def looks_alike(
    by: ActingPerson, *, place: str = scene.OTHER_HAMLET, other: ActingPerson | None = None
) -> DuplicatePair:
    """A daughter of a hamlet, and the wife in another household who may be she."""
    daughter = scene.member(Kin.CHILD, given_names="Yaneth Flor", surname_1="Ñaupari")
    wife = replace(daughter, kin=Kin.PARTNER, given_names="Yaneth", national_id="", id_missing=IdMissing.NOT_SHOWN)
    first = scene.registered(scene.household(daughter), by=by)
    second = scene.registered(scene.household(wife, place_code=place), by=other or by)
    return pair_of(
        first.members.get(given_names="Yaneth Flor"), second.members.get(given_names="Yaneth"),
        place="district" if place.startswith(scene.DISTRICT) else "far",
    )  # fmt: skip


def pair_of(left: Member, right: Member, *, place: str = "district", **more: Any) -> DuplicatePair:
    """The pair of two members, open."""
    search = DuplicateSearch.objects.filter(state=SearchState.DONE).first() or DuplicateSearch.objects.create(
        kind=SearchKind.EVERYBODY, state=SearchState.DONE, asked_by=new_id(), asked_at=now(), as_of=now()
    )
    said = {"weight": 900, "agreement": AGREEMENT.format(place=place)} | more
    return DuplicatePair.objects.create(
        left=left, right=right, left_district=left.household.district, right_district=right.household.district,
        left_facts=1, right_facts=2, search=search, found_at=now(), **said,
    )  # fmt: skip
