"""Versions in sentences. Spanish is the source language; every function answers in the language now active.

Numbers are written as people write them here: 1 700, 1,3, 40 %.
"""

from decimal import Decimal

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from winay.core.fixed import from_fixed
from winay.programs.rules import Difference, Group
from winay.programs.terms import CriterionKind, Language, Precision, SettingKind, Unit, Word
from winay.programs.version_terms import CriterionTerms, NumberTerms, SettingTerms, VersionTerms
from winay.programs.vocabulary import (
    CHOICES,
    COMPARISONS,
    GROUPS,
    INDICATOR_SENTENCES,
    LANGUAGES,
    MODES,
    NO,
    SETTING_NAMES,
    UNITS,
    UNKNOWN,
    WORDS,
    YES,
)

MESSAGES = {
    "programs.unknown_version": _("No existe la versión %(ref)s."),
    "programs.not_allowed": _("Las versiones se publican solo desde la línea de órdenes."),
}


def number_text(number: Decimal) -> str:
    """1 700 · 1,3 · 15,34, with the decimal sign of the language."""
    plain = f"{number.normalize():f}"
    whole, _dot, decimals = plain.partition(".")
    grouped = f"{int(whole):,}".replace(",", " ") if len(whole) > 3 else whole
    return grouped + (("." if _english() else ",") + decimals if decimals else "")


def quantity_text(quantity: NumberTerms | None) -> str:
    """A number with its unit; "no se sabe" where no source gives it."""
    if quantity is None or quantity.number is None:
        return str(UNKNOWN)
    return _with_unit(quantity.number, quantity.scale, quantity.unit)


def _with_unit(number: int, scale: int, unit: Unit) -> str:
    value = from_fixed(number, scale)
    one, many = UNITS[unit]
    return str(one if value == 1 else many) % {"n": number_text(value)}


def money_text(minor: int, currency: str) -> str:
    """S/ 1 234,50 · US$ 1 700."""
    amount = from_fixed(minor, 2)
    whole = amount == int(amount)
    digits = number_text(amount) if whole else number_text(Decimal(int(amount))) + _cents(amount)
    return f"{'S/' if currency == 'PEN' else 'US$'} {digits}"


def _cents(amount: Decimal) -> str:
    return ("." if _english() else ",") + f"{amount:.2f}".rsplit(".", 1)[1]


def setting_value(setting: SettingTerms) -> str:
    """The value of a setting in words."""
    if setting.choice is not None:
        return str(CHOICES[setting.key, setting.choice])
    if setting.number is None:
        return str(UNKNOWN)
    if setting.kind is SettingKind.YES_NO:
        return str(YES if setting.number else NO)
    if setting.kind is SettingKind.MONEY:
        return money_text(setting.number, setting.currency or "PEN")
    assert setting.unit is not None
    if setting.key == "assembly_quorum_over":
        return gettext("más del %(value)s") % {"value": _with_unit(setting.number, setting.scale, setting.unit)}
    return _with_unit(setting.number, setting.scale, setting.unit)


def criterion_in_words(criterion: CriterionTerms) -> str:
    """One sentence: "Más del 40 % de las personas del distrito en pobreza (2018)"."""
    if criterion.kind is CriterionKind.THRESHOLD:
        return _threshold(criterion)
    if criterion.kind is CriterionKind.MINIMUM_HOUSEHOLDS:
        return gettext("El ámbito tiene al menos %(value)s") % {"value": quantity_text(criterion.value)}
    if criterion.kind is CriterionKind.LISTED:
        return _listed(criterion)
    return _predominance(criterion)


def _threshold(criterion: CriterionTerms) -> str:
    assert criterion.comparison is not None
    value = quantity_text(criterion.value)
    sentence = INDICATOR_SENTENCES.get((criterion.indicator or "", criterion.comparison))
    if sentence is not None:
        return str(sentence) % {"value": value}
    label = criterion.label.text(get_language() or "es")
    return str(COMPARISONS[criterion.comparison]) % {"what": label, "value": value}


