"""The right to be erased, of somebody who applied or was hired. What stays is that somebody of this sex and birth year
applied, with the points and the place that was published, and that somebody had the contract."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed, refuse_unless
from winay.journal.services import record
from winay.nuclei.access import may_at
from winay.trainers.application_models import Applicant, Application
from winay.trainers.contract_models import Contract
from winay.trainers.erasing_rules import ErasingFacts, may_erase
from winay.trainers.queries.applications import whole_applications
from winay.trainers.queries.contracts import post_facts
from winay.trainers.services.phones import end_phones_of_erased
from winay.trainers.services.records import about_applicant, locked_applicant, today_at
from winay.trainers.terms import ApplicationState, ContestState

OPEN = (ContestState.PUBLISHED, ContestState.CLOSED, ContestState.SCORED)


@transaction.atomic
def erase_applicant(*, applicant: Applicant, reason: str, by: Actor, at: datetime) -> Applicant:
    """Erase the personal data of somebody who asks for it: names, id, birthday, telephone, languages, declared kin. It
    cannot be undone. `Refused` while they apply, are selected or work; `NotAllowed` for whoever erases nobody where
    they last applied or were hired."""
    found = locked_applicant(applicant.pk)
    _require(found, by)
    return _erase(found, reason, by, at)


@transaction.atomic
def forget_applicants(*, hashes: Collection[str], reason: str, by: Actor, at: datetime) -> int:
    """The same for everybody with one of these keyed hashes of an id, when a member of a household is erased; who may
    was asked before. How many it was. `Refused` as `erase_applicant`."""
    rows = Applicant.objects.select_for_update(no_key=True).filter(national_id_hash__in=set(hashes) - {""})
    some = list(rows.order_by("pk"))
    for one in some:
        _erase(one, reason, by, at)
    return len(some)


def erasing_facts(applicant: Applicant, today: date) -> ErasingFacts:
    """What speaks against it. Three queries, and two for each published result."""
    rows = whole_applications().filter(applicant=applicant).exclude(state=ApplicationState.WITHDRAWN)
    standing = list(rows.order_by("id"))
    applying = [one.contest.name for one in standing if one.contest.state in OPEN]
    selected = []
    for one in standing:
        if one.contest.state == ContestState.RESULTS:
            post = post_facts(one)
            if post.outcome is not None and not post.hired and not post.refused:
                selected.append(one.contest.name)
    working = Contract.objects.filter(applicant=applicant, over_on__gt=today).exists()
    return ErasingFacts(applicant.erased_at is not None, tuple(applying), tuple(selected), working)


def _require(applicant: Applicant, by: Actor) -> None:
    """Whoever erases people where they last applied, or were last hired."""
    last = whole_applications().filter(applicant=applicant).order_by("-id").first()
    signed = Contract.objects.filter(applicant=applicant).select_related("hired_by__district", "version__program")
    hired = signed.order_by("-id").first()
    places = [
        *([(last.contest.place, last.contest.version)] if last else []),
        *([(hired.hired_by.district, hired.version)] if hired else []),
    ]
    if not any(may_at(place, version.program.key, Permission.ERASE_PERSON, by) for place, version in places):
        raise NotAllowed(Permission.ERASE_PERSON)


def _erase(one: Applicant, reason: str, by: Actor, at: datetime) -> Applicant:
    refuse_unless(may_erase(erasing_facts(one, today_at(at)), reason=reason))
    end_phones_of_erased(applicant=one, by=by, at=at)
    for name in ("given_names", "surname_1", "surname_2", "sort_key", "national_id", "languages", "phone"):
        setattr(one, name, "")
    one.national_id_hash = ""
    one.born_on, one.erased_at = date(one.born_on.year, 7, 1), at
    one.save()
    rows = Application.objects.filter(applicant=one)
    rows.update(kin_declared="")
    contests = {("contest", str(key)) for key in rows.values_list("contest__public_id", flat=True)}
    record(
        "trainers.erase_applicant", by=by, at=at, subjects=[*about_applicant(one), *sorted(contests)],
        after={"reason": reason.strip()},
    )  # fmt: skip
    return one
