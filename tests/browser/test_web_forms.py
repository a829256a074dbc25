"""Forms filled in in a browser with ODK Web Forms, as a phone without the app does: a household that comes by a code of
the office. A trainer's phone, with its lists and without signal: `test_trainers_lists.py`."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import see_as
from tests.browser.filling import choose, finish, pick, question, write

pytestmark = pytest.mark.browser
PLACE = "051001"  # Huancapi, where the demonstration has hamlets, a call and households


def let_in(page: Page) -> str:
    """An office lets a phone in; the address of the page for one without the app."""
    page.goto("/")
    see_as(page, "Carmen")
    page.goto("/telefonos/nuevo/")
    page.get_by_label("De quién o para qué es").fill("Tableta de la prueba")
    page.get_by_label("O su nombre, si no entra al sistema").fill("Julia Ñahui Ccora")
    page.locator("input[name=place]").fill(PLACE)
    page.get_by_role("button", name="Dar acceso a un teléfono").click()
    page.get_by_text("Sin la aplicación").click()
    return page.get_by_role("link", name="Abrir aquí").get_attribute("href") or ""


def fill_in(page: Page, surname: str) -> None:
    """A household of one woman who speaks Quechua and wants to enter."""
    choose(page, "¿En qué lengua lo leyó", "Quechua de Ayacucho")
    choose(page, "¿La persona acepta", "Sí")
    pick(page, "¿En qué centro poblado o comunidad?", "Antaqaqa")
    write(page, "¿Cómo se llega a la casa?", "Frente a la posta")
    pick(page, "¿Qué lengua hablan más en la casa?", "Quechua de Ayacucho")
    write(page, "Nombres", "Fortunata")
    write(page, "Primer apellido", surname)
    choose(page, "Sexo", "Mujer")
    choose(page, "¿Se sabe cuándo nació?", "Solo el año")
    write(page, "¿Qué año nació?", "2015")
    choose(page, "¿Qué es de la persona usuaria?", "Es la persona usuaria que se registra")
    expect(page.get_by_text("La persona usuaria debe tener 18 años o más").first).to_be_visible()
    write(page, "¿Qué año nació?", "1984")
    expect(page.get_by_text("La persona usuaria debe tener 18 años o más")).to_have_count(0)
    choose(page, "¿Muestra su DNI?", "No")
    choose(page, "¿Por qué no?", "Lo perdió")
    choose(page, "¿Vive ahora en la casa?", "Sí")
    question(page, "Revise con la familia").locator("input[type=checkbox]").check()
    choose(page, "¿El hogar está en Juntos?", "No")
    choose(page, "¿Tiene el papel de su clasificación?", "No")
    choose(page, "¿El hogar quiere entrar al programa ahora?", "Sí, quiere entrar")
    choose(page, "¿Cómo lo da?", "Huella en papel, con foto")


def test_a_household_comes_from_a_browser_and_the_journal_tells_the_way(desk: Page) -> None:
    desk.goto(let_in(desk))
    expect(desk.locator("#who")).to_contain_text("Tableta de la prueba")
    desk.locator("#forms").get_by_role("link", name="Registro de hogar").click()
    expect(desk.get_by_role("heading", name="Registro de hogar")).to_be_visible(timeout=60_000)
    desk.locator(".p-select:visible").filter(has_text="Español (es)").first.click()
    desk.get_by_role("option", name="Runasimi (quy)").click()
    expect(question(desk, "¿La persona acepta")).to_contain_text("arí nini (sin revisión de hablante)")
    desk.locator(".p-select:visible").filter(has_text="Runasimi (quy)").first.click()
    desk.get_by_role("option", name="Español (es)").click()
    surname = "Ccorimanya"
    fill_in(desk, surname)
    with desk.expect_response(lambda answer: "/submission" in answer.url) as sent:
        finish(desk)
    assert sent.value.status == 201, sent.value.text()
    expect(desk.locator("#done h1")).to_have_text("Enviado. Ya llegó.")

    desk.goto(f"/hogares/buscar/?q={surname}")
    for _ in range(40):  # the worker takes it within seconds
        if desk.locator("main a").filter(has_text=surname).count():
            break
        desk.wait_for_timeout(500)
        desk.reload()
    desk.locator("main a").filter(has_text=surname).first.click()
    expect(desk.locator("main")).to_contain_text("Fortunata")
    expect(desk.locator("main")).to_contain_text("de un teléfono")
    address = desk.url

    see_as(desk, "Hugo")
    desk.goto(f"/bitacora/household/{urlsplit(address).path.strip('/').split('/')[-1]}/")
    history = desk.locator("main")
    for words in ("Registró un hogar", "Tableta de la prueba"):
        expect(history).to_contain_text(words)
