"""The words of the page writer: badges, figures, decisions, pictures, numbers. `{% load winay %}`.

Each component's parameters stand at the top of its file in `templates/components/`. A value of None is never
written as 0 or left blank: it is written `sin dato`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.forms import CheckboxInput
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from winay.core import numbers
from winay.core.fixed import from_fixed
from winay.core.money import Money
from winay.web import pictures
from winay.web.marks import BADGES, DECISIONS

register = template.Library()

SPRITE = Path(__file__).resolve().parent.parent / "static" / "vendor" / "icons" / "tabler-icons.svg"
LEAST_SHARE = Decimal("0.05")
"""Percent points that one decimal would write as nothing."""


def _lang() -> str:
    return get_language() or "es"


def _unknown() -> str:
    return _("sin dato")


@cache
def icon_names() -> frozenset[str]:
    """The icons in the sprite."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text("utf-8")))


# ---- numbers, money, dates ----------------------------------------------------------------------------------------


@register.filter
def scaled(value: int | None, scale: int) -> Any:
    """The decimal behind an integer of fixed scale: `{{ m.value|scaled:2|percent:1 }}`."""
    return None if value is None else from_fixed(value, int(scale))


@register.filter
def num(value: Any, decimals: int | None = None) -> str:
    """`1 234,5`; `num:1` rounds to one decimal, plain `num` keeps every digit."""
    return _unknown() if value is None else numbers.number(value, _lang(), decimals)


@register.filter
def percent(value: Any, decimals: int | None = None) -> str:
    """`36,5 %` from percent points (36.5, not 0.365)."""
    return _unknown() if value is None else numbers.percent(value, _lang(), decimals)


@register.filter
def share(value: Decimal) -> str:
    """`36,5 %`; a part that is neither nothing nor all is never written `0,0 %` or `100,0 %`."""
    if 0 < value < LEAST_SHARE:
        return f"<\u00a0{percent(2 * LEAST_SHARE, 1)}"
    if 100 - LEAST_SHARE <= value < 100:
        return f">\u00a0{percent(100 - 2 * LEAST_SHARE, 1)}"
    return percent(value, 1)


@register.filter
def money(value: Money | int | None, how: str = "") -> str:
    """`S/ 1 234,50` from a `Money`, or from minor units and a currency: `{{ minor|money:"PEN" }}`.

    `money:"short"` leaves out `,00`."""
    if value is None:
        return _unknown()
    short = how == "short"
    amount = value if isinstance(value, Money) else Money(int(value), how if how and not short else "PEN")
    return numbers.money(amount, _lang(), short)


@register.filter
def day(value: date | None) -> str:
    """`12 mar 2026`; an instant is first moved to local time."""
    if value is None:
        return _unknown()
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return numbers.day(value, _lang())


@register.filter
def month(value: date | None) -> str:
    """`mar 2026`."""
    return _unknown() if value is None else numbers.month(value, _lang())


@register.filter
def moment(value: datetime | None) -> str:
    """`12 mar 2026, 14:05` in local time."""
    return _unknown() if value is None else numbers.moment(timezone.localtime(value), _lang())


# ---- small marks --------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "map-pin" %}`; with a label it is read aloud, without it is decoration. Unknown names are refused."""
    return _icon(name, label)


@lru_cache(maxsize=4096)
def _icon(name: str, label: str) -> SafeString:
    if name not in icon_names():
        raise template.TemplateSyntaxError(f"icon {name!r} is not in the sprite; add it to VENDOR.toml")
    from django.templatetags.static import static

    address = f"{static('vendor/icons/tabler-icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', address)


@register.simple_tag
def badge(kind: str, text: str = "", title: str = "") -> SafeString:
    """A badge of BADGES; another word or explanation can be given."""
    return _badge(kind, str(text), str(title), _lang())


@lru_cache(maxsize=4096)
def _badge(kind: str, text: str, title: str, language: str) -> SafeString:
    """Lists draw the same one on every row."""
    words, meaning, mark = BADGES[kind]
    parts = {"kind": kind, "text": text or words, "title": title or meaning, "icon": mark}
    return mark_safe(render_to_string("components/badge.html", parts))


@register.inclusion_tag("components/decision.html")
def decision(kind: str, text: str = "", large: bool = False) -> dict[str, Any]:
    """A pill of DECISIONS: icon and words, never colour alone."""
    words, mark, look = DECISIONS[str(kind)]
    return {"kind": str(kind), "text": text or words, "icon": mark, "look": look, "large": large}


