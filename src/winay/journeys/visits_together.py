"""Visits that came together become visits with hardly more statements than one takes. Where it is not plain whose a
visit is and to whom, it is left to the reader of one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from winay.core.errors import NotAllowed, Refused
from winay.delivery.queries.visits_together import Together
from winay.delivery.services.visits_together import Teller, record_several
from winay.delivery.visit_models import Visit
from winay.enrolment.models import Enrolment
from winay.intake.reading.answers import BadAnswer
from winay.journeys.form_readers import Outcome, Read, Sent
from winay.journeys.meant import present_meant
from winay.journeys.meant_together import Meant
from winay.journeys.visit_form import VisitAnswers, read_visit
from winay.journeys.visiting import take_visit
from winay.trainers.contract_models import Contract
from winay.trainers.queries.phones import contract_behind, contracts_behind

Theirs = Mapping[UUID, Sequence[Contract]]


def take_visits(sent: Sequence[Sent], *, at: datetime) -> list[Outcome]:
    """What `take_visit` makes of each, in their order."""
    found: dict[int, Outcome] = {}
    read: dict[int, VisitAnswers] = {}
    for place, one in enumerate(sent):
        try:
            read[place] = read_visit(one.answers)
        except BadAnswer as bad:
            found[place] = bad
    meant = Meant([one.home for one in read.values()], {one.contract_code for one in read.values()})
    mine = {sent[place].by.public_id for place, one in read.items() if _by_its_phone(one)}
    theirs = contracts_behind(mine) if mine else {}
    plain: dict[int, tuple[Contract, Enrolment]] = {}
    for place, answers in read.items():
        both = _plain(sent[place], answers, meant, theirs)
        if both is not None:
            plain[place] = both
            continue
        found |= _told(sent, read, plain, at)  # what came before it is there for it
        plain = {}
        found[place] = _alone(sent[place], at)
    found |= _told(sent, read, plain, at)
    return [found[place] for place in range(len(sent))]


def _told(
    sent: Sequence[Sent], read: Mapping[int, VisitAnswers], plain: Mapping[int, tuple[Contract, Enrolment]],
    at: datetime,
) -> dict[int, Outcome]:  # fmt: skip
    """Visits of which it is plain whose they are and to whom."""
    if not plain:
        return {}
    facts = Together(
        list({contract.pk: contract for contract, _ in plain.values()}.values()),
        list({cycle.pk: cycle for _, cycle in plain.values()}.values()),
        {read[place].said.on for place in plain},
    )
    tellers = [_teller(sent[place], read[place], *plain[place], facts, at) for place in plain]
    told = zip(plain, record_several(tellers, facts), strict=True)
    return {place: _read(sent[place], made) if isinstance(made, Visit) else made for place, made in told}


def _alone(one: Sent, at: datetime) -> Outcome:
    try:
        with transaction.atomic():
            return take_visit(work=one.work, answers=one.answers, by=one.by, at=at)
    except (Refused, NotAllowed, BadAnswer) as no:
        return no


def _read(one: Sent, visit: Visit) -> Read:
    return Read((("submission", str(one.work.public_id)), ("visit", str(visit.public_id))))


def _teller(
    one: Sent, read: VisitAnswers, contract: Contract, cycle: Enrolment, facts: Together, at: datetime
) -> Teller:  # fmt: skip
    where = facts.lived(cycle.pk, read.said.on)
    people = list(facts.people(where.household if where else cycle.household_id, read.said.on).values())
    present = tuple(present_meant(there, people) for there in read.there)
    return Teller(
        contract, cycle, replace(read.said, present=present), one.by, at, one.work.door, one.work.public_id,
        one.work.synthetic,
    )  # fmt: skip


def _plain(one: Sent, read: VisitAnswers, meant: Meant, theirs: Theirs) -> tuple[Contract, Enrolment] | None:
    """Contract and cycle; None where the reader of one must look more closely."""
    if _by_its_phone(read):
        contract = contract_behind(theirs.get(one.by.public_id, ()), read.said.on)
    else:
        contract = meant.plain_contract(read.contract_code)
    cycle = meant.plain_enrolment(read.home, read.said.on)
    return (contract, cycle) if contract is not None and cycle is not None else None


def _by_its_phone(read: VisitAnswers) -> bool:
    """Whether the trainer is whose phone it is: no code was typed."""
    return bool(read.home.listed) and not read.contract_code
