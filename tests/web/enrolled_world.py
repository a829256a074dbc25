"""What the world's addresses about enrolment need: a call, households in and out of the program, an assembly."""

from typing import Any

from tests import people
from tests.enrolment import scene
from tests.targeting import scene as targeting
from winay.core.clock import now
from winay.enrolment.services.calls import close_call
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason


def add(world: Any) -> None:
    """In the district whose localities the world already has."""
    ana, rosa = people.acting_as(world.people["specialist"]), people.acting_as(world.people["head"])
    selection = targeting.approved(ana, rosa, scene.DISTRICT)
    found = scene.Ground(ana, rosa, selection, scene.opened(selection, 1, ana))
    closed = scene.opened(selection, 3, ana)
    close_call(call=closed, on=people.today(), why=scene.WHY, by=ana, at=now())
    inside, outside, gone = (scene.household(ana) for _ in range(3))
    cycle = scene.enrolled(found, inside)
    wrong = end_enrolment(
        enrolment=scene.enrolled(found, gone), reason=ExitReason.MISTAKE, on=found.on, note=scene.WHY, by=ana, at=now()
    )
    area = selection.areas.filter(chosen=True).exclude(area__in=[found.call.area_id, closed.area_id]).first()
    assert area is not None
    world.keys |= {
        "enrolling": str(selection.public_id),
        "area_to_open": area.area.code,
        "call": str(found.call.public_id),
        "closed_call": str(closed.public_id),
        "home": str(outside.public_id),
        "home_inside": str(inside.public_id),
        "cycle": str(cycle.public_id),
        "ended_cycle": str(wrong.public_id),
        "refusal": str(scene.refused(found, None).public_id),
        "assembly": str(scene.assembly(found).public_id),
    }
