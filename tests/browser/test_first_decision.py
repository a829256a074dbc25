"""A newcomer sees the country screened, two people decide, and the auditor sees each step."""

import re

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import Watch, see_as

pytestmark = pytest.mark.browser
VERSION = "/focalizacion/haku-winay/2020.1/"
REASON = "El equipo recorrió las comunidades en octubre: casi todas siembran menos de una hectárea."


def test_a_newcomer_sees_the_country_screened_and_opens_reasons(desk: Page) -> None:
    desk.goto("/")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("¿Dónde entra el programa")
    expect(desk.locator("main")).to_contain_text("713")
    expect(desk.locator("main")).to_contain_text("277")
    desk.locator(".map canvas").wait_for()
    expect(desk.locator(".map-key li").first).to_be_visible()
    desk.get_by_role("link", name="Ver la focalización").click()
    desk.wait_for_url("**/focalizacion/**")
    desk.goto(VERSION)

    row = desk.locator("#areas tbody tr").first
    name = row.locator("th a").inner_text()
    row.locator("th a").click()
    panel = desk.locator("#panel")
    expect(panel).to_contain_text(name)
    expect(panel).to_contain_text(re.compile("requerido", re.I))
    first = panel.inner_text()

    desk.locator(".map canvas").wait_for()
    the_map = desk.locator("#map")
    the_map.focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        desk.keyboard.press(key)
    expect(panel).not_to_have_text(first)
    expect(panel.locator("h2, h3").first).to_be_visible()


def test_a_map_answers_a_click(desk: Page) -> None:
    desk.goto(VERSION)
    canvas = desk.locator(".map canvas")
    canvas.wait_for()
    desk.locator(".map-key li").first.wait_for()
    desk.wait_for_timeout(800)
    box = canvas.bounding_box()
    assert box is not None
    for _ in range(5):  # before its districts are drawn, a click meets nothing
        try:
            with desk.expect_response(lambda r: "/razones/" in r.url, timeout=6_000):
                canvas.click(position={"x": box["width"] * 0.5, "y": box["height"] * 0.45})
        except PlaywrightTimeout:
            continue
        break
    expect(desk.locator("#panel")).not_to_contain_text("Elija un distrito")


def test_a_what_if_changes_the_count_and_not_the_version(desk: Page) -> None:
    desk.goto(VERSION)
    published = desk.locator("h1").inner_text(), desk.locator(".stacked .key").first.inner_text()
    desk.get_by_text("¿Y si la regla fuera otra?").click()
    field = desk.locator("input[name=set_poverty]")
    field.fill("35")
    desk.locator("select[name=mode_poverty]").select_option("required")
    desk.locator("select[name=mode_subsistence_predominance]").select_option("preference")
    # The page answers by itself: there is no button to press.
    expect(desk).to_have_url(re.compile("set_poverty=35.*mode_subsistence_predominance=preference"))
    assert published[1] != desk.locator(".stacked .key").first.inner_text()
    desk.get_by_role("link", name="Volver a la versión publicada").click()
    desk.wait_for_url(re.compile(r"2020\.1/$"))
    assert published == (desk.locator("h1").inner_text(), desk.locator(".stacked .key").first.inner_text())
    desk.goto(VERSION + "?set_poverty=mucho")
    expect(desk.get_by_role("alert").or_(desk.locator(".reasons")).first).to_contain_text("hipótesis")


def test_two_people_decide_and_the_auditor_sees_each(desk: Page, watch: Watch) -> None:
    watch.expected = ("422 (Unprocessable Entity)",)  # one refusal is part of the story
    desk.goto("/")
    see_as(desk, "Rosa")
    desk.goto("/selecciones/preparar/?version=haku-winay@2020.1")
    desk.get_by_label("Territorio").select_option(label="Ayacucho")
    desk.get_by_label("Año de ingreso").fill("2028")
    desk.get_by_role("button", name="Preparar borrador").click()
    desk.wait_for_url(re.compile(r"/selecciones/[0-9a-f-]{36}/$"))
    selection = desk.url
    expect(desk.locator("h1")).to_contain_text("2028")

    desk.goto(selection + "?show=unknown")
    desk.locator("#areas tbody tr").first.locator("th a").click()
    panel = desk.locator("#panel")
    panel.get_by_text("Proponer que entre").click()
    panel.get_by_label("Razón").fill(REASON)
    panel.get_by_role("button", name="Proponer excepción").click()
    desk.wait_for_url("**/areas/**")
    area = desk.url
    expect(desk.locator("main")).to_contain_text("debe confirmarla otra persona")
    expect(desk.get_by_role("button", name="Confirmar excepción")).to_have_count(0)

    desk.goto(selection)
    desk.get_by_role("button", name="Enviar a aprobación").click()
    expect(desk.locator("main")).to_contain_text(re.compile("excepci", re.I))
    expect(desk.get_by_role("button", name="Enviar a aprobación")).to_be_visible()  # refused: one waits

    see_as(desk, "Julián")
    expect(desk.locator("h1")).to_contain_text("2028")  # not the address that only takes the form
    desk.goto(area)
    desk.get_by_role("button", name="Confirmar excepción").click()
    expect(desk.locator("main")).to_contain_text("Entra en la selección")
    desk.goto(selection)
    desk.get_by_role("button", name="Enviar a aprobación").click()
    expect(desk.get_by_role("button", name="Enviar a aprobación")).to_have_count(0)
    expect(desk.get_by_role("button", name="Aprobar selección")).to_have_count(0)

    see_as(desk, "Elena")
    desk.goto(selection)
    desk.get_by_role("button", name="Aprobar selección").click()
    expect(desk.locator("main")).to_contain_text("Elena Palomino Rojas")
    act = desk.locator("code.hash").inner_text()
    assert re.fullmatch(r"[0-9a-f]{64}", re.sub(r"\s", "", act))
    with desk.expect_download() as downloaded:
        desk.locator("dd").filter(has=desk.locator("code.hash")).get_by_role("link", name="Descargar").click()
    assert downloaded.value.path().read_text().count("\n") > 100

    see_as(desk, "Hugo")
    desk.goto("/bitacora/")
    main = desk.locator("main")
    for who in ("Rosa Quispe Huamán", "Julián Ccori Mendoza", "Elena Palomino Rojas"):
        expect(main).to_contain_text(who)
    desk.goto(selection)
    expect(desk.get_by_role("button", name="Anular selección")).to_have_count(0)  # an auditor writes nothing
    desk.get_by_role("link", name="Historia").click()
    for who in ("Rosa Quispe Huamán", "Julián Ccori Mendoza", "Elena Palomino Rojas"):
        expect(main).to_contain_text(who)
    desk.goto("/bitacora/sellos/")
    desk.get_by_role("button", name="Verificar").click()
    expect(desk.locator("h1")).to_contain_text("La bitácora está como se escribió")
    see_as(desk, "")
