"""Verbs on what households say of visits and deliveries: write down a card, change an answer, take one back. None of
them touches the visit, the delivery or anybody's pay."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.accounts.queries import names_of
from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.delivery.access import require_for
from winay.delivery.asset_models import Delivery
from winay.delivery.queries.assets import whole_deliveries
from winay.delivery.queries.sayings import assemblies_on, now_standing, said_of, saying_by_id
from winay.delivery.queries.visit_facts import people_on
from winay.delivery.queries.visits import whole_visits
from winay.delivery.saying_models import Saying
from winay.delivery.saying_rules import (
    AnswerSaid,
    CardFacts,
    CardSaid,
    ThingFacts,
    may_change_saying,
    may_record_card,
)
from winay.delivery.saying_terms import DENIALS, SaidHow
from winay.delivery.visit_models import STANDS, Visit
from winay.delivery.visit_terms import VisitEnd
from winay.enrolment.models import Enrolment
from winay.journal.services import record
from winay.nuclei.governance_models import Assembly
from winay.nuclei.models import Nucleus
from winay.nuclei.services.records import locked_nucleus, today_at
from winay.registry.models import Member
from winay.registry.sounds import alphabetical
from winay.trainers.application_models import Applicant

Thing = Visit | Delivery


@transaction.atomic
def record_card(
    *, nucleus: Nucleus, enrolment: Enrolment, said: CardSaid, by: Actor, at: datetime, synthetic: bool = False
) -> list[Saying]:  # fmt: skip
    """Write down what a household said on a card, on a page or in an assembly of its visits and deliveries: it keeps
    its own day, however late it is told. What was left blank is not said. `Refused` with every reason at once."""
    nucleus = locked_nucleus(nucleus.pk)
    require_for(nucleus, Permission.RECORD_VOICE, by)
    things = _things(nucleus, enrolment, [one.about for one in said.answers])
    people = people_on(enrolment.household_id, said.on)
    held = {one.public_id: one for one in assemblies_on(nucleus, said.on)}
    refuse_unless(may_record_card(said, _facts(said, things, people, held, by, today_at(at), _already(things))))
    rows = [_row(nucleus, enrolment, said, one, things[one.about], people, held, by, at) for one in said.answers]
    for row in rows:
        row.synthetic = synthetic
        row.save(force_insert=True)
    record("delivery.record_card", by=by, at=at, subjects=_about(rows, enrolment, nucleus), after=_told(rows, said, at))
    return rows


@transaction.atomic
def change_saying(*, saying: Saying, said: CardSaid, why: str, by: Actor, at: datetime) -> Saying:
    """The household says something else now: another row takes the place of what it said, which stays readable. `said`
    has one answer, of the same visit (or of the one that corrects it) or delivery."""
    nucleus = locked_nucleus(saying.nucleus_id)
    require_for(nucleus, Permission.RECORD_VOICE, by)
    old = _again(saying)
    refuse_unless(may_change_saying(ended=VisitEnd(old.ended_how) if old.ended_how else None, why=why))
    things = _things(nucleus, old.enrolment, [one.about for one in said.answers])
    same = {key: one for key, one in things.items() if _same(old, one)}
    people = people_on(old.enrolment.household_id, said.on)
    held = {one.public_id: one for one in assemblies_on(nucleus, said.on)}
    refuse_unless(may_record_card(said, _facts(said, same, people, held, by, today_at(at), set())))
    _end(old, VisitEnd.REPLACED, why, by, at)
    answer = said.answers[0]
    new = _row(nucleus, old.enrolment, said, answer, same[answer.about], people, held, by, at)
    new.replaces, new.synthetic = old, old.synthetic
    new.save(force_insert=True)
    record(
        "delivery.change_saying", by=by, at=at, subjects=_about([new], old.enrolment, nucleus),
        before={"saying": old.answer}, after={"saying": new.answer, "said_on": new.said_on, "why": why.strip()},
    )  # fmt: skip
    return new


@transaction.atomic
def reverse_saying(*, saying: Saying, why: str, by: Actor, at: datetime) -> Saying:
    """The household never said so: it was copied wrongly. It stays readable, with the reason, and can be told anew."""
    nucleus = locked_nucleus(saying.nucleus_id)
    require_for(nucleus, Permission.RECORD_VOICE, by)
    old = _again(saying)
    refuse_unless(may_change_saying(ended=VisitEnd(old.ended_how) if old.ended_how else None, why=why))
    _end(old, VisitEnd.REVERSED, why, by, at)
    record(
        "delivery.reverse_saying", by=by, at=at, subjects=_about([old], old.enrolment, nucleus),
        before={"saying": old.answer}, after={"why": why.strip()},
    )  # fmt: skip
    return old


def _again(saying: Saying) -> Saying:
    found = saying_by_id(saying.public_id)
    assert found is not None
    return found


def _end(old: Saying, how: VisitEnd, why: str, by: Actor, at: datetime) -> None:
    old.ended_how, old.ended_why, old.ended_by, old.ended_at = how.value, why.strip(), by.public_id, at
    old.save(update_fields=["ended_how", "ended_why", "ended_by", "ended_at"])


def _things(nucleus: Nucleus, enrolment: Enrolment, asked: list[UUID]) -> dict[UUID, Thing]:
    """The household's visits and deliveries in the nucleus, of those asked about."""
    visits = whole_visits().filter(public_id__in=asked, enrolment=enrolment, nucleus=nucleus)
    came = whole_deliveries().filter(public_id__in=asked, technology__membership__enrolment=enrolment, nucleus=nucleus)
    return {one.public_id: one for some in (visits, came) for one in some}


