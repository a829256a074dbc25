"""Every form that ships: its workbook is made of its source, ODK Validate finds nothing in it, its codes are the
vocabularies of the rooms, and words in other languages have a source and say that nobody reviewed them."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from openpyxl import load_workbook
from pyxform.validators.odk_validate import ODK_VALIDATE_PATH
from tools.build_forms import PLAIN, SAVED, load, sheets
from tools.draw_pictures import drawings, png

from tests.plans import scene as plans
from winay.delivery import asset_terms, home_terms, technology_terms, visit_terms
from winay.delivery.home_guide import critical_items, home_items
from winay.delivery.queries.visit_facts import taught
from winay.intake.forms.reading import to_xform
from winay.journeys.check_form import SCREENS
from winay.journeys.delivery_form import thing_key
from winay.plans.queries.menus import lines_of, menu_for
from winay.plans.queries.workshops import offered
from winay.programs.models import Version
from winay.programs.terms import AbandonReason, CheckState
from winay.registry.terms import LANGUAGES, Kin, Sex
from winay.trainers.terms import ContractKind

FORMS = Path(settings.WINAY_FORMS)
SOURCES = sorted(FORMS.glob("*.yaml"))
MINE = ("group_session", "asset_delivery", "asset_installation", "technology_check", "healthy_home")
KNOWN = {*("type", "name", "group", "repeat", "items", "hint", "required", "message"), *("consent", "es", "gloss")}
KNOWN |= {"audio", "image", SAVED}


@cache
def source(name: str) -> dict[str, Any]:
    return load(FORMS / f"{name}.yaml")


def asked(name: str) -> dict[str, dict[str, Any]]:
    """Every question of a form, by its path."""
    return dict(_walked(source(name)["questions"], ""))


def _walked(items: list[dict[str, Any]], base: str) -> Any:
    for one in items:
        group = one.get("group") or one.get("repeat")
        if group:
            yield from _walked(one["items"], f"{base}{group}/")
        else:
            yield f"{base}{one['name']}", one


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_workbook_is_made_of_its_source(path: Path) -> None:
    book = load_workbook(path.with_suffix(".xlsx"))
    for title, rows in sheets(load(path)).items():
        kept = [[str(cell or "") for cell in row] for row in book[title].iter_rows(values_only=True)]
        assert kept == [[str(cell) for cell in row] for row in rows], f"run python tools/build_forms.py: {title}"


@pytest.mark.parametrize("name", MINE)
def test_a_source_says_nothing_that_the_builder_does_not_read(name: str) -> None:
    assert all(set(one) <= {*KNOWN, *PLAIN} for one in asked(name).values())
    options = [one for some in source(name)["choices"].values() for one in some.values()]
    assert all(set(one) <= {"es", "gloss", "audio"} for one in options)


def test_a_drawing_is_there_for_every_technology_and_the_pictures_are_made_of_them() -> None:
    made = {path.stem: path.read_bytes() for path in Path(settings.WINAY_DRAWINGS).glob("*.png")}
    assert made == {name: png(shapes) for name, shapes in drawings().items()}, "run python tools/draw_pictures.py"
    vote, check = source("workshop_vote"), source("technology_check")
    told = {key for name in vote["pictured"] for key in vote["choices"][name]}
    assert told == set(made) == set(check["choices"]["item"]), "a picture draws votes: all of a list, or none"
    notes = {path: one["image"] for path, one in asked("technology_check").items() if path.startswith("look/")}
    assert notes == {f"look/look_{name}": name for name in made}
    assert all(len(content) < 9_000 for content in made.values()), "each phone fetches them"


def test_odk_validate_finds_nothing_wrong(tmp_path: Path) -> None:
    """The checker that ODK's own builder uses: whatever it refuses, no phone opens."""
    if shutil.which("java") is None:
        assert os.environ.get("CI") != "true", "CI must have Java: see .ci/run"
        pytest.skip("there is no Java on this machine, so NO form was checked with ODK Validate")
    for path in SOURCES:
        (tmp_path / f"{path.stem}.xml").write_bytes(to_xform(path.with_suffix(".xlsx").read_bytes()).xml)
    found = {path.stem: _validated(path) for path in sorted(tmp_path.glob("*.xml"))}
    assert found == dict.fromkeys(found, "") and len(found) == len(SOURCES)
    broken = tmp_path / "broken.xml"
    good = (tmp_path / "group_session.xml").read_text()
    broken.write_text(good.replace("count-selected(.)", "count-selected(.", 1))
    assert _validated(broken)


