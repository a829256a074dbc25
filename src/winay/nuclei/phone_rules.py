"""When a board member may have a phone: pure functions."""

from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.nuclei.terms import Post


@dataclass(frozen=True, slots=True)
class PhoneFacts:
    """A mandate to which a phone would belong. `belongs`: whoever holds it is today of a household of the nucleus;
    `minor`: surely under age; `live`: it has a phone that nobody withdrew."""

    post: Post
    began_on: date
    ended_on: date | None
    nucleus_closed_on: date | None
    belongs: bool
    minor: bool
    live: bool


def may_have_phone(facts: PhoneFacts) -> Decision:
    """Whether whoever holds a post may be let in with a phone: an open mandate of a nucleus that goes on, one phone."""
    over, closed = facts.ended_on, facts.nucleus_closed_on
    if over is not None and over == facts.began_on:
        return Decision(False, (Reason("nuclei.mandate_never_was"),))
    return allow_unless(
        Reason("nuclei.phone_mandate_ended", {"post": facts.post, "on": over.isoformat()}) if over else None,
        Reason("nuclei.nucleus_closed", {"on": closed.isoformat()}) if closed else None,
        Reason("nuclei.phone_outside") if not facts.belongs and over is None and closed is None else None,
        Reason("nuclei.phone_minor") if facts.minor else None,
        Reason("nuclei.phone_live", {"post": facts.post}) if facts.live else None,
    )
