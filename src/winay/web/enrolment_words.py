"""How pages write calls and cycles: names, numbers as parts of a bar, reasons in words."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from winay.core.clock import local_date
from winay.core.decision import Reason
from winay.enrolment.queries.numbers import Numbers
from winay.enrolment.wording import EXITS, LANGUAGES, REFUSALS, SOURCES
from winay.journeys.wording import say
from winay.registry.rules import household_code
from winay.web.household_words import title_of


def person_name(member: Any) -> str:
    """Surnames first, as lists by surname need it; who was erased has no name any more."""
    if member is None:
        return _("sin persona usuaria")
    surnames = " ".join(part for part in (member.surname_1, member.surname_2) if part)
    return ", ".join(part for part in (surnames, member.given_names) if part) or _("datos borrados")


def parts_of(numbers: Numbers) -> list[tuple[str, str, int]]:
    """The bar of a call: who entered, who does not want to, who was not asked yet, who is not registered."""
    unregistered = numbers.unregistered
    told = [
        ("enrolled", _("inscritos"), numbers.enrolled),
        ("undecided", _("registrados, sin respuesta"), numbers.undecided),
        ("left", _("salieron"), numbers.left),
        ("refused", _("no quieren"), numbers.refused),
        ("unregistered", _("sin registrar"), unregistered or 0),
    ]
    return [part for part in told if part[2]]


def reasons_of(pairs: Iterable[tuple[str, int]], words: Any) -> list[tuple[str, int]]:
    """Coded reasons with their words."""
    return [(str(words[key]), count) for key, count in pairs]


def sayings(reasons: Iterable[Reason]) -> list[str]:
    """Reasons as sentences."""
    return [say(reason) for reason in reasons]


def shown_household(household: Any) -> dict[str, Any]:
    """A household as lists show it."""
    return {
        "household": household,
        "name": person_name(household.participant),
        "title": title_of(household),
        "code": household_code(household.public_id),
        "place": household.place.name,
    }


def shown_cycle(cycle: Any, *, outside: bool = False, today: date | None = None) -> dict[str, Any]:
    """A cycle as lists show it. `outside`: the household now lives outside the area. With `today` it says whether its
    time is over."""
    late = (local_date(cycle.recorded_at, settings.TIME_ZONE) - cycle.enrolled_on).days
    return {
        **shown_household(cycle.household),
        "cycle": cycle,
        "outside": outside,
        "late": late if late > 0 else 0,
        "early": cycle.enrolled_on < cycle.call.opened_on,
        "source": SOURCES[cycle.source],
        "exit": EXITS[cycle.exit_reason] if cycle.exit_reason else "",
        "closed": cycle.household.closed_on,
        "due": today is not None and cycle.must_end_by <= today,
        "never_was": cycle.ended_on == cycle.enrolled_on,
    }


def shown_refusal(refusal: Any) -> dict[str, Any]:
    """A refusal as lists show it: a household by name, or how many families of a place."""
    who = shown_household(refusal.household) if refusal.household else {"household": None}
    place = refusal.locality.name if refusal.locality else ""
    return {**who, "refusal": refusal, "place": place, "reason": REFUSALS[refusal.reason]}


def shown_assembly(assembly: Any) -> dict[str, Any]:
    """An assembly as its table shows it."""
    spoken = [str(LANGUAGES[one.language]) for one in assembly.languages.all()]
    return {"one": assembly, "languages": ", ".join(spoken), "reversed": assembly.reversed_at is not None}
