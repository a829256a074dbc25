"""A visit that a phone brought becomes a visit on its own day, however late the phone came into signal. What does not
fit is refused with every reason, and waits whole at the review desk."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.delivery.queries.visit_facts import lived, people_on
from winay.delivery.services.visits import record_visit
from winay.delivery.visit_rules import PresentSaid
from winay.delivery.visit_terms import Relation
from winay.enrolment.models import Enrolment
from winay.intake.reading.answers import Answers
from winay.journeys.form_readers import Read, Work
from winay.journeys.visit_form import There, VisitAnswers, read_visit
from winay.registry.models import Member
from winay.registry.queries.same_person import merged_into
from winay.registry.rules import code_range, household_code
from winay.registry.terms import Origin
from winay.trainers.contract_models import Contract
from winay.trainers.queries.phones import contract_behind


def take_visit(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
    """Tell the visit. `Refused` and `NotAllowed` as the verb; `BadAnswer` for an answer that is not what its question
    asks for. A submission makes one visit, however often it is read."""
    read = read_visit(answers)
    contract, enrolment = _contract(read, by), _enrolment(read)
    said = replace(read.said, present=_present(read, enrolment))
    visit = record_visit(
        contract=contract, enrolment=enrolment, said=said, by=by, at=at, source=Origin.PHONE,
        submission=work.public_id, synthetic=work.synthetic,
    )  # fmt: skip
    return Read((("submission", str(work.public_id)), ("visit", str(visit.public_id))))


def _contract(read: VisitAnswers, by: Actor) -> Contract:
    """The contract whose code was typed; where none was, the one that the phone's trainer had on the day. `Refused`
    where there is none, or two."""
    if not read.contract_code and read.household is not None:
        theirs = contract_behind(by.public_id, read.said.on)
        if theirs is None:
            raise Refused([Reason("delivery.phone_of_nobody")])
        return theirs
    found = list(Contract.objects.filter(**_within(read.contract_code, "public_id"))[:2])
    if len(found) != 1:
        raise Refused([Reason("delivery.trainer_unknown", {"code": read.contract_code[:20]})])
    return found[0]


def _enrolment(read: VisitAnswers) -> Enrolment:
    """The household's cycle that holds the day, or its newest one: then the verb says what is wrong with the day. One
    that was merged into another since is that one."""
    if read.household is not None:
        home = merged_into(read.household)
        rows = Enrolment.objects.filter(household__public_id=home)
    else:
        rows = Enrolment.objects.filter(**_within(read.household_code, "household__public_id"))
    found = list(rows.select_related("household").order_by("-enrolled_on", "-id")[:5])
    if not found or len({one.household_id for one in found}) != 1:
        code = read.household_code or household_code(read.household or UUID(int=0))
        raise Refused([Reason("delivery.household_unknown", {"code": code[:20]})])
    day = read.said.on
    held = (one for one in found if one.enrolled_on <= day and (one.ended_on is None or one.ended_on > day))
    return next(held, found[0])


def _within(code: str, column: str) -> dict[str, UUID]:
    ends = code_range(code) or (UUID(int=0), UUID(int=0))
    return {f"{column}__gte": ends[0], f"{column}__lte": ends[1]}


def _present(read: VisitAnswers, enrolment: Enrolment) -> tuple[PresentSaid, ...]:
    """Who was there: the member of the household whom relation and sex mean, where they mean one alone."""
    where = lived(enrolment, read.said.on)
    people = list(people_on(where.household if where else enrolment.household_id, read.said.on).values())
    found: list[PresentSaid] = []
    for one in read.there:
        meant = _meant(one, people)
        if meant is not None:
            people.remove(meant)
            found.append(PresentSaid(meant.public_id))
        else:
            found.append(PresentSaid(None, one.relation, one.sex))
    return tuple(found)


def _meant(one: There, people: list[Member]) -> Member | None:
    some = [member for member in people if member.kin == one.relation]
    if one.relation is not Relation.PARTICIPANT:  # of whom there is one, whatever sex was ticked
        some = [member for member in some if member.sex == one.sex]
    return some[0] if len(some) == 1 else None
