"""Trainers' months in the first nuclei: the running one of one of them, the next of all; one of them goes home for the
harvest and is planned again, another is called to a training and nobody has planned again yet."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from winay.accounts.queries import ActingPerson
from winay.core.clock import local_date, now
from winay.nuclei.models import Nucleus
from winay.synthetic.community import Office
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import serving
from winay.trainers.queries.schedules import proposal_of
from winay.trainers.schedule_rules import AbsenceSaid, may_plan, month_of
from winay.trainers.services.absences import tell_absence
from winay.trainers.services.schedules import plan_month, replan
from winay.trainers.terms import AbsenceWhy, ContractKind

WEEK = 7
HARVEST, TRAINING = 3, 2
"""Days."""


def plan_months(office: Office, nuclei: Sequence[Nucleus]) -> None:
    """Whoever has no household, or no contract any more in the next month, has no month."""
    today = local_date(now(), settings.TIME_ZONE)
    found = {one.pk: one for nucleus in nuclei for one in serving(nucleus, ContractKind.PRODUCTIVE, today)}
    first, following = month_of(today)
    trainers = list(found.values())
    for contract in trainers[:1]:
        _plan(office, contract, first, min(now(), _morning(max(first, contract.began_on))))
    planned = [one for one in trainers if _plan(office, one, following, now())]
    monday = following + timedelta(days=WEEK + (-following.weekday()) % WEEK)
    if planned:
        _away(office, planned[0], monday + timedelta(days=1), HARVEST, AbsenceWhy.HARVEST)
        told = proposal_of(planned[0], following, today)
        if told.changed:
            replan(contract=planned[0], month=following, seal=told.seal, by=_by(office), at=now())
    if len(planned) > 1:
        _away(office, planned[1], monday, TRAINING, AbsenceWhy.TRAINING)


def _plan(office: Office, contract: Contract, month: date, at: datetime) -> bool:
    told = proposal_of(contract, month, local_date(at, settings.TIME_ZONE))
    if not may_plan(told.facts).ok:
        return False
    plan_month(contract=contract, month=month, base="", seal=told.seal, by=_by(office), at=at)
    return True


def _away(office: Office, contract: Contract, since: date, days: int, why: AbsenceWhy) -> None:
    until = since + timedelta(days=days)
    if until <= contract.over_on:
        tell_absence(contract=contract, said=AbsenceSaid(since, until, why), by=_by(office), at=now())


def _by(office: Office) -> ActingPerson:
    return office.by((now() - office.start).days)


def _morning(on: date) -> datetime:
    return datetime.combine(on, time(9), tzinfo=ZoneInfo(settings.TIME_ZONE))
