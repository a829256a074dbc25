"""A served demonstration and a Chromium that forgives nothing: a console error or a blocked part fails the test."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.running import House, demo

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--enable-unsafe-swiftshader", "--use-gl=angle",
    "--use-angle=swiftshader",
]  # fmt: skip
CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
PHONE = {"width": 360, "height": 740}
expect.set_options(timeout=20_000)  # as long as whatever else a page is waited for


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """The real server on a demonstration of its own, on the database that the run is about."""
    postgres = bool(os.environ.get("WINAY_DATABASE"))
    with demo("browser", postgres=postgres) as mine:
        mine.start()
        yield mine
        code = mine.stop()
        assert code == 0
        noise = [line for line in mine.said().splitlines() if line.strip() and "Wiñay is ready" not in line]
        assert not noise, "the server said:\n" + "\n".join(noise)


@pytest.fixture(scope="session")
def browser(house: House) -> Iterator[Browser]:
    """Closed before the house is, as people close their windows before the server goes."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


class Watch:
    """Everything a page complained of."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: Any) -> None:
        if message.type in {"error", "warning"} and "GPU stall" not in message.text and "WebGL" not in message.text:
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Any) -> None:
        if request.url.endswith("/csp-report/"):
            self.complaints.append(f"blocked by the content policy: {request.post_data}")

    def _response(self, response: Any) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            self.complaints.append(f"{response.status} at {response.url}")


@pytest.fixture
def watch() -> Iterator[Watch]:
    seen = Watch()
    yield seen
    left = [c for c in seen.complaints if not any(word in c for word in seen.expected)]
    assert not left, "\n".join(left)


@pytest.fixture
def desk(browser: Browser, house: House, watch: Watch) -> Iterator[Page]:
    """A desktop window on the house, nobody logged in."""
    context = browser.new_context(base_url=house.url, viewport={"width": 1280, "height": 900}, locale="es-PE")
    context.set_default_timeout(20_000)
    page = context.new_page()
    watch.follow(page)
    yield page
    context.close()


@pytest.fixture
def telephone(browser: Browser, house: House, watch: Watch) -> Iterator[Callable[[], Page]]:
    """Small telephones, another each time."""
    with ExitStack() as opened:

        def another() -> Page:
            context = browser.new_context(
                base_url=house.url, viewport=PHONE, locale="es-PE", is_mobile=True, has_touch=True
            )
            opened.callback(context.close)
            context.set_default_timeout(20_000)
            page = context.new_page()
            watch.follow(page)
            return page

        yield another


@pytest.fixture
def phone(telephone: Callable[[], Page]) -> Page:
    """A small telephone."""
    return telephone()


def see_as(page: Page, name: str) -> None:
    """Become one of the demonstration's people (the first option that begins with the name), or the public."""
    choice = page.get_by_label("Ver como…")
    wanted = choice.locator("option").filter(has_text=name).first.get_attribute("value") if name else ""
    choice.select_option(value=wanted)
    page.get_by_role("button", name="Cambiar", exact=True).click()
    page.wait_for_load_state()
