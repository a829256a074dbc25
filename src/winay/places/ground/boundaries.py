"""The district polygons of the country pack in force. They are drawn and checked against, never measured."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from winay.core.blobs import BlobStore
from winay.core.remembered import Remembered
from winay.places.queries import pack_in_force

memory = Remembered(2)


def boundaries() -> Mapping[str, Any]:
    """Polygons (shapely geometries, longitude and latitude in degrees) by district code; empty without any.

    One query; the shapes are remembered by the file's hash. ValueError when the file was altered on disk.
    """
    pack = pack_in_force()
    if pack is None or not pack.boundaries_sha256:
        return {}
    digest = pack.boundaries_sha256
    kept: Mapping[str, Any] = memory.get(digest, lambda: _shapes(digest))
    return kept


def _shapes(digest: str) -> dict[str, Any]:
    from shapely.geometry import shape

    store: BlobStore = settings.WINAY_BLOBS
    document = json.loads(store.get(digest))
    return {feature["properties"]["code"]: shape(feature["geometry"]) for feature in document["features"]}
