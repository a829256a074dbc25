"""Checks of technologies and of homes that a phone brought become what the pages would have made of them, on their own
day. What does not fit is refused with every reason, and waits whole at the review desk."""

from dataclasses import replace
from datetime import date, datetime

from winay.core.actors import Actor
from winay.delivery.home_models import HomeCheck
from winay.delivery.queries.technologies import visits_on
from winay.delivery.services.homes import record_home_check
from winay.delivery.services.technologies import record_check
from winay.delivery.technology_models import Check
from winay.delivery.visit_models import Visit
from winay.intake.reading.answers import Answers
from winay.journeys.answered import picture
from winay.journeys.check_form import read_check, read_home
from winay.journeys.delivering import technology_meant
from winay.journeys.form_readers import Read, Work
from winay.journeys.meant import contract_meant, membership_meant, not_serving, refusing
from winay.nuclei.models import Membership
from winay.trainers.contract_models import Contract


def take_check(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
    """Write down what was found of a technology. `Refused` and `NotAllowed` as the verb; `BadAnswer` for an answer that
    is not what its question asks for. A submission makes one check, however often it is read."""
    made = Check.objects.filter(submission=work.public_id).select_related("technology").first()
    if made is None:
        read = read_check(answers)
        home, contract = membership_meant(read.home, read.said.on), contract_meant(read.contract_code)
        technology = technology_meant(home, read.item, by)
        said = replace(read.said, checker=read.said.checker or contract.applicant.name)
        with refusing(not_serving(contract, home.nucleus, said.on)):
            made = record_check(
                technology=technology, said=said, trainer=contract, visit=_visit(contract, home, said.on),
                photo_sha256=picture(answers, "found/photo", work.files), submission=work.public_id, by=by, at=at,
            )  # fmt: skip
    return Read((("technology", str(made.technology.public_id)),))


def _visit(contract: Contract, home: Membership, on: date) -> Visit | None:
    """The trainer's visit of that day, where it was told and there is one alone."""
    found = [one for one in visits_on(home.enrolment, on) if one.contract_id == contract.pk]
    return found[0] if len(found) == 1 else None


def take_home(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
    """Write down what was found in a home, in the same way."""
    made = HomeCheck.objects.filter(submission=work.public_id).first()
    if made is None:
        read = read_home(answers)
        home, contract = membership_meant(read.home, read.said.on), contract_meant(read.contract_code)
        said = replace(read.said, checker=contract.applicant.name)
        with refusing(not_serving(contract, home.nucleus, said.on)):
            made = record_home_check(membership=home, said=said, submission=work.public_id, by=by, at=at)
    return Read((("home_check", str(made.public_id)),))