@register.inclusion_tag("components/source.html")
def source(
    source: str = "",
    on: Any = "",
    definition: str = "",
    unit: str = "",
    note: str = "",
    url: str = "",
    rows_url: str = "",
    of: str = "",
) -> dict[str, Any]:
    """The small mark that opens where a number comes from."""
    return {
        "source": source,
        "on": _when(on),
        "definition": definition,
        "unit": unit,
        "note": note,
        "url": url,
        "rows_url": rows_url,
        "of": of,
    }


@register.inclusion_tag("components/figure.html")
def figure(value: Any, unit: str = "", label: str = "", badges: str = "", size: str = "", **marks: Any) -> dict:
    """A number with its unit, date, badges and source mark. `value` is already written (or None)."""
    return {
        "value": value,
        "unit": unit,
        "label": label,
        "badges": [kind for kind in badges.split() if kind],
        "size": size,
        "on": _when(marks.get("on", "")),
        "source": {**marks, "on": marks.get("on", ""), "unit": unit, "of": label} if marks else None,
    }


def _when(on: Any) -> str:
    return numbers.day(on, _lang()) if isinstance(on, date) else str(on or "")


# ---- larger components --------------------------------------------------------------------------------------------


@register.inclusion_tag("components/criteria.html")
def criteria(rows: Iterable[Any], caption: str = "") -> dict[str, Any]:
    """The criteria of one decision: found, needed, result, source, year."""
    return {"rows": rows, "caption": caption}


@register.inclusion_tag("components/reasons.html")
def reasons(items: Iterable[str], title: str = "", kind: str = "info") -> dict[str, Any]:
    """Reasons in words, one a line. `kind`: info, refused, warning, done."""
    return {"items": list(items), "title": title, "kind": kind}


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", url: str = "", action: str = "", icon: str = "plant-2") -> dict[str, Any]:
    """What will stand here, and the first step."""
    return {"title": title, "text": text, "url": url, "action": action, "icon": icon}


@register.inclusion_tag("components/pages.html")
def pages(previous_url: str = "", next_url: str = "", shown: str = "") -> dict[str, Any]:
    """Previous and next of a list read by key."""
    return {"previous_url": previous_url, "next_url": next_url, "shown": shown}


@register.inclusion_tag("components/map.html", name="map", takes_context=True)
def place_map(
    context: Any,
    cells: str,
    states: str,
    panel: str = "",
    outline: str = "",
    label: str = "",
    target: str = "panel",
    table: str = "",
    selected: str = "",
    layer: str = "",
    layers: Any = None,
) -> dict[str, Any]:
    """A map of places filled by state; see components/map.html. What `map_urls` says of tiles and limits comes from
    the page."""
    return {
        "cells": cells,
        "states": states,
        "panel": panel,
        "outline": outline,
        "label": label or _("Mapa"),
        "tiles": context.get("map_tiles", ""),
        "true": context.get("map_true", False),
        "demo": context.get("demo", False),
        "where": reverse("web:map_where", args=["000000"]).replace("000000", "__code__"),
        "target": target,
        "table": table,
        "selected": selected,
        "layer": layer or _("Respuesta"),
        "layers": layers or [],
    }


@register.inclusion_tag("components/downloads.html")
def downloads(name: str, *keys: Any, query: str = "", label: str = "") -> dict[str, Any]:
    """The forms in which a table is handed out. `name` is the address that takes one of `table_files.FORMS` last."""
    words = {
        "csv": ("CSV", _("texto, se abre en cualquier programa")),
        "xlsx": ("XLSX", _("hoja de cálculo, con diccionario; el país entero tarda unos diez segundos")),
        "geojson": ("GeoJSON", _("mapa, un punto por fila")),
        "diccionario": (_("Diccionario"), _("qué significa cada columna")),
    }
    tail = f"?{query}" if query else ""
    offered = [
        {"url": reverse(f"web:{name}", args=[*keys, form]) + tail, "title": title, "words": said}
        for form, (title, said) in words.items()
    ]
    return {"offered": offered, "label": label or _("Descargar")}


