"""A small country pack: the five places of conftest, their square districts and six localities, easy to spoil."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import yaml

from tests.places.conftest import FILES

MANIFEST: dict[str, Any] = {
    "country": "PE",
    "key": "peru",
    "title": "Perú chico",
    "version": "1",
    "time_zone": "America/Lima",
    "currency": "PEN",
    "digits": {"department": 2, "province": 4, "district": 6, "locality": 10},
}
LOCALITIES = """\
code,name,rural,latitude,longitude
0501010001,Ayacucho,0,-13.16,-74.22
0501010002,Qachun,1,-13.15,-74.25
0501010003,Muyurina,1,-13.12,-74.18
0501020001,Acocro,1,-13.21,-74.04
0501020002,Pampamarca,1,-13.28,-74.1
0501030001,Ñandú,1,-13.25,-74.01
"""
SQUARES = {
    "050101": (-74.3, -13.2, -74.15, -13.1),
    "050102": (-74.15, -13.3, -74.02, -13.15),
    "050103": (-74.02, -13.3, -73.9, -13.15),
}
HEADLINES = "poverty: poverty_pct\nrural_households: households\npopulation: people\nprogram_households: []\n"


def square(west: float, south: float, east: float, north: float) -> list[list[list[float]]]:
    """The ring of a rectangle, as GeoJSON has it."""
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def feature(code: str, coordinates: Any, kind: str = "Polygon") -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": kind, "coordinates": coordinates}}


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def boundaries() -> dict[str, Any]:
    return collection(*(feature(code, square(*corners)) for code, corners in SQUARES.items()))


class PackFolder:
    """The small pack on disk. `seal` writes the manifest with the hashes of what is there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest = json.loads(json.dumps(MANIFEST))
        for name, text in FILES.items():
            self.write(name, text)
        self.write("localities.csv", LOCALITIES)
        self.write("boundaries.geojson", json.dumps(boundaries()))
        self.write("headlines.yaml", HEADLINES)
        self.seal()

    def write(self, name: str, content: str | bytes) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))

    def remove(self, *names: str) -> None:
        for name in names:
            (self.path / name).unlink()

    def draw(self, *features: dict[str, Any]) -> None:
        self.write("boundaries.geojson", json.dumps(collection(*features)))

    def seal(self, **said: Any) -> Path:
        """Write the manifest; `said` changes what it says."""
        self.manifest |= said
        names = [path for path in sorted(self.path.rglob("*")) if path.is_file() and path.name != "manifest.yaml"]
        hashes = {
            path.relative_to(self.path).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in names
        }
        text = yaml.safe_dump({**self.manifest, "files": hashes}, allow_unicode=True, sort_keys=False)
        self.write("manifest.yaml", text)
        return self.path

    def zipped(self, around: str = "") -> bytes:
        """The same as a ZIP, perhaps with a folder around everything."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(self.path.rglob("*")):
                if path.is_file():
                    archive.write(path, f"{around}{path.relative_to(self.path).as_posix()}")
        return out.getvalue()
