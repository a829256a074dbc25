"""A visit and a session of the world's trainer, today."""

from dataclasses import replace
from typing import Any

from tests.delivery import visits_scene as scene
from tests.web.contest_world import Here
from winay.core.clock import now
from winay.delivery.services.sessions import record_session
from winay.delivery.services.visits import record_visit
from winay.enrolment.models import Enrolment
from winay.trainers.contract_models import Contract
from winay.trainers.services.caseloads import give_household


def add(world: Any) -> None:
    made = Here(world)
    contract = Contract.objects.get(public_id=world.keys["contract"])
    cycle = Enrolment.objects.select_related("household__participant").get(public_id=world.keys["visited_cycle"])
    person, on = cycle.household.participant, contract.began_on
    give_household(nucleus=made.nucleus, enrolment=cycle, contract=contract, on=on, by=made.ana, at=now())
    told = replace(scene.full(person), on=on, next_on=None, agreements=(), production=())
    visit = record_visit(contract=contract, enrolment=cycle, said=told, by=made.ana, at=now())
    said = scene.session_said([person.public_id], 0)
    session = record_session(contract=contract, nucleus=made.nucleus, said=said, by=made.ana, at=now())
    world.keys |= {
        "visit": str(visit.public_id),
        "group_session": str(session.public_id),
        "visited_household": str(cycle.household.public_id),
    }
