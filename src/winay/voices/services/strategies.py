"""Verbs on microstrategies: described, tried, judged, adopted; and pilots with a question."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Decision, Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.journal.services import record
from winay.nuclei.access import require_for as require_nucleus
from winay.nuclei.models import Nucleus
from winay.nuclei.services.records import locked_nucleus, today_at
from winay.places.models import Place
from winay.places.rules import name_key
from winay.voices.access import require_here
from winay.voices.queries.strategies import language_of, named_one, whole_strategies
from winay.voices.services.records import about_strategy, locked_strategy
from winay.voices.strategy_models import Adoption, Pilot, Strategy, Trial
from winay.voices.strategy_rules import (
    PilotSaid,
    StrategySaid,
    TrialSaid,
    may_accept,
    may_adopt,
    may_close_pilot,
    may_describe,
    may_end_trial,
    may_propose,
    may_try,
    may_withdraw_pilot,
)
from winay.voices.telling_rules import may_withdraw
from winay.voices.terms import OPEN_PILOT, PilotState, TrialResult


@transaction.atomic
def describe_strategy(
    *, place: Place, said: StrategySaid, by: Actor, at: datetime, synthetic: bool = False
) -> Strategy:
    """Write down what somebody adapted: the difficulty, and what was done about it. `place` is the district."""
    require_here(place, Permission.RECORD_VOICE, by)
    refuse_unless(_judged(place, said))
    made = Strategy.objects.create(
        place=place, shipped=said.shipped, described_on=today_at(at), described_by=by.public_id, described_at=at,
        synthetic=synthetic, **_columns(said),
    )  # fmt: skip
    record("voices.describe_strategy", by=by, at=at, subjects=about_strategy(made), after=_told(made))
    return whole_strategies().get(pk=made.pk)


@transaction.atomic
def correct_strategy(*, strategy: Strategy, said: StrategySaid, by: Actor, at: datetime) -> Strategy:
    """Mend or complete the description. What the case study names it after stays."""
    strategy = _standing(strategy, by)
    said = StrategySaid(said.kind, said.name, said.problem, said.done, said.cost_minor, strategy.shipped)
    refuse_unless(_judged(strategy.place, said, but=strategy.pk))
    before = _told(strategy)
    for name, value in _columns(said).items():
        setattr(strategy, name, value)
    strategy.save()
    record(
        "voices.correct_strategy", by=by, at=at, subjects=about_strategy(strategy), before=before,
        after=_told(strategy),
    )  # fmt: skip
    return strategy


@transaction.atomic
def withdraw_strategy(*, strategy: Strategy, why: str, by: Actor, at: datetime) -> Strategy:
    """Written down twice or by mistake. One that was tried or adopted stays."""
    strategy = locked_strategy(strategy.pk)
    require_here(strategy.place, Permission.RECORD_VOICE, by)
    used = (
        Trial.objects.filter(strategy=strategy, withdrawn_at=None).exists()
        or Adoption.objects.filter(strategy=strategy, withdrawn_at=None).exists()
        or Pilot.objects.filter(strategy=strategy).exclude(state=PilotState.WITHDRAWN).exists()
    )
    decision = may_withdraw(withdrawn=strategy.withdrawn_at is not None, why=why)
    refuse_unless(allow_unless(*decision.reasons, Reason("voices.strategy_used") if used else None))
    _withdraw(strategy, why, by, at)
    record(
        "voices.withdraw_strategy", by=by, at=at, subjects=about_strategy(strategy),
        before={"name": strategy.name}, after={"reason": strategy.withdrawn_why},
    )  # fmt: skip
    return strategy


def _judged(place: Place, said: StrategySaid, but: int | None = None) -> Decision:
    same = Strategy.objects.filter(place=place, withdrawn_at=None).exclude(pk=but)
    named = name_key(said.name) in {name_key(one) for one in same.values_list("name", flat=True)}
    return may_describe(said, named=named, shipped_known=not said.shipped or named_one(said.shipped) is not None)


def _columns(said: StrategySaid) -> dict[str, object]:
    words = " ".join((said.name, said.problem, said.done))
    return {
        "kind": said.kind.value, "name": said.name.strip(), "problem": said.problem.strip(),
        "done": said.done.strip(), "cost_minor": said.cost_minor, "search": name_key(words)[:1800],
    }  # fmt: skip


def _told(one: Strategy) -> dict[str, object]:
    return {"name": one.name, "strategy_kind": one.kind, "problem": one.problem, "what_was_done": one.done}


def _standing(strategy: Strategy, by: Actor) -> Strategy:
    """The microstrategy, locked, of somebody's territory, that was not withdrawn."""
    strategy = locked_strategy(strategy.pk)
    require_here(strategy.place, Permission.RECORD_VOICE, by)
    if strategy.withdrawn_at is not None:
        raise Refused([Reason("voices.withdrawn")])
    return strategy


def _withdraw(one: Strategy | Trial | Adoption, why: str, by: Actor, at: datetime) -> None:
    one.withdrawn_by, one.withdrawn_at, one.withdrawn_why = by.public_id, at, why.strip()
    one.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])


