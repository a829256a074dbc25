"""Reads: who somebody is, and what they hold today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, QuerySet

from winay.accounts.models import Grant, Installation, Person
from winay.accounts.roles import ROLES
from winay.accounts.rules import GrantFacts
from winay.accounts.terms import RoleKey
from winay.core.actors import Permission
from winay.core.period import Period
from winay.core.remembered import Remembered
from winay.places.rules import name_key
from winay.programs.models import Program

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
memory = Remembered(1)
"""Whether the database is a demonstration."""


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

    def may_at(self, permission: Permission, place_code: str) -> bool:
        """Whether the permission is held for a place, for some program at least."""
        return any(
            permission in ROLES[grant.role].permissions and place_code.startswith(grant.place_code or "")
            for grant in self.held
        )

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether any place and program would do: what decides if a menu entry is shown."""
        return any(permission in ROLES[grant.role].permissions for grant in self.held)

    def reach(self, permission: Permission) -> set[tuple[str | None, str | None]]:
        """Where the permission is held: pairs of place code (None: the country) and program (None: every program)."""
        return {(g.place_code, g.program) for g in self.held if permission in ROLES[g.role].permissions}

    def places_for(self, permission: Permission, *, program: str | None = None) -> tuple[str | None, ...]:
        """The place codes (None: the country) where the permission is held, the widest ones only. With `program`,
        where it is held for that program."""
        codes = {code for code, held in self.reach(permission) if program is None or held in {None, program}}
        if None in codes:
            return (None,)
        named = sorted(code for code in codes if code is not None)
        return tuple(code for code in named if not any(code != wide and code.startswith(wide) for wide in named))


def facts_of(grant: Grant) -> GrantFacts:
    """A grant row as the rules see it."""
    place, program = grant.place and grant.place.code, grant.program and grant.program.key
    return _facts(grant.role, place, program, grant.starts_on, grant.ended_on)


def _facts(role: str, place: str | None, program: str | None, starts_on: date, ended_on: date | None) -> GrantFacts:
    """What a grant gives. One that ended on its first day never held."""
    never = Period(date.min, date.min.replace(day=2))
    return GrantFacts(RoleKey(role), place, program, never if ended_on == starts_on else Period(starts_on, ended_on))


def acting(person: Person, *, on: date) -> ActingPerson:
    """The person as an actor on a day. One query."""
    if not person.is_active:
        return ActingPerson(person, (), on)
    rows = Grant.objects.filter(person=person)
    held = rows.values_list("role", "place__code", "program__key", "starts_on", "ended_on")
    return ActingPerson(person, tuple(_facts(*row) for row in held), on)


def roles_then(
    person: Person, permission: Permission, *, place_code: str | None, program: str, on: date
) -> tuple[RoleKey, ...]:
    """The roles through which somebody held a permission on a day, whatever became of them since. One query."""
    grants = [facts_of(g) for g in Grant.objects.filter(person=person).select_related("place", "program")]
    held = {g.role for g in grants if permission in ROLES[g.role].permissions and g.reaches(place_code, program, on)}
    return tuple(role for role in RoleKey if role in held)


def opened_at() -> datetime | None:
    """When this database was made; None for one that is not set up."""
    return Installation.objects.values_list("created_at", flat=True).first()


def is_demo() -> bool:
    """Whether this database was created as a demonstration. False for one that says nothing yet; what it said once it
    never changes, so it is asked once."""
    where = connection.settings_dict
    said = memory.get((where["HOST"], where["NAME"]), Installation.objects.values_list("demo", flat=True).first)
    if said is None:
        memory.forget()
    return bool(said)


def grants_of(person: Person) -> list[Grant]:
    """Everything a person was ever granted, what holds first, the newest first."""
    rows = Grant.objects.filter(person=person).select_related("person", "place", "program")
    return list(rows.order_by(F("ended_on").desc(nulls_first=True), "-starts_on", "-id"))


def grant_by_id(public_id: UUID) -> Grant | None:
    """One grant with its person, place and program."""
    return Grant.objects.select_related("person", "place", "program").filter(public_id=public_id).first()


def person_by_id(public_id: UUID) -> Person | None:
    """Somebody by their public id, whether or not they may still log in."""
    return Person.objects.filter(public_id=public_id).first()


