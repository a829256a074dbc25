"""What a newcomer of a demonstration may fill in: a visit of today that a trainer there has not made yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from winay.delivery.queries.visit_facts import busy_on, lived, people_on, planned, taught
from winay.delivery.visit_models import STANDS, Visit
from winay.delivery.visit_rules import Busy
from winay.delivery.visit_terms import Demonstration, LastTime, Mark, Relation, Seen, Topic
from winay.nuclei.models import Nucleus
from winay.registry.models import Household, Member
from winay.registry.rules import household_code
from winay.trainers.caseload_models import Case
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import in_force
from winay.trainers.terms import ContractKind

MINUTES = 60
HOURS = range(7 * 60, 18 * 60, 30)
LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Sample:
    """A visit to fill in: whose, to whom, and the answers by the path of their question."""

    contract: Contract
    household: Household
    nucleus: Nucleus
    answers: Mapping[str, str]


def sample_visit(*, on: date, contract: UUID | None = None, synthetic: bool = True) -> Sample | None:
    """A visit of a day that the rules would take, of a synthetic trainer (of one contract, where it is given) to a
    synthetic household; None where all have been made, or none is there. Five queries, and five more for each that will
    not do."""
    made = Visit.objects.filter(STANDS, visited_on=on).values("enrolment")
    rows = in_force(on).filter(
        contract__synthetic=synthetic, contract__kind=ContractKind.PRODUCTIVE,
        enrolment__household__synthetic=synthetic,
    )  # fmt: skip
    if contract is not None:
        rows = rows.filter(contract__public_id=contract)
    cases = rows.exclude(enrolment__in=made).select_related(
        "contract__applicant", "contract__version__program", "enrolment__household__participant"
    )  # fmt: skip
    return next((one for case in cases.order_by("pk")[:LOOKED_AT] if (one := _sample(case, on)) is not None), None)


def _sample(case: Case, on: date) -> Sample | None:
    where = lived(case.enrolment, on)
    people = list(people_on(case.enrolment.household_id, on).values())
    began = _free(busy_on(case.contract.applicant_id, on))
    if where is None or began is None or not people or people[0].kin != Relation.PARTICIPANT:
        return None
    items = [one for one in planned(where, on) if one in taught(case.contract.version, ContractKind.PRODUCTIVE)]
    household = case.enrolment.household
    answers = _answers(case.contract, household, people[0], on, began, items[:2])
    return Sample(case.contract, household, where.membership.nucleus, answers)


def _free(busy: Sequence[Busy]) -> int | None:
    """The first minute of the day at which a visit meets nothing that the trainer has told of."""
    return next((start for start in HOURS if not any(one.meets(start, MINUTES) for one in busy)), None)


def _answers(
    contract: Contract, household: Household, receiver: Member, on: date, began: int, items: Sequence[str]
) -> dict[str, str]:
    return {
        "who/household": str(household.public_id),
        "who/contract_code": household_code(contract.public_id),
        "who/household_code": household_code(household.public_id),
        "when/visited_on": on.isoformat(),
        "when/began": f"{time(began // 60, began % 60).isoformat()}.000-05:00",
        "when/minutes": str(MINUTES),
        "when/language": household.language or "es",
        "received/relation": Relation.PARTICIPANT,
        "received/sex": receiver.sex,
        "about/items": " ".join(items),
        "about/topics": Topic.FARM_PLAN,
        "about/last_time": LastTime.DONE,
        "about/demonstration": Demonstration.REPEATED,
        "about/initiative": Seen.NO,
        "about/advice": "Regar temprano y tapar de noche si va a helar.",
        "confirm/mark": Mark.SIGNATURE,
    }