# ---- trials and adoptions: of the nucleus's office, whoever described it ---------------------------------------------


@transaction.atomic
def try_strategy(*, strategy: Strategy, nucleus: Nucleus, said: TrialSaid, by: Actor, at: datetime) -> Trial:
    """A nucleus tries it from a day on. What most of its households speak, and how high it lies, is kept."""
    nucleus, strategy = locked_nucleus(nucleus.pk), locked_strategy(strategy.pk)
    require_nucleus(nucleus, Permission.RECORD_VOICE, by)
    going = Trial.objects.filter(strategy=strategy, nucleus=nucleus, until_on=None, withdrawn_at=None).exists()
    refuse_unless(
        may_try(
            said, withdrawn=strategy.withdrawn_at is not None, going=going, formed_on=nucleus.formed_on,
            closed_on=nucleus.closed_on, today=today_at(at),
        )
    )  # fmt: skip
    made = Trial.objects.create(
        strategy=strategy, nucleus=nucleus, from_on=said.from_on, zone=said.zone.value, travel=said.travel.value,
        access_minutes=said.access_minutes, altitude_m=nucleus.seat.altitude_m, language=language_of(nucleus),
        recorded_by=by.public_id, recorded_at=at,
    )  # fmt: skip
    record(
        "voices.try_strategy", by=by, at=at, subjects=about_strategy(strategy, nucleus),
        after={"from_on": said.from_on, "zone": said.zone, "travel": said.travel},
    )  # fmt: skip
    return made


@transaction.atomic
def end_trial(
    *, trial: Trial, until_on: date, result: TrialResult | None, evidence: str, by: Actor, at: datetime
) -> Trial:
    """Say what came of it and what shows that; also that it did not work."""
    trial, nucleus = _locked_trial(trial, by)
    refuse_unless(
        may_end_trial(
            ended=trial.until_on is not None, withdrawn=trial.withdrawn_at is not None, until_on=until_on,
            from_on=trial.from_on, result=result, evidence=evidence, today=today_at(at),
        )
    )  # fmt: skip
    assert result is not None
    trial.until_on, trial.result, trial.evidence = until_on, result.value, evidence.strip()
    trial.ended_by, trial.ended_at = by.public_id, at
    trial.save(update_fields=["until_on", "result", "evidence", "ended_by", "ended_at"])
    record(
        "voices.end_trial", by=by, at=at, subjects=about_strategy(trial.strategy, nucleus),
        after={"until_on": until_on, "trial_result": result, "evidence": trial.evidence},
    )  # fmt: skip
    return trial


@transaction.atomic
def withdraw_trial(*, trial: Trial, why: str, by: Actor, at: datetime) -> Trial:
    """A trial, or its result, was told wrongly: it stays on record, and is told anew."""
    trial, nucleus = _locked_trial(trial, by)
    refuse_unless(may_withdraw(withdrawn=trial.withdrawn_at is not None, why=why))
    _withdraw(trial, why, by, at)
    record(
        "voices.withdraw_trial", by=by, at=at, subjects=about_strategy(trial.strategy, nucleus),
        before={"from_on": trial.from_on, "trial_result": trial.result}, after={"reason": trial.withdrawn_why},
    )  # fmt: skip
    return trial


def _locked_trial(trial: Trial, by: Actor) -> tuple[Trial, Nucleus]:
    nucleus = locked_nucleus(trial.nucleus_id)
    locked_strategy(trial.strategy_id)
    require_nucleus(nucleus, Permission.RECORD_VOICE, by)
    return Trial.objects.select_related("strategy__place").get(pk=trial.pk), nucleus


@transaction.atomic
def adopt_strategy(
    *, strategy: Strategy, nucleus: Nucleus, on: date, by: Actor, at: datetime, note: str = ""
) -> Adoption:
    """A nucleus does it as its own from a day on."""
    nucleus, strategy = locked_nucleus(nucleus.pk), locked_strategy(strategy.pk)
    require_nucleus(nucleus, Permission.RECORD_VOICE, by)
    again = Adoption.objects.filter(strategy=strategy, nucleus=nucleus, withdrawn_at=None).exists()
    refuse_unless(
        may_adopt(
            on=on, withdrawn=strategy.withdrawn_at is not None, again=again, formed_on=nucleus.formed_on, note=note,
            today=today_at(at),
        )
    )  # fmt: skip
    made = Adoption.objects.create(
        strategy=strategy, nucleus=nucleus, told_on=on, note=note.strip(), recorded_by=by.public_id, recorded_at=at
    )
    record("voices.adopt_strategy", by=by, at=at, subjects=about_strategy(strategy, nucleus), after={"told_on": on})
    return made


