"""Visits that came together become visits with hardly more statements than one takes. Whatever is not plainly typed by
code is left to the reader of one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from winay.core.errors import NotAllowed, Refused
from winay.delivery.queries.visits_together import Together
from winay.delivery.services.visits_together import Teller, record_several
from winay.delivery.visit_models import Visit
from winay.enrolment.models import Enrolment
from winay.intake.reading.answers import BadAnswer
from winay.journeys.form_readers import Read, Sent
from winay.journeys.meant import present_meant
from winay.journeys.visit_form import VisitAnswers, read_visit
from winay.journeys.visiting import take_visit
from winay.registry.rules import code_range
from winay.registry.terms import Origin
from winay.trainers.contract_models import Contract

Outcome = Read | Refused | NotAllowed | BadAnswer
Ends = tuple[UUID, UUID]


def take_visits(sent: Sequence[Sent], *, at: datetime) -> list[Outcome]:
    """What `take_visit` makes of each, in their order."""
    found: dict[int, Outcome] = {}
    read: dict[int, VisitAnswers] = {}
    for place, one in enumerate(sent):
        try:
            read[place] = read_visit(one.answers)
        except BadAnswer as bad:
            found[place] = bad
    contracts = _contracts({one.contract_code for one in read.values()})
    cycles = _cycles({one.home.typed for one in read.values()})
    plain: dict[int, tuple[Contract, Enrolment]] = {}
    for place, answers in read.items():
        contract = contracts.get(answers.contract_code)
        cycle = _cycle(cycles.get(answers.home.typed, ()), answers.said.on)
        if contract is None or cycle is None:
            found[place] = _alone(sent[place], at)
        else:
            plain[place] = (contract, cycle)
    facts = Together(
        list({contract.pk: contract for contract, _ in plain.values()}.values()),
        list({cycle.pk: cycle for _, cycle in plain.values()}.values()),
        {read[place].said.on for place in plain},
    )
    tellers = [_teller(sent[place], read[place], *plain[place], facts, at) for place in plain]
    for place, made in zip(plain, record_several(tellers, facts), strict=True):
        found[place] = _read(sent[place], made) if isinstance(made, Visit) else made
    return [found[place] for place in range(len(sent))]


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
        contract, cycle, replace(read.said, present=present), one.by, at, Origin.PHONE, one.work.public_id,
        one.work.synthetic,
    )  # fmt: skip


def _contracts(codes: set[str]) -> Mapping[str, Contract]:
    """By code, where it means one alone. One query."""
    ends = {code: found for code in codes if (found := code_range(code))}
    rows = Contract.objects.filter(_any("public_id", ends.values())).select_related(
        "applicant", "version__program", "hired_by__district", "hired_by__version__program"
    )
    held = list(rows) if ends else []
    meant = {code: [one for one in held if first <= one.public_id <= last] for code, (first, last) in ends.items()}
    return {code: some[0] for code, some in meant.items() if len(some) == 1}


def _cycles(codes: set[str]) -> Mapping[str, Sequence[Enrolment]]:
    """The cycles of one household by its code, the newest first, where it means one alone. One query."""
    ends = {code: found for code in codes if (found := code_range(code))}
    rows = Enrolment.objects.filter(_any("household__public_id", ends.values())).select_related("household")
    held = list(rows.order_by("-enrolled_on", "-id")) if ends else []
    meant = {
        code: [one for one in held if first <= one.household.public_id <= last] for code, (first, last) in ends.items()
    }
    return {code: some for code, some in meant.items() if len({one.household_id for one in some}) == 1}


def _cycle(some: Sequence[Enrolment], on: date) -> Enrolment | None:
    """The one that holds the day, or the newest."""
    held = (one for one in some if one.enrolled_on <= on and (one.ended_on is None or one.ended_on > on))
    return next(held, some[0] if some else None)


def _any(column: str, ends: Collection[Ends]) -> Q:
    return reduce(or_, (Q(**{f"{column}__gte": first, f"{column}__lte": last}) for first, last in ends), Q())
