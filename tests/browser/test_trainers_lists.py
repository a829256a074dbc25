"""The phone of a demonstration's trainer, tried in two browsers: visits and a delivery choose from its lists and change
them, also without signal and with a window closed in the middle; two that cross are decided by a person."""

from base64 import b64decode
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watch
from tests.browser.filling import choose, finish, kept, labelled, on_server, pick, question, window, write

pytestmark = pytest.mark.browser
ADVICE, OTHER = "Cosechar agua de lluvia antes de agosto.", "Tapar el almácigo con paja."
WHOM, SAID, DAY = "¿A qué hogar?", "¿Qué se aconsejó?", "Día de la visita"
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
KEPT = """async () => {
  await navigator.serviceWorker.ready;
  return Boolean(await caches.match('/llenar/formulario/', { ignoreVary: true }));
}"""
PRINT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")

TODAY = datetime.now(ZoneInfo("America/Lima")).date()
SUNDAY = TODAY - timedelta(days=7 + (TODAY.isoweekday() % 7 or 7))
"""The last but one: the demonstration's trainers tell of no visit on it."""


def try_phone(page: Page) -> None:
    """Become the trainer's phone, with the answers of a visit of today."""
    page.goto("/")
    page.get_by_role("button", name="Probar el teléfono").click()
    page.get_by_role("button", name="Poner los datos de ejemplo").click(timeout=60_000)
    expect(page.locator("#saved")).to_contain_text("Guardado en este navegador")


def household(page: Page) -> dict[str, str]:
    """The row of the household whose last visit is the longest ago: none of these days has another."""
    rows = on_server(page, "households").values()
    return min((row for row in rows if row["kind"] == "productive"), key=lambda row: row["last_on"])


def landed(page: Page, home: dict[str, str], advice: str) -> dict[str, str]:
    """The household's row once the worker has read what says so."""
    for _ in range(60):
        row = on_server(page, "households")[home["name"]]
        if row["last_advice"] == advice:
            return row
        page.wait_for_timeout(250)
    raise AssertionError(f"the list still says {row}")


def test_visits_change_the_list_also_without_signal_and_crossing_ones_are_decided(
    phone: Page, telephone: Callable[[], Page], watch: Watch
) -> None:
    watch.expected, other = OFFLINE, telephone()
    try_phone(phone)
    try_phone(other)
    home = household(phone)
    for page in (phone, other):
        pick(page, WHOM, home["label"])
    assert phone.evaluate(KEPT), "the page is kept for the time without signal"

    last = without_signal(phone, watch, home)
    last.context.set_offline(False)
    expect(last.locator("#sent li")).to_have_count(1)
    expect(last.locator("#outbox")).to_be_hidden()
    last.get_by_role("button", name="Ver hasta dónde llegó").click()
    last.locator(".answer").get_by_role("link", name="Hogar de").last.click()
    assert last.locator("main").get_by_text(ADVICE).count() == 1, "it landed, and once"
    last.goto("/llenar/")
    row = landed(last, home, ADVICE)
    assert (row["last_on"], int(row["__version"])) == (TODAY.isoformat(), int(home["__version"]) + 1)
    assert kept(last, "changes") == [] or kept(last, "changes")[0]["version"] <= int(row["__version"])

    crossing(other)
    decide(last, home["label"])
    expect(last.locator("main")).to_contain_text("Decidido: quedó lo que mandó el teléfono")
    last.goto("/llenar/")
    assert int(landed(last, home, OTHER)["__version"]) > int(row["__version"]) + 1
    last.locator("#forms").get_by_role("link", name="Visita a un hogar").click()
    pick(last, WHOM, home["label"])
    expect(last.get_by_text(f"se aconsejó: {OTHER}")).to_be_visible()


