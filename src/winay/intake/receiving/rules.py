"""What is remarkable about something that arrives, and where it stands first. Pure functions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from winay.intake.terms import Flag, State

LATE_AFTER = timedelta(days=7)
"""Phones upriver send weeks later: that is no fault, only said."""
CLOCK_DOUBT = timedelta(days=1)
"""How far a clock may be wrong before its dates are doubted: time zones set by hand are up to half a day wrong."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What the phone's clock said, against what we know: when it arrived, and since when its form exists."""

    began_at: datetime | None
    ended_at: datetime | None
    received_at: datetime
    published_at: datetime | None


def clock_off(clock: Clock) -> bool:
    """Whether the phone's clock cannot have been right: it was filled in tomorrow, before its form existed, or it
    ended before it began."""
    began, ended = clock.began_at, clock.ended_at
    said = [moment for moment in (began, ended) if moment is not None]
    if any(moment > clock.received_at + CLOCK_DOUBT for moment in said):
        return True
    if clock.published_at is not None and any(moment < clock.published_at - CLOCK_DOUBT for moment in said):
        return True
    return began is not None and ended is not None and ended < began - CLOCK_DOUBT


def late(clock: Clock) -> bool:
    """Whether it lay on the phone for long. A clock that is off says nothing of that."""
    if clock_off(clock):
        return False
    ended = clock.ended_at or clock.began_at
    return ended is not None and clock.received_at - ended > LATE_AFTER


def missing_files(named: Collection[str], held: Collection[str]) -> tuple[str, ...]:
    """Files that the answers name and nobody has sent, compared without minding case or space around a name."""
    have = {name.strip().casefold() for name in held}
    return tuple(name for name in named if name.strip().casefold() not in have)


def first_state(*, missing: bool, replaces: bool, parent_settled: bool) -> State:
    """Where it stands when it arrives, or when another of its files does."""
    if missing:
        return State.WAITING_FILES
    return State.WAITING_PARENT if replaces and not parent_settled else State.RECEIVED


def flags(**found: bool) -> tuple[Flag, ...]:
    """The flags that hold, in the order of the vocabulary."""
    return tuple(flag for flag in Flag if found.get(flag.value))
