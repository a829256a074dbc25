"""Households in the browser: one registered on a small telephone, a file with three bad rows, somebody found."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import see_as

pytestmark = pytest.mark.browser
SOMEBODY = "Saturnina"


def a_locality(page: Page) -> str:
    """The ubigeo and name of some locality where Rosa works, from the page itself."""
    found = page.request.get("/hogares/nuevo/lugares/?place=0501").text()
    first = re.search(r'value="(\d{10} [^"]+)"', found)
    assert first, found
    return first[1]


def test_a_household_is_registered_on_a_small_telephone(phone: Page) -> None:
    phone.goto("/")
    see_as(phone, "Rosa")
    phone.goto("/hogares/nuevo/")
    phone.get_by_label("Centro poblado").fill(a_locality(phone))
    first = phone.get_by_role("group", name="Persona 1")
    first.get_by_label("Nombres").fill(SOMEBODY)
    first.get_by_label("Primer apellido").fill("Huamaní")
    first.get_by_label("Nacimiento").fill("12/3/1984")
    phone.get_by_role("button", name="Agregar otra persona").tap()
    third = phone.get_by_role("group", name="Persona 3")
    third.get_by_label("Nombres").fill("Wayra")
    third.get_by_label("Primer apellido").fill("Huamaní")
    third.get_by_label("Nacimiento").fill("2015")
    phone.get_by_label("Cómo aceptó").select_option(label="con huella")
    phone.get_by_label("En qué lengua se explicó").select_option(label="quechua de Ayacucho")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.get_by_role("button", name="Registrar hogar").tap()
    phone.wait_for_url(re.compile(r"/hogares/[0-9a-f-]{36}/$"))
    expect(phone.locator("h1")).to_contain_text(f"Hogar de {SOMEBODY} Huamaní")
    expect(phone.locator("main")).to_contain_text("Son 2 personas")
    expect(phone.locator("main")).to_contain_text("dio su consentimiento")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_somebody_is_found_as_their_name_sounds(desk: Page) -> None:
    desk.goto("/")
    see_as(desk, "Rosa")
    desk.keyboard.press("/")
    desk.keyboard.type("saturnina waman")
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_contain_text("¿A quién busca?")
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    expect(desk.locator("main")).to_contain_text(re.compile(f"{SOMEBODY}|Nadie suena así"))


def test_a_file_with_three_bad_rows_goes_in_but_for_them(desk: Page, tmp_path: Path) -> None:
    desk.goto("/")
    see_as(desk, "Rosa")
    place = a_locality(desk)[:10]
    rows = ["household,place_code,given_names,surname_1,sex,born,kin"]
    for at in range(40):
        rows.append(f"NAV-{at},{place},Teodora,Ñaupari{'abcdefghij'[at % 10]}{'klmn'[at // 10]},f,1984,participant")
    rows[5] = rows[5].replace("1984", "31/2/1984")
    rows[9] = rows[9].replace(",f,", ",quizá,")
    rows[20] = rows[20].replace("1984", "2099")
    file = tmp_path / "hogares.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    desk.goto("/hogares/archivos/")
    desk.get_by_label("Archivo").set_input_files(file)
    desk.get_by_role("button", name="Enviar y revisar").click()
    button = desk.get_by_role("button", name="Cargar los hogares buenos")
    button.wait_for(timeout=30_000)  # the page asks again by itself
    expect(desk.locator("main")).to_contain_text("escriba el nacimiento como")
    with desk.expect_download() as downloaded:
        desk.get_by_role("link", name="Descargar las filas con faltas").click()
    faults = downloaded.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(faults) == 4 and faults[0].startswith("fila,household") and faults[0].endswith("que_corregir")
    button.click()
    desk.get_by_text("Deshacer esta carga").wait_for(timeout=30_000)
    facts = desk.locator("dl.facts")
    expect(facts).to_contain_text("37")
    desk.get_by_text("Deshacer esta carga").click()
    desk.get_by_label("Razón").fill("Era una prueba, no una lista.")
    desk.get_by_role("button", name="Deshacer la carga").click()
    expect(desk.locator("#avance")).to_contain_text("deshecho", timeout=30_000)
