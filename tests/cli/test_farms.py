"""`winay farms`: loading tables of both kinds, counting one for another cut, and the words for every fault."""

from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import Result

from tests import people
from tests.cli.running import winay
from winay.targeting.farms.files import COLUMNS
from winay.targeting.models import FarmCut, FarmTable

pytestmark = pytest.mark.django_db


def load(file: Path, email: str, *more: str) -> Result:
    return winay(
        "farms",
        "import",
        str(file),
        "--name",
        "Padrón",
        "--publisher",
        "UT",
        "--as-of",
        "2026-09-30",
        "--by",
        email,
        *more,
    )


def test_a_farm_table_is_checked_loaded_and_refused_by_row(tmp_path: Path):
    ana = people.specialist()
    file = tmp_path / "predios.csv"
    file.write_text("ubigeo,households,under_cut\n050101,10,5\n", encoding="utf-8")
    assert "no se cargó nada" in load(file, ana.email, "--dry-run").stdout and FarmTable.objects.count() == 0
    assert "1 distritos cargados" in load(file, ana.email).stdout and FarmTable.objects.count() == 1
    assert "ya está cargado" in load(file, ana.email).stderr
    file.write_text("ubigeo,households,under_cut\n50101,10,5\n050102,[/x],5\n", encoding="utf-8")
    said = load(file, ana.email)
    assert said.exit_code == 1 and FarmTable.objects.count() == 1
    assert "predios.csv, fila 2, columna ubigeo: dice «50101»; se esperaba" in said.stderr
    assert "fila 3, columna households: dice «[/x]»" in said.stderr
    assert "Nadie con el correo" in load(file, "nadie@ejemplo.pe").stderr
    assert load(tmp_path / "no.csv", ana.email).exit_code == 2
    file.write_text("ubigeo,households,under_cut\n210101,10,5\n", encoding="utf-8")
    assert "Aquí no se puede hacer esto" in load(file, ana.email).stderr
    assert "no es un día" in load(file, ana.email, "--as-of", "30/09/2026").stderr
    assert "no es un número" in load(file, ana.email, "--cut", "poco").stderr


def test_the_template_is_the_head_alone():
    assert winay("farms", "template").stdout.splitlines() == ["ubigeo,households,under_cut,under_cut_further"]


def test_the_schema_names_every_column():
    said = winay("farms", "schema").stdout
    for column in (*COLUMNS, "household"):
        assert f"\n{column}\n" in f"\n{said}", column
    assert max(map(len, said.splitlines())) <= 80


def test_single_farms_are_checked_loaded_listed_and_counted_again(tmp_path: Path):
    ana = people.specialist()
    file = tmp_path / "hogares.csv"
    file.write_text(",".join(COLUMNS) + "\n050101,1.2,80,80,1\n050102,1.9,,80,1\n", encoding="utf-8")
    poco = ("--limited-sales", "menos de la mitad")
    assert "qué se contó como «vender poco»" in load(file, ana.email).stderr
    said = load(file, ana.email, *poco, "--cut", "2", "--cut", "0.5", "--dry-run").stdout
    for part in (
        "2 hogares de 2 lugares en 2 distritos revisados",
        "1.3 ha, 75 % / 75 %",
        "0.5 ha",
        "solo su distrito",
    ):
        assert part in said, said
    assert FarmTable.objects.count() == 0
    assert "2 distritos cargados" in load(file, ana.email, *poco, "--cut", "2").stdout
    table = FarmTable.objects.get()
    assert str(table.public_id) in winay("farms", "list").stdout and "hogar" in winay("farms", "list").stdout
    cut = ("farms", "cut", str(table.public_id), "--by", ana.email, "--cut")
    said = winay(*cut, "1.95", "--labour-share", "50", "--property-share", "50%", "--dry-run")
    assert "no se guardó nada" in said.stdout and FarmCut.objects.count() == 2
    said = winay(*cut, "1.95", "--labour-share", "50", "--property-share", "50%")
    assert "1.95 ha, 50 % / 50 %" in said.stdout and FarmCut.objects.count() == 3
    assert "ya está contada" in winay(*cut, "2").stderr
    assert "las dos, o ninguna" in winay(*cut, "3", "--labour-share", "50").stderr
    for nothing in ("x", str(uuid4())):
        assert "No hay una tabla" in winay("farms", "cut", nothing, "--cut", "1", "--by", ana.email).stderr


def test_several_cuts_of_a_count_by_district_are_told(tmp_path: Path):
    ana = people.specialist()
    file = tmp_path / "predios.csv"
    file.write_text("ubigeo,households,under_cut\n050101,10,5\n", encoding="utf-8")
    assert "se tomó el primero" in load(file, ana.email, "--cut", "2", "--cut", "1").stdout
    assert FarmCut.objects.get().cut_ha == 20_000
