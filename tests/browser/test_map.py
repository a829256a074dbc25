"""A map from the country down to an area: by finger, by keys, over the whole screen, on paper."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
READY = "#map[data-ready=yes]"
CALM = (
    "() => new Promise((done) => { const m = document.getElementById('map').placeMap.map; "
    "m.loaded() && !m.isMoving() ? done() : m.once('idle', () => done()); })"
)
STATE = """() => { const p = document.getElementById('map').placeMap;
    return { zoom: p.map.getZoom(), here: p.here && p.here.code, id: p.here && p.here.id }; }"""
SEAT = """() => {
    const p = document.getElementById('map').placeMap;
    const box = p.map.getCanvas().getBoundingClientRect();
    const inside = ({ at }) => at.x > 30 && at.y > 30 && at.x < box.width - 70 && at.y < box.height - 90;
    const spots = p.spots().map((s) => ({ ...s, at: p.map.project([s.x, s.y]) }));
    const one = spots.find((s) => s.code.includes('-') && inside(s));
    return one && { code: one.code, x: box.x + one.at.x, y: box.y + one.at.y };
}"""


def go(page: Page, words: str) -> None:
    """Search a place on the map's page and be brought there."""
    page.goto("/mapa/")
    page.locator(READY).wait_for()
    page.locator("#lugar").fill(words)
    page.locator(".go").first.wait_for()
    page.locator(".go").first.click()
    page.wait_for_timeout(300)
    page.evaluate(CALM)


def seat(page: Page) -> dict[str, Any]:
    found = page.evaluate(SEAT)
    assert found is not None, "no area is in sight"
    return dict(found)


def test_a_finger_opens_an_area_on_a_small_telephone(phone: Page) -> None:
    phone.emulate_media(reduced_motion="reduce")
    go(phone, "Vinchos")
    assert phone.evaluate(STATE)["here"] == "050114"
    box = phone.locator("#map").bounding_box()
    assert box is not None and box["height"] <= 740 * 0.7 + 1 and box["width"] <= 360
    for _ in range(3):
        phone.locator(".maplibregl-ctrl-zoom-in").tap()
        phone.wait_for_timeout(400)
        phone.evaluate(CALM)
    phone.locator("#map").scroll_into_view_if_needed()
    assert phone.evaluate(STATE)["zoom"] >= 9
    area = seat(phone)
    phone.touchscreen.tap(area["x"], area["y"])
    expect(phone.locator("#panel")).to_contain_text(area["code"])
    assert phone.evaluate(STATE)["here"] == area["code"]
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_keys_walk_from_area_to_area_and_open_one(desk: Page) -> None:
    desk.emulate_media(reduced_motion="reduce")
    go(desk, "Vinchos")
    the_map = desk.locator("#map")
    the_map.focus()
    while desk.evaluate(STATE)["zoom"] < 9.5:
        desk.keyboard.press("+")
        desk.evaluate(CALM)
    seen = set()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowLeft"):
        desk.keyboard.press(key)
        desk.evaluate(CALM)
        seen.add(desk.evaluate(STATE)["here"])
    assert len(seen) >= 2 and any("-" in str(code) for code in seen), seen
    here = desk.evaluate(STATE)
    assert here["id"] is not None
    expect(desk.locator(".map-readout")).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.locator("#panel")).to_contain_text(here["here"])
    desk.keyboard.press("Escape")
    expect(desk.locator(".map-readout")).to_be_hidden()


def test_a_row_of_the_panel_brings_the_map_to_its_area(desk: Page) -> None:
    desk.emulate_media(reduced_motion="reduce")
    go(desk, "Vinchos")
    desk.locator("#map").focus()
    desk.keyboard.press("Enter")
    row = desk.locator("#panel tbody a").nth(3)
    code = row.get_attribute("data-go")
    row.click()
    expect(desk.locator("#panel")).to_contain_text(str(code))
    desk.wait_for_function("(code) => document.getElementById('map').placeMap.here?.code === code", arg=code)
    assert desk.evaluate(STATE)["zoom"] >= 9
    # The same without being told where: a table elsewhere knows only the code.
    desk.evaluate("() => document.getElementById('map').placeMap.map.jumpTo({ center: [-70, -3], zoom: 5 })")
    desk.evaluate("(code) => document.dispatchEvent(new CustomEvent('winay:go', { detail: { code } }))", code)
    desk.wait_for_function("(code) => document.getElementById('map').placeMap.here?.code === code", arg=code)


def test_the_legend_is_in_words_and_every_pattern_is_no_colour_alone(desk: Page) -> None:
    desk.goto("/mapa/")
    desk.locator(READY).wait_for()
    expect(desk.locator(".map-key li").first).to_have_text(re.compile(r"\w{4,}"))
    expect(desk.locator(".map-signs")).to_contain_text("centro poblado rural")
    expect(desk.locator(".map-note")).to_contain_text("Mapa")
    desk.emulate_media(media="print")
    expect(desk.locator(".map canvas.maplibregl-canvas")).to_be_visible()
    expect(desk.locator(".maplibregl-ctrl-zoom-in")).to_be_hidden()


def test_over_the_whole_screen_a_button_brings_to_the_panel(desk: Page) -> None:
    desk.emulate_media(reduced_motion="reduce")
    go(desk, "Vinchos")
    desk.get_by_role("button", name="Pantalla completa").click()
    desk.wait_for_function("document.fullscreenElement !== null")
    desk.evaluate(CALM)
    desk.wait_for_timeout(300)
    canvas = desk.locator(".map canvas.maplibregl-canvas")
    box = canvas.bounding_box()
    assert box is not None and box["height"] > 500
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    desk.get_by_role("button", name="Ver el panel").click()
    desk.wait_for_function("document.fullscreenElement === null")
    expect(desk.locator("#panel")).to_be_in_viewport()


def test_tiles_of_edited_areas_are_asked_for_anew(desk: Page) -> None:
    """Somebody edits areas while the map is open: the address of the tiles is gone, the states tell the new one."""
    desk.goto("/mapa/")
    desk.locator(READY).wait_for()
    asked = []
    desk.on("request", lambda request: asked.append(request.url) if ".mvt" in request.url else None)
    desk.evaluate("() => { const p = document.getElementById('map').placeMap; p.says.tiles = p.tiles = 'x'; }")
    with desk.expect_response("**/mapa/estados.json*"):
        desk.evaluate("() => { const p = document.getElementById('map').placeMap;"
                      " p.tileGone({ error: { status: 404 }, sourceId: 'tiles' }); }")  # fmt: skip
    desk.evaluate("() => document.getElementById('map').placeMap.map.jumpTo({ center: [-74.3, -13.2], zoom: 9 })")
    desk.evaluate(CALM)
    assert asked and all("/mapas/teselas/" in url for url in asked)
