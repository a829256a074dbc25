"""Entering somebody with a role in one go; giving a role for a place that is named as people name it."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from winay.accounts.models import Grant, Person
from winay.accounts.services import add_person, grant_role
from winay.accounts.terms import RoleKey
from winay.core.actors import Actor
from winay.core.clock import local_date
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.places.models import Place
from winay.places.queries import place_by_code, search
from winay.places.rules import name_key
from winay.programs.models import Program


@transaction.atomic
def enter_staff(
    *,
    name: str,
    email: str,
    role: RoleKey | None,
    place_code: str | None,
    by: Actor,
    at: datetime,
    password: str | None = None,
    program: str | None = None,
) -> Person:
    """A person and their first role together, or neither. Without a password they set one through the reset mail."""
    person = add_person(email=email, name=name, password=password, by=by, at=at)
    if role is not None:
        today = local_date(at, settings.TIME_ZONE)
        give_role(person=person, role=role, place=place_code or "", program=program or "", on=today, by=by, at=at)
    return person


@transaction.atomic
def give_role(*, person: Person, role: RoleKey, place: str, program: str, on: date, by: Actor, at: datetime) -> Grant:
    """Grant a role for a place written as a code or a name (empty: the country) and a program key (empty: all)."""
    found = Program.objects.filter(key=program).first() if program else None
    if program and found is None:
        raise Refused([Reason("accounts.program_unknown", {"program": program})])
    return grant_role(person=person, role=role, place=named_place(place), program=found, on=on, by=by, at=at)


def named_place(text: str) -> Place | None:
    """The place of a code (`05`, or `05 Ayacucho` as forms write it) or of a name that only one place has; None for an
    empty text.

    A department is meant before a province or district that bears its name. `Refused` names the others when there
    are several (`accounts.place_many`) or that there is none (`accounts.place_unknown`).
    """
    text = text.strip()
    if not text:
        return None
    if (place := place_by_code(text.split()[0])) is not None:
        return place
    same = [one for one in search(text, limit=50) if one.name_key == name_key(text)]
    widest = [one for one in same if one.level == same[0].level]
    if not widest:
        raise Refused([Reason("accounts.place_unknown", {"place": text})])
    if len(widest) > 1:
        listed = "; ".join(f"{one.name}, {one.parent.name if one.parent else ''} ({one.code})" for one in widest[:8])
        raise Refused([Reason("accounts.place_many", {"place": text, "found": listed})])
    return widest[0]
