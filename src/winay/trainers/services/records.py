"""What the verbs share: locked rows, the day it is, and what their journal lines are about."""

from datetime import date, datetime

from django.conf import settings

from winay.core.clock import local_date
from winay.trainers.application_models import Applicant
from winay.trainers.contest_models import Contest
from winay.trainers.contract_models import Contract
from winay.trainers.queries.contests import whole_contests
from winay.trainers.queries.contracts import whole_contracts

Subjects = list[tuple[str, str]]


def today_at(at: datetime) -> date:
    """The local date of an instant."""
    return local_date(at, settings.TIME_ZONE)


def locked_contest(pk: int) -> Contest:
    """The contest, for this transaction alone: whoever changes something of one takes turns."""
    Contest.objects.select_for_update(no_key=True).get(pk=pk)
    return whole_contests().get(pk=pk)


def locked_applicant(pk: int) -> Applicant:
    """Somebody, for this transaction alone."""
    return Applicant.objects.select_for_update(no_key=True).get(pk=pk)


def about_contest(contest: Contest) -> Subjects:
    """The contest and its place."""
    return [("contest", str(contest.public_id)), ("place", contest.place.code)]


def about_applicant(applicant: Applicant) -> Subjects:
    """Somebody who applied or was hired."""
    return [("applicant", str(applicant.public_id))]


def about_contract(contract: Contract) -> Subjects:
    """The contract, its person, the nucleus that hires and its district."""
    return [
        ("contract", str(contract.public_id)),
        *about_applicant(contract.applicant),
        ("nucleus", str(contract.hired_by.public_id)),
        ("place", contract.hired_by.district.code),
    ]


def locked_contract(pk: int) -> Contract:
    """The contract, for this transaction alone."""
    Contract.objects.select_for_update(no_key=True).get(pk=pk)
    return whole_contracts().get(pk=pk)
