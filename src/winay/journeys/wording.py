"""One place that puts every room's reasons into words, for all doors."""

from django.utils.translation import gettext as _

from winay.accounts.wording import MESSAGES as ACCOUNTS
from winay.core.decision import Reason
from winay.core.errors import BadInput
from winay.delivery.wording import MESSAGES as DELIVERY
from winay.documents.wording import MESSAGES as DOCUMENTS
from winay.enrolment.wording import MESSAGES as ENROLMENT
from winay.intake.desk.wording import MESSAGES as DESK
from winay.intake.entities.wording import MESSAGES as ENTITIES
from winay.intake.processing.wording import MESSAGES as PROCESSING
from winay.intake.receiving.wording import MESSAGES as RECEIVING
from winay.intake.wording import MESSAGES as INTAKE
from winay.journal.wording import MESSAGES as JOURNAL
from winay.journeys.carrying.wording import MESSAGES as CARRYING
from winay.nuclei.governance_wording import MESSAGES as GOVERNANCE
from winay.nuclei.phone_wording import MESSAGES as BOARD_PHONES
from winay.nuclei.wording import MESSAGES as NUCLEI
from winay.places.wording import MESSAGES as PLACES
from winay.plans.wording import MESSAGES as PLANS
from winay.programs.wording import MESSAGES as PROGRAMS
from winay.registry.duplicates.wording import MESSAGES as DUPLICATES
from winay.registry.wording import MESSAGES as REGISTRY
from winay.supervision.wording import MESSAGES as SUPERVISION
from winay.targeting.wording import MESSAGES as TARGETING
from winay.trainers.contract_wording import MESSAGES as CONTRACTS
from winay.trainers.course_wording import MESSAGES as COURSES
from winay.trainers.phone_wording import MESSAGES as TRAINER_PHONES
from winay.trainers.schedule_wording import MESSAGES as SCHEDULES
from winay.trainers.wording import MESSAGES as TRAINERS
from winay.voices.wording import MESSAGES as VOICES

WORDS = {
    **JOURNAL,
    **ACCOUNTS,
    **PLACES,
    **PROGRAMS,
    **DOCUMENTS,
    **INTAKE,
    **RECEIVING,
    **PROCESSING,
    **DESK,
    **ENTITIES,
    **REGISTRY,
    **DUPLICATES,
    **TARGETING,
    **ENROLMENT,
    **NUCLEI,
    **GOVERNANCE,
    **BOARD_PHONES,
    **PLANS,
    **DELIVERY,
    **SUPERVISION,
    **TRAINERS,
    **CONTRACTS,
    **TRAINER_PHONES,
    **SCHEDULES,
    **VOICES,
    **COURSES,
    **CARRYING,
}


def describe(problem: BadInput) -> str:
    """One fault of a file: where it stands, what was found, what was expected."""
    where = [problem.file]
    if problem.row is not None:
        where.append(_("fila %(n)s") % {"n": problem.row})
    if problem.column is not None:
        where.append(_("columna %(name)s") % {"name": problem.column})
    found = "" if problem.value is None else " " + _("dice «%(value)s»;") % {"value": problem.value}
    return _("%(where)s:%(found)s se esperaba %(expected)s.") % {
        "where": ", ".join(where),
        "found": found,
        "expected": problem.expected,
    }


def say(reason: Reason) -> str:
    """A reason as a sentence, in the language that is active now."""
    return str(WORDS[reason.code]) % dict(reason.params)
