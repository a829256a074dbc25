"""When a microstrategy may be described, tried, judged, adopted, put to the test. Plain Python."""

from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.programs.terms import Zone
from winay.targeting.decision_rules import reason_fault, text_fault, words_fault
from winay.voices.terms import PilotState, StrategyKind, Travel, TrialResult

MOST_NAME, MOST_PROBLEM, MOST_DONE, MOST_NOTE = 120, 600, 1_000, 300
MOST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class StrategySaid:
    """What the difficulty was and what was done about it. `cost_minor`: hundredths of a sol, None where nobody counted
    it. `shipped`: the key of what the case study names."""

    kind: StrategyKind
    name: str
    problem: str
    done: str
    cost_minor: int | None = None
    shipped: str = ""


@dataclass(frozen=True, slots=True)
class TrialSaid:
    """Where it is tried: the zone, how one gets there, how far it is to the next road or landing place."""

    from_on: date
    zone: Zone
    travel: Travel
    access_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class PilotSaid:
    """What we want to know, what tells it, until when."""

    question: str
    indicator: str
    until_on: date


def may_describe(said: StrategySaid, *, shipped_known: bool, named: bool) -> Decision:
    """Whether it may be written down. `named`: another one of the district bears the name."""
    return allow_unless(
        Reason("voices.strategy_name", {"most": MOST_NAME})
        if len(said.name.strip()) > MOST_NAME
        else words_fault(said.name, fault="voices.strategy_name"),
        Reason("voices.strategy_named") if named else None,
        reason_fault(said.problem, short="voices.problem_short", most=MOST_PROBLEM),
        reason_fault(said.done, short="voices.done_short", most=MOST_DONE),
        Reason("voices.cost") if said.cost_minor is not None and said.cost_minor < 0 else None,
        None if shipped_known else Reason("voices.shipped_unknown"),
    )


def may_try(
    said: TrialSaid, *, withdrawn: bool, going: bool, formed_on: date, closed_on: date | None, today: date
) -> Decision:
    """Tried in a nucleus that works, once at a time; told also later."""
    minutes = said.access_minutes
    return allow_unless(
        Reason("voices.withdrawn") if withdrawn else None,
        Reason("voices.trial_going") if going else None,
        Reason("voices.in_future") if said.from_on > today else None,
        Reason("voices.before_nucleus", {"on": formed_on.isoformat()}) if said.from_on < formed_on else None,
        Reason("voices.nucleus_closed", {"on": closed_on.isoformat()})
        if closed_on is not None and said.from_on >= closed_on
        else None,
        Reason("voices.minutes", {"most": MOST_MINUTES})
        if minutes is not None and not 0 <= minutes <= MOST_MINUTES
        else None,
    )


def may_end_trial(
    *,
    ended: bool,
    withdrawn: bool,
    until_on: date,
    from_on: date,
    result: TrialResult | None,
    evidence: str,
    today: date,
) -> Decision:
    """Ended with its result and what shows it."""
    return allow_unless(
        Reason("voices.withdrawn") if withdrawn else None,
        Reason("voices.trial_ended") if ended else None,
        Reason("voices.result") if result is None else None,
        Reason("voices.in_future") if until_on > today else None,
        Reason("voices.before_trial", {"on": from_on.isoformat()}) if until_on < from_on else None,
        reason_fault(evidence, short="voices.evidence_short", most=MOST_DONE),
    )


def may_adopt(*, on: date, withdrawn: bool, again: bool, formed_on: date, note: str, today: date) -> Decision:
    """A nucleus takes it up as its own, also without a trial of its own."""
    return allow_unless(
        Reason("voices.withdrawn") if withdrawn else None,
        Reason("voices.adopted_already") if again else None,
        Reason("voices.in_future") if on > today else None,
        Reason("voices.before_nucleus", {"on": formed_on.isoformat()}) if on < formed_on else None,
        text_fault(note, most=MOST_NOTE),
    )


def may_propose(said: PilotSaid, *, withdrawn: bool, tried: bool, going: bool, today: date) -> Decision:
    """Put to the test after it was tried somewhere, one pilot at a time."""
    return allow_unless(
        Reason("voices.withdrawn") if withdrawn else None,
        None if tried else Reason("voices.pilot_untried"),
        Reason("voices.pilot_going") if going else None,
        reason_fault(said.question, short="voices.question_short", most=MOST_NOTE),
        reason_fault(said.indicator, short="voices.indicator_short", most=MOST_NOTE),
        Reason("voices.until_past") if said.until_on <= today else None,
    )


def may_accept(
    state: PilotState, *, same_person: bool, until_on: date, on: date, proposed_on: date, today: date
) -> Decision:
    """Accepted by another person, before its last day."""
    return allow_unless(
        None if state is PilotState.PROPOSED else Reason("voices.pilot_not_proposed"),
        Reason("voices.pilot_same_person") if same_person else None,
        Reason("voices.in_future") if on > today else None,
        Reason("voices.before_proposal", {"on": proposed_on.isoformat()}) if on < proposed_on else None,
        Reason("voices.until_past") if until_on <= on else None,
    )


def may_close_pilot(state: PilotState, *, on: date, accepted_on: date | None, answer: str, today: date) -> Decision:
    """Closed with its answer: also that it did not work."""
    return allow_unless(
        None if state is PilotState.ACCEPTED else Reason("voices.pilot_not_accepted"),
        Reason("voices.in_future") if on > today else None,
        Reason("voices.before_proposal", {"on": accepted_on.isoformat()})
        if accepted_on is not None and on < accepted_on
        else None,
        reason_fault(answer, short="voices.answer_short", most=MOST_DONE),
    )


def may_withdraw_pilot(state: PilotState, *, why: str) -> Decision:
    """Given up before it has its answer."""
    return allow_unless(
        Reason("voices.pilot_over") if state in (PilotState.CLOSED, PilotState.WITHDRAWN) else None,
        reason_fault(why, short="voices.reason_short", most=MOST_NOTE),
    )
