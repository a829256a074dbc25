"""Checks of technologies and of homes that phones brought become what the pages would have made of them, on their own
day. What does not fit is refused with every reason, and waits whole at the review desk. Those that came together are
told together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from winay.core.errors import NotAllowed, Refused
from winay.delivery.home_models import HomeCheck
from winay.delivery.services.checks import Looked, record_checks
from winay.delivery.services.home_checks import LookedAtHome, record_home_checks
from winay.delivery.technology_models import Check
from winay.delivery.visit_models import STANDS, Visit
from winay.intake.reading.answers import BadAnswer
from winay.journeys.answered import picture
from winay.journeys.check_form import CheckAnswers, HomeAnswers, read_check, read_home
from winay.journeys.delivering import Technologies
from winay.journeys.form_readers import Outcome, Read, Sent
from winay.journeys.meant_together import Meant
from winay.nuclei.models import Membership
from winay.trainers.contract_models import Contract


def take_checks(sent: Sequence[Sent], *, at: datetime) -> list[Outcome]:
    """Write down what was found of technologies, in their order. `Refused` and `NotAllowed` as the verb; `BadAnswer`
    for an answer that is not what its question asks for. A submission makes one check, however often it is read."""
    before = Check.objects.filter(submission__in=[one.work.public_id for one in sent]).select_related("technology")
    made = {check.submission: check for check in before}
    found: dict[int, Outcome] = {}
    read: dict[int, CheckAnswers] = {}
    for place, one in enumerate(sent):
        if one.work.public_id in made:
            found[place] = _read(made[one.work.public_id])
            continue
        try:
            read[place] = read_check(one.answers)
        except BadAnswer as bad:
            found[place] = bad
    found |= _told(sent, read, at) if read else {}
    return [found[place] for place in range(len(sent))]


def _read(made: Check) -> Read:
    return Read((("technology", str(made.technology.public_id)),))


def _told(sent: Sequence[Sent], read: Mapping[int, CheckAnswers], at: datetime) -> dict[int, Outcome]:
    meant = Meant([one.home for one in read.values()], {one.contract_code for one in read.values()})
    found: dict[int, Outcome] = {}
    homes: dict[int, tuple[Membership, Contract]] = {}
    for place, answers in read.items():
        try:
            homes[place] = meant.membership(answers.home, answers.said.on), meant.contract(answers.contract_code)
        except Refused as refused:
            found[place] = refused
    technologies = Technologies(home for home, _ in homes.values())
    visits = _Visits((home, read[place].said.on) for place, (home, _) in homes.items())
    looked: dict[int, Looked] = {}
    for place, (home, contract) in homes.items():
        one, said = sent[place], read[place].said
        try:
            technology = technologies.meant(home, read[place].item, one.by)
        except (Refused, NotAllowed) as no:
            found[place] = no
            continue
        looked[place] = Looked(
            technology, replace(said, checker=said.checker or contract.applicant.name), one.by, at, contract,
            visits.of(contract, home, said.on), picture(one.answers, "found/photo", one.work.files),
            one.work.public_id,
        )  # fmt: skip
    for place, told in zip(looked, record_checks(list(looked.values())) if looked else (), strict=True):
        found[place] = _read(told) if isinstance(told, Check) else told
    return found


class _Visits:
    """Visits to some households on some days that stand. One query."""

    def __init__(self, asked: Iterable[tuple[Membership, date]]) -> None:
        days = {(home.enrolment_id, on) for home, on in asked}
        rows = Visit.objects.filter(
            STANDS, enrolment__in={cycle for cycle, _ in days}, visited_on__in={on for _, on in days}
        )
        self._found: dict[tuple[int, int, date], list[Visit]] = {}
        for one in rows if days else ():
            self._found.setdefault((one.contract_id, one.enrolment_id, one.visited_on), []).append(one)

    def of(self, contract: Contract, home: Membership, on: date) -> Visit | None:
        """The trainer's visit of that day, where it was told and there is one alone."""
        found = self._found.get((contract.pk, home.enrolment_id, on), ())
        return found[0] if len(found) == 1 else None


def take_homes(sent: Sequence[Sent], *, at: datetime) -> list[Outcome]:
    """Write down what was found in homes, in the same way."""
    made = {
        one.submission: one for one in HomeCheck.objects.filter(submission__in=[one.work.public_id for one in sent])
    }
    found: dict[int, Outcome] = {}
    read: dict[int, HomeAnswers] = {}
    for place, one in enumerate(sent):
        if one.work.public_id in made:
            found[place] = _read_home(made[one.work.public_id])
            continue
        try:
            read[place] = read_home(one.answers)
        except BadAnswer as bad:
            found[place] = bad
    found |= _homes_told(sent, read, at) if read else {}
    return [found[place] for place in range(len(sent))]


def _read_home(made: HomeCheck) -> Read:
    return Read((("home_check", str(made.public_id)),))


def _homes_told(sent: Sequence[Sent], read: Mapping[int, HomeAnswers], at: datetime) -> dict[int, Outcome]:
    meant = Meant([one.home for one in read.values()], {one.contract_code for one in read.values()})
    found: dict[int, Outcome] = {}
    looked: dict[int, LookedAtHome] = {}
    for place, answers in read.items():
        one, said = sent[place], answers.said
        try:
            home, contract = meant.membership(answers.home, said.on), meant.contract(answers.contract_code)
        except Refused as refused:
            found[place] = refused
            continue
        told = replace(said, checker=contract.applicant.name)
        looked[place] = LookedAtHome(home, told, one.by, at, contract, one.work.public_id)
    for place, outcome in zip(looked, record_home_checks(list(looked.values())) if looked else (), strict=True):
        found[place] = _read_home(outcome) if isinstance(outcome, HomeCheck) else outcome
    return found
