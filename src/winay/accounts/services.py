"""Verbs: enter a person, grant a role, end a grant, end an access."""

from datetime import date, datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from winay.accounts.models import Grant, Installation, Person
from winay.accounts.queries import facts_of
from winay.accounts.roles import ROLES
from winay.accounts.rules import GrantFacts, grantable
from winay.accounts.terms import RoleKey
from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused, refuse_unless
from winay.core.period import Period
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.places.models import Place
from winay.programs.models import Program

ALONE = frozenset(role.key for role in ROLES.values() if role.alone)


@transaction.atomic
def open_installation(*, demo: bool, schema_fingerprint: str, at: datetime) -> Installation:
    """Say once, when the database is created, whether it is a demonstration, and which tables it has. Frozen."""
    return Installation.objects.create(demo=demo, schema_fingerprint=schema_fingerprint, created_at=at)


@transaction.atomic
def add_person(
    *, email: str, name: str, by: Actor, at: datetime, password: str | None = None, synthetic: bool = False
) -> Person:
    """Enter somebody who may log in. Without a password they set one through the reset mail."""
    _require(by, Permission.MANAGE_GRANTS)
    if Person.objects.filter(email__iexact=email).exists():
        raise Refused([Reason("accounts.email_taken")])
    person = Person(email=email.strip().lower(), name=name.strip(), joined_at=at, synthetic=synthetic)
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    person.save()
    record(
        "accounts.add_person",
        by=by,
        at=at,
        subjects=[("person", str(person.public_id))],
        after={"name": Personal(person.name), "email": Personal(person.email), "synthetic": synthetic},
    )
    return person


@transaction.atomic
def grant_role(
    *, person: Person, role: RoleKey, place: Place | None, program: Program | None, on: date, by: Actor, at: datetime
) -> Grant:
    """Give a role for a place and a program from a day on."""
    _require(by, Permission.MANAGE_GRANTS)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refused([Reason("accounts.inactive")])
    held = [facts_of(grant) for grant in person.grants.filter(ended_on=None).select_related("place", "program")]
    wanted = GrantFacts(role, place.code if place else None, program.key if program else None, Period(on))
    refuse_unless(
        grantable(
            role=role,
            national=ROLES[role].national,
            alone_roles=ALONE,
            wanted=wanted,
            held=held,
            granter_is_grantee=by.public_id == person.public_id,
        )
    )
    grant = Grant.objects.create(person=person, role=role, place=place, program=program, starts_on=on)
    record("accounts.grant_role", by=by, at=at, subjects=_subjects(grant), after=_told(grant))
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, reason: str, on: date, by: Actor, at: datetime) -> Grant:
    """End a role: the correction of a wrong grant, or somebody who moved on."""
    _require(by, Permission.MANAGE_GRANTS)
    grant = Grant.objects.select_for_update(of=("self",)).select_related("person", "place", "program").get(pk=grant.pk)
    if grant.ended_on is not None:
        raise Refused([Reason("accounts.grant_ended", {"on": grant.ended_on.isoformat()})])
    if on < grant.starts_on:
        raise Refused([Reason("accounts.end_before_start", {"starts_on": grant.starts_on.isoformat()})])
    before = _told(grant)
    grant.ended_on, grant.end_reason = on, reason.strip()
    grant.save(update_fields=["ended_on", "end_reason"])
    record(
        "accounts.end_grant", by=by, at=at, subjects=_subjects(grant), before=before, after={"ended_on": on, "reason": reason}
    )
    return grant


@transaction.atomic
def end_access(*, person: Person, reason: str, by: Actor, at: datetime) -> Person:
    """Close somebody's login and their open sessions. Their acts and their name stay in the record."""
    _require(by, Permission.MANAGE_GRANTS)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if by.public_id == person.public_id:
        raise Refused([Reason("accounts.end_own_access")])
    if not person.is_active:
        raise Refused([Reason("accounts.inactive")])
    person.is_active = False
    person.save(update_fields=["is_active"])
    for session in Session.objects.filter(expire_date__gt=at).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
    record(
        "accounts.end_access",
        by=by,
        at=at,
        subjects=[("person", str(person.public_id))],
        before={"active": True},
        after={"active": False, "reason": reason},
    )
    return person


def _require(by: Actor, permission: Permission) -> None:
    if not by.may(permission):
        raise NotAllowed(permission)


def _subjects(grant: Grant) -> list[tuple[str, str]]:
    subjects = [("person", str(grant.person.public_id)), ("grant", str(grant.public_id))]
    if grant.place:
        subjects.append(("place", grant.place.code))
    return subjects


def _told(grant: Grant) -> dict[str, object]:
    return {
        "role": grant.role,
        "place": grant.place.code if grant.place else None,
        "program": grant.program.key if grant.program else None,
        "starts_on": grant.starts_on,
    }
