"""Verbs on visits: tell one, correct one by another row, say that one never was."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.delivery.access import require_for
from winay.delivery.queries.visit_facts import busy_on, lived, people_on, taught
from winay.delivery.visit_models import Agreement, Presence, Production, Visit
from winay.delivery.visit_rules import PresentSaid, ProductionSaid, VisitFacts, VisitSaid, may_correct, may_record
from winay.delivery.visit_terms import VisitEnd
from winay.enrolment.models import Enrolment
from winay.journal.services import record
from winay.nuclei.models import Nucleus
from winay.nuclei.services.records import today_at
from winay.places.rules import name_key
from winay.registry.models import Member
from winay.registry.terms import Origin
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import in_force
from winay.trainers.terms import ContractKind

Subjects = list[tuple[str, str]]


@transaction.atomic
def record_visit(
    *, contract: Contract, enrolment: Enrolment, said: VisitSaid, by: Actor, at: datetime,
    source: Origin = Origin.WEB, submission: UUID | None = None, synthetic: bool = False,
) -> Visit:  # fmt: skip
    """Tell a trainer's visit to a household. It keeps its own day, however late it is told. `Refused` with every reason
    at once; `NotAllowed` outside one's territory. Thirteen queries at most."""
    contract = locked_contract(contract.pk)
    visit = tell_row(contract, enrolment, said, by, at, source, submission, synthetic=synthetic)
    record("delivery.record_visit", by=by, at=at, subjects=about_visit(visit), after=said_of(visit, at))
    return visit


@transaction.atomic
def correct_visit(*, visit: Visit, said: VisitSaid, why: str, by: Actor, at: datetime) -> Visit:
    """Another row takes a visit's place; the old one stays readable, with the reason. Trainer and household stay."""
    contract = locked_contract(visit.contract_id)
    old = _ended(visit, VisitEnd.REPLACED, why, by, at)
    new = tell_row(contract, old.enrolment, said, by, at, Origin.WEB, None, synthetic=old.synthetic, replaces=old)
    record(
        "delivery.correct_visit", by=by, at=at, subjects=[*about_visit(new), ("visit", str(old.public_id))],
        before=said_of(old, old.recorded_at), after=said_of(new, at) | {"why": why},
    )  # fmt: skip
    return new


@transaction.atomic
def reverse_visit(*, visit: Visit, why: str, by: Actor, at: datetime) -> Visit:
    """There never was such a visit. It stays readable, with the reason; one that was can be told anew."""
    locked_contract(visit.contract_id)
    old = _ended(visit, VisitEnd.REVERSED, why, by, at)
    record(
        "delivery.reverse_visit", by=by, at=at, subjects=about_visit(old), before=said_of(old, old.recorded_at),
        after={"why": why},
    )  # fmt: skip
    return old


def about_visit(visit: Visit) -> Subjects:
    """The visit, its household, contract, trainer, nucleus and district."""
    return [
        ("visit", str(visit.public_id)),
        ("household", str(visit.enrolment.household.public_id)),
        ("contract", str(visit.contract.public_id)),
        ("applicant", str(visit.contract.applicant.public_id)),
        ("nucleus", str(visit.nucleus.public_id)),
        ("place", visit.nucleus.district.code),
    ]


def locked_contract(pk: int) -> Contract:
    """The contract; its trainer is this transaction's alone: what one person did in a day is told in turns."""
    rows = Contract.objects.select_for_update(of=("applicant",), no_key=True)
    return rows.select_related("applicant", "version__program", "hired_by__district", "hired_by__version__program").get(
        pk=pk
    )


def _ended(visit: Visit, how: VisitEnd, why: str, by: Actor, at: datetime) -> Visit:
    """The visit, which no longer stands."""
    rows = Visit.objects.select_related(
        "contract__applicant", "enrolment__household", "nucleus__version__program", "nucleus__district"
    )
    old = rows.get(pk=visit.pk)
    require_for(old.nucleus, Permission.RECORD_VISIT, by)
    refuse_unless(may_correct(ended=VisitEnd(old.ended_how) if old.ended_how else None, why=why))
    old.ended_how, old.ended_why, old.ended_by, old.ended_at = how, why.strip(), by.public_id, at
    old.save(update_fields=["ended_how", "ended_why", "ended_by", "ended_at"])
    return old


