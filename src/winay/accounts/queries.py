"""Reads: who somebody is, and what they hold today."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from winay.accounts.models import Grant, Installation, Person
from winay.accounts.roles import ROLES
from winay.accounts.rules import GrantFacts
from winay.accounts.terms import RoleKey
from winay.core.actors import Permission
from winay.core.period import Period


@dataclass(frozen=True)
class ActingPerson:
    """A person with what they hold on one day: the actor that services ask. Read once a request."""

    person: Person
    grants: tuple[GrantFacts, ...]
    on: date

    @property
    def public_id(self) -> UUID:
        return self.person.public_id

    @property
    def role_name(self) -> str:
        """The roles held, as the journal writes them."""
        return "+".join(sorted({grant.role for grant in self.held})) or "none"

    @property
    def held(self) -> tuple[GrantFacts, ...]:
        """The grants that hold on the day."""
        return tuple(grant for grant in self.grants if grant.period.covers(self.on))

    def may(self, permission: Permission, *, place_code: str | None = None, program: str | None = None) -> bool:
        return any(
            permission in ROLES[grant.role].permissions and grant.reaches(place_code, program, self.on)
            for grant in self.grants
        )

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether any place and program would do: what decides if a menu entry is shown."""
        return any(permission in ROLES[grant.role].permissions for grant in self.held)

    def places_for(self, permission: Permission) -> tuple[str | None, ...]:
        """The place codes (None: the country) where the permission is held, the widest ones only."""
        codes = {grant.place_code for grant in self.held if permission in ROLES[grant.role].permissions}
        if None in codes:
            return (None,)
        named = sorted(code for code in codes if code is not None)
        return tuple(code for code in named if not any(code != wide and code.startswith(wide) for wide in named))


def facts_of(grant: Grant) -> GrantFacts:
    """A grant row as the rules see it. A grant ended on its first day never held."""
    if grant.ended_on == grant.starts_on:
        period = Period(date.min, date.min.replace(day=2))
    else:
        period = Period(grant.starts_on, grant.ended_on)
    return GrantFacts(
        RoleKey(grant.role),
        grant.place.code if grant.place else None,
        grant.program.key if grant.program else None,
        period,
    )


def acting(person: Person, *, on: date) -> ActingPerson:
    """The person as an actor on a day. One query."""
    if not person.is_active:
        return ActingPerson(person, (), on)
    grants = Grant.objects.filter(person=person).select_related("place", "program")
    return ActingPerson(person, tuple(facts_of(grant) for grant in grants), on)


def is_demo() -> bool:
    """Whether this database was created as a demonstration. False for one that says nothing."""
    return Installation.objects.filter(demo=True).exists()


def people(text: str = "") -> "QuerySet[Person]":
    """Everybody who can log in, with their grants, by name."""
    rows = Person.objects.prefetch_related(
        Prefetch("grants", Grant.objects.select_related("place", "program").order_by("ended_on", "starts_on", "id"))
    ).order_by("name", "id")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(email__icontains=text))
    return rows


def demo_people() -> list[Person]:
    """The synthetic people of a demonstration, for the "See as…" switch; empty anywhere else. Two queries."""
    if not is_demo():
        return []
    return list(Person.objects.filter(synthetic=True, is_active=True).order_by("id"))


def person_by_email(email: str, *, on: date) -> ActingPerson | None:
    """Somebody who may log in, as an actor; None when nobody of that e-mail may."""
    found = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
    return acting(found, on=on) if found else None
