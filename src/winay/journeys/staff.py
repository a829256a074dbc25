"""Entering somebody with a role in one go."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from winay.accounts.models import Person
from winay.accounts.services import add_person, grant_role
from winay.accounts.terms import RoleKey
from winay.core.actors import Actor
from winay.core.clock import local_date
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.places.queries import place_by_code


@transaction.atomic
def enter_staff(
    *, name: str, email: str, role: RoleKey, place_code: str | None, password: str, by: Actor, at: datetime
) -> Person:
    """A person and their first role together, or neither."""
    place = place_by_code(place_code) if place_code else None
    if place_code and place is None:
        raise Refused([Reason("places.unknown_place", {"place": place_code})])
    person = add_person(email=email, name=name, password=password, by=by, at=at)
    grant_role(
        person=person, role=role, place=place, program=None, on=local_date(at, settings.TIME_ZONE), by=by, at=at
    )
    return person
