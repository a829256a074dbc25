"""From households that wait to a nucleus with an elected board and minutes that anybody can verify, as people do it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch, see_as

pytestmark = pytest.mark.browser
DISTRICT = "Masisea"
BLANK = re.compile("acta en blanco")


def sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_households_that_wait_come_to_an_elected_board_and_verified_minutes(
    desk: Page, phone: Page, watch: Watch, tmp_path: Path
) -> None:
    watch.expected = ("422 (Unprocessable Entity)", "403 (Forbidden)")  # an election that is refused; another's page
    desk.goto("/")
    see_as(desk, "Olinda")
    plan = a_plan(desk)
    moved_and_back(desk, plan)
    communities_accept(desk, phone, plan)
    nucleus = approved(desk, plan)
    see_as(desk, "Olinda")
    assembly = constituting_called(desk, nucleus)
    told(desk, phone, assembly)
    desk.goto(f"{nucleus}junta/")
    expect(desk.locator("main")).to_contain_text("La junta está completa")
    code, act = minutes_issued(desk, assembly, tmp_path)
    verified(desk, code, act)


def a_plan(page: Page) -> str:
    """Ask for the district's plan; the worker computes it, and the page shows it by itself."""
    page.goto("/nucleos/planes/")
    row = page.locator("main table").first.locator("tbody tr").filter(has_text=DISTRICT)
    expect(row).to_contain_text("alcanzan para 2 núcleos")
    row.get_by_label("Cuánto buscar").select_option("10")
    row.get_by_role("button", name="Pedir plan").click()
    page.locator("#grupos").wait_for(timeout=90_000)
    expect(page.locator(".head-number, main").first).to_contain_text("2")
    expect(page.locator("#grupos tbody tr")).to_have_count(2)
    expect(page.get_by_role("button", name="Enviar plan")).to_have_count(0)  # nobody was asked yet
    return page.url.split("?")[0]


def moved_and_back(page: Page, plan: str) -> None:
    """Touch a community in the picture, see what a move would do, do it, take it back."""
    before = page.locator("#grupos tbody td.number").all_inner_texts()
    page.locator("#dibujo svg a circle:first-of-type").first.click()
    panel = page.locator("#mover")
    expect(panel).to_contain_text("¿a qué núcleo va?")
    panel.locator("tbody tr").filter(has_text="uno nuevo").get_by_role("button", name="Mover").click()
    expect(page.locator("#grupos tbody tr")).to_have_count(3)
    expect(page.locator("main")).to_contain_text("bajo el mínimo")
    page.get_by_role("button", name=re.compile("Deshacer: ")).click()
    expect(page.locator("#grupos tbody tr")).to_have_count(2)
    assert page.locator("#grupos tbody td.number").all_inner_texts() == before


def communities_accept(desk: Page, phone: Page, plan: str) -> None:
    """The blank minutes of one, then what each of the signed ones says; the first is told on a telephone."""
    desk.goto(plan)
    asked = [str(one.get_attribute("href")) for one in desk.get_by_role("link", name="Registrar asamblea").all()]
    assert len(asked) >= 6
    desk.get_by_role("link", name=BLANK).first.click()
    expect(desk.locator("main")).to_contain_text("Acepta su lugar en este núcleo")
    phone.goto("/")
    see_as(phone, "Olinda")
    phone.goto(plan)
    assert not sideways(phone)
    for number, address in enumerate(asked):
        page = desk if number else phone
        page.goto(address)
        page.get_by_label("¿Aceptó la comunidad?").select_option(label="sí, aceptó")
        page.get_by_label("Dónde fue").fill("Local comunal")
        page.get_by_label("Quién la dirigió").fill("Celinda Sinuiri Agustín")
        for label, count in (("Hogares inscritos que asistieron", "14"), ("Mujeres", "11"), ("Varones", "8")):
            page.get_by_label(label, exact=True).fill(count)
        assert number or not sideways(phone)
        page.get_by_role("button", name="Registrar", exact=True).click()
        page.wait_for_url(re.compile("#comunidades$"))
    desk.goto(plan)
    expect(desk.locator("main")).to_contain_text(f"{len(asked)} de {len(asked)} comunidades aceptaron")
    desk.get_by_role("button", name="Enviar plan").click()
    expect(desk.get_by_role("button", name="Aprobar plan")).to_have_count(0)


def approved(page: Page, plan: str) -> str:
    """Somebody else approves; the address of the first nucleus."""
    see_as(page, "Wilder")
    page.goto(plan)
    page.get_by_role("button", name="Aprobar plan").click()
    expect(page.locator("main")).to_contain_text("sus grupos son núcleos ejecutores")
    page.locator("section.panel ul.plain a").first.click()
    expect(page.locator("main")).to_contain_text("No tiene junta elegida")
    return page.url


