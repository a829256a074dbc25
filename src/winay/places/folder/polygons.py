"""Reading a pack's district polygons. Nothing is written here."""

import json
from collections.abc import Collection
from typing import Any

from winay.places.tables import Problems, text_of

WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")


def read_boundaries(file: str, content: bytes, districts: Collection[str], problems: Problems) -> dict[str, Any]:
    """Polygons by district code, one for each of `districts` and no other; every fault goes to `problems`."""
    features = _features(file, content, problems)
    if features is None:
        return {}
    found: dict[str, Any] = {}
    for number, feature in enumerate(features, start=1):
        code = _code_of(feature)
        if code is None:
            problems.add(file, "polygon_code", row=number)
        elif code not in districts:
            problems.add(file, "polygon_district_unknown", row=number, column="code", value=code[:20])
        elif code in found:
            problems.add(file, "polygon_repeated", row=number, column="code", value=code)
        else:
            found[code] = _shape(file, number, code, feature, problems)
    for code in sorted(set(districts) - found.keys()):
        problems.add(file, "polygon_missing", {"district": code}, column="code", value=code)
    return {code: shape for code, shape in found.items() if shape is not None}


def _features(file: str, content: bytes, problems: Problems) -> list[Any] | None:
    text = text_of(file, content, problems)
    if text is None:
        return None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        problems.add(file, "broken_json", row=getattr(error, "lineno", None))
        return None
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        problems.add(file, "not_geojson")
        return None
    system = str(document.get("crs") or "")
    if system and not any(known in system for known in WGS84):
        problems.add(file, "not_degrees", column="crs", value=system[:80])
        return None
    features: list[Any] = document["features"]
    return features


def _code_of(feature: Any) -> str | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = properties.get("code") if isinstance(properties, dict) else None
    return code if isinstance(code, str) else None


def _shape(file: str, number: int, code: str, feature: Any, problems: Problems) -> Any:
    """The polygon, or None after noting why it is none."""
    import shapely
    from shapely.geometry import shape

    def bad(what: str, value: str = "", **params: str | int) -> None:
        problems.add(file, what, {"district": code, **params}, row=number, column="geometry", value=value or code)

    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        return bad("polygon_kind", str(kind)[:40])
    try:
        found = shapely.force_2d(shape(geometry))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.GEOSException):
        return bad("polygon_broken")
    if found.is_empty:
        return bad("polygon_broken")
    west, south, east, north = found.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return bad("not_degrees", f"{west:.1f}, {south:.1f}")
    if not found.is_valid:
        return bad("polygon_invalid", shapely.is_valid_reason(found))
    return found if found.area > 0 else bad("polygon_broken")


def read_outline(file: str, content: bytes, problems: Problems) -> dict[str, Any]:
    """The outline of a country as one shape under an empty code; nothing after noting why it cannot be read."""
    import shapely
    from shapely.geometry import shape

    features = _features(file, content, problems)
    if features is None:
        return {}
    try:
        whole = shapely.union_all([shape(feature["geometry"]) for feature in features])
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.GEOSException):
        problems.add(file, "not_geojson")
        return {}
    return {"": whole}
