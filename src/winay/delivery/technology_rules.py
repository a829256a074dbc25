"""When a technology counts as installed, what a check may say of it, what state that leaves it in on a day, and when
it is to be looked at next. Plain Python. Work is in tenths of person-days."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from winay.core.decision import Decision, Reason, allow_unless
from winay.delivery.technology_terms import (
    JUDGED,
    NEEDS_INSTALLATION,
    TRACES,
    CheckedBy,
    Evidence,
    OwnMeans,
    Series,
    TechState,
)
from winay.programs.terms import AbandonReason
from winay.targeting.decision_rules import reason_fault, text_fault, words_fault

MOST_WORK = 2_000
"""Tenths of person-days that one household may have worked to install one item."""
LONGEST_WORDS = 300
LONGEST_PAUSE = 12
"""Months that something may rest."""
EXIT_CHECKS = (12, 24)
"""Months after a household left the program on which it is looked at again."""
AROUND = 2
"""How many months before and after an exit check counts as that one."""


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class ItemNorm:
    """What the menu says of an item: months until it can be judged, days within which it must have been used (None: a
    season decides), days to the first look and between later ones."""

    judge_months: int
    window_days: int | None
    first: int
    every: int


@dataclass(frozen=True, slots=True)
class InstallFacts:
    """What an installation is judged on. `delivered_on`: the first delivery that stands, None for none. `lacking`: kit
    lines of which nothing came. `tried`: it was tried once in front of somebody. `member`: whoever is in charge lived
    in the household then."""

    today: date
    on: date
    delivered_on: date | None
    lacking: Sequence[str]
    installed: bool
    tried: bool
    seen_by: str
    member: bool
    women: int
    men: int
    note: str = ""


def may_install(facts: InstallFacts) -> Decision:
    """Everything in place, tried once in front of somebody, somebody in charge, and the work that it took."""
    if facts.delivered_on is None:
        return allow_unless(Reason("delivery.no_technology"))
    return allow_unless(
        Reason("delivery.day_ahead") if facts.on > facts.today else None,
        Reason("delivery.installed_early", {"on": facts.delivered_on.isoformat()})
        if facts.on < facts.delivered_on
        else None,
        Reason("delivery.kit_lacks", {"lines": "; ".join(facts.lacking)}) if facts.lacking else None,
        Reason("delivery.installed_already") if facts.installed else None,
        None if facts.tried else Reason("delivery.not_tried"),
        words_fault(facts.seen_by, fault="delivery.seen_by"),
        None if facts.member else Reason("delivery.in_charge"),
        None
        if 0 <= facts.women <= MOST_WORK and 0 <= facts.men <= MOST_WORK
        else Reason("delivery.work", {"most": MOST_WORK // 10}),
        text_fault(facts.note),
    )


def may_reverse(*, reversed_: bool, leaned_on: bool, why: str) -> Decision:
    """An installation or check that stands, and on which no other act does."""
    return allow_unless(
        Reason("delivery.taken_back_already") if reversed_ else None,
        Reason("delivery.checks_stand") if leaned_on else None,
        reason_fault(why, short="delivery.say_why"),
    )


@dataclass(frozen=True, slots=True)
class CheckSaid:
    """What somebody found: the state, what they saw of it and said, who they are; when it was last used; when a pause
    ends; with what of its own the household repeated it; why it was abandoned."""

    on: date
    state: TechState
    evidence: Evidence
    words: str
    checked_by: CheckedBy
    checker: str
    used_on: date | None = None
    again_on: date | None = None
    own_means: OwnMeans | None = None
    why: AbandonReason | None = None

    @property
    def seen(self) -> bool:
        """Whether the checker saw it. What is only told changes nothing."""
        return self.evidence is not Evidence.TOLD


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """What a check is judged on beside what it says. `delivered_on` and `installed_on`: of acts that stand, None for
    none. `visit_fits`: the visit that it belongs to is of the same household and day; `serves`: the trainer who looked,
    if one did, serves the nucleus that day."""

    today: date
    delivered_on: date | None
    installed_on: date | None
    norm: ItemNorm
    visit_fits: bool = True
    serves: bool = True


def may_check(said: CheckSaid, facts: CheckFacts) -> Decision:
    """After the delivery, use after the installation, not judged before the item can be; seen, not told."""
    elsewhere = None if facts.serves else Reason("delivery.trainer_elsewhere")
    if facts.delivered_on is None or said.on < facts.delivered_on:
        first = facts.delivered_on
        return allow_unless(
            elsewhere,
            Reason("delivery.no_technology")
            if first is None
            else Reason("delivery.checked_early", {"on": first.isoformat()}),
        )
    return allow_unless(
        elsewhere,
        Reason("delivery.day_ahead") if said.on > facts.today else None,
        None if facts.visit_fits else Reason("delivery.visit_elsewhere"),
        *_order_faults(said, facts),
        *_seen_faults(said, facts.norm),
        *_shape_faults(said),
        words_fault(said.checker, fault="delivery.checker"),
        None if len(said.words.strip()) >= 2 else Reason("delivery.evidence_words"),
        text_fault(said.words, most=LONGEST_WORDS),
    )


def _order_faults(said: CheckSaid, facts: CheckFacts) -> list[Reason | None]:
    assert facts.delivered_on is not None
    needs = said.state in NEEDS_INSTALLATION
    lacks = facts.installed_on is None or said.on < facts.installed_on
    judged = months_after(facts.delivered_on, facts.norm.judge_months)
    early = said.state in JUDGED and said.on < judged
    return [
        Reason("delivery.not_installed") if needs and lacks else None,
        Reason("delivery.judged_early", {"on": judged.isoformat()}) if early else None,
    ]


def _seen_faults(said: CheckSaid, norm: ItemNorm) -> list[Reason | None]:
    told = said.evidence is Evidence.TOLD
    by_household = said.checked_by is CheckedBy.HOUSEHOLD
    trace = said.state not in JUDGED or told or said.evidence in TRACES
    used, window = said.used_on, norm.window_days
    stale = used is not None and window is not None and used < said.on - timedelta(days=window)
    return [
        Reason("delivery.household_tells") if by_household and not told else None,
        None if trace else Reason("delivery.no_trace"),
        Reason("delivery.used_when") if said.state is TechState.IN_USE and used is None else None,
        Reason("delivery.used_ahead") if used is not None and used > said.on else None,
        Reason("delivery.outside_window", {"days": window or 0}) if said.state is TechState.IN_USE and stale else None,
    ]


def _shape_faults(said: CheckSaid) -> list[Reason | None]:
    paused, again = said.state is TechState.PAUSED, said.again_on
    fits = again is not None and said.on < again <= months_after(said.on, LONGEST_PAUSE)
    other = said.why is AbandonReason.OTHER and sum(map(str.isalnum, said.words)) < 15
    return [
        None if fits or not paused else Reason("delivery.again_when", {"months": LONGEST_PAUSE}),
        Reason("delivery.again_unasked") if again is not None and not paused else None,
        Reason("delivery.own_means") if (said.own_means is not None) != (said.state is TechState.REPLICATED) else None,
        Reason("delivery.abandoned_why") if (said.why is not None) != (said.state is TechState.ABANDONED) else None,
        Reason("delivery.say_why") if other else None,
    ]


@dataclass(frozen=True, slots=True)
class Seen:
    """A check that stands: its day, what it found, whether that was seen, when a pause ends."""

    on: date
    state: TechState
    seen: bool
    again_on: date | None = None


def state_on(
    day: date, *, delivered_on: date | None, installed_on: date | None, checks: Iterable[Seen]
) -> TechState | None:
    """What a technology is on a day by the acts of that day and before; None before it was delivered. Of several checks
    the last in the given order counts; a pause that is over is what it was paused from: installed."""
    if delivered_on is None or day < delivered_on:
        return None
    state = TechState.DELIVERED if installed_on is None or day < installed_on else TechState.INSTALLED
    last = None
    for one in sorted(checks, key=lambda check: check.on):
        if one.on <= day and one.seen:
            last = one
    if last is None:
        return state
    if last.state is TechState.DELIVERED and state is TechState.INSTALLED:
        return state
    return last.state


def next_look(
    *, delivered_on: date, checks: Sequence[Seen], norm: ItemNorm, ended_on: date | None = None
) -> date | None:
    """The day by which it is to be looked at: the first one after the delivery, then every so many days after the last;
    when a pause ends; None once it is abandoned. What was only told to somebody is no look. A household that left the
    program is looked at 12 and 24 months after, whatever the state: None when both were done."""
    if ended_on is not None:
        return next_after_exit(ended_on, [one.on for one in checks])
    seen = sorted((one for one in checks if one.seen), key=lambda one: one.on)
    last = seen[-1] if seen else None
    if last is None:
        return delivered_on + timedelta(days=norm.first)
    if last.state is TechState.ABANDONED:
        return None
    if last.again_on is not None:
        return last.again_on
    return last.on + timedelta(days=norm.every)


def next_after_exit(ended_on: date, days: Iterable[date]) -> date | None:
    """The exit check that is due: the first of which none was made around its day."""
    made = list(days)
    for months in EXIT_CHECKS:
        since, until = months_after(ended_on, months - AROUND), months_after(ended_on, months + AROUND)
        later = months_after(ended_on, EXIT_CHECKS[-1] - AROUND)
        if months == EXIT_CHECKS[0] and any(day >= later for day in made):
            continue
        if not any(since <= day < until or (months == EXIT_CHECKS[-1] and day >= since) for day in made):
            return months_after(ended_on, months)
    return None


def series_on(day: date, ended_on: date | None) -> Series:
    """Whether a household was in the program on a day."""
    return Series.CONCLUDED if ended_on is not None and day >= ended_on else Series.ONGOING
