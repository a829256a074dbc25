"""What a rule answers: yes or no, and why, in codes that the doors put into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is refused or holds. `code` is `room.what`; `params` fill the words."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """A rule's answer. A refusal always says why."""

    ok: bool
    reasons: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        if not self.ok and not self.reasons:
            raise ValueError("a refusal needs a reason")


def allow_unless(*reasons: Reason | None) -> Decision:
    """Yes when every check found nothing to object to; otherwise no, with every objection at once."""
    found = tuple(reason for reason in reasons if reason is not None)
    return Decision(not found, found)
