"""Signals of the world's trainer in every state, and a sample of a nucleus's households: by the verbs, but for what the
rules would have found."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tests import people
from tests.web.contest_world import Here
from winay.accounts.queries import acting
from winay.core.clock import now
from winay.supervision.queries.facts import month_of
from winay.supervision.sample_rules import DrawSaid
from winay.supervision.services import looking
from winay.supervision.services.samples import draw_sample, miss_household
from winay.supervision.services.signals import answer_signal, close_signal, tell_signal
from winay.supervision.signal_models import Signal
from winay.supervision.signal_rules import Finding, Piece
from winay.supervision.terms import EvidenceKind, MissedWhy, SignalKind, SignalOutcome, ToldHow

DAY = timedelta(days=1)
WORDS = "Fue una faena: los vecinos estaban juntos."


def add(world: Any) -> None:
    made, today = Here(world), people.today()
    colleague = acting(people.specialist(name="Nilda Sulca Auqui"), on=today)
    states = ("open", "told", "answered", "closed")
    findings = [
        Finding(
            SignalKind.MANY_VISITS, world.keys["contract"], state, today, today + DAY,
            (Piece(EvidenceKind.VISIT, world.keys["visit"], today, 540, 90),), {"signal_visits_hour": 3},
        )
        for state in states
    ]  # fmt: skip
    nucleus = made.nucleus
    where = looking._Where(nucleus.district, nucleus.version, nucleus=nucleus)
    looking._write(where, month_of(today).start, findings, made.ana, now())
    found = {one.detail: one for one in Signal.objects.filter(nucleus=nucleus)}
    for state in states[1:]:
        tell_signal(
            signal=found[state], whom="Rosa Quispe", how=ToldHow.IN_PERSON, on=today, by=colleague, at=now()
        )  # fmt: skip
    for state in states[2:]:
        answer_signal(signal=found[state], whom="Rosa Quispe", words=WORDS, on=today, by=colleague, at=now())
    close_signal(signal=found["closed"], outcome=SignalOutcome.EXPLAINED, words=WORDS, on=today, by=made.rosa, at=now())
    world.keys |= {f"signal_{state}": str(found[state].public_id) for state in states}
    world.keys["signal_step"] = str(found["told"].steps.get().public_id)
    world.keys["sampled_scope"] = f"nucleo:{nucleus.public_id}"
    sample = draw_sample(
        scope=nucleus, said=DrawSaid(today, today + DAY, 2, "rifa 4711"), by=made.ana, at=now(), synthetic=True
    )  # fmt: skip
    first, second = sample.spots.order_by("position")[:2]
    miss_household(spot=second, why=MissedWhy.NOBODY_HOME, on=today, by=made.ana, at=now())
    world.keys |= {
        "sample": str(sample.public_id), "sample_spot": str(first.public_id), "sample_missed": str(second.public_id),
    }  # fmt: skip
    assert isinstance(first.household, UUID)
