"""Registering households, each an act of its own: one of a form, or as many as phones brought together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.core.ids import new_id
from winay.journal.bulk import next_ids
from winay.journal.rules import Personal
from winay.journal.services import Act, record_all
from winay.registry.access import may_write_household
from winay.registry.consent_texts import consent_texts
from winay.registry.facts import HouseholdFacts
from winay.registry.models import Household, Member
from winay.registry.national_ids import NationalIds
from winay.registry.queries.facts import homes_by_code, national_ids, places_by_code
from winay.registry.queries.taken import on_record
from winay.registry.rows import Placed, Registration, Rows
from winay.registry.rules import Known, registration_problems, taken_problems
from winay.registry.services.records import today_at
from winay.registry.terms import Kin, Origin


@dataclass(frozen=True, slots=True)
class Registering:
    """An act of registering: from which day on, through which door, by whom, and what else it is about."""

    on: date
    origin: Origin
    by: Actor
    at: datetime
    synthetic: bool = False
    subjects: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A household to be registered, by an act of its own."""

    facts: HouseholdFacts
    act: Registering


@dataclass(frozen=True, slots=True)
class _Going:
    """One that goes in: with its public id, the hashes of its members' ids, where it will live, what was agreed to."""

    newcomer: Newcomer
    facts: HouseholdFacts
    public_id: UUID
    hashes: Sequence[str]
    place: Placed
    texts: dict[str, str]


def register_several(newcomers: Sequence[Newcomer]) -> list[Household | Refused | NotAllowed]:
    """Register households in their order, each with a line of its own; what became of each, or why it was refused,
    which keeps no other out. The number of statements does not grow with theirs."""
    try:
        return _register(newcomers)
    except IntegrityError:  # somebody else registered one of these people at this moment: now it is known
        return _register(newcomers)


@transaction.atomic
def _register(newcomers: Sequence[Newcomer]) -> list[Household | Refused | NotAllowed]:
    ids = national_ids()
    hashes = [[ids.hash(member.national_id) for member in one.facts.members] for one in newcomers]
    homes = homes_by_code(one.facts.place_code for one in newcomers)
    known = on_record([one.facts for one in newcomers], {hashed for some in hashes for hashed in some})
    judged = [_judged(one, theirs, homes, known) for one, theirs in zip(newcomers, hashes, strict=True)]
    made = _written([found for found in judged if isinstance(found, _Going)], ids)
    return [made[found.public_id] if isinstance(found, _Going) else found for found in judged]


def _judged(
    one: Newcomer, hashes: Sequence[str], homes: Mapping[str, Placed], known: Known
) -> _Going | Refused | NotAllowed:
    """Whether one goes in, judged against what is here and those that went in before it."""
    facts, act = one.facts, one.act
    wrong = registration_problems(facts, on=act.on, today=today_at(act.at))
    place = homes.get(facts.place_code)
    if place is None:
        return Refused([Reason("registry.place_unknown", {"place": facts.place_code}), *wrong])
    if not may_write_household(act.by, place.code):
        return NotAllowed(Permission.REGISTER_HOUSEHOLD)
    if reasons := [*wrong, *taken_problems(facts, hashes, known)]:
        return Refused(reasons)
    try:
        texts = texts_agreed(facts)
    except Refused as refused:
        return refused
    public_id = facts.public_id or new_id()
    known.add(facts, hashes, public_id)
    return _Going(one, replace(facts, public_id=public_id), public_id, hashes, place, texts)


def _written(going: Sequence[_Going], ids: NationalIds) -> dict[UUID, Household]:
    """Their rows and their lines."""
    if not going:
        return {}
    everybody = [member for one in going for member in one.facts.members]
    away = places_by_code(member.away.place_code for member in everybody if member.away)
    households, members = next_ids(Household, len(going)), iter(next_ids(Member, len(everybody)))
    rows = Rows(away, ids)
    for one, key in zip(going, households, strict=True):
        told_by = one.newcomer.act
        act = Registration(told_by.on, told_by.origin, told_by.by.public_id, told_by.at, told_by.synthetic, one.texts)
        theirs = list(islice(members, len(one.facts.members)))
        rows.add(one.facts, one.public_id, key, theirs, place=one.place, act=act, hashes=one.hashes)
    rows.write()
    record_all(_act(one) for one in going)
    return {row.public_id: row for row in Household.objects.filter(pk__in=households)}


def _act(one: _Going) -> Act:
    told_by = one.newcomer.act
    subjects = [("household", str(one.public_id)), ("place", one.place.code), *told_by.subjects]
    return Act(
        "registry.register_household", told_by.by, told_by.at, subjects, after=_told(one.facts, told_by.on)
    )  # fmt: skip


def _told(facts: HouseholdFacts, on: date) -> dict[str, object]:
    """What the journal says of a registration."""
    named = next(member for member in facts.members if member.kin is Kin.PARTICIPANT)
    return {
        "on": on,
        "members": len(facts.members),
        "participant": Personal(f"{named.given_names} {named.surname_1}"),
        "consent": facts.consent.how.value if facts.consent else None,
    }


def texts_agreed(facts: HouseholdFacts) -> dict[str, str]:
    """The SHA-256 of the consent text by its key; nothing where there is no consent. `Refused` for an unknown text."""
    if facts.consent is None:
        return {}
    text = consent_texts().get(facts.consent.text_key)
    if text is None:
        raise Refused([Reason("registry.consent_text_unknown", {"text": facts.consent.text_key})])
    return {text.key: text.sha256}
