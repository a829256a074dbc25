"""`winay pack` and `winay load` in a window of 80 letters."""

from pathlib import Path

import pytest
from typer.testing import Result

from tests import people
from tests.cli.running import winay
from tests.places.count_scene import CHUSCHI, settle, table
from tests.places.pack_scene import PackFolder
from winay.places.models import CountLoad, Pack, Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack(tmp_path: Path) -> PackFolder:
    return PackFolder(tmp_path / "pack")


@pytest.mark.bare
def test_a_pack_is_checked_installed_and_listed(pack: PackFolder):
    said = winay("pack", "list")
    assert said.exit_code == 1 and "No se ha instalado ningún paquete" in said.stderr
    said = winay("pack", "check", str(pack.path))
    assert said.exit_code == 0 and not Place.objects.exists()
    for part in ("Perú chico 1 · PE", "centros poblados", "no tiene faltas. No se instaló nada"):
        assert part in said.stdout, part
    said = winay("pack", "install", str(pack.path))
    assert said.exit_code == 0 and "6 centros poblados nuevos" in said.stdout and "límites de distritos" in said.stdout
    assert "Guardando centros poblados" in said.stderr
    again = winay("pack", "install", str(pack.path))
    assert again.exit_code == 0 and "Ya estaba instalado: no cambió nada" in again.stdout
    listed = winay("pack", "list")
    assert listed.exit_code == 0 and "Perú chico" in listed.stdout and listed.stdout.count("\n") == 2
    assert max(map(len, listed.stdout.splitlines())) <= 80


@pytest.mark.bare
def test_doubtful_positions_and_localities_left_out_are_told(pack: PackFolder):
    winay("pack", "install", str(pack.path))
    pack.change("localities.csv", "Qachun,1,-13.15", "Qachun,1,-13.03")
    pack.change("localities.csv", "0501020002,Pampamarca,1,-13.28,-74.1\n", "")
    pack.write("farm_tables/padron.csv", "code\n")
    said = winay("pack", "install", str(pack.seal()))
    for part in (
        "1 centros poblados quedan fuera de todos los distritos, a 15 km o menos: posición dudosa",
        "1 centros poblados registrados no están en el paquete: se conservan",
        "1 centros poblados cambiados",
        "1 tablas de predios; las carga una persona: winay farms import",
    ):
        assert part in said.stdout, part


@pytest.mark.bare
def test_every_fault_is_a_line_and_the_exit_code_is_one(pack: PackFolder):
    pack.change("localities.csv", "-13.15,-74.25", "-74.25,-13.15")
    pack.change("localities.csv", "0501030001", "501030001")
    for command in ("check", "install"):
        said = winay("pack", command, str(pack.seal()))
        assert said.exit_code == 1 and "Traceback" not in said.output and not Pack.objects.exists()
        assert "localities.csv, fila 3, columna latitude, longitude: dice «-74.25, -13.15»" in said.stderr
        assert "localities.csv, fila 7, columna code: dice «501030001»" in said.stderr
    assert winay("pack", "check", str(pack.path / "no.zip")).exit_code == 2


def test_the_pack_of_another_country_is_refused(pack: PackFolder):
    said = winay("pack", "install", str(pack.seal(country="BO", currency="USD")))
    assert said.exit_code == 1 and "es de otro país (BO) y aquí está instalado PE" in said.stderr


def test_codes_of_another_country_are_not_called_faults(pack: PackFolder):
    for path in [one for one in pack.path.rglob("*") if one.is_file() and one.name != "localities.csv"]:
        path.unlink()
    said = winay("pack", "check", str(pack.seal(country="BO", currency="USD")))
    assert said.exit_code == 1 and "es de otro país (BO)" in said.stderr and "no existe" not in said.stderr


@pytest.mark.bare
def test_hashes_are_made_for_files_that_lack_them(pack: PackFolder, tmp_path: Path):
    text = (pack.path / "manifest.yaml").read_text().split("files:")[0]
    pack.write("manifest.yaml", text)
    pack.write("notas.txt", "no es del paquete")
    for target, more in ((tmp_path / "made", ()), (tmp_path / "made.zip", ("--zip",))):
        said = winay("pack", "make", str(pack.path), str(target), *more)
        assert said.exit_code == 0 and "Perú chico 1: 8 archivos" in said.stdout
        assert winay("pack", "check", str(target)).exit_code == 0
        assert "ya existe y no está vacío" in winay("pack", "make", str(pack.path), str(target), *more).stderr
    assert (
        "no es una carpeta de la que se pueda hacer" in winay("pack", "make", str(tmp_path), str(tmp_path / "x")).stderr
    )
    said = winay("pack", "make", str(pack.path), "/proc/no/pack")
    assert said.exit_code == 1 and "No se pudo escribir" in said.stderr


def load(file: Path, email: str, *more: str) -> Result:
    return winay("load", "places", str(file), "--by", email, "--name", "Visita", "--counted-on", "2026-10-01", *more)


def test_a_count_is_checked_loaded_listed_and_withdrawn(tmp_path: Path):
    ana = people.specialist()
    one, two, *_ = settle()
    file = tmp_path / "conteo.csv"
    file.write_bytes(table((one, 1000), (two, 900)))
    assert "No se ha cargado ningún conteo" in winay("load", "list").stderr
    said = load(file, ana.email, "--dry-run")
    assert said.exit_code == 0 and "no se cargó nada" in said.stdout and not CountLoad.objects.exists()
    for part in (CHUSCHI, "Chuschi", "1\u202f768", "1\u202f900"):
        assert part in said.stdout, part
    said = load(file, ana.email)
    kept = CountLoad.objects.get()
    assert said.exit_code == 0 and f"winay load withdraw {kept.public_id}" in said.stdout
    assert "ya está cargado" in load(file, ana.email).stderr
    listed = winay("load", "list").stdout
    assert "Visita · 2 centros poblados, contados el 2026-10-01 · conteo.csv" in listed
    withdraw = ("load", "withdraw", str(kept.public_id), "--by", ana.email, "--reason")
    assert "Escriba la razón" in winay(*withdraw, " ").stderr
    assert winay(*withdraw, "Se contaron personas.").exit_code == 0
    assert "retirado: Se contaron personas." in winay("load", "list").stdout
    assert "ya fue retirado" in winay(*withdraw, "Otra vez.").stderr
    for unknown in ("x", "00000000-0000-0000-0000-000000000001"):
        assert "No hay un conteo" in winay("load", "withdraw", unknown, "--by", ana.email, "--reason", "x").stderr


def test_what_is_wrong_with_a_count_is_said_in_sentences(tmp_path: Path):
    ana = people.specialist()
    settle()
    file = tmp_path / "conteo.csv"
    file.write_bytes(table(("0502020001", 17_680), ("502020002", -1)))
    said = load(file, ana.email)
    assert said.exit_code == 1 and "Traceback" not in said.output
    assert "fila 3, columna code: dice «502020002»" in said.stderr and "que no sea negativo" in said.stderr
    file.write_bytes(table(("0502020001", 12)))
    assert "Nadie con el correo" in load(file, "nadie@ejemplo.pe").stderr
    assert "Aquí no se puede hacer esto (map_territory)" in load(file, people.specialist("21").email).stderr
    assert "no es un día" in load(file, ana.email, "--counted-on", "1/10/2026").stderr
    assert "en el futuro" in load(file, ana.email, "--counted-on", "2099-01-01").stderr


def test_the_template_of_a_count_is_the_head_alone():
    assert winay("load", "template").stdout.splitlines() == ["code,households,community,district"]
