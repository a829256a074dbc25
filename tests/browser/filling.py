"""A form that is filled in in a browser, by the words of its questions; and what the browser and the server keep."""

import csv
import re
from io import StringIO
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Watch

ROWS = """(store) => new Promise((done) => {
  const asked = indexedDB.open("winay-llenar");
  asked.onsuccess = () => {
    const rows = asked.result.transaction([store]).objectStore(store).getAll();
    rows.onsuccess = () => done(rows.result.map(({ id, token, name, version }) => ({ id, token, name, version })));
  };
})"""


def question(page: Page | Locator, words: str) -> Locator:
    return page.locator(".question-container").filter(has_text=words).last


def labelled(page: Page, words: str, number: int = 0) -> Locator:
    """The question that is called so and nothing else; the first of them, or a later one."""
    return page.locator(".question-container").filter(has=page.get_by_text(words, exact=True)).nth(number)


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


def pick(page: Page, words: str, answer: str, number: int = 0) -> None:
    labelled(page, words, number).locator(".p-select").click()
    page.locator(".p-select-overlay").last.get_by_role("option", name=re.compile(re.escape(answer))).first.click()
    expect(page.locator(".p-select-overlay")).to_have_count(0)


def finish(page: Page) -> None:
    page.get_by_role("button", name="Terminar y enviar").click()


def window(context: BrowserContext, watch: Watch, address: str = "/llenar/") -> Page:
    """Another window of the same browser."""
    page = context.new_page()
    watch.follow(page)
    page.goto(address)
    return page


def kept(page: Page, store: str) -> list[dict[str, Any]]:
    """What the browser keeps in one of its stores."""
    rows: list[dict[str, Any]] = page.evaluate(ROWS, store)
    return rows


def on_server(page: Page, dataset: str) -> dict[str, dict[str, str]]:
    """The rows of a list as the server gives them to this browser now, by name."""
    token, home = kept(page, "keys")[-1]["token"], page.url.split("/llenar")[0]
    asked = Request(f"{home}/campo/{token}/lists/{dataset}.csv", headers={"X-OpenRosa-Version": "1.0"})
    with urlopen(asked, timeout=30) as answer:
        return {row["name"]: row for row in csv.DictReader(StringIO(answer.read().decode()))}
