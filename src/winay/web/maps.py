"""What every map is drawn with: the files of district shapes, and the addresses of the tiles."""

import gzip
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from winay.core.remembered import Remembered
from winay.journeys.map_ground import MapFile, map_file, map_revision
from winay.web.guard import public
from winay.web.tiles import packed, tile

DIGITS = {"distritos": 6, "departamentos": 2}
memory = Remembered(most=4)


@public
@require_GET
def shapes(request: HttpRequest, kind: str) -> HttpResponse:
    """Districts, or outlines of the departments, as GeoJSON: true limits or schematic cells."""
    file = map_file()
    if kind not in DIGITS or file is None:
        raise Http404
    content = memory.get((kind, file.mark), lambda: _cut(kind, file))
    return packed(request, content, "application/geo+json")


def map_urls() -> dict[str, Any]:
    """Addresses for the component `map`, which change when what is drawn does; `map_true` where the limits are real."""
    file, revision = map_file(), map_revision()
    mark = file.mark if file else ""
    return {
        "cells": f"{reverse('web:map_shapes', args=['distritos'])}?v={mark}",
        "outline": f"{reverse('web:map_shapes', args=['departamentos'])}?v={mark}",
        "map_tiles": tiles_url(revision),
        "map_true": file is not None and file.true,
    }


def tiles_url(revision: str | None) -> str:
    """The address of the tiles of a revision of the areas, with {z}, {x} and {y}; empty for none. States that speak of
    areas carry it, so that a map never colours areas by the numbers of other areas."""
    if revision is None:
        return ""
    address = reverse("web:map_tile", args=[revision, 1, 2, 3])
    return address.removesuffix("1/2/3.mvt") + "{z}/{x}/{y}.mvt"


def _cut(kind: str, file: MapFile) -> bytes:
    whole = json.loads(file.path.read_text(encoding="utf-8"))
    whole["features"] = [f for f in whole["features"] if len(f["properties"]["code"]) == DIGITS[kind]]
    return gzip.compress(json.dumps(whole, separators=(",", ":")).encode(), mtime=0)


urlpatterns = [
    path("mapas/<str:kind>.json", shapes, name="map_shapes"),
    path("mapas/teselas/<str:revision>/<int:z>/<int:x>/<int:y>.mvt", tile, name="map_tile"),
]
