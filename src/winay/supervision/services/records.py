"""What the verbs of supervision share: locked rows, and what their journal lines are about."""

from datetime import date

from winay.supervision.queries.signals import whole_signals
from winay.supervision.sample_models import Sample, Spot
from winay.supervision.signal_models import Signal
from winay.supervision.step_rules import SignalFacts
from winay.supervision.terms import SignalState

Subjects = list[tuple[str, str]]


def locked_signal(signal: Signal) -> Signal:
    """The signal, for this transaction alone."""
    Signal.objects.select_for_update(no_key=True).get(pk=signal.pk)
    return whole_signals().get(pk=signal.pk)


def facts_of(signal: Signal, today: date) -> SignalFacts:
    """A signal as its rules see it."""
    return SignalFacts(
        SignalState(signal.state), signal.found_on, today, signal.told_on, signal.answer_due_on, signal.answered_on,
        signal.transcribed_by, signal.about_person,
    )  # fmt: skip


def about_signal(signal: Signal) -> Subjects:
    """The signal, where it is, and whom it concerns."""
    found = [("signal", str(signal.public_id)), ("place", signal.place.code)]
    if signal.nucleus is not None:
        found.append(("nucleus", str(signal.nucleus.public_id)))
    if signal.contract is not None:
        found.append(("contract", str(signal.contract.public_id)))
    return found


def about_sample(sample: Sample, *spots: Spot) -> Subjects:
    """The sample, where it is, and households of it."""
    found = [("sample", str(sample.public_id)), ("place", sample.place.code)]
    if sample.nucleus is not None:
        found.append(("nucleus", str(sample.nucleus.public_id)))
    return [*found, *(("household", str(one.household)) for one in spots)]
