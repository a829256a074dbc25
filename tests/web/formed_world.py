"""What the world's addresses about formed nuclei need: one with households and a stage, one that closed, centrals."""

from typing import Any

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import scene
from winay.core.clock import now
from winay.enrolment.models import Call
from winay.nuclei.services.centrals import add_to_central, close_central, form_central
from winay.nuclei.services.stages import begin_stage
from winay.programs.terms import StageKey


def add(world: Any) -> None:
    """In the district where `enrolled_world` has a household that waits."""
    ana, rosa = people.acting_as(world.people["specialist"]), people.acting_as(world.people["head"])
    call = Call.objects.select_related("selection", "area__district", "version__program").get(
        public_id=world.keys["call"]
    )
    found, today = enrolment.Ground(ana, rosa, call.selection, call), people.today()
    made = scene.formed(2, found, formed_on=today, least=1, most=4)
    over = {"closed_on": today, "closed_why": scene.WHY, "closed_by": rosa.public_id, "closed_at": now()}
    closed = scene.nucleus(found, formed_on=today, name="Cerrado", **over)
    free = scene.nucleus(found, formed_on=today, name="Wiñay Llaqta", least=1, most=4)
    move = begin_stage(nucleus=made.nucleus, stage=StageKey.IMPLEMENTATION, on=today, by=rosa, at=now())
    of = {"version": made.nucleus.version, "place": made.nucleus.district.parent, "on": today, "by": ana, "at": now()}
    central, other = form_central(name="NEC Huamanga", **of), form_central(name="NEC cerrado", **of)
    add_to_central(central=central, nucleus=made.nucleus, on=today, by=ana, at=now())
    close_central(central=other, on=today, why=scene.WHY, by=rosa, at=now())
    world.keys |= {
        "nucleus": str(made.nucleus.public_id),
        "closed_nucleus": str(closed.public_id),
        "free_nucleus": str(free.public_id),
        "member_cycle": str(made.cycles[0].public_id),
        "stage_move": str(move.public_id),
        "central": str(central.public_id),
        "closed_central": str(other.public_id),
    }
