"""Instants are UTC; `*_on` dates are local dates of the country, computed here and not in the database."""

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def monotonic() -> float:
    """Seconds that only grow, for measuring how long something takes."""
    return time.monotonic()


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def local_date(at: datetime, zone: str) -> date:
    """The calendar date of an instant in the country's time zone, e.g. `America/Lima`."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return at.astimezone(ZoneInfo(zone)).date()
