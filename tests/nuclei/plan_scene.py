"""A valley of four hamlets where households wait, and a draft of nuclei for them: through the verbs, but for the
computing, whose outcome is put there by hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from tests.enrolment import scene as enrolment
from winay.accounts.queries import ActingPerson
from winay.core.clock import now
from winay.enrolment.models import Enrolment
from winay.nuclei.formation_models import Acceptance, Formation, Group, Share, Unit
from winay.nuclei.queries.plans import Plan, plan_of
from winay.nuclei.queries.waiting import Bounds, waiting_by_place
from winay.nuclei.rules import AcceptanceSaid
from winay.nuclei.services import planning
from winay.nuclei.services.acceptances import record_acceptance
from winay.nuclei.services.planning import ask_for_plan
from winay.places.models import Place

WHY = enrolment.WHY
LEAST, MOST = 3, 5


@dataclass
class Valley:
    """Who works in the office, who waits, and the draft. `others` is a call of the second area."""

    found: enrolment.Ground
    cycles: list[Enrolment]
    formation: Formation

    @property
    def ana(self) -> ActingPerson:
        return self.found.ana

    @property
    def rosa(self) -> ActingPerson:
        return self.found.rosa

    @property
    def plan(self) -> Plan:
        self.formation.refresh_from_db()
        return plan_of(self.formation)

    def unit(self, hamlet: int) -> Unit:
        return Unit.objects.get(formation=self.formation, place=enrolment.place(hamlet))

    def group(self, number: int) -> Group:
        return Group.objects.get(formation=self.formation, number=number)

    def sizes(self) -> dict[int, int]:
        return {group.number: group.households for group in self.plan.facts_by_group.values()}


def waiting(monkeypatch: pytest.MonkeyPatch, *homes: int, bounds: tuple[int, int] = (LEAST, MOST)) -> Valley:
    """So many households in each of the hamlets 1 to 4, and a plan that was asked for. Nuclei are small here."""
    monkeypatch.setattr(planning, "bounds_of", lambda version: Bounds(*bounds, confirmed=True))
    found = enrolment.ground()
    calls = [found.call, found.call]
    if len(homes) > 2:
        calls += [enrolment.opened(found.selection, 3, found.ana, found.on)] * 2
    cycles = []
    for hamlet, count in enumerate(homes, start=1):
        there = enrolment.Ground(found.ana, found.rosa, found.selection, calls[hamlet - 1])
        cycles += [enrolment.enrolled(there, enrolment.household(found.ana, hamlet)) for _ in range(count)]
    return Valley(found, cycles, asked(found))


def asked(found: enrolment.Ground, **more: Any) -> Formation:
    district = Place.objects.get(code=enrolment.DISTRICT)
    return ask_for_plan(district=district, version=found.call.version, seconds=10, by=found.ana, at=now(), **more)


def drafted(valley: Valley, *groups: dict[int, int], at: datetime | None = None) -> Valley:
    """The draft as if it had been computed so: for each group, households by hamlet; it meets in the first of them."""
    row = valley.formation
    found = waiting_by_place(row.version_id, row.district_id)
    units = {place.code[-1]: Unit.objects.create(formation=row, place=place, households=n) for place, n in found}
    for number, homes in enumerate(groups, start=1):
        seat = units[str(next(iter(homes)))]
        group = Group.objects.create(formation=row, number=number, name=f"Grupo {number}", seat=seat)
        for hamlet, count in homes.items():
            Share.objects.create(group=group, unit=units[str(hamlet)], households=count)
    row.state, row.counted_at, row.households = "draft", at or now(), sum(n for _, n in found)
    row.save()
    return valley


def said(**more: Any) -> AcceptanceSaid:
    told = {
        "accepted": True, "held_on": enrolment.people.today(), "meeting_place": "Local comunal",
        "led_by": "Ana Quispe Huamán", "women": 2, "men": 1, "households": 1,
    }  # fmt: skip
    return AcceptanceSaid(**(told | more))


def accepted(valley: Valley, hamlet: int, **more: Any) -> Acceptance:
    return record_acceptance(unit=valley.unit(hamlet), said=said(**more), by=valley.ana, at=now())
