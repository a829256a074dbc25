"""A nucleus of enrolled households, without the plan that would have formed it: for tests of what comes after.

Households are registered and enrolled through the verbs; the plan, the nucleus and its memberships are rows.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests import people
from tests.enrolment import scene as enrolment
from winay.accounts.queries import ActingPerson
from winay.core.clock import now
from winay.enrolment.models import Enrolment
from winay.nuclei.formation_models import Formation
from winay.nuclei.models import Membership, Nucleus
from winay.registry.models import Member

DAY = timedelta(days=1)
WHY = enrolment.WHY


@dataclass
class Formed:
    """A nucleus, the call its households entered by, and who works in the office. `cycles` in the order of joining."""

    ground: enrolment.Ground
    nucleus: Nucleus
    cycles: list[Enrolment]

    @property
    def ana(self) -> ActingPerson:
        return self.ground.ana

    @property
    def rosa(self) -> ActingPerson:
        return self.ground.rosa

    @property
    def on(self) -> date:
        """The day on which it was formed."""
        return self.nucleus.formed_on

    def person(self, number: int = 0) -> Member:
        """The participant of one of its households."""
        found = self.cycles[number].household.participant
        assert found is not None
        return found


def formed(households: int = 5, found: enrolment.Ground | None = None, **more: Any) -> Formed:
    """A nucleus of so many households, formed ten days after they entered; with the ground's dates, 80 days ago."""
    found = found or enrolment.ground()
    cycles = [enrolment.enrolled(found) for _ in range(households)]
    on = more.pop("formed_on", found.on + 10 * DAY)
    made = nucleus(found, formed_on=on, **more)
    for one in cycles:
        join(made, one, by=found.ana)
    return Formed(found, made, cycles)


def formation(found: enrolment.Ground, *, on: date, **more: Any) -> Formation:
    """A plan that was approved on a day, with nothing in it."""
    facts = {
        "version": found.call.version, "district": found.call.area.district, "state": "approved", "least": 80,
        "most": 100, "seconds": 10, "drafted_by": found.ana.public_id, "drafted_at": now(),
        "submitted_by": found.ana.public_id, "submitted_at": now(), "decided_by": found.rosa.public_id,
        "decided_at": now(), "decided_on": on,
    }  # fmt: skip
    return Formation.objects.create(**(facts | more))


def nucleus(found: enrolment.Ground, *, formed_on: date, **more: Any) -> Nucleus:
    """A nucleus that nobody has joined, by an approved plan of its own."""
    plan = more.pop("formation", None) or formation(found, on=formed_on)
    facts = {
        "version": plan.version, "district": plan.district, "seat": enrolment.place(), "formation": plan,
        "name": "Ayllu Ñan", "least": plan.least, "most": plan.most, "exception_why": WHY, "formed_on": formed_on,
        "formed_by": found.rosa.public_id, "formed_at": now(),
    }  # fmt: skip
    return Nucleus.objects.create(**(facts | more))


def join(into: Nucleus, cycle: Enrolment, *, by: ActingPerson, on: date | None = None) -> Membership:
    """A household's time in the nucleus, from the day it was formed or a later one."""
    return Membership.objects.create(
        nucleus=into, enrolment=cycle, joined_on=on or into.formed_on, recorded_by=by.public_id, recorded_at=now()
    )


def today() -> date:
    return people.today()
