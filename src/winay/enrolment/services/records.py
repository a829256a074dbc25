"""What the verbs share: the locked rows, the day it is, and what their journal lines are about."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings

from winay.core.clock import local_date
from winay.enrolment.models import Call, Enrolment
from winay.enrolment.queries.calls import whole
from winay.enrolment.rules import CycleFacts
from winay.registry.models import Household


def today_at(at: datetime) -> date:
    """The local date of an instant."""
    return local_date(at, settings.TIME_ZONE)


def locked_households(ids: Iterable[int]) -> list[Household]:
    """Households with their place, for this transaction alone, always in the same order. Verbs on one take turns."""
    wanted = sorted(set(ids))
    list(Household.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk"))
    return list(Household.objects.filter(pk__in=wanted).select_related("place").order_by("pk"))


def locked_enrolment(enrolment: Enrolment) -> Enrolment:
    """The cycle with its call and household, for this transaction alone; its household's row is the lock."""
    locked_households([enrolment.household_id])
    found = Enrolment.objects.select_related("household__place").get(pk=enrolment.pk)
    found.call = whole(Call.objects.filter(pk=found.call_id)).get()
    return found


def facts_of(enrolment: Enrolment) -> CycleFacts:
    """A cycle as the rules see it."""
    return CycleFacts(enrolment.enrolled_on, enrolment.must_end_by, enrolment.ended_on)


def about_call(call: Call) -> list[tuple[str, str]]:
    """The call, its selection and its district."""
    return [
        ("call", str(call.public_id)),
        ("selection", str(call.selection.public_id)),
        ("place", call.area.district.code),
    ]


def about_cycle(enrolment: Enrolment) -> list[tuple[str, str]]:
    """The household, the call, and what a phone sent, if it did."""
    return about(enrolment.call, enrolment.household, enrolment.submission)


def about(call: Call, household: Household | None, submission: object = None) -> list[tuple[str, str]]:
    """A call, a household where one is known, a submission where there is one."""
    subjects = [("call", str(call.public_id))]
    if household is not None:
        subjects.append(("household", str(household.public_id)))
    if submission is not None:
        subjects.append(("submission", str(submission)))
    return subjects
