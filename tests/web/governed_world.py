"""A nucleus with an assembly that was told, one that was called, a mandate that ended and one that goes on, a
certification and issued minutes."""

from typing import Any

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene
from winay.core.clock import now
from winay.enrolment.models import Call
from winay.journeys.minutes import issue_minutes
from winay.nuclei.assembly_rules import CertificationSaid
from winay.nuclei.services.mandates import end_mandate
from winay.nuclei.services.reversing import certify_minutes
from winay.nuclei.terms import CertifierKind, MandateEnd, Post

BASE = "https://winay.example/verificar/"


def add(world: Any) -> None:
    """In the call of the world, whose first day is today: so the nucleus is formed, and meets, on that day."""
    ana, rosa = people.acting_as(world.people["specialist"]), people.acting_as(world.people["head"])
    call = Call.objects.select_related("selection", "area__district", "version").get(public_id=world.keys["call"])
    made = scene.formed(
        2, enrolment.Ground(ana, rosa, call.selection, call), formed_on=call.opened_on, name="Sumaq Ñan"
    )
    held = boards.elects(made, president=0, treasurer=1)
    gone = boards.mandate(made, Post.TREASURER)
    note = "Se transcribió el nombre de otra persona."
    end_mandate(mandate=gone, why=MandateEnd.MISTAKE, on=people.today(), note=note, by=ana, at=now())
    said = CertificationSaid(CertifierKind.NOTARY, "Notaría Medina", people.today())
    next_one = boards.called(made, people.today() + scene.DAY)
    world.keys |= {
        "governed_nucleus": str(made.nucleus.public_id),
        "held_assembly": str(held.public_id),
        "called_assembly": str(next_one.public_id),
        "mandate": str(boards.mandate(made, Post.PRESIDENT).public_id),
        "ended_mandate": str(gone.public_id),
        "minutes": str(issue_minutes(assembly=held, by=ana, at=now(), base_url=BASE).public_id),
        "certification": str(certify_minutes(assembly=held, said=said, by=ana, at=now()).public_id),
    }
