"""When a check of a healthy home is whole, and when support, commitments and actions may be recorded. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.delivery.home_terms import Answer, SignedHow, SupportKind
from winay.targeting.decision_rules import reason_fault, text_fault, words_fault

LONGEST = 300
MOST_WORTH = 10**11


@dataclass(frozen=True, slots=True)
class ActionSaid:
    """What is to be done about a critical no, and by when."""

    what: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class HomeSaid:
    """A check as its sheet says it: an answer for each item, an action for each critical no. `health_worker`: who of
    the health post came along, empty for nobody."""

    on: date
    checker: str
    answers: Mapping[int, Answer]
    actions: Mapping[int, ActionSaid] = field(default_factory=dict)
    health_worker: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What it is judged on. `items` and `critical`: numbers of the list. `joined_on`: the household's first day in the
    nucleus. `told`: a check of that day stands. `serves`: the trainer who looked, if one did, serves the nucleus that
    day."""

    today: date
    items: frozenset[int]
    critical: frozenset[int]
    joined_on: date
    told: bool
    serves: bool = True


def may_check_home(said: HomeSaid, facts: HomeFacts) -> Decision:
    """Every item answered, every critical no with an action and its day."""
    missing = sorted(facts.items - said.answers.keys())
    bad = {number for number in facts.critical if said.answers.get(number) is Answer.NO}
    found = [
        None if facts.serves else Reason("delivery.trainer_elsewhere"),
        Reason("delivery.day_ahead") if said.on > facts.today else None,
        Reason("delivery.before_joining", {"on": facts.joined_on.isoformat()}) if said.on < facts.joined_on else None,
        Reason("delivery.home_told") if facts.told else None,
        Reason("delivery.unanswered", {"count": len(missing), "first": missing[0]}) if missing else None,
        Reason("delivery.no_such_item") if said.answers.keys() - facts.items else None,
        words_fault(said.checker, fault="delivery.checker"),
        None if not said.health_worker else words_fault(said.health_worker, fault="delivery.health_worker"),
        text_fault(said.note),
    ]
    for number in sorted(bad):
        action = said.actions.get(number)
        whole = action is not None and _said(action.what) and action.due_on is not None and action.due_on > said.on
        found.append(None if whole else Reason("delivery.action_missing", {"number": number}))
    if said.actions.keys() - bad:
        found.append(Reason("delivery.action_unasked"))
    return allow_unless(*found)


def _said(text: str) -> bool:
    return 2 <= len(text.strip()) <= LONGEST and text.isprintable()


def share_good(answers: Mapping[int, Answer]) -> tuple[int, int]:
    """How many items are a yes, of how many that apply. What was not seen is no yes, and counts."""
    applying = [one for one in answers.values() if one is not Answer.NOT_APPLICABLE]
    return sum(one is Answer.YES for one in applying), len(applying)


def may_finish_action(*, done: bool, stands: bool, checked_on: date, on: date, today: date, what: str) -> Decision:
    """An action of a check that stands, once."""
    return allow_unless(
        Reason("delivery.action_done") if done else None,
        None if stands else Reason("delivery.taken_back_already"),
        Reason("delivery.day_ahead") if on > today else None,
        Reason("delivery.done_early", {"on": checked_on.isoformat()}) if on < checked_on else None,
        None if _said(what) else Reason("delivery.done_what", {"most": LONGEST}),
    )


def may_reopen_action(*, done: bool, why: str) -> Decision:
    """An action that was said to be done by mistake."""
    return allow_unless(None if done else Reason("delivery.action_open"), reason_fault(why, short="delivery.say_why"))


@dataclass(frozen=True, slots=True)
class SupportSaid:
    """What an institution gives, from a day on. `minor`: what it is worth in céntimos, where somebody knows."""

    institution: str
    kind: SupportKind
    what: str
    from_on: date
    until_on: date | None = None
    minor: int | None = None


def may_support(said: SupportSaid, *, today: date, formed_on: date) -> Decision:
    """Said whole, from a day on which the nucleus was."""
    return allow_unless(
        words_fault(said.institution, fault="delivery.institution"),
        None if _said(said.what) else Reason("delivery.support_what", {"most": LONGEST}),
        Reason("delivery.day_ahead") if said.from_on > today else None,
        Reason("delivery.support_early", {"on": formed_on.isoformat()}) if said.from_on < formed_on else None,
        Reason("delivery.support_days") if said.until_on is not None and said.until_on < said.from_on else None,
        Reason("delivery.support_worth") if said.minor is not None and not 0 < said.minor <= MOST_WORTH else None,
    )


@dataclass(frozen=True, slots=True)
class CommitFacts:
    """What a commitment is judged on. `delivered_on`: the first delivery that stands. `ended_on`: the day on which the
    household left the program, None while it is in it. `due_on`: the day on which its time ends."""

    today: date
    on: date
    delivered_on: date | None
    ended_on: date | None
    due_on: date
    signed: bool
    member: bool
    how: SignedHow
    witness: str
    signer: str
    said: str


EARLY = 3
"""Months before the end of a household's time within which it may sign."""


def may_commit(facts: CommitFacts, *, earliest: date) -> Decision:
    """At the end of a household's time, by somebody of it, for what it received. A fingerprint has a witness."""
    witness = facts.how is not SignedHow.PRINT or words_fault(facts.witness, fault="x") is None
    same = " ".join(facts.witness.casefold().split()) == " ".join(facts.signer.casefold().split())
    return allow_unless(
        Reason("delivery.day_ahead") if facts.on > facts.today else None,
        Reason("delivery.no_technology") if facts.delivered_on is None else None,
        Reason("delivery.signed_early", {"on": earliest.isoformat()})
        if facts.delivered_on is not None and facts.on < max(earliest, facts.delivered_on)
        else None,
        Reason("delivery.signed_already") if facts.signed else None,
        None if facts.member else Reason("delivery.signer"),
        None if witness else Reason("delivery.print_witness"),
        Reason("delivery.signer_witness") if facts.witness.strip() and same else None,
        reason_fault(facts.said, short="delivery.commit_words"),
    )


def may_withdraw(*, over: bool, why: str) -> Decision:
    """Something that stands is taken back with a reason."""
    return allow_unless(
        Reason("delivery.taken_back_already") if over else None, reason_fault(why, short="delivery.say_why")
    )
