"""The nightly look: every open nucleus and every office, this month and the last one, some of which may be told late.
What was looked at since the given instant is passed over, so a look that was broken off goes on where it was."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from winay.core.actors import SYSTEM
from winay.core.clock import local_date, now
from winay.core.errors import NotAllowed, Refused
from winay.nuclei.models import Nucleus
from winay.places.queries import office_list
from winay.supervision.queries.facts import month_of
from winay.supervision.services.looking import Result, look_at_prices, look_for_signals
from winay.supervision.signal_models import Look

NIGHT = range(1, 5)
"""Hours in which the worker looks by itself."""


def months_to_look(today: date) -> tuple[date, date]:
    """This month and the one before, by their first days."""
    first = month_of(today).start
    return first, month_of(first - timedelta(days=1)).start


def nuclei_to_look(month: date, since: datetime) -> "QuerySet[Nucleus]":
    """Open nuclei that existed in a month and were not looked over since."""
    done = Look.objects.filter(nucleus=OuterRef("pk"), month=month, looked_at__gte=since)
    rows = Nucleus.objects.filter(~Exists(done), closed_on=None, formed_on__lt=month_of(month).end)
    return rows.select_related("version__program", "district").order_by("pk")


def looks_wait() -> bool:
    """Whether it is night and something was not looked over since midnight. One query at night, none by day."""
    local = timezone.localtime(now())
    if local.hour not in NIGHT:
        return False
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return any(nuclei_to_look(month, midnight).exists() for month in months_to_look(local.date()))


def look_over(
    *, since: datetime, months: tuple[date, ...] = (), tell: Callable[[int, int], None] = lambda done, total: None
) -> Result:  # fmt: skip
    """Look over everything that was not looked at since, each in a transaction of its own; `tell` hears how many of how
    many are done. Safe to break off and repeat."""
    today = local_date(now(), settings.TIME_ZONE)
    asked = months or months_to_look(today)
    todo = [(pk, month) for month in asked for pk in nuclei_to_look(month, since).values_list("pk", flat=True)]
    sums, offices = [0, 0, 0, 0, 0], office_list()
    total = len(todo) + len(offices) * len(asked)
    for done, (pk, month) in enumerate(todo, start=1):
        nucleus = Nucleus.objects.select_related("version__program", "district").get(pk=pk)
        _add(sums, look_for_signals(nucleus=nucleus, month=month, by=SYSTEM, at=now()))
        tell(done, total)
    for done, (office, month) in enumerate(((one, month) for one in offices for month in asked), start=len(todo) + 1):
        try:
            _add(sums, look_at_prices(office=office, month=month, by=SYSTEM, at=now()))
        except (NotAllowed, Refused):
            continue  # an office that covers no place has no prices
        finally:
            tell(done, total)
    return Result(*sums)


def _add(sums: list[int], one: Result) -> None:
    for at, number in enumerate((one.found, one.new, one.again, one.more, one.withdrawn)):
        sums[at] += number
