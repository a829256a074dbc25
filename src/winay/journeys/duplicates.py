"""One person, one household, one cycle: what a decision about a pair means for the registry and for the program."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.enrolment.queries.households import open_cycles
from winay.enrolment.services.upkeep import move_cycle, move_cycles_back
from winay.enrolment.terms import CycleMoveWhy
from winay.registry.duplicate_models import DuplicatePair, Merge
from winay.registry.duplicates.deciding import locked_pair, reopen, settle
from winay.registry.duplicates.pairs import open_pairs_between, pairs_of_merge
from winay.registry.models import Household, Member
from winay.registry.rules import household_code
from winay.registry.services.merges import merge_households, merge_members
from winay.registry.services.unmerging import undo_merge
from winay.registry.terms import PairState


@transaction.atomic
def same_person(
    *, pair: DuplicatePair, keep_left: bool, on: date, why: str, by: Actor, at: datetime
) -> Merge:  # fmt: skip
    """The two of a pair are one person, who stays in one household and is no member of the other."""
    pair = locked_pair(pair)
    refuse_unless(allow_unless(None if pair.state == PairState.OPEN else Reason("registry.pair_settled")))
    kept, gone = (pair.left, pair.right) if keep_left else (pair.right, pair.left)
    merge = merge_members(kept=kept, gone=gone, on=on, why=why, by=by, at=at)
    settle(pair, PairState.SAME, why=why, by=by, at=at)
    return merge


@transaction.atomic
def same_household(
    *, pair: DuplicatePair, keep_left: bool, on: date, why: str, by: Actor, at: datetime
) -> Merge:  # fmt: skip
    """The households of a pair are one: every open pair between them is one person, who was not found twice comes
    along, and an open cycle of the one that goes goes on in the one that stays. `Refused` where both are in a cycle:
    one of them is ended first, by whoever knows which was the mistake."""
    pair = locked_pair(pair)
    refuse_unless(allow_unless(None if pair.state == PairState.OPEN else Reason("registry.pair_settled")))
    kept, gone = (pair.left.household, pair.right.household)
    if not keep_left:
        kept, gone = gone, kept
    running = open_cycles([kept.pk, gone.pk])
    refuse_unless(
        allow_unless(
            Reason(
                "registry.merge_two_cycles",
                {"kept": household_code(kept.public_id), "gone": household_code(gone.public_id)},
            )
            if kept.pk != gone.pk and {kept.pk, gone.pk} <= running
            else None
        )
    )
    pairs = open_pairs_between(kept, gone, first=pair)
    merge = merge_households(kept=kept, gone=gone, same=_matched(pairs, gone), on=on, why=why, by=by, at=at)
    for one in pairs:
        settle(one, PairState.SAME, why=why, by=by, at=at)
    if gone.pk in running and not move_cycle(origin=gone, target=kept, why=CycleMoveWhy.MERGE, by=by, at=at):
        raise Refused([Reason("registry.merge_cycle_meets", {"kept": household_code(kept.public_id)})])
    return merge


def _matched(pairs: list[DuplicatePair], gone: Household) -> Mapping[Member, Member]:
    """Each member of the household that goes with the one they are: the heaviest pairs first, nobody twice."""
    same: dict[Member, Member] = {}
    for pair in pairs:
        theirs, ours = (pair.left, pair.right) if pair.left.household_id == gone.pk else (pair.right, pair.left)
        if theirs not in same and ours not in same.values():
            same[theirs] = ours
    return same


@transaction.atomic
def take_merge_back(*, merge: Merge, why: str, by: Actor, at: datetime) -> Merge:
    """Undo a merge: people and households are two again, the cycle goes back, and the pair waits to be decided."""
    pairs = pairs_of_merge(merge)
    if merge.merged_household is not None:
        move_cycles_back(household=merge.kept_household, origin=merge.merged_household, by=by, at=at)
    done = undo_merge(merge=merge, why=why, by=by, at=at)
    for pair in pairs:
        reopen(pair)
    return done
