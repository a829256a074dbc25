"""People of each role for tests, entered through the verbs as the command line enters them.

Offices here are Ayacucho (05) by default and Puno (21) for the one outside. Each call makes a new person, so that
the one who drafts and the one who approves differ:

    ana, rosa = specialist(), head()
    draft_selection(..., by=acting_as(ana), ...)
    log_in(client, rosa)
"""

from datetime import date
from itertools import count

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client

from winay.accounts.models import Grant, Person
from winay.accounts.queries import ActingPerson, acting
from winay.accounts.services import add_person, grant_role
from winay.accounts.terms import RoleKey
from winay.core.actors import SYSTEM
from winay.core.clock import local_date, now
from winay.places.models import Place
from winay.programs.models import Program

INSIDE, OUTSIDE = "05", "21"
PASSWORD = "quinua-y-canihua-2026"

_numbers = count(1)


def someone(name: str = "Persona de prueba", *, password: str | None = PASSWORD, synthetic: bool = False) -> Person:
    """Somebody who may log in and holds no role."""
    email = f"persona{next(_numbers)}@ejemplo.pe"
    return add_person(email=email, name=name, password=password, synthetic=synthetic, by=SYSTEM, at=now())


def give(person: Person, role: RoleKey, place: str | None = None, program: str | None = None) -> Grant:
    """One more role for somebody; `place` is a code that the database holds, `program` a key."""
    return grant_role(
        person=person,
        role=role,
        place=Place.objects.get(code=place) if place else None,
        program=Program.objects.get(key=program) if program else None,
        on=today(),
        by=SYSTEM,
        at=now(),
    )


def specialist(place: str = INSIDE, program: str | None = None, name: str = "Ana Quispe Huamán") -> Person:
    """Drafts selections in the office's territory."""
    person = someone(name)
    give(person, RoleKey.OFFICE_SPECIALIST, place, program)
    return person


def head(place: str = INSIDE, program: str | None = None, name: str = "Rosa Mamani Condori") -> Person:
    """Approves what others drafted in the office's territory."""
    person = someone(name)
    give(person, RoleKey.OFFICE_HEAD, place, program)
    return person


def other_head(place: str = OUTSIDE, name: str = "Julio Apaza Ticona") -> Person:
    """The head of another office: has every right of a head, elsewhere."""
    return head(place, name=name)


def manager(name: str = "Carmen Rojas Salazar") -> Person:
    """National manager: the whole country, people and offices."""
    person = someone(name)
    give(person, RoleKey.NATIONAL_MANAGER)
    return person


def auditor(name: str = "Víctor Salas Paredes") -> Person:
    """Reads all, writes nothing."""
    person = someone(name)
    give(person, RoleKey.AUDITOR)
    return person


def acting_as(person: Person, on: date | None = None) -> ActingPerson:
    """The person as the actor that services take, with the grants they hold on the day (today)."""
    return acting(person, on=on or today())


def log_in(client: Client, person: Person) -> Client:
    """Logged in and past the second factor: a TOTP application is set up, without going through the pages."""
    if not Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(person, generate_totp_secret())
    client.force_login(person)
    return client


def today() -> date:
    """The local date."""
    return local_date(now(), settings.TIME_ZONE)
