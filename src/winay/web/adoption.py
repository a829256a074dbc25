"""How technologies took root, in the browser: curves by months since the delivery, by technology, altitude and sex."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.delivery.adoption_rules import Point, curve
from winay.delivery.queries.adoption import Counted, adopted, nuclei_in
from winay.places.queries import place_by_code
from winay.registry.terms import Sex
from winay.registry.wording import SEXES
from winay.web.assets import item_names
from winay.web.days import local_today
from winay.web.guard import actor, needs
from winay.web.nucleus import readable_or_404

LINES = (
    ("installed", gettext_lazy("instalada")), ("used", gettext_lazy("en uso")),
    ("replicated", gettext_lazy("replicada")), ("abandoned", gettext_lazy("abandonada")),
)  # fmt: skip
CLASSES = {"installed": "installed", "used": "in_use", "replicated": "replicated", "abandoned": "abandoned"}
ZONES = (
    gettext_lazy("hasta 1 000 m"), gettext_lazy("de 1 000 a 2 500 m"), gettext_lazy("de 2 500 a 3 500 m"),
    gettext_lazy("sobre 3 500 m"),
)  # fmt: skip
SHOWN = (1, 3, 6, 9, 12, 18, 24)
"""Months that the table shows."""


@needs(Permission.READ_NUCLEI)
@require_GET
def of_nucleus(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The curves of one nucleus."""
    found = readable_or_404(request, public_id)
    title = found.name
    return _page(request, [found], title, reverse("web:deliveries", args=[public_id]), _("Entregas"))


@needs(Permission.READ_NUCLEI)
@require_GET
def of_district(request: HttpRequest, code: str) -> HttpResponse:
    """The curves of the nuclei of a district that whoever asks reads."""
    place, who = place_by_code(code), actor(request)
    if place is None or len(code) != 6:
        raise Http404
    assert who is not None  # `needs` turned nobody away
    reach = who.reach(Permission.READ_NUCLEI)
    if not any(at is None or code.startswith(at) for at, _program in reach):
        raise PermissionDenied
    return _page(request, nuclei_in(reach, code), place.name, reverse("web:nuclei"), _("Núcleos"))


def _page(request: HttpRequest, nuclei: Sequence[Any], title: str, back_url: str, back: str) -> HttpResponse:
    today, get = local_today(), request.GET
    rows = adopted([one.pk for one in nuclei])
    names: dict[str, str] = {}
    for one in nuclei:
        names |= item_names(one)
    items = dict.fromkeys(one.item for one in rows)
    item = get.get("que", "") if get.get("que", "") in items else ""
    chosen = [one for one in rows if not item or one.item == item]
    points = curve([one.grown for one in chosen], today)
    sections: list[tuple[str, dict[Any, str], Callable[[Counted], Any]]] = [
        (_("Por tecnología"), {key: names.get(key, key) for key in items}, lambda one: one.item),
        (_("Por altitud"), dict(enumerate(map(str, ZONES))) | {None: _("sin dato")}, lambda one: one.band),
        (_("Por sexo de la persona usuaria"), {str(one): str(SEXES[one]) for one in Sex}, lambda one: one.sex),
    ]
    context = {
        "title": title, "nuclei": nuclei, "back_url": back_url, "back": back, "item": item,
        "items": [(key, names.get(key, key)) for key in items], "total": len(chosen), "points": points,
        "last": points[-1] if points else None, "chart": _chart(points),
        "table": [_shares(one) for one in points if one.month in SHOWN or one is points[-1]],
        "sections": [
            {
                "heading": heading,
                "rows": [
                    {"name": words, **_shares(told[-1])}
                    for key, words in groups.items()
                    if (told := curve([one.grown for one in chosen if of(one) == key], today))
                ],
            }
            for heading, groups, of in sections
            if not (item and heading == _("Por tecnología"))
        ],
        "sums": _shares(points[-1]) if points else None,
        "district": nuclei[0].district if nuclei else None, "whole": len(nuclei) != 1,
    }  # fmt: skip
    return render(request, "technologies/adoption.html", context)


def _shares(one: Point) -> dict[str, Any]:
    """A point as shares in percent, each with how many."""
    return {
        "one": one,
        "shares": [(key, getattr(one, key), round(100 * getattr(one, key) / one.known)) for key, _words in LINES],
    }


def _chart(points: Sequence[Point]) -> dict[str, Any] | None:
    """Lines in a box of 100 by 100; None where there is nothing to join."""
    if len(points) < 2:
        return None
    last = points[-1].month
    found = []
    for key, words in LINES:
        dots = [(100 * one.month / last, 100 - 100 * getattr(one, key) / one.known) for one in points]
        found.append(
            {
                "key": CLASSES[key], "words": str(words), "share": round(100 - dots[-1][1]),
                "dots": " ".join(f"{x:.2f},{y:.2f}" for x, y in dots),
            }
        )  # fmt: skip
    return {"lines": found, "last": last, "grid": (0, 25, 50, 75, 100)}


urlpatterns = [
    path("nucleos/<uuid:public_id>/adopcion/", of_nucleus, name="adoption"),
    path("adopcion/<str:code>/", of_district, name="district_adoption"),
]
