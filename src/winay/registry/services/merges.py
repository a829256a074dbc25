"""Merging two entries of one person, or two households that are one, and taking it back.

Nothing is deleted. The entry that goes is no member any more and points at the one that stays, which is given what it
lacked. Undone, both are what they were; only the record remembers.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.core.errors import refuse_unless
from winay.journal.services import record
from winay.registry.access import require_write
from winay.registry.duplicate_models import Merge, MergePart
from winay.registry.merge_rules import Entry, may_merge, may_merge_households
from winay.registry.models import Household, Member
from winay.registry.rules import household_code
from winay.registry.services.filling import fill
from winay.registry.services.members import carry_over
from winay.registry.services.records import about, locked, open_state, today_at
from winay.registry.terms import HouseholdClosed, Kin, MemberLeft


@transaction.atomic
def merge_members(*, kept: Member, gone: Member, on: date, why: str, by: Actor, at: datetime) -> Merge:
    """Two entries are one person: `gone` is no member from a day on, `kept` stays and is given what it lacked.

    The actor must write where both live. `Refused` for the registered participant of a household and for its last
    member: those households are merged, or another participant is set first.
    """
    homes = locked_households([kept.household_id, gone.household_id], by)
    kept, gone = _members(kept.pk, gone.pk)
    ours, theirs = homes[kept.household_id], homes[gone.household_id]
    refuse_unless(
        may_merge(
            _entry(kept, ours),
            _entry(gone, theirs),
            same=kept.pk == gone.pk,
            on=on,
            today=today_at(at),
            why=why,
            whole=False,
        )
    )
    merge = Merge.objects.create(
        kept_household=ours, merged_on=on, why=why.strip(), merged_by=by.public_id, merged_at=at
    )
    filled = _merge(merge, kept, gone, ours)
    record(
        "registry.merge_members",
        by=by,
        at=at,
        subjects=[*about(ours, kept), *about(theirs, gone), ("merge", str(merge.public_id))],
        before={"member": gone.public_id},
        after={"member": kept.public_id, "on": on, "given": filled, "why": merge.why},
    )
    return merge


@transaction.atomic
def merge_households(
    *, kept: Household, gone: Household, same: Mapping[Member, Member], on: date, why: str, by: Actor, at: datetime
) -> Merge:
    """Two households are one. `same` says which members of the one that goes are which of the one that stays; the
    others come along. What becomes of a cycle in the program is for the rooms above."""
    homes = locked_households([kept.pk, gone.pk], by)
    kept, gone = homes[kept.pk], homes[gone.pk]
    people = {one.pk: one for one in Member.objects.select_for_update().filter(household__in=homes).order_by("pk")}
    pairs = {first.pk: second.pk for first, second in same.items()}
    refuse_unless(
        may_merge_households(
            same=kept.pk == gone.pk,
            open_both=all(open_state(one).ok for one in homes.values()),
            matched=[_theirs(people, first, gone) and _theirs(people, second, kept) for first, second in pairs.items()]
            + [False] * (len(set(pairs.values())) != len(pairs)),
            on=on,
            today=today_at(at),
            since=max([kept.registered_on, gone.registered_on, *(one.joined_on for one in people.values())]),
            why=why,
        )
    )
    merge = Merge.objects.create(
        kept_household=kept, merged_household=gone, merged_on=on, why=why.strip(), merged_by=by.public_id, merged_at=at
    )
    leaving = [one for one in people.values() if one.household_id == gone.pk and one.left_on is None]
    same_side = pairs.get(gone.participant_id or 0) == kept.participant_id
    for member in leaving:
        if member.pk in pairs:
            _merge(merge, people[pairs[member.pk]], member, kept)
        else:
            _bring(merge, member, gone, kept, Kin(member.kin) if same_side else Kin.OTHER_RELATIVE)
    gone.closed_on, gone.closed_why, gone.closed_note = on, HouseholdClosed.MERGED.value, merge.why
    gone.merged_into = kept
    gone.save(update_fields=["closed_on", "closed_why", "closed_note", "merged_into"])
    record(
        "registry.merge_households",
        by=by,
        at=at,
        subjects=[*about(kept), *about(gone, *leaving), ("merge", str(merge.public_id))],
        before={"household": household_code(gone.public_id), "members": len(leaving)},
        after={"household": household_code(kept.public_id), "same": len(pairs), "on": on, "why": merge.why},
    )
    return merge


def locked_households(keys: Iterable[int], by: Actor) -> dict[int, Household]:
    """Households under lock, always in one order; `NotAllowed` unless the actor writes where each of them lives."""
    homes = {key: locked(Household.objects.get(pk=key)) for key in sorted(set(keys))}
    for home in homes.values():
        require_write(by, home.place.code)
    return homes


def _members(kept: int, gone: int) -> tuple[Member, Member]:
    rows = {one.pk: one for one in Member.objects.select_for_update().filter(pk__in=[kept, gone]).order_by("pk")}
    return rows[kept], rows[gone]


def _entry(member: Member, home: Household) -> Entry:
    others = Member.objects.filter(household=home, left_on=None).exclude(pk=member.pk)
    return Entry(
        joined_on=member.joined_on,
        present=member.left_on is None,
        erased=member.erased_at is not None,
        household_open=open_state(home).ok,
        participant=home.participant_id == member.pk,
        alone=not others.exists(),
    )


def _theirs(people: Mapping[int, Member], key: int, home: Household) -> bool:
    member = people.get(key)
    here = member is not None and member.household_id == home.pk
    return here and member is not None and member.left_on is None and member.erased_at is None


def _merge(merge: Merge, kept: Member, gone: Member, home: Household) -> list[str]:
    """`gone` becomes `kept`; what was filled in."""
    before = MergePart(
        merge=merge, member=gone, into=kept, kin=gone.kin, joined_on=gone.joined_on,
        represents_since=gone.represents_since,
    )  # fmt: skip
    gone.left_on, gone.left_why, gone.merged_into = merge.merged_on, MemberLeft.MISTAKE.value, kept
    gone.save(update_fields=["left_on", "left_why", "merged_into"])
    filled = fill(kept, gone, home)  # after the other gave up its id: two members never have one id
    before.filled = " ".join(filled)
    before.save()
    return [word.split(":")[0] for word in filled]


def _bring(merge: Merge, member: Member, old: Household, new: Household, kin: Kin) -> None:
    """Somebody whom only the household that goes has comes along."""
    MergePart.objects.create(
        merge=merge, member=member, kin=member.kin, joined_on=member.joined_on, represents_since=member.represents_since
    )
    kin = Kin.OTHER_RELATIVE if kin is Kin.PARTICIPANT else kin
    carry_over(member, old, new, kin=kin, on=merge.merged_on, why=MemberLeft.OTHER_HOUSEHOLD)
