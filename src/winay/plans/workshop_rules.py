"""What may be told of a diagnostic workshop, and what its choices add up to. Plain Python."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from winay.core.decision import Decision, Reason, allow_unless
from winay.nuclei.terms import AssemblyKind, AssemblyState
from winay.plans.terms import ChoiceMode, Menu, Trap, WorkshopState
from winay.targeting.decision_rules import reason_fault, text_fault, words_fault

MOST_ANSWERS, LONGEST_ANSWER, LONGEST_QUESTION = 80, 600, 200


@dataclass(frozen=True, slots=True)
class AnswerSaid:
    """What was said about a trap: to which question (its words as they were asked), and by how many."""

    trap: Trap
    question: str
    text: str
    said: int


@dataclass(frozen=True, slots=True)
class WorkshopTold:
    """A workshop as whoever copies its sheets says. With `each`, `of_household` has the items that each household
    wants (households by the public id of their cycle); with the other modes `counts` has how many want each item, and
    nobody writes down who."""

    facilitator: str
    mode: ChoiceMode
    answers: tuple[AnswerSaid, ...] = ()
    of_household: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: str = ""

    @property
    def tally(self) -> dict[str, int]:
        """How many households want each item."""
        if self.mode is not ChoiceMode.EACH:
            return {item: hands for item, hands in self.counts.items() if hands}
        found: dict[str, int] = {}
        for items in self.of_household.values():
            for item in set(items):
                found[item] = found.get(item, 0) + 1
        return found


@dataclass(frozen=True, slots=True)
class WorkshopFacts:
    """The assembly in which it was held: its kind and state, who came (households, people), whether the nucleus was
    constituted and had a board by that day, whether another workshop of it stands; and what is on the menus."""

    kind: AssemblyKind
    state: AssemblyState
    reversed_already: bool
    constituted: bool
    board: int
    households: Collection[UUID]
    people: int
    on_menu: Collection[str]
    told_already: bool = False


def may_tell_workshop(told: WorkshopTold, facts: WorkshopFacts) -> Decision:
    """A diagnostic assembly that was held, of a constituted nucleus with a board, whose households chose from the
    menus. No more hands than households came."""
    stood = facts.state is AssemblyState.HELD and not facts.reversed_already
    return allow_unless(
        Reason("plans.not_diagnostic") if facts.kind is not AssemblyKind.DIAGNOSTIC else None,
        None if stood else Reason("plans.assembly_not_held"),
        None if facts.constituted else Reason("plans.not_constituted"),
        None if facts.board else Reason("plans.no_board"),
        Reason("plans.workshop_told") if facts.told_already else None,
        words_fault(told.facilitator, fault="plans.facilitator"),
        text_fault(told.notes, most=2000),
        None if told.tally else Reason("plans.nobody_chose"),
        *_choice_faults(told, facts),
        *_answer_faults(told.answers, facts.people),
    )


def _choice_faults(told: WorkshopTold, facts: WorkshopFacts) -> list[Reason]:
    found = []
    off = sorted(item for item in told.tally if item not in facts.on_menu)
    if off:
        found.append(Reason("plans.off_menu", {"item": off[0]}))
    if told.mode is ChoiceMode.EACH:
        strangers = sum(one not in facts.households for one in told.of_household)
        if strangers:
            found.append(Reason("plans.not_present", {"count": strangers}))
        if told.counts:
            found.append(Reason("plans.mixed_modes"))
        return found
    if told.of_household:
        found.append(Reason("plans.secret_kept" if told.mode is ChoiceMode.SECRET else "plans.mixed_modes"))
    present = len(facts.households)
    wrong = [hands for hands in told.counts.values() if not 0 <= hands <= present]
    if wrong:
        found.append(Reason("plans.more_hands", {"hands": max(wrong, key=abs), "present": present}))
    return found


def _answer_faults(answers: Sequence[AnswerSaid], people: int) -> list[Reason]:
    found = [Reason("plans.many_answers", {"most": MOST_ANSWERS})] if len(answers) > MOST_ANSWERS else []
    for number, one in enumerate(answers, 1):
        readable = 2 <= len(one.text.strip()) <= LONGEST_ANSWER and "\0" not in one.text
        if not readable or not 0 < len(one.question.strip()) <= LONGEST_QUESTION:
            found.append(Reason("plans.answer_text", {"number": number, "most": LONGEST_ANSWER}))
        if not 1 <= one.said <= people:
            found.append(Reason("plans.answer_said", {"number": number, "people": people}))
    return found


def may_approve_workshop(state: WorkshopState, *, same_person: bool, stands: bool) -> Decision:
    """One that was told, by somebody else than who told it, while its assembly stands."""
    return allow_unless(
        Reason("plans.workshop_not_told") if state is not WorkshopState.TOLD else None,
        Reason("plans.own_workshop") if same_person else None,
        None if stands else Reason("plans.assembly_not_held"),
    )


def may_return_workshop(state: WorkshopState, why: str) -> Decision:
    """One that was told goes back with an observation."""
    return allow_unless(
        Reason("plans.workshop_not_told") if state is not WorkshopState.TOLD else None,
        reason_fault(why, short="plans.reason_short"),
    )


def may_reverse_workshop(state: WorkshopState, *, plans: int, why: str) -> Decision:
    """One that was told wrongly, on which no plan stands."""
    return allow_unless(
        Reason("plans.workshop_reversed") if state is WorkshopState.REVERSED else None,
        Reason("plans.plan_stands", {"plans": plans}) if plans else None,
        reason_fault(why, short="plans.reason_short"),
    )


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item with how many households want it. `place` is its rank on its menu; equal numbers share one."""

    item: str
    menu: Menu
    wanted: int
    place: int


def ranking(tally: Mapping[str, int], menus: Mapping[str, frozenset[Menu]]) -> list[Ranked]:
    """What is wanted on each menu, most first; equal numbers in the order of the menu, which `menus` has."""
    order = {item: at for at, item in enumerate(menus)}
    found: list[Ranked] = []
    for menu in Menu:
        wanted = [item for item in tally if tally[item] and menu in menus.get(item, frozenset())]
        wanted.sort(key=lambda item: (-tally[item], order[item]))
        found += _placed(wanted, menu, tally)
    return found


def _placed(items: Iterable[str], menu: Menu, tally: Mapping[str, int]) -> list[Ranked]:
    found: list[Ranked] = []
    for at, item in enumerate(items, 1):
        same = bool(found) and found[-1].wanted == tally[item]
        found.append(Ranked(item, menu, tally[item], found[-1].place if same else at))
    return found