@register.inclusion_tag("components/interval_bar.html")
def interval_bar(
    point: Any,
    low: Any = None,
    high: Any = None,
    threshold: Any = None,
    label: str = "",
    decimals: int = 1,
    top: int = 100,
) -> dict[str, Any]:
    """A point with its interval beside a threshold, on an axis from 0 to `top` percent."""
    at: dict[str, Any] = {"known": point is not None, "label": label, "top": numbers.percent(top, _lang())}
    at["zero"] = numbers.percent(0, _lang())
    if threshold is not None:
        threshold = Decimal(f"{Decimal(str(threshold)).normalize():f}")  # 40, not 40.000
    for name, value in (("point", point), ("low", low), ("high", high), ("threshold", threshold)):
        at[name] = None if value is None else numbers.percent(value, _lang(), decimals if name != "threshold" else None)
        at[f"{name}_x"] = None if value is None else pictures.position(value, top)
        at[f"{name}_anchor"] = None if value is None else pictures.anchor(value, top)
    if low is not None and high is not None:
        at["width"] = f"{float(at['high_x']) - float(at['low_x']):.3f}"
    at["text"] = _in_words(at)
    return at


def _in_words(at: Mapping[str, Any]) -> str:
    if not at["known"]:
        return _("%(label)s: sin dato") % at
    words = _("%(label)s: %(point)s") % at
    if at["low"] and at["high"]:
        words += _(", entre %(low)s y %(high)s (intervalo del 95 %%)") % at
    if at["threshold"]:
        words += _("; umbral %(threshold)s") % at
    return words


@register.inclusion_tag("components/stacked_bar.html")
def stacked_bar(parts: Sequence[tuple[str, str, int]], label: str = "") -> dict[str, Any]:
    """Counts side by side. `parts`: (kind, words, count), kinds as in DECISIONS."""
    laid = pictures.segments([(DECISIONS[str(kind)][2], str(words), count) for kind, words, count in parts])
    lang = _lang()
    text = "; ".join(f"{numbers.number(s.count, lang)} {s.label}" for s in laid)
    return {"segments": laid, "label": label, "text": f"{label}: {text}" if label else text}


# ---- components around a body -------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def page_head(context: Context, content: str, title: str, **with_: Any) -> SafeString:
    """The head of every page; the body is the one-sentence answer. See components/page_head.html."""
    return _around("components/page_head.html", context, content, title=title, **with_)


@register.simple_block_tag(takes_context=True)
def confirm(context: Context, content: str, action: str, verb: str, **with_: Any) -> SafeString:
    """The one primary action; the body holds its form fields. See components/confirm.html."""
    return _around("components/confirm.html", context, content, action=action, verb=verb, **with_)


@register.simple_block_tag(takes_context=True)
def filters(context: Context, content: str, **with_: Any) -> SafeString:
    """A bar of filters (a GET form); the body holds its fields. See components/filters.html."""
    # htmx would add the fields to the query already in the address: the form needs a clean one.
    request = context.get("request")
    action = with_.pop("action", "") or (request.path if request else "")
    if request and not any(request.GET.values()):
        with_["reset_url"] = ""  # nothing is set that could be taken off
    return _around("components/filters.html", context, content, action=action, **with_)


def _around(name: str, context: Context, content: str, **with_: Any) -> SafeString:
    """Render a component around a body. A new context, as inclusion tags have it: nothing leaks in from the page."""
    inner = context.new({**with_, "body": content, "csrf_token": context.get("csrf_token")})
    engine = context.template.engine  # type: ignore[union-attr]
    return engine.get_template(name).render(inner)


@register.inclusion_tag("components/form_field.html")
def form_field(field: Any) -> dict[str, Any]:
    """One field of a Django form in our dress. See components/form_field.html."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    group = kind in {"radio", "checkbox"} and not isinstance(widget, CheckboxInput)
    check = isinstance(widget, CheckboxInput)
    if group:
        widget.attrs.setdefault("class", "form-check-input")
    look = "form-check-input" if check else "form-select" if kind == "select" else "form-control"
    control = field if group else field.as_widget(attrs={"class": look, **_described(field)})
    return {"field": field, "control": control, "check": check, "group": group}


def _described(field: Any) -> dict[str, str]:
    """Help and errors tied to the control; forms that already say so themselves keep their own words."""
    ids = [f"{field.auto_id}_help"] * bool(field.help_text) + [f"{field.auto_id}_errors"] * bool(field.errors)
    attrs = {"aria-describedby": " ".join(ids)} if ids else {}
    return {**attrs, "aria-invalid": "true"} if field.errors else attrs


@register.filter
def inline_svg(drawing: str) -> SafeString:
    """An SVG document that our own code drew, put into the page: the XML declaration is cut, nothing else.

    Never for a file somebody sent. It spares the policy an exception for `data:` pictures."""
    return mark_safe(drawing[drawing.index("<svg") :])
