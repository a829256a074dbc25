"""A registration that a phone brought becomes a household, with its consent and its place in a call if it wants one."""

from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.models import Call
from winay.enrolment.queries.calls import calls_at
from winay.enrolment.services.entering import enrol_household
from winay.enrolment.services.refusals import Said, record_refusal
from winay.intake.reading.answers import Answers
from winay.journeys.form_readers import Read, Work
from winay.journeys.registration_form import No, Registration, read_registration
from winay.places.models import Place
from winay.places.queries import place_by_code
from winay.registry.models import Household
from winay.registry.services.households import register_household
from winay.registry.terms import Origin


def take_registration(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
    """Register the household, and enter it where it wants to, or write down why it does not, if one call is open where
    it lives. Whether it can enter never decides whether it is registered: the office enters it later.

    Where nobody agreed to the keeping of data, only the reason is kept, with no name. `Refused` and `NotAllowed` as the
    verbs of registry; `BadAnswer` for an answer that is not what its question asks for.
    """
    files = {name: one.sha256 for name, one in work.files.items()}
    read = read_registration(answers, key=str(work.public_id), files=files)
    came = ("submission", str(work.public_id))
    subjects = [came]
    household = None
    if read.household is not None:
        household = register_household(
            facts=read.household, on=read.filled_on, origin=Origin.PHONE, by=by, at=at, synthetic=work.synthetic,
            subjects=[came],
        )  # fmt: skip
        subjects.append(("household", str(household.public_id)))
    call = _one_call(household.place if household else place_by_code(read.place_code), read.filled_on, by)
    if call is not None and (kind := _answered(read, household, call, work, by, at)):
        subjects.append(kind)
    return Read(tuple(subjects))


def _answered(
    read: Registration, household: Household | None, call: Call, work: Work, by: Actor, at: datetime
) -> tuple[str, str] | None:
    """What the household said to the call, as a thing for the journal; None where the call cannot take it."""
    try:
        with transaction.atomic():
            if read.wants and household is not None:
                entered = enrol_household(
                    household=household, call=call, on=read.filled_on, by=by, at=at, source=Origin.PHONE,
                    submission=work.public_id,
                )  # fmt: skip
                return "enrolment", str(entered.public_id)
            if read.no is not None:
                said_no = _say_no(read, read.no, household, call, work, by, at)
                return "refusal", str(said_no)
    except (Refused, NotAllowed):
        return None  # registered all the same: the page of the call shows who is not in it
    return None


def _say_no(
    read: Registration, no: No, household: Household | None, call: Call, work: Work, by: Actor, at: datetime
) -> object:
    locality = None if household is not None else place_by_code(read.place_code)
    refusal = record_refusal(
        call=call, household=household, locality=locality, said=Said(read.filled_on, no.reason, no.note), by=by, at=at,
        source=Origin.PHONE, submission=work.public_id,
    )  # fmt: skip
    return refusal.public_id


def _one_call(place: Place | None, on: date, by: Actor) -> Call | None:
    """The call that was open there on the day. Where there are two, a person at the office chooses."""
    if place is None:
        return None
    program = getattr(by, "program", None)
    calls = [call for call in calls_at(place, program=program) if call.closed_on is None or on < call.closed_on]
    return calls[0] if len(calls) == 1 else None