def _validated(path: Path) -> str:
    """What ODK Validate says against a form; nothing for a good one."""
    line = ["java", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true", "-jar", ODK_VALIDATE_PATH, str(path)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=100, check=False)
    return done.stderr if done.returncode else ""


def glossed(tree: Any) -> list[dict[str, Any]]:
    """Every text with a word in another language."""
    if isinstance(tree, dict):
        own = [tree] if "gloss" in tree else []
        return own + [found for value in tree.values() for found in glossed(value)]
    return [found for value in tree for found in glossed(value)] if isinstance(tree, list) else []


@pytest.mark.parametrize("name", MINE)
def test_words_in_other_languages_have_a_source_and_say_that_nobody_reviewed_them(name: str) -> None:
    tree = source(name)
    assert tree["mark"] == "sin revisión de hablante" and glossed(tree)
    for one in glossed(tree):
        gloss = one["gloss"]
        assert gloss["certainty"] in {"A", "S"} and gloss["sources"], one
        quechua = [gloss[lang] for lang in ("quy", "quz") if lang in gloss]
        assert not any(set(word.lower()) & set("eo'’‘`´") for word in quechua), gloss
        assert "ʼ" not in gloss.get("quy", ""), "Chanka has no such letter"
    for title in ("survey", "choices"):
        rows = sheets(tree)[title]
        first = next(at for at, name in enumerate(rows[0]) if name.startswith("label::"))
        for row in rows[1:]:
            spanish, others = row[first], row[first + 1 : first + 4]
            assert all(one in {spanish, ""} or one.endswith("(sin revisión de hablante)") for one in others), row


def test_choices_are_the_vocabularies_of_the_rooms() -> None:
    session, delivery = source("group_session")["choices"], source("asset_delivery")["choices"]
    check, home = source("technology_check")["choices"], source("healthy_home")["choices"]
    for found, words in (
        (session["language"], LANGUAGES), (session["relation"], Kin), (session["sex"], Sex),
        (session["topic"], visit_terms.Topic), (delivery["relation"], Kin), (delivery["sex"], Sex),
        (delivery["reject_why"], asset_terms.RejectWhy), (delivery["role"], asset_terms.WitnessRole),
        (delivery["mark"], visit_terms.Mark), (source("asset_installation")["choices"]["relation"], Kin),
        (check["state"], technology_terms.TechState), (check["evidence"], technology_terms.Evidence),
        (check["own_means"], technology_terms.OwnMeans), (check["why"], AbandonReason),
        (check["checked_by"], technology_terms.CheckedBy), (home["answer"], home_terms.Answer),
    ):  # fmt: skip
        assert set(found) == {str(one) for one in words}


@pytest.mark.django_db
@pytest.mark.parametrize("program", ["haku-winay", "noa-jayatai"])
def test_the_forms_know_every_technology_and_every_thing_of_its_kit(program: str) -> None:
    for version in Version.objects.filter(program__key=program):
        menu = offered(version)
        lines = lines_of(one for one in menu_for(version) if one.key in menu)
        things = {f"{line.item.key}.{thing_key(line.words.text('es'))}" for line in lines}
        assert len(things) == len(lines)
        for name in ("group_session", "asset_delivery", "asset_installation", "technology_check"):
            assert set(menu) <= set(source(name)["choices"]["item"]), (version.key, name)
        assert things <= set(source("asset_delivery")["choices"]["thing"]), version.key
        assert set(taught(version, ContractKind.PRODUCTIVE)) <= set(source("group_session")["choices"]["item"])


@pytest.mark.django_db
def test_what_a_check_looks_at_is_the_menu_s() -> None:
    """Its questions and the days within which a technology must have been used, for the version of the demonstration
    and of these tests."""
    questions = asked("technology_check")
    for key, item in offered(plans.version()).items():
        note = questions[f"look/look_{key}"]["es"]
        wanted = [item.checks[state].text("es") for state in CheckState] + [item.window.text("es")]
        assert all(words in note for words in wanted), key
        days = "" if item.window_days is None else f"|{key}:{item.window_days}|"
        assert days in questions["what/window"]["calculation"]
        assert days or f"|{key}:" not in questions["what/window"]["calculation"]


def test_the_form_of_a_home_asks_the_catalogue_s_items_in_their_order() -> None:
    questions = asked("healthy_home")
    assert [one for numbers in SCREENS.values() for one in numbers] == [one.number for one in home_items()]
    for group, numbers in SCREENS.items():
        for number in numbers:
            item = home_items()[number - 1]
            one = questions[f"{group}/i{number}"]
            assert one["es"] == f"{number}. {item.words['es']}" and item.good["es"][1:] in one["hint"]
            assert (f"{group}/i{number}_what" in questions) is (number in critical_items())
