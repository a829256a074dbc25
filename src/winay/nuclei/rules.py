"""When households can be grouped into nuclei, and when a plan may be changed, sent and approved. Plain Python."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.nuclei.terms import FormationState
from winay.targeting.decision_rules import reason_fault, text_fault, words_fault

LONGEST_NAME = 120
MOST_PEOPLE = 20_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many nuclei so many households can make: `fewest` that hold them all; `fitting`, the numbers of nuclei of
    which all can be within the bounds, none where the arithmetic forbids it."""

    households: int
    least: int
    most: int

    @property
    def fewest(self) -> int:
        """As few nuclei as none of them is above the maximum."""
        return -(-self.households // self.most)

    @property
    def fitting(self) -> range:
        """p nuclei fit where least × p ≤ households ≤ most × p."""
        return range(self.fewest, self.households // self.least + 1)

    @property
    def possible(self) -> bool:
        return self.households > 0 and len(self.fitting) > 0

    @property
    def missing(self) -> int:
        """Households that are missing for the fewest nuclei to be all within the bounds; 0 where they can be."""
        return max(0, self.least * self.fewest - self.households)


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group of a plan: the places it takes households from, by their codes, with how many; where it would meet; why
    it may be too small."""

    number: int
    places: Mapping[str, int]
    seat: str
    exception_why: str = ""

    @property
    def households(self) -> int:
        return sum(self.places.values())


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan as it stands: its groups that hold anybody, the households of each place, what the office marked (pairs
    of codes), and how many wait now (by code)."""

    state: FormationState
    least: int
    most: int
    groups: Sequence[GroupFacts]
    units: Mapping[str, int]
    together: Collection[tuple[str, str]] = ()
    apart: Collection[tuple[str, str]] = ()
    waiting: Mapping[str, int] | None = None


def plan_faults(plan: PlanFacts) -> list[Reason]:
    """Everything for which a plan cannot be sent: somebody left out, a group too large, one too small without a
    reason, a mark not kept, a community split that fits into one nucleus, households counted that wait no more."""
    faults = [*_left_out(plan), *_sizes(plan), *_marks(plan), *_split(plan)]
    if plan.waiting is not None and dict(plan.waiting) != dict(plan.units):
        faults.append(
            Reason("nuclei.counts_changed", {"now": sum(plan.waiting.values()), "then": sum(plan.units.values())})
        )
    return faults


def _left_out(plan: PlanFacts) -> list[Reason]:
    placed: dict[str, int] = {}
    for group in plan.groups:
        for code, number in group.places.items():
            placed[code] = placed.get(code, 0) + number
    return [
        Reason("nuclei.left_out", {"place": code, "households": number - placed.get(code, 0)})
        for code, number in plan.units.items()
        if placed.get(code, 0) != number
    ]


def _sizes(plan: PlanFacts) -> list[Reason]:
    found = []
    for group in plan.groups:
        facts = {"number": group.number, "households": group.households}
        if group.households > plan.most:
            found.append(Reason("nuclei.too_large", facts | {"most": plan.most}))
        elif group.households < plan.least and not group.exception_why.strip():
            found.append(Reason("nuclei.too_small", facts | {"least": plan.least}))
        if not group.seat:
            found.append(Reason("nuclei.no_seat", {"number": group.number}))
    return found


def _marks(plan: PlanFacts) -> list[Reason]:
    where: dict[str, set[int]] = {}
    for group in plan.groups:
        for code in group.places:
            where.setdefault(code, set()).add(group.number)
    broken = [
        Reason("nuclei.not_together", {"first": one, "second": other})
        for one, other in plan.together
        if one in where and other in where and not where[one] & where[other]
    ]
    return broken + [
        Reason("nuclei.not_apart", {"first": one, "second": other})
        for one, other in plan.apart
        if where.get(one, set()) & where.get(other, set())
    ]


def _split(plan: PlanFacts) -> list[Reason]:
    """A community is split only where it is larger than a nucleus."""
    return [
        Reason("nuclei.split_without_need", {"place": code, "most": plan.most})
        for code, number in plan.units.items()
        if number <= plan.most and sum(code in group.places for group in plan.groups) > 1
    ]


def grouping_of(code: str, groups: Iterable[GroupFacts]) -> str:
    """What stands for the groups that a community's households are in: with whom, and where they meet. A change of
    numbers alone does not change it."""
    heard = sorted(
        (group.seat, tuple(sorted(group.places))) for group in groups if code in group.places
    )  # fmt: skip
    text = "\n".join(f"{seat}:{','.join(places)}" for seat, places in heard)
    return hashlib.sha256(text.encode()).hexdigest()


def may_draft(*, running: bool, waiting: int) -> Decision:
    """One plan of a district and version at a time, and only where somebody waits."""
    return allow_unless(
        Reason("nuclei.plan_running") if running else None,
        Reason("nuclei.nobody_waits") if not waiting else None,
    )


def may_edit(state: FormationState) -> Decision:
    """Only a draft is changed by hand."""
    return allow_unless(Reason("nuclei.not_a_draft") if state is not FormationState.DRAFT else None)


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """Households of a community that would go from one group to another. `held` is how many of it the first has,
    `most` the most that the second may still take."""

    state: FormationState
    same: bool
    held: int
    households: int
    room: int
    splits: bool


def may_move(facts: MoveFacts) -> Decision:
    """A group may be too small for a while; it is never too large, and a community is split only where it must be."""
    if not may_edit(facts.state).ok:
        return may_edit(facts.state)
    return allow_unless(
        Reason("nuclei.same_group") if facts.same else None,
        Reason("nuclei.not_there") if not 1 <= facts.households <= facts.held else None,
        Reason("nuclei.no_room", {"room": max(0, facts.room)}) if facts.households > facts.room else None,
        Reason("nuclei.splits") if facts.splits else None,
    )


def may_except(state: FormationState, why: str) -> Decision:
    """A reason for a group that is too small, or none to take it back."""
    if not may_edit(state).ok:
        return may_edit(state)
    return allow_unless(reason_fault(why, short="nuclei.reason_short") if why.strip() else None)


def may_submit(plan: PlanFacts, unheard: Sequence[str]) -> Decision:
    """Send a plan that holds, and that every community accepted, to whoever decides. `unheard` are those (by code)
    that have not accepted their place in it as it stands."""
    if plan.state is not FormationState.DRAFT:
        return may_edit(plan.state)
    return allow_unless(*plan_faults(plan), *_not_accepted(unheard))


def _not_accepted(unheard: Sequence[str]) -> list[Reason]:
    return [Reason("nuclei.not_accepted", {"place": code}) for code in unheard]


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """What a decision on a plan is judged on. `unheard` as in `may_submit`; `last_heard` is the last day on which a
    community accepted."""

    plan: PlanFacts
    same_person: bool
    unheard: Sequence[str]
    last_heard: date | None
    annulled: bool
    on: date
    today: date


def may_approve(facts: ApprovalFacts) -> Decision:
    """A plan that was sent, that holds, that every community accepted, by somebody who did not prepare it."""
    if facts.plan.state is not FormationState.SUBMITTED:
        return allow_unless(Reason("nuclei.not_submitted"))
    early = facts.last_heard is not None and facts.on < facts.last_heard
    return allow_unless(
        *plan_faults(facts.plan),
        Reason("nuclei.same_person") if facts.same_person else None,
        Reason("nuclei.annulled") if facts.annulled else None,
        *_not_accepted(facts.unheard),
        Reason("nuclei.in_future") if facts.on > facts.today else None,
        Reason("nuclei.before_acceptance", {"on": str(facts.last_heard)}) if early else None,
    )


@dataclass(frozen=True, slots=True)
class AcceptanceSaid:
    """What is told of a community's assembly about its place in a plan. `households`: with somebody there."""

    accepted: bool
    held_on: date
    meeting_place: str
    led_by: str
    women: int
    men: int
    households: int
    notes: str = ""


def may_tell_acceptance(
    said: AcceptanceSaid, *, state: FormationState, drafted_on: date, known: bool, waiting: int, today: date
) -> Decision:
    """An assembly that heard of a plan, told while it is a draft."""
    if state is not FormationState.DRAFT:
        return may_edit(state)
    return allow_unless(
        Reason("nuclei.in_future") if said.held_on > today else None,
        Reason("nuclei.before_plan", {"on": drafted_on.isoformat()}) if said.held_on < drafted_on else None,
        Reason("nuclei.acceptance_known", {"on": said.held_on.isoformat()}) if known else None,
        words_fault(said.meeting_place, said.led_by, fault="nuclei.assembly_words"),
        _numbers_fault(said, waiting),
        Reason("nuclei.no_without_reason") if not said.accepted and len(said.notes.strip()) < 15 else None,
        text_fault(said.notes),
    )


def _numbers_fault(said: AcceptanceSaid, waiting: int) -> Reason | None:
    if any(not 0 <= number <= MOST_PEOPLE for number in (said.women, said.men, said.households)):
        return Reason("nuclei.numbers", {"most": MOST_PEOPLE})
    if not said.households:
        return Reason("nuclei.nobody_came")
    if said.households > waiting:
        return Reason("nuclei.more_than_wait", {"waiting": waiting})
    return Reason("nuclei.people_under_households") if said.women + said.men < said.households else None
