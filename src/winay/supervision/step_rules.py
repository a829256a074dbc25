"""What may be done about a signal, and what not. Plain Python.

The person sees it and answers first; who wrote down what they said does not decide; nobody decides what is about
themselves; nothing here touches a payment.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from winay.core.decision import Decision, Reason, allow_unless
from winay.supervision.terms import SignalOutcome, SignalState, StepKind

LEAST_REASON, MOST_WORDS, MOST_NAME = 15, 2000, 160


@dataclass(frozen=True, slots=True)
class SignalFacts:
    """Where a signal stands. `transcribed_by`: who wrote down the answer, or, where there is none, that the person was
    told. `about_person`: the member of the staff whom it is about, if any."""

    state: SignalState
    found_on: date
    today: date
    told_on: date | None = None
    answer_due_on: date | None = None
    answered_on: date | None = None
    transcribed_by: UUID | None = None
    about_person: UUID | None = None


def may_tell(facts: SignalFacts, *, on: date, whom: str, by: UUID) -> Decision:
    """That somebody was shown it: once, from the day it was found, and not by the person whom it is about."""
    return allow_unless(
        _not_over(facts),
        Reason("supervision.told_already") if facts.told_on is not None else None,
        _day_fault(on, facts.found_on, facts.today),
        None if 2 <= len(whom.strip()) <= MOST_NAME else Reason("supervision.whom"),
        _mine(facts, by),
    )


def may_answer(facts: SignalFacts, *, on: date, whom: str, words: str) -> Decision:
    """What they say to it, after they were shown it."""
    told = facts.told_on
    return allow_unless(
        _not_over(facts),
        Reason("supervision.not_told") if told is None else None,
        _day_fault(on, told, facts.today) if told is not None else None,
        None if 2 <= len(whom.strip()) <= MOST_NAME else Reason("supervision.whom_answers"),
        _words_fault(words, least=2),
    )


def may_close(facts: SignalFacts, *, outcome: SignalOutcome, on: date, words: str, by: UUID) -> Decision:
    """Explained needs an answer. Confirmed needs that the person was told, and answered or let the days pass. Whoever
    wrote down what they said does not close it, nor does the person whom it is about."""
    explained = outcome is SignalOutcome.EXPLAINED and facts.answered_on is None
    confirmed = outcome is SignalOutcome.CONFIRMED
    waiting = confirmed and facts.told_on is not None and facts.answered_on is None
    early = waiting and (facts.answer_due_on is None or on <= facts.answer_due_on)
    due = facts.answer_due_on.isoformat() if facts.answer_due_on else ""
    begun = max(day for day in (facts.found_on, facts.told_on, facts.answered_on) if day is not None)
    return allow_unless(
        _not_over(facts),
        _day_fault(on, begun, facts.today),
        Reason("supervision.explained_by_nobody") if explained else None,
        Reason("supervision.confirmed_untold") if confirmed and facts.told_on is None else None,
        Reason("supervision.confirmed_early", {"on": due}) if early else None,
        Reason("supervision.same_person") if by == facts.transcribed_by else None,
        _mine(facts, by),
        _words_fault(words, least=LEAST_REASON),
    )


def may_reopen(facts: SignalFacts, *, words: str, by: UUID) -> Decision:
    """A closed signal is looked at again, with the reason."""
    return allow_unless(
        None if facts.state is SignalState.CLOSED else Reason("supervision.not_closed"),
        _mine(facts, by),
        _words_fault(words, least=LEAST_REASON),
    )


def may_reverse(facts: SignalFacts, *, kind: StepKind, reversed_already: bool, words: str) -> Decision:
    """That somebody was told, or what they said, was written down by mistake. An answer goes first."""
    told_with_answer = kind is StepKind.TOLD and facts.answered_on is not None
    return allow_unless(
        _not_over(facts),
        Reason("supervision.step_kept") if kind not in {StepKind.TOLD, StepKind.ANSWERED} else None,
        Reason("supervision.step_reversed") if reversed_already else None,
        Reason("supervision.answer_first") if told_with_answer else None,
        _words_fault(words, least=LEAST_REASON),
    )


def answer_due(told_on: date, days: int | None) -> date | None:
    """The last day on which they are waited for; None where the version gives no number of days."""
    return None if days is None else told_on + timedelta(days=days)


def state_of(*, told_on: date | None, answered_on: date | None) -> SignalState:
    """Where an unclosed signal stands."""
    if answered_on is not None:
        return SignalState.ANSWERED
    return SignalState.OPEN if told_on is None else SignalState.TOLD


def _not_over(facts: SignalFacts) -> Reason | None:
    if facts.state is SignalState.CLOSED:
        return Reason("supervision.closed")
    return Reason("supervision.withdrawn") if facts.state is SignalState.WITHDRAWN else None


def _mine(facts: SignalFacts, by: UUID) -> Reason | None:
    return Reason("supervision.about_yourself") if facts.about_person == by else None


def _day_fault(on: date, since: date, today: date) -> Reason | None:
    if on > today:
        return Reason("supervision.in_future")
    return Reason("supervision.too_early", {"on": since.isoformat()}) if on < since else None


def _words_fault(words: str, *, least: int) -> Reason | None:
    length = len(words.strip())
    if length < least:
        return Reason("supervision.words_short", {"least": least})
    return Reason("supervision.words_long", {"most": MOST_WORDS}) if length > MOST_WORDS else None
