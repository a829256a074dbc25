"""When a trainer may have a phone, and until when one may come in: pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from winay.core.decision import Decision, Reason, allow_unless
from winay.trainers.terms import ContractKind

SENDS_FOR = timedelta(days=60)
"""After the last day of their last contract a trainer's phone still sends what it holds: people come back from upriver
weeks later. It gets no lists any more."""


@dataclass(frozen=True, slots=True)
class PhoneFacts:
    """A contract for which a phone would be given. `live`: its trainer has one that nobody withdrew, in this district
    and program; `erased`: who it was is not known any more."""

    kind: ContractKind
    began_on: date
    over_on: date
    today: date
    live: bool
    erased: bool = False


def may_have_phone(facts: PhoneFacts) -> Decision:
    """Whether whoever has a contract may be let in with a phone: one that is not over, of somebody who visits."""
    if facts.over_on == facts.began_on:
        return Decision(False, (Reason("trainers.phone_never_was"),))
    return allow_unless(
        Reason("trainers.phone_professional") if facts.kind is ContractKind.PROFESSIONAL else None,
        Reason("trainers.phone_contract_over", {"on": facts.over_on.isoformat()})
        if facts.over_on <= facts.today
        else None,
        Reason("trainers.phone_erased") if facts.erased else None,
        Reason("trainers.phone_live") if facts.live else None,
    )


def sends_until(overs: Iterable[date]) -> date | None:
    """The first day on which a phone is shut out, by the first days without each of its trainer's contracts; None
    without a contract."""
    last = max(overs, default=None)
    return None if last is None else last + SENDS_FOR
