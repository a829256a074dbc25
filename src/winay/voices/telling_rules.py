"""When a rumour or a conflict may be written down, answered, taken back. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from winay.core.decision import Decision, Reason, allow_unless
from winay.targeting.decision_rules import reason_fault
from winay.voices.terms import AnswerHow, ConflictAbout, ConflictEnd, ConflictState, ConflictStepKind, RumourTopic

MOST_WORDS, MOST_NOTE = 1_000, 300
QUIET_DAYS = 30
"""Days without hearing it again after which an answer counts as one that worked: ours, and the page says so."""
LEAST_PARTIES, MOST_PARTIES = 2, 6


@dataclass(frozen=True, slots=True)
class RumourSaid:
    """What people say, as they say it, and the day on which it was heard."""

    topic: RumourTopic
    words: str
    heard_on: date


@dataclass(frozen=True, slots=True)
class AnswerSaid:
    """What was answered, how, on which day."""

    how: AnswerHow
    words: str
    on: date


@dataclass(frozen=True, slots=True)
class ConflictSaid:
    """Over what, in words, since which year, when we learnt of it."""

    about: ConflictAbout
    words: str
    heard_on: date
    since_year: int | None = None


def is_open(last_heard_on: date, last_answered_on: date | None) -> bool:
    """Whether a rumour waits for an answer: it has none, or was heard after it."""
    return last_answered_on is None or last_heard_on > last_answered_on


def worked(last_heard_on: date, answered_on: date, today: date) -> bool:
    """Whether an answer seems to have worked: the rumour was not heard again in `QUIET_DAYS` days."""
    return last_heard_on <= answered_on and answered_on + timedelta(days=QUIET_DAYS) <= today


def may_hear(said: RumourSaid, *, today: date) -> Decision:
    """Whether a rumour may be written down; also weeks later."""
    return allow_unless(
        reason_fault(said.words, short="voices.words_short", most=MOST_WORDS),
        Reason("voices.in_future") if said.heard_on > today else None,
    )


def may_answer_rumour(said: AnswerSaid, *, heard_on: date, withdrawn: bool, today: date) -> Decision:
    """Answered on the day on which it was heard or later, as often as needed."""
    return allow_unless(
        Reason("voices.withdrawn") if withdrawn else None,
        reason_fault(said.words, short="voices.answer_short", most=MOST_WORDS),
        Reason("voices.in_future") if said.on > today else None,
        Reason("voices.before_heard", {"on": heard_on.isoformat()}) if said.on < heard_on else None,
    )


def may_hear_again(*, on: date, heard_on: date, known: bool, withdrawn: bool, note: str, today: date) -> Decision:
    """Heard again on a later day, once a day."""
    return allow_unless(
        Reason("voices.withdrawn") if withdrawn else None,
        Reason("voices.in_future") if on > today else None,
        Reason("voices.heard_after", {"on": heard_on.isoformat()}) if on <= heard_on else None,
        Reason("voices.heard_known") if known else None,
        Reason("targeting.text_long", {"most": MOST_NOTE}) if len(note.strip()) > MOST_NOTE else None,
    )


def may_withdraw(*, withdrawn: bool, why: str) -> Decision:
    """What was written down by mistake is taken back once; it stays on record."""
    return allow_unless(
        Reason("voices.withdrawn") if withdrawn else None,
        reason_fault(why, short="voices.reason_short", most=MOST_NOTE),
    )


def may_record_conflict(
    said: ConflictSaid, *, parties: Sequence[str], known: int, inside: bool, today: date
) -> Decision:
    """Two communities or more, each once, one of them at least in the district. `known`: how many of them exist."""
    year = said.since_year
    return allow_unless(
        reason_fault(said.words, short="voices.words_short", most=MOST_WORDS),
        Reason("voices.in_future") if said.heard_on > today else None,
        Reason("voices.parties", {"least": LEAST_PARTIES, "most": MOST_PARTIES})
        if not LEAST_PARTIES <= len(set(parties)) <= MOST_PARTIES or len(set(parties)) != len(parties)
        else None,
        Reason("voices.party_unknown") if known != len(set(parties)) else None,
        None if inside else Reason("voices.party_outside"),
        Reason("voices.since_year") if year is not None and not 1500 <= year <= said.heard_on.year else None,
    )


def may_add_step(
    state: ConflictState, kind: ConflictStepKind, *, on: date, heard_on: date, words: str, today: date
) -> Decision:
    """A step or an agreement while it is not closed; opened again when it is."""
    closed = state is ConflictState.CLOSED
    return allow_unless(
        Reason("voices.conflict_closed") if closed and kind is not ConflictStepKind.REOPENED else None,
        Reason("voices.conflict_not_closed") if not closed and kind is ConflictStepKind.REOPENED else None,
        Reason("voices.in_future") if on > today else None,
        Reason("voices.before_heard", {"on": heard_on.isoformat()}) if on < heard_on else None,
        reason_fault(words, short="voices.step_short", most=MOST_WORDS),
    )


def may_close_conflict(
    state: ConflictState, end: ConflictEnd, *, on: date, last_on: date, words: str, today: date
) -> Decision:
    """Closed after the last thing that was told of it; solved after an agreement."""
    return allow_unless(
        Reason("voices.conflict_closed") if state is ConflictState.CLOSED else None,
        Reason("voices.no_agreement") if end is ConflictEnd.SOLVED and state is not ConflictState.AGREED else None,
        Reason("voices.in_future") if on > today else None,
        Reason("voices.before_step", {"on": last_on.isoformat()}) if on < last_on else None,
        reason_fault(words, short="voices.step_short", most=MOST_WORDS),
    )


def may_withdraw_step(kind: ConflictStepKind, *, withdrawn: bool, conflict_closed: bool, why: str) -> Decision:
    """Steps and agreements told wrongly; what closed or opened a conflict is answered by opening or closing it."""
    return allow_unless(
        Reason("voices.withdrawn") if withdrawn else None,
        Reason("voices.step_stays") if kind in (ConflictStepKind.CLOSED, ConflictStepKind.REOPENED) else None,
        Reason("voices.conflict_closed") if conflict_closed else None,
        reason_fault(why, short="voices.reason_short", most=MOST_NOTE),
    )
