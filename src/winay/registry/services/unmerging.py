"""Taking a merge back: both are again what they were. Refused where somebody changed what the merge left."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.core.errors import refuse_unless
from winay.journal.services import record
from winay.registry.duplicate_models import Merge, MergePart
from winay.registry.merge_rules import Undoing, may_undo
from winay.registry.models import Household, Member
from winay.registry.queries.taken import HAS_ID
from winay.registry.services.filling import changed_since, empty
from winay.registry.services.members import carry_over
from winay.registry.services.merges import locked_households
from winay.registry.services.records import about, open_state, today_at
from winay.registry.terms import HouseholdClosed, Kin, MemberLeft


@transaction.atomic
def undo_merge(*, merge: Merge, why: str, by: Actor, at: datetime) -> Merge:
    """Undo a merge that was a mistake. `Refused` says about whom something changed since, and what."""
    homes = locked_households([merge.kept_household_id, *_homes(merge)], by)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    kept, gone = homes[merge.kept_household_id], homes.get(merge.merged_household_id or 0)
    parts = _parts(merge)
    refuse_unless(may_undo(_found(merge, parts, homes), why=why))
    today = today_at(at)
    for part in parts:
        if part.into is not None:
            _part(part, kept)
    for part in parts:
        if part.into is None and gone is not None:
            _send_back(part, kept, gone, today)
    if gone is not None:
        gone.closed_on, gone.closed_why, gone.closed_note, gone.merged_into = None, "", "", None
        gone.save(update_fields=["closed_on", "closed_why", "closed_note", "merged_into"])
    merge.undone_by, merge.undone_at, merge.undone_why = by.public_id, at, why.strip()
    merge.save(update_fields=["undone_by", "undone_at", "undone_why"])
    others = [about(home) for key, home in homes.items() if key != kept.pk]
    record(
        "registry.undo_merge",
        by=by,
        at=at,
        subjects=[
            *about(kept, *(part.member for part in parts)),
            *(one for found in others for one in found),
            *(("member", str(part.into.public_id)) for part in parts if part.into is not None),
            ("merge", str(merge.public_id)),
        ],
        before={"on": merge.merged_on, "members": len(parts)},
        after={"why": merge.undone_why},
    )
    return merge


@dataclass(slots=True)
class _Part:
    """A part with its people under lock."""

    row: MergePart
    member: Member
    into: Member | None

    @property
    def filled(self) -> list[str]:
        return self.row.filled.split()

    @property
    def name(self) -> str:
        return f"{self.member.given_names} {self.member.surname_1}".strip() or str(self.member.public_id)


def _homes(merge: Merge) -> set[int]:
    """The households from which people came."""
    if merge.merged_household_id is not None:
        return {merge.merged_household_id}
    return set(merge.parts.values_list("member__household_id", flat=True))


def _parts(merge: Merge) -> list[_Part]:
    rows = list(merge.parts.order_by("pk"))
    keys = {key for row in rows for key in (row.member_id, row.into_id) if key is not None}
    people = {one.pk: one for one in Member.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return [_Part(row, people[row.member_id], people[row.into_id] if row.into_id else None) for row in rows]


def _found(merge: Merge, parts: list[_Part], homes: dict[int, Household]) -> Undoing:
    kept = homes[merge.kept_household_id]
    gone = homes.get(merge.merged_household_id or 0)
    merged = [part for part in parts if part.into is not None]
    brought = [part for part in parts if part.into is None]
    if gone is not None:
        as_left = gone.closed_why == HouseholdClosed.MERGED and gone.merged_into_id == kept.pk
    else:
        as_left = all(open_state(homes[part.member.household_id]).ok for part in merged)
    return Undoing(
        undone=merge.undone_at is not None,
        kept_household_open=open_state(kept).ok,
        gone_household_open=as_left,
        left_since=[part.name for part in merged if part.into is not None and part.into.left_on is not None],
        changed_since=[
            part.name for part in merged if part.into is not None and changed_since(part.into, part.member, part.filled)
        ],
        id_taken=[part.name for part in merged if _id_taken(part)],
        moved_since=[part.name for part in brought if not _as_brought(part.member, kept, merge.merged_on)],
        erased=[part.name for part in parts if part.member.erased_at or (part.into and part.into.erased_at)],
    )


def _id_taken(part: _Part) -> bool:
    hashed = part.member.national_id_hash
    holders = Member.objects.filter(HAS_ID, national_id_hash=hashed, left_on=None)
    if part.into is not None and any(word.startswith("national_id") for word in part.filled):
        holders = holders.exclude(pk=part.into.pk)
    return holders.exists()


def _as_brought(member: Member, kept: Household, on: date) -> bool:
    there = member.household_id == kept.pk and member.left_on is None and member.joined_on == on
    return there and kept.participant_id != member.pk and member.represents_since is None


def _part(part: _Part, kept: Household) -> None:
    """The two entries are two again."""
    assert part.into is not None
    empty(part.into, part.filled, kept)
    member = part.member
    member.left_on, member.left_why, member.merged_into = None, "", None
    member.save(update_fields=["left_on", "left_why", "merged_into"])


def _send_back(part: _Part, kept: Household, gone: Household, today: date) -> None:
    """Somebody who came along goes back, as they were."""
    member, row = part.member, part.row
    carry_over(member, kept, gone, kin=Kin(row.kin), on=max(today, member.joined_on), why=MemberLeft.MISTAKE)
    member.joined_on, member.represents_since = row.joined_on, row.represents_since
    member.save(update_fields=["joined_on", "represents_since"])