@transaction.atomic
def withdraw_adoption(*, adoption: Adoption, why: str, by: Actor, at: datetime) -> Adoption:
    """The nucleus does it no longer, or never did."""
    nucleus = locked_nucleus(adoption.nucleus_id)
    require_nucleus(nucleus, Permission.RECORD_VOICE, by)
    adoption = Adoption.objects.select_related("strategy__place").get(pk=adoption.pk)
    refuse_unless(may_withdraw(withdrawn=adoption.withdrawn_at is not None, why=why))
    _withdraw(adoption, why, by, at)
    record(
        "voices.withdraw_adoption", by=by, at=at, subjects=about_strategy(adoption.strategy, nucleus),
        before={"told_on": adoption.told_on}, after={"reason": adoption.withdrawn_why},
    )  # fmt: skip
    return adoption


# ---- pilots ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def propose_pilot(*, strategy: Strategy, place: Place, said: PilotSaid, by: Actor, at: datetime) -> Pilot:
    """Put it to the test at a place: what we want to know, what tells it, until when. Another person accepts it."""
    strategy = locked_strategy(strategy.pk)
    require_here(place, Permission.RECORD_VOICE, by)
    refuse_unless(
        may_propose(
            said, withdrawn=strategy.withdrawn_at is not None,
            tried=Trial.objects.filter(strategy=strategy, withdrawn_at=None).exists(),
            going=Pilot.objects.filter(strategy=strategy, state__in=list(OPEN_PILOT)).exists(), today=today_at(at),
        )
    )  # fmt: skip
    try:
        with transaction.atomic():
            made = Pilot.objects.create(
                strategy=strategy, place=place, question=said.question.strip(), indicator=said.indicator.strip(),
                until_on=said.until_on, proposed_on=today_at(at), proposed_by=by.public_id, proposed_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Refused([Reason("voices.pilot_going")]) from None
    record(
        "voices.propose_pilot", by=by, at=at, subjects=about_pilot(made),
        after={"question": made.question, "indicator": made.indicator, "until_on": made.until_on},
    )  # fmt: skip
    return made


@transaction.atomic
def accept_pilot(*, pilot: Pilot, on: date, by: Actor, at: datetime) -> Pilot:
    """Another person than who proposed it says that it is worth knowing."""
    pilot = _locked_pilot(pilot)
    require_here(pilot.place, Permission.ACCEPT_PILOT, by)
    refuse_unless(
        may_accept(
            PilotState(pilot.state), same_person=pilot.proposed_by == by.public_id, until_on=pilot.until_on, on=on,
            proposed_on=pilot.proposed_on, today=today_at(at),
        )
    )  # fmt: skip
    pilot.state, pilot.accepted_on = PilotState.ACCEPTED.value, on
    pilot.accepted_by, pilot.accepted_at = by.public_id, at
    pilot.save(update_fields=["state", "accepted_on", "accepted_by", "accepted_at"])
    record("voices.accept_pilot", by=by, at=at, subjects=about_pilot(pilot), after={"told_on": on})
    return pilot


@transaction.atomic
def close_pilot(*, pilot: Pilot, on: date, result: TrialResult, answer: str, by: Actor, at: datetime) -> Pilot:
    """Answer the question: also where the answer is no."""
    pilot = _locked_pilot(pilot)
    require_here(pilot.place, Permission.RECORD_VOICE, by)
    refuse_unless(
        may_close_pilot(
            PilotState(pilot.state), on=on, accepted_on=pilot.accepted_on, answer=answer, today=today_at(at)
        )
    )
    pilot.state, pilot.answer, pilot.result = PilotState.CLOSED.value, answer.strip(), result.value
    pilot.closed_on, pilot.closed_by, pilot.closed_at = on, by.public_id, at
    pilot.save(update_fields=["state", "answer", "result", "closed_on", "closed_by", "closed_at"])
    record(
        "voices.close_pilot", by=by, at=at, subjects=about_pilot(pilot),
        after={"closed_on": on, "trial_result": result, "pilot_answer": pilot.answer},
    )  # fmt: skip
    return pilot


@transaction.atomic
def withdraw_pilot(*, pilot: Pilot, why: str, by: Actor, at: datetime) -> Pilot:
    """Given up before it has its answer: who proposed it thought better of it, or the office does not want it."""
    pilot = _locked_pilot(pilot)
    require_here(pilot.place, Permission.RECORD_VOICE, by)
    refuse_unless(may_withdraw_pilot(PilotState(pilot.state), why=why))
    pilot.state, pilot.withdrawn_why = PilotState.WITHDRAWN.value, why.strip()
    pilot.withdrawn_by, pilot.withdrawn_at = by.public_id, at
    pilot.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawn_why"])
    record(
        "voices.withdraw_pilot", by=by, at=at, subjects=about_pilot(pilot),
        before={"question": pilot.question}, after={"reason": pilot.withdrawn_why},
    )  # fmt: skip
    return pilot


def about_pilot(pilot: Pilot) -> list[tuple[str, str]]:
    """Its microstrategy, and where it is put to the test."""
    return [("strategy", str(pilot.strategy.public_id)), ("place", pilot.place.code)]


def _locked_pilot(pilot: Pilot) -> Pilot:
    locked_strategy(pilot.strategy_id)
    return Pilot.objects.select_related("strategy__place", "place").get(pk=pilot.pk)
