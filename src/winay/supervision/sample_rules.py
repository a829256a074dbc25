"""Random samples of households: their order, what may be told of them, how far found and told agree. Plain Python."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import sqrt

from winay.core.decision import Decision, Reason, allow_unless
from winay.supervision.terms import Agreement, Came, Goods, Met, MissedWhy, SampleState, SeenState

LEAST_SEED, MOST_SEED, MOST_SIZE = 4, 64, 2_000
LEAST_REASON, MOST_NOTE, MOST_NAME, MOST_VISITS = 15, 600, 160, 200
WHOLE = 10_000
Z95 = 1.959964
"""Standard deviations on each side of 95 % of a normal distribution."""


def rank(seed: str, household: str) -> str:
    """What a household is ordered by: SHA-256 of the seed, a colon, and the household's public id. Anybody can compute
    it anew with any tool."""
    return hashlib.sha256(f"{seed}:{household}".encode()).hexdigest()


def drawn(seed: str, households: Iterable[str]) -> list[str]:
    """Every household, in the order of the draw."""
    return sorted(households, key=lambda one: (rank(seed, one), one))


def frame_seal(households: Iterable[str]) -> str:
    """A number that stands for the list that was drawn from: SHA-256 of the ids in their order, one a line."""
    return hashlib.sha256("\n".join(sorted(households)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class DrawSaid:
    """A sample that is to be drawn: of visits from `from_on` up to the day before `until_on`."""

    from_on: date
    until_on: date
    size: int
    seed: str


def may_draw(said: DrawSaid, *, households: int, today: date, open_here: bool) -> Decision:
    """A period that has begun, a size that the list has, a seed; and no other sample of the same in the field."""
    return allow_unless(
        None if said.from_on < said.until_on else Reason("supervision.period"),
        Reason("supervision.in_future") if said.from_on > today else None,
        Reason("supervision.nobody") if not households else None,
        None
        if 1 <= said.size <= min(MOST_SIZE, max(households, 1))
        else Reason("supervision.size", {"most": min(MOST_SIZE, households)}),
        None if LEAST_SEED <= len(said.seed.strip()) <= MOST_SEED else Reason("supervision.seed"),
        Reason("supervision.sample_open") if open_here else None,
    )


@dataclass(frozen=True, slots=True)
class FindingSaid:
    """What somebody heard and saw in a household. `remembered`: visits of the period; None where they do not say."""

    on: date
    found_by: str
    met: Met
    remembered: int | None
    came: Came
    goods: Goods
    note: str = ""
    seen: tuple[tuple[str, SeenState], ...] = ()


@dataclass(frozen=True, slots=True)
class SpotFacts:
    """Where a household of a sample stands. `reported`: visits told of the period when the sample was drawn."""

    state: SampleState
    in_field: bool
    missed: bool
    found: bool
    drawn_on: date
    today: date
    reported: int


def may_record_finding(said: FindingSaid, facts: SpotFacts, *, again: bool = False) -> Decision:
    """What was found in a household of the sample, once; `again` corrects it."""
    none_told = facts.reported == 0
    return allow_unless(
        _open(facts.state),
        None if facts.in_field else Reason("supervision.not_in_sample"),
        Reason("supervision.missed_already") if facts.missed else None,
        Reason("supervision.found_already") if facts.found and not again else None,
        Reason("supervision.not_found_yet") if again and not facts.found else None,
        Reason("supervision.in_future") if said.on > facts.today else None,
        Reason("supervision.too_early", {"on": facts.drawn_on.isoformat()}) if said.on < facts.drawn_on else None,
        None if 2 <= len(said.found_by.strip()) <= MOST_NAME else Reason("supervision.found_by"),
        None
        if said.remembered is None or 0 <= said.remembered <= MOST_VISITS
        else Reason("supervision.remembered", {"most": MOST_VISITS}),
        None if none_told == (said.came is Came.NONE_TOLD) else Reason("supervision.came"),
        Reason("supervision.words_long", {"most": MOST_NOTE}) if len(said.note) > MOST_NOTE else None,
        Reason("supervision.seen_twice") if len({item for item, _ in said.seen}) != len(said.seen) else None,
    )


def may_miss(facts: SpotFacts, *, on: date, why: MissedWhy | None, note: str) -> Decision:
    """That a household could not be asked, with the reason: the next in order takes its place."""
    return allow_unless(
        _open(facts.state),
        None if facts.in_field else Reason("supervision.not_in_sample"),
        Reason("supervision.missed_already") if facts.missed else None,
        Reason("supervision.found_already") if facts.found else None,
        Reason("supervision.missed_why") if why is None else None,
        Reason("supervision.in_future") if on > facts.today else None,
        Reason("supervision.too_early", {"on": facts.drawn_on.isoformat()}) if on < facts.drawn_on else None,
        Reason("supervision.words_long", {"most": MOST_NOTE}) if len(note) > MOST_NOTE else None,
    )


def may_unmiss(facts: SpotFacts, *, replacement_used: bool, why: str) -> Decision:
    """It was written down by mistake. Not once something was found in the household that took its place."""
    return allow_unless(
        _open(facts.state),
        None if facts.missed else Reason("supervision.not_missed"),
        Reason("supervision.replacement_used") if replacement_used else None,
        reason_fault(why),
    )


def may_close_sample(state: SampleState, *, waiting: int, found: int, note: str) -> Decision:
    """When every household was asked or replaced, and somebody was found at all."""
    return allow_unless(
        _open(state),
        Reason("supervision.still_waiting", {"count": waiting}) if waiting else None,
        None if found else Reason("supervision.nothing_found"),
        Reason("supervision.words_long", {"most": MOST_NOTE}) if len(note) > MOST_NOTE else None,
    )


def may_reopen_sample(state: SampleState, *, open_here: bool, why: str) -> Decision:
    """A closed sample goes back to the field, with the reason."""
    return allow_unless(
        None if state is SampleState.CLOSED else Reason("supervision.sample_not_closed"),
        Reason("supervision.sample_open") if open_here else None,
        reason_fault(why),
    )


def may_void(state: SampleState, *, found: int, why: str) -> Decision:
    """It was drawn by mistake: only before anything was found, so that nobody draws until they like the result."""
    return allow_unless(_open(state), Reason("supervision.void_found") if found else None, reason_fault(why))


def reason_fault(why: str) -> Reason | None:
    """A reason that others will read."""
    length = len(why.strip())
    if length < LEAST_REASON:
        return Reason("supervision.words_short", {"least": LEAST_REASON})
    return Reason("supervision.words_long", {"most": MOST_NOTE}) if length > MOST_NOTE else None


def _open(state: SampleState) -> Reason | None:
    if state is SampleState.FIELD:
        return None
    return Reason("supervision.sample_closed" if state is SampleState.CLOSED else "supervision.sample_void")


def agreement(
    *, reported: int, remembered: int | None, came: Came, delivered: int | None, goods: Goods, share: int | None
) -> Agreement:  # fmt: skip
    """Whether a household's word fits what was told of it. It speaks against it where the trainer did not come on the
    last day told, where fewer visits are remembered than `share` (hundredths of a percent) of those told, or where
    goods were told and there are none. Without any answer nobody knows."""
    few = remembered is not None and share is not None and remembered * WHOLE < reported * share
    missing = bool(delivered) and goods is Goods.NONE
    if came is Came.NO or few or missing:
        return Agreement.DISAGREES
    if reported == 0:
        return Agreement.UNKNOWN if remembered is None else Agreement.AGREES
    silent = remembered is None and came is Came.NOT_REMEMBERED
    return Agreement.UNKNOWN if silent else Agreement.AGREES


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its 95 % interval, in hundredths of a percent."""

    share: int
    low: int
    high: int
    count: int
    total: int


def wilson(count: int, total: int, *, population: int | None = None) -> Interval | None:
    """Wilson's interval of a share; None of nobody. Of a small population the sample is a good part, and the interval
    is narrower: its width shrinks by the square root of what was not asked; of everybody it is none."""
    if total < 1:
        return None
    share = count / total
    left = 1.0
    if population is not None and population > 1:
        left = sqrt(max(population - total, 0) / (population - 1))
    z = Z95 * left
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Interval(round(share * WHOLE), round(low * WHOLE), round(high * WHOLE), count, total)
