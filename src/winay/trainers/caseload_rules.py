"""Whether households may come into a trainer's caseload, and from which day. Plain Python."""

from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.trainers.terms import ContractKind


@dataclass(frozen=True, slots=True)
class GivingFacts:
    """Of giving households of one nucleus to trainers on a day. `strangers`: households that are not in the nucleus
    then; `others`: contracts that are of another kind, not in force then, or do not serve it; `later`: households of
    which a change of trainer on a later day is told already."""

    kind: ContractKind
    on: date
    formed_on: date
    closed_on: date | None
    households: int
    strangers: int
    others: int
    later: int


def may_give(facts: GivingFacts) -> Decision:
    """Who has contracts in force that serve the nucleus gets households that are in it. Professionals have none."""
    return allow_unless(
        Reason("trainers.no_caseload") if facts.kind is ContractKind.PROFESSIONAL else None,
        None if facts.households else Reason("trainers.gives_nobody"),
        Reason("trainers.before_nucleus", {"on": facts.formed_on.isoformat()}) if facts.on < facts.formed_on else None,
        Reason("trainers.nucleus_closed", {"on": facts.closed_on.isoformat()})
        if facts.closed_on is not None and facts.on >= facts.closed_on
        else None,
        Reason("trainers.not_of_nucleus", {"households": facts.strangers}) if facts.strangers else None,
        Reason("trainers.contract_elsewhere", {"contracts": facts.others}) if facts.others else None,
        Reason("trainers.told_later", {"households": facts.later}) if facts.later else None,
    )
