"""What is said in the world's governed nucleus, and what it adapts: one of each thing that has an address."""

from typing import Any

from tests.voices import scene
from tests.web.contest_world import Here
from winay.core.clock import now
from winay.voices.services.conflicts import add_step
from winay.voices.services.rumours import answer_rumour
from winay.voices.services.strategies import adopt_strategy, propose_pilot
from winay.voices.strategy_rules import PilotSaid
from winay.voices.telling_rules import AnswerSaid
from winay.voices.terms import About, AnswerHow


def add(world: Any) -> None:
    made = Here(world)
    made.nucleus = type(made.nucleus).objects.select_related(
        "version__program", "district__parent__parent", "seat"
    ).get(pk=made.nucleus.pk)  # fmt: skip
    ana, rosa = made.ana, made.rosa
    named = scene.received(made)
    hidden = scene.received(made, scene.PROTECTED)
    answered = scene.answered(scene.received(made), ana)
    closed = scene.closed(scene.answered(scene.received(made), ana), ana)
    about_ana = scene.received(made, by=rosa, accused=(ana.public_id,), about=About.TREATMENT)
    rumour = scene.heard(ana, scene.district(made.nucleus.district.code))
    said = AnswerSaid(AnswerHow.ASSEMBLY, "Juntos sigue igual: lo dijo su gestora.", scene.ago(50))
    answer = answer_rumour(rumour=rumour, said=said, by=ana, at=now())
    conflict = scene.quarrel(ana)
    step = add_step(
        conflict=conflict, on=scene.ago(30), words="Se reunieron con el teniente gobernador.", by=ana, at=now()
    )  # fmt: skip
    strategy = scene.described(ana)
    trial = scene.tried(made, strategy, from_on=scene.ago(0))
    adoption = adopt_strategy(strategy=strategy, nucleus=made.nucleus, on=scene.ago(0), by=ana, at=now())
    unused = scene.described(ana, name="Sin probar")
    asked = PilotSaid(
        "¿Un sorteo sube la asistencia?", "Hogares presentes por reunión, antes y después.", scene.ago(-60)
    )
    pilot = propose_pilot(strategy=strategy, place=scene.district(), said=asked, by=ana, at=now())
    world.keys |= {
        "grievance": str(named.public_id),
        "grievance_hidden": str(hidden.public_id),
        "grievance_answered": str(answered.public_id),
        "grievance_closed": str(closed.public_id),
        "grievance_about_specialist": str(about_ana.public_id),
        "heard_rumour": str(rumour.public_id),
        "rumour_answer": str(answer.public_id),
        "conflict": str(conflict.public_id),
        "conflict_step": str(step.public_id),
        "strategy": str(strategy.public_id),
        "strategy_unused": str(unused.public_id),
        "trial": str(trial.public_id),
        "adoption": str(adoption.public_id),
        "pilot": str(pilot.public_id),
        "specialist_id": str(ana.public_id),
    }
