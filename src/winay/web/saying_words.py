"""How pages put what households say."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from winay.core import numbers
from winay.delivery.queries.sayings import Asked, Cover
from winay.delivery.saying_terms import Answer, SaidHow
from winay.delivery.saying_wording import ANSWERS, HOWS
from winay.delivery.visit_terms import VisitEnd
from winay.registry.terms import Kin
from winay.registry.wording import KINS
from winay.targeting.criteria_wording import language
from winay.web.household_words import name_of


def shown_asked(one: Asked, items: Mapping[str, str]) -> dict[str, Any]:
    """Something a household is asked about, in words, and what it says."""
    day = numbers.day(one.on, language())
    if one.is_visit:
        what = _("El %(day)s nos visitó %(name)s") % {"day": day, "name": one.thing.contract.applicant.name}
    else:
        item = one.thing.technology.item
        what = _("El %(day)s nos entregaron: %(item)s") % {"day": day, "item": items.get(item, item)}
    said = shown_saying(one.saying, items) if one.saying is not None else None
    return {"asked": one, "what": what, "icon": "map-pin" if one.is_visit else "seedling", "said": said}


def shown_saying(one: Any, items: Mapping[str, str]) -> dict[str, Any]:
    """What a household said: by whom, when, how it was heard, and whether it still stands."""
    who = name_of(one.speaker) if one.speaker else one.speaker_name
    return {
        "one": one,
        "answer": ANSWERS[Answer(one.answer)],
        "denies": one.denies,
        "stands": not one.ended_how,
        "who": who or _("alguien del hogar"),
        "kin": KINS[Kin(one.speaker_kin)],
        "how": HOWS[SaidHow(one.how)],
        "ended": {"": "", VisitEnd.REPLACED: _("después dijo otra cosa"), VisitEnd.REVERSED: _("se anotó por error")}[
            one.ended_how
        ],
    }


def heard_parts(cover: Cover) -> list[tuple[str, str, int]]:
    """Households that confirm, deny, and were not asked, as a bar shows them."""
    return [
        ("eligible", _("lo confirman"), cover.confirm),
        ("not_eligible", _("dicen que no en algo"), cover.deny),
        ("unknown", _("no se les preguntó"), cover.unasked),
    ]
