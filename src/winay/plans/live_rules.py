"""What may be counted while a workshop is held, and what it needs next. Plain Python."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from winay.core.decision import Decision, Reason, allow_unless
from winay.nuclei.terms import AssemblyKind, AssemblyState
from winay.plans.rules import MOST_MODULES
from winay.plans.terms import FOR_A_HOUSEHOLD, ChoiceMode, Comer, LiveStep, MarkKind, Trap
from winay.plans.workshop_rules import LONGEST_ANSWER, LONGEST_QUESTION

MOST_AT_ONCE = 999


@dataclass(frozen=True, slots=True)
class MarkSaid:
    """Something to count. `household` is the public id of a cycle."""

    kind: MarkKind
    key: str = ""
    number: int = 1
    question: str = ""
    words: str = ""
    household: UUID | None = None


class Marked(Protocol):
    """A mark as it is kept; one that takes another back has a negative number."""

    kind: str
    key: str
    question: str
    words: str
    number: int
    membership_id: int | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What the marks of a workshop add up to. `said` by trap, question and words; `wants` and `takes` by item;
    `chose` are the items of each household, by its membership."""

    came: Mapping[str, int] = field(default_factory=dict)
    ballots: int = 0
    said: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    wants: Mapping[str, int] = field(default_factory=dict)
    takes: Mapping[str, int] = field(default_factory=dict)
    chose: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def households(self) -> int:
        """How many households came."""
        return sum(self.came.get(one, 0) for one in FOR_A_HOUSEHOLD)

    @property
    def women(self) -> int:
        return self.came.get(Comer.WOMAN, 0) + self.came.get(Comer.MORE_WOMEN, 0)

    @property
    def men(self) -> int:
        return self.came.get(Comer.MAN, 0) + self.came.get(Comer.MORE_MEN, 0)

    @property
    def most_wanted(self) -> int:
        return max(self.wants.values(), default=0)


def totals(marks: Iterable[Marked]) -> Totals:
    """What marks add up to; what is nothing is left out."""
    counts: dict[str, dict[str, int]] = {kind: {} for kind in MarkKind}
    said: dict[tuple[str, str, str], int] = {}
    own: dict[tuple[int, str], int] = {}
    for one in marks:
        of_kind = counts[one.kind]
        of_kind[one.key] = of_kind.get(one.key, 0) + one.number
        if one.kind == MarkKind.SAID:
            line = (one.key, one.question, one.words)
            said[line] = said.get(line, 0) + one.number
        if one.membership_id is not None:
            mine = (one.membership_id, one.key)
            own[mine] = own.get(mine, 0) + one.number
    chose: dict[int, tuple[str, ...]] = {}
    for (membership, item), count in own.items():
        if count > 0:
            chose[membership] = (*chose.get(membership, ()), item)
    return Totals(
        came=_some(counts[MarkKind.CAME]), ballots=sum(counts[MarkKind.BALLOT].values()),
        said={line: count for line, count in said.items() if count > 0}, wants=_some(counts[MarkKind.WANTS]),
        takes=_some(counts[MarkKind.TAKES]), chose=chose,
    )  # fmt: skip


def _some(counts: Mapping[str, int]) -> dict[str, int]:
    return {key: count for key, count in counts.items() if count > 0}


@dataclass(frozen=True, slots=True)
class LiveFacts:
    """A workshop that is being held: whether it is open and its assembly stands, how it chooses, what was counted, the
    households of the nucleus (by the public id of their cycle, with their membership), what is on the menus, whether
    the workshop was told meanwhile."""

    open: bool
    stands: bool
    mode: ChoiceMode
    counted: Totals
    members: Mapping[UUID, int]
    on_menu: Collection[str]
    told: bool = False


def may_open_live(
    *, kind: AssemblyKind, state: AssemblyState, reversed_already: bool, come: bool, told: bool, opened: bool
) -> Decision:
    """In a diagnostic assembly that stands, from its day on, once, while nobody told its workshop."""
    stands = state in {AssemblyState.CALLED, AssemblyState.HELD} and not reversed_already
    return allow_unless(
        Reason("plans.not_diagnostic") if kind is not AssemblyKind.DIAGNOSTIC else None,
        None if stands else Reason("plans.live_fell"),
        None if come else Reason("plans.live_early"),
        Reason("plans.workshop_told") if told else None,
        Reason("plans.live_opened") if opened else None,
    )


def may_change_live_mode(facts: LiveFacts) -> Decision:
    """While nobody's wish was counted."""
    counted = facts.counted.wants or facts.counted.ballots
    return allow_unless(_shut(facts), Reason("plans.live_mode_counted") if counted else None)


def may_close_live(facts: LiveFacts) -> Decision:
    """One that is open."""
    return allow_unless(None if facts.open else Reason("plans.live_closed"))


def may_reopen_live(*, open_: bool, stands: bool, told: bool) -> Decision:
    """One that was closed, while nobody told its workshop."""
    return allow_unless(
        Reason("plans.live_opened") if open_ else None,
        None if stands else Reason("plans.live_fell"),
        Reason("plans.workshop_told") if told else None,
    )


def may_mark(said: MarkSaid, facts: LiveFacts) -> Decision:
    """What may be counted: never more households than the nucleus has, ballots than households, votes than ballots
    (where the vote is secret) or than households."""
    wrong = not 1 <= said.number <= MOST_AT_ONCE
    judge = {
        MarkKind.CAME: _came, MarkKind.BALLOT: _ballot, MarkKind.SAID: _said, MarkKind.WANTS: _wants,
        MarkKind.TAKES: _takes,
    }[said.kind]  # fmt: skip
    return allow_unless(
        _shut(facts),
        Reason("plans.live_number", {"most": MOST_AT_ONCE}) if wrong else None,
        *([] if wrong else judge(said, facts)),
    )


