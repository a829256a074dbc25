"""The schematic map's shapes, cut once from the installation's file and kept by browsers for a year."""

import json
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from winay.journeys.installation import map_path
from winay.web.guard import public

DIGITS = {"distritos": 6, "departamentos": 2}


@public
@require_GET
def shapes(request: HttpRequest, kind: str) -> HttpResponse:
    """Cells of the districts, or outlines of the departments, as GeoJSON."""
    if kind not in DIGITS or not map_path().exists():
        raise Http404
    response = HttpResponse(_cut(kind, map_path().stat().st_mtime_ns), content_type="application/geo+json")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def map_urls() -> dict[str, Any]:
    """Addresses of both shape files, for the component `map`. They change when the map does."""
    mark = map_path().stat().st_mtime_ns if map_path().exists() else 0
    return {
        "cells": f"{reverse('web:map_shapes', args=['distritos'])}?v={mark}",
        "outline": f"{reverse('web:map_shapes', args=['departamentos'])}?v={mark}",
    }


@lru_cache(maxsize=4)
def _cut(kind: str, mark: int) -> bytes:
    whole = json.loads(map_path().read_text(encoding="utf-8"))
    whole["features"] = [f for f in whole["features"] if len(f["properties"]["code"]) == DIGITS[kind]]
    return json.dumps(whole, separators=(",", ":")).encode()


urlpatterns = [path("mapas/<str:kind>.json", shapes, name="map_shapes")]
