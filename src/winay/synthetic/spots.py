"""Where synthetic households are made: the places of areas, and what is published of their districts."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

import yaml
from django.conf import settings

from winay.places.models import Measurement
from winay.synthetic.ground import USUAL_LANGUAGES, USUAL_POVERTY, District, Spot
from winay.targeting.models import Area, AreaLocality

LANGUAGES = ("spanish_pct", "quechua_pct", "aymara_pct", "other_indigenous_pct")
POVERTY = "poverty_pct"


@cache
def country_names() -> dict[str, Any]:
    """The country's file of names for synthetic people and places, read once: not to be changed."""
    text = (settings.WINAY_COUNTRY / "synthetic_names.yaml").read_text(encoding="utf-8")
    names: dict[str, Any] = yaml.safe_load(text)
    return names


def spots_of(areas: Iterable[Area]) -> list[Spot]:
    """The localities of areas with their households, by code; the district where no locality is known. Two queries."""
    ids = [area.pk for area in areas]
    members = AreaLocality.objects.filter(area__in=ids, current=True).order_by("locality__code")
    found = [
        Spot(*row)
        for row in members.values_list(
            "locality__code", "households", "locality__latitude_e6", "locality__longitude_e6"
        )
        if row[1]
    ]  # fmt: skip
    whole = Area.objects.filter(pk__in=ids, localities=None).order_by("code")
    rows = whole.values_list("district__code", "households", "district__latitude_e6", "district__longitude_e6")
    return found + [Spot(*row) for row in rows if row[1]]


def districts_of(codes: Collection[str]) -> list[District]:
    """The newest published languages and poverty of districts; the usual where nothing is. One query."""
    rows = Measurement.objects.filter(place__code__in=codes, indicator__key__in=[*LANGUAGES, POVERTY])
    known: dict[tuple[str, str], float] = {}
    for code, key, value, scale in rows.order_by("as_of", "id").values_list(
        "place__code", "indicator__key", "value", "indicator__scale"
    ):
        known[code, key] = value / 10**scale / 100
    found = []
    for code in sorted(codes):
        spoken = tuple(known.get((code, key), 0.0) for key in LANGUAGES)
        languages = spoken if sum(spoken) > 0.5 else USUAL_LANGUAGES
        found.append(District(code, languages, known.get((code, POVERTY), USUAL_POVERTY)))  # type: ignore[arg-type]
    return found
