"""A version as people read it: each statement with its value, its note and who says so."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from winay.core.numbers import THIN
from winay.programs.rules import Difference, Group
from winay.programs.terms import Certainty, CriterionMode, Language, SourceKind, TrainerKind
from winay.programs.version_terms import (
    Backing,
    CriterionTerms,
    HouseholdRuleTerms,
    LanguageTerms,
    NumberTerms,
    SourceTerms,
    VersionTerms,
    Words,
)
from winay.programs.vocabulary import HOUSEHOLD_RULES, LANGUAGES, MODES, SETTING_NAMES, SOURCES, TRAINER_KINDS, WORDS
from winay.programs.wording import criterion_in_words, quantity_text, setting_value
from winay.web.criteria_words import language

SETTING_GROUPS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "money": (
        gettext_lazy("Dinero"),
        ("menu_cap_per_household", "total_cost_per_household", "tranches", "central_nucleus_routes_money",
         "municipal_signature", "office_approves_payments"),
    ),
    "household": (
        gettext_lazy("El hogar"),
        ("open_to_every_household", "household_months_max", "reentry_allowed", "menu_choice",
         "items_per_household_max", "household_labour_unpaid", "day_wage", "limited_sales_share_at_most",
         "grievance_days"),
    ),
    "nucleus": (
        gettext_lazy("El núcleo ejecutor y su junta"),
        ("nucleus_households_min", "nucleus_households_max", "board_posts", "prosecutor_origin",
         "assembly_quorum_over", "organisation_base"),
    ),
    "trainers": (
        gettext_lazy("Yachachiqs y visitas"),
        ("visits_per_month_min", "visits_per_month_max", "households_per_trainer", "visit_minutes",
         "home_to_home_minutes", "trainer_days_a_month", "trainer_day_minutes", "trainer_reserve",
         "trainer_selection", "trainers_apart", "contest_pass_mark", "contest_scorers_min", "contest_appeal_days",
         "contest_board_kin", "trainers_familiar", "area_history_recorded",
         "finance_for_every_household"),
    ),
    "control": (
        gettext_lazy("Señales y supervisión"),
        ("delivery_late_days", "signal_visits_hour", "signal_day_minutes", "signal_place_metres", "signal_homes_metres",
         "signal_copied_visits", "signal_walk_share", "signal_price_share", "signal_price_least",
         "signal_unvisited_days", "signal_abandoned_share", "signal_abandoned_least", "signal_answer_days",
         "sample_memory_share"),
    ),
    "business": (
        gettext_lazy("El concurso de negocios"),
        ("business_members_min", "business_members_max", "competition_at_end_of_year", "award_support_year",
         "award_delivery"),
    ),
    "ground": (
        gettext_lazy("El terreno y la costumbre"),
        ("usual_travel", "travel_hours_max", "stove_model", "garden_form", "garden_season", "main_animal"),
    ),
}  # fmt: skip
"""Every setting stands in exactly one group; a test counts them."""

NUMBERS: dict[str, str | Promise] = {
    "value": gettext_lazy("valor"),
    "share_over": gettext_lazy("parte de los hogares, más de"),
    "cut_ha": gettext_lazy("tierra, menos de"),
    "labour_share_at_least": gettext_lazy("parte del trabajo en el agro, al menos"),
    "property_share_at_least": gettext_lazy("parte de la propiedad en el agro, al menos"),
}
GROUPED = re.compile(r"(?<=\d) (?=\d{3}\b)")
MONEY_TENSION = ("menu_cap_per_household", "total_cost_per_household")


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so, for the templates: the source's name, its phrase, and its address where it has one."""

    confirmed: bool
    name: str
    phrase: str
    address: str

    @property
    def words(self) -> str:
        """Name and phrase in one line."""
        return f"{self.name}: «{self.phrase}»" if self.phrase else self.name

    @property
    def url(self) -> str:
        """The address where it can be opened."""
        return self.address if self.address.startswith("http") else ""

    @property
    def caution(self) -> str:
        """Why a phrase does not suffice."""
        if self.confirmed or not self.phrase:
            return ""
        return _("La frase no basta: no lo dice de esta versión o no lo dice así.")


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a version: what it is about, what it says, and who says so."""

    key: str
    name: str
    value: str
    note: str
    source: Source
    known: bool = True


def said(words: Words) -> str:
    """A text of a version in the language of the page; its numbers do not break over two lines."""
    return unbroken(words.text(language()))


def unbroken(text: str) -> str:
    """`1 683` with a space that never breaks."""
    return GROUPED.sub(THIN, text)


def source_of(backing: Backing, sources: Mapping[str, SourceTerms]) -> Source:
    """A backing with its public source spelled out instead of its short key."""
    listed = sources.get(backing.text) if backing.kind is SourceKind.PUBLIC_NOTE else None
    name = str(SOURCES[backing.kind])
    if listed is None:
        return Source(backing.confirmed, name, backing.text, "")
    return Source(backing.confirmed, f"{name}, {listed.address}", "", listed.address)


def settings_by_group(version: VersionTerms) -> list[tuple[str, str, list[Statement]]]:
    """(key, title, statements) in the order of the page; a group without settings is left out."""
    found = []
    for key, (title, names) in SETTING_GROUPS.items():
        lines = [
            Statement(
                name, str(SETTING_NAMES[name]), unbroken(setting_value(setting)), said(setting.note),
                source_of(setting.backing, version.sources), setting.number is not None or setting.choice is not None,
            )
            for name in names
            if (setting := version.settings.get(name))
        ]  # fmt: skip
        if lines:
            found.append((key, str(title), lines))
    return found


def money_tension(version: VersionTerms) -> list[str]:
    """The notes of the two parameters that carry one figure, where they do; empty where they differ."""
    cap, total = (version.settings.get(key) for key in MONEY_TENSION)
    if not cap or not total or cap.number is None or (cap.number, cap.currency) != (total.number, total.currency):
        return []
    return [text for setting in (cap, total) if (text := said(setting.note))]


@dataclass(frozen=True, slots=True)
class CriterionView:
    """A criterion in a sentence, with the numbers behind it."""

    key: str
    label: str
    sentence: str
    mode: str
    doubt: str
    note: str
    source: Source
    numbers: tuple[Statement, ...]


def criteria(version: VersionTerms) -> list[CriterionView]:
    """The criteria: first those that decide, then those that only order."""
    modes = list(CriterionMode)
    return [
        CriterionView(
            c.key, said(c.label), unbroken(criterion_in_words(c)), str(MODES[c.mode]), _doubt(c), said(c.note),
            source_of(c.backing, version.sources), tuple(_numbers(c, version)),
        )
        for c in sorted(version.criteria, key=lambda c: modes.index(c.mode))
    ]  # fmt: skip


def _doubt(criterion: CriterionTerms) -> str:
    """What of a criterion is unconfirmed, in the words of its badge; empty where nothing is."""
    if criterion.confirmed:
        return ""
    if not criterion.backing.confirmed:
        return _("no confirmado")
    return _("cifra no confirmada") if criterion.mode_confirmed else _("modo no confirmado")


def _numbers(criterion: CriterionTerms, version: VersionTerms) -> Iterable[Statement]:
    for key, name in NUMBERS.items():
        number: NumberTerms | None = getattr(criterion, key)
        if number is not None:
            known, source = number.number is not None, source_of(number.backing, version.sources)
            yield Statement(key, str(name), quantity_text(number), "", source, known)
    if criterion.limited_sales and criterion.limited_sales_backing:
        source = source_of(criterion.limited_sales_backing, version.sources)
        yield Statement("limited_sales", _("ventas"), _("pocas, sin número en la fuente"), "", source)


def household_rules(version: VersionTerms) -> list[Statement]:
    """What is asked of a household inside a chosen area."""
    return [
        _named(rule.key, HOUSEHOLD_RULES[rule.key, rule.required], rule, version) for rule in version.household_rules
    ]


def contests(version: VersionTerms) -> list[tuple[str, int, list[dict[str, Any]]]]:
    """What scorers of a trainer contest look at: for each kind its name, all points, and the criteria."""
    found = []
    for kind in TrainerKind:
        mine = [one for one in version.contest_criteria if one.kind is kind]
        if mine:
            lines = [
                {
                    "name": said(one.label), "note": said(one.note), "maximum": one.maximum, "tie": one.tie_break,
                    "source": source_of(one.backing, version.sources),
                }
                for one in mine
            ]  # fmt: skip
            found.append((str(TRAINER_KINDS[kind]), sum(one.maximum for one in mine), lines))
    return found


def languages(version: VersionTerms) -> list[Statement]:
    """The languages that households are spoken to."""
    return [_named(item.tag, LANGUAGES[item.tag], item, version) for item in version.languages]


def _named(
    key: str, name: str | Promise, stated: HouseholdRuleTerms | LanguageTerms, version: VersionTerms
) -> Statement:
    return Statement(key, str(name), "", said(stated.note), source_of(stated.backing, version.sources))


@dataclass(frozen=True, slots=True)
class NativeWord:
    """A word in a native language. Nobody who speaks it has reviewed it."""

    tag: str
    language: str
    text: str
    certainty: str


def native_words(words: Words) -> list[NativeWord]:
    """The native forms of a text, in the order of languages."""
    grades = {Certainty.ATTESTED: _("atestiguada en una fuente publicada"), Certainty.STANDARD: _("forma normalizada")}
    return [
        NativeWord(tag, str(LANGUAGES[tag]), words.by_language[tag], grades[words.native[tag][0]])
        for tag in Language
        if tag in words.native
    ]


def labels(version: VersionTerms) -> list[tuple[Statement, list[NativeWord]]]:
    """How the version calls things, with the native forms."""
    found = []
    for key, word in version.words.items():
        source = source_of(word.backing, version.sources)
        found.append((Statement(key, str(WORDS[key]), said(word.words), "", source), native_words(word.words)))
    return found


def unconfirmed_count(version: VersionTerms) -> tuple[int, int]:
    """(unconfirmed, all) of the statements that decide: criteria, household rules and settings."""
    settled = [c.confirmed for c in version.criteria]
    settled += [rule.backing.confirmed for rule in version.household_rules]
    settled += [one.backing.confirmed for one in version.contest_criteria]
    settled += [setting.backing.confirmed for setting in version.settings.values()]
    return settled.count(False), len(settled)


def change_in_words(differences: Iterable[Difference]) -> str:
    """What a version changed, by counts: criteria, rules for households, parameters, menu. Begins with a small letter.

    An item whose only difference is how well it is confirmed has not changed.
    """
    changed = {(d.kind, d.key) for d in differences if d.kind is not Group.ITEM_CHANGED or d.field != "menu_state"}
    keys: Counter[Group] = Counter(group for group, _key in changed)
    parts = []
    if n := keys[Group.CRITERION]:
        parts.append(ngettext("cambia %(n)s criterio de área", "cambian %(n)s criterios de área", n) % {"n": n})
    if n := keys[Group.HOUSEHOLD_RULE]:
        parts.append(ngettext("cambia %(n)s regla para hogares", "cambian %(n)s reglas para hogares", n) % {"n": n})
    if n := keys[Group.SETTING]:
        parts.append(ngettext("cambia %(n)s parámetro", "cambian %(n)s parámetros", n) % {"n": n})
    if n := keys[Group.CONTEST]:
        parts.append(ngettext("cambia %(n)s criterio de concurso", "cambian %(n)s criterios de concurso", n) % {"n": n})
    if n := keys[Group.ITEM_ADDED]:
        parts.append(ngettext("entra %(n)s opción al menú", "entran %(n)s opciones al menú", n) % {"n": n})
    if n := keys[Group.ITEM_REMOVED]:
        parts.append(ngettext("sale %(n)s del menú", "salen %(n)s del menú", n) % {"n": n})
    if n := keys[Group.ITEM_CHANGED]:
        parts.append(ngettext("%(n)s opción se adapta", "%(n)s opciones se adaptan", n) % {"n": n})
    if not parts:
        return _("no cambia ninguna regla.")
    return ", ".join(parts[:-1]) + (_(" y ") if len(parts) > 1 else "") + parts[-1] + "."
