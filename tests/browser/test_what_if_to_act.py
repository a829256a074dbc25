"""From a slider to a verified act: what somebody asks, compares, prints and checks, as people do it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch, see_as

pytestmark = pytest.mark.browser
VERSION = "/focalizacion/haku-winay/2020.1/"


def drag(page: Page, name: str, to: float) -> None:
    """Pull a slider with the mouse to a part of its length."""
    slider = page.locator(f"[data-slider]:has(input[name=set_{name}]) input[type=range]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    low, high, at = (float(slider.evaluate(f"one => one.{part}")) for part in ("min", "max", "value"))
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * (at - low) / (high - low), middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * to, middle, steps=6)
    page.mouse.up()


def test_a_slider_is_dragged_and_two_scenarios_are_compared(desk: Page) -> None:
    desk.goto(VERSION)
    desk.locator(".map canvas").wait_for()
    desk.get_by_text("¿Y si la regla fuera otra?").click()
    with desk.expect_response(lambda r: "mode_subsistence_predominance=preference" in r.url and r.ok):
        desk.locator("select[name=mode_subsistence_predominance]").select_option("preference")
    with desk.expect_response(lambda r: "mode_poverty=required" in r.url and r.ok):
        desk.locator("select[name=mode_poverty]").select_option("required")
    expect(desk).to_have_url(re.compile("mode_poverty=required"))
    before = desk.locator("#live-now .now-value td").first.inner_text()

    with desk.expect_response(lambda r: "estados.json" in r.url and r.ok):
        drag(desk, "poverty", 0.62)
    expect(desk.locator("#live-now .now-value td").first).not_to_have_text(before)
    expect(desk).to_have_url(re.compile("set_poverty="))
    expect(desk.locator("#live-now .now-in")).to_be_visible()
    first = desk.locator("#live-now .now-value td").first.inner_text()

    desk.get_by_role("link", name=re.compile("Comparar con la publicada|Añadir a la comparación")).click()
    expect(desk.locator("h1")).to_contain_text("¿Qué cambia si la regla es otra?")
    desk.get_by_role("link", name=re.compile("predominio como preferencia", re.I)).first.click()
    scenarios = desk.locator("main table").first
    expect(scenarios.locator("thead th")).to_have_count(4)  # the measure, A, B, C
    row = scenarios.locator("tr").filter(has_text="Áreas elegibles")
    numbers = [re.sub(r"\D", "", cell) for cell in row.locator("td").all_inner_texts()]
    assert re.sub(r"\D", "", first) in numbers and len(set(numbers)) == 3
    expect(desk.get_by_role("heading", name="Áreas cuya respuesta cambia")).to_be_visible()


def test_an_act_is_downloaded_and_its_code_verified_by_anybody(desk: Page, tmp_path: Path) -> None:
    desk.goto("/selecciones/")
    see_as(desk, "Carmen")
    desk.goto("/selecciones/?state=approved")
    desk.locator("main table tbody tr").filter(has_text="Ucayali").first.locator("th a").click()
    issue = desk.get_by_role("button", name="Emitir acta (PDF)")
    if issue.count():
        issue.click()
    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="Descargar acta (PDF)").click()
    act = tmp_path / "acta.pdf"
    waiting.value.save_as(act)
    assert act.read_bytes().startswith(b"%PDF")
    code = desk.locator("#actas code").first.inner_text().strip()

    see_as(desk, "")
    desk.goto("/verificar/")
    desk.get_by_label("Código de verificación").fill(code.lower().replace("-", " "))
    desk.get_by_role("button", name="Verificar").click()
    expect(desk.locator("h1")).to_have_text("Este documento es válido")
    expect(desk.locator("main")).to_contain_text("Ucayali")
    desk.get_by_label("El PDF que usted tiene").set_input_files(act)
    desk.get_by_role("button", name="Comparar").click()
    expect(desk.locator("#comparar")).to_contain_text("Idéntico")
    act.write_bytes(act.read_bytes() + b"\n")
    desk.get_by_label("El PDF que usted tiene").set_input_files(act)
    desk.get_by_role("button", name="Comparar").click()
    expect(desk.locator("#comparar")).to_contain_text("No es idéntico")


def test_a_code_that_was_never_issued_is_told_plainly(phone: Page, watch: Watch) -> None:
    watch.expected = ("404",)
    phone.goto("/verificar/2222-3333-4444/")
    expect(phone.locator("h1")).to_have_text("No conocemos ese código")
