"""Visits that came together become visits with hardly more statements than one takes. Where it is not plain whose a
visit is and to whom, it is left to the reader of one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from winay.core.errors import NotAllowed, Refused
from winay.delivery.queries.visits_together import Together
from winay.delivery.services.visits_together import Teller, record_several
from winay.delivery.visit_models import Visit
from winay.enrolment.models import Enrolment
from winay.intake.reading.answers import BadAnswer
from winay.journeys.form_readers import Read, Sent
from winay.journeys.meant import holding, present_meant, uuid_of
from winay.journeys.visit_form import VisitAnswers, read_visit
from winay.journeys.visiting import take_visit
from winay.registry.rules import code_range
from winay.registry.terms import Origin
from winay.trainers.contract_models import Contract
from winay.trainers.queries.phones import contract_behind, contracts_behind

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
    meant = _Meant(sent, read)
    plain: dict[int, tuple[Contract, Enrolment]] = {}
    for place, answers in read.items():
        both = meant.of(sent[place], answers)
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
        contract, cycle, replace(read.said, present=present), one.by, at, Origin.PHONE, one.work.public_id,
        one.work.synthetic,
    )  # fmt: skip


class _Meant:
    """Contracts and households that visits name, where that is plain: the phone's own contract and a household of its
    list that was never merged, or a code that means one alone. Five queries at most."""

    def __init__(self, sent: Sequence[Sent], read: Mapping[int, VisitAnswers]) -> None:
        listed = {found for one in read.values() if (found := uuid_of(one.home.listed)) is not None}
        mine = {sent[place].by.public_id for place, one in read.items() if _by_its_phone(one)}
        self._contracts = _contracts({one.contract_code for one in read.values() if not _by_its_phone(one)})
        self._theirs = contracts_behind(mine) if mine else {}
        self._typed = _cycles({one.home.typed for one in read.values() if not one.home.listed})
        self._listed: dict[UUID, list[Enrolment]] = {}
        for one in _whole(Q(household__public_id__in=listed, household__merged_into=None)) if listed else ():
            self._listed.setdefault(one.household.public_id, []).append(one)

    def of(self, one: Sent, read: VisitAnswers) -> tuple[Contract, Enrolment] | None:
        """None where the reader of one must look more closely."""
        home, on = read.home, read.said.on
        if _by_its_phone(read):
            contract = contract_behind(self._theirs.get(one.by.public_id, ()), on)
        else:
            contract = self._contracts.get(read.contract_code)
        listed = uuid_of(home.listed)
        cycles = self._typed.get(home.typed) if not home.listed else self._listed.get(listed) if listed else None
        return (contract, holding(cycles, on)) if contract is not None and cycles else None


def _by_its_phone(read: VisitAnswers) -> bool:
    """Whether the trainer is whose phone it is: no code was typed."""
    return bool(read.home.listed) and not read.contract_code


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
    held = list(_whole(_any("household__public_id", ends.values()))) if ends else []
    meant = {
        code: [one for one in held if first <= one.household.public_id <= last] for code, (first, last) in ends.items()
    }
    return {code: some for code, some in meant.items() if len({one.household_id for one in some}) == 1}


def _whole(which: Q) -> "QuerySet[Enrolment]":
    """Cycles with their households, the newest first."""
    return Enrolment.objects.filter(which).select_related("household").order_by("-enrolled_on", "-id")


def _any(column: str, ends: Collection[Ends]) -> Q:
    return reduce(or_, (Q(**{f"{column}__gte": first, f"{column}__lte": last}) for first, last in ends), Q())
