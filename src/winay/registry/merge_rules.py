"""When two entries may be merged, and when a merge may be undone. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.registry.rules import unreasonable

FILLED = ("surname_2", "born", "national_id", "phone", "languages", "reads")
"""What the entry that stays is given from the other where it lacks it. `born` is the date with its precision."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the two entries: whether it may still change, and what it is in its household."""

    joined_on: date
    present: bool
    erased: bool
    household_open: bool
    participant: bool
    alone: bool


def may_merge(kept: Entry, gone: Entry, *, same: bool, on: date, today: date, why: str, whole: bool) -> Decision:
    """Whether an entry may be merged into another on a day. `whole`: its household goes with it."""
    return allow_unless(
        Reason("registry.merge_same") if same else None,
        Reason("registry.merge_not_present") if not (kept.present and gone.present) else None,
        Reason("registry.member_erased") if kept.erased or gone.erased else None,
        Reason("registry.merge_household_closed") if not (kept.household_open and gone.household_open) else None,
        # The household would be left without its registered participant, or without anybody.
        Reason("registry.merge_participant") if gone.participant and not whole else None,
        Reason("registry.merge_last") if gone.alone and not gone.participant and not whole else None,
        _day(on, today, max(kept.joined_on, gone.joined_on)),
        unreasonable(why),
    )


def may_merge_households(*, same: bool, open_both: bool, matched: Sequence[bool], on: date, today: date, since: date,
                         why: str) -> Decision:  # fmt: skip
    """Whether a household may be merged into another. `matched`: for each pair of members said to be one, whether the
    first is of the household that goes and the second of the one that stays."""
    return allow_unless(
        Reason("registry.same_household") if same else None,
        Reason("registry.merge_household_closed") if not open_both else None,
        Reason("registry.merge_nobody_same") if not matched else None,
        Reason("registry.merge_not_theirs") if not all(matched) else None,
        _day(on, today, since),
        unreasonable(why),
    )


def _day(on: date, today: date, since: date) -> Reason | None:
    if on > today:
        return Reason("registry.in_future", {"on": on.isoformat(), "today": today.isoformat()})
    return Reason("registry.before_since", {"on": on.isoformat(), "since": since.isoformat()}) if on < since else None


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing a merge meets, each by the names of the people it is about."""

    undone: bool
    kept_household_open: bool
    gone_household_open: bool
    left_since: Sequence[str] = ()
    changed_since: Sequence[str] = ()
    id_taken: Sequence[str] = ()
    moved_since: Sequence[str] = ()
    erased: Sequence[str] = ()


def may_undo(found: Undoing, *, why: str) -> Decision:
    """Whether a merge may be undone: only where everything still is as the merge left it."""
    return allow_unless(
        Reason("registry.merge_undone") if found.undone else None,
        Reason("registry.merge_kept_closed") if not found.kept_household_open else None,
        Reason("registry.merge_gone_changed") if not found.gone_household_open else None,
        _about("registry.merge_left_since", found.left_since),
        _about("registry.merge_changed_since", found.changed_since),
        _about("registry.merge_id_taken", found.id_taken),
        _about("registry.merge_moved_since", found.moved_since),
        _about("registry.merge_erased", found.erased),
        unreasonable(why),
    )


def _about(code: str, names: Sequence[str]) -> Reason | None:
    return Reason(code, {"names": ", ".join(names)}) if names else None
