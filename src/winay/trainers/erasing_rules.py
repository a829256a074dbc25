"""Whether somebody who applied or was hired may be forgotten. Plain Python."""

from dataclasses import dataclass

from winay.core.decision import Decision, Reason, allow_unless
from winay.registry.rules import unreasonable


@dataclass(frozen=True, slots=True)
class ErasingFacts:
    """`applying`: contests that are not over in which an application of theirs stands; `selected`: contests that gave
    them a post which they neither took nor left; `working`: a contract of theirs is not over."""

    erased: bool
    applying: tuple[str, ...] = ()
    selected: tuple[str, ...] = ()
    working: bool = False


def may_erase(facts: ErasingFacts, *, reason: str) -> Decision:
    """Once, with their request in words, when nothing goes on that needs to know who they are."""
    return allow_unless(
        Reason("trainers.erased_already") if facts.erased else None,
        *(Reason("trainers.erase_applying", {"contest": name}) for name in facts.applying),
        *(Reason("trainers.erase_selected", {"contest": name}) for name in facts.selected),
        Reason("trainers.erase_working") if facts.working else None,
        unreasonable(reason),
    )
