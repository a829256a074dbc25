"""When somebody may be hired, for how long, and what ends it. Plain Python.

`over_on` is the first day without a contract.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.core.money import Money
from winay.targeting.decision_rules import reason_fault, text_fault
from winay.trainers.terms import BoardKin, ContractEnd, ContractKind, FeePer, Outcome, SelectedBy

LONGEST_DAYS, MOST_NOTE = 3 * 366, 300
APART = {ContractKind.PRODUCTIVE: ContractKind.FINANCIAL, ContractKind.FINANCIAL: ContractKind.PRODUCTIVE}


@dataclass(frozen=True, slots=True)
class Term:
    """A contract of the same person, as the others see it."""

    kind: ContractKind
    began_on: date
    over_on: date

    def meets(self, began_on: date, over_on: date) -> bool:
        """Whether it holds one of these days. One that never was holds none."""
        return self.began_on < self.over_on and self.began_on < over_on and began_on < self.over_on


@dataclass(frozen=True, slots=True)
class ContractSaid:
    """A contract as it was signed."""

    kind: ContractKind
    selected_by: SelectedBy
    began_on: date
    over_on: date
    fee: Money
    fee_per: FeePer
    kin_declared: str = ""


@dataclass(frozen=True, slots=True)
class PostFacts:
    """Where a candidate stands: what the ranking in force says, who is ahead and did not refuse, posts of the vacancy,
    whether they refused themselves, whether they have the post already, and whether appeals wait for an answer."""

    outcome: Outcome | None
    ahead: int
    posts: int
    refused: bool
    hired: bool
    appeals_open: int
    apprentices: bool


@dataclass(frozen=True, slots=True)
class HiringFacts:
    """Days of the nucleus that hires, whether others that are served are open, how near the person is to its board."""

    formed_on: date
    closed_on: date | None
    served: int
    kin: BoardKin
    kin_refused: bool
    today: date


def may_take_post(kind: ContractKind, contest_kind: str, post: PostFacts, *, apprentice: bool) -> Decision:
    """The selected, or the next substitute once those before them refused. An apprentice also fills a vacancy that
    takes apprentices without having reached the mark."""
    below = post.outcome is Outcome.BELOW_MARK
    out = post.outcome is None or (below and not post.apprentices)
    return allow_unless(
        Reason("trainers.other_kind") if kind.value != contest_kind else None,
        Reason("trainers.not_selected") if out else None,
        Reason("trainers.not_next") if not out and post.ahead >= post.posts else None,
        Reason("trainers.refused_post") if post.refused else None,
        Reason("trainers.hired_already") if post.hired else None,
        Reason("trainers.appeals_open", {"appeals": post.appeals_open}) if post.appeals_open else None,
        Reason("trainers.no_apprentices") if apprentice and not post.apprentices else None,
        Reason("trainers.only_apprentice") if below and post.apprentices and not apprentice else None,
    )


def may_sign(said: ContractSaid, facts: HiringFacts, others: Sequence[Term]) -> Decision:
    """A contract by the board of an open nucleus. Nobody of that board is hired, nobody productive and financial on one
    day, and of the board's families nobody where the version refuses it."""
    days = (said.over_on - said.began_on).days
    near = facts.kin in {BoardKin.HOUSEHOLD, BoardKin.DECLARED}
    return allow_unless(
        Reason("trainers.over_before_begin") if days < 1 else None,
        Reason("trainers.too_long", {"days": LONGEST_DAYS}) if days > LONGEST_DAYS else None,
        Reason("trainers.before_nucleus", {"on": facts.formed_on.isoformat()})
        if said.began_on < facts.formed_on
        else None,
        Reason("trainers.nucleus_closed", {"on": facts.closed_on.isoformat()})
        if facts.closed_on is not None and said.began_on >= facts.closed_on
        else None,
        None if facts.served else Reason("trainers.serves_nobody"),
        None if said.fee.minor > 0 else Reason("trainers.fee"),
        Reason("trainers.of_board") if facts.kin is BoardKin.MEMBER else None,
        Reason("trainers.board_kin") if near and facts.kin_refused else None,
        text_fault(said.kin_declared, most=MOST_NOTE),
        both_kinds(said.kind, said.began_on, said.over_on, others),
    )


def both_kinds(kind: ContractKind, began_on: date, over_on: date, others: Sequence[Term]) -> Reason | None:
    """A contract of the other kind on one of the days."""
    met = [one for one in others if one.kind is APART.get(kind) and one.meets(began_on, over_on)]
    if not met:
        return None
    first = min(met, key=lambda one: one.began_on)
    return Reason(
        "trainers.both_kinds", {"since": first.began_on.isoformat(), "until": first.over_on.isoformat()}
    )  # fmt: skip


def may_extend(
    kind: ContractKind, *, ended: bool, began_on: date, over_on: date, until: date, closed_on: date | None, why: str,
    others: Sequence[Term],
) -> Decision:  # fmt: skip
    """An addendum to a contract that has not ended early: a later day, and what for."""
    return allow_unless(
        Reason("trainers.contract_ended") if ended else None,
        Reason("trainers.not_later", {"on": over_on.isoformat()}) if until <= over_on else None,
        Reason("trainers.too_long", {"days": LONGEST_DAYS}) if (until - began_on).days > LONGEST_DAYS else None,
        Reason("trainers.nucleus_closed", {"on": closed_on.isoformat()}) if closed_on is not None else None,
        reason_fault(why, short="trainers.reason_short", most=MOST_NOTE),
        both_kinds(kind, over_on, until, others),
    )


def may_end(
    why: ContractEnd, *, ended: bool, on: date, began_on: date, over_on: date, today: date, note: str, extended: bool
) -> Decision:
    """Before its day, with a reason. One by mistake never was, and has no addendum."""
    mistake = why is ContractEnd.MISTAKE
    outside = not mistake and not began_on < on < over_on
    return allow_unless(
        Reason("trainers.contract_ended") if ended else None,
        Reason("trainers.end_outside", {"since": began_on.isoformat(), "until": over_on.isoformat()})
        if outside
        else None,
        Reason("trainers.in_future") if not mistake and on > today else None,
        Reason("trainers.mistake_extended") if mistake and extended else None,
        reason_fault(note, short="trainers.reason_short"),
    )


def months_served(began_on: date, over_on: date, today: date) -> int:
    """Whole months of a contract that have passed, day to day."""
    until = min(today, over_on)
    months = 12 * (until.year - began_on.year) + until.month - began_on.month
    return max(0, months - (until.day < began_on.day))
