"""Whether a selection may be sent, approved, or depart from what the criteria said. Plain Python."""

from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.targeting.terms import Outcome, SelectionState

LEAST_REASON, MOST_REASON = 15, 600


def reason_fault(text: str, *, short: str = "targeting.reason_short", most: int = MOST_REASON) -> Reason | None:
    """What is wrong with a written reason: fewer than 15 letters and digits (`short` is the code), or too long."""
    if sum(map(str.isalnum, text)) < LEAST_REASON:
        return Reason(short)
    return text_fault(text, most=most)


def text_fault(text: str, *, most: int = MOST_REASON) -> Reason | None:
    """What is wrong with a text that may be empty: too long, or characters that no database keeps."""
    if len(text.strip()) > most:
        return Reason("targeting.text_long", {"most": most})
    return Reason("targeting.text_unreadable") if "\0" in text else None


LONGEST_WORDS = 160
"""Characters of a name or a place that somebody types."""


def words_fault(*words: str, fault: str) -> Reason | None:
    """What is wrong with names of people and places: each short, readable, not empty. `fault` is the reason's code."""
    fine = all(2 <= len(one.strip()) <= LONGEST_WORDS and one.isprintable() for one in words)
    return None if fine else Reason(fault, {"most": LONGEST_WORDS})


def may_be_overridden(*, include: bool, outcome: Outcome, reason: str) -> Decision:
    """An exception changes what the criteria said, and says why in words that can be read later."""
    already = (outcome is Outcome.ELIGIBLE) == include
    return allow_unless(
        Reason("targeting.override_changes_nothing") if already else None,
        reason_fault(reason, short="targeting.override_reason_short"),
    )


def may_be_submitted(*, state: SelectionState, chosen: int, unconfirmed: int) -> Decision:
    """A draft can be sent when it chooses something and every exception has its second person."""
    return allow_unless(
        Reason("targeting.not_a_draft") if state is not SelectionState.DRAFT else None,
        Reason("targeting.nothing_chosen") if chosen == 0 else None,
        Reason("targeting.overrides_unconfirmed", {"count": unconfirmed}) if unconfirmed else None,
    )


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """What an approval is judged on. `twice` names areas that another approved selection already holds."""

    state: SelectionState
    same_person: bool
    on: date
    today: date
    version_from: date
    figures_changed: bool
    twice: str


def may_be_approved(facts: ApprovalFacts) -> Decision:
    """Whoever prepared or sent a selection never approves it; a decision is not dated in the future."""
    return allow_unless(
        Reason("targeting.not_submitted") if facts.state is not SelectionState.SUBMITTED else None,
        Reason("targeting.same_person") if facts.same_person else None,
        Reason("targeting.decided_in_future") if facts.on > facts.today else None,
        Reason("targeting.decided_before_version", {"on": facts.version_from.isoformat()})
        if facts.on < facts.version_from
        else None,
        Reason("targeting.figures_changed") if facts.figures_changed else None,
        Reason("targeting.chosen_twice", {"areas": facts.twice}) if facts.twice else None,
    )
