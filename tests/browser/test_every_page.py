"""What holds on every page: the content policy, small telephones, the keyboard, both languages."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch, see_as
from tests.running import House

pytestmark = pytest.mark.browser
PUBLIC = (
    "/",
    "/lugares/",
    "/lugares/?q=huamanga",
    "/lugares/cifras/",
    "/lugares/050101/",
    "/programas/",
    "/programas/haku-winay/2020.1/",
    "/programas/haku-winay/2020.1/menu/",
    "/programas/diferencias/",
    "/focalizacion/",
    "/focalizacion/haku-winay/2020.1/",
    "/focalizacion/comparar/050101/",
    "/selecciones/",
    "/predios/",
    "/oficinas/",
    "/estudio-de-caso/",
    "/bitacora/sellos/",
    "/cuenta/login/",
)
WIDER = """() => {
  const page = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
  if (page <= innerWidth && innerWidth <= 360) return [];
  const out = [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > 361);
  return [`${page} px: ` + out.slice(-2).map((e) => e.outerHTML.slice(0, 120)).join(" | ")];
}"""
STAFF = (
    *("/bitacora/", "/personas/", "/personas/roles/", "/selecciones/preparar/"),
    *("/escritorio/", "/hogares/", "/hogares/nuevo/", "/hogares/buscar/?q=quispe", "/hogares/archivos/"),
    *("/inscripcion/", "/inscripcion/por-abrir/", "/inscripcion/cumplidas/", "/registros-dobles/", "/envios/"),
    *("/envios/aparte/", "/telefonos/", "/telefonos/nuevo/", "/formularios/"),
)


def test_no_page_scrolls_sideways_on_a_small_telephone(phone: Page) -> None:
    wide = []
    for person, pages in (("", PUBLIC), ("Carmen", STAFF)):
        if person:
            phone.goto("/")
            see_as(phone, person)
        for path in pages:
            answer = phone.goto(path)
            assert answer is not None and answer.status == 200, path
            wide += [f"{path}: {what}" for what in phone.evaluate(WIDER)]
    phone.goto("/inscripcion/")
    call = phone.locator("main tbody th a").first.get_attribute("href")
    sheet = f"/convocatorias/{str(call).split('/')[2]}/mensaje/?idioma=quy"
    for filled in ("", "&contacto=Oficina+de+la+unidad+territorial,+de+lunes+a+viernes"):
        answer = phone.goto(sheet + filled)
        assert answer is not None and answer.status == 200, sheet
        wide += [f"{sheet}: {what}" for what in phone.evaluate(WIDER)]
    assert not wide, wide


def test_a_telephone_reads_a_screening_and_opens_reasons(phone: Page) -> None:
    phone.goto("/focalizacion/haku-winay/2020.1/")
    link = phone.locator("#areas tbody tr th a").first
    name = link.inner_text()
    link.tap()
    expect(phone.locator("#panel")).to_contain_text(name)


def test_the_keyboard_reaches_search_and_shows_where_it_is(desk: Page) -> None:
    desk.goto("/")
    desk.keyboard.press("/")
    expect(desk.locator("[data-search]")).to_be_focused()
    desk.keyboard.type("Vinchos")
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_contain_text("Vinchos")
    desk.goto("/focalizacion/")
    unseen = []
    for _ in range(14):
        desk.keyboard.press("Tab")
        seen = desk.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e);
                return { who: e.outerHTML.slice(0, 90), body: e === document.body,
                    marked: (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0)
                        || s.boxShadow !== 'none' }; }"""
        )
        if not seen["body"] and not seen["marked"]:
            unseen.append(seen["who"])
    assert not unseen, unseen


def test_english_and_back(desk: Page) -> None:
    desk.goto("/lugares/")
    assert desk.locator("html").get_attribute("lang") == "es"
    spanish = desk.locator("h1").inner_text()
    desk.get_by_role("button", name="English").click()
    desk.wait_for_load_state()
    assert desk.locator("html").get_attribute("lang") == "en"
    assert "/lugares/" in desk.url
    desk.get_by_role("button", name="Español").click()
    desk.wait_for_load_state()
    assert desk.locator("html").get_attribute("lang") == "es"
    assert desk.locator("h1").inner_text() == spanish


def test_the_policy_stands_on_every_page_and_blocks(desk: Page, watch: Watch, house: House) -> None:
    for path in (*PUBLIC, "/salud/", "/no-existe/"):
        answer = desk.request.get(path)
        policy = answer.headers.get("content-security-policy", "")
        assert "default-src 'self'" in policy and "object-src 'none'" in policy, path
        assert "unsafe" not in policy, path
    watch.expected = ("blocked by the content policy", "Content Security Policy", "csp-report")
    desk.goto("/")
    with desk.expect_request("**/csp-report/") as reported:
        desk.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.ran = true';"
            " document.body.append(s); }"
        )
    assert reported.value.method == "POST"
    assert desk.evaluate("window.ran") is None
    # The server tells of it in its log; that line is wanted here, and no other test may have it.
    desk.wait_for_timeout(500)
    said = house.said()
    told = re.compile(r"winay\.csp blocked '?inline'? on '?http://localhost")
    assert told.search(said)
    house.log.write_text("".join(line for line in said.splitlines(keepends=True) if not told.search(line)))


def test_what_is_not_there_is_said_in_the_house_s_words(desk: Page, watch: Watch) -> None:
    watch.expected = ("404",)
    answer = desk.goto("/no-existe/")
    assert answer is not None and answer.status == 404
    expect(desk.locator("h1")).to_be_visible()
    assert desk.locator("html").get_attribute("lang") == "es"
