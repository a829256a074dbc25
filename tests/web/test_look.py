"""The look keeps its promises: no inline code, contrast, marks with words, unknown never blank, small files."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template
from django.utils import translation

from winay.core.money import Money
from winay.web.marks import BADGES, DECISIONS
from winay.web.templatetags.winay import icon_names

WEB = Path(__file__).resolve().parents[2] / "src" / "winay" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
CSS = (WEB / "static" / "winay.css").read_text("utf-8")


@pytest.fixture(autouse=True)
def plain_addresses(settings):
    """Static addresses without hashes, so that nothing must have been collected."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


def shown(source: str, **values) -> str:
    with translation.override("es"):
        return Template("{% load winay %}" + source).render(Context(values))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.relative_to(WEB / "templates").as_posix())
def test_no_template_needs_an_exception_in_the_policy(path):
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"\sstyle=|<style|\son(?!e=)[a-z]+=|javascript:|hx-on|\"data:", text)
    for attributes in re.findall(r"<script([^>]*)>", text):
        assert "src=" in attributes or 'type="application/json"' in attributes


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.relative_to(WEB / "templates").as_posix())
def test_every_template_compiles_and_its_icons_exist(path):
    get_template(path.relative_to(WEB / "templates").as_posix())
    assert set(re.findall(r'{% icon "([^"]+)"', path.read_text("utf-8"))) <= icon_names()


def test_an_unknown_icon_is_refused():
    with pytest.raises(TemplateSyntaxError, match="no-such"):
        shown('{% icon "no-such" %}')


def test_unknown_is_said_never_blank_or_zero():
    for written in ("num", "num:1", "percent:1", "money", "day", "month", "moment", "scaled:2|num"):
        assert shown("{{ value|" + written + " }}", value=None) == "sin dato"
    assert "sin dato" in shown("{% figure value unit='hogares' %}", value=None)
    assert "hogares" not in shown("{% figure value unit='hogares' %}", value=None)
    assert "sin dato" in shown("{% interval_bar value threshold=40 label='Pobreza' %}", value=None)
    row = {"name": "Pobreza", "found": None, "needed": "40", "result": "unknown"}
    assert shown("{% criteria rows %}", rows=[row]).count("sin dato") == 2


def test_zero_is_a_number():
    assert shown("{{ value|num }}", value=0) == "0"
    assert "sin dato" not in shown("{% figure value|num %}", value=0)


def test_marks_and_decisions_say_words_and_are_styled():
    for kind, (words, _, mark) in BADGES.items():
        assert f".mark-{kind}" in CSS or kind == "neutral"
        assert not mark or mark in icon_names()
        if words:
            assert str(words) in shown("{% badge kind %}", kind=kind)
    for kind, (words, mark, look) in DECISIONS.items():
        html = shown("{% decision kind %}", kind=kind)
        assert str(words) in html and f"#{mark}" in html and f".decision-{look}" in CSS and f".seg-{look}" in CSS


def test_what_people_wrote_is_escaped():
    nasty = "<script>alert(1)</script>"
    for source in (
        "{% badge 'neutral' text=v %}",
        "{% figure v unit=v label=v source=v definition=v note=v %}",
        "{% reasons items title=v %}",
        "{% page_head title=v number=v %}{{ v }}{% endpage_head %}",
        "{% confirm action=v verb=v next=v %}{{ v }}{% endconfirm %}",
        "{% filters reset_url=v %}{{ v }}{% endfilters %}",
        "{% empty v text=v url=v action=v %}",
        "{% map cells=v states=v panel=v label=v %}",
        "{% stacked_bar parts label=v %}",
        "{% interval_bar 3 label=v %}",
    ):
        html = shown(source, v=nasty, items=[nasty], parts=[("eligible", nasty, 3)])
        assert "<script>" not in html and "&lt;script&gt;" in html, source


def test_a_component_takes_nothing_from_the_page_around_it():
    assert "fuga" not in shown("{% page_head title='Hola' %}{% endpage_head %}", kicker="fuga", number="fuga")


def test_a_primary_action_carries_the_token_and_says_what_happens_next():
    html = shown("{% confirm action='/x' verb='Aprobar' next='Se cierra.' %}{% endconfirm %}", csrf_token="abc123")
    assert 'value="abc123"' in html and html.index("Se cierra.") < html.index("Aprobar")


def test_numbers_follow_the_language():
    source = "{% load winay %}{{ n|scaled:1|percent:1 }} {{ m|money }} {{ d|day }}"
    values = {"n": 365, "m": Money(123450), "d": date(2026, 3, 12)}
    with translation.override("es"):
        es = Template(source).render(Context(values))
    with translation.override("en"):
        en = Template(source).render(Context(values))
    assert es == "36,5\u202f% S/\u00a01\u202f234,50 12\u00a0mar\u00a02026"
    assert en == "36.5% S/\u00a01,234.50 12\u00a0Mar\u00a02026"


def test_a_picture_is_said_in_words_and_drawn_with_points():
    html = shown("{% interval_bar p l h 40 label='Pobreza' %}", p=Decimal("43.2"), l=Decimal("38"), h=Decimal("48.5"))
    assert "Pobreza: 43,2\u202f%, entre 38,0\u202f% y 48,5\u202f% (intervalo del 95 %); umbral 40\u202f%" in html
    assert 'cx="43.200%"' in html and 'width="10.500%"' in html


# ---- contrast: WCAG 2.2 AA ----


def token(name: str) -> str:
    return re.search(rf"--{name}: (#[0-9a-f]{{3,6}});", CSS).group(1)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ["paper", "sheet", "grey-wash", "maize-wash", "teal-wash", "field-wash", "violet-wash", "danger-wash"]


@pytest.mark.parametrize("ink", ["ink", "quiet", "cochineal", "teal", "danger"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_can_be_read(ink, ground):
    assert contrast(token(ink), token(ground)) >= 4.5


def test_buttons_filled_parts_and_edges_can_be_seen():
    for fill in ("cochineal", "cochineal-dark", "danger", "teal", "map-eligible"):
        assert contrast("#ffffff", token(fill)) >= 4.5, fill
    assert contrast(token("ink"), token("map-probably")) >= 4.5
    for ground in ("paper", "sheet", "grey-wash"):
        assert contrast(token("line-strong"), token(ground)) >= 3  # edges of controls
        assert contrast(token("teal"), token(ground)) >= 3  # focus


def test_the_scripts_stay_small():
    assert (WEB / "static" / "winay.js").stat().st_size < 8_000
    assert (WEB / "static" / "winay.css").stat().st_size < 32_000


def test_a_small_part_is_not_written_as_nothing():
    parts = [("eligible", "elegibles", 30_716), ("unknown", "sin dato", 13)]
    said = shown("{% stacked_bar parts %}", parts=parts)
    assert ">\u00a099,9" in said.replace("&gt;", ">") and "<\u00a00,1" in said.replace("&lt;", "<")
    assert "100,0" in shown("{% stacked_bar parts %}", parts=parts[:1])
