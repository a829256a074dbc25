# ruff: noqa: E501  (the table of attacks reads better in one line each)
"""Files of the catalogue: every way to write one wrongly is answered with file, row, field, value and what is wanted."""

import shutil
from pathlib import Path

import pytest

from winay.core.errors import BadInputs
from winay.programs import marks, terms
from winay.programs.catalogue import Catalogue
from winay.programs.flattening import Flattener

CATALOGUE = Path(terms.__file__).parents[1] / "catalog" / "programs"
INDICATORS = frozenset({"poverty_pct", "nbi_any_pct", "u5_stunted_pct", "juntos_households_affiliated"})
V2014, V2017, V2020 = "haku-winay/2014.1.yaml", "haku-winay/2017.1.yaml", "haku-winay/2020.1.yaml"
JUNGLE = "adaptations/jungle.yaml"
ANIMALS = "menus/3-animals.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CATALOGUE, tmp_path / "programs"))


def row_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def problems(folder: Path, ref: str = "noa-jayatai@2020.1") -> list[str]:
    with pytest.raises(BadInputs) as caught:
        Flattener(Catalogue(folder), INDICATORS).flat(ref)
    return [str(problem) for problem in caught.value.problems]


def test_the_shipped_catalogue_is_valid() -> None:
    flattener = Flattener(Catalogue(CATALOGUE), INDICATORS)
    refs = [f"{path.parent.name}@{path.stem}" for path in Catalogue(CATALOGUE).version_paths()]
    assert len([flattener.flat(ref) for ref in refs]) == 7


