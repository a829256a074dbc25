"""Whose turn a submission's is, and what becomes of it. Pure functions."""

from dataclasses import dataclass
from datetime import timedelta

from winay.intake.terms import UNSETTLED, State

ELSEWHERE = "intake.corrects_elsewhere"
FILES_WAITED_FOR = timedelta(hours=72)
"""After so long somebody must say whether to go on without the files. Phones upriver send photographs days later."""

CROWDED = 80
"""Submissions that arrive in a second. Above it phones are heard first, and what they sent is read a little later."""


@dataclass(frozen=True, slots=True)
class TurnFacts:
    """A submission that is next in the queue. `parent` is the state of the one it corrects, None where it has not
    arrived; `rival` whether another one that corrects the same was taken already; `rival_accepted` whether a person
    said to go on all the same. `of_erased`: what it corrects was erased at somebody's wish and nobody said to go on.
    `elsewhere`: it comes from another territory than what it corrects. `was_read`: something was made of it before."""

    corrects: bool
    parent: State | None
    rival: bool
    rival_accepted: bool
    missing_files: bool
    go_without_files: bool
    encrypted: bool
    read_here: bool
    of_erased: bool = False
    elsewhere: bool = False
    was_read: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """Where it goes, and why; `state` None: it is to be read now."""

    state: State | None
    code: str = ""


def turn(facts: TurnFacts) -> Turn:
    """What is to be done with the next submission, before anybody reads its answers. What was read is not read again:
    whatever gives it another turn, it is one."""
    if facts.was_read:
        return Turn(State.PROCESSED)
    if facts.corrects and (facts.parent is None or facts.parent in UNSETTLED):
        return Turn(State.WAITING_PARENT)
    if facts.missing_files and not facts.go_without_files:
        return Turn(State.WAITING_FILES)
    if facts.of_erased:
        return Turn(State.REVIEW, "intake.corrects_erased")
    if facts.elsewhere:
        return Turn(State.REVIEW, ELSEWHERE)
    if facts.rival and not facts.rival_accepted:
        return Turn(State.REVIEW, "intake.fork")
    if facts.encrypted:
        return Turn(State.STORED, "intake.encrypted")
    return Turn(None) if facts.read_here else Turn(State.STORED, "intake.no_reader")


def rest(arrived: int, seconds: float) -> float:
    """How many seconds the worker rests after it worked for some, in which so many submissions arrived: as long as it
    worked where phones stand in line, so that they get the processors; else it does not."""
    return seconds if arrived > CROWDED * seconds else 0.0


def apart_in_space(one: str, other: str) -> bool:
    """Whether two territories ("" for the country) are not within one another: a phone of one says nothing of what a
    phone of the other sent."""
    return not (one.startswith(other) or other.startswith(one))


def superseded(parent: State) -> bool:
    """Whether one that is corrected counts no more from then on. What a person put aside stays aside."""
    return parent in {State.PROCESSED, State.REVIEW, State.STORED, State.SUPERSEDED}
