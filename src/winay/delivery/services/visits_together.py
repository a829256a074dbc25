"""Telling several visits at once: what phones sent is read together. Each is judged as `record_visit` judges one, and
keeps a line of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed, Refused
from winay.delivery.access import may_for
from winay.delivery.queries.visit_facts import taught
from winay.delivery.queries.visits_together import Together
from winay.delivery.services.visits import about_visit, add_parts, received_by, said_of, visit_row
from winay.delivery.visit_models import Visit
from winay.delivery.visit_rules import VisitFacts, VisitSaid, may_record
from winay.enrolment.models import Enrolment
from winay.journal.services import Act, record_all
from winay.nuclei.services.records import today_at
from winay.places.rules import name_key
from winay.registry.models import Member
from winay.registry.terms import Origin
from winay.trainers.application_models import Applicant
from winay.trainers.contract_models import Contract
from winay.trainers.terms import ContractKind


@dataclass(frozen=True, slots=True)
class Teller:
    """A visit as somebody tells it: the act of `record_visit`, with its parameters."""

    contract: Contract
    enrolment: Enrolment
    said: VisitSaid
    by: Actor
    at: datetime
    source: Origin = Origin.WEB
    submission: UUID | None = None
    synthetic: bool = False


@transaction.atomic
def record_several(told: Sequence[Teller], facts: Together) -> list[Visit | Refused | NotAllowed]:
    """Tell visits: those that stand now, or why not, in their order; one that is refused keeps no other out, and one
    told before another is there for it. `facts` are of the contracts, cycles and days of all of them; a contract
    comes with its version, applicant and `hired_by` with their district and program. Seven statements beside those
    of the facts."""
    applicants = sorted({one.contract.applicant_id for one in told})
    list(Applicant.objects.select_for_update(no_key=True).filter(pk__in=applicants).order_by("pk").values_list("pk"))
    found: list[Visit | Refused | NotAllowed] = []
    written: list[tuple[Visit, VisitSaid, dict[UUID, Member]]] = []
    acts: list[tuple[Visit, Teller]] = []
    for one in told:
        made, people = _judged(one, facts)
        found.append(made)
        if isinstance(made, Visit):
            facts.add(made)
            written.append((made, one.said, people))
            acts.append((made, one))
    Visit.objects.bulk_create([visit for visit, _, _ in written])
    add_parts(written)
    record_all(
        Act("delivery.record_visit", one.by, one.at, about_visit(visit), None, said_of(visit, one.at))
        for visit, one in acts
    )
    return found


def _judged(one: Teller, known: Together) -> tuple[Visit | Refused | NotAllowed, dict[UUID, Member]]:
    """The row of a visit, not written yet, with the people of its household; or why it may not be told."""
    contract, enrolment, said = one.contract, one.enrolment, one.said
    where = known.lived(enrolment.pk, said.on)
    nucleus = where.membership.nucleus if where else contract.hired_by
    if not may_for(nucleus, Permission.RECORD_VISIT, one.by):
        return NotAllowed(Permission.RECORD_VISIT), {}
    kind = ContractKind(contract.kind)
    people = known.people(where.household if where else enrolment.household_id, said.on)
    facts = VisitFacts(
        today=today_at(one.at), kind=kind, began_on=contract.began_on, over_on=contract.over_on,
        trainer=name_key(contract.applicant.name), enrolled_on=enrolment.enrolled_on, in_nucleus=where is not None,
        in_caseload=known.held(contract.pk, enrolment.pk, said.on), people=frozenset(people),
        taught=frozenset(taught(contract.version, kind)),
        busy=known.busy(contract.applicant_id, said.on, household=enrolment.pk),
    )  # fmt: skip
    decision = may_record(said, facts)
    if not decision.ok:
        return Refused(decision.reasons), {}
    visit = visit_row(contract, where.membership.enrolment if where else enrolment, nucleus, said)
    visit.source, visit.submission, visit.synthetic = one.source, one.submission, one.synthetic
    visit.recorded_by, visit.recorded_at = one.by.public_id, one.at
    received_by(visit, said, people)
    return visit, people
