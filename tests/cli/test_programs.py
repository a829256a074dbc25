"""`winay programs`: what it prints, and what it refuses."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from typer.testing import CliRunner, Result

from winay.cli.programs import app

pytestmark = pytest.mark.django_db


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A copy of the catalogue that a test may spoil."""
    return Path(shutil.copytree(settings.WINAY_CATALOGUE, tmp_path / "programs"))


def test_list_names_every_version() -> None:
    found = run("list")
    assert found.exit_code == 0
    for ref in ("haku-winay@pilot-2012", "haku-winay@2014.1", "haku-winay@2020.1", "noa-jayatai@2013.1"):
        assert ref in found.stdout


def test_show_says_source_and_certainty() -> None:
    found = run("show", "haku-winay@2020.1")
    assert found.exit_code == 0
    flat = " ".join(found.stdout.split())
    assert "US$ 1 700" in flat
    assert "sin confirmar" in flat and "confirmado" in flat
    assert "Estudio de caso del Banco Mundial" in flat


def test_diff_counts_and_groups() -> None:
    found = run("diff", "haku-winay@2020.1", "noa-jayatai@2020.1")
    assert found.exit_code == 0
    assert "diferencias" in found.stdout
    for group in ("Parámetros", "Lenguas", "Se añade al menú", "Sale del menú"):
        assert group in found.stdout


def test_diff_of_a_version_with_itself_is_empty() -> None:
    assert "0 diferencias" in run("diff", "haku-winay@2020.1", "haku-winay@2020.1").stdout


@pytest.mark.parametrize("words", [("show", "x@1"), ("show", "nothing"), ("diff", "haku-winay@2020.1", "x@1")])
def test_an_unknown_version_is_refused_in_one_sentence(words: tuple[str, ...]) -> None:
    found = run(*words)
    assert found.exit_code == 1
    assert "No hay una versión" in found.output
    assert "Traceback" not in found.output


def test_publishing_again_publishes_nothing() -> None:
    found = run("publish")
    assert found.exit_code == 0
    assert "0 versiones publicadas" in found.stdout


def test_an_edited_published_version_is_refused_by_check_and_by_publish(catalogue: Path) -> None:
    file = catalogue / "haku-winay" / "2020.1.yaml"
    file.write_text(file.read_text("utf-8") + "\n# edited\n", "utf-8")
    for words in (("check", catalogue), ("check", file), ("publish", catalogue)):
        found = run(*words)
        assert found.exit_code == 1, words
        assert "haku-winay/2020.1.yaml" in found.output and "never edited" in found.output


def test_check_accepts_the_shipped_catalogue_and_one_file_of_it(catalogue: Path) -> None:
    assert "nada que corregir" in run("check", catalogue).output
    found = run("check", catalogue / "noa-jayatai" / "2020.1.yaml")
    assert found.exit_code == 0 and "noa-jayatai@2020.1" in found.output


def test_check_names_file_row_and_what_was_expected(catalogue: Path) -> None:
    file = catalogue / "haku-winay" / "2020.1.yaml"
    told = file.read_text("utf-8").replace("kind: predominance", "kind: guess", 1)
    file.write_text(told, "utf-8")
    row = 1 + told[: told.index("kind: guess")].count("\n")
    found = run("check", catalogue)
    assert found.exit_code == 1
    for expected in ("haku-winay/2020.1.yaml", f" {row},", "guess", "'predominance'"):
        assert expected in found.output


def test_check_knows_which_indicators_exist(catalogue: Path) -> None:
    file = catalogue / "haku-winay" / "2014.1.yaml"
    told = file.read_text("utf-8").replace(
        "indicator: juntos_households_affiliated", "indicator: nobody_counts_this", 1
    )
    file.write_text(told, "utf-8")
    found = run("check", file)
    assert found.exit_code == 1 and "nobody_counts_this" in found.output


def test_an_empty_folder_is_no_catalogue(tmp_path: Path) -> None:
    for verb in ("check", "publish"):
        found = run(verb, tmp_path)
        assert found.exit_code == 1 and "version files" in found.output
