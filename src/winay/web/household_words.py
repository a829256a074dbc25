"""How pages write a household and its people: names, ages, where somebody lives, what a verb asks."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from winay.core import numbers
from winay.core.fixed import from_fixed
from winay.registry.national_ids import NationalIds, masked
from winay.registry.rules import age_on, household_code
from winay.registry.terms import AwayReason, BirthPrecision, Kin, Sex, Whereabouts
from winay.registry.wording import AWAY, IDS_MISSING, KINS, LANGUAGES, SEXES, WHEREABOUTS
from winay.targeting.criteria_wording import language


def name_of(member: Any) -> str:
    """Somebody's name as people write it; said to be erased where it is."""
    if member.erased_at is not None:
        return _("persona cuyos datos se borraron")
    return " ".join(part for part in (member.given_names, member.surname_1, member.surname_2) if part)


def title_of(household: Any) -> str:
    """What a household is called: by its registered participant, or by its code."""
    one = household.participant
    if one is None or one.erased_at is not None:
        return _("Hogar %(code)s") % {"code": household_code(household.public_id)}
    return _("Hogar de %(name)s") % {"name": name_of(one)}


def age_words(member: Any, on: date) -> str:
    """`41 años`, `7 meses`, `unos 41 años` where the year alone is known; the age at death is not told."""
    if member.born_on is None:
        return _("no se sabe")
    years = age_on(member.born_on, on)
    if years < 1 and member.birth_precision == BirthPrecision.YEAR:
        return _("menos de un año")
    if years < 1:
        months = (on.year - member.born_on.year) * 12 + on.month - member.born_on.month
        months -= member.birth_precision == BirthPrecision.DAY and on.day < member.born_on.day
        if months < 1:
            return _("menos de un mes")
        return ngettext("%(n)s mes", "%(n)s meses", months) % {"n": months}
    words = ngettext("%(n)s año", "%(n)s años", years) % {"n": years}
    return _("unos %(age)s") % {"age": words} if member.birth_precision == BirthPrecision.YEAR else words


def born_words(member: Any) -> str:
    """The birth as exactly as it is known."""
    if member.born_on is None:
        return _("no se sabe")
    if member.birth_precision == BirthPrecision.YEAR or member.erased_at is not None:
        return str(member.born_on.year)
    if member.birth_precision == BirthPrecision.MONTH:
        return numbers.month(member.born_on, language())
    return numbers.day(member.born_on, language())


def born_typed(member: Any) -> str:
    """The birth as somebody would write it into a form."""
    if member.born_on is None:
        return ""
    length = {BirthPrecision.YEAR: 4, BirthPrecision.MONTH: 7}.get(member.birth_precision, 10)
    return str(member.born_on.isoformat()[:length])


def place_words(place: Any) -> str:
    """`Occollo, Vinchos, Huamanga, Ayacucho`."""
    names = []
    while place is not None:
        names.append(place.name)
        place = place.parent
    return ", ".join(names)


def away_words(member: Any) -> str:
    """Where somebody is who does not live at home for now, why and since when; empty for whoever is at home."""
    if member.whereabouts == Whereabouts.HOME:
        return ""
    where = str(WHEREABOUTS[Whereabouts(member.whereabouts)])
    if member.away_place is not None:
        where += f" ({member.away_place.name})"
    why, since = AWAY[AwayReason(member.away_reason)], numbers.day(member.away_since, language())
    return _("%(where)s %(why)s, desde el %(since)s") % {"where": where, "why": why, "since": since}


def languages_words(codes: str) -> str:
    """The languages somebody speaks."""
    return ", ".join(str(LANGUAGES.get(code, code)) for code in codes.split())


def person_line(member: Any, ids: NationalIds, on: date) -> dict[str, Any]:
    """A member as templates read them. The id is masked: to see it is an act of its own."""
    missing = IDS_MISSING.get(member.id_missing, "") if not member.national_id else ""
    return {
        "member": member,
        "name": name_of(member),
        "kin": KINS[Kin(member.kin)],
        "sex": SEXES[Sex(member.sex)],
        "age": age_words(member, on),
        "born": born_words(member),
        "id": masked(ids.decrypt(member.national_id)) if member.national_id else "",
        "id_missing": missing,
        "away": away_words(member),
        "languages": languages_words(member.languages),
    }


def share_words(value: int | None) -> str | None:
    """A share of scale 2 as percent points; None is unknown."""
    return None if value is None else numbers.percent(_short(value, 2), language())


def hectares(value: int | None) -> str | None:
    """Hectares of scale 4; None is unknown."""
    return None if value is None else numbers.number(_short(value, 4), language())


def _short(value: int, scale: int) -> Decimal:
    """The number without zeros at its end: 0.85, 40."""
    return Decimal(f"{from_fixed(value, scale).normalize():f}")


def answer_words(view: Any, on: date) -> str:
    """The one sentence of a household's page."""
    household, members = view.household, view.members
    parts = [
        ngettext("Es %(n)s persona", "Son %(n)s personas", len(members)) % {"n": len(members)}
        if members
        else _("No queda nadie en el hogar")
    ]
    if gone := sum(member.whereabouts != Whereabouts.HOME for member in members):
        parts.append(ngettext("%(n)s vive ahora en otro lugar", "%(n)s viven ahora en otro lugar", gone) % {"n": gone})
    since = numbers.day(household.lives_since, language())
    parts.append(_("el hogar vive en %(place)s desde el %(since)s") % {"place": household.place.name, "since": since})
    parts.append(_("dio su consentimiento") if view.consent else _("falta su consentimiento"))
    return "; ".join(parts) + "."


def both_words(words: Sequence[str]) -> str:
    """A list in a sentence."""
    return ", ".join(word for word in words if word)
