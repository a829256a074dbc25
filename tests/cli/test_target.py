"""`winay target` in a window of 80 letters, in both languages."""

import csv
from pathlib import Path

import pytest
from django.utils import translation

from tests.cli.running import winay
from winay.cli import screen

pytestmark = pytest.mark.django_db
THIN = "\u202f"


def test_the_country_under_the_latest_rule_fits_a_window():
    said = winay("target", "haku-winay@2020.1")
    assert said.exit_code == 0
    assert max(map(len, said.stdout.splitlines())) <= 80
    for part in ("sin dato suficiente", f"1{THIN}780", "subsistence_predominance", "sin dato", "pref.", "50%", "40%"):
        assert part in said.stdout, part
    assert f"1{THIN}763 áreas, 1{THIN}845{THIN}366 hogares rurales est." in said.stdout
    assert "Hipótesis: todas las guías requeridas" in said.stdout
    assert len([line for line in said.stdout.splitlines() if line[:6].isdigit()]) == 15


def test_a_what_if_is_marked_and_written_whole(tmp_path: Path):
    file = tmp_path / "áreas.csv"
    said = winay(
        "target", "haku-winay@2020.1", "--set", "poverty=35%", "--require", "poverty",
        "--prefer", "subsistence_predominance", "--show", "3", "--out", str(file),
    )  # fmt: skip
    assert said.exit_code == 0 and "hipótesis" in said.stdout and "poverty *" in said.stdout and "35%" in said.stdout
    rows = list(csv.DictReader(file.open(encoding="utf-8")))
    assert len(rows) == 1822
    eligible = [r for r in rows if r["outcome"] == "eligible"]
    assert eligible and all(float(r["poverty_found"]) > 35 for r in eligible)


def test_a_what_if_says_what_enters_leaves_and_whom_it_reaches():
    said = winay(
        "target", "haku-winay@2020.1", "--require", "poverty", "--prefer", "subsistence_predominance",
        "--set", "enough_households=0", "--show", "0",
    )  # fmt: skip
    assert said.exit_code == 0 and max(map(len, said.stdout.splitlines())) <= 100
    entering = f"entran 713 áreas: 947{THIN}994 hogares rurales, 499{THIN}643 pobres."
    assert entering in said.stdout and "salen 0 áreas: 0 hogares rurales" in said.stdout
    assert "32.6%" in said.stdout and "47.3%" in said.stdout and "1.31" in said.stdout and "(B-PB)/(N-P)" in said.stdout
    published = winay("target", "haku-winay@2020.1", "--show", "0").stdout
    assert "Frente a la publicada" not in published and "100.0%" in published and "—" in published


def test_another_cut_of_farm_size_is_a_what_if():
    said = winay("target", "haku-winay@2017.1", "--cut", "subsistence_predominance=0.5", "--show", "0")
    assert said.exit_code == 0 and "hipótesis" in said.stdout and "subsistence_predominance *" in said.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--set", "pobreza=35"], ["No existe el criterio «pobreza»", "poverty, unmet_needs, malnutrition"]),
        (["--require", "[bold]x[/]"], ["No existe el criterio «[bold]x[/]»"]),
        (["--set", "poverty=0.35"], ["parece una proporción"]),
        (["--set", "poverty=treinta"], ["no es un número"]),
        (["--set", "poverty=-1"], ["fuera de lo posible"]),
        (["--set", "poverty=1e30"], ["no es un número"]),
        (["--set", "poverty"], ["--set pide CRITERIO=VALOR"]),
        (["--cut", "0.5"], ["--cut pide CRITERIO=VALOR"]),
        (["--cut", "poverty=0.5"], ["no tiene un número que cambiar"]),
        (["--cut", "subsistence_predominance=media"], ["no es un número"]),
        (["--set", "poverty=1", "--set", "poverty=2"], ["dos veces"]),
        (["--require", "poverty", "--prefer", "poverty"], ["dos modos"]),
        (["--alternative", "poverty", "--k", "2"], ["Pide 2 criterios alternativos, pero hay 1"]),
        (["--within", "999999"], ["No hay un lugar con el código 999999"]),
        (["--out", "/no/such/folder/a.csv"], ["No se pudo escribir"]),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(words, expected):
    said = winay("target", "haku-winay@2020.1", *words)
    assert said.exit_code == 1 and "Traceback" not in said.output
    for part in expected:
        assert part in said.stderr


def test_an_unknown_version_is_answered_with_the_known_ones():
    said = winay("target", "haku-winay@1999")
    assert said.exit_code == 1 and "haku-winay@2020.1" in said.stderr and "noa-jayatai@2013.1" in said.stderr


def test_a_territory_and_lent_figures():
    said = winay("target", "haku-winay@2014.1", "--within", "05", "--lend", "--show", "200")
    codes = [line[:6] for line in said.stdout.splitlines() if line[:6].isdigit()]
    assert codes and all(code.startswith("05") for code in codes)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "es"),
        ({"LANG": "es_PE.UTF-8"}, "es"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "qu_PE"}, "es"),
        ({"LANG": "C.UTF-8"}, "es"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "es_PE.UTF-8"}, "es"),
        ({"LANG": "es_PE.UTF-8", "LC_ALL": "en_GB"}, "en"),
    ],
)
def test_the_terminal_chooses_the_language(environment, language):
    with translation.override("es"):
        screen.speak(environment)
        assert translation.get_language() == language
