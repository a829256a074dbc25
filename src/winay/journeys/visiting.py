"""A visit that a phone brought becomes a visit on its own day, however late the phone came into signal. What does not
fit is refused with every reason, and waits whole at the review desk."""

from dataclasses import replace
from datetime import datetime

from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.delivery.queries.visit_facts import lived, people_on
from winay.delivery.services.visits import record_visit
from winay.delivery.visit_rules import PresentSaid
from winay.enrolment.models import Enrolment
from winay.intake.reading.answers import Answers
from winay.journeys.form_readers import Read, Work
from winay.journeys.meant import contract_meant, enrolment_meant, present_meant
from winay.journeys.visit_form import VisitAnswers, read_visit
from winay.trainers.contract_models import Contract
from winay.trainers.queries.phones import contract_behind, contracts_behind


def take_visit(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
    """Tell the visit. `Refused` and `NotAllowed` as the verb; `BadAnswer` for an answer that is not what its question
    asks for."""
    read = read_visit(answers)
    contract, enrolment = _contract(read, by), enrolment_meant(read.home, read.said.on)
    said = replace(read.said, present=_present(read, enrolment))
    visit = record_visit(
        contract=contract, enrolment=enrolment, said=said, by=by, at=at, source=work.door,
        submission=work.public_id, synthetic=work.synthetic,
    )  # fmt: skip
    return Read((("submission", str(work.public_id)), ("visit", str(visit.public_id))))


def _contract(read: VisitAnswers, by: Actor) -> Contract:
    """The contract whose code was typed; where none was, the one that the phone's trainer had on the day. `Refused`
    where there is none, or two."""
    if read.contract_code or not read.home.listed:
        return contract_meant(read.contract_code)
    found = contract_behind(contracts_behind([by.public_id]).get(by.public_id, ()), read.said.on)
    if found is None:
        raise Refused([Reason("delivery.phone_of_nobody")])
    return found


def _present(read: VisitAnswers, enrolment: Enrolment) -> tuple[PresentSaid, ...]:
    """Who was there: the member of the household whom relation and sex mean, where they mean one alone."""
    where = lived(enrolment, read.said.on)
    people = list(people_on(where.household if where else enrolment.household_id, read.said.on).values())
    return tuple(present_meant(one, people) for one in read.there)
