"""Vector tiles of areas and localities, made when somebody looks there and kept by browsers for a year."""

import gzip
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from winay.core.remembered import Remembered
from winay.journeys.map_ground import MapPart, map_part, map_revision
from winay.targeting.queries.area_shapes import AreaMark, LocalityMark
from winay.web.guard import public
from winay.web.vector_tile import EXTENT, Feature, Frame, Value, frame, points, polygons

NEAREST, FURTHEST = 12, 8
"""Zooms of the tiles; a nearer map stretches the nearest."""
DOTS_FROM, NAMES_FROM = 9, 10
"""From here localities are dots; from here each has its name and numbers."""
TYPE = "application/vnd.mapbox-vector-tile"
NOTHING = gzip.compress(b"", mtime=0)
memory = Remembered(most=200)


@public
@require_GET
def tile(request: HttpRequest, revision: str, z: int, x: int, y: int) -> HttpResponse:
    """The tile at an address; 404 for one of another revision, 204 where there is nothing."""
    if not FURTHEST <= z <= NEAREST or x >= 2**z or y >= 2**z or revision != map_revision():
        raise Http404
    content = memory.get((revision, z, x, y), lambda: gzip.compress(draw(_frame(z, x, y), revision, z), mtime=0))
    response = packed(request, content, TYPE)
    if content == NOTHING:
        response.content, response.status_code = b"", 204
        del response["Content-Encoding"]
    return response


def packed(request: HttpRequest, content: bytes, content_type: str) -> HttpResponse:
    """What was compressed once, as it is to whoever reads that; for a year, as its address changes when it does."""
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(content, content_type=content_type)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(content), content_type=content_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Vary"] = "Accept-Encoding"
    return response


def _frame(z: int, x: int, y: int) -> Frame:
    """From furthest away half as many steps: it is where most lies in one tile."""
    return frame(z, x, y, EXTENT // 2 if z == FURTHEST else EXTENT)


def draw(at: Frame, revision: str, z: int) -> bytes:
    """The tile's layers: areas, and from nearer by their seats and localities."""
    part = map_part(at.reach, revision, localities=z >= DOTS_FROM)
    layers = [_areas(part, at, named=z > FURTHEST)]
    if z > FURTHEST:
        layers.append(_seats(part, at, named=z >= NAMES_FROM))
    if z >= NAMES_FROM:
        layers.append(points("localities", [_locality(one) for one in part.localities], part.spots, at))
    elif z >= DOTS_FROM:
        layers.append(_dots(part, at))
    return b"".join(layers)


def _areas(part: MapPart, at: Frame, *, named: bool) -> bytes:
    return polygons("areas", [_area(one, named=named) for one in part.areas], part.shapes, at)


def _area(area: AreaMark, *, named: bool) -> Feature:
    """From furthest away thousands of areas are a few pixels each: only their code is said."""
    said: dict[str, Value] = {"code": area.code}
    if named:
        said["name"] = area.name
    if named and area.households is not None:
        said["households"] = area.households
        if area.counted:
            said["counted"] = True
    return Feature(said, area.position)


def _seats(part: MapPart, at: Frame, *, named: bool) -> bytes:
    """Where each area is called by its name. From afar only the number: the name is with the area."""
    said = [{"code": one.code, "name": one.name} if named else {} for one in part.areas]
    features = [Feature(words, one.position) for words, one in zip(said, part.areas, strict=True)]
    return points("seats", features, part.seats, at)


def _locality(one: LocalityMark) -> Feature:
    said: dict[str, Value] = {"code": one.code, "name": one.name, "rural": one.rural}
    if one.synthetic:
        said["synthetic"] = True
    if one.households is not None:
        said |= {"households": one.households, "counted": one.counted}
    if one.area is not None:
        said["area"] = one.area
    return Feature(said)


def _dots(part: MapPart, at: Frame) -> bytes:
    """All localities of a kind as one feature: hundreds of dots in a kilobyte or two."""
    import numpy as np

    kind = np.array([2 if one.synthetic else int(one.rural) for one in part.localities], dtype=int)
    order: Any = np.argsort(kind, kind="stable")
    kinds = [Feature({"rural": False}), Feature({"rural": True}), Feature({"rural": True, "synthetic": True})]
    return points("localities", kinds, part.spots[order], at, owner=kind[order])