def tell_row(
    contract: Contract, enrolment: Enrolment, said: VisitSaid, by: Actor, at: datetime, source: Origin,
    submission: UUID | None, *, synthetic: bool, replaces: Visit | None = None,
) -> Visit:  # fmt: skip
    """The rows of a visit, if the rules have nothing against it."""
    where = lived(enrolment, said.on)
    nucleus: Nucleus = where.membership.nucleus if where else contract.hired_by
    require_for(nucleus, Permission.RECORD_VISIT, by)
    kind = ContractKind(contract.kind)
    household = where.household if where else enrolment.household_id
    people = people_on(household, said.on)
    held = in_force(said.on).filter(contract=contract, enrolment=enrolment).exists()
    facts = VisitFacts(
        today=today_at(at), kind=kind, began_on=contract.began_on, over_on=contract.over_on,
        trainer=name_key(contract.applicant.name), enrolled_on=enrolment.enrolled_on, in_nucleus=where is not None,
        in_caseload=held, people=frozenset(people), taught=frozenset(taught(contract.version, kind)),
        busy=busy_on(contract.applicant_id, said.on, household=enrolment.pk),
    )  # fmt: skip
    refuse_unless(may_record(said, facts))
    visit = visit_row(contract, where.membership.enrolment if where else enrolment, nucleus, said)
    visit.source, visit.submission, visit.replaces, visit.synthetic = source, submission, replaces, synthetic
    visit.recorded_by, visit.recorded_at = by.public_id, at
    received_by(visit, said, people)
    visit.save(force_insert=True)
    add_parts([(visit, said, people)])
    return visit


def received_by(visit: Visit, said: VisitSaid, people: Mapping[UUID, Member]) -> None:
    """The first of those who were present is kept with the visit itself."""
    visit.receiver, visit.receiver_relation, visit.receiver_sex, visit.receiver_name = _who(said.present[0], people)


def visit_row(contract: Contract, enrolment: Enrolment, nucleus: Nucleus, said: VisitSaid) -> Visit:
    latitude, longitude, metres = said.position or (None, None, None)
    return Visit(
        contract=contract, enrolment=enrolment, nucleus=nucleus, kind=contract.kind, visited_on=said.on,
        start_minute=said.start, minutes=said.minutes, present=len(said.present), next_on=said.next_on,
        latitude_e6=latitude, longitude_e6=longitude, accuracy_m=metres, **words_of(said),
    )  # fmt: skip


def words_of(said: VisitSaid) -> dict[str, str]:
    """What was said, by column: everything of a visit but who, where and when."""
    return {
        "language": said.language, "items": " ".join(said.items), "topics": " ".join(said.topics),
        "last_time": said.last_time, "last_why": said.last_why.strip(), "advice": said.advice.strip(),
        "demonstration": said.demonstration, "initiative": said.initiative,
        "initiative_what": said.initiative_what.strip(), "doubts": said.doubts.strip(),
        "witness": said.witness.strip(), "water_source": said.water_source or "", "water_flow": said.water_flow or "",
        "water_turn": said.water_turn or "", "feed": said.feed or "", "weather": said.weather or "",
        "agrarian_report": said.agrarian_report or "", "withdrawal_told": said.withdrawal_told or "",
        "safety": said.safety or "", "safety_what": said.safety_what.strip(),
    }  # fmt: skip


def add_parts(told: Sequence[tuple[Visit, VisitSaid, Mapping[UUID, Member]]]) -> None:
    """Further people, agreements and counts of visits, each with the household's members on the day. Three queries."""
    Presence.objects.bulk_create(row for visit, said, people in told for row in _others(visit, said, people))
    Agreement.objects.bulk_create(
        Agreement(visit=visit, position=number, what=one.what.strip(), who=one.who.strip(), by_on=one.by_on)
        for visit, said, _ in told
        for number, one in enumerate(said.agreements, start=1)
    )
    Production.objects.bulk_create(_production(visit, one) for visit, said, _ in told for one in said.production)


def _others(visit: Visit, said: VisitSaid, people: Mapping[UUID, Member]) -> Iterator[Presence]:
    for position, one in enumerate(said.present[1:], start=2):
        member, relation, sex, name = _who(one, people)
        yield Presence(visit=visit, position=position, member=member, relation=relation, sex=sex, name=name)


def _who(one: PresentSaid, people: Mapping[UUID, Member]) -> tuple[Member | None, str, str, str]:
    """The member, relation, sex and name that are kept of somebody who was there."""
    member = people.get(one.member) if one.member else None
    if member is not None:
        return member, member.kin, member.sex, ""
    assert one.relation is not None
    return None, one.relation, one.sex, one.name.strip()


def _production(visit: Visit, one: ProductionSaid) -> Production:
    price = one.price
    return Production(
        visit=visit, item=one.item, plants=one.plants, stage=one.stage or "", sick_of_20=one.sick_of_20,
        males=one.males, females=one.females, young=one.young, born=one.born, died=one.died,
        animals_eaten=one.animals_eaten, animals_sold=one.animals_sold, stolen=one.stolen, vaccinated=one.vaccinated,
        dewormed=one.dewormed, treatment=one.treatment.strip(), health_next_on=one.health_next_on,
        withdrawal_days=one.withdrawal_days, unit=one.unit or "", eaten=one.eaten, sold=one.sold, kept=one.kept,
        given=one.given, price_minor=price.minor if price else None, currency=price.currency if price else "",
        buyer=one.buyer.strip(), sold_at=one.sold_at.strip(),
    )  # fmt: skip


def said_of(visit: Visit, at: datetime) -> dict[str, object]:
    """What the journal keeps: no word of what somebody said in their house."""
    return {
        "visited_on": visit.visited_on, "minutes": visit.minutes, "people": visit.present,
        "days_late": (today_at(at) - visit.visited_on).days, "source": visit.source,
    }  # fmt: skip