def _shut(facts: LiveFacts) -> Reason | None:
    if not facts.stands:
        return Reason("plans.live_fell")
    if facts.told:
        return Reason("plans.workshop_told")
    return None if facts.open else Reason("plans.live_closed")


def _came(said: MarkSaid, facts: LiveFacts) -> list[Reason]:
    if said.key not in set(Comer):
        return [Reason("plans.live_unknown")]
    count, most = facts.counted.households + said.number, len(facts.members)
    if said.key in FOR_A_HOUSEHOLD and count > most:
        return [Reason("plans.live_more_than_nucleus", {"count": count, "most": most})]
    return []


def _ballot(said: MarkSaid, facts: LiveFacts) -> list[Reason]:
    if facts.mode is not ChoiceMode.SECRET:
        return [Reason("plans.live_no_ballots")]
    count, present = facts.counted.ballots + said.number, facts.counted.households
    return [Reason("plans.live_ballots", {"ballots": count, "present": present})] if count > present else []


def _said(said: MarkSaid, facts: LiveFacts) -> list[Reason]:
    words, question = said.words.strip(), said.question.strip()
    found = []
    if said.key not in set(Trap) or not 0 < len(question) <= LONGEST_QUESTION:
        found.append(Reason("plans.live_unknown"))
    if not 2 <= len(words) <= LONGEST_ANSWER or "\0" in words:
        found.append(Reason("plans.live_words", {"most": LONGEST_ANSWER}))
    people = facts.counted.women + facts.counted.men
    count = facts.counted.said.get((said.key, question, words), 0) + said.number
    if count > people:
        found.append(Reason("plans.live_said", {"count": count, "people": people}))
    return found


def _wants(said: MarkSaid, facts: LiveFacts) -> list[Reason]:
    if said.key not in facts.on_menu:
        return [Reason("plans.off_menu", {"item": said.key})]
    if facts.mode is ChoiceMode.EACH:
        return _own_wish(said, facts)
    if said.household is not None:
        return [Reason("plans.secret_kept" if facts.mode is ChoiceMode.SECRET else "plans.mixed_modes")]
    secret = facts.mode is ChoiceMode.SECRET
    most = facts.counted.ballots if secret else facts.counted.households
    hands = facts.counted.wants.get(said.key, 0) + said.number
    if hands > most and secret:
        return [Reason("plans.live_more_votes", {"hands": hands, "ballots": most})]
    return [Reason("plans.more_hands", {"hands": hands, "present": most})] if hands > most else []


def _own_wish(said: MarkSaid, facts: LiveFacts) -> list[Reason]:
    membership = facts.members.get(said.household) if said.household else None
    if membership is None:
        return [Reason("plans.live_whose")]
    chose, present = facts.counted.chose, facts.counted.households
    if said.key in chose.get(membership, ()):
        return [Reason("plans.live_twice")]
    if said.number != 1:
        return [Reason("plans.live_unknown")]
    if len({*chose, membership}) > present:
        return [Reason("plans.more_hands", {"hands": len(chose) + 1, "present": present})]
    return []


def _takes(said: MarkSaid, facts: LiveFacts) -> list[Reason]:
    if not facts.counted.wants.get(said.key):
        return [Reason("plans.not_chosen", {"item": said.key})]
    modules = facts.counted.takes.get(said.key, 0) + said.number
    return [Reason("plans.modules", {"item": said.key, "most": MOST_MODULES})] if modules > MOST_MODULES else []


def may_take_back(mark: MarkSaid, facts: LiveFacts, *, standing: bool) -> Decision:
    """A mark that stands, while nothing else that was counted leans on it."""
    counted = facts.counted
    leans = False
    if mark.kind is MarkKind.CAME and mark.key in FOR_A_HOUSEHOLD:
        leans = counted.households - mark.number < max(counted.ballots, counted.most_wanted, len(counted.chose))
    if mark.kind is MarkKind.BALLOT:
        leans = counted.ballots - mark.number < counted.most_wanted
    return allow_unless(
        _shut(facts),
        None if standing else Reason("plans.live_taken_back"),
        Reason("plans.live_leans") if standing and leans else None,
    )


def quorum_needed(members: int, over: int) -> int:
    """How many households are more than a share of them, in hundredths of a percent."""
    return members * over // 10_000 + 1


def next_step(facts: LiveFacts, *, quorum: int, menus: int, missing: int, over_cap: bool) -> LiveStep:
    """What a workshop needs next, in the order in which it goes. `menus`: how many are left out of the package."""
    counted = facts.counted
    steps = (
        (not facts.open, LiveStep.WRITE_DOWN),
        (not counted.households, LiveStep.COUNT_WHO_COMES),
        (counted.households < quorum, LiveStep.QUORUM),
        ({trap for trap, _question, _words in counted.said} != set(Trap), LiveStep.TALK),
        (not counted.wants, LiveStep.CHOOSE),
        (not counted.takes, LiveStep.PACKAGE),
        (menus > 0, LiveStep.BOTH_MENUS),
        (over_cap, LiveStep.WITHIN_CAP),
        (missing > 0, LiveStep.PRICES),
    )
    return next((step for holds, step in steps if holds), LiveStep.CLOSE)