def without_signal(phone: Page, watch: Watch, home: dict[str, str]) -> Page:
    """A visit is told, its window dies, it is finished; the next form shows it. The window that is left."""
    context = phone.context
    context.set_offline(True)
    write(phone, SAID, ADVICE)
    phone.wait_for_timeout(1_000)
    phone.close(run_before_unload=False)
    again = window(context, watch)
    expect(again.locator("#signal")).to_contain_text("Sin señal")
    expect(again.locator("#drafts li")).to_have_count(1)
    expect(again.locator("#drafts [data-name]")).to_have_text(home["label"])
    again.locator("#drafts").get_by_role("link", name="Seguir").click()
    expect(question(again, SAID).locator("input, textarea").first).to_have_value(ADVICE)
    finish(again)
    expect(again.locator("#done h1")).to_have_text("Terminado y guardado. Se enviará solo cuando haya señal.")
    again.get_by_role("link", name="Llenar otro").click()
    pick(again, WHOM, home["label"])
    expect(again.get_by_text(f"se aconsejó: {ADVICE}")).to_be_visible()
    assert [one["version"] for one in kept(again, "changes")] == [int(home["__version"]) + 1]
    again.close()
    last = window(context, watch)
    expect(last.locator("#outbox li")).to_have_count(1)
    return last


def crossing(page: Page) -> None:
    """Another device tells of an earlier day, on the list as it was before all that."""
    write(page, DAY, SUNDAY.strftime("%d/%m/%Y"))
    write(page, SAID, OTHER)
    with page.expect_response(lambda answer: "/submission" in answer.url) as sent:
        finish(page)
    assert sent.value.status == 201, sent.value.text()
    expect(page.locator("#done h1")).to_have_text("Enviado. Ya llegó.")
    page.get_by_role("button", name="Ver hasta dónde llegó").click()
    page.locator("#listas").get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("dijeron cosas distintas sin saber una de la otra")


def decide(page: Page, label: str) -> None:
    """A person sees both values and says which holds."""
    page.goto("/envios/listas/")
    page.get_by_role("link", name=label).first.click()
    for words in (ADVICE, OTHER, "Último consejo"):
        expect(page.locator("main")).to_contain_text(words)
    page.get_by_label("Lo que mandó el teléfono").check()
    page.get_by_label("Por qué").fill("La familia dice que hizo lo segundo.")
    page.get_by_role("button", name="Decidir", exact=True).click()


def test_a_delivery_picks_from_the_lists_and_says_on_them_what_came(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_role("button", name="Probar el teléfono").click()
    expect(phone.get_by_role("button", name="Poner los datos de ejemplo")).to_be_visible(timeout=60_000)
    homes = on_server(phone, "households")
    item = next(row for row in on_server(phone, "plan_items").values() if row["state"] == "ordered")
    phone.goto("/llenar/asset_delivery/")
    labelled(phone, "Hogar").locator(".p-select").click()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "long names take another line"
    phone.keyboard.press("Escape")
    pick(phone, "Hogar", homes[item["household"]]["label"])
    write(phone, "Día de la entrega", TODAY.strftime("%d/%m/%Y"))
    pick(phone, "Tecnología", item["label"])
    choose(phone, "¿Qué llegó?", "Todo el kit: se contó, está completo y bueno")
    witnessed(phone)
    finish(phone)
    expect(phone.locator("#done h1")).to_have_text("Enviado. Ya llegó.")
    changed = {one["id"].split()[-1]: one["version"] for one in kept(phone, "changes")}
    assert changed == {item["name"]: int(item["__version"]) + 1}
    phone.get_by_role("button", name="Ver hasta dónde llegó").click()
    expect(phone.locator("main")).to_contain_text("De aquí salió: entrega a un hogar")
    phone.goto("/llenar/")
    row = on_server(phone, "plan_items")[item["name"]]
    assert (row["state"], row["lacks"]) == ("delivered", "0") and int(row["__version"]) > int(item["__version"])


def witnessed(page: Page) -> None:
    """Two witnesses, who received it, and a fingerprint on paper."""
    for number, (which, name) in enumerate((("Primer testigo", "Teófila Auqui"), ("Segundo testigo", "Rufino Sulca"))):
        write(page, which, name)
        pick(page, "Qué es", "Otra persona", number)
    pick(page, "Persona del hogar", "")
    choose(page, "¿Se explicó la hoja de cuidados?", "Sí")
    choose(page, "¿Cómo confirma que recibió?", "Huella en papel, con foto")
    picture = {"name": "huella.png", "mimeType": "image/png", "buffer": PRINT}
    labelled(page, "Foto de la huella en el papel").locator("input[type=file]").last.set_input_files([picture])  # type: ignore[list-item]
