"""What a correction of a household's cycle means for its nucleus."""

from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.enrolment.models import Enrolment
from winay.enrolment.services.cycles import correct_enrolment_date, undo_end
from winay.nuclei.models import Membership
from winay.nuclei.queries.members import first_membership
from winay.nuclei.services.memberships import give_up_places


@transaction.atomic
def undo_exit(*, enrolment: Enrolment, why: str, by: Actor, at: datetime) -> list[Membership]:
    """Take an exit from the program back. The household is in its nucleus again; where its place there was taken since
    it waits for another, and the memberships that ended are what this returns."""
    lost = give_up_places(enrolment=enrolment, by=by, at=at)
    undo_end(enrolment=enrolment, why=why, by=by, at=at)
    return lost


@transaction.atomic
def correct_first_day(*, enrolment: Enrolment, on: date, why: str, by: Actor, at: datetime) -> Enrolment:
    """Put right the first day of a cycle: not later than the day on which its household entered a nucleus."""
    first = first_membership(enrolment)
    if first is not None and on > first.joined_on:
        told = {"name": first.nucleus.name, "on": first.joined_on.isoformat()}
        raise Refused([Reason("nuclei.cycle_before_nucleus", told)])
    return correct_enrolment_date(enrolment=enrolment, on=on, why=why, by=by, at=at)
