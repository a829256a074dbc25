"""Grievances, rumours, conflicts and microstrategies as lists and heads show them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from winay.core.money import Money
from winay.programs.terms import Zone
from winay.programs.vocabulary import ZONES
from winay.registry.rules import household_code
from winay.registry.wording import LANGUAGES
from winay.voices.grievance_rules import overdue
from winay.voices.queries.strategies import Row, named_one
from winay.voices.telling_rules import is_open, worked
from winay.voices.terms import (
    About,
    AnswerHow,
    Channel,
    ConflictAbout,
    ConflictEnd,
    ConflictState,
    ConflictStepKind,
    GrievanceKind,
    GrievanceState,
    Outcome,
    PilotState,
    RumourTopic,
    Speaker,
    StepKind,
    StrategyKind,
    ToldHow,
    Travel,
    TrialResult,
)
from winay.voices.wording import (
    ABOUTS,
    ANSWERED,
    CHANNELS,
    CONFLICT_ENDS,
    CONFLICT_STATES,
    CONFLICT_STEPS,
    CONFLICTS_ABOUT,
    GRIEVANCE_STATES,
    GRIEVANCES,
    OUTCOMES,
    PILOTS,
    RESULTS,
    SPEAKERS_SHORT,
    STEPS,
    STRATEGIES,
    TOLD,
    TOPICS,
    TRAVELS,
)


def shown_grievance(one: Any, today: date) -> dict[str, Any]:
    """A grievance with its words instead of codes. Its speaker is not among them."""
    return {
        "one": one,
        "code": household_code(one.public_id),
        "kind": str(GRIEVANCES[GrievanceKind(one.kind)]),
        "about": str(ABOUTS[About(one.about)]),
        "channel": str(CHANNELS[Channel(one.channel)]),
        "state": str(GRIEVANCE_STATES[GrievanceState(one.state)]),
        "outcome": str(OUTCOMES[Outcome(one.outcome)]) if one.outcome else "",
        "speaker": str(SPEAKERS_SHORT[Speaker(one.speaker)]),
        "overdue": overdue(GrievanceState(one.state), one.due_on, today),
        "days_over": (today - one.due_on).days if one.due_on else 0,
        "where": one.nucleus.name if one.nucleus else one.place.name,
        "language": str(LANGUAGES[one.language]),
    }


def shown_step(step: Any, names: Mapping[UUID, str]) -> dict[str, Any]:
    """Something that was done about a grievance, with who did it."""
    return {
        "one": step,
        "kind": str(STEPS[StepKind(step.kind)]),
        "told_how": str(TOLD[ToldHow(step.told_how)]) if step.told_how else "",
        "outcome": str(OUTCOMES[Outcome(step.outcome)]) if step.outcome else "",
        "by": names.get(step.done_by, ""),
        "person": names.get(step.person, "") if step.person else "",
    }


def shown_rumour(one: Any) -> dict[str, Any]:
    """A rumour with its topic in words and whether it waits for an answer."""
    return {
        "one": one,
        "topic": str(TOPICS[RumourTopic(one.topic)]),
        "open": is_open(one.last_heard_on, one.last_answered_on),
        "again": one.last_heard_on > one.heard_on,
    }


def shown_answer(answer: Any, last_heard_on: date, today: date) -> dict[str, Any]:
    """An answer, how it was given, and what became of the rumour since."""
    return {
        "one": answer,
        "how": str(ANSWERED[AnswerHow(answer.how)]),
        "worked": answer.withdrawn_at is None and worked(last_heard_on, answer.told_on, today),
        "again": last_heard_on > answer.told_on,
        "quiet": (today - answer.told_on).days,
    }


def shown_conflict(one: Any) -> dict[str, Any]:
    """A conflict with its communities by name."""
    return {
        "one": one,
        "between": [party.place for party in one.parties.all()],
        "about": str(CONFLICTS_ABOUT[ConflictAbout(one.about)]),
        "state": str(CONFLICT_STATES[ConflictState(one.state)]),
        "end": str(CONFLICT_ENDS[ConflictEnd(one.end)]) if one.end else "",
    }


def shown_conflict_step(one: Any) -> dict[str, Any]:
    """Something that was done about a conflict."""
    return {"one": one, "kind": str(CONFLICT_STEPS[ConflictStepKind(one.kind)])}


def shown_strategy(one: Any) -> dict[str, Any]:
    """A microstrategy with its kind in words, its cost, and what the case study says of it."""
    return {
        "one": one,
        "kind": str(STRATEGIES[StrategyKind(one.kind)]),
        "cost": Money(one.cost_minor, one.currency) if one.cost_minor is not None else None,
        "named": named_one(one.shipped) if one.shipped else None,
    }


def shown_row(row: Row) -> dict[str, Any]:
    """A microstrategy of a list, with what came of it."""
    results = [f"{RESULTS[result]}: {number}" for result, number in row.results.items()]
    return {**shown_strategy(row.strategy), "row": row, "results": results, "where": tried_where(row)}


def tried_where(row: Row) -> list[str]:
    """The zones where it was tried, each once."""
    return list(dict.fromkeys(str(ZONES[Zone(one.zone)]) for one in row.trials))


def shown_trial(one: Any) -> dict[str, Any]:
    """A trial with its context and result in words."""
    return {
        "one": one,
        "zone": str(ZONES[Zone(one.zone)]),
        "travel": str(TRAVELS[Travel(one.travel)]),
        "language": str(LANGUAGES[one.language]) if one.language else "",
        "result": str(RESULTS[TrialResult(one.result)]) if one.result else "",
    }


def shown_pilot(one: Any, names: Mapping[UUID, str]) -> dict[str, Any]:
    """A pilot with its state in words and who stands behind it."""
    return {
        "one": one,
        "state": str(PILOTS[PilotState(one.state)]),
        "result": str(RESULTS[TrialResult(one.result)]) if one.result else "",
        "proposed_by": names.get(one.proposed_by, ""),
        "accepted_by": names.get(one.accepted_by, "") if one.accepted_by else "",
    }