def constituting_called(page: Page, nucleus: str) -> str:
    """The call of the constituting assembly and its papers; the address of the assembly."""
    page.goto(nucleus)
    page.get_by_role("link", name="Asambleas", exact=True).click()
    page.get_by_role("link", name="Convocar").click()
    page.get_by_label("Para qué").select_option("constituting")
    page.get_by_label("Día de la asamblea").fill(page.get_by_label("Día en que se convocó").input_value())
    page.get_by_label("Primera citación").fill("09:00")
    page.get_by_label("Segunda citación").fill("10:00")
    page.get_by_label("Quién convoca").fill("Celinda Sinuiri Agustín")
    page.get_by_label("Agenda").fill("Constituir el núcleo\nElegir a la junta")
    page.get_by_role("button", name="Registrar convocatoria").click()
    page.wait_for_url(re.compile(r"/asambleas/[0-9a-f-]{36}/$"))
    for paper in ("Aviso", "Lista de asistencia", "Acta para llenar", "Hoja de votación"):
        answer = page.request.get(str(page.get_by_role("link", name=paper).get_attribute("href")))
        assert answer.ok and answer.body().startswith(b"%PDF"), paper
    return page.url


def told(desk: Page, phone: Page, assembly: str) -> None:
    """How it was held: without a quorum no election is taken; with one, everybody in their post. The telephone shows
    the same form."""
    phone.goto(f"{assembly}transcribir/")
    assert not sideways(phone)
    first = phone.locator("[data-home]").first
    first.locator("input[name=spoke]").first.tap()
    expect(phone.locator("[data-present]")).to_have_text("1")
    expect(phone.locator("[data-no]")).to_be_visible()

    desk.goto(f"{assembly}transcribir/")
    desk.locator("input[name=call][value='2']").check()
    desk.get_by_label("Quién la dirigió").fill("Celinda Sinuiri Agustín")
    desk.get_by_label("Idioma en que se habló").select_option("shp")
    desk.get_by_label("En nombre de quién se transcribe").fill("La secretaria de la asamblea")
    homes = desk.locator("[data-home]")
    needed = int(str(desk.locator("form.telling").get_attribute("data-needed")))
    heads = homes.locator(".who:first-of-type input[name=came]")
    heads.evaluate_all("(boxes, most) => boxes.slice(0, most).forEach((box) => box.click())", needed - 2)
    heads.nth(needed - 2).check()
    expect(desk.locator("[data-no]")).to_be_visible()
    desk.get_by_label("De qué trata").first.select_option("constitute")
    desk.get_by_label("Qué dice").first.fill("Constituir el núcleo ejecutor.")
    desk.get_by_label("Por unanimidad").first.check()
    people = desk.locator("#people option").all()
    names = [str(one.get_attribute("value")) for one in people]
    for number, post in enumerate(("president", "secretary", "treasurer", "prosecutor")):
        desk.locator(f"[name=ballot-{post}-1-name-1]").fill(names[number * 4])
        desk.locator(f"[name=ballot-{post}-1-votes-1]").fill("30")
        desk.locator(f"[name=ballot-{post}-1-name-2]").fill(names[number * 4 + 1])
        desk.locator(f"[name=ballot-{post}-1-votes-2]").fill("9")
    desk.get_by_role("button", name="Registrar el acta").click()
    expect(desk.locator("main")).to_contain_text(re.compile("qu[oó]rum", re.I))
    expect(desk.get_by_role("button", name="Registrar el acta")).to_be_visible()  # refused, and nothing is lost
    heads.nth(needed - 1).check()
    expect(desk.locator("[data-yes]")).to_be_visible()
    desk.get_by_role("button", name="Registrar el acta").click()
    desk.wait_for_url(assembly)
    expect(desk.locator("main")).to_contain_text("Hay quórum")


def minutes_issued(page: Page, assembly: str, folder: Path) -> tuple[str, Path]:
    """Certified by the justice of the peace, issued, downloaded: the code on them, and the file."""
    page.goto(assembly)
    page.get_by_role("link", name="Registrar certificación").click()
    page.get_by_label("Quién certifica").select_option("justice_of_peace")
    page.get_by_label("Nombre y cargo").fill("Hilda Ochavano Ruiz, jueza de paz")
    page.get_by_role("button", name="Registrar certificación").click()
    page.get_by_role("link", name="Emitir el acta").click()
    page.get_by_role("button", name="Emitir acta").click()
    page.wait_for_url(assembly)
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("^N.º")).click()
    act = folder / "acta.pdf"
    waiting.value.save_as(act)
    assert act.read_bytes().startswith(b"%PDF")
    address = page.locator("main td a[href*='/verificar/']").first.get_attribute("href")
    return str(address).strip("/").split("/")[-1], act


def verified(page: Page, code: str, act: Path) -> None:
    """The public, nobody logged in, types the code and compares the file."""
    see_as(page, "")
    page.goto("/verificar/")
    page.get_by_label("Código de verificación").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Verificar").click()
    expect(page.locator("h1")).to_have_text("Este documento es válido")
    page.get_by_label("El PDF que usted tiene").set_input_files(act)
    page.get_by_role("button", name="Comparar").click()
    expect(page.locator("#comparar")).to_contain_text("Idéntico")
