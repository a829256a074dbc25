"""Verbs: enter a person, grant a role, end a grant, close an access and open it again."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Q

from winay.accounts.models import Grant, Installation, Person
from winay.accounts.queries import facts_of, is_demo
from winay.accounts.roles import ROLES
from winay.accounts.rules import GrantFacts, endable, enterable, grantable, unreasonable
from winay.accounts.terms import RoleKey
from winay.core.actors import Actor, Permission
from winay.core.clock import local_date
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
def note_move(*, source: str, target: str, rows: int, by: Actor, at: datetime) -> None:
    """Say in the journal that the installation moved into this database: from which kind, to which, how many rows."""
    record(
        "accounts.move_installation",
        by=by,
        at=at,
        subjects=[("installation", _opened())],
        before={"database": source},
        after={"database": target, "rows": rows},
    )


@transaction.atomic
def note_restore(*, made_at: datetime, backup: str, rows: int, by: Actor, at: datetime) -> None:
    """Say in the journal that everything here came from a backup: what was done after `made_at` is lost."""
    record(
        "accounts.restore_installation",
        by=by,
        at=at,
        subjects=[("installation", _opened())],
        after={"made_at": made_at, "backup": backup, "rows": rows},
    )


def _opened() -> str:
    """What the journal calls this installation: the day it was set up."""
    return Installation.objects.get().created_at.date().isoformat()


@transaction.atomic
def add_person(
    *, email: str, name: str, by: Actor, at: datetime, password: str | None = None, synthetic: bool = False
) -> Person:
    """Enter somebody who may log in. Without a password they set one through the reset mail.

    Synthetic people, whom everybody can become, exist only in a demonstration.
    """
    _require(by, Permission.MANAGE_GRANTS)
    refuse_unless(enterable(email=email, name=name))
    if synthetic and not is_demo():
        raise Refused([Reason("accounts.demo_only")])
    person = Person(email=email.strip().lower(), name=name.strip(), joined_at=at, synthetic=synthetic)
    if Person.objects.filter(email__iexact=person.email).exists():
        raise Refused([Reason("accounts.email_taken")])
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:  # somebody else entered the same address meanwhile
        raise Refused([Reason("accounts.email_taken")]) from None
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
    person = _locked(person)
    if not person.is_active:
        raise Refused([Reason("accounts.inactive")])
    wanted = GrantFacts(role, place.code if place else None, program.key if program else None, Period(on))
    refuse_unless(
        grantable(
            role=role,
            national=ROLES[role].national,
            alone_roles=ALONE,
            wanted=wanted,
            held=[facts_of(grant) for grant in person.grants.select_related("place", "program")],
            granter_is_grantee=by.public_id == person.public_id,
            today=_today(at),
        )
    )
    grant = Grant.objects.create(person=person, role=role, place=place, program=program, starts_on=on)
    record("accounts.grant_role", by=by, at=at, subjects=_subjects(grant), after=_told(grant))
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, reason: str, on: date, by: Actor, at: datetime) -> Grant:
    """End a role: the correction of a wrong grant, or somebody who moved on. `on` is the first day without it."""
    _require(by, Permission.MANAGE_GRANTS)
    _keep_a_manager(_widest_grants(_today(at)), [grant])
    grant = Grant.objects.select_for_update(of=("self",)).select_related("person", "place", "program").get(pk=grant.pk)
    refuse_unless(endable(starts_on=grant.starts_on, ended_on=grant.ended_on, on=on, today=_today(at), reason=reason))
    before = _told(grant)
    grant.ended_on, grant.end_reason = on, reason.strip()
    grant.save(update_fields=["ended_on", "end_reason"])
    record(
        "accounts.end_grant",
        by=by,
        at=at,
        subjects=_subjects(grant),
        before=before,
        after={"ended_on": on, "reason": grant.end_reason},
    )
    return grant


@transaction.atomic
def end_access(*, person: Person, reason: str, by: Actor, at: datetime) -> Person:
    """Close somebody's login, their open sessions and their roles. Their acts and their name stay in the record."""
    _require(by, Permission.MANAGE_GRANTS)
    if by.public_id == person.public_id:
        raise Refused([Reason("accounts.end_own_access")])
    person, today = _locked(person), _today(at)
    if not person.is_active:
        raise Refused([Reason("accounts.inactive")])
    if (wrong := unreasonable(reason)) is not None:
        raise Refused([wrong])
    widest = _widest_grants(today)  # before the person's own grants: everybody locks in the same order
    grants = list(person.grants.select_for_update().filter(Q(ended_on=None) | Q(ended_on__gt=today)).order_by("pk"))
    _keep_a_manager(widest, grants)
    for grant in grants:
        grant.ended_on, grant.end_reason = max(today, grant.starts_on), reason.strip()
    Grant.objects.bulk_update(grants, ["ended_on", "end_reason"])
    person.is_active = False
    person.save(update_fields=["is_active"])
    for session in Session.objects.filter(expire_date__gt=at).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
    record(
        "accounts.end_access",
        by=by,
        at=at,
        subjects=[("person", str(person.public_id)), *(("grant", str(grant.public_id)) for grant in grants)],
        before={"active": True, "roles": sorted(grant.role for grant in grants)},
        after={"active": False, "roles": [], "reason": reason.strip()},
    )
    return person


@transaction.atomic
def reopen_access(*, person: Person, reason: str, by: Actor, at: datetime) -> Person:
    """Let somebody log in again, with the password and second factor they had and no role: each is granted anew."""
    _require(by, Permission.MANAGE_GRANTS)
    person = _locked(person)
    if person.is_active:
        raise Refused([Reason("accounts.active")])
    if (wrong := unreasonable(reason)) is not None:
        raise Refused([wrong])
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(
        "accounts.reopen_access",
        by=by,
        at=at,
        subjects=[("person", str(person.public_id))],
        before={"active": False},
        after={"active": True, "reason": reason.strip()},
    )
    return person


def _require(by: Actor, permission: Permission) -> None:
    if not by.may(permission):
        raise NotAllowed(permission)


def _today(at: datetime) -> date:
    return local_date(at, settings.TIME_ZONE)


def _locked(person: Person) -> Person:
    """The person, for this transaction alone. Verbs on one person take turns."""
    return Person.objects.select_for_update().get(pk=person.pk)


def _widest_grants(today: date) -> set[int]:
    """The grants of those who may give roles, for this transaction alone: verbs that end one take turns, so that two
    managers who end each other's do not both succeed."""
    widest = Grant.objects.select_for_update(of=("self",)).filter(
        role=RoleKey.NATIONAL_MANAGER, program=None, starts_on__lte=today, ended_on=None, person__is_active=True
    )
    return {grant.pk for grant in widest.order_by("pk")}


def _keep_a_manager(widest: set[int], ending: list[Grant]) -> None:
    """Refused when nobody could give roles any more."""
    if widest and not widest - {grant.pk for grant in ending}:
        raise Refused([Reason("accounts.last_manager")])


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
