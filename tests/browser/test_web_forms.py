"""ODK Web Forms as a plain client: it fetches the registration form from the running server, somebody fills it in, and
the household stands on its page, with the way it came.

The client is a package of npm, of the versions in `web_forms/package-lock.json`, kept outside of the project.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Watch, see_as

pytestmark = pytest.mark.browser
HERE = Path(__file__).with_name("web_forms")
TYPES = {".js": "text/javascript", ".html": "text/html; charset=utf-8"}
PLACE = "051001"  # Huancapi, where the demonstration has hamlets, a call and households


@pytest.fixture(scope="session")
def client() -> Path:
    """The folder of the packages, installed once for each lock file."""
    if shutil.which("npm") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no npm: apt install nodejs npm")
        pytest.skip("there is no npm on this machine: ODK Web Forms was NOT tested")
    lock = HERE / "package-lock.json"
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "winay-web-forms"
    folder = cache / hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder / name)
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True, timeout=300
        )
        (folder / "done").touch()
    return folder / "node_modules"


def serve(page: Page, packages: Path) -> None:
    """The client's page under the server's own origin, from our folder and the packages."""

    def answer(route: Route) -> None:
        name = urlsplit(route.request.url).path.removeprefix("/web-forms/")
        found = next((path for path in (HERE / name, packages / name) if path.is_file()), None)
        if found is None:
            route.fulfill(status=404)
        else:
            route.fulfill(body=found.read_bytes(), content_type=TYPES.get(found.suffix, "application/octet-stream"))

    page.route("**/web-forms/**", answer)


def let_in(page: Page) -> str:
    """An office lets a phone in; the path of its base address, as the page shows it."""
    page.goto("/")
    see_as(page, "Carmen")
    page.goto("/telefonos/nuevo/")
    page.get_by_label("De quién o para qué es").fill("Tableta de la prueba")
    page.get_by_label("O su nombre, si no entra al sistema").fill("Julia Ñahui Ccora")
    page.locator("input[name=place]").fill(PLACE)
    page.get_by_role("button", name="Dar acceso a un teléfono").click()
    expect(page.locator("figure.qr svg")).to_be_visible()
    return urlsplit(page.locator("code.long").first.text_content() or "").path


def question(page: Page | Locator, words: str) -> Locator:
    return page.locator(".question-container").filter(has_text=words).last


def choose(page: Page | Locator, words: str, *answers: str) -> None:
    for answer in answers:
        question(page, words).locator("label.value-option").filter(
            has_text=re.compile(f"^{re.escape(answer)}$")
        ).click()


def write(page: Page | Locator, words: str, answer: str) -> None:
    field = question(page, words).locator("input, textarea").first
    field.click()
    field.press("Control+a")
    field.press_sequentially(answer)
    field.press("Tab")


def pick(page: Page, words: str, answer: str) -> None:
    question(page, words).locator(".p-select").click()
    page.get_by_role("option", name=re.compile(answer)).first.click()


def fill_in(page: Page, surname: str) -> None:
    """A household of one woman who speaks Quechua and wants to enter."""
    choose(page, "¿En qué lengua lo leyó", "Quechua de Ayacucho")
    choose(page, "¿La persona acepta", "Sí")
    pick(page, "¿En qué centro poblado", "Antaqaqa")
    write(page, "¿Cómo se llega a la casa?", "Frente a la posta")
    pick(page, "¿Qué lengua hablan más", "Quechua de Ayacucho")
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


def test_a_household_comes_from_web_forms_and_the_journal_tells_the_way(desk: Page, watch: Watch, client: Path) -> None:
    watch.expected = ("GL Driver", "WebGL")
    base = let_in(desk)
    serve(desk, client)
    desk.goto(f"/web-forms/page.html?base={base}&form=household_registration")
    expect(desk.get_by_role("heading", name="Registro de hogar")).to_be_visible(timeout=60_000)
    surname = "Ccorimanya"
    fill_in(desk, surname)
    with desk.expect_response(lambda answer: "/submission" in answer.url) as sent:
        desk.get_by_role("button", name=re.compile("^(Send|Enviar)$")).click()
    assert sent.value.status == 201, sent.value.text()
    told = json.loads(desk.evaluate("JSON.stringify(window.told)"))
    assert told["errors"] == [] and told["statuses"] == [201] and told["media"] == ["localidades.csv"]
    assert told["message"] == "full submission upload was successful!"

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


def test_the_form_speaks_other_languages_behind_the_spanish(desk: Page, watch: Watch, client: Path) -> None:
    watch.expected = ("GL Driver", "WebGL")
    base = let_in(desk)
    serve(desk, client)
    desk.goto(f"/web-forms/page.html?base={base}&form=household_registration")
    expect(desk.get_by_role("heading", name="Registro de hogar")).to_be_visible(timeout=60_000)
    desk.locator(".p-select:visible").filter(has_text="Español (es)").first.click()
    desk.get_by_role("option", name="Runasimi (quy)").click()
    expect(question(desk, "¿La persona acepta")).to_contain_text("arí nini (sin revisión de hablante)")
    expect(question(desk, "¿En qué lengua")).to_contain_text("Castellano")
