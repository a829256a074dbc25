"""The table `versions.csv`, which a program officer can read and correct: what each published version says.

A "?" after a value means that it is shown with the mark "unconfirmed"; "-" means that the version says nothing.
"""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from winay.programs import models, queries, wording
from winay.programs.rules import Group, diff
from winay.programs.terms import SETTINGS, SettingKind
from winay.programs.version_terms import VersionTerms
from winay.programs.vocabulary import CHOICES, HOUSEHOLD_RULES, MENU_STATES, MODES, SETTING_NAMES

CATALOGUE = Path(models.__file__).parents[1] / "catalog" / "programs"
COLUMNS = {
    "pilot 2012": ("haku-winay", "pilot-2012"),
    "2014": ("haku-winay", "2014.1"),
    "2017": ("haku-winay", "2017.1"),
    "2020": ("haku-winay", "2020.1"),
    "jungle 2013": ("noa-jayatai", "2013.1"),
    "jungle 2017": ("noa-jayatai", "2017.1"),
    "jungle 2020": ("noa-jayatai", "2020.1"),
}
with (Path(__file__).parent / "versions.csv").open(newline="") as file:
    TABLE = list(csv.DictReader(file))
pytestmark = pytest.mark.django_db


def loaded(column: str) -> VersionTerms:
    found = queries.version(*COLUMNS[column])
    assert found is not None
    return found


def said(version: VersionTerms, rule: str) -> str:
    """What the version says of `rule`, as the table writes it."""
    kind, key = rule.split()
    text, confirmed = {
        "setting": _setting,
        "criterion": _criterion,
        "household_rule": _household_rule,
        "item": _item,
        "language": _language,
        "word": _word,
    }[kind](version, key)
    return text if confirmed or text == "-" else f"{text} ?"


def _setting(version: VersionTerms, key: str) -> tuple[str, bool]:
    setting = version.settings[key]
    return wording.setting_value(setting), setting.backing.confirmed


def _criterion(version: VersionTerms, key: str) -> tuple[str, bool]:
    for criterion in version.criteria:
        if criterion.key == key:
            return f"{wording.criterion_in_words(criterion)} · {MODES[criterion.mode]}", criterion.confirmed
    return "-", False


def _household_rule(version: VersionTerms, key: str) -> tuple[str, bool]:
    rule = next(rule for rule in version.household_rules if rule.key == key)
    return str(HOUSEHOLD_RULES[rule.key, rule.required]), rule.backing.confirmed


def _item(version: VersionTerms, key: str) -> tuple[str, bool]:
    item = version.item(key)
    return ("-", False) if item is None else (str(MENU_STATES[item.menu_state]), item.backing.confirmed)


def _language(version: VersionTerms, key: str) -> tuple[str, bool]:
    found = [language for language in version.languages if language.tag == key]
    return ("sí", found[0].backing.confirmed) if found else ("-", False)


def _word(version: VersionTerms, key: str) -> tuple[str, bool]:
    word: Any = {str(name): word for name, word in version.words.items()}[key]
    return word.words.text("es"), word.backing.confirmed


def test_every_version_says_what_the_table_says() -> None:
    versions = {column: loaded(column) for column in COLUMNS}
    with translation.override("es"):
        wrong = [
            f"{row['rule']}, {column}: the table says {row[column]!r}, the version {now!r}"
            for row in TABLE
            for column, version in versions.items()
            if (now := said(version, row["rule"])) != row[column]
        ]
    assert not wrong, "\n".join(wrong)


def test_loading_takes_a_fixed_number_of_queries() -> None:
    for column in ("pilot 2012", "2020"):
        with CaptureQueriesContext(connection) as seen:
            loaded(column)
        assert len(seen) == 24, column
    row = queries.version_row("haku-winay", "2020.1")
    assert row is not None
    for key in ("guinea_pigs", "community_tourism_starter"):
        with CaptureQueriesContext(connection) as seen:
            assert queries.item(row, key) is not None
        assert len(seen) == 8, key
    with CaptureQueriesContext(connection) as all_versions:
        assert len(queries.versions_list()) == 7
    with CaptureQueriesContext(connection) as some:
        assert len(queries.versions_list("noa-jayatai")) == 3
    assert len(all_versions) == len(some) == 3


def test_the_menu_alone_is_the_version_s_menu() -> None:
    row = queries.version_row("noa-jayatai", "2020.1")
    assert row is not None
    assert queries.menu_of(row) == loaded("jungle 2020").menu
    assert queries.item(row, "laying_hens") == loaded("jungle 2020").item("laying_hens")
    assert queries.item(row, "guinea_pigs") is None


def test_what_does_not_exist_is_none() -> None:
    assert queries.version("haku-winay", "1999.1") is None
    assert queries.version("nobody", "2020.1") is None
    assert queries.version_row("nobody", "2020.1") is None


def test_every_setting_and_choice_has_words() -> None:
    assert set(SETTING_NAMES) == set(SETTINGS)
    offered = {(key, choice) for key, spec in SETTINGS.items() for choice in spec.choices}
    assert set(CHOICES) == offered
    assert all(SETTINGS[key].kind is SettingKind.CHOICE for key, _ in CHOICES)


def test_every_difference_can_be_said_in_both_languages() -> None:
    versions = [loaded(column) for column in COLUMNS]
    for language in ("es", "en"):
        with translation.override(language):
            for a in versions:
                for b in versions:
                    for difference in diff(a, b, language):
                        name, before, after = wording.difference_in_words(difference, a, b)
                        assert name
                        assert before
                        assert after
                        if difference.kind is Group.SETTING and difference.field == "value":
                            assert before != after
            assert [wording.since_in_words(v) for v in versions][:1] == ["desde junio de 2012"] or language == "en"
