"""When nuclei are grouped under a central nucleus. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.nuclei.membership_rules import Stay
from winay.nuclei.stage_rules import name_fault
from winay.places.terms import Level
from winay.targeting.decision_rules import reason_fault

LONGEST_NOTE = 300


def may_form(*, level: Level, routes: bool | None, name: str, taken: bool, on: date, today: date) -> Decision:
    """A district or a province, under a version that does not say that it has no central nuclei (`routes` None: it says
    nothing)."""
    return allow_unless(
        Reason("nuclei.central_place") if level not in {Level.PROVINCE, Level.DISTRICT} else None,
        Reason("nuclei.no_centrals") if routes is False else None,
        name_fault(name),
        Reason("nuclei.central_name_taken") if taken else None,
        Reason("nuclei.in_future") if on > today else None,
    )


@dataclass(frozen=True, slots=True)
class AddFacts:
    """What adding a nucleus is judged on. `others` are its days under central nuclei."""

    same_version: bool
    inside: bool
    central_formed_on: date
    central_closed: bool
    nucleus_formed_on: date
    nucleus_closed: bool
    others: Sequence[Stay]
    on: date
    today: date


def may_add(facts: AddFacts) -> Decision:
    """A nucleus of the central's place and version, which is under no other on those days."""
    earliest = max(facts.central_formed_on, facts.nucleus_formed_on)
    other = next((one for one in facts.others if one.meets(facts.on, None)), None)
    return allow_unless(
        Reason("nuclei.central_closed") if facts.central_closed else None,
        Reason("nuclei.closed_already") if facts.nucleus_closed else None,
        Reason("nuclei.central_version") if not facts.same_version else None,
        Reason("nuclei.central_outside") if not facts.inside else None,
        Reason("nuclei.in_future") if facts.on > facts.today else None,
        Reason("nuclei.before_central", {"on": earliest.isoformat()}) if facts.on < earliest else None,
        Reason("nuclei.in_central", {"name": other.nucleus, "since": other.since.isoformat()}) if other else None,
    )


def may_take_out(*, since: date, until: date | None, on: date, mistake: bool, today: date, why: str) -> Decision:
    """`on` is the first day out; a nucleus added by mistake never was under the central."""
    return allow_unless(
        Reason("nuclei.out_already") if until is not None else None,
        Reason("nuclei.in_future") if not mistake and on > today else None,
        Reason("nuclei.out_before_in", {"on": since.isoformat()}) if not mistake and on <= since else None,
        reason_fault(why, short="nuclei.reason_short", most=LONGEST_NOTE),
    )


def may_close_central(
    *, formed_on: date, closed_on: date | None, last_on: date | None, on: date, today: date, why: str
) -> Decision:
    """`on` is the first day on which it is no more; `last_on` the last day on which a nucleus came to it."""
    return allow_unless(
        Reason("nuclei.central_closed") if closed_on is not None else None,
        Reason("nuclei.in_future") if on > today else None,
        Reason("nuclei.before_central", {"on": formed_on.isoformat()}) if on < formed_on else None,
        Reason("nuclei.told_since", {"on": str(last_on)}) if last_on is not None and last_on >= on else None,
        reason_fault(why, short="nuclei.reason_short", most=LONGEST_NOTE),
    )


def may_reopen_central(*, closed: bool, name_taken: bool, why: str) -> Decision:
    """A central nucleus that was closed by mistake is as it was, but for nuclei that are elsewhere by now."""
    return allow_unless(
        Reason("nuclei.central_open") if not closed else None,
        Reason("nuclei.central_name_taken") if name_taken else None,
        reason_fault(why, short="nuclei.reason_short", most=LONGEST_NOTE),
    )
