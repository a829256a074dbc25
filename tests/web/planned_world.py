"""A draft of nuclei for the world's addresses, with what its community said and a mark of the office."""

from typing import Any

from django.conf import settings

from tests import people
from winay.core.clock import now
from winay.enrolment.models import Enrolment
from winay.nuclei.formation_models import Group, Share, Unit
from winay.nuclei.rules import AcceptanceSaid
from winay.nuclei.services.acceptances import record_acceptance
from winay.nuclei.services.marks import mark_communities
from winay.nuclei.services.planning import ask_for_plan
from winay.nuclei.terms import FormationState, MarkKind
from winay.places.models import Place

WHY = "La asamblea lo dejó escrito en su libro de actas."


def add(world: Any) -> None:
    """In the district where `enrolled_world` has a household that waits."""
    ana = people.acting_as(world.people["specialist"])
    cycle = Enrolment.objects.select_related("call__version__program", "household__place").get(
        public_id=world.keys["cycle"]
    )
    version, place = cycle.call.version, cycle.household.place
    plan = ask_for_plan(district=place.parent, version=version, seconds=10, by=ana, at=now())
    unit = Unit.objects.create(formation=plan, place=place, households=1)
    group = Group.objects.create(formation=plan, number=1, name=place.name, seat=unit)
    Share.objects.create(group=group, unit=unit, households=1)
    plan.state, plan.counted_at, plan.households = FormationState.DRAFT.value, now(), 1
    plan.save()
    said = AcceptanceSaid(True, people.today(), "Local comunal", "Ana Quispe Huamán", 1, 1, 1)
    scan = settings.WINAY_BLOBS.put(b"%PDF-1.4 acta")
    told = record_acceptance(unit=unit, said=said, scan_sha256=scan, by=ana, at=now())
    first, second = (Place.objects.get(code=f"{place.code[:6]}{number:04}") for number in (1, 2))
    mark = mark_communities(
        district=place.parent, first=first, second=second, kind=MarkKind.APART, why=WHY, by=ana, at=now()
    )  # fmt: skip
    world.keys |= {
        "plan": str(plan.public_id),
        "plan_place": place.code,
        "acceptance": str(told.public_id),
        "mark": str(mark.public_id),
    }
