"""What acts on a household, its people or its cycle mean for the phone of whoever of them sits on a board."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from winay.core.actors import Actor
from winay.enrolment.models import Enrolment
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.nuclei.queries.board_phones import live_phones_of_people
from winay.nuclei.services.board_phones import end_phones_of_gone
from winay.registry.models import Household, Member

Done = TypeVar("Done")


@transaction.atomic
def act_on_household(*, household: Household, verb: Callable[[], Done], by: Actor, at: datetime) -> Done:
    """An act on a household or one of its people. Whoever sat on a board and is through it no longer of a household of
    the nucleus has no phone any more; the post itself ends when somebody tells it."""
    people = list(Member.objects.filter(household=household).values_list("pk", flat=True))
    done = verb()
    end_phones_of_gone(phones=live_phones_of_people(people), by=by, at=at)
    return done


def leave_program(
    *, enrolment: Enrolment, reason: ExitReason, on: date, by: Actor, at: datetime, note: str = ""
) -> Enrolment:
    """End a cycle, and with it the phone of whoever of the household sits on a board."""
    return act_on_household(
        household=enrolment.household,
        verb=lambda: end_enrolment(enrolment=enrolment, reason=reason, on=on, by=by, at=at, note=note),
        by=by,
        at=at,
    )
