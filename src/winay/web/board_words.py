"""How pages write assemblies and boards: posts, people, quorum, motions, rounds of votes."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from winay.core import numbers
from winay.core.decision import Reason
from winay.journeys.namesakes import apart
from winay.journeys.wording import say
from winay.nuclei.assembly_rules import needed
from winay.nuclei.queries.assemblies import QUORUM, Governance, Minutes
from winay.nuclei.terms import AssemblyState
from winay.nuclei.wording import (
    ASSEMBLIES,
    ASSEMBLY_STATES,
    CERTIFIERS,
    MANDATE_ENDS,
    MOTIONS,
    ORIGINS,
    POSTS,
)
from winay.registry.rules import household_code
from winay.registry.wording import LANGUAGES
from winay.targeting.criteria_wording import language
from winay.web.household_words import name_of, title_of

BADGES = {
    AssemblyState.CALLED: "draft", AssemblyState.HELD: "approved", AssemblyState.FAILED: "rejected",
    AssemblyState.CANCELLED: "neutral",
}  # fmt: skip


def sayings(reasons: Iterable[Reason]) -> list[str]:
    """Reasons as sentences, with posts in words."""
    return [say(Reason(one.code, {**one.params, **_in_words(one)})) for one in reasons]


def _in_words(reason: Reason) -> dict[str, str]:
    post = reason.params.get("post")
    return {"post": str(POSTS[post])} if post in POSTS else {}


def percent_words(over: int) -> str:
    """A share in hundredths of a percent, as people write it."""
    return numbers.percent(Decimal(over).scaleb(-2).normalize(), language())


def quorum_words(asks: Governance) -> dict[str, Any]:
    """What a version asks of an assembly, and whether a source gives it."""
    return {"percent": percent_words(asks.over), "unconfirmed": QUORUM not in asks.confirmed}


def arithmetic(minutes: Minutes) -> dict[str, Any]:
    """The quorum of an assembly that was told, with its numbers."""
    one = minutes.assembly
    assert one.members is not None and one.quorum_over is not None
    return {
        "present": minutes.present,
        "members": one.members,
        "needed": needed(one.members, one.quorum_over),
        "percent": percent_words(one.quorum_over),
        "reached": one.state == AssemblyState.HELD,
    }


def shown_assembly(assembly: Any) -> dict[str, Any]:
    """An assembly as lists and heads show it."""
    state = AssemblyState(assembly.state)
    return {
        "one": assembly,
        "kind": str(ASSEMBLIES[assembly.kind]),
        "state": _("retirada") if assembly.reversed_at else str(ASSEMBLY_STATES[state]),
        "look": "neutral" if assembly.reversed_at else BADGES[state],
        "language": str(LANGUAGES[assembly.language]) if assembly.language else "",
        "standing": state is AssemblyState.HELD and assembly.reversed_at is None,
    }


def shown_motion(motion: Any) -> dict[str, Any]:
    """A motion with its votes; whose recall it asked, or whose minutes it confirmed."""
    about = ""
    if motion.mandate is not None:
        about = f"{name_of(motion.mandate.member)}, {POSTS[motion.mandate.post]}"
    return {"one": motion, "kind": str(MOTIONS[motion.kind]), "about": about, "minutes_of": motion.minutes_of}


def shown_ballot(ballot: Any, on: date) -> dict[str, Any]:
    """A round of votes, whoever has most first; two of one name are told apart."""
    rows = sorted(ballot.candidates.all(), key=lambda one: (-one.votes, one.pk))
    names = apart([one.member for one in rows], on)
    return {
        "one": ballot,
        "post": str(POSTS[ballot.post]),
        "candidates": [
            {"name": name, "votes": one.votes, "elected": one.elected} for name, one in zip(names, rows, strict=True)
        ],
    }


def shown_mandate(mandate: Any) -> dict[str, Any]:
    """A mandate with its person, origin and end."""
    return {
        "one": mandate,
        "post": str(POSTS[mandate.post]),
        "name": name_of(mandate.member),
        "origin": str(ORIGINS[mandate.origin]),
        "end": str(MANDATE_ENDS[mandate.end_why]) if mandate.end_why else "",
        "never_was": mandate.ended_on == mandate.began_on,
        "by_assembly": mandate.ended_at_assembly is not None,
    }


def shown_certification(certification: Any) -> dict[str, Any]:
    """Who certified minutes."""
    return {"one": certification, "kind": str(CERTIFIERS[certification.kind])}


def shown_attendance(minutes: Minutes) -> list[dict[str, Any]]:
    """Who came, by household, in the order of surnames."""
    on = minutes.assembly.held_on
    return [
        {
            "home": title_of(rows[0].membership.enrolment.household),
            "code": household_code(rows[0].membership.enrolment.household.public_id),
            "people": [
                {"name": name, "spoke": one.spoke}
                for name, one in zip(apart([one.member for one in rows], on, one_home=True), rows, strict=True)
            ],
        }
        for rows in minutes.by_household.values()
    ]


def address(name: str, *args: object) -> str:
    """An address of the house, or nothing where there is none of that name."""
    try:
        return reverse(f"web:{name}", args=args)
    except NoReverseMatch:
        return ""