def _listed(criterion: CriterionTerms) -> str:
    label = criterion.label.text(get_language() or "es")
    if criterion.places is None:
        return gettext("%(label)s (la lista no se publicó)") % {"label": label}
    return gettext("%(label)s (lista de %(n)s lugares, %(as_of)s)") % {
        "label": label,
        "n": len(criterion.places),
        "as_of": criterion.as_of or UNKNOWN,
    }


def _predominance(criterion: CriterionTerms) -> str:
    text = gettext("Más del %(share)s de los hogares del ámbito tienen menos de %(cut)s") % {
        "share": quantity_text(criterion.share_over),
        "cut": quantity_text(criterion.cut_ha),
    }
    further = []
    if criterion.labour_share_at_least:
        further.append(
            gettext("usan en el agro el %(share)s o más de su trabajo")
            % {"share": quantity_text(criterion.labour_share_at_least)}
        )
    if criterion.property_share_at_least:
        further.append(
            gettext("el %(share)s o más de su propiedad") % {"share": quantity_text(criterion.property_share_at_least)}
        )
    if criterion.limited_sales:
        further.append(gettext("venden poco"))
    return ", ".join([text, *further])


def since_in_words(version: VersionTerms) -> str:
    """From when it holds, as exactly as the source says: a year, a month or a day."""
    day = version.valid_from
    months = (
        _("enero"), _("febrero"), _("marzo"), _("abril"), _("mayo"), _("junio"), _("julio"), _("agosto"),
        _("setiembre"), _("octubre"), _("noviembre"), _("diciembre"),
    )  # fmt: skip
    if version.valid_from_precision is Precision.YEAR:
        return gettext("desde %(year)s") % {"year": day.year}
    parts = {"day": day.day, "month": months[day.month - 1], "year": day.year}
    if version.valid_from_precision is Precision.MONTH:
        return gettext("desde %(month)s de %(year)s") % parts
    return gettext("desde el %(day)s de %(month)s de %(year)s") % parts


def difference_in_words(difference: Difference, a: VersionTerms, b: VersionTerms) -> tuple[str, str, str]:
    """What differs, and how each of the two versions says it; "—" where one says nothing."""
    before, after = difference.before, difference.after
    if difference.kind is Group.SETTING and difference.field in ("value", ""):
        name = str(SETTING_NAMES[difference.key])
        return name, *(_setting_side(version, difference.key) for version in (a, b))
    if difference.kind is Group.CRITERION:
        sides = [next((c for c in v.criteria if c.key == difference.key), None) for v in (a, b)]
        label = next(c for c in reversed(sides) if c).label.text(get_language() or "es")
        if difference.field in ("", "value", "comparison", "share_over", "cut_ha", "label"):
            return label, *("—" if side is None else criterion_in_words(side) for side in sides)
        if difference.field == "mode":
            return label, *("—" if side is None else str(MODES[side.mode]) for side in sides)
        return label, before or "—", after or "—"
    return _name_of(difference, b), before or "—", after or "—"


def _setting_side(version: VersionTerms, key: str) -> str:
    setting = version.settings.get(key)
    return "—" if setting is None else setting_value(setting)


def _name_of(difference: Difference, b: VersionTerms) -> str:
    match difference.kind:
        case Group.SETTING:
            return str(SETTING_NAMES[difference.key])
        case Group.LANGUAGE:
            return str(LANGUAGES[Language(difference.key)])
        case Group.WORD:
            return str(WORDS[Word(difference.key)])
        case Group.ITEM_CHANGED:
            item = b.item(difference.key)
            return item.name.text(get_language() or "es") if item else difference.key
        case Group.ITEM_ADDED | Group.ITEM_REMOVED:
            return difference.after or difference.before or difference.key
        case _:
            return str(GROUPS[difference.kind])


def _english() -> bool:
    return (get_language() or "es").startswith("en")
