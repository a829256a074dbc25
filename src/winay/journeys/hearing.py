"""A grievance that was written on a phone or on paper becomes a grievance, under the code that its person was shown."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from winay.core.actors import Actor
from winay.core.clock import local_date
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.intake.reading.answers import Answers
from winay.journeys.form_readers import Read, Work
from winay.journeys.grievance_form import GrievanceAnswers, read_grievance
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.nuclei import whole_nuclei
from winay.places.models import Place
from winay.places.queries import place_by_code
from winay.programs.models import Version
from winay.registry.rules import code_range
from winay.trainers.contract_models import Contract, ContractNucleus
from winay.voices.queries.grievances import newest_versions
from winay.voices.services.grievances import Where, receive_grievance

DISTRICT_DIGITS, REST_BITS = 6, 78


def take_grievance(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
    """Receive it, on the day on which it was said, however late it arrives: the days for an answer count from then.
    `Refused` and `NotAllowed` as the verb; `BadAnswer` for an answer that is not what its question asks for."""
    read = read_grievance(answers)
    contract = _contract(read.contract_code) if read.contract_code else None
    where = _where(read, contract, by, local_date(at, settings.TIME_ZONE))
    made = receive_grievance(
        where=where, said=read.said, speaker=read.speaker, by=by, at=at, contract=contract, synthetic=work.synthetic,
        public_id=named_by(work.sheet or read.code, work.public_id),
    )  # fmt: skip
    return Read((("submission", str(work.public_id)), ("grievance", str(made.public_id))))


def named_by(code: str, submission: UUID) -> UUID:
    """The public id of what came with a submission: it begins with the code that its person was shown, so that the
    office finds it by that; without a code, the submission's own."""
    ends = code_range(code)
    return submission if ends is None else UUID(int=ends[0].int | submission.int & ((1 << REST_BITS) - 1))


def _contract(code: str) -> Contract:
    ends = code_range(code) or (UUID(int=0), UUID(int=0))
    found = list(Contract.objects.filter(public_id__gte=ends[0], public_id__lte=ends[1])[:2])
    if len(found) != 1:
        raise Refused([Reason("delivery.trainer_unknown", {"code": code[:20]})])
    return found[0]


def _where(read: GrievanceAnswers, contract: Contract | None, by: Actor, today: date) -> Where:
    """The nucleus of the household whose code was given, or the one that the trainer serves there; else the district,
    under the newest version of the program that was named, or that the phone is for."""
    district = place_by_code(read.place_code[:DISTRICT_DIGITS])
    if district is None:
        raise Refused([Reason("voices.place_unknown")])
    nucleus = _own_nucleus(read) or _served(contract, district)
    if nucleus is not None:
        return Where.at(nucleus)
    return Where(district, _version(read.program or getattr(by, "program", None) or "", today))


def _own_nucleus(read: GrievanceAnswers) -> Nucleus | None:
    ends = code_range(read.speaker.household)
    if ends is None:
        return None
    on = read.said.heard_on
    rows = Membership.objects.filter(enrolment__household__public_id__range=ends, joined_on__lte=on)
    pk = rows.filter(Q(left_on=None) | Q(left_on__gt=on)).order_by("-id").values_list("nucleus", flat=True).first()
    return whole_nuclei().filter(pk=pk).first() if pk else None


def _served(contract: Contract | None, district: Place) -> Nucleus | None:
    """The one nucleus of the district that a contract serves."""
    if contract is None:
        return None
    served = ContractNucleus.objects.filter(contract=contract, nucleus__district=district)
    found = list(whole_nuclei().filter(pk__in=served.values("nucleus"))[:2])
    return found[0] if len(found) == 1 else None


def _version(program: str, today: date) -> Version:
    versions = [one for one in newest_versions(today) if program in {"", one.program.key}]
    if len(versions) != 1:
        raise Refused([Reason("voices.program_needed")])
    return versions[0]
