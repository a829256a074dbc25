"""Verbs on signals: show one to whom it concerns, write down what they say, close it, open it again. None of them
touches a payment."""

from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.nuclei.services.records import today_at
from winay.supervision.access import require_for
from winay.supervision.queries.numbers import numbers_of
from winay.supervision.services.records import about_signal, facts_of, locked_signal
from winay.supervision.signal_models import Signal, SignalStep
from winay.supervision.step_rules import (
    answer_due,
    may_answer,
    may_close,
    may_reopen,
    may_reverse,
    may_tell,
    state_of,
)
from winay.supervision.terms import SignalOutcome, SignalState, StepKind, ToldHow


@transaction.atomic
def tell_signal(*, signal: Signal, whom: str, how: ToldHow, on: date, by: Actor, at: datetime) -> Signal:
    """Write down that the person it concerns was shown it, on a day. From then on they have the version's days to
    answer."""
    signal = _mine(signal, by)
    refuse_unless(may_tell(facts_of(signal, today_at(at)), on=on, whom=whom, by=by.public_id))
    days = numbers_of([signal.version_id])[signal.version_id].get("signal_answer_days")
    signal.told_on, signal.answer_due_on = on, answer_due(on, days)
    signal.transcribed_by, signal.state = by.public_id, SignalState.TOLD.value
    signal.save(update_fields=["told_on", "answer_due_on", "transcribed_by", "state"])
    _step(signal, StepKind.TOLD, on, by, at, whom=whom.strip(), how=how.value)
    record(
        "supervision.tell_signal", by=by, at=at, subjects=about_signal(signal),
        after={
            "told_on": on, "signal_told_how": how, "whom": Personal(whom.strip()),
            "answer_due_on": signal.answer_due_on,
        },
    )  # fmt: skip
    return signal


@transaction.atomic
def answer_signal(*, signal: Signal, whom: str, words: str, on: date, by: Actor, at: datetime) -> Signal:
    """Transcribe, on their behalf, what the person says to it. They may say more later, until it is closed."""
    signal = _mine(signal, by)
    refuse_unless(may_answer(facts_of(signal, today_at(at)), on=on, whom=whom, words=words))
    signal.answered_on = max(on, signal.answered_on or on)
    signal.transcribed_by, signal.state = by.public_id, SignalState.ANSWERED.value
    signal.save(update_fields=["answered_on", "transcribed_by", "state"])
    _step(signal, StepKind.ANSWERED, on, by, at, whom=whom.strip(), words=words.strip())
    record(
        "supervision.answer_signal", by=by, at=at, subjects=about_signal(signal),
        after={"answered_on": on, "words": Personal(words.strip())},
    )  # fmt: skip
    return signal


@transaction.atomic
def close_signal(
    *, signal: Signal, outcome: SignalOutcome, words: str, on: date, by: Actor, at: datetime
) -> Signal:  # fmt: skip
    """Say how it ended, and why. By another person than transcribed; confirmed only after they were heard or let their
    days pass. Nobody's payment changes."""
    signal = _mine(signal, by)
    facts = facts_of(signal, today_at(at))
    refuse_unless(may_close(facts, outcome=outcome, on=on, words=words, by=by.public_id))
    signal.state, signal.outcome = SignalState.CLOSED.value, outcome.value
    signal.closed_on, signal.closed_by, signal.closed_at = on, by.public_id, at
    signal.save(update_fields=["state", "outcome", "closed_on", "closed_by", "closed_at"])
    _step(signal, StepKind.CLOSED, on, by, at, words=words.strip(), outcome=outcome.value)
    record(
        "supervision.close_signal", by=by, at=at, subjects=about_signal(signal),
        after={"signal_outcome": outcome, "closed_on": on},
    )  # fmt: skip
    return signal


@transaction.atomic
def reopen_signal(*, signal: Signal, words: str, by: Actor, at: datetime) -> Signal:
    """Look at a closed one again, with the reason. What was told and answered stands."""
    signal = _mine(signal, by)
    refuse_unless(may_reopen(facts_of(signal, today_at(at)), words=words, by=by.public_id))
    before = signal.outcome
    signal.state = state_of(told_on=signal.told_on, answered_on=signal.answered_on).value
    signal.outcome, signal.closed_on, signal.closed_by, signal.closed_at = "", None, None, None
    signal.save(update_fields=["state", "outcome", "closed_on", "closed_by", "closed_at"])
    _step(signal, StepKind.REOPENED, today_at(at), by, at, words=words.strip())
    record(
        "supervision.reopen_signal", by=by, at=at, subjects=about_signal(signal), before={"signal_outcome": before},
        after={"why": words.strip()},
    )  # fmt: skip
    return signal


@transaction.atomic
def reverse_step(*, signal: Signal, step: SignalStep, why: str, by: Actor, at: datetime) -> Signal:
    """A telling or an answer was written down by mistake. It stays readable, and counts for nothing."""
    signal = _mine(signal, by)
    step = signal.steps.select_for_update(no_key=True).get(pk=step.pk)
    kind = StepKind(step.kind)
    facts = facts_of(signal, today_at(at))
    refuse_unless(may_reverse(facts, kind=kind, reversed_already=step.reversed_at is not None, words=why))
    step.reversed_by, step.reversed_at, step.reversed_why = by.public_id, at, why.strip()
    step.save(update_fields=["reversed_by", "reversed_at", "reversed_why"])
    standing = list(signal.steps.filter(reversed_at=None, kind__in=[StepKind.TOLD, StepKind.ANSWERED]).order_by("id"))
    answers = [one for one in standing if one.kind == StepKind.ANSWERED]
    if kind is StepKind.TOLD:
        signal.told_on = signal.answer_due_on = None
    signal.answered_on = max((one.done_on for one in answers), default=None)
    signal.transcribed_by = standing[-1].done_by if standing else None
    signal.state = state_of(told_on=signal.told_on, answered_on=signal.answered_on).value
    signal.save(update_fields=["told_on", "answer_due_on", "answered_on", "transcribed_by", "state"])
    record(
        "supervision.reverse_step", by=by, at=at, subjects=about_signal(signal),
        before={"signal_step": kind, "done_on": step.done_on}, after={"why": why.strip()},
    )  # fmt: skip
    return signal


def _mine(signal: Signal, by: Actor) -> Signal:
    signal = locked_signal(signal)
    require_for(signal, Permission.SUPERVISE, by)
    return signal


def _step(signal: Signal, kind: StepKind, on: date, by: Actor, at: datetime, **said: str) -> None:
    SignalStep.objects.create(signal=signal, kind=kind, done_on=on, done_by=by.public_id, done_at=at, **said)
