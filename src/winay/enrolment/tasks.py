"""The worker's part: say which cycles are past their time."""

from django.conf import settings

from winay.core.actors import SYSTEM
from winay.core.clock import local_date, now
from winay.enrolment.services.upkeep import AT_ONCE, mark_due

MOST_ROUNDS = 100


def say_due() -> int:
    """Mark every open cycle whose time is over, some at a time; how many. Safe to repeat."""
    at = now()
    on, told = local_date(at, settings.TIME_ZONE), 0
    for _ in range(MOST_ROUNDS):
        told += (count := mark_due(on=on, by=SYSTEM, at=at))
        if count < AT_ONCE:
            break
    return told