def names_of(public_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names behind public ids; ids of nobody are left out. One query, none for no ids."""
    wanted = set(public_ids)
    return dict(Person.objects.filter(public_id__in=wanted).values_list("public_id", "name")) if wanted else {}


def ids_named(text: str) -> set[UUID]:
    """The public ids of those whose name or address holds the words, without minding accents. One query."""
    return {public_id for _, public_id in _matching(text)}


def programs_offered() -> dict[str, str]:
    """The programs that a role can be limited to: key and name. One query."""
    return dict(Program.objects.order_by("name").values_list("key", "name"))


def has_second_factor(person: Person) -> bool:
    """Whether a second factor guards the person's login."""
    return bool(with_second_factor([person.pk]))


def with_second_factor(people: Iterable[int]) -> set[int]:
    """Those of some people (primary keys) whose login a second factor guards. One query."""
    factors = Authenticator.objects.filter(user_id__in=list(people), type__in=SECOND_FACTORS)
    return set(factors.values_list("user_id", flat=True))


@dataclass(frozen=True)
class PeopleFilters:
    """Whom to list. `state`: "" for all, "open", "closed", or "none" (may log in, holds no role)."""

    text: str = ""
    role: str = ""
    state: str = ""


@dataclass(frozen=True)
class PeoplePage:
    """Some people by name with their grants; `next_after` goes into the next call, None on the last page.
    `guarded` are the primary keys of those with a second factor."""

    people: tuple[Person, ...]
    total: int
    guarded: frozenset[int]
    next_after: UUID | None


def list_people(filters: PeopleFilters, *, on: date, after: UUID | None = None, limit: int = 50) -> PeoplePage:
    """Those who can or could log in, by name. Four queries, five with a search."""
    rows = _filtered(filters, on)
    total = rows.count()
    if after is not None:
        last = Person.objects.filter(public_id=after)
        name = last.values("name")[:1]
        rows = rows.filter(Q(name__gt=name) | Q(name=name, id__gt=last.values("id")[:1]))
    held = Grant.objects.select_related("place", "program").order_by("starts_on", "id")
    found = list(rows.prefetch_related(Prefetch("grants", held)).order_by("name", "id")[: limit + 1])
    shown = found[:limit]
    guarded = frozenset(with_second_factor(person.pk for person in shown))
    return PeoplePage(tuple(shown), total, guarded, shown[-1].public_id if len(found) > limit else None)


@dataclass(frozen=True)
class PeopleCounts:
    """How many may log in, how many of them hold no role, how many can log in no more."""

    open: int
    without_role: int
    closed: int


def count_people(*, on: date) -> PeopleCounts:
    """The totals of everybody, whatever the filters. One query."""
    counted = Person.objects.aggregate(
        open=Count("id", filter=Q(is_active=True)),
        without_role=Count("id", filter=Q(is_active=True) & ~Q(Exists(_holding(on)))),
        closed=Count("id", filter=Q(is_active=False)),
    )
    return PeopleCounts(**counted)


def _holding(on: date, role: str = "") -> "QuerySet[Grant]":
    """The grants of the outer person that hold on a day."""
    held = Grant.objects.filter(person=OuterRef("pk"), starts_on__lte=on).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    return held.filter(role=role) if role else held


def _filtered(filters: PeopleFilters, on: date) -> "QuerySet[Person]":
    rows = Person.objects.all()
    if filters.text:
        rows = rows.filter(id__in=[pk for pk, _ in _matching(filters.text)])
    if filters.state:
        rows = rows.filter(is_active=filters.state != "closed")
    if filters.state == "none":
        rows = rows.filter(~Exists(_holding(on)))
    if filters.role:
        rows = rows.filter(Exists(_holding(on, filters.role)))
    return rows


def _matching(text: str) -> list[tuple[int, UUID]]:
    """Staff number some hundreds, so names are compared here, where accents can be left out on both databases."""
    words = name_key(text).split()
    return [
        (pk, public_id)
        for pk, public_id, name, email in Person.objects.values_list("id", "public_id", "name", "email")
        if words and all(word in f"{name_key(name)} {name_key(email)}" for word in words)
    ]


def demo_people() -> list[Person]:
    """The synthetic people of a demonstration; nobody anywhere else."""
    return list(Person.objects.filter(synthetic=True, is_active=True).order_by("id")) if is_demo() else []


@dataclass
class SeenAs:
    """Somebody of the "See as…" switch. `held`: a role and the name of its place, empty for the country."""

    public_id: UUID
    name: str
    held: list[tuple[RoleKey, str]]


def people_to_see_as() -> list[SeenAs]:
    """The synthetic people of a demonstration with their open grants; nobody anywhere else. One query, which every
    page of a demonstration asks."""
    if not is_demo():
        return []
    people: dict[UUID, SeenAs] = {}
    open_ = FilteredRelation("grants", condition=Q(grants__ended_on=None))
    rows = Person.objects.filter(synthetic=True, is_active=True).annotate(open=open_).order_by("id", "open__id")
    for key, name, role, place in rows.values_list("public_id", "name", "open__role", "open__place__name"):
        one = people.setdefault(key, SeenAs(key, name, []))
        if role:
            one.held.append((RoleKey(role), place or ""))
    return list(people.values())


def person_by_email(email: str, *, on: date) -> ActingPerson | None:
    """Somebody who may log in, as an actor; None when nobody of that e-mail may."""
    found = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
    return acting(found, on=on) if found else None


def holders(permission: Permission, *, place_code: str, program: str, on: date) -> list[Person]:
    """Who may log in and holds a permission at a place, for a program, on a day, by name. One query."""
    roles = [key for key, role in ROLES.items() if permission in role.permissions]
    found: dict[int, Person] = {}
    rows = Grant.objects.filter(role__in=roles, person__is_active=True).select_related("person", "place", "program")
    for grant in rows:
        if facts_of(grant).reaches(place_code, program, on):
            found[grant.person_id] = grant.person
    return sorted(found.values(), key=lambda one: (name_key(one.name), one.pk))
