"""A figure is opened, its definition read, followed down to the rows it came from, and taken along as a file."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import see_as

pytestmark = pytest.mark.browser
WIDE = "document.documentElement.scrollWidth > innerWidth"


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def test_a_figure_is_read_followed_and_taken_along(desk: Page, phone: Page, tmp_path: Path) -> None:
    desk.goto("/")
    see_as(desk, "Carmen")
    desk.goto("/indicadores/")
    expect(desk.locator("main h1")).to_have_text("¿Cómo va el programa?")
    desk.get_by_role("link", name="Tecnologías en uso", exact=True).click()
    main = desk.locator("main")
    expect(main).to_contain_text("Última verificación: en uso o replicada.")
    expect(main).to_contain_text("Lo no verificado cuenta como no usado.")
    desk.get_by_text("Cómo se llegó a este número").click()
    expect(main).to_contain_text("Σ used ÷ Σ delivered")

    # By what it is told apart, and from the country to a nucleus: the parts add up to the whole.
    desk.locator("main select[name=por]").select_option("department")
    desk.get_by_role("button", name="Filtrar").click()
    expect(main).to_contain_text("Por departamento")
    whole = desk.locator("main tfoot td").nth(2)
    expect(whole).not_to_have_text("0")
    parts = desk.locator("main tbody tr")
    assert sum(number(row.locator("td").nth(2).inner_text()) for row in parts.all()) == number(whole.inner_text())
    desk.get_by_role("row").filter(has_text="Ayacucho").get_by_role("link").click()
    expect(main).to_contain_text("Por distrito")
    desk.locator("main tbody tr a").first.click()
    expect(main).to_contain_text("Por núcleo")
    here = desk.url
    kept = desk.locator("main tbody tr").first.locator("td").nth(2).inner_text()
    with desk.expect_download() as waited:
        desk.locator("details.downloads summary").click()
        desk.get_by_role("link", name=re.compile("^CSV")).click()
    file = tmp_path / "rows.csv"
    waited.value.save_as(file)
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert str(number(kept)) in {row["numerator"] for row in rows}
    desk.locator("main tbody tr a").first.click()
    expect(desk).to_have_url(re.compile("/nucleos/[0-9a-f-]{36}/"))

    phone.goto("/")
    see_as(phone, "Carmen")
    for address in ("/indicadores/", here, "/indicadores/visits_each_month/?por=month"):
        answer = phone.goto(address)
        assert answer is not None and answer.status == 200 and not phone.evaluate(WIDE), address
