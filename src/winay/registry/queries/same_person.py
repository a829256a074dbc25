"""All that is kept of one person: the entries that were merged into one, and where each came from."""

from collections.abc import Collection, Iterable
from uuid import UUID

from winay.registry.models import Household, Member, PastMembership
from winay.registry.terms import Origin


def entries_of(member: Member) -> list[Member]:
    """Every entry of this person, the one that stays first, then those that were merged into it. A query for each
    merge of a merge."""
    seen = {member.pk}
    root = Member.objects.get(pk=member.pk)
    while root.merged_into_id is not None and root.merged_into_id not in seen:
        seen.add(root.merged_into_id)
        root = Member.objects.get(pk=root.merged_into_id)
    found = [root]
    new = [root.pk]
    while new:
        rows = list(Member.objects.filter(merged_into__in=new).exclude(pk__in=[one.pk for one in found]).order_by("pk"))
        found += rows
        new = [one.pk for one in rows]
    return found


def submissions_behind(entries: Iterable[Member]) -> set[UUID]:
    """Public ids of the submissions that registered these entries: the households that they came with, not
    those that they passed to since. Two queries."""
    entries = list(entries)
    past = PastMembership.objects.filter(member__in=entries).order_by("-id").values_list("member_id", "household_id")
    first = {one.pk: one.household_id for one in entries} | dict(past)
    homes = Household.objects.filter(pk__in=first.values(), origin__in=[Origin.PHONE, Origin.PAPER]).exclude(
        external_key=""
    )
    return {UUID(key) for key in homes.values_list("external_key", flat=True)}


def united_with(people: Collection[UUID]) -> dict[UUID, UUID]:
    """Of some people (public ids of entries), those that were merged into another entry, with the one that stays. A
    query for each merge of a merge and one more, none for nobody."""
    found: dict[UUID, UUID] = {}
    asked = dict.fromkeys(people)
    origin = {one: {one} for one in asked}
    while asked:
        rows = Member.objects.filter(public_id__in=list(asked), merged_into__isnull=False)
        told = dict(rows.values_list("public_id", "merged_into__public_id"))
        following: dict[UUID, set[UUID]] = {}
        for gone, stays in told.items():
            for one in origin[gone]:
                if stays != one:
                    found[one] = stays
                    following.setdefault(stays, set()).add(one)
        asked, origin = dict.fromkeys(following), following
    return found


def merged_into(household: UUID) -> UUID:
    """The household (public id) that one is by now: itself, unless it was merged into another. A query for each merge
    and one more."""
    seen: set[UUID] = set()
    while household not in seen:
        seen.add(household)
        row = Household.objects.filter(public_id=household, merged_into__isnull=False)
        household = row.values_list("merged_into__public_id", flat=True).first() or household
    return household