# what is spoiled · in which file · from · to · what the message must say, besides the file and the row of `to`
ATTACKS = [
    ("unknown criterion kind", V2017, "kind: predominance", "kind: horoscope", ["items[1].kind", "horoscope", "threshold"]),
    ("unknown indicator", V2017, "indicator: poverty_pct", "indicator: povrety_pct", [".indicator", "povrety_pct"]),
    ("unknown comparison", V2017, "comparison: over", "comparison: more", [".comparison", "more", "at_least"]),
    ("unknown mode", V2017, "mode: preference", "mode: maybe", [".mode", "maybe", "required"]),
    ("number without source", V2014, "    value: 36\n    source: {case_study: \"Each household remains in the program for a maximum of three years\"}\n",
     "    value: 36\n", ["settings.household_months_max", "a number without source is refused"]),
    ("confirmed without source", V2014, "    source: none\n    confirmed: false\n  open_to", "    source: none\n    confirmed: true\n  open_to",
     ["settings.reentry_allowed", "confirmed: false where the source is none"]),
    ("unknown setting", V2014, "  household_months_max:", "  household_monthz_max:", ["household_monthz_max", "one of"]),
    ("text where a number must be", V2014, "value: 36", "value: three dozen", ["settings.household_months_max.value", "three dozen", "a whole number"]),
    ("decimal where a whole number must be", V2014, "value: 36", "value: 36.5", ["36.5", "a whole number"]),
    ("percent written as share", V2017, "value: 40\n        source: {case_study: \"districts", "value: 0.4\n        source: {case_study: \"districts",
     ["value.value", "0.4", "not a share"]),
    ("percent over a hundred", V2020, "value: 75", "value: 175", ["175", "at most 100"]),
    ("money without currency", V2014, "    currency: USD\n    note:\n      es: \"La fuente", "    note:\n      es: \"La fuente",
     ["menu_cap_per_household.value", "a currency"]),
    ("choice outside the list", V2014, "value: elected", "value: drawn_by_lot", ["prosecutor_origin.value", "drawn_by_lot", "elected"]),
    ("yes/no written as a word", V2014, "value: false", "value: no", ["reentry_allowed.value", "true or false"]),
    ("unknown, yet confirmed", V2014, "value: 4\n    note", "value: unknown\n    note", ["board_posts.value", "confirmed: false where the value is unknown"]),
    ("smallest above largest", V2014, "value: 80", "value: 180", ["nucleus_households", "at least"]),
    ("unknown field", V2014, "valid_from_precision: year", "valid_from_precision: year\ncolour: red", ["colour", "no such field"]),
    ("missing field", V2014, "program_name: Haku Wiñay\n", "", ["program_name", "the field program_name"]),
    ("date that does not exist", V2014, "valid_from: 2014-01-01", "valid_from: 2014-02-30", ["valid_from", "2014-02-30", "a date"]),
    ("unknown item key", V2017, "items: [compost,", "items: [compots,", ["menu.add[1].items[1]", "compots", "defined in menus/"]),
    ("item twice on a menu", V2017, "items: [compost,", "items: [guinea_pigs, compost,", ["guinea_pigs", "each item once"]),
    ("unknown prerequisite", ANIMALS, "items: [associated_pastures,", "items: [associated_pasture,", ["needs[1].items[1]", "associated_pasture"]),
    ("duplicate item", ANIMALS, "key: laying_hens", "key: guinea_pigs", ["items[2].key", "guinea_pigs", "each item once"]),
    ("two items of one name", ANIMALS, "es: \"Cerdos en corral\"", "es: \"Crianza de cuyes\"", ["another name than guinea_pigs"]),
    ("late first visit to live animals", ANIMALS, "follow_up: {first: 7, every: 30}", "follow_up: {first: 45, every: 30}", ["at most 30 days"]),
    ("quantity that is no number", ANIMALS, "[Gallo, Rooster, 1, u]", "[Gallo, Rooster, one, u]", ["kit[2][3]", "found 'one'", "a quantity"]),
    ("unit outside the list", ANIMALS, "[Gallo, Rooster, 1, u]", "[Gallo, Rooster, 1, piece]", ["kit[2][4]", "piece", "'kg'"]),
    ("unlisted public source", ANIMALS, "basis: {S24: [menu], S25: [kit]", "basis: {S924: [menu], S25: [kit]", ["S924", "menus/sources.yaml"]),
    ("wrong type", V2014, "components: [1, 2]", "components: one", ["stages[1].components", "a list"]),
    ("component left without stage", V2014, "components: [4]", "components: [3]", ["stages", "cover each component once"]),
    ("basis that is missing", V2020, "version: haku-winay@2017.1", "version: haku-winay@2016.1", ["based_on.version", "haku-winay@2016.1"]),
    ("place that is not the file's", V2020, "version: 2020.1", "version: 2021.1", ["2021.1", "as in the file's place"]),
    ("wrong place code", "noa-jayatai/2020.1.yaml", "places: [\"01\",", "places: [\"1\",", ["places[1]"]),
    ("e or o in a Quechua word", V2014, "text: watukuy", "text: watokuy", ["watokuy", "three vowels"]),
    ("apostrophe in Chanka", V2014, "quy: {text: wasi,", "quy: {text: \"wasiʼ\",", ["without apostrophes"]),
    ("uncertain word", V2014, "{text: wasi, certainty: A,", "{text: wasi, certainty: U,", ["certainty", "U"]),
    ("key written twice", V2014, "valid_from_precision: year", "valid_from_precision: year\nversion: 2014.1", ["version", "repeated"]),
    ("alias", V2014, "title: {es: \"Haku Wiñay 2014\", en: \"Haku Wiñay 2014\"}", "title: *other", ["correct YAML", "alias"]),
    ("tag", V2014, "program_name: Haku Wiñay", "program_name: !!python/name:os.system Haku", ["program_name", "without a tag"]),
    ("broken YAML", V2014, "stages:\n", "stages: [\n", ["correct YAML"]),
    ("k without alternatives", V2017, "criteria:\n", "criteria:\n  alternatives: {k: 2, source: none, confirmed: false}\n", ["criteria.alternatives", "mode alternative"]),
    ("unknown adaptation", "noa-jayatai/2020.1.yaml", "[jungle]", "[desert]", ["adapted_by[1]", "desert"]),
    ("unknown item in an adaptation", JUNGLE, "[guinea_pigs, sheep,", "[guinea_pig, sheep,", ["menu.drop[1].items[1]", "guinea_pig"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "says"), [attack[1:] for attack in ATTACKS], ids=[a[0] for a in ATTACKS]
)
def test_bad_input_is_named(folder: Path, file: str, old: str, new: str, says: list[str]) -> None:
    path = folder / file
    text = path.read_text()
    assert old in text, "the attack must change the file"
    path.write_text(text.replace(old, new, 1))
    found = problems(folder)
    fitting = [message for message in found if message.startswith(file) and all(part in message for part in says)]
    assert fitting, "\n".join(found)
    assert any(", row " in message for message in fitting), fitting


def test_the_row_is_the_line_of_the_value(folder: Path) -> None:
    path = folder / V2017
    text = path.read_text().replace("value: 15.34", "value: plenty")
    path.write_text(text)
    (message,) = problems(folder, "haku-winay@2017.1")
    assert f"row {row_of(text, 'value: plenty')}," in message
    assert "column criteria.items[5].value.value" in message
    assert "found 'plenty'" in message


def test_a_latin_1_file_is_named(folder: Path) -> None:
    path = folder / V2017
    path.write_bytes(path.read_text().encode("latin-1", errors="replace"))
    (message,) = problems(folder, "haku-winay@2017.1")
    assert message.startswith(V2017)
    assert "UTF-8" in message
    assert ", row " in message


def test_an_empty_and_a_missing_file_are_named(folder: Path) -> None:
    (folder / V2017).write_text("# nothing\n")
    assert "the file is empty" in problems(folder, "haku-winay@2017.1")[0]
    (folder / "menus" / "sources.yaml").unlink()
    assert problems(folder)[0].startswith("menus/sources.yaml")


def test_a_circle_of_bases_is_refused(folder: Path) -> None:
    path = folder / V2014
    path.write_text(path.read_text() + "based_on: {version: haku-winay@2020.1, source: none, confirmed: false}\n")
    assert any("not based on this version" in message for message in problems(folder))


def test_scalars_are_not_guessed() -> None:
    read = marks.parse(b"a: 05\nb: 1.30\nc: no\nd: true\ne: null\nf: 2014-01-01\n", "x.yaml")
    assert read.data == {"a": "05", "b": "1.30", "c": "no", "d": True, "e": None, "f": "2014-01-01"}
    assert read.line(("b",)) == 2