def _already(things: Mapping[UUID, Thing]) -> set[UUID]:
    """Of which of them something is said that stands."""
    visits = {one.pk: key for key, one in things.items() if isinstance(one, Visit)}
    came = {one.pk: key for key, one in things.items() if isinstance(one, Delivery)}
    said = said_of([one for one in things.values() if isinstance(one, Visit)])
    of_delivery = Saying.objects.filter(STANDS, delivery__in=came).values_list("delivery", flat=True)
    return {visits[key] for key in said} | {came[key] for key in of_delivery if key is not None}


def _same(old: Saying, thing: Thing) -> bool:
    if isinstance(thing, Delivery):
        return old.delivery_id == thing.pk
    if old.visit_id is None:
        return False
    stands = now_standing([old.visit_id]).get(old.visit_id)
    return stands is not None and stands.pk == thing.pk


def _trainer(thing: Thing) -> Applicant | None:
    if isinstance(thing, Visit):
        return thing.contract.applicant
    return thing.trainer.applicant if thing.trainer else None


def _facts(
    said: CardSaid, things: Mapping[UUID, Thing], people: Mapping[UUID, Member], held: Iterable[UUID], by: Actor,
    today: date, already: set[UUID],
) -> CardFacts:  # fmt: skip
    trainers = {one.national_id_hash for one in map(_trainer, things.values()) if one is not None}
    return CardFacts(
        today=today,
        things={key: _fact(one, key in already) for key, one in things.items()},
        people=frozenset(people),
        trainers_at_home=frozenset(
            key for key, one in people.items() if one.national_id_hash and one.national_id_hash in trainers
        ),
        assemblies=frozenset(held),
        recorder=alphabetical(names_of([by.public_id]).get(by.public_id, "")),
        helper=alphabetical(said.helper.strip()),
    )


def _fact(one: Thing, said: bool) -> ThingFacts:
    trainer = _trainer(one)
    name = _forms(trainer) if trainer else ()
    if isinstance(one, Visit):
        return ThingFacts(True, one.visited_on, not one.ended_how, said, name, f"{one.visited_on:%d/%m/%Y}")
    label = f"{one.technology.item}, {one.delivered_on:%d/%m/%Y}"
    return ThingFacts(False, one.delivered_on, one.reversed_at is None, said, name, label)


def _forms(one: Applicant) -> tuple[str, ...]:
    """How a trainer is called: with one surname or both, with all given names or the first."""
    first = one.given_names.split()[:1]
    surnames = ((one.surname_1, one.surname_2), (one.surname_1,))
    return tuple(
        dict.fromkeys(alphabetical(*some, *given) for some in surnames for given in ([one.given_names], first))
    )


def _row(
    nucleus: Nucleus, enrolment: Enrolment, said: CardSaid, one: AnswerSaid, thing: Thing,
    people: Mapping[UUID, Member], held: Mapping[UUID, Assembly], by: Actor, at: datetime,
) -> Saying:  # fmt: skip
    speaker = people.get(said.speaker) if said.speaker else None
    return Saying(
        nucleus=nucleus, enrolment=enrolment, visit=thing if isinstance(thing, Visit) else None,
        delivery=thing if isinstance(thing, Delivery) else None, answer=one.answer.value, note=one.note.strip(),
        speaker=speaker, speaker_name="" if speaker else said.speaker_name.strip(),
        speaker_kin=speaker.kin if speaker else said.speaker_kin.value, said_on=said.on, how=said.how.value,
        helper=said.helper.strip(), helper_key=alphabetical(said.helper.strip())[:160],
        assembly=held[said.assembly] if said.how is SaidHow.ASSEMBLY and said.assembly else None,
        recorded_by=by.public_id, recorded_at=at,
    )  # fmt: skip


def _told(rows: list[Saying], said: CardSaid, at: datetime) -> dict[str, object]:
    """What the journal keeps: how many of what, and no word of what somebody said in their house."""
    denied = sum(one.answer in DENIALS for one in rows)
    return {
        "said_on": said.on, "said_how": said.how.value, "confirmed_things": len(rows) - denied, "denied_things": denied,
        "days_late": (today_at(at) - said.on).days,
    }  # fmt: skip


def _about(rows: list[Saying], enrolment: Enrolment, nucleus: Nucleus) -> list[tuple[str, str]]:
    """What it was said of, the household, its nucleus and district."""
    things = [
        ("visit", str(one.visit.public_id)) if one.visit else ("delivery", str(one.delivery.public_id))
        for one in rows
        if one.visit or one.delivery
    ]
    about = [
        ("household", str(enrolment.household.public_id)), ("nucleus", str(nucleus.public_id)),
        ("place", nucleus.district.code),
    ]  # fmt: skip
    return [*dict.fromkeys(things), *about]
